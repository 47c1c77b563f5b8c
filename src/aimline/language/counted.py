"""What a goal counts, and where: the metric among the nouns, the platforms, a noun that the catalogue does not have."""

from collections.abc import Sequence

from aimline.language.case import Case, custom_name
from aimline.language.clauses import AMOUNTS, Aside
from aimline.language.leftover import counts_the_unknown, only_beside
from aimline.language.slots import Slot
from aimline.text.diagnostic import Note

DURATIONS = ("response_time", "resolution_time", "delivery_time", "order_preparation_time")


_MOVED = frozenset(["to_amount", "of_amount", "by_amount", "from_to"])
_OF_PEOPLE = frozenset(["signups", "members", "subscribers", "followers", "email_subscribers", "newsletter_signups", "customers"])
"""What is counted in people, who may be named after the number once more."""


def take_metric(case: Case) -> None:
    """The metric among the nouns, or the one that the verb has in it; a shop or a list as a last resort ("grow our newsletter")."""
    if _turned(case):
        case.result.metric = case.implied = "conversion_rate"
        return
    chosen = _noun(case)
    if chosen is not None and _made_better(case, chosen):
        return
    if chosen is not None and case.implied is None and (counts_the_unknown(case, chosen) or only_beside(case, chosen)):
        return
    chosen = None if chosen is not None and _on_the_list(case, chosen) else chosen
    if chosen is None:
        surface = next((slot for slot in case.all("surface") if slot.other("METRIC") is not None and not counts_the_unknown(case, slot)), None)
        if case.implied is not None:
            case.result.metric = case.implied
        elif surface is not None and (_labels(case, surface) if case.verb is None else case.intent != "reach" or case.first(*AMOUNTS, "recurring") is not None):
            case.result.metric = _of_it(case, surface)
            case.take("metric", surface)
        elif case.verb is not None and case.first("recurring") is not None and case.first(*AMOUNTS) is None:
            # التثبيت يوميًّا: a verb that also names what one does oneself, done again and again
            doing = next((str(value) for name, value in case.verb.also if name == "VERB" and str(value).startswith("do ")), None)
            if doing is not None:
                case.verb, case.result.metric = case.verb._replace(value="do"), doing.split()[1]
        return
    if case.implied is not None and not _noun_decides(case, chosen) and not _counts_first(case, chosen):
        case.result.metric = case.implied
        return
    if case.implied is None and _only_of(case, chosen):
        return
    head = _headed(case, chosen)
    if head:
        if case.first(*AMOUNTS) is None:
            # تحسين تجربة الزوار: what is to be better is the unknown noun, and nothing says how it would be counted
            return
        span = case.place(head[0].start, head[-1].end)
        case.result.notes.append(Note("not-understood", span, {"text": case.text[span.start : span.end]}))
    timed = None
    for name, value in chosen.also:
        if name == "VERB" and str(value).endswith(DURATIONS):
            timed = str(value).split()[1]
            break
    amount = case.first("amount", "to_amount", "of_amount") if timed is not None else None
    if timed is not None and amount is not None and amount.value.unit.startswith("duration:"):
        # الرد أقل من 10 دقائق: how soon, not how many
        case.result.metric = timed
        case.take("metric", chosen)
        return
    case.result.metric = _counted_by_verb(case, chosen) or (_of_it(case, chosen) if case.intent == "do" or _sendings(case) else str(chosen.value))
    case.take("metric", chosen)


def take_timed(case: Case, asides: Sequence[Aside]) -> None:
    """The metric of a length of time of which only the purpose says what may take so long: "under 24 hours to answer messages"."""
    for aside in asides:
        verb = next((slot for slot in aside.slots if slot.kind not in ("filler", "purpose")), None) if aside.role == "purpose" else None
        if verb is not None and verb.kind == "verb":
            named = [metric for name, value in verb.also if name == "VERB" for metric in str(value).split()[1:]]
            # who replies to a share of messages takes so long for each
            case.result.metric = next((metric for metric in named if metric in DURATIONS), "response_time" if "response_rate" in named else None)
            return


def _labels(case: Case, surface: Slot) -> bool:
    """Whether a list stands as a label before its number, or behind how many times it is to be: "Email list: 8,000"."""
    before = case.around(surface, -1)
    if before is not None and before.kind == "multiple":
        # "double our email list"
        return True
    after = case.around(surface, 1)
    amount = case.around(after, 1) if after is not None and after.kind == "colon" else after
    return amount is not None and amount.kind in (*_MOVED, *(("amount", "plus_amount") if after is not amount else ())) and amount.value is not None


def _on_the_list(case: Case, noun: Slot) -> bool:
    """Whether people after a number are those of a list that is named before it: "grow our email list to 5,000 people"."""
    amount = case.around(noun, -1)
    if (noun.value not in _OF_PEOPLE and noun.value not in ("reach", "leads")) or amount is None or amount.kind not in ("to_amount", "by_amount", "of_amount"):
        return False
    before = case.around(amount, -1)
    return before is not None and before.kind == "surface" and before.other("METRIC") is not None


def _headed(case: Case, noun: Slot) -> list[Slot]:
    """The unknown words that a metric only belongs to, where the head of a compound comes first: they stand between the verb and it, and no link does."""
    if not case.noun_first or case.verb is None or noun.start < case.verb.end:
        return []
    between = [slot for slot in case.slots if case.verb.end <= slot.start and slot.end <= noun.start and slot.kind not in ("filler", "label")]
    return between if all(slot.kind == "word" for slot in between) else []


def _only_of(case: Case, noun: Slot) -> bool:
    """Whether a change is one of words that nobody knows, and a noun only says from, of or for whom: "increase applications from students by 18%"."""
    if case.verb is None or noun.start < case.verb.end or case.catalogue.metric(str(noun.value)).kind == "ratio":
        return False
    if not any(slot.start > noun.end for slot in case.all("by_amount", "to_amount", "from_to")):
        return False
    between = [slot for slot in case.slots if case.verb.end <= slot.start and slot.end <= noun.start and slot.kind not in ("filler", "label")]
    links = [slot for slot in between if slot.kind == "link"]
    return (
        len(links) == 1
        and len(between) > 1
        and between[0].kind == "word"
        and not between[0].can_be("PERCENT")
        and all(slot.kind in ("word", "link", "new", "more") for slot in between)
    )


def _of_it(case: Case, slot: Slot) -> str:
    """What is counted of a noun that can be several things: of what one sends oneself the sendings ("send a newsletter"), else what grows ("grow our
    newsletter").
    """
    names = [str(value) for name, value in slot.also if name == "METRIC"] or [str(slot.value)]
    sent = [name for name in names if case.catalogue.metric(name).activity]
    return sent[0] if sent and (case.intent == "do" or _sendings(case)) else next((name for name in names if name not in sent), names[0])


def _sendings(case: Case) -> bool:
    """Whether a plain number without a verb says how many are to be sent: "2 emails a month"."""
    return case.verb is None and case.first("amount") is not None and case.first("new", "more") is None


def _made_better(case: Case, noun: Slot) -> bool:
    """Whether the verb makes better what one does oneself ("improve our content"), and so counts nothing."""
    if not case.catalogue.metric(str(noun.value)).activity or case.first(*AMOUNTS) is not None:
        return False
    before = case.around(noun, -1)
    # "tell better stories"
    better = before is not None and before.kind == "more" and before.can_be("QUALITY") and case.implied is None
    return better or (case.verb is not None and case.verb.can_be("QUALITY"))


def _outcome(case: Case) -> Slot | None:
    """What something is to become: "turn followers into customers"."""
    if case.verb is None or ("VERB", "reach conversion_rate") not in case.verb.also:
        return None
    link = next((slot for slot in case.slots if ("LINK", "result") in slot.also), None)
    after = case.around(link, 1) if link is not None else None
    return after if after is not None and after.kind == "metric" else None


def _turned(case: Case) -> bool:
    """Whether people are to become others, and neither a number nor a known noun says what: "turn free users into paying ones"."""
    if case.verb is None or ("VERB", "reach conversion_rate") not in case.verb.also or case.first(*AMOUNTS) is not None:
        return False
    link = next((slot for slot in case.slots if ("LINK", "result") in slot.also), None)
    before = [slot for slot in case.slots if link is not None and case.verb.end <= slot.start < link.start]
    return link is not None and any(slot.kind in ("metric", "word") for slot in before)


def _noun(case: Case) -> Slot | None:
    """The noun that is counted: not what stands before the verb (that is who acts); what follows the number; not what is only counted per ("average post
    reach"); the head of a compound; a measurable one before a vague one, a ratio before its parts, what a link ("for", "of") leads to last.
    """
    metrics = case.all("metric")
    verb = case.verb
    outcome = _outcome(case)
    if outcome is not None:
        return outcome
    if verb is not None:
        metrics = [slot for slot in metrics if slot.start > verb.start] or metrics
    if len(metrics) < 2:
        return metrics[0] if metrics else None
    if (colon := case.first("colon")) is not None:
        # "Videos: +30% views"
        later = [slot for slot in metrics if slot.start > colon.start]
        if later and all(case.catalogue.metric(str(slot.value)).activity for slot in metrics if slot.start < colon.start):
            metrics = later
            if len(metrics) < 2:
                return metrics[0]
    items = [slot for slot in metrics if slot.other("ITEM") is not None]
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
        of_it = case.noun_first and other.activity and case.around(chosen, 1) is candidate
        # "a listener community": which community
        which = not case.noun_first and candidate.end + 1 == chosen.start
        if (now.vague and not other.vague and candidate in free and not of_it and not which) or (other.kind == "ratio" and now.kind != "ratio"):
            chosen = candidate
    return chosen


def _counted(case: Case, metrics: list[Slot]) -> Slot | None:
    """The noun that a plain number stands before: "conversations with 14 TikTok creators"."""
    amount = next((slot for slot in case.all("amount", "to_amount", "of_amount", "plus_amount", "by_amount") if slot.value.unit == "count"), None)
    if amount is None:
        # "get our reels twice the saves"
        amount = next((slot for slot in case.all("multiple") if metrics[0].start < slot.start), None)
    if amount is None:
        return None
    for slot in case.slots[case.slots.index(amount) + 1 :]:
        if slot in metrics:
            before = case.catalogue.metric(str(metrics[0].value))
            if slot.value == "reach" and amount.kind in _MOVED and slot is not metrics[0] and metrics[0].end <= amount.start and before.name in _OF_PEOPLE:
                # "our waitlist should hit 2,500 people"
                return None
            moved = amount.kind == "by_amount" or (
                case.intent in ("increase", "decrease") and amount.kind in ("amount", "to_amount") and metrics[0].end < amount.start
            )
            if moved and not (before.activity or before.vague):
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


def _counts_first(case: Case, noun: Slot) -> bool:
    """Whether the first number counts a noun, where the verb has money in it: "bring in 3,500 app installs at no more than $2 each" is no revenue."""
    if case.catalogue.metric(str(case.implied)).unit != "currency":
        return False
    amount = case.first(*AMOUNTS)
    return amount is not None and amount.kind == "amount" and amount.value.unit == "count" and case.around(amount, 1) is noun


def _counted_by_verb(case: Case, chosen: Slot) -> str | None:
    """ "Reach 5,000 users on Facebook" counts those reached: where a platform is named, a verb that is a metric by itself decides the sense of its noun."""
    if case.verb is not None and chosen.value == "reach" and case.verb.can_be("DOING"):
        # "sign up 1,500 people"
        return str(case.verb.other("DOING"))
    named = case.verb.other("METRIC") if case.verb is not None and case.first("platform") is not None else None
    return str(named) if named is not None and ("METRIC", named) in chosen.also else None


def _linked(case: Case, slot: Slot) -> bool:
    before = [other for other in case.slots if other.start < slot.start and other.kind not in ("filler", "new", "more", "word")]
    return bool(before) and before[-1].kind in ("link", "via")


def take_custom(case: Case, quantity: Slot) -> None:
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
    name = custom_name(text)
    if not name:
        return
    case.result.metric = name
    case.take("metric", *words)
    case.result.notes.append(Note("unknown-metric", span, {"text": text}))


def heads_compound(case: Case, quantity: Slot) -> bool:
    """Whether a noun only says which, and an unknown word right after it names what is counted, as the unit tells: "checkout time: 2 minutes". It is taken back
    then.
    """
    metric, amount = case.metric, quantity.value[1] if isinstance(quantity.value, tuple) else quantity.value
    if case.noun_first or metric is None or metric.unit != "count" or not amount.unit.startswith("duration:"):
        return False
    noun = next((slot for slot in case.all("metric") if case.used.get(slot[2:4]) == "metric"), None)
    if noun is None or noun.end > quantity.start:
        return False
    after = next((slot for slot in case.slots if slot.start >= noun.end), None)
    if after is None or after.kind != "word" or after.start - noun.end > 1:
        return False
    span = case.place(noun.start, after.end)
    text = case.text[span.start : span.end]
    case.result.metric = custom_name(text)
    case.take("metric", noun, after)
    case.result.notes.append(Note("unknown-metric", span, {"text": text}))
    return True


def names_more(case: Case, quantity: Slot) -> bool:
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
        elif other.value != "-" and (found or other.kind not in ("filler", "new", "more", "link", "platform", "surface", "recurring", "average")):
            break
    return found


_NAMELESS = frozenset(["filler", "label", "link", "via", "purpose", "comma", "and_", "stop", "colon", "amount", "to_amount", "by_amount", "of_amount", "time"])
"""Kinds of slots in which no platform is named."""


def take_platforms(case: Case) -> None:
    result = case.result
    for slot in case.slots:
        kind = slot[0]
        if kind in _NAMELESS:
            continue
        name = slot[1] if kind == "platform" else slot[1][1] if kind == "per_item" else slot.other("ON") if slot[4] else None
        if name:
            if name not in result.platforms:
                result.platforms.append(name)
            if "platforms" not in result.spans:
                result.spans["platforms"] = case.place(slot[2], slot[3])
            if kind == "platform":
                case.used[slot[2:4]] = "platforms"
        if kind == "surface" and not (case.used.get((slot.start, slot.end)) == "metric" and case.metric is not None and case.metric.activity):
            case.used.setdefault((slot.start, slot.end), "surfaces")
            if slot.value not in result.surfaces:
                result.surfaces.append(slot.value)
    if result.platforms and case.has("metric"):
        _called_there(case)
    if result.surfaces and not result.platforms and case.metric is not None and case.metric.on_surface:
        # "300 new subscribers to the newsletter"
        result.metric = next((case.metric.on_surface[name] for name in result.surfaces if name in case.metric.on_surface), result.metric)
    if len(result.platforms) > 1:
        result.platforms = [name for name in result.platforms if name not in ("social_media", "all")] or result.platforms


def _called_there(case: Case) -> None:
    """Where one word means the audience of any platform (abonnés), it is what the platform named counts: subscribers on YouTube, followers elsewhere."""
    platform = case.catalogue.platforms.get(case.result.platforms[0])
    if platform is None or platform.audience == case.result.metric:
        return
    slot = next((slot for slot in case.all("metric") if case.used.get((slot.start, slot.end)) == "metric"), None)
    if slot is not None and platform.audience != slot.value and ("METRIC", platform.audience) in slot.also:
        case.result.metric = platform.audience


def take_elided(case: Case) -> None:
    """ "Instagram from 18K to 30K": a platform that goes from one number to another, with no word for what is counted, is its followers."""
    if not case.result.platforms or case.first("word") is not None:
        return
    reached = case.verb.other("METRIC") if case.verb is not None else None
    if reached is not None and any(slot.value == "account" for slot in case.all("filler")) and case.first("to_amount", "amount") is not None:
        # الوصول إلى 25 ألف حساب: those reached, and not the followers
        case.result.metric = str(reached)
        return
    moved = case.all("from_to", "pair", "to_amount", "plus_amount", *(("amount",) if case.verb is None else ()))
    values = [value for slot in moved for value in (slot.value if isinstance(slot.value, tuple) else (slot.value,))]
    if values and all(value.unit == "count" for value in values):
        case.result.metric = "followers"
