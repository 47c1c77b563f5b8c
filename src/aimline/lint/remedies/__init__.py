"""Fixes of findings: what is to be edited so that the cause is gone. A rule that claims a fix has its edits from the note itself, or from the function of its
name (`multiple-goals`: `multiple_goals`) in one of the files here, asked only when somebody wants the fix.
"""

import importlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, partial
from typing import TYPE_CHECKING

from aimline.language import File, Statement
from aimline.lint.rule import Rule, rules
from aimline.text.diagnostic import Diagnostic, Fix, Later
from aimline.text.messages import isolate, languages, messages

if TYPE_CHECKING:
    from aimline.lint.remedies.offer import Remedy

__all__ = ["remedied", "remedy_of", "title"]


@cache
def remedy_of(name: str) -> "Remedy | None":
    """The function that works out the fix of a rule, by the rule's name; None where there is none."""
    # each file is imported when a fix is looked for in it: a clean run needs none
    modules = (importlib.import_module(f"aimline.lint.remedies.{module}") for module in ("lines", "goals", "comments", "words"))
    return next((function for module in modules if (function := vars(module).get(name.replace("-", "_"))) is not None), None)


def remedied(found: Iterable[Diagnostic], statements: Sequence[Statement], today: date, file: File | None = None) -> Iterator[Diagnostic]:
    """Findings with their fixes, which are worked out when they are asked for. `statements` are all that the findings are about, in order; without the file
    they stand in, only what lies within a sentence is fixed.
    """
    known = rules()
    starts: list[int] | None = None
    for item in found:
        rule = known.get(item.name)
        if rule is None or rule.fix == "none" or isinstance(item.remedy, Fix):
            yield item
            continue
        if starts is None:
            starts = [statement.span.start for statement in statements]
        index = bisect_right(starts, item.span.start) - 1
        yield item._replace(remedy=Later(partial(_fix, rule, item, statements[index] if index >= 0 else None, file, today)))


def _fix(rule: Rule, item: Diagnostic, statement: Statement | None, file: File | None, today: date) -> Fix | None:
    from aimline.lint.remedies.offer import Site

    remedy, site = remedy_of(rule.name), Site(item, statement, file, today)
    offer = remedy(site) if remedy is not None else None
    if offer is None:
        return None
    said = {name: isolate(text.strip()) for name, text in offer.params.items()}
    edits = offer.edits
    if site.file is not None and "\r\n" in site.file.text:
        edits = tuple(edit._replace(replacement=edit.replacement.replace("\n", "\r\n")) for edit in edits)
    return Fix(edits, offer.safe, title(rule, dict.fromkeys(languages(), said), edits[0].replacement))


def title(rule: Rule, said: Mapping[str, Mapping[str, str]], replacement: str) -> dict[str, str]:
    """What a fix does, in every language. `said` are the values of placeholders, by language, as they are to be shown."""
    new = isolate(replacement.strip())
    if not rule.fix_says:
        return messages("lint.replace_by", text=new)
    return {language: rule.fix_says[language].format_map({**said[language], "replacement": new}) for language in languages()}
