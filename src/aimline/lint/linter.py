"""Goals → diagnostics: the notes of the parser and of the calendar, and the checks of the rules, put into words."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from aimline.catalogue import Catalogue
from aimline.goals.readings import readings
from aimline.goals.settings import file_setting_notes, setting_notes
from aimline.goals.timing import timing
from aimline.language import Draft, File, Statement
from aimline.lint.alerts import alert_notes
from aimline.lint.remedies import remedied, title
from aimline.lint.rule import Context, FileContext, Rule, rules
from aimline.lint.selection import RuleSet, standard
from aimline.lint.silence import silenced_in, unsilenced, widened
from aimline.text.diagnostic import Diagnostic, Edit, Fix, Note
from aimline.text.messages import FSI, PDI, isolate, languages, messages, visible
from aimline.text.position import Span

if TYPE_CHECKING:
    from aimline.lint.history import History, Past


def diagnostic(rule: Rule, note: Note, language: str) -> Diagnostic:
    """A note in words. Words of the user stand between isolates wherever the message runs the other way."""
    if not note.params and note.replacement is None:
        message, advice = _without_words(rule)
        return Diagnostic(rule.code, rule.name, note.severity or rule.severity, note.span, message, advice, language)
    first = languages()[0]
    params = {name: value if isinstance(value, Mapping) else {first: str(value)} for name, value in note.params.items()}
    said = {lang: {name: _safe(values.get(lang, values.get(first, "")), whole=len(values) > 1) for name, values in params.items()} for lang in languages()}
    message = {lang: _filled(rule.message[lang], said[lang], rule) for lang in languages()}
    advice = {lang: _filled(rule.advice[lang], said[lang], rule) for lang in languages()}
    suggestion = str(note.params.get("suggestion") or "")
    if suggestion:
        advice = {lang: f"{question} {advice[lang]}" for lang, question in messages("lint.did_you_mean", text=isolate(suggestion)).items()}
    fix = None
    if note.replacement is not None:
        fix = Fix((Edit(note.span, note.replacement),), note.safe, title(rule, said, note.replacement))
    return Diagnostic(rule.code, rule.name, note.severity or rule.severity, note.span, message, advice, language, fix)


@cache
def _without_words(rule: Rule) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """The message and the advice of a rule that repeats no words of the user: all its findings share them."""
    return {lang: _filled(rule.message[lang], {}, rule) for lang in languages()}, {lang: _filled(rule.advice[lang], {}, rule) for lang in languages()}


def _filled(text: str, values: Mapping[str, str], rule: Rule) -> str:
    """A template with what the check noted. One of somebody else's that does not fit its check is shown as it is."""
    try:
        return text.format_map(values)
    except (LookupError, ValueError, AttributeError):
        if not rule.origin:
            raise
        return text


_SHOWN = 80
"""Characters of a user's words that a message repeats."""


def _safe(text: str, *, whole: bool) -> str:
    """Words in a message. Those of the user are cut to a length; what Aimline itself says in each language is not."""
    if text.isascii() and text.isdigit():
        return text
    if whole:
        return FSI + visible(text, isolates=True) + PDI
    return isolate(text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…")


def lint_statement(statement: Statement, *, catalogue: Catalogue, today: date, hints: bool = True, ruleset: RuleSet | None = None) -> list[Diagnostic]:
    """Everything the rules say about one statement, in the order of its places. `ruleset` says which rules run; without it all do, hints if `hints` says so."""
    run = ruleset or standard(hints=hints)
    alone = FileContext(File(None, statement.language, [statement]), catalogue, today)
    typed = [diagnostic(run.known[note.name], note, statement.language) for check in run.text_checks for note, _ in check(alone)]
    silenced = silenced_in(statement, run)
    found = [item for item in _about(statement, catalogue, today, run) if item.name not in silenced and run.wants(item)]
    return list(remedied(_in_order([*found, *typed], run), [statement], today))


def _about(statement: Statement, catalogue: Catalogue, today: date, run: RuleSet, past: "Past | None" = None) -> list[Diagnostic]:
    """What the running rules say about one statement, whatever its comments silence."""
    if not statement.text.strip():
        return []
    if (too_long := next((note for note in statement.notes if note.name == "too-long"), None)) is not None:
        return [diagnostic(run.known[too_long.name], too_long, statement.language)] if too_long.name in run.running else []
    notes: list[Note] = [*statement.notes, *setting_notes(statement)]
    if statement.readings:
        notes += readings(statement)[1]
    if statement.own_alerts:
        notes += alert_notes(statement.alerts_below)
    for index, draft in enumerate(statement.drafts):
        notes += _draft_notes(statement, draft, index, catalogue, today, run, past.get((statement.span, index)) if past else None)
    seen: set[tuple[str, Span]] = set()
    found = []
    for note in notes:
        if note.name in run.running and (note.name, note.span) not in seen:
            seen.add((note.name, note.span))
            found.append(diagnostic(run.known[note.name], note, statement.language))
    return found


def _in_order(found: list[Diagnostic], run: RuleSet) -> list[Diagnostic]:
    """Findings in the order of their places, without those that only follow from another one of the same place."""
    causes = [(item.span, run.outdone[item.name]) for item in found if item.name in run.outdone]
    if causes:
        found = [item for item in found if not any(item.name in names and span.start < item.span.end and item.span.start < span.end for span, names in causes)]
    return sorted(found, key=lambda item: (item.span.start, item.code))


def _draft_notes(statement: Statement, draft: Draft, index: int, catalogue: Catalogue, today: date, run: RuleSet, history: "History | None") -> list[Note]:
    when = timing(statement, draft, today)
    context = Context(statement, draft, index, when, catalogue, today, history)
    notes = [*draft.notes, *(note for note in when.notes if index == 0 or note.span != statement.span)]
    given = run.needed.intersection(statement.settings) if statement.settings else _NOTHING
    if statement.actions:
        given |= {"actions"}
    for check in run.checks(given, further=index > 0, logged=history is not None):
        notes += check(context)
    return notes


_NOTHING: frozenset[str] = frozenset()


def lint(file: File, *, catalogue: Catalogue, today: date, hints: bool = True, ruleset: RuleSet | None = None, past: "Past | None" = None) -> list[Diagnostic]:
    """Everything the rules say about a file, in the order of its places. `ruleset` says which rules run; without it all do, hints if `hints` says so. Most
    findings are hints: it takes less without them. `past` is what a metric log says of its goals.
    """
    run = ruleset or standard(hints=hints)
    wide = widened(file, run)
    notes: list[tuple[Note, str]] = [(note, file.language) for note in (*file.notes, *file_setting_notes(file, today))]
    notes += [(note, file.language) for note in alert_notes(file.alerts)]
    context = FileContext(file, catalogue, today)
    notes += [(note, about.language if about else file.language) for check in wide.file_checks for note, about in check(context)]
    found = [item for statement in file.statements for item in _about(statement, catalogue, today, wide, past)]
    found += [diagnostic(run.known[note.name], note, language) for note, language in notes if note.name in wide.running]
    if file.suppressions:
        found = unsilenced(found, file, run, past is not None, lambda note: diagnostic(run.known[note.name], note, file.language))
    return list(remedied(_in_order([item for item in found if run.wants(item)], run), file.statements, today, file))


def smart(
    statement: Statement, found: Iterable[Diagnostic], catalogue: Catalogue, past: "Past | None" = None, known: Mapping[str, Rule] | None = None
) -> dict[str, bool | None]:
    """The five letters of a statement's first goal: met, or unmet while an error or warning of the letter stands. `achievable` needs a metric log with enough
    in it to compare the goal with, and is None without one. `known` are the rules that were asked, those of Aimline if not given.
    """
    known = known or rules()
    broken = {known[item.name].criterion for item in found if item.severity != "hint" and item.name in known and known[item.name].unmet}
    draft = statement.drafts[0]
    metric = catalogue.metric(draft.metric) if draft.metric else None
    names = metric is not None and not metric.vague
    history = past.get((statement.span, 0)) if past else None
    return {
        "specific": names and "specific" not in broken,
        "measurable": names and draft.target is not None and draft.target.value is not None and "measurable" not in broken,
        "achievable": False if "achievable" in broken else True if history is not None and history.judged else None,
        "realistic": "realistic" not in broken,
        "time_bound": "time_bound" not in broken and (draft.time is not None or "end" in statement.settings),
    }
