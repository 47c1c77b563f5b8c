"""What a day shows beside a standing: how fast a budget is spent of late, and whether the day itself is out of the ordinary."""

from collections.abc import Sequence

import numpy as np

from aimline.engine.ask import Store
from aimline.engine.asked import Judged
from aimline.engine.askings import Asking
from aimline.engine.book import Book, Part, bound, spans
from aimline.engine.follow import cut
from aimline.engine.windows import Spans
from aimline.pacing.lines import Figures, Whole
from aimline.pacing.surprise import HISTORY, surprise

SHORT, LONG = 10, 10 / 3
"""A tenth of the window, and three tenths: a fire that burns now, and one that has burnt for some time."""
LEAST_SHORT, LEAST_LONG = 1, 3
"""Days that these have at least."""


class Unusual:
    """The days of what is asked, from a history before `first` to `last` (ordinals)."""

    def __init__(self, askings: Sequence[Asking], spans_: Spans, store: Store, first: int, last: int) -> None:
        self._askings = askings
        self._caps = np.array([one.question.shape.figure == "flow" and one.question.shape.mode == "cap" for one in askings], dtype=bool)
        budgets = spans_.days[self._caps[spans_.asking]]
        back = max(HISTORY, round(int(budgets.max()) / LONG)) if len(budgets) else HISTORY
        self._begin = max(1, first - back - 1)
        self._amounts = np.full((len(askings), last - self._begin + 1), np.nan)
        followed = [number for number, one in enumerate(askings) if one.legs[0].kind in ("sum", "level") and len(one.legs) == 1]
        parts: dict[Part, int] = {}
        of = []
        for number in followed:
            leg = askings[number].legs[0]
            of.append(parts.setdefault(Part("level" if leg.kind == "level" else "sum", leg.above[0]), len(parts)))
        if not parts:
            return
        listed = list(parts)
        found = store.days(*spans(listed, dict.fromkeys(listed, (self._begin, last))))
        self._read(bound(listed, found, self._begin, last), followed, of)

    def _read(self, book: Book, followed: Sequence[int], of: Sequence[int]) -> None:
        rows = np.array(of, dtype=np.int64)
        figures = cut(book, rows, np.full(len(rows), self._begin), 0, self._amounts.shape[1]) / book.scale[rows][:, None]
        level = np.array([self._askings[number].legs[0].kind == "level" for number in followed], dtype=bool)
        # of a level its change from one day to the next
        figures[level, 1:] = np.diff(figures[level], axis=1)
        figures[level, 0] = np.nan
        self._amounts[followed] = figures

    def figures(self, spans_: Spans, judged: Judged) -> dict[str, Figures]:
        """`burn_short`, `burn_long`: what the last tenth and the last three tenths of the window took of a budget, against an even spending of it (1); NaN for
        what is no budget. The multi-window burn rate of Beyer et al. 2018, *The Site Reliability Workbook*, ch. 5. `surprise`: see `pacing.surprise`.
        """
        assert spans_.today is not None
        return {**self._burns(spans_, spans_.today, judged), "surprise": self._surprises(spans_.asking, spans_.today)}

    def _burns(self, spans_: Spans, today: Whole, judged: Judged) -> dict[str, Figures]:
        factor = np.array([one.resolved.factor for one in self._askings])
        rows = np.flatnonzero(self._caps[spans_.asking] & (today < spans_.start + spans_.days))
        found = {}
        for name, part, least in (("burn_short", SHORT, LEAST_SHORT), ("burn_long", LONG, LEAST_LONG)):
            values = np.full(len(spans_), np.nan)
            for row in rows.tolist():
                length = max(least, round(spans_.days[row] / part))
                since = max(int(spans_.start[row]), int(today[row]) - length + 1, self._begin)
                days = int(today[row]) - since + 1
                if days < min(length, int(today[row]) - int(spans_.start[row]) + 1):
                    continue
                mine = self._amounts[spans_.asking[row], since - self._begin : int(today[row]) - self._begin + 1]
                if not np.isnan(mine).all() and judged.target[row] > 0:
                    values[row] = np.nansum(mine) * factor[spans_.asking[row]] / judged.target[row] * spans_.days[row] / days
            found[name] = values
        return found

    def _surprises(self, asking: Whole, today: Whole) -> Figures:
        pairs, back = np.unique(np.c_[asking, today], axis=0, return_inverse=True)
        of, day = pairs[:, 0], pairs[:, 1]
        at = (day - self._begin)[:, None] + np.arange(-HISTORY, 1)
        figures = np.where(at >= 0, self._amounts[of[:, None], np.maximum(at, 0)], np.nan)
        found = surprise(figures[:, :-1], figures[:, -1])
        return found[back.reshape(-1)]
