"""Goals → diagnostics. Rules are data in `rules/lint/`; what judges them stands in `checks`."""

from aimline.lint.linter import lint, lint_statement, smart
from aimline.lint.rule import Rule, find, rules
from aimline.lint.selection import RuleSet

__all__ = ["Rule", "RuleSet", "find", "lint", "lint_statement", "rules", "smart"]
