"""Values as the type of their field has them, and what things are called in messages."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from aimline.goals.nearest import names_of
from aimline.goals.nearest import nearest as nearest_of
from aimline.language.lexicon import load
from aimline.language.suggest import near
from aimline.rules.conditions import Day, Duration, FromToday, Money, Name, Number, Percent, Text, Value
from aimline.rules.fields import Field, fields
from aimline.rules.parser import Leaf, Node
from aimline.rules.words import Said, readings_of, spoken, words
from aimline.text.messages import languages, messages
from aimline.text.normalise import normalise
from aimline.text.position import Span

_FITS: dict[str, tuple[type, ...]] = {
    "number": (Number,), "percent": (Percent,), "money": (Money, Number), "quantity": (Percent, Money, Number), "duration": (Duration, FromToday),
    "date": (Day, FromToday), "metric": (Name,), "platforms": (Name,),
}  # fmt: skip


class Unclear(Exception):
    """A tree that means nothing: the message's name and what it names, the place, and what was probably meant."""

    def __init__(self, name: str, at: Leaf | Node, params: Mapping[str, str | Mapping[str, str]] | None = None, suggestion: str | None = None) -> None:
        super().__init__(name)
        self.name = name
        self.span: Span = at.span
        self.params = params or {}
        self.suggestion = suggestion


def called(terminal: str, value: str) -> dict[str, str]:
    """What each language calls a field, a subject, a choice; or (`type`) what kind of value a type is."""
    if terminal == "type":
        return messages(f"house.type.{value}")
    found = {}
    for language in languages():
        names = words(language if language in spoken() else spoken()[0]).names(terminal, value)
        found[language] = names[0] if names else value.replace("_", " ")
    return found


def nearest(text: str, subject: str, language: str) -> str | None:
    """The field, platform or metric that was probably meant by a text, or by a word of it."""
    known = [language, *(other for other in spoken() if other != language)]
    own = set(fields(subject)) | {name for field in fields(subject).values() if field.elements for name in fields(field.elements)}
    things = {name: value for other in known if other in spoken() for value in own for name in words(other).names("FIELD", value)}
    things |= {name: "paid" for other in known if other in spoken() for name in words(other).names("BOOL", "paid")}
    for candidate in _candidates(text, language):
        for group in (things, names_of("PLATFORM"), names_of("METRIC")):
            found = nearest_of(candidate, group, things)
            if found is not None:
                return found
    # other spellings of platforms and metrics than their first, as goals have them
    guesses = (guess.like(word) for word in text.split() for guess in near(normalise(word)[0], language) if guess.distance == 1)
    return next((guess for guess in guesses if any(isinstance(value, Name) for value in readings_of(guess))), None)


def _candidates(text: str, language: str) -> Iterator[str]:
    """A text, its words, and those without what is written together with them: particles (و، ل), the article."""
    yield text
    lexicon = load(language)
    for word in text.split():
        yield word
        for rest in (word[len(written) :] for written in ("", *lexicon.particles) if word.startswith(written)):
            yield from dict.fromkeys([rest, lexicon.bare(rest)])


def number(leaf: Leaf) -> float | None:
    """A bare number; None where it is none."""
    said = leaf.value
    return next((value.value for value in said.readings if isinstance(value, Number)), None) if isinstance(said, Said) and not said.quoted else None


def typed(leaf: Leaf, field: Field, language: str) -> Value:
    """A value as its field has it.

    Raises:
        Unclear: it is of another kind.
    """
    said = leaf.value
    if not isinstance(said, Said):
        raise Unclear("unlike", leaf, {"field": called("FIELD", field.name), "text": str(said), "kind": called("type", field.type)})
    if field.type in ("text", "texts"):
        return Text(said.text)
    for kind in _FITS.get(field.type, ()):
        for value in said.readings if not said.quoted else ():
            if isinstance(value, kind) and not (isinstance(value, Name) and value.kind != field.type.removesuffix("s")):
                return _like(value, field)
    year = number(leaf) if field.type == "date" else None
    if year is not None and year == int(year) and 1900 <= year < 2200:
        return Day(str(int(year)))
    terminal = {"platforms": "PLATFORM", "metric": "METRIC"}.get(field.type)
    if terminal is not None and not any(isinstance(value, Name) for value in said.readings):
        raise Unclear(f"unknown_{terminal.lower()}", leaf, {"text": said.text}, nearest_of(said.text, names_of(terminal)))
    raise Unclear("unlike", leaf, {"field": called("FIELD", field.name), "text": said.text, "kind": called("type", field.type)})


def fits(leaf: Leaf, field: Field) -> bool:
    """Whether a value is of the kind that a field has."""
    said = leaf.value
    return isinstance(said, Said) and not said.quoted and any(isinstance(value, _FITS.get(field.type, ())) for value in said.readings)


def _like(value: Value, field: Field) -> Value:
    if field.type == "money" and isinstance(value, Number):
        return Money(value.value, None)
    if field.type == "duration" and isinstance(value, FromToday):
        return Duration(float(value.value), value.unit)
    return value


def first_of(leaf: Leaf, field: Field, language: str, last: Value) -> Value:
    """The first of two values, in the unit of the second where it has none of its own: between 10 and 20%, between 7 and 90 days.

    Raises:
        Unclear: it is of another kind.
    """
    bare = number(leaf)
    if bare is not None and isinstance(last, Percent | Money | Duration):
        return replace(last, value=bare)
    value = typed(leaf, field, language)
    if type(value) is not type(last) or (isinstance(value, Money) and isinstance(last, Money) and value.currency != last.currency):
        raise Unclear("unlike_pair", leaf, {"text": leaf.value.text})
    return value


def given(leaf: Leaf, field: Field) -> bool:
    """Whether a value says "in so many days", which is no more than those."""
    return isinstance(leaf.value, Said) and leaf.value.within and field.type in ("date", "duration")


def implied(leaf: Leaf, known: Mapping[str, Field]) -> Field:
    """The field that a figure without one is about.

    Raises:
        Unclear: there is none.
    """
    said = leaf.value
    kinds = {type(value) for value in said.readings} if isinstance(said, Said) and not said.quoted else set()
    wanted = "duration" if kinds & {Duration} else "money" if Money in kinds else None
    for field in known.values():
        if field.implied and field.type == wanted:
            return field
    raise Unclear("of_what", leaf, {"text": said.text if isinstance(said, Said) else str(said)})


__all__ = ["Text", "Unclear", "called", "first_of", "fits", "given", "implied", "nearest", "number", "typed"]
