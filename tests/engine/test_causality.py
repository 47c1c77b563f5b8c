"""How a goal stands at the end of a day is the same whether the log goes on after it or not: whatever rows say later, nothing of them was known then.

Logs here are as mixed as real ones: several accounts of which some rows name none, platforms that begin later, levels beside flows and without them, people,
posts, amounts in two currencies, instants, figures that are restated, and days that an export leaves out because there was nothing to count.
"""

import csv
import random
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from aimline.catalogue import load as load_catalogue
from aimline.engine import DuckStore, Standing, evaluate, standings
from aimline.engine.duck import home_of
from aimline.engine.rolling import rolled_up
from aimline.goals.compile import compile_files
from aimline.goals.model import PlacedGoal
from aimline.language import parse_goals_file
from aimline.metrics import MetricLog, MetricRow, read_metrics
from aimline.metrics.model.log import COLUMNS, Table, Zeros
from aimline.text.position import Source
from often import MANY

FIRST = date(2026, 9, 20)
LAST = FIRST + timedelta(days=120)
SENTENCES = """
Gain 400 Instagram followers in 30 days
Gain 90 Instagram followers in 10 days starting 2 November 2026
Reach 3,000 followers by 20 December 2026
Increase Instagram followers by 20% in 45 days starting 15 October 2026
Reduce Instagram followers from 3,000 to 900 in 60 days starting 1 October 2026
Keep Instagram followers above 1,000 until 31 December 2026
Gain 300 TikTok followers in 30 days starting 1 November 2026
Gain 60 YouTube subscribers in 4 weeks starting 5 October 2026
Get 20,000 impressions in November 2026
Get 20,000 impressions on Instagram and Facebook in 60 days
Increase Instagram impressions by 25% in 20 days starting 10 November 2026
Double Instagram impressions in October 2026 year on year
Get 1,500 link clicks on Facebook by 15 December 2026
Keep ad spend under $900 in November 2026
Get $4,000 revenue in 30 days
Get €500 revenue in 30 days starting 20 October 2026
Reach 40,000 people on Instagram in November 2026
Reach 9,000 people on Instagram in 7 days starting 9 November 2026
Get 50 likes on average per Instagram post over 30 days
Get 30 comments per Instagram post in November 2026
Keep CTR on Facebook above 2% in November 2026
Increase CTR on Facebook from 2% to 4% in 40 days starting 20 October 2026
Keep cost per click below $3 in 30 days starting 1 November 2026
Raise the engagement rate on Instagram by 20% in 30 days starting 1 November 2026
Post 3 times a week on Instagram until 20 December 2026
Get 40 link clicks on Facebook per day until 30 November 2026
Get 3,000 Instagram impressions per week by 30 November 2026
Publish 12 posts on Instagram in 30 days starting 25 October 2026
Get 500 engagements on Instagram in 30 days starting 25 October 2026
Gain 90 Instagram followers in 10 days starting 2 November 2026
  account: acme
Get 9,000 impressions in 30 days starting 2 November 2026
  account: zen
Get 9,000 impressions on Instagram in 40 days
  pace: learned
Get 6,000 impressions in 25 days starting 2 November 2026
  timezone: America/New_York
Gain 200 followers in 30 days starting 20 October 2026
  timezone: Asia/Tokyo
  milestone: 1,500 by 30 October 2026
""".strip()


@pytest.fixture(scope="module")
def goals() -> list[PlacedGoal]:
    return compile_files([parse_goals_file(Source(SENTENCES))], date(2026, 9, 1), load_catalogue())


class Writer:
    """Makes the rows of one world."""

    def __init__(self, seed: int, *, hourly: bool = True) -> None:
        self.rng, self.hourly = random.Random(seed), hourly
        self.rows: list[MetricRow] = []
        self.zeros: list[Zeros] = []
        self.accounts: list[str | None] = self.rng.choice([[None], [None], ["acme"], ["acme", None], ["acme", "Acme"], ["acme", "zen"], ["acme", "zen", None]])

    def world(self) -> MetricLog:
        rng = self.rng
        for account in self.accounts:
            for platform in ("instagram", "facebook", "tiktok", "youtube"):
                named = None if platform == "instagram" and rng.random() < 0.2 else platform
                if rng.random() < 0.75:
                    self.series(account, named, "subscribers" if platform == "youtube" else "followers")
                if rng.random() < 0.6:
                    self.series(account, named, "new_subscribers" if platform == "youtube" else "new_followers")
                if rng.random() < 0.4:
                    self.series(account, named, "lost_subscribers" if platform == "youtube" else "unfollows")
                for metric in ("impressions", "link_clicks", "reach", "reach_7_days", "likes", "comments", "shares", "saves", "posts_published"):
                    if rng.random() < 0.5:
                        self.series(account, named, metric)
                if rng.random() < 0.7:
                    self.posts(account, named)
            for unit in rng.choice([["currency:USD"], ["currency:USD", "currency:EUR"], []]):
                self.series(account, None, "revenue", unit)
                self.series(account, "facebook", "ad_spend", unit)
        rng.shuffle(self.rows)
        return MetricLog(rows=self.rows, zeros=self.zeros)

    def series(self, account: str | None, platform: str | None, metric: str, unit: str = "count") -> None:
        rng = self.rng
        begin = FIRST + timedelta(days=rng.choice([0, 0, 0, 20, 55]))
        until = LAST - timedelta(days=rng.choice([0, 0, 0, 40, 70]))
        lost, rate, level = rng.choice([0.0, 0.0, 0.0, 0.2, 0.8]), rng.choice([0.4, 6, 40, 300]), float(rng.choice([0, 900, 2000]))
        clocks = rng.choice([(0,), (0,), (0,), (2, 9, 21)]) if self.hourly else (0,)
        instant, only_listed, before = rng.random() < 0.15, rng.random() < 0.25, len(self.rows)
        for day in (begin + timedelta(days=number) for number in range((until - begin).days)):
            amount = float(round(rng.gammavariate(1.5, rate / 1.5), 2 if unit != "count" else 0))
            level += amount - float(rng.choice([0, 1, round(rate)]))
            if rng.random() < lost:
                continue
            for hour in clocks:
                value = level if metric in ("followers", "subscribers") else amount
                if only_listed and not value:
                    continue
                row = MetricRow(datetime.combine(day, time(hour)), account, platform, metric, value, unit, instant=instant and len(clocks) > 1)
                self.rows.append(row)
                if rng.random() < 0.05:
                    seen = datetime.combine(day + timedelta(days=rng.choice([1, 9, 60])), time(8))
                    self.rows.append(row._replace(value=value + rng.choice([-2, 3]), seen=seen))
        if only_listed and metric not in ("followers", "subscribers", "reach", "reach_7_days"):
            mine = [row.ts.date() for row in self.rows[before:] if not row.instant]
            self.zeros += [Zeros(account, platform, metric, min(mine), max(mine))] if mine else []

    def posts(self, account: str | None, platform: str | None) -> None:
        """Posts with their lifetime figures: read once, on the day they went out, or again and again."""
        rng = self.rng
        again, begin = rng.random() < 0.5, rng.choice([0, 0, 40])
        for number in range(begin, 115, rng.choice([2, 5])):
            out = datetime.combine(FIRST + timedelta(days=number), time(10))
            kind = rng.choice(["post", "reel", "story"])
            for metric in ("likes", "comments", "shares", "saves", "impressions", "reach"):
                value = float(rng.randrange(5, 90))
                for days in (0, 1, 7, 30) if again else (0,):
                    ts = out + timedelta(days=days) if again else out
                    seen = ts + timedelta(days=rng.choice([0, 3, 50]))
                    self.rows.append(MetricRow(ts, account, platform, metric, value * (1 + days), "count", f"p{number}", kind, out, seen=seen))


def day_of(row: MetricRow, zone: str) -> date:
    return row.ts.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date() if row.instant else row.ts.date()


def cut(log: MetricLog, day: date, zone: str) -> MetricLog:
    """The log as it was at the end of a day."""
    zeros = [replace(one, last=min(one.last, day)) for one in log.zeros if one.first <= day]
    return MetricLog(rows=[row for row in log.rows if day_of(row, zone) <= day], zeros=zeros)


def differing(found: Sequence[Standing], wanted: Sequence[Standing]) -> list[Any]:
    """The fields in which standings differ."""
    told = []
    for one, other in zip(found, wanted, strict=True):
        mine, theirs = one.model_dump(), other.model_dump()
        told += [(one.text, name, mine[name], theirs[name]) for name in mine if mine[name] != theirs[name]]
    return told


def zones_of(goals: Iterable[PlacedGoal]) -> list[str]:
    return sorted({placed.goal.timezone or "UTC" for placed in goals})


@pytest.mark.parametrize("seed", range(1, 1 + MANY))
def test_what_comes_later_changes_nothing_of_a_day(goals: list[PlacedGoal], seed: int) -> None:
    log = Writer(seed).world()
    rng = random.Random(seed)
    for day in sorted(FIRST + timedelta(days=rng.randrange(10, 118)) for _ in range(2)):
        whole = evaluate(goals, log, day, load_catalogue())
        assert len({one.status for one in whole}) > 2
        for zone in zones_of(goals):
            then = evaluate(goals, cut(log, day, zone), day, load_catalogue())
            mine = [place for place, placed in enumerate(goals) if (placed.goal.timezone or "UTC") == zone]
            assert differing([whole[place] for place in mine], [then[place] for place in mine]) == [], day


def of_files(folder: Path, sentences: str) -> tuple[list[PlacedGoal], MetricLog]:
    log, errors = read_metrics([str(folder)])
    assert not errors
    return compile_files([parse_goals_file(Source(sentences))], date(2026, 11, 1), load_catalogue()), log


def test_of_exports_too(root: Path) -> None:
    """The exports of the example as they are read: blocks with days left out, posts with figures of later days, campaigns, amounts."""
    files = sorted((root / "examples" / "shop" / "goals").glob("*.goals"))
    goals, log = of_files(root / "examples" / "shop" / "exports", "\n".join(file.read_text(encoding="utf-8") for file in files))
    days = sorted({row.ts.date() for row in log.rows})
    assert len(goals) > 5
    assert log.zeros
    for day in days[5 :: max(1, len(days) // 4)]:
        assert differing(evaluate(goals, log, day, load_catalogue()), evaluate(goals, cut(log, day, "UTC"), day, load_catalogue())) == [], day


def test_long_tables_too(goals: list[PlacedGoal], tmp_path: Path) -> None:
    """What is scanned where it lies."""
    log = Writer(9).world()
    day = FIRST + timedelta(days=60)

    def written(name: str, rows: Iterable[MetricRow]) -> MetricLog:
        file = tmp_path / name
        with file.open("w", encoding="utf-8", newline="") as stream:
            lines = csv.writer(stream)
            lines.writerow(COLUMNS)
            lines.writerows(["" if value is None else value for value in row[: len(COLUMNS)]] for row in rows)
        return MetricLog(tables=[Table(file, "csv")])

    whole = evaluate(goals, written("whole.csv", log.rows), day, load_catalogue())
    assert len({one.status for one in whole}) > 3
    assert differing(whole, evaluate(goals, written("then.csv", (row for row in log.rows if row.ts.date() <= day)), day, load_catalogue())) == []


def said(day: int, metric: str, value: float, unit: str = "count", hour: int = 0, *, instant: bool = False) -> MetricRow:
    return MetricRow(datetime(2026, 11, day, hour), None, "instagram" if instant else None, metric, value, unit, instant=instant)


def test_the_currency_of_days_without_sales_is_not_known_before_the_first_sale() -> None:
    goals = compile_files([parse_goals_file(Source("Get $500 revenue in November 2026\nGet 500 revenue in November 2026"))], FIRST, load_catalogue())
    log = MetricLog(rows=[said(20, "revenue", 50.0, "currency:EUR")], zeros=[Zeros(None, None, "revenue", date(2026, 11, 1), date(2026, 11, 30))])
    for day in (date(2026, 11, 10), date(2026, 11, 25)):
        assert differing(evaluate(goals, log, day, load_catalogue()), evaluate(goals, cut(log, day, "UTC"), day, load_catalogue())) == [], day


def test_instants_that_come_later_do_not_say_whose_figures_were_meant() -> None:
    """Goals of two zones are judged apart once there are instants; whose figures those without a platform are is decided by all goals all the same."""
    text = "Gain 50 Instagram followers in November 2026\nGain 50 TikTok followers in November 2026\n  timezone: Asia/Tokyo\n"
    goals = compile_files([parse_goals_file(Source(text))], FIRST, load_catalogue())
    log = MetricLog(rows=[*(said(day, "followers", 100.0 + day) for day in range(1, 12)), said(20, "impressions", 3.0, hour=5, instant=True)])
    day = date(2026, 11, 10)
    assert differing(evaluate(goals, log, day, load_catalogue()), evaluate(goals, cut(log, day, "UTC"), day, load_catalogue())) == []


@pytest.mark.parametrize("seed", range(100, 100 + 2 * MANY))
def test_figures_kept_by_day_know_no_later_row_either(goals: list[PlacedGoal], seed: int) -> None:
    log = Writer(seed, hourly=seed % 2 == 0).world()
    if seed % 2 == 0:  # of two series that turn out to be one, it keeps the figures of days, not those of hours
        log.rows = [row._replace(account=row.account and "acme") for row in log.rows]
    home = home_of((placed.goal for placed in goals), load_catalogue())
    zone = random.Random(seed).choice(["UTC", "America/New_York", "Asia/Tokyo"])
    rolled = rolled_up(log, zone)
    for day in (FIRST + timedelta(days=43), FIRST + timedelta(days=90)):
        with closing(DuckStore(cut(log, day, zone), day, home=home, zone=zone)) as store:
            wanted = standings(goals, store, load_catalogue())
        assert differing(standings(goals, rolled.at(day, home), load_catalogue()), wanted) == [], day
