"""Routes as a configuration file has them, checked: each error with the file, the line and what to do."""

import re
import shlex
from collections.abc import Collection, Mapping
from datetime import date, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from aimline.alerts.delivery.targets import TargetError, taken_apart
from aimline.alerts.routes import Quiet, Route
from aimline.config import Config, ConfigError, Value
from aimline.goals.nearest import nearest
from aimline.goals.zones import nearest_zone, zone_name
from aimline.text.globs import Glob
from aimline.text.messages import isolate, messages

_HOURS = re.compile(r"\s*(\d{1,2}):(\d\d)\s*[-–—]\s*(\d{1,2}):(\d\d)\s*")
_SECONDS = 300
"""The longest time that one try may take."""
_DAYS = 3660
"""The greatest age of alerts that somebody may ask for; who wants them all asks for none."""
_WEB = ("format", "secret-env", "sign-env")
_NETWORK = (*_WEB, "allow-private")


def routes_of(config: Config | None, rules: Collection[str] | None = None, today: date | None = None) -> list[Route]:
    """The routes of a configuration file, in its order. `rules` are the names of alert rules, where they are known; `today` is the day that `max-age` counts
    back from, and without one it counts from nowhere.

    Raises:
        ConfigError: a route leads nowhere, or asks for what there is not.
    """
    said = config.values.get("alerts.routes") if config is not None else None
    if config is None or said is None:
        return []
    return [_Table(config, name, table, said).route(rules, today) for name, table in said.value.items()]


class _Table:
    """One `[alerts.routes.NAME]`."""

    def __init__(self, config: Config, name: str, table: Mapping[str, Value], around: Value) -> None:
        self.config, self.name, self.table = config, name, table
        self.first = next(iter(table.values()), around)

    def get(self, key: str, otherwise: Any = None) -> Any:
        return self.table[key].value if key in self.table else otherwise

    def wrong(self, key: str, reason: Mapping[str, str]) -> ConfigError:
        """An error about a key, or about the table where the key is missing."""
        place = isolate(self.config.origin(self.table.get(key, self.first)))
        return ConfigError(messages("delivery.route", place=place, option=isolate(f"alerts.routes.{self.name}.{key}"), reason=reason))

    def route(self, rules: Collection[str] | None, today: date | None) -> Route:
        target = self.target()
        for name in self.get("rules", ()) if rules is not None else ():
            if name not in rules:  # type: ignore[operator]
                near = nearest(name, list(rules or ()))
                key = "delivery.no_rule" if near is None else "delivery.no_rule_near"
                raise self.wrong("rules", messages(key, name=isolate(name), near=isolate(near or ""), names=isolate(", ".join(rules or ()))))
        seconds = self.get("timeout")
        if seconds is not None and not 1 <= seconds <= _SECONDS:
            raise self.wrong("timeout", messages("delivery.no_timeout", most=str(_SECONDS)))
        age = self.get("max-age")
        if age is not None and not 1 <= age <= _DAYS:
            raise self.wrong("max-age", messages("delivery.no_age", most=str(_DAYS)))
        folder = str(self.config.file.parent)
        return Route(
            self.name,
            target,
            severity=self.get("severity", "info"),
            rules=tuple(self.get("rules", ())),
            owners=tuple(self.get("owners", ())),
            tags=tuple(self.get("tags", ())),
            files=tuple(Glob(pattern, folder) for pattern in self.get("goals", ())),
            since=None if age is None or today is None else today - timedelta(days=age),
            quiet=self.quiet(),
            hold_critical=self.get("hold-critical", False),
            shape=self.get("format"),
            secret_env=self.get("secret-env"),
            sign_env=self.get("sign-env"),
            languages=tuple(self.get("languages", ())),
            private=self.get("allow-private", False),
            seconds=None if seconds is None else float(seconds),
            place=self.config.origin(self.table["url" if "url" in self.table else "command"]),
        )

    def target(self) -> str:
        url, command = self.get("url"), self.get("command")
        if (url is None) == (command is None):
            raise self.wrong("url", messages("delivery.one_target"))
        try:
            if command is not None:
                target = "exec:" + shlex.join(command)
                kind, text, shape = taken_apart(target)
            else:
                kind, text, shape = taken_apart(url)
                # a path is one from the folder of the file
                target = f"file:{self.config.file.parent / text}" if kind == "file" and not text.startswith("${") else url
        except TargetError as error:
            raise self.wrong("url" if command is None else "command", error.message) from None
        if shape is not None and self.get("format", shape) != shape:
            raise self.wrong("format", messages("delivery.two_formats", shape=isolate(shape)))
        fitting = {"web": _NETWORK, "variable": _NETWORK, "service": ("allow-private",)}.get(kind, ())
        for key in _NETWORK:
            if key in self.table and key not in fitting:
                raise self.wrong(key, messages("delivery.only_web"))
        return target

    def quiet(self) -> Quiet | None:
        hours, zone = self.get("quiet"), self.get("zone")
        if hours is None:
            if zone is not None or "hold-critical" in self.table:
                raise self.wrong("zone" if zone is not None else "hold-critical", messages("delivery.no_quiet"))
            return None
        found = _HOURS.fullmatch(hours)
        start, end = (_time(*found.groups()[:2]), _time(*found.groups()[2:])) if found else (None, None)
        if start is None or end is None:
            raise self.wrong("quiet", messages("delivery.no_hours", text=isolate(hours)))
        if zone is None:
            raise self.wrong("quiet", messages("delivery.quiet_where"))
        name = zone_name(zone)
        if name is None:
            near = nearest_zone(zone)
            key = "delivery.no_zone" if near is None else "delivery.no_zone_near"
            raise self.wrong("zone", messages(key, text=isolate(zone), near=isolate(near or "")))
        return Quiet(start, end, ZoneInfo(name))


def _time(hour: str, minute: str) -> time | None:
    h, m = int(hour), int(minute)
    return time(h % 24, m) if (h < 24 and m < 60) or (h, m) == (24, 0) else None
