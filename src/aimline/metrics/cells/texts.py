"""Values of databases, workbooks and records as the texts of cells that read back as the same."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal


def number(text: str) -> str:
    """A number whose point cannot be taken for one between thousands: with no decimals, or with four at least."""
    whole, point, decimals = text.partition(".")
    return f"{whole}.{decimals:0<4}" if point and decimals.isdigit() else text


def text_of(value: object) -> str:
    """A value as the text of a cell; empty where it is nothing, or no figure, date or word."""
    if value is None or isinstance(value, bytes | bytearray | memoryview):
        return ""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode() if not value.isascii() else value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int):
        return str(value) if value.bit_length() < 10_000 else "inf"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else number(repr(value))
    if isinstance(value, Decimal):
        return number(format(value, "f")) if value.is_finite() and abs(value.adjusted()) < 400 else str(value)
    if isinstance(value, timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if isinstance(value, datetime):
        if value.tzinfo is not None:
            return value.astimezone(UTC).isoformat(" ")
        return value.isoformat(" ") if value.time() != time.min else value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return ""
