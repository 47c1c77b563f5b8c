"""What the options, the environment and the file of a configuration come to for `lint`."""

import os
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import click

from aimline.catalogue import load as load_catalogue
from aimline.cli.configured import Complaint, config_of, layers, nearest_to
from aimline.cli.house import house_rules
from aimline.config import Config
from aimline.lint.rule import Rule, rules
from aimline.lint.run import Scope, Settings
from aimline.lint.selection import ALL, Selector, UnknownSelector, choose, named
from aimline.text.globs import Glob
from aimline.text.messages import isolate, messages


def settings_of(ctx: click.Context, today: date, errors: list[Mapping[str, str]]) -> Settings:
    """What the options, the environment and the files come to. A file of goals is judged by the rules of the configuration that is nearest to it; the rest is
    that of the run. What is wrong with rules of the house is added to the errors.

    Raises:
        Complaint: a selector names no rule.
    """
    ours, folders = config_of(ctx), dict[str, Scope | None]()
    scopes: dict[Path, Scope] = {}
    known: dict[str, Rule] = {}

    def nearer(name: str) -> Scope | None:
        folder = os.path.dirname(name)  # noqa: PTH120 - asked for every file
        if folder not in folders:
            config = nearest_to(ctx, folder)
            if config is not None and config is not ours and config.file not in scopes:
                scopes[config.file] = _scope(ctx, config, {}, today, errors)
                # formats describe the rules of all configurations
                known.update({name: rule for name, rule in scopes[config.file].ruleset.known.items() if name not in known})
            folders[folder] = scopes[config.file] if config is not None and config is not ours else None
        return folders[folder]

    return Settings(today, load_catalogue(), _scope(ctx, ours, known, today, errors), nearer)


def _scope(ctx: click.Context, config: Config | None, known: dict[str, Rule], today: date, errors: list[Mapping[str, str]]) -> Scope:
    """What one configuration asks; `known` is filled with the rules that it knows."""
    known |= {**rules(), **house_rules(ctx, config, today, errors)}
    selected = layers(ctx, "select", config)[-1:]
    chosen = [Selector(text, True, rank, origin) for rank, text, origin in _words(selected)]
    # an empty list selects nothing
    chosen += [Selector(ALL, False, rank, origin) for rank, _, origin in selected if not chosen]
    chosen += [Selector(text, True, rank, origin) for rank, text, origin in _words(layers(ctx, "extend-select", config))]
    if not selected and chosen:
        # what extends nothing extends everything
        chosen.insert(0, Selector(ALL, True, -1))
    chosen += [Selector(text, False, rank, origin) for rank, text, origin in _words(layers(ctx, "ignore", config))]
    hints, preview = (any(value for _, value, _ in layers(ctx, key, config)[-1:]) for key in ("hints", "preview"))
    try:
        return Scope(choose(known, chosen, hints=hints, preview=preview), _per_file(ctx, known, config))
    except UnknownSelector as error:
        name = "config.unknown_selector" if error.near is None else "config.unknown_selector_near"
        place, text = isolate(error.selector.origin), isolate(error.selector.text)
        raise Complaint(messages(name, place=place, text=text, near=isolate(error.near or ""))) from None


def _words(found: Sequence[tuple[int, Sequence[str], str]]) -> list[tuple[int, str, str]]:
    return [(rank, word, origin) for rank, values, origin in found for value in values for word in value.replace(",", " ").split()]


def _per_file(ctx: click.Context, known: Mapping[str, Rule], config: Config | None) -> list[tuple[Glob, frozenset[str]]]:
    found = []
    for _, table, origin in layers(ctx, "per-file-ignores", config):
        folder = str(config.file.parent if config is not None else Path.cwd())
        for pattern, selectors in table.items():
            names = {rule.name for text in selectors for rule in named(Selector(text, False, 0, origin), known)[0]}
            found.append((Glob(pattern, folder), frozenset(names)))
    return found
