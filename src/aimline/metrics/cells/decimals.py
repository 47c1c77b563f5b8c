"""Whether a comma or a point parts the decimals of a column: told from its cells one after another, and from the file around it where they do not say."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from aimline.text.normalise import normalise

_COMMA, _POINT, _COMMA3, _POINT3, _LONG = (1 << place for place in range(5))
"""What a cell shows: decimals behind a comma, behind a point; one comma, or one point, with three digits behind it, which may part either; five digits in
a row, which a habit of parting thousands would have parted.
"""
LONGEST = 64
"""Letters that a cell with a figure may have."""
_POWER = re.compile(r"(?<=\d)e[-+]?\d+")
_RUN = re.compile(r"(?:(?<![\w.,])[.,])?\d[\d.,' ]*")
_APART = re.compile(r"\d{1,3}(?:[' ]\d{3})+[.,]\d+")
_EVIDENCE = [
    (re.compile(r"\d{1,3}(?:\.\d{3})+,\d*|\d{1,3}(?:\.\d{3}){2,}|\d*,(?:\d{1,2}|\d{4,})|0+,\d+|\d{4,},\d+|,\d+"), _COMMA),
    (re.compile(r"\d{1,3}(?:,\d{2,3})*,\d{3}\.\d*|\d{1,3}(?:,\d{2,3})+,\d{3}|\d*\.(?:\d{1,2}|\d{4,})|0+\.\d+|\d{4,}\.\d+|\.\d+"), _POINT),
    (re.compile(r"\d{1,3},\d{3}"), _COMMA3),
    (re.compile(r"\d{1,3}\.\d{3}"), _POINT3),
    (re.compile(r"\d{5,}"), _LONG),
]


@lru_cache(maxsize=1 << 16)
def _shows(cell: str) -> int:
    """What one cell shows of the decimal mark of its column."""
    text = normalise(cell)[0]
    if "٬" in cell or "٫" in cell:
        return _POINT  # which have one meaning each, and are spelled as comma and point
    runs = _RUN.findall(_POWER.sub("", text))
    if len(runs) != 1 or ":" in text:
        return 0
    digits = runs[0].strip().rstrip(".,")
    if re.search(r"[' ]", digits):
        mark = re.search(r"[.,]", digits)
        return (_COMMA if mark[0] == "," else _POINT) if mark and _APART.fullmatch(digits) else 0
    return next((flag for pattern, flag in _EVIDENCE if pattern.fullmatch(digits)), 0)


class DecimalMark:
    """The decimal mark of one column, from its cells as they come; it keeps a few bits, however many they are."""

    __slots__ = ("seen",)

    def __init__(self, cells: Iterable[str] = ()) -> None:
        self.seen = 0
        for cell in cells:
            self.add(cell)

    def add(self, cell: str) -> None:
        """Take one more cell."""
        if cell.isdecimal() and cell.isascii():
            if 5 <= len(cell) <= LONGEST:
                self.seen |= _LONG
        elif len(cell) <= LONGEST:
            self.seen |= _shows(cell)

    def state(self) -> object:
        """What was shown so far: the same after a cell that shows nothing new."""
        return self.seen

    def proof(self) -> str | None:
        """The mark that the column itself proves; None where it shows none, or both."""
        found = self.seen & (_COMMA | _POINT)
        return "," if found == _COMMA else "." if found == _POINT else None

    def mark(self, *, counted: bool = False, file: str | None = None, delimiter: str | None = None, asked: str | None = None) -> str | None:
        """The decimal mark, `,` or `.`; None where `1.234` may be either, and only the user can tell.

        `counted`: the figures are whole numbers, or amounts of money. `file` is what the other columns of the file prove, `delimiter` what parts its cells,
        `asked` what the user says of files that do not.
        """
        proof = self.proof()
        if proof is not None:
            return proof
        commas, points = bool(self.seen & _COMMA3), bool(self.seen & _POINT3)
        if self.seen & _COMMA and self.seen & _POINT:
            return asked or (None if commas or points else file or ".")
        known = asked or file
        if commas and points:
            return asked  # 1,234 and 1.234 in one column
        if commas:
            if known is not None:
                return known if asked or known == "." or not counted else None
            return None if self.seen & _LONG or (delimiter == ";" and not counted) else "."
        if points:
            if known is not None:
                return known
            return "," if delimiter == ";" and counted and not self.seen & _LONG else None if counted or delimiter == ";" else "."
        return known or "."


def file_mark(columns: Iterable[DecimalMark]) -> str | None:
    """The mark that the columns of one file prove together; None where none does, or two differ."""
    proofs = {proof for column in columns if (proof := column.proof())}
    return proofs.pop() if len(proofs) == 1 else None


def file_marks(columns: Mapping[int, DecimalMark], counted: Mapping[int, bool], delimiter: str | None, asked: str | None = None) -> dict[int, str | None]:
    """The decimal mark of each column of a file, as `DecimalMark.mark` gives it."""
    file = file_mark(columns.values())
    return {key: column.mark(counted=counted[key], file=file, delimiter=delimiter, asked=asked) for key, column in columns.items()}


def decimal_mark(cells: Iterable[str], *, counted: bool = False, habit: str = ".") -> str:
    """The decimal mark of a column whose cells are all at hand; `habit` where it cannot be told."""
    column = DecimalMark(cells)
    if (proof := column.proof()) is not None:
        return proof
    if counted and column.seen & _POINT3 and not column.seen & (_COMMA | _POINT | _COMMA3):
        return ","
    return "." if column.seen & _POINT else habit
