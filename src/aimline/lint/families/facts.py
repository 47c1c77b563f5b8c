"""R: what the platforms do not let one do, and figures that they no longer give."""

import re
from collections.abc import Iterator
from functools import cache

from aimline.catalogue.facts import Limit, facts
from aimline.language import Statement
from aimline.language.lexicon import languages, load
from aimline.lint.families.said import metric_name, place, platform_name, platforms_of
from aimline.lint.rule import Context
from aimline.text.diagnostic import Note, Severity
from aimline.text.normalise import normalise


def platform_cannot(context: Context) -> Iterator[Note]:
    metric = context.draft.metric
    for name in platforms_of(context):
        for limit in facts().limits.get(name, ()):
            if metric in limit.metrics and not (limit.per and context.draft.per not in limit.per) and _holds(limit, context.statement):
                yield Note("platform-cannot", place(context, "metric"), {"text": dict(limit.says)})
                return


def _holds(limit: Limit, statement: Statement) -> bool:
    """Whether what is said of a goal, its actions included, runs into a limit. Money opens most doors."""
    if "budget" in statement.settings or "paid" in statement.settings:
        return False
    said = normalise("\n".join([statement.text, *(action.text for action in statement.actions)]))[0]
    if limit.unless and _words(limit.unless).search(said):
        return False
    return not limit.words or _words(limit.words).search(said) is not None


@cache
def _words(words: tuple[str, ...]) -> re.Pattern[str]:
    """Words as they stand in normal spelling, with the particles and the article that a language may glue to them."""
    normal = sorted({normalise(word)[0] for word in words}, key=len, reverse=True)
    glued = sorted(_glued(), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, glued))})(?:{'|'.join(map(re.escape, normal))})(?!\w)")


@cache
def _glued() -> frozenset[str]:
    """What may stand before a word without a space: nothing, a particle, an article, both."""
    found = {""}
    for lexicon in map(load, languages()):
        for particle in ("", *lexicon.particles):
            found |= {particle, particle + lexicon.article_after.get(particle, lexicon.article)}
    return frozenset(found)


def deprecated_metric(context: Context) -> Iterator[Note]:
    metric = context.draft.metric
    # advertising managers go on reporting what the page's own statistics gave up
    if metric is None or not {"budget", "paid"}.isdisjoint(context.statement.settings):
        return
    for name in platforms_of(context):
        fact = facts().deprecated.get((metric, name))
        if fact is not None and (context.timing.end or context.today) > fact.since:
            names = {"platform": platform_name(name), "metric": metric_name(fact.metric), "instead": metric_name(fact.instead)}
            severity: Severity | None = "hint" if fact.shown else None
            yield Note("deprecated-metric", place(context, "metric"), {"date": fact.since.isoformat(), **names}, severity=severity)
