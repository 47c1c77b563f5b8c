"""A reading as people type it: `Instagram followers 1287`, `متابعو إنستغرام ١٢٨٧`. The words are those of goals, the figure is read as those of exports."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from aimline.catalogue import ANYWHERE, Catalogue, Metric
from aimline.goals.printing.phrases import load as load_phrases
from aimline.goals.printing.phrases import printable
from aimline.goals.settings import amount
from aimline.language import Draft, parse_statement
from aimline.metrics.cells.decimals import decimal_mark
from aimline.metrics.cells.values import read_value
from aimline.metrics.model.errors import MetricsError
from aimline.text.messages import format_figure, isolate, languages, messages, table

_WORDS = 4
"""How many words a figure may have (EGP 2 million, two hundred and fifty)."""
_GREATEST = 1e15
_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}
_READS = frozenset(["ambiguous-direction"])
"""What may be noted of a metric's name without a verb."""


class Typed(NamedTuple):
    """What was typed in: which figure of what, and its unit (`count`, `currency:USD` …)."""

    platform: str | None
    metric: Metric
    value: float
    unit: str


def refusal(key: str, **params: object) -> MetricsError:
    """An error from the messages of `log.toml`."""
    return MetricsError(messages(f"log.{key}", **params))


def typed(words: Sequence[str], catalogue: Catalogue) -> Typed:
    """The platform, the metric and the figure that some words name, the figure last (or first).

    Raises:
        MetricsError: they do not say one figure of one metric, on one platform where the metric lives on platforms, or the figure cannot be.
    """
    name, figure = _split([word for text in words for word in text.split()])
    platform, metric = _metric(name, catalogue)
    value, unit = _figure(figure, metric)
    return Typed(platform, metric, value, unit)


def called(terminal: str, value: str) -> Mapping[str, str]:
    """What a metric or a platform is called, in each language."""
    found = {}
    for language in languages():
        phrases = load_phrases(language if language in printable() else printable()[0])
        own = table("standing.series", language).get(value) if terminal == "METRIC" else phrases.name(terminal, value)
        found[language] = own or (phrases.noun("metrics", value).name if terminal == "METRIC" else value)
    return found


def shown(value: float, unit: str) -> str:
    """A figure with its unit."""
    text = format_figure(value)
    return f"{text} {unit.partition(':')[2]}" if ":" in unit else text


def _split(words: list[str]) -> tuple[str, str]:
    """The words of the metric, and those of the figure."""
    most = min(_WORDS, len(words) - 1)
    sizes = range(most, 0, -1)
    ends = [(words[:-size], words[-size:]) for size in sizes] + [(words[size:], words[:size]) for size in sizes]
    for reads in (read_value, amount):
        for name, figure in ends:
            if reads(" ".join(figure)) is not None:
                return " ".join(name), " ".join(figure)
    if words and (read_value(" ".join(words)) or amount(" ".join(words))):
        raise refusal("no_metric", text=isolate(" ".join(words)))
    raise refusal("no_value", text=isolate(" ".join(words)))


def _metric(name: str, catalogue: Catalogue) -> tuple[str | None, Metric]:
    """The metric that a phrase names and the platform, if it lives on platforms."""
    statement = parse_statement(name, catalogue=catalogue)
    draft = statement.drafts[0]
    notes = [note for note in (*statement.notes, *draft.notes) if note.name not in _READS]
    near = next((note.replacement for note in notes if note.replacement), None)
    if draft.metric is None or any(note.name in ("not-understood", "unknown-metric") for note in notes):
        unknown = next((str(note.params["text"]) for note in notes if "text" in note.params), name)
        raise refusal("unknown_near", text=isolate(unknown), near=isolate(near)) if near else refusal("unknown", text=isolate(unknown if near else name))
    if len(statement.drafts) > 1 or draft.target is not None or draft.time or draft.start:
        raise refusal("several", text=isolate(name))
    if draft.side_phrases or draft.per or draft.aggregation:
        rest = draft.side_phrases[0].text if draft.side_phrases else name
        raise refusal("extra", text=isolate(rest))
    metric = catalogue.metric(draft.metric)
    if draft.intent == "increase" and metric.gains:
        # new followers are what is added to followers
        metric = catalogue.metric(metric.gains)
    if metric.vague:
        raise refusal("vague", metric=called("METRIC", metric.name))
    if metric.kind == "ratio":
        parts = (*metric.numerator, *metric.denominator)
        if not parts:
            raise refusal("ratio", metric=called("METRIC", metric.name))
        names = [called("METRIC", part) for part in parts]
        listed = {language: " + ".join(name[language] for name in names) for language in languages()}
        raise refusal("ratio_of", metric=called("METRIC", metric.name), parts=listed)
    return _platform(draft, metric, catalogue), metric


def _platform(draft: Draft, metric: Metric, catalogue: Catalogue) -> str | None:
    named = {"metric": called("METRIC", metric.name)}
    for platform in draft.platforms:
        if platform in catalogue.platforms and metric.name in catalogue.platforms[platform].missing:
            raise refusal("not_on_platform", platform=called("PLATFORM", platform), **named)
    if len(draft.platforms) > 1 or ANYWHERE & set(draft.platforms):
        raise refusal("one_platform", **named)
    if not draft.platforms and metric.on_platforms and not draft.surfaces:
        raise refusal("no_platform", **named)
    return draft.platforms[0] if draft.platforms else None


def _figure(text: str, metric: Metric) -> tuple[float, str]:
    """A figure of a metric, and its unit."""
    counted = metric.unit == "count"
    found = read_value(text, decimal_mark([text], counted=counted)) or amount(text)
    assert found is not None
    value, unit = found[0], found[1] or "count"
    params = {"metric": called("METRIC", metric.name), "text": isolate(text)}
    if metric.unit == "currency" or (metric.in_money and unit.startswith("currency:")):
        if not unit.startswith("currency:"):
            raise refusal("no_currency" if unit == "count" else "unit", **params)
    elif metric.unit.startswith("duration:"):
        if not unit.startswith("duration:") and unit != "count":
            raise refusal("unit", **params)
        wanted, given = metric.unit.partition(":")[2], unit.partition(":")[2] or metric.unit.partition(":")[2]
        if given not in _SECONDS or wanted not in _SECONDS:
            raise refusal("unit", **params)
        value, unit = value * _SECONDS[given] / _SECONDS[wanted], metric.unit
    elif unit not in ("count", metric.unit):
        raise refusal("unit", **params)
    else:
        unit = metric.unit
    least = metric.least if metric.least is not None else 0 if counted else -_GREATEST
    most = metric.most if metric.most is not None else _GREATEST
    if (counted and not value.is_integer()) or not least <= value <= most:
        raise refusal("cannot_be", **params)
    return value, unit
