"""`aimline fmt`: files of goals in canonical form, or in another language."""

import difflib
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from aimline.api import DOCUMENTS, expand
from aimline.catalogue import load as load_catalogue
from aimline.cli.common import complain, lang_option, spoken, today_option
from aimline.goals.printing import printable
from aimline.goals.rewriting import Kept, rewrite
from aimline.language import parse_document, parse_goals_file
from aimline.text.decode import ReadError, decode, encode, read_raw, replace_file
from aimline.text.messages import isolate, messages
from aimline.text.position import Source


@dataclass(frozen=True, slots=True)
class _Formatted:
    name: str
    before: str
    after: str
    raw: bytes
    kept: list[Kept]


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH|-]...", type=click.Path(readable=False))
@click.option("--check", is_flag=True, help="Change nothing; name the files that would change. Exit code 1 if there are any.")
@click.option("--diff", is_flag=True, help="Change nothing; print what would change, line by line. Exit code 1 if anything would.")
@click.option("--to", type=click.Choice(printable()), help="Translate goal sentences and names of settings into this language.")
@click.option("-v", "--verbose", is_flag=True, help="Say which sentences stay as they are, and why.")
@today_option
@lang_option
def command(paths: tuple[str, ...], check: bool, diff: bool, to: str | None, verbose: bool, today: date | None, lang: str) -> None:
    """Write goals in their canonical form: one wording for one meaning.

    Every goal sentence that is fully understood is printed anew, in its own language or in that of --to, and every line is laid out alike: actions as
    "  - text", settings as "  key: value". Comments, headings, blank lines, actions, values of settings, encoding and line ends stay, and so do the words
    that say how, why and for whom. A goal means the same before and after, with the same id; a sentence that leaves a doubt, says several goals or is not
    complete stays as it is (--verbose names it).

    PATH is a .goals file, a folder (all .goals files below it), a document with "Goal:" blocks (.md, .txt, named one by one), or - for standard input,
    which is printed. Without a PATH: this folder.

    \b
    Examples:
      aimline fmt goals/
      aimline fmt goals/ --check                      in continuous integration
      aimline fmt goals/winter.goals --to ar --diff   how it would read in Arabic
      echo "we want 100 more IG followers in 10 days" | aimline fmt -

    Exit codes: 0 done, 1 --check or --diff found something to change, 2 something could not be read or written.
    """
    errors: list[Mapping[str, str]] = []
    changed = 0
    for path in _inputs(paths, errors):
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


def _inputs(paths: tuple[str, ...], errors: list[Mapping[str, str]]) -> list[Path | None]:
    """The files that some paths name; None is standard input."""
    files: list[Path | None] = [*expand([name for name in paths or (".",) if name != "-"], errors)]
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
    result = rewrite(Source(text, name), parse_document if document else parse_goals_file, today, load_catalogue(), to, document=document)
    return _Formatted(name, text, result.text, raw, result.kept)


def _print_diff(result: _Formatted) -> None:
    lines = difflib.unified_diff(result.before.splitlines(keepends=True), result.after.splitlines(keepends=True), result.name, result.name)
    for line in lines:
        click.echo(line.rstrip("\r\n"))


def _tell_kept(result: _Formatted, lang: str, verbose: bool) -> None:
    """Which sentences stay, one a line; without --verbose how many."""
    if result.kept and not verbose:
        complain(messages("fmt.kept", file=result.name, n=len(result.kept)), spoken(lang))
        return
    for kept in result.kept:
        reason = messages(f"fmt.reason.{kept.reason}")
        complain(messages("fmt.stays", file=result.name, line=kept.line, text=isolate(kept.text), reason=reason), spoken(lang) or kept.language)
