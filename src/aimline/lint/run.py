"""A run over many files: what is asked of each, and what was found in it, one file at a time."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from aimline.catalogue import Catalogue
from aimline.language import File
from aimline.lint.linter import lint
from aimline.lint.report import FileReport
from aimline.lint.selection import RuleSet
from aimline.text.globs import Glob
from aimline.text.position import Source

if TYPE_CHECKING:
    from aimline.lint.history import Past


class Scope(NamedTuple):
    """What one configuration asks of the files that it holds for: the rules, and rules that are left out in files whose path fits a pattern."""

    ruleset: RuleSet
    per_file_ignores: Sequence[tuple[Glob, frozenset[str]]] = ()

    def rules_for(self, name: str | None) -> RuleSet:
        """The rules that run in a file; None is standard input."""
        if not self.per_file_ignores or name is None:
            return self.ruleset
        return self.ruleset.changed(drop=frozenset[str]().union(*(names for glob, names in self.per_file_ignores if glob.fits(name))))


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run asks: the day, the rules, and what a metric log knows."""

    today: date
    catalogue: Catalogue
    scope: Scope
    """What holds for files without a nearer configuration."""
    nearer: Callable[[str], Scope | None] = lambda name: None
    """What the configuration asks that is nearest to a file, where it is another one."""
    past: "Callable[[File], Past | None]" = lambda file: None
    """What a metric log says of the goals of a file; None without a log."""

    @property
    def ruleset(self) -> RuleSet:
        """The rules of the run."""
        return self.scope.ruleset

    def rules_for(self, name: str | None) -> RuleSet:
        """The rules that run in a file; None is standard input."""
        nearer = self.nearer(name) if name is not None else None
        return (nearer or self.scope).rules_for(name)


def judge(files: Iterable[tuple[Source, File]], settings: Settings) -> Iterator[FileReport]:
    """What the rules say about each file, in turn: whoever takes the reports decides how many of them are kept."""
    for source, file in files:
        past, run = settings.past(file), settings.rules_for(source.name)
        yield FileReport(source, file, lint(file, catalogue=settings.catalogue, today=settings.today, ruleset=run, past=past), past)
