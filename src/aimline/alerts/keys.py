"""What a configuration file may say about alerts: `[alerts]`, and `[alerts.routes.NAME]` for each route."""

from collections.abc import Mapping
from typing import Any

from aimline.alerts.model import SEVERITIES
from aimline.config import Key
from aimline.text.messages import languages

SHAPES = ("json", "slack", "teams")


def _target(value: Any) -> Any:
    from aimline.alerts.delivery.targets import shown

    return shown(value)


def _command(value: Any) -> Any:
    return [*value[:1], *(["…"] if value[1:] else [])]


ROUTE: Mapping[str, Key] = {
    "url": Key("text", shown=_target),
    "command": Key("texts", shown=_command),
    "severity": Key("choice", SEVERITIES),
    "rules": Key("texts"),
    "owners": Key("texts"),
    "tags": Key("texts"),
    "goals": Key("texts"),
    "max-age": Key("number"),
    "quiet": Key("text"),
    "zone": Key("text"),
    "hold-critical": Key("flag"),
    "format": Key("choice", SHAPES),
    "languages": Key("choices", languages()),
    "secret-env": Key("text"),
    "sign-env": Key("text"),
    "allow-private": Key("flag"),
    "timeout": Key("number"),
}
"""The keys of a route; see docs/alerts.md."""

ALERTS: Mapping[str, Key] = {"rules": Key("texts"), "routes": Key("tables", keys=ROUTE)}
"""The keys of `[alerts]`: sentences that are alert rules, and the routes."""
