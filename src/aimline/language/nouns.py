"""Words that are two things alike, settled by what stands around them: verbs that are nouns ("reach", "post", الوصول), and amounts after a word for both of
and by ("une hausse de 15 %", "un taux de 15 %").
"""

from collections.abc import Sequence

from aimline.language.slots import Slot

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
_MOVES = frozenset(["increase", "decrease"])
"""Verbs that say by how much."""
_AFTER_A_HEADLINE = frozenset(["colon", "by_amount", "from_to", "plus_amount", "per_item"])


def reread(slots: Sequence[Slot]) -> list[Slot]:
    """Settle each word that is a verb or a noun: after a verb, a number or an adjective it is a noun; and each amount of which the verb tells what it is."""
    out: list[Slot] = []
    verb_seen, moves = False, False
    for index, slot in enumerate(slots):
        if slot.kind == "verb":
            noun = _as_noun(slot, out, slots[index + 1 :], verb_seen)
            verb_seen = verb_seen or noun is None
            slot = noun or slot
            moves = moves if noun is not None else str(slot.value).split()[0] in _MOVES
        elif slot.kind == "of_or_by_amount":
            slot = slot._replace(kind="by_amount" if moves else "of_amount")
        elif slot.kind in ("time", "recurring") and _describes(slot, out, slots[index + 1 :]):
            slot = Slot("word", None, slot.start, slot.end)
        elif slot.kind == "time" and _names_a_noun(slot, slots[index + 1 :]):
            slot = Slot("link", None, slot.start, slot.end)
        elif slot.kind == "per_on":
            slot = _out_of(slot, out)
        elif slot.kind in ("stop", "via", "purpose", "while_"):
            verb_seen, moves = False, False
        out.append(slot)
    return out


def _as_noun(slot: Slot, out: list[Slot], rest: Sequence[Slot], verb_seen: bool) -> Slot | None:
    """The noun that a verb slot is in its place, or None where it is a verb."""
    before = next((s for s in reversed(out) if s.kind not in ("filler", "label")), None)
    after = next((s for s in rest if s.kind not in ("filler", "all_")), None)
    metric, item = slot.other("METRIC"), slot.other("ITEM")
    if metric is not None and (_after_link(out) or _noun_place(before, after, out, verb_seen) or _headline(before, after)):
        return Slot("metric", metric, slot.start, slot.end, slot.also)
    if item is not None and before is not None and before.kind == "average":
        return Slot("item", item, slot.start, slot.end, slot.also)
    return None


def _describes(slot: Slot, out: list[Slot], rest: Sequence[Slot]) -> bool:
    """ "for our spring workshop", "on our monthly newsletter": a season or a rhythm between a link and a noun only says which."""
    if slot.kind == "time" and slot.value.form != "period":
        return False
    before = next((s for s in reversed(out) if s.kind != "filler"), None)
    return (
        before is not None and before.kind == "link" and bool(rest) and rest[0].kind in ("word", "metric", "surface", "item") and rest[0].start - slot.end <= 1
    )


def _names_a_noun(slot: Slot, rest: Sequence[Slot]) -> bool:
    """ "on our launch video": an event directly before a noun names it."""
    return str(slot.value.value).startswith("EVENT:") and bool(rest) and rest[0].kind in ("metric", "item") and rest[0].start - slot.end <= 1


def _out_of(slot: Slot, out: list[Slot]) -> Slot:
    """ "50 comments on a post" counts out of posts; "the comments on the post" only says which."""
    if [s.kind for s in out if s.kind not in ("filler", "new")][-2:] == ["amount", "metric"]:
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
    if before.kind in ("and_", "comma"):
        return _metric_before(out) and not (after is not None and after.kind in ("amount", "to_amount"))
    return before.kind in _BEFORE_A_NOUN or (before.kind in ("verb", "word") and verb_seen)


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
