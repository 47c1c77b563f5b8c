"""`aimline log`: what is written, what is refused, and that the other commands read it by themselves."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import forked
from aimline.catalogue import load
from aimline.cli import cli
from aimline.metrics import read_metrics
from aimline.text.messages import languages

HEADER = "ts,account,platform,metric,value,unit,seen\n"
GOAL = "Gain 100 Instagram followers from 1 December 2026 to 10 December 2026\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str, today: str = "2026-12-05") -> Result:
    return CliRunner().invoke(cli, [*words, "--today", today, "--lang", "en"])


def log(*words: str, today: str = "2026-12-05") -> Result:
    return run("log", *words, today=today)


def written(folder: Path) -> list[list[str]]:
    return [line.split(",") for line in (folder / "aimline-log.csv").read_text(encoding="utf-8").splitlines()[1:]]


@pytest.mark.parametrize(
    ("words", "row"),
    [
        (["Instagram followers", "1287"], ["", "instagram", "followers", "1287", "count"]),
        (["Instagram", "followers", "1,287"], ["", "instagram", "followers", "1287", "count"]),
        (["متابعو إنستغرام", "١٬٢٨٧"], ["", "instagram", "followers", "1287", "count"]),
        (["abonnés Instagram", "1 287"], ["", "instagram", "followers", "1287", "count"]),
        (["Instagram followers", "1.287"], ["", "instagram", "followers", "1287", "count"]),  # no count has a fraction
        (["Instagram followers", "two thousand"], ["", "instagram", "followers", "2000", "count"]),
        (["1.2K", "Instagram followers"], ["", "instagram", "followers", "1200", "count"]),
        (["new Instagram followers", "12"], ["", "instagram", "new_followers", "12", "count"]),
        (["website visits", "90"], ["", "", "website_traffic", "90", "count"]),
        (["ad spend on Facebook", "$5.50", "--account", "acme"], ["acme", "facebook", "ad_spend", "5.5", "currency:USD"]),
        (["YouTube watch time", "1:30:00"], ["", "youtube", "watch_time", "1.5", "duration:hour"]),
    ],
)
def test_what_is_typed_becomes_a_line(folder: Path, words: list[str], row: list[str]) -> None:
    assert log(*words, "--on", "2026-12-04").exit_code == 0
    assert written(folder) == [["2026-12-04", *row, "2026-12-05T00:00:00"]]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["followers", "5"], "on which platform"),
        (["Instagram follwers", "5"], "did you mean"),
        (["foo bars", "5"], "no metric is called"),
        (["acme Instagram followers", "5"], "--account"),
        (["Instagram and TikTok followers", "5"], "which platform"),
        (["retweets on Instagram", "5"], "Instagram has no"),
        (["conversion rate", "5 %"], "conversions + clicks"),
        (["churn rate", "5 %"], "is a ratio"),
        (["brand awareness", "5"], "no figure measures"),
        (["likes per post on Instagram", "5"], "is no part"),
        (["Instagram followers", "5 %"], "another unit"),
        (["Instagram followers", "128,7"], "cannot be"),
        (["ad spend", "5"], "which currency"),
        (["Instagram followers"], "no figure"),
        (["1287"], "of what"),
        (["Instagram followers", "5", "--on", "2026-12-06"], "yet to come"),
        (["Instagram followers", "5", "--on", "2026-02-30"], "there is no day"),
        (["Instagram followers", "5", "--on", "3/4/2026"], "2026-03-04"),
        (["Instagram followers", "5", "--account", "=HYPERLINK(1)"], "formula"),
    ],
)
def test_what_cannot_be_a_reading_is_refused_and_nothing_written(folder: Path, words: list[str], said: str) -> None:
    result = log(*words)
    assert result.exit_code == 2
    assert said in result.output
    assert not (folder / "aimline-log.csv").exists()


def test_a_correction_is_a_later_line_and_counts(folder: Path) -> None:
    log("Instagram followers", "1287", "--on", "2026-12-04")
    assert "takes the place of 1,287" in log("Instagram followers", "1290", "--on", "2026-12-04").output
    assert "takes the place of 1,290" in log("Instagram followers", "1280", "--on", "2026-12-04").output
    assert "nothing was written" in log("Instagram followers", "1280", "--on", "2026-12-04").output
    assert [row[4] for row in written(folder)] == ["1287", "1290", "1280"]
    read, errors = read_metrics(["aimline-log.csv"])
    assert (errors, read.set_aside, [row.value for row in read.rows]) == ([], [], [1280.0])


def test_a_leap_is_asked_about_and_written(folder: Path) -> None:
    log("Instagram followers", "1287", "--on", "2026-12-01")
    assert "if that is a slip" in log("Instagram followers", "12870").output
    assert "if that is a slip" not in log("Instagram followers", "1300").output
    assert len(written(folder)) == 3


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("end", [True, False])
def test_what_spreadsheets_made_of_it_is_read_and_continued(folder: Path, mark: bytes, ending: str, end: bool) -> None:
    lines = [
        "TS;Account;Platform;Metric;Value;Unit;Seen;Remark",
        "01.12.2026;;Instagram;Followers;1.240;count;01.12.2026;x",
        "30.11.2026;;instagram;followers;1239;;;",
    ]
    lines += ["13.12.2025;;facebook;ad_spend;5,25;currency:USD;;"]
    (folder / "aimline-log.csv").write_bytes(mark + (ending.join(lines) + (ending if end else "")).encode())
    assert log("Facebook ad spend", "$7.5").exit_code == 0
    assert log("Instagram followers", "1287").exit_code == 0
    raw = (folder / "aimline-log.csv").read_bytes()
    assert raw.startswith(mark + b"TS;")
    assert raw.count(b"\xef\xbb\xbf") == bool(mark)
    assert raw.count(b"\r\n") == (raw.count(b"\n") if ending == "\r\n" else 0)
    read, errors = read_metrics(["aimline-log.csv"])
    assert (errors, read.set_aside) == ([], [])
    assert [(row.ts.date().isoformat(), row.platform, row.metric, row.value) for row in read.rows] == [
        ("2025-12-13", "facebook", "ad_spend", 5.25),
        ("2026-12-05", "facebook", "ad_spend", 7.5),
        ("2026-11-30", "instagram", "followers", 1239),
        ("2026-12-01", "instagram", "followers", 1240),
        ("2026-12-05", "instagram", "followers", 1287),
    ]


@pytest.mark.parametrize("cut", range(1, 56))
def test_a_line_cut_short_is_set_aside_or_whole_never_another_figure(folder: Path, cut: int) -> None:
    line = "2026-12-04,,instagram,followers,1287,count,2026-12-05T00:00:00"
    (folder / "aimline-log.csv").write_text(HEADER + line[: len(line) - cut], encoding="utf-8")
    assert log("Instagram followers", "1300").exit_code == 0
    read, errors = read_metrics(["aimline-log.csv"])
    assert errors == []
    values = [row.value for row in read.rows]
    assert values in ([1300.0], [1287.0, 1300.0])
    assert len(read.set_aside) == 2 - len(values)


def test_two_that_write_at_once_lose_nothing(folder: Path) -> None:
    def write(number: int) -> int:
        words = ["log", "Instagram followers", str(1000 + number), "--on", f"2026-11-{number + 1:02}", "--today", "2026-12-05"]
        return forked.run(*words, cwd=folder).returncode

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(write, range(8))) == {0}
    assert sorted(row[4] for row in written(folder)) == [str(1000 + number) for number in range(8)]


def test_another_table_of_that_name_is_left_alone(folder: Path) -> None:
    (folder / "aimline-log.csv").write_text("name,age\nx,3\n", encoding="utf-8")
    result = log("Instagram followers", "1287")
    assert (result.exit_code, "is no log of readings" in result.output) == (2, True)
    assert (folder / "aimline-log.csv").read_text(encoding="utf-8") == "name,age\nx,3\n"


def test_where_it_cannot_be_written_the_reason_is_said(folder: Path) -> None:
    (folder / "aimline-log.csv").mkdir()
    result = log("Instagram followers", "1287")
    assert (result.exit_code, "cannot be written" in result.output) == (2, True)


def test_it_stands_beside_the_configuration_and_is_read_from_there(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "aimline.toml").write_text("", encoding="utf-8")
    (folder / "goals").mkdir()
    (folder / "goals" / "a.goals").write_text(GOAL, encoding="utf-8")
    monkeypatch.chdir(folder / "goals")
    log("Instagram followers", "1240", "--on", "2026-11-30")
    log("Instagram followers", "1287", "--on", "2026-12-04")
    assert len(written(folder)) == 2
    (standing,) = json.loads(run("evaluate", "a.goals", "--format", "json").output)
    assert (standing["baseline"], standing["actual"], standing["last_observation"]) == (1240, 1287, "2026-12-04")
    shown = json.loads(run("metrics", "--format", "json").output)
    assert [one["metric"] for one in shown["series"]] == ["followers"]


def test_lint_reads_it_by_itself(folder: Path) -> None:
    (folder / "a.goals").write_text("Reach 1,200 followers on Instagram by 10 January 2027\n", encoding="utf-8")
    assert "already" not in run("lint", "a.goals", "--select", "A").output
    for day, value in (("2026-12-01", "1280"), ("2026-12-04", "1287")):
        log("Instagram followers", value, "--on", day)
    assert "already" in run("lint", "a.goals", "--select", "A").output


def test_without_a_log_evaluate_still_asks_for_figures(folder: Path) -> None:
    (folder / "a.goals").write_text(GOAL, encoding="utf-8")
    assert run("evaluate", "a.goals").exit_code == 2


def test_every_language_has_words_for_it() -> None:
    from aimline.metrics.hand.phrase import called

    for metric in load().metrics:
        assert set(called("METRIC", metric)) == set(languages())


def test_a_log_that_a_spreadsheet_saved_again_takes_the_flags_of_metric_files(folder: Path) -> None:
    (folder / "aimline-log.csv").write_text(HEADER + "03/04/2026,,instagram,followers,1200,count,\n", encoding="utf-8")
    refused = log("Instagram followers", "1287")
    assert (refused.exit_code, "--dates dmy" in refused.output) == (2, True)
    assert log("Instagram followers", "1287", "--dates", "dmy").exit_code == 0
    assert [row[0] for row in written(folder)] == ["03/04/2026", "2026-12-05"]


@pytest.mark.parametrize("figure", ["=1+1", "1+1", "1,2,3", ">5", "5+", "inf", "nan", "1e999"])
def test_what_is_no_single_figure_is_not_written(folder: Path, figure: str) -> None:
    assert log("Instagram followers", figure).exit_code == 2
    assert not (folder / "aimline-log.csv").exists()
