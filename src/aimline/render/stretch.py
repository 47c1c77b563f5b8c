"""The edits of a fix as one stretch of text and what is to stand there."""

from collections.abc import Sequence

from aimline.lint.fixing import edited
from aimline.text.diagnostic import Edit
from aimline.text.position import Source, Span


def as_one(edits: Sequence[Edit], source: Source) -> Edit:
    """Some edits as one, from the beginning of the first to the end of the last; new lines end as those of the text."""
    span = Span(min(edit.span.start for edit in edits), max(edit.span.end for edit in edits))
    after = edited(source.text, edits)
    return Edit(span, after[span.start : len(after) - (len(source.text) - span.end)])
