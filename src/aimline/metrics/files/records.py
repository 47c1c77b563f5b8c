"""JSON that is no canonical long table: lines of records, arrays of them, answers of APIs, and the messages of Singer taps.

A record is a row, its fields are columns, one level of objects in it is written with a point. Numbers keep the digits that they are written with.
"""

import codecs
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from aimline import prebuilt
from aimline.catalogue import load as load_catalogue
from aimline.catalogue.labels import meaning, spelling
from aimline.metrics.cells.texts import number, text_of
from aimline.metrics.files.long import LONG_COLUMNS
from aimline.metrics.files.stored import Stored
from aimline.metrics.files.tables import Row
from aimline.metrics.files.tabular import Tabular
from aimline.metrics.model.errors import error
from aimline.metrics.model.export import set_aside
from aimline.metrics.model.log import SetAside

_LINE = 16 * 2**20
"""Characters that a line of JSON may have."""
_DOCUMENT = 64 * 2**20
"""Bytes that a document may have that is one object or array."""
_COLUMNS = 10_000
_SINGER = frozenset(["SCHEMA", "RECORD", "STATE", "ACTIVATE_VERSION", "BATCH"])
_SAMPLE = 50


class _Number(str):
    """A number as it is written."""

    __slots__ = ()


class _Twice(ValueError):
    """One key of an object stands twice, with different values."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs) and any(found[key] != value for key, value in pairs):
        raise _Twice
    return found


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_int=_Number, parse_float=lambda text: _Number(number(text)), parse_constant=lambda text: text)


def _decoded(text: str) -> Any:
    """A value.

    Raises:
        ValueError: it is none, nested too deeply, or has a key twice.
    """
    try:
        return _DECODER.decode(text)
    except RecursionError:
        raise ValueError("nested") from None


def _encoding(head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return "utf-16-le" if head[1:4:2] == b"\0\0" else "utf-16-be" if head[0:4:2] == b"\0\0" and head else "utf-8-sig"


def _lines(file: Stored) -> Iterator[tuple[int, str | None]]:
    """The lines that are not blank, with their numbers; None in place of one that is longer than may be."""
    with file.at.open("rb") as stream:
        encoding = _encoding(stream.read(4))
    with file.at.open(encoding=encoding, errors="replace", newline="\n") as lines:
        line = 0
        while text := lines.readline(_LINE):
            line += 1
            if len(text) == _LINE and not text.endswith("\n"):
                while (rest := lines.readline(_LINE)) and not rest.endswith("\n"):
                    pass
                yield line, None
            elif text.strip("\ufeff\0 \t\r\n"):
                yield line, text.strip("\ufeff \t\r\n")


def shape(file: Stored) -> str | None:
    """`long` (lines of the canonical long table), `singer`, `lines` of records or one `document`; None where the file does not look like JSON."""
    found: list[dict[str, Any]] = []
    first, values = "", 0
    for place, (_, text) in enumerate(_lines(file)):
        if text is None or place == _SAMPLE:
            break
        first = first or text[:1]
        try:
            value = _decoded(text)
        except _Twice:
            value = {"": ""}
        except ValueError:
            continue
        values += 1
        if isinstance(value, dict) and value:
            found.append(value)
    if first not in ("{", "["):
        return None
    if any(one.get("type") in _SINGER and ("stream" in one or "value" in one) for one in found):
        return "singer"
    if any(set(one) >= LONG_COLUMNS and not isinstance(one["value"], dict | list) for one in found):
        with file.at.open("rb") as stream:
            return "long" if _encoding(head := stream.read(4)) == "utf-8-sig" and not head.startswith(codecs.BOM_UTF8) else "lines"
    if first == "{" and (len(found) > 1 or (len(found) == values == 1 and next(_tables_in(found[0], ""), None) is None)):
        return "lines"
    return "document"


def _cells(record: Mapping[str, Any]) -> dict[str, str]:
    """The fields of a record as texts; those of objects in it are called `object.field`, what lies deeper is left out."""
    found: dict[str, str] = {}
    for key, value in record.items():
        if isinstance(value, dict):
            found.update({f"{key}.{inner}": _text(deeper) for inner, deeper in value.items() if not isinstance(deeper, dict | list)})
        elif not isinstance(value, list):
            found[key] = _text(value)
    return found


def _text(value: Any) -> str:
    return str(value) if type(value) is _Number else text_of(value)


def _table(records: Callable[[], Iterator[tuple[int, Mapping[str, Any]]]], columns: Sequence[str]) -> Iterator[Row]:
    """The rows of some records, the header first."""
    yield 0, [text_of(column) for column in columns]
    for line, record in records():
        cells = _cells(record)
        yield line, [cells.get(column, "") for column in columns]


def line_table(file: Stored) -> Iterator[Tabular | SetAside]:
    """Lines of records as a table; lines that are none are set aside.

    Raises:
        MetricsError: it has more columns than may be, or no record.
    """
    columns: dict[str, None] = {}
    for line, record in _parsed(file):
        if isinstance(record, str):
            yield set_aside(file.name, line, record)
            continue
        columns.update(dict.fromkeys(_cells(record)))
        if len(columns) > _COLUMNS:
            raise error("wide_table", file=str(file.name), n=_COLUMNS)
    if not columns:
        raise error("no_records", file=str(file.name))

    def records() -> Iterator[tuple[int, Mapping[str, Any]]]:
        return ((line, record) for line, record in _parsed(file) if not isinstance(record, str))

    yield Tabular("", partial(_table, records, list(columns)), "json", shares_unmarked=True)


def _parsed(file: Stored) -> Iterator[tuple[int, dict[str, Any] | str]]:
    """The records of a file of lines with their numbers, or the key of the message why one is none."""
    for line, text in _lines(file):
        if text is None:
            yield line, "long_record"
            continue
        try:
            value = _decoded(text)
        except _Twice:
            yield line, "key_twice"
        except ValueError as problem:
            yield line, "deep_record" if str(problem) == "nested" else "bad_record"
        else:
            yield line, value if isinstance(value, dict) else "bad_record"


def document_tables(file: Stored) -> Iterator[Tabular | SetAside]:
    """The tables of one JSON document, each called by the keys that lead to it.

    Raises:
        MetricsError: it is damaged, too large, or has no table.
    """
    if file.at.stat().st_size > _DOCUMENT:
        raise error("large_json", file=str(file.name), size=_DOCUMENT // 2**20)
    raw = file.at.read_bytes()
    try:
        value = _decoded(raw.decode(_encoding(raw[:4]), "replace").strip("\ufeff \t\r\n"))
    except _Twice:
        raise error("json_twice", file=str(file.name)) from None
    except ValueError:
        raise error("bad_json", file=str(file.name)) from None
    found = list(_tables_in(value, ""))
    if not found:
        raise error("no_records", file=str(file.name))
    for name, header, body, platform in found:
        if len(header) > _COLUMNS:
            raise error("wide_table", file=str(file.name), n=_COLUMNS)
        yield Tabular(name, partial(iter, [(0, header), *enumerate(body, 1)]), "json", shares_unmarked=True, platform=platform)


_Found = tuple[str, list[str], list[list[str]], str | None]
"""A table: its name, its header, its rows, and the platform that its names are of."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _tables_in(value: Any, name: str, depth: int = 0) -> Iterator[_Found]:
    """The tables of a value, wherever they lie in it."""
    if depth > 8:
        return
    if isinstance(value, list) and value:
        if all(isinstance(one, dict) for one in value):
            insights = [one for one in value if _is_insight(one)]
            if insights:
                yield from _insights(insights, name)
                return
            rows = [_cells(one) for one in value]
            header = list(dict.fromkeys(key for row in rows for key in row))
            if header:
                yield name, header, [[row.get(key, "") for key in header] for row in rows], None
        elif all(isinstance(one, list) for one in value):
            yield name, [_text(cell) for cell in value[0]], [[_text(cell) for cell in row] for row in value[1:]], None
    elif isinstance(value, dict):
        if (answer := _answer(value)) is not None:
            yield name, *answer, None
        elif value and all(_DAY.match(key) for key in value):
            rows = [{"date": day, **(_cells(one) if isinstance(one, dict) else {"value": _text(one)})} for day, one in value.items()]
            header = list(dict.fromkeys(key for row in rows for key in row))
            yield name, header, [[row.get(key, "") for key in header] for row in rows], None
        elif (
            len(lists := [one for one in value.values() if isinstance(one, list) and one and not isinstance(one[0], dict | list)]) > 1
            and len({len(one) for one in lists}) == 1
        ):
            columns = {key: one for key, one in value.items() if isinstance(one, list) and len(one) == len(lists[0])}
            yield name, list(columns), [[_text(cell) for cell in row] for row in zip(*columns.values(), strict=True)], None
        else:
            for key, inner in value.items():
                yield from _tables_in(inner, f"{name}.{key}" if name else key, depth + 1)


def _is_insight(one: Mapping[str, Any]) -> bool:
    """Whether a record is a metric of Meta's Graph API with its readings."""
    values = one.get("values")
    return isinstance(one.get("name"), str) and isinstance(values, list) and all(isinstance(value, dict) and "value" in value for value in values)


def _insights(found: Sequence[Mapping[str, Any]], name: str) -> Iterator[_Found]:
    """Readings of Meta's Graph API as a table with a row a day and a column a metric; those of several days are of the days that end with theirs."""
    platform = _platform(found)
    days: dict[str, dict[str, str]] = {}
    labels: dict[str, None] = {}
    for one in found:
        label = _called(one["name"], one.get("period"), platform)
        for reading in one["values"]:
            day, value = _day_ended(str(reading.get("end_time") or "")), reading["value"]
            if day is not None and not isinstance(value, dict | list):
                labels[label] = None
                days.setdefault(day, {})[label] = _text(value)
    if labels:
        yield name, ["date", *labels], [[day, *(cells.get(label, "") for label in labels)] for day, cells in days.items()], platform


def _platform(found: Sequence[Mapping[str, Any]]) -> str | None:
    """The one platform that names of the Graph API are of; None where they do not tell."""
    known: Mapping[str, list[str]] = prebuilt.toml("rules", "insights.toml")["platforms"]
    platforms = {
        platform
        for one in found
        for platform, names in known.items()
        if any(one["name"].startswith(name) if name.endswith("_") else one["name"] == name for name in names)
    }
    return platforms.pop() if len(platforms) == 1 else None


def _called(name: str, period: object, platform: str | None) -> str:
    """What a column of readings is called: as the API calls them, or after the metric, where a reading of that period counts something else."""
    data = prebuilt.toml("rules", "insights.toml")
    if period in (None, "day", "lifetime"):
        return str(data["day"].get(name, name)) if period == "day" else name
    catalogue = load_catalogue()
    metric = found.metric if (found := meaning(spelling(name), platform)) else name
    over = catalogue.over(metric, data["days"][period]) if period in data["days"] and catalogue.knows(metric) else None
    return over or f"{name} ({period})"


def _day_ended(text: str) -> str | None:
    """The day that ends at a moment, which is midnight in the zone of the account: `2026-03-02T08:00:00+0000` ends 1 March in California."""
    try:
        moment = datetime.fromisoformat(re.sub(r"([+-]\d{2})(\d{2})$", r"\1:\2", text.replace("Z", "+00:00")))
        return (moment - timedelta(hours=12)).date().isoformat()
    except (ValueError, OverflowError):
        return None


def _answer(value: Mapping[str, Any]) -> tuple[list[str], list[list[str]]] | None:
    """The table of an answer that gives names of columns and rows apart: YouTube Analytics, Google Analytics 4, pandas."""
    rows = value.get("rows") or value.get("data")
    if not isinstance(rows, list) or not rows:
        return None
    if all(isinstance(row, dict) and ("metricValues" in row or "dimensionValues" in row) for row in rows):
        headers = [*(value.get("dimensionHeaders") or ()), *(value.get("metricHeaders") or ())]
        lines = [[_text(cell.get("value")) for cell in (*(row.get("dimensionValues") or ()), *(row.get("metricValues") or ()))] for row in rows]
        return [_label(one) for one in headers], lines
    labels = value.get("columnHeaders") or value.get("columns") or value.get("headers")
    if isinstance(labels, list) and all(isinstance(row, list) for row in rows):
        return [_label(one) for one in labels], [[_text(cell) for cell in row] for row in rows]
    return None


def _label(one: Any) -> str:
    return text_of(one.get("name")) if isinstance(one, dict) else _text(one)


class _Stream:
    """What the lines of a Singer stream say, before they are read as a table."""

    def __init__(self) -> None:
        self.columns: dict[str, None] = {}
        self.keys: tuple[str, ...] = ()
        self.version: Any = None
        self.last: dict[int, int] = {}
        """The line of the newest record of a key, by the key's hash."""


def singer_tables(file: Stored) -> Iterator[Tabular | SetAside]:
    """The streams of a Singer tap, each a table; a record takes the place of an earlier one with the same key. Broken lines are set aside.

    Raises:
        MetricsError: it has no record, or more columns than may be.
    """
    streams: dict[str, _Stream] = {}
    for line, one in _parsed(file):
        problem = one if isinstance(one, str) else _listen(streams, line, one)
        if problem:
            yield set_aside(file.name, line, problem)
        if any(len(stream.columns) > _COLUMNS for stream in streams.values()):
            raise error("wide_table", file=str(file.name), n=_COLUMNS)
    spoken = {name: stream for name, stream in streams.items() if stream.columns}
    if not spoken:
        raise error("no_records", file=str(file.name))
    for name, stream in spoken.items():
        columns = [*stream.columns, *([] if "seen" in stream.columns else ["seen"])]
        yield Tabular(name, partial(_table, partial(_records, file, name, stream), columns), "singer", shares_unmarked=True)


def _listen(streams: dict[str, _Stream], line: int, one: Mapping[str, Any]) -> str | None:
    """Take in a message; the key of what is wrong with it, or None."""
    kind, name = one.get("type"), one.get("stream")
    if kind == "STATE":
        return None
    if kind not in _SINGER or not isinstance(name, str):
        return "bad_message"
    if kind == "BATCH":
        return "batch_message"
    stream = streams.setdefault(name, _Stream())
    if kind == "SCHEMA":
        keys = one.get("key_properties")
        stream.keys = tuple(key for key in keys if isinstance(key, str)) if isinstance(keys, list) else ()
    elif kind == "ACTIVATE_VERSION":
        stream.version = one.get("version")
    else:
        record = one.get("record")
        if not isinstance(record, dict):
            return "bad_message"
        stream.columns.update(dict.fromkeys(_cells(record)))
        if stream.keys and all(key in record for key in stream.keys):
            stream.last[hash(tuple(str(record[key]) for key in stream.keys))] = line
    return None


def _records(file: Stored, name: str, stream: _Stream) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The records of a stream that count: of the version that was activated last, the newest of each key."""
    for line, one in _parsed(file):
        if isinstance(one, str) or one.get("type") != "RECORD" or one.get("stream") != name or not isinstance(one.get("record"), dict):
            continue
        record = one["record"]
        if stream.version is not None and one.get("version") not in (None, stream.version):
            continue
        if stream.keys and all(key in record for key in stream.keys) and stream.last.get(hash(tuple(str(record[key]) for key in stream.keys))) != line:
            continue
        taken = one.get("time_extracted")
        yield line, record if record.get("seen") or not taken else {**record, "seen": _moment(taken)}


def _moment(text: Any) -> str:
    """When a record was taken, in UTC without a zone."""
    try:
        moment = datetime.fromisoformat(str(text).replace("Z", "+00:00"))
    except ValueError:
        return ""
    return (moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment).isoformat(" ", "seconds")
