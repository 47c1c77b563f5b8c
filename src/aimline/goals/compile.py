"""Statements → typed goals."""

import hashlib
import json
from collections.abc import Iterable
from datetime import date, timedelta

from aimline.catalogue import Catalogue
from aimline.goals.model import Action, Budget, Goal, PlacedGoal, SidePhrase, Target, Time, Window
from aimline.goals.settings import Values
from aimline.goals.timing import timing
from aimline.language import Draft, File, Statement
from aimline.language import Action as WrittenAction


def compile_draft(statement: Statement, draft: Draft, today: date, catalogue: Catalogue) -> Goal:
    """One typed goal. Settings under the goal, its heading and its file fill in what the sentence leaves out."""
    values = Values(statement.settings)
    when = timing(statement, draft, today)
    platforms = draft.platforms or values.platforms()
    budget = values.money("budget")
    target = draft.target
    baseline = values.number("baseline")
    goal = Goal(
        id="",
        intent=draft.intent,  # type: ignore[arg-type]
        metric=draft.metric,
        platforms=tuple(platforms),
        target=Target(kind=target.kind, value=target.value, unit=target.unit, baseline=target.baseline, upper=target.upper, bound=target.bound) if target else None,  # type: ignore[arg-type]
        per=draft.per,
        aggregation=draft.aggregation,  # type: ignore[arg-type]
        start=Time(form=draft.start.form, value=draft.start.value) if draft.start else None,  # type: ignore[arg-type]
        time=Time(form=draft.time.form, value=draft.time.value, exclusive=draft.time.exclusive) if draft.time else None,  # type: ignore[arg-type]
        window=Window(start=when.window.start, end=when.window.end) if when.window else None,
        due=when.end - timedelta(days=1) if when.end and not when.window else None,
        account=values.text("account"),
        owner=values.text("owner"),
        budget=Budget(value=budget[0], currency=budget[1]) if budget else None,
        because=values.text("because"),
        campaign=values.text("campaign"),
        paid=values.yes("paid"),
        timezone=values.zone(),
        baseline=baseline if baseline is not None else (target.baseline if target else None),
        tags=tuple(tag.strip() for tag in (values.text("tags") or "").replace("،", ",").split(",") if tag.strip()),
        engagement=values.engagement(),
        actions=tuple(_action(action) for action in statement.actions),
        side_phrases=tuple(SidePhrase(role=phrase.role, text=phrase.text, start=phrase.span.start, end=phrase.span.end) for phrase in draft.side_phrases),
    )
    return goal.model_copy(update={"id": values.text("id") or goal_id(goal)})


def _action(action: WrittenAction) -> Action:
    statement = action.statement
    draft = statement.drafts[0] if statement else None
    if draft is None or draft.time is None or draft.time.form != "recurring":
        return Action(text=action.text)
    value = draft.target.value if draft.target else 1.0
    per = draft.per or {"DAILY": "day", "WEEKDAYS": "day", "WEEKLY": "week", "MONTHLY": "month", "QUARTERLY": "quarter", "YEARLY": "year"}[draft.time.value]
    return Action(text=action.text, metric=draft.metric, platforms=tuple(draft.platforms), value=value, per=per)


def goal_id(goal: Goal) -> str:
    """A readable prefix and a short hash of what the goal means: the same in every language, after moving or formatting."""
    meaning = goal.model_dump(mode="json", include={"intent", "metric", "platforms", "account", "target", "per", "aggregation", "time", "start"})
    start = goal.window.start.isoformat() if goal.window else None
    digest = hashlib.sha256(json.dumps([meaning, start], sort_keys=True).encode()).hexdigest()[:6]
    platform = goal.platforms[0] if goal.platforms else None
    return "-".join(part.replace("_", "-") for part in (platform, goal.metric or "goal", digest) if part)


def compile_statement(statement: Statement, today: date, catalogue: Catalogue) -> list[Goal]:
    """The typed goals of a statement: one a draft; none for a statement that says nothing at all."""
    if not statement.text.strip():
        return []
    return [compile_draft(statement, draft, today, catalogue) for draft in statement.drafts]


def compile_files(files: Iterable[File], today: date, catalogue: Catalogue) -> list[PlacedGoal]:
    """All goals of some files with the places they come from; a goal that stands twice gets an id of its own (-2, -3 …)."""
    placed: list[PlacedGoal] = []
    seen: dict[str, int] = {}
    for file in files:
        for statement in file.statements:
            for goal in compile_statement(statement, today, catalogue):
                count = seen[goal.id] = seen.get(goal.id, 0) + 1
                final = goal if count == 1 else goal.model_copy(update={"id": f"{goal.id}-{count}"})
                placed.append(PlacedGoal(goal=final, text=statement.text, file=file.name, line=statement.line, language=statement.language, heading=statement.heading))
    return placed
