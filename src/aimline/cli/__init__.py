"""The command line: one file a command, imported when it is called."""

import importlib
import os
import sys

import click

COMMANDS = {"parse": "parse", "lint": "lint", "fmt": "fmt", "evaluate": "evaluate", "rules": "rules", "schema": "schema"}


class LazyGroup(click.Group):
    """Imports a command's module only when the command is asked for, so that `lint` starts without what `evaluate` needs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = importlib.import_module(f"aimline.cli.{COMMANDS[cmd_name]}").command
        assert isinstance(command, click.Command)
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="aimline")
def cli() -> None:
    """Goals as plain sentences, judged by data."""


def main() -> None:
    """Run the command line. Exit codes: 0 nothing to report, 1 findings, 2 usage, configuration, unreadable input or an internal error."""
    try:
        cli(prog_name="aimline")
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
