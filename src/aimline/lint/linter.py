"""Goals → diagnostics: the notes of the parser and of the calendar, and the checks of the rules, put into words."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache

from aimline.catalogue import Catalogue
from aimline.goals.settings import file_setting_notes, setting_notes
from aimline.goals.timing import timing
from aimline.language import Draft, File, Statement
from aimline.lint.rule import Check, Context, FileContext, Rule, check_of, file_check_of, find, rules
from aimline.text.diagnostic import Diagnostic, Fix, Note
from aimline.text.messages import isolate, languages, messages
from aimline.text.position import Span


def diagnostic(rule: Rule, note: Note, language: str) -> Diagnostic:
    """A note in words. Words of the user stand between isolates wherever the message runs the other way."""
    first = languages()[0]
    params = {name: value if isinstance(value, Mapping) else {first: str(value)} for name, value in note.params.items()}
    said = {lang: {name: _safe(values.get(lang, values.get(first, ""))) for name, values in params.items()} for lang in languages()}
    message = {lang: rule.message[lang].format_map(said[lang]) for lang in languages()}
    advice = {lang: rule.advice[lang].format_map(said[lang]) for lang in languages()}
    suggestion = str(note.params.get("suggestion") or "")
    if suggestion:
        advice = {lang: f"{question} {advice[lang]}" for lang, question in messages("lint.did_you_mean", text=isolate(suggestion)).items()}
    fix = None
    if note.replacement is not None:
        fix = Fix(note.span, note.replacement, note.safe, messages("lint.replace_by", text=isolate(note.replacement)))
    return Diagnostic(rule.code, rule.name, rule.severity, note.span, message, advice, language, fix)


_SHOWN = 80
"""Characters of a user's words that a message repeats."""


def _safe(text: str) -> str:
    if text.isascii() and text.isdigit():
        return text
    return isolate(text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…")


def lint_statement(statement: Statement, *, catalogue: Catalogue, today: date, hints: bool = True) -> list[Diagnostic]:
    """Everything the rules say about one statement that stands alone, in the order of its places; `hints` says whether hints, too."""
    alone = FileContext(File(None, statement.language, [statement]), catalogue, today)
    typed = [diagnostic(rules()[note.name], note, statement.language) for note, _ in _across(alone, "text", hints=hints)]
    return _in_order([*_of_statement(statement, catalogue=catalogue, today=today, hints=hints), *typed])


def _of_statement(statement: Statement, *, catalogue: Catalogue, today: date, hints: bool = True) -> list[Diagnostic]:
    """What the rules about goals say about one statement."""
    if not statement.text.strip():
        return []
    known = rules()
    if (too_long := next((note for note in statement.notes if note.name == "too-long"), None)) is not None:
        return [diagnostic(known["too-long"], too_long, statement.language)]
    notes: list[Note] = [*statement.notes, *setting_notes(statement)]
    for index, draft in enumerate(statement.drafts):
        notes += _draft_notes(statement, draft, index, catalogue, today, hints=hints)
    seen: set[tuple[str, Span]] = set()
    found = []
    for note in notes:
        if (note.name, note.span) not in seen and note.name in known and (hints or known[note.name].severity != "hint"):
            seen.add((note.name, note.span))
            found.append(diagnostic(known[note.name], note, statement.language))
    silenced = _silenced(statement)
    return [item for item in found if item.name not in silenced]


def _in_order(found: list[Diagnostic]) -> list[Diagnostic]:
    """Findings in the order of their places, without those that only follow from another one of the same place."""
    causes = [(item.span, names) for item in found if (names := rules()[item.name].instead_of)]
    if causes:
        found = [item for item in found if not any(item.name in names and span.start < item.span.end and item.span.start < span.end for span, names in causes)]
    return sorted(found, key=lambda item: (item.span.start, item.code))


def _across(context: FileContext, scope: str, *, hints: bool) -> list[tuple[Note, Statement | None]]:
    """What the rules about whole files (`file`), or about the text as it was typed (`text`), note, each with the statement that it is about."""
    asked = [rule for rule in rules().values() if rule.scope == scope and (hints or rule.severity != "hint")]
    return [one for rule in asked if (check := file_check_of(rule)) is not None for one in check(context)]


def _silenced(statement: Statement) -> set[str]:
    """The names of the rules that comments before a goal silence."""
    return {rule.name for one in statement.ignores if (rule := find(one.rule)) is not None}


def _ignore_notes(statement: Statement, broken: set[str]) -> list[Note]:
    """Comments that silence a rule which nobody knows, or which has nothing to say about the goal. No rule and after no comma: a reason."""
    notes = []
    for one in statement.ignores:
        rule = find(one.rule)
        if rule is None and one.listed:
            notes.append(Note("unknown-rule", one.span, {"rule": one.rule}))
        elif rule is not None and rule.name not in broken:
            notes.append(Note("unused-ignore", one.span, {"rule": one.rule}))
    return notes


@cache
def _checks(index: int, *, hints: bool) -> tuple[Check, ...]:
    """What judges the first goal of a sentence, or (`index` above 0) a further one."""
    asked = [rule for rule in rules().values() if not (index and rule.once) and (hints or rule.severity != "hint")]
    return tuple(check for rule in asked if (check := check_of(rule)) is not None)


def _draft_notes(statement: Statement, draft: Draft, index: int, catalogue: Catalogue, today: date, *, hints: bool) -> list[Note]:
    when = timing(statement, draft, today)
    context = Context(statement, draft, index, when, catalogue, today)
    notes = [*draft.notes, *(note for note in when.notes if index == 0 or note.span != statement.span)]
    for check in _checks(min(index, 1), hints=hints):
        notes += check(context)
    return notes


def lint(file: File, *, catalogue: Catalogue, today: date, hints: bool = True) -> list[Diagnostic]:
    """Everything the rules say about a file, in the order of its places; `hints` says whether hints, too. Most findings are: it takes less without them."""
    known = rules()
    found = [diagnostic(known[note.name], note, file.language) for note in (*file.notes, *file_setting_notes(file, today)) if note.name in known]
    context = FileContext(file, catalogue, today)
    # a comment that silences a hint is used, whoever asks for hints
    everything_asked = hints or any(statement.ignores for statement in file.statements)
    across = [one for scope in ("file", "text") for one in _across(context, scope, hints=everything_asked)]
    for statement in file.statements:
        if statement.ignores:
            everything = _of_statement(replace(statement, ignores=[]), catalogue=catalogue, today=today)
            broken = {item.name for item in everything} | {note.name for note, about in across if about is statement}
            silenced = _silenced(statement)
            found += [item for item in everything if item.name not in silenced]
            found += [diagnostic(known[note.name], note, statement.language) for note in _ignore_notes(statement, broken)]
        else:
            found += _of_statement(statement, catalogue=catalogue, today=today, hints=hints)
    for note, about in across:
        if about is None or not about.ignores or note.name not in _silenced(about):
            found.append(diagnostic(known[note.name], note, about.language if about else file.language))
    return _in_order([item for item in found if hints or item.severity != "hint"])


def smart(statement: Statement, found: Iterable[Diagnostic], catalogue: Catalogue) -> dict[str, bool | None]:
    """The five letters of a statement's first goal: met, or unmet while an error or warning of the letter stands. `achievable` needs a metric log and is
    None without one.
    """
    known = rules()
    broken = {known[item.name].criterion for item in found if item.severity != "hint" and known[item.name].unmet}
    draft = statement.drafts[0]
    metric = catalogue.metric(draft.metric) if draft.metric else None
    names = metric is not None and not metric.vague
    return {
        "specific": names and "specific" not in broken,
        "measurable": names and draft.target is not None and draft.target.value is not None and "measurable" not in broken,
        "achievable": None,
        "realistic": "realistic" not in broken,
        "time_bound": "time_bound" not in broken and (draft.time is not None or "end" in statement.settings),
    }
