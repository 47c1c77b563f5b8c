"""What the tests of formats print: reports of texts, without the command line."""

from collections.abc import Sequence
from datetime import date

from aimline.catalogue import load as load_catalogue
from aimline.language import parse_document, parse_goals_file
from aimline.lint import lint
from aimline.lint.report import FileReport
from aimline.render.formats import renderer
from aimline.render.run import Run
from aimline.text.position import Source

TODAY = date(2026, 12, 1)
GOALS = """\
account:
Increase brand awareness on Instagram
  ownr: Sara
الوصول إلى 5,000 متابع على تيك توك قريبًا
🙂 Gain 100 Instgram followers [x](y) {0} in 10 days
Win 40 TikTok likes in 9 days
Gain 500 followers on TikTok by next Friday
"""
"""Findings of every severity, in two languages, with and without a fix, of the file and of goals; one goal is clean."""
FIXABLE = """\
  - 🙂 Post daily
Gain between 60 and 50 Instgram followers in 10 days
رفع الوصول 40%، رفع التفاعل 15% على فيسبوك خلال شهر
"""
"""Findings whose fixes have several edits, or put lines there."""


def report(text: str = GOALS, name: str | None = "goals/plan.goals", *, hints: bool = False) -> FileReport:
    """What lint finds in a text."""
    source = Source(text, name)
    file = parse_document(source) if name is not None and name.endswith(".md") else parse_goals_file(source)
    return FileReport(source, file, lint(file, catalogue=load_catalogue(), today=TODAY, hints=hints))


def printed(format_: str, *reports: FileReport, run: Run | None = None) -> str:
    """What a format prints of some reports."""
    return "\n".join(renderer(format_)(reports, run or Run()))


def marked(found: Sequence[FileReport]) -> list[tuple[str, str]]:
    """The code and the words of every finding."""
    return [(item.code, one.source.text[item.span.start : item.span.end]) for one in found for item in one.found]
