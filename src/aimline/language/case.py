"""A goal while it is weighed: its slots, and what each has been used for."""

import re
from collections.abc import Callable

from aimline.catalogue import Catalogue, Metric
from aimline.language.slots import Slot
from aimline.language.statement import Draft
from aimline.text.normalise import letters
from aimline.text.position import Excerpt, Span

Place = Callable[[int, int], Span]


def custom_name(text: str) -> str:
    """What a metric is called that the catalogue does not know: its words, in the letters that they were written in."""
    return "_".join(re.findall(r"\w+", letters(text).lower()))


class Case:
    """A goal while it is weighed: its slots in order, which of them are its own, and what each has been used for."""

    __slots__ = ("_of_kind", "catalogue", "implied", "multiplies", "noun_first", "own", "place", "result", "slots", "text", "used", "verb")

    def __init__(
        self,
        result: Draft,
        slots: list[Slot],
        own: frozenset[tuple[int, int]] | None,
        catalogue: Catalogue,
        text: Excerpt,
        place: Place,
        noun_first: bool = False,
    ) -> None:
        self.result = result
        self.slots = slots
        self.own = own
        """The places of the slots that it shares with no other goal; None where that is all of them."""
        self.catalogue = catalogue
        self.text = text
        self.place = place
        self.noun_first = noun_first
        """Whether adjectives follow their noun in the language of the sentence."""
        self.verb: Slot | None = None
        self.multiplies = False
        """Whether the verb says that the amount is a factor ("multiply sales by 3")."""
        self.implied: str | None = None
        self.used: dict[tuple[int, int], str] = {}
        of_kind: dict[str, list[Slot]] = {}
        for slot in slots:
            kind = slot[0]
            if kind in of_kind:
                of_kind[kind].append(slot)
            else:
                of_kind[kind] = [slot]
        self._of_kind = of_kind

    def take(self, part: str, *slots: Slot) -> Span:
        """Use slots for a part of the goal; where they stand."""
        if len(slots) == 1:
            place = slots[0][2:4]
            self.used[place] = part
        else:
            for slot in slots:
                self.used[slot[2:4]] = part
            place = min([slot[2] for slot in slots]), max([slot[3] for slot in slots])
        span = self.result.spans[part] = self.place(*place)
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

    def has(self, kind: str) -> bool:
        """Whether there is a slot of a kind."""
        return kind in self._of_kind

    def first(self, *kinds: str) -> Slot | None:
        """The first slot of some kinds."""
        of_kind, found = self._of_kind, None
        for kind in kinds:
            if kind in of_kind:
                slot = of_kind[kind][0]
                if found is None or self.slots.index(slot) < self.slots.index(found):
                    found = slot
        return found

    def around(self, slot: Slot, step: int) -> Slot | None:
        """The nearest slot before (`step` -1) or after (1) that is more than a filler."""
        slots, start, at = self.slots, slot[2], 0
        while slots[at][2] != start:
            at += 1
        at += step
        while 0 <= at < len(slots):
            if slots[at][0] not in ("filler", "label"):
                return slots[at]
            at += step
        return None

    @property
    def metric(self) -> Metric | None:
        """What the catalogue knows of the metric."""
        name = self.result.metric
        return self.catalogue.metric(name) if name else None

    @property
    def intent(self) -> str | None:
        """The direction that the verb tells; to improve is up or down, as the metric is better."""
        if self.verb is None:
            return None
        told = str(self.verb[1])
        if " " in told:
            told = told.split()[0]
        if told == "improve":
            return "decrease" if self.metric is not None and self.metric.direction == "down" else "increase"
        return told
