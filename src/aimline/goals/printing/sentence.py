"""Typed goals as canonical sentences, in any language that has a printing file.

The phrases are data, and so are the words that read them; whether a wording means the goal is not guessed but tried: candidates are read back, best wording
first, and the first that gives the same goal is the sentence.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product
from typing import NamedTuple

from aimline.catalogue import load as load_catalogue
from aimline.goals.printing.dates import days_kept, starts, times
from aimline.goals.printing.figures import amounts, bounded
from aimline.goals.printing.phrases import Digits, Phrases, fill, load
from aimline.goals.printing.said import Said, SaidPhrase, SaidTarget, meaning, side_words
from aimline.language.parser import parse_statement
from aimline.text.normalise import normalise

_TRIES = 600
_HARMLESS = frozenset(["unknown-metric"])
"""What may be noted about a canonical sentence: it says as much about the goal, not about the wording."""


class Printed(NamedTuple):
    """A goal as a sentence. `exact`: read back, it gives the same goal and the same side phrases."""

    text: str
    exact: bool


def sentence(goal: Said, language: str, digits: str | None = None, surfaces: Sequence[str] = ()) -> Printed:
    """The canonical sentence of a goal. `digits` is what the setting of that name says; `surfaces` are own surfaces that the goal names (website, blog).

    Side phrases stay in the words they were written in. Where no wording reads back as the goal the best one is given, and said not to be exact.

    Raises:
        ValueError: goals cannot be printed in this language.
    """
    phrases = load(language)
    first: str | None = None
    for text in islice(candidates(goal, phrases, digits_of(phrases, digits), surfaces), _TRIES):
        first = first if first is not None else text
        if reads_back(text, goal, surfaces):
            return Printed(text, True)
    return Printed(first or "", False)


def digits_of(phrases: Phrases, setting: str | None) -> Digits:
    """The digits that a setting asks for, where the language has them, else its usual ones."""
    wanted = normalise(setting)[0].strip() if setting else None
    found = next((digits for digits in phrases.digits.values() if wanted in [normalise(name)[0] for name in digits.names]), None)
    return found or next(iter(phrases.digits.values()))


def digits_in(text: str, language: str) -> str | None:
    """What the digits are called that the numbers of a text are written with; None where it has none of its language's, or of several kinds."""
    kinds = [digits.names[0] for digits in load(language).digits.values() if not set(digits.digits).isdisjoint(text)]
    return kinds[0] if len(kinds) == 1 else None


def reads_back(text: str, goal: Said, surfaces: Sequence[str] = ()) -> bool:
    """Whether a sentence, read, gives one goal that means the same, with the same side phrases and without a doubt (but for the words of a metric of the
    user's own).
    """
    statement = parse_statement(text)
    if len(statement.drafts) != 1:
        return False
    draft = statement.drafts[0]
    named = draft.spans.get("metric") if goal.metric not in load_catalogue().metrics else None
    doubts = {note.name for note in (*statement.notes, *draft.notes) if named is None or not named.start <= note.span.start < named.end}
    return doubts <= _HARMLESS and meaning(draft, draft.surfaces) == meaning(goal, surfaces) and side_words(draft.side_phrases) == side_words(goal.side_phrases)


def candidates(goal: Said, phrases: Phrases, digits: Digits, surfaces: Sequence[str] = ()) -> Iterator[str]:
    """Wordings of a goal, best first. Some of them may mean something else: what a verb makes of a number depends on the metric."""
    target = goal.target
    frames = phrases.frames(target.kind if target else "none", goal.intent, load_catalogue().metric(goal.metric or "").kind)
    when = list(times(goal.time, goal.per, phrases, digits, lasting=goal.rhythm is not None and goal.rhythm.judged == "each")) if goal.time else [""]
    kept = list(days_kept(goal.kept, goal.time, phrases, digits)) if goal.kept else [""]
    if goal.kept and goal.time and goal.time.value == f"P{goal.kept.of}D":
        when.insert(0, "")
    against = phrases.get("reference", goal.reference) if goal.reference else [""]
    begin = list(starts(goal.start, phrases, digits)) if goal.start else [""]
    places_named = list(_where(goal.platforms, surfaces, phrases))
    fixed = {
        "average": _first(phrases.get("aggregation", goal.aggregation)) if goal.aggregation else "",
    }
    per, every = _per(goal.per, phrases)
    layouts = list(_layouts(goal.side_phrases, phrases))
    for frame in frames:
        verbs = phrases.verb(goal.intent, goal.metric) or [""]
        for verb, where, layout, moment, first_day, days, other in product(verbs, places_named, layouts, when, begin, kept, against):
            for how_much in _how_much(goal, phrases, digits, layout):
                places = {**fixed, **how_much, "where": where, "verb": verb, "per": per, "every": every}
                core = fill(frame, places)
                if core is None:
                    continue
                for order in phrases.get("sentence", "order"):
                    text = fill(order, {"core": f"{core} {days} {other}", "time": moment, "start": first_day, "sides": layout["end"]})
                    if text:
                        yield text[0].upper() + text[1:] if phrases.content["sentence"].get("capital") else text


def _first(words: Sequence[str]) -> str:
    return words[0] if words else ""


def _where(platforms: Sequence[str], surfaces: Sequence[str], phrases: Phrases) -> Iterator[str]:
    """Platforms and own surfaces, best wording first: on Instagram and Facebook, on the website."""
    wordings: list[list[str]] = []
    for group, terminal, names in (("platforms", "PLATFORM", platforms), ("surfaces", "SURFACE", surfaces)):
        words = [phrases.name(terminal, name) or name for name in names]
        if words:
            listed = _first(phrases.get("list", "comma")).join(words[:-1])
            listed = listed + _first(phrases.get("list", "last")) + words[-1] if listed else words[-1]
            wordings.append([template.format(names=listed) for template in phrases.get("where", group)])
    yield from (" ".join(parts) for parts in product(*wordings))


def _per(per: str | None, phrases: Phrases) -> tuple[str | None, str | None]:
    """What a metric is counted by, as a phrase after it (per post) and as an adjective before it (weekly), each where there is one."""
    if per is None:
        return "", None
    exact = phrases.get("per", "exact", per)
    item = phrases.lexicon.names.get(("ITEM", per)) or per.replace("_", " ")
    after = exact[0] if exact else _first(phrases.get("per", "item")).format(item=item)
    return after, next(iter(phrases.get("per", "adjective", per)), None)


def _how_much(goal: Said, phrases: Phrases, digits: Digits, layout: Mapping[str, str]) -> Iterator[dict[str, str | None]]:
    """The metric and its amount in every wording: `name` alone, `counted` with its number, `amount` and, from where to where, `low` and `high`."""
    noun = phrases.noun("metrics", goal.metric) if goal.metric else None
    around = (layout["before"], noun.name if noun else "", layout["after"])
    places: dict[str, str | None] = {"name": " ".join(filter(None, around))}
    target = goal.target
    if target is None:
        yield places
        return
    if target.kind == "from_to":
        lows = list(amounts(target.baseline, None, target.unit, phrases, digits)) if target.baseline is not None else []
        for low, high in product(lows, amounts(target.value, target.upper, target.unit, phrases, digits)):
            yield from ({**places, "low": low, "high": words} for words in bounded(target, phrases, high))
        return
    named: list[str | None] = [*phrases.get("multiples", f"{target.value:g}")] if target.kind == "multiple" and target.value is not None else []
    wordings = list(amounts(target.value, target.upper, target.unit, phrases, digits)) or [""]
    for word, amount in product(named or [None], wordings):
        late = next(bounded(target, phrases, amount, "bounds_after"))
        for words in bounded(target, phrases, amount):
            yield {**places, "multiple": word, "amount": words, "late": late}
    if target.unit == "count" and (noun is None or noun.forms):
        yield from ({**places, "counted": counted} for counted in _counted(goal, target, phrases, digits, layout))


def _counted(goal: Said, target: SaidTarget, phrases: Phrases, digits: Digits, layout: Mapping[str, str]) -> Iterator[str]:
    """The metric's noun with its number: 100 followers, متابعين اثنين."""
    noun = phrases.noun("metrics", goal.metric) if goal.metric else None
    plain = next(amounts(target.value, target.upper, target.unit, phrases, digits), None)
    if plain is None:
        return
    figures = f"{plain} {layout['before']}".rstrip()
    wordings = [figures]
    if noun is not None:
        number = target.upper if target.upper is not None else target.value if target.value is not None else 100.0
        bare = target.upper is not None or target.value is None or bool(layout["before"])
        # a noun that says its number itself (مستخدم واحد) also with a figure: beside a bound the words are not always read as one
        said = [noun.counted(phrases.language, number, figures, figures_only=only) for only in ([True] if bare else [False, True])]
        wordings = list(dict.fromkeys(words or figures for words in said))
    for words in wordings:
        for bounding in bounded(target, phrases, words):
            yield f"{bounding} {layout['after']}".rstrip()


def _layouts(sides: Sequence[SaidPhrase], phrases: Phrases) -> Iterator[dict[str, str]]:
    """Where the side phrases may stand: before the metric, after it, at the end of the sentence. One that stands inside another is said with it."""
    sides = [phrase for phrase in sides if not any(phrase is not other and phrase.text in other.text for other in sides)]
    places = [phrases.get("sides", phrase.role) or phrases.get("sides", "any") for phrase in sides]
    for chosen in product(*places):
        layout: dict[str, list[str]] = {"before": [], "after": [], "end": []}
        for phrase, place in zip(sides, chosen, strict=True):
            layout[place].append(" ".join(phrase.text.split()))
        yield {place: " ".join(texts) for place, texts in layout.items()}


__all__ = ["Printed", "candidates", "digits_in", "digits_of", "reads_back", "sentence"]
