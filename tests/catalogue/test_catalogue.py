"""The catalogue is whole: what it names exists, and what people read has a name in every language."""

from collections.abc import Mapping

import pytest

from aimline.catalogue import load
from aimline.engine.shape import metrics, platforms
from aimline.engine.why import called
from aimline.text.messages import languages, table

CATALOGUE = load()


@pytest.mark.parametrize("name", CATALOGUE.metrics)
def test_metric_refers_to_metrics(name: str) -> None:
    metric = CATALOGUE.metric(name)
    parts = [part for several in metric.parts.values() for part in several]
    for other in (*metric.numerator, *metric.denominator, *parts, metric.gains, metric.losses, metric.item_metric, metric.window_of):
        assert other is None or other in CATALOGUE.metrics, other
    assert metric.kind == "level" or metric.gains is None
    assert metric.kind == "unique" or metric.window_of is None
    assert bool(metric.numerator) == bool(metric.denominator)
    assert set(metric.parts) - {"default"} <= set(CATALOGUE.platforms)
    for change in filter(None, (metric.gains, metric.losses)):
        assert CATALOGUE.metric(change).kind == "flow"


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
