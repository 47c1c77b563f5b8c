"""`grammar/rule.lark` over the words of a sentence: the trees that it makes of them, best first.

A word may be of several kinds; kinds are tried in their order with a way back, within a number of steps, so that no sentence can keep it busy.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from aimline.language.grammar import END, table
from aimline.rules.words import Token
from aimline.text.position import Span

_STEPS = 4000
"""Kinds of words that are tried before the rest is left alone."""
_IMPLIED = ("MUST", "THAT", "OF", "THEN", "SUBJECT")
"""Words that may be left out: every goal (must) have an owner; goals (that) end in June; if it is paid (then) it must have a budget;
if it is paid, (it) must have a budget; مدة (of) الهدف."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A word with the kind that was chosen."""

    kind: str
    value: Any
    span: Span


@dataclass(frozen=True, slots=True)
class Node:
    """A rule of the grammar: its name or alias, and its parts."""

    kind: str
    children: tuple["Leaf | Node", ...]

    @property
    def span(self) -> Span:
        """From its first word to its last, wherever they stand."""
        spans = [child.span for child in self.children]
        return Span(min(span.start for span in spans), max(span.end for span in spans))

    def leaves(self) -> Iterator[Leaf]:
        """Its words."""
        for child in self.children:
            if isinstance(child, Leaf):
                yield child
            else:
                yield from child.leaves()


@dataclass(slots=True)
class Stuck:
    """How far the best attempt came: the number of words that fitted, and the kinds that could have gone on there."""

    reached: int = -1
    expected: frozenset[str] = frozenset()


_Stack = tuple[Any, ...]


def trees(tokens: Sequence[Token], start: str, subject: str, stuck: Stuck) -> Iterator[Node]:
    """The trees of a sentence, best first; `stuck` tells where the sentence broke off when there are none."""
    lalr = table("rule")
    steps = 0
    premise = _has(tokens, "IF")
    allowed: tuple[int, ...] = (0, 0, 0, 0, 0)
    if start == "alert":
        allowed = (int(not _has(tokens, "MUST", "MAY")), 1, 1, 0, 0)
    elif start == "rule":
        allowed = (premise + (not _has(tokens, "MUST", "MAY")), 1, 1, int(premise and not _has(tokens, "THEN")), int(premise))
    values_of = {"MUST": "error", "SUBJECT": subject}
    # what is still to be tried, the best on top: place, states, values, how often each implied word may still be put in
    pending: list[tuple[int, _Stack, _Stack, tuple[int, ...]]] = [(0, (lalr.starts[start],), (), allowed)]
    while pending and steps < _STEPS:
        index, states, values, allowed = pending.pop()
        if index == len(tokens):
            done = _feed(lalr, states, values, Leaf(END, None, Span(0, 0)), lalr.ends[start])
            if done is not None:
                found = done[1][-1]
                assert isinstance(found, Node)
                yield found
            else:
                _note(lalr, states, index, stuck)
            continue
        options: list[tuple[int, _Stack, _Stack, tuple[int, ...]]] = []
        token = tokens[index]
        for sense in token.senses:
            steps += 1
            after = _feed(lalr, states, values, Leaf(sense.terminal, sense.value, token.span))
            if after is not None:
                options.append((index + 1, *after, allowed))
        if not options:
            _note(lalr, states, index, stuck)
        for place, terminal in enumerate(_IMPLIED):
            said = allowed[place] and not (terminal == "MUST" and token.senses[0].terminal == "VALUE")
            after = _feed(lalr, states, values, Leaf(terminal, values_of.get(terminal), token.span)) if said else None
            if after is not None:
                options.append((index, *after, (*allowed[:place], allowed[place] - 1, *allowed[place + 1 :])))
        pending += reversed(options)


def _has(tokens: Sequence[Token], *terminals: str) -> bool:
    return any(token.senses[0].terminal in terminals for token in tokens)


def _note(lalr: Any, states: _Stack, index: int, stuck: Stuck) -> None:
    if index > stuck.reached:
        stuck.reached, stuck.expected = index, frozenset()
    if index == stuck.reached:
        stuck.expected |= frozenset(name for name in lalr.actions[states[-1]] if name.isupper())


def _feed(lalr: Any, states: _Stack, values: _Stack, leaf: Leaf, end: int = -1) -> tuple[_Stack, _Stack] | None:
    """The stacks after a word; None where it does not fit."""
    while True:
        action = lalr.actions[states[-1]].get(leaf.kind)
        if action is None:
            return None
        if action >= 0:
            return (*states, action), (*values, leaf)
        origin, size, alias = lalr.rules[-1 - action]
        children: list[Any] = []
        for part in values[len(values) - size :]:
            children += part if isinstance(part, list) else [part]
        states, values = states[: len(states) - size], values[: len(values) - size]
        values = (*values, children if origin.startswith("_") else Node(alias, tuple(children)))
        states = (*states, lalr.actions[states[-1]][origin])
        if states[-1] == end:
            return states, values


def as_node(node: Leaf | Node) -> Node:
    """A child that the grammar lets be a node only."""
    assert isinstance(node, Node)
    return node


def child_of(node: Node, kind: str) -> Node:
    """The first child of a kind; the grammar says that there is one."""
    return next(child for child in node.children if isinstance(child, Node) and child.kind == kind)


def leaf_of(node: Node, kind: str) -> Leaf:
    """The first word of a kind among the children; the grammar says that there is one."""
    return next(child for child in node.children if isinstance(child, Leaf) and child.kind == kind)


def first_leaf(node: Node, kind: str) -> Leaf:
    """The first word of a kind, however deep."""
    return next(leaf for leaf in node.leaves() if leaf.kind == kind)
