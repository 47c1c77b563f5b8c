"""What many standings are called at once, and how a status holds on from day to day.

The status of a day depends on the days of the window before it, never on when or how often anybody looked. Between behind, at risk and on track a standing
changes only when it has left its place for good (thresholds that lie apart) and on two evaluations in a row; everything else takes hold at once.
"""

from dataclasses import dataclass
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from aimline.pacing.lines import Figures, Truth
from aimline.pacing.status import GRACE, LATE, LEAVE_AT_RISK, LEAVE_BEHIND, LEAVE_ON_TRACK, SHORT, TOO_LATE, UNLIKELY, UNSURE, Status

Codes = NDArray[np.int8]

STATUSES: tuple[Status, ...] = get_args(Status)
CODE: dict[Status, int] = {name: code for code, name in enumerate(STATUSES)}
ON_TRACK, AT_RISK, BEHIND = CODE["on_track"], CODE["at_risk"], CODE["behind"]
VERDICT, LAST_OPEN = -1, -2
"""Instead of a status: pace and probability decide; the last status of the open window stands."""


@dataclass(frozen=True, slots=True)
class Evidences:
    """What the statuses of measurable goals that have begun rest on; arrays of one shape, as of `status.Evidence`. `reached` is 1 or 0, NaN while the figures
    cannot tell; `age` and `last_gap` are NaN without any observation. `seen` says whether there is any.
    """

    day: Figures
    days: Figures
    since_close: Figures
    cumulative: Truth
    cap: Truth
    reached: Figures
    observations: Figures
    last_gap: Figures
    age: Figures
    cadence: Figures
    lag: Figures
    spi: Figures
    bounded: Truth


def first_that_holds(e: Evidences) -> Codes:
    """The first status of the list that holds; VERDICT where pace and probability decide, LAST_OPEN in the days of grace after the close."""
    with np.errstate(invalid="ignore"):
        stale = ~(e.age <= e.lag + 2 * e.cadence)
        complete = e.last_gap <= np.maximum(1.0, e.cadence)
        few = e.observations < np.minimum(np.maximum(3.0, 0.05 * e.days), 0.5 * e.day / np.maximum(1.0, e.cadence))
        closed = e.since_close >= 0
        is_, not_ = e.reached == 1, e.reached == 0
        unknown = ~is_ & ~not_
        over = np.where(e.cumulative, e.spi > 1, not_)
        return np.select(
            [
                (e.observations == 0) & np.isnan(e.age),
                e.cap & e.cumulative & not_ & ~(complete & (e.since_close >= GRACE)),
                is_ & ~e.cap & e.cumulative,
                closed & is_ & complete,
                closed & (e.since_close < GRACE) & ~stale,
                closed & ~complete,
                closed & unknown,
                closed,
                stale,
                e.bounded | few,
                e.cap & over,
                e.cap,
            ],
            [
                CODE["no_data"],
                CODE["exceeded"],
                CODE["achieved"],
                CODE["achieved"],
                LAST_OPEN,
                CODE["no_data"],
                CODE["insufficient"],
                CODE["missed"],
                CODE["no_data"],
                CODE["insufficient"],
                CODE["over_pace"],
                CODE["within"],
            ],
            VERDICT,
        ).astype(np.int8)


def hopeless(probability: Figures, tspi: Figures) -> Truth:
    """Whether standings are behind: unlikely to arrive, and what is left must go faster than the line planned, by more where pace alone tells."""
    with np.errstate(invalid="ignore"):
        return (tspi > np.where(np.isnan(probability), TOO_LATE, LATE)) & ~(probability >= UNLIKELY)


def verdict(probability: Figures, tspi: Figures, slow: Truth) -> Codes:
    """Behind, at risk or on track, by the plain list. `slow` decides where there is no probability."""
    with np.errstate(invalid="ignore"):
        risky = np.where(np.isnan(probability), slow, probability < UNSURE)
    return np.where(hopeless(probability, tspi), BEHIND, np.where(risky, AT_RISK, ON_TRACK)).astype(np.int8)


def _wanted(stands: Codes, plain: Codes, probability: Figures, bad: Truth) -> Codes:
    """What each standing would go over to on a day, from what it is; the same where it stays."""
    with np.errstate(invalid="ignore"):
        off_behind = np.where(probability >= LEAVE_BEHIND, AT_RISK, BEHIND)
        off_risk = np.where(bad, BEHIND, np.where(probability >= LEAVE_AT_RISK, ON_TRACK, AT_RISK))
        off_track = np.where(bad, BEHIND, np.where(probability < LEAVE_ON_TRACK, AT_RISK, ON_TRACK))
    by_chance = np.where(stands == BEHIND, off_behind, np.where(stands == AT_RISK, off_risk, off_track))
    return np.where(np.isnan(probability), plain, by_chance).astype(np.int8)


@dataclass(slots=True)
class Hold:
    """Where standings are between two evaluations: the last of the three that stood (VERDICT before the first), and what was wanted on the day before."""

    stands: Codes
    wanted: Codes

    @classmethod
    def fresh(cls, count: int) -> "Hold":
        """Before the first evaluation."""
        return cls(np.full(count, VERDICT, dtype=np.int8), np.full(count, VERDICT, dtype=np.int8))

    def next(self, asked: Truth, plain: Codes, probability: Figures, bad: Truth, single: Truth) -> None:
        """One more evaluation. `asked` are those where pace and probability decide on this day: others keep what they were, and break a run. `single`: one
        evaluation is enough for a change.
        """
        first = self.stands == VERDICT
        wants = _wanted(self.stands, plain, probability, bad)
        goes = (wants != self.stands) & ((wants == self.wanted) | single | (self.stands == BEHIND))
        self.stands = np.where(asked & (first | goes), np.where(first, plain, wants), self.stands).astype(np.int8)
        self.wanted = np.where(asked & ~first & ~goes & (wants != self.stands), wants, VERDICT).astype(np.int8)


def replay(asked: Truth, plain: Codes, probability: Figures, bad: Truth, single: Truth) -> Codes:
    """The three from day to day (goals × days, from the first day of their windows): what stands after each day, VERDICT before the first evaluation."""
    hold = Hold.fresh(len(asked))
    found = np.empty(asked.shape, dtype=np.int8)
    for day in range(asked.shape[1]):
        hold.next(asked[:, day], plain[:, day], probability[:, day], bad[:, day], single[:, day])
        found[:, day] = hold.stands
    return found


_FROM = [
    (ON_TRACK, VERDICT), (ON_TRACK, AT_RISK), (ON_TRACK, BEHIND), (AT_RISK, VERDICT), (AT_RISK, ON_TRACK), (AT_RISK, BEHIND), (BEHIND, VERDICT),
    (VERDICT, VERDICT),
]  # fmt: skip
"""Every place that a standing can have been at."""


def tail(asked: Truth, plain: Codes, probability: Figures, bad: Truth, single: Truth) -> Codes:
    """What stands after the last of some days, wherever it stood before them; VERDICT where that depends on the days before."""
    count = len(asked)
    ends = []
    for stands, wanted in _FROM:
        hold = Hold(np.full(count, stands, dtype=np.int8), np.full(count, wanted, dtype=np.int8))
        for day in range(asked.shape[1]):
            hold.next(asked[:, day], plain[:, day], probability[:, day], bad[:, day], single[:, day])
        ends.append(hold.stands)
    same = np.logical_and.reduce([one == ends[0] for one in ends[1:]])
    return np.where(same, ends[0], VERDICT).astype(np.int8)


def short(days: Figures, day: Figures) -> Truth:
    """Whether one evaluation is enough for a change: in short windows, and in the last two evaluations before the close."""
    return (days < SHORT) | (day >= days - 2)
