"""Standings that a person can work out on paper.

Ten days before the window: 1,000 followers; each day 80 impressions, 2 clicks, $6. Four days into it: 1,010, 1,025, 1,030, 1,044 followers; each day 100
impressions, 4 clicks, $10; three posts with 20, 40 and 36 likes.
"""

from datetime import date, datetime, timedelta

import pytest

from aimline.catalogue import load as load_catalogue
from aimline.engine import DuckStore, Standing, evaluate
from aimline.goals.compile import compile_files
from aimline.language import parse_goals_file
from aimline.metrics import MetricLog, MetricRow
from aimline.text.messages import languages
from aimline.text.position import Source

START, DAY = date(2026, 12, 1), date(2026, 12, 4)


def rows(followers: tuple[float, ...] = (1010, 1025, 1030, 1044)) -> list[MetricRow]:
    found = []
    for number in range(-10, 4):
        at = datetime.combine(START + timedelta(number), datetime.min.time())
        before = number < 0
        found += [
            MetricRow(at, None, "instagram", "followers", 1000 if before else followers[number], "count"),
            MetricRow(at, None, "instagram", "impressions", 80 if before else 100, "count"),
            MetricRow(at, None, "instagram", "clicks", 2 if before else 4, "count"),
            MetricRow(at, None, "instagram", "link_clicks", 2 if before else 4, "count"),
            MetricRow(at, None, "instagram", "ad_spend", 6 if before else 10, "currency:USD"),
        ]
    for number, likes in enumerate((20, 40, 36)):
        published = datetime(2026, 12, 1 + number)
        found.append(MetricRow(published, None, "instagram", "likes", likes, "count", f"p{number}", "post", published, seen=datetime(2026, 12, 4)))
    return found


def stands(sentence: str, log: list[MetricRow]) -> Standing:
    goals = compile_files([parse_goals_file(Source(f"start: 2026-12-01\n{sentence}\n"))], DAY, load_catalogue())
    (standing,) = evaluate(goals, MetricLog(rows=log), DAY, load_catalogue())
    for said in standing.why.values():
        assert said.endswith(".")
        assert "{" not in said
    assert set(standing.why) == set(languages())
    return standing


@pytest.mark.parametrize(
    ("sentences", "status", "figures", "words"),
    [
        (
            ("Gain 100 Instagram followers in 10 days", "احصل على 100 متابع جديد على إنستغرام خلال 10 أيام", "Reach 1,100 Instagram followers in 10 days"),
            "at_risk",
            (1044, 1100, 0.44, 1040, 1.1, 56 / 6),
            "Gained 44 of 100",
        ),
        (("Increase Instagram followers by 10% in 10 days",), "at_risk", (1044, 1100, 0.44, 1040, 1.1, 56 / 6), "from 1,000 to 1,044"),
        (("Reduce Instagram followers from 1,000 to 900 in 10 days",), "behind", (1044, 900, -0.44, 960, -1.1, -24), "take off 24 a day; so far it was -11."),
        (("Get 1,000 impressions on Instagram in 10 days",), "at_risk", (400, 1000, 0.4, 400, 1, 100), "on the line"),
        (
            ("Increase Instagram impressions by 20% in 10 days", "زيادة مرات الظهور على إنستغرام بنسبة 20% خلال 10 أيام"),
            "on_track",
            (400, 960, 400 / 960, 384, 400 / 384, 560 / 6),
            "compared with 800 from 2026-11-21 to 2026-11-30.",
        ),
        (("Double our Instagram impressions in 10 days",), "behind", (400, 1600, 0.25, 640, 0.625, 200), "1.5 days behind"),
        (("Keep ad spend on Instagram under $100 in 10 days",), "within", (40, 100, 0.4, 40, 1, 10), "The 6 days left may take 10 USD a day"),
        (("Keep cost per click on Instagram below $2 in 10 days",), "over_pace", (2.5, 2, 0.8, 2, None, None), "the limit is 2 USD."),
        (("Reach a click-through rate of 5% on Instagram in 10 days",), "at_risk", (4, 5, 0.8, 5, None, None), "4% from 2026-12-01 to 2026-12-04"),
        (
            ("Increase CTR on Instagram from 2% to 4% in 10 days", "رفع نسبة النقر على إنستغرام من 2% إلى 4% خلال 10 أيام"),
            "at_risk",
            (2800 / 880, 4, (2800 / 880 - 2) / 2, 2.8, (2800 / 880 - 2) / 0.8, None),
            "3.18% from 2026-11-25 to 2026-12-04",
        ),
        (
            ("Reduce cost per click on Instagram from $3 to $2 in 10 days", "خفض تكلفة النقرة على إنستغرام من 3 دولار إلى 2 دولار خلال 10 أيام"),
            "behind",
            (76 / 28, 2, 3 - 76 / 28, 2.6, (3 - 76 / 28) / 0.4, None),
            "1.1 days behind",
        ),
        (
            ("Get 30 likes on average per Instagram post over 10 days", "متوسط 30 إعجابًا لكل منشور على إنستغرام خلال 10 أيام"),
            "at_risk",  # three posts so unlike each other promise 30 on average with 47 %
            (32, 30, 32 / 30, 30, None, None),
            "32 on average over the 3 items",
        ),
    ],
)
def test_figures_of_a_goal_worked_out_on_paper(sentences: tuple[str, ...], status: str, figures: tuple[float | None, ...], words: str) -> None:
    for sentence in sentences:
        standing = stands(sentence, rows())
        found = (standing.actual, standing.target, standing.done, standing.expected, standing.pace.spi, standing.pace.required_per_day)
        assert standing.status == status, sentence
        assert found == pytest.approx(figures), sentence
        assert words in standing.why["en"], standing.why["en"]


def test_a_rise_that_turned_into_a_fall_is_said_as_a_fall() -> None:
    standing = stands("Gain 100 Instagram followers in 10 days", rows((1000, 990, 980, 960)))
    assert standing.pace.current_per_day == -10
    assert "so far it was -10." in standing.why["en"]
    assert standing.pace.required_per_day == pytest.approx(140 / 6)


def test_however_many_goals_are_out_of_reach_the_rows_are_looked_at_no_more_often(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[int] = []
    days = DuckStore.days
    monkeypatch.setattr(DuckStore, "days", lambda self, series, first, last: looks.append(len(series)) or days(self, series, first, last))
    lines = [f"Get {number},000 impressions on Instagram in 10 days" for number in range(20, 40)]
    goals = compile_files([parse_goals_file(Source("start: 2026-12-01\n" + "\n".join(lines) + "\n"))], DAY, load_catalogue())
    standings = evaluate(goals, MetricLog(rows=rows()), DAY, load_catalogue())
    assert {standing.flags for standing in standings} == {("critical", "impossible")}
    assert len(looks) == 2


def test_of_a_platform_that_has_one_reading_nothing_is_known_to_be_impossible() -> None:
    """A second platform of which the first reading is today's, and one reading alone."""
    begun = MetricRow(datetime(2026, 12, 4), None, "facebook", "followers", 70, "count")
    standing = stands("Reach 90,000 followers on Instagram and Facebook in 10 days", [*rows(), begun])
    assert standing.actual == 1044 + 70
    assert "impossible" not in standing.flags
    assert "impossible" not in stands("Reach 90,000 followers on Facebook in 10 days", [begun]).flags
    assert "impossible" in stands("Reach 90,000 followers on Instagram in 10 days", rows()).flags


def test_actions_under_a_goal_that_recurs_are_counted_in_the_window_it_shows() -> None:
    standing = stands("Get 1,000 impressions per week on Instagram\n  - Share 7 posts per week\n", [*rows(), *shared()])
    assert standing.window is not None
    assert (standing.window.start, standing.window.end) == (date(2026, 12, 1), date(2026, 12, 7))
    assert [(one.done, one.expected) for one in standing.actions] == [(4, 4)]


def shared() -> list[MetricRow]:
    return [MetricRow(datetime(2026, 12, day), None, "instagram", "posts_published", 1, "count") for day in range(1, 5)]


def test_an_average_over_posts_has_a_probability_and_one_that_is_closed_is_certain() -> None:
    low, near, high = (stands(f"{goal} likes on average per post on Instagram in 10 days", rows()) for goal in (20, 32, 60))
    assert low.probability is not None
    assert near.probability is not None
    assert high.probability is not None
    assert 0.99 >= low.probability > 0.75 > near.probability > 0.25 > high.probability >= 0.01
    assert [low.status, high.status] == ["on_track", "at_risk"]
