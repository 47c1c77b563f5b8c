"""What columns and API fields are called: one meaning a platform, metrics that exist, names that are gone with their day."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from aimline.catalogue import load
from aimline.catalogue.labels import Meaning, doubts, labels, meaning, spelling

FOLDER = Path(__file__).resolve().parents[2] / "rules" / "catalogue" / "labels"
PLATFORMS = sorted(labels())


@pytest.mark.parametrize("platform", PLATFORMS)
def test_platforms_and_metrics_exist(platform: str) -> None:
    known, catalogue = labels()[platform], load()
    assert known.own or platform in catalogue.platforms
    named = {one.metric for one in known.meanings.values()} | {metric for metrics in known.unsure.values() for metric in metrics}
    assert named
    assert named <= set(catalogue.metrics)
    if not known.own:
        assert not named & set(catalogue.platforms[platform].missing)
    assert known.sources
    assert all(source.startswith("https://") for source in known.sources)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_label_counts_one_thing_and_stands_once(platform: str) -> None:
    content = tomllib.loads((FOLDER / f"{platform}.toml").read_text(encoding="utf-8"))
    written: dict[str, set[str]] = {}
    for table in ("labels", "api"):
        own = [spelling(one if isinstance(one, str) else one["label"]) for names in content.get(table, {}).values() for one in names]
        assert len(own) == len(set(own))
        for metric, names in content.get(table, {}).items():
            for one in names:
                written.setdefault(spelling(one if isinstance(one, str) else one["label"]), set()).add(metric)
    assert all(len(metrics) == 1 for metrics in written.values())
    assert not set(written) & {spelling(label) for label in content.get("unsure", {})}


@pytest.mark.parametrize("platform", PLATFORMS)
def test_what_is_gone_has_a_day_and_a_successor_that_is_known_or_says_that_it_has_none(platform: str) -> None:
    known = labels()[platform]
    for name, former in known.gone.items():
        assert date(2010, 1, 1) < former.since < date(2030, 1, 1)
        assert former.instead is None or (
            spelling(former.instead) in known.meanings
            or spelling(former.instead) in load().metrics
            or spelling(former.instead).replace(" ", "_") in load().metrics
        )
        assert former.instead is None or name != spelling(former.instead)


def test_a_label_that_counts_two_things_is_an_error() -> None:
    from aimline.catalogue.labels import _read

    with pytest.raises(ValueError, match="reach and views"):
        _read("x", {"labels": {"reach": ["Seen"], "views": ["SEEN"]}})


def test_the_traps() -> None:
    """LinkedIn's total followers are the day's new ones; Instagram's follower_count may be either."""
    assert meaning("total followers", "linkedin") == Meaning("new_followers")
    assert meaning("total followers", "facebook") == Meaning("followers")
    assert meaning("total followers", None) is None
    assert meaning("follower count", "instagram") is None
    assert set(doubts("follower count", "instagram")) == {"followers", "new_followers"}
    assert meaning("amount spent (egp)", "meta_ads") == Meaning("ad_spend", "currency:EGP")
    assert meaning("page fans", None) == Meaning("page_likes")
