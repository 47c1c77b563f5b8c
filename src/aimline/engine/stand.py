"""Where windows stand on their days, beside the lines to their targets, and the status that follows from that alone."""

from collections.abc import Sequence
from dataclasses import fields, replace
from functools import cached_property
from typing import Self

import numpy as np

from aimline.engine.asked import Asked, Days
from aimline.engine.begun import Before, before_all
from aimline.engine.book import Book, carried
from aimline.engine.curves import Way, curve, day_weights
from aimline.engine.follow import LOOKBACK, Followed, cut, earlier, follow, prior
from aimline.pacing.law.weekdays import learned
from aimline.pacing.lines import Figures, Lines, Truth, Whole, standing, toward
from aimline.pacing.statuses import CODE, VERDICT, Evidences, first_that_holds

REFERENCE_COVERAGE = 0.8
"""A percentage of a period of which less was observed is not taken."""


class Stand:
    """Where some windows with the same legs stand on their days."""

    def __init__(self, book: Book, asked: Asked) -> None:
        self.book, self.asked = book, asked
        windows = asked.windows
        self.followed: Followed = follow(book, windows, windows.over[:, None])
        taken = asked.reference > 0
        self.reference = np.full(len(asked), np.nan)
        self.reference_coverage = np.zeros(len(asked))
        if taken.any():
            rows = np.flatnonzero(taken)
            part = asked.take(rows)
            found = earlier(book, part.windows.legs, part.reference, part.reference_days, part.windows.start + part.windows.over - 1)
            self.reference[rows] = found.value * part.factor
            self.reference_coverage[rows] = found.coverage
        self.curve: Figures | None = None
        self.weights: Figures | None = None
        if asked.ways is not None:
            self._declared(asked.ways)

    def _declared(self, ways: Sequence[Way]) -> None:
        """The curves that windows declare, and what their days count for the forecast."""
        windows = self.asked.windows
        longest = int(windows.days.max(initial=1))
        amounts = self._amounts(longest)[0][:, :LOOKBACK]
        weekdays = learned(amounts, (windows.start - 1) % 7) if self.asked.family != "changes" else np.ones((len(ways), 7))
        straight = np.minimum(np.arange(longest + 1)[None, :] / windows.days[:, None], 1.0)
        base = self.followed.baseline * self.asked.factor[:, None]
        base = np.where(np.isnan(self.asked.explicit[:, None]) | (self.asked.figure != "level"), base, self.asked.explicit[:, None])
        start, target = self._aim(base)
        curves, weights = straight.copy(), np.ones((len(ways), LOOKBACK + longest))
        for row, way in enumerate(ways):
            days, first = int(windows.days[row]), int(windows.start[row])
            curves[row, : days + 1] = curve(way, first, days, weekdays[row], float(start[row, 0]), float(target[row, 0]))
            curves[row, days + 1 :] = 1.0
            known = weekdays[row] if way.weekdays is None else np.ones(7)
            weights[row] = day_weights(replace(way, pace="learned"), first, -LOOKBACK, LOOKBACK + longest, known)
        self.curve, self.weights = curves, weights

    @cached_property
    def before(self) -> Sequence[tuple[Before, Self]]:
        """The days on which not all legs of windows had begun, and where these stand on those that had."""
        return [(one, type(self)(self.book, self.asked.take(one.rows, one.legs))) for one in before_all(self.book, self.asked)]

    def on(self, day: Whole) -> Days:
        """Every window on some of its days: `day` is windows × days, from 1 to the last column."""
        found = self._on(day)
        for one, part in self.before:
            cells = one.cells(day)
            if cells.any():
                found.put(one.rows, cells, part._on(day[one.rows]))
        return found

    def _on(self, day: Whole) -> Days:
        asked, windows = self.asked, self.asked.windows
        found = self.followed if np.array_equal(day, windows.over[:, None]) else follow(self.book, windows, day)
        factor = asked.factor[:, None]
        actual, gained, baseline = (one * factor for one in (found.actual, found.gained, found.baseline))
        explicit = asked.explicit[:, None]
        given = ~np.isnan(explicit)
        level = asked.figure == "level"
        if level:
            counted = np.isnan(actual) & given
            actual = np.where(counted, explicit + gained, actual)
            baseline = np.where(given, explicit, baseline)
            gained = np.where(given, actual - explicit, gained)
        start, target = self._aim(baseline)
        if asked.figure == "ratio":
            gained = np.where(asked.path[:, None], actual - start, np.nan)
            baseline = np.where(asked.path[:, None], start, np.nan)
        elif not level or not asked.path.all():
            unset = ~asked.path & ~(asked.cap & asked.cumulative)
            gained, baseline = (np.where(unset[:, None] & ~(np.isnan(actual) & ~np.isnan(gained)), np.nan, one) for one in (gained, baseline))
        value = np.where(np.isnan(actual), gained, actual) if level else actual
        lines, still = self._lines(day, value, gained, start, target)
        with np.errstate(invalid="ignore"):
            there = np.where(asked.up[:, None], value >= target, value <= target)
        known = ~np.isnan(value) & ~np.isnan(target)
        reached = np.where(known, there.astype(np.float64), np.nan)
        observations = found.observations
        decided = asked.cumulative & np.where(asked.up[:, None], reached == 1, asked.cap[:, None] & (reached == 0))
        undecided = asked.partial[:, None] & ~decided
        reached = np.where(undecided, np.nan, reached)
        over_ = windows.over[:, None]
        today = np.where(day == over_, np.maximum(asked.since[:, None], day - windows.days[:, None]), day - windows.days[:, None])
        last_counted = windows.start[:, None] + day - 1
        latest, last, cadence = found.latest, found.last, found.cadence
        with np.errstate(invalid="ignore"):
            age = windows.start[:, None] + windows.days[:, None] - 1 + today - latest
            gap = last_counted - (latest if level else last)
        shape = day.shape
        status = first_that_holds(
            Evidences(
                day=day.astype(np.float64),
                days=np.broadcast_to(windows.days[:, None], shape).astype(np.float64),
                since_close=today.astype(np.float64),
                cumulative=np.full(shape, asked.cumulative),
                cap=np.broadcast_to(asked.cap[:, None], shape),
                reached=reached,
                observations=observations,
                last_gap=gap,
                age=age,
                cadence=cadence,
                lag=np.broadcast_to(asked.lag[:, None], shape),
                spi=lines.spi,
                bounded=undecided,
            )
        )
        unread = np.isnan(value) & np.isin(status, (VERDICT, CODE["within"], CODE["over_pace"]))
        status = np.where(unread, CODE["insufficient"], status)
        status = np.where(np.isnan(target) & (status != CODE["no_data"]), CODE["insufficient"], status).astype(np.int8)
        return Days(day, actual, gained, baseline, value, target, lines, reached, observations, found.coverage, last, latest, cadence, still, status)

    def _aim(self, baseline: Figures) -> tuple[Figures, Figures]:
        """What the line starts from, and the target."""
        asked = self.asked
        value, explicit = asked.value[:, None], asked.explicit[:, None]
        reference = self.reference[:, None]
        if asked.figure == "level":
            gains = all(leg.kind != "level" for leg in asked.windows.legs)  # counted by what came and went: from 0
            unread: Truth = np.asarray(np.isnan(self.followed.actual).all(axis=1))
            start = np.where(asked.path[:, None], np.where(np.isnan(baseline) & unread[:, None] & gains, 0.0, baseline), np.nan)
            from_ = start
        else:
            enough = self.reference_coverage[:, None] >= REFERENCE_COVERAGE
            from_ = np.where(np.isnan(explicit), np.where(enough, reference, np.nan), explicit)
            moved = asked.path[:, None] & (asked.figure == "ratio")
            start = np.where(moved, np.where(np.isnan(explicit), np.where(enough | (asked.way_of[:, None] == 0), reference, np.nan), explicit), 0.0)
        sign = np.where(asked.falls[:, None] & (value > 0), -1.0, 1.0)
        way_of = asked.way_of[:, None]
        with np.errstate(over="ignore"):
            target = np.select(
                [way_of == 1, way_of == 2, way_of == 3],
                [from_ + sign * value, from_ + sign * from_ * value / 100, from_ * value],
                np.broadcast_to(value, from_.shape),
            )
        return np.broadcast_to(start, baseline.shape), np.broadcast_to(np.where(np.isfinite(target), target, np.nan), baseline.shape)

    def _lines(self, day: Whole, value: Figures, gained: Figures, start: Figures, target: Figures) -> tuple[Lines, Truth]:
        """Each day beside its line; where there is none (what must hold, what was there from the start) the target is expected at all times."""
        asked, windows = self.asked, self.asked.windows
        days = np.broadcast_to(windows.days[:, None], day.shape).astype(np.float64)
        done_days = day.astype(np.float64)
        must_hold = ~asked.path & ~(asked.cap & asked.cumulative)
        with np.errstate(invalid="ignore"):
            there = ((target - start) * np.where(asked.up | asked.cap, 1.0, -1.0)[:, None] <= 0) & (not asked.cumulative)
        still: Truth = np.asarray(np.broadcast_to(must_hold[:, None], day.shape) | there)
        if self.curve is None:
            planned, plan = done_days, days
        else:
            planned, plan = np.take_along_axis(self.curve, day, axis=1), np.ones_like(days)
        got = np.where(np.isnan(gained), value - start, gained)
        moving = toward(start, target, got, done_days, days, planned, plan)
        if not still.any():
            holding = moving
        else:
            cap = np.where(must_hold[:, None], asked.cap[:, None], ~asked.up[:, None])
            holding = standing(value, target, np.broadcast_to(cap, day.shape), done_days, days)
        chosen = {one.name: np.where(still, getattr(holding, one.name), getattr(moving, one.name)) for one in fields(Lines)}
        if asked.figure == "ratio":
            chosen["current_per_day"] = chosen["required_per_day"] = np.full(day.shape, np.nan)
        chosen["shortfall"] = np.where(np.isnan(value), np.nan, target - value)
        chosen["elapsed"] = done_days / days
        chosen["expected"] = np.where(np.isnan(value) & np.isnan(got), np.nan, chosen["expected"])
        return Lines(**chosen), still

    def _amounts(self, columns: int) -> tuple[Figures, Figures | None]:
        """What each day brought, from the lookback on; of levels also how many days a change covers."""
        asked, windows, book = self.asked, self.asked.windows, self.book
        amounts: list[Figures] = []
        spans: list[Figures] = []
        for leg in windows.legs:
            if leg.kind == "level":
                change, span = changes(book, leg.above[0], windows.start, columns)
                amounts.append(change)
                spans.append(span)
                continue
            plus = cut(book, leg.above[0], windows.start, LOOKBACK, columns) / book.scale[leg.above[0]][:, None]
            if leg.kind == "net" and leg.below:
                minus = cut(book, leg.below[0], windows.start, LOOKBACK, columns) / book.scale[leg.below[0]][:, None]
                plus = plus - np.where(self.followed.whole[:, -1:], minus, 0.0)
            amounts.append(plus)
        return np.add.reduce(amounts) * asked.sign[:, None], np.maximum.reduce(spans) if spans else None


def changes(book: Book, rows: Whole, start: Whole, columns: int) -> tuple[Figures, Figures]:
    """What a reading changed by since the one before it, on the days with a reading, and over how many days."""
    figures = cut(book, rows, start, LOOKBACK, columns) / book.scale[rows][:, None]
    before, before_day = prior(book, rows, start)
    with_before = np.c_[before / book.scale[rows], figures]
    previous = carried(with_before)[:, :-1]
    days = start[:, None] - LOOKBACK + np.arange(LOOKBACK + columns)
    seen = ~np.isnan(figures)
    at = np.maximum.accumulate(np.c_[np.where(before_day > 0, before_day, -1), np.where(seen, days, -1)], axis=1)[:, :-1]
    return np.where(seen, figures - previous, np.nan), np.where(seen & (at >= 0), days - at, 1).astype(np.float64)
