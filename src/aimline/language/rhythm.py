"""Out of how many, when and how often."""

from collections.abc import Sequence

from aimline.language.amounts import fits
from aimline.language.case import Case
from aimline.language.clauses import AMOUNTS, Aside
from aimline.language.compared import implied
from aimline.language.counted import DURATIONS
from aimline.language.kept import stands
from aimline.language.slots import Slot
from aimline.language.statement import Rhythm, Target, Time
from aimline.text.diagnostic import Note
from aimline.text.patterns import lazily
from aimline.text.position import Span

_PER_RECURRING = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "QUARTERLY": "quarter", "YEARLY": "year", "WEEKDAYS": "day"}
_RECURRING_PER = {"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "quarter": "QUARTERLY", "year": "YEARLY"}
_AGE = lazily(r"P(1[2-9]|[2-9]\d)Y")
"""Lengths of time that no goal lasts, and people have lived."""
_EVERY = lazily(r"EVERY_(\d{1,4})_(DAY|WEEK|MONTH|QUARTER|YEAR)S")


def take_per(case: Case) -> None:
    slot = case.first("per_item", "per_unit", "item")
    if slot is not None and (surface := _way_there(case, slot)) is not None:
        case.used[slot[2:4]] = "surfaces"
        if surface not in case.result.surfaces:
            case.result.surfaces.append(surface)
    elif slot is not None:
        case.result.per = str(slot.value if slot.kind == "item" else slot.value[0])
        case.take("per", slot)


def _way_there(case: Case, slot: Slot) -> str | None:
    """The surface by which people are won, where one word says both out of how many and by which way: "gagner 150 clients par e-mail" counts none a message."""
    if slot.kind != "per_item" or slot.leads("VIA") is None or case.metric is None or case.metric.gains is None:
        return None
    return next((str(value) for name, value in slot.tail if name == "SURFACE"), None)


def take_time(case: Case, asides: Sequence[Aside]) -> None:
    times = case.all("time")
    aged = case.metric is not None and case.metric.people and any(slot.leads("OVER") is not None for slot in times)
    for slot in [slot for slot in times if aged and slot.leads("OVER") is not None and _AGE.fullmatch(str(slot.value.value))]:
        # "people over 40 years old"
        case.used[slot[2:4]] = "audience"
        times.remove(slot)
    if asides and times and case.metric is not None and case.metric.unit.startswith("duration"):
        # "… to one day, so that orders arrive within 4 days": a length of time in another clause is no deadline of what is itself one
        beyond = [(aside.slots[0].start, aside.slots[-1].end) for aside in asides if aside.slots and aside.role in ("purpose", "constraint")]
        inside = [slot for slot in times if slot.value.form == "duration" and any(start < slot.start < end + 2 for start, end in beyond)]
        for slot in inside:
            case.used[slot[2:4]] = "purpose"
        times = [slot for slot in times if slot not in inside]
    if times:
        said = next((slot for slot in times if not str(slot.value.value).startswith("EVENT:")), times[0])
        value: Time = said.value
        if asides and case.first(*AMOUNTS) is not None:
            _of_which(case, said, asides)
        case.result.time = Time(value.form, value.value, case.take("time", said), value.exclusive, value.weekday)
        for again in times:
            if again is not said and again.value.form == "period" and str(again.value.value).startswith("EVENT:"):
                # "sponsorships for the tournament by 10 April"
                case.used[again.start, again.end] = "scope"
            elif (again.value.form, again.value.value) == (value.form, value.value):
                case.used[again.start, again.end] = "time"
    elif (compared := implied(case)) is not None:
        # more than last year: this year
        result_time, slot = compared
        case.result.time = Time("period", result_time, case.place(slot.start, slot.end))
        case.result.spans["time"] = case.result.time.span
    else:
        window = next((slot for slot in case.all("by_amount") if slot.value.is_window and slot.value.value is not None and not fits(case, slot)), None)
        if window is not None:
            # زيادة المتابعين 2000 بشهرين: how long, of what is no length of time
            case.result.time = Time("duration", window.value.iso(), case.take("time", window))
    start = case.first("start")
    if start is not None:
        case.result.start = Time(start.value.form, start.value.value, case.take("start", start), weekday=start.value.weekday)


def _of_which(case: Case, said: Slot, asides: Sequence[Aside]) -> None:
    """A time at the end of "so that …" can be of the goal or of what it is for: it is taken for the goal's, and that is said."""
    for aside in asides:
        opens = aside.slots[0] if aside.slots else None
        if opens is None or opens.kind != "purpose" or opens.is_link or opens.value == "relative" or not aside.has("verb", "word") or aside.has(*AMOUNTS):
            continue
        if opens.start < said.start and said.start - aside.slots[-1].end <= 1:
            span, other = case.place(said.start, said.end), case.place(opens.start, aside.slots[-1].end)
            params = {"text": case.text[span.start : span.end], "other": case.text[other.start : other.end]}
            case.result.notes.append(Note("ambiguous-time", span, params))


def take_within(case: Case) -> None:
    """ "within 2 hours" of something that is a length of time is its cap, not a deadline."""
    result = case.result
    within = case.first("within")
    if within is None and result.metric in DURATIONS and result.time is not None and result.time.form == "duration" and case.first(*AMOUNTS) is None:
        letters = {"D": "day", "W": "week", "M": "month"}
        number, letter = float(result.time.value[1:-1]), result.time.value[-1]
        result.target = Target("level", number, f"duration:{letters[letter]}", bound="max", span=result.time.span)
        result.time = None
        result.spans.pop("time", None)
    elif within is not None and (result.metric in DURATIONS or result.metric is None or case.first(*AMOUNTS) is None):
        span = case.take("target", within)
        result.target = Target("level", within.value.value, within.value.unit, bound="max", span=span)
        result.metric = result.metric if result.metric in DURATIONS else "response_time"
    if result.target is not None:
        result.spans["target"] = result.target.span


def one_each(case: Case) -> None:
    """ "Host a weekly webinar", "run a giveaway every month": one, of what one does oneself and does again and again."""
    if case.first("recurring") is None or case.result.intent != "do" or case.metric is None or not case.metric.activity:
        return
    noun = next((slot for slot in case.all("metric") if case.used.get(slot[2:4]) == "metric"), None) if case.noun_first else None
    if noun is not None and noun.can_be("SINGULAR"):
        # نشر مقال كل أسبوع: one, in a language that has no word for it
        case.result.target = Target("level", 1.0, "count", span=case.place(noun.start, noun.end))
        return
    for index, slot in enumerate(case.slots):
        if slot.kind == "filler" and slot.value == "one":
            following = next(
                (s for s in case.slots[index + 1 :] if case.used.get(s[2:4]) == "metric" or s.kind not in ("word", "recurring", "new", "metric")), None
            )
            if following is not None and case.used.get((following.start, following.end)) == "metric":
                case.result.target = Target("level", 1.0, "count", span=case.take("target", slot))
            return


def take_rhythm(case: Case) -> None:
    """ "monthly", "a month": how often, and with a number also out of how many. An adjective before its noun ("weekly interactions") is only the latter."""
    result = case.result
    slot = case.first("recurring")
    moved = result.target is not None and result.target.kind == "from_to"
    if slot is None:
        if result.per in _RECURRING_PER and result.time is None and not moved:
            result.time = Time("recurring", _RECURRING_PER[result.per], result.spans.get("per", Span(0, 0)))
            result.spans["time"] = result.time.span
        return
    if result.kept is not None and slot.value == "DAILY" and stands(case):
        if result.time is None:
            result.time = Time("recurring", slot.value, case.place(slot.start, slot.end))
        case.take("time" if result.time.form == "recurring" else "kept", slot)
        return
    if _of_another(case, slot):
        case.used[slot[2:4]] = "scope"
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
        adjective = before is not None and (before.kind == "metric" or (before.kind == "verb" and before is case.verb))
        if before is not None and before.kind == "metric" and case.implied is not None and case.used.get(before[2:4]) != "metric":
            # بيع 60 باقة باشتراك سنوي: an adjective of what is not counted
            case.used[slot.start, slot.end] = "scope"
            return
    elif metric_slot is None and case.implied is not None and result.target is None:
        # "sell more annual passes": an adjective of what nobody knows
        after = case.around(slot, 1)
        adjective = after is not None and after.kind == "word" and after.start - slot.end <= 1
        if adjective:
            case.used[slot.start, slot.end] = "scope"
            return
    ratio = case.metric is not None and case.metric.kind == "ratio"
    # annual subscriptions: of which kind they are
    typed = adjective and (ratio or (case.metric is not None and case.metric.kind == "level"))
    if typed:
        case.used[slot.start, slot.end] = "scope"
    if (
        result.per is None
        and not ratio
        and not typed
        and (result.target is not None or adjective)
        and not (result.target is None and result.intent in ("do", "maintain"))
    ):
        result.per = unit
        case.take("per", slot)
    if case.metric is not None and case.metric.activity and result.intent == "do" and result.target is None and result.time is not None:
        # "post daily until Friday": how often and until when; once each time
        result.target, result.per = Target("level", 1.0, "count", span=case.take("target", slot)), unit
    changed = result.target is None or result.target.kind in ("percent_change", "change", "from_to", "multiple")
    if result.time is None and not moved and not (adjective and changed and result.intent not in ("do", "maintain")):
        result.time = Time("recurring", slot.value, span)
        case.take("time", slot)


def _of_another(case: Case, slot: Slot) -> bool:
    """Whether a rhythm is that of what is done first, and another verb says what is counted: "launch a weekly newsletter and reach 3,000 subscribers"."""
    if case.verb is None or slot.start > case.verb.start or not case.has("and_"):
        return False
    done = min(verb.start for verb in case.all("verb"))
    return any(done < slot.end <= other.start < case.verb.start for other in case.all("and_"))


def counted_by(case: Case) -> Rhythm | None:
    """The calendar windows that a goal is counted by, and whether each of them is judged or the last one before the end; None where it has none."""
    result, slot = case.result, case.first("recurring")
    time, target = result.time, result.target
    recurs = time is not None and time.form == "recurring"
    per = result.per if result.per in _RECURRING_PER else None
    if not recurs and per is None:
        return None
    every, named = 1, time.value if recurs and time is not None else slot.value if slot is not None else ""
    if rhythm := _EVERY.fullmatch(named):
        per, every = rhythm[2].lower(), int(rhythm[1]) or 1
    elif named == "WEEKDAYS":
        per = "weekday"
    elif per is None:
        per = _PER_RECURRING.get(named)
    if per is None:
        return None
    count = 1.0 if target is None and result.intent == "do" and case.metric is not None and case.metric.activity else None
    if target is not None and target.kind in ("level", "change") and target.value is not None:
        count = target.value
    return Rhythm(count, per, every, "each" if recurs or _goes_on(case) else "last")


def _goes_on(case: Case) -> bool:
    """Whether a goal counted by weeks or months is meant for each of them, not for the last: what one does or keeps; "10 leads a day in December"; "50 new
    followers a week for two months", "until March" against "by March".
    """
    result = case.result
    if result.target is not None and result.target.kind not in ("level", "change"):
        return False
    if result.intent in ("do", "maintain", "limit") or (case.metric is not None and case.metric.activity):
        return True
    if result.time is None or result.intent == "decrease":
        return False
    slot = next((slot for slot in case.all("time") if case.used.get(slot[2:4]) == "time"), None)
    return result.time.form == "period" or (slot is not None and slot.leads("LASTING") is not None)
