"""Statements → typed goals."""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from aimline.catalogue import Catalogue
from aimline.goals.model import Action, Budget, Goal, PlacedGoal, SidePhrase, Target, Time, Window
from aimline.goals.settings import Values
from aimline.goals.timing import Timing, timing
from aimline.language import Action as WrittenAction
from aimline.language import Draft, File, Statement
from aimline.language.statement import Target as SaidTarget
from aimline.language.statement import Time as SaidTime

_JSON = json.JSONEncoder(sort_keys=True)
_RHYTHM = re.compile(r"EVERY_(\d{1,4})_(DAY|WEEK|MONTH|QUARTER|YEAR)S")
_PER = {"DAILY": "day", "WEEKDAYS": "weekday", "WEEKLY": "week", "MONTHLY": "month", "QUARTERLY": "quarter", "YEARLY": "year"}


def compile_draft(statement: Statement, draft: Draft, today: date, catalogue: Catalogue) -> Goal:
    """One typed goal. Settings under the goal, its heading and its file fill in what the sentence leaves out."""
    values = Values(statement.settings)
    when = timing(statement, draft, today)
    budget = values.money("budget")
    baseline = values.number("baseline")
    platforms = tuple(draft.platforms or _platforms(statement, draft, values))
    goal = Goal(
        id="",
        intent=draft.intent,  # type: ignore[arg-type]
        metric=draft.metric,
        platforms=platforms,
        target=_target(draft.target) if draft.target else None,
        per=draft.per,
        aggregation=draft.aggregation,  # type: ignore[arg-type]
        start=_time(draft.start) if draft.start else None,
        time=_time(draft.time) if draft.time else None,
        window=Window(start=when.window.start, end=when.window.end) if when.window else None,
        due=when.end - timedelta(days=1) if when.end and not when.window else None,
        account=values.text("account"),
        owner=values.text("owner"),
        budget=Budget(value=budget[0], currency=budget[1]) if budget else None,
        because=values.text("because"),
        campaign=values.text("campaign"),
        paid=values.yes("paid"),
        timezone=values.zone(),
        baseline=baseline if baseline is not None else (draft.target.baseline if draft.target else None),
        tags=values.tags(),
        engagement=values.engagement(),
        actions=tuple(_action(action, platforms, catalogue) for action in statement.actions),
        side_phrases=tuple(SidePhrase(role=phrase.role, text=phrase.text, start=phrase.span.start, end=phrase.span.end) for phrase in draft.side_phrases),
    )
    return goal.model_copy(update={"id": values.text("id") or goal_id(goal, when)})


def _target(said: SaidTarget) -> Target:
    return Target(
        kind=said.kind,  # type: ignore[arg-type]
        value=said.value,
        unit=said.unit,
        baseline=said.baseline,
        upper=said.upper,
        bound=said.bound,  # type: ignore[arg-type]
    )


def _time(said: SaidTime) -> Time:
    return Time(form=said.form, value=said.value, exclusive=said.exclusive)  # type: ignore[arg-type]


def _platforms(statement: Statement, draft: Draft, values: Values) -> list[str]:
    """The platforms of the setting. That of a file or a heading says nothing of a goal about one's own website or shop."""
    return [] if draft.surfaces and "platform" not in statement.own_settings else values.platforms()


def _action(action: WrittenAction, goal_platforms: Sequence[str], catalogue: Catalogue) -> Action:
    """An action as an activity of its own where it names one and how often: so many posts a day, a week, a month."""
    draft = action.statement.drafts[0] if action.statement else None
    if draft is None or draft.metric is None or not catalogue.metric(draft.metric).activity:
        return Action(text=action.text)
    rhythm = _RHYTHM.fullmatch(draft.time.value) if draft.time and draft.time.form == "recurring" else None
    per = _PER.get(draft.time.value) if draft.time and draft.time.form == "recurring" else draft.per if draft.per in _PER.values() else None
    count = draft.target.value if draft.target and draft.target.unit == "count" else 1.0
    if rhythm:
        per, count = rhythm[2].lower(), (count or 1.0) / int(rhythm[1])
    if per is None or count is None:
        return Action(text=action.text)
    platforms = draft.platforms or (goal_platforms if catalogue.metric(draft.metric).on_platforms and not draft.surfaces else ())
    return Action(text=action.text, metric=draft.metric, platforms=tuple(platforms), value=count, per=per)


def goal_id(goal: Goal, when: Timing) -> str:
    """A readable prefix and a short hash of what the goal means: the same in every language, after moving or formatting, and on every day.

    Days enter the hash where they are settled; what was read against today enters as it was said.
    """
    meaning = goal.model_dump(mode="json", include={"intent", "metric", "platforms", "account", "target", "per", "aggregation", "time"})
    days: list[str | None] = [goal.start.value if goal.start else None]
    if when.anchored:
        days = [day.isoformat() if day else None for day in (when.start, when.window.end if when.window else when.end)]
    digest = hashlib.sha256(_JSON.encode([meaning, days]).encode()).hexdigest()[:8]
    platform = goal.platforms[0] if goal.platforms else None
    return "-".join(part.replace("_", "-") for part in (platform, goal.metric or "goal", digest) if part)


def compile_statement(statement: Statement, today: date, catalogue: Catalogue) -> list[Goal]:
    """The typed goals of a statement: one a draft; none for a statement that says nothing at all."""
    if not statement.text.strip():
        return []
    return number_duplicates([compile_draft(statement, draft, today, catalogue) for draft in statement.drafts])


def number_duplicates(goals: Iterable[Goal]) -> list[Goal]:
    """The same goals in the same order, no two with the same id: those that come later are called -2, -3 …"""
    taken: set[str] = set()
    counts: dict[str, int] = {}
    numbered = []
    for goal in goals:
        name, count = goal.id, counts.get(goal.id, 1)
        while name in taken:
            count += 1
            name = f"{goal.id}-{count}"
        counts[goal.id] = count
        taken.add(name)
        numbered.append(goal if name == goal.id else goal.model_copy(update={"id": name}))
    return numbered


def compile_files(files: Iterable[File], today: date, catalogue: Catalogue) -> list[PlacedGoal]:
    """All goals of some files with the places they come from; a goal that stands twice gets an id of its own (-2, -3 …)."""
    found = [(goal, file, statement) for file in files for statement in file.statements for goal in compile_statement(statement, today, catalogue)]
    goals = number_duplicates(goal for goal, _, _ in found)
    return [
        PlacedGoal(goal=goal, text=statement.text, file=file.name, line=statement.line, language=statement.language, heading=statement.heading)
        for goal, (_, file, statement) in zip(goals, found, strict=True)
    ]
