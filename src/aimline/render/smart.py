"""`lint --report smart`: the letters of every goal as a table, as JSON and as Markdown."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from aimline.lint.letters import LETTERS, GoalLetters, Letter
from aimline.render.cells import pad, rows, width, wrapped
from aimline.render.diagnostics import json_line
from aimline.render.run import Run, most_spoken
from aimline.render.style import Colour, styled
from aimline.text.messages import direction, isolate, message, visible

_MARKS = {True: "✓", False: "✗", None: "–"}
_COLOURS: dict[bool | None, Colour | None] = {True: "green", False: "red", None: None}
_GAP = "  "
_NARROW = 28
"""Cells that a goal needs beside its letters; with less room they stand below it."""


def as_text(goals: Sequence[GoalLetters], run: Run, columns: int) -> Iterator[str]:
    """A table a file: a goal with its letters and, below it, why one is not met; at the end how many goals meet each.

    Columns go from left to right in every language, each cell between isolates: terminals that know the bidirectional algorithm and those that do not show
    the same places.
    """
    if not goals:
        return
    language = _language(goals, run)
    names = {name: message(f"lint.smart.letter.{name}", language) for name in LETTERS}
    marks = [width(words) for words in names.values()]
    line_width = max(width(message("lint.smart.line", language)), *(len(str(goal.statement.line)) for goal in goals))
    score = message("lint.smart.score", language)
    indent = " " * line_width + _GAP
    room = columns - len(indent) - sum(marks) - len(_GAP) * len(marks) - len(_GAP) - width(score)
    below = room < _NARROW
    if not below:
        room = min(room, max(width(message("lint.smart.goal", language)), *(width(_flat(goal)) for goal in goals)))
    file: object = None
    for goal in goals:
        if goal.report is not file:
            if file is not None:
                yield ""
            file = goal.report
            yield styled(visible(goal.report.source.name or "-"), bold=True)
            if not below:
                cells = [(message("lint.smart.line", language), line_width), (message("lint.smart.goal", language), room)]
                cells += [*zip(names.values(), marks, strict=True), (score, 0)]
                yield styled(_GAP.join(_kept(words, language) + " " * (wide - width(words)) for words, wide in cells), dim=True)
        yield from _goal(goal, run.language or goal.statement.language, names, marks, (line_width, room, columns), below=below)
    yield ""
    yield from wrapped(totals(goals, language), columns)


def _goal(goal: GoalLetters, language: str, names: dict[str, str], marks: Sequence[int], sizes: tuple[int, int, int], *, below: bool) -> Iterator[str]:
    line_width, room, columns = sizes
    indent = " " * line_width + _GAP
    number = f"{goal.statement.line:>{line_width}}"
    first, *more = list(wrapped(_flat(goal), columns - len(indent) if below else room)) or [""]
    score = f"{goal.met}/{goal.judged}"
    if below:
        yield number + _GAP + _kept(first, language)
        yield from (indent + _kept(text, language) for text in more)
        each = [_kept(names[name], language) + " " + styled(_MARKS[letter.met], _COLOURS[letter.met]) for name, letter in goal.letters.items()]
        wide = [width(names[name]) + 2 for name in goal.letters]
        for row in rows([*zip(each, wide, strict=True), (score, len(score))], columns - len(indent), len(_GAP)):
            yield indent + _GAP.join(row)
    else:
        cells = [styled(pad(_MARKS[letter.met], cells), _COLOURS[letter.met]) for letter, cells in zip(goal.letters.values(), marks, strict=True)]
        yield _GAP.join([number, _kept(first, language) + " " * (room - width(first)), *cells, score])
        yield from (indent + _kept(text, language) for text in more)
    for name, letter in goal.letters.items():
        # why a letter is not judged is news only where a log was read
        if letter.met is False or (letter.met is None and goal.report.past is not None):
            for why in letter.why:
                said = message("lint.smart.because", language, letter=message(f"lint.smart.letter.{name}", language), why=why[language])
                yield from (styled(indent + text, dim=True) for text in wrapped(said, columns - len(indent)))


def _kept(text: str, language: str) -> str:
    """Words between isolates where they or the words around them run from right to left."""
    return isolate(text) if direction(language) == "rtl" or not text.isascii() else text


def _flat(goal: GoalLetters) -> str:
    """The goal on one line; of a sentence that holds several, the number of it too."""
    text = visible(" ".join(goal.statement.text.split()))
    return text if len(goal.statement.drafts) == 1 else f"{text} ({goal.number}/{len(goal.statement.drafts)})"


def totals(goals: Sequence[GoalLetters], language: str) -> str:
    """How many goals meet each letter, and how many all of them."""
    parts = []
    for name in LETTERS:
        judged = [goal.letters[name] for goal in goals if goal.letters[name].met is not None]
        key = "total" if judged else "total_unjudged"
        met = sum(letter.met is True for letter in judged)
        parts.append(message(f"lint.smart.{key}", language, letter=message(f"lint.smart.letter.{name}", language), met=met, of=len(judged)))
    smart = sum(goal.is_smart for goal in goals)
    return message("lint.smart.all", language, n=len(goals), smart=smart) + " " + message("lint.comma", language).join(parts)


def as_json(goals: Sequence[GoalLetters], ids: Sequence[str]) -> Iterator[str]:
    """One object: the goals, one a line, and the totals."""
    rows = ",\n  ".join(as_jsonl(goals, ids))
    total: dict[str, Any] = {"goals": len(goals), "smart": sum(goal.is_smart for goal in goals)}
    for name in LETTERS:
        met = [goal.letters[name].met for goal in goals]
        total[name] = {"met": met.count(True), "unmet": met.count(False), "not_judged": met.count(None)}
    yield f'{{"goals": [{rows}],\n "total": {json_line(total)}}}'


def as_jsonl(goals: Sequence[GoalLetters], ids: Sequence[str]) -> Iterator[str]:
    """One goal a line. `ids` are the names that goals have in evaluation."""
    for goal, name in zip(goals, ids, strict=True):
        yield json_line(
            {
                "file": goal.report.source.name,
                "line": goal.statement.line,
                "goal": name,
                "text": goal.statement.text,
                "number": goal.number,
                "language": goal.statement.language,
                "letters": {letter: _as_json(value) for letter, value in goal.letters.items()},
                "met": goal.met,
                "judged": goal.judged,
                "smart": goal.is_smart,
            }
        )


def _as_json(letter: Letter) -> dict[str, Any]:
    found = [{"code": item.code, "name": item.name, "severity": item.severity, "message": dict(item.message)} for item in letter.found]
    return {"met": letter.met, "why": [dict(text) for text in letter.why], "findings": found}


def as_markdown(goals: Sequence[GoalLetters], run: Run) -> Iterator[str]:
    """A table of all goals with their letters and why they are not met, and the totals."""
    if not goals:
        return
    language = _language(goals, run)
    head = [message("lint.smart.goal", language), *(message(f"lint.smart.letter.{name}", language) for name in LETTERS), message("lint.smart.score", language)]
    yield "| " + " | ".join([*head, message("lint.smart.why", language)]) + " |"
    yield "| --- |" + " :-: |" * (len(LETTERS) + 1) + " --- |"
    for goal in goals:
        speak = run.language or goal.statement.language
        why = "; ".join(text[speak] for letter in goal.letters.values() if letter.met is False for text in letter.why)
        cells = [_flat(goal), *(_MARKS[letter.met] for letter in goal.letters.values()), f"{goal.met}/{goal.judged}", why]
        yield "| " + " | ".join(cell.replace("\\", "\\\\").replace("|", "\\|") for cell in cells) + " |"
    yield ""
    yield totals(goals, language)


def _language(goals: Sequence[GoalLetters], run: Run) -> str:
    return run.language or run.locale or most_spoken(Counter(goal.statement.language for goal in goals))
