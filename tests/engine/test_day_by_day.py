"""`evaluate --explain`: the walk through a goal has the figures of its standing, every printed formula works out, and each day has the status of that day."""

import math
import random
import re
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner
from scipy.special import betainc, gammaincc, ndtr

from aimline import api
from aimline.catalogue import load as load_catalogue
from aimline.cli import cli
from aimline.engine import Standing, evaluate
from aimline.engine.walk import Step, Walk
from aimline.goals.compile import compile_files
from aimline.goals.model import PlacedGoal
from aimline.language import parse_goals_file
from aimline.metrics import MetricLog, MetricRow
from aimline.pacing.law.blend import student
from aimline.render.walk import as_text
from aimline.text.messages import languages
from aimline.text.position import Source

START = date(2026, 12, 1)
FOLLOWED = {
    "level": "Gain 200 Instagram followers in 20 days",
    "level by percent": "Increase Instagram followers by 20% in 20 days",
    "level down": "Reduce Instagram followers from 1,200 to 900 in 20 days",
    "level there already": "Reach 900 Instagram followers in 20 days",
    "counts": "Get 2,000 impressions on Instagram in 20 days",
    "counts by percent": "Increase Instagram impressions by 25% in 20 days",
    "counts in a cap": "Keep clicks on Instagram under 60 in 20 days",
    "amounts in a cap": "Keep ad spend on Instagram under $150 in 20 days",
    "amounts": "Get $200 revenue on Instagram in 20 days",
    "hours": "Get 40 hours of watch time on YouTube in 20 days",
    "net": "Gain 60 TikTok followers in 20 days",
    "ratio moved": "Increase CTR on Instagram from 2% to 4% in 20 days",
    "ratio by percent": "Increase CTR on Instagram by 50% in 20 days",
    "ratio to hold": "Keep cost per click on Instagram below $2 in 20 days",
    "two platforms": "Get 9,000 views on Instagram and YouTube in 20 days",
    "front-loaded": "Get 2,000 impressions on Instagram in 20 days\n  pace: front-loaded",
    "back-loaded": "Gain 200 Instagram followers in 20 days\n  pace: back-loaded",
    "learned": "Get 2,000 impressions on Instagram in 20 days\n  pace: learned",
    "milestones": "Gain 200 Instagram followers in 20 days\n  milestone: 1,420 by 2026-12-08",
    "long": "Get 6,000 impressions on Instagram in 60 days",
}


def rows(seed: int = 1, days: int = 30, before: int = 40) -> list[MetricRow]:
    """Made days of two months, some of them not observed."""
    made, found, followers = random.Random(seed), [], 1000.0
    for number in range(-before, days):
        at = datetime.combine(START + timedelta(number), datetime.min.time())
        followers += made.randint(-4, 18)
        impressions = made.randint(40, 140) * (2 if at.weekday() < 2 else 1)
        figures: list[tuple[str, str, float, str]] = [
            ("instagram", "followers", followers, "count"),
            ("instagram", "impressions", impressions, "count"),
            ("instagram", "clicks", made.randint(0, 6), "count"),
            ("instagram", "ad_spend", made.randint(2, 12) + 0.25, "currency:USD"),
            ("instagram", "revenue", made.choice([0, 0, 25.5, 49.9]), "currency:USD"),
            ("instagram", "views", made.randint(150, 260), "count"),
            ("youtube", "views", made.randint(100, 220), "count"),
            ("youtube", "watch_time", made.randint(40, 200), "duration:minute"),
            ("tiktok", "new_followers", made.randint(0, 9), "count"),
            ("tiktok", "unfollows", made.randint(0, 3), "count"),
        ]
        link = ("instagram", "link_clicks", figures[2][2], "count")
        found += [MetricRow(at, None, *one) for one in (*figures, link) if number % 9 != 5 or one[0] == "tiktok"]
    return found


def read(sentence: str, log: list[MetricRow], day: date) -> Walk:
    walk, errors = api.explain(goals_of(sentence), 0, MetricLog(rows=log), day)
    assert not errors
    return walk


def goals_of(*sentences: str) -> list[PlacedGoal]:
    return compile_files([parse_goals_file(Source(f"start: {START}\n\n" + "\n".join(sentences) + "\n"))], START, load_catalogue())


@cache
def stood(day: int) -> dict[str, Standing]:
    """All goals on a day of their windows."""
    found = evaluate(goals_of(*FOLLOWED.values()), MetricLog(rows=rows()), START + timedelta(day - 1), load_catalogue())
    return dict(zip(FOLLOWED, found, strict=True))


def worked_out(formula: str) -> float:
    """A formula as a person would key it in, with tables of the distributions."""
    formula = re.sub(r"(?<=\d),(?=\d{3})", "", formula)
    for sign, meant in (("×", "*"), ("÷", "/"), ("−", "-"), ("²", "**2"), ("√", "sqrt"), ("⌈", "ceil("), ("⌉", ")"), ("⌊", "floor("), ("⌋", ")"), (";", ",")):
        formula = formula.replace(sign, meant)
    known = {"sqrt": math.sqrt, "ceil": math.ceil, "floor": math.floor, "min": min, "max": max, "ln": math.log, "exp": math.exp, "t3": student}
    known |= {"I": lambda x, a, b: betainc(a, b, x), "Q": gammaincc, "Φ": ndtr}
    return float(eval(formula.replace("₃", "3"), {"__builtins__": {}, **known}))


def steps(walk: Walk) -> list[Step]:
    return [*([walk.target] if walk.target else []), *(one for day in walk.days for one in day.steps), *walk.left, *walk.law]


def near(one: float | None, other: float | None) -> bool:
    """The same, but for the order in which a machine adds up what it judges together."""
    return one == other if one is None or other is None else math.isclose(one, other, rel_tol=1e-12, abs_tol=1e-12)


DAYS = (2, 13, 20, 25)


@cache
def looked(name: str, day: int) -> Walk:
    return read(FOLLOWED[name], rows(), START + timedelta(day - 1))


@pytest.mark.parametrize("name", FOLLOWED)
def test_a_walk_has_the_figures_of_the_standing(name: str) -> None:
    for day in DAYS:
        standing, walk = stood(day)[name], looked(name, day)
        assert len(walk.days) == min(day, standing.window.days if standing.window else 0)
        last = walk.days[-1]
        found = (last.actual, last.gained, last.expected, last.done, last.spi, last.tspi, last.probability)
        pace = standing.pace
        expected = (standing.actual, standing.gained, standing.expected, standing.done, pace.spi, pace.tspi, standing.probability)
        assert all(map(near, found, expected)), (day, found, expected)
        assert last.status == standing.status
        assert (walk.why, walk.unit, walk.window, walk.status) == (standing.why, standing.unit, standing.window, standing.status)
        assert walk.target is not None
        assert near(walk.target.value, standing.target)
        told = {one.name: one.value for one in walk.left}
        own = {"shortfall": standing.shortfall, "days_ahead": pace.days_ahead, "required_per_day": pace.required_per_day}
        for key, value in own.items():
            assert near(told.get(key, value), value)
        if standing.baseline is not None and walk.baseline.how != "none":
            assert near(walk.baseline.value, standing.baseline)
        assert all(near(one.value, standing.probability) for one in walk.law if one.name == "P")


@pytest.mark.parametrize("name", FOLLOWED)
def test_every_printed_formula_works_out(name: str) -> None:
    for day in DAYS:
        walk = looked(name, day)
        checked = [one for one in steps(walk) if one.formula and one.value is not None]
        assert {"target"} < {one.name for one in checked}
        for one in checked:
            assert worked_out(one.filled) == pytest.approx(one.value, rel=2e-4, abs=1e-4), (day, one)


@pytest.mark.parametrize("name", FOLLOWED)
def test_each_day_is_told_as_on_that_day(name: str) -> None:
    """What a walk says of a day of the open window is what `evaluate` said then."""
    for number, day in list(enumerate(looked(name, 20).days))[2::5]:
        then = stood(number + 1)[name]
        assert day.status == then.status, number
        assert all(map(near, (day.actual, day.expected, day.done), (then.actual, then.expected, then.done))), number
        assert day.probability == pytest.approx(then.probability), number


def test_a_change_is_counted_to_the_days_that_it_takes() -> None:
    """Over many roads: a status changes where the run that was wanted is as long as needed, and nowhere else."""
    changes = 0
    for seed in range(6):
        walk = read("Get 3,700 impressions on Instagram in 30 days", rows(seed), START + timedelta(28))
        for before, day in zip(walk.days, walk.days[1:], strict=False):
            if "insufficient" in (before.status, day.status) or "no_data" in (before.status, day.status):
                continue
            changed = before.status != day.status
            assert changed == (day.wants is not None and day.run is not None and day.needed is not None and day.run >= day.needed)
            assert day.wants == day.status or not changed
            changes += changed
    assert changes >= 2


def test_every_law_has_its_tail() -> None:
    names = {"level": ("P_law", "Φ("), "counts": ("P_plain", "I(1 − "), "amounts in a cap": ("P_plain", "Q("), "counts in a cap": ("P_law", "1 − (")}
    for name, (figure, begins) in names.items():
        walk = read(FOLLOWED[name], rows(), START + timedelta(9))
        law = {one.name: one for one in walk.law}
        assert law[figure].filled.startswith(begins)
        assert law["P"].filled.startswith("min(0.99, max(0.01, ")
        assert {"lambda", "m", "v", "k"} <= set(law)
        assert law["v"].formula


def test_what_is_read_and_where_it_starts() -> None:
    net = read(FOLLOWED["net"], rows(), START + timedelta(9))
    assert [(one.metric, one.part) for one in net.sources] == [("new_followers", "counted"), ("unfollows", "less")]
    assert (net.baseline.how, net.baseline.value) == ("zero", 0)
    ratio = read(FOLLOWED["ratio by percent"], rows(), START + timedelta(9))
    assert {one.part for one in ratio.sources} == {"above", "below"}
    assert (ratio.baseline.how, ratio.baseline.day) == ("reference", START - timedelta(1))
    level = read(FOLLOWED["level"], rows(), START + timedelta(9))
    assert (level.baseline.how, level.baseline.day) == ("before", START - timedelta(1))
    assert read(FOLLOWED["level"], rows(before=0), START + timedelta(9)).baseline.how == "inside"
    assert read(FOLLOWED["level down"], rows(), START + timedelta(9)).baseline.how == "said"
    assert read(FOLLOWED["ratio to hold"], rows(), START + timedelta(9)).baseline.how == "none"


def test_declared_lines_say_their_shares() -> None:
    for name, curve in (("front-loaded", "front-loaded"), ("back-loaded", "back-loaded"), ("learned", "learned"), ("milestones", "milestones")):
        walk = read(FOLLOWED[name], rows(), START + timedelta(9))
        assert walk.curve == curve
        assert "share" in {one.name for one in walk.days[-1].steps}, name


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", FOLLOWED)
def test_walks_are_told_in_every_language(name: str, language: str) -> None:
    text = "\n".join(as_text(looked(name, 13), language, 100))
    assert not re.search(r"[{}]|None|nan", text)


GOALS = f"""start: {START}

Gain 100 Instagram followers in 10 days
Get 30 likes on average per Instagram post over 10 days
Be famous
Gain 100 Instagram followers in January 2027
"""


def run(tmp_path: Path, *words: str) -> tuple[int, str, str]:
    (tmp_path / "a.goals").write_text(GOALS, encoding="utf-8")
    lines = [f"{START + timedelta(day)},{1000 + 9 * day}" for day in range(-20, 5)]
    (tmp_path / "instagram.csv").write_text("\n".join(["date,followers", *lines]), encoding="utf-8")
    ran = CliRunner().invoke(cli, ["evaluate", str(tmp_path / "a.goals"), "-m", f"instagram={tmp_path / 'instagram.csv'}", "--today", "2026-12-05", *words])
    return ran.exit_code, ran.stdout, ran.stderr


def test_the_command(tmp_path: Path) -> None:
    code, text, _ = run(tmp_path, "--explain", "a.goals:3", "--fail-on", "on_track")
    assert code == 0
    assert "expected = 991 + (1,091 − 991) × 5 ÷ 10 = 1,041" in text
    code, text, _ = run(tmp_path, "--explain", "a.goals:3", "--format", "json")
    assert (code, len(Walk.model_validate_json(text).days)) == (0, 5)


@pytest.mark.parametrize("line", [4, 5, 6])
def test_what_is_not_followed_says_how_it_stands(tmp_path: Path, line: int) -> None:
    code, text, _ = run(tmp_path, "--explain", f"a.goals:{line}")
    assert code == 0
    assert len(text.splitlines()) >= 4
    assert "expected =" not in text


def test_wrong_uses(tmp_path: Path) -> None:
    code, text, told = run(tmp_path, "--explain", "a.goals:3", "--format", "csv")
    assert (code, text) == (2, "")
    assert "text, json" in told
    code, _, told = run(tmp_path, "--explain", "nothing-of-that-name")
    assert code == 2
    assert "nothing-of-that-name" in told
