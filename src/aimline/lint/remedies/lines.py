"""Fixes of the lines of a .goals file: settings and actions that stand where they hold for nothing."""

from collections.abc import Callable

from aimline.language.scanner import keyed_line, line_kind, unbulleted
from aimline.lint.remedies.offer import Offer, Site
from aimline.lint.remedies.rows import Row, after, block, row_at, row_before, without
from aimline.text.diagnostic import Edit
from aimline.text.position import Span


def misplaced_setting(site: Site) -> Offer | None:
    """A setting at the margin right below a goal is indented: the goal's. Behind a blank line or a comment nothing tells whose it was meant to be."""
    file, goal = site.file, site.statement
    if file is None or goal is None:
        return None
    row = row_at(file.text, site.found.span.start)
    above = row_before(file.text, row)
    while above is not None and line_kind(above.text) in ("ACTION", "DETAIL", "MORE", "SETTING"):
        above = row_before(file.text, above)
    key = _key(row)
    if above is None or not above.start <= goal.span.start <= above.stop or key is None or key in goal.own_settings:
        return None
    return Offer((Edit(Span(row.start, row.start), "  "),), params={"text": row.text, "goal": goal.text})


def repeated_setting(site: Site) -> Offer | None:
    """The setting that does not hold is taken out, the earlier one. Where both say the same nothing is lost."""
    if site.file is None:
        return None
    text = site.file.text
    row = row_at(text, site.found.span.start)
    kind, key = line_kind(row.text), _key(row)
    above = row_before(text, row)
    while above is not None and line_kind(above.text) != "GOAL":
        if key is not None and line_kind(above.text) == kind and _key(above) == key:
            same = _value(above) == _value(row)
            return Offer((without(text, above),), safe=same, params={"text": above.text})
        above = row_before(text, above)
    return None


def orphan_action(site: Site) -> Offer | None:
    """An action above the only goal of its file goes under it."""
    if site.file is None or len(site.file.statements) != 1:
        return None
    text, goal = site.file.text, site.file.statements[0]
    row = row_at(text, site.found.span.start)
    *_, last = block(text, goal.span.start)
    if last.start <= row.start:
        return None
    insertion = after(last, [f"  - {unbulleted(row.text)}"])
    return Offer((without(text, row), insertion), params={"text": unbulleted(row.text), "goal": goal.text})


def orphan_setting(site: Site) -> Offer | None:
    """An indented setting above the goals goes to the margin, where it holds for those below, unless it is set there already."""
    if site.file is None:
        return None
    row = row_at(site.file.text, site.found.span.start)
    key = _key(row)
    below = next((goal for goal in site.file.statements if goal.span.start > row.start), None)
    if key is None or below is None or key in below.settings:
        return None
    content = row.text.strip()
    return Offer((Edit(Span(row.start, row.start + row.text.index(content[0])), ""),), params={"text": content})


def conflicting_start(site: Site) -> Offer | None:
    """The sentence holds: its setting is taken out."""
    return _without_setting(site, "start")


def conflicting_end(site: Site) -> Offer | None:
    """The sentence holds: its setting is taken out."""
    return _without_setting(site, "end")


def conflicting_platform(site: Site) -> Offer | None:
    """The sentence holds: its setting is taken out."""
    return _without_setting(site, "platform")


def setting_without_effect(site: Site) -> Offer | None:
    """A setting that changes nothing is taken out."""
    return _without_row(site)


def placeholder_setting(site: Site) -> Offer | None:
    """A setting that says nothing yet is taken out."""
    return _without_row(site)


def repeated_action(site: Site) -> Offer | None:
    """The later of two equal actions is taken out."""
    return _without_row(site, unbulleted)


def _without_row(site: Site, shown: Callable[[str], str] = str.strip) -> Offer | None:
    if site.file is None or not site.file.text:
        return None
    row = row_at(site.file.text, site.found.span.start)
    return Offer((without(site.file.text, row),), params={"text": shown(row.text)})


def _without_setting(site: Site, key: str) -> Offer | None:
    goal = site.statement
    if site.file is None or goal is None or key not in goal.own_settings:
        return None
    row = row_at(site.file.text, goal.settings[key].key_span.start)
    return Offer((without(site.file.text, row),), params={"text": row.text})


def _key(row: Row) -> str | None:
    keyed = keyed_line(row.text.strip())
    return keyed[0] if keyed else None


def _value(row: Row) -> str | None:
    keyed = keyed_line(row.text.strip())
    return " ".join(keyed[2].split()) if keyed else None
