"""Formats that a user writes: the same TOML as `rules/exports/*.toml`, read with care, since it is not ours."""

import glob
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from aimline import data
from aimline.catalogue import Catalogue
from aimline.config import line_of, shown
from aimline.metrics.formats.known import Column, Format, format_of
from aimline.metrics.model.errors import MetricsError
from aimline.text.files import is_file, read_bytes
from aimline.text.messages import isolate, languages, messages
from aimline.text.reasons import reason

_INNER = frozenset(["name", "patterns", "spoken_by"])
"""Fields of a format that no file has."""
_TABLES = frozenset(["columns", "titles"])
_ORDERS = ("dmy", "mdy", "ymd")
_LAYOUTS = ("table", "blocks", "sections")


def read_mappings(names: Iterable[str], catalogue: Catalogue) -> tuple[tuple[Format, ...], list[MetricsError]]:
    """The formats that some files or patterns of files hold, in the order given, and what is wrong with the others."""
    found: list[Format] = []
    errors: list[MetricsError] = []
    for name in dict.fromkeys(names):
        files = sorted(glob.glob(name, recursive=True)) if re.search(r"[*?\[]", name) and not is_file(name) else [name]  # noqa: PTH207
        for file in files:
            try:
                found.append(read_mapping(Path(file), catalogue))
            except MetricsError as problem:
                errors.append(problem)
        if not files:
            errors.append(_error(Path(name), "no_file"))
    return tuple(found), errors


def read_mapping(file: Path, catalogue: Catalogue) -> Format:
    """The format that a file holds.

    Raises:
        MetricsError: it cannot be read, is not TOML, or says what no format can; the message names the file, the line and the remedy.
    """
    try:
        text = read_bytes(file).decode("utf-8-sig")
    except FileNotFoundError:
        raise _error(file, "no_file") from None
    except UnicodeDecodeError as problem:
        raise _error(file, "encoding", offset=problem.start) from None
    except (OSError, ValueError) as problem:
        raise _error(file, "unreadable", reason=reason(problem)) from None
    return parse_mapping(file, text, catalogue)


def parse_mapping(file: Path, text: str, catalogue: Catalogue) -> Format:
    """The format that the text of a file holds.

    Raises:
        MetricsError: as of `read_mapping`.
    """
    try:
        content = tomllib.loads(text)
    except (ValueError, RecursionError) as problem:
        lines = text.rstrip().split("\n")
        place = re.search(r"line (\d+)", str(problem))
        line = int(place[1]) if place else len(lines)
        raise _error(file, "syntax", line, text=isolate(lines[min(line, len(lines)) - 1].strip()[:80])) from None
    for key, value in content.items():
        _checked(file, text, key, value, catalogue)
    form = format_of(file.stem, content)
    if form.labels:
        form = format_of(file.stem, _said_by(form, content))
    if form.refuse is None:
        if not (form.titles if form.layout == "blocks" else form.columns or form.named_as_people_do):
            raise _error(file, "nothing", table=isolate("[titles]" if form.layout == "blocks" else "[columns]"))
        if form.layout == "table" and not (form.date or form.published or form.item or form.undated):
            raise _error(file, "no_date")
        if form.layout == "blocks" and not form.match:
            raise _error(file, "no_match")
    return form


def _said_by(form: Format, content: Mapping[str, Any]) -> dict[str, Any]:
    """The content of a file whose labels may stand in any of the languages that the format knows, with each as the format calls it."""
    said = dict(content)
    for key, value in content.items():
        if key in _TABLES:
            said[key] = {form.label(label): column for label, column in value.items()}
        elif isinstance(value, list) and key not in ("totals", "files"):
            said[key] = [form.label(one) if isinstance(one, str) else [form.label(label) for label in one] for one in value]
    return said


def _checked(file: Path, text: str, key: str, value: Any, catalogue: Catalogue) -> None:
    """See that a key may stand in a format, and that its value is of its kind.

    Raises:
        MetricsError: it is not.
    """
    kinds = {field.name: field.type for field in fields(Format) if field.name not in _INNER} | {"like": str, "labels_of": str}
    line = line_of(text, (key,))
    if key not in kinds:
        raise _unknown(file, "unknown_key", line, key, kinds)
    if key in _TABLES:
        if not isinstance(value, dict):
            raise _error(file, "wrong_value", line, name=isolate(key), wanted=isolate(f"[{key}]"))
        for label, column in value.items():
            _column(file, line_of(text, (key, label)), label, column, catalogue)
        return
    if key in ("like", "labels_of"):
        folder = data.path("rules", "exports") if key == "like" else data.path("rules", "exports", "labels")
        names = sorted(one.stem for one in folder.glob("*.toml"))
        if value not in names:
            raise _unknown(file, "unknown_format", line, value, names)
        return
    if key in ("periods", "results"):
        if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
            raise _error(file, "wrong_value", line, name=isolate(key), wanted=isolate('{ "…" = "…" }'))
        for label, metric in value.items() if key == "results" else ():
            _column(file, line_of(text, (key, label)), label, metric, catalogue)
        return
    if key == "any" and isinstance(value, list) and value and all(isinstance(one, list) for one in value):
        value = [label for some in value for label in some]
    if key in ("labels", "refuse"):
        fits = isinstance(value, dict) and all(isinstance(one, list if key == "labels" else str) for one in value.values())
        fits = fits and all(isinstance(one, str) for others in value.values() if isinstance(others, list) for one in others)
        if key == "refuse" and fits and not value.keys() >= set(languages()):
            fits = False
        if not fits:
            wanted = '{ "…" = ["…", "…"] }' if key == "labels" else "{ " + ", ".join(f'{language} = "…"' for language in languages()) + " }"
            raise _error(file, "wrong_value", line, name=isolate(key), wanted=isolate(wanted))
        return
    allowed = _ORDERS if key == "order" else _LAYOUTS if key == "layout" else None
    if allowed is not None and value not in allowed:
        raise _error(file, "wrong_value", line, name=isolate(key), wanted=isolate(", ".join(allowed)))
    kind = str(kinds[key])
    if key in ("platform", "unnamed"):
        if not isinstance(value, str) or value not in catalogue.platforms:
            raise _unknown(file, "unknown_platform", line, value, catalogue.platforms)
        return
    fits, wanted = (
        (isinstance(value, list) and all(isinstance(one, str) for one in value), '["…", "…"]')
        if "tuple" in kind
        else (isinstance(value, bool), "true, false")
        if "bool" in kind
        else (isinstance(value, int) and not isinstance(value, bool), "2026")
        if "int" in kind
        else (isinstance(value, str), '"…"')
    )
    if not fits:
        raise _error(file, "wrong_value", line, name=isolate(key), wanted=isolate(wanted))


def _column(file: Path, line: int, label: str, value: Any, catalogue: Catalogue) -> None:
    """See that a column is read as something there is.

    Raises:
        MetricsError: it is not.
    """
    known = {field.name for field in fields(Column)}
    entry: Mapping[str, Any] = {"metric": value} if isinstance(value, str) else value if isinstance(value, dict) else {}
    stranger = next((key for key in entry if key not in known), None)
    if stranger is not None:
        raise _unknown(file, "unknown_key", line, stranger, known)
    if not isinstance(entry.get("metric"), str) or not all(isinstance(one, str) for one in entry.values()):
        raise _error(file, "wrong_value", line, name=isolate(label), wanted=isolate('"followers", { metric = "watch_time", unit = "duration:hour" }'))
    if entry["metric"] not in catalogue.metrics:
        raise _unknown(file, "unknown_metric", line, entry["metric"], catalogue.metrics)
    if "platform" in entry and entry["platform"] not in catalogue.platforms:
        raise _unknown(file, "unknown_platform", line, entry["platform"], catalogue.platforms)


def _unknown(file: Path, key: str, line: int, name: Any, known: Iterable[str]) -> MetricsError:
    """That something is not known, with what was probably meant."""
    near = nearest(str(name), list(known))
    return _error(file, key if near is None else f"{key}_near", line, name=isolate(str(name)[:60]), near=isolate(near or ""))


def nearest(name: str, known: Sequence[str]) -> str | None:
    """The known name that is written most like another; None where none is near."""
    from rapidfuzz import process

    found = process.extractOne(name.lower().replace("_", " "), [one.replace("_", " ") for one in known], score_cutoff=75) if len(name) > 2 else None
    return known[found[2]] if found else None


def _error(file: Path, which: str, line: int | None = None, **params: object) -> MetricsError:
    place = isolate(shown(file) if line is None else f"{shown(file)}:{line}")
    return MetricsError(messages(f"mapping.{which}", place=place, **params), str(file))
