"""What a run tells of itself, as OpenMetrics: rows, alerts, how far it is, what waits to be delivered."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from aimline.alerts.watch import Figures


def render(figures: Figures, goals: int, outbox: Mapping[tuple[str, str], int]) -> str:
    """The whole exposition."""
    return "".join(_lines(figures, goals, outbox))


def write(file: Path, text: str) -> None:
    """Put it in place of what the file held, at a stroke, so that nobody reads a half of it.

    Raises:
        OSError: it cannot be written.
    """
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    beside.write_text(text, encoding="utf-8")
    beside.replace(file)


def _lines(figures: Figures, goals: int, outbox: Mapping[tuple[str, str], int]) -> Iterator[str]:
    yield from _family("rows", "counter", _by("input", figures.rows), "_total")
    yield from _family("rows_set_aside", "counter", _by("input", figures.aside), "_total")
    yield from _family("alerts", "counter", _by("severity", figures.alerts), "_total")
    yield from _family("batches", "counter", {(): figures.batches}, "_total")
    yield from _family("batch_seconds", "counter", {(): figures.seconds}, "_total")
    yield from _family("goals", "gauge", {(): goals})
    if figures.watermark is not None:
        yield from _family("watermark_timestamp_seconds", "gauge", {(): figures.watermark})
    yield from _family("outbox", "gauge", {(("route", name), ("state", state)): count for (name, state), count in outbox.items()})
    yield "# EOF\n"


def _by(label: str, counts: Mapping[str, int]) -> dict[tuple[tuple[str, str], ...], float]:
    return {((label, name),): count for name, count in counts.items()}


def _family(name: str, kind: str, values: Mapping[tuple[tuple[str, str], ...], float], suffix: str = "") -> Iterator[str]:
    if not values:
        return
    yield f"# TYPE aimline_watch_{name} {kind}\n"
    for labels, value in values.items():
        shown = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels)
        yield f"aimline_watch_{name}{suffix}{'{' + shown + '}' if shown else ''} {value:.17g}\n"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
