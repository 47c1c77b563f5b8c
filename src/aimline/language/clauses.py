"""A statement's slots sorted into goals: what belongs to which goal, what all of them share, and what is said besides (how, why, under which condition)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from aimline.language.slots import Slot

AMOUNTS = frozenset(["amount", "of_amount", "by_amount", "to_amount", "plus_amount", "from_to", "multiple", "baseline"])
_SEPARATORS = frozenset(["and_", "comma", "stop"])
_NOTHING = frozenset(["filler", "comma", "colon", "stop", "open_", "close_", "and_"])


@dataclass(slots=True)
class Aside:
    """A stretch of slots that says how (`method`), why (`purpose`), under which condition (`constraint`) or more precisely (`gloss`)."""

    role: str
    slots: list[Slot] = field(default_factory=list)


@dataclass(slots=True)
class Clause:
    """The slots of one goal and the asides that stand in it."""

    slots: list[Slot] = field(default_factory=list)
    asides: list[Aside] = field(default_factory=list)

    def has(self, *kinds: str) -> bool:
        """Whether one of the slots is of one of the kinds."""
        return any(slot.kind in kinds for slot in self.slots)

    def all(self, *kinds: str) -> list[Slot]:
        """The slots of some kinds, in order."""
        return [slot for slot in self.slots if slot.kind in kinds]

    @property
    def has_amount(self) -> bool:
        """Whether it says how much."""
        return any(slot.kind in AMOUNTS for slot in self.slots)


def reread(slots: Sequence[Slot]) -> list[Slot]:
    """Settle words that are verbs and nouns alike ("reach", "post", الوصول): after a verb, a number or an adjective they are nouns."""
    out: list[Slot] = []
    verb_seen = False
    for index, slot in enumerate(slots):
        if slot.kind == "verb":
            before = next((s for s in reversed(out) if s.kind not in ("filler",)), None)
            after = next((s for s in slots[index + 1 :] if s.kind not in ("filler", "all_")), None)
            metric, item = slot.other("METRIC"), slot.other("ITEM")
            noun_place = before is not None and (
                before.kind
                in (
                    "amount",
                    "of_amount",
                    "to_amount",
                    "from_to",
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
                )
                or (before.kind == "verb" and verb_seen)
                or (before.kind in ("and_", "comma") and _metric_before(out))
                or (before.kind == "word" and verb_seen)
            )
            alone = before is None and (after is None or after.kind in ("colon", "by_amount", "from_to", "plus_amount", "per_item"))
            if (
                metric is not None
                and (noun_place or alone)
                and not (before is not None and before.kind in ("and_", "comma") and after is not None and after.kind in ("amount", "to_amount"))
            ) or (metric is not None and before is not None and before.kind == "link"):
                slot = Slot("metric", metric, slot.start, slot.end, slot.also)
            elif item is not None and before is not None and before.kind in ("average",):
                slot = Slot("item", item, slot.start, slot.end, slot.also)
            else:
                verb_seen = True
        elif slot.kind == "per_on":
            # "50 comments on a post" counts out of posts; "the comments on the post" only says which
            counted = [s.kind for s in out if s.kind not in ("filler", "new")][-2:]
            if counted == ["amount", "metric"]:
                slot = Slot("per_item", slot.value, slot.start, slot.end, slot.also)
            else:
                slot = Slot("link", None, slot.start, slot.end)
        elif slot.kind in ("stop", "via", "purpose", "while_"):
            verb_seen = False
        out.append(slot)
    return out


def _metric_before(slots: list[Slot]) -> bool:
    for slot in reversed(slots[:-1]):
        if slot.kind == "metric":
            return True
        if slot.kind not in ("filler", "new", "more"):
            return False
    return False


def sort(slots: Sequence[Slot], is_vague: Callable[[str], bool]) -> list[Clause]:
    """The goals of a statement, each as its own slots with what they share filled in; at least one. `is_vague` tells metrics that no number measures."""
    main, asides = _set_apart(reread(slots))
    clauses = _split(main)
    measurable = any(not is_vague(str(slot.value)) for clause in clauses for slot in clause.all("metric")) or any(_implied(clause) for clause in clauses)
    if not measurable and not any(clause.has_amount for clause in clauses):
        inner = _measurable_aside(asides)
        if inner is not None:
            asides.remove(inner)
            inner_clauses = _split(inner.slots)
            shared = [
                slot
                for clause in clauses
                for slot in clause.slots
                if slot.kind in ("platform", "surface", "time", "start", "recurring", "per_unit", "per_item", "average")
            ]
            outer = [slot for clause in clauses for slot in clause.slots if slot.kind in ("verb", "word", "more", "metric")]
            for clause in inner_clauses:
                clause.slots += [slot for slot in shared if not clause.has(slot.kind)]
            clauses = inner_clauses
            if outer:
                asides.append(Aside("purpose", outer))
    for aside in list(asides):
        if (
            aside.role == "constraint"
            and any(slot.kind == "metric" for slot in aside.slots)
            and any(slot.kind in AMOUNTS for slot in aside.slots)
            and any(_names(clause) for clause in clauses)
        ):
            asides.remove(aside)
            clauses.append(Clause([slot if slot.kind != "while_" else Slot("filler", None, slot.start, slot.end) for slot in aside.slots]))
            continue
        moved = [slot for slot in aside.slots if slot.kind == "from_to"] if aside.role == "gloss" else []
        if moved and len(clauses) == 1 and not clauses[0].has("from_to"):
            clauses[0].slots += moved
            aside.slots = [slot for slot in aside.slots if slot not in moved]
    clauses[0].asides += asides
    return clauses


def _implied(clause: Clause) -> bool:
    return any(" " in str(slot.value) for slot in clause.slots if slot.kind == "verb")


def _measurable_aside(asides: list[Aside]) -> Aside | None:
    """The aside that holds the goal when the sentence around it names no metric ("raise buzz by growing story views by 30 percent")."""
    for aside in asides:
        if aside.role in ("method", "gloss", "purpose") and any(s.kind == "metric" for s in aside.slots) and any(s.kind in AMOUNTS for s in aside.slots):
            return aside
    return None


def _set_apart(slots: Sequence[Slot]) -> tuple[list[Slot], list[Aside]]:
    """The main line of a statement, and the asides: from "by posting …", "so that …", "while …" or a bracket to the end of it.

    When it is to happen belongs to the main line wherever it stands; so do platforms after "via".
    """
    main: list[Slot] = []
    asides: list[Aside] = []
    aside: Aside | None = None
    bracket = False
    for index, slot in enumerate(slots):
        following = _next(slots, index)
        if slot.kind in ("via", "purpose") and slot.is_link and (following is None or following.kind not in ("verb", "multiple", "recurring")):
            slot = Slot("link", slot.value, slot.start, slot.end, slot.also)
        if slot.kind == "open_":
            bracket = True
            asides.append(Aside("gloss"))
            continue
        if slot.kind == "close_" and bracket:
            bracket = False
            continue
        if bracket:
            asides[-1].slots.append(slot)
            continue
        if slot.kind == "via":
            if following is not None and following.kind in ("platform", "surface") and (aside is None or aside.role != "method"):
                aside = None
                main.append(Slot("link", "via", slot.start, slot.end))
                continue
            aside = Aside("method", [slot])
            asides.append(aside)
            continue
        if slot.kind == "purpose" and following is not None:
            if not [s for s in main if s.kind not in _NOTHING]:
                main.append(Slot("filler", None, slot.start, slot.end))
                continue
            aside = Aside("purpose", [slot])
            asides.append(aside)
            continue
        if slot.kind == "while_":
            aside = Aside("constraint", [slot])
            asides.append(aside)
            continue
        if slot.kind == "stop" and slot.value in ".!?;|":
            aside = None
            main.append(slot)
            continue
        if aside is not None:
            if slot.kind in ("time", "start") and not any(s.kind == slot.kind for s in main):
                main.append(slot)
            elif slot.kind == "comma" and not any(s.kind in ("verb", "metric") for s in main):
                aside = None
            else:
                aside.slots.append(slot)
            continue
        main.append(slot)
    return main, asides


def _next(slots: Sequence[Slot], index: int) -> Slot | None:
    return next((slot for slot in slots[index + 1 :] if slot.kind not in ("filler", "new")), None)


def _split(slots: Sequence[Slot]) -> list[Clause]:
    """Cut the main line where a further goal begins, and share what the goals have in common."""
    segments: list[list[Slot]] = [[]]
    for index, slot in enumerate(slots):
        if slot.kind in _SEPARATORS:
            segments.append([])
        elif slot.kind == "link" and _side_goal(segments[-1], slots[index + 1 :]):
            segments.append([slot])
        else:
            segments[-1].append(slot)
    clauses = [Clause(segment) for segment in segments if segment] or [Clause()]
    goals: list[Clause] = [clauses[0]]
    for clause in clauses[1:]:
        if _further(goals, clause):
            goals.append(clause)
        else:
            goals[-1].slots += clause.slots
    _share(goals)
    return goals


def _side_goal(before: Sequence[Slot], after: Sequence[Slot]) -> bool:
    """Whether a link opens a goal of its own: "… at an average CPC of £0.40" after a goal that already has its metric and its number."""
    if not any(slot.kind == "metric" for slot in before) or not any(slot.kind in AMOUNTS for slot in before):
        return False
    kinds = [slot.kind for slot in after if slot.kind not in ("filler", "average")][:2]
    return kinds[:1] == ["metric"] and kinds[1:] in (["of_amount"], ["amount"])


def _elides(clause: Clause) -> bool:
    """Whether a clause takes a platform from one number to another without saying what is counted."""
    return clause.has("platform") and clause.has("from_to", "to_amount") and not clause.has("metric", "word")


def _names(clause: Clause) -> bool:
    return clause.has("metric") or _implied(clause)


def _further(goals: list[Clause], clause: Clause) -> bool:
    """Whether a segment after a separator is a goal of its own."""
    last = goals[-1]
    if _names(clause):
        if _elides(last) and clause.has("verb"):
            return True
        if not _names(last) and not last.has_amount:
            return last.has("verb") and clause.has("verb") and last.has("word")
        return _names(last) or (last.has_amount and clause.has_amount)
    if clause.has_amount and last.has_amount:
        return _names(last) and (clause.has("platform", "time", "surface") or any(s.kind in ("from_to", "to_amount") for s in clause.slots))
    return False


def _share(goals: list[Clause]) -> None:
    if len(goals) < 2:
        return
    verbs = next((clause.all("verb") for clause in goals if clause.has("verb")), [])
    metrics = next((clause.all("metric") for clause in goals if clause.has("metric")), [])
    amounts = [clause for clause in goals if clause.has_amount]
    for index, clause in enumerate(goals):
        if not _names(clause) and not (index == 0 and _elides(clause)):
            clause.slots = metrics + clause.slots
        if not clause.has("verb") and (index or not clause.has_amount):
            clause.slots = verbs + clause.slots
        if (
            not clause.has_amount
            and len(amounts) == 1
            and index < goals.index(amounts[0])
            and not any(c.has("verb") and c.all("verb") is not verbs for c in goals[index + 1 :] if c.all("verb") != verbs)
        ):
            clause.slots += [slot for slot in amounts[0].slots if slot.kind in AMOUNTS]
        for kind in ("time", "start", "recurring", "per_item", "per_unit", "average", "late_min", "late_max"):
            if not clause.has(kind):
                donors = [other for other in goals if other.has(kind)]
                if len(donors) == 1 and (kind in ("time", "start") or goals.index(donors[0]) >= index):
                    clause.slots += donors[0].all(kind)
        if not clause.has("platform", "surface"):
            donors = [other for other in goals if other.has("platform")]
            if len(donors) == 1:
                clause.slots += donors[0].all("platform")
