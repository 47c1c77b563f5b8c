"""When an alert that did not arrive is tried again, and when it is put aside."""

from dataclasses import dataclass
from random import Random

from aimline.alerts.delivery import Failed
from aimline.alerts.outbox import Item


@dataclass(frozen=True, slots=True)
class Policy:
    """Tries and pauses; times are seconds.

    The pause doubles from `first` to `longest`, and each is shortened by up to half at random, so that what failed together does not come back together. A
    receiver that says how long to wait is left alone for so long, but for no longer than `patience`. A receiver that refuses an alert is asked
    `refusals` times. One that is not to be reached is tried until `hours` have passed since the first try, and `tries` times at least.
    """

    first: float = 1.0
    longest: float = 15 * 60.0
    patience: float = 24 * 3600.0
    refusals: int = 3
    tries: int = 10
    hours: float = 48.0

    def next_at(self, item: Item, failure: Failed, now: float, seed: str) -> float | None:
        """When to try again after a try that ended `now`; None when it was the last one. The same for the same item, number of tries and seed."""
        attempts = item.attempts + 1
        if failure.permanent:
            if attempts >= self.refusals:
                return None
        elif attempts >= self.tries and now - (item.first_at if item.first_at is not None else now) >= self.hours * 3600:
            return None
        # beyond 2**60 nothing is longer than the longest pause
        pause = min(self.longest, self.first * 2.0 ** min(attempts - 1, 60))
        pause *= 1 - 0.5 * Random(f"{seed}:{item.alert}:{item.seq}:{attempts}").random()
        asked = min(failure.retry_after, self.patience) if failure.retry_after is not None else 0.0
        return now + max(pause, asked)
