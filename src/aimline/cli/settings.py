"""What the options, the environment and the file of a configuration come to for `lint`."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import click

from aimline.catalogue import load as load_catalogue
from aimline.cli.configured import Complaint, config_of, layers
from aimline.lint.rule import Rule, rules
from aimline.lint.run import Settings
from aimline.lint.selection import Selector, UnknownSelector, choose, named
from aimline.text.globs import Glob
from aimline.text.messages import isolate, messages


def settings_of(ctx: click.Context, today: date, *, hints: bool, preview: bool) -> Settings:
    """What the options, the environment and the file come to.

    Raises:
        Complaint: a selector names no rule.
    """
    known = rules()
    chosen = [Selector(text, True, rank, origin) for rank, text, origin in _words(layers(ctx, "select")[-1:])]
    chosen += [Selector(text, True, rank, origin) for rank, text, origin in _words(layers(ctx, "extend-select"))]
    if not any(rank >= 0 for rank, _, _ in layers(ctx, "select")) and chosen:
        # what extends nothing extends everything
        chosen.insert(0, Selector("ALL", True, -1))
    chosen += [Selector(text, False, rank, origin) for rank, text, origin in _words(layers(ctx, "ignore"))]
    try:
        ruleset = choose(known, chosen, hints=hints, preview=preview)
        return Settings(today, load_catalogue(), ruleset, _per_file(ctx, known))
    except UnknownSelector as error:
        name = "config.unknown_selector" if error.near is None else "config.unknown_selector_near"
        place, text = isolate(error.selector.origin), isolate(error.selector.text)
        raise Complaint(messages(name, place=place, text=text, near=isolate(error.near or ""))) from None


def _words(found: Sequence[tuple[int, Sequence[str], str]]) -> list[tuple[int, str, str]]:
    return [(rank, word, origin) for rank, values, origin in found for value in values for word in value.replace(",", " ").split()]


def _per_file(ctx: click.Context, known: Mapping[str, Rule]) -> list[tuple[Glob, frozenset[str]]]:
    config = config_of(ctx)
    found = []
    for _, table, origin in layers(ctx, "per-file-ignores"):
        folder = str(config.file.parent if config is not None else Path.cwd())
        for pattern, selectors in table.items():
            names = {rule.name for text in selectors for rule in named(Selector(text, False, 0, origin), known)[0]}
            found.append((Glob(pattern, folder), frozenset(names)))
    return found
