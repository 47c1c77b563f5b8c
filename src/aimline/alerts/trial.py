"""Trying routes out: one alert to each that says that nothing has happened, at once and not by the outbox."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import NamedTuple

from aimline.alerts.clock import Clock
from aimline.alerts.delivery import Failed, Letter
from aimline.alerts.model import FIRING, Alert, identity
from aimline.alerts.sender import Outlet
from aimline.text.messages import isolate, messages

TRIAL = "test"
"""The rule of such an alert."""
_AT_ONCE = 16


class Tried(NamedTuple):
    """What came of a route: why the alert did not arrive, None if it did."""

    route: str
    failure: Mapping[str, str] | None


def trial(route: str, now: float) -> Alert:
    """The alert for a route: each try has an id of its own, since receivers pass over what they have had."""
    day = datetime.fromtimestamp(now, UTC).date()
    return Alert(identity(route, TRIAL, day, str(now)), day, "aimline", TRIAL, "info", None, FIRING, {}, messages("notice.test", route=isolate(route)))


def try_out(outlets: Sequence[Outlet], clock: Clock) -> list[Tried]:
    """Send one alert to each, whatever it takes otherwise and whether it is quiet there or not; in their order what came of it."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return list(pool.map(lambda outlet: _tried(outlet, clock.now()), outlets))


def _tried(outlet: Outlet, now: float) -> Tried:
    alert = trial(outlet.route.name, now)
    try:
        outlet.receiver.deliver(Letter(alert.json(), alert.record()))
    except Failed as error:
        return Tried(outlet.route.name, error.message)
    return Tried(outlet.route.name, None)
