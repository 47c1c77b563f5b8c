"""Routes that are receivers and nothing else: they take everything."""

import os
from collections.abc import Iterable, Sequence

from aimline.alerts.clock import SystemClock
from aimline.alerts.delivery.network import SystemNetwork
from aimline.alerts.delivery.targets import Means, named, receiver
from aimline.alerts.routes import Route
from aimline.alerts.sender import Outlet


def everything(targets: Iterable[str]) -> list[Route]:
    """A route a target, named after it; the same target twice is one."""
    return [Route(named(target), target, place="--notify") for target in dict.fromkeys(targets)]


def outlets(targets: Iterable[str], languages: Sequence[str], *, private: bool = False) -> list[Outlet]:
    """The same with what carries their alerts, with the network, the clock and the environment of this process.

    Raises:
        TargetError: a target means nothing, or a variable that it names is not set.
    """
    means = Means(dict(os.environ), SystemNetwork(), SystemClock(), tuple(languages), private)
    return [Outlet(route, receiver(route, means)) for route in everything(targets)]
