"""What the words of a goal were used for: part of the goal, a side phrase, a known filler; what is left is said to be not understood.

Every slot of a clause gets a role here, so that the roles of all drafts together cover the statement.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from aimline.catalogue import Metric
from aimline.language.amounts import says_age
from aimline.language.clauses import AMOUNTS, Aside
from aimline.language.leftover import MEASURES, glued
from aimline.language.slots import Slot
from aimline.language.statement import SidePhrase
from aimline.text.diagnostic import Note
from aimline.text.position import Span

if TYPE_CHECKING:
    from aimline.language.case import Case

_HARMLESS = frozenset(
    ["filler", "label", "comma", "colon", "stop", "open_", "close_", "and_", "new", "more", "all_", "average", "verb", "budget", "soon", "vague"]
)
_SAYS_NOTHING = _HARMLESS | {"link", "compare"}
_SAYING = {kind: "label" if kind == "label" else "filler" for kind in _SAYS_NOTHING}
_NEUTRAL = frozenset(["filler", "new", "more", "all_", "and_", "comma", "average", "label"])
"""What neither begins nor ends a run of words."""
_PLACES = frozenset(["platform", "surface"])
_HEADS = frozenset(["verb", "vague", "platform", "surface"])
"""After what words say only of what: "hundreds of readers", "our YouTube lessons" …"""
_HEADS_BEFORE = frozenset(["verb", "vague", "metric", "surface", "recurring"])
"""… and where adjectives follow their noun."""
_NOUNS = frozenset(["metric", "verb", "platform", "surface", "item", "per_item"])


def account(case: Case, asides: Sequence[Aside]) -> None:
    """Give every own slot of a goal its role: fills in the draft's side phrases, its notes of what was not understood, and `roles`."""
    result = case.result
    own, used, roles, find = case.own, case.used, result.roles, case.place
    slots = case.slots if own is None else [slot for slot in case.slots if slot[2:4] in own]
    told = [(slot[2], slot[3], role) for slot in slots if (role := used.get(slot[2:4]) or _SAYING.get(slot[0]))]
    for aside in asides:
        if aside.slots:
            span = case.place(min(slot.start for slot in aside.slots), max(slot.end for slot in aside.slots))
            result.side_phrases.append(SidePhrase(aside.role, case.text[span.start : span.end], span))
            roles.append((*span, aside.role))
            if _each_of(case, aside) or _moves(case, aside):
                result.notes.append(Note("not-understood", span, {"text": case.text[span.start : span.end]}))
    for run, before, after, linked in _runs(case, slots) if len(told) < len(slots) else ():
        said_to_be = _role(case, run, before, after, linked)
        span = case.place(run[0].start, run[-1].end)
        if said_to_be is not None:
            result.side_phrases.append(SidePhrase(said_to_be, case.text[span.start : span.end], span))
            roles.append((*span, said_to_be))
        else:
            said = [slot for slot in run if slot.kind not in _NEUTRAL and slot.kind != "link"]
            inner = case.place(said[0].start, said[-1].end)
            result.notes.append(Note("not-understood", inner, {"text": case.text[inner.start : inner.end]}))
            roles.append((*span, "not-understood"))
    roles += told if find is Span else [(*find(start, end), role) for start, end, role in told]


def _each_of(case: Case, aside: Aside) -> bool:
    """Whether a purpose says that money is for one of several ("spend under $12 to acquire each lead"): a cost of one, which no part of the goal says."""
    target = case.result.target
    if aside.role != "purpose" or case.result.per is not None or target is None or not target.unit.startswith("currency:"):
        return False
    return any(slot.kind in ("per_item", "per_unit") or (slot.kind == "filler" and slot.value == "each") or slot.can_be("PER") for slot in aside.slots[1:])


def _moves(case: Case, aside: Aside) -> bool:
    """Whether the only words that say how far the goal is to go stand in an aside, as in "who leave after one page to 40%"."""
    if case.result.target is not None or aside.role != "purpose" or aside.slots[0].value != "relative" or case.verb is None:
        return False
    return case.intent in ("increase", "decrease") and any(slot.kind in ("to_amount", "by_amount", "from_to") for slot in aside.slots)


def _says_of(case: Case, slot: Slot) -> bool:
    """Whether a unit of time only says which of what an unknown word names: "more day tours"."""
    after = next((other for other in case.slots if other.start >= slot.end), None)
    named = after is not None and after.kind == "word" and after.start - slot.end == 1 and not after.can_be(*MEASURES)
    return named and slot.can_be("UNIT") and not case.noun_first and case.first(*AMOUNTS) is None


def _left(case: Case, slot: Slot) -> bool:
    """Whether a slot has neither become part of the goal nor is one that says nothing."""
    return slot.kind not in _SAYS_NOTHING and slot[2:4] not in case.used


Run = tuple[list[Slot], Slot | None, Slot | None, bool]


def _runs(case: Case, own: Sequence[Slot]) -> list[Run]:
    """The stretches of slots that are left, each with what stands before and after it, and whether a link ("for", "of", "in") opens it."""
    runs: list[Run] = []
    run: list[Slot] = []
    linked = False
    before: Slot | None = None
    for slot in own:
        if _left(case, slot):
            run.append(slot)
        elif slot.kind == "link":
            if run and any(_left(case, s) for s in run):
                # "for parents of toddlers" is one phrase
                run.append(slot)
            else:
                run, linked = [slot], True
        elif run and slot.kind in _NEUTRAL and not (slot.kind == "comma" and not linked):
            run.append(slot)
        else:
            _close(runs, case, run, before, slot, linked)
            run = []
            if slot.kind not in ("filler", "new", "more", "label"):
                linked, before = False, slot
    _close(runs, case, run, before, None, linked)
    return runs


def _close(runs: list[Run], case: Case, run: list[Slot], before: Slot | None, after: Slot | None, linked: bool) -> None:
    while run and run[-1].kind in _NEUTRAL:
        run = run[:-1]
    if any(_left(case, slot) for slot in run):
        runs.append((run, before, after, linked))


def _role(case: Case, run: list[Slot], before: Slot | None, after: Slot | None, linked: bool) -> str | None:
    """What a stretch of left-over words is, or None where it might change the goal and nobody can tell how.

    After a link ("for busy parents"), before a noun ("clinician engagement"), after what is counted ("20K teachers") words narrow the goal without changing
    its arithmetic. Where adjectives follow their noun, as in Arabic, also those. A number, a second time, a negation is never passed over.
    """
    left = [slot for slot in run if _left(case, slot)]
    kinds = {slot.kind for slot in left}
    if kinds & {"not_", "time", "start", "within", "per_unit", "per_item", "recurring", "kept", "reference"}:
        return None
    if run[0].kind == "aside" and before is not None and before.kind in AMOUNTS and before.end + 1 >= run[0].start:
        # "1 in 50 orders"
        return None
    if kinds == {"aside"} or ("aside" in kinds and "metric" in kinds):
        # "pour 1 000 commandes": out of so many
        return None
    if "aside" in kinds and case.result.target is None:
        # "in 10 newspapers": the only number there is
        return None
    if any(slot.kind == "word" and slot.can_be(*MEASURES) and not _says_of(case, slot) for slot in left):
        # "the same day", "within the hour", "by half a point"
        return None
    if linked and run[0].can_be("PER") and run[0].can_be("LINK") and case.result.per is None:
        # "per send": out of what, in a word that nobody knows
        return None
    if before is None and _who(case, run) and all(slot.kind == "word" or (slot.kind in ("amount", "of_amount") and slot.value.value is None) for slot in left):
        return "subject"
    if before is None and after is not None and after.kind == "colon" and case.result.target is not None and kinds <= {"word", "surface", "item"}:
        # "Cairo branch: 90 orders a week"
        return "scope"
    amounts = [slot for slot in left if slot.kind in AMOUNTS and not glued(case, slot)]
    if amounts:
        return _amount_role(case, amounts, left, run, linked)
    if before is None and not linked and case.verb is None and kinds == {"word"} and case.has("by_amount") and case.result.metric is not None:
        # "shave cost per click by 10%": which way, in a word that nobody knows
        return None
    role = "scope" if case.result.metric is not None else "object"
    if linked or (after is not None and after.kind in _NOUNS):
        return role
    if case.result.metric is not None and "metric" not in case.result.spans and kinds <= {"word", "item", "metric"}:
        # the verb or a length of time says what is measured, the noun only of what: "reply to Facebook messages within 2 hours"
        return "object"
    if "metric" in kinds and case.result.metric is not None:
        return role if _second_noun(case, left, before) else None
    heads = _HEADS_BEFORE if case.noun_first else _HEADS
    if before is not None and (before.kind in heads or before.kind in AMOUNTS) and not (before.kind in _PLACES and "word" not in kinds):
        return role
    return role if case.result.metric is None else None


def _who(case: Case, run: list[Slot]) -> bool:
    """Whether words at the beginning say who it is that wants, plans, will ("Our restaurant wants …")."""
    rest = case.slots[case.slots.index(run[-1]) + 1 :][:1]
    return bool(rest) and rest[0].kind == "filler" and rest[0].value == "wish"


def _names_more(metric: Metric) -> bool:
    """Whether a noun beside the counted one can only say what it is of: what one does oneself, what no number measures."""
    return metric.activity or metric.vague


def _second_noun(case: Case, left: list[Slot], before: Slot | None) -> bool:
    """Whether a further noun only says the first again ("our fan base by 340 followers") or narrows it (وصول الحملة)."""
    metrics = [slot for slot in left if slot.kind == "metric"]
    if all(slot.value == case.result.metric or _names_more(case.catalogue.metric(str(slot.value))) for slot in metrics):
        return True
    if before is None:
        return False
    if before.kind in ("recurring", "vague") and all(case.catalogue.metric(str(slot.value)).unit == "count" for slot in metrics):
        # "from 2,300 to 5,100 weekly sessions"
        return True
    return case.used.get((before.start, before.end)) == "target" or (case.noun_first and before.kind == "metric")


def _amount_role(case: Case, amounts: list[Slot], left: list[Slot], run: list[Slot], linked: bool) -> str | None:
    """A second number: money beside a count is what it may cost; "in 5 cities" says where. Any other is not understood."""
    units = {slot.value.unit for slot in amounts if not isinstance(slot.value, tuple)}
    each = case.result.target is None and any(slot.kind == "filler" and slot.value == "each" for slot in case.slots)
    if each and units and case.metric is not None and case.metric.unit == "count" and all(unit.startswith("currency:") for unit in units):
        # "drive installs at under $2 each"
        return "constraint"
    if all(says_age(case, slot) for slot in amounts):
        return "scope"
    if case.result.target is not None and units and all(unit.startswith("currency:") for unit in units) and not case.result.target.unit.startswith("currency:"):
        return "budget" if case.first("budget") is not None else "constraint"
    if linked and units == {"count"} and run[0].kind == "link" and left[-1].kind == "word":
        return "scope"
    return None
