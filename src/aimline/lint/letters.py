"""The SMART report: the five letters of every goal, each met or not, and why."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from aimline.language import Draft, Statement
from aimline.lint.linter import lint_statement, smart
from aimline.lint.report import FileReport
from aimline.lint.rule import Rule
from aimline.lint.run import Settings
from aimline.text.diagnostic import Diagnostic
from aimline.text.messages import isolate, messages
from aimline.text.position import Span

LETTERS = ("specific", "measurable", "achievable", "realistic", "time_bound")
Text = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter of one goal. `met` is None where it cannot be judged; `why` says it in each language: what is wrong, else what shows that it is met."""

    met: bool | None
    why: Sequence[Text]
    found: Sequence[Diagnostic] = ()
    """The findings of the letter, hints included where they were asked for."""


@dataclass(frozen=True, slots=True)
class GoalLetters:
    """The letters of one goal; a sentence that holds several gives one of these for each, `number` from 1."""

    report: FileReport
    statement: Statement
    number: int
    letters: Mapping[str, Letter]

    @property
    def met(self) -> int:
        """How many letters are met …"""
        return sum(letter.met is True for letter in self.letters.values())

    @property
    def judged(self) -> int:
        """… of those that could be judged."""
        return sum(letter.met is not None for letter in self.letters.values())

    @property
    def is_smart(self) -> bool:
        """Whether no letter is unmet."""
        return self.met == self.judged


def letters(report: FileReport, settings: Settings) -> Iterator[GoalLetters]:
    """The letters of all goals of a file. Each goal of a sentence is judged as if it stood alone; rules that a run leaves out or a comment silences count for
    nothing.
    """
    starts = [statement.span.start for statement in report.file.statements]
    for place, statement in enumerate(report.file.statements):
        end = starts[place + 1] if place + 1 < len(starts) else len(report.source.text) + 1
        here = [item for item in report.found if statement.span.start <= item.span.start < end]
        for index, draft in enumerate(statement.drafts if statement.text.strip() else ()):
            yield _goal(report, settings, statement, index, draft, here)


def _goal(report: FileReport, settings: Settings, statement: Statement, index: int, draft: Draft, here: Sequence[Diagnostic]) -> GoalLetters:
    known = settings.rules_for(report.source.name).known
    alone = replace(statement, drafts=[draft], notes=[note for note in statement.notes if note.name != "multiple-goals"])
    found = list(here)
    if len(statement.drafts) > 1:
        found = [item for item in here if _of_this(item, statement, draft, known)]
        again = lint_statement(alone, catalogue=settings.catalogue, today=settings.today, ruleset=settings.rules_for(report.source.name))
        names = {(item.name, item.span) for item in found}
        found += [item for item in again if (item.name, item.span) not in names]
    history = report.past.get((statement.span, index)) if report.past else None
    met = smart(alone, found, settings.catalogue, {(statement.span, 0): history} if history else None, known)
    shown = {name: [item for item in found if known[item.name].criterion == name] for name in LETTERS}
    why_not = messages("lint.smart.no_log" if report.past is None else "lint.smart.no_history")
    unjudged = history.problem if history is not None and history.problem is not None else why_not
    return GoalLetters(report, statement, index + 1, {name: _letter(name, met[name], shown[name], alone, known, unjudged) for name in LETTERS})


def _of_this(item: Diagnostic, statement: Statement, draft: Draft, known: Mapping[str, Rule]) -> bool:
    """Whether a finding about a sentence with several goals counts for one of them: what is about the file, about a log and this goal, or stands under it."""
    rule = known[item.name]
    if rule.scope != "goal":
        return True
    return bool(rule.log) and (_overlap(item.span, draft.span) or item.span == statement.span)


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _letter(name: str, met: bool | None, found: Sequence[Diagnostic], alone: Statement, known: Mapping[str, Rule], unjudged: Text) -> Letter:
    if met is None:
        return Letter(met, [unjudged], found)
    wrong = [item for item in found if item.severity != "hint" and known[item.name].unmet]
    if not met:
        return Letter(met, [item.message for item in wrong] or [messages(f"lint.smart.lacks.{name}")], found)
    return Letter(met, _shown(name, alone), found)


def _shown(name: str, alone: Statement) -> list[Text]:
    """What shows that a letter is met: the words that say it, or what stands under the goal."""
    draft, text = alone.drafts[0], alone.text
    parts = {"specific": ("metric", "platforms", "surfaces"), "measurable": ("target",), "time_bound": ("time", "start")}.get(name, ())
    spans = sorted({draft.spans[part] for part in parts if part in draft.spans})
    words = [text[span.start - alone.span.start : span.end - alone.span.start] for span in spans]
    settings = {"specific": ("platform",), "time_bound": ("start", "end")}.get(name, ())
    words += [alone.settings[key].value for key in settings if key in alone.settings]
    said = [isolate(" ".join(word.split())) for word in words if word.strip()]
    if said:
        return [messages("lint.smart.says", words=", ".join(said))]
    if name == "achievable":
        return [messages("lint.smart.done_before")]
    if name == "realistic" and alone.actions:
        return [messages("lint.smart.actions", n=len(alone.actions))]
    return [messages("lint.smart.nothing_against")]
