"""Fixes of goals: several in a sentence, the same one twice, days that drift. New words are read back: only those that mean the same are given."""

from dataclasses import replace
from datetime import date
from typing import Any

from aimline.catalogue import load as load_catalogue
from aimline.goals.timing import timing
from aimline.goals.undrift import written_out
from aimline.language import Draft, Statement, parse_statement
from aimline.language.scanner import line_kind
from aimline.lint.remedies.offer import Offer, Site
from aimline.lint.remedies.rows import block, without_all
from aimline.text.diagnostic import Edit
from aimline.text.position import Span

_HARMLESS = frozenset(["unknown-metric", "multiple-goals"])
"""What may be noted about a sentence that is said anew: it says nothing against the wording."""


def drifting_date(site: Site) -> Offer | None:
    """The words of a sentence that move with the day, as the days that they mean today."""
    goal = site.statement
    if goal is None:
        return None
    for draft in goal.drafts:
        found = written_out(goal, draft, timing(goal, draft, site.today), site.today)
        if found is not None and found[0] == site.found.span:
            return Offer((Edit(*found),), safe=True)
    return None


def multiple_goals(site: Site) -> Offer | None:
    """Each goal of a sentence in a line of its own, with the actions and settings of all; where each can be said alone and means what it meant."""
    file, goal = site.file, site.statement
    if file is None or file.document or goal is None or goal.ignores or not {"id", "milestones"}.isdisjoint(goal.own_settings):
        # an id and milestones are those of one goal, and nobody knows of which
        return None
    sentences = _said_alone(goal, site.today)
    if sentences is None:
        return None
    head, *below = block(file.text, goal.span.start)
    bullet = file.text[head.start : goal.span.start]
    bullet = "" if any(char.isdigit() for char in bullet) else bullet
    own = [row.text for row in below if line_kind(row.text) in ("ACTION", "DETAIL")]
    last = (below or [head])[-1]
    further = "".join(f"\n{bullet}{text}" + "".join("\n" + line for line in own) for text in sentences[1:])
    end = last.start + len(last.text)
    if not below:
        return Offer((Edit(goal.span, sentences[0] + further),), safe=True, params={"count": str(len(sentences))})
    return Offer((Edit(goal.span, sentences[0]), Edit(Span(end, end), further)), safe=True, params={"count": str(len(sentences))})


def duplicate_goal(site: Site) -> Offer | None:
    """The later of two goals is taken out, with its actions and settings. Comments that silence rules for it would fall to the next goal: there it stays."""
    file, goal = site.file, site.statement
    if file is None or file.document or goal is None or goal.ignores or len(goal.drafts) > 1:
        return None
    rows = block(file.text, goal.span.start)
    if any(line_kind(row.text) in ("COMMENT", "SETTING") for row in rows):
        return None
    return Offer((without_all(file.text, rows),), params={"text": goal.text})


def _said_alone(goal: Statement, today: date) -> list[str] | None:
    """The goals of a sentence as sentences; None where one of them cannot be said without a risk to its meaning."""
    from aimline.goals.printing import printable, sentence
    from aimline.goals.printing.sentence import digits_in
    from aimline.goals.rewriting import is_complete

    if goal.language not in printable() or any(note.name not in _HARMLESS for note in (*goal.notes, *(note for one in goal.drafts for note in one.notes))):
        return None
    # words that say how, why or for whom may be meant for all of the goals
    if not all(is_complete(draft) and not draft.side_phrases for draft in goal.drafts):
        return None
    digits = goal.settings["digits"].value if "digits" in goal.settings else digits_in(goal.text, goal.language)
    sentences = []
    for draft in goal.drafts:
        text, exact = sentence(draft, goal.language, digits, draft.surfaces)
        if not exact or not _means(goal, draft, text, today):
            return None
        sentences.append(text)
    return sentences


def _means(goal: Statement, draft: Draft, text: str, today: date) -> bool:
    """Whether a sentence in the place of a goal's means what one draft of it means, and leaves no more doubts about its days."""
    from aimline.goals.compile import compile_statement

    alone, again = replace(goal, drafts=[draft]), replace(goal, text=text, drafts=parse_statement(text, language=goal.language).drafts, notes=[])

    def meant(statement: Statement) -> list[Any]:
        return [one.model_dump(exclude={"side_phrases"}) for one in compile_statement(statement, today, load_catalogue())]

    return meant(alone) == meant(again)
