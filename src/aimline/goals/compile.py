"""Statements → typed goals."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from json.encoder import encode_basestring_ascii as _quoted
from typing import Any

from aimline.catalogue import Catalogue
from aimline.goals.cadence import cadence
from aimline.goals.calendar import Days
from aimline.goals.model import Action, Budget, Goal, Kept, PlacedGoal, Reading, SidePhrase, Target, Time, Trouble, Window, typed
from aimline.goals.readings import readings
from aimline.goals.settings import Values
from aimline.goals.timing import Timing, timing
from aimline.goals.way import DECLARED, declared, rhythm, window_of
from aimline.language import Action as WrittenAction
from aimline.language import Draft, File, Statement
from aimline.language.statement import SidePhrase as SaidPhrase
from aimline.language.statement import Target as SaidTarget
from aimline.language.statement import Time as SaidTime

_DAY = timedelta(days=1)
_DAYS = frozenset(["start", "end", "written"])


def compile_draft(statement: Statement, draft: Draft, today: date, catalogue: Catalogue) -> Goal:
    """One typed goal. Settings under the goal, its heading and its file fill in what the sentence leaves out."""
    values = Values(statement.settings)
    when = timing(statement, draft, today)
    window, end, side_phrases = when.window, when.end, draft.side_phrases
    target = _target(draft.target) if draft.target else None
    goal: dict[str, Any] = {
        "id": "",
        "intent": draft.intent,
        "metric": draft.metric,
        "platforms": tuple(draft.platforms),
        "target": target,
        "per": draft.per,
        "aggregation": draft.aggregation,
        "start": _time(draft.start) if draft.start else None,
        "time": _time(draft.time) if draft.time else None,
        "window": window_of(window) if window else None,
        "due": end - _DAY if end and not window else None,
        **_NOT_SET,
        "baseline": target.baseline if target else None,
        "kept": typed(Kept, draft.kept._asdict()) if draft.kept else None,
        "rhythm": rhythm(draft, when) if draft.rhythm else None,
        "reference": draft.reference,
        "side_phrases": tuple([_side_phrase(phrase) for phrase in side_phrases]) if side_phrases else (),
    }
    if statement.settings:
        goal |= _settings(values, goal)
        if not DECLARED.isdisjoint(statement.settings):
            dated = values.dated("written")
            anchor = window.start if window else when.start or (dated.days.start if dated else today)
            goal |= declared(values, goal, anchor, single=len(statement.drafts) == 1)
        if not draft.platforms:
            goal["platforms"] = tuple(_platforms(statement, draft, values))
    if statement.alerts:
        goal["alerts"] = tuple([alert.text.strip() for alert in statement.alerts])
    if statement.actions:
        goal["actions"] = tuple([_action(action, goal["platforms"], catalogue) for action in statement.actions])
    if statement.readings:
        unit = goal["target"].unit if target and target.unit.startswith("currency:") else None
        written = readings(statement)[0] if len(goal["platforms"]) < 2 else []
        goal["readings"] = tuple([typed(Reading, {"day": one.day, "value": one.value, "unit": (one.unit == "count" and unit) or one.unit}) for one in written])
    if goal["window"] and target and target.kind in _HELD_AGAINST and goal["reference"] != "previous" and not (draft.rhythm and draft.rhythm.judged == "each"):
        gained = target.kind == "change" and catalogue.metric(draft.metric or "").kind != "flow"
        goal["reference_window"] = _reference_window(draft, goal["window"], values) if draft.reference or not gained else None
    goal["id"] = (values.text("id") if statement.settings else None) or _id(goal, when)
    return typed(Goal, goal)


_HELD_AGAINST = frozenset(["percent_change", "multiple", "change"])


def _reference_window(draft: Draft, window: Window, values: Values) -> Window | None:
    """The same window a year earlier, where the sentence says so or the window is one of the Hijri calendar: the days before Ramadan say nothing of it."""
    from aimline.goals.earlier import a_year_earlier, is_hijri

    said = draft.time.value if draft.time and draft.time.form == "period" else ""
    if draft.reference != "year" and not is_hijri(said):
        return None
    days = a_year_earlier(Days(window.start, window.end), said, values.calendar().countries if values.settings else ())
    return window_of(days) if days else None


_NOT_SET: dict[str, Any] = {
    **dict.fromkeys(("account", "owner", "budget", "because", "campaign", "paid", "timezone", "baseline")),
    "tags": (),
    "engagement": None,
    "week_starts": 0,
    "weekend": (5, 6),
    "pace": None,
    "day_weights": None,
    "milestones": (),
    "days_off": None,
    "kept": None,
    "rhythm": None,
    "reference": None,
    "reference_window": None,
    "readings": (),
    "alerts": (),
    "actions": (),
}
"""What settings and actions say, where there are none."""


def _settings(values: Values, goal: Mapping[str, Any]) -> dict[str, Any]:
    """What settings say of a goal beyond its time."""
    budget, baseline = values.money("budget"), values.number("baseline")
    return {
        "account": values.text("account"),
        "owner": values.text("owner"),
        "budget": typed(Budget, {"value": budget[0], "currency": budget[1]}) if budget else None,
        "because": values.text("because"),
        "campaign": values.text("campaign"),
        "paid": values.yes("paid"),
        "timezone": values.zone(),
        "baseline": baseline if baseline is not None else goal["baseline"],
        "tags": values.tags(),
        "engagement": values.engagement(),
    }


def _target(said: SaidTarget) -> Target:
    value, baseline, upper = said.value, said.baseline, said.upper
    return typed(
        Target,
        {
            "kind": said.kind,
            "value": None if value is None else float(value),
            "unit": said.unit,
            "baseline": None if baseline is None else float(baseline),
            "upper": None if upper is None else float(upper),
            "bound": said.bound,
        },
    )


def _time(said: SaidTime) -> Time:
    return typed(Time, {"form": said.form, "value": said.value, "exclusive": said.exclusive})


def _side_phrase(said: SaidPhrase) -> SidePhrase:
    return typed(SidePhrase, {"role": said.role, "text": said.text, "start": said.span.start, "end": said.span.end})


def _platforms(statement: Statement, draft: Draft, values: Values) -> list[str]:
    """The platforms of the setting. That of a file or a heading says nothing of a goal about one's own website or shop."""
    return [] if draft.surfaces and "platform" not in statement.own_settings else values.platforms()


def _action(action: WrittenAction, goal_platforms: Sequence[str], catalogue: Catalogue) -> Action:
    """An action as an activity of its own where it names one and how often: so many posts a day, a week, a month."""
    rhythm = cadence(action, catalogue)
    if rhythm is None:
        return Action(text=action.text)
    inherits = catalogue.metric(rhythm.metric).on_platforms and action.statement is not None and not action.statement.drafts[0].surfaces
    platforms = rhythm.platforms or (goal_platforms if inherits else ())
    return Action(text=action.text, metric=rhythm.metric, platforms=tuple(platforms), value=rhythm.value, per=rhythm.per)


def goal_id(goal: Goal, when: Timing) -> str:
    """A readable prefix and a short hash of what the goal means: the same in every language, after moving or formatting, and on every day.

    Days enter the hash where they are settled; what was read against today enters as it was said.
    """
    return _id(goal.__dict__, when)


def _id(goal: Mapping[str, Any], when: Timing) -> str:
    """`goal_id` of the fields of a goal. What is hashed is JSON, its keys in order, as `json.dumps` writes it; ids must stay what they are."""
    target, time, start, platforms = goal["target"], goal["time"], goal["start"], goal["platforms"]
    days: tuple[str | None, ...] = (start.value if start else None,)
    if when.anchored:
        end = when.window.end if when.window else when.end
        days = (when.start.isoformat() if when.start else None, end.isoformat() if end else None)
    kept = _kept_text(goal["kept"]) if goal["kept"] else ""
    reference = _reference_text(goal["reference"]) if goal["reference"] else ""
    meaning = (
        f'[{{"account": {_text(goal["account"])}, "aggregation": {_text(goal["aggregation"])}, "intent": {_text(goal["intent"])}, '
        f'{kept}"metric": {_text(goal["metric"])}, "per": {_text(goal["per"])}, "platforms": [{", ".join([_text(name) for name in platforms])}], '
        f'{reference}"target": {_target_text(target) if target else "null"}, "time": {_time_text(time) if time else "null"}}}, '
        f"[{', '.join([_text(day) for day in days])}]]"
    )
    digest = hashlib.sha256(meaning.encode()).hexdigest()[:8]
    metric = (goal["metric"] or "goal").replace("_", "-")
    return f"{platforms[0].replace('_', '-')}-{metric}-{digest}" if platforms else f"{metric}-{digest}"


def _kept_text(said: Kept) -> str:
    return f'"kept": [{_text(said.rule)}, {said.days or 0}, {said.of or 0}, {said.share or 0.0!r}], '


def _reference_text(said: str) -> str:
    return f'"reference": {_text(said)}, '


def _target_text(said: Target) -> str:
    numbers = "null" if said.baseline is None else repr(said.baseline), "null" if said.upper is None else repr(said.upper)
    return (
        f'{{"baseline": {numbers[0]}, "bound": {_text(said.bound)}, "kind": {_text(said.kind)}, "unit": {_text(said.unit)}, "upper": {numbers[1]}, '
        f'"value": {"null" if said.value is None else repr(said.value)}}}'
    )


def _time_text(said: Time) -> str:
    return f'{{"exclusive": {"true" if said.exclusive else "false"}, "form": {_text(said.form)}, "value": {_text(said.value)}}}'


def _text(text: str | None) -> str:
    return "null" if text is None else _quoted(text)


def compile_statement(statement: Statement, today: date, catalogue: Catalogue) -> list[Goal]:
    """The typed goals of a statement: one a draft; none for a statement that says nothing at all."""
    if not statement.text or statement.text.isspace():
        return []
    if len(statement.drafts) == 1:
        return [compile_draft(statement, statement.drafts[0], today, catalogue)]
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
    found = [
        (goal, _trouble(statement, draft, goal, today), file, statement)
        for file in files
        for statement in file.statements
        for goal, draft in zip(compile_statement(statement, today, catalogue), statement.drafts, strict=False)
    ]
    goals = number_duplicates(goal for goal, _, _, _ in found)
    return [
        PlacedGoal(
            goal=goal,
            text=statement.text,
            file=file.name,
            line=statement.line,
            language=statement.language,
            heading=statement.heading,
            reading_lines=tuple(one.line for one in readings(statement)[0]) if goal.readings else (),
            alert_lines=tuple(alert.line for alert in statement.alerts),
            trouble=trouble,
        )
        for goal, (_, trouble, file, statement) in zip(goals, found, strict=True)
    ]


def _trouble(statement: Statement, draft: Draft, goal: Goal, today: date) -> Trouble | None:
    """What was given and cannot be used, without which the goal would be judged as if it had not been given."""
    settings = statement.settings
    dated = goal.window is None and (draft.start is not None or not _DAYS.isdisjoint(settings) or (draft.time is not None and draft.time.form != "duration"))
    note = timing(statement, draft, today).trouble if dated else None
    if note is None and "baseline" in settings:
        values = Values(settings)
        note = next(iter(values.notes), None) if values.number("baseline") is None else None
    if note is None:
        return None
    params = {"setting" if key == "key" else key: value if isinstance(value, str) else dict(value) for key, value in note.params.items()}
    return Trouble(name=note.name, params=params)
