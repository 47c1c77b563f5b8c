"""The body of a webhook: the alert as JSON, or a message as Slack or Teams take it.

The words of a user are put where nothing is read into them: a goal with `<!channel>` or `[a](link)` in it is shown as it is written. Each line of a language
that runs from right to left begins with a mark of that direction, since both find the direction of a line by its first letters.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from aimline.alerts.delivery import Letter
from aimline.alerts.words import Words, words

Shape = Callable[[Letter, Sequence[str]], bytes]
"""A letter as the body of a request, in some languages."""
_RLM = "\u200f"
_LONGEST = (1000, 500, 250, 100, 40)
"""Characters of one text: the most that a message has room for."""
_SLACK, _TEAMS = 12_000, 27 * 1024
"""Slack refuses messages of more than some 13,000 characters in all, Teams those of more than 28 KB."""
_COLOURS = {"info": "default", "warning": "warning", "critical": "attention"}
_SIGNS = {"info": "\N{INFORMATION SOURCE}", "warning": "\N{WARNING SIGN}", "critical": "\N{OCTAGONAL SIGN}"}


def as_json(letter: Letter, languages: Sequence[str]) -> bytes:
    """The line of the log, byte for byte: it has the reason in every language."""
    return letter.line.encode()


def as_slack(letter: Letter, languages: Sequence[str]) -> bytes:
    """A message of rich text, and the same as plain text for notifications."""
    severity, parts = str(letter.alert["severity"]), [words(letter.alert, language, letter.titles) for language in languages]

    def made(longest: int) -> bytes:
        blocks = [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": _slack(part, severity, longest)}]} for part in parts]
        text = "\n".join(_line(part, f"{part.severity}: {part.title} — {part.goal}", longest) for part in parts)
        for char, escaped in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
            text = text.replace(char, escaped)
        return _dumped({"text": text, "blocks": blocks})

    return _fitting(made, lambda body: len(body.decode()) <= _SLACK)


def _fitting(made: Callable[[int], bytes], fits: Callable[[bytes], bool]) -> bytes:
    """A message with texts as long as there is room for."""
    *longer, shortest = _LONGEST
    return next((body for longest in longer if fits(body := made(longest))), None) or made(shortest)


def _slack(part: Words, severity: str, longest: int) -> list[dict[str, Any]]:
    first, *rest = (_line(part, line, longest) for line in part.lines())
    head = {"type": "text", "text": f"{_SIGNS[severity]} {first}" if not part.rtl else f"{_RLM}{_SIGNS[severity]} {first}", "style": {"bold": True}}
    return [head, *({"type": "text", "text": "\n" + line} for line in rest)]


def as_teams(letter: Letter, languages: Sequence[str]) -> bytes:
    """A message with an adaptive card a language, as workflows of Teams take it."""
    severity, parts = str(letter.alert["severity"]), [words(letter.alert, language, letter.titles) for language in languages]

    def made(longest: int) -> bytes:
        return _dumped({"type": "message", "attachments": [_card(part, severity, longest) for part in parts]})

    return _fitting(made, lambda body: len(body) <= _TEAMS)


def _card(part: Words, severity: str, longest: int) -> Mapping[str, Any]:
    first, *rest = (_line(part, line, longest) for line in part.lines())
    head = {"type": "TextRun", "text": first, "weight": "bolder", "size": "medium", "color": _COLOURS[severity]}
    body = [_block(head), *(_block({"type": "TextRun", "text": line}) for line in rest)]
    card = {"$schema": "http://adaptivecards.io/schemas/adaptive-card.json", "type": "AdaptiveCard", "version": "1.5", "lang": part.language, "rtl": part.rtl}
    return {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": {**card, "body": body}}


def _block(run: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"type": "RichTextBlock", "inlines": [run]}


def _line(part: Words, text: str, longest: int) -> str:
    short = text if len(text) <= longest else text[: longest - 1] + "…"
    return _RLM + short if part.rtl else short


def _dumped(message: Mapping[str, Any]) -> bytes:
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()


SHAPES: Mapping[str, Shape] = {"json": as_json, "slack": as_slack, "teams": as_teams}
"""By name, as configurations have them."""
