"""Rules as SARIF describes them, in every language."""

import re
from collections.abc import Sequence
from typing import Any

from aimline.lint.rule import Rule
from aimline.render.rules import in_language, visible_signs, without_values
from aimline.text.diagnostic import Severity
from aimline.text.messages import message

LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "hint": "note"}
_PROBLEMS: dict[Severity, str] = {"error": "error", "warning": "warning", "hint": "recommendation"}
"""What GitHub calls them."""


def escaped(text: str) -> str:
    """A text as SARIF wants messages: braces are doubled, and nothing is taken for a link."""
    return re.sub(r"\[(?=[^\]]*\]\()", r"\\[", text.replace("{", "{{").replace("}", "}}"))


def descriptor(rule: Rule, order: Sequence[str]) -> dict[str, Any]:
    """A rule with its texts in the first of some languages; the help is in all of them, since GitHub shows no translations."""
    return {
        "id": rule.code,
        "name": rule.name,
        **_texts(rule, order),
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {
            "tags": ["SMART", rule.criterion.replace("_", "-")],
            "problem.severity": _PROBLEMS[rule.severity],
            "since": rule.since,
            "preview": rule.preview,
        },
    }


def translated(known: Sequence[Rule], language: str, release: str) -> dict[str, Any]:
    """The texts of all rules in one language, as a component that SARIF knows as a translation."""
    return {
        "name": "aimline",
        "semanticVersion": release,
        "language": language,
        "contents": ["localizedData"],
        "associatedComponent": {"name": "aimline"},
        "translationMetadata": {"name": f"aimline ({language})", "fullName": message("language.name", language)},
        "rules": [{"id": rule.code, "name": rule.name, **_texts(rule, [language])} for rule in known],
    }


def _texts(rule: Rule, order: Sequence[str]) -> dict[str, Any]:
    first = order[0]
    return {
        "shortDescription": {"text": escaped(without_values(rule.message[first]))},
        "fullDescription": {"text": escaped(rule.rationale[first])},
        "help": {
            "text": escaped("\n\n".join(_help(rule, language) for language in order)),
            "markdown": escaped("\n\n".join(_markdown(rule, language, titled=len(order) > 1) for language in order)),
        },
    }


def _examples(rule: Rule, language: str) -> dict[str, Sequence[str]]:
    """Sentences that break it and that do not, by their titles: those of the language, or all where there are none."""
    found = {message(f"rules.{kind}", language): texts for kind, texts in (("bad", rule.bad), ("good", rule.good)) if texts}
    return {title: [visible_signs(text) for text in in_language(texts, language)] for title, texts in found.items()}


def _help(rule: Rule, language: str) -> str:
    examples = [f"{title}\n" + "\n".join(texts) for title, texts in _examples(rule, language).items()]
    return "\n\n".join([*_said(rule, language), *examples])


def _markdown(rule: Rule, language: str, *, titled: bool) -> str:
    title = [f"## {message('language.name', language)}"] if titled else []
    examples = [f"**{title}**\n\n```text\n" + "\n".join(texts) + "\n```" for title, texts in _examples(rule, language).items()]
    return "\n\n".join([*title, *_said(rule, language), *examples])


def _said(rule: Rule, language: str) -> list[str]:
    """What to do, why, and what a fix does."""
    fix = [f"{message(f'rules.fix.{rule.fix}', language)} {without_values(rule.fix_says[language])}"] if rule.fix_says else []
    return [without_values(rule.advice[language]), rule.rationale[language], *fix]
