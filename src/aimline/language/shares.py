"""The share of people who do something: a rate, and not their number."""

from aimline.language.case import Case, custom_name
from aimline.language.clauses import Aside
from aimline.language.slots import Slot
from aimline.language.statement import Target
from aimline.text.diagnostic import Note


def _marker(case: Case, noun: Slot) -> Slot | None:
    """The word for a share that a noun belongs to; what describes the noun may stand between ("the percentage of our mobile visitors")."""
    other: Slot
    for other in reversed(case.slots[: case.slots.index(noun)]):
        if other[:2] == ("filler", "share") or (other.kind == "word" and other.can_be("PERCENT")):
            return other
        if case.noun_first or other.kind not in ("filler", "link", "new", "word"):
            return None
    return None


def people_who(case: Case, asides: list[Aside]) -> None:
    """ "Increase the number of people who save our posts": what they do is counted."""
    if case.result.metric != "reach" or case.verb is None or case.verb.can_be("METRIC"):
        return
    noun = next((other for other in case.all("metric") if case.used.get(other[2:4]) == "metric"), None)
    told = next((aside for aside in asides if aside.slots and aside.slots[0].value == "relative"), None)
    if noun is None or told is None or not 0 <= told.slots[0].start - noun.end <= 1:
        return
    does = next((other for other in told.slots[1:] if other.kind != "filler"), None)
    if does is not None and does.can_be("DOING"):
        case.used[noun.start, noun.end] = "object"
        case.result.metric = str(does.other("DOING"))
        case.result.spans["metric"] = case.place(noun.start, does.end)


def share_who(case: Case, target: Target, asides: list[Aside]) -> bool:
    """Whether a share is named of people who do something ("the share of visitors who buy"): what is counted is the rate that what they do makes, and where
    nobody knows which, a metric of its own.
    """
    noun = next((other for other in case.all("metric") if case.used.get(other[2:4]) == "metric"), None)
    if noun is None or not case.catalogue.metric(str(noun.value)).people:
        return False
    before = _marker(case, noun)
    if before is None:
        return False
    rest = [other for slots in (case.slots, *[aside.slots for aside in asides]) for other in slots if other.start > noun.end]
    does = next((other for other in rest if other.can_be("SHARE")), None)
    # those who buy are customers already
    known = does is not None and not (does.other("SHARE") == "conversion_rate" and noun.value == "customers")
    if not known and not any(other.value == "relative" for other in rest) and (target.kind == "percent_change" or case.noun_first):
        return False
    case.used[noun.start, noun.end] = case.used[before.start, before.end] = "object"
    told = next((aside for aside in asides if aside.slots[0].value == "relative"), None)
    if told is not None and (not known or told.slots[-1] is does):
        # it says what is counted, and nothing besides
        asides.remove(told)
        case.result.roles.append((*case.place(told.slots[0].start, told.slots[-1].end), "metric"))
    if does is not None and known:
        case.result.metric = str(does.other("SHARE"))
        case.result.spans["metric"] = case.place(before.start, does.end)
        case.used.setdefault(does[2:4], "metric")
        return True
    named = [other for other in rest if case.place(other.start, other.end).end <= target.span.start]
    span = case.place(before.start, named[-1].end if named else noun.end)
    case.result.metric, text = custom_name(case.text[span.start : span.end]), case.text[span.start : span.end]
    case.result.spans["metric"] = span
    case.result.notes.append(Note("unknown-metric", span, {"text": text}))
    return True
