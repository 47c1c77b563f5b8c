"""Work on arrays that is done on several processors at once: numpy lets others work while it does."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextvars import copy_context
from typing import TypeVar

Thing = TypeVar("Thing")
Done = TypeVar("Done")


def side_by_side(work: Callable[[Thing], Done], things: Sequence[Thing]) -> Iterator[Done]:
    """What work makes of each of some things, in their order; what it comes to must not depend on when it is done."""
    count = min(len(things), len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
    if count < 2:
        yield from map(work, things)
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(count) as pool:
        # each in a copy of this context: how numpy treats what is undefined belongs to it
        for waiting in [pool.submit(copy_context().run, work, one) for one in things]:
            yield waiting.result()
