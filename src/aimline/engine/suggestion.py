"""What `aimline suggest` answers: targets with their probabilities, and what they rest on."""

from datetime import date

from aimline.goals.model import Model, Window


class Recent(Model):
    """What an account did in its last days: how many were looked at, how many had a figure, and what a day brought (None: no figure)."""

    days: int
    observed: int
    per_day: float | None


class Aim(Model):
    """One target: the probability that was wished for, the target and its own probability, what a day must bring, and the goal as a sentence.

    `value` is None where nothing is that probable: not even the least gain.
    """

    wanted: float
    value: float | None
    probability: float | None
    per_day: float | None
    text: str | None


class Suggestion(Model):
    """The answer to one request. `problem` says by language why there is none; `targets` are then empty.

    `change`: targets are changes of a level, else totals of the window; `up`: more is better, else they are bounds. `stands` is the level's last reading.
    `waiting` counts the days between the last figure and the window. `observed` counts the days of the last 56 that have a figure.
    """

    request: str
    language: str
    metric: str | None
    platforms: tuple[str, ...]
    account: str | None
    unit: str | None = None
    change: bool = False
    up: bool = True
    as_of: date | None = None
    window: Window | None = None
    waiting: int = 0
    stands: float | None = None
    observed: int = 0
    recent: Recent | None = None
    notes: tuple[dict[str, str], ...] = ()
    targets: tuple[Aim, ...] = ()
    problem: dict[str, str] | None = None
