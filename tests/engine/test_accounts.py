"""Several accounts in one run: folders and flags name them in any script, capitals tell nothing apart, and what is of no account is never guessed."""

from datetime import date
from pathlib import Path

import pytest

from aimline import api
from aimline.engine.standing import Standing
from aimline.metrics import read_metrics
from aimline.text.messages import languages

INSTAGRAM = "gain 5 Instagram followers in 2 days starting 2026-12-02\n"


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    for number, name in enumerate(["acme/instagram/f.csv", "ACME/facebook/f.csv", "متجر الزهراء/إنستغرام/المتابعون.csv"], 1):
        path = tmp_path / "m" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("date,followers\n" + "".join(f"2026-12-0{day},{number * (100 + 10 * day)}\n" for day in range(1, 4)), encoding="utf-8")
    return tmp_path


def stand(exports: Path, goal: str, *specs: str) -> Standing:
    (exports / "a.goals").write_text(goal, encoding="utf-8")
    (standing,) = api.evaluate([str(exports / "a.goals")], specs or [str(exports / "m")], date(2026, 12, 3), date(2026, 12, 1))
    return standing


@pytest.mark.parametrize(("account", "gained"), [("acme", 20), ("Acme", 20), ("ACME", 20), ("متجر الزهراء", 60)])
def test_a_goal_takes_the_figures_of_its_account_in_any_capitals(exports: Path, account: str, gained: float) -> None:
    assert stand(exports, INSTAGRAM + f"  account: {account}\n").gained == gained


def test_accounts_that_differ_in_capitals_are_one(exports: Path) -> None:
    both = "gain 5 followers on Instagram and Facebook in 2 days starting 2026-12-02\n  account: acme\n"
    assert stand(exports, both).gained == 20 + 40
    only = [str(exports / "m" / "acme"), f"ACME/facebook={exports / 'm' / 'ACME' / 'facebook' / 'f.csv'}", f"acme/x={exports / 'm' / 'acme'}"]
    inventory, _ = api.take_stock(*read_metrics([str(exports / "m"), *only]))
    assert {one.account for one in inventory.series} == {"acme", "متجر الزهراء"}


def test_a_goal_without_an_account_over_several_is_refused_naming_them(exports: Path) -> None:
    standing = stand(exports, INSTAGRAM)
    assert standing.status == "not_measurable"
    assert "acme, متجر الزهراء" in standing.why["en"]
    assert all("متجر الزهراء" in standing.why[language] for language in languages())


def test_with_one_account_nobody_needs_to_name_it(exports: Path) -> None:
    folder = exports / "m" / "acme"
    (folder / "nameless.csv").write_text("date,tiktok followers\n2026-12-01,5\n2026-12-03,9\n", encoding="utf-8")
    specs = (f"acme/instagram={folder / 'instagram'}", str(folder / "nameless.csv"))
    assert stand(exports, INSTAGRAM, *specs).gained == 20
    for account in ("", "  account: acme\n"):
        assert stand(exports, INSTAGRAM.replace("Instagram", "TikTok") + account, *specs).gained == 4


def test_figures_of_no_account_among_several_are_not_guessed(exports: Path) -> None:
    (exports / "m" / "nameless.csv").write_text("date,tiktok followers\n2026-12-01,5\n2026-12-03,9\n", encoding="utf-8")
    goal = INSTAGRAM.replace("Instagram", "TikTok")
    standing = stand(exports, goal)
    assert (standing.status, standing.gained) == ("not_measurable", None)
    assert "--metrics ACCOUNT/tiktok=PATH" in standing.why["en"]
    standing = stand(exports, goal + "  account: acme\n")
    assert (standing.status, standing.gained) == ("no_data", None)
    assert "--metrics acme/tiktok=PATH" in standing.why["en"]


def test_a_pattern_looks_at_the_folders_below_its_beginning(exports: Path) -> None:
    for pattern in ("m/*/*/*.csv", "m/**/*.csv", "m/*/إنستغرام/*.csv"):
        log, errors = read_metrics([str(exports / pattern)])
        assert errors == []
        assert ("متجر الزهراء", "instagram") in {(row.account, row.platform) for row in log.rows}
    log, _ = read_metrics([str(exports / "m" / "acme" / "instagram" / "*.csv")])
    assert {(row.account, row.platform) for row in log.rows} == {(None, "instagram")}


def test_what_a_file_says_is_never_overridden(exports: Path) -> None:
    file = exports / "m" / "acme" / "instagram" / "own.csv"
    file.write_text("ts,account,platform,metric,value\n2026-12-01,other,tiktok,followers,5\n2026-12-03,other,tiktok,followers,9\n", encoding="utf-8")
    assert stand(exports, INSTAGRAM.replace("Instagram", "TikTok") + "  account: other\n").gained == 4
