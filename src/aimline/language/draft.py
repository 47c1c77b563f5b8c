"""One goal of a statement: its slots weighed against each other."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from aimline.catalogue import Catalogue, Metric
from aimline.language.account import account
from aimline.language.clauses import AMOUNTS, Aside, Clause
from aimline.language.slots import Quantity, Slot
from aimline.language.statement import Draft, Target, Time
from aimline.text.diagnostic import Note
from aimline.text.position import Excerpt, Span

_PER_RECURRING = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "QUARTERLY": "quarter", "YEARLY": "year", "WEEKDAYS": "day"}
_RECURRING_PER = {"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "quarter": "QUARTERLY", "year": "YEARLY"}
_MONEY_METRICS = {"sales": "revenue", "purchases": "revenue", "orders": "revenue", "bookings": "revenue"}
_DURATIONS = ("response_time", "resolution_time", "delivery_time", "order_preparation_time")
_RATES = {"response_time": "response_rate", "resolution_time": "resolution_rate"}
"""What a share of things done makes of how long they take: "answer 90% of messages"."""
_STRENGTH = ("from_to", "by_amount", "multiple", "plus_amount", "to_amount", "pair", "amount", "of_amount", "baseline")

Place = Callable[[int, int], Span]


@dataclass(slots=True)
class Case:
    """A goal while it is weighed: its slots in order, which of them are its own, and what each has been used for."""

    result: Draft
    slots: list[Slot]
    own: frozenset[tuple[int, int]] | None
    """The places of the slots that it shares with no other goal; None where that is all of them."""
    catalogue: Catalogue
    text: Excerpt
    place: Place
    noun_first: bool = False
    """Whether adjectives follow their noun in the language of the sentence."""
    verb: Slot | None = None
    multiplies: bool = False
    """Whether the verb says that the amount is a factor ("multiply sales by 3")."""
    implied: str | None = None
    used: dict[tuple[int, int], str] = field(default_factory=dict)
    _of_kind: dict[str, list[Slot]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        of_kind = self._of_kind
        for slot in self.slots:
            kind = slot.kind
            if kind in of_kind:
                of_kind[kind].append(slot)
            else:
                of_kind[kind] = [slot]

    def take(self, part: str, *slots: Slot) -> Span:
        """Use slots for a part of the goal; where they stand."""
        for slot in slots:
            self.used[slot[2:4]] = part
        first = last = slots[0]
        if len(slots) > 1:
            first, last = min(slots, key=lambda slot: slot.start), max(slots, key=lambda slot: slot.end)
        span = self.place(first.start, last.end)
        self.result.spans[part] = span
        return span

    def all(self, *kinds: str) -> list[Slot]:
        """The slots of some kinds, in order."""
        of_kind = self._of_kind
        if len(kinds) == 1:
            return of_kind[kinds[0]][:] if kinds[0] in of_kind else []
        found = [kind for kind in kinds if kind in of_kind]
        if len(found) < 2:
            return of_kind[found[0]][:] if found else []
        return [slot for slot in self.slots if slot.kind in found]

    def first(self, *kinds: str) -> Slot | None:
        """The first slot of some kinds."""
        of_kind = self._of_kind
        if len(kinds) == 1:
            return of_kind[kinds[0]][0] if kinds[0] in of_kind else None
        found = [of_kind[kind][0] for kind in kinds if kind in of_kind]
        return min(found, key=self.slots.index) if len(found) > 1 else found[0] if found else None

    def around(self, slot: Slot, step: int) -> Slot | None:
        """The nearest slot before (`step` -1) or after (1) that is more than a filler."""
        slots, start, at = self.slots, slot.start, 0
        while slots[at].start != start:
            at += 1
        at += step
        while 0 <= at < len(slots):
            if slots[at].kind not in ("filler", "label"):
                return slots[at]
            at += step
        return None

    @property
    def metric(self) -> Metric | None:
        """What the catalogue knows of the metric."""
        return self.catalogue.metric(self.result.metric) if self.result.metric else None

    @property
    def intent(self) -> str | None:
        """The direction that the verb tells; to improve is up or down, as the metric is better."""
        told = str(self.verb.value).split()[0] if self.verb is not None else None
        if told == "improve":
            return "decrease" if self.metric is not None and self.metric.direction == "down" else "increase"
        return told


_start = itemgetter(2)


def draft(clause: Clause, catalogue: Catalogue, text: Excerpt, place: Place, *, noun_first: bool = False) -> Draft:
    """Weigh the slots of one clause. `place` turns a stretch of the normalised text into one of the source; `text` is the source.

    `noun_first` tells that adjectives follow their noun in the language of the sentence.
    """
    ordered = sorted([*clause.slots, *clause.shared], key=_start)
    result = Draft(place(ordered[0].start, ordered[-1].end) if ordered else Span(0, 0))
    case = Case(result, ordered, frozenset([slot[2:4] for slot in clause.slots]) if clause.shared else None, catalogue, text, place, noun_first)
    _verb(case)
    _metric(case)
    _platforms(case)
    if result.metric is None:
        _elided(case)
    quantity = _quantity(case)
    if quantity is not None and (result.metric is None or _names_more(case, quantity)):
        _custom(case, quantity)
    _per(case)
    averages = case.all("average")
    if averages:
        result.aggregation = "average"
        case.take("aggregation", *averages)
    _time(case)
    _within(case)
    if quantity is not None and result.target is None:
        if result.metric is None and _unit_of(quantity) == "stars":
            result.metric = "rating"
        _target(case, quantity, clause.asides)
    result.intent = _intent(case)
    if result.target is None:
        _one_each(case)
    _recur(case)
    _vague_words(case)
    account(case, clause.asides)
    return result


def _verb(case: Case) -> None:
    """The verb that tells the direction, and the metric that a verb brings along ("sell" → sales). "achieve growth of" and the like go by the noun."""
    verbs = case.all("verb")
    case.implied = next((str(verb.value).split()[1] for verb in verbs if " " in str(verb.value)), None)
    if not verbs:
        return
    first = verbs[0]
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


def _then(case: Case, first: Slot, second: Slot) -> bool:
    """Whether the second verb begins another thing to do, and the first counts nothing."""
    between = [slot for slot in case.slots if first.end <= slot.start < second.start]
    return any(slot.kind == "and_" for slot in between) and not any(slot.kind in ("metric", *AMOUNTS) for slot in between)


def _by_unit(case: Case, ways: list[str]) -> str | None:
    """The sense of a verb that its number tells: "raise $5,000" collects donations, "reply to 95% of the comments" is a response rate."""
    quantity = _quantity(case) if any(" " in way for way in ways) else None
    if quantity is None or quantity.kind not in ("amount", "plus_amount", "to_amount"):
        return None
    after = case.around(quantity, 1)
    if after is not None and after.kind == "metric" and quantity.value.unit == "count" and len(ways) > 1:
        # الرد على 10 تعليقات: so many of them, not how soon
        return next((way for way in ways if " " in way and case.catalogue.metric(way.split()[1]).activity), None)
    if after is not None and after.kind in ("metric", "new", "more"):
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
        return metric.unit == "currency" or metric.name in _MONEY_METRICS or metric.name == "donations"
    if unit.startswith("duration:"):
        return metric.unit.startswith("duration")
    return unit == "percent" and metric.kind == "ratio" and metric.unit == "percent"


def _done(case: Case) -> bool:
    metric = case.first("metric")
    return metric is not None and case.catalogue.metric(str(metric.value)).activity


def _metric(case: Case) -> None:
    """The metric among the nouns, or the one that the verb has in it; a shop or a list as a last resort ("grow our newsletter")."""
    chosen = _noun(case)
    if chosen is not None and _made_better(case, chosen):
        return
    if chosen is None:
        surface = next((slot for slot in case.all("surface") if slot.other("METRIC") is not None), None)
        if case.implied is not None:
            case.result.metric = case.implied
        elif surface is not None and case.verb is not None:
            case.result.metric = _of_it(case, surface)
            case.take("metric", surface)
        elif case.verb is not None and case.first("recurring") is not None and case.first(*AMOUNTS) is None:
            # التثبيت يوميًّا: a verb that also names what one does oneself, done again and again
            doing = next((str(value) for name, value in case.verb.also if name == "VERB" and str(value).startswith("do ")), None)
            if doing is not None:
                case.verb, case.result.metric = case.verb._replace(value="do"), doing.split()[1]
        return
    if case.implied is not None and not _noun_decides(case, chosen):
        case.result.metric = case.implied
        return
    head = _headed(case, chosen)
    if head:
        if case.first(*AMOUNTS) is None:
            # تحسين تجربة الزوار: what is to be better is the unknown noun, and nothing says how it would be counted
            return
        span = case.place(head[0].start, head[-1].end)
        case.result.notes.append(Note("not-understood", span, {"text": case.text[span.start : span.end]}))
    timed = next((str(value).split()[1] for name, value in chosen.also if name == "VERB" and str(value).split()[-1] in _DURATIONS), None)
    amount = case.first("amount", "to_amount", "of_amount") if timed is not None else None
    if timed is not None and amount is not None and amount.value.unit.startswith("duration:"):
        # الرد أقل من 10 دقائق: how soon, not how many
        case.result.metric = timed
        case.take("metric", chosen)
        return
    case.result.metric = _counted_by_verb(case, chosen) or (_of_it(case, chosen) if case.intent == "do" else str(chosen.value))
    case.take("metric", chosen)


def _headed(case: Case, noun: Slot) -> list[Slot]:
    """The unknown words that a metric only belongs to, where the head of a compound comes first: they stand between the verb and it, and no link does."""
    if not case.noun_first or case.verb is None or noun.start < case.verb.end:
        return []
    between = [slot for slot in case.slots if case.verb.end <= slot.start and slot.end <= noun.start and slot.kind not in ("filler", "label")]
    return between if all(slot.kind == "word" for slot in between) else []


def _of_it(case: Case, slot: Slot) -> str:
    """What is counted of a noun that can be several things: of what one sends oneself the sendings ("send a newsletter"), else what grows ("grow our
    newsletter").
    """
    names = [str(value) for name, value in slot.also if name == "METRIC"] or [str(slot.value)]
    sent = [name for name in names if case.catalogue.metric(name).activity]
    return sent[0] if sent and case.intent == "do" else next((name for name in names if name not in sent), names[0])


def _made_better(case: Case, noun: Slot) -> bool:
    """Whether the verb makes better what one does oneself ("improve our content"), and so counts nothing."""
    metric = case.catalogue.metric(str(noun.value))
    return case.verb is not None and case.verb.can_be("QUALITY") and metric.activity and case.first(*AMOUNTS) is None


def _outcome(case: Case) -> Slot | None:
    """What something is to become: "turn followers into customers"."""
    if case.verb is None or ("VERB", "reach conversion_rate") not in case.verb.also:
        return None
    link = next((slot for slot in case.slots if slot.can_be("LINK") and "result" in [value for name, value in slot.also if name == "LINK"]), None)
    after = case.around(link, 1) if link is not None and case.verb is not None else None
    return after if after is not None and after.kind == "metric" and ("VERB", "reach conversion_rate") in (case.verb.also if case.verb else ()) else None


def _noun(case: Case) -> Slot | None:
    """The noun that is counted: not what stands before the verb (that is who acts); what follows the number; not what is only counted per ("average post
    reach"); the head of a compound; a measurable one before a vague one, a ratio before its parts, what a link ("for", "of") leads to last.
    """
    metrics = case.all("metric")
    verb = case.verb
    outcome = _outcome(case)
    if outcome is not None:
        return outcome
    if verb is not None and any(slot.start > verb.start for slot in metrics):
        metrics = [slot for slot in metrics if slot.start > verb.start]
    if not metrics:
        return None
    items = [slot for slot in metrics if slot.other("ITEM") is not None] if len(metrics) > 1 else []
    proper = [slot for slot in metrics if slot not in items] if items else metrics
    ratio = bool(items) and any(case.catalogue.metric(str(slot.value)).kind == "ratio" for slot in proper)
    if proper and items and not ratio and case.first("average") is not None and case.first("per_item", "per_unit") is None:
        case.result.per = str(items[0].other("ITEM"))
        case.take("per", items[0])
        metrics = proper
    counted = _counted(case, metrics)
    if counted is not None:
        tagged = next((slot for slot in metrics if slot.value == "hashtag_uses"), None)
        # "2,500 photos tagged #SpringInAmman"
        return tagged if tagged is not None and case.catalogue.metric(str(counted.value)).activity else counted
    free = [slot for slot in metrics if not _linked(case, slot)] or metrics
    chosen = _head(case, free, free[0])
    for candidate in metrics:
        now, other = case.catalogue.metric(str(chosen.value)), case.catalogue.metric(str(candidate.value))
        if (now.vague and not other.vague and candidate in free and not (case.noun_first and other.activity and case.around(chosen, 1) is candidate)) or (
            other.kind == "ratio" and now.kind != "ratio"
        ):
            chosen = candidate
    return chosen


def _counted(case: Case, metrics: list[Slot]) -> Slot | None:
    """The noun that a plain number stands before: "conversations with 14 TikTok creators"."""
    amount = next((slot for slot in case.all("amount", "to_amount", "of_amount", "plus_amount", "by_amount") if slot.value.unit == "count"), None)
    if amount is None:
        return None
    for slot in case.slots[case.slots.index(amount) + 1 :]:
        if slot in metrics:
            before = case.catalogue.metric(str(metrics[0].value))
            if amount.kind == "by_amount" and not (before.activity or before.vague):
                # "grow newsletter subscribers by 500 people"
                return None
            return _head(case, metrics, slot)
        if slot.kind not in ("filler", "new", "more", "word", "platform", "surface", "recurring", "average"):
            return None
    return None


def _head(case: Case, metrics: list[Slot], slot: Slot) -> Slot:
    """The last noun of a compound where adjectives precede their noun ("visitor sessions"), else the first."""
    while not case.noun_first:
        after = case.slots[case.slots.index(slot) + 1 :][:1]
        if not after or after[0] not in metrics:
            break
        slot = after[0]
    return slot


def _noun_decides(case: Case, noun: Slot) -> bool:
    """Whether a noun says better what is counted than a verb that has a metric in it: "post 3 videos", but not "spend 50 on posts", "sell 20 memberships"."""
    implied, metric = case.catalogue.metric(str(case.implied)), case.catalogue.metric(str(noun.value))
    return implied.activity and metric.activity and not _linked(case, noun) and implied.name != "comments_made"


def _counted_by_verb(case: Case, chosen: Slot) -> str | None:
    """ "Reach 5,000 users on Facebook" counts those reached: where a platform is named, a verb that is a metric by itself decides the sense of its noun."""
    named = case.verb.other("METRIC") if case.verb is not None and case.first("platform") is not None else None
    return str(named) if named is not None and ("METRIC", named) in chosen.also else None


def _linked(case: Case, slot: Slot) -> bool:
    before = [other for other in case.slots if other.start < slot.start and other.kind not in ("filler", "new", "more", "word")]
    return bool(before) and before[-1].kind in ("link", "via")


def _custom(case: Case, quantity: Slot) -> None:
    """A noun outside the catalogue, where a number shows that it is counted: "collect 40 petitions", "donor upgrades by 10%", "Course completions: 200"."""
    amount = quantity.value[1] if isinstance(quantity.value, tuple) else quantity.value
    if amount.unit == "rank" or amount.is_window:
        return
    words = _words_after(case, quantity) if quantity.kind in ("amount", "of_amount", "plus_amount", "to_amount") else []
    if not words and case.verb is not None:
        words = [slot for slot in _words_after(case, case.verb) if slot.start < quantity.start]
    if not words and (colon := case.first("colon")) is not None:
        words = [slot for slot in case.all("word") if slot.end <= colon.start]
    if not words:
        return
    span = case.place(words[0].start, words[-1].end)
    text = case.text[span.start : span.end]
    case.result.metric = "_".join(re.findall(r"\w+", text.lower()))
    case.take("metric", *words)
    case.result.notes.append(Note("unknown-metric", span, {"text": text}))


def _names_more(case: Case, quantity: Slot) -> bool:
    """Whether a metric that no number measures is only part of the name of what is counted: "300 loyalty card holders". It is taken back then."""
    amount = quantity.value
    if case.result.metric is None or not case.catalogue.metric(case.result.metric).vague or isinstance(amount, tuple) or amount.unit != "count":
        return False
    run: list[Slot] = []
    for slot in case.slots[case.slots.index(quantity) + 1 :]:
        if slot.kind in ("word", "metric"):
            run.append(slot)
        elif slot.value != "-" and (run or slot.kind not in ("filler", "new", "more")):
            break
    # the head of the name is its last word, its first where adjectives follow
    if len(run) < 2 or run[0 if case.noun_first else -1].kind != "word" or not any(slot.value == case.result.metric for slot in run):
        return False
    case.result.metric = None
    for slot in run:
        case.used.pop((slot.start, slot.end), None)
    case.result.spans.pop("metric", None)
    return True


def _words_after(case: Case, slot: Slot) -> list[Slot]:
    """The words that follow a slot directly, before anything else does; "of" may stand between."""
    found: list[Slot] = []
    for other in [other for other in case.slots if other.start > slot.start]:
        if other.kind == "word" or (other.kind == "metric" and case.result.metric is None):
            found.append(other)
        elif other.value != "-" and (found or other.kind not in ("filler", "new", "more", "link", "platform", "surface", "recurring")):
            break
    return found


def _platforms(case: Case) -> None:
    result = case.result
    for slot in case.slots:
        name = slot.value if slot.kind == "platform" else slot.value[1] if slot.kind == "per_item" else slot.other("ON")
        if name:
            if name not in result.platforms:
                result.platforms.append(name)
            span = case.place(slot.start, slot.end)
            result.spans.setdefault("platforms", span)
            if slot.kind == "platform":
                case.used[slot.start, slot.end] = "platforms"
        if slot.kind == "surface" and not (case.used.get((slot.start, slot.end)) == "metric" and case.metric is not None and case.metric.activity):
            case.used.setdefault((slot.start, slot.end), "surfaces")
            if slot.value not in result.surfaces:
                result.surfaces.append(slot.value)
    _called_there(case)
    specific = [name for name in result.platforms if name not in ("social_media", "all")]
    if specific:
        result.platforms = specific


def _called_there(case: Case) -> None:
    """Where one word means the audience of any platform (abonnés), it is what the platform named counts: subscribers on YouTube, followers elsewhere."""
    platform = case.catalogue.platforms.get(case.result.platforms[0]) if case.result.platforms else None
    slot = next((slot for slot in case.all("metric") if case.used.get((slot.start, slot.end)) == "metric"), None)
    if platform is not None and slot is not None and platform.audience != slot.value and ("METRIC", platform.audience) in slot.also:
        case.result.metric = platform.audience


def _elided(case: Case) -> None:
    """ "Instagram from 18K to 30K": a platform that goes from one number to another, with no word for what is counted, is its followers."""
    if not case.result.platforms or case.first("word") is not None:
        return
    reached = case.verb.other("METRIC") if case.verb is not None else None
    if reached is not None and any(slot.value == "account" for slot in case.all("filler")) and case.first("to_amount", "amount") is not None:
        # الوصول إلى 25 ألف حساب: those reached, and not the followers
        case.result.metric = str(reached)
        return
    moved = case.all("from_to", "pair", "to_amount", "plus_amount")
    values = [value for slot in moved for value in (slot.value if isinstance(slot.value, tuple) else (slot.value,))]
    if values and all(value.unit == "count" for value in values):
        case.result.metric = "followers"


# ---------------------------------------------------------------- how much


def _quantity(case: Case) -> Slot | None:
    """The slot that says how much: the most explicit of them, the first among equals; one whose unit can be the metric's before one whose unit cannot."""
    amounts = []
    for index, slot in enumerate(case.slots):
        if slot.kind not in AMOUNTS:
            continue
        before = case.around(slot, -1)
        if before is not None and before.kind == "link" and before.value == "age":
            continue
        if slot.kind == "by_amount" and slot.value.is_window and not _fits(case, slot):
            continue
        blank = slot.kind in ("amount", "of_amount") and slot.value.value is None and slot.value.unit == "count"
        if blank and not any(after.kind == "metric" for after in case.slots[index + 1 : index + 3]):
            continue
        amounts.append(slot)
    return min(amounts, key=lambda slot: (not _fits(case, slot), _STRENGTH.index(slot.kind), slot.start), default=None)


def _unit_of(slot: Slot) -> str:
    return str((slot.value[1] if isinstance(slot.value, tuple) and not hasattr(slot.value, "unit") else slot.value).unit)


def _fits(case: Case, slot: Slot) -> bool:
    """Whether a quantity can be one of the metric's, by its unit: money is none of followers, and days are none of sales."""
    unit = (slot.value[1] if isinstance(slot.value, tuple) else slot.value).unit
    metric = case.metric
    if metric is None or metric.name not in case.catalogue.metrics:
        return True
    if unit == "stars":
        return metric.unit == "points"
    if unit.startswith("currency:"):
        return metric.unit == "currency" or metric.name in _MONEY_METRICS or metric.name == "donations"
    if unit.startswith("duration:"):
        return metric.unit.startswith("duration")
    return True


def _target(case: Case, slot: Slot, asides: Sequence[Aside]) -> None:
    result, metric = case.result, case.metric
    span = case.take("target", slot)
    base = next((s for s in case.all("baseline") if s is not slot), None)
    if slot.kind == "baseline":
        del result.spans["target"]
        return
    if (slot.kind == "pair" and _is_range(case, slot)) or _by_range(case, slot):
        low, high = slot.value
        kind = "amount" if slot.kind == "pair" else "by_amount"
        slot = Slot(kind, Quantity(low.value, high.unit, None, high.value), slot.start, slot.end, slot.also)
    if slot.kind in ("from_to", "pair"):
        low, high = slot.value
        target = Target("from_to", high.value, _unit(high, metric), baseline=low.value, upper=high.upper, bound=high.bound, span=span)
    elif slot.kind == "multiple":
        target = Target("multiple", slot.value.value, "multiplier", span=span)
        beside = next((s for s in case.all("amount", "by_amount") if s.value.unit == "multiplier" and s.value.value), None)
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
        amount: Quantity = slot.value
        if amount.unit == "multiplier" and metric is not None and metric.activity and slot.kind != "by_amount":
            # "3 times a week"
            amount = Quantity(amount.value, "count", amount.bound, amount.upper)
        elif case.multiplies and amount.unit == "count":
            amount = Quantity(amount.value, "multiplier", amount.bound, amount.upper)
        kind = _kind(case, slot, amount)
        if (
            case.intent == "decrease"
            and slot.kind == "to_amount"
            and "FRACTION" in [name for name, _ in slot.tail]
            and (metric is None or metric.unit != "percent")
        ):
            # "cut complaints to a third": by what is left out
            kind, amount = "percent_change", Quantity(round(100 - (amount.value or 0), 6), "percent", amount.bound)
        unit = amount.unit if kind in ("percent_change", "multiple") else _unit(amount, metric)
        target = Target(kind, amount.value, unit, bound=amount.bound, upper=amount.upper, span=span)
        if base is not None and kind == "level" and amount.value is not None and (base.value.unit in (amount.unit, "count") or amount.unit == "count"):
            target.kind, target.baseline = "from_to", base.value.value
            case.used[base.start, base.end] = "target"
    if target.kind in ("percent_change", "change", "multiple") and base is not None:
        target.baseline = base.value.value
        case.used[base.start, base.end] = "target"
    if target.unit.startswith("currency:") and target.kind in ("level", "change", "from_to") and result.metric in _MONEY_METRICS:
        result.metric = _MONEY_METRICS[result.metric]
    if target.unit == "percent" and result.metric == "engagement" and target.kind in ("level", "from_to"):
        result.metric = "engagement_rate"
    if result.metric == "reviews" and target.kind in ("level", "from_to") and target.value is not None and (target.value % 1 or _unit_of(slot) == "stars"):
        result.metric, target.unit = "rating", "points"
    late = _late(case)
    if late is not None and target.bound is None and target.kind in ("level", "from_to"):
        target.bound = {"late_min": "min", "late_max": "max"}[late.kind]
        case.used[late.start, late.end] = "target"
    if target.unit == "percent" and target.kind == "level" and result.metric in _RATES and case.implied == result.metric:
        result.metric = _RATES[result.metric]
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
        if again is not slot and again.kind in AMOUNTS and again.value == slot.value:
            case.used.setdefault(again[2:4], "target")


def _negated(case: Case, target: Target) -> None:
    """ "not spend more than 900", "never let it fall below 4%": the other bound."""
    said = next((slot for slot in case.all("not_") if case.place(slot.start, slot.end).end <= target.span.start), None)
    if said is None or target.bound is None or target.kind not in ("level", "change"):
        return
    target.kind, target.bound = "level", "max" if target.bound == "min" else "min"
    way = "limit" if target.bound == "max" else "maintain"
    case.verb = (case.verb or said)._replace(value=way)
    case.used[said.start, said.end] = "intent"


def _share_of(case: Case, slot: Slot, asides: Sequence[Aside]) -> None:
    """ "12% of attendees to book": a share of what is counted is not the count, but the rate that what they do makes.

    Where nobody knows which rate, that is said.
    """
    target, metric, after = case.result.target, case.metric, case.around(slot, 1)
    if target is not None and target.unit == "count" and target.kind in ("level", "change") and slot.kind == "amount":
        _doing(case, slot, target, asides)
        return
    if (
        target is None
        or target.unit != "percent"
        or target.kind not in ("level", "percent_change")
        or after is None
        or after.kind not in ("link", "per_item", "metric", "word")
    ):
        return
    if case.intent not in (None, "reach", "gain", "do", "maintain") or slot.kind not in ("amount", "to_amount"):
        return
    rest = [other for other in (*case.slots, *(other for aside in asides for other in aside.slots)) if other.start > after.end]
    does = next((other for other in rest[1:] if other.can_be("SHARE")), None)
    if does is not None and (metric is None or metric.unit == "count" or metric.name not in case.catalogue.metrics) and rest[0].kind != "amount":
        name = str(does.other("SHARE"))
        for place in [place for place, role in case.used.items() if role == "metric"]:
            del case.used[place]
        case.result.notes = [note for note in case.result.notes if note.name != "unknown-metric"]
        case.result.metric, target.kind = name, "level"
        case.verb = case.verb and case.verb._replace(value="reach")
        case.take("metric", does)
        return
    if metric is None or metric.unit != "count" or target.kind != "level" or after.kind != "link":
        return
    if case.implied is None and metric.name in case.catalogue.metrics:
        case.result.notes.append(Note("not-understood", target.span, {"text": case.text[target.span.start : target.span.end]}))


_PEOPLE = frozenset(["reach", "customers", "members", "followers", "active_users", "subscribers", "website_traffic", "donors"])
"""Metrics that are people, who may be to do what another metric counts."""


def _doing(case: Case, slot: Slot, target: Target, asides: Sequence[Aside]) -> None:
    """ "get 400 people to follow us": what they do is counted, where a verb says it right after them."""
    name = case.result.metric
    if case.intent not in ("reach", "gain", None) or case.implied is not None or (name in case.catalogue.metrics and name not in _PEOPLE):
        return
    rest = [other for other in (*case.slots, *(other for aside in asides for other in aside.slots)) if other.start >= slot.end]
    people = 0
    for other in sorted(rest, key=lambda other: other.start):
        if people and other.can_be("DOING"):
            case.result.metric = str(other.other("DOING"))
            target.kind = "level"
            for place in [place for place, role in case.used.items() if role == "metric"]:
                case.used[place] = "object"
            case.result.notes = [note for note in case.result.notes if note.name != "unknown-metric"]
            if case.verb is not None:
                case.verb = case.verb._replace(value="reach")
            if any(own is other for own in case.slots):
                case.take("metric", other)
            return
        if other.kind in ("word", "metric"):
            people += 1
        elif other.value == "relative" or (other.kind not in ("filler", "new") and not other.can_be("PURPOSE")):
            return


def _same_change(case: Case, percent: float) -> None:
    """Take in a percentage that says again what two numbers say: "by 40% (from 3,500 to 4,900)"."""
    for slot in case.all("by_amount", "plus_amount", "amount", "of_amount"):
        if slot.value.unit == "percent" and slot.value.value and abs(slot.value.value - abs(percent)) < 1:
            case.used[slot.start, slot.end] = "target"


def _by_range(case: Case, slot: Slot) -> bool:
    """Whether "de 20 à 30 %" says by how much: where the word is one for by and from, and what is counted is no percentage that could stand at 20."""
    if slot.kind != "from_to" or ("BY", None) not in slot.also or case.metric is None:
        return False
    return bool(slot.value[1].unit == "percent" and case.metric.unit != "percent" and case.metric.kind != "ratio" and case.result.metric != "engagement")


def _late(case: Case) -> Slot | None:
    """A bound that stands apart from its number: "2 posts a week at least"."""
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
        return {"percent": "percent_change", "multiplier": "multiple"}.get(amount.unit, "change")
    # what one wins of a kind that the catalogue does not know (volunteers) accumulates too
    audience = metric is not None and (metric.gains is not None or (intent == "gain" and any(note.name == "unknown-metric" for note in case.result.notes)))
    after = case.around(slot, 1)
    if case.noun_first and after is not None:
        # "500 abonnés Instagram de plus": the adjective stands after the noun
        beyond = (other for other in case.slots if other.start >= after.start and other.kind not in ("filler", "link", "metric", "platform", "surface"))
        after = next(beyond, None)
    if after is not None and after.kind == "more" and slot.kind == "amount" and amount.unit in ("count", "percent") and not case.implied:
        # "500 more followers", "15% more leads"
        return "percent_change" if amount.unit == "percent" else "change" if audience or moves else "level"
    if case.first("new") is not None and audience and amount.unit == "count" and intent in ("increase", "gain", "reach", None) and amount.bound is None:
        return "change"
    if slot.kind == "to_amount":
        return "level"
    if slot.kind == "of_amount" and amount.unit == "count" and _of_what(case, slot):
        return "level"
    if amount.unit == "multiplier":
        return "multiple" if (moves or intent in ("gain", None)) and not ratio and slot.kind != "to_amount" else "level"
    if amount.bound is not None and not (moves or intent == "gain"):
        return "level"
    if amount.unit == "percent":
        up_or_down = moves or (intent == "gain" and not ratio and case.implied is None)
        return "percent_change" if up_or_down and ((slot.kind == "amount" and amount.bound is None) or slot.kind == "of_amount") else "level"
    if intent == "gain":
        return "change" if audience and amount.bound is None else "level"
    if moves and amount.bound is None and amount.unit in ("count", "percentage_points", "points"):
        return "change"
    if moves and amount.bound is None and amount.unit.startswith("currency:") and slot.kind == "of_amount":
        return "change"
    return "level"


def _of_what(case: Case, slot: Slot) -> bool:
    """Whether "of 5,000" is the size of a noun ("an audience of 5,000") and not of a change ("an increase of 500")."""
    before = case.around(slot, -1)
    return before is not None and before.kind in ("metric", "word", "surface")


# ---------------------------------------------------------------- out of how many, when


def _per(case: Case) -> None:
    slot = case.first("per_item", "per_unit", "item")
    if slot is not None:
        case.result.per = str(slot.value if slot.kind == "item" else slot.value[0])
        case.take("per", slot)


def _time(case: Case) -> None:
    times = case.all("time")
    if times:
        said = next((slot for slot in times if not str(slot.value.value).startswith("EVENT:")), times[0])
        value: Time = said.value
        case.result.time = Time(value.form, value.value, case.take("time", said), value.exclusive, value.weekday)
        for again in times:
            if again is not said and again.value.form == "period" and str(again.value.value).startswith("EVENT:"):
                # "sponsorships for the tournament by 10 April"
                case.used[again.start, again.end] = "scope"
            elif (again.value.form, again.value.value) == (value.form, value.value):
                case.used[again.start, again.end] = "time"
    else:
        window = next((slot for slot in case.all("by_amount") if slot.value.is_window and slot.value.value is not None and not _fits(case, slot)), None)
        if window is not None:
            # زيادة المتابعين 2000 بشهرين: how long, of what is no length of time
            case.result.time = Time("duration", window.value.iso(), case.take("time", window))
    start = case.first("start")
    if start is not None:
        case.result.start = Time(start.value.form, start.value.value, case.take("start", start), weekday=start.value.weekday)


def _within(case: Case) -> None:
    """ "within 2 hours" of something that is a length of time is its cap, not a deadline."""
    result = case.result
    within = case.first("within")
    if within is None and result.metric in _DURATIONS and result.time is not None and result.time.form == "duration" and case.first(*AMOUNTS) is None:
        letters = {"D": "day", "W": "week", "M": "month"}
        number, letter = float(result.time.value[1:-1]), result.time.value[-1]
        result.target = Target("level", number, f"duration:{letters[letter]}", bound="max", span=result.time.span)
        result.time = None
        result.spans.pop("time", None)
    elif within is not None and (result.metric in _DURATIONS or result.metric is None or case.first(*AMOUNTS) is None):
        span = case.take("target", within)
        result.target = Target("level", within.value.value, within.value.unit, bound="max", span=span)
        result.metric = result.metric if result.metric in _DURATIONS else "response_time"
    if result.target is not None:
        result.spans["target"] = result.target.span


def _one_each(case: Case) -> None:
    """ "Host a weekly webinar", "run a giveaway every month": one, of what one does oneself and does again and again."""
    if case.first("recurring") is None or case.result.intent != "do" or case.metric is None or not case.metric.activity:
        return
    for index, slot in enumerate(case.slots):
        if slot.kind == "filler" and slot.value == "one":
            following = next((s for s in case.slots[index + 1 :] if s.kind not in ("word", "recurring", "new")), None)
            if following is not None and case.used.get((following.start, following.end)) == "metric":
                case.result.target = Target("level", 1.0, "count", span=case.take("target", slot))
            return


def _recur(case: Case) -> None:
    """ "monthly", "a month": how often, and with a number also out of how many. An adjective before its noun ("weekly interactions") is only the latter."""
    result = case.result
    slot = case.first("recurring")
    moved = result.target is not None and result.target.kind == "from_to"
    if slot is None:
        if result.per in _RECURRING_PER and result.time is None and not moved:
            result.time = Time("recurring", _RECURRING_PER[result.per], result.spans.get("per", Span(0, 0)))
            result.spans["time"] = result.time.span
        return
    if slot.value not in _PER_RECURRING:
        # every two weeks: a rhythm of its own, out of no unit that a metric could be counted by
        if result.time is None and str(slot.value).startswith("EVERY_"):
            result.time = Time("recurring", slot.value, case.place(slot.start, slot.end))
            case.take("time", slot)
        return
    unit = _PER_RECURRING[slot.value]
    span = case.place(slot.start, slot.end)
    metric_slot = next((s for s in case.all("metric") if s.start >= slot.end), None)
    between = frozenset([*AMOUNTS, "link", "via", "and_", "comma"])
    adjective = metric_slot is not None and not any(s.kind in between for s in case.slots if slot.end <= s.start < metric_slot.start)
    if case.noun_first and str(slot.other("RECUR")).endswith("adjective"):
        # المبيعات الشهرية: the adjective after its noun
        before = case.around(slot, -1)
        adjective = before is not None and before.kind == "metric"
    ratio = case.metric is not None and case.metric.kind == "ratio"
    if ratio and adjective:
        case.used[slot.start, slot.end] = "scope"
    if result.per is None and not ratio and (result.target is not None or adjective) and not (result.target is None and result.intent in ("do", "maintain")):
        result.per = unit
        case.take("per", slot)
    changed = result.target is None or result.target.kind in ("percent_change", "change", "from_to", "multiple")
    if result.time is None and not moved and not (adjective and changed and result.intent not in ("do", "maintain")):
        result.time = Time("recurring", slot.value, span)
        case.take("time", slot)


# ---------------------------------------------------------------- the direction


def _intent(case: Case) -> str | None:
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
    if intent == "reach" and activity and target is not None and target.kind == "level":
        return "do"
    if intent == "maintain" and target is not None and target.bound == "max":
        return "limit"
    if intent == "reach" and target is None and case.first("more") is not None:
        return "increase"
    if intent is not None:
        return intent
    if any(0 < (slot.value.value or 0) < 1 for slot in case.all("multiple")):
        return "decrease"
    if target is None:
        if case.first("more") is not None or (case.first("new") is not None and result.metric is not None and not activity):
            return "increase"
        return "do" if activity else ("maintain" if result.metric and case.first("recurring") is not None else None)
    if target.kind in ("change", "percent_change", "multiple", "from_to"):
        falls = target.kind == "from_to" and target.value is not None and target.baseline is not None and target.value < target.baseline
        return "decrease" if falls else "increase"
    if target.bound == "max":
        return "limit"
    return "do" if activity else "reach"


def _way(case: Case) -> str | None:
    """Where the word before the number leads: "bring churn down to 3%"."""
    slot = case.first("to_amount")
    return (slot.leads("TO") or None) if slot is not None else None


def _vague_words(case: Case) -> None:
    """Amounts and deadlines that cannot be checked: "hundreds of", "soon"."""
    result = case.result
    vague, soon = case.first("vague"), case.first("soon")
    if vague is not None and (result.target is None or result.target.value is None):
        result.notes.append(Note("vague-quantity", case.place(vague.start, vague.end), {}))
    if soon is not None and result.time is None:
        result.notes.append(Note("vague-deadline", case.place(soon.start, soon.end), {}))
