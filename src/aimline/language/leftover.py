"""What may not pass in silence: words and numbers that stand where they could change a goal, and that no part of it took.

The parts of a goal are chosen by where they stand. Each function here looks at one place where that choice can go wrong unseen. Where two readings remain,
the note names both, and the goal keeps the one that promises less.
"""

import re
from collections.abc import Callable, Mapping, Sequence

from aimline.language.case import Case
from aimline.language.clauses import AMOUNTS
from aimline.language.lexicon import load
from aimline.language.slots import Quantity, Slot
from aimline.language.statement import Target, Time
from aimline.text.diagnostic import Note
from aimline.text.messages import languages, messages, numbers
from aimline.text.patterns import lazily
from aimline.text.position import Excerpt, Span

MEASURES = ("UNIT", "POINTS", "PERCENT", "WEEKDAY", "PERIOD", "TIMES", "QUARTER", "CURRENCY", "CURRENCY_AFTER")
"""Kinds of words that say how much or when: left over, they are more than a remark."""
_BETWEEN = frozenset(["filler", "new", "more", "word", "recurring", "average", "platform", "time", "start"])
"""What may stand between a number and the noun that it counts."""
_LEADS = frozenset(["link", "via", "while_", "compare"])
_SEPARATED = lazily(r"(?<![\d.,/:-])\d+(?:[.,]\d+)+(?![\d/:-])")
_OPEN_UNITS = frozenset(["count", "rank"])


def counts_the_unknown(case: Case, noun: Slot) -> bool:
    """Whether a number counts a word that nobody knows, and a noun only says of, from or for whom ("host 5 dinners for our donors"): 5 are not the donors."""
    if not case.has("word"):
        return False
    amount = next((slot for slot in case.all("amount", "to_amount", "of_amount", "plus_amount") if slot.value.unit == "count" and slot.value.value), None)
    if amount is None or noun.start < amount.end:
        return False
    word = False
    for slot in case.slots[case.slots.index(amount) + 1 :]:
        if slot is noun:
            return False
        if slot.kind in _LEADS:
            return word
        if slot.kind not in _BETWEEN:
            return False
        word = word or slot.kind == "word"
    return False


def only_beside(case: Case, noun: Slot) -> bool:
    """Whether a noun is only what unknown words lead to, where nothing else says what is to be done: "stand out from the competition"."""
    if case.verb is not None or not case.has("word") or case.first("new", "more", "vague", "all_", "average", "colon", *AMOUNTS) is not None:
        return False
    at = case.slots.index(noun)
    before = [slot for slot in case.slots[:at] if slot.kind not in ("filler", "label")]
    return len(before) > 1 and before[-1].kind in _LEADS and all(slot.kind == "word" for slot in before[:-1])


def glued(case: Case, slot: Slot) -> bool:
    """Whether a number is part of an adjective ("a 5-part series"): it counts nothing that the goal is about."""
    if slot.kind != "amount" or not case.has("word") or slot.value.unit != "count":
        return False
    at = case.slots.index(slot)
    dash, after = case.slots[at + 1 : at + 2], case.slots[at + 2 : at + 3]
    return bool(dash and after) and dash[0].value == "-" and after[0].kind == "word" and dash[0].start == slot.end and after[0].start == dash[0].end


_YEAR = lazily(r"\d{4}")


def take_far_year(case: Case) -> None:
    """A year later or earlier than those of goals, right behind a month: 31 December 2150. It is of the date, whatever becomes of that."""
    time = case.result.time
    if time is None or not str(time.value).startswith("--"):
        return
    said = next((slot for slot in case.all("time") if case.used.get(slot[2:4]) == "time"), None)
    after = case.around(said, 1) if said is not None else None
    if said is None or after is None or after.kind != "amount" or after[2:4] in case.used:
        return
    span = case.place(after.start, after.end)
    text = case.text[span.start : span.end]
    if _YEAR.fullmatch(text):
        case.used[after[2:4]] = "time"
        span = case.place(said.start, after.end)
        case.result.time = Time(time.form, f"{int(text):04}{time.value[1:]}", span, time.exclusive, time.weekday)
        case.result.spans["time"] = span


def note_doubts(case: Case) -> None:
    """Say of a weighed goal which of its parts could be another."""
    result = case.result
    if result.metric is None:
        return
    if result.intent is None:
        span = result.spans.get("metric") or result.spans.get("intent") or result.span
        result.notes.append(Note("ambiguous-direction", span, {"text": case.text[span.start : span.end]}))
    if case.has("more") and case.has("word"):
        _more_of_what(case)
    target = result.target
    if target is None:
        if (everything := case.first("all_")) is not None and everything[2:4] not in case.used:
            span = case.place(everything.start, everything.end)
            params: dict[str, str | Mapping[str, str]] = {"text": case.text[span.start : span.end], "first": messages("parse.no_number"), "second": "100%"}
            result.notes.append(Note("ambiguous-number", span, params))
    elif target.value is not None and target.kind in ("level", "from_to", "change") and _misfits(case, target) and not _names_its_noun(case):
        _note_metric(case, target.span)


def _more_of_what(case: Case) -> None:
    """ "Our posts deserve more love": what there is to be more of is a word that nobody knows, and the metric is another."""
    for more in case.all("more"):
        before = case.around(more, -1)
        before = case.around(before, -1) if before is not None and before.kind == "amount" else before
        if case.implied is not None and before is not None and before is case.verb:
            # "sell 4% more boxes": the verb says what there is more of
            continue
        words: list[Slot] = []
        after: Slot | None = None
        for other in case.slots[case.slots.index(more) + 1 :]:
            if other.kind == "word" and other[2:4] not in case.used:
                words.append(other)
            elif other.kind != "filler" or words:
                after = other
                break
        if words and (after is None or after.kind not in ("metric", "verb", "platform", "surface", "word")):
            span = case.place(words[0].start, words[-1].end)
            if not any(note.span.start < span.end and span.start < note.span.end for note in case.result.notes):
                _note_metric(case, span)
            return


def _misfits(case: Case, target: Target) -> bool:
    """Whether a number cannot be one of the metric: a bare one of what is a length of time, points or a share of what is counted, money of what is none. The
    verb or a word beside it made it that metric, and the number tells another.
    """
    metric, unit = case.metric, target.unit
    if metric is None or metric.name not in case.catalogue.metrics:
        return False
    if metric.vague:
        # no bare number measures it: “a presence of 35”
        return unit == "count" and target.kind == "level"
    if metric.unit == unit:
        return False
    if metric.unit.startswith("duration"):
        return not unit.startswith("duration")
    if metric.unit == "count":
        if unit.startswith("currency:"):
            return case.result.per is None and metric.name != "donations"
        return unit in ("points", "ratio") or (unit == "percent" and case.intent != "maintain")
    return metric.unit == "currency" and unit == "points"


def _names_its_noun(case: Case) -> bool:
    """Whether the metric stands right after its number ("$500 followers"): it is sure what is counted, and the unit is what is wrong."""
    amount = next((slot for slot in case.all("amount", "to_amount", "of_amount") if case.used.get(slot[2:4]) == "target"), None)
    after = case.around(amount, 1) if amount is not None else None
    return after is not None and case.used.get(after[2:4]) == "metric"


def _note_metric(case: Case, span: Span) -> None:
    name = str(case.result.metric)
    called: Mapping[str, str] = {language: load(language).names.get(("METRIC", name), name.replace("_", " ")) for language in languages()}
    case.result.notes.append(Note("ambiguous-metric", span, {"text": case.text[span.start : span.end], "metric": called}))


def note_numbers(normal: str, slots: Sequence[Slot], source: Excerpt, place: Callable[[int, int], Span], *, points_group: bool) -> list[Note]:
    """Numbers whose separators can be read in two ways: "5.000" is five or five thousand, "10,00" ten or a slip of the hand for a thousand.

    `points_group` says that points group digits in the language of the sentence. Where a percent sign, a score or a word for thousands stands beside it, a
    number has only one sensible reading.
    """
    notes = []
    for match in _SEPARATED.finditer(normal):
        other = _other_reading(match.group(), points_group=points_group)
        if other is None:
            continue
        slot = next((slot for slot in slots if slot.start <= match.start() < slot.end), None)
        quantities = [value for value in (slot.value if isinstance(slot.value, tuple) else (slot.value,)) if isinstance(value, Quantity)] if slot else []
        read, meant = other
        here = [quantity for quantity in quantities if quantity.value == read or quantity.upper == read]
        if not any(quantity.unit in _OPEN_UNITS or quantity.unit.startswith(("currency:", "duration:")) for quantity in here):
            continue
        span = place(match.start(), match.end())
        params: dict[str, str | Mapping[str, str]] = {"text": source[span.start : span.end], "first": numbers(read), "second": numbers(meant)}
        notes.append(Note("ambiguous-number", span, params, _plain(meant) if meant != read else None))
    return notes


def _plain(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,}"


def _other_reading(text: str, *, points_group: bool) -> tuple[float, float] | None:
    """How a number with separators is read, and how else it could be; None where it is plain."""
    head, sign, tail = text.partition("." if "." in text else ",")
    if (
        "," not in head + tail
        and "." not in tail
        and (len(tail) != 3 if sign == "." else len(tail) == 3 and len(head) < 4 and head[0] != "0" and not points_group)
    ):
        # the usual ones: 4.5 and 1,200
        return None
    digits = float(re.sub(r"[.,]", "", text))
    if re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", text):
        decimal = float(text)
        return (digits, decimal) if points_group else (decimal, digits)
    if re.fullmatch(r"[1-9]\d{0,2},\d{3}", text):
        return (digits, float(text.replace(",", "."))) if points_group else None
    if re.fullmatch(r"\d+,\d{1,2}", text):
        return None if points_group else (float(text.replace(",", ".")), digits)
    if re.fullmatch(r"\d+[.,]\d+|[1-9]\d{0,2}(,\d{3})+(\.\d+)?|\d{1,3}(\.\d{3})+(,\d+)?|\d{1,2}(,\d{2})+,\d{3}(\.\d+)?", text):
        return None
    parts = re.split(r"[.,]", text)
    return digits, float(f"{parts[0]}.{parts[1]}")
