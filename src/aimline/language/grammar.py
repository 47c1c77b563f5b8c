"""The LALR(1) tables of the grammars, made by Lark, and the automaton that reads statements with `grammar/goal.lark`.

Lark checks a grammar and computes its table. The automaton differs from Lark's own parser in one way: a word may be of several kinds, and the first kind
that the table can take at its place is chosen. That needs the table at hand while the words are read, and a way back when the choice turns out wrong a word
later. What it works out about a stack of states it remembers: stacks are numbered, and a step from one to the next is one look-up.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple, overload

from aimline import data, prebuilt

END = "$END"
GRAMMARS = {"goal": ["start"], "file": ["file", "document"], "rule": ["rule", "condition", "alert"]}
"""The grammars and their start rules."""


class Sense(NamedTuple):
    """One thing that a word can be: a terminal of the grammar and the canonical value."""

    terminal: str
    value: Any


class Word(NamedTuple):
    """One word, number, sign or phrase of a statement, with everything it can be and where it stands in the normalised text."""

    senses: tuple[Sense, ...]
    start: int
    end: int
    group: int
    """Words with the same terminals in the same order are of one group (`group_of`)."""


class Leaf(NamedTuple):
    """A word with the sense that was chosen."""

    terminal: str
    value: Any
    start: int
    end: int


class Node(NamedTuple):
    """A reduced rule: its alias, its children (leaves and nodes) and its stretch of the normalised text."""

    kind: str
    children: Sequence[Any]
    start: int
    end: int


class Table(NamedTuple):
    """A parse table: for each state, symbol → the state to shift to, or for a reduction the rule, counted from -1 downwards; `rules` hold origin, length and
    alias, `starts` and `ends` the states of each start rule.
    """

    actions: Sequence[Mapping[str, int]]
    rules: list[list[Any]]
    starts: dict[str, int]
    ends: dict[str, int]


class _Rows(Sequence[Mapping[str, int]]):
    """The rows of a table, each read when it is first needed: few are."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._read: list[Mapping[str, int] | None] = [None] * len(texts)

    @overload
    def __getitem__(self, index: int) -> Mapping[str, int]: ...
    @overload
    def __getitem__(self, index: slice) -> list[Mapping[str, int]]: ...
    def __getitem__(self, index: int | slice) -> Mapping[str, int] | list[Mapping[str, int]]:
        if isinstance(index, slice):
            return [self[one] for one in range(*index.indices(len(self)))]
        row = self._read[index]
        if row is None:
            row = self._read[index] = json.loads(self._texts[index])
        return row

    def __len__(self) -> int:
        return len(self._texts)


ROWS = "actions"
"""The entry of a table that is read row by row."""


def compiled(grammar: str) -> dict[str, Any]:
    """The table of `grammar/<grammar>.lark` as dictionaries and lists, the rows as JSON, computed by Lark."""
    from lark import Lark
    from lark.lexer import Lexer
    from lark.parsers.lalr_analysis import Shift

    class NoLexer(Lexer):
        __future_interface__ = True

        def __init__(self, conf: Any) -> None:
            pass

        def lex(self, lexer_state: Any, parser_state: Any) -> Any:
            return iter(())

    lark = Lark(data.path("grammar", f"{grammar}.lark").read_text(encoding="utf-8"), parser="lalr", lexer=NoLexer, start=GRAMMARS[grammar])
    parse_table: Any = lark.parser.parser._parse_table
    starts = {name: parse_table.start_states[name] for name in GRAMMARS[grammar]}
    # Lark numbers its states by chance: here they are numbered as they are reached, so that the same grammar always gives the same table
    numbers = {state: number for number, state in enumerate(starts.values())}
    rules: dict[Any, int] = {}
    actions: list[dict[str, int]] = []
    queue = list(numbers)
    for state in queue:
        row: dict[str, int] = {}
        for symbol, (action, argument) in sorted(parse_table.states[state].items(), key=lambda entry: str.__str__(entry[0])):
            if action is not Shift:
                row[str.__str__(symbol)] = -1 - rules.setdefault(argument, len(rules))
                continue
            if argument not in numbers:
                numbers[argument] = len(numbers)
                queue.append(argument)
            row[str.__str__(symbol)] = numbers[argument]
        actions.append(row)
    # Lark's names are tokens, which compare slowly: plain strings here
    described = [[str.__str__(rule.origin.name), len(rule.expansion), str.__str__(rule.alias or rule.origin.name)] for rule in rules]
    return {
        ROWS: [json.dumps(row, separators=(",", ":")) for row in actions],
        "rules": described,
        "starts": {name: numbers[state] for name, state in starts.items()},
        "ends": {name: numbers[parse_table.end_states[name]] for name in starts},
    }


@cache
def table(grammar: str = "goal") -> Table:
    """The table of a grammar."""
    found = prebuilt.table(f"grammar-{grammar}", lambda: compiled(grammar), ROWS)
    return Table(**{**found, ROWS: _Rows(found[ROWS])})


class Step(NamedTuple):
    """What a terminal does at a stack of states: the sense of the word that was chosen (-1 for a mere word), the stack after it, the reductions before it."""

    sense: int
    stack: int
    reductions: tuple[tuple[int, str], ...]
    """Length and alias of each; an alias is empty where a node goes through as it is and `SLOT` where a slot is finished."""
    may_end: bool = False
    """Whether a pattern may end at the stack after it, as any word may follow; told by `choose` only."""


SLOT = "*"


class Automaton:
    """The table of the statements with what is known about it so far. Stacks of states have numbers; the empty one is `START`."""

    START = 0

    def __init__(self, lalr: Table) -> None:
        self.table = lalr
        self._stacks: list[tuple[int, ...]] = [(lalr.starts["start"],)]
        self._numbers = {self._stacks[0]: 0}
        self._steps: dict[tuple[int, str], Step | None] = {}

    def step(self, stack: int, terminal: str) -> Step | None:
        """What a terminal does at a stack, or None where the table refuses it. `$END` ends a statement."""
        key = (stack, terminal)
        if key not in self._steps:
            self._steps[key] = self._step(self._stacks[stack], terminal)
        return self._steps[key]

    def _step(self, states: tuple[int, ...], terminal: str) -> Step | None:
        reductions: list[tuple[int, str]] = []
        while True:
            action = self.table.actions[states[-1]].get(terminal)
            if action is None:
                return None
            if action < 0:
                origin, size, alias = self.table.rules[-1 - action]
                states = states[: len(states) - size]
                states = (*states, self.table.actions[states[-1]][origin])
                if origin != "start":
                    reductions.append((size, SLOT if origin.startswith("__") else "" if size == 1 and alias == origin else alias))
                if not (terminal == END and states[-1] == self.table.ends["start"]):
                    continue
            else:
                states = (*states, action)
            number = self._numbers.setdefault(states, len(self._stacks))
            if number == len(self._stacks):
                self._stacks.append(states)
            return Step(-1, number, tuple(reductions))

    def choose(self, key: tuple[int, int, int, int]) -> Step | None:
        """The first sense of a word, after the skipped ones that fit, which the table takes here together with any sense of the next word."""
        stack, group, following, skip = key
        for position, terminal in enumerate(_GROUPS[group]):
            reached = self.step(stack, terminal)
            if reached is None:
                continue
            if not any(self.step(reached.stack, other) for other in _GROUPS[following]) and (following == NO_WORD or not self.step(reached.stack, "WORD")):
                continue
            if skip:
                skip -= 1
                continue
            return reached._replace(sense=position, may_end=self.step(reached.stack, "WORD") is not None)
        plain = self.step(stack, "WORD")
        return plain and plain._replace(may_end=self.step(plain.stack, "WORD") is not None)


@cache
def automaton() -> Automaton:
    """The automaton of `grammar/goal.lark`."""
    return Automaton(table())


_GROUPS: list[tuple[str, ...]] = [(END,)]
_GROUP_NUMBERS: dict[tuple[str, ...], int] = {(END,): 0}
NO_WORD = 0
"""The group of what follows the last word."""


def group_of(senses: Sequence[Sense]) -> int:
    """The number of a word's group."""
    terminals = tuple([sense.terminal for sense in senses])
    number = _GROUP_NUMBERS.get(terminals)
    if number is None:
        number = _GROUP_NUMBERS.setdefault(terminals, len(_GROUPS))
        _GROUPS.append(terminals)
    return number


def terminals_of(group: int) -> tuple[str, ...]:
    """The terminals of the words of a group."""
    return _GROUPS[group]
