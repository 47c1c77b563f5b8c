"""Diagnostics for people (text) and for programs (JSON)."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from aimline.render.style import Colour, styled
from aimline.text.diagnostic import Diagnostic
from aimline.text.messages import isolate, message
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
    """One object on one line."""
    return json.dumps(value, ensure_ascii=False)


def _right_to_left(text: str) -> bool:
    return any("\u0590" <= char <= "\u08ff" or "\ufb1d" <= char <= "\ufefc" for char in text)


def as_text(item: Diagnostic, source: Source, language: str | None) -> str:
    """One diagnostic for a terminal. Carets point under left-to-right lines; in lines with right-to-left text the words themselves are quoted, between
    isolates.
    """
    speak = language or item.language
    start, end = source.position(item.span.start), source.position(item.span.end)
    head = f"{source.name or '-'}:{start.line}:{start.column}: " + styled(message(f"lint.{item.severity}", speak), _COLOURS[item.severity], bold=True)
    lines = [f"{head} {item.code} {item.name}: {item.message[speak]}"]
    line = source.line_text(start.line)
    if _right_to_left(line):
        quoted = source.text[item.span.start : item.span.end].split("\n")[0].strip()
        lines.append(f"    {isolate(quoted)}")
    elif line.strip():
        width = max(1, (end.column if end.line == start.line else len(line) + 1) - start.column)
        lines += [f"    {line}", "    " + " " * (start.column - 1) + styled("^" * width, _COLOURS[item.severity])]
    lines.append("    " + styled(item.advice[speak], dim=True))
    return "\n".join(lines)


def summary(found: Iterable[Diagnostic], files: int, goals: int, language: str) -> str:
    """The last line: how much was read and what was found."""
    counts = {severity: sum(1 for item in found if item.severity == severity) for severity in ("error", "warning", "hint")}
    read = message("lint.read", language, goals=message("lint.goals", language, n=goals), files=message("lint.files", language, n=files))
    parts = [message(f"lint.{severity}s", language, n=count) for severity, count in counts.items() if count]
    return f"{read}: " + (message("lint.comma", language).join(parts) if parts else message("lint.clean", language))
