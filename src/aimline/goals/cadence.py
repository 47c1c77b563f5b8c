"""How often an action is to be done, as it says itself. Knows no pydantic, so that lint starts fast."""

from typing import NamedTuple

from aimline.catalogue import Catalogue
from aimline.language.statement import Action
from aimline.text.patterns import lazily

_RHYTHM = lazily(r"EVERY_(\d{1,4})_(DAY|WEEK|MONTH|QUARTER|YEAR)S")
_PER = {"DAILY": "day", "WEEKDAYS": "weekday", "WEEKLY": "week", "MONTHLY": "month", "QUARTERLY": "quarter", "YEARLY": "year"}

DAYS = {"day": 1.0, "weekday": 1.4, "week": 7.0, "month": 30.4, "quarter": 91.3, "year": 365.2}
"""About how many days pass for one …"""


class Cadence(NamedTuple):
    """So many of a metric every day, week, month …; `platforms` are those that the action names."""

    metric: str
    value: float
    per: str
    platforms: tuple[str, ...]

    @property
    def interval(self) -> float:
        """The days from one to the next."""
        return DAYS[self.per] / self.value if self.value > 0 else float("inf")


def cadence(action: Action, catalogue: Catalogue) -> Cadence | None:
    """The cadence of an action that names an activity and how often: so many posts a day, a week, a month; else None."""
    draft = action.statement.drafts[0] if action.statement else None
    if draft is None or draft.metric is None or not catalogue.metric(draft.metric).activity:
        return None
    rhythm = _RHYTHM.fullmatch(draft.time.value) if draft.time and draft.time.form == "recurring" else None
    per = _PER.get(draft.time.value) if draft.time and draft.time.form == "recurring" else draft.per if draft.per in DAYS else None
    count = draft.target.value if draft.target and draft.target.unit == "count" else 1.0
    if rhythm:
        per, count = rhythm[2].lower(), (count or 1.0) / int(rhythm[1])
    return None if per is None or count is None else Cadence(draft.metric, count, per, tuple(draft.platforms))
