"""Configuration files: `aimline.toml`, or `[tool.aimline]` in a `pyproject.toml`; found, read and checked key by key.

Which keys there are is for the commands to say: this module takes them as a schema. Keys at the top hold for `lint` and, where several commands share them,
for all of these; a table that is named after a command holds for it alone.
"""

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

from aimline.text.files import is_file, leads_nowhere, read_bytes
from aimline.text.messages import isolate, languages, message, messages
from aimline.text.patterns import lazily
from aimline.text.reasons import reason

Kind = Literal["text", "texts", "flag", "choice", "choices", "number", "day", "path", "paths", "specs", "globs", "tables"]
"""What a key holds: a string or several, true or false, one or several of some words, a whole number, a date, a path or several (from the folder of the file),
metric files (`[[ACCOUNT/]PLATFORM=]PATH`), a table of patterns and lists, tables that the user names (`[alerts.routes.NAME]`).
"""

OWN, SHARED_FILE = "aimline.toml", "pyproject.toml"
HAND_LOG = "aimline-log.csv"
"""What the log of readings beside a configuration is called: `metrics.hand` reads and writes it."""
_SECTION = ("tool", "aimline")


class ConfigError(Exception):
    """A configuration that cannot be used; `message` says where and why, in each language."""

    def __init__(self, message: Mapping[str, str]) -> None:
        super().__init__(message[languages()[0]])
        self.message = message


class Key(NamedTuple):
    """What a key may hold."""

    kind: Kind
    choices: tuple[str, ...] = ()
    keys: "Mapping[str, Key] | None" = None
    """Of `tables`: the keys of each. What a file says for such a key is a mapping of names to mappings of keys to values."""
    shown: Callable[[Any], Any] | None = None
    """What may be shown of a value that may hold a secret."""


class Value(NamedTuple):
    """What a file says for a key, and the line on which it does."""

    value: Any
    line: int
    lines: tuple[int, ...] = ()
    """Of a list of texts the line of each."""


Schema = Callable[[str], Mapping[str, Key] | None]
"""The keys of a table (`""` for the top), None for one that does not exist."""


class Config(NamedTuple):
    """One file as it was read: its values by key, those of tables with the table's name before (`evaluate.format`)."""

    file: Path
    values: Mapping[str, Value]

    def origin(self, value: Value) -> str:
        """File and line of a value, as `file:line`."""
        return f"{shown(self.file)}:{value.line}"

    def origins(self, value: Value) -> list[str]:
        """File and line of each text of a list."""
        return [f"{shown(self.file)}:{line}" for line in value.lines]


def shown(path: Path) -> str:
    """A path as people read it: from the working folder, where it is below it."""
    try:
        return str(path.relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)


def find(start: Path, looked: dict[Path, Path | None] | None = None) -> Path | None:
    """The nearest configuration at or above a folder: its `aimline.toml`, else its `pyproject.toml` if that has a `[tool.aimline]`. `looked` remembers what
    was found for which folder.
    """
    looked = {} if looked is None else looked
    passed: list[Path] = []
    found: Path | None = None
    for folder in (start, *start.parents):
        if folder in looked:
            found = looked[folder]
            break
        passed.append(folder)
        project = folder / SHARED_FILE
        own = folder / OWN
        # a link that leads nowhere is meant to be one: whoever reads it says what is wrong
        found = own if is_file(own) or leads_nowhere(own) else project if is_file(project) and _has_section(project) else None
        if found is not None:
            break
    looked.update(dict.fromkeys(passed, found))
    return found


@cache
def _mention() -> re.Pattern[bytes]:
    """What a file may have a section of ours by, so that others are not read as TOML."""
    return re.compile(rb"^\s*(?:\[+\s*)?[\"']?tool[\"']?\s*(?:\.\s*[\"']?aimline\b|\]\s*(?:#.*)?$(?=(?:.|\n)*aimline))", re.MULTILINE)


def _has_section(file: Path) -> bool:
    try:
        raw = read_bytes(file)
    except OSError:
        return False
    if b"aimline" not in raw or not _mention().search(raw):
        return False
    try:
        tools = _parse(raw, file).get("tool")
        # one that is no table is ours too: `load` says so
        return isinstance(tools, dict) and "aimline" in tools
    except ConfigError:
        # another tool's broken file is none of ours, unless it speaks of us
        if _mention().search(raw):
            raise
        return False


def _section(content: Mapping[str, Any]) -> Mapping[str, Any] | None:
    tools = content.get("tool")
    found = tools.get("aimline") if isinstance(tools, dict) else None
    return found if isinstance(found, dict) else None


_SECRET = lazily(r"://\S+")
"""What follows in a URL: those of webhooks are secrets."""


def _parse(raw: bytes, file: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ConfigError(messages("config.encoding", file=isolate(shown(file)), offset=error.start)) from None
    except (ValueError, RecursionError) as error:  # ValueError: no TOML, or a number of thousands of digits
        lines = raw.decode("utf-8-sig").rstrip().split("\n")
        place = re.search(r"line (\d+)", str(error))
        line = int(place[1]) if place else len(lines) if "end of document" in str(error) else 1
        # the reason is in English only; the line itself says as much
        raise ConfigError(
            messages("config.syntax", place=isolate(f"{shown(file)}:{line}"), text=isolate(_SECRET.sub("://…", lines[line - 1].strip())[:80]))
        ) from None


def load(file: Path, schema: Schema) -> Config:
    """Read and check a file.

    Raises:
        ConfigError: it cannot be read, is not TOML, has a key that does not exist or a value that its key cannot hold.
    """
    try:
        raw = read_bytes(file)
    except FileNotFoundError:
        raise ConfigError(messages("config.missing", file=isolate(shown(file)))) from None
    except OSError as error:
        raise ConfigError(messages("config.unreadable", file=isolate(shown(file)), reason=reason(error))) from None
    content: Mapping[str, Any] | None = _parse(raw, file)
    path: tuple[str, ...] = ()
    if file.name == SHARED_FILE:
        assert content is not None
        tools, path = content.get("tool"), _SECTION
        if isinstance(tools, dict) and not isinstance(tools.get("aimline", {}), dict):
            place = _Place(file, raw.decode("utf-8-sig"), path)
            raise ConfigError(messages("config.is_table", place=str(place), option=isolate("tool.aimline"), table=isolate("[tool.aimline]")))
        content = _section(content)
        if content is None:
            raise ConfigError(messages("config.no_section", file=isolate(shown(file))))
    assert content is not None
    return Config(file, dict(_values(content, schema, file, raw.decode("utf-8-sig"), path)))


def _values(content: Mapping[str, Any], schema: Schema, file: Path, text: str, path: tuple[str, ...]) -> Iterator[tuple[str, Value]]:
    top = schema("") or {}
    for key, value in content.items():
        table = schema(key) if isinstance(value, dict) and (key not in top or top[key].kind not in ("globs", "tables")) else None
        if table is None:
            yield key, _value(key, value, top, schema, _Place(file, text, (*path, key)))
            continue
        for name, inner in value.items():
            yield f"{key}.{name}", _value(name, inner, table, schema, _Place(file, text, (*path, key, name)))


class _Place(NamedTuple):
    """Where a key stands: the file, its text, and the names of the tables around it and its own."""

    file: Path
    text: str
    path: tuple[str, ...]

    def line(self) -> int:
        return line_of(self.text, self.path)

    def below(self, name: str) -> "_Place":
        """The place of a key or a table within this one."""
        return self._replace(path=(*self.path, name))

    def __str__(self) -> str:
        return isolate(f"{shown(self.file)}:{self.line()}")


def _value(key: str, value: Any, keys: Mapping[str, Key], schema: Schema, place: _Place) -> Value:
    if key not in keys:
        tables = _tables(schema)
        if key in tables:
            raise ConfigError(messages("config.is_table", place=str(place), option=isolate(key), table=isolate(f"[{key}]")))
        near = _near(key, [*keys, *tables, *(f"{command}.{name}" for command in tables for name in schema(command) or {})])
        name = "config.unknown_key" if near is None else "config.unknown_key_near"
        raise ConfigError(messages(name, place=str(place), option=isolate(key), near=isolate(near or "")))
    line = place.line()
    return Value(_checked(key, value, keys[key], place), line, _lines_of(value, line, place.text) if keys[key].kind == "texts" else ())


def _lines_of(texts: Sequence[str], line: int, text: str) -> tuple[int, ...]:
    """The lines on which the texts of a list stand, at or after a line: where one is written in another way than it reads, the line before it."""
    lines, found = text.split("\n"), []
    for one in texts:
        line = next((number for number in range(line, len(lines) + 1) if one in lines[number - 1]), line)
        found.append(line)
    return tuple(found)


def _tables(schema: Schema) -> tuple[str, ...]:
    return tuple(name for name in getattr(schema, "tables", ()) if schema(name))


def _checked(key: str, value: Any, known: Key, place: _Place) -> Any:
    """A value as its key takes it; paths are made from the folder of the file."""
    folder, kind = place.file.parent, known.kind
    if kind in ("texts", "choices", "paths", "specs"):
        if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
            raise _wrong(key, value, known, place)
        stranger = next((part for part in value if kind == "choices" and part not in known.choices), None)
        if stranger is not None:
            raise _wrong(key, stranger, known, place)
        nameless = next((part for part in value if kind in ("paths", "specs") and "\x00" in part), None)
        if nameless is not None:
            raise _wrong(key, nameless, known, place)
        return [_below(folder, part, kind) for part in value]
    if kind == "globs":
        if not isinstance(value, dict) or not all(isinstance(part, list) and all(isinstance(one, str) for one in part) for part in value.values()):
            raise _wrong(key, value, known, place)
        return value
    if kind == "tables":
        if not isinstance(value, dict):
            raise _wrong(key, value, known, place)
        stray = next((name for name, part in value.items() if not isinstance(part, dict)), None)
        if stray is not None:
            raise _wrong(stray, value, known, place.below(stray))
        return {name: dict(_inner(known.keys or {}, table, place.below(name))) for name, table in value.items()}
    if kind == "day" and isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if kind == "day" and isinstance(value, str):
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError:
            raise _wrong(key, value, known, place) from None
    fits = {
        "flag": isinstance(value, bool),
        "number": isinstance(value, int) and not isinstance(value, bool),
        "choice": isinstance(value, str) and value in known.choices,
        "text": isinstance(value, str),
        "path": isinstance(value, str) and "\x00" not in value,
    }
    if not fits.get(kind, False):
        raise _wrong(key, value, known, place)
    return _below(folder, value, kind) if kind == "path" else value


def _inner(keys: Mapping[str, Key], table: Mapping[str, Any], place: _Place) -> Iterator[tuple[str, Value]]:
    """What stands in one of the tables that the user names."""
    for key, value in table.items():
        own = place.below(key)
        if key not in keys:
            near = _near(key, list(keys))
            name = "config.no_key" if near is None else "config.unknown_key_near"
            keyed = isolate(", ".join(keys))
            raise ConfigError(messages(name, place=str(own), option=isolate(key), near=isolate(near or ""), keys=keyed))
        yield key, Value(_checked(key, value, keys[key], own), own.line())


def _below(folder: Path, text: str, kind: Kind) -> str:
    if kind not in ("path", "paths", "specs") or (kind == "specs" and "://" in text):
        return text
    before, sign, path = text.rpartition("=") if kind == "specs" else ("", "", text)
    return before + sign + shown(folder / path)


def _wrong(key: str, value: Any, known: Key, place: _Place) -> ConfigError:
    found = "…" if known.shown is not None or known.kind == "tables" else json.dumps(value, ensure_ascii=False, default=str)
    found = isolate(found if len(found) <= 60 else found[:59] + "…")
    near = _near(value, list(known.choices)) if isinstance(value, str) and known.choices else None
    wanted = messages(f"config.wanted.{known.kind}", choices=isolate(", ".join(known.choices)), example=isolate(_EXAMPLES.get(known.kind, "")))
    name = "config.wrong_value" if near is None else "config.wrong_value_near"
    return ConfigError(
        {lang: message(name, lang, place=str(place), option=isolate(key), wanted=wanted[lang], found=found, near=isolate(near or "")) for lang in languages()}
    )


_EXAMPLES: Mapping[str, str] = {
    "texts": '["…", "…"]',
    "paths": '["…", "…"]',
    "specs": '["exports/", "instagram=follows.csv"]',
    "day": "2026-12-05",
    "globs": '{"drafts/**" = ["T"]}',
    "tables": "[alerts.routes.team]",
}


def _near(text: str, known: list[str]) -> str | None:
    from rapidfuzz import process

    # one or two letters are near to everything that has them
    near = process.extractOne(text.replace("_", "-"), known, score_cutoff=70) if len(text) > 2 else None
    return near[0] if near else None


_HEADER = lazily(r"\s*\[\[?\s*(.+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = r"(?:[\w-]+|\"[^\"]*\"|'[^']*')"
_KEYED = lazily(rf"\s*({_KEY}(?:\s*\.\s*{_KEY})*)\s*=")


def line_of(text: str, path: tuple[str, ...]) -> int:
    """The line on which a key stands, counted from 1; the line of the table around it where that stands on one line, 1 where neither is found."""
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.split("\n"), 1):
        if header := _HEADER.match(line):
            table = _parts(header[1])
            if table[: len(path)] == path:
                return number
        elif keyed := _KEYED.match(line):
            key = (*table, *_parts(keyed[1]))
            if key[: len(path)] == path or key == path[: len(key)]:
                return number
    return 1


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in re.findall(_KEY, dotted))


def common_folder(paths: list[str]) -> Path:
    """The folder that some paths have in common, the working folder where there are none."""
    folders = [str(Path(os.path.abspath(path)) if os.path.isdir(path) else Path(os.path.abspath(path)).parent) for path in paths]  # noqa: PTH100, PTH112
    try:
        return Path(os.path.commonpath(folders)) if folders else Path.cwd()
    except ValueError:
        return Path.cwd()
