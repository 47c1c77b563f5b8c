"""Fixes of comments that silence rules."""

from aimline.goals.nearest import nearest
from aimline.language.suppressions import ALL
from aimline.lint.remedies.offer import Offer, Site
from aimline.lint.remedies.rows import row_at, without
from aimline.lint.rule import rules
from aimline.text.diagnostic import Edit
from aimline.text.position import Span


def unused_ignore(site: Site) -> Offer | None:
    """A rule that a comment silences for nothing is taken out of it; the comment too, where it silences no other, and the one that ends its range."""
    if site.file is None:
        return None
    text, place = site.file.text, site.found.span
    comment = next((one for one in site.file.suppressions if one.comment.start <= place.start < one.comment.end), None)
    if comment is None:
        return None
    listed = [one.span for one in comment.ignores]
    params = {"rule": text[slice(*place)] if listed else ALL}
    if len(listed) <= 1:
        lines = [comment.comment] if comment.end is None else [comment.comment, comment.end]
        return Offer(tuple(without(text, row_at(text, line.start)) for line in lines), safe=True, params=params)
    index = listed.index(place)
    away = Span(place.start, listed[1].start) if index == 0 else Span(listed[index - 1].end, place.end)
    return Offer((Edit(away, ""),), safe=True, params=params)


def unpaired_ignore(site: Site) -> Offer | None:
    """The end of a range that never began goes; where one ends that began is not told."""
    if site.file is None:
        return None
    text, place = site.file.text, site.found.span
    comment = next((one for one in site.file.suppressions if one.kind == "stray" and one.comment.start == place.start), None)
    return None if comment is None else Offer((without(text, row_at(text, place.start)),), safe=True, params={"text": text[slice(*place)]})


def unknown_rule(site: Site) -> Offer | None:
    """The rule whose name is a typo away; a code tells too little."""
    if site.file is None:
        return None
    place = site.found.span
    written = site.file.text[place.start : place.end]
    near = nearest(written, rules()) if "-" in written else None
    return None if near is None else Offer((Edit(place, near),), params={"rule": written})
