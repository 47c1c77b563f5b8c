"""`aimline state outbox`: what waits for its route and what was put aside, for people and for programs; and what came of trying routes out."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from aimline.alerts.outbox import Entry
from aimline.alerts.trial import Tried
from aimline.render.cells import pad, width
from aimline.render.style import Colour, styled
from aimline.text.messages import direction, isolate, message, visible

_COLOURS: Mapping[str, Colour] = {"sent": "green", "waiting": "yellow", "failed": "red"}


def as_jsonl(entries: Iterable[Entry]) -> Iterator[str]:
    """An entry a line; times in UTC, null where there is none."""
    for one in entries:
        line: dict[str, Any] = {"alert": one.alert, "route": one.route, "state": one.state, "attempts": one.attempts}
        line |= {"next": _time(one.next_at) if one.state == "waiting" else None, "error": one.error}
        yield json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n"


def as_text(entries: Iterable[Entry], language: str) -> Iterator[str]:
    """An entry a line: its state, its route, the alert, how often it was tried, when it will be; below it why the last try failed."""
    found = list(entries)
    if not found:
        yield message("delivery.box.empty", language) + "\n"
        return
    states = {state: message(f"delivery.box.{state}", language) for state in _COLOURS}
    wide = max(map(width, states.values()))
    route = max(width(visible(one.route)) for one in found)
    for one in found:
        parts = [styled(pad(states[one.state], wide), _COLOURS[one.state]), pad(_kept(one.route, language), route), one.alert]
        if one.attempts:
            parts.append(message("delivery.box.tried", language, n=one.attempts))
        due = _time(one.next_at) if one.state == "waiting" else None
        if due is not None:
            parts.append(message("delivery.box.next", language, time=_kept(due, language)))
        yield "  ".join(parts) + "\n"
        if one.error is not None and one.state != "sent":
            yield "    " + styled(visible(one.error.get(language) or next(iter(one.error.values()), ""), isolates=True), dim=True) + "\n"


def trials(tried: Iterable[Tried], language: str) -> Iterator[str]:
    """A line a route: whether the test arrived, or why not."""
    for one in tried:
        name = _kept(one.route, language)
        if one.failure is None:
            yield styled(message("delivery.trial.arrived", language, route=name), "green") + "\n"
        else:
            yield styled(message("delivery.trial.failed", language, route=name, reason=one.failure[language]), "red") + "\n"


def _time(seconds: float) -> str | None:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if seconds else None


def _kept(text: str, language: str) -> str:
    return isolate(text) if direction(language) == "rtl" or not text.isascii() else visible(text)
