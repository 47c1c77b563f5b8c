"""How one file is read, written down as a mapping to start from: TOML that reads the file to the same rows when it is used with `--mapping`."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from aimline.catalogue import Catalogue
from aimline.catalogue import load as load_catalogue
from aimline.catalogue.labels import labels as catalogue_labels
from aimline.catalogue.labels import spelling
from aimline.metrics.cells.dates import Undecided, order_of
from aimline.metrics.cells.values import is_figure, is_missing
from aimline.metrics.files.tables import Open, Row, Rows, TextTable, text_tables
from aimline.metrics.formats.guess import by_hand, date_place, guess
from aimline.metrics.formats.known import Column, Format
from aimline.metrics.formats.mapping import nearest
from aimline.metrics.formats.totals import Totals
from aimline.metrics.model.errors import MetricsError, error
from aimline.metrics.model.export import Export, Origin
from aimline.metrics.reading.blocks import Block, column_of
from aimline.metrics.reading.columns import read_columns
from aimline.metrics.reading.reader import blocks_in, header_in, made_by_people, posts_without_days, sections_in
from aimline.metrics.reading.survey import counted, survey
from aimline.text.messages import message

_NOT_LABELS = frozenset(["match", "absent", "totals", "files"])
_SAMPLE = 2
_LOOKED_AT = 60
_SHOWN = 8
"""Totals rows and words for nothing that are named."""


def quoted(text: str) -> str | None:
    """A text as a TOML string on one line, with what cannot be seen escaped; None where no TOML can hold it."""
    found = []
    for char in text:
        code, kind = ord(char), unicodedata.category(char)
        if kind == "Cs":
            return None
        if char in '"\\':
            found.append("\\" + char)
        elif kind in ("Cc", "Cf", "Zl", "Zp", "Co", "Cn"):
            found.append(f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}")
        else:
            found.append(char)
    return '"' + "".join(found) + '"'


def _shown(text: str, most: int = 60) -> str:
    """A cell for a comment: always in quotation marks, on one line."""
    text = text if len(text) <= most else text[: most - 1] + "…"
    return quoted("".join("�" if unicodedata.category(char) == "Cs" else char for char in text)) or '""'


class _Line(NamedTuple):
    """A line below [columns] or [titles]: a label, what it is read as, whether it is, and a remark."""

    label: str
    value: str
    active: bool
    remark: str

    def __str__(self) -> str:
        key = quoted(self.label)
        return f"{'' if self.active and key is not None else '# '}{key or _shown(self.label)} = {self.value}{f'  # {self.remark}' if self.remark else ''}"


class _Said:
    """Comments in one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, key: str, **params: object) -> str:
        return message(f"explain.{key}", self.language, **params)


def explain(
    path: Path, table: Rows | None, origin: Origin, catalogue: Catalogue, language: str, open_: Open | None = None, *, shares_unmarked: bool = False
) -> str:
    """A mapping for a file, whose bytes `open_` opens, or for one table of it (`path` is then what that is called).

    Raises:
        MetricsError: the file cannot be opened, or no table is seen in it.
    """
    say, alone = _Said(language), replace(origin, mappings=())
    tables: list[Rows] = [table] if table is not None else list(text_tables(path, open_))
    only: MetricsError | None = None
    for rows in tables:
        alone = replace(alone, delimiter=rows.delimiter if isinstance(rows, TextTable) else None)
        if (sectioned := sections_in(path, rows, None, alone, catalogue)) is not None:
            return _sections(path, *sectioned, say)
        if (found := blocks_in(path, rows, None, (), titled=True)) is not None:
            return _blocks(path, *found, say)
        form, at = header_in(rows(), None, path.name, alone)
        if form is not None and form.refuse is None:
            if form.named_as_people_do:
                form, alone, _ = made_by_people(path, form, rows, at, alone, catalogue)
            return _table(path, form, rows, at, alone, catalogue, say, shares_unmarked)
        if form is not None and form.refuse is not None and not form.whole:
            return _unread(path, rows, at, alone, say, {language: str(form.refuse[language])})
        if form is not None:
            return _table(path, form, rows, at, alone, catalogue, say, shares_unmarked)
        try:
            found = blocks_in(path, rows, None, ())
        except MetricsError as problem:
            only = only or problem  # in another encoding its titles may say more
            continue
        if found is not None:
            return _blocks(path, *found, say)
    if only is not None:
        raise only
    for rows in tables:
        alone = replace(alone, delimiter=rows.delimiter if isinstance(rows, TextTable) else None)
        if (guessed := guess(rows(), None, origin.platform, path.name)) is not None:
            form, alone, _ = made_by_people(path, guessed[0], rows, guessed[1], alone, catalogue)
            return _table(path, form, rows, guessed[1], alone, catalogue, say, shares_unmarked)
        if (found_ := posts_without_days(path, rows, alone, catalogue, None)) is not None:
            return _table(path, found_[0], rows, found_[1], found_[2], catalogue, say, shares_unmarked)
    for rows in tables:
        alone = replace(alone, delimiter=rows.delimiter if isinstance(rows, TextTable) else None)
        if (start := _likely_header(rows())) is not None:
            return _unread(path, rows, start, alone, say, {})
    raise error("unknown_format", file=str(path), columns="-")


def _likely_header(rows: Iterable[Row]) -> int | None:
    """The first row of several cells."""
    return next(
        (at for at, (_, cells) in enumerate(islice(rows, 1000)) if sum(bool(cell.strip()) for cell in cells) > 1 and not cells[0].startswith("#")), None
    )


def _head(path: Path, form: Format | None, say: _Said) -> Iterator[str]:
    name = _shown(path.name, 120)
    if form is None:
        yield "# " + say("unknown", file=name)
    elif form.loose():
        yield "# " + say("guessed", file=name)
    else:
        yield "# " + say("recognised", file=name, format=form.name)
    yield "# " + say("how", file=name)


def _sample(rows: Iterable[Row], say: _Said) -> Iterator[str]:
    for line, cells in islice(((line, cells) for line, cells in rows if any(map(str.strip, cells))), _SAMPLE):
        yield "# " + say("row", line=line) + " " + ", ".join(_shown(cell, 40) for cell in cells[:40])


def _listed(texts: Iterable[str]) -> str:
    return "[" + ", ".join(found for text in texts if (found := quoted(text)) is not None) + "]"


def _table(path: Path, form: Format, rows: Rows, at: int, origin: Origin, catalogue: Catalogue, say: _Said, shares_unmarked: bool) -> str:
    header = next(islice(rows(), at, None))[1]
    names = [form.label(label) for label in header]
    export, problem = Export(), None
    try:
        export = read_columns(path, form, rows, at, origin, catalogue, shares_unmarked=shares_unmarked)
    except MetricsError as refused:
        problem = refused.message[say.language]
    known = {place: column for place, name in enumerate(names) if (column := form.column(name)) is not None}
    lines = list(_columns(form, header, names, known, export, rows, at, origin, say))
    used = [line.label for line in lines if line.active]
    roles = {
        field.name: _role(form, field.name, header, names) for field in fields(Format) if "tuple[str, ...]" in str(field.type) and field.name not in _NOT_LABELS
    }
    roles = {name: found for name, found in roles.items() if found}
    dates = ("published", "date") if "item" in roles or form.rows_are_items else ("date", "published")
    when = [label for name in dates for label in roles.get(name, ())][:1]
    out = list(_head(path, form, say))
    if problem is not None:
        out.append("# " + say("refused", reason=_shown(problem, 300)))
    for note in export.file.notes if export.file else ():
        out.append("# " + say("note", text=_shown(note[say.language], 200)))
    out += _sample(islice(rows(), at + 1, None), say)
    out.append("")
    platform = form.platform or (origin.platform if all(column.platform is None for column in known.values()) else None)
    out.append(f'platform = "{platform}"' if platform else f'# platform = "instagram"  # {say("platform")}')
    if not form.loose():
        out.append(f'like = "{form.name}"  # {say("like")}')
        out.append("files = []")
    else:
        out.append(f"kept_by_hand = true  # {say('by_hand')}")
    out.append(f"match = {_listed(dict.fromkeys((*when, *used)))}  # {say('match')}")
    for name, found in roles.items():
        out.append(f"{name} = {_listed(found)}")
    out += _bools(form)
    out += _order(form, header, when, rows, at, origin, say)
    out += _evidence(form, names, known, rows, at, origin, catalogue, say)
    if form.loose() and form.totals:
        out.append(f"totals = {_listed(form.totals)}")
    if form.loose():
        out += [f'periods = {{ {quoted(header[names.index(label)])} = "{kind}" }}' for label, kind in form.periods.items()]
    out += ["", "[columns]", *map(str, lines), ""]
    return "\n".join(out)


def _role(form: Format, field: str, header: Sequence[str], names: Sequence[str]) -> list[str]:
    """The labels of the file's own columns that a format takes for something."""
    return [header[names.index(label)] for label in getattr(form, field) if label in names]


def _bools(form: Format) -> Iterator[str]:
    """What else a guessed format says; a known one says it by `like`."""
    if form.loose():
        for field in fields(Format):
            if field.type is bool and getattr(form, field.name) and field.name not in ("kept_by_hand", "named_as_people_do"):
                yield f"{field.name} = true"


def _order(form: Format, header: Sequence[str], when: Sequence[str], rows: Rows, at: int, origin: Origin, say: _Said) -> Iterator[str]:
    if not when:
        yield f'# date = ["…"]  # {say("no_date")}'
        return
    place = list(header).index(when[0])
    cells = list(dict.fromkeys(text for _, row in islice(rows(), at + 1 + form.prose_row, None) if place < len(row) and (text := row[place].strip())))
    if origin.order:
        yield f'order = "{origin.order}"  # {say("order_given")}'
        return
    try:
        order = order_of(cells)
    except Undecided:
        if form.order:
            yield f'order = "{form.order}"  # {say("order_known")}'
            return
        yield f'# order = "dmy"  # {say("order_undecided", text=_shown(cells[0]))}'
        return
    part = {"dmy": 1, "mdy": 2}.get(order)
    shown = next((text for text in cells if part and (match := re.match(r"\s*(\d+)\D(\d+)\D", text)) and int(match[part]) > 12), None)
    key = "order_shown" if shown else "order_runs" if part else "order_year"
    yield f'order = "{order}"  # {say(key, text=_shown(shown or (cells[0] if cells else "")))}'


def _evidence(
    form: Format, names: Sequence[str], known: Mapping[int, Column], rows: Rows, at: int, origin: Origin, catalogue: Catalogue, say: _Said
) -> Iterator[str]:
    """Comments on decimal marks, words for nothing and rows of totals."""
    totals = Totals(form)

    def body() -> Iterator[Row]:
        return islice(rows(), at + 1 + form.prose_row, None)

    found = survey(body(), totals, (), known, {})
    marks = found.marks(known, counted(dict(known), catalogue), origin.delimiter, origin.decimal)
    commas = [place for place, mark in marks.items() if mark == ","]
    if commas:
        shown = next((text for place in commas for text in found.figures[place] if "," in text), "")
        yield "# " + say("comma", text=_shown(shown), column=_shown(names[commas[0]]))
    else:
        yield "# " + say("point")
    missing = dict.fromkeys(text for place in known for text in found.figures[place] if text and is_missing(text))
    if missing:
        yield "# " + say("missing", words=", ".join(_shown(word, 20) for word in islice(missing, _SHOWN)))
    for line, cells in islice(((line, cells) for line, cells in body() if cells in totals), _SHOWN):
        yield "# " + say("total", line=line, text=_shown(next((text for text in cells if text.strip()), ""), 40))


def _value(column: Column) -> str:
    if column.unit is None and column.platform is None:
        return f'"{column.metric}"'
    parts = [("metric", column.metric), ("unit", column.unit), ("platform", column.platform)]
    return "{ " + ", ".join(f'{name} = "{value}"' for name, value in parts if value) + " }"


def _columns(
    form: Format,
    header: Sequence[str],
    names: Sequence[str],
    known: dict[int, Column],
    export: Export,
    rows: Rows,
    at: int,
    origin: Origin,
    say: _Said,
) -> Iterator[_Line]:
    body = [cells for _, cells in islice(rows(), at + 1, at + 1 + _LOOKED_AT)]
    figures_read = (*export.rows, *export.undated)
    read = {row.metric for row in figures_read} | {load_catalogue().metric(row.metric).window_of for row in figures_read}
    written: set[str] = set()
    taken: dict[tuple[str, str | None], str] = {}
    others: list[_Line] = []
    roles = {label for field in fields(Format) if "tuple[str, ...]" in str(field.type) and field.name not in _NOT_LABELS for label in getattr(form, field.name)}
    for place in sorted(range(len(header)), key=lambda place: (form.rank(names[place]), place)):
        label = header[place]
        if not label.strip() or (names[place] in roles and place not in known):
            continue
        column = known.get(place)
        if spelling(label) in written:
            others.append(_Line(label, _value(column) if column else '"…"', False, say("twice")))
            continue
        written.add(spelling(label))
        if column is None and (may_be := form.doubtful(names[place])):
            settled = next((metric for metric in may_be if metric in read), None)
            yield _Line(label, f'"{settled or may_be[0]}"', settled is not None, say("doubtful", metrics=", ".join(may_be)))
        elif column is None:
            others.append(_other(label, [cells[place] for cells in body if place < len(cells)], origin, say))
        elif (first := taken.setdefault((column.metric, column.platform), label)) != label:
            others.append(_Line(label, _value(column), False, say("second", column=_shown(first))))
        elif form.loose() and column.metric not in read:
            others.append(_Line(label, _value(column), False, say("nothing_read")))
        else:
            yield _Line(label, _value(column), True, "" if not form.loose() else say("by_label"))
    yield from others


def _other(label: str, cells: Sequence[str], origin: Origin, say: _Said) -> _Line:
    """A column that is not read, with the metric whose label is nearest."""
    filled = [cell for cell in cells if not is_missing(cell)]
    if filled and not any(map(is_figure, filled)):
        return _Line(label, '"…"', False, say("words"))
    near = nearest(spelling(label), list(choices := _choices(origin.platform)))
    return _Line(label, '"…"', False, say("unread")) if near is None else _Line(label, _value(choices[near]), False, say("near", label=_shown(near)))


def _choices(platform: str | None) -> dict[str, Column]:
    """Labels that a column may be meant by."""
    found = {
        label: Column(one.metric, one.unit) for name, known in catalogue_labels().items() if platform in (None, name) for label, one in known.meanings.items()
    }
    return {**found, **by_hand().columns}


def _unread(path: Path, rows: Rows, at: int, origin: Origin, say: _Said, refused: Mapping[str, str]) -> str:
    """What there is in a table that cannot be read, as comments to be filled in."""
    header = next(islice(rows(), at, None))[1]
    body = [cells for _, cells in islice(rows(), at + 1, at + 1 + _LOOKED_AT)]
    day = date_place(header, body)
    out = list(_head(path, None, say))
    out += ["# " + say("refused", reason=_shown(text, 300)) for text in refused.values()]
    out += _sample(islice(rows(), at + 1, None), say)
    out += ["", f'# platform = "{origin.platform or "instagram"}"  # {say("platform")}']
    out.append(f"match = {_listed(dict.fromkeys(label for label in header if label.strip()))}  # {say('match')}")
    if day is None:
        out.append(f'# date = ["…"]  # {say("no_date")}')
    else:
        out += [f"date = {_listed([header[day]])}", *_order(by_hand(), header, [header[day]], rows, at, origin, say)]
    out += ["", "[columns]"]
    written: set[str] = set()
    for place, label in enumerate(header):
        if label.strip() and place != day and spelling(label) not in written:
            written.add(spelling(label))
            out.append(str(_other(label, [cells[place] for cells in body if place < len(cells)], origin, say)))
    return "\n".join([*out, ""])


def _blocks(path: Path, form: Format, blocks: Sequence[Block], say: _Said) -> str:
    out = [*_head(path, form, say), "", f'layout = "blocks"\nlike = "{form.name}"  # {say("like")}', "", "[titles]"]
    written: set[str] = set()
    for block in blocks:
        if spelling(block.title) in written:
            continue
        written.add(spelling(block.title))
        column = column_of(block.title, form) if block.daily else None
        remark = say("block", line=block.line, rows=len(block.body)) if block.daily else say("not_daily", line=block.line)
        near = None if column or not block.daily else nearest(spelling(block.title), list(form.titles))
        shown = column or (form.titles[near] if near else None)
        out.append(str(_Line(block.title, _value(shown) if shown else '"…"', column is not None, remark)))
    return "\n".join([*out, ""])


def _sections(path: Path, form: Format, export: Export, say: _Said) -> str:
    """A file of several tables is read by a format of ours as a whole: only what it is like can be said."""
    notes = ["# " + say("note", text=_shown(note[say.language], 200)) for note in (export.file.notes if export.file else ())]
    return "\n".join([*_head(path, form, say), *notes, "", f'layout = "{form.layout}"\nlike = "{form.name}"  # {say("like")}', ""])
