"""The LALR(1) table of `grammar/goal.lark`, made by Lark, and the automaton that runs on it.

Lark checks the grammar and computes the table. The automaton differs from Lark's own parser in one way: a word may be of several kinds, and the first kind
that the table can take at its place is chosen. That needs the table at hand while the words are read, and a way back when the choice turns out wrong a word
later.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, NamedTuple

from aimline import data

Stack = tuple[int, ...]


class Sense(NamedTuple):
    """One thing that a word can be: a terminal of the grammar and the canonical value."""

    terminal: str
    value: Any


class Word(NamedTuple):
    """One word, number, sign or phrase of a statement, with everything it can be and where it stands in the normalised text."""

    senses: tuple[Sense, ...]
    start: int
    end: int


class Leaf(NamedTuple):
    """A word with the sense that was chosen."""

    terminal: str
    value: Any
    start: int
    end: int


@dataclass(slots=True)
class Node:
    """A reduced rule: its alias, its children (leaves and nodes) and its stretch of the normalised text."""

    kind: str
    children: list[Any]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Table:
    """The parse table: for each state, terminal → (shift, state) or (reduce, rule); `rules` hold origin, length, alias."""

    actions: tuple[dict[str, tuple[bool, int]], ...]
    rules: tuple[tuple[str, int, str], ...]
    start: int
    end: int


@cache
def table() -> Table:
    """Build the table with Lark. `strict` makes every conflict of the grammar an error."""
    from lark import Lark
    from lark.lexer import Lexer
    from lark.parsers.lalr_analysis import Shift

    class NoLexer(Lexer):
        __future_interface__ = True

        def __init__(self, conf: Any) -> None:
            pass

        def lex(self, lexer_state: Any, parser_state: Any) -> Any:
            return iter(())

    lark = Lark(data.path("grammar", "goal.lark").read_text(encoding="utf-8"), parser="lalr", lexer=NoLexer)
    parse_table: Any = lark.parser.parser._parse_table
    rules: dict[Any, int] = {}
    actions: list[dict[str, tuple[bool, int]]] = []
    numbers = {state: number for number, state in enumerate(parse_table.states)}
    for state in parse_table.states:
        row: dict[str, tuple[bool, int]] = {}
        for terminal, (action, argument) in parse_table.states[state].items():
            row[str.__str__(terminal)] = (True, numbers[argument]) if action is Shift else (False, rules.setdefault(argument, len(rules)))
        actions.append(row)
    # Lark's names are tokens, which compare slowly: plain strings here
    described = tuple((str.__str__(rule.origin.name), len(rule.expansion), str.__str__(rule.alias or rule.origin.name)) for rule in rules)
    return Table(tuple(actions), described, numbers[parse_table.start_states["start"]], numbers[parse_table.end_states["start"]])


@lru_cache(maxsize=100_000)
def after(stack: Stack, terminal: str) -> Stack | None:
    """The stack of states once a terminal is shifted, or None where the table refuses it. `$END` gives the stack at the end of a statement."""
    lalr = table()
    while True:
        action = lalr.actions[stack[-1]].get(terminal)
        if action is None:
            return None
        shift, argument = action
        if shift:
            return (*stack, argument)
        origin, size, _ = lalr.rules[argument]
        stack = stack[: len(stack) - size] if size else stack
        stack = (*stack, lalr.actions[stack[-1]][origin][1])
        if terminal == "$END" and stack[-1] == lalr.end:
            return stack


def slots(words: Sequence[Word]) -> list[Node]:
    """Read the words of one statement as its slots, in order.

    Never fails: what fits no pattern comes back as a `word` slot. A pattern that breaks off in the middle is undone, and its first word is taken in its next
    sense; as every retreat uses up one sense of one word, there are at most as many retreats as senses.
    """
    lalr = table()
    out: list[Node] = []
    states: list[int] = [lalr.start]
    values: list[Any] = [None]
    refused: dict[int, int] = {}
    index, count = 0, len(words)
    retreat: tuple[int, int, Stack, tuple[Any, ...]] = (0, 0, (lalr.start,), (None,))
    while True:
        stack = tuple(states)
        if after(stack, "WORD") is not None:
            retreat = (index, len(out), stack, tuple(values))
        if index == count:
            if after(stack, "$END") is not None:
                _reduce(states, values, out, "$END")
                return out
            chosen = None
        else:
            chosen = _choose(words, index, stack, refused.get(index, 0) if index == retreat[0] else 0)
        if chosen is None:
            index = retreat[0]
            refused[index] = refused.get(index, 0) + 1
            del out[retreat[1] :]
            states[:], values[:] = retreat[2], retreat[3]
            continue
        word = words[index]
        _reduce(states, values, out, chosen.terminal)
        states.append(lalr.actions[states[-1]][chosen.terminal][1])
        values.append(Leaf(chosen.terminal, chosen.value, word.start, word.end))
        index += 1


def _choose(words: Sequence[Word], index: int, stack: Stack, skip: int) -> Sense | None:
    """The first sense of a word, after the `skip` first that fit, which the table takes here together with any sense of the next word."""
    following = words[index + 1].senses if index + 1 < len(words) else ()
    word = words[index]
    for sense in word.senses:
        reached = after(stack, sense.terminal)
        if reached is None:
            continue
        if following:
            if not any(after(reached, other.terminal) is not None for other in following) and after(reached, "WORD") is None:
                continue
        elif after(reached, "$END") is None:
            continue
        if skip:
            skip -= 1
            continue
        return sense
    if after(stack, "WORD") is not None:
        return Sense("WORD", None)
    return None


def _reduce(states: list[int], values: list[Any], out: list[Node], terminal: str) -> None:
    """Do the reductions that a terminal calls for. Finished slots go to `out`; the list of slots itself is never built."""
    lalr = table()
    while True:
        action = lalr.actions[states[-1]].get(terminal)
        if action is None or action[0]:
            return
        origin, size, alias = lalr.rules[action[1]]
        if origin == "start":
            return
        children = values[len(values) - size :]
        del states[len(states) - size :], values[len(values) - size :]
        states.append(lalr.actions[states[-1]][origin][1])
        if origin.startswith("__"):
            if children and isinstance(children[-1], Node):
                out.append(children[-1])
            values.append(None)
        elif size == 1 and alias == origin and isinstance(children[0], Node):
            values.append(children[0])
        else:
            values.append(Node(alias, children, children[0].start, children[-1].end))
