"""The catalogue is whole: what it names exists, and what people read has a name in every language."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import get_args

import pytest

from aimline.catalogue import load
from aimline.catalogue.model import Grain, Kind
from aimline.engine.shape import metrics, platforms
from aimline.engine.why import called
from aimline.metrics.formats.known import Format, formats
from aimline.text.messages import languages, table

CATALOGUE = load()
ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", CATALOGUE.metrics)
def test_metric_refers_to_metrics(name: str) -> None:
    metric = CATALOGUE.metric(name)
    parts = [part for several in metric.parts.values() for part in several]
    for other in (
        *metric.numerator,
        *metric.denominator,
        *parts,
        metric.gains,
        metric.losses,
        metric.item_metric,
        metric.window_of,
        metric.kept_as,
        *metric.in_unit.values(),
    ):
        assert other is None or other in CATALOGUE.metrics, other
    assert metric.kind == "level" or metric.gains is None
    assert metric.kind == "unique" or metric.window_of is None
    assert bool(metric.numerator) == bool(metric.denominator)
    assert set(metric.parts) - {"default"} <= set(CATALOGUE.platforms)
    for change in filter(None, (metric.gains, metric.losses)):
        assert CATALOGUE.metric(change).kind == "flow"


@pytest.mark.parametrize("name", CATALOGUE.metrics)
def test_a_metric_says_what_its_figures_are_of_unless_no_number_measures_it(name: str) -> None:
    metric = CATALOGUE.metric(name)
    assert bool(metric.grain) != metric.vague
    assert set(metric.grain) <= set(get_args(Grain))
    assert len(set(metric.grain)) == len(metric.grain)
    assert metric.direction in ("up", "down")
    assert metric.kind in get_args(Kind)


@pytest.mark.parametrize("form", formats(), ids=lambda form: form.name)
def test_formats_give_metrics_of_the_catalogue_at_a_grain_that_it_knows(form: Format) -> None:
    """A row a post gives figures of items, a row with a campaign figures of campaigns."""
    named = {column.metric for column in (*form.columns.values(), *form.titles.values(), *(column for _, column in form.patterns))} | set(form.results.values())
    assert {name for name in named if not CATALOGUE.knows(name)} == set()
    if form.item or form.rows_are_items:
        assert {name for name in named if not {"item", "campaign"} & set(CATALOGUE.metric(name).grain)} == set()
    platforms_named = {form.platform, form.unnamed, *(column.platform for column in (*form.columns.values(), *form.titles.values()))} - {None}
    assert platforms_named <= set(CATALOGUE.platforms)


@pytest.mark.parametrize("language", languages())
def test_the_lexicon_names_metrics_and_platforms_of_the_catalogue_only(language: str) -> None:
    words = tomllib.loads((ROOT / "grammar" / "lexicon" / f"{language}.toml").read_text(encoding="utf-8"))
    assert set(words["METRIC"]) - {"endings"} <= set(CATALOGUE.metrics)
    assert set(words["PLATFORM"]) - {"endings"} <= set(CATALOGUE.platforms)


def test_rules_name_metrics_and_platforms_of_the_catalogue_only() -> None:
    groups = tomllib.loads((ROOT / "rules" / "alike.toml").read_text(encoding="utf-8"))["groups"]
    benchmarks = tomllib.loads((ROOT / "rules" / "benchmarks.toml").read_text(encoding="utf-8"))
    named = {name for group in groups for name in group} | set(_values(benchmarks, "metric"))
    assert named
    assert named <= set(CATALOGUE.metrics)
    assert set(_values(benchmarks, "platform")) <= set(CATALOGUE.platforms)


def _values(content: object, key: str) -> list[str]:
    """What stands under a key anywhere in a TOML file."""
    if isinstance(content, list):
        return [value for one in content for value in _values(one, key)]
    if not isinstance(content, dict):
        return []
    own = [content[key]] if isinstance(content.get(key), str) else []
    return own + [value for one in content.values() for value in _values(one, key)]


@pytest.mark.parametrize("name", CATALOGUE.platforms)
def test_platform_misses_metrics_that_exist(name: str) -> None:
    assert set(CATALOGUE.platforms[name].missing) <= set(CATALOGUE.metrics)
    assert CATALOGUE.platforms[name].lag >= 0


@pytest.mark.parametrize("language", languages())
def test_reasons_call_metrics_by_name(language: str) -> None:
    names = {name: called(metrics(name), language) for name in CATALOGUE.metrics}
    assert not {name: word for name, word in names.items() if "_" in word}
    if language != "en":
        english = {name: called(metrics(name), "en") for name in CATALOGUE.metrics}
        assert not [name for name in names if names[name] == english[name] and not names[name].isupper()]
    assert called(metrics("likes", "comments", "shares"), language).count(called(metrics("comments"), language)) == 1
    assert called(platforms(["instagram", None]), language)


def test_names_of_series_stand_in_every_language() -> None:
    known: list[Mapping[str, str]] = [table("standing.series", language) for language in languages()]
    assert all(one.keys() == known[0].keys() for one in known)
    assert known[0].keys() <= CATALOGUE.metrics.keys()


def test_an_unknown_metric_is_a_flow_of_its_own() -> None:
    assert (CATALOGUE.metric("cups_of_tea").kind, CATALOGUE.metric("cups_of_tea").unit) == ("flow", "count")


def test_a_metric_may_be_counted_over_some_days_at_once() -> None:
    assert CATALOGUE.over("reach", 7) == "reach_7_days"
    assert CATALOGUE.over("ad_spend", 24) == "ad_spend_24_days"
    assert CATALOGUE.over("ad_spend", 1) == "ad_spend"
    assert (CATALOGUE.over("followers", 7), CATALOGUE.over("ctr", 7)) == (None, None)
    spent = CATALOGUE.metric("ad_spend_24_days")
    assert (spent.window_of, spent.days, spent.kind, spent.unit) == ("ad_spend", 24, "flow", "currency")
    assert CATALOGUE.knows("reach_31_days")
    assert not CATALOGUE.knows("followers_31_days")
