"""The command line: one file a command, imported when it is called."""

import errno
import gc
import importlib
import io
import os
import sys
import traceback
from contextlib import suppress
from typing import TextIO

import click

from aimline.text.messages import visible

COMMANDS = {"parse": "parse", "lint": "lint", "fmt": "fmt", "evaluate": "evaluate", "rules": "rules", "schema": "schema"}


class ClosedPipe(Exception):
    """Who read the output has seen enough (`| head`)."""


_UNWRITABLE = frozenset([errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
"""What the system says where the output cannot be written, and never where input cannot be read."""


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

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        # `aimline help` and `aimline help lint` are what people try first
        return super().parse_args(ctx, [*args[1:2], "--help"] if args[:1] == ["help"] else args)

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


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog="""\b
A first look:
  aimline parse "gain 100 Instagram followers in 10 days"
  aimline lint goals/ --hints
  aimline evaluate goals/ --metrics exports/ --as-of 2026-12-05

\b
Exit codes: 0 nothing to report, 1 findings, 2 usage, unreadable input or an internal error.
AIMLINE_TODAY, AIMLINE_LANG stand in for --today, --lang; NO_COLOR turns colours off; AIMLINE_DEBUG=1 shows the traceback of an internal error.

\b
Completion of commands, options and rules by the shell: put into its start-up file
  bash   eval "$(_AIMLINE_COMPLETE=bash_source aimline)"
  zsh    eval "$(_AIMLINE_COMPLETE=zsh_source aimline)"
  fish   _AIMLINE_COMPLETE=fish_source aimline | source
""",
)
@click.version_option(package_name="aimline")
def cli() -> None:
    """Goals as plain sentences, judged by data.

    Write goals in a text file, one a line, in English or Arabic. `parse` shows how they are understood, `lint` what is missing from them, `evaluate` how they
    stand by the figures that platforms export.
    """


def main() -> None:
    """Run the command line. Exit codes: 0 nothing to report, 1 findings, 2 usage, configuration, unreadable input or an internal error."""
    # a command lives shortly and makes hardly any cycles of objects: looking for them as often as usual would take a tenth of its time
    gc.set_threshold(200_000, 20, 50)
    _open_streams()
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
            click.echo(f"aimline: the output cannot be written: {error.strerror or error}", err=True)
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
        error.show()
        return 2
    except SystemExit as stopped:
        return stopped.code if isinstance(stopped.code, int) else 0 if stopped.code is None else 2
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _UNWRITABLE:
            raise
        if os.environ.get("AIMLINE_DEBUG"):
            traceback.print_exc()
            return 2
        command = next((word for word in sys.argv[1:] if word in COMMANDS), "")
        what = " ".join(visible(f"{type(error).__name__}: {error}").split())[:300]
        click.echo(f"aimline {command}: internal error: {what}; please report it with what AIMLINE_DEBUG=1 shows".replace("  ", " "), err=True)
        return 2
    return result if isinstance(result, int) else 0
