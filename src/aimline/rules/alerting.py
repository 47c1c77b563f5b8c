"""Sentences of alerts: "alert when pace is below 80% for 3 days", in the order that `grammar/rule.lark` has for them, and what they mean.

The words may come in another order: "for 3 days" at the end or at the beginning, the condition before what is to be done ("if pace is below 80%, tell me").
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from aimline.rules.conditions import And, Condition, Duration, FromToday, Name, Or, negated
from aimline.rules.duties import Duties
from aimline.rules.order import tidied
from aimline.rules.parser import Leaf, Node, child_of
from aimline.rules.parts import text_of
from aimline.rules.typed import Unclear, called
from aimline.rules.words import Said, Sense, Token, as_text, scan, spoken, words
from aimline.text.position import Span

Severity = Literal["info", "warning", "critical"]
SUBJECT = "standing"
LONGEST_RUN = 366
"""Days that something may have to hold at most."""
_DAYS = {"day": 1, "week": 7}
_LEFT = Sense("FIELD", "left")
_DEMANDS = frozenset(["MUST", "MAY", "FORBIDDEN"])


@dataclass(frozen=True, slots=True)
class Alerting:
    """An alert as a sentence says it: of which standings, on how many evaluations in a row, and how bad it is where it says so."""

    condition: Condition
    days: int = 1
    severity: Severity | None = None


def announced(tokens: Sequence[Token], text: str, language: str) -> list[Token]:
    """The words of an alert in the order of the grammar: alert, how bad, for how long, when, the condition. What nobody wrote of it is put in."""
    head, mark, body = _halves(tokens)
    body = _before([_plain(token, text) for token in body]) if mark is None else [_plain(token, text) for token in body]
    head, first = _span(head, text, language)
    body, span = _span(body, text, language) if not first else (body, [])
    place = Token((), Span(0, min(1, len(text))))
    alert = next((token for token in head if _can_be(token, "ALERT")), place)
    rest = [token for token in head if not _can_be(token, "ALERT", "OPEN", "CLOSE", "CONN")]
    before = _before([token for token in rest if not _can_be(token, "SEVERITY")]) if mark is not None and _as(mark, "IF").senses[0].value == "if" else []
    if before and before[0].senses[0] == _LEFT:
        # alert me a week before the deadline if it is behind
        rest = [token for token in rest if _can_be(token, "SEVERITY")]
        body = [*before, Token((Sense("CONN", "and"),), mark.span if mark is not None else place.span), *body]
    marks = [_as(token, "SEVERITY") for token in rest if _can_be(token, "SEVERITY")]
    strange = [token for token in rest if not _can_be(token, "SEVERITY")]
    when = mark or Token((Sense("IF", "if"),), alert.span)
    said = [_as(alert, "ALERT") if alert is not place else Token((Sense("ALERT", "alert"),), place.span)]
    return [*said, *strange, *marks, *first, *span, _as(when, "IF"), *tidied(_once(_about(body)), SUBJECT)]


def _halves(tokens: Sequence[Token]) -> tuple[list[Token], Token | None, list[Token]]:
    """What is to be done, the "when", and the condition."""
    words = list(tokens)
    at = next((index for index, token in enumerate(words) if token.senses[0].terminal == "IF"), None)
    if at is None:
        # alert: pace below 80%
        end = next((index for index, token in enumerate(words) if not _can_be(token, "ALERT", "SEVERITY")), len(words))
        return words[:end], None, words[end:]
    if any(_can_be(token, "ALERT") for token in words[:at]) or at > 1:
        return words[:at], words[at], words[at + 1 :]
    last = next((index for index in range(len(words) - 1, at, -1) if _can_be(words[index], "ALERT")), None)
    if last is None:
        return words[:at], words[at], words[at + 1 :]
    first = last
    while first > at + 1 and _can_be(words[first - 1], "THEN", "SEVERITY", "ALERT"):
        first -= 1
    return [*words[:at], *(token for token in words[first:] if not _can_be(token, "THEN"))], words[at], words[at + 1 : first]


def _can_be(token: Token, *terminals: str) -> bool:
    return any(sense.terminal in terminals for sense in token.senses)


def _as(token: Token, terminal: str) -> Token:
    return Token((next(sense for sense in token.senses if sense.terminal == terminal),), token.span)


def _plain(token: Token, text: str) -> Token:
    """A word of a condition: what only alerts say is a text there (flags contain critical), and so is what only rules about goals say (must)."""
    if token.senses and (token.senses[0].terminal in _DEMANDS or all(sense.terminal in ("ALERT", "SEVERITY") for sense in token.senses)):
        return as_text(text, token.span)
    return token


def _span(tokens: list[Token], text: str, language: str) -> tuple[list[Token], list[Token]]:
    """The words without "for 3 days" at their end or at their beginning, and that: LASTING with how it is bounded, and the length of time."""
    found = list(tokens)
    running = [index for index, token in enumerate(found) if _can_be(token, "RUNNING")]
    for backwards in (True, False):
        at = _length_at(found, backwards)
        if at is None:
            continue
        start, end, op = at
        led, begins = start, _begins_lasting(text[found[start].span.start : found[start].span.end], language)
        if not begins:
            while led and _can_be(found[led - 1], "LASTING", "CMP", "ON", "HAVE"):
                led -= 1
        lasting = begins or any(_can_be(token, "LASTING") for token in found[led:start])
        row = any(start <= index < end for index in running)
        said = led > 0 and _can_be(found[led - 1], "VALUE", "CHOICE", "MISSING", "PRESENT", "CLOSE", "POST")
        loose = said and not begins and led < start and not any(_can_be(token, "CMP", "IS") for token in found[led:start])
        if not (lasting or row or (loose and backwards)):
            continue
        if row and not lasting:
            led = start
        bound = next((sense.value for token in found[led:start] for sense in token.senses if sense.terminal == "CMP"), op)
        mark = Token((Sense("LASTING", bound or "for"),), found[led].span)
        value = Token(tuple(sense for sense in found[start].senses if sense.terminal == "VALUE"), found[start].span)
        rest = found[:led] + [token for token in found[end:] if not (_can_be(token, "CONN") and token.senses[-1].value == ",")]
        while rest and _can_be(rest[-1], "CONN", "THEN") and rest[-1].senses[-1].value == ",":
            rest.pop()
            mark = Token((Sense("LASTING", f"{mark.senses[0].value},"),), mark.span)
        return rest, [mark, value]
    return found, []


def _length_at(tokens: list[Token], backwards: bool) -> tuple[int, int, str | None] | None:
    """The length of time that words end with, or begin with: its place, where what belongs to it ends, and how it is bounded behind it."""
    if backwards:
        end = len(tokens)
        index = end - 1
        while index > 0 and _can_be(tokens[index], "RUNNING", "POST"):
            index -= 1
    else:
        index = 0
        while index < len(tokens) - 1 and _can_be(tokens[index], "LASTING", "CMP"):
            index += 1
        end = index + 1
        while end < len(tokens) and _can_be(tokens[end], "RUNNING", "POST"):
            end += 1
    if not 0 <= index < len(tokens) or _length(tokens[index]) is None:
        return None
    op = next((str(sense.value) for token in tokens[index + 1 : end] for sense in token.senses if sense.terminal == "POST"), None)
    return index, end, op


def _length(token: Token) -> Duration | FromToday | None:
    """The length of time that a word is."""
    said = token.senses[0].value if token.senses and token.senses[0].terminal == "VALUE" else None
    return next((value for value in said.readings if isinstance(value, Duration | FromToday)), None) if isinstance(said, Said) and not said.quoted else None


def _begins_lasting(written: str, language: str) -> bool:
    """Whether a length of time was written with its "for": for 3 days, لمدة 3 أيام."""
    known = words(language, alerts=True)
    pieces = known.canonical(written)
    begins = (known.phrases.get(pieces[:count], ()) for count in range(1, min(len(pieces), known.longest) + 1))
    return any(len(entry) == 1 and entry[0].terminal == "LASTING" for entries in begins for entry in entries)


def _about(tokens: list[Token]) -> list[Token]:
    """A condition of goals: a standing is one of a goal, and where nothing more is said of which goals, the words for them say nothing."""
    found = [Token(tuple(Sense("SUBJECT", SUBJECT) if sense.terminal == "SUBJECT" else sense for sense in token.senses), token.span) for token in tokens]
    place = 0
    while place < len(found):
        subject = found[place].senses[0].terminal == "SUBJECT"
        start, end = _said_of_all(found, place) if subject else (place, place)
        found[start:end] = []
        place = start if end > start else place + 1
    return found


def _said_of_all(found: Sequence[Token], subject: int) -> tuple[int, int]:
    """Where the words begin and end that speak of all goals; nowhere, where something is said of which."""
    start, end = subject, subject + 1
    while start and found[start - 1].senses[0].terminal == "EVERY":
        start -= 1
    if any(_names(found[place]) for place in (start - 1, end) if 0 <= place < len(found)):
        # Instagram goals are behind
        return subject, subject
    of_field = bool(start) and found[start - 1].senses[0].terminal == "FIELD"
    described = end < len(found) and _can_be(found[end], "ON", "WITH", "WITHOUT", "THAT") and not _can_be(found[end], "IS", "CMP") and not of_field
    if described or (start and found[start - 1].senses[0].terminal in ("NO", "ONLY")):
        return subject, subject
    if end < len(found) and found[end].senses[0].terminal == "POSSESSIVE":
        # the goal's pace
        end += 1
    elif start > 1 and _can_be(found[start - 1], "OF", "ON") and found[start - 2].senses[0].terminal == "FIELD":
        # the pace of a goal
        start -= 1
    return start, end


def _names(token: Token) -> bool:
    """Whether a word is a platform or a metric."""
    said = token.senses[0].value if token.senses else None
    return isinstance(said, Said) and not said.quoted and any(isinstance(value, Name) for value in said.readings)


def _once(tokens: list[Token]) -> list[Token]:
    """What is compared twice in one breath is compared once, as the second word says: تنخفض الوتيرة إلى أقل من 80% (falls the pace to below 80 %)."""
    found = [_as_is(token, after) for token, after in zip(tokens, [*tokens[1:], None], strict=False)]
    for index, token in enumerate(tokens[:-3]):
        between = tokens[index + 1 : index + 4]
        again = next((place for place, other in enumerate(between) if place and _can_be(other, "CMP")), None)
        if token.senses[0].terminal == "CMP" and between[0].senses[0].terminal == "FIELD" and again is not None:
            led = all(_can_be(other, "ON", "OF") for other in between[1:again])
            second = between[again]
            if led and not _can_be(second, "VALUE"):
                place = index + 1 + again
                return [
                    *found[:index],
                    between[0],
                    Token(tuple(sense for sense in second.senses if sense.terminal == "CMP"), second.span),
                    *_once(found[place + 1 :]),
                ]
    return found


def _as_is(token: Token, after: Token | None) -> Token:
    """Status = behind: the sign is the word there."""
    equals = token.senses[:1] == (Sense("CMP", "is"),) and after is not None and _can_be(after, "CHOICE")
    return Token((Sense("IS", "is"),), token.span) if equals else token


def _before(tokens: list[Token]) -> list[Token]:
    """Three days before the deadline, in any order of these words: at most three days are left."""
    length = next((token for token in tokens if _length(token) is not None), None)
    before = next((token for token in tokens if _can_be(token, "CMP") and any(sense.value == "below" for sense in token.senses)), None)
    end = next((token for token in tokens if any(sense == Sense("FIELD", "end") for sense in token.senses)), None)
    if (
        length is None
        or before is None
        or end is None
        or any(token not in (length, before, end) and not _can_be(token, "ON", "OF", "WITH") for token in tokens)
    ):
        return tokens
    return [Token((_LEFT,), end.span), Token((Sense("CMP", "at_most"),), before.span), length]


def length_in_days(text: str) -> int | None:
    """Whole days that a text says: 7 days, a week; None where it says something else."""
    length = next((value for language in spoken() for token in scan(text, language)[:1] if token.span.end == len(text) and (value := _length(token))), None)
    days = abs(length.value) * _DAYS.get(length.unit, 0) if length is not None else 0
    return int(days) if days == int(days) and 1 <= days <= LONGEST_RUN else None


class Alerts(Duties):
    """Reads trees of alerts, in one language."""

    # nothing is demanded here: "not" in front of parentheses is for what is in them
    ends_denial = frozenset([*Duties.ends_denial, "group"])

    def __init__(self, language: str) -> None:
        super().__init__(SUBJECT, language)

    def alert(self, tree: Node) -> Alerting:
        """A tree of `alert`."""
        leaves: dict[str, Leaf] = {}
        for leaf in (child for child in tree.children if isinstance(child, Leaf)):
            if leaf.kind in leaves:
                # critical or warning? for 3 days or for 5?
                raise Unclear("ambiguous", leaf)
            leaves[leaf.kind] = leaf
        condition = self._premise(child_of(tree, "premise"))
        condition = negated(condition) if leaves["IF"].value == "unless" else condition
        unknown = next((leaf for leaf in tree.leaves() if leaf.kind == "FIELD" and not self._field(leaf).daily), None)
        if unknown is not None:
            raise Unclear("alert_field", unknown, {"field": called("FIELD", str(unknown.value))})
        days = 1
        if "LASTING" in leaves:
            days = _days(leaves["LASTING"], leaves["VALUE"])
            premise = child_of(tree, "premise")
            behind = leaves["LASTING"].span.start > premise.span.start and not str(leaves["LASTING"].value).endswith(",")
            if behind and isinstance(condition, And | Or) and len(child_of(premise, "chain").children) > 1:
                # status is behind or pace is below 80% for 3 days: both for 3 days?
                raise Unclear("ambiguous", premise)
        severity = leaves["SEVERITY"].value if "SEVERITY" in leaves else None
        return Alerting(condition, days, severity)


def _days(mark: Leaf, leaf: Leaf) -> int:
    """Evaluations in a row, one a day: for 3 days, for more than 2 days, for a week."""
    length = _length(Token((Sense(leaf.kind, leaf.value),), leaf.span))
    days = abs(length.value) * _DAYS.get(length.unit, 0) if length is not None else 0
    bound = str(mark.value).rstrip(",")
    if days != int(days) or bound in ("below", "at_most"):
        raise Unclear("alert_days", leaf, {"text": text_of(leaf)})
    days = int(days) + (bound == "above")
    if not 1 <= days <= LONGEST_RUN:
        raise Unclear("alert_days", leaf, {"text": text_of(leaf)})
    return days
