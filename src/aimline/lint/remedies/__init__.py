"""Fixes of findings: what is to be edited so that the cause is gone. A rule that claims a fix has its edits from the note itself, or from the function of its
name (`multiple-goals`: `multiple_goals`) in one of the files here, asked only when somebody wants the fix.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, partial

from aimline.language import File, Statement
from aimline.lint.remedies import comments, goals, lines, words
from aimline.lint.remedies.offer import Offer, Remedy, Site
from aimline.lint.rule import Rule, rules
from aimline.text.diagnostic import Diagnostic, Fix, Later
from aimline.text.messages import isolate, languages, messages

__all__ = ["Offer", "Remedy", "Site", "remedied", "remedy_of", "title"]


@cache
def remedy_of(name: str) -> Remedy | None:
    """The function that works out the fix of a rule, by the rule's name; None where there is none."""
    return next((function for module in (lines, goals, words, comments) if (function := vars(module).get(name.replace("-", "_"))) is not None), None)


def remedied(found: Iterable[Diagnostic], statements: Sequence[Statement], today: date, file: File | None = None) -> Iterator[Diagnostic]:
    """Findings with their fixes, which are worked out when they are asked for. `statements` are all that the findings are about, in order; without the file
    they stand in, only what lies within a sentence is fixed.
    """
    known = rules()
    starts: list[int] | None = None
    for item in found:
        rule = known.get(item.name)
        remedy = remedy_of(item.name) if rule is not None and rule.fix != "none" and not isinstance(item.remedy, Fix) else None
        if rule is None or remedy is None:
            yield item
            continue
        if starts is None:
            starts = [statement.span.start for statement in statements]
        index = bisect_right(starts, item.span.start) - 1
        site = Site(item, statements[index] if index >= 0 else None, file, today)
        yield item._replace(remedy=Later(partial(_fix, rule, remedy, site)))


def _fix(rule: Rule, remedy: Remedy, site: Site) -> Fix | None:
    offer = remedy(site)
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
