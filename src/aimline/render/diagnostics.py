"""Diagnostics for people (text) and for programs (JSON)."""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from aimline.render.style import Colour, styled
from aimline.text.diagnostic import Diagnostic
from aimline.text.messages import isolate, message, visible
from aimline.text.position import Position, Source

_COLOURS: dict[str, Colour] = {"error": "red", "warning": "yellow", "hint": "cyan"}


def _position(position: Position) -> dict[str, int]:
    return {"line": position.line, "column": position.column, "offset": position.offset, "utf16": position.utf16, "byte": position.byte}


def as_json(item: Diagnostic, source: Source) -> dict[str, Any]:
    """One diagnostic with its places in code points, UTF-16 units and UTF-8 bytes."""
    start, end = source.position(item.span.start), source.position(item.span.end)
    fix: dict[str, Any] | None = None
    if item.fix is not None:
        places = (source.position(item.fix.span.start), source.position(item.fix.span.end))
        fix = {
            "start": _position(places[0]),
            "end": _position(places[1]),
            "replacement": item.fix.replacement,
            "safe": item.fix.safe,
            "title": dict(item.fix.title),
        }
    return {
        "file": source.name,
        "line": start.line,
        "code": item.code,
        "name": item.name,
        "severity": item.severity,
        "start": _position(start),
        "end": _position(end),
        "message": dict(item.message),
        "advice": dict(item.advice),
        "fix": fix,
    }


def json_line(value: Mapping[str, Any]) -> str:
    """One object on one line. Lone surrogates, which no encoding can carry, are written as escapes."""
    text = json.dumps(value, ensure_ascii=False)
    return text if text.isascii() else _SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


_SURROGATE = re.compile("[\ud800-\udfff]")


def _right_to_left(text: str) -> bool:
    return any("\u0590" <= char <= "\u08ff" or "\ufb1d" <= char <= "\ufefc" for char in text)


def as_text(item: Diagnostic, source: Source, language: str | None) -> str:
    """One diagnostic for a terminal. Carets point under left-to-right lines; in lines with right-to-left text the words themselves are quoted, between
    isolates.
    """
    speak = language or item.language
    start, end = source.position(item.span.start), source.position(item.span.end)
    head = f"{visible(source.name or '-')}:{start.line}:{start.column}: " + styled(message(f"lint.{item.severity}", speak), _COLOURS[item.severity], bold=True)
    lines = [f"{head} {item.code} {item.name}: {item.message[speak]}"]
    line = source.line_text(start.line)
    until = end.column - 1 if end.line == start.line else len(line)
    if _right_to_left(line):
        quoted = line[start.column - 1 : until].strip()
        if quoted:
            lines.append(f"    {isolate(quoted if len(quoted) <= _WIDTH else quoted[: _WIDTH - 1] + '…')}")
    elif line.strip():
        lines += _pointed(line, start.column - 1, until, item)
    lines.append("    " + styled(item.advice[speak], dim=True))
    return "\n".join(lines)


_WIDTH = 150
"""Characters of a line that are shown."""


def _pointed(line: str, start: int, end: int, item: Diagnostic) -> list[str]:
    """The line and carets under a part of it; of a long line the stretch around the part."""
    first = max(0, start - _WIDTH // 2) if len(line) > _WIDTH else 0
    shown = line[first : first + _WIDTH]
    before, after = "…" if first else "", "…" if first + _WIDTH < len(line) else ""
    end = min(end, first + len(shown))
    blank = "".join("\t" if char == "\t" else " " * _cells(char) for char in before + shown[: start - first])
    width = max(1, sum(_cells(char) for char in shown[start - first : end - first]))
    return [f"    {before}{visible(shown)}{after}", f"    {blank}{styled('^' * width, _COLOURS[item.severity])}"]


def _cells(char: str) -> int:
    """How many cells of a terminal a character takes."""
    if char.isascii():
        return 1
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0 if visible(char) == char else 1
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def summary(found: Iterable[Diagnostic], files: int, goals: int, language: str) -> str:
    """The last line: how much was read and what was found."""
    counts = {severity: sum(1 for item in found if item.severity == severity) for severity in ("error", "warning", "hint")}
    read = message("lint.read", language, goals=message("lint.goals", language, n=goals), files=message("lint.files", language, n=files))
    parts = [message(f"lint.{severity}s", language, n=count) for severity, count in counts.items() if count]
    return f"{read}: " + (message("lint.comma", language).join(parts) if parts else message("lint.clean", language))
