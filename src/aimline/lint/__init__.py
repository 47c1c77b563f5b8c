"""Goals → diagnostics. Rules are data in `rules/lint/`; what judges them stands in `families`, or is a condition of the rule itself."""

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

from aimline.lint.linter import lint, lint_statement, smart
from aimline.lint.rule import Rule, find, rules
from aimline.lint.selection import RuleSet

__all__ = ["Rule", "RuleSet", "find", "lint", "lint_statement", "rules", "smart"]


class _Stage(ModuleType):
    """This folder and the public function share a name: `aimline.lint(…)` is the function before the folder is imported, and must stay it afterwards."""

    def __call__(self, *args: Any, **options: Any) -> Any:
        return import_module("aimline.api").lint(*args, **options)


sys.modules[__name__].__class__ = _Stage
