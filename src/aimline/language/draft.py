"""One goal of a statement: its slots weighed against each other."""

from operator import itemgetter

from aimline.catalogue import Catalogue
from aimline.language.account import account
from aimline.language.amounts import doing, main_amount, note_vague_words, take_late, take_target, unit_of
from aimline.language.case import Case, Place
from aimline.language.clauses import Clause
from aimline.language.compared import take_reference
from aimline.language.counted import heads_compound, names_more, take_custom, take_elided, take_metric, take_platforms, take_timed
from aimline.language.direction import intent_of, take_verb
from aimline.language.everything import take_everything
from aimline.language.kept import take_kept
from aimline.language.leftover import note_doubts, take_far_year
from aimline.language.rhythm import counted_by, one_each, take_per, take_rhythm, take_time, take_within
from aimline.language.shares import people_who
from aimline.language.statement import Draft
from aimline.text.position import Excerpt, Span

_start = itemgetter(2)


def draft(clause: Clause, catalogue: Catalogue, text: Excerpt, place: Place, *, noun_first: bool = False) -> Draft:
    """Weigh the slots of one clause. `place` turns a stretch of the normalised text into one of the source; `text` is the source.

    `noun_first` tells that adjectives follow their noun in the language of the sentence.
    """
    ordered = sorted([*clause.slots, *clause.shared], key=_start) if clause.shared else sorted(clause.slots, key=_start)
    result = Draft(place(ordered[0].start, ordered[-1].end) if ordered else Span(0, 0))
    case = Case(result, ordered, frozenset([slot[2:4] for slot in clause.slots]) if clause.shared else None, catalogue, text, place, noun_first)
    take_verb(case)
    take_metric(case)
    if clause.asides:
        people_who(case, clause.asides)
    take_platforms(case)
    if result.metric is None:
        take_elided(case)
    quantity = main_amount(case)
    if quantity is not None and result.metric is None and clause.asides and unit_of(quantity).startswith("duration:"):
        take_timed(case, clause.asides)
    if quantity is not None and (result.metric is None or names_more(case, quantity)):
        take_custom(case, quantity)
    if quantity is not None and result.metric is not None and case.has("word"):
        heads_compound(case, quantity)
    take_per(case)
    if case.has("average"):
        result.aggregation = "average"
        case.take("aggregation", *case.all("average"))
        if result.metric == "reviews" and result.per is None:
            # متوسط التقييمات: what they come to, and not how many they are
            result.metric = "rating"
    take_time(case, clause.asides)
    take_within(case)
    if quantity is not None and result.target is None:
        if result.metric is None and unit_of(quantity) == "stars":
            result.metric = "rating"
        take_target(case, quantity, clause.asides)
    elif quantity is None and (wanting := next((slot for slot in case.all("filler") if slot.value == "wanting"), None)) is not None:
        doing(case, wanting, None, clause.asides)
    elif quantity is None and case.verb is not None:
        doing(case, case.verb, None, clause.asides)
    if result.target is None and (case.has("all_") or case.implied is not None):
        take_everything(case)
    result.intent = intent_of(case)
    recurs = case.has("recurring")
    if result.target is None and recurs:
        one_each(case)
    if result.target is not None and result.target.kind == "level":
        take_kept(case)
    if case.has("reference"):
        take_reference(case)
    if recurs or result.per is not None:
        take_rhythm(case)
    if result.per is not None or (result.time is not None and result.time.form == "recurring"):
        result.rhythm = counted_by(case)
    if case.has("vague") or case.has("soon"):
        note_vague_words(case)
    if case.has("late_max"):
        take_late(case)
    take_far_year(case)
    account(case, clause.asides)
    note_doubts(case)
    return result
