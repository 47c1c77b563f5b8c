"""The parts of a condition: how they are joined and bounded, and what is made of them together."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from aimline.rules.conditions import And, Condition, Is, Op, Or, joined
from aimline.rules.fields import Field
from aimline.rules.parser import Leaf, Node, as_node
from aimline.rules.typed import Unclear
from aimline.rules.words import Said


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a condition: how it is joined, the words before it, and its core."""

    conn: str | None
    before: tuple[Leaf, ...]
    core: Node


def asked(named: Field, known: Mapping[str, Field]) -> Field:
    """The field that tells whether a field was given."""
    return known[named.asked] if named.asked is not None else named


def whole(value: float, leaf: Leaf) -> int:
    """A number of things.

    Raises:
        Unclear: it is no whole number, or one that nobody counts to.
    """
    if value != int(value) or not 0 <= value < 1e9:
        raise Unclear("not_whole", leaf, {"text": text_of(leaf)})
    return int(value)


def text_of(leaf: Leaf) -> str:
    """A word as it was written."""
    return leaf.value.text if isinstance(leaf.value, Said) else str(leaf.value)


def bounds(node: Node) -> tuple[Op, Leaf, Leaf | None]:
    """The operator and the values of a tree of `figure`."""
    leaves = [child for child in node.children if isinstance(child, Leaf)]
    if node.kind == "between":
        return "is", leaves[1], leaves[3]
    if node.kind == "bound_after":
        return leaves[1].value, leaves[0], None
    return leaves[0].value, leaves[1], None


def parts_of(chain: Node) -> Iterator[Part]:
    """The parts of a chain, in their order."""
    if len(chain.children) == 1:
        yield part_of(None, as_node(chain.children[0]))
        return
    inner, conn, item = chain.children
    yield from parts_of(as_node(inner))
    assert isinstance(conn, Leaf)
    yield part_of(str(conn.value), as_node(item))


def part_of(conn: str | None, item: Node) -> Part:
    """An item with the words before its core, and how it is joined to what stands before it (None for the first)."""
    before: list[Leaf] = []
    while item.kind == "item" and isinstance(item.children[0], Leaf):
        before.append(item.children[0])
        item = as_node(item.children[1])
    return Part(conn, tuple(before), as_node(item.children[0]) if item.kind == "item" else item)


def settled(parts: Sequence[tuple[str | None, Condition]]) -> list[tuple[str, Condition]]:
    """Commas as the and or the or that comes after them; and where none comes."""
    word, found = "and", []
    for conn, part in reversed(parts):
        found.append((word if conn in (",", None) else conn or "and", part))
        word = conn if conn in ("and", "or") else word
    return found[::-1]


def folded(parts: Sequence[tuple[str | None, Condition]], *, lists: bool = True) -> Condition:
    """Parts joined by one word, and or or. Values of one field that are listed with or are one list."""
    first, *rest = settled(parts)
    alternatives: list[list[Condition]] = [[first[1]]]
    for conn, part in rest:
        last = alternatives[-1][-1]
        listed = lists and isinstance(part, Is) and isinstance(last, Is) and part.field == last.field
        if listed and isinstance(part, Is) and isinstance(last, Is) and (conn == "or" or part.field.is_list) and len(alternatives[-1]) == 1:
            alternatives[-1][-1] = Is(part.field, (*last.values, *part.values))
        elif conn == "or":
            alternatives.append([part])
        else:
            alternatives[-1].append(part)
    return joined(Or, tuple(joined(And, tuple(group)) for group in alternatives))
