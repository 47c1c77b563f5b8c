"""Text → statements: the scanner of files, the words, the grammar, the drafts of goals."""

from aimline.language.parser import parse_lines, parse_statement
from aimline.language.scanner import parse_document, parse_goals_file
from aimline.language.statement import Action, Draft, File, Setting, SidePhrase, Statement, Target, Time
from aimline.language.which import language_of

__all__ = [
    "Action",
    "Draft",
    "File",
    "Setting",
    "SidePhrase",
    "Statement",
    "Target",
    "Time",
    "language_of",
    "parse_document",
    "parse_goals_file",
    "parse_lines",
    "parse_statement",
]
