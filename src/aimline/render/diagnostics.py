"""Diagnostics for programs, as JSON."""

import json
import re
from collections.abc import Mapping
from typing import Any

from aimline.text.diagnostic import Diagnostic, Edit
from aimline.text.position import Position, Source


def _position(position: Position) -> dict[str, int]:
    return {"line": position.line, "column": position.column, "offset": position.offset, "utf16": position.utf16, "byte": position.byte}


def _edit(edit: Edit, source: Source) -> dict[str, Any]:
    start, end = source.position(edit.span.start), source.position(edit.span.end)
    return {"start": _position(start), "end": _position(end), "replacement": edit.replacement}


def as_json(item: Diagnostic, source: Source) -> dict[str, Any]:
    """One diagnostic with its places in code points, UTF-16 units and UTF-8 bytes."""
    start, end = source.position(item.span.start), source.position(item.span.end)
    fix: dict[str, Any] | None = None
    if item.fix is not None:
        edits = [_edit(edit, source) for edit in item.fix.edits]
        fix = {**edits[0], "safe": item.fix.safe, "title": dict(item.fix.title), "edits": edits}
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
