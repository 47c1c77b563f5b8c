"""What a goal is held against: the window before, or the same window a year earlier ("year on year", "vs last year", "over last Ramadan")."""

from collections.abc import Sequence
from typing import Any

from aimline.language.case import Case
from aimline.language.slots import MONTHS, Slot
from aimline.language.statement import SidePhrase, Time

_NAMED = ("MONTH", "HIJRI_MONTH", "EVENT", "QUARTER")
_PASSED_OVER = frozenset(["filler", "word", "link"])
_LENGTHS = {"THIS_WEEK": ("WEEK", "W"), "THIS_MONTH": ("MONTH", "M"), "THIS_QUARTER": ("QUARTER", "Q"), "THIS_YEAR": ("YEAR", "Y")}
"""Periods, and how the names and durations of such periods end."""


def compared(slots: Sequence[Slot]) -> Sequence[Slot]:
    """The slots with "over last Ramadan", "vs December 2025" as one slot each, whose value is what the period is called, with its year where it has one."""
    if not any([slot[0] == "compare" or (slot[0] == "word" and slot.can_be("PAST")) for slot in slots]):
        return slots
    out: list[Slot] = []
    index = 0
    while index < len(slots):
        slot = slots[index]
        found = _period(slots, index) if slot[0] in ("compare", "link") else None
        if found is None:
            out.append(slot)
            index += 1
        else:
            name, last = found
            out.append(Slot("reference", name, slot.start, slots[last].end))
            index = last + 1
    return out


def _period(slots: Sequence[Slot], index: int) -> tuple[str, int] | None:
    """The past period that a comparison names, and its last slot: a month, an event, a quarter, with a word for the past or a year beside it."""
    firm, past, named, year, last = slots[index].kind == "compare", False, "", "", index
    for at in range(index + 1, min(index + 7, len(slots))):
        slot = slots[at]
        if slot.kind == "time" and firm and not named and isinstance(slot.value, Time):
            if slot.value.value[:4].isdigit():
                # بديسمبر 2025 reads as its end where a goal would have one
                return slot.value.value if slot.value.form == "period" else slot.value.value[:7], at
            named, last = _name(slot.tail), at
            if not named:
                break
            continue
        if slot.kind == "amount" and firm and not named and slot.can_be("YEAR"):
            return str(slot.other("YEAR")), at
        if slot.kind == "word" and slot.can_be("PAST"):
            past, last = True, at
        elif slot.kind == "word" and not named and slot.can_be(*_NAMED):
            named, last = _name(slot.also), at
        elif slot.kind not in _PASSED_OVER or (slot.kind == "word" and (named or not slot.can_be("PERIODS"))):
            break
    return (f"{named}-{year}" if year else named, last) if named and past else None


def _name(senses: Sequence[tuple[str, Any]]) -> str:
    """What a word calls a period, as times do; nothing where it calls none."""
    found = dict(reversed(senses))
    for terminal in ("EVENT", "QUARTER"):
        if terminal in found:
            return str(found[terminal])
    if "MONTH" in found:
        return MONTHS[int(found["MONTH"]) - 1]
    return f"AH--{int(found['HIJRI_MONTH']):02}" if "HIJRI_MONTH" in found else ""


def implied(case: Case) -> tuple[str, Slot] | None:
    """The period that a comparison says of a goal without a time of its own ("year THIS_YEAR": more than last year is this year). Where people may also mean
    any other, none is said ("previous of THIS_MONTH").
    """
    slot = case.first("reference")
    words = str(slot.value).split() if slot is not None else []
    return (words[1], slot) if len(words) == 2 and slot is not None else None


def take_reference(case: Case) -> None:
    """What a change is held against; of what is no change the words stay a comparison."""
    result, slot = case.result, case.first("reference")
    if slot is None:
        return
    changed = result.target is None or result.target.kind in ("percent_change", "multiple", "change")
    meant = _meant(str(slot.value), result.time) if changed else None
    if meant is not None:
        result.reference = meant
        case.take("reference", slot)
        return
    span = case.place(slot.start, slot.end)
    if case.own is None or slot[2:4] in case.own:
        result.side_phrases.append(SidePhrase("comparison", case.text[span.start : span.end], span))
    case.used[slot[2:4]] = "comparison"


def _meant(value: str, time: Time | None) -> str | None:
    """Previous or year; None where the period compared with is neither the one before the goal's own nor the same of the year before."""
    kind, *rest = value.split()
    length = rest[-1] if rest else ""
    if kind == "year":
        return kind
    said = time.value if time is not None else ""
    if kind == "previous":
        fits = not length or time is None or _is_long(time, length)
        return kind if fits else None
    if kind == said or (kind.removeprefix("EVENT:") == said.removeprefix("EVENT:").rpartition("-")[0]):
        return "year"
    if kind[:4].isdigit() and said[:4].isdigit():
        return "year" if int(kind[:4]) == int(said[:4]) - 1 and kind[4:] == said[4:] else None
    month = kind[5:7] if kind[:4].isdigit() and len(kind) == 7 and kind[5:7].isdigit() else ""
    if kind in MONTHS:
        return "year" if said[:4].isdigit() and said[4:] == f"-{MONTHS.index(kind) + 1:02}" else None
    return "year" if month and said == MONTHS[int(month) - 1] else None


def _is_long(time: Time, period: str) -> bool:
    """Whether a time is about as long as a period: a month, a quarter …"""
    name, letter = _LENGTHS[period]
    value = time.value
    if time.form == "duration":
        return value in (f"P1{letter}", {"Q": "P3M", "M": "P30D", "W": "P7D", "Y": "P12M"}[letter])
    if time.form == "recurring":
        return value == f"{name}LY"
    shaped = {
        "MONTH": value in MONTHS or (value[:4].isdigit() and len(value) == 7 and value[5:].isdigit()),
        "QUARTER": value[-2:-1] == "Q" and value[-1:].isdigit(),
    }
    return name in value or shaped.get(name, False) or (name == "YEAR" and value.isdigit())
