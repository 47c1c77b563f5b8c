"""The report of what was read fits the terminal, keeps columns in line, and keeps figures and names in order between letters from right to left."""

from datetime import date
from typing import Any

import pytest

from aimline.engine.stocktaking import Aside, FileKnown, FilesDiffer, GoalUse, Inventory, LevelDiffers, RatioRead, Refused, SeriesRead, SumRead
from aimline.render.cells import width
from aimline.render.inventory import as_text
from aimline.text.messages import FSI, PDI, languages

PLAIN: dict[str, Any] = {
    "account": None, "platform": "instagram", "metric": "followers", "kind": "level", "unit": "count", "item": False, "item_type": None, "campaign": None,
    "source": None, "first": date(2026, 12, 1), "last": date(2026, 12, 5), "rows": 3, "days": 3, "missing": 2, "gaps": (), "zeros": 0, "items": None,
    "first_value": 1240.0, "last_value": 1287.0, "greatest": 1287.0, "total": None,
}  # fmt: skip


def series(number: int = 0, **other: Any) -> SeriesRead:
    return SeriesRead(**{**PLAIN, "id": number, **other})


def said(text: str) -> dict[str, str]:
    return dict.fromkeys(languages(), text)


FOUND = Inventory(
    series=(
        series(),
        series(1, metric="likes", kind="lifetime", item=True, item_type="IG reel", items=4, days=None, missing=None, last_value=None),
        series(
            2, account="دار زهرة", platform="google", metric="ad_spend", kind="flow", unit="currency:EGP", campaign="Spring – a very long name of a campaign"
        ),
    ),
    sums=(
        SumRead(
            account="دار زهرة",
            platform="google",
            metric="ad_spend",
            of=("ad_spend",),
            unit="currency:EGP",
            campaigns=12,
            first=date(2026, 12, 1),
            last=date(2026, 12, 5),
            total=1234.5,
        ),
        SumRead(
            account=None,
            platform=None,
            metric="engagement",
            of=("likes", "comments"),
            unit="count",
            campaigns=0,
            first=date(2026, 12, 1),
            last=date(2026, 12, 5),
            total=7,
        ),
    ),
    ratios=(
        RatioRead(
            account=None,
            platform="x",
            metric="ctr",
            unit="percent",
            item=True,
            days=1,
            value=1.25,
            numerator=5,
            denominator=400,
            above=("link_clicks",),
            below=("impressions",),
        ),
        RatioRead(
            account=None,
            platform="x",
            metric="cpc",
            unit="currency:EUR",
            item=False,
            days=7,
            value=None,
            numerator=5,
            denominator=0,
            above=("ad_spend",),
            below=("link_clicks",),
        ),
    ),
    disagreements=tuple(
        LevelDiffers(
            series=0,
            account=account,
            platform="instagram",
            metric="followers",
            gains="new_followers",
            losses=None,
            first=date(2026, 12, 1),
            last=date(2026, 12, 5),
            level=47,
            flows=10,
            compared=2,
            differing=1,
            differences=(),
            says=said("followers changed by 47, new followers by 10"),
        )
        for account in (None, "دار زهرة")
    ),
    overlaps=(
        FilesDiffer(
            account=None,
            platform=None,
            metric="views",
            item=False,
            tie=True,
            file="exports/a.csv",
            other="exports/b.csv",
            figures=1,
            shared=9,
            day=date(2026, 12, 1),
            before=1,
            after=2,
            says=said("1 figure stands differently in exports/b.csv"),
        ),
    ),
    files=(
        FileKnown(
            file="exports/a file.csv",
            format="simple_table",
            rows=3,
            notes=(said("1 totals row left out"),),
            ready_ratios=("Engagement rate", "نسبة النقر"),
            unread=tuple(f"Column {number}" for number in range(20)),
            unread_more=500,
        ),
    ),
    set_aside=(Aside(file="exports/a.csv", line=7, reason=said("no day")), Aside(file=None, line=None, reason=said("a figure stands twice"))),
    refused=(Refused(file="exports/b.csv", reason=said("no export")), Refused(file="c.csv", reason=said("c.csv: gone"))),
    goals=(
        GoalUse(
            goal="a", text="Gain 100\tfollowers", file="a.goals", line=1, metric="followers", platforms=("instagram",), account=None, series=(0,), problem=None
        ),
        GoalUse(goal="b", text="كسب متابعين", file="a.goals", line=2, metric=None, platforms=(), account=None, series=(), problem=said("no number")),
    ),
)


def lines(language: str, columns: int, found: Inventory = FOUND) -> list[str]:
    return list(as_text(found, (), language, columns))


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("columns", [40, 60, 80, 100, 120, 200])
def test_no_line_is_wider_than_the_terminal(language: str, columns: int) -> None:
    assert [line for line in map(bare, lines(language, columns)) if width(line) > columns] == []


def bare(line: str) -> str:
    """A line without colours."""
    return line.replace("\x1b[1m", "").replace("\x1b[2m", "").replace("\x1b[0m", "")


@pytest.mark.parametrize("language", languages())
def test_columns_stand_in_line(language: str) -> None:
    ends = {width(line[: line.index("1,287") + 5]) for line in map(bare, lines(language, 200)) if "1,287" in line}
    assert len(ends) == 1


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("columns", [40, 200])
def test_every_figure_is_shown(language: str, columns: int) -> None:
    text = " ".join(" ".join(lines(language, columns)).split())
    for shown in ("2026-12-01", "2026-12-05", "1,287", "EGP", "IG reel", "Spring", "exports/a.csv", ":7", "simple_table", "no export", "no number"):
        assert shown in text, shown


def test_names_and_dates_stand_between_isolates_where_the_language_runs_from_right_to_left() -> None:
    text = "\n".join(lines("ar", 200))
    for shown in ("2026-12-01", "EGP", "IG reel", "exports/a.csv"):
        assert f"{FSI}{shown}{PDI}" in text
    assert text.count(FSI) == text.count(PDI)
    plain = Inventory(series=FOUND.series[:1], set_aside=FOUND.set_aside, refused=FOUND.refused, ratios=FOUND.ratios, overlaps=FOUND.overlaps)
    assert FSI not in "\n".join(lines("en", 200, plain))


def test_what_is_told_elsewhere_is_left_out() -> None:
    told = FOUND.refused[0].reason
    text = "\n".join(as_text(FOUND, (told,), "en", 120))
    assert "no export" not in text
    assert "c.csv: gone" in text
    assert "c.csv: c.csv" not in text
    assert "Not read: 2" in text


def test_nothing_read_is_said() -> None:
    assert lines("en", 80, Inventory()) == ["", "No figures were read.", "Series: 0. Files: 0. Set aside: 0. Not read: 0."]


def test_names_from_files_cannot_steer_the_terminal() -> None:
    bad = "x\x1b[31m\u202ey"
    found = Inventory(series=(series(account=bad, metric=bad, campaign=bad, unit=bad),), set_aside=(Aside(file=bad, line=1, reason=said(bad)),))
    for language in languages():
        text = bare("\n".join(lines(language, 200, found)))
        assert "\x1b" not in text
        assert "\u202e" not in text


@pytest.mark.parametrize("language", languages())
def test_columns_that_are_not_read_are_named_up_to_a_few_and_counted(language: str) -> None:
    text = " ".join(" ".join(lines(language, 200)).replace(FSI, "").replace(PDI, "").split())
    assert "Column 5" in text
    assert "Column 6" not in text
    assert "514" in text
