"""Files of goals in canonical form, or in another language: every sentence whose goal survives it is printed anew, every line laid out alike.

Comments, headings, blank lines, values of settings, the text of actions, line ends and whatever else is in the file stay as they are.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from aimline.catalogue import Catalogue
from aimline.goals.compile import compile_files, compile_statement
from aimline.goals.model import PlacedGoal
from aimline.goals.printing import printable, sentence
from aimline.goals.readings import canonical_day
from aimline.language import Draft, File, Statement, parse_statement
from aimline.language.alerts import is_alert
from aimline.language.lexicon import load as load_lexicon
from aimline.language.scanner import ALERT, is_dated, keyed_line, line_kind, unbulleted
from aimline.language.which import language_of
from aimline.text.position import Source, Span

_HARMLESS = frozenset(["unknown-metric", "read-in-context"])
_BLANKS = " \t\u00a0\u3000"

Read = Callable[[Source], File]
"""How a file of its kind is read: as one of goals or as a document."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A sentence that was left as it is; `reason` is several, doubt, incomplete, wording or language."""

    line: int
    text: str
    language: str
    reason: str


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The new text of a file, and the sentences that could not be printed without a risk to their meaning."""

    text: str
    kept: list[Kept] = field(default_factory=list)


Reword = Callable[[str, str, bool], str | None]
"""How an alert is said in a language, and whether it stands behind `alert:`; None where it cannot be said there."""


def rewrite(
    source: Source, read: Read, today: date, catalogue: Catalogue, to: str | None = None, *, document: bool = False, reword: Reword | None = None
) -> Rewritten:
    """A file in canonical form, in the language `to` or each sentence in its own; of a document only the sentences of its goals are touched. `reword` says
    its alerts, which stay as they are without it.

    What a sentence means is compared before and after, with the settings that hold for it, and so are the goals of the whole file with their ids: where
    anything would differ the file stays as it is.
    """
    file = read(source)
    edits: list[tuple[Span, str]] = []
    kept: list[Kept] = []
    for statement in file.statements:
        printed = _printed(statement, today, catalogue, to)
        if isinstance(printed, Kept):
            kept.append(printed)
        elif printed != statement.text:
            edits.append((statement.span, printed))
    text = _edited(source.text, edits)
    if not document:
        text = "\n".join(_laid_out(line, to, reword) for line in text.split("\n"))
    if text != source.text and not _same(file, read(Source(text, source.name)), today, catalogue):
        return Rewritten(source.text, [Kept(statement.line, statement.text, statement.language, "wording") for statement in file.statements])
    return Rewritten(text, kept)


def _printed(statement: Statement, today: date, catalogue: Catalogue, to: str | None) -> str | Kept:
    """A statement printed anew, or why it stays."""
    language = to or statement.language
    digits = statement.settings.get("digits")

    def stays(reason: str) -> Kept:
        return Kept(statement.line, statement.text, statement.language, reason)

    if len(statement.drafts) != 1:
        return stays("several")
    draft = statement.drafts[0]
    if not {note.name for note in (*statement.notes, *draft.notes)} <= _HARMLESS:
        return stays("doubt")
    if not is_complete(draft):
        return stays("incomplete")
    if language not in printable():
        return stays("language")
    text, exact = sentence(draft, language, digits.value if digits else None, draft.surfaces)
    if not exact:
        return stays("wording")
    again = replace(statement, text=text, drafts=parse_statement(text).drafts, notes=[])
    if _meaning(compile_statement(statement, today, catalogue)) != _meaning(compile_statement(again, today, catalogue)):
        return stays("wording")
    return text


def is_complete(draft: Draft) -> bool:
    """Whether a sentence says what is counted and how much of it, or how often it is done."""
    if draft.metric is None:
        return False
    if draft.target is None:
        return draft.time is not None and draft.time.form == "recurring"
    return draft.target.value is not None


def _meaning(goals: Sequence[Any]) -> list[Any]:
    return [goal.model_dump(exclude={"side_phrases", "alerts"}) | {"alerts": len(goal.alerts)} for goal in goals]


def _same(before: File, after: File, today: date, catalogue: Catalogue) -> bool:
    """Whether two readings of a file hold the same goals with the same ids under the same headings, and the same is wrong with their lines."""

    def goals(file: File) -> list[Any]:
        placed: list[PlacedGoal] = compile_files([file], today, catalogue)
        return [(_meaning([one.goal]), one.line, one.heading, sorted((phrase.role, phrase.text) for phrase in one.goal.side_phrases)) for one in placed]

    def notes(file: File) -> list[str]:
        return [note.name for note in file.notes]

    return goals(before) == goals(after) and notes(before) == notes(after)


def _edited(text: str, edits: Sequence[tuple[Span, str]]) -> str:
    for span, replacement in sorted(edits, key=lambda edit: edit[0].start, reverse=True):
        text = text[: span.start] + replacement + text[span.end :]
    return text


def _laid_out(line: str, to: str | None, reword: Reword | None) -> str:
    """One line of a .goals file in the usual layout: actions as `  - text`, settings as `  key: value`; no blanks at the end of what is neither comment nor
    heading.
    """
    content = line.rstrip("\r")
    end = line[len(content) :]
    kind = line_kind(content)
    if kind == "ACTION":
        return f"  - {unbulleted(content)}{end}"
    if kind in ("SETTING", "DETAIL"):
        indent = "  " if kind == "DETAIL" else ""
        keyed = keyed_line(content.strip())
        if (keyed is None or keyed[0] is None) and is_alert(content.strip(), alone=False):
            return f"{indent}{_alert(content.strip(), to, reword, keyed=False)}{end}"
        if keyed is not None and keyed[0] == ALERT:
            name = load_lexicon(to).setting_names.get(ALERT, keyed[1]) if to else keyed[1]
            return f"{indent}{name}: {_alert(keyed[2].strip(), to, reword, keyed=True)}".rstrip() + end
        if kind == "DETAIL" and keyed is not None and keyed[0] is None and is_dated(keyed[1]):
            return f"{indent}{canonical_day(keyed[1])}: {keyed[2]}".rstrip() + end
        if keyed is None or keyed[0] is None:
            return line
        name = load_lexicon(to).setting_names.get(keyed[0], keyed[1]) if to else keyed[1]
        return f"{indent}{name}: {keyed[2]}".rstrip() + end
    return content.rstrip(_BLANKS) + end if kind == "GOAL" else line


def _alert(text: str, to: str | None, reword: Reword | None, *, keyed: bool) -> str:
    """An alert in the words of a language, its own where no other is asked for; as it is where that has digits which would be lost."""
    own_digits = to is None and any(sign.isdecimal() and not sign.isascii() for sign in text)
    return text if reword is None or own_digits else reword(text, to or language_of(text), keyed) or text
