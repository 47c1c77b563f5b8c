"""Readings that stand under goals in goal files, as rows of the series that the goals are about."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, time

from aimline.goals.model import Goal
from aimline.metrics.model.log import MetricLog, MetricRow


def rows_under(goals: Iterable[Goal]) -> list[MetricRow]:
    """The readings under some goals. They belong to the series of the goal's metric, platform and account, whichever goal is judged by it."""
    return [
        MetricRow(datetime.combine(one.day, time()), goal.account, goal.platforms[0] if goal.platforms else None, goal.metric, one.value, one.unit)
        for goal in goals
        if goal.readings and goal.metric is not None
        for one in goal.readings
    ]


def with_rows_under(log: MetricLog, goals: Iterable[Goal]) -> MetricLog:
    """A log with the readings under some goals."""
    rows = rows_under(goals)
    return replace(log, rows=[*log.rows, *rows]) if rows else log
