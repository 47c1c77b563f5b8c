"""Bounds that must hold on more days than the last: always, on 25 of 30 days, on 90% of the days."""

from collections.abc import Sequence

from aimline.language.case import Case
from aimline.language.slots import Quantity, Slot
from aimline.language.statement import Kept, Time

_DAY = "duration:day"
_AMONG = frozenset(["filler", "new", "more", "word", "link", "all_"])
"""What may stand between a number of days and what they are out of: "of the next", "out of every"."""
_OPENING = frozenset(["link", "filler"])
_WEEKS = {"WEEKLY": 7}


def days_kept(slots: Sequence[Slot]) -> Sequence[Slot]:
    """The slots with "25 of 30 days", "25 days out of 30", "5 days a week" and "90% of days" as one slot each, where something is kept or bounded."""
    if not any(_bounds(slot) for slot in slots):
        return slots
    out: list[Slot] = []
    index = 0
    while index < len(slots):
        found = _kept(slots, index)
        if found is None:
            out.append(slots[index])
            index += 1
            continue
        kept, last = found
        start = slots[index].start
        if out and out[-1].kind in _OPENING and out[-1].end + 1 >= start and out[-1].can_be("LINK", "UNTIL", "IN", "OVER"):
            start = out.pop().start
        out.append(Slot("kept", kept, start, slots[last].end))
        index = last + 1
    return out


def _bounds(slot: Slot) -> bool:
    return (slot.kind == "verb" and slot.value in ("maintain", "limit")) or (slot.kind != "time" and getattr(slot.value, "bound", None) is not None)


def _kept(slots: Sequence[Slot], index: int) -> tuple[Kept, int] | None:
    """A number of days, or a share of them, that begins at a slot, and the last slot of it."""
    part = _quantity(slots[index])
    if part is None or part.value is None or part.upper is not None:
        return None
    following = index + 1
    while following < len(slots) and slots[following].kind in _AMONG and not slots[following].can_be("UNIT"):
        following += 1
    whole = slots[following] if following < len(slots) else None
    if whole is None:
        return None
    if part.unit == "percent":
        share = following - index > 1 and following - index < 4 and whole.can_be("UNIT") and any(sense == ("UNIT", "day") for sense in whole.also)
        return (Kept("share", share=part.value / 100), following) if share and 0 < part.value <= 100 else None
    if part.unit not in ("count", _DAY) or part.value != int(part.value) or part.value < 1:
        return None
    if part.unit == _DAY and whole.kind == "recurring" and whole.value in _WEEKS and following == index + 1:
        return (Kept("days", int(part.value), _WEEKS[whole.value]), following) if part.value <= _WEEKS[whole.value] else None
    total = _quantity(whole)
    among = whole.kind in ("of_amount", "aside", "baseline") or any(slot.kind == "link" for slot in slots[index + 1 : following])
    if total is None or not among or total.value is None or total.unit not in ("count", _DAY) or _DAY not in (part.unit, total.unit):
        return None
    if not part.value <= total.value <= 366 or total.value != int(total.value):
        return None
    return Kept("days", int(part.value), int(total.value)), following


def _quantity(slot: Slot) -> Quantity | None:
    """What a slot counts: an amount, also one that was taken for a length of time ("في 25 يومًا")."""
    value = slot.value
    if slot.kind in ("amount", "of_amount", "aside", "baseline") and isinstance(value, Quantity):
        return value
    if slot.kind == "time" and isinstance(value, Time) and value.form == "duration" and value.value[-1] == "D" and value.value[1:-1].isdigit():
        return Quantity(float(value.value[1:-1]), _DAY)
    return None


def take_kept(case: Case) -> None:
    """On which days the bound must hold, where the goal keeps one and says so. So many of so many days are a window of their own where no other is named."""
    result, target = case.result, case.result.target
    if target is None or target.kind != "level" or not (result.intent in ("maintain", "limit") or target.bound is not None):
        return
    if case.metric is not None and case.metric.activity:
        return
    slot = case.first("kept")
    if slot is not None:
        result.kept = slot.value
        case.take("kept", slot)
        if result.time is None and slot.value.of is not None and slot.value.of > max(_WEEKS.values()):
            result.time = Time("duration", f"P{slot.value.of}D", result.spans["kept"])
            result.spans["time"] = result.spans["kept"]
        return
    always = next((one for one in case.all("filler") if one.value == "always"), None) or next((one for one in case.all("not_") if one.value == "never"), None)
    if always is not None:
        result.kept = Kept("always")
        if always[2:4] not in case.used:
            case.take("kept", always)
        return
    daily = case.first("recurring")
    if daily is not None and daily.value == "DAILY" and stands(case) and result.intent in ("maintain", "limit"):
        # followers above 10,000 every day: no number of followers a day
        result.kept = Kept("always")


def stands(case: Case) -> bool:
    """Whether the metric stands at a figure every day, so that none is counted a day."""
    return case.metric is not None and case.metric.kind in ("level", "ratio") and case.metric.name in case.catalogue.metrics
