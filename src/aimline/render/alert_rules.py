"""Alert rules for people (text) and for programs (JSON)."""

from collections.abc import Iterator, Sequence
from typing import Any

from aimline.alerts.rules import AlertRule
from aimline.text.messages import isolate, languages, message, table, visible


def as_records(rules: Sequence[AlertRule]) -> list[dict[str, Any]]:
    """Everything that is known of alert rules, texts by language."""
    return [
        {
            "kind": "alert",
            "name": rule.name,
            "severity": rule.severity,
            "rule": dict(rule.said),
            "days": rule.days,
            "again": rule.again,
            "once": rule.once,
            "resolve": rule.resolve,
            "recovers": rule.recovers,
            "unless": list(rule.unless),
            "off": rule.off,
            "rationale": {language: _why(rule, language) for language in languages()},
            "origin": rule.place,
        }
        for rule in rules
    ]


def as_list(rules: Sequence[AlertRule], language: str) -> Iterator[str]:
    """A title, and a rule a line: name, severity, sentence."""
    if not rules:
        return
    yield message("alert_rules.title", language)
    width = max(len(rule.name) for rule in rules)
    severities = {rule.severity: message(f"notice.severity.{rule.severity}", language) for rule in rules}
    room = max(map(len, severities.values()))
    for rule in rules:
        off = f" ({message('alert_rules.off', language)})" if rule.off else ""
        yield f"{rule.name:{width}}  {severities[rule.severity]:{room}}  {isolate(visible(rule.said[language]))}{off}"


def explained(rule: AlertRule, language: str) -> str:
    """One rule in full."""
    severity = message(f"notice.severity.{rule.severity}", language)
    facts = [message("alert_rules.severity", language, severity=severity)]
    facts += [message("alert_rules.holds", language, days=str(rule.days))] if rule.days > 1 else []
    facts += [message("alert_rules.again", language, days=str(rule.again))] if rule.again else []
    facts += [message(f"alert_rules.{name}", language) for name in ("once", "resolve", "recovers", "off") if getattr(rule, name)]
    facts += [message("alert_rules.unless", language, names=isolate(", ".join(rule.unless)))] if rule.unless else []
    lines = [f"{rule.name} · {' · '.join(facts)}", "", *(f"  {isolate(visible(text))}" for text in _sentences(rule, language))]
    why = _why(rule, language)
    lines += ["", f"  {why}"] if why else []
    if rule.place:
        lines += ["", f"  {message('rules.origin', language, place=isolate(rule.place))}"]
    return "\n".join(lines)


def _sentences(rule: AlertRule, language: str) -> list[str]:
    """The rule in a language, then in the others; its own has the words that were written."""
    return list(dict.fromkeys([rule.said[language], *rule.said.values()]))


def _why(rule: AlertRule, language: str) -> str | None:
    return table("alert_rules.why", language).get(rule.name)
