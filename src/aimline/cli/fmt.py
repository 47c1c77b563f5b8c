"""`aimline fmt`: files of goals in canonical form, or in another language."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from aimline.api import DOCUMENTS, expand
from aimline.catalogue import load as load_catalogue
from aimline.cli.common import complain, exclude_option, excluded, lang_option, spoken, today_option
from aimline.cli.configured import Configured
from aimline.cli.patch import shown, unified
from aimline.goals.printing import printable
from aimline.goals.rewriting import Kept, rewrite
from aimline.language import parse_document, parse_goals_file
from aimline.text.decode import ReadError, decode, encode, read_raw, replace_file
from aimline.text.globs import Glob
from aimline.text.messages import isolate, messages
from aimline.text.position import Source


@dataclass(frozen=True, slots=True)
class _Formatted:
    name: str
    before: str
    after: str
    raw: bytes
    kept: list[Kept]


@click.command("fmt", cls=Configured)
@click.argument("paths", nargs=-1, metavar="[PATH|-]...", type=click.Path(readable=False))
@click.option("--check", is_flag=True)
@click.option("--diff", is_flag=True)
@click.option("--to", type=click.Choice(printable()))
@click.option("-v", "--verbose", is_flag=True)
@exclude_option
@today_option
@lang_option
def command(paths: tuple[str, ...], check: bool, diff: bool, to: str | None, verbose: bool, exclude: tuple[str, ...], today: date | None, lang: str) -> None:
    """Goals in their canonical form."""
    errors: list[Mapping[str, str]] = []
    changed = 0
    for path in _inputs(paths, errors, excluded(click.get_current_context())):
        try:
            result = _format(path, to, today or date.today())
            differs = result.before != result.after
            changed += differs
            if diff:
                _print_diff(result)
            elif check or path is not None:
                if differs and not check and path is not None:
                    replace_file(path, encode(result.after, result.raw))
                if differs:
                    complain(messages("fmt.would_change" if check else "fmt.changed", file=result.name), spoken(lang))
            else:
                sys.stdout.buffer.write(encode(result.after, result.raw))
                sys.stdout.buffer.flush()
        except ReadError as error:
            errors.append(error.message)
            continue
        if verbose or check:
            _tell_kept(result, lang, verbose)
    for text in errors:
        complain(text, spoken(lang))
    if errors:
        raise SystemExit(2)
    if changed and (check or diff):
        raise SystemExit(1)


def _inputs(paths: tuple[str, ...], errors: list[Mapping[str, str]], exclude: Sequence[Glob]) -> list[Path | None]:
    """The files that some paths name; None is standard input."""
    files: list[Path | None] = [*expand([name for name in paths or (".",) if name != "-"], errors, exclude)]
    return [*files, None] if "-" in paths else files


def _format(path: Path | None, to: str | None, today: date) -> _Formatted:
    """One input in canonical form.

    Raises:
        ReadError: it cannot be read.
    """
    name = str(path) if path is not None else "-"
    raw = read_raw(path) if path is not None else sys.stdin.buffer.read()
    text = decode(raw, name)
    document = path is not None and path.suffix.lower() in DOCUMENTS
    read = parse_document if document else parse_goals_file
    result = rewrite(Source(text, name), read, today, load_catalogue(), to, document=document, reword=_reworded)
    return _Formatted(name, text, result.text, raw, result.kept)


def _reworded(text: str, language: str, keyed: bool) -> str | None:
    from aimline.rules.rewording import reworded

    return reworded(text, language, keyed=keyed)


def _print_diff(result: _Formatted) -> None:
    for line in unified(result.before, result.after, result.name):
        click.echo(shown(line))


def _tell_kept(result: _Formatted, lang: str, verbose: bool) -> None:
    """Which sentences stay, one a line; without --verbose how many."""
    if result.kept and not verbose:
        complain(messages("fmt.kept", file=result.name, n=len(result.kept)), spoken(lang))
        return
    for kept in result.kept:
        reason = messages(f"fmt.reason.{kept.reason}")
        complain(messages("fmt.stays", file=result.name, line=kept.line, text=isolate(kept.text), reason=reason), spoken(lang) or kept.language)
