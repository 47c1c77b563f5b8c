"""Every window of 30 days of every daily flow in a folder of exports that has 28 days before it, with targets around what those days brought."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from aimline.catalogue import load
from aimline.metrics import MetricLog, read_metrics
from aimline.pacing.law import LOOKBACK, Stretch
from benchmarks.calibration.simulated import Sample

DAYS, BEFORE = 30, 28


def series(log: MetricLog) -> Iterator[tuple[tuple[object, ...], date, np.ndarray]]:
    """The daily flows of a log: what each is of, its first day, and figures from it on (NaN where a day is missing; days an export leaves out as zeros are
    zeros).
    """
    kinds = load().metrics
    days: dict[tuple[object, ...], dict[date, float]] = defaultdict(lambda: defaultdict(float))
    for row in log.rows:
        if row.item is None and row.metric in kinds and kinds[row.metric].kind == "flow":
            days[row.account, row.platform, row.metric, row.unit, row.campaign, row.source][row.ts.date()] += row.value
    for zeros in log.zeros:
        for (account, platform, metric, *_), figures in days.items():
            if (account, platform, metric) == (zeros.account, zeros.platform, zeros.metric):
                for day in range((zeros.last - zeros.first).days + 1):
                    figures.setdefault(zeros.first + timedelta(days=day), 0.0)
    for key, figures in days.items():
        first = min(figures)
        yield key, first, np.array([figures.get(first + timedelta(days=day), np.nan) for day in range((max(figures) - first).days + 1)])


def windows(folder: Path, seed: int) -> Sample | None:
    """All windows of a folder of folders, an account each; None where there are none. Nothing after its first day enters a window's target."""
    rng = np.random.default_rng(seed)
    before, during, weekday, way, account = [], [], [], [], []
    for number, place in enumerate(sorted(path for path in folder.iterdir() if path.is_dir())):
        for _, first, figures in series(read_metrics([str(place)])[0]):
            padded = np.concatenate([np.full(LOOKBACK, np.nan), figures])
            for day in range(BEFORE, len(figures) - DAYS + 1):
                factor = rng.uniform(0.6, 1.5)
                history, window = figures[day - BEFORE : day], figures[day : day + DAYS]
                if np.isnan(history).any() or np.isnan(window).any() or history.mean() <= 0:
                    continue
                before.append(padded[day : day + LOOKBACK])
                during.append(window)
                weekday.append((first + timedelta(days=day)).weekday())
                way.append(history.mean() * DAYS * factor)
                account.append(number)
    if not before:
        return None
    stretch = Stretch(before=np.array(before), during=np.array(during), first_weekday=np.array(weekday), way=np.array(way))
    return Sample(folder.name, "real", "counts", stretch, np.array(account))
