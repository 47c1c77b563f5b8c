"""What the trees of the rule grammar mean as conditions. Raises `Unclear`, which `reader` turns into an error with its place."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from aimline.rules.conditions import (
    And,
    Between,
    Compare,
    Condition,
    Contains,
    Counted,
    Every,
    Flag,
    Is,
    Missing,
    Name,
    Op,
    Or,
    Text,
    counted,
    joined,
    negated,
)
from aimline.rules.fields import ORDERED, Field, fields
from aimline.rules.parser import Leaf, Node, as_node, child_of, first_leaf, leaf_of
from aimline.rules.parts import Part, asked, bounds, folded, part_of, parts_of, settled, text_of, whole
from aimline.rules.typed import Unclear, called, first_of, fits, given, implied, nearest, number, typed
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
    chosen: Field | None = None
    """The choice that a mere word that goes on the list is one of."""
    compared: Operand | None = None
    """The field that was compared last: at least 25% and below 50%."""
    parts: list[tuple[str | None, Condition]] = field(default_factory=list)
    grouped: bool = False
    span: Leaf | Node | None = None


class Meaning:
    """Reads trees about one subject, in one language."""

    ends_denial = frozenset(["relation", "exceeding"])
    """What a "not (…)" before it does not deny."""

    def __init__(self, subject: str, language: str) -> None:
        self.subject = subject
        self.language = language
        self.fields: Mapping[str, Field] = fields(subject)

    def nearest(self, text: str) -> str | None:
        """The field, platform or metric that was probably meant."""
        return nearest(text, self.subject, self.language)

    # ---- conditions

    def condition(self, tree: Node) -> Condition:
        """A tree of `condition`."""
        return self.chain(child_of(tree, "chain"))

    def chain(self, node: Node, operand: Operand | None = None) -> Condition:
        """Parts joined by and, or; about a field where a head names one."""
        return self._joined(list(parts_of(node)), operand)

    def _joined(self, parts: Sequence[Part], operand: Operand | None) -> Condition:
        runs: list[_Run] = []
        for part in parts:
            kinds = {leaf.kind for leaf in part.before}
            # not (…) and the account is missing: what is in parentheses is denied, and no more
            apart = bool(runs) and runs[-1].grouped and runs[-1].negative and part.core.kind in self.ends_denial
            if not runs or kinds & _OWN or apart:
                if runs and runs[-1].negative and runs[-1].must and not runs[-1].grouped and not kinds & {"MUST", "NOT", "WITHOUT"}:
                    raise Unclear("ambiguous", part.core)
                verb = next((leaf.kind for some in (_HAVE, {"IS", "ON"}) for leaf in reversed(part.before) if leaf.kind in some), None)
                verb = "CONTAINS" if "CONTAINS" in kinds else verb
                negative = sum(leaf.kind in ("NOT", "WITHOUT") for leaf in part.before) % 2 == 1
                if verb is None and runs and kinds == {"NOT"}:
                    verb = runs[-1].verb
                runs.append(_Run(part.conn, verb, negative, "NOT" in kinds and ("MUST" in kinds or not runs), span=part.core))
            elif "ONE_OF" in kinds and part.conn == "and":
                # an owner, and either a budget or a campaign
                runs.append(_Run("and", runs[-1].verb, runs[-1].negative, runs[-1].must, span=part.core))
            run = runs[-1]
            if run.compared is None and len(runs) > 1 and not kinds & {"HAVE", "WITH", "WITHOUT", "CONTAINS", "THAT"}:
                # the budget is at least $100 and is below $500
                run.compared = runs[-2].compared
            run.grouped = part.core.kind == "group" and not run.parts
            run.parts.append((part.conn if run.parts else None, self._core(part.core, run, operand)))
        joint: list[tuple[str | None, Condition]] = []
        for run in runs:
            values = [part for _, part in run.parts if isinstance(part, Is) and not part.field.is_list]
            if len(values) == len(run.parts) > 1 and len({part.field for part in values}) == 1:
                # the owner is Sara, Omar: one of them; nobody is Sara and Omar
                if any(conn == "and" for conn, _ in run.parts):
                    raise Unclear("ambiguous", run.span or parts[0].core)
                run.parts = [(conn and "or", part) for conn, part in run.parts]
            if len({conn for conn, _ in settled(run.parts)[1:]}) > 1:
                # an owner and a budget or a campaign
                raise Unclear("ambiguous", run.span or parts[0].core)
            if run.negative and any(conn == "and" for conn, _ in settled(run.parts)[1:]):
                raise Unclear("ambiguous", run.span or parts[0].core)
            one = folded(run.parts)
            joint.append((run.conn, negated(one) if run.negative else one))
        if len({conn for conn, _ in settled(joint)[1:]}) > 1:
            raise Unclear("ambiguous", runs[-1].span or parts[0].core)
        return folded(joint, lists=False)

    def _core(self, node: Node, run: _Run, operand: Operand | None) -> Condition:
        children = node.children
        if operand is not None and node.kind not in ("group", "alone") and self._field(first_leaf(node, "FIELD")) != operand.field:
            raise Unclear("two_fields", node, {"field": called("FIELD", operand.field.name)})
        match node.kind:
            case "group":
                group = child_of(node, "chain")
                parts = list(parts_of(group))
                if run.verb is not None and not parts[0].before:
                    # must have (an owner or a budget): the verb holds for what is in the group
                    parts[0] = Part(parts[0].conn, (Leaf(run.verb if run.verb != "WITHOUT" else "HAVE", None, group.span),), parts[0].core)
                return self._joined(parts, operand)
            case "alone":
                return self._comparison(as_node(children[0]), run, operand)
            case "presence":
                return self._presence(as_node(children[0]), run)
            case "relation":
                return self._relation(as_node(children[0]), as_node(children[1]), run)
            case "exceeding":
                op, leaf = leaf_of(node, "CMP"), leaf_of(node, "FIELD")
                return self._figure(Operand(self._field(leaf), leaf), op.value, leaf_of(node, "VALUE"), None)
            case "field_on":
                named = self._field(leaf_of(node, "FIELD"))
                return Counted(named, "at_least", 1, self._on_element(named, leaf_of(node, "VALUE")))
            case "every_such":
                named, inner = self._elements(leaf_of(node, "FIELD"))
                return Every(named, inner.chain(child_of(node, "chain")))
            case "which" | "figure_which":
                named, inner = self._elements(leaf_of(node, "FIELD"))
                part = part_of(None, child_of(node, "item"))
                mark = leaf_of(node, "WHICH")
                where = inner._joined([Part(None, (Leaf(str(mark.value), None, mark.span), *part.before), part.core)], None)
                return Counted(named, "at_least", 1, where) if node.kind == "which" else self._count(named, as_node(children[0]), where)
            case "figure_such":
                named, inner = self._elements(leaf_of(node, "FIELD"))
                return self._count(named, as_node(children[0]), inner.chain(child_of(node, "chain")))
            case "figure_of_on":
                named = self._field(leaf_of(node, "FIELD"))
                return self._count(named, as_node(children[0]), self._on_element(named, leaf_of(node, "VALUE")))
            case _:
                return self._figure_of(node)

    def _elements(self, leaf: Leaf) -> tuple[Field, "Meaning"]:
        named = self._field(leaf)
        if named.elements is None:
            raise Unclear("no_elements", leaf, {"field": called("FIELD", named.name)})
        return named, Meaning(named.elements, self.language)

    def _figure_of(self, node: Node) -> Condition:
        """At least 2 actions, a $500 budget, a hashtag action, the launch tag."""
        first, leaf = node.children[0], leaf_of(node, "FIELD")
        named = self._field(leaf)
        if node.kind == "figure_of_after":
            # two actions at least
            first = Node("bound_after", (first, node.children[2]))
        if isinstance(first, Node):
            op, low, high = bounds(first)
            if named.is_list:
                return self._count(named, first, None)
            return self._figure(Operand(named, leaf), op, low, high)
        count = number(first)
        if count is not None and named.is_list:
            return counted(named, "at_least" if count else "is", whole(count, first))
        if count == 1 and named.type not in ORDERED:
            return negated(Missing(asked(named, self.fields)))
        if named.elements is not None:
            return Counted(named, "at_least", 1, self._about_element(named, first))
        if named.is_list or named.type == "text":
            return Contains(named, typed(first, named, self.language))
        return self._is(named, first)

    def _count(self, named: Field, node: Node, where: Condition | None) -> Condition:
        if not named.is_list:
            raise _no_number(named, bounds(node)[1])
        return _counted(named, *bounds(node), where)

    def _on_element(self, named: Field, leaf: Leaf) -> Condition:
        """Actions on TikTok, about posts; words that nobody knows (per week) are none of these."""
        if not any(isinstance(value, Name) for value in leaf.value.readings) and not leaf.value.quoted:
            raise Unclear("unknown", leaf, {"text": leaf.value.text}, self.nearest(leaf.value.text))
        return self._about_element(named, leaf)

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
        leaf = leaf_of(node, "FIELD")
        named = self._field(leaf)
        run.again = None
        if node.kind == "none" and run.verb != "IS":
            return Missing(asked(named, self.fields))
        if node.kind in ("operand", "each") and run.verb in _HAVE:
            return negated(Missing(asked(named, self.fields)))
        raise Unclear("what_of", node, {"field": called("FIELD", named.name)})

    def _relation(self, node: Node, predicate: Node, run: _Run) -> Condition:
        """A field and what is said of it: the budget is below $500, an owner Sara, no budget above $500, only the platforms TikTok."""
        leaf = leaf_of(node, "FIELD")
        operand = Operand(self._field(leaf), leaf, node.kind == "number_of", {"each": "all", "none": "none", "only": "only"}.get(node.kind))
        links: list[Leaf] = []
        while isinstance(predicate.children[0], Leaf):
            links.append(predicate.children[0])
            predicate = as_node(predicate.children[1])
        kinds = [link.kind for link in links]
        verb = "CONTAINS" if "CONTAINS" in kinds else "IS" if "IS" in kinds or "ONE_OF" in kinds else run.verb if run.verb == "CONTAINS" else None
        inner = _Run(None, verb, False, False)
        said = self._comparison(as_node(predicate.children[0]), inner, operand)
        run.again, run.chosen = inner.again, inner.chosen
        run.compared = operand if isinstance(said, Compare) else None
        negative = (kinds.count("NOT") + (operand.quantifier == "none")) % 2 == 1
        if negative:
            run.again = None
        return negated(said) if negative else said

    def _comparison(self, node: Node, run: _Run, operand: Operand | None) -> Condition:
        child = node.children[0]
        match node.kind:
            case "comparison":
                op, low, high = bounds(as_node(child))
                if operand is None and run.compared is not None and fits(high or low, run.compared.field):
                    operand = run.compared
                return self._figure(operand, op, low, high)
            case "missing" | "present":
                if operand is None:
                    raise Unclear("what_missing", node)
                gone = Missing(asked(operand.field, self.fields))
                return gone if node.kind == "missing" else negated(gone)
        assert isinstance(child, Leaf)
        if node.kind == "value" and run.again is not None and operand is None:
            return run.again(child)
        if operand is not None and node.kind == "value":
            return self._value_of(operand, child, run)
        if node.kind == "choice" and run.chosen is not None and operand is None and str(child.value).partition(":")[0] == run.chosen.choice:
            return Is(run.chosen, (_chosen(child),))
        if operand is not None and node.kind == "choice" and str(child.value).partition(":")[0] == operand.field.choice:
            run.chosen = operand.field
            return Is(operand.field, (_chosen(child),))
        if operand is not None and node.kind == "choice":
            raise Unclear(
                "unlike",
                child,
                {"field": called("FIELD", operand.field.name), "text": called("CHOICE", str(child.value)), "kind": called("type", operand.field.type)},
            )
        return self._alone(child, run)

    def _value_of(self, operand: Operand, leaf: Leaf, run: _Run) -> Condition:
        named = operand.field
        count = number(leaf)
        if count == 1 and named.type not in ORDERED and not named.is_list and run.verb != "IS":
            return negated(Missing(asked(named, self.fields)))
        if operand.count or (count is not None and named.elements is not None):
            return counted(named, "is", whole(count if count is not None else -1, leaf))
        if named.elements is not None:
            if run.verb == "IS":
                raise Unclear("unknown", leaf, {"text": text_of(leaf)}, self.nearest(text_of(leaf)))
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
            return _counted(named, op, low, high)
        if named.type not in ORDERED:
            raise Unclear("no_order", low, {"field": called("FIELD", named.name), "text": text_of(low), "kind": called("type", named.type)})
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
            return Is(self._field(leaf, str(leaf.value).partition(":")[0]), (_chosen(leaf),))
        said = leaf.value
        assert isinstance(said, Said)
        names = {value.kind: value for value in said.readings if isinstance(value, Name)} if not said.quoted else {}
        if "platform" in names and "platforms" in self.fields:
            return Contains(self.fields["platforms"], names["platform"])
        verb = run.verb if run is not None else None
        if "metric" in names and "metric" in self.fields and verb not in _HAVE:
            return Is(self.fields["metric"], (names["metric"],))
        suggestion = None if said.quoted or names else self.nearest(said.text)
        if "text" in self.fields and (said.quoted or verb == "CONTAINS") and verb in _HAVE and suggestion is None:
            if run is not None:
                run.again = lambda other: Contains(self.fields["text"], Text(text_of(other)))
            return Contains(self.fields["text"], Text(said.text))
        if said.readings and not said.quoted and all(not isinstance(value, Name) for value in said.readings):
            named = implied(leaf, self.fields)
            return self._is(named, leaf)
        raise Unclear("unknown", leaf, {"text": said.text}, suggestion)

    def _field(self, leaf: Leaf, name: str | None = None) -> Field:
        name = name or str(leaf.value)
        if name not in self.fields:
            name = next((own.name for own in self.fields.values() if own.also == name), name)
        if name not in self.fields:
            raise Unclear("no_field", leaf, {"field": called("FIELD", name), "subject": called("SUBJECT", self.subject)})
        return self.fields[name]


def _chosen(leaf: Leaf) -> Name:
    """One of the words that a choice is of."""
    kind, _, value = str(leaf.value).partition(":")
    return Name(kind, value)


def _counted(named: Field, op: Op, low: Leaf, high: Leaf | None, where: Condition | None = None) -> Condition:
    """So many of a field; `high` with `low`: from so many to so many."""
    first, last = number(low), number(high) if high is not None else None
    if first is None or (high is not None and last is None):
        raise _no_number(named, low)
    if last is not None and high is not None:
        return joined(And, (Counted(named, "at_least", whole(first, low), where), Counted(named, "at_most", whole(last, high), where)))
    return counted(named, op, whole(first, low), where)


def _no_number(named: Field, leaf: Leaf) -> Unclear:
    return Unclear("unlike", leaf, {"field": called("FIELD", named.name), "text": text_of(leaf), "kind": called("type", "number")})
