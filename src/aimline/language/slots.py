"""What each slot of a statement means by itself: quantities with their units, dates in the forms of the goal language."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from aimline.language.grammar import Leaf, Node
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
    """One slot: its kind, its value, its stretch of the normalised text, what else its word can be where it has only one, and all that its first word and
    its last can be.
    """

    kind: str
    value: Any
    start: int
    end: int
    also: tuple[tuple[str, Any], ...] = ()
    lead: tuple[tuple[str, Any], ...] = ()
    tail: tuple[tuple[str, Any], ...] = ()

    @property
    def is_link(self) -> bool:
        """Whether its word can also be a mere link between nouns ("to", "with")."""
        return self.can_be("LINK")

    def with_bound(self, bound: str) -> "Slot":
        """The same slot, its quantity bounded."""
        return self._replace(value=replace(self.value, bound=bound))

    def other(self, terminal: str) -> Any:
        """The value of another sense of the slot's word, or None."""
        for name, value in self.also:
            if name == terminal:
                return value
        return None

    def leads(self, terminal: str) -> str | None:
        """The value of a sense of the slot's first word, or None."""
        for name, value in self.lead:
            if name == terminal:
                return str(value or "")
        return None

    def can_be(self, *terminals: str) -> bool:
        """Whether the slot is of one word, and that can be of one of some kinds."""
        for name, _ in self.also:
            if name in terminals:
                return True
        return False


_MEANT = frozenset(
    ["at_least", "at_most", "about", "range", "percent", "points", "times", "duration", "money", "fraction", "placeholder", "placeholder_percent"]
)
"""Quantities that are more than a number."""


def quantity(node: Node) -> Quantity:
    """The quantity of a `magnitude`, `quantity` or `bounded` node."""
    kind, children = node[:2]
    first = children[0]
    if first[0] == "NUMBER":
        # the usual ones: 100, 15 %, 10 days
        if kind not in _MEANT and len(children) == 1:
            return Quantity(float(first[1]))
        if kind == "percent":
            return Quantity(float(first[1]), "percent")
        if kind == "duration":
            return Quantity(float(first[1]), f"duration:{children[1][1]}")
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


def scaled(low: Quantity, high: Quantity) -> Quantity:
    """The first of two numbers, in the thousands or millions that only the second names: "8-10K", "from 8 to 10K", بين 8 و10 آلاف."""
    if (
        not low.value
        or not high.value
        or low.value >= 1000
        or high.unit not in (low.unit, "count")
        or not (low.unit == "count" or low.unit.startswith("currency:"))
    ):
        return low
    for scale in (1e9, 1e6, 1e3):
        if high.value >= scale and high.value / scale < 1000:
            return replace(low, value=low.value * scale) if low.value < high.value / scale else low
    return low


def _range(low: Quantity, high: Quantity) -> Quantity:
    low = scaled(low if low.unit != "count" else replace(low, unit=high.unit), high)
    return Quantity(low.value, high.unit if low.unit == "count" else low.unit, None, high.value)


def _quantities(node: Node) -> list[Quantity]:
    return [quantity(child) for child in node.children if isinstance(child, Node)]


def _amount(node: Node) -> tuple[str, Any]:
    for child in node[1]:
        if type(child) is Node:
            return node[0], quantity(child)
    return node[0], quantity(node)


def _two(node: Node) -> tuple[str, Any]:
    low, high = (*_quantities(node), quantity(node))[:2] if len(node.children) == 4 and isinstance(node.children[-1], Leaf) else _quantities(node)
    if low.unit == "count" and high.unit != "count":
        low = replace(low, unit=high.unit)
    elif high.unit == "count" and low.unit.startswith(("duration:", "percent")):
        # "from 5 hours to 1"
        high = replace(high, unit=low.unit)
    if node.kind == "between":
        return "amount", _range(low, high)
    # "10 to 15" may be a range, "10 → 15" is a way
    open_to_doubt = node.kind == "pair" and "→" not in _leaf_values(node, "RANGE_TO")
    return ("pair" if open_to_doubt else "from_to"), (low, high)


def _in_quantity(node: Node) -> tuple[str, Any]:
    amount = _amount(node)[1]
    if amount.is_window and amount.value is not None:
        return "time", Time("duration", amount.iso())
    if node.kind == "over_quantity":
        return "amount", replace(amount, bound=amount.bound or "min")
    if amount.unit.startswith("duration:"):
        return "within", amount
    return "aside", amount


def _in_unit(node: Node) -> tuple[str, Any]:
    one = Quantity(1, f"duration:{_leaf_values(node, 'UNIT')[0]}")
    return ("time", Time("duration", one.iso())) if one.is_window else ("within", one)


def _in_counted(node: Node) -> tuple[str, Any]:
    """ "the coming months, six of them": as long as six months."""
    number = _leaf_values(node, "NUMBER") or [float(_leaf_values(node, "DUAL")[0].split()[0])]
    return "time", Time("duration", Quantity(number[0], f"duration:{_leaf_values(node, 'UNIT')[0]}").iso())


_PARTS_OF_DATES = frozenset(["day", "month_of", "in_year"])


def _leaf_values(node: Node, *terminals: str) -> list[Any]:
    """The values of the words of some kinds in a node, those of the parts of its date included."""
    found = []
    for child in node.children:
        if isinstance(child, Leaf):
            if child.terminal in terminals:
                found.append(child.value)
        elif child.kind in _PARTS_OF_DATES:
            found += _leaf_values(child, *terminals)
    return found


def when(node: Node) -> tuple[str, str]:
    """A point or stretch of time: as a period, and as the deadline that lies at its end."""
    match node.kind:
        case "iso_date" | "year_month":
            text = str(node.children[0].value)
            return text, text
        case "numeric_date":
            text = numeric_date(str(node.children[0].value))
            return text, text
        case "day_month" | "month_days" | "days":
            return _days_of_month(node)
        case "month" | "hijri_month":
            return _month(node)
        case "year":
            year = node.children[0].value
            return str(year), f"{year}-12-31"
        case "hijri_year":
            return f"AH{node.children[0].value}", f"END_OF_AH{node.children[0].value}"
        case "fiscal_year":
            return (f"FY{_leaf_values(node, 'YEAR')[0]}",) * 2
        case "quarter":
            quarter, years = _leaf_values(node, "QUARTER")[0], _leaf_values(node, "YEAR")
            return (f"{years[0]}-{quarter}",) * 2 if years else (quarter, f"END_OF_{quarter}")
        case "period":
            return _period(str(_leaf_values(node, "PERIOD")[0]), _leaf_values(node, "YEAR", "HIJRI_YEAR"))
        case "named":
            return (_named(str(node.children[0].value), _leaf_values(node, "YEAR", "HIJRI_YEAR"), _leaf_values(node, "NTH")),) * 2
        case "event":
            event, years = str(node.children[0].value), _leaf_values(node, "YEAR", "HIJRI_YEAR")
            return (f"{event}-{years[0]}" if years else event,) * 2
        case "weekday":
            return (WEEKDAYS[int(node.children[0].value) - 1],) * 2
        case "day_of_month":
            return (f"---{int(node.children[0].value):02}",) * 2
        case "numbered":
            unit, number = _leaf_values(node, "UNIT")[0], _leaf_values(node, "NUMBER", "DAY_ORDINAL")[0]
            if unit == "quarter" and _leaf_values(node, "DAY_ORDINAL") and 1 <= number <= 4:
                # "the 2nd quarter" is one of the year
                return f"Q{int(number)}", f"END_OF_Q{int(number)}"
            return (f"{unit.upper()}_{int(number)}",) * 2
        case "day_of_period":
            nth, whole = int(_leaf_values(node, "NTH")[0]), str(_leaf_values(node, "PERIOD", "OF_THIS")[0])
            return (f"---{nth:02}" if whole == "THIS_MONTH" else f"DAY_{nth}_OF_{whole}",) * 2
        case "part":
            return _part(node)
    inner = next(child for child in node.children if isinstance(child, Node))
    if node.kind == "called":
        return when(inner)
    if node.kind == "week_of":
        return (f"WEEK_OF_{when(inner)[0]}",) * 2
    while inner.kind == "called":
        inner = next(child for child in inner.children if isinstance(child, Node))
    period, deadline = when(inner)
    years = _leaf_values(inner, "YEAR", "HIJRI_YEAR")
    if node.kind == "end_of":
        if inner.kind == "event" or period.startswith("EVENT:"):
            return f"END_OF_{period}", period
        if (
            inner.kind == "numbered"
            or (inner.kind == "quarter" and not years)
            or (inner.kind in ("hijri_month", "period") and deadline == period != "CAMPAIGN")
        ):
            return (period if period.startswith("END_OF_") else f"END_OF_{period}",) * 2
        return deadline, deadline
    if inner.kind == "month":
        day = "01" if node.kind == "start_of" else "15"
        return (
            (f"{years[0] if years else '-'}-{int(_leaf_values(inner, 'MONTH')[0]):02}-{day}",) * 2 if _leaf_values(inner, "MONTH") else (f"{period}-{day}",) * 2
        )
    if inner.kind == "year":
        return (f"{period}-{'01-01' if node.kind == 'start_of' else '06-30'}",) * 2
    return (f"{'START_OF' if node.kind == 'start_of' else 'MID'}_{period}",) * 2


def _days_of_month(node: Node) -> tuple[str, str]:
    """One day of a month, or from one to another: with and without a year, in either calendar."""
    dated = next((child for child in node.children if isinstance(child, Node) and child.kind == "day_month"), node)
    days = [*_leaf_values(node, "DAY_FROM", "DAY_AFTER_FROM"), *_leaf_values(dated, "DAY", "DAY_ORDINAL", "DAY_AFTER")]
    year = next(iter(_leaf_values(dated, "YEAR", "HIJRI_YEAR")), "-")
    hijri, month = _leaf_values(dated, "HIJRI_MONTH"), _leaf_values(dated, "MONTH", "HIJRI_MONTH")[0]
    texts = [f"{'AH' if hijri else ''}{year}-{int(month):02}-{int(day):02}" for day in days]
    return "/".join(texts), texts[-1]


def _month(node: Node) -> tuple[str, str]:
    hijri, years = _leaf_values(node, "HIJRI_MONTH"), _leaf_values(node, "YEAR", "HIJRI_YEAR")
    if hijri:
        month = int(hijri[0])
        if years and years[0] < 1600:
            return (f"AH{years[0]}-{month:02}",) * 2
        name = "EVENT:ramadan" if month == 9 else f"AH--{month:02}"
        return (f"EVENT:ramadan-{years[0]}" if years and month == 9 else f"{name}/{years[0]}" if years else name,) * 2
    month = int(_leaf_values(node, "MONTH")[0])
    if years:
        return f"{years[0]}-{month:02}", f"{years[0]}-{month:02}"
    return MONTHS[month - 1], f"--{month:02}-{_LAST_DAY[month - 1]:02}"


_THIS = frozenset(["THIS_WEEK", "THIS_MONTH", "THIS_QUARTER", "THIS_YEAR", "THIS_FISCAL_YEAR"])


def _period(value: str, years: list[int]) -> tuple[str, str]:
    if years:
        text = str(years[0]) if value.endswith("YEAR") else f"{value}-{years[0]}" if value.startswith("EVENT:") else f"{years[0]}-{value}"
        return text, text
    if value in _THIS:
        # the end of this quarter is the end of the quarter
        return value, f"END_OF_{value[5:]}"
    return value, f"END_OF_{value}" if value.startswith(("THIS_", "NEXT_")) and value.split("_")[-1] not in WEEKDAYS else value


def _named(value: str, years: list[int], number: list[Any]) -> str:
    """END_OF_YEAR with the year that it is the end of, END_OF_WEEK with the number of the week."""
    if number:
        return f"{value}_{int(number[0])}"
    if not years:
        return value
    year = f"AH{years[0]}" if years[0] < 1600 else str(years[0])
    _place, _, unit = value.rpartition("OF_") if value.startswith(("END_OF_", "START_OF_")) else value.partition("_")
    if unit == "FISCAL_YEAR":
        return f"{value.removesuffix('FISCAL_YEAR')}FY{year}"
    if unit != "YEAR":
        return f"{value}-{year}"
    if year.startswith("AH"):
        return f"{value.removesuffix('YEAR')}{year}"
    return f"{year}-12-31" if value.startswith("END_OF_") else f"{year}-01-01" if value.startswith("START_OF_") else f"{year}-06-30"


PARTS = {
    "FIRST_WEEK": (1, 7), "SECOND_WEEK": (8, 14), "THIRD_WEEK": (15, 21), "FOURTH_WEEK": (22, 28), "LAST_WEEK": (-7, -1),
    "FIRST_10_DAYS": (1, 10), "LAST_10_DAYS": (-10, -1), "FIRST_THIRD": (1, 10), "SECOND_THIRD": (11, 20), "LAST_THIRD": (21, -1),
    "FIRST_HALF": (1, 15), "SECOND_HALF": (16, -1),
}  # fmt: skip
"""Parts of a month, as its first and last day; counted from its end where they are negative."""


def _part(node: Node) -> tuple[str, str]:
    """ "the first week of June", "the second half of 2027", "the last ten days of Ramadan"; alone it is counted from the start."""
    part = str(_leaf_values(node, "PART")[0])
    inner = next((child for child in node.children if isinstance(child, Node)), None)
    while inner is not None and inner.kind == "called":
        inner = next(child for child in inner.children if isinstance(child, Node))
    whole = _leaf_values(node, "OF_THIS")
    if whole:
        return f"{part}_OF_{whole[0]}", f"END_OF_{part}_OF_{whole[0]}"
    if inner is None:
        return ({"FIRST_HALF": "H1", "SECOND_HALF": "H2"}.get(part, part),) * 2
    period = when(inner)[0]
    if inner.kind == "year" and part.endswith("_HALF"):
        return (f"{period}-H{1 if part == 'FIRST_HALF' else 2}",) * 2
    months = _leaf_values(inner, "MONTH") if inner.kind == "month" else []
    if months:
        year = next(iter(_leaf_values(inner, "YEAR")), None)
        length = 29 if months[0] in (2, "2") and year is not None and year % 4 == 0 else _LAST_DAY[int(months[0]) - 1]
        first, last = (day if day > 0 else length + 1 + day for day in PARTS[part])
        texts = [f"{year or '-'}-{int(months[0]):02}-{day:02}" for day in (first, last)]
        return "/".join(texts), texts[1]
    return f"{part}_OF_{period}", f"END_OF_{part}_OF_{period}"


def numeric_date(text: str) -> str:
    """`31/12/2026` as an ISO date, `31/12` as one without a year. Where day and month could change places, the text itself: a date nobody can be sure of."""
    first, second, *rest = (int(part) for part in text.replace(".", "/").replace("-", "/").split("/"))
    year = "-" if not rest else f"{rest[0] + 2000 if rest[0] < 100 else rest[0]:04}"
    if first > 12 >= second:
        first, second = second, first
    elif first != second and (second <= 12 or first > 12):
        return (
            f"{text.rpartition(text[2] if text[2] in '/.-' else text[1])[0] if rest else text}{text[2] if text[2] in '/.-' else text[1]}{year}"
            if rest
            else text
        )
    return f"{year}-{first:02}-{second:02}"


def _dated(node: Node) -> tuple[str, Any]:
    """When something is to happen, with the day of the week that stands beside a date."""
    kind, time = _when_slot(node)
    called = next((child for child in node.children if isinstance(child, Node)), None)
    weekdays: list[Any] = []
    while called is not None and called.kind == "called":
        weekdays += [value for value in _leaf_values(called, "CALLED") if isinstance(value, int)]
        called = next((child for child in called.children if isinstance(child, Node)), None)
    return kind, replace(time, weekday=weekdays[0]) if weekdays and node.kind != "between_dates" else time


_ENDING = frozenset(["month", "year_month", "quarter", "iso_date", "day_month", "weekday"])
"""Kinds of times that are taken for an end behind a word that says both throughout and until."""


def _when_slot(node: Node) -> tuple[str, Any]:
    inner = [child for child in node.children if isinstance(child, Node)]
    if node.kind == "between_dates":
        begins, ends = when(inner[0])[0], when(inner[1])[1]
        if inner[0].kind == "month" and begins in MONTHS:
            # the first day of the month, without a year like the last day: --01-01/--03-31
            begins = f"--{MONTHS.index(begins) + 1:02}-01" if ends.startswith("--") else begins
        return "time", Time("period", f"{_in_the_year_of(ends, begins)}/{ends}")
    if node.kind == "days":
        return "time", Time("period", when(node)[0])
    period, deadline = when(inner[0])
    innermost = inner[0]
    while innermost.kind == "called" or (innermost.kind == "date" and innermost.children):
        innermost = next(child for child in innermost.children if isinstance(child, Node))
    named_end = innermost.kind in ("named", "end_of", "start_of", "mid_of")
    if node.kind == "starting" and "/" in period and innermost.kind != "numeric_date":
        return "time", Time("period", period)
    if node.kind == "starting":
        stretch = innermost.kind in ("month", "hijri_month", "year", "hijri_year", "fiscal_year", "year_month", "quarter", "period", "part")
        return "start", Time("period" if stretch else "deadline", period)
    if node.kind in ("until", "before"):
        if node.kind == "until" and innermost.kind == "year":
            deadline = period
        # before the end of March: the end is a moment, and the day that holds it is still before it
        if node.kind == "until" or (innermost.kind == "end_of" and not deadline.startswith("END_OF_")):
            return "time", Time("deadline", deadline)
        if innermost.kind == "end_of":
            return "time", Time("deadline", deadline, exclusive=True)
        return "time", Time("deadline", _opening(innermost, period, deadline), exclusive=True)
    if node.kind == "in_when" and innermost.kind == "part" and period in PARTS:
        first, last = PARTS[period]
        return "time", Time("duration", f"P{last // 7}W") if first == 1 and last == 7 else Time("period", period)
    if node.kind == "in_when" and innermost.kind in _ENDING and _leaf_values(node, "DURING")[:1] == ["until"]:
        # "through September 2027" goes on until its end; "through the summer" is all of it
        return "time", Time("deadline", deadline)
    if named_end or (node.kind == "in_when" and innermost.kind in ("iso_date", "day_month")):
        return "time", Time("deadline", deadline)
    return "time", Time("period", period)


def _in_the_year_of(last: str, first: str) -> str:
    """The first day of a range, with the year that only its last day names: the year before where it would come after that day."""
    if not (first.startswith("--") and first[2:3].isdigit() and last[:4].isdigit() and len(last) == 10):
        return first
    year = int(last[:4]) - (first[2:] > last[5:])
    return f"{year}-{first[2:]}"


def _opening(node: Node, period: str, deadline: str) -> str:
    """What "before" a stretch of time leaves out: its first day, so that the stretch is named, not its end."""
    if node.kind == "part":
        return period.split("/")[0]
    if deadline == period:
        return deadline
    if node.kind == "month":
        return f"--{int(_leaf_values(node, 'MONTH')[0]):02}-01"
    return f"START_OF_{period}" if node.kind in ("quarter", "period") else period if node.kind == "year" else deadline


def _recurring(node: Node) -> tuple[str, Any]:
    return "recurring", str(node.children[0].value).split()[0]


def _every(node: Node) -> tuple[str, Any]:
    """ "every Monday" is weekly, "every two weeks" EVERY_2_WEEKS."""
    if _leaf_values(node, "WEEKDAY"):
        return "recurring", "WEEKLY"
    number, unit = _leaf_values(node, "NUMBER") + _leaf_values(node, "UNIT") or _leaf_values(node, "DUAL")[0].split()
    once = {"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "quarter": "QUARTERLY", "year": "YEARLY"}.get(unit)
    return "recurring", once if once and float(number) == 1 else f"EVERY_{int(float(number))}_{unit.upper()}S"


def _frequency(node: Node) -> tuple[str, Any]:
    """ "twice a week", "5 times a month": how often, and how many."""
    return "frequency", (Quantity(float(_leaf_values(node, "FREQUENCY")[0])), str(_leaf_values(node, "RECUR")[0]).split()[0])


def _per(node: Node) -> tuple[str, Any]:
    leaf = node.children[-1]
    platform = next((child.value for child in node.children if child.terminal == "PLATFORM"), None)
    return node.kind, (str(leaf.value).partition(" ")[0], platform)


def _multiple(node: Node) -> tuple[str, Any]:
    return "multiple", Quantity(float(node.children[0].value), "multiplier")


def _often(node: Node) -> tuple[str, Any]:
    return "amount", Quantity(float(node.children[0].value))


def _rank(node: Node) -> tuple[str, Any]:
    return "amount", Quantity(float(node.children[1].value), "rank")


MEANINGS: dict[str, Callable[[Node], tuple[str, Any]]] = {
    **dict.fromkeys(("amount", "of_amount", "by_amount", "of_or_by_amount", "to_amount", "plus_amount", "baseline"), _amount),
    **dict.fromkeys(("from_to", "from_or_by", "pair", "between"), _two),
    **dict.fromkeys(("in_quantity", "over_quantity"), _in_quantity),
    **dict.fromkeys(("in_when", "until", "before", "starting", "bare_when", "between_dates", "days"), _dated),
    **dict.fromkeys(("per_unit", "per_item", "per_on"), _per),
    "in_unit": _in_unit,
    "in_counted": _in_counted,
    "since": lambda node: ("start", Time("deadline", "TODAY")),
    "frequency": _frequency,
    "every": _every,
    "recurring": _recurring,
    "multiple": _multiple,
    "rank": _rank,
    "often": _often,
}
"""What the nodes of some kinds say, as kind and value of a slot; all others keep the value of their word."""
