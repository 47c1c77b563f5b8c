"""Routes: who is told of which alerts, and when."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from aimline.alerts.model import SEVERITIES, Alert, Severity
from aimline.text.globs import Glob
from aimline.text.normalise import normalise


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours of the day in which nobody is disturbed: from `start` to `end` on the clocks of `zone`, over midnight where `end` is not after `start`."""

    start: time
    end: time
    zone: ZoneInfo

    def until(self, now: float) -> float | None:
        """When the quiet ends, in seconds since 1970, if `now` lies in it; else None."""
        local = datetime.fromtimestamp(now, self.zone)
        for back in (1, 0):
            day = local.date() - timedelta(days=back)
            begin = datetime.combine(day, self.start, self.zone)
            end = datetime.combine(day if self.end > self.start else day + timedelta(days=1), self.end, self.zone)
            # compared as instants: where clocks are changed an hour is there twice, or not at all
            if begin.timestamp() <= now < end.timestamp():
                return end.timestamp()
        return None


@dataclass(frozen=True, slots=True)
class Route:
    """Where alerts go and which. A filter that names nothing lets all pass; of several that name something each must be met.

    `target` is as it is written: `${NAME}` in it stands for a variable of the environment, which is looked up when it is needed and kept nowhere.
    """

    name: str
    target: str
    severity: Severity = "info"
    """The least grave alerts that are told."""
    rules: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    files: tuple[Glob, ...] = ()
    """Patterns of goal files."""
    since: date | None = None
    """The first day of which alerts are told; None: all days."""
    quiet: Quiet | None = None
    hold_critical: bool = False
    """Whether critical alerts, too, wait for the end of quiet hours."""
    shape: str | None = None
    """How a webhook is spoken to: json, slack, teams; None: as the target says."""
    secret_env: str | None = None
    sign_env: str | None = None
    """Variables of the environment: a bearer token, and the key of a signature."""
    languages: tuple[str, ...] = ()
    private: bool = False
    """Whether addresses that are not public are allowed."""
    seconds: float | None = None
    """How long one try may take; None: as long as is usual for its kind."""
    place: str = field(default="", compare=False)
    """Where it is declared: a file and a line, or an option."""

    def takes(self, alert: Alert, tags: Sequence[str] = ()) -> bool:
        """Whether an alert about a goal with these tags goes this way."""
        if SEVERITIES.index(alert.severity) < SEVERITIES.index(self.severity):
            return False
        if self.since is not None and alert.at < self.since:
            return False
        if self.rules and alert.rule not in self.rules:
            return False
        if self.owners and _folded(str(alert.standing.get("owner") or "")) not in map(_folded, self.owners):
            return False
        if self.tags and not {_folded(tag) for tag in tags} & {_folded(tag) for tag in self.tags}:
            return False
        file = alert.standing.get("file")
        return not self.files or (file is not None and any(pattern.fits(str(file)) for pattern in self.files))

    def held_until(self, now: float) -> float | None:
        """The end of the quiet hours that `now` lies in, None where it lies in none."""
        return self.quiet.until(now) if self.quiet is not None else None


def _folded(name: str) -> str:
    return " ".join(normalise(name)[0].split())
