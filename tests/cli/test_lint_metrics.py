"""`aimline lint --metrics`: what is read, what is said, how it ends."""

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import aimline
from aimline.cli import cli
from aimline.metrics import MetricsError
from aimline.text.decode import ReadError
from aimline.text.messages import languages

GOALS = "start: 2026-12-01\nGain 500 Instagram followers in 10 days\nكسب 500 متابع على إنستغرام خلال 20 يومًا\n"


def lint(*args: str, stdin: str = GOALS) -> Result:
    return CliRunner().invoke(cli, ["lint", "-", "--today", "2026-11-24", *args], input=stdin, catch_exceptions=False)


@pytest.fixture
def export(tmp_path: Path) -> Path:
    rows = "".join(f"{date(2026, 9, 1) + timedelta(day)},{1000 + 3 * day}\n" for day in range(80))
    (tmp_path / "log.csv").write_text("date,instagram followers\n" + rows, encoding="utf-8")
    return tmp_path / "log.csv"


def test_goals_are_held_against_the_log(export: Path) -> None:
    done = lint("--metrics", str(export))
    assert done.exit_code == 0
    assert done.stdout.count("A002 faster-than-ever") == 2
    assert "50 a day" in done.stdout
    assert "25 في اليوم" in done.stdout
    assert lint("-m", str(export), "--fail-level", "warning").exit_code == 1
    assert "A002" not in lint().stdout


def test_python_asks_the_same(export: Path, tmp_path: Path) -> None:
    found = aimline.lint(GOALS, date(2026, 11, 24), metrics=[str(export)])
    assert [one.code for one in found].count("A002") == 2
    assert "A002" not in [one.code for one in aimline.lint(GOALS, date(2026, 11, 24))]
    (tmp_path / "torn.csv").write_text("ts,metric,value\nnever,followers,1\n", encoding="utf-8")
    for name, error in (("torn.csv", ReadError), ("nowhere.csv", MetricsError)):
        with pytest.raises(error, match=name):
            aimline.lint(GOALS, metrics=[str(tmp_path / name)])


def test_the_log_may_be_named_in_the_configuration(export: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(export.parent)
    Path("aimline.toml").write_text('metrics = ["log.csv"]\n', encoding="utf-8")
    Path("a.goals").write_text(GOALS, encoding="utf-8")
    done = CliRunner().invoke(cli, ["lint", "--today", "2026-11-24"], catch_exceptions=False)
    assert done.stdout.count("A002") == 2


@pytest.mark.parametrize("lang", languages())
def test_a_file_that_cannot_be_read_ends_with_two_as_in_evaluate(lang: str, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("one,two\n1,2\n", encoding="utf-8")
    (tmp_path / "torn.csv").write_text("ts,metric,value\nnever,followers,1\n", encoding="utf-8")
    for name in ("x.csv", "torn.csv", "nowhere.csv"):
        args = ["--metrics", str(tmp_path / name), "--lang", lang]
        done, other = lint(*args), CliRunner().invoke(cli, ["evaluate", "-", *args], input=GOALS, catch_exceptions=False)
        assert done.exit_code == other.exit_code == 2
        assert done.stderr == other.stderr != ""


def test_without_a_log_nothing_heavy_is_imported(tmp_path: Path) -> None:
    (tmp_path / "a.goals").write_text(GOALS, encoding="utf-8")
    code = "import sys; from aimline.cli import main; sys.argv = ['aimline', 'lint', 'a.goals', '--hints']\ntry: main()\nexcept SystemExit: pass\n"
    code += "print([name for name in ('duckdb', 'numpy', 'scipy', 'rich', 'pydantic', 'aimline.engine', 'aimline.metrics') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True, encoding="utf-8")
    assert done.stdout.splitlines()[-1] == "[]"
