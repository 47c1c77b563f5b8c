"""What tells a finding from others from one run to the next, wherever in its file it has moved to."""

import hashlib
from collections import Counter

from aimline.lint.belonging import goals_of
from aimline.lint.report import FileReport


def fingerprints(report: FileReport, *salt: str) -> list[str]:
    """One for each finding of a file, in order: 32 hexadecimal digits.

    Made from the rule, the goal that the finding belongs to, its line and the words that it marks (spaces levelled), and not from line numbers nor from the
    message, which may name lines. Equal findings are told apart by their order. `salt` sets those of one file apart from those of others.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    found = []
    for item, number in zip(report.found, goals_of(report), strict=True):
        goal = "" if number is None else report.file.statements[number].text
        line = report.source.line_text(report.source.line_of(item.span.start))
        key = (*salt, item.code, *(" ".join(text.split()) for text in (goal, line, report.source.text[item.span.start : item.span.end])))
        seen[key] += 1
        content = "\0".join((*key, str(seen[key])))
        found.append(hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:32])
    return found
