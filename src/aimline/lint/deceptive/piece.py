"""The parts of a text that are looked at, and notes about them."""

from bisect import bisect_right
from collections.abc import Callable
from typing import NamedTuple

from aimline.language import File, Statement
from aimline.text.diagnostic import Note
from aimline.text.normalise import normalise
from aimline.text.position import Span


class Piece(NamedTuple):
    """A line, or a part of one, in which something may be wrong: where it begins, and the statement that it belongs to."""

    start: int
    text: str
    about: Statement | None


def parts(statement: Statement) -> list[Piece]:
    """The sentence of a goal, its actions and the values of its own settings."""
    found = [Piece(statement.span.start, statement.text, statement)]
    found += [Piece(action.span.start, action.text, statement) for action in statement.actions]
    own = [setting for key, setting in statement.settings.items() if key in statement.own_settings]
    return [*found, *(Piece(setting.value_span.start, setting.value, statement) for setting in own)]


def lines(file: File, doubtful: Callable[[str], bool]) -> tuple[Piece, ...]:
    """The lines of a file that are doubtful, each with the statement that stands in it."""
    about = {piece.start: statement for statement in file.statements for piece in parts(statement)}
    places = sorted(about)
    found = []
    start = 0
    for line in file.text.split("\n"):
        if doubtful(line):
            index = bisect_right(places, start + len(line)) - 1
            found.append(Piece(start, line, about[places[index]] if index >= 0 and places[index] >= start else None))
        start += len(line) + 1
    return tuple(found)


def said(name: str, piece: Piece, start: int, end: int, replacement: str | None, **params: str) -> tuple[Note, Statement | None]:
    """A note about a stretch of a piece. The fix is safe where the goal is read without what it takes away, and no words are kept as they were typed."""
    place = Span(piece.start + start, piece.start + end)
    safe = replacement is not None and normalise(piece.text[start:end])[0] == normalise(replacement)[0] and _only_read(piece, place)
    return Note(name, place, params, replacement, safe), piece.about


def _only_read(piece: Piece, place: Span) -> bool:
    """Whether a place is read and forgotten: in the sentence of a goal and in none of the phrases that are kept word for word, or in no goal at all."""
    statement = piece.about
    if statement is None:
        return True
    kept = [phrase.span for draft in statement.drafts for phrase in draft.side_phrases]
    inside = statement.span.start <= place.start and place.end <= statement.span.end
    return inside and not any(span.start < place.end and place.start < span.end for span in kept)


def word_at(text: str, place: int) -> tuple[int, int]:
    """The word around a place."""
    start, end = place, place + 1
    while start and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return start, end
