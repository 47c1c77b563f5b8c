"""Verdicts on every open day of a window: by probability with hysteresis, and the rules that others use. 0 on track, 1 at risk, 2 behind, −1 reached."""

import numpy as np

from aimline.pacing.status import LATE, LEAVE_AT_RISK, LEAVE_BEHIND, LEAVE_ON_TRACK, UNLIKELY, UNSURE

ON_TRACK, AT_RISK, BEHIND, REACHED = 0, 1, 2, -1


def with_hysteresis(chance: np.ndarray, tspi: np.ndarray, window: int) -> np.ndarray:
    """The status rules over [g, window − 1] open days."""
    goals, days = chance.shape
    out = np.full((goals, days), REACHED)
    stands, wanted, run = (np.full(goals, REACHED) for _ in range(3))
    for day in range(days):
        p = chance[:, day]
        open_ = tspi[:, day] > 0
        late = (p < UNLIKELY) & (tspi[:, day] > LATE)
        plain = np.where(late, BEHIND, np.where(p < UNSURE, AT_RISK, ON_TRACK))
        want = stands.copy()
        want = np.where((stands == BEHIND) & (p >= LEAVE_BEHIND), AT_RISK, want)
        want = np.where((stands == AT_RISK) & (p >= LEAVE_AT_RISK), ON_TRACK, want)
        want = np.where((stands == ON_TRACK) & (p < LEAVE_ON_TRACK), AT_RISK, want)
        want = np.where((stands != BEHIND) & late, BEHIND, want)
        run = np.where(want == stands, 0, np.where(want == wanted, run + 1, 1))
        need = 2 if window >= 14 and day < days - 2 else 1
        change = (want != stands) & ((run >= need) | (stands == BEHIND))
        now = np.where(stands == REACHED, plain, np.where(change, want, stands))
        run, wanted = np.where(now != stands, 0, run), want
        stands = np.where(open_, now, stands)
        out[:, day] = np.where(open_, stands, REACHED)
    return out


def by_pace(ratio: np.ndarray, risk: float, behind: float, tspi: np.ndarray) -> np.ndarray:
    """On track from `risk` on, behind below `behind`, without memory."""
    return np.where(tspi <= 0, REACHED, np.where(ratio < behind, BEHIND, np.where(ratio < risk, AT_RISK, ON_TRACK)))
