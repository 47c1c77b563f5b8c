"""The command line: one file a command, imported when it is called."""

import errno
import importlib
import io
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TextIO

import click

from aimline.cli.commands import COMMANDS
from aimline.cli.common import common_lang_option
from aimline.cli.help import Command, error_text, short_help, translate_click
from aimline.cli.tongue import listen, tongue
from aimline.text.messages import message, visible
from aimline.text.reasons import reason

__all__ = ["COMMANDS", "cli", "main"]


class ClosedPipe(Exception):
    """Who read the output has seen enough (`| head`)."""


_UNWRITABLE = frozenset([errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
"""What the system says where the output cannot be written, and never where input cannot be read."""


class LazyGroup(Command, click.Group):
    """Imports a command's module only when the command is asked for, so that `lint` starts without what `evaluate` needs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = importlib.import_module(f"aimline.cli.{COMMANDS[cmd_name]}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [(name, short_help(name)) for name in self.list_commands(ctx)]
        with formatter.section(message("help/click.commands", tongue())):
            formatter.write_dl(rows)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        listen(args)
        # `aimline help` and `aimline help lint` are what people try first
        first = next((place for place, word in enumerate(args) if not word.startswith("-") and args[place - 1 : place] != ["--lang"]), None)
        if first is not None and args[first] == "help":
            args = [*args[:first], *args[first + 1 : first + 2], "--help"]
        return super().parse_args(ctx, args)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.NoSuchCommand as error:
            # click looks for near names among commands that are imported already
            raise click.NoSuchCommand(error.command_name, possibilities=COMMANDS, ctx=ctx) from None

    def invoke(self, ctx: click.Context) -> object:
        # click would end both with 1, which here means findings
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise ClosedPipe from None
        except KeyboardInterrupt:
            raise SystemExit(130) from None


def _say_version(ctx: click.Context, param: click.Parameter, wanted: bool) -> None:
    # click's own version option looks its help up in the locale while it is declared, which every start would pay for
    if wanted:
        from importlib.metadata import version

        click.echo(f"aimline {version('aimline')}")
        ctx.exit()


@click.group("aimline", cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@common_lang_option
@click.option("--version", is_flag=True, expose_value=False, is_eager=True, callback=_say_version)
def cli() -> None:
    """Goals as plain sentences, judged by data."""


def main() -> None:
    """Run the command line. Exit codes: 0 nothing to report, 1 findings, 2 usage, configuration, unreadable input or an internal error."""
    _open_streams()
    translate_click()
    try:
        code = _run()
        sys.stdout.flush()
    except (ClosedPipe, BrokenPipeError):
        _discard(sys.stdout)
        code = 0
    except OSError as error:
        _discard(sys.stdout)
        code = 2
        with suppress(OSError):
            click.echo("aimline: " + message("cli.unwritable", tongue(), reason=reason(error)), err=True)
    try:
        sys.stderr.flush()
    except OSError:
        _discard(sys.stderr)
        code = 2
    sys.exit(code)


def _open_streams() -> None:
    """Standard streams that are there (a caller may have closed them) and take any text: a file name that is none, or a lone surrogate, must not end a run."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _discard(stream: TextIO) -> None:
    """Let what a stream still holds go nowhere, so that its closing raises nothing."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _run() -> int:
    color = False if os.environ.get("NO_COLOR") else True if os.environ.get("FORCE_COLOR") else None
    try:
        result = cli.main(prog_name="aimline", standalone_mode=False, color=color)
    except ClosedPipe:
        raise
    except click.Abort:
        return 130
    except click.ClickException as error:
        click.echo(error_text(error), err=True, color=color)
        return 2
    except SystemExit as stopped:
        return stopped.code if isinstance(stopped.code, int) else 0 if stopped.code is None else 2
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _UNWRITABLE:
            raise
        if os.environ.get("AIMLINE_DEBUG"):
            import traceback

            traceback.print_exc()
            return 2
        command = next((word for word in sys.argv[1:] if word in COMMANDS), "")
        click.echo(f"aimline {command}: {_told(error)}".replace(" :", ":"), err=True)
        return 2
    return result if isinstance(result, int) else 0


def _told(error: Exception) -> str:
    """What to say of an error that nobody foresaw; where even the messages cannot be read, what it is."""
    what = " ".join(visible(f"{type(error).__name__}: {error}").split())[:300]
    with suppress(Exception):
        own = getattr(error, "message", None)
        if isinstance(own, Mapping):
            return visible(own[tongue()], isolates=True)
        if isinstance(error, FileNotFoundError) and _nowhere():
            return message("cli.nowhere", tongue())
        from aimline.cli.stale import lacking, remedy

        needed = lacking()
        if needed:
            return message("cli.stale", tongue(), what=", ".join(needed), command=remedy())
        return message("cli.internal", tongue(), what=what)
    return what


def _nowhere() -> bool:
    """Whether the working folder is there no more: nothing can be found from it."""
    try:
        Path.cwd()
    except OSError:
        return True
    return False
