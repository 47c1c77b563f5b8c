"""`lint --fix` and `lint --diff`: files put right, and what is said of it."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click

from aimline.api import DOCUMENTS, expand
from aimline.cli.counted import Counted
from aimline.cli.patch import shown, unified
from aimline.goals.kept import keeping
from aimline.language import File, parse_document, parse_goals_file
from aimline.lint.fixing import Fixed, fixed
from aimline.lint.report import FileReport
from aimline.lint.run import Settings, judge
from aimline.render.run import Run
from aimline.text.decode import ReadError, decode, encode, read_raw, replace_file
from aimline.text.globs import Glob
from aimline.text.messages import isolate, message, messages
from aimline.text.position import Source


@dataclass
class Fixing:
    """A run that puts files right, or with `diff` prints what it would change. `said` is what is to be told of it, in each language."""

    settings: Settings
    unsafe: bool = False
    diff: bool = False
    errors: list[Mapping[str, str]] = field(default_factory=list)
    said: list[Mapping[str, str]] = field(default_factory=list)
    done: int = 0
    """Findings that were put right."""
    changed: int = 0
    """Files that are not as they were."""

    def reports(self, paths: Sequence[str], exclude: Sequence[Glob]) -> Iterator[FileReport]:
        """What remains in each file. `-` is standard input, whose text is printed."""
        files: list[Path | None] = [*expand([name for name in paths if name != "-"], self.errors, exclude)]
        for path in [*files, None] if "-" in paths else files:
            try:
                yield self._file(path)
            except ReadError as error:
                self.errors.append(error.message)

    def _file(self, path: Path | None) -> FileReport:
        """One file put right.

        Raises:
            ReadError: it cannot be read.
        """
        raw = read_raw(path) if path is not None else sys.stdin.buffer.read()
        name = str(path) if path is not None else None
        text = decode(raw, name or "-")
        if path is not None and not text.strip():
            raise ReadError(messages("reading.empty", file=str(path)))
        read: Callable[[Source], File] = parse_document if path is not None and path.suffix.lower() in DOCUMENTS else parse_goals_file

        def report(text: str) -> FileReport:
            source = Source(text, name)
            return next(judge([(source, read(source))], self.settings))

        result = fixed(text, report, keeping(self.settings.today, self.settings.catalogue), unsafe=self.unsafe)
        if not self._put(path, raw, text, result):
            return report(text)
        self._tell(name or "-", result)
        return result.report

    def _put(self, path: Path | None, raw: bytes, text: str, result: Fixed) -> bool:
        """Write or print what came of it; whether that could be done."""
        changed = result.text != text
        if self.diff:
            for line in unified(text, result.text, str(path) if path is not None else "-"):
                click.echo(shown(line))
        elif path is None:
            sys.stdout.buffer.write(encode(result.text, raw))
            sys.stdout.buffer.flush()
        elif changed:
            try:
                if read_raw(path) != raw:
                    raise ReadError(messages("lint.fixes.changed_meanwhile", file=str(path)))
                replace_file(path, encode(result.text, raw))
            except ReadError as error:
                self.errors.append(error.message)
                return False
        self.changed += changed
        self.done += len(result.applied)
        return True

    def _tell(self, name: str, result: Fixed) -> None:
        """What the user should know: what unsafe fixes changed, what was left out and why."""
        for one in result.applied:
            if not one.fix.safe:
                rule = f"{one.found.code} {one.found.name}"
                self.said.append(messages("lint.fixes.unsafe", file=name, line=one.line, rule=rule, says=dict(one.fix.title)))
        for left in result.left_out:
            rule = f"{left.found.code} {left.found.name}"
            key = "lint.fixes.brings" if left.brings else "lint.fixes.changes"
            self.said.append(messages(key, file=name, line=left.line, rule=rule, errors=isolate(", ".join(left.brings))))
        if not result.settled:
            self.said.append(messages("lint.fixes.unsettled", file=name))

    def summary(self, counted: Counted, run: Run) -> str:
        """How much was put right and what remains, some of it for unsafe fixes."""
        language = counted.language(run)
        parts = [message("lint.fixes.would" if self.diff else "lint.fixes.done", language, n=self.done)]
        parts += [] if self.diff else [message("lint.fixes.remain", language, n=counted.remaining)]
        more = 0 if self.unsafe else counted.unsafe
        return message("lint.comma", language).join(parts) + (message("lint.fixes.more", language, n=more) if more else "")
