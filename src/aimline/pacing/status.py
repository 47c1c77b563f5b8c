"""What a standing is called: the first status of the list that holds. Here for one goal without a probability, where pace alone decides between behind, at
risk and on track; `statuses` does the same for many, with probability and over days."""

from dataclasses import dataclass
from typing import Literal, get_args

Status = Literal[
    "achieved", "within", "on_track", "pending", "insufficient", "no_data", "at_risk", "over_pace", "behind", "exceeded", "missed", "not_measurable"
]

ORDER: dict[str, int] = {
    "achieved": 0,
    "within": 0,
    "on_track": 0,
    "pending": 0,
    "insufficient": 1,
    "no_data": 1,
    "at_risk": 2,
    "over_pace": 2,
    "behind": 3,
    "exceeded": 4,
    "missed": 4,
    "not_measurable": 5,
}
"""How bad each status is, for `--fail-on`."""
assert set(ORDER) == set(get_args(Status))

LATE, TOO_LATE = 1.05, 1.10
"""TSPI beyond which a goal is behind, with a probability and without one: every day left must bring a twentieth, or a tenth, more than the line planned."""
UNLIKELY, UNSURE = 0.30, 0.50
"""Probabilities below which a goal is behind, and at risk."""
LEAVE_BEHIND, LEAVE_AT_RISK, LEAVE_ON_TRACK = 0.45, 0.60, 0.40
"""Probabilities from which, or below which, a goal is no longer what it was."""
SHORT = 14
"""Windows of fewer days change their status on one evaluation, others on two in a row."""
SAFE, CRITICAL = 0.80, 0.05
"""Probabilities from which a goal is safe, below which it is critical."""
GRACE = 2
"""Days after the last day until which late figures may still turn a miss."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the status of a measurable goal rests on.

    `day` counts the days of the window that are over, `days` its length (None for a goal without an end), `since_close` the days between its last day and the
    evaluation (negative while it is open). `cumulative` is set for what can't fall back (sums); `cap` where the target must not be passed. `last_gap` is how
    many days lie between the last observation and the last day that could be counted, `cadence` the usual days between observations, `lag` how late the
    platform is. `reached` and `lost` are None while the figures cannot tell (bounds).
    """

    started: bool
    day: int
    days: int | None
    since_close: int | None
    cumulative: bool
    cap: bool
    reached: bool | None
    observations: int
    last_gap: int | None
    age: int | None
    cadence: float
    lag: int
    spi: float | None
    tspi: float | None
    done: float | None
    bounded: bool = False
    """The figure is a lower bound: not reaching the target proves nothing."""

    @property
    def stale(self) -> bool:
        """No observation for longer than the platform's lag and two of the usual gaps."""
        return self.age is None or self.age > self.lag + 2 * self.cadence

    @property
    def complete(self) -> bool:
        """There is data up to within one cadence of the last day that could be counted."""
        return self.last_gap is not None and self.last_gap <= max(1.0, self.cadence)

    @property
    def enough(self) -> bool:
        """At least min(max(3, 5 % of the window), half the readings that the cadence gives) observations."""
        if self.days is None:
            return self.observations > 0
        return self.observations >= min(max(3.0, 0.05 * self.days), 0.5 * self.day / max(1.0, self.cadence))


def reached(actual: float, target: float, *, up: bool) -> bool:
    """Whether a value stands at its target; for decreases and caps that is at or below it."""
    return actual >= target if up else actual <= target


def status(evidence: Evidence) -> Status | None:
    """The first status that holds; None after the close while the grace lasts and the goal is not reached: then the last status of the open window stands."""
    e = evidence
    if not e.started:
        return "pending"
    if not e.observations and e.age is None:
        return "no_data"
    closed = e.since_close is not None and e.since_close >= 0
    if e.cap and e.cumulative and e.reached is False and not (e.complete and e.since_close is not None and e.since_close >= GRACE):
        return "exceeded"  # nothing that is still to come undoes it; at the end of a window that is known to its close it is missed
    if e.reached and not e.cap and e.cumulative:
        return "achieved"
    if closed:
        return _closed(e)
    if e.stale and e.days is not None:
        return "no_data"
    if e.bounded or not e.enough:
        return "insufficient"
    return _open(e)


def _closed(e: Evidence) -> Status | None:
    assert e.since_close is not None
    if e.reached and e.complete:
        return "achieved"
    if e.since_close < GRACE and not e.stale:
        return None
    if not e.complete:
        return "no_data"
    return "insufficient" if e.reached is None else "missed"


def _open(e: Evidence) -> Status:
    if e.cap:
        ahead = e.spi is not None and e.spi > 1 if e.cumulative else e.reached is False
        return "over_pace" if ahead else "within"
    if e.tspi is not None and e.tspi > TOO_LATE:
        return "behind"
    slow = e.spi < 1 if e.spi is not None else e.reached is False if e.done is None else e.done < 1
    return "at_risk" if slow else "on_track"


def beyond(status: str, threshold: str) -> bool:
    """Whether a status is at or beyond a threshold of `--fail-on`; what cannot be measured always is."""
    return status == "not_measurable" or ORDER[status] >= ORDER[threshold]
