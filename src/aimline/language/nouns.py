"""Words that are two things alike, settled by what stands around them: verbs that are nouns ("reach", "post", الوصول), and amounts after a word for both of
and by ("une hausse de 15 %", "un taux de 15 %").
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from aimline.language.slots import MONTHS, Quantity, Slot
from aimline.language.statement import Time

_BEFORE_A_NOUN = frozenset(
    [
        "amount",
        "of_amount",
        "to_amount",
        "from_to",
        "pair",
        "plus_amount",
        "new",
        "more",
        "average",
        "vague",
        "recurring",
        "platform",
        "surface",
        "multiple",
        "metric",
    ]
)
_MOVES = frozenset(["increase", "decrease", "improve"])
"""Verbs that say by how much."""
_AFTER_A_HEADLINE = frozenset(["colon", "by_amount", "from_to", "plus_amount", "per_item"])


def reread(slots: Sequence[Slot], text: str, *, noun_first: bool) -> list[Slot]:
    """Settle each word that is a verb or a noun: after a verb, a number or an adjective it is a noun; each amount of which the verb tells what it is; and
    the events that no lexicon knows ("before the season opener"). `text` is the normalised text of the slots,
    `noun_first` tells that adjectives follow their noun.
    """
    out: list[Slot] = []
    verb_seen, moves = False, False
    passed = 0
    if len(slots) > 2 and slots[0][0] in _HEADS:
        heading = _dated_heading(slots, text)
        if heading is not None:
            passed = heading[0] + 1
            out += slots[: heading[0]]
            out.append(heading[1])
    for index, slot in enumerate(slots):
        if index < passed:
            continue
        if slot[0] not in _UNSETTLED:
            out.append(slot)
            continue
        kind = slot[0]
        joined = _JOINED.get(kind)
        event = joined(slots, index, text, noun_first) if joined is not None else None
        if event is not None:
            slot, passed = event
            out.append(slot)
            continue
        if kind in _SETTLED:
            out.append(slot)
            continue
        if kind == "verb" and out and out[-1].kind == "link" and slot.can_be("HAPPENING") and any(s.kind == "metric" for s in out):
            # "250 participants au lancement"
            slot = slot._replace(kind="word")
        elif kind == "verb":
            noun = _as_noun(slot, out, slots[index + 1 :], verb_seen)
            verb_seen = verb_seen or noun is None
            slot = noun or slot
            moves = moves if noun is not None else str(slot.value).split()[0] in _MOVES
        elif kind == "baseline" and _of_so_many(slot, out, slots[index + 1 :]):
            slot = slot._replace(kind="of_amount")
        elif kind == "of_or_by_amount":
            slot = slot._replace(kind="by_amount" if moves else "of_amount")
        elif kind in ("time", "recurring") and slots[index + 1 : index + 2] and _describes(slot, out, slots[index + 1 :], noun_first=noun_first):
            slot = Slot("link" if _LEADS.intersection(name for name, _ in slot.lead) and slot.kind == "time" else "word", None, slot.start, slot.end)
        elif kind == "time" and slots[index + 1 : index + 2] and _names_a_noun(slot, slots[index + 1 :], noun_first=noun_first):
            slot = Slot("link", None, slot.start, slot.end)
        elif kind == "time" and _is_where(slot, out):
            slot = Slot("word", None, slot.start, slot.end)
        elif kind == "per_on":
            slot = _out_of(slot, out)
        elif kind in ("stop", "via", "purpose", "while_"):
            verb_seen, moves = False, False
        out.append(slot)
    return out


_YEAR = re.compile(r"20\d\d")
_NUMBERED = re.compile(r"\b(20\d\d)\b")
_TITLES = frozenset(["filler", "label"])
_HEADS = frozenset(["amount", "word", *_TITLES])


def _dated_heading(slots: Sequence[Slot], text: str) -> tuple[int, Slot] | None:
    """A year or a month that heads a line, with a number of its own to come, and its place: "2027: 300 leads", "Goal 2027: …", "March: 300 leads"."""
    first = slots[0]
    if first.kind == "label" and any(_is_number(one) for one in slots[1:]) and (year := _NUMBERED.search(text, first.start, first.end)) is not None:
        # هدف 2027: is the goal of a year, not the goal number 2027
        return 0, Slot("time", Time("period", year[1]), first.start, first.end)
    place = next((index for index, one in enumerate(slots) if one[0] not in _TITLES), 0)
    colon = place + 1
    while colon < len(slots) and slots[colon][0] in _TITLES and text[slots[colon].end - 1] != ":":
        colon += 1
    if slots[place].kind == "amount" and [slot.kind for slot in slots[colon : colon + 2]] == ["word", "colon"]:
        colon += 1  # "2027 objectives: …"
    if colon >= len(slots) or text[slots[colon].end - 1] != ":" or not any(_is_number(one) for one in slots[colon + 1 :]):
        return None
    slot = slots[place]
    if slot.kind == "amount":
        written = text[slot.start : slot.end]
        return (place, Slot("time", Time("period", written), slot.start, slot.end)) if _YEAR.fullmatch(written) else None
    month = next((value for name, value in slot.also if name == "MONTH"), None)
    return (place, Slot("time", Time("period", MONTHS[int(month) - 1]), slot.start, slot.end)) if month is not None else None


def _is_number(slot: Slot) -> bool:
    return slot.kind.endswith("amount") or slot.kind in ("from_to", "pair", "multiple")


_FIRM = frozenset(["platform", "amount", "comma"])
"""Kinds of slots of which none is the noun of an event."""


def _named_after(slots: Sequence[Slot], index: int, text: str, _noun_first: bool) -> tuple[Slot, int] | None:
    """An event that is named after a season, a month, another event: "before the winter break", "by the Christmas party"."""
    slot = slots[index]
    after = slots[index + 1] if index + 1 < len(slots) else None
    if (
        after is None
        or after[0] in _FIRM
        or after.start - slot.end > 1
        or not (slot.leads("BEFORE") is not None or slot.leads("UNTIL") == "")
        or not after.can_be("HAPPENING")
        or not any(name in _DESCRIBING for name, _ in slot.tail)
    ):
        return None
    name = "_".join(re.findall(r"\w+", text[slot.start : after.end])[-2:])
    return Slot("time", Time("deadline", f"EVENT:{name}", exclusive=slot.leads("BEFORE") is not None), slot.start, after.end), index + 2


def _blank(slots: Sequence[Slot], index: int, _text: str, noun_first: bool) -> tuple[Slot, int] | None:
    """ "get X new leads": before what is counted a platform's letter stands for a number that is still to come; before a mere noun only where a platform would
    stand behind it.
    """
    slot, after = slots[index], slots[index + 1] if index + 1 < len(slots) else None
    if (
        after is None
        or not slot.can_be("BLANK", "PLACEHOLDER")
        or after.start - slot.end > 1
        or after.kind not in (("metric", "new", "more") if noun_first else ("new", "more"))
    ):
        return None
    return Slot("amount", Quantity(None), slot.start, slot.end, slot.also), index + 1


def _one_in(slots: Sequence[Slot], index: int, _text: str, _noun_first: bool) -> tuple[Slot, int] | None:
    """ "1 in 5", "9 out of 10": a share; "12:1": a ratio."""
    whole = index + 1
    if whole < len(slots) and slots[whole][0] in _COUNTED:
        return None
    while whole < len(slots) and (slots[whole].kind == "filler" or slots[whole].leads("LINK") == "share"):
        whole += 1
    slot, after = slots[index], slots[whole] if whole < len(slots) else None
    if after is not None and after.kind == "colon" and index + 2 < len(slots) and slots[index + 2].kind == "amount":
        one = slots[index + 2]
        if one.value.value == 1 and {slot.value.unit, one.value.unit} == {"count"} and one.start == after.end and after.start == slot.end:
            # a return of 12:1
            return Slot("amount", Quantity(slot.value.value, "multiplier"), slot.start, one.end), index + 3
    if after is None or after.kind not in ("aside", "amount") or (after.kind == "amount" and whole == index + 1):
        return None
    part, total = slot.value, after.value
    if {part.unit, total.unit} != {"count"} or not part.value or not total.value or not part.value < total.value <= 100 or part.bound or total.upper:
        return None
    if after.kind == "amount" and not any(other.leads("LINK") == "share" for other in slots[index + 1 : whole]):
        return None
    return Slot("amount", Quantity(100 * part.value / total.value, "percent"), slot.start, after.end), whole + 1


_COUNTED = frozenset(["metric", "platform", "surface", "new", "more"])
"""Kinds of slots after a number that make it no share of another."""
_SIXTIETH = {"duration:hour": "duration:minute", "duration:minute": "duration:second"}


def _and_seconds(slots: Sequence[Slot], index: int, _text: str, _noun_first: bool) -> tuple[Slot, int] | None:
    """ "4 minutes 30 seconds", "1 hour 15 minutes": one length of time."""
    slot, after = slots[index], slots[index + 1] if index + 1 < len(slots) else None
    if after is None or after.kind != "amount" or slot.kind not in ("amount", "to_amount", "by_amount", "of_amount") or after.start - slot.end > 1:
        return None
    long, short = slot.value, after.value
    if _SIXTIETH.get(long.unit) != short.unit or long.value is None or short.value is None or long.upper or short.upper or short.bound:
        return None
    return slot._replace(value=replace(long, value=round(long.value + short.value / 60, 4)), end=after.end), index + 2


_NAMES = frozenset(["word", "metric", "item", "surface", "platform", "recurring", "new", "more", "filler", "all_", "multiple"])
"""What the name of an event is made of."""


_OPENERS = frozenset(["BEFORE", "UNTIL", "DURING"])


def _event(slots: Sequence[Slot], index: int, text: str, noun_first: bool) -> tuple[Slot, int] | None:
    """An event that stands in no lexicon, with the place after it: whatever follows "before", and after "by", "during" what ends in a noun for what happens
    once ("by our annual meeting"). It has no days in any calendar, and is said to have none.
    """
    slot = slots[index]
    if slot.kind == "word" and slot.can_be("EVENT") and slots[index + 1 : index + 2] and slots[index + 1].kind == "colon" and not index:
        # "Ramadan: 3 posts a day"
        return Slot("time", Time("period", str(slot.other("EVENT"))), slot.start, slot.end, slot.also), index + 1
    for name, _ in slot[4]:
        if name in _OPENERS:
            break
    else:
        return None
    before, until, during = slot.other("BEFORE"), slot.other("UNTIL"), slot.can_be("DURING")
    anything = slot.can_be("BEFORE") and before != "loose"
    if not (slot.can_be("BEFORE") or during or (slot.can_be("UNTIL") and until != "loose")):
        return None
    at, end = index + 1, index + 1
    while at < len(slots):
        here = slots[at]
        named = here.kind in _NAMES or (here.kind == "time" and _is_bare(here)) or (here.kind == "verb" and (here.can_be("HAPPENING") or anything))
        if not named:
            break
        at += 1
        # اجتماعنا السنوي: where adjectives follow, a rhythm after the noun says which
        if here.can_be("HAPPENING") or (anything and here.kind != "filler") or (noun_first and here.kind == "recurring" and end == at - 1 > index + 1):
            end = at
    if end == index + 1:
        return None
    said = [here for here in slots[index + 1 : end] if here.kind not in ("filler", "all_") and not here.can_be("END_OF", "START_OF", "MID_OF")]
    words = [word for here in said for word in re.findall(r"\w+", text[here.start : here.end])]
    if not words or said[0].can_be("ONE", "UNIT"):
        # "before a week" is no name
        return None
    time = Time("period" if during and not slot.can_be("BEFORE") else "deadline", "EVENT:" + "_".join(words[-4:]), exclusive=slot.can_be("BEFORE"))
    return Slot("time", time, slot.start, slots[end - 1].end), end


_COUNTED_UNITS = frozenset(["day", "week", "month", "year"])


def _headed(slots: Sequence[Slot], index: int, text: str, noun_first: bool) -> tuple[Slot, int] | None:
    """ "Week 9: 200 leads": a unit with its number heads the statement; else an event."""
    if index + 2 < len(slots) and slots[index + 2].kind == "colon":
        unit, number = slots[index].other("UNIT"), slots[index + 1]
        if unit in _COUNTED_UNITS and number.kind == "amount" and number.value.unit == "count" and number.value.value in range(1, 1000):
            return Slot("time", Time("period", f"{unit.upper()}_{int(number.value.value)}"), slots[index].start, number.end), index + 2
    return _event(slots, index, text, noun_first)


def _one_amount(slots: Sequence[Slot], index: int, text: str, noun_first: bool) -> tuple[Slot, int] | None:
    return _one_in(slots, index, text, noun_first) or _and_seconds(slots, index, text, noun_first) or _score(slots, index, text)


def _to_amount(slots: Sequence[Slot], index: int, text: str, noun_first: bool) -> tuple[Slot, int] | None:
    share = _one_in(slots, index, text, noun_first) if slots[index].kind == "to_amount" else None
    if share is not None:
        # "lower no-shows to one in ten"
        return share[0]._replace(kind="to_amount"), share[1]
    return _and_seconds(slots, index, text, noun_first) or _score(slots, index, text)


_SCALES = frozenset([5, 10, 100])


def _score(slots: Sequence[Slot], index: int, text: str) -> tuple[Slot, int] | None:
    """ "9/10": points out of so many."""
    if len(slots) < index + 3:
        return None
    if slots[index + 1][0] != "and_":
        return None
    slot, stroke, whole = slots[index : index + 3]
    if stroke.kind != "and_" or whole.kind != "amount" or text[stroke.start : stroke.end] != "/":
        return None
    if (slot.value.unit, whole.value.unit) != ("count", "count") or slot.end != stroke.start or stroke.end != whole.start or slot.value.upper:
        return None
    if whole.value.value not in _SCALES or slot.value.value is None or slot.value.value > whole.value.value:
        return None
    return slot._replace(value=replace(slot.value, unit="points"), end=whole.end), index + 3


def _of_each(slots: Sequence[Slot], index: int, _text: str, _noun_first: bool) -> tuple[Slot, int] | None:
    """ "on each launch post": after "each" a verb before a noun says which."""
    slot, after = slots[index], slots[index + 1] if index + 1 < len(slots) else None
    if not index or after is None or slots[index - 1][:2] != ("filler", "each") or after.kind not in ("verb", "metric") or after.start - slot.end > 1:
        return None
    item = after.other("ITEM")
    return None if item is None else (Slot("per_item", (str(item).partition(" ")[0], None), slot.start, after.end), index + 2)


_JOINED = {
    "verb": _of_each,
    **dict.fromkeys(("link", "via", "purpose"), _event),
    "word": _headed,
    "time": _named_after,
    "platform": _blank,
    "amount": _one_amount,
    **dict.fromkeys(("to_amount", "by_amount", "of_amount"), _to_amount),
}
"""What makes one slot of several, by the kind of the first."""
_SETTLED = frozenset(_JOINED) - {"verb", "time", "via", "purpose"}
"""The kinds of slots that nothing but being joined changes."""
_UNSETTLED = frozenset([*_JOINED, "baseline", "of_or_by_amount", "time", "recurring", "per_on", "stop", "while_"])
"""The kinds of slots that what stands around them may change."""


def _as_noun(slot: Slot, out: list[Slot], rest: Sequence[Slot], verb_seen: bool) -> Slot | None:
    """The noun that a verb slot is in its place, or None where it is a verb."""
    metric, item = slot.other("METRIC"), slot.other("ITEM")
    if metric is None and item is None:
        return None
    before = next((s for s in reversed(out) if s.kind not in ("filler", "label")), None)
    after = next((s for s in rest if s.kind not in ("filler", "all_")), None)
    if metric is not None and (_after_link(out) or _noun_place(before, after, out, verb_seen) or _headline(before, after)):
        return Slot("metric", metric, slot.start, slot.end, slot.also)
    if item is not None and before is not None and before.kind == "average":
        return Slot("item", item, slot.start, slot.end, slot.also)
    return None


def _of_so_many(slot: Slot, out: list[Slot], rest: Sequence[Slot]) -> bool:
    """Whether a word for both of and from says of how many: "مجتمع من 2000 عضو", where nothing leads from that number to another."""
    if "OF" not in [name for name, _ in slot.also] or not out or out[-1].kind not in ("metric", "word") or not rest or rest[0].kind != "metric":
        return False
    return not any(other.kind.endswith(("amount", "from_to", "pair", "multiple")) for other in (*out, *rest))


_LEADS = frozenset(["IN", "OVER", "DURING", "UNTIL", "BEFORE", "START", "FROM", "BETWEEN"])
_NOUNS = frozenset(["word", "metric", "surface", "item", "platform"])
_DESCRIBING = frozenset(["MONTH", "HIJRI_MONTH", "WEEKDAY", "EVENT", "MODIFIER", "NTH"])


def _is_bare(slot: Slot) -> bool:
    """Whether a time stands without a word that says how it is meant."""
    return not any(name in _LEADS for name, _ in slot.lead)


def _describes(slot: Slot, out: list[Slot], rest: Sequence[Slot], *, noun_first: bool) -> bool:
    """ "for our spring workshop", "on our monthly newsletter", "our annual gala": a season, a day or a rhythm before a noun says which."""
    if not rest or rest[0].kind not in _NOUNS or rest[0].start - slot.end > 1:
        return False
    before = next((s for s in reversed(out) if s.kind != "filler"), None)
    if slot.kind == "recurring":
        return (before is not None and before.kind == "link" and rest[0].kind != "platform") or (rest[0].can_be("HAPPENING") and rest[0].kind == "word")
    if before is not None and before.kind == "link" and slot.value.form == "period" and rest[0].kind != "platform":
        return True
    if noun_first or before is None or not any(name in _DESCRIBING for name, _ in slot.tail):
        return False
    strict = slot.leads("BEFORE") is not None or (slot.leads("UNTIL") or "loose") != "loose"
    if strict and slot.leads("UNTIL") != "loose":
        return False
    return _is_bare(slot) or slot.leads("UNTIL") == "loose" or any(name == "DETERMINED" for name, _ in (*slot.lead, *slot.tail))


def _names_a_noun(slot: Slot, rest: Sequence[Slot], *, noun_first: bool) -> bool:
    """ "on our launch video", "for Mother's Day cakes", "the campaign page": an event directly before a noun names it."""
    name = str(slot.value.value)
    if not rest or rest[0].start - slot.end > 1 or not (name.startswith("EVENT:") or name == "CAMPAIGN"):
        return False
    firm = slot.leads("BEFORE") is not None or slot.leads("UNTIL") == ""
    return (
        rest[0].kind in ("metric", "item")
        or (rest[0].kind == "filler" and rest[0].can_be("ITEM"))
        or (rest[0].kind == "word" and not noun_first and not firm and not _is_bare(slot))
    )


_MEETINGS = frozenset(["EVENT:conference", "EVENT:event", "EVENT:festival"])
"""Events of no known days that are as much a place as a time."""


def _is_where(slot: Slot, out: list[Slot]) -> bool:
    """Whether what happens once says where, in a word for in and at behind what is counted: 250 مشاركًا في المؤتمر."""
    if slot.value.form != "period" or slot.value.value not in _MEETINGS or slot.leads("PER_ON") is None:
        return False
    return next((s.kind for s in reversed(out) if s.kind not in ("filler", "new")), None) == "metric"


def _out_of(slot: Slot, out: list[Slot]) -> Slot:
    """ "50 comments on a post" counts out of posts; "the comments on the post" only says which."""
    if [s.kind for s in out if s.kind not in ("filler", "new")][-2:] in (["amount", "metric"], ["to_amount", "metric"]):
        return Slot("per_item", slot.value, slot.start, slot.end, slot.also)
    return Slot("link", None, slot.start, slot.end)


def _after_link(out: list[Slot]) -> bool:
    """ "for reach", "with our vaccination posts"."""
    before = next((s for s in reversed(out) if s.kind not in ("filler", "label", "word")), None)
    return before is not None and (before.kind == "link" or (before.kind == "via" and before.value != "verbal" and out[-1].kind == "word"))


def _noun_place(before: Slot | None, after: Slot | None, out: list[Slot], verb_seen: bool) -> bool:
    """After a number, an adjective, a noun; after a verb that is already there; in a list of metrics that no number follows."""
    if before is None:
        return False
    if before.kind in ("and_", "comma") and not verb_seen and _labelled(out):
        # "likes 2K, shares 150"
        return after is not None and after.kind == "amount"
    if before.kind in ("and_", "comma"):
        return _metric_before(out) and not (after is not None and after.kind in ("amount", "to_amount"))
    return before.kind in _BEFORE_A_NOUN or (before.kind in ("verb", "word") and verb_seen)


def _labelled(slots: list[Slot]) -> bool:
    """Whether what was last listed is a noun before its number."""
    said = [slot.kind for slot in slots[:-1] if slot.kind not in ("filler", "label")]
    return said[-2:] == ["metric", "amount"]


def _headline(before: Slot | None, after: Slot | None) -> bool:
    """Alone or before a colon or a change: "Reach: +20%"."""
    return before is None and (after is None or after.kind in _AFTER_A_HEADLINE)


def _metric_before(slots: list[Slot]) -> bool:
    for slot in reversed(slots[:-1]):
        if slot.kind == "metric":
            return True
        if slot.kind not in ("filler", "new", "more"):
            return False
    return False
