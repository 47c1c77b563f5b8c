"""One order of words for all languages: the subject before what is said of it, as `grammar/rule.lark` has it.

"We need an owner for every goal" and يجب أن يكون لكل هدف مسؤول (must be for every goal an owner) have the subject after the verb; مدة الهدف (length the goal)
has no word for "of". Nothing but the order changes, and every word keeps its place in the text.
"""

from collections.abc import Sequence

from aimline.rules.conditions import Name
from aimline.rules.fields import fields
from aimline.rules.words import Said, Sense, Token

_QUANTIFIERS = frozenset(["EVERY", "NO", "ONLY"])
_ADJECTIVES = frozenset(["BOOL", "CHOICE", "VALUE"])
_PREPOSITIONS = frozenset(["ON", "OF"])
_WHICH = frozenset(["WITH", "WITHOUT", "THAT", "CONTAINS"])
_VERBS = frozenset(["MUST", "MAY"])
_WHERE = frozenset(["CMP", "BETWEEN", "HAVE"])
_SAYING = frozenset(["HAVE", "IS", "CONTAINS", "FORBIDDEN", "IF", "WITHOUT"])


def ordered(tokens: Sequence[Token], subject: str) -> list[Token]:
    """The words of a rule in the order of the grammar."""
    words = _joined(_subject_first(_led(_limits(_only(_joined(_capped(tokens)))), subject), subject))
    return [_within(words, index, subject) for index in range(len(words))]


def tidied(tokens: Sequence[Token], subject: str) -> list[Token]:
    """The words of a condition, which has one order in all languages."""
    words = _joined(_capped(tokens))
    return [_within(words, index, subject) for index in range(len(words))]


def _kind(token: Token) -> str:
    return token.senses[0].terminal


def _can_be(token: Token, terminals: frozenset[str]) -> bool:
    return any(sense.terminal in terminals for sense in token.senses)


def _is_comma(token: Token) -> bool:
    return token.senses[-1] == Sense("CONN", ",")


def _joined(tokens: Sequence[Token]) -> list[Token]:
    """A comma before "and" or "or" is one with it, a field named twice in a row (run longer than) is named once, no preposition stands before an amount (a
    budget of at most $500), and a comma at the end is none.
    """
    found: list[Token] = []
    for token in tokens:
        if found and _is_comma(found[-1]) and _kind(token) == "CONN":
            found[-1] = token
            continue
        while len(found) > 1 and _can_be(found[-1], _PREPOSITIONS) and not _can_be(found[-1], _WHERE) and _needs_none(found[-2], token):
            # last for more than, exceeds on 90 days
            found.pop()
        if not (found and _kind(token) == "FIELD" and token.senses[0] == found[-1].senses[0]):
            found.append(token)
    while found and _is_comma(found[-1]):
        found.pop()
    return found


def _describes(token: Token) -> bool:
    """Whether a word may be an adjective of a subject: paid, TikTok; not an amount, and not words that nobody knows."""
    value = token.senses[0].value
    return _kind(token) in ("BOOL", "CHOICE") or (isinstance(value, Said) and any(isinstance(one, Name) for one in value.readings))


def _group(words: Sequence[Token], subject: int) -> tuple[int, int]:
    """Where the words begin and end that belong to a subject: quantifiers and adjectives before it, adjectives and platforms after it."""
    start, end = subject, subject + 1
    while start and _describes(words[start - 1]):
        start -= 1
    while start and _kind(words[start - 1]) in _QUANTIFIERS:
        start -= 1
    while end < len(words) and _describes(words[end]):
        end += 1
    while end + 1 < len(words) and _can_be(words[end], frozenset(["ON"])) and _kind(words[end + 1]) == "VALUE" and not _is_figure(words[end + 1]):
        end += 2
    return start, end


def _led(words: list[Token], about: str) -> list[Token]:
    """What leads a sentence and belongs elsewhere: "for every goal an owner", "forbidden is any goal without", and "only" behind what it is about."""
    only = next((index for index, word in enumerate(words) if _kind(word) == "ONLY"), 0)
    following = {_kind(word) for word in words[only + 1 : only + 2]}
    if only and not following & {"FIELD", "SUBJECT", *_ADJECTIVES}:
        words = [words[only], *words[:only], *words[only + 1 :]]
    if words and (_kind(words[0]) in ("CMP", "BETWEEN") or _is_value(words[0])):
        # at least two platforms are required for every goal
        needed = next((index for index in range(1, len(words)) if _kind(words[index]) == "PRESENT" and _kind(words[index - 1]) == "IS"), None)
        if needed is not None:
            words = [*words[: needed - 1], *words[needed + 1 :]]
            if not any(_kind(word) == "SUBJECT" for word in words):
                return [_word("MUST", "error", words[0]), _word("HAVE", "have", words[0]), *words]
    described = next((index for index, word in enumerate(words) if _kind(word) == "SUBJECT"), 0)
    if described >= 3 and _kind(words[described - 2]) == "CONN" and _describes(words[described - 1]) and _describes(words[described - 3]):
        # Facebook and Instagram goals are those on one of them
        pair = [words[described - 3], _word("CONN", "or", words[described - 2]), words[described - 1]]
        if all(_kind(word) == "VALUE" for word in (pair[0], pair[2])):
            return [*words[: described - 3], words[described], _word("ON", "on", pair[0]), *pair, *words[described + 1 :]]
    banned = next((index for index, word in enumerate(words) if _kind(word) == "FORBIDDEN"), None)
    if banned and banned + 1 < len(words) and _kind(words[banned + 1]) in ("ON", "WITH", "WITHOUT"):
        # paid goals are forbidden on TikTok
        words = [*words[:banned], *words[banned + 1 :], words[banned]]
    if banned == 1 and len(words) == 2 and _kind(words[0]) == "VALUE" and _describes(words[0]):
        # TikTok is forbidden
        words = [_word("SUBJECT", about, words[0]), _word("ON", "on", words[0]), *words]
    if len(words) > 1 and _kind(words[0]) == "FORBIDDEN":
        rest = words[1:]
        while rest and _kind(rest[0]) == "EVERY":
            rest = rest[1:]
        return [_word("NO", "none", words[0]), *rest]
    if len(words) > 1 and _kind(words[0]) in ("HAVE", "ON", "OF") and _kind(words[1]) in _QUANTIFIERS | {"SUBJECT"}:
        subject = next((index for index, word in enumerate(words) if _kind(word) == "SUBJECT"), None)
        if subject is not None:
            _, end = _group(words, subject)
            return [*words[1:end], *([words[0]] if _kind(words[0]) == "HAVE" else []), *words[end:]]
    return words


def _subject_first(words: list[Token], about: str) -> list[Token]:
    """A subject that stands after the verb goes before it, with what belongs to it and without the preposition before it. Where a field is in its place, it
    goes behind that: the budget of paid goals must be below $500.
    """
    if (
        words
        and _can_be(words[0], frozenset(["NOT"]))
        and (_kind(words[0]) == "NOT" or (len(words) > 1 and _kind(words[1]) in ("CMP", "IS", "HAVE", "CONTAINS")))
    ):
        words = [_word("NOT", "not", words[0]), *words[1:]]
        # never run a goal for longer than 60 days
        words = [_word("MUST", "error", words[0]), *words]
    verb = next((index for index, word in enumerate(words) if _kind(word) in _VERBS), None)
    subject = next((index for index, word in enumerate(words) if _kind(word) == "SUBJECT"), None)
    if words and _kind(words[0]) == "IF" and subject is not None and (verb is None or subject < verb):
        start, end = _group(words, subject)
        if start > 1 and all(_kind(word) in ("NOT", "IS", "HAVE") for word in words[1:start]):
            # if not has the goal an owner
            return [words[0], *words[start:end], *words[1:start], *words[end:]]
        return words
    if subject is None and verb == 0:
        # must be the owner Sara; needs an owner: every goal does
        first, after = _named(words, 1)
        return [*words[first:after], *words[:first], *words[after:]] if first < after else [_word("SUBJECT", about, words[0]), *words]
    if (verb is None and subject is None) or subject is None:
        return words
    start, end = _group(words, subject)
    if verb is None or subject < verb:
        if verb is None and start and end == len(words) and not any(_kind(word) in _SAYING for word in words):
            # at most 5 actions for every goal
            return [*words[start:], _word("MUST", "error", words[0]), _word("HAVE", "have", words[0]), *_unled(words[:start])]
        if start and end == len(words) and _can_be(words[start - 1], _PREPOSITIONS) and _kind(words[0]) == "FIELD" and start > 2:
            # budgets are mandatory for paid goals
            return [words[0], _word("OF", "of", words[start]), *words[start:], *words[1 : start - 1]]
        return words
    rest = words[end:]
    if all(_kind(word) in ("IS", "NOT") for word in words[verb + 1 : start]) and not rest and end - subject > 1:
        # must be every goal paid: the adjective is what is said of it
        end, rest = subject + 1, words[subject + 1 : end]
    group, before = words[start:end], _unled(words[:start])
    first, after = _named(before, verb + 1)
    if first < after == len(before) and not rest:
        # there must be an owner for every goal
        return [
            *group,
            *before[: verb + 1],
            *[word for word in before[verb + 1 : first] if _kind(word) == "NOT"],
            _word("HAVE", "have", before[verb]),
            *before[first:],
        ]
    if first < after == len(before):
        # must be the budget of every goal below 500
        return [*before[first:after], _word("OF", "of", words[start]), *group, *before[:first], *rest]
    if verb and _kind(words[0]) == "FIELD":
        return [words[0], _word("OF", "of", words[start]), *group, *before[1:], *rest]
    return [*group, *before, *rest]


def _named(words: Sequence[Token], start: int) -> tuple[int, int]:
    """Where the field is named, and whether its number is meant, that what follows a verb is said of; an empty stretch where none is."""
    first = start
    while first < len(words) and _kind(words[first]) in ("NOT", "IS", "CONTAINS", "CMP"):
        first += 1
    after = first
    while after < len(words) and _kind(words[after]) == "COUNT":
        after += 1
    return (first, after + 1) if after < len(words) and first > start - 1 and _kind(words[after]) == "FIELD" and first > start else (first, first)


def _unled(words: list[Token]) -> list[Token]:
    """Words without the preposition at their end, or the second of two that say "have"."""
    if len(words) < 2 or not _can_be(words[-1], _PREPOSITIONS | {"HAVE"}) or _can_be(words[-1], frozenset(["FIELD"])):
        return words
    has = any(_kind(word) in ("HAVE", "CONTAINS") for word in words[:-1]) or _kind(words[-2]) == "FIELD"
    return words if _kind(words[-1]) == "HAVE" and not has else words[:-1]


def _word(terminal: str, value: str, beside: Token) -> Token:
    """A word that nobody wrote, at the place of one that somebody did."""
    return Token((Sense(terminal, value),), beside.span)


def _capped(tokens: Sequence[Token]) -> list[Token]:
    """A cap of $500 is at most $500; a cap without an amount is the field itself."""
    found: list[Token] = []
    for index, token in enumerate(tokens):
        if _kind(token) != "CAP":
            found.append(token)
            continue
        amount = next((at for at in range(index + 1, min(index + 4, len(tokens))) if _is_value(tokens[at])), None)
        if amount is not None and all(_can_be(each, _PREPOSITIONS | {"IS", "MUST"}) or _kind(each) == "FIELD" for each in tokens[index + 1 : amount]):
            between = [each for each in tokens[index + 1 : amount] if not _can_be(each, _PREPOSITIONS) and _kind(each) != "FIELD"]
            return [*found, *between, _word("CMP", str(token.senses[0].value), token), *_capped(tokens[amount:])]
    return found


def _is_value(token: Token) -> bool:
    return _kind(token) == "VALUE" and _is_figure(token)


def _limits(words: list[Token]) -> list[Token]:
    """The maximum budget is $500, no more than five is the number of actions: the limit goes to its amount. Without an amount it says nothing more."""
    for index, word in enumerate(words):
        named = index + 1
        while named < len(words) and (_kind(words[named]) == "COUNT" or _can_be(words[named], _PREPOSITIONS)):
            named += 1
        if _kind(word) != "CMP" or named >= len(words) or _kind(words[named]) != "FIELD":
            continue
        amount = next((at for at in range(named + 1, len(words)) if _is_value(words[at])), None)
        if amount is None:
            return [*words[:index], *words[index + 1 :]] if word.senses[0].value in ("at_most", "at_least") else words
        if index:
            return words
        between = [
            each
            for each in words[1:amount]
            if _kind(each) != "IS" and not (_can_be(each, _PREPOSITIONS) and each is not words[amount - 1] and each in words[1:named])
        ]
        must = [] if any(_kind(each) in _VERBS for each in between) else [_word("MUST", "error", word)]
        return [*between, *must, word, *words[amount:]]
    return words


def _only(words: list[Token]) -> list[Token]:
    """Must only be on Instagram or TikTok: has only those platforms."""
    verb = next((index for index, word in enumerate(words) if _kind(word) in _VERBS), None)
    only = next((index for index, word in enumerate(words) if _kind(word) == "ONLY"), None)
    if verb is None or only is None or only < verb:
        return words
    rest = [word for word in words[verb + 1 :] if _kind(word) != "ONLY"]
    place = next((index for index, word in enumerate(rest) if _names_platform(word)), None)
    if place is None or _kind(words[min(only + 1, len(words) - 1)]) in ("FIELD", "SUBJECT") or any(_kind(word) == "FIELD" for word in rest[:place]):
        return words
    kept = [word for word in rest[:place] if not _can_be(word, frozenset(["IS", "ON", "OF"]))]
    named = [_word("HAVE", "have", words[only]), _word("ONLY", "only", words[only]), _word("FIELD", "platforms", words[only])]
    return [*words[: verb + 1], *kept, *named, *rest[place:]]


def _names_platform(token: Token) -> bool:
    value = token.senses[0].value
    return isinstance(value, Said) and any(isinstance(one, Name) and one.kind == "platform" for one in value.readings)


def _needs_none(before: Token, token: Token) -> bool:
    """Whether no preposition is needed between two words: before an amount."""
    return _kind(token) in ("CMP", "BETWEEN") or (_kind(before) in ("FIELD", "CMP") and _is_figure(token))


def _is_figure(token: Token) -> bool:
    """Whether an amount or a day begins with a word."""
    first = token.senses[0]
    return first.terminal in ("CMP", "BETWEEN") or (isinstance(first.value, Said) and any(not isinstance(value, Name) for value in first.value.readings))


def _within(words: Sequence[Token], index: int, subject: str) -> Token:
    """What follows a list that has fields of its own is about its elements, if it can be: actions on TikTok, actions with a cadence."""
    word = words[index]
    if not index or _kind(words[index - 1]) != "FIELD":
        return word
    field = fields(subject).get(str(words[index - 1].senses[0].value))
    if field is None or field.elements is None:
        return word
    own = (Sense("WITHIN", "on"),) if _can_be(word, frozenset(["ON"])) else ()
    which = next((Sense("WHICH", sense.terminal) for sense in word.senses if sense.terminal in _WHICH), None)
    return Token((*own, *((which,) if which else ()), *word.senses), word.span)
