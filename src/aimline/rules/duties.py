"""What the trees of the rule grammar mean as rules: what a sentence is about, and what it demands of that."""

from dataclasses import dataclass
from typing import Literal

from aimline.rules.conditions import And, Between, Compare, Condition, Counted, Duty, Every, Missing, Not, Op, Or, joined, negated
from aimline.rules.meaning import Meaning, Operand
from aimline.rules.parser import Leaf, Node, as_node, child_of, leaf_of
from aimline.rules.parts import Part, asked, part_of, parts_of
from aimline.rules.typed import Unclear, called

_UPPER: tuple[Op, ...] = ("below", "at_most")


@dataclass(frozen=True, slots=True)
class Head:
    """What a rule is about."""

    quantifier: str
    adjectives: Condition | None
    filters: Condition | None
    operand: Operand | None = None

    @property
    def where(self) -> Condition | None:
        """Of which subjects it speaks; None for all."""
        return both(self.adjectives, self.filters)


def both(one: Condition | None, other: Condition | None) -> Condition | None:
    """Both conditions, or the one that there is."""
    return other if one is None else one if other is None else joined(And, (one, other))


class Duties(Meaning):
    """Reads trees of rules about one subject, in one language."""

    def duty(self, tree: Node) -> Duty:
        """A tree of `rule`."""
        nodes = [child for child in tree.children if isinstance(child, Node)]
        premise = next((self._premise(node) for node in nodes if node.kind == "premise"), None)
        if premise is not None and leaf_of(tree, "IF").value == "unless":
            premise = negated(premise)
        duty = self._duty(next(node for node in nodes if node.kind != "premise"))
        return Duty(duty.subject, both(premise, duty.where), duty.must, duty.severity)

    def _premise(self, node: Node) -> Condition:
        chain = self.chain(child_of(node, "chain"))
        about = next((child for child in node.children if isinstance(child, Node) and child.kind != "chain"), None)
        head = self._about(about) if about is not None else None
        if head is not None and head.quantifier == "none":
            chain = negated(chain)
        return joined(And, (head.where, chain)) if head is not None and head.where is not None else chain

    def _duty(self, node: Node) -> Duty:
        head = self._head(node.children[0])
        leaf = next((child for child in node.children[1:] if isinstance(child, Leaf)), None)
        if node.kind == "forbidden":
            return self._forbidden(head, leaf, node)
        must = self._said_of(head, child_of(node, "chain"))
        severity: Literal["error", "warning"] = "warning" if leaf is not None and leaf.value == "warning" else "error"
        where = head.where
        if head.operand is not None:
            where = both(where, head.operand.where)
            given_of = Missing(asked(head.operand.field, self.fields))
            if (
                head.operand.field.elements is None
                and head.operand.field.name != "text"
                and not head.operand.count
                and not isinstance(must, Compare | Between)
                and must not in (given_of, negated(given_of))
            ):
                where = both(where, negated(Missing(head.operand.field)))
        first = next(parts_of(child_of(node, "chain")))
        if head.quantifier == "none" and any(leaf.kind == "NOT" for leaf in first.before):
            # no goal must not: once or twice?
            raise Unclear("ambiguous", node)
        if head.quantifier == "only":
            if head.where is None:
                raise Unclear("only", node)
            return Duty(self.subject, must, head.where, severity)
        elements = head.operand is not None and head.operand.field.elements is not None and not head.operand.count
        if node.kind == "ban":
            must = negated(must)
        elif head.quantifier == "none":
            if isinstance(must, Not) and isinstance(must.part, Or) and first.core.kind != "group":
                raise Unclear("ambiguous", node)
            must = must if elements else negated(must)
        elif node.kind == "permission" and not (isinstance(must, Compare | Counted) and must.op in _UPPER):
            raise Unclear("permits", leaf or node)
        return Duty(self.subject, where, must, severity)

    def _forbidden(self, head: Head, leaf: Leaf | None, node: Node) -> Duty:
        allowed = leaf is not None and leaf.value == "allowed"
        said = head.filters if head.filters is not None else head.adjectives
        if said is None or head.operand is not None:
            raise Unclear("no_duty", node)
        where = head.adjectives if head.filters is not None else None
        if isinstance(said, Not) and isinstance(said.part, Or):
            # goals without an owner or a budget: without one of them, or without both?
            raise Unclear("ambiguous", node)
        if head.quantifier == "only" and allowed:
            return Duty(self.subject, where, said)
        if (head.quantifier == "none") == (leaf is None or allowed) and not (leaf is None and head.quantifier != "none"):
            return Duty(self.subject, where, negated(said))
        raise Unclear("no_duty", node)

    def _said_of(self, head: Head, chain: Node) -> Condition:
        operand = head.operand
        if operand is None:
            return self.chain(chain)
        if operand.field.elements is not None and not operand.count:
            inner = Meaning(operand.field.elements, self.language)
            try:
                said = inner.chain(chain)
            except Unclear:
                if operand.quantifier is None:
                    return self.chain(chain, operand)
                raise
            said = negated(said) if operand.quantifier == "none" else said
            if operand.where is not None:
                said = joined(Or, (negated(operand.where), said))
            return Every(operand.field, said)
        return self.chain(chain, operand)

    # ---- what a rule is about

    def _head(self, node: Leaf | Node) -> Head:
        assert isinstance(node, Node)
        match node.kind:
            case "head":
                return self._head(node.children[0])
            case "possessed" | "possessed_number":
                about = self._about(node.children[0])
                leaf = leaf_of(node, "FIELD")
                return Head(about.quantifier, about.adjectives, about.filters, Operand(self._field(leaf), leaf, node.kind == "possessed_number"))
            case "quantified" if not any(isinstance(child, Node) and child.kind in ("noun",) for child in node.children):
                quantifier = quantifier_of(node.children[0])
                operand = self._field_head(node.children[1])
                of = self._of(node.children[1])
                named = Operand(operand.field, operand.leaf, operand.count, quantifier, operand.where)
                return Head("none" if "none" in (quantifier, of.quantifier) else "all", of.adjectives, of.filters, named)
            case "about" | "noun" | "quantified":
                return self._about(node)
            case _:
                of = self._of(node)
                return Head(of.quantifier, of.adjectives, of.filters, self._field_head(node))

    def _field_head(self, node: Leaf | Node) -> Operand:
        assert isinstance(node, Node)
        leaf = leaf_of(node, "FIELD")
        named = self._field(leaf)
        where = self._on_element(named, leaf_of(node, "VALUE")) if node.kind == "field_on" else None
        return Operand(named, leaf, node.kind == "number_of", None, where)

    def _of(self, node: Leaf | Node) -> Head:
        about = next((child for child in node.children if isinstance(child, Node)), None) if isinstance(node, Node) else None
        return self._about(about) if about is not None else Head("all", None, None)

    def _about(self, node: Leaf | Node) -> Head:
        assert isinstance(node, Node)
        if node.kind == "about":
            return self._about(node.children[0])
        if node.kind == "quantified":
            noun = self._about(node.children[1])
            return Head(quantifier_of(node.children[0]), noun.adjectives, noun.filters)
        subject = leaf_of(node, "SUBJECT")
        if subject.value != self.subject:
            raise Unclear("other_subject", subject, {"text": called("SUBJECT", str(subject.value))})
        adjectives: list[Condition] = []
        filters: Condition | None = None
        for child in node.children:
            if isinstance(child, Node) and child.kind == "adjectives":
                adjectives += self._adjectives(child)
            elif isinstance(child, Node):
                described, parts = self._filters(child)
                adjectives += described
                filters = self._joined(parts, None) if parts else None
        return Head("all", joined(And, tuple(adjectives)) if adjectives else None, filters)

    def _adjectives(self, node: Node) -> list[Condition]:
        return [self._alone(leaf, None) for leaf in node.leaves()]

    def _filters(self, node: Node) -> tuple[list[Condition], list[Part]]:
        match node.kind:
            case "described":
                return self._adjectives(child_of(node, "adjectives")), []
            case "filters":
                return [], [self._marked(node.children[0])]
            case "more_filters":
                described, parts = self._filters(as_node(node.children[0]))
                return described, [*parts, self._marked(node.children[1])]
            case _:
                described, parts = self._filters(as_node(node.children[0]))
                conn, item = node.children[1], as_node(node.children[2])
                if not parts:
                    # paid or organic goals: both are adjectives of it
                    raise Unclear("ambiguous", node)
                return described, [*parts, part_of(str(conn.value) if isinstance(conn, Leaf) else "and", item)]

    def _marked(self, node: Leaf | Node) -> Part:
        marked = as_node(node)
        mark, part = marked.children[0], part_of(None, as_node(marked.children[1]))
        assert isinstance(mark, Leaf)
        return Part("and", (mark, *part.before), part.core)


def quantifier_of(node: Leaf | Node) -> str:
    """all, none or only; two of them are too many."""
    kinds = [leaf for leaf in as_node(node).leaves() if leaf.kind != "EVERY"]
    if len(kinds) > 1:
        raise Unclear("ambiguous", as_node(node))
    return str(kinds[0].value) if kinds else "all"
