"""`aimline.watch` in a program: an iterator of the alerts that `evaluate --alerts` gives, which goes on where it was left."""

from datetime import date
from pathlib import Path

import pytest
from receiving import receiving

import aimline
from aimline.alerts.delivery.targets import TargetError
from aimline.alerts.state import StateError
from aimline.api import alerts, load_goals
from aimline.metrics import read_metrics
from aimline.text.decode import ReadError

END = date(2026, 11, 30)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A goal that falls behind, is taken up again and reached."""
    (tmp_path / "plan.goals").write_text("Gain 100 Instagram followers in 30 days\n  start: 2026-11-01\n", encoding="utf-8")
    rows, level = ["ts,platform,metric,value"], 1000
    for day in range(1, 31):
        level += 1 if day < 12 else 7
        rows.append(f"2026-11-{day:02},instagram,followers,{level}")
    (tmp_path / "rows.csv").write_text("\n".join([*rows[:1], "2026-10-31,instagram,followers,1000", *rows[1:], ""]), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_program_hears_what_the_finished_log_says(home: Path) -> None:
    log, errors = read_metrics(["rows.csv"])
    assert not errors
    wanted = [one.json() for one in alerts(load_goals(["plan.goals"], END).goals, log, END)[0].alerts]
    assert len(wanted) > 4
    with receiving() as server:
        heard = aimline.watch(["plan.goals"], ["rows.csv"], "a.state", as_of=END, today=END, notify=[server.url()], allow_private=True, past=True)
        assert [one.json() for one in heard] == wanted
    assert [request.body.decode() for request in server.requests] == wanted
    # let go of in the middle, and begun again: what was written down was said, and is not said again
    told: list[object] = []
    first = aimline.watch(["plan.goals"], ["rows.csv"], "b.state", as_of=END, today=END, notify=["file:log"], past=True, told=told.append)
    next(first)
    first.close()  # type: ignore[attr-defined]
    rest = [one.json() for one in aimline.watch(["plan.goals"], ["rows.csv"], "b.state", as_of=END, today=END, notify=["file:log"], past=True)]
    assert wanted[-len(rest) :] == rest or rest == []
    assert (home / "log").read_text(encoding="utf-8").splitlines() == wanted
    assert list(aimline.watch(["plan.goals"], ["rows.csv"], "b.state", as_of=END, today=END)) == []


def test_what_goes_wrong_is_raised_with_a_message(home: Path) -> None:
    with pytest.raises(ReadError):
        list(aimline.watch(["absent.goals"], ["rows.csv"], "c.state", once=True))
    with pytest.raises(ReadError):
        list(aimline.watch(["plan.goals"], ["absent.csv"], "c.state", once=True))
    told: list[object] = []
    assert list(aimline.watch(["plan.goals"], ["absent.csv"], "c.state", once=True, told=told.append)) == []
    assert told
    with pytest.raises(TargetError, match="receiver"):
        list(aimline.watch(["plan.goals"], ["rows.csv"], "c.state", once=True, notify=["nowhere"]))
    (home / "d.state").write_bytes(b"something else" * 100)
    with pytest.raises(StateError):
        list(aimline.watch(["plan.goals"], ["rows.csv"], "d.state", once=True))
