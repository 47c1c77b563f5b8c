"""Replay equals live: batches of any size, over several runs, in any order and with any repetition within the lateness, give the log of the finished log."""

from datetime import date, datetime, timedelta
from functools import cache
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from watched import FEW, MORE

from aimline.alerts.keeper import Batch, Changes, Keeper
from aimline.alerts.model import Alert
from aimline.alerts.replay import replay
from aimline.alerts.rules import alert_rules
from aimline.alerts.state import State
from aimline.catalogue import load as load_catalogue
from aimline.goals.compile import compile_files
from aimline.goals.model import PlacedGoal
from aimline.language import parse_goals_file
from aimline.metrics.model.log import MetricLog, MetricRow
from aimline.text.position import Source
from often import often

FIRST = date(2026, 3, 2)
LATENESS = timedelta(days=2)
METRICS = {"followers": "count", "link_clicks": "count", "ad_spend": "currency:USD"}


@cache
def goals() -> list[PlacedGoal]:
    return compile_files([parse_goals_file(Source(FEW))], FIRST, load_catalogue())


@cache
def all_goals() -> list[PlacedGoal]:
    return compile_files([parse_goals_file(Source(FEW + MORE))], FIRST, load_catalogue())


SERIES = (("instagram", "followers", False), ("tiktok", "link_clicks", True), ("instagram", "link_clicks", True), ("instagram", "ad_spend", False))


def some_log(random: Random) -> list[MetricRow]:
    """Some weeks of figures, hourly ones among them, with gaps and figures that are restated."""
    found = []
    for platform, metric, instant in SERIES:
        level = random.randint(0, 2000)
        pace = random.choice([0, 2, 15, 40, 120])
        for day in range(random.randint(3, 30)):
            if random.random() < 0.1:
                continue
            for hour in random.choice([(0,), (0,), (5, 22)]) if instant else (0,):
                level += (figure := random.randint(0, 2 * pace + 1))
                ts = datetime.combine(FIRST, datetime.min.time()) + timedelta(days=day, hours=hour)
                value = float(level if metric == "followers" else figure)
                row = MetricRow(ts, None, platform, metric, value, METRICS[metric], instant=instant)
                found.append(row)
                if random.random() < 0.07:
                    found.append(row._replace(value=value + 7, seen=ts + timedelta(hours=3)))
    for post in range(random.randint(0, 5)):
        published = datetime.combine(FIRST, datetime.min.time()) + timedelta(days=random.randint(0, 20), hours=random.randint(0, 23))
        for day in range(random.randint(1, 4)):
            ts = datetime.combine(published.date() + timedelta(days=day), datetime.min.time())
            likes = float(random.randint(0, 90))
            found.append(MetricRow(ts, None, "instagram", "likes", likes, "count", f"post {post}", "post", published, seen=ts))
    return found


def lines(alerts: list[Alert]) -> list[str]:
    return [alert.json() for alert in alerts]


@settings(max_examples=often(3))
@given(st.integers(0, 2**32))
def test_any_batches_any_order_within_the_lateness(seed: int) -> None:
    random = Random(seed)
    log = some_log(random)
    mine = random.sample(all_goals(), 4)
    rules, _ = alert_rules(mine)
    as_of = max(row.ts for row in log).date() + timedelta(days=random.randint(0, 5))
    wanted = lines(replay(mine, MetricLog(rows=list(log)), rules, load_catalogue(), as_of).alerts)
    order = sorted(log, key=lambda row: row.ts + timedelta(hours=random.randint(0, 47)))
    for _ in range(random.randint(0, 5)):  # said again, now or later
        place = random.randrange(len(order))
        order.insert(random.randint(place, len(order)), order[place])
    size = random.choice([1, 3, 10, 1000])
    with State(":memory:") as state:
        keeper = Keeper(state, mine, rules, load_catalogue(), lateness=LATENESS)
        said = []
        for place in range(0, len(order), size):
            said += keeper.take([Batch("-", rows=order[place : place + size])])
            if random.random() < 0.1:
                keeper = Keeper(state, mine, rules, load_catalogue(), lateness=LATENESS)
        said += keeper.close_until(as_of)
        assert lines(said) == wanted
        assert [line for (line,) in state.connection.execute("SELECT line FROM alerts ORDER BY seq")] == wanted


def test_rows_that_come_too_late_revise_and_rewrite_nothing() -> None:
    rules, _ = alert_rules()
    midnight = datetime.combine(FIRST, datetime.min.time())
    rows = [MetricRow(midnight + timedelta(days=day), None, "instagram", "followers", 1000.0 + day, "count") for day in range(25)]
    with State(":memory:") as state:
        keeper = Keeper(state, goals(), rules, load_catalogue())
        first = keeper.take([Batch("-", rows=rows)]) + keeper.close_until(FIRST + timedelta(days=24))
        assert "behind" in {alert.to for alert in first}
        better = [row._replace(value=1000.0 + 16 * day, seen=midnight + timedelta(days=40)) for day, row in enumerate(rows)]
        revised = keeper.take([Batch("-", rows=better)])
        withdrawn = {alert.revises for alert in revised if alert.to == "withdrawn"}
        assert {alert.id for alert in first if alert.to == "behind"} <= withdrawn
        told = [alert for alert in first + revised if alert.revises is None and alert.id not in withdrawn]
        finished = replay(goals(), MetricLog(rows=better), rules, load_catalogue(), FIRST + timedelta(days=24)).alerts
        # what was said before rests on other figures; which events stand is the same
        assert {(one.goal, one.rule, one.at, one.to) for one in told} == {(one.goal, one.rule, one.at, one.to) for one in finished}
        assert keeper.take([Batch("-", rows=better)]) == []


def test_goals_come_go_and_change_between_runs() -> None:
    rules, _ = alert_rules()
    midnight = datetime.combine(FIRST, datetime.min.time())
    rows = [MetricRow(midnight + timedelta(days=day), None, "instagram", "followers", 1000.0 + day, "count") for day in range(40)]

    def compiled(text: str) -> list[PlacedGoal]:
        return compile_files([parse_goals_file(Source(text))], FIRST, load_catalogue())

    old, new = (
        "Gain 300 followers on Instagram in 35 days\n  start: 2026-03-05\n  id: one\n",
        "Gain 500 followers on Instagram in 35 days\n  start: 2026-03-05\n  id: one\n",
    )
    other = "Gain 100 followers on Instagram in 30 days\n  start: 2026-03-05\n"
    with State(":memory:") as state:
        keeper = Keeper(state, compiled(old), rules, load_catalogue())
        assert keeper.changes == Changes()
        assert keeper.take([Batch("-", rows=rows[:20])])
        keeper = Keeper(state, compiled(new + other), rules, load_catalogue())
        assert keeper.changes.reworded == ("Gain 500 followers on Instagram in 35 days",)
        assert keeper.changes.added == ("Gain 100 followers on Instagram in 30 days",)
        closed = date.fromordinal(keeper._closed["UTC"])
        said = keeper.take([Batch("-", rows=rows[20:30])])
        assert said
        assert all(alert.at > closed for alert in said)
        keeper = Keeper(state, compiled(other), rules, load_catalogue())
        assert keeper.changes.removed == ("Gain 500 followers on Instagram in 35 days",)
        assert all(alert.goal != "one" for alert in keeper.take([Batch("-", rows=rows[30:])]))


def test_a_late_row_before_all_others_moves_what_data_began_for_the_days_to_come_too() -> None:
    mine = [placed for placed in all_goals() if placed.goal.window is None]
    assert mine
    rules, _ = alert_rules(mine)
    midnight = datetime.combine(FIRST, datetime.min.time())
    rows = [MetricRow(midnight + timedelta(days=day), None, "instagram", "followers", 1000.0 + 30 * day, "count") for day in range(6, 22)]
    late = MetricRow(midnight, None, "instagram", "followers", 1000.0, "count")
    with State(":memory:") as state:
        keeper = Keeper(state, mine, rules, load_catalogue(), lateness=LATENESS)
        keeper.take([Batch("-", rows=rows[:9])])
        keeper.take([Batch("-", rows=[late])])
        told = keeper.take([Batch("-", rows=rows[9:])]) + keeper.close_until(FIRST + timedelta(days=21))
    wanted = replay(mine, MetricLog(rows=[late, *rows]), rules, load_catalogue(), FIRST + timedelta(days=21)).alerts
    since = FIRST + timedelta(days=13)
    assert any(alert.at >= since for alert in wanted)
    assert lines([alert for alert in told if alert.at >= since]) == lines([alert for alert in wanted if alert.at >= since])


def test_a_goal_that_is_plainly_the_same_one_is_told_as_reworded() -> None:
    rules, _ = alert_rules()
    rows = [
        MetricRow(datetime.combine(FIRST, datetime.min.time()) + timedelta(days=day), None, "instagram", "followers", 1000.0 + day, "count") for day in range(9)
    ]

    def compiled(text: str) -> list[PlacedGoal]:
        return compile_files([parse_goals_file(Source(text, "plan.goals"))], FIRST, load_catalogue())

    begins = "# Spring\nGain 300 followers on Instagram in 35 days\n# Paid\nSpend at most $500 on Instagram ads in 15 days\n"
    for text, told in (
        (begins.replace("300", "500"), Changes(reworded=("Gain 500 followers on Instagram in 35 days",))),
        ("\n\n" + begins.replace("300", "500"), Changes(reworded=("Gain 500 followers on Instagram in 35 days",))),
        (
            begins.replace("300 followers", "500 likes"),
            Changes(added=("Gain 500 likes on Instagram in 35 days",), removed=("Gain 300 followers on Instagram in 35 days",)),
        ),
        (
            begins.replace("Gain 300 followers on Instagram in 35 days", "\nGain 500 followers on Instagram in 35 days\nGain 9 followers on TikTok in 5 days"),
            Changes(
                added=("Gain 500 followers on Instagram in 35 days", "Gain 9 followers on TikTok in 5 days"),
                removed=("Gain 300 followers on Instagram in 35 days",),
            ),
        ),
    ):
        with State(":memory:") as state:
            Keeper(state, compiled(begins), rules, load_catalogue()).take([Batch("-", rows=rows)])
            assert Keeper(state, compiled(text), rules, load_catalogue()).changes == told
