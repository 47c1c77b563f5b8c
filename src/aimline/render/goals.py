"""Typed goals for programs (JSON) and for people (text)."""

from collections.abc import Iterable, Sequence
from typing import Any

from aimline.goals.model import Goal
from aimline.language import Statement
from aimline.render.diagnostics import as_json as diagnostic_json
from aimline.text.diagnostic import Diagnostic
from aimline.text.messages import format_number, isolate, message
from aimline.text.position import Source


def as_json(statement: Statement, goals: Sequence[Goal], found: Iterable[Diagnostic], smart: dict[str, bool | None], source: Source) -> dict[str, Any]:
    """One statement with its goals, its diagnostics (hints included) and the five letters."""
    return {
        "file": source.name,
        "text": statement.text,
        "line": statement.line,
        "language": statement.language,
        "goals": [goal.model_dump(mode="json") for goal in goals],
        "diagnostics": [diagnostic_json(item, source) for item in found],
        "smart": smart,
    }


def amount(value: float | None, unit: str) -> str:
    """A number with its unit, short: 1,340 · 12% · 5 USD · 3x."""
    if value is None:
        return "?"
    text = format_number(value)
    kind, _, name = unit.partition(":")
    return text + {"percent": "%", "multiplier": "x", "currency": f" {name}", "duration": f" {name}"}.get(kind, "")


def as_text(statement: Statement, goals: Sequence[Goal], source: Source) -> str:
    """What a statement was understood as, one field a line."""
    lines = [f"{source.name or '-'}:{statement.line}: {isolate(statement.text)}"]
    for goal in goals:
        lines.append(f"  {goal.id}")
        target = goal.target
        how_much = None
        if target is not None:
            low = f"{amount(target.baseline, target.unit)} → " if target.baseline is not None else ""
            high = f"–{amount(target.upper, target.unit)}" if target.upper is not None else ""
            bound = {"min": " (min)", "max": " (max)", None: ""}[target.bound]
            how_much = f"{target.kind.replace('_', ' ')} {low}{amount(target.value, target.unit)}{high}{bound}"
        window = f"{goal.window.start} … {goal.window.last}" if goal.window else None
        fields = {
            "intent": goal.intent,
            "metric": goal.metric,
            "platforms": ", ".join(goal.platforms) or None,
            "target": how_much,
            "per": goal.per,
            "aggregation": goal.aggregation,
            "start": goal.start.value if goal.start else None,
            "time": f"{goal.time.form} {goal.time.value}" if goal.time else None,
            "window": window,
            "owner": goal.owner,
            "because": goal.because,
        }
        lines += [f"    {message('parse.' + name, statement.language)}: {isolate(str(value))}" for name, value in fields.items() if value is not None]
        lines += [f"    - {isolate(action.text)}" for action in goal.actions]
        lines += [f"    ({message('parse.role_' + phrase.role, statement.language)}: {isolate(phrase.text)})" for phrase in goal.side_phrases]
    return "\n".join(lines)
