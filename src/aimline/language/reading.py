"""The words of a statement read as its slots, in one pass: `grammar.Automaton` tells which sense of a word fits and where a slot ends."""

from collections.abc import Mapping, Sequence
from functools import cache, partial
from itertools import pairwise
from typing import Any

from aimline.language.grammar import END, NO_WORD, SLOT, Automaton, Leaf, Node, Sense, Step, Word, automaton
from aimline.language.slots import MEANINGS, Quantity, Slot

_REMEMBERED = 200_000
"""Choices that are remembered before the memory is cleared: real text needs a few thousand."""
_KNOWN = 5_000
"""Meanings of single words that a reduction remembers."""
_PREPOSITIONS = frozenset(["OF", "OF_DATE", "IN", "OVER", "TO", "RANGE_TO", "BY", "UNTIL", "BEFORE", "DURING", "PER", "FROM", "BETWEEN", "LASTING"])
_PLAIN = ("WORD", None)

_leaf = partial(tuple.__new__, Leaf)
_node = partial(tuple.__new__, Node)
_slot = partial(tuple.__new__, Slot)

Meaning = tuple[str, Any]
"""Kind and value of a slot."""

Move = tuple[int, int, str | None, dict[Any, Meaning] | None, tuple[tuple[int, str], ...], bool]
"""What to do at a word: which sense it has, and the stack after it; for the slot that ends before it, where it is one word, its kind, or what its values mean;
all reductions before it; whether a pattern may end after it.
"""


class _Moves:
    """An automaton with what is known of its moves so far."""

    def __init__(self, lalr: Automaton) -> None:
        self.lalr = lalr
        self.known: dict[int, dict[tuple[int, int], Move | None]] = {Automaton.START: {}}
        """For each stack: group of the word and of the next → what to do."""
        self.count = 0
        self._again: dict[tuple[int, int, int, int], Move | None] = {}
        self._meanings: dict[tuple[tuple[int, str], ...], dict[Any, Meaning]] = {}

    def find(self, stack: int, pair: tuple[int, int]) -> Move | None:
        """The move at a stack for a word and the next, which is kept."""
        step = self.lalr.step(stack, END) if pair[0] == NO_WORD else self.lalr.choose((stack, *pair, 0))
        found = self.known[stack][pair] = None if step is None else self._move(step)
        self.count += 1
        return found

    def again(self, stack: int, pair: tuple[int, int], skip: int) -> Move | None:
        """The move where the first fitting senses of the word have led nowhere."""
        key = (stack, *pair, skip)
        if key not in self._again:
            step = self.lalr.choose(key)
            self._again[key] = None if step is None else self._move(step)
            self.count += 1
        return self._again[key]

    def _move(self, step: Step) -> Move:
        kind, known = None, None
        *inner, last = step.reductions or ((0, ""),)
        if inner and last[1] == SLOT and inner[0][1] and all(size == 1 for size, _ in inner):
            kind = [alias for _, alias in inner if alias][-1]
            if kind in MEANINGS:
                kind, known = None, self._meanings.setdefault(step.reductions, {})
            elif kind in _SEVERAL or len([alias for _, alias in inner if alias]) > 1:
                kind = None
        self.known.setdefault(step.stack, {})
        return step.sense, step.stack, kind, known, step.reductions, step.may_end


_SEVERAL = frozenset(["metric_dual"])
"""Kinds of words that make several slots."""


@cache
def _moves() -> _Moves:
    return _Moves(automaton())


def read(words: Sequence[Word]) -> list[Slot]:
    """Read the words of one statement as its slots, in order.

    Never fails: what fits no pattern comes back as a `word` slot. A pattern that breaks off in the middle is undone, and its first word is taken in its next
    sense; as every retreat uses up one sense of one word, there are at most as many retreats as senses.
    """
    moves = _moves()
    if moves.count > _REMEMBERED:
        automaton.cache_clear()
        _moves.cache_clear()
        moves = _moves()
    known = moves.known
    out: list[Slot] = []
    # the words of the slot that is being read, but for the last, which `value`, `senses` and so on are about
    values: list[Any] = []
    refused: dict[int, int] = {}
    groups = [word[3] for word in words]
    groups += (NO_WORD, NO_WORD)
    pairs = [*pairwise(groups)]
    index, begun, count, stack = 0, 0, len(words), Automaton.START
    terminal, value = _PLAIN
    senses: tuple[Sense, ...] = ()
    start = stop = 0
    safe, safe_length, safe_begun, safe_stack, safe_terminal, safe_value = 0, 0, 0, stack, terminal, value
    safe_values: Sequence[Any] = ()
    while True:
        if refused and index == safe and index in refused:
            move = moves.again(stack, pairs[index], refused[index])
        else:
            try:
                move = known[stack][pairs[index]]
            except KeyError:
                move = moves.find(stack, pairs[index])
        if move is None:
            index, begun, stack = safe, safe_begun, safe_stack
            refused[index] = refused.get(index, 0) + 1
            del out[safe_length:]
            values = [*safe_values]
            if index:
                (senses, start, stop, _), terminal, value = words[index - 1], safe_terminal, safe_value
            continue
        position, stack, kind, meanings, reductions, may_end = move
        if kind is not None:
            if kind == "word" and value is None and all([sense[0] in _PREPOSITIONS for sense in senses]):
                # "of the", "by a" where no number and no date follows: a link like any other
                kind = "link"
            out.append(_slot((kind, value, start, stop, senses, senses, senses)))
            begun = index
        elif meanings is not None:
            meant = meanings.get(value)
            if meant is None:
                meant = _meaning_of(_leaf((terminal, value, start, stop)), reductions)
                if len(meanings) < _KNOWN:
                    meanings[value] = meant
            out.append(_slot((*meant, start, stop, senses, senses, senses)))
            begun = index
        elif index:
            values.append(_leaf((terminal, value, start, stop)))
            for size, alias in reductions:
                if alias == SLOT:
                    _finish(values.pop(), words, begun, index, out)
                    begun = index
                elif size > 1:
                    children = values[-size:]
                    del values[-size:]
                    values.append(_node((alias, children, children[0][2], children[-1][3])))
                elif alias:
                    child = values[-1]
                    values[-1] = _node((alias, (child,), child[2], child[3]))
        if index == count:
            return out
        senses, start, stop, _ = words[index]
        terminal, value = senses[position] if position >= 0 else _PLAIN
        index += 1
        if may_end:
            safe, safe_length, safe_begun, safe_stack, safe_terminal, safe_value = index, len(out), begun, stack, terminal, value
            safe_values = values[:] if values else ()


def _meaning_of(leaf: Leaf, reductions: Sequence[tuple[int, str]]) -> Meaning:
    """What one word means as a slot."""
    node: Any = leaf
    for _, alias in reductions[:-1]:
        if alias:
            node = _node((alias, (node,), leaf[2], leaf[3]))
    return MEANINGS[node[0]](node)


def _finish(node: Node, words: Sequence[Word], first: int, after: int, out: list[Slot]) -> None:
    """Add the slot of a node to the others, or the several that it makes; it is of the words from one place to before another."""
    kind, children, start, end = node
    word, last = words[first], words[after - 1]
    also = word[0] if after - first == 1 else ()
    meaning = MEANINGS.get(kind)
    if meaning is None:
        value = children[0][1]
        if kind == "metric_dual":
            # منشورين: the noun carries the number two
            out += [Slot("amount", Quantity(2.0), start, end), Slot("metric", value, start, end)]
            return
    elif kind == "per_item" and (one := _one_of_them(node, {word.start: word for word in words[first:after]}, out)):
        out += one
        return
    else:
        kind, value = meaning(node)
        if kind == "frequency":
            place = children[-1][2]
            out += [Slot("amount", value[0], start, place), Slot("recurring", value[1], place, end)]
            return
        if node[0] == "from_or_by":
            also = (Sense("BY", None),)
        elif node[0] == "baseline":
            also = tuple([sense for sense in word[0] if sense[0] == "OF"])
    out.append(_slot((kind, value, start, end, also, word[0], last[0])))


def _one_of_them(node: Node, words: Mapping[int, Word], slots: Sequence[Slot]) -> list[Slot]:
    """ "write a post": an article after the verb that opens a statement says one, not out of how many."""
    if not slots or slots[-1].kind != "verb" or any(slot.kind not in ("filler", "label") for slot in slots[:-1]):
        return []
    article, noun = words[node.start], words[node.children[-1].start]
    sense = next((sense for sense in noun.senses if sense.terminal in ("METRIC", "SURFACE")), None)
    one = next((sense for sense in article.senses if sense.terminal == "FILLER" and sense.value), None)
    if sense is None or one is None:
        return []
    return [Slot("filler", one.value, article.start, article.end), Slot(sense.terminal.lower(), sense.value, noun.start, noun.end, noun.senses)]
