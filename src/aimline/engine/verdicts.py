"""Windows judged: each on its day of evaluation, and on the days before it as far as its status depends on them."""

from collections.abc import Iterator
from functools import cached_property

import numpy as np

from aimline.engine.asked import Asked, Days, Judged
from aimline.engine.book import Book
from aimline.engine.curves import straightened
from aimline.engine.follow import LOOKBACK
from aimline.engine.ratios import Ratios
from aimline.engine.stand import Stand
from aimline.pacing.law import LEAST, MOST, PRIOR, Outlook, Stretch, Studied, studied
from aimline.pacing.lines import Figures, Truth, Whole, ahead, ahead_on, over
from aimline.pacing.statuses import AT_RISK, LAST_OPEN, VERDICT, Codes, hopeless, replay, short, tail, verdict

_TAIL = 5
"""Days before the evaluation that settle most statuses, wherever they stood before."""
MONTH = 28
"""Days before a window that its own days are compared with."""
_CELLS = 2**19
"""Figures of windows that are worked on at once: they fit into a processor's cache."""


class Bench(Stand):
    """Windows with the same legs, and everything that is worked out about them."""

    @cached_property
    def stretch(self) -> Stretch:
        """What the law learns from: amounts a day, signs turned so that up is good."""
        windows = self.asked.windows
        longest = int(windows.days.max(initial=1))
        total, spans = self._amounts(longest)
        not_yet = np.arange(longest)[None, :] >= windows.over[:, None]
        during = np.where(not_yet, np.nan, total[:, LOOKBACK:])
        return Stretch(
            before=total[:, :LOOKBACK],
            during=during,
            first_weekday=(windows.start - 1) % 7,
            way=self._way(),
            length=windows.days,
            weights=self.weights,
            spans=spans,
        )

    @cached_property
    def ratios(self) -> Ratios:
        """What the law of ratios learns from."""
        assert self.asked.family is not None
        return Ratios(self.book, self.asked.windows, self.asked.family, self.asked.factor)

    @cached_property
    def studied(self) -> Studied:
        """What the law makes of it, up to the day of evaluation."""
        assert self.asked.family is not None
        return studied(self.stretch, self.asked.family, PRIOR, int(self.asked.windows.over.max(initial=0)))

    @cached_property
    def now(self) -> Days:
        """Every window on its day of evaluation."""
        return self.on(self.asked.windows.over[:, None])

    def _way(self) -> Figures:
        """What the whole window is to bring, in the units of the rows; signs as in `stretch`. It says how fast it might go where nothing else does, and is the
        same on every day.
        """
        asked = self.asked
        base = self.followed.baseline[:, 0] * asked.factor
        if asked.figure == "level":
            base = np.where(np.isnan(asked.explicit), base, asked.explicit)
        target = self.now.target[:, 0]
        return np.nan_to_num(asked.sign * (target - np.nan_to_num(base)) / asked.factor)

    def _missing(self, now: Days) -> Figures:
        """What is still missing in the units of the rows, or still allowed; signs as in `stretch`."""
        asked = self.asked
        net = np.isnan(now.actual) & ~np.isnan(now.gained)
        got = np.where(net, now.gained, now.actual)
        with np.errstate(over="ignore", invalid="ignore"):
            return asked.sign[:, None] * (now.target - got) / asked.factor[:, None]

    def chances(self, now: Days) -> tuple[Outlook | None, Figures]:
        """The outlook of windows on some days, and the probability that they reach their targets; NaN where there is none."""
        seen, chance = self._chances(now)
        for one, part in self.before:
            cells = one.cells(now.day)
            if cells.any():
                chance = chance.copy()
                chance[one.rows] = np.where(cells, part._chances(part._on(now.day[one.rows]))[1], chance[one.rows])
        return seen, chance

    def _chances(self, now: Days) -> tuple[Outlook | None, Figures]:
        asked = self.asked
        if asked.family is None:
            return None, np.full(now.day.shape, np.nan)
        known = (now.observations > 0) & ~np.isnan(now.target) & ~asked.partial[:, None]
        if asked.figure == "ratio":
            return None, np.where(known & ~np.isnan(now.actual), self.ratios.chances(now.day, now.target, ~asked.up), np.nan)
        seen = self.studied.on(now.day)
        chance = seen.reaching(self._missing(now), asked.cap & asked.cumulative)
        if asked.figure == "level":  # what a level gained may be lost again, also where only its gains are known
            chance = np.clip(chance, LEAST, MOST)
        return seen, np.where(known, chance, np.nan)

    def settled(self, end: Whole) -> Codes:
        """The one of the three that stands after day `end` of each window: from the last few days where these settle it, else from all of its days."""
        found = np.full(len(end), VERDICT, dtype=np.int8)
        brief = end <= _TAIL
        if brief.any():
            part = self.of(np.flatnonzero(brief))
            found[brief] = part._all(end[brief])
        rest = np.flatnonzero(~brief)
        if len(rest):
            part = self.of(rest)
            found[rest] = part._run(end[rest][:, None] - np.arange(_TAIL - 1, -1, -1), whole=False)
            unsettled = rest[found[rest] == VERDICT]
            if len(unsettled):
                found[unsettled] = self.of(unsettled)._all(end[unsettled])
        return found

    def _run(self, days: Whole, *, whole: bool) -> Codes:
        """What of the three stands after the last of some days (windows × days); `whole`: they begin with the first of the window. A day that stands twice
        counts once.
        """
        now = self.on(days)
        _, chance = self.chances(now)
        bad, plain = by_the_list(now, chance)
        repeated = np.c_[np.zeros(len(days), dtype=bool), days[:, 1:] == days[:, :-1]]
        single = short(self.asked.windows.days[:, None].astype(np.float64), days.astype(np.float64))
        return (replay if whole else tail)((now.status == VERDICT) & ~repeated, plain, chance, bad, single)

    def _all(self, end: Whole) -> Codes:
        """The same from the first day on; shorter windows wait on their last one."""
        return self._run(np.minimum(np.arange(1, int(end.max()) + 1)[None, :], end[:, None]), whole=True)[:, -1]

    def of(self, rows: Whole) -> "Bench":
        """A bench of some of the windows."""
        if len(rows) == len(self.asked):
            return self
        part = Bench(self.book, self.asked.take(rows))
        for name in ("stretch", "studied"):
            if name in self.__dict__:
                part.__dict__[name] = getattr(self, name).take(rows)
        return part

    @cached_property
    def open(self) -> tuple[Whole, "Bench"]:
        """The windows that are not over, and a bench of them: the others need no forecast."""
        windows = self.asked.windows
        rows = np.flatnonzero((self.asked.since < 0) & (windows.over < windows.days))
        return rows, self.of(rows)

    def judged(self, *, ends: bool = True) -> Judged:
        """All windows on their day of evaluation; `ends`: also between what and when they are likely to end."""
        windows = self.asked.windows
        now = self.now
        status = now.status[:, 0].copy()
        grace = status == LAST_OPEN
        deciding = status == VERDICT
        if deciding.any():
            rows, part = self.open
            _ = part.ratios if self.asked.figure == "ratio" else part.studied if part.asked.family is not None else None  # once, for all that is asked of it
            mine = np.flatnonzero(deciding[rows])
            status[rows[mine]] = part.of(mine).settled(windows.over[rows[mine]])
        if grace.any():
            status[grace] = AT_RISK
            rows = np.flatnonzero(grace & (windows.days > 1))
            if len(rows):
                part = self.of(rows)
                before = part.on(part.asked.windows.days[:, None] - 1).status[:, 0]
                held = part.settled(part.asked.windows.days - 1)
                status[rows] = np.where(before != VERDICT, before, np.where(held == VERDICT, AT_RISK, held))
        return self._report(now, status, grace, ends=ends)

    def _ends(self, figure: Figures) -> tuple[Figures, dict[str, Figures]]:
        """How likely open windows are to reach their targets, and where and when they end; `figure` is where they stand."""
        asked, windows = self.asked, self.asked.windows
        now = self.now
        seen, chance = self.chances(now)
        if seen is None:
            known, blank = ~np.isnan(chance[:, 0]), np.full(len(asked), np.nan)
            found = self.ratios.ends(now.day, now.target)
            return chance[:, 0], {name: np.where(known, one, np.nan) for name, one in found.items()} | dict.fromkeys(
                ("finish10", "finish50", "finish90"), blank
            )
        missing, known = self._missing(now), ~np.isnan(chance[:, 0])
        shares = np.array([0.1, 0.5, 0.9])[:, None, None]
        come = seen.to_come(shares)[:, :, 0] * asked.factor
        finished = seen.covering(np.where((known & ~asked.cap)[:, None], missing, np.nan), shares)[:, :, 0] + windows.start - 1
        ends = {}
        for place, name in enumerate(("10", "50", "90")):
            ends[f"p{name}"] = np.where(known, figure + np.where(asked.sign > 0, come[place], -come[2 - place]), np.nan)
            ends[f"finish{name}"] = finished[place]
        return chance[:, 0], ends

    def _report(self, now: Days, status: Codes, grace: Truth, *, ends: bool) -> Judged:
        asked, windows = self.asked, self.asked.windows
        with np.errstate(invalid="ignore"):
            complete = windows.start + windows.days - 1 - now.latest[:, 0] <= np.maximum(1.0, now.cadence[:, 0])
            lost = (now.reached[:, 0] == 0) & (complete | (asked.cap & asked.cumulative))  # a cap that was passed stays so, whatever is still to be known
            probability = np.where(now.reached[:, 0] == 1, 1.0, np.where(lost, 0.0, np.nan))
        if asked.family is None:
            probability = np.full(len(asked), np.nan)
        figure = np.where(np.isnan(now.actual[:, 0]), now.gained[:, 0], now.actual[:, 0])
        blank = np.full(len(asked), np.nan)
        projected = {
            name: figure if name[0] == "p" and asked.family is not None else blank for name in ("p10", "p50", "p90", "finish10", "finish50", "finish90")
        }
        rows, part = self.open
        if len(rows):
            probability[rows] = np.nan
            if asked.family is not None and not ends:
                probability[rows] = part.chances(part.now)[1][:, 0]
            elif asked.family is not None:
                probability[rows], likely = part._ends(figure[rows])
                for name, values in likely.items():
                    projected[name] = projected[name].copy()
                    projected[name][rows] = values
        lines = now.lines
        day = windows.over.astype(np.float64)
        if self.curve is None or asked.ways is None:
            lead = ahead(lines.done[:, 0], day, windows.days.astype(np.float64))
        else:
            done, curves = straightened(asked.ways, lines.done[:, 0], self.curve)
            lead = ahead_on(done, day, windows.days, curves)
        still = now.still[:, 0]
        return Judged(
            status=status,
            grace=grace,
            reached=now.reached[:, 0],
            baseline=now.baseline[:, 0],
            target=now.target[:, 0],
            reference=self.reference,
            reference_coverage=self.reference_coverage,
            actual=now.actual[:, 0],
            gained=now.gained[:, 0],
            elapsed=lines.elapsed[:, 0],
            expected=lines.expected[:, 0],
            shortfall=lines.shortfall[:, 0],
            done=lines.done[:, 0],
            spi=lines.spi[:, 0],
            tspi=lines.tspi[:, 0],
            days_ahead=np.where(still, np.nan, lead),
            required_per_day=lines.required_per_day[:, 0],
            current_per_day=lines.current_per_day[:, 0],
            probability=probability,
            **projected,
            observations=now.observations[:, 0],
            coverage=now.coverage[:, 0],
            last=now.last[:, 0],
            latest=now.latest[:, 0],
            cadence=now.cadence[:, 0],
            inside=self.followed.inside[:, 0],
            whole=self.followed.whole[:, 0],
            still=still,
            line_from=self._aim(now.baseline)[0][:, 0],
            usual=self._usual() if ends else blank,
        )

    def _usual(self) -> Figures:
        """What a day of the four weeks before each window brought; only of open ones, as nobody asks it of others."""
        asked = self.asked
        found = np.full(len(asked), np.nan)
        rows = np.flatnonzero(asked.since < 0)
        if asked.family is None or asked.figure == "ratio" or not len(rows):
            return found
        if len(rows) < len(asked):
            found[rows] = self.of(rows)._usual()
            return found
        before = self.stretch.before[:, -MONTH:]
        covers = np.ones_like(before) if self.stretch.spans is None else self.stretch.spans[:, LOOKBACK - MONTH : LOOKBACK]
        seen = ~np.isnan(before)
        days = np.where(seen, covers, 0.0).sum(axis=1)
        return np.where((days >= MONTH / 2) & (days <= MONTH), asked.sign * over(np.where(seen, before, 0.0).sum(axis=1), days) * asked.factor, np.nan)


def by_the_list(now: Days, chance: Figures) -> tuple[Truth, Codes]:
    """Which windows are as good as lost on some days, and what of the three the plain list calls each; without a probability by pace alone."""
    lines = now.lines
    with np.errstate(invalid="ignore"):
        slow = np.where(np.isnan(lines.spi), lines.done < 1, lines.spi < 1) | (np.isnan(lines.spi) & np.isnan(lines.done) & (now.reached == 0))
    return hopeless(chance, lines.tspi), verdict(chance, lines.tspi, slow)


def portions(asked: Asked) -> Iterator[Whole]:
    """Windows of one kind in portions of about the same length, those that need a forecast together; each is judged for itself (`judge`)."""
    windows = asked.windows
    order = np.lexsort((windows.over, (asked.since < 0) & (windows.over < windows.days)))
    place = 0
    while place < len(order):
        width = LOOKBACK + int(windows.days[order[place : place + 4096]].max())
        count = max(1, _CELLS // width)
        yield order[place : place + count]
        place += count


def judge(book: Book, asked: Asked, *, ends: bool = True) -> Judged:
    """Some windows of one kind; see `judge_windows`."""
    return Bench(book, asked).judged(ends=ends)
