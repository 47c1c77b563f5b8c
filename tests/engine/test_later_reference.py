"""What a goal is compared with counts as far as it was known by the close, whatever other goals made the engine read."""

from datetime import date, datetime, timedelta

from aimline.catalogue import load as load_catalogue
from aimline.engine import Standing, evaluate
from aimline.goals.compile import compile_files
from aimline.goals.model import Window
from aimline.language import parse_goals_file
from aimline.metrics import MetricLog, MetricRow
from aimline.text.position import Source

START = date(2026, 2, 10)
TEXT = """start: 2026-02-10

Increase Instagram link clicks by 20% year over year in 28 days
  id: compared

Get 5,000 Instagram link clicks in 150 days
  id: longer
"""


def _standing(window: Window, *, alone: bool) -> Standing:
    compared, longer = compile_files([parse_goals_file(Source(TEXT))], START, load_catalogue())
    goal = compared.goal.model_copy(update={"reference": "year", "reference_window": window})
    goals = [type(compared)(**{**compared.__dict__, "goal": goal}), *([] if alone else [longer])]
    rows = [MetricRow(datetime.combine(START + timedelta(n), datetime.min.time()), "", "instagram", "link_clicks", 10.0, "count") for n in range(120)]
    return next(one for one in evaluate(goals, MetricLog(rows=rows), date(2026, 6, 1), load_catalogue()) if one.goal == goal.id)


def test_alone_and_beside_a_longer_goal_it_is_the_same() -> None:
    after = Window(start=date(2026, 3, 26), end=date(2026, 4, 25))
    alone, beside = _standing(after, alone=True), _standing(after, alone=False)
    assert alone.reference is not None
    assert alone.reference.value is None
    assert alone == beside


def test_what_lies_before_the_close_counts() -> None:
    before = Window(start=date(2026, 2, 10), end=date(2026, 2, 24))
    alone, beside = _standing(before, alone=True), _standing(before, alone=False)
    assert alone.reference is not None
    assert alone.reference.value == 140
    assert alone == beside
