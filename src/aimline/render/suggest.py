"""Suggested targets for people, as lines that may go into a .goals file as they are, and as JSON."""

import json
from collections.abc import Iterator, Sequence

from aimline.engine.shape import metrics, platforms
from aimline.engine.suggestion import Aim, Suggestion
from aimline.engine.why import called, number
from aimline.render.standings.text import percent
from aimline.render.style import styled
from aimline.text.messages import apart, isolate, message, visible


def as_json(found: Sequence[Suggestion]) -> str:
    """One array; figures unrounded, undefined ones null."""
    return json.dumps([one.model_dump(mode="json") for one in found], ensure_ascii=False, indent=2)


def as_text(one: Suggestion, language: str) -> Iterator[str]:
    """Line by line: what was asked and what the account did as comments, each target as a comment and a goal."""
    for line in _head(one, language):
        yield styled("# " + line, dim=True)
    for aim in one.targets:
        yield ""
        yield styled("# " + _aim(aim, one, language), bold=True)
        if aim.text is not None:
            yield aim.text
            if one.account is not None:
                yield f"  {message('goals.key.account', one.language)}: {visible(one.account)}"


def refusal(one: Suggestion, language: str) -> str:
    """Why there is no suggestion."""
    assert one.problem is not None
    return message("suggest.refused", language, request=isolate(visible(one.request)), reason=one.problem[language])


def _rate(value: float, unit: str | None, language: str) -> str:
    """What a day brings, to hundredths."""
    return number(round(value, 2), unit)[language]


def _day(value: object, language: str) -> str:
    return apart(str(value))[language]


def _head(one: Suggestion, language: str) -> Iterator[str]:
    assert one.window is not None
    assert one.recent is not None
    yield isolate(visible(one.request))
    what = called(metrics(one.metric or ""), language)
    where = [isolate(visible(one.account))] if one.account else []
    where += [called(platforms(one.platforms), language)] if one.platforms else []
    yield what + (f" ({' · '.join(where)})" if where else "")
    yield message("suggest.window", language, start=_day(one.window.start, language), end=_day(one.window.last, language), n=one.window.days)
    yield message("suggest.as_of", language, date=_day(one.as_of, language), n=one.observed)
    if one.waiting:
        yield message("suggest.waiting", language, n=one.waiting)
    if one.stands is not None:
        yield message("suggest.stands", language, value=number(one.stands)[language])
    if one.recent.per_day is not None:
        yield message("suggest.recent", language, value=_rate(one.recent.per_day, one.unit, language), n=one.recent.observed)
    for note in one.notes:
        yield note[language]


def _aim(aim: Aim, one: Suggestion, language: str) -> str:
    if aim.value is None or aim.probability is None or aim.per_day is None:
        return message("suggest.none", language, share=apart(percent(aim.wanted))[language])
    key = "suggest.bound" if not one.up and not one.change else "suggest.target"
    said = message(key, language, share=apart(percent(aim.probability))[language], per_day=_rate(aim.per_day, one.unit, language))
    return said if aim.text is not None else said + " " + message("suggest.no_sentence", language, value=number(aim.value, one.unit)[language])
