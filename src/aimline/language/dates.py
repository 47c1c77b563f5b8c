"""Words of dates settled by the words beside them, before the grammar sees them.

The grammar decides between the senses of a word by looking one word ahead. Dates need more: in "between 1 and 15 March" only the fourth word tells that 1 is a
day. Here such words get the one sense that fits (as their first), and senses that cannot fit their place fall away. Nothing here knows a natural language: it
goes by the kinds of words.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from aimline.language.grammar import Sense, Word, group_of, terminals_of

_MONTHS = frozenset(["MONTH", "HIJRI_MONTH"])
_RANGES = frozenset(["RANGE", "RANGE_TO", "AND"])
_DATED = frozenset(["ISO_DATE", "NUMERIC_DATE", "YEAR_MONTH"])
_PLACES = frozenset(["END_OF", "START_OF", "MID_OF"])
_DAYS = _MONTHS | _DATED | frozenset(["WEEKDAY"])
_AHEAD = frozenset(["UNTIL", "BEFORE", "START", "RANGE_TO", "CALLED"])
_BEFORE_TIMES = frozenset(["UNTIL", "BEFORE", "IN", "OVER", "DURING", "START", "FROM", "RANGE_TO", "OF_DATE", "END_OF", "START_OF", "MID_OF"])
_TIMES = frozenset(["NAMED", "PART", "PERIOD", "QUARTER", "FISCAL", "HIJRI_MONTH", "MONTH", "WEEKDAY", "EVENT"])
_TIMELY = (
    _MONTHS
    | _PLACES
    | _DATED
    | frozenset(["DAY", "DAY_ORDINAL", "WEEKDAY", "UNIT", "NAMED", "HIJRI_YEAR", "FISCAL", "TIMES", "RECUR", "EVENT", "QUARTER", "HENCE", "PART"])
)
_NAMED_UNIT = {"END_OF_DAY": "DAY", "END_OF_WEEK": "WEEK", "END_OF_MONTH": "MONTH", "END_OF_QUARTER": "QUARTER", "END_OF_YEAR": "YEAR", "MID_MONTH": "MONTH"}
_RECUR_UNIT = {"DAILY": "day", "MONTHLY": "month", "QUARTERLY": "quarter", "YEARLY": "year"}


_UNSETTLED = frozenset(
    [
        "DAY",
        "DAY_AFTER",
        "HIJRI_YEAR",
        "DAY_ORDINAL",
        "NAMED",
        "WEEKDAY",
        "HENCE",
        "DUAL",
        "ONE",
        "RECUR",
        "UNIT",
        "TIMES",
        "NUMBER",
        "FRACTION",
        "PERIOD",
        "RANGE_TO",
    ]
)
"""Kinds of words that `_senses` may settle."""
_DIGITS = frozenset(["DAY", "DAY_AFTER", "HIJRI_YEAR"])
_DATING = _MONTHS | _PLACES | frozenset(["AH", "EVENT", "NAMED", "TIMES"])
"""Kinds of words without which digits are no day and no year of the Hijri calendar, no ordinal and no frequency."""
_OF_WHICH = frozenset(["PERIOD", "UNIT", "OF_THIS"])
"""Kinds of words for what a day or a part can be of: the 15th of next month, the first half of the month."""
_left: dict[int, tuple[list[int], int]] = {}
"""For each group of words, which senses `_undated` leaves, and the group of those."""


class _Kinds(dict[int, frozenset[str]]):
    """The terminals of each group of words."""

    def __missing__(self, group: int) -> frozenset[str]:
        found = self[group] = frozenset(terminals_of(group))
        return found


_kinds = _Kinds()
_TIME, _YEAR, _NOUN, _DIGIT, _OPEN, _NUMBER, _OFTEN = 1, 2, 4, 8, 16, 32, 64
_FISCAL, _DAY, _PLACE, _MONTH, _NAMED, _DATED_DAY, _FILLER, _BEFORE, _DATE_WORD, _OF_DATE, _WHICH, _COMPARE, _BY_WHAT_FOLLOWS = (
    1 << bit for bit in range(7, 20)
)
_SEVERAL = {
    _FISCAL: frozenset(["FISCAL"]),
    _DAY: frozenset(["DAY"]),
    _PLACE: _PLACES,
    _MONTH: frozenset(["MONTH"]),
    _NAMED: frozenset(["NAMED"]),
    _DATED_DAY: _DAYS,
    _FILLER: frozenset(["FILLER"]),
    _BEFORE: _BEFORE_TIMES,
    _DATE_WORD: _DATING,
    _OF_DATE: frozenset(["OF_DATE"]),
    _WHICH: _OF_WHICH,
    _COMPARE: frozenset(["COMPARE"]),
}
"""What else is marked of a word: that it can be of one of some kinds."""


_LOOK_AHEAD = frozenset(["UNIT", "RECUR", "PERIOD", "WEEKDAY"])
"""Kinds of words that only a date after them settles, or a word for "of" before them."""


class _Marks(dict[int, int]):
    """What `settle` wants to know of each group of words, in one number: whether there is something of a date in it, a year, a metric, digits that could be
    those of a date, anything that `_senses` may settle, a mere number (which it settles only before a word for times) and such a word; and `_SEVERAL`.
    """

    def __missing__(self, group: int) -> int:
        kinds = _kinds[group]
        found = _TIME * (not kinds.isdisjoint(_TIMELY)) | _YEAR * ("YEAR" in kinds) | _NOUN * ("METRIC" in kinds)
        found |= _DIGIT * ("DAY_ORDINAL" not in kinds and not kinds.isdisjoint(_DIGITS)) | _OFTEN * ("TIMES" in kinds)
        unsettled = kinds & _UNSETTLED
        found |= (_NUMBER if unsettled == {"NUMBER"} else _OPEN) if unsettled else 0
        found |= _BY_WHAT_FOLLOWS * bool(unsettled and unsettled <= _LOOK_AHEAD)
        found |= sum(mark for mark, of in _SEVERAL.items() if not kinds.isdisjoint(of))
        self[group] = found
        return found


_marks = _Marks()


def _word(sense: Sense, start: int, end: int) -> Word:
    return Word((sense,), start, end, group_of((sense,)))


def settle(words: list[Word], text: str) -> list[Word]:
    """The words of a statement with those that belong to dates settled; `text` is the normalised text they come from."""
    each = [_marks[word[3]] for word in words]
    marks = 0
    for mark in each:
        marks |= mark
    counts = marks & _YEAR and marks & _NOUN
    if not counts and not marks & _TIME:
        return words
    kinds = [_kinds[word[3]] for word in words] if counts or marks & (_OPEN | _OFTEN) else []
    if counts and any([_counts(words, kinds, index) for index, mark in enumerate(each) if mark & _YEAR]):
        words = [_counting(word) if _counts(words, kinds, index) else word for index, word in enumerate(words)]
        kinds = [_kinds[word[3]] for word in words]
        each = [_marks[word[3]] for word in words]
        marks = 0
        for mark in each:
            marks |= mark
    if not marks & _TIME:
        return words
    if _mergeable(marks, each, text):
        words, kinds = _merged(words, kinds or [_kinds[word[3]] for word in words], text)
        each = [_marks[word[3]] for word in words]
    out = words[:]
    open_ = _OPEN | _NUMBER if marks & _OFTEN else _OPEN
    undated = not marks & _DATE_WORD and not (marks & _OF_DATE and marks & _WHICH)
    for index, mark in enumerate(each):
        if mark & _DIGIT and undated:
            out[index] = _undated(words[index])
        elif mark & open_:
            if mark & _BY_WHAT_FOLLOWS and not (index and each[index - 1] & _OF_DATE):
                ahead = 0
                for after in each[index + 1 : index + 4]:
                    ahead |= after
                if not ahead & (_TIME | _YEAR):
                    continue
            word = words[index]
            senses = _senses(words, kinds, index)
            if senses is not word[0]:
                out[index] = Word(senses, word.start, word.end, group_of(senses))
    return out


_FIRST_YEAR = 2020
"""No goal is about years before it: from 2000 to 2600 are numbers."""


def _counts(words: Sequence[Word], kinds: Sequence[frozenset[str]], index: int) -> bool:
    """Whether four digits that could be a year are a number: before what they count, where only a word for "of" and "from" stands before ("a community of
    2000 members"), and in "from 2000 to 3000", where the other is no year.
    """
    if "YEAR" not in kinds[index] or not index:
        return False
    if kinds[index - 1] & {"FROM", "START"} and index + 2 < len(kinds) and kinds[index + 1] & {"RANGE_TO", "TO"}:
        other = index + 2
    elif kinds[index - 1] & {"RANGE_TO", "TO"} and index > 2 and kinds[index - 3] & {"FROM", "START"}:
        other = index - 2
    else:
        other = -1
    if other >= 0 and "NUMBER" in kinds[other] and not kinds[other] & {"DAY", "DAY_AFTER"}:
        return "YEAR" not in kinds[other] or min(_value(words[index], "YEAR"), _value(words[other], "YEAR")) < _FIRST_YEAR
    if index + 1 >= len(kinds):
        return False
    return "METRIC" in kinds[index + 1] and bool(kinds[index - 1] & {"OF", "FROM"}) and not (index > 1 and kinds[index - 2] & (_MONTHS | _TIMES))


def _counting(word: Word) -> Word:
    senses = tuple(sense for sense in word.senses if sense.terminal != "YEAR")
    return Word(senses, word.start, word.end, group_of(senses))


def _undated(word: Word) -> Word:
    """Digits where nothing in the statement can make a date of them."""
    found = _left.get(word.group)
    if found is None:
        places = [index for index, sense in enumerate(word.senses) if sense.terminal not in _DIGITS]
        found = _left[word.group] = (places, group_of([word.senses[index] for index in places]))
    places, group = found
    return Word(tuple([word.senses[index] for index in places]), word.start, word.end, group)


def _mergeable(marks: int, each: Sequence[int], text: str) -> bool:
    """Whether `_merged` may find anything: most statements have none of what it looks for."""
    return bool(
        marks & _FISCAL
        or "'" in text
        or (marks & _DAY and "/" in text)
        or (marks & _PLACE and "-" in text)
        or (marks & (_MONTH | _COMPARE) and "." in text)
        or marks & _NAMED
        or (marks & _FILLER and marks & _BEFORE and any([mark & _FILLER and before & _BEFORE for before, mark in pairwise(each)]))
    )


def _merged(words: list[Word], kinds: list[frozenset[str]], text: str) -> tuple[list[Word], list[frozenset[str]]]:
    """Words that only together are one: `mid-`, `Dec.`, `'26`, `15/3`."""
    out: list[Word] = []
    found: list[frozenset[str]] = []
    index, count = 0, len(words)
    while index < count:
        word, kind = words[index], kinds[index]
        glued = index + 1 < count and words[index + 1].start == word.end
        sign = text[words[index + 1].start : words[index + 1].end] if glued else ""
        if "FILLER" in kind and found and found[-1] & _BEFORE_TIMES and index + 1 < count and kinds[index + 1] & _TIMES:
            # "by the" end of next month: an article between the two is neither here nor there
            senses = (*out[-1].senses, Sense("DETERMINED", None))
            out[-1] = Word(senses, out[-1].start, word.end, group_of(senses))
            index += 1
            continue
        if "NAMED" in kind and index + 2 < count and _unit_named(word) == "DAY" and kinds[index + 1] & {"UNTIL", "OF_DATE"} and _names("day", kinds, index + 2):
            # close of business on Friday: the word between the two is neither here nor there
            word = Word(word.senses, word.start, words[index + 1].end, word.group)
            index += 1
        elif sign == "." and "COMPARE" in kind and index + 2 < count:
            # vs. last quarter
            word = Word(word.senses, word.start, words[index + 1].end, word.group)
            index += 1
        elif (sign == "-" and kind & _PLACES) or (sign == "." and "MONTH" in kind and _dated_around(words, kinds, index)):
            word = Word(word.senses, word.start, words[index + 1].end, word.group)
            index += 1
        elif text[word.start : word.end] == "'" and glued and found and found[-1] & {"MONTH", "QUARTER", "FISCAL"} and _digits(text, words[index + 1]) == 2:
            word = _word(Sense("YEAR", 2000 + int(text[word.end : word.end + 2])), word.start, words[index + 1].end)
            kind = frozenset(["YEAR"])
            index += 1
        elif index + 1 < count and ("FISCAL" in kind or (glued and _ends_fiscal(word))) and _digits(text, words[index + 1]) == 2:
            following = words[index + 1]
            out.append(word)
            found.append(kind)
            word = _word(Sense("YEAR", 2000 + int(text[following.start : following.end])), following.start, following.end)
            kind = frozenset(["YEAR"])
            index += 1
        elif "DAY" in kind and sign == "/" and index + 2 < count and "DAY" in kinds[index + 2] and words[index + 2].start == words[index + 1].end and found:
            last = words[index + 2]
            if found[-1] & _AHEAD and text[out[-1].end - 1].isalpha() and (_value(word, "DAY") <= 12 or _value(last, "DAY") <= 12):
                word = _word(Sense("SHORT_DATE", text[word.start : last.end]), word.start, last.end)
                kind = frozenset(["SHORT_DATE"])
                index += 2
        out.append(word)
        found.append(kind)
        index += 1
    return out, found


def _unit_named(word: Word) -> str | None:
    """The unit of time that "end of the day", "mid month" are about."""
    return next((_NAMED_UNIT.get(str(sense.value)) for sense in word.senses if sense.terminal == "NAMED"), None)


def _ends_fiscal(word: Word) -> bool:
    """Whether a word is the end of a fiscal year, whose number may stand glued to it: "end of FY27"."""
    return any(sense.terminal == "NAMED" and str(sense.value).endswith("FISCAL_YEAR") for sense in word.senses)


def _digits(text: str, word: Word) -> int:
    found = text[word.start : word.end]
    return len(found) if found.isascii() and found.isdigit() else 0


def _value(word: Word, terminal: str) -> int:
    return next((int(sense.value) for sense in word.senses if sense.terminal == terminal), 99)


def _dated_around(words: Sequence[Word], kinds: Sequence[frozenset[str]], index: int) -> bool:
    """Whether a month followed by a point stands in a date: a day before it, or a day, a year or a comma after it."""
    after = kinds[index + 2] if index + 2 < len(words) else frozenset()
    return bool((index and kinds[index - 1] & {"DAY", "DAY_ORDINAL"}) or after & {"DAY_AFTER", "YEAR", "DAY_ORDINAL"})


def _senses(words: Sequence[Word], kinds: Sequence[frozenset[str]], index: int) -> tuple[Sense, ...]:
    word, kind = words[index], kinds[index]
    nothing: frozenset[str] = frozenset()
    before = kinds[index - 1] if index else nothing
    after = kinds[index + 1] if index + 1 < len(words) else nothing
    later = kinds[index + 2] if index + 2 < len(words) else nothing
    if kind & {"DAY", "DAY_AFTER", "HIJRI_YEAR"} and not ("DAY_ORDINAL" in kind and not before & _MONTHS):
        return _number_senses(words, kinds, index)
    third = kinds[index + 3] if index + 3 < len(words) else nothing
    if "DAY_ORDINAL" in kind and after & _RANGES and later & {"DAY", "DAY_ORDINAL"} and third & _MONTHS and not before & _MONTHS:
        return (Sense("DAY_FROM", _value(word, "DAY_ORDINAL")), *word.senses)
    if "DAY_ORDINAL" in kind and (("OF_DATE" in after and _month_at(words, index + 2)) or ("OF_THIS" in after and not later & _MONTHS)):
        return (Sense("NTH", _value(word, "DAY_ORDINAL")), *word.senses)
    if "DAY_ORDINAL" in kind and "PART" not in kind and not (after & _MONTHS or after & {"UNIT", "OF_DATE", "DATE_COMMA"} or before & {"UNIT"}):
        return (Sense("NTH", _value(word, "DAY_ORDINAL")), *(sense for sense in word.senses if sense.terminal != "DAY_ORDINAL"))
    if "PERIOD" in kind and "DURING" in kind and after & {"EVENT", "HIJRI_MONTH"}:
        # خلال حملة رمضان: the campaign of that time
        return tuple(sorted(word.senses, key=lambda sense: sense.terminal != "DURING"))
    if "UNTIL" in kind and "RANGE_TO" in kind and _opened(kinds, index):
        # من 5 يناير حتى 5 فبراير: from one day to another
        return tuple(sorted(word.senses, key=lambda sense: sense.terminal != "RANGE_TO"))
    if "NAMED" in kind:
        unit = _unit_named(word)
        if (unit == "MONTH" and after & _MONTHS) or (unit == "QUARTER" and "QUARTER" in after):
            place = "MID_OF" if any(sense.value == "MID_MONTH" for sense in word.senses) else "END_OF"
            return (Sense(place, None), *word.senses)
        if unit == "DAY" and (_names("day", kinds, index + 1) or ("DATE_COMMA" in after and _names("day", kinds, index + 2))):
            return (Sense("CALLED", None), *word.senses)
        return word.senses
    if "WEEKDAY" in kind and (after & _DATED or _day_follows(kinds, index + 1) or ("DATE_COMMA" in after and _day_follows(kinds, index + 2))):
        return (Sense("CALLED", _value(word, "WEEKDAY")), *word.senses)
    if kind & {"PERIOD", "UNIT", "RECUR"} and _is_week(word, before) and (_dates(kinds, index + 1) or ("OF_DATE" in after and _dates(kinds, index + 2))):
        return (Sense("WEEK_OF", None), *word.senses)
    if "UNIT" in kind and "OF_DATE" in before and index > 1 and kinds[index - 2] & {"PART", "DAY_ORDINAL", "DAY"}:
        whole = str(next(sense.value for sense in word.senses if sense.terminal == "UNIT"))
        if whole in ("week", "month", "quarter", "year"):
            return (Sense("PERIOD", f"THIS_{whole.upper()}"), *word.senses)
    if "HENCE" in kind and not before & {"UNIT", "DUAL", "ONE", "NUMBER", "RECUR"}:
        return (Sense("SINCE", None), *word.senses) if "START" in kind else word.senses
    if "FRACTION" in kind and ("BY" in before or (kind & {"RECUR", "DUAL"} and "OF" in after and later & {"ALL", "METRIC"})):
        # "by a quarter", "a quarter of all orders": a part of what there is, not a length of time
        return tuple(sorted(word.senses, key=lambda sense: sense.terminal != "FRACTION"))
    if "HENCE" in after and kind & {"DUAL", "ONE"}:
        return tuple(sorted(word.senses, key=lambda sense: sense.terminal not in ("DUAL", "ONE")))
    if "RECUR" in kind and after:
        unit_of = _RECUR_UNIT.get(str(next(sense.value for sense in word.senses if sense.terminal == "RECUR")).split()[0])
        return (Sense("IN", None), *word.senses) if unit_of and _names(unit_of, kinds, index + 1) else word.senses
    if "UNIT" in kind and after:
        unit_of = str(next(sense.value for sense in word.senses if sense.terminal == "UNIT"))
        if unit_of == "day" and "OF_THIS" in later and not third & _MONTHS and after & {"DAY", "DAY_ORDINAL"}:
            return (Sense("CALLED", None), *word.senses)
        if _names(unit_of, kinds, index + 1) or ("OF_DATE" in after and later & _MONTHS and unit_of == "month"):
            return (Sense("CALLED", None), *word.senses)
    if "TIMES" in kind and index and "RECUR" in after and before & {"NUMBER"}:
        return (Sense("OCCASION", None), *word.senses)
    if "NUMBER" in kind and "TIMES" in after and "RECUR" in later:
        return (Sense("FREQUENCY", next(sense.value for sense in word.senses if sense.terminal == "NUMBER")), *word.senses)
    return word.senses


_DATES = _MONTHS | _DATED | frozenset(["DAY", "DAY_AFTER", "DAY_ORDINAL", "OF_DATE", "YEAR", "HIJRI_YEAR", "AH", "QUARTER"])


def _opened(kinds: Sequence[frozenset[str]], index: int) -> bool:
    """Whether a date that a word for "from" opens stands directly before a place."""
    at = index - 1
    while at > 0 and kinds[at] & _DATES and not kinds[at] & {"START", "FROM"}:
        at -= 1
    return 0 <= at < index - 1 and bool(kinds[at] & {"START", "FROM"}) and bool(kinds[index - 1] & (_MONTHS | _DATED | {"YEAR", "AH", "DAY_AFTER"}))


def _is_week(word: Word, before: frozenset[str]) -> bool:
    """Whether a word can be the head of "the week of 7 December"; after a number it says how often."""
    values = {sense.value for sense in word.senses if sense.terminal in ("PERIOD", "UNIT", "RECUR")}
    return not values.isdisjoint(("THIS_WEEK", "week", "WEEKLY")) and before.isdisjoint(("NUMBER", "TIMES", "METRIC", "ITEM", "VERB", "OFTEN", "EVERY"))


def _dates(kinds: Sequence[frozenset[str]], index: int) -> bool:
    """Whether a date stands at a place."""
    return _day_follows(kinds, index) or (index < len(kinds) and bool(kinds[index] & _DATED))


def _month_at(words: Sequence[Word], index: int) -> bool:
    """Whether "the month", "next month" stands at a place."""
    senses = words[index].senses if index < len(words) else ()
    return any(
        (sense.terminal == "PERIOD" and str(sense.value).endswith("_MONTH")) or (sense.terminal == "UNIT" and sense.value == "month") for sense in senses
    )


def _day_follows(kinds: Sequence[frozenset[str]], index: int) -> bool:
    """Whether a day of a month stands at a place: `27 November`, `November 27`, `27th of November`."""
    here, after, later = (kinds[at] if at < len(kinds) else frozenset() for at in (index, index + 1, index + 2))
    if here & {"DAY", "DAY_ORDINAL"}:
        return bool(after & _MONTHS or ("OF_DATE" in after and later & _MONTHS))
    return bool(here & _MONTHS and after & {"DAY_AFTER", "DAY_ORDINAL"})


def _names(unit: str, kinds: Sequence[frozenset[str]], index: int) -> bool:
    """Whether the word at a place is the proper name of a day, a month, a quarter, a year."""
    here = kinds[index] if index < len(kinds) else frozenset()
    match unit:
        case "day":
            return bool(here & _DATED or "WEEKDAY" in here or _day_follows(kinds, index))
        case "month":
            return bool(here & _MONTHS)
        case "year":
            after = kinds[index + 1] if index + 1 < len(kinds) else frozenset()
            return "YEAR" in here or ("HIJRI_YEAR" in here and "AH" in after)
        case "quarter":
            return "QUARTER" in here
    return False


def _number_senses(words: Sequence[Word], kinds: Sequence[frozenset[str]], index: int) -> tuple[Sense, ...]:
    """What a number can be at its place: a day before a month or after one, the first of two days, a year of the Hijri calendar, a number."""
    word = words[index]
    nothing: frozenset[str] = frozenset()
    around = [kinds[index + step] if 0 <= index + step < len(kinds) else nothing for step in range(-3, 5)]
    third_back, two_back, before, _, after, later, third, fourth = around
    first: list[Sense] = []
    drop = set()
    value = next(sense.value for sense in word.senses if sense.terminal in ("DAY", "DAY_AFTER", "HIJRI_YEAR"))
    if not (after & _MONTHS or ("OF_DATE" in after and later & _MONTHS)):
        drop.add("DAY")
        if after & _RANGES and later & {"DAY", "DAY_ORDINAL"} and not before & _MONTHS and (third & _MONTHS or ("OF_DATE" in third and fourth & _MONTHS)):
            first.append(Sense("DAY_FROM", value))
    if not before & _MONTHS:
        if not (two_back & {"DAY_AFTER", "DAY_ORDINAL"} and third_back & _MONTHS and before & _RANGES):
            drop.add("DAY_AFTER")
    elif after & {"RANGE", "RANGE_TO"} and "DAY_AFTER" in later and not third & _MONTHS:
        first.append(Sense("DAY_AFTER_FROM", value))
    if "HIJRI_YEAR" in kinds[index] and not (
        "AH" in after or before & ({"HIJRI_MONTH", "EVENT"} | _PLACES) or ("OF_DATE" in before and two_back & {"HIJRI_MONTH", "EVENT"})
    ):
        drop.add("HIJRI_YEAR")
    unit = next((_NAMED_UNIT.get(str(sense.value)) for sense in words[index - 1].senses if sense.terminal == "NAMED"), None) if index else None
    if (("OF_DATE" in after and _month_at(words, index + 2)) or ("OF_THIS" in after and not later & _MONTHS)) and 1 <= float(value) <= 31:
        return (Sense("NTH", value), *word.senses)
    if unit and "UNIT" not in after and "PERCENT" not in after and "NUMBER" in kinds[index] and not (unit == "DAY" and after & _MONTHS):
        first.append(Sense("NTH", value))
    if "TIMES" in after and "RECUR" in later:
        first.append(Sense("FREQUENCY", value))
    return (*first, *(sense for sense in word.senses if sense.terminal not in drop))


def day_first(word: Word) -> Word:
    """A date in figures as the date that it is where the day always comes first; any other word as it is."""
    if word.senses[0].terminal not in ("NUMERIC_DATE", "SHORT_DATE"):
        return word
    day, month, *year = (int(part) for part in re.split(r"[/.-]", str(word.senses[0].value)))
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return word
    written = f"{year[0] + 2000 if year[0] < 100 else year[0]:04}" if year else "-"
    return _word(Sense("ISO_DATE", f"{written}-{month:02}-{day:02}"), word.start, word.end)
