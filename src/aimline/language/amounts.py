"""How much: which of the amounts is the target, and what kind of target it is."""

from collections.abc import Sequence
from dataclasses import replace

from aimline.catalogue import Metric
from aimline.language.case import Case
from aimline.language.clauses import AMOUNTS, Aside
from aimline.language.leftover import glued
from aimline.language.lexicon import load
from aimline.language.shares import share_who
from aimline.language.slots import Quantity, Slot, scaled
from aimline.language.statement import Target
from aimline.text.diagnostic import Note
from aimline.text.messages import languages
from aimline.text.patterns import lazily

_STRENGTH = ("from_to", "by_amount", "multiple", "plus_amount", "to_amount", "pair", "amount", "of_amount", "baseline")
_IN_FULL = lazily(r"\d(?:[.,\u066b\u066c\u2019'\s]?\d){3}")
"""A number of four digits or more, however they are grouped."""
_YOUNGEST, _OLDEST = 12, 100
"""Lengths of time in years that people have lived, and no goal lasts."""
_COMERS = frozenset(["reach", "website_traffic"])
"""What people and visitors are where nothing says to what they come."""


def says_age(case: Case, slot: Slot) -> bool:
    """Whether an amount is how old people are: "people aged 18 to 25", « des personnes de 18 à 25 ans »."""
    value = slot.value[1] if isinstance(slot.value, tuple) else slot.value
    if value.unit == "duration:year" and case.metric is not None and case.metric.unit == "count" and _YOUNGEST <= (value.value or 0) < _OLDEST:
        return True
    before = case.around(slot, -1)
    return before is not None and before[:2] == ("link", "age")


def main_amount(case: Case) -> Slot | None:
    """The slot that says how much: the most explicit of them, the first among equals; one whose unit can be the metric's before one whose unit cannot."""
    amounts: list[Slot] = []
    for index, slot in enumerate(case.slots):
        kind = slot[0]
        if kind not in AMOUNTS:
            continue
        if index and says_age(case, slot):
            continue
        if (kind == "by_amount" and slot.value.is_window and not fits(case, slot)) or (kind == "amount" and glued(case, slot)):
            continue
        if _price(case, slot):
            continue
        if kind == "by_amount" and slot.value.value is None and amounts:
            # "to ___ followers by ___": the second blank is one for a day
            case.used[slot[2:4]] = "time"
            continue
        blank = kind in ("amount", "of_amount") and slot.value.value is None and slot.value.unit == "count"
        if blank and not any(after.kind == "metric" for after in case.slots[index + 1 : index + 3]):
            continue
        amounts.append(slot)
    if len(amounts) < 2:
        return amounts[0] if amounts else None
    if case.has("budget"):
        # "with a budget of $5,000, get 250 orders"
        amounts = [slot for slot in amounts if not _is_budget(case, slot)] or amounts
    first = min(amounts, key=lambda slot: (not fits(case, slot), _STRENGTH.index(slot.kind), slot.start))
    if first.kind == "multiple" and (there := next((slot for slot in amounts if slot.kind == "to_amount" and _is_level(case, slot)), None)) is not None:
        # "double our followers to 10,000": where they are to stand says it all
        case.used[first[2:4]] = "intent"
        case.verb = case.verb or first._replace(kind="verb", value="increase")
        return there
    return first


def _two(case: Case, slot: Slot) -> tuple[Quantity, Quantity]:
    """Two numbers, of which the second may name the thousands of both ("from 8 to 10K"); one whose digits are all written names none ("from 8 to 10,000")."""
    low, high = slot.value
    span = case.place(slot.start, slot.end)
    return (low if _IN_FULL.search(case.text[span.start : span.end]) else scaled(low, high)), high


def _is_level(case: Case, slot: Slot) -> bool:
    """Whether an amount can be where a metric stands after it was multiplied, and is no factor."""
    return unit_of(slot) not in ("multiplier", "percent") and (slot.value.value or 0) > 10 and case.metric is not None and fits(case, slot)


def _is_budget(case: Case, slot: Slot) -> bool:
    """Whether an amount is what a word for a budget right before it speaks of."""
    before = case.around(slot, -1)
    return before is not None and before.kind == "budget" and unit_of(slot).startswith("currency:")


def _price(case: Case, slot: Slot) -> bool:
    """Whether money is what each of the things counted may cost ("drive installs at under $2 each"), and no amount of them."""
    if slot.kind not in ("amount", "to_amount", "of_amount") or not slot.value.unit.startswith("currency:") or fits(case, slot):
        return False
    after = next((other for other in case.slots if other.start >= slot.end), None)
    each = after is not None and (after.kind == "per_item" or (after.kind == "filler" and after.value == "each"))
    return each and case.metric is not None and case.metric.unit == "count"


def unit_of(slot: Slot) -> str:
    return str((slot.value[1] if isinstance(slot.value, tuple) and not hasattr(slot.value, "unit") else slot.value).unit)


def fits(case: Case, slot: Slot) -> bool:
    """Whether a quantity can be one of the metric's, by its unit: money is none of followers, and days are none of sales."""
    unit = (slot.value[1] if isinstance(slot.value, tuple) else slot.value).unit
    metric = case.metric
    if metric is None or metric.name not in case.catalogue.metrics:
        return True
    if unit == "stars":
        return metric.unit == "points"
    if unit.startswith("currency:"):
        return metric.unit == "currency" or metric.in_money
    if unit.startswith("duration:"):
        return metric.unit.startswith("duration")
    return True


def take_target(case: Case, slot: Slot, asides: list[Aside]) -> None:
    result, metric = case.result, case.metric
    span = case.take("target", slot)
    base = next((s for s in case.all("baseline") if s is not slot and not _of_others(case, s)), None) if case.has("baseline") else None
    if base is not None and _is_scale(case, slot, base):
        case.used[base[2:4]], base = "target", None
        if metric is not None and metric.unit == "count" and result.metric != "reviews":
            # a score of what is counted: asked about (`leftover`)
            slot = slot._replace(value=replace(slot.value, unit="points"))
    if slot.kind == "baseline":
        del result.spans["target"]
        if _of_others(case, slot):
            # "from 6 customers"
            del case.used[slot[2:4]]
        return
    if slot.kind in ("pair", "from_to") and (_is_range(case, slot) if slot.kind == "pair" else _by_range(case, slot) or _so_many(case, slot)):
        low, high = _two(case, slot)
        kind = "by_amount" if slot.kind == "from_to" and not _so_many(case, slot) else "amount"
        slot = Slot(kind, Quantity(low.value, high.unit, None, high.value), slot.start, slot.end, slot.also)
    if slot.kind in ("from_to", "pair"):
        low, high = _two(case, slot)
        target = Target("from_to", high.value, _unit(high, metric), baseline=low.value, upper=high.upper, bound=high.bound, span=span)
    elif slot.kind == "multiple":
        target = Target("multiple", slot.value.value, "multiplier", span=span)
        beside = next((s for s in case.all("amount", "by_amount", "to_amount") if s.value.unit == "multiplier" and s.value.value), None)
        if beside is None and slot.value.value == 2 and len(case.all("multiple")) > 1:
            # مضاعفة … ثلاثة أضعاف: the verb only says that it multiplies
            beside = case.all("multiple")[1]
        if beside is not None:
            target.value = beside.value.value
            case.used[beside.start, beside.end] = "target"
        elif 0 < (slot.value.value or 0) < 1:
            # "halve": down by a half
            target = Target("percent_change", 100 * (1 - slot.value.value), "percent", span=span)
    else:
        if slot.kind == "by_amount" and case.intent == "increase" and _with_them(case, slot):
            # تنشيط الحساب بـ 10 تغريدات أسبوعيا: what one does for it
            slot, case.verb = slot._replace(kind="amount"), case.verb and case.verb._replace(value="do")
        amount: Quantity = slot.value
        if amount.unit == "multiplier" and metric is not None and metric.activity and slot.kind != "by_amount":
            # "3 times a week"
            amount = Quantity(amount.value, "count", amount.bound, amount.upper)
        elif case.multiplies and amount.unit == "count":
            amount = Quantity(amount.value, "multiplier", amount.bound, amount.upper)
        kind = _kind(case, slot, amount)
        if case.intent == "decrease" and slot.kind == "to_amount" and "FRACTION" in [name for name, _ in slot.tail]:
            # "cut complaints to a third": by what is left out
            kind, amount = "percent_change", Quantity(round(100 - (amount.value or 0), 6), "percent", amount.bound)
        unit = amount.unit if kind in ("percent_change", "multiple") else _unit(amount, metric)
        if unit == "points" and kind == "change" and metric is not None and metric.unit == "percent":
            # a rate moves by percentage points, however they are called
            unit = "percentage_points"
        target = Target(kind, amount.value, unit, bound=amount.bound, upper=amount.upper, span=span)
        if base is not None and kind == "level" and amount.value is not None and _from_there(base.value.unit, amount.unit, metric):
            target.kind, target.baseline = "from_to", base.value.value
            case.used[base.start, base.end] = "target"
    if target.kind in ("percent_change", "change", "multiple") and base is not None:
        target.baseline = base.value.value
        case.used[base.start, base.end] = "target"
    in_money = target.unit.startswith("currency:")
    if target.kind in ("level", "from_to") or (in_money and target.kind == "change"):
        meant = case.metric.in_unit.get("currency" if in_money else target.unit) if case.metric is not None else None
        result.metric = meant or result.metric
    if result.metric == "reviews" and target.kind in ("level", "from_to") and target.value is not None and (target.value % 1 or unit_of(slot) == "stars"):
        result.metric, target.unit = "rating", "points"
    if target.unit == "duration:hour" and unit_of(slot) == "count":
        target.unit = _watched(case)
    late = _late(case)
    if late is not None and target.bound is None and target.kind in ("level", "from_to", "change"):
        target.bound = {"late_min": "min", "late_max": "max"}[late.kind]
    if late is not None and target.bound == late.kind[5:] and target.kind in ("level", "from_to", "change"):
        case.used[late.start, late.end] = "target"
    if target.bound is not None or case.has("not_"):
        _negated(case, target)
    if case.intent == "limit" and target.bound is None and target.kind == "level":
        target.bound = "max"
    if target.kind == "from_to" and target.baseline and target.value is not None:
        _same_change(case, 100 * (target.value / target.baseline - 1))
    result.target = target
    if target.unit.startswith("duration:") and case.metric is not None and case.metric.unit == "count" and case.metric.name in case.catalogue.metrics:
        # no length of time is a number of replies: what is meant to take so long is anybody's guess
        result.notes.append(Note("not-understood", span, {"text": case.text[span.start : span.end]}))
    _share_of(case, slot, asides)
    for again in case.slots:
        if again[0] in AMOUNTS and again is not slot and again[1] == slot[1]:
            case.used.setdefault(again[2:4], "target")


def _of_others(case: Case, base: Slot) -> bool:
    """Whether a number after "from" counts something else than the goal does: "raise 50,000 from 200 donors"."""
    after = case.around(base, 1)
    if base.value.unit != "count" or after is None or after.start - base.end > 1:
        return False
    return after.kind == "word" or (after.kind == "metric" and case.used.get(after[2:4]) != "metric")


def _from_there(base: str, unit: str, metric: Metric | None) -> bool:
    """Whether a number of one unit can lead to a number of another: no length of time is where a count comes from (900 مشاهدة … من 30 يومًا)."""
    if unit == "count" and base.startswith("duration:"):
        return metric is not None and metric.unit.startswith("duration")
    return base in (unit, "count") or unit == "count"


def _is_scale(case: Case, slot: Slot, base: Slot) -> bool:
    """Whether a number right after a score is what it is out of (4.5 من 5), and not where it comes from."""
    if case.metric is None or case.intent == "decrease" or slot.end + 1 != base.start or slot.kind == "by_amount" or isinstance(slot.value, tuple):
        return False
    return base.value.unit in ("count", "points") and (base.value.value or 0) in (5, 10, 100) and (slot.value.value or 0) <= base.value.value


def _negated(case: Case, target: Target) -> None:
    """ "not spend more than 900", "never let it fall below 4%": the other bound."""
    said = next((slot for slot in case.all("not_", "filler") if _denies(case, slot) and case.place(slot.start, slot.end).end <= target.span.start), None)
    if said is None or target.bound is None or target.kind not in ("level", "change"):
        return
    target.kind, target.bound = "level", "max" if target.bound == "min" else "min"
    way = "limit" if target.bound == "max" else "maintain"
    case.verb = (case.verb or said)._replace(value=way)
    case.used[said.start, said.end] = "intent"


def _denies(case: Case, slot: Slot) -> bool:
    """Whether a word says no: one that can only do so before a verb (ما نصرف) must stand there."""
    if slot.kind == "not_":
        return True
    if slot.value != "negates":
        return False
    before, after = case.around(slot, -1), case.around(slot, 1)
    return not (before is not None and before.kind == "all_") and after is not None and after.kind == "verb" and after.start - slot.end <= 1


def _share_of(case: Case, slot: Slot, asides: list[Aside]) -> None:
    """ "12% of attendees to book": a share of what is counted is not the count, but the rate that what they do makes.

    Where nobody knows which rate, that is said.
    """
    target, metric, after = case.result.target, case.metric, case.around(slot, 1)
    if target is not None and target.unit == "percent" and share_who(case, target, asides):
        return
    if target is not None and target.unit == "count" and target.kind in ("level", "change") and slot.kind == "amount":
        doing(case, slot, target, asides)
        return
    if (
        target is None
        or target.unit != "percent"
        or target.kind not in ("level", "percent_change")
        or after is None
        or after.kind not in ("link", "per_item", "metric", "word")
    ):
        return
    acts = case.verb is not None and case.verb.start > after.start and case.verb.can_be("SHARE")
    if not (acts or case.intent in (None, "reach", "gain", "do", "maintain")) or slot.kind not in ("amount", "to_amount"):
        return
    rest = [
        other
        for slots in (case.slots, *[aside.slots for aside in asides])
        for other in slots
        if other.start > after.end and other.kind not in ("all_", "filler")
    ]
    does = next((other for other in (rest if after.kind == "metric" else rest[1:]) if other.can_be("SHARE")), None)
    if does is not None and (metric is None or metric.unit == "count" or metric.name not in case.catalogue.metrics) and rest[0].kind != "amount":
        name = str(does.other("SHARE"))
        for place in [place for place, role in case.used.items() if role == "metric"]:
            del case.used[place]
        case.result.notes = [note for note in case.result.notes if note.name != "unknown-metric"]
        case.result.metric, target.kind = name, "level"
        case.verb = case.verb and case.verb._replace(value="reach")
        case.take("metric", does)
        return
    if target.kind == "percent_change" and metric is not None and metric.people and case.intent == "gain" and after.can_be("OF", "OF_OR_BY", "FROM"):
        # "win back 20% of our lapsed customers": a share of them, and no growth
        case.result.notes.append(Note("not-understood", target.span, {"text": case.text[target.span.start : target.span.end]}))
        return
    if case.intent == "maintain" and target.kind == "level" and metric is not None and metric.kept_as is not None and after.kind == "link":
        # "retain 65% of last year's donors"
        case.result.metric = metric.kept_as
        return
    if (
        metric is None
        or metric.unit != "count"
        or target.kind != "level"
        or not (after.kind == "link" or (metric.people and case.used.get(after[2:4]) == "metric"))
    ):
        return
    if case.implied is None and metric.name in case.catalogue.metrics:
        case.result.notes.append(Note("not-understood", target.span, {"text": case.text[target.span.start : target.span.end]}))


def doing(case: Case, slot: Slot, target: Target | None, asides: Sequence[Aside]) -> None:
    """ "get 400 people to follow us": what they do is counted, where a verb says it right after them. Without a number a word for "to" must stand between."""
    name = case.result.metric
    intents = ("reach", "gain", None, "increase") if target is not None else ("reach", "gain", "increase")
    wanted = slot.kind == "filler"
    known = name is not None and name in case.catalogue.metrics and not case.catalogue.metrics[name].people
    if not wanted and (known or case.intent not in intents or case.implied is not None):
        return
    rest = [other for other in case.slots if other[2] >= slot[3]]
    for aside in asides:
        rest += [other for other in aside.slots if other[2] >= slot[3]]
    if target is not None and _attends(case, rest):
        # "get 80 people to the open day", "500 visitors at the fair": those who come
        case.result.metric, target.kind = "signups", "level"
        return
    if not any([name == "DOING" for other in rest for name, _ in other[4]]):
        return
    people, to = 0, target is not None or wanted
    leads: Slot | None = None
    for other in sorted(rest, key=lambda other: other.start):
        if leads is not None and not other.can_be("DOING"):
            return
        leads = None
        if people and to and other.can_be("DOING"):
            case.result.metric = str(other.other("DOING"))
            if target is not None:
                target.kind = "level"
            for place in [place for place, role in case.used.items() if role == "metric"]:
                case.used[place] = "object"
            case.result.notes = [note for note in case.result.notes if note.name != "unknown-metric"]
            if case.verb is not None and not wanted:
                case.verb = case.verb._replace(value="reach" if target is not None else "increase")
            elif wanted:
                # "we want visitors to buy from us"
                case.verb = Slot("verb", "increase", other.start, other.end)
            if any(own is other for own in case.slots):
                case.take("metric", other)
            return
        to = to or other.can_be("PURPOSE")
        if other.kind in ("word", "metric"):
            people += 1
        elif people and other.kind in ("link", "of_or_by") and ("LINK", "doing") in (*other.lead, *other.also):
            # "convaincre 100 clients de s'abonner", إقناع 100 عميل بالاشتراك
            leads, to = other, True
        elif other.value == "relative" or (other.kind not in ("filler", "new", "more") and not other.can_be("PURPOSE")):
            return


def _attends(case: Case, rest: Sequence[Slot]) -> bool:
    """Whether the people that are counted are those at what happens once: its noun stands behind them and a link, and the verb is not one for being seen."""
    if case.result.metric not in _COMERS or (case.verb is not None and case.verb.can_be("METRIC")):
        return False
    linked = people = False
    for other in rest:
        if other.kind == "metric" and not people:
            people = True
        elif people and other.kind != "word" and (other.kind in ("link", "purpose", "aside") or other.can_be("TO", "LINK")):
            linked = True
        elif other.can_be("HAPPENING") and linked and other.kind in ("word", "item", "metric"):
            return True
        elif other.kind not in ("filler", "new", "word"):
            return False
    return False


def _same_change(case: Case, percent: float) -> None:
    """Take in a percentage that says again what two numbers say: "by 40% (from 3,500 to 4,900)"."""
    for slot in case.all("by_amount", "plus_amount", "amount", "of_amount"):
        if slot.value.unit == "percent" and slot.value.value and abs(slot.value.value - abs(percent)) < 1:
            case.used[slot.start, slot.end] = "target"


def _by_range(case: Case, slot: Slot) -> bool:
    """Whether "de 20 à 30 %" says by how much: where the word is one for by and from, and what is counted is no percentage that could stand at 20."""
    if ("BY", None) not in slot.also or case.metric is None:
        return False
    return bool(slot.value[1].unit == "percent" and case.metric.unit != "percent" and case.metric.kind != "ratio" and case.result.metric != "engagement")


def _with_them(case: Case, slot: Slot) -> bool:
    """Whether a number after a word for by and with counts what one does oneself, and nothing before it is counted."""
    after = case.around(slot, 1)
    if case.metric is None or not case.metric.activity or slot.value.unit != "count" or (not slot.can_be("VIA") and slot.leads("VIA") is None):
        return False
    return after is not None and case.used.get(after[2:4]) == "metric" and not any(other.start < slot.start for other in case.all("metric"))


def _so_many(case: Case, slot: Slot) -> bool:
    """Whether "from 8 to 10 articles" is a range: of what one does oneself, where no verb takes it from one number to the other."""
    after, before = case.around(slot, 1), case.around(slot, -1)
    if case.metric is None or not case.metric.activity or case.intent not in (None, "do") or "→" in case.text[slice(*case.place(slot.start, slot.end))]:
        return False
    return after is not None and after.kind == "metric" and not (before is not None and before.kind == "metric")


def _late(case: Case) -> Slot | None:
    """A bound that stands apart from its number: "2 posts a week at least"."""
    if not (case.has("late_min") or case.has("late_max")):
        return None
    for slot in case.all("late_min", "late_max"):
        before = case.around(slot, -1)
        before = case.around(before, -1) if before is not None and before.kind == "comma" else before
        if before is None or before.kind not in ("time", "soon"):
            return slot
    return None


def _is_range(case: Case, slot: Slot) -> bool:
    """Whether "50 to 60" is a range: before what is counted, or after a verb that leads nowhere from anywhere."""
    after = case.around(slot, 1)
    if after is not None and after.kind in ("metric", "new", "more"):
        before = case.around(slot, -1)
        return not (before is not None and before.kind == "metric")
    return case.intent in ("do", "maintain", "limit")


def _watched(case: Case) -> str:
    """The unit of time that a noun for what is watched has in it: "1M minutes watched"."""
    noun = next((slot for slot in case.all("metric") if case.used.get(slot[2:4]) == "metric"), None)
    if noun is not None:
        span = case.place(noun.start, noun.end)
        words = case.text[span.start : span.end].casefold().split()
        for unit in ("second", "minute", "day"):
            names = [load(language).names.get(("UNIT", unit), "") for language in languages()]
            if any(name and word.startswith(name.casefold()) for name in names for word in words):
                return f"duration:{unit}"
    return "duration:hour"


def _unit(amount: Quantity, metric: Metric | None) -> str:
    """The unit of an amount, where need be in the metric's own: bare numbers of a ratio, of hours, of points; "used 500 times" is a count."""
    unit = amount.unit
    if unit == "stars":
        return "points"
    if metric is None:
        return "ratio" if unit == "multiplier" else unit
    if unit == "multiplier":
        return "count" if metric.unit == "count" and metric.kind == "flow" and (amount.value or 0) >= 10 else "ratio"
    if unit == "count" and (metric.unit in ("ratio", "points") or metric.name == "csat"):
        return "points" if metric.name == "csat" else metric.unit
    if unit == "count" and metric.name == "watch_time":
        return "duration:hour"
    return unit


def _kind(case: Case, slot: Slot, amount: Quantity) -> str:
    """Level, change, percent_change or multiple: by the word before the amount, the verb and the nature of the metric."""
    intent, metric = case.intent, case.metric
    ratio = metric is not None and metric.kind == "ratio"
    moves = intent in ("increase", "decrease")
    if slot.kind in ("by_amount", "plus_amount"):
        if amount.unit == "multiplier" and ratio and not (moves or intent == "gain"):
            return "level"
        if slot.kind == "plus_amount" and ratio and amount.unit == "points":
            return "level"
        if slot.kind == "by_amount" and intent == "reach" and slot.leads("OF") is not None and (ratio or amount.unit != "percent"):
            # تحقيق معدل تحويل بنسبة 3%: where it is to stand, in a word for of and by
            return "level"
        return {"percent": "percent_change", "multiplier": "multiple"}.get(amount.unit, "change")
    # what one wins of a kind that the catalogue does not know (volunteers) accumulates too
    audience = metric is not None and (metric.gains is not None or (intent == "gain" and any(note.name == "unknown-metric" for note in case.result.notes)))
    after = case.around(slot, 1)
    if case.noun_first and after is not None:
        # "500 abonnés Instagram de plus": the adjective stands after the noun
        beyond = (other for other in case.slots if other.start >= after.start and other.kind not in ("filler", "link", "metric", "platform", "surface"))
        after = next(beyond, None)
    if (
        after is not None
        and after.kind == "more"
        and slot.kind == "amount"
        and (amount.unit == "percent" or (amount.unit == "count" and (not case.implied or case.has("reference"))))
    ):
        # "500 more followers", "15% more leads", "sell 20% more", "sell 300 more than last December"
        return "percent_change" if amount.unit == "percent" else "change" if audience or moves or case.has("reference") else "level"
    if case.first("new") is not None and audience and amount.unit == "count" and intent in ("increase", "gain", "reach", None):
        return "change"
    if slot.kind == "to_amount":
        return "level"
    if intent == "decrease" and slot.kind == "amount" and amount.bound is None and after is not None and after.kind == "link" and after.value == "off":
        # "shave two minutes off our reply time"
        return "percent_change" if amount.unit == "percent" else "change"
    if slot.kind == "of_amount" and amount.unit == "count" and _of_what(case, slot):
        return "level"
    if amount.unit == "multiplier":
        return "multiple" if (moves or intent in ("gain", None)) and not ratio and slot.kind != "to_amount" else "level"
    if amount.bound is not None and not (moves or intent == "gain"):
        return "level"
    if amount.unit == "percent":
        if intent == "gain" and ratio and slot.kind == "amount" and after is not None and after.kind == "link" and after.can_be("TO"):
            # "add 5% to our conversion rate"
            return "percent_change"
        up_or_down = moves or (intent == "gain" and not ratio and case.implied is None)
        return "percent_change" if up_or_down and ((slot.kind == "amount" and amount.bound is None) or slot.kind == "of_amount") else "level"
    if intent == "gain":
        return "change" if audience else "level"
    if moves and amount.bound is None and amount.unit in ("count", "percentage_points", "points"):
        return "change"
    if moves and amount.bound is None and amount.unit.startswith("currency:") and (slot.kind == "of_amount" or (case.noun_first and _adds_up(case, slot))):
        return "change"
    return "level"


def _adds_up(case: Case, slot: Slot) -> bool:
    """Whether money right behind what is to grow is by how much: رفع الإيرادات 60 ألف درهم."""
    before = case.around(slot, -1)
    return slot.kind == "amount" and case.metric is not None and case.metric.kind == "flow" and before is not None and before.kind == "metric"


def _of_what(case: Case, slot: Slot) -> bool:
    """Whether "of 5,000" is the size of a noun ("an audience of 5,000") and not of a change ("an increase of 500")."""
    before = case.around(slot, -1)
    return before is not None and before.kind in ("metric", "word", "surface")


def take_late(case: Case) -> None:
    """A bound after a time or after a cap says again what it is: "in 3 weeks at most", "within 45 minutes, max"."""
    for slot in case.all("late_max"):
        before = case.around(slot, -1)
        before = case.around(before, -1) if before is not None and before.kind == "comma" else before
        if before is not None and before.kind in ("time", "soon", "within"):
            case.used.setdefault(slot[2:4], "time")


def note_vague_words(case: Case) -> None:
    """Amounts and deadlines that cannot be checked: "hundreds of", "soon"."""
    result = case.result
    vague, soon = case.first("vague"), case.first("soon")
    if vague is not None and (result.target is None or result.target.value is None):
        result.notes.append(Note("vague-quantity", case.place(vague.start, vague.end), {}))
    if soon is not None and result.time is None:
        result.notes.append(Note("vague-deadline", case.place(soon.start, soon.end), {}))
