"""Fixes of comments that silence rules."""

from aimline.goals.nearest import nearest
from aimline.language.outline import Line
from aimline.language.scanner import ignored
from aimline.lint.remedies.offer import Offer, Site
from aimline.lint.remedies.rows import row_at, without
from aimline.lint.rule import rules
from aimline.text.diagnostic import Edit
from aimline.text.position import Span


def unused_ignore(site: Site) -> Offer | None:
    """A rule that a comment silences for nothing is taken out of it; the comment too, where it silences no other."""
    if site.file is None:
        return None
    text, place = site.file.text, site.found.span
    row = row_at(text, place.start)
    listed = [one.span for one in ignored(Line("COMMENT", row.text, row.start, 1)) or []]
    if place not in listed:
        return None
    params = {"rule": text[place.start : place.end]}
    if len(listed) == 1:
        return Offer((without(text, row),), safe=True, params=params)
    index = listed.index(place)
    away = Span(place.start, listed[1].start) if index == 0 else Span(listed[index - 1].end, place.end)
    return Offer((Edit(away, ""),), safe=True, params=params)


def unknown_rule(site: Site) -> Offer | None:
    """The rule whose name is a typo away; a code tells too little."""
    if site.file is None:
        return None
    place = site.found.span
    written = site.file.text[place.start : place.end]
    near = nearest(written, rules()) if "-" in written else None
    return None if near is None else Offer((Edit(place, near),), params={"rule": written})
