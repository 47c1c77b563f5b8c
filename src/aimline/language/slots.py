"""What each slot of a statement means by itself: quantities with their units, dates in the forms of the goal language."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from aimline.language.grammar import Leaf, Node, Word
from aimline.language.statement import Time

MONTHS = ("JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE", "JULY", "AUGUST", "SEPTEMBER", "OCTOBER", "NOVEMBER", "DECEMBER")
WEEKDAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
_LAST_DAY = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_ISO_UNIT = {"day": "D", "week": "W", "month": "M", "quarter": "M", "year": "Y", "fortnight": "W"}
_LENGTHS = frozenset([*_ISO_UNIT, "second", "minute", "hour"])
_TIMES = {"quarter": 3, "fortnight": 2}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit, as in `statement.Target`; `value` is None for a placeholder."""

    value: float | None
    unit: str = "count"
    bound: str | None = None
    upper: float | None = None

    @property
    def is_window(self) -> bool:
        """Whether it is a length of time in days or more."""
        return self.unit.startswith("duration:") and self.unit[9:] in _ISO_UNIT

    def iso(self) -> str:
        """A length of time as an ISO 8601 duration; fractions of a year count in months, of other units in days."""
        unit, value = self.unit[9:], (self.value or 0) * _TIMES.get(self.unit[9:], 1)
        letter = _ISO_UNIT[unit]
        if value != int(value):
            days = {"Y": 12, "M": 30, "W": 7, "D": 1}[letter]
            value, letter = round(value * days), {"Y": "M"}.get(letter, "D")
        return f"P{int(value)}{letter}"


class Slot(NamedTuple):
    """One slot: its kind, its value, its stretch of the normalised text, and what else its first word can be."""

    kind: str
    value: Any
    start: int
    end: int
    also: tuple[tuple[str, Any], ...] = ()

    @property
    def is_link(self) -> bool:
        """Whether its word can also be a mere link between nouns ("to", "with")."""
        return "LINK" in [name for name, _ in self.also]

    def with_bound(self, bound: str) -> "Slot":
        """The same slot, its quantity bounded."""
        return self._replace(value=replace(self.value, bound=bound))

    def other(self, terminal: str) -> Any:
        """The value of another sense of the slot's word, or None."""
        for name, value in self.also:
            if name == terminal:
                return value
        return None


def interpret(nodes: Sequence[Node], words: Sequence[Word]) -> list[Slot]:
    """The slots of a statement with their values."""
    senses = {word.start: word for word in words}
    slots = []
    for node in nodes:
        word = senses[node.start]
        also = word.senses if word.end == node.end else ()
        if node.kind == "metric_dual":
            # منشورين: the noun carries the number two
            slots += [Slot("amount", Quantity(2.0), node.start, node.end), Slot("metric", node.children[0].value, node.start, node.end)]
            continue
        meaning = _VALUES.get(node.kind)
        kind, value = meaning(node) if meaning else (node.kind, node.children[0].value)
        slots.append(Slot(kind, value, node.start, node.end, also))
    return slots


def quantity(node: Node) -> Quantity:
    """The quantity of a `magnitude`, `quantity` or `bounded` node."""
    leaves = {child.terminal: child.value for child in node.children if isinstance(child, Leaf)}
    if "ONE" in leaves:
        return Quantity(1.0, f"duration:{leaves['ONE']}", {"at_least": "min", "at_most": "max"}.get(node.kind))
    if "NUMBER" in leaves:
        leaves["NUMBER"] = float(leaves["NUMBER"])
    inner = next((child for child in node.children if isinstance(child, Node)), None)
    match node.kind:
        case "at_least" | "at_most":
            assert inner is not None
            return replace(quantity(inner), bound="min" if node.kind == "at_least" else "max")
        case "about":
            assert inner is not None
            return quantity(inner)
        case "range":
            low, high = (quantity(child) for child in node.children if isinstance(child, Node))
            return _range(low, high)
        case "percent":
            return Quantity(leaves["NUMBER"], "percent")
        case "points":
            return Quantity(leaves["NUMBER"], leaves["POINTS"])
        case "times":
            return Quantity(leaves["NUMBER"], "multiplier")
        case "duration":
            if "DUAL" in leaves:
                number, unit = leaves["DUAL"].split()
                return Quantity(float(number), f"duration:{unit}" if unit in _LENGTHS else unit)
            return Quantity(leaves["NUMBER"], f"duration:{leaves['UNIT']}")
        case "money":
            return Quantity(leaves["NUMBER"], f"currency:{leaves.get('CURRENCY') or leaves.get('CURRENCY_AFTER')}")
        case "fraction":
            return Quantity(float(leaves["FRACTION"]), "percent")
        case "placeholder":
            return Quantity(None, f"currency:{leaves['CURRENCY']}" if "CURRENCY" in leaves else "count")
        case "placeholder_percent":
            return Quantity(None, "percent")
    return Quantity(leaves["NUMBER"])


def _range(low: Quantity, high: Quantity) -> Quantity:
    return Quantity(low.value, high.unit if low.unit == "count" else low.unit, None, high.value)


def _quantities(node: Node) -> list[Quantity]:
    return [quantity(child) for child in node.children if isinstance(child, Node)]


def _amount(node: Node) -> tuple[str, Any]:
    return node.kind, _quantities(node)[0]


def _two(node: Node) -> tuple[str, Any]:
    low, high = _quantities(node)
    if low.unit == "count" and high.unit != "count":
        low = replace(low, unit=high.unit)
    if node.kind == "between":
        return "amount", _range(low, high)
    return ("pair" if node.kind == "pair" else "from_to"), (low, high)


def _in_quantity(node: Node) -> tuple[str, Any]:
    amount = (_quantities(node) or [quantity(node)])[0]
    if amount.is_window and amount.value is not None:
        return "time", Time("duration", amount.iso())
    if node.kind == "over_quantity":
        return "amount", replace(amount, bound=amount.bound or "min")
    if amount.unit.startswith("duration:"):
        return "within", amount
    return "aside", amount


def _in_unit(node: Node) -> tuple[str, Any]:
    return "time", Time("duration", Quantity(1, f"duration:{node.children[-1].value}").iso())


def _leaf_values(node: Node, terminal: str) -> list[Any]:
    return [child.value for child in node.children if isinstance(child, Leaf) and child.terminal == terminal]


def when(node: Node) -> tuple[str, str]:
    """A point or stretch of time: as a period, and as the deadline that lies at its end."""
    years = _leaf_values(node, "YEAR")
    year = f"{years[0]}-" if years else "--"
    match node.kind:
        case "iso_date":
            text = str(node.children[0].value)
            return text, text
        case "numeric_date":
            text = numeric_date(str(node.children[0].value))
            return text, text
        case "day_month" | "month_day":
            day = (_leaf_values(node, "DAY") + _leaf_values(node, "DAY_ORDINAL") + _leaf_values(node, "DAY_AFTER"))[0]
            text = f"{year}{int(_leaf_values(node, 'MONTH')[0]):02}-{int(day):02}"
            return text, text
        case "month_days":
            month = int(_leaf_values(node, "MONTH")[0])
            first, last = (f"--{month:02}-{int(day):02}" for day in _leaf_values(node, "DAY_AFTER"))
            return f"{first}/{last}", last
        case "month":
            month = int(_leaf_values(node, "MONTH")[0])
            if years:
                return f"{years[0]}-{month:02}", f"{years[0]}-{month:02}"
            return MONTHS[month - 1], f"--{month:02}-{_LAST_DAY[month - 1]:02}"
        case "year":
            return str(years[0]), f"{years[0]}-12-31"
        case "quarter":
            quarter = _leaf_values(node, "QUARTER")[0]
            return (f"{year}{quarter}",) * 2 if years else (quarter, f"END_OF_{quarter}")
        case "period":
            value = str(node.children[0].value)
            return value, f"END_OF_{value}" if value.startswith(("THIS_", "NEXT_")) else value
        case "named" | "event":
            return (str(node.children[0].value),) * 2
        case "weekday":
            return (WEEKDAYS[int(node.children[0].value) - 1],) * 2
        case "numbered":
            unit, number = _leaf_values(node, "UNIT")[0], _leaf_values(node, "NUMBER")[0]
            return (f"{unit.upper()}_{int(number)}",) * 2
    inner = next(child for child in node.children if isinstance(child, Node))
    period, deadline = when(inner)
    if node.kind == "end_of":
        if inner.kind in ("numbered", "quarter") and not _leaf_values(inner, "YEAR"):
            return (f"END_OF_{period}",) * 2
        return deadline, deadline
    if inner.kind == "month":
        day = "01" if node.kind == "start_of" else "15"
        month = _leaf_values(inner, "MONTH")[0]
        in_year = _leaf_values(inner, "YEAR")
        text = f"{in_year[0] if in_year else '-'}-{int(month):02}-{day}"
        return text, text
    if inner.kind == "year":
        text = f"{period}-{'01-01' if node.kind == 'start_of' else '06-30'}"
        return text, text
    return (f"{'START_OF' if node.kind == 'start_of' else 'MID'}_{period}",) * 2


def numeric_date(text: str) -> str:
    """`31/12/2026` as an ISO date. Where day and month could change places, the text itself: a date that nobody can be sure of."""
    first, second, year = (int(part) for part in text.replace(".", "/").replace("-", "/").split("/"))
    if first > 12 >= second:
        first, second = second, first
    elif first != second and (second <= 12 or first > 12):
        return text
    return f"{year:04}-{first:02}-{second:02}"


def _when_slot(node: Node) -> tuple[str, Any]:
    inner = [child for child in node.children if isinstance(child, Node)]
    if node.kind == "between_dates":
        return "time", Time("period", f"{when(inner[0])[0]}/{when(inner[1])[1]}")
    period, deadline = when(inner[0])
    named_end = inner[0].kind in ("named", "end_of", "start_of", "mid_of")
    if node.kind == "starting" and "/" in period:
        return "time", Time("period", period)
    if node.kind == "starting":
        return "start", Time("period" if inner[0].kind in ("month", "year", "quarter", "period") else "deadline", period)
    if node.kind in ("until", "before"):
        if node.kind == "until" and inner[0].kind in ("year",):
            deadline = period
        return "time", Time("deadline", deadline, exclusive=node.kind == "before")
    if named_end or (node.kind == "in_when" and inner[0].kind in ("iso_date",)):
        return "time", Time("deadline", deadline)
    return "time", Time("period", period)


def _recurring(node: Node) -> tuple[str, Any]:
    return "recurring", str(node.children[0].value)


def _per(node: Node) -> tuple[str, Any]:
    leaf = node.children[-1]
    platform = next((child.value for child in node.children if child.terminal == "PLATFORM"), None)
    return node.kind, (leaf.value, platform)


def _multiple(node: Node) -> tuple[str, Any]:
    return "multiple", Quantity(float(node.children[0].value), "multiplier")


def _often(node: Node) -> tuple[str, Any]:
    return "amount", Quantity(float(node.children[0].value))


def _rank(node: Node) -> tuple[str, Any]:
    return "amount", Quantity(node.children[1].value, "rank")


_VALUES: dict[str, Callable[[Node], tuple[str, Any]]] = {
    **dict.fromkeys(("amount", "of_amount", "by_amount", "of_or_by_amount", "to_amount", "plus_amount", "baseline"), _amount),
    **dict.fromkeys(("from_to", "pair", "between"), _two),
    **dict.fromkeys(("in_quantity", "over_quantity"), _in_quantity),
    **dict.fromkeys(("in_when", "until", "before", "starting", "bare_when", "between_dates"), _when_slot),
    **dict.fromkeys(("per_unit", "per_item", "per_on"), _per),
    "in_unit": _in_unit,
    "recurring": _recurring,
    "multiple": _multiple,
    "rank": _rank,
    "often": _often,
}
