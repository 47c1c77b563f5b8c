"""One goal of a statement: its slots weighed against each other."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from aimline.catalogue import Catalogue
from aimline.language.clauses import AMOUNTS, Aside, Clause
from aimline.language.slots import Quantity, Slot
from aimline.language.statement import Draft, SidePhrase, Target, Time
from aimline.text.diagnostic import Note
from aimline.text.position import Span

_PER_RECURRING = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "QUARTERLY": "quarter", "YEARLY": "year", "WEEKDAYS": "day"}
_RECURRING_PER = {"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "quarter": "QUARTERLY", "year": "YEARLY"}
_MONEY_METRICS = {"sales": "revenue", "purchases": "revenue", "orders": "revenue", "bookings": "revenue"}

Place = Callable[[int, int], Span]


def draft(clause: Clause, catalogue: Catalogue, text: str, place: Place) -> Draft:
    """Weigh the slots of one clause. `place` turns a stretch of the normalised text into one of the source; `text` is the source."""
    slots = clause.slots
    ordered = sorted(slots, key=lambda slot: slot.start)
    span = place(ordered[0].start, ordered[-1].end) if ordered else Span(0, 0)
    result = Draft(span)
    verb, implied = _verb(ordered, catalogue)
    _metric(result, ordered, verb, implied, catalogue, place)
    _platforms(result, ordered, place)
    quantity_slot = _quantity(ordered)
    result.per = _per(result, ordered, place) or result.per
    if clause.has("average"):
        result.aggregation = "average"
        result.spans["aggregation"] = place(*_extent(clause.all("average")))
    _time(result, ordered, place)
    _elided(result, ordered)
    _within(result, ordered, verb, place)
    if quantity_slot is not None and result.target is None:
        _target(result, quantity_slot, verb, ordered, catalogue, place)
    result.intent = _intent(result, verb, ordered, catalogue)
    _recur(result, ordered, result.metric is not None and catalogue.metric(result.metric).kind == "ratio", place)
    if verb is not None:
        result.spans["intent"] = place(verb.start, verb.end)
    _side_phrases(result, ordered, clause.asides, text, place)
    if any(slot.kind == "vague" for slot in ordered) and (result.target is None or result.target.value is None):
        vague = next(slot for slot in ordered if slot.kind == "vague")
        result.notes.append(Note("vague-quantity", place(vague.start, vague.end), {}))
    for slot in ordered:
        if slot.kind == "soon" and result.time is None:
            result.notes.append(Note("vague-deadline", place(slot.start, slot.end), {}))
            break
    return result


def _extent(slots: Sequence[Slot]) -> tuple[int, int]:
    return min(slot.start for slot in slots), max(slot.end for slot in slots)


def _verb(slots: Sequence[Slot], catalogue: Catalogue) -> tuple[Slot | None, str | None]:
    """The verb that tells the direction, and the metric that a verb brings along ("sell" → sales). "achieve growth of" and the like go by the noun."""
    verbs = [slot for slot in slots if slot.kind == "verb"]
    implied = next((str(verb.value).split()[1] for verb in verbs if " " in str(verb.value)), None)
    if not verbs:
        return None, implied
    first = verbs[0]
    if str(first.value).split()[0] in ("reach", "do", "gain") and len(verbs) > 1 and str(verbs[1].value).split()[0] in ("increase", "decrease", "gain"):
        first = verbs[1]
    if "do" in (ways := [str(value) for name, value in first.also if name == "VERB"]) and str(first.value) != "do" and _done(slots, catalogue):
        # a word that both lowers and puts out (ننزل): of what one does oneself it is the latter
        first = replace(first, value=ways[ways.index("do")])
    return first, implied


def _done(slots: Sequence[Slot], catalogue: Catalogue) -> bool:
    metric = next((slot for slot in slots if slot.kind == "metric"), None)
    return metric is not None and catalogue.metric(str(metric.value)).activity


def _metric(result: Draft, slots: Sequence[Slot], verb: Slot | None, implied: str | None, catalogue: Catalogue, place: Place) -> None:
    """The metric among the nouns: not what stands before the verb (that is who acts), not what is only counted per ("post reach"), a measurable one before a
    vague one.
    """
    metrics = [slot for slot in slots if slot.kind == "metric"]
    if verb is not None and any(slot.start > verb.start for slot in metrics):
        metrics = [slot for slot in metrics if slot.start > verb.start]
    proper = [slot for slot in metrics if slot.other("ITEM") is None]
    items = [slot for slot in metrics if slot.other("ITEM") is not None]
    if proper and items:
        if any(slot.kind == "average" for slot in slots) and not any(slot.kind in ("per_item", "per_unit") for slot in slots):
            result.per = str(items[0].other("ITEM"))
            result.spans["per"] = place(items[0].start, items[0].end)
        metrics = proper
    if not metrics:
        surfaces = [slot for slot in slots if slot.kind == "surface" and slot.other("METRIC") is not None]
        if implied is not None:
            result.metric = implied
        elif surfaces and verb is not None:
            result.metric = str(surfaces[0].other("METRIC"))
            result.spans["metric"] = place(surfaces[0].start, surfaces[0].end)
        return
    chosen = metrics[0]
    for candidate in metrics[1:]:
        now, other = catalogue.metric(str(chosen.value)), catalogue.metric(str(candidate.value))
        if (now.vague and not other.vague) or (other.kind == "ratio" and now.kind != "ratio"):
            chosen = candidate
    if implied is not None and _linked(slots, chosen):
        # "spend … on promoting posts": the verb says what is counted, the noun behind a link only on what
        result.metric = implied
        return
    result.metric = _counted_by_verb(verb, chosen, slots) or str(chosen.value)
    result.spans["metric"] = place(chosen.start, chosen.end)


def _counted_by_verb(verb: Slot | None, chosen: Slot, slots: Sequence[Slot]) -> str | None:
    """ "Reach 5,000 users on Facebook" counts those reached: where a platform is named, a verb that is a metric by itself decides the sense of its noun."""
    named = verb.other("METRIC") if verb is not None and any(slot.kind == "platform" for slot in slots) else None
    return str(named) if named is not None and ("METRIC", named) in chosen.also else None


def _linked(slots: Sequence[Slot], slot: Slot) -> bool:
    before = [other for other in slots if other.start < slot.start and other.kind not in ("filler", "new", "more", "word")]
    return bool(before) and before[-1].kind in ("link", "via")


def _platforms(result: Draft, slots: Sequence[Slot], place: Place) -> None:
    for slot in slots:
        names = [slot.value] if slot.kind == "platform" else [slot.value[1]] if slot.kind == "per_item" and slot.value[1] else []
        for name in names:
            if name not in result.platforms:
                result.platforms.append(name)
                result.spans.setdefault("platforms", place(slot.start, slot.end))
        if slot.kind == "surface" and slot.value not in result.surfaces:
            result.surfaces.append(slot.value)
    specific = [name for name in result.platforms if name not in ("social_media", "all")]
    if specific:
        result.platforms = specific


def _elided(result: Draft, slots: Sequence[Slot]) -> None:
    """ "Instagram from 18K to 30K": a platform that goes from one number to another, with no word for what is counted, is its followers."""
    if result.metric is not None or not result.platforms or any(slot.kind == "word" for slot in slots):
        return
    moved = [slot for slot in slots if slot.kind in ("from_to", "to_amount")]
    values = [value for slot in moved for value in (slot.value if isinstance(slot.value, tuple) else (slot.value,))]
    if values and all(value.unit == "count" for value in values):
        result.metric = "followers"


_STRENGTH = ("from_to", "by_amount", "multiple", "plus_amount", "to_amount", "amount", "of_amount", "baseline")


def _quantity(slots: Sequence[Slot]) -> Slot | None:
    """The slot that says how much: the most explicit of them, the first among equals."""
    amounts = []
    for index, slot in enumerate(slots):
        if slot.kind not in AMOUNTS:
            continue
        blank = slot.kind in ("amount", "of_amount") and slot.value.value is None and slot.value.unit == "count"
        if blank and not any(after.kind == "metric" for after in slots[index + 1 : index + 3]):
            continue
        amounts.append(slot)
    return min(amounts, key=lambda slot: (_STRENGTH.index(slot.kind), slot.start), default=None)


def _per(result: Draft, slots: Sequence[Slot], place: Place) -> str | None:
    for slot in slots:
        if slot.kind in ("per_item", "per_unit"):
            result.spans["per"] = place(slot.start, slot.end)
            return str(slot.value[0])
        if slot.kind == "item":
            return str(slot.value)
    return None


def _time(result: Draft, slots: Sequence[Slot], place: Place) -> None:
    times = [slot for slot in slots if slot.kind == "time"]
    if times:
        slot = min(times, key=lambda s: (("deadline", "duration", "period", "recurring").index(s.value.form), s.start)) if len(times) > 1 else times[0]
        if len(times) > 1:
            slot = times[0]
        value: Time = slot.value
        result.time = Time(value.form, value.value, place(slot.start, slot.end), value.exclusive)
        result.spans["time"] = result.time.span
    for slot in slots:
        if slot.kind == "start":
            result.start = Time(slot.value.form, slot.value.value, place(slot.start, slot.end))
            result.spans["start"] = result.start.span


def _within(result: Draft, slots: Sequence[Slot], verb: Slot | None, place: Place) -> None:
    """ "within 2 hours" of something that is a length of time is its cap, not a deadline."""
    durations = ("response_time", "resolution_time", "delivery_time", "order_preparation_time")
    within = next((slot for slot in slots if slot.kind == "within"), None)
    if within is None and result.metric in durations and result.time is not None and result.time.form == "duration" and _quantity(slots) is None:
        letters = {"D": "day", "W": "week", "M": "month"}
        number, letter = float(result.time.value[1:-1]), result.time.value[-1]
        result.target = Target("level", number, f"duration:{letters[letter]}", bound="max", span=result.time.span)
        result.time = None
        result.spans.pop("time", None)
    elif within is not None and (result.metric in durations or result.metric is None or _quantity(slots) is None):
        span = place(within.start, within.end)
        result.target = Target("level", within.value.value, within.value.unit, bound="max", span=span)
        result.metric = result.metric if result.metric in durations else "response_time"
    if result.target is not None:
        result.spans["target"] = result.target.span


def _target(result: Draft, slot: Slot, verb: Slot | None, slots: Sequence[Slot], catalogue: Catalogue, place: Place) -> None:
    metric = catalogue.metric(result.metric) if result.metric else None
    span = place(slot.start, slot.end)
    intent = str(verb.value).split()[0] if verb is not None else None
    if slot.kind == "from_to":
        low, high = slot.value
        target = Target("from_to", high.value, _unit(high, result, metric), baseline=low.value, upper=high.upper, bound=high.bound, span=span)
    elif slot.kind == "baseline":
        return
    elif slot.kind == "multiple":
        target = Target("multiple", slot.value.value, "multiplier", span=span)
        beside = next((s.value for s in slots if s.kind in ("amount", "by_amount") and s.value.unit == "multiplier" and s.value.value), None)
        if beside is not None:
            target.value = beside.value
    else:
        amount: Quantity = slot.value
        kind = _kind(slot.kind, amount, intent, result, metric is not None and metric.kind == "ratio", slots, catalogue)
        target = Target(
            kind,
            amount.value,
            amount.unit if kind in ("percent_change", "multiple") else _unit(amount, result, metric),
            bound=amount.bound,
            upper=amount.upper,
            span=span,
        )
        base = next((s.value for s in slots if s.kind == "baseline"), None)
        if base is not None and kind == "level" and slot.kind == "to_amount":
            target.kind, target.baseline = "from_to", base.value
    if target.unit.startswith("currency:") and target.kind in ("level", "change", "from_to") and result.metric in _MONEY_METRICS:
        result.metric = _MONEY_METRICS[result.metric]
    if target.unit == "percent" and result.metric == "engagement" and target.kind in ("level", "from_to"):
        result.metric = "engagement_rate"
    if target.bound is None and target.kind in ("level", "from_to"):
        late = next((s.kind for i, s in enumerate(slots) if s.kind in ("late_min", "late_max") and (i == 0 or slots[i - 1].kind not in ("time", "soon"))), None)
        target.bound = {"late_min": "min", "late_max": "max", None: None}[late]
        if intent == "limit" and target.bound is None and target.kind == "level":
            target.bound = "max"
    result.target = target
    result.spans["target"] = span


def _unit(amount: Quantity, result: Draft, metric: object) -> str:
    unit = amount.unit
    if unit == "multiplier" or (unit == "count" and result.metric in ("roas", "roi", "frequency")):
        return "ratio"
    if unit == "count" and result.metric == "watch_time":
        return "duration:hour"
    if unit == "count" and result.metric == "nps":
        return "points"
    return unit


def _kind(slot: str, amount: Quantity, intent: str | None, result: Draft, ratio: bool, slots: Sequence[Slot], catalogue: Catalogue) -> str:
    """Level, change, percent_change or multiple: by the word before the amount, the verb and the nature of the metric."""
    up_or_down = intent in ("increase", "decrease", "gain")
    if slot in ("by_amount", "plus_amount"):
        if amount.unit == "multiplier" and ratio and not up_or_down:
            return "level"
        return {"percent": "percent_change", "multiplier": "multiple"}.get(amount.unit, "change")
    audience = result.metric is not None and catalogue.metric(result.metric).gains is not None
    new = any(s.kind == "new" for s in slots)
    if new and audience and amount.unit == "count" and intent in ("increase", "gain", "reach", None) and amount.bound is None:
        return "change"
    if slot == "to_amount":
        return "level"
    if amount.unit == "multiplier":
        return "multiple" if up_or_down and not ratio else "level"
    if amount.bound is not None and not up_or_down:
        return "level"
    if amount.unit == "percent":
        if up_or_down and ((slot == "amount" and amount.bound is None) or slot == "of_amount"):
            return "percent_change"
        return "level"
    if intent == "gain":
        return "change" if audience and amount.bound is None else "level"
    if up_or_down and amount.bound is None and amount.unit in ("count", "percentage_points", "points"):
        return "change"
    return "level"


def _intent(result: Draft, verb: Slot | None, slots: Sequence[Slot], catalogue: Catalogue) -> str | None:
    intent = str(verb.value).split()[0] if verb is not None else None
    target = result.target
    activity = result.metric is not None and catalogue.metric(result.metric).activity
    if intent == "gain":
        intent = "increase" if target is None or target.kind != "level" else "reach"
    if intent == "reach" and target is not None and target.kind in ("change", "percent_change", "multiple"):
        return "increase"
    if intent in ("reach", "do") and target is not None and target.kind == "from_to":
        falls = target.value is not None and target.baseline is not None and target.value < target.baseline
        return "decrease" if falls else "increase"
    if intent in ("increase", "reach") and activity and target is not None and target.kind in ("level", "change") and intent == "reach":
        return "do"
    if intent == "maintain" and target is not None and target.bound == "max":
        return "limit"
    if intent is not None:
        return intent
    if result.target is None:
        if any(slot.kind == "more" for slot in slots):
            return "increase"
        return "do" if activity else ("maintain" if result.metric and any(s.kind == "recurring" for s in slots) else None)
    assert target is not None
    if target.kind in ("change", "percent_change", "multiple", "from_to"):
        return "increase"
    if target.bound == "max":
        return "limit"
    return "do" if activity else "reach"


def _recur(result: Draft, slots: Sequence[Slot], ratio: bool, place: Place) -> None:
    """ "monthly", "a month": how often, and with a number also out of how many. An adjective before its noun ("weekly interactions") is only the latter."""
    slot = next((s for s in slots if s.kind == "recurring"), None)
    moved = result.target is not None and result.target.kind == "from_to"
    if slot is None:
        if result.per in _RECURRING_PER and result.time is None and not moved:
            result.time = Time("recurring", _RECURRING_PER[result.per], result.spans.get("per", Span(0, 0)))
            result.spans["time"] = result.time.span
        return
    unit = _PER_RECURRING[slot.value]
    span = place(slot.start, slot.end)
    metric_slot = next((s for s in slots if s.kind == "metric" and s.start >= slot.end), None)
    adjective = metric_slot is not None and not any(s.kind in AMOUNTS for s in slots if slot.end <= s.start < metric_slot.start)
    if result.per is None and not ratio and (result.target is not None or adjective) and not (result.target is None and result.intent in ("do", "maintain")):
        result.per = unit
        result.spans["per"] = span
    changed = result.target is None or result.target.kind in ("percent_change", "change", "from_to", "multiple")
    if result.time is None and not moved and not (adjective and changed and result.intent not in ("do", "maintain")):
        result.time = Time("recurring", slot.value, span)
        result.spans["time"] = span


_ROLE = {"via": "method", "purpose": "purpose", "while_": "constraint", "link": "scope"}


def _side_phrases(result: Draft, slots: Sequence[Slot], asides: Sequence[Aside], text: str, place: Place) -> None:
    """Words that are not part of the arithmetic: after a link ("for busy parents"), before a metric ("clinician engagement"), after a number ("20K
    teachers"), the asides.

    Where adjectives follow their noun, as in Arabic, also those. Other words are not understood, and said to be.
    """
    for aside in asides:
        if aside.slots:
            span = place(*_extent(aside.slots))
            result.side_phrases.append(SidePhrase(aside.role, text[span.start : span.end], span))
    run: list[Slot] = []
    linked = False
    seen_metric = False
    before: Slot | None = None
    noun_first = any("\u0600" <= char <= "\u06ff" for char in text[result.span.start : result.span.end])

    def close(following: Slot | None) -> None:
        nonlocal run
        words = [slot for slot in run if slot.kind in ("word", "aside", "item")]
        if words:
            span = place(*_extent(run))
            before_metric = following is not None and following.kind in ("metric", "verb", "platform", "surface", "item")
            counted = before is not None and (
                before.kind in ("verb", "amount", "new", "multiple") or (noun_first and before.kind in ("metric", "surface", "recurring"))
            )
            known = linked or before_metric or counted or result.metric is None
            if known:
                result.side_phrases.append(SidePhrase("scope" if result.metric is not None else "object", text[span.start : span.end], span))
            else:
                span = place(*_extent(words))
                result.notes.append(Note("not-understood", span, {"text": text[span.start : span.end]}))
        run = []

    for slot in slots:
        if slot.kind == "link":
            close(slot)
            run, linked, before = [slot], True, slot
        elif (
            slot.kind in ("word", "aside")
            or (slot.kind in ("filler", "new", "more", "all_", "not_", "vague", "and_") and run)
            or (slot.kind == "metric" and (seen_metric or linked) and run)
        ):
            run.append(slot)
        else:
            close(slot)
            if slot.kind not in ("filler", "new", "more"):
                linked, before = False, slot
            seen_metric = seen_metric or slot.kind == "metric"
    close(None)
