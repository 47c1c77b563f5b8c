"""Predictive laws: how likely goals are to be reached, and when; vectorised over goals (rows) and evaluation days (columns).

This package needs numpy and scipy.special; `aimline.pacing` itself does not import it, since lint starts without them.
"""

from aimline.pacing.law.learning import PRIOR, Prior
from aimline.pacing.law.outlook import HORIZON, LEAST, MOST, Outlook
from aimline.pacing.law.quotients import Parts, Quotients, quotients
from aimline.pacing.law.rates import Studied, outlook, studied
from aimline.pacing.law.stretch import LOOKBACK, Stretch
from aimline.pacing.law.tails import Family
from aimline.pacing.law.together import Spans, all_of

__all__ = [
    "HORIZON", "LEAST", "LOOKBACK", "MOST", "PRIOR", "Family", "Outlook", "Parts", "Prior", "Quotients", "Spans", "Stretch", "Studied", "all_of", "outlook",
    "quotients", "studied",
]  # fmt: skip
