"""What changed on the platforms is data that fits the catalogue and its languages, each fact with its source."""

from datetime import date

from aimline import prebuilt
from aimline.catalogue import load
from aimline.catalogue.engagement import engagement
from aimline.catalogue.facts import facts
from aimline.catalogue.labels import labels
from aimline.text.messages import languages

CATALOGUE = load()


def test_deprecations_name_metrics_and_platforms_that_there_are() -> None:
    assert facts().deprecated
    for fact in facts().deprecated.values():
        assert {fact.metric, fact.instead} <= set(CATALOGUE.metrics)
        assert fact.platform in CATALOGUE.platforms
        assert fact.instead not in CATALOGUE.platforms[fact.platform].missing
        assert date(2000, 1, 1) < fact.since < date(2030, 1, 1)


def test_limits_speak_every_language_and_name_what_there_is() -> None:
    for name, limits in facts().limits.items():
        assert name in CATALOGUE.platforms
        for limit in limits:
            assert set(limit.says) == set(languages())
            assert limit.metrics <= set(CATALOGUE.metrics)
            assert limit.metrics


def test_renamed_platforms_are_known_under_their_new_name() -> None:
    assert {fact.name for fact in facts().renamed} <= set(CATALOGUE.platforms)


def test_every_fact_has_its_source() -> None:
    content = prebuilt.toml("rules", "catalogue", "facts.toml")
    assert all(fact["source"].startswith("https://") for kind in content.values() for fact in kind)


def test_scales_and_what_is_counted_by_hand_are_those_of_known_metrics() -> None:
    for platform in CATALOGUE.platforms.values():
        assert {*platform.by_hand, *platform.most, *platform.missing} <= set(CATALOGUE.metrics)
        assert not set(platform.by_hand) & set(platform.missing)
    for metric in CATALOGUE.metrics.values():
        assert metric.least is None or metric.most is None or metric.least < metric.most


def test_engagement_is_known_both_as_platforms_count_it_and_as_guides_list_it() -> None:
    engagement = CATALOGUE.metric("engagement")
    assert set(engagement.listed) <= set(engagement.parts) - {"default"}
    for table in (engagement.parts, engagement.listed):
        for platform, parts in table.items():
            assert set(parts) <= set(CATALOGUE.metrics)
            assert platform == "default" or not set(parts) & set(CATALOGUE.platforms[platform].missing)


def test_what_a_platform_counts_as_engagement_is_of_metrics_that_it_has() -> None:
    assert set(engagement()) == set(CATALOGUE.metric("engagement").parts) - {"default"}
    for platform, own in engagement().items():
        assert {*own.counts, *own.without} <= set(CATALOGUE.metrics)
        assert not set(own.counts) & set(own.without)
        assert not set(own.counts) & set(CATALOGUE.platforms[platform].missing)
        assert bool(own.called) == bool(own.counts)
        assert {"en", "ar"} <= set(own.says) <= set(languages())
        assert own.source.startswith("https://")
        # of the parts that a goal is judged by, quotes are the only ones that no platform counts
        assert not own.counts or set(CATALOGUE.parts("engagement", platform)) - {"quotes"} <= set(own.counts)


def test_a_name_that_is_gone_is_gone_once_and_its_date_agrees_with_what_lint_says() -> None:
    """Where the catalogue says that a metric is no longer given, the names that it had in the API are not gone later."""
    for (metric, platform), fact in facts().deprecated.items():
        known = labels().get(platform)
        for name, former in known.gone.items() if known else ():
            if (found := known.meanings.get(name) if known else None) and found.metric == metric:
                assert former.since <= fact.since
