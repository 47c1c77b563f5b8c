"""A time that drifts, written out as the dates that it means today."""

from datetime import date, timedelta

from aimline.goals.forms import is_relative
from aimline.goals.timing import Timing, timing
from aimline.language import Draft, Statement, parse_statement
from aimline.language.lexicon import split_words
from aimline.language.statement import Time
from aimline.text.normalise import normalise
from aimline.text.position import Span


def written_out(statement: Statement, draft: Draft, when: Timing, today: date) -> tuple[Span, str] | None:
    """The words that move with the day, and words of the statement's language that mean the same days for good; None where they cannot be put into words.

    The new sentence is read back: only words that leave everything else of it as it was are given.
    """
    from aimline.goals.printing import meaning, printable
    from aimline.goals.printing.dates import starts, times
    from aimline.goals.printing.phrases import load
    from aimline.goals.printing.said import side_words
    from aimline.goals.printing.sentence import digits_in, digits_of

    if statement.language not in printable() or len(statement.drafts) != 1:
        return None
    phrases = load(statement.language)
    wanted = statement.settings["digits"].value if "digits" in statement.settings else digits_in(statement.text, statement.language)
    digits = digits_of(phrases, wanted)
    if draft.start is not None and is_relative(draft.start.value) and when.start is not None:
        place, wordings = draft.start.span, starts(Time("deadline", when.start.isoformat()), phrases, digits)
    elif draft.time is not None and when.end is not None and draft.time.form == "period" and when.window is not None:
        value = f"{when.window.start.isoformat()}/{(when.end - timedelta(days=1)).isoformat()}"
        place, wordings = draft.time.span, times(Time("period", value), None, phrases, digits)
    elif draft.time is not None and when.end is not None and draft.time.form == "deadline":
        place, wordings = draft.time.span, times(Time("deadline", (when.end - timedelta(days=1)).isoformat()), None, phrases, digits)
    else:
        return None
    at = place.start - statement.span.start
    said = " " + " ".join(split_words(normalise(statement.text[at : at + place.end - place.start])[0])) + " "
    if any(f" {' '.join(split_words(normalise(words)[0]))} " in said for words in phrases.get("written_out", "not_with")):
        return None
    for words in wordings:
        text = statement.text[:at] + words + statement.text[at + place.end - place.start :]
        again = parse_statement(text, offset=statement.span.start, language=statement.language)
        again.settings, again.own_settings, again.readings, again.alerts = statement.settings, statement.own_settings, statement.readings, statement.alerts
        if len(again.drafts) == 1 and not any(note.name == "not-understood" for note in again.drafts[0].notes):
            other = timing(again, again.drafts[0], today)
            same = meaning(again.drafts[0], again.drafts[0].surfaces)[:6] == meaning(draft, draft.surfaces)[:6]
            kept = side_words(again.drafts[0].side_phrases) == side_words(draft.side_phrases)
            if same and kept and other.end == when.end and other.window == when.window and not other.drifting:
                return place, words
    return None
