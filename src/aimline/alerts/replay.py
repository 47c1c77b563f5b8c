"""The alert log: a function of goals, rows and the clock. Days are evaluated one after the other, each as if no later row existed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import replace as changed
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from aimline.alerts.machine import Machine, Transition
from aimline.alerts.model import RESOLVED, WITHDRAWN, Alert, identity, settled
from aimline.alerts.rulebook import RuleBook
from aimline.alerts.rules import AlertRule, shipped
from aimline.alerts.steady import steady, texts, where
from aimline.catalogue import Catalogue
from aimline.engine.daily import DayJudge
from aimline.engine.rolling import rolled_up
from aimline.engine.rollup import Rolled
from aimline.engine.standing import Standing
from aimline.goals.model import PlacedGoal
from aimline.metrics.model.log import MetricLog, SetAside
from aimline.text.messages import isolate, messages

Closing = tuple[datetime, str]
"""When a day is over, in UTC, and the zone whose day it is: the order of evaluations."""


def zone_of(placed: PlacedGoal) -> str:
    """The time zone whose days are those of a goal."""
    return placed.goal.timezone or "UTC"


def closing(day: date, zone: str) -> Closing:
    """The moment in which a day is over in a zone."""
    after = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone))
    return after.astimezone(UTC), zone


class ZoneLog:
    """The alert log of the goals of one zone, written on as days close. `among` are all goals of the run."""

    def __init__(
        self, zone: str, goals: Sequence[PlacedGoal], rules: Sequence[AlertRule] | RuleBook, catalogue: Catalogue, among: Sequence[PlacedGoal] | None = None
    ) -> None:
        self.zone, self.goals = zone, goals
        self._catalogue, self._among = catalogue, goals if among is None else among
        self._judge = DayJudge(goals, catalogue, self._among)
        self.machine = Machine(goals, rules)
        self.rules = self.machine.rules

    def close(self, rolled: Rolled, first: date, last: date) -> Iterator[tuple[date, list[Alert]]]:
        """Evaluate the days from `first` to `last`, which come after all that were evaluated before; what is said on each of them on which a goal stands."""
        for days in self._judge.stretches(rolled, first, last):
            steps = [self.machine.step(day) for day in days]
            asked = sorted({(day.day, one.place) for day, transitions in zip(days, steps, strict=True) for one in transitions})
            found = self._judge.standings(rolled, [day for day, _ in asked], [place for _, place in asked])
            standings = {key: (one, settled(one)) for key, one in zip(asked, found, strict=True)}
            for day, transitions in zip(days, steps, strict=True):
                if len(day):
                    yield day.day, [_alert(*standings[day.day, one.place], self.rules[one.rule], one, day.day) for one in transitions]

    def again(self, rolled: Rolled, first: date, last: date, places: Sequence[int], said: Iterable[Alert]) -> list[Alert]:
        """The log of some goals worked out anew, since rows of days that were closed came later: what was said and would not have been is withdrawn, and what
        should have been said is said. `first` and `last` are the first and the last day that were ever evaluated, `said` everything that was said of these
        goals. Afterwards the machine stands as if these rows had been there from the start.
        """
        if not places:
            return []
        goals = [self.goals[place] for place in places]
        own = ZoneLog(self.zone, goals, self.machine.book, self._catalogue, self._among)
        wanted = [alert for _, alerts in own.close(rolled, first, last) for alert in alerts]
        standing = {alert.id: alert for alert in said}
        for alert in list(standing.values()):
            if alert.revises is not None:
                standing.pop(alert.revises, None)
                if alert.to == WITHDRAWN:
                    standing.pop(alert.id, None)
        by_event = {(alert.goal, alert.rule, alert.at, alert.to): alert for alert in standing.values()}
        events = {(alert.goal, alert.rule, alert.at, alert.to): alert for alert in wanted}
        taken_back = [_withdrawn(alert) for event, alert in by_event.items() if event not in events]
        once_more = {alert.revises for alert in said if alert.to == WITHDRAWN}
        late = [self._late(alert, once_more) for event, alert in events.items() if event not in by_event]
        for number, place in enumerate(places):
            self.machine.restore(place, own.machine.state(number))
        return sorted([*taken_back, *late], key=lambda alert: (alert.at, alert.goal, alert.rule, alert.to != WITHDRAWN, alert.id))

    @staticmethod
    def _late(alert: Alert, withdrawn: set[str | None]) -> Alert:
        """An alert that is said late; one that was said, withdrawn and is true after all has an id of its own."""
        revision = 0
        found = alert
        while found.id in withdrawn:
            revision += 1
            found = changed(alert, id=identity(alert.goal, alert.rule, alert.at, alert.to, None, revision))
        return found


def _named(log: MetricLog, day: date) -> str:
    """What a row of a day is of, where no line can be named."""
    found = next((row for row in log.rows if row.ts.date() == day), None)
    return "–" if found is None else " ".join(filter(None, (found.platform, found.metric)))


@dataclass(frozen=True, slots=True)
class Replayed:
    """Everything that is said of goals over a log, in order, and the first and the last day on which any of them stood; None where none did."""

    alerts: list[Alert]
    first: date | None
    last: date | None


def replay(goals: Sequence[PlacedGoal], log: MetricLog, rules: Sequence[AlertRule], catalogue: Catalogue, as_of: date | None = None) -> Replayed:
    """A finished log evaluated day by day, from the first that has a row to `as_of` (the last one, unless given; days that are far
    later than all others do not count while they are few, which is added to `log.set_aside`).

    Raises:
        UnreadableTable: a canonical file cannot be scanned.
    """
    zones: dict[str, list[PlacedGoal]] = {}
    for placed in goals:
        zones.setdefault(zone_of(placed), []).append(placed)
    found: list[tuple[Closing, int, Alert]] = []
    days: set[date] = set()
    book = RuleBook(rules)
    ahead: list[int] = []
    for zone, members in zones.items():
        aside = list(log.set_aside)
        rolled = rolled_up(log, zone)
        if zone != next(iter(zones)):  # what is broken was told of already
            log.set_aside[:] = aside
        if rolled.first_day is None or rolled.last_day is None:
            continue
        last = as_of or date.fromordinal(steady(rolled.days()))
        if as_of is None and last.toordinal() < rolled.last_day:
            ahead.append(min(one for one in rolled.days() if one > last.toordinal()))
        for day, alerts in ZoneLog(zone, members, book, catalogue, goals).close(rolled, date.fromordinal(rolled.first_day), last):
            days.add(day)
            found += [(closing(day, zone), number, alert) for number, alert in enumerate(alerts)]
    if ahead:
        day = date.fromordinal(min(ahead))
        place = where(texts(log.tables), day) or _named(log, day)
        log.set_aside.append(SetAside("-", None, messages("alerts.ahead", date=day, place=isolate(place))))
    ordered = [alert for _, _, alert in sorted(found, key=lambda one: one[:2])]
    return Replayed(ordered, min(days, default=None), max(days, default=None))


def _alert(standing: Standing, record: Mapping[str, Any], rule: AlertRule, transition: Transition, at: date) -> Alert:
    return Alert(
        id=identity(standing.goal, rule.name, at, transition.to),
        at=at,
        goal=standing.goal,
        rule=rule.name,
        severity=transition.severity,
        from_=transition.from_,
        to=transition.to,
        standing=record,
        reason=_reason(standing, rule, transition),
    )


def _reason(standing: Standing, rule: AlertRule, transition: Transition) -> Mapping[str, str]:
    """What the standing says; of a rule that is not Aimline's own, which title would say what it looks at, its sentence before that. That it
    goes on is said, too.
    """
    still = transition.from_ == transition.to
    if transition.to != RESOLVED and (rule.about_status or rule.name in _own_names()):
        return messages("alerts.reason.still", why=standing.why) if still else dict(standing.why)
    name = "resolved" if transition.to == RESOLVED else "again" if still else "fired"
    return messages(f"alerts.reason.{name}", rule={language: isolate(text) for language, text in rule.said.items()}, why=standing.why)


@cache
def _own_names() -> frozenset[str]:
    return frozenset(rule.name for rule in shipped())


def _withdrawn(alert: Alert) -> Alert:
    return changed(
        alert,
        id=identity(alert.goal, alert.rule, alert.at, WITHDRAWN, alert.id),
        severity="info",
        from_=alert.to,
        to=WITHDRAWN,
        reason=messages("alerts.reason.withdrawn"),
        revises=alert.id,
    )
