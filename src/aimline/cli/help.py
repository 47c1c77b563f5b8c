"""Help and errors of the command line in the language of the run, from `grammar/messages/<language>/help/<command>.toml`.

A command takes `cls=Command` and its own name, and no text stands in Python: what it does is `about` of its file, an option's help stands under `[options]` by
the option's longest name, and options that several commands share stand in `common.toml`. The files are read when help or an error is shown, never before.
"""

import importlib
import re
from functools import cache
from typing import Any

import click

from aimline.cli.tongue import tongue
from aimline.text.messages import PDI, direction, entry, languages, message, template, visible
from aimline.text.patterns import lazily

_RLI, _LRI = "\u2067", "\u2066"
_RIGHT_TO_LEFT = lazily("[\u0590-\u08ff\ufb1d-\ufefc]")
_COLUMNS = lazily(r"(\s*)((?:\S+ )*\S+  +)?(.*)", re.DOTALL)
_EXAMPLE = lazily(r"\s*(?:aimline|echo|printf) (?!.*\S  +\S)")
"""A command to type in, with nothing said beside it: it begins from left to right by itself, and what is copied must hold no isolates."""
_LATIN = lazily(r"[!-/:-@\[-`{-~]*[A-Za-z0-9](?:[ -~]*[!-~])?")
_STOPS = lazily(r"[.,:;!?]+$")
_NAMES = ("_", "ngettext")
"""What click's modules call gettext by."""
_MODULES = ("core", "decorators", "exceptions", "formatting", "parser", "types")
"""The modules of click that say something to the user of a command."""


def laid_out(text: str, language: str) -> str:
    """A text for a terminal: in a language from right to left every line of it stands in an isolate of its own, with what is Latin in it isolated in turn, so
    that options and paths keep their order. The Latin first column of a table stays outside, and so do the columns.
    """
    return "\n".join(map(_line, text.split("\n"))) if direction(language) == "rtl" else text


def _line(line: str) -> str:
    if not _RIGHT_TO_LEFT.search(line) or _RLI in line or _EXAMPLE.match(line):
        return line
    parsed = _COLUMNS.fullmatch(line)
    assert parsed is not None
    blank, first, rest = parsed[1], parsed[2] or "", parsed[3]
    if _RIGHT_TO_LEFT.search(first):
        first, rest = "", first + rest
    # what stands on either side of a colon keeps its side
    return f"{blank}{first}{_RLI}{': '.join(_LATIN.sub(_isolated, part) for part in rest.split(': '))}{PDI}"


def _isolated(latin: re.Match[str]) -> str:
    """Latin words between isolates, without the punctuation of the sentence around them and without a bracket that closes in it or opens before it."""
    text = latin[0]
    if not re.search("[A-Za-z]", text):
        return text
    end = _STOPS.search(text)
    cut = end.start() if end and not text.endswith("...") else len(text)
    while cut and text[cut - 1] in ")]" and text[:cut].count(text[cut - 1]) > text[:cut].count("(["[")]".index(text[cut - 1])]):
        cut -= 1
    start = 0
    while text[start] in "([" and text[start:cut].count(text[start]) > text[start:cut].count(")]"["([".index(text[start])]):
        start += 1
    return f"{text[:start]}{_LRI}{text[start:cut]}{PDI}{text[cut:]}"


class Formatter(click.HelpFormatter):
    """Help pages that read well in either direction."""

    def getvalue(self) -> str:
        """The page, laid out in the direction of its language."""
        return laid_out(super().getvalue(), tongue())


class Context(click.Context):
    """Where help is laid out for its language."""

    formatter_class = Formatter


class Command(click.Command):
    """A command whose help is looked up when it is shown."""

    context_class = Context

    def get_help(self, ctx: click.Context) -> str:
        speak(self, ctx)
        return super().get_help(ctx)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[Any]:
        speak(self, ctx)
        return super().shell_complete(ctx, incomplete)


def speak(command: click.Command, ctx: click.Context) -> None:
    """Give a command and its options their help in the language of the run."""
    language = tongue()
    about = found(language, f"{command.name}.about")
    if about is not None:
        command.help = about
    command.epilog = found(language, f"{command.name}.epilog")
    for param in command.get_params(ctx):
        if isinstance(param, click.Option):
            name = key(param)
            param.help = found(language, f"{command.name}.options.{name}") or found(language, f"common.options.{name}") or param.help


def short_help(name: str) -> str:
    """A command in one line, without importing it."""
    return found(tongue(), f"{name}.short") or ""


def key(option: click.Option) -> str:
    """What an option is called in the files: its longest name, without dashes."""
    return max(option.opts, key=len).lstrip("-")


def found(language: str, name: str) -> str | None:
    """A text of help, None where there is none."""
    try:
        return message(f"help/{name}", language)
    except KeyError:
        return None


def error_text(error: click.ClickException) -> str:
    """An error as it is shown: how the command is used, and what was wrong."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error.message
    language = tongue()
    lines = []
    if isinstance(error, click.UsageError) and error.ctx is not None:
        lines += [error.ctx.get_usage(), laid_out(message("cli.try_help", language, command=f"{error.ctx.command_path} --help"), language), ""]
    text = "\n".join(visible(line, isolates=True) for line in error.format_message().split("\n"))
    return "\n".join([*lines, laid_out(message("cli.error", language, text=text), language)])


def translate_click() -> None:
    """Let click speak the language of the run: its texts are looked up by their English wording in `help/click.toml`. What is not there stays English."""
    for module in _MODULES:
        place = importlib.import_module(f"click.{module}")
        for name, translated in zip(_NAMES, (_translated, _translated_plural), strict=True):
            if hasattr(place, name):
                setattr(place, name, translated)


def _translated(text: str) -> str:
    return _translated_plural(text, text, 1)


def _translated_plural(one: str, many: str, n: int) -> str:
    language = tongue()
    name = _wordings().get(one) if language != languages()[0] else None
    return template(f"help/click.{name}", language, {"n": n}) if name is not None else one if n == 1 else many


@cache
def _wordings() -> dict[str, str]:
    """The names of click's texts, by the (singular) English wording."""
    texts = entry("help/click", languages()[0])
    return {text["one"] if isinstance(text, dict) else text: name for name, text in texts.items()}
