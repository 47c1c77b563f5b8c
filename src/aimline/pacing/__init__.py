"""Pure arithmetic of pace: lines, rates, projections and status. No engine, no files, no clock: numbers and days in, numbers out.

Undefined is None, never NaN or infinity. There is no probability here yet: a projection is the straight line through what was gained so far.
"""

from aimline.pacing.line import Pace, standing_still, towards
from aimline.pacing.status import ORDER, Evidence, Status, beyond, reached, status

__all__ = ["ORDER", "Evidence", "Pace", "Status", "beyond", "reached", "standing_still", "status", "towards"]
