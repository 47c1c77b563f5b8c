"""The lines of a file put together as `grammar/file.lark` says: which line belongs to what."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from aimline.language.grammar import END, table


class Line(NamedTuple):
    """One line: its kind (a terminal of the grammar), its text, its place in the file and its number."""

    kind: str
    text: str
    start: int
    number: int


class Block:
    """Lines and blocks that belong together; `kind` is the name of the rule."""

    __slots__ = ("children", "kind")

    def __init__(self, kind: str, children: "list[Line | Block]") -> None:
        self.kind = kind
        self.children = children


def outline(start: str, lines: Iterable[Line]) -> Block:
    """The lines of a file as blocks.

    Raises:
        ValueError: the grammar has no place for a line of this kind here: it is incomplete.
    """
    lalr = table("file")
    # looked at once a line and more often: plain dictionaries
    rows: dict[int, Mapping[str, int]] = {}
    states = [lalr.starts[start]]
    values: list[Any] = []
    for line in (*lines, Line(END, "", 0, 0)):
        while True:
            state = states[-1]
            if state not in rows:
                rows[state] = lalr.actions[state]
            action = rows[state].get(line[0])
            if action is None:
                raise ValueError(f"file.lark: no place for {line.kind} in line {line.number}")
            if action >= 0:
                states.append(action)
                values.append(line)
                break
            origin, size, _ = lalr.rules[-1 - action]
            children: list[Any] = []
            if size:
                parts = values[-size:]
                # what a rule lists (its name begins with _) are the children of the rule around it; the first list grows, so that it is never copied
                children = parts.pop(0) if isinstance(parts[0], list) else []
                for part in parts:
                    children += part if isinstance(part, list) else [part]
                del values[-size:], states[-size:]
            values.append(children if origin.startswith("_") else Block(origin, children))
            states.append(lalr.actions[states[-1]][origin])
            if states[-1] == lalr.ends[start]:
                found = values[-1]
                assert isinstance(found, Block)
                return found
    raise AssertionError("a start rule ends with the last line")
