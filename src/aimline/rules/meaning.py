"""What the trees of the rule grammar mean: typed conditions and rules. Raises `Unclear`, which `reader` turns into an error with its place."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from aimline.rules.conditions import (
    And,
    Between,
    Compare,
    Condition,
    Contains,
    Counted,
    Duty,
    Every,
    Flag,
    Is,
    Missing,
    Name,
    Not,
    Op,
    Or,
    Text,
    counted,
    joined,
    negated,
)
from aimline.rules.fields import ORDERED, Field, fields
from aimline.rules.parser import Leaf, Node
from aimline.rules.typed import Unclear, called, first_of, given, implied, nearest, number, typed
from aimline.rules.words import Said

_OWN = frozenset(["MUST", "HAVE", "IS", "NOT", "WITH", "WITHOUT", "CONTAINS", "THAT"])
"""Words before a part of a condition that make it one of its own; without them it goes on as the part before it."""
_HAVE = frozenset(["HAVE", "WITH", "WITHOUT", "CONTAINS"])
_UPPER: tuple[Op, ...] = ("below", "at_most")


@dataclass(frozen=True, slots=True)
class Operand:
    """The field that something is said of; `count`: how many it has; `quantifier`: every, no or only in front of it; `where`: of which goals, or elements."""

    field: Field
    leaf: Leaf
    count: bool = False
    quantifier: str | None = None
    where: Condition | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """What a rule is about."""

    quantifier: str
    adjectives: Condition | None
    filters: Condition | None
    operand: Operand | None = None

    @property
    def where(self) -> Condition | None:
        return _both(self.adjectives, self.filters)


@dataclass(frozen=True, slots=True)
class _Part:
    """One part of a condition: how it is joined, the words before it, and its core."""

    conn: str | None
    before: tuple[Leaf, ...]
    core: Node


@dataclass(slots=True)
class _Run:
    """Parts that share their verb and their "not"."""

    conn: str | None
    verb: str | None
    negative: bool
    must: bool
    """Whether its "not" is that of "must not", which may be meant for what follows, too."""
    again: Callable[[Leaf], Condition] | None = None
    """What a mere value that goes on the list means."""
    parts: list[tuple[str | None, Condition]] = field(default_factory=list)
    grouped: bool = False
    span: Leaf | Node | None = None


def _both(one: Condition | None, other: Condition | None) -> Condition | None:
    return other if one is None else one if other is None else joined(And, (one, other))


class Meaning:
    """Reads trees about one subject, in one language."""

    def __init__(self, subject: str, language: str) -> None:
        self.subject = subject
        self.language = language
        self.fields: Mapping[str, Field] = fields(subject)

    def nearest(self, text: str) -> str | None:
        """The field, platform or metric that was probably meant."""
        return nearest(text, self.subject, self.language)

    # ---- rules

    def duty(self, tree: Node) -> Duty:
        """A tree of `rule`."""
        nodes = [child for child in tree.children if isinstance(child, Node)]
        premise = next((self._premise(node) for node in nodes if node.kind == "premise"), None)
        duty = self._duty(next(node for node in nodes if node.kind != "premise"))
        return Duty(duty.subject, _both(premise, duty.where), duty.must, duty.severity)

    def _premise(self, node: Node) -> Condition:
        chain = self.chain(_child(node, "chain"))
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
        must = self._said_of(head, _child(node, "chain"))
        severity: Literal["error", "warning"] = "warning" if leaf is not None and leaf.value == "warning" else "error"
        where = head.where
        if head.operand is not None:
            where = _both(where, head.operand.where)
            given_of = Missing(_asked(head.operand.field, self.fields))
            if (
                head.operand.field.elements is None
                and head.operand.field.name != "text"
                and not head.operand.count
                and not isinstance(must, Compare | Between)
                and must not in (given_of, negated(given_of))
            ):
                where = _both(where, negated(Missing(head.operand.field)))
        first = next(_parts(_child(node, "chain")))
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
                leaf = _leaf(node, "FIELD")
                return Head(about.quantifier, about.adjectives, about.filters, Operand(self._field(leaf), leaf, node.kind == "possessed_number"))
            case "quantified" if not any(isinstance(child, Node) and child.kind in ("noun",) for child in node.children):
                quantifier = _quantifier(node.children[0])
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
        leaf = _leaf(node, "FIELD")
        named = self._field(leaf)
        where = self._about_element(named, _leaf(node, "VALUE")) if node.kind == "field_on" else None
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
            return Head(_quantifier(node.children[0]), noun.adjectives, noun.filters)
        subject = _leaf(node, "SUBJECT")
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

    def _filters(self, node: Node) -> tuple[list[Condition], list[_Part]]:
        match node.kind:
            case "described":
                return self._adjectives(_child(node, "adjectives")), []
            case "filters":
                return [], [self._marked(node.children[0])]
            case "more_filters":
                described, parts = self._filters(_node(node.children[0]))
                return described, [*parts, self._marked(node.children[1])]
            case _:
                described, parts = self._filters(_node(node.children[0]))
                conn, item = node.children[1], _node(node.children[2])
                if not parts:
                    # paid or organic goals: both are adjectives of it
                    raise Unclear("ambiguous", node)
                return described, [*parts, _part(str(conn.value) if isinstance(conn, Leaf) else "and", item)]

    def _marked(self, node: Leaf | Node) -> _Part:
        marked = _node(node)
        mark, part = marked.children[0], _part(None, _node(marked.children[1]))
        assert isinstance(mark, Leaf)
        return _Part("and", (mark, *part.before), part.core)

    # ---- conditions

    def condition(self, tree: Node) -> Condition:
        """A tree of `condition`."""
        return self.chain(_child(tree, "chain"))

    def chain(self, node: Node, operand: Operand | None = None) -> Condition:
        """Parts joined by and, or; about a field where a head names one."""
        return self._joined(list(_parts(node)), operand)

    def _joined(self, parts: Sequence[_Part], operand: Operand | None) -> Condition:
        runs: list[_Run] = []
        for part in parts:
            kinds = {leaf.kind for leaf in part.before}
            if not runs or kinds & _OWN:
                if runs and runs[-1].negative and runs[-1].must and not runs[-1].grouped and not kinds & {"MUST", "NOT", "WITHOUT"}:
                    raise Unclear("ambiguous", part.core)
                verb = next((leaf.kind for some in (_HAVE, {"IS", "ON"}) for leaf in reversed(part.before) if leaf.kind in some), None)
                verb = "CONTAINS" if "CONTAINS" in kinds else verb
                negative = sum(leaf.kind in ("NOT", "WITHOUT") for leaf in part.before) % 2 == 1
                if verb is None and runs and kinds == {"NOT"}:
                    verb = runs[-1].verb
                runs.append(_Run(part.conn, verb, negative, "NOT" in kinds and ("MUST" in kinds or not runs), span=part.core))
            run = runs[-1]
            run.grouped = part.core.kind == "group" and not run.parts
            run.parts.append((part.conn if run.parts else None, self._core(part.core, run, operand)))
        folded: list[tuple[str | None, Condition]] = []
        for run in runs:
            if run.negative and any(conn == "and" for conn, _ in _settled(run.parts)[1:]):
                raise Unclear("ambiguous", run.span or parts[0].core)
            one = _fold(run.parts)
            folded.append((run.conn, negated(one) if run.negative else one))
        return _fold(folded, lists=False)

    def _core(self, node: Node, run: _Run, operand: Operand | None) -> Condition:
        children = node.children
        if operand is not None and node.kind not in ("group", "alone") and _leaf_of(node, "FIELD").value != operand.field.name:
            raise Unclear("two_fields", node, {"field": called("FIELD", operand.field.name)})
        match node.kind:
            case "group":
                group = _child(node, "chain")
                parts = list(_parts(group))
                if run.verb is not None and not parts[0].before:
                    # must have (an owner or a budget): the verb holds for what is in the group
                    parts[0] = _Part(parts[0].conn, (Leaf(run.verb if run.verb != "WITHOUT" else "HAVE", None, group.span),), parts[0].core)
                return self._joined(parts, operand)
            case "alone":
                return self._comparison(_node(children[0]), run, operand)
            case "presence":
                return self._presence(_node(children[0]), run)
            case "relation":
                return self._relation(_node(children[0]), _node(children[1]), run)
            case "exceeding":
                op, leaf = _leaf(node, "CMP"), _leaf(node, "FIELD")
                return self._figure(Operand(self._field(leaf), leaf), op.value, _leaf(node, "VALUE"), None)
            case "field_on":
                named = self._field(_leaf(node, "FIELD"))
                return Counted(named, "at_least", 1, self._about_element(named, _leaf(node, "VALUE")))
            case "every_such":
                named, inner = self._elements(_leaf(node, "FIELD"))
                return Every(named, inner.chain(_child(node, "chain")))
            case "which" | "figure_which":
                named, inner = self._elements(_leaf(node, "FIELD"))
                part = _part(None, _child(node, "item"))
                mark = _leaf(node, "WHICH")
                where = inner._joined([_Part(None, (Leaf(str(mark.value), None, mark.span), *part.before), part.core)], None)
                return Counted(named, "at_least", 1, where) if node.kind == "which" else self._count(named, _node(children[0]), where)
            case "figure_such":
                named, inner = self._elements(_leaf(node, "FIELD"))
                return self._count(named, _node(children[0]), inner.chain(_child(node, "chain")))
            case "figure_of_on":
                named = self._field(_leaf(node, "FIELD"))
                return self._count(named, _node(children[0]), self._about_element(named, _leaf(node, "VALUE")))
            case _:
                return self._figure_of(node)

    def _elements(self, leaf: Leaf) -> tuple[Field, "Meaning"]:
        named = self._field(leaf)
        if named.elements is None:
            raise Unclear("no_elements", leaf, {"field": called("FIELD", named.name)})
        return named, Meaning(named.elements, self.language)

    def _figure_of(self, node: Node) -> Condition:
        """At least 2 actions, a $500 budget, a hashtag action, the launch tag."""
        first, leaf = node.children[0], _leaf(node, "FIELD")
        named = self._field(leaf)
        if node.kind == "figure_of_after":
            # two actions at least
            first = Node("bound_after", (first, node.children[2]))
        if isinstance(first, Node):
            op, low, high = _bounds(first)
            if named.is_list:
                return self._count(named, first, None)
            return self._figure(Operand(named, leaf), op, low, high)
        count = number(first)
        if count is not None and named.is_list:
            return counted(named, "at_least", _whole(count, first))
        if count == 1 and named.type not in ORDERED:
            return negated(Missing(_asked(named, self.fields)))
        if named.elements is not None:
            return Counted(named, "at_least", 1, self._about_element(named, first))
        if named.is_list or named.type == "text":
            return Contains(named, typed(first, named, self.language))
        return self._is(named, first)

    def _count(self, named: Field, node: Node, where: Condition | None) -> Condition:
        op, low, high = _bounds(node)
        first, last = number(low), number(high) if high is not None else None
        if first is None or (high is not None and last is None) or not named.is_list:
            raise Unclear("unlike", low, {"field": called("FIELD", named.name), "text": _text(low), "kind": called("type", "number")})
        if last is not None and high is not None:
            return joined(And, (Counted(named, "at_least", _whole(first, low), where), Counted(named, "at_most", _whole(last, high), where)))
        return counted(named, op, _whole(first, low), where)

    def _about_element(self, named: Field, leaf: Leaf) -> Condition:
        """What it is for an element to be one of TikTok, of hashtags: it names them."""
        if named.elements is None:
            raise Unclear("no_elements", leaf, {"field": called("FIELD", named.name)})
        own, said = fields(named.elements), leaf.value
        assert isinstance(said, Said)
        names = {value.kind: value for value in said.readings if isinstance(value, Name)}
        if "platform" in names and not said.quoted:
            return Contains(own["platforms"], names["platform"])
        words = Contains(own["text"], Text(said.text))
        return joined(Or, (Is(own["metric"], (names["metric"],)), words)) if "metric" in names and not said.quoted else words

    def _presence(self, node: Node, run: _Run) -> Condition:
        leaf = _leaf(node, "FIELD")
        named = self._field(leaf)
        run.again = None
        if node.kind == "none" and run.verb != "IS":
            return Missing(_asked(named, self.fields))
        if node.kind in ("operand", "each") and run.verb in _HAVE:
            return negated(Missing(_asked(named, self.fields)))
        raise Unclear("what_of", node, {"field": called("FIELD", named.name)})

    def _relation(self, node: Node, predicate: Node, run: _Run) -> Condition:
        """A field and what is said of it: the budget is below $500, an owner Sara, no budget above $500, only the platforms TikTok."""
        leaf = _leaf(node, "FIELD")
        operand = Operand(self._field(leaf), leaf, node.kind == "number_of", {"each": "all", "none": "none", "only": "only"}.get(node.kind))
        links: list[Leaf] = []
        while isinstance(predicate.children[0], Leaf):
            links.append(predicate.children[0])
            predicate = _node(predicate.children[1])
        kinds = [link.kind for link in links]
        verb = "CONTAINS" if "CONTAINS" in kinds else "IS" if "IS" in kinds or "ONE_OF" in kinds else run.verb if run.verb == "CONTAINS" else None
        inner = _Run(None, verb, False, False)
        said = self._comparison(_node(predicate.children[0]), inner, operand)
        run.again = inner.again
        negative = (kinds.count("NOT") + (operand.quantifier == "none")) % 2 == 1
        if negative:
            run.again = None
        return negated(said) if negative else said

    def _comparison(self, node: Node, run: _Run, operand: Operand | None) -> Condition:
        child = node.children[0]
        match node.kind:
            case "comparison":
                op, low, high = _bounds(_node(child))
                return self._figure(operand, op, low, high)
            case "missing" | "present":
                if operand is None:
                    raise Unclear("what_missing", node)
                gone = Missing(_asked(operand.field, self.fields))
                return gone if node.kind == "missing" else negated(gone)
        assert isinstance(child, Leaf)
        if node.kind == "value" and run.again is not None and operand is None:
            return run.again(child)
        if operand is not None and node.kind == "value":
            return self._value_of(operand, child, run)
        if operand is not None and node.kind == "choice" and str(child.value).partition(":")[0] != operand.field.name:
            raise Unclear(
                "unlike",
                child,
                {"field": called("FIELD", operand.field.name), "text": called("CHOICE", str(child.value)), "kind": called("type", operand.field.type)},
            )
        return self._alone(child, run)

    def _value_of(self, operand: Operand, leaf: Leaf, run: _Run) -> Condition:
        named = operand.field
        count = number(leaf)
        if operand.count or (count is not None and named.elements is not None):
            return counted(named, "is", _whole(count if count is not None else -1, leaf))
        if named.elements is not None:
            return Counted(named, "at_least", 1, self._about_element(named, leaf))
        if run.verb == "CONTAINS" or (named.is_list and run.verb != "IS" and operand.quantifier != "only"):
            if not named.is_list and named.type != "text":
                raise Unclear("no_words", leaf, {"field": called("FIELD", named.name)})
            run.again = lambda other: Contains(named, typed(other, named, self.language))
            return run.again(leaf)
        run.again = lambda other: self._is(named, other)
        return self._is(named, leaf)

    def _is(self, named: Field, leaf: Leaf) -> Condition:
        value = typed(leaf, named, self.language)
        if given(leaf, named):
            # due in 90 days: in no more than those
            return Compare(named, "at_most", value)
        return Is(named, (value,))

    def _figure(self, operand: Operand | None, op: Op, low: Leaf, high: Leaf | None) -> Condition:
        named = operand.field if operand is not None else implied(high or low, self.fields)
        if operand is not None and (operand.count or (named.is_list and number(low) is not None)):
            first, last = number(low), number(high) if high is not None else None
            if first is None or (high is not None and last is None):
                raise Unclear("unlike", low, {"field": called("FIELD", named.name), "text": _text(low), "kind": called("type", "number")})
            if high is not None and last is not None:
                return joined(And, (Counted(named, "at_least", _whole(first, low)), Counted(named, "at_most", _whole(last, high))))
            return counted(named, op, _whole(first, low))
        if named.type not in ORDERED:
            raise Unclear("no_order", low, {"field": called("FIELD", named.name), "text": _text(low), "kind": called("type", named.type)})
        if high is not None:
            upper = typed(high, named, self.language)
            return Between(named, first_of(low, named, self.language, upper), upper)
        return Compare(named, op, typed(low, named, self.language))

    def _alone(self, leaf: Leaf, run: _Run | None) -> Condition:
        """What a word says of a subject by itself: paid, on track, TikTok, followers, "a text"."""
        if leaf.kind == "BOOL":
            name = str(leaf.value)
            return Flag(self._field(leaf, name.removeprefix("!")), not name.startswith("!"))
        if leaf.kind == "CHOICE":
            name, _, value = str(leaf.value).partition(":")
            return Is(self._field(leaf, name), (Name(name, value),))
        said = leaf.value
        assert isinstance(said, Said)
        names = {value.kind: value for value in said.readings if isinstance(value, Name)} if not said.quoted else {}
        if "platform" in names and "platforms" in self.fields:
            return Contains(self.fields["platforms"], names["platform"])
        if "metric" in names and "metric" in self.fields:
            return Is(self.fields["metric"], (names["metric"],))
        suggestion = None if said.quoted else self.nearest(said.text)
        verb = run.verb if run is not None else None
        if "text" in self.fields and (said.quoted or verb == "CONTAINS") and verb in _HAVE and suggestion is None:
            if run is not None:
                run.again = lambda other: Contains(self.fields["text"], Text(_text(other)))
            return Contains(self.fields["text"], Text(said.text))
        if said.readings and not said.quoted and all(not isinstance(value, Name) for value in said.readings):
            named = implied(leaf, self.fields)
            return self._is(named, leaf)
        raise Unclear("unknown", leaf, {"text": said.text}, suggestion)

    def _field(self, leaf: Leaf, name: str | None = None) -> Field:
        name = name or str(leaf.value)
        if name not in self.fields:
            raise Unclear("no_field", leaf, {"field": called("FIELD", name), "subject": called("SUBJECT", self.subject)})
        return self.fields[name]


def _asked(named: Field, known: Mapping[str, Field]) -> Field:
    return known[named.asked] if named.asked is not None else named


def _whole(value: float, leaf: Leaf) -> int:
    if value != int(value) or not 0 <= value < 1e9:
        raise Unclear("not_whole", leaf, {"text": _text(leaf)})
    return int(value)


def _text(leaf: Leaf) -> str:
    return leaf.value.text if isinstance(leaf.value, Said) else str(leaf.value)


def _bounds(node: Node) -> tuple[Op, Leaf, Leaf | None]:
    """The operator and the values of a tree of `figure`."""
    leaves = [child for child in node.children if isinstance(child, Leaf)]
    if node.kind == "between":
        return "is", leaves[1], leaves[3]
    if node.kind == "bound_after":
        return leaves[1].value, leaves[0], None
    return leaves[0].value, leaves[1], None


def _quantifier(node: Leaf | Node) -> str:
    """all, none or only; two of them are too many."""
    kinds = [leaf for leaf in _node(node).leaves() if leaf.kind != "EVERY"]
    if len(kinds) > 1:
        raise Unclear("ambiguous", _node(node))
    return str(kinds[0].value) if kinds else "all"


def _parts(chain: Node) -> Iterator[_Part]:
    if len(chain.children) == 1:
        yield _part(None, _node(chain.children[0]))
        return
    inner, conn, item = chain.children
    yield from _parts(_node(inner))
    assert isinstance(conn, Leaf)
    yield _part(str(conn.value), _node(item))


def _part(conn: str | None, item: Node) -> _Part:
    before: list[Leaf] = []
    while item.kind == "item" and isinstance(item.children[0], Leaf):
        before.append(item.children[0])
        item = _node(item.children[1])
    return _Part(conn, tuple(before), _node(item.children[0]) if item.kind == "item" else item)


def _settled(parts: Sequence[tuple[str | None, Condition]]) -> list[tuple[str, Condition]]:
    """Commas as the and or the or that comes after them; and where none comes."""
    word, found = "and", []
    for conn, part in reversed(parts):
        found.append((word if conn in (",", None) else conn or "and", part))
        word = conn if conn in ("and", "or") else word
    return found[::-1]


def _fold(parts: Sequence[tuple[str | None, Condition]], *, lists: bool = True) -> Condition:
    """Parts joined: and binds closer than or. Values of one field that are listed with or are one list."""
    settled = _settled(parts)
    alternatives: list[list[Condition]] = [[settled[0][1]]]
    for conn, part in settled[1:]:
        last = alternatives[-1][-1]
        listed = lists and isinstance(part, Is) and isinstance(last, Is) and part.field == last.field
        if listed and isinstance(part, Is) and isinstance(last, Is) and (conn == "or" or part.field.is_list) and len(alternatives[-1]) == 1:
            alternatives[-1][-1] = Is(part.field, (*last.values, *part.values))
        elif conn == "or":
            alternatives.append([part])
        else:
            alternatives[-1].append(part)
    return joined(Or, tuple(joined(And, tuple(group)) for group in alternatives))


def _node(node: Leaf | Node) -> Node:
    assert isinstance(node, Node)
    return node


def _child(node: Node, kind: str) -> Node:
    return next(child for child in node.children if isinstance(child, Node) and child.kind == kind)


def _leaf(node: Node, kind: str) -> Leaf:
    return next(child for child in node.children if isinstance(child, Leaf) and child.kind == kind)


def _leaf_of(node: Node, kind: str) -> Leaf:
    """The first word of a kind, however deep."""
    return next(leaf for leaf in node.leaves() if leaf.kind == kind)


__all__ = ["Meaning", "Not", "Unclear"]
