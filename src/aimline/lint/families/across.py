"""R: goals of one file that cannot all be meant."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import islice, pairwise

from aimline.goals.settings import Values
from aimline.goals.timing import timing
from aimline.language import Draft, Statement
from aimline.language.statement import Target
from aimline.lint.families.said import metric_name
from aimline.lint.rule import FileContext
from aimline.text.diagnostic import Note
from aimline.text.messages import numbers

_PEOPLE = ("account", "campaign", "owner", "platform", "tags")
"""Settings that tell goals of the same kind apart."""
_WHOM = frozenset(["audience", "location", "scope", "source", "method", "owner"])
"""Words beside a goal that tell whose figures it is about."""
_MOST = 7
"""Goals under one heading that people can keep in mind."""

_COMPARED = 20
"""Different goals about one thing that a further one is compared with."""

_Goal = tuple[Statement, Draft, Target]


def _subject(statement: Statement, draft: Draft) -> tuple[object, ...]:
    """What a goal is about: two goals with the same are about the same figures of the same people."""
    settings = statement.settings
    apart = tuple([settings[key].value.strip() for key in _PEOPLE if key in settings]) if settings else ()
    whom = tuple(sorted([phrase.text for phrase in draft.side_phrases if phrase.role in _WHOM])) if draft.side_phrases else ()
    return statement.heading, draft.metric, tuple(sorted(draft.platforms)), tuple(draft.surfaces), draft.per, draft.aggregation, apart, whom


def _by_subject(context: FileContext) -> list[list[_Goal]]:
    """The goals of a file that are about the same as another one; goals without a metric, a number or a platform to look at are about nothing yet."""
    groups: dict[tuple[object, ...], list[_Goal]] = defaultdict(list)
    for statement in context.file.statements:
        for draft in statement.drafts:
            if draft.metric is not None and draft.target is not None and draft.target.value is not None:
                groups[_subject(statement, draft)].append((statement, draft, draft.target))
    return [group for group in groups.values() if len(group) > 1]


def conflicting_goals(context: FileContext) -> Iterator[tuple[Note, Statement | None]]:
    for group in context.once(_by_subject):
        earlier: dict[object, dict[object, _Goal]] = defaultdict(dict)
        for goal in group:
            statement, draft, target = goal
            if draft.time is None and "end" not in statement.settings:
                continue
            when = (_said(draft), *(statement.settings[key].value for key in ("start", "end") if key in statement.own_settings))
            others = islice(earlier[when].values(), _COMPARED)
            against = next((one for one in others if one[0] is not statement and _contradict(one, goal)), None)
            if against is not None:
                yield Note("conflicting-goals", statement.span, {"line": str(against[0].line), "metric": metric_name(draft.metric or "")}), statement
            earlier[when].setdefault((draft.intent, target.kind, target.unit, target.value, target.upper, target.bound), goal)


def _said(draft: Draft) -> tuple[object, ...]:
    return draft.time and (draft.time.form, draft.time.value, draft.time.exclusive), draft.start and draft.start.value


def _contradict(one: _Goal, other: _Goal) -> bool:
    """Whether two goals about the same figure and window cannot both be meant: opposite directions, or two numbers for one thing."""
    (_, first, target), (_, second, goal) = one, other
    if {first.intent, second.intent} == {"increase", "decrease"}:
        return True
    absolute = ("level", "from_to")
    if target.unit != goal.unit or (target.kind != goal.kind and not (target.kind in absolute and goal.kind in absolute)):
        return False
    bounds = {target.bound or _bound(first), goal.bound or _bound(second)}
    if bounds == {"min", "max"}:
        least, most = (target, goal) if (target.bound or _bound(first)) == "min" else (goal, target)
        return least.value is not None and most.value is not None and least.value > most.value
    return (target.value, target.upper) != (goal.value, goal.upper)


def _bound(draft: Draft) -> str | None:
    return "max" if draft.intent == "limit" else None


def milestone_out_of_order(context: FileContext) -> Iterator[tuple[Note, Statement | None]]:
    for group in context.once(_by_subject):
        stages: list[tuple[date, float, Statement]] = []
        for statement, draft, target in group:
            rises = draft.intent in ("increase", "reach") and target.bound != "max"
            if not rises or target.kind not in ("level", "from_to") or target.unit != "count" or context.catalogue.metric(draft.metric or "").kind != "level":
                continue
            end = timing(statement, draft, context.today).end
            if end is not None and target.value is not None:
                stages.append((end, target.value, statement))
        stages.sort(key=lambda stage: stage[0])
        for (end, value, before), (later, less, statement) in pairwise(stages):
            if later > end and less < value and before is not statement:
                yield Note("milestone-out-of-order", statement.span, {"line": str(before.line)}), statement


def different_baselines(context: FileContext) -> Iterator[tuple[Note, Statement | None]]:
    for group in context.once(_by_subject):
        first: dict[object, tuple[float, Statement]] = {}
        for statement, draft, _ in group:
            if "baseline" not in statement.own_settings:
                continue
            baseline = Values(statement.settings).number("baseline")
            start = timing(statement, draft, context.today).start
            if baseline is None or start is None:
                continue
            known, earlier = first.setdefault(start, (baseline, statement))
            if known != baseline and earlier is not statement:
                yield Note("different-baselines", statement.settings["baseline"].value_span, {"line": str(earlier.line), "number": numbers(known)}), statement


def too_many_goals(context: FileContext) -> Iterator[tuple[Note, Statement | None]]:
    groups: dict[tuple[str | None, str], list[Statement]] = defaultdict(list)
    for statement in context.file.statements:
        owner = statement.settings["owner"].value.strip() if "owner" in statement.settings else ""
        groups[statement.heading, owner].append(statement)
    for statements in groups.values():
        if len(statements) > _MOST:
            yield Note("too-many-goals", statements[_MOST].span, {"count": str(len(statements))}), statements[_MOST]
