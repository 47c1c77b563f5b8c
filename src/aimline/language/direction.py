"""Which way a goal goes: its verb, and what verb and target make of it."""

from aimline.catalogue import Metric
from aimline.language.amounts import main_amount
from aimline.language.case import Case
from aimline.language.clauses import AMOUNTS
from aimline.language.slots import Slot


def take_verb(case: Case) -> None:
    """The verb that tells the direction, and the metric that a verb brings along ("sell" → sales). "achieve growth of" and the like go by the noun."""
    verbs = case.all("verb")
    if not verbs:
        return
    first = verbs[0]
    if _says_which(case, first):
        case.used[first[2:4]] = "scope"
        return
    case.implied = next((str(verb.value).split()[1] for verb in verbs if " " in str(verb.value) and (verb is first or not _belongs(case, verb))), None)
    if len(verbs) > 1 and first.can_be("FILLER") and verbs[1].start - first.end <= 1:
        # خلينا نزيد: let us
        case.used[first.start, first.end] = "filler"
        first = verbs[1]
    if (
        str(first.value).split()[0] in ("reach", "do", "gain")
        and len(verbs) > 1
        and str(verbs[1].value).split()[0] in ("increase", "decrease", "improve", "gain")
    ):
        first = verbs[1]
    if str(first.value) == "do" and len(verbs) > 1 and str(verbs[1].value) == "reach" and _then(case, first, verbs[1]):
        # "launch our account and reach 1,000 followers"
        first = verbs[1]
    case.take("intent", first)
    ways = [str(value) for name, value in first.also if name == "VERB"]
    if "do" in ways and str(first.value) != "do" and _done(case):
        # a word that both lowers and puts out (ننزل): of what one does oneself it is the latter
        first = first._replace(value="do")
    fitting = _by_unit(case, ways)
    if fitting is not None:
        first = first._replace(value=fitting)
        case.implied = fitting.split()[1]
    if str(first.value) == "multiply":
        first, case.multiplies = first._replace(value="increase"), True
    case.verb = first


def _says_which(case: Case, verb: Slot) -> bool:
    """Whether the only verb stands behind a noun and its number, and says of what: "click rate of 3% on every email we send"."""
    if not str(verb.value).startswith("do") or verb is case.slots[0]:
        return False
    noun, amount = case.first("metric"), case.first(*AMOUNTS)
    if noun is None or amount is None or max(noun.end, amount.end) > verb.start:
        return False
    return (
        noun.start < amount.start
        and len(case.all("verb")) == 1
        and (case.catalogue.metric(str(noun.value)).kind == "ratio" or getattr(amount.value, "unit", "") == "percent")
    )


def _belongs(case: Case, verb: Slot) -> bool:
    """Whether a word that is also a verb ends a phrase that a link opens: the blogs in "30 links from food blogs" publish nothing."""
    for slot in reversed(case.slots[: case.slots.index(verb)]):
        if slot.kind == "link":
            return True
        if slot.kind not in ("word", "filler"):
            return False
    return False


def _then(case: Case, first: Slot, second: Slot) -> bool:
    """Whether the second verb begins another thing to do, and the first counts nothing."""
    between = [slot for slot in case.slots if first.end <= slot.start < second.start]
    return any(slot.kind == "and_" for slot in between) and not any(slot.kind in ("metric", *AMOUNTS) for slot in between)


def _by_unit(case: Case, ways: list[str]) -> str | None:
    """The sense of a verb that its number tells: "raise $5,000" collects donations, "reply to 95% of the comments" is a response rate."""
    quantity = main_amount(case) if any(" " in way for way in ways) else None
    if quantity is None or quantity.kind not in ("amount", "plus_amount", "to_amount"):
        return None
    after = case.around(quantity, 1)
    if after is not None and after.kind in ("metric", "word") and quantity.value.unit == "count" and len(ways) > 1:
        # الرد على 10 تعليقات: so many of them, not how soon
        return next((way for way in ways if " " in way and case.catalogue.metric(way.split()[1]).activity), None)
    if after is not None and (after.kind in ("new", "more") or (after.kind == "metric" and quantity.value.unit != "percent")):
        return None
    for way in ways:
        metric = case.catalogue.metric(way.split()[1]) if " " in way else None
        if metric is None or not _is_of(metric, quantity.value.unit):
            continue
        if any(_is_of(noun, quantity.value.unit) for noun in (case.catalogue.metric(str(slot.value)) for slot in case.all("metric"))):
            return None
        return way
    return None


def _is_of(metric: Metric, unit: str) -> bool:
    """Whether a unit is one of a metric's and hardly any other's: money, percent of a ratio, a length of time."""
    if unit.startswith("currency:"):
        return metric.unit == "currency" or metric.in_money
    if unit.startswith("duration:"):
        return metric.unit.startswith("duration")
    return unit == "percent" and metric.kind == "ratio" and metric.unit == "percent"


def _done(case: Case) -> bool:
    metric = case.first("metric")
    return metric is not None and case.catalogue.metric(str(metric.value)).activity


_WON = frozenset(["partnerships", "influencers"])
"""What one wins more than does, where the verb says so: "attract ten sponsors"."""


def intent_of(case: Case) -> str | None:
    intent, target, result = case.intent, case.result.target, case.result
    activity = case.metric is not None and case.metric.activity
    if intent == "gain":
        intent = "increase" if target is None or target.kind != "level" else "reach"
    way = _way(case)
    if intent == "reach" and way is not None and target is not None and target.kind == "level":
        return "decrease" if way == "down" else "increase"
    if intent == "reach" and target is None and result.metric is not None and case.first("new", "more") is not None:
        return "increase"
    if intent == "reach" and target is not None and target.kind in ("change", "percent_change", "multiple"):
        return "increase"
    improves = case.verb is not None and case.verb.value == "improve"
    if (intent in ("reach", "do") or improves) and target is not None and target.kind == "from_to":
        falls = target.value is not None and target.baseline is not None and target.value < target.baseline
        return "decrease" if falls else "increase"
    if intent == "reach" and activity and target is not None and target.kind == "level" and result.metric not in _WON:
        return "do"
    if intent == "reach" and target is None and case.verb is not None and ("VERB", "reach conversion_rate") in case.verb.also and _becomes(case):
        # "turn one-time donors into monthly givers": more of them than now
        return "increase"
    if intent == "maintain" and target is not None and target.bound == "max":
        return "limit"
    if (
        intent == "reach"
        and target is None
        and (case.first("more") is not None or (case.implied is not None and case.metric is not None and case.metric.kind == "ratio"))
    ):
        # "turn visitors into customers": how many of them, and more than now
        return "increase"
    if target is None and result.metric is None and (intent == "reach" or (intent == "do" and case.first("more") is not None)):
        # "make a splash", "write better captions": more of something that nobody can count
        return "increase"
    if intent == "do" and case.implied is None and not activity and target is not None and target.kind == "level" and _get_there(case, target.bound):
        # "launch a podcast to reach 2,000 listeners"
        return "reach"
    if intent is not None:
        return intent
    if any(0 < (slot.value.value or 0) < 1 for slot in case.all("multiple")):
        return "decrease"
    if target is None:
        if case.first("vague") is not None and result.metric is not None and not activity:
            return "increase" if case.metric is not None and case.metric.gains is not None else "reach"
        if case.first("more") is not None or (case.first("new") is not None and result.metric is not None and not activity):
            return "increase"
        return "do" if activity else ("maintain" if result.metric and case.first("recurring") is not None else None)
    if target.kind in ("change", "percent_change", "multiple", "from_to"):
        falls = target.kind == "from_to" and target.value is not None and target.baseline is not None and target.value < target.baseline
        return "decrease" if falls else "increase"
    if target.bound == "max":
        return "limit"
    return "do" if activity else "reach"


def _becomes(case: Case) -> bool:
    return case.result.metric is not None and any(("LINK", "result") in slot.also for slot in case.slots)


def _get_there(case: Case, bound: str | None) -> bool:
    return bound != "max" and case.first("to_amount") is not None


def _way(case: Case) -> str | None:
    """Where the word before the number leads: "bring churn down to 3%"."""
    slot = case.first("to_amount")
    return (slot.leads("TO") or None) if slot is not None else None
