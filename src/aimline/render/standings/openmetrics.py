"""`evaluate --format openmetrics`: standings as gauges, for Prometheus and what reads its text (OpenMetrics 1.0).

Written by hand: the format is a dozen lines of grammar, while a client library keeps a registry for processes that live long. The tests read it with
`prometheus-client`.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time

from aimline.engine.standing import Standing
from aimline.pacing.status import ORDER
from aimline.render.standings import Run
from aimline.text.messages import message, table, visible

_PREFIX = "aimline_goal"
_ESCAPED = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n"})
_UNITS = ("ratio", "seconds")
"""Units that end a name, and so have a line of their own."""

_FIGURES: dict[str, Callable[[Standing], float | None]] = {
    "done_ratio": lambda one: one.done,
    "elapsed_ratio": lambda one: one.elapsed,
    "probability": lambda one: one.probability,
    "baseline": lambda one: one.baseline,
    "target": lambda one: one.target,
    "actual": lambda one: one.actual,
    "gained": lambda one: one.gained,
    "expected": lambda one: one.expected,
    "shortfall": lambda one: one.shortfall,
    "spi": lambda one: one.pace.spi,
    "tspi": lambda one: one.pace.tspi,
    "days_ahead": lambda one: one.pace.days_ahead,
    "required_per_day": lambda one: one.pace.required_per_day,
    "current_per_day": lambda one: one.pace.current_per_day,
    "observations": lambda one: one.observations,
    "coverage": lambda one: one.coverage,
    "last_observation_timestamp_seconds": lambda one: _moment(one.last_observation),
    "window_start_timestamp_seconds": lambda one: _moment(one.window.start if one.window else None),
    "window_end_timestamp_seconds": lambda one: _moment(one.window.end if one.window else None),
}
"""What is exposed of a standing, under its name in JSON. A figure that is undefined has no sample: OpenMetrics has NaN for that, which alerts stumble over."""
_QUANTILES: dict[str, Callable[[Standing], float | None]] = {
    "0.1": lambda one: one.projected.p10,
    "0.5": lambda one: one.projected.p50,
    "0.9": lambda one: one.projected.p90,
}


def render(standings: Sequence[Standing], run: Run) -> Iterator[str]:
    """The families of metrics, each with the samples of all goals, and the mark of the end."""
    keys = _keys(standings)
    language = run.own
    yield from _family(_PREFIX, "info", language)
    for standing, key in zip(standings, keys, strict=True):
        yield _sample(f"{_PREFIX}_info", {**key, **_about(standing)}, 1)
    yield from _states("status", [(one.status,) for one in standings], list(ORDER), keys, language)
    yield from _states("flag", [one.flags for one in standings], list(table("standing.flag", language)), keys, language)
    for name, of in _FIGURES.items():
        yield from _family(f"{_PREFIX}_{name}", "gauge", language)
        for standing, key in zip(standings, keys, strict=True):
            value = of(standing)
            if value is not None:
                yield _sample(f"{_PREFIX}_{name}", key, value)
    name = f"{_PREFIX}_projected"
    yield from _family(name, "gauge", language)
    for standing, key in zip(standings, keys, strict=True):
        for quantile, of in _QUANTILES.items():
            value = of(standing)
            if value is not None:
                yield _sample(name, {**key, "quantile": quantile}, value)
    yield "# EOF\n"


def _keys(standings: Sequence[Standing]) -> list[dict[str, str]]:
    """The labels of each goal: its id, and where the same goal stands again (in another file), which of them it is."""
    seen: Counter[str] = Counter()
    keys = []
    for standing in standings:
        seen[standing.goal] += 1
        key = {"goal": standing.goal}
        keys.append(key if seen[standing.goal] == 1 else {**key, "copy": str(seen[standing.goal])})
    return keys


def _about(standing: Standing) -> dict[str, str]:
    """The labels of the info: what does not change from day to day. A label without a value is left out, which means the same."""
    window = standing.window
    told = {
        "text": " ".join(standing.text.split()),
        "file": standing.file,
        "account": standing.account,
        "owner": standing.owner,
        "metric": standing.metric,
        "platforms": ",".join(standing.platforms),
        "unit": standing.unit,
        "start": window.start.isoformat() if window else None,
        "end": window.end.isoformat() if window else None,
    }
    return {name: value for name, value in told.items() if value}


def _states(name: str, holding: Sequence[Sequence[str]], states: Sequence[str], keys: Sequence[dict[str, str]], language: str) -> Iterator[str]:
    """A set of states: every state of every goal, 1 where it holds."""
    name = f"{_PREFIX}_{name}"
    yield from _family(name, "stateset", language)
    for held, key in zip(holding, keys, strict=True):
        for state in states:
            yield _sample(name, {**key, name: state}, int(state in held))


def _family(name: str, kind: str, language: str) -> Iterator[str]:
    unit = name.rpartition("_")[2]
    about = message(f"standing.openmetrics.{name.removeprefix(_PREFIX).lstrip('_') or kind}", language)
    yield f"# TYPE {name} {kind}\n"
    if unit in _UNITS:
        yield f"# UNIT {name} {unit}\n"
    yield f"# HELP {name} {about.translate(_ESCAPED)}\n"


def _sample(name: str, labels: dict[str, str], value: float) -> str:
    told = ",".join(f'{label}="{visible(text, isolates=True).translate(_ESCAPED)}"' for label, text in labels.items())
    return f"{name}{{{told}}} {value!r}\n"


def _moment(day: date | None) -> float | None:
    """The seconds from 1970 to the beginning of a day, in UTC: a standing knows days, not moments."""
    return None if day is None else datetime.combine(day, time(), UTC).timestamp()
