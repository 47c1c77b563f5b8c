"""A statement's slots sorted into goals: what belongs to which goal, what all of them share, and what is said besides (how, why, under which condition)."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from aimline.language.compared import compared
from aimline.language.kept import days_kept
from aimline.language.nouns import reread
from aimline.language.slots import Quantity, Slot

AMOUNTS = frozenset(["amount", "of_amount", "by_amount", "to_amount", "plus_amount", "from_to", "pair", "multiple", "baseline"])
_SEPARATORS = frozenset(["and_", "comma", "stop"])
_NOTHING = frozenset(["filler", "comma", "colon", "stop", "open_", "close_", "and_", "label"])
_MOVES = frozenset(["by_amount", "to_amount", "from_to", "multiple", "plus_amount"])
"""Amounts that say of a metric where it is to go."""
_SET_APART = frozenset(["open_", "close_", "via", "purpose", "while_", "compare", "stop"])
"""What may begin or end an aside."""
_SHARED_BY_ALL = ("time", "start", "reference")
_SHARED_BACKWARDS = ("recurring", "kept", "per_item", "per_unit", "average", "late_min", "late_max")
"""What the last of several goals says for all of them ("30 likes and 5 comments per post")."""


class Aside:
    """A stretch of slots that says how (`method`), why (`purpose`), under which condition (`constraint`) or more precisely (`gloss`)."""

    __slots__ = ("role", "slots")

    def __init__(self, role: str, slots: list[Slot]) -> None:
        self.role = role
        self.slots = slots

    def has(self, *kinds: str) -> bool:
        """Whether one of the slots is of one of the kinds."""
        return not {slot.kind for slot in self.slots}.isdisjoint(kinds)

    @property
    def is_goal(self) -> bool:
        """Whether it names something to count and says how much of it."""
        return self.has("metric") and self.has(*AMOUNTS)


class Clause:
    """One goal: the slots that stand in it, those that it shares with the other goals of its statement, and the asides that stand in it."""

    __slots__ = ("_counted", "_kinds", "asides", "shared", "slots")

    def __init__(
        self, slots: list[Slot] | None = None, shared: list[Slot] | None = None, asides: list[Aside] | None = None, kinds: frozenset[str] | None = None
    ) -> None:
        self.slots = [] if slots is None else slots
        self.shared = [] if shared is None else shared
        self.asides = [] if asides is None else asides
        self._kinds: frozenset[str] = frozenset() if kinds is None else kinds
        self._counted = 0 if kinds is None else len(self.slots)
        """The kinds of its slots, and how many slots there were when they were gathered: slots are added, or others of the same kinds put in their place."""

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of its slots."""
        count = len(self.slots) + len(self.shared)
        if count != self._counted:
            self._kinds, self._counted = frozenset([slot[0] for slot in (*self.slots, *self.shared)]), count
        return self._kinds

    def has(self, *kinds: str) -> bool:
        """Whether one of the slots is of one of the kinds."""
        return not self.kinds.isdisjoint(kinds)

    def all(self, *kinds: str) -> list[Slot]:
        """The slots of some kinds, in order."""
        return [] if self.kinds.isdisjoint(kinds) else [slot for slot in (*self.slots, *self.shared) if slot[0] in kinds]

    @property
    def has_amount(self) -> bool:
        """Whether it says how much."""
        return not self.kinds.isdisjoint(AMOUNTS)

    @property
    def names(self) -> bool:
        """Whether it says what is counted: with a noun, or with a verb that has the noun in it ("sell")."""
        return self.has("metric") or any(" " in str(slot.value) for slot in self.all("verb"))

    @property
    def first(self) -> Slot | None:
        """Its first slot that says something."""
        return next((slot for slot in self.slots if slot.kind not in _NOTHING and slot.kind != "link"), None)


def sort(slots: Sequence[Slot], is_vague: Callable[[str], bool], text: str, *, noun_first: bool = False) -> list[Clause]:
    """The goals of a statement, each as its own slots with what they share; at least one. `is_vague` tells metrics that no number measures;
    `text` is the normalised text.
    """
    read = reread(settled(slots), text, noun_first=noun_first)
    kinds = [slot[0] for slot in read]
    main, asides = (read, []) if _SET_APART.isdisjoint(kinds) else _set_apart(read)
    clauses = _split(main)
    if asides:
        clauses, asides = _inner_goal(clauses, asides, is_vague)
    if len(clauses) > 1:
        clauses, asides = _leading_context(clauses, asides)
    if "within" in kinds:
        clauses = [part for clause in clauses for part in (_with_its_cap(clause) if "within" in clause.kinds else [clause])]
    if kinds.count("platform") > 1:
        clauses = [part for clause in clauses for part in (_on_each(clause) if clause.has_amount and "platform" in clause.kinds else [clause])]
    for aside in list(asides):
        if aside.role == "gloss":
            _settle_gloss(clauses, aside)
        elif aside.is_goal and any(clause.names for clause in clauses) and (aside.role == "constraint" or _is_further(aside)):
            asides.remove(aside)
            clauses.append(Clause([Slot("filler", None, slot.start, slot.end) if slot.kind in ("while_", "via", "purpose") else slot for slot in aside.slots]))
    clauses[0].asides += asides
    if asides and len(clauses) == 1 and not clauses[0].has("platform", "surface"):
        # "get new members to join our Discord": where, said with how or what for
        clauses[0].shared += [slot for aside in asides if aside.role in ("method", "purpose") for slot in aside.slots if slot.kind == "platform"]
    return clauses


def _is_further(aside: Aside) -> bool:
    """Whether a method or a purpose is a goal of its own: "… to reach 500 sales", "… with an open rate of 30%"; "by posting 3 reels a
    week" and "who book 2 classes" are not.
    """
    if aside.role == "purpose":
        return aside.slots[0].value != "relative" and aside.has("verb") and any(s.kind in AMOUNTS and s.kind != "baseline" for s in aside.slots)
    return aside.role == "method" and not aside.has("verb") and aside.slots[0].is_link


def settled(slots: Sequence[Slot]) -> Sequence[Slot]:
    """The slots with what is one thing though several words say it as one: so many of so many days, the period that a goal is compared with."""
    kinds = [slot[0] for slot in slots]
    if "compare" in kinds or ("link" in kinds and "word" in kinds):
        slots = compared(slots)
    return days_kept(slots) if not {"of_amount", "aside", "baseline"}.isdisjoint(kinds) or kinds.count("amount") > 1 else slots


# ---------------------------------------------------------------- asides


def _set_apart(slots: Sequence[Slot]) -> tuple[list[Slot], list[Aside]]:
    """The main line of a statement, and the asides: from "by posting …", "so that …", "while …" or a bracket to the end of it.

    When it is to happen belongs to the main line wherever it stands; so do platforms after "via".
    """
    main: list[Slot] = []
    asides: list[Aside] = []
    aside: Aside | None = None
    bracket = False
    for index, slot in enumerate(slots):
        if aside is None and not bracket and slot.kind not in _SET_APART:
            main.append(slot)
            continue
        following = _next(slots, index) if slot.kind in ("via", "purpose") else None
        links = slot.kind == "while_" and _with_so_many(slots, index)
        if links or (_only_links(slot, following) and (slot.kind == "purpose" or not _with_goal(slots, index))):
            slot = Slot("link", slot.value, slot.start, slot.end, slot.also)
        if slot.kind == "open_":
            bracket = True
            asides.append(Aside("gloss", [slot]))
        elif slot.kind == "close_" and bracket:
            bracket = False
            asides[-1].slots.append(slot)
        elif bracket:
            asides[-1].slots.append(slot)
        elif slot.kind == "via" and _dangles(slots, index):
            (main if aside is None else aside.slots).append(Slot("link", "via", slot.start, slot.end))
        elif slot.kind == "via":
            if following is not None and following.kind in ("platform", "surface") and (aside is None or aside.role != "method"):
                aside = None
                main.append(Slot("link", "via", slot.start, slot.end))
            else:
                aside = Aside("method", [slot])
                asides.append(aside)
        elif slot.kind == "purpose" and following is not None and _wanted(slots, index, following):
            main.append(Slot("filler", None, slot.start, slot.end))
        elif slot.kind == "purpose" and following is not None:
            if not [s for s in main if s.kind not in _NOTHING]:
                if _headline(slots, index + 1):
                    aside = Aside("purpose", [slot])
                    asides.append(aside)
                else:
                    main.append(Slot("filler", None, slot.start, slot.end))
            else:
                aside = Aside("purpose", [slot])
                asides.append(aside)
        elif slot.kind == "while_":
            aside = Aside("constraint", [slot])
            asides.append(aside)
        elif slot.kind == "compare" and any(s.kind in ("verb", "metric") for s in main):
            aside = Aside("comparison", [slot])
            asides.append(aside)
        elif slot.kind == "stop" and slot.value in ".!?;|":
            aside = None
            main.append(slot)
        elif aside is None or _of_the_main_line(slot, main, aside) or _how_often(slots, index, main, aside):
            main.append(slot)
        elif _ends_aside(slot, main, aside) or (slot.kind in _SEPARATORS and _opens_goal(slots[index + 1 :])):
            aside = None
            main.append(slot)
        else:
            aside.slots.append(slot)
    return main, asides


def _dangles(slots: Sequence[Slot], index: int) -> bool:
    """Whether "with" ends what others are found for, and a rhythm of the goal follows: "find 3 florists to work with each month"."""
    if index + 1 == len(slots) or slots[index + 1].kind != "recurring" or not slots[index].is_link:
        return False
    return all(slot.kind in ("filler", "stop") for slot in slots[index + 2 :])


def _with_so_many(slots: Sequence[Slot], index: int) -> bool:
    """Whether "with" stands before a plain number of others, and says no condition: "partnerships with 6 local brands"."""
    after = slots[index + 1] if index + 1 < len(slots) else None
    noun = slots[index + 2] if index + 2 < len(slots) else None
    if after is not None and slots[index].is_link and after.kind in ("metric", "item") and after.can_be("ITEM"):
        # التفاعل مع القصص: with what one does oneself
        return True
    if after is None or noun is None or not slots[index].is_link or after.kind != "amount":
        return False
    return after.value.unit == "count" and after.value.bound is None and noun.kind in ("word", "metric")


def _ends_aside(slot: Slot, main: Sequence[Slot], aside: Aside) -> bool:
    """Whether a comma, or a colon after a purpose, ends an aside that stands before what the statement is about."""
    if slot.kind == "colon":
        return aside.role == "purpose" and not any(s.kind in ("verb", "metric", *AMOUNTS) for s in main)
    return slot.kind == "comma" and not any(s.kind in ("verb", "metric") for s in main)


def _wanted(slots: Sequence[Slot], index: int, following: Slot) -> bool:
    """Whether somebody is wanted to do what follows ("I want my fans to engage more"): its verb is that of the goal."""
    if following.kind != "verb" or not slots[index].is_link:
        return False
    before = slots[:index]
    wanting = next((at for at, slot in enumerate(before) if slot.kind == "filler" and slot.value == "wanting"), None)
    if wanting is None or any(slot.kind not in ("filler", "label") for slot in before[:wanting]):
        return False
    return all(slot.kind in ("filler", "word", "metric", "new", "item", "all_") for slot in before[wanting:])


def _headline(slots: Sequence[Slot], index: int) -> bool:
    """Whether a purpose that opens a statement is only its headline: a colon follows, and after it what is counted with its number."""
    colon = next((at for at in range(index, len(slots)) if slots[at].kind == "colon"), None)
    if colon is None or any(slot.kind in AMOUNTS for slot in slots[index:colon]):
        return False
    after = {slot.kind for slot in slots[colon + 1 :]}
    return "metric" in after and not after.isdisjoint(AMOUNTS)


def _of_the_main_line(slot: Slot, main: Sequence[Slot], aside: Aside) -> bool:
    """Whether a slot in an aside is the main line's: when it is to happen, and how much, where the aside does nothing ("collected via appeals by 15%")."""
    if slot.kind in ("time", "start"):
        if aside.role == "comparison" and not [s for s in aside.slots[1:] if s.kind not in _NOTHING]:
            # "more than in 2025"
            return False
        return not any(s.kind == slot.kind for s in main)
    if slot.kind in ("kept", "reference"):
        return True
    if aside.slots[0].value == "relative" and slot.kind in ("by_amount", "to_amount", "from_to") and _is_percent(slot):
        # "the share of visitors who buy to 3%"
        return not aside.has(*AMOUNTS) and not any(s.kind in AMOUNTS for s in main)
    return (
        slot.kind in _MOVES
        and (aside.role in ("method", "comparison") or (aside.slots[0].value == "relative" and slot.kind in ("from_to", "by_amount")))
        and not aside.has("verb", "metric", "multiple")
        and not any(s.kind in AMOUNTS for s in main)
    )


def _how_often(slots: Sequence[Slot], index: int, main: Sequence[Slot], aside: Aside) -> bool:
    """Whether a rhythm behind what people are to do is that of their number ("15 partners to sign up every month"), and not of what they are won for
    ("to share weekly tips", "so that we post daily").
    """
    if slots[index].kind == "recurring" and slots[index - 1].kind == "via" and _dangles(slots, index - 1):
        return True
    if slots[index].kind != "recurring" or aside.role != "purpose" or not aside.slots[0].is_link or aside.has(*AMOUNTS):
        return False
    if not any(slot.can_be("DOING") for slot in aside.slots) or any(slot.kind == "recurring" for slot in main) or not any(s.kind in AMOUNTS for s in main):
        return False
    after = slots[index + 1] if index + 1 < len(slots) else None
    return after is None or after.kind not in ("word", "metric", "item", "platform", "surface", "verb")


def _only_links(slot: Slot, following: Slot | None) -> bool:
    """Whether "by", "with", "to" stand before no verb (or unknown word: "by spotting"), and their word can also be a mere link."""
    heads = ("verb", "multiple", "recurring", "word") if slot.value == "verbal" else ("verb", "multiple", "recurring")
    return slot.kind in ("via", "purpose") and slot.is_link and (following is None or following.kind not in heads)


def _next(slots: Sequence[Slot], index: int) -> Slot | None:
    return next((slot for slot in slots[index + 1 :] if slot.kind not in ("filler", "new")), None)


def _until_separator(slots: Sequence[Slot]) -> list[Slot]:
    """The slots up to the next separator or aside, fillers left out."""
    out = []
    for slot in slots:
        if slot.kind in _SEPARATORS or slot.kind in ("via", "purpose", "while_", "open_"):
            break
        if slot.kind not in ("filler", "label"):
            out.append(slot)
    return out


def _with_goal(slots: Sequence[Slot], index: int) -> bool:
    """Whether "with" brings a figure of its own along: "… with an open rate of 30%"."""
    kinds = [slot.kind for slot in _until_separator(slots[index + 1 :]) if slot.kind not in ("average", "link", "word")]
    return kinds[:2] in (["metric", "of_amount"], ["metric", "amount"], ["metric", "to_amount"])


def _opens_goal(slots: Sequence[Slot]) -> bool:
    """Whether after a separator inside an aside a goal of the main line begins: a verb, a metric, and how it is to change or where it is to go."""
    ahead = _until_separator(slots)
    return bool(ahead) and ahead[0].kind == "verb" and any(slot.kind == "metric" for slot in ahead) and any(slot.kind in _MOVES for slot in ahead)


def _settle_gloss(clauses: list[Clause], aside: Aside) -> None:
    """Take out of a bracket what the goal before it lacks: "(from 3,500 to 4,900)", "(currently 4,200)", "(Instagram)", "(Q3)"."""
    if len(clauses) != 1 or aside.has("metric"):
        return
    clause = clauses[0]
    if clause.has_amount and aside.has("amount") and any(slot.kind == "time" and slot.value.value == "TODAY" for slot in aside.slots):
        # "(now 9,400)"
        aside.slots = [
            slot._replace(kind="baseline") if slot.kind == "amount" else Slot("filler", None, slot.start, slot.end) if slot.kind == "time" else slot
            for slot in aside.slots
        ]
    kinds = ["from_to", "baseline"] if not clause.has("from_to", "baseline") else []
    kinds += [] if clause.has_amount else sorted(AMOUNTS)
    kinds += [kind for kind in ("time", "start", "platform", "surface", "per_item", "per_unit", "recurring") if not clause.has(kind)]
    moved = [slot for slot in aside.slots if slot.kind in kinds]
    clause.slots += moved
    aside.slots = [slot for slot in aside.slots if slot not in moved]
    if all(slot.kind in _NOTHING for slot in aside.slots):
        clause.slots += aside.slots
        aside.slots = []


def _inner_goal(clauses: list[Clause], asides: list[Aside], is_vague: Callable[[str], bool]) -> tuple[list[Clause], list[Aside]]:
    """Where the main line measures nothing and an aside does, the aside is the goal ("raise buzz by growing story views by 30 percent")."""
    if not asides or any(clause.has_amount for clause in clauses):
        return clauses, asides
    inner = next((aside for aside in asides if aside.role in ("method", "gloss", "purpose") and aside.is_goal), None)
    if inner is None:
        return clauses, asides
    # where the way to it has a verb with a noun in it, that noun is what is counted there: "by replying to 20 fans"
    own = any(slot.kind == "verb" and " " in str(slot.value) for slot in inner.slots)
    again = set() if own else {slot.value for slot in inner.slots if slot.kind == "metric"}
    moves = inner.role == "method" and inner.has("verb") and inner.has(*_MOVES)
    # "host a giveaway to gain 1,000 followers": what one does is only the way there
    moves = moves or (inner.role == "purpose" and inner.has("verb") and _only_does(clauses))
    if not moves and any(
        clause.names and not (clause.has("metric") and all(is_vague(str(slot.value)) or {slot.value} == again for slot in clause.all("metric")))
        for clause in clauses
    ):
        return clauses, asides
    goals = _split([Slot("filler", None, slot.start, slot.end) if slot.kind in ("via", "purpose") else slot for slot in inner.slots])
    outer = [slot for clause in clauses for slot in clause.slots]
    kept = [slot for slot in outer if slot.kind in ("platform", "surface", "time", "start", "recurring", "per_unit", "per_item", "average")]
    if len(goals) == 1:
        moved = [slot for slot in kept if not goals[0].has(slot.kind)]
        goals[0].slots += moved
        outer = [slot for slot in outer if slot not in moved]
    else:
        for goal in goals:
            goal.shared += [slot for slot in kept if not goal.has(slot.kind)]
    asides = [aside for aside in asides if aside is not inner]
    return goals, [*asides, *([Aside("purpose", outer)] if outer else [])]


def _only_does(clauses: Sequence[Clause]) -> bool:
    """Whether the main line says what is done, and neither how many nor how often."""
    verbs = [slot for clause in clauses for slot in clause.all("verb")]
    return bool(verbs) and all(str(slot.value).split()[0] == "do" for slot in verbs) and not any(clause.has("recurring", "vague") for clause in clauses)


def _leading_context(clauses: list[Clause], asides: list[Aside]) -> tuple[list[Clause], list[Aside]]:
    """A first clause that counts nothing, before one that does, is only what is said besides: "turn to WhatsApp for questions and cut the reply time to …"."""
    if len(clauses) < 2 or clauses[0].names or clauses[0].has_amount or not any(clause.names and clause.has_amount for clause in clauses[1:]):
        return clauses, asides
    first, rest = clauses[0], clauses[1:]
    for clause in rest:
        clause.shared += [slot for slot in first.slots if slot.kind in ("platform", "surface", "time", "start") and not clause.has(slot.kind)]
    return rest, [Aside("purpose", first.slots), *first.asides, *asides]


def _with_its_cap(clause: Clause) -> list[Clause]:
    """A share of replies and the time they may take are two goals: "reply to 95% of comments within 24 hours"."""
    caps = [slot for slot in clause.slots if slot.kind == "within"]
    if not caps or not any(slot.kind in AMOUNTS and getattr(slot.value, "unit", "") == "percent" for slot in clause.slots):
        return [clause]
    rest = Clause([slot for slot in clause.slots if slot not in caps], clause.shared, clause.asides)
    return [rest, Clause(caps, [slot for slot in clause.slots if slot.kind == "platform"])]


def _on_each(clause: Clause) -> list[Clause]:
    """ "TikTok and Instagram followers by 500 each": a goal for each of the platforms, not one for both together."""
    platforms = [slot for slot in clause.slots if slot.kind == "platform"]
    if len(platforms) < 2 or not clause.has_amount or not any(slot.kind == "filler" and slot.value == "each" for slot in clause.slots):
        return [clause]
    common = [slot for slot in clause.slots if slot.kind != "platform"]
    first = Clause([slot for slot in clause.slots if slot.kind != "platform" or slot is platforms[0]], clause.shared, clause.asides)
    return [first, *(Clause([platform], [*common, *clause.shared]) for platform in platforms[1:])]


# ---------------------------------------------------------------- several goals


def _split(slots: Sequence[Slot]) -> list[Clause]:
    """Cut the main line where a further goal begins, and share what the goals have in common."""
    kinds = [slot[0] for slot in slots]
    if _SEPARATORS.isdisjoint(kinds) and kinds.count("metric") < 2:
        return [Clause(list(slots), kinds=frozenset(kinds))]
    segments: list[list[Slot]] = [[]]
    for index, slot in enumerate(slots):
        if slot.kind in _SEPARATORS or (slot.kind == "link" and _side_goal(segments[-1], slots[index + 1 :])):
            segments.append([slot])
        else:
            segments[-1].append(slot)
    clauses = [Clause(segment) for segment in segments if segment] or [Clause()]
    goals: list[Clause] = [clauses[0]]
    for clause in clauses[1:]:
        if _further(goals[-1], clause):
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
    return clause.has("platform") and clause.has("from_to", "to_amount", "plus_amount") and not clause.has("metric", "word")


def _pairs(clause: Clause) -> bool:
    """Whether a clause is a platform and its number, and perhaps what is counted there."""
    if not (clause.has("platform") and clause.has("amount")):
        return False
    said = [slot for slot in clause.slots if slot.kind not in _NOTHING and slot.kind not in ("link", "metric", "verb", "time", "start", "new")]
    return [slot.kind for slot in said] == ["platform", "amount"] and said[1].value.unit == "count"


def _further(last: Clause, clause: Clause) -> bool:
    """Whether a segment after a separator is a goal of its own."""
    if (_elides(last) and _elides(clause)) or (_pairs(last) and _pairs(clause)):
        # "Instagram to 30K, TikTok to 12K", "Instagram 30K, TikTok 12K followers"
        return True
    if clause.names:
        if (_elides(last) or (_pairs(last) and not last.has("metric", "verb"))) and clause.has("verb"):
            return True
        if not last.names and not last.has_amount:
            return last.has("verb") and clause.has("verb") and last.has("word")
        if last.has("budget") and not last.names and all(_is_money(slot) for slot in last.slots if slot.kind in AMOUNTS):
            # "with a budget of $5,000, get 250 orders"
            return False
        if _restates(last, clause):
            return False
        return last.names or (last.has_amount and clause.has_amount)
    if last.names and not last.has_amount and _raises_money(clause):
        return True
    if clause.has_amount and last.has_amount:
        return last.names and (clause.has("platform", "time", "surface") or clause.has("from_to", "to_amount"))
    return (last.names or _pairs(last)) and last.has_amount and not clause.has("and_") and _other_plan(clause)


def _raises_money(clause: Clause) -> bool:
    """Whether a clause begins with a verb that can have a noun in it, and its number is money: "raise awareness and raise $50,000"."""
    first = clause.first
    if first is None or first.kind != "verb" or not any(name == "VERB" and " " in str(value) for name, value in first.also):
        return False
    amounts = [slot for slot in clause.slots if slot.kind in AMOUNTS]
    return bool(amounts) and all(_is_money(slot) for slot in amounts)


def _is_percent(slot: Slot) -> bool:
    quantity = slot.value[1] if isinstance(slot.value, tuple) else slot.value
    return isinstance(quantity, Quantity) and quantity.unit == "percent"


def _is_money(slot: Slot) -> bool:
    return isinstance(slot.value, Quantity) and slot.value.unit.startswith("currency:")


def _restates(last: Clause, clause: Clause) -> bool:
    """ "stories and reels": two words for what is one metric."""
    metrics = {slot.value for slot in clause.all("metric")}
    return bool(metrics) and not clause.has("verb") and not clause.has_amount and metrics <= {slot.value for slot in last.all("metric")}


def _other_plan(clause: Clause) -> bool:
    """Whether a segment without a metric is a plan of its own: it begins with a verb that has an object ("…, push the new store opening")."""
    first = clause.first
    return first is not None and first.kind == "verb" and clause.has("word", "surface") and not clause.has("time", "start")


def _share(goals: list[Clause]) -> None:
    """Fill in what a goal leaves to its neighbours: the verb, the metric, the amount, the time, the platform."""
    if len(goals) < 2:
        return
    verb_donor = next((clause for clause in goals if clause.has("verb")), None)
    metrics = next((clause.all("metric") for clause in goals if clause.has("metric")), [])
    amounts = [clause for clause in goals if clause.has_amount]
    verbs = verb_donor.all("verb") if verb_donor is not None else []
    there = frozenset().union(*[clause.kinds for clause in goals])
    shareable = [kind for kind in (*_SHARED_BY_ALL, *_SHARED_BACKWARDS) if kind in there]
    for index, clause in enumerate(goals):
        own_verb = clause.has("verb")
        if not clause.names and not (index == 0 and (_elides(clause) or (_pairs(clause) and not _pairs(goals[1])))) and not _other_plan(clause):
            clause.shared += metrics
        if index and verb_donor is None and not clause.has_amount and not clause.has("more", "new", "vague"):
            # "more sales, enquiries and orders"
            clause.shared += goals[0].all("more")
        if not own_verb and verb_donor is not None and (index or not clause.has_amount) and _takes_verb(clause, verb_donor):
            clause.shared += verbs
        if len(amounts) == 1 and not clause.has_amount and _takes_amount(goals, index, goals.index(amounts[0]), verbs):
            clause.shared += [slot for slot in amounts[0].slots if slot.kind in AMOUNTS]
        elif index and not own_verb:
            _share_bound(goals[index - 1], clause)
        for kind in shareable:
            donors = [other for other in goals if any(slot.kind == kind and _reaches_back(other, slot) for slot in other.slots)]
            if not clause.has(kind) and len(donors) == 1 and (kind in _SHARED_BY_ALL or goals.index(donors[0]) >= index):
                clause.shared += [slot for slot in donors[0].slots if slot.kind == kind]
        if not clause.has("platform", "surface"):
            donors = [other for other in goals if any(slot.kind == "platform" for slot in other.slots)]
            if len(donors) == 1:
                clause.shared += [slot for slot in donors[0].slots if slot.kind == "platform"]


def _reaches_back(clause: Clause, slot: Slot) -> bool:
    """Whether a word can be meant for the goals before it too: "average viewers" is one goal's own, "5 comments on average" need not be."""
    return slot.kind in _SHARED_BY_ALL or not any(metric.start > slot.start for metric in clause.slots if metric.kind == "metric")


def _takes_verb(clause: Clause, donor: Clause) -> bool:
    """Whether the verb of another goal is meant here too: not in "raise awareness, 400K views", where only the second has a number and stands by itself."""
    if any(slot.kind == "more" for slot in clause.slots) and all(str(slot.value) == "decrease" for slot in donor.all("verb")):
        # "more reach, less spend"
        return False
    return donor.has_amount or not any(slot.kind == "amount" for slot in clause.slots)


def _takes_amount(goals: list[Clause], index: int, donor: int, verbs: list[Slot]) -> bool:
    """Whether the only amount is meant here too: it follows, and no other verb stands between ("grow likes, comments and saves by 20%").

    An amount at the very beginning ("a 25% rise in posts and replies") goes on to what follows it.
    """
    if index < donor:
        if _counts_its_own(goals[donor]):
            # "raise trust + 80 bookings": the number stands before its own noun
            return False
        if (opener := goals[donor].first) is not None and opener.kind == "multiple":
            # "grow views and double sales"
            return False
        return not any(clause.has("verb") and clause.all("verb") != verbs for clause in goals[index + 1 :])
    first = goals[donor].first
    return (
        first is not None
        and first.kind == "amount"
        and goals[index].slots[0].kind != "stop"
        and _growth_noun(goals[donor])
        and not any(slot.kind == "verb" for slot in goals[index].slots)
    )


def _counts_its_own(clause: Clause) -> bool:
    """Whether a plain number opens a clause and stands before what it counts."""
    said = [slot for slot in clause.slots if slot.kind not in ("filler", "label", "and_", "comma", "new")][:2]
    return [slot.kind for slot in said] == ["amount", "metric"] and said[0].value.unit == "count"


def _growth_noun(clause: Clause) -> bool:
    """Whether a verb stands as a noun after the amount: "25% rise in"."""
    said = [slot for slot in clause.slots if slot.kind not in ("filler", "label")]
    return any(a.kind == "amount" and b.kind == "verb" for a, b in pairwise(said))


def _share_bound(last: Clause, clause: Clause) -> None:
    """ "at least 120 saves and 15 shares": the bound holds for both; "to 8K on Instagram and 3K on TikTok": so does the way."""
    before = [slot for slot in last.slots if slot.kind in AMOUNTS and isinstance(slot.value, Quantity)]
    if not before or not clause.slots or clause.slots[0].kind != "and_":
        return
    if (
        before[0].kind in ("to_amount", "by_amount")
        and last.has("platform")
        and clause.has("platform")
        and not any(slot.kind == "metric" for slot in clause.slots)
    ):
        clause.slots = [
            slot._replace(kind=before[0].kind) if slot.kind == "amount" and slot.value.unit == before[0].value.unit else slot for slot in clause.slots
        ]
    if before[0].value.bound is None:
        return
    bound, unit = before[0].value.bound, before[0].value.unit
    clause.slots = [slot.with_bound(bound) if slot.kind == "amount" and slot.value.bound is None and slot.value.unit == unit else slot for slot in clause.slots]
