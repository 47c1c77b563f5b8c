"""Rules of the house for commands that go by rules: those of the configuration file and of `--rules`."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from aimline.cli.configured import config_of, layers
from aimline.config import Config, Key

if TYPE_CHECKING:
    from aimline.lint.rule import Rule

HOUSE_KEYS: Mapping[str, Key] = {"rules": Key("texts"), "rule-packages": Key("texts")}
"""What only a file can say: sentences, and the packages whose rules hold."""


def rules_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """`--rules FILE`, which may be repeated; in a configuration file `rule-files`."""
    return click.option("--rule-files", "--rules", "rule_files", multiple=True, type=click.Path(), metavar="FILE")(function)


def house_rules(ctx: click.Context, config: Config | None, today: date, errors: list[Mapping[str, str]]) -> "dict[str, Rule]":
    """The rules of the house by name, of a configuration and of `--rules`; what is wrong with them is added to the errors. Without any nothing is imported."""
    sentences = _sentences(ctx, config)
    files = [file for _, found, _ in _last(ctx, "rule-files", config) for file in found]
    packages = [name for _, names, _ in _last(ctx, "rule-packages", config) for name in names]
    if not (sentences or files or packages):
        return {}
    from aimline.lint.house import load_rules

    found, wrong = load_rules(sentences, files, packages, today)
    errors += [text for text in wrong if text not in errors]
    return {rule.name: rule for rule in found}


def _sentences(ctx: click.Context, config: Config | None) -> list[tuple[str, str]]:
    """The sentences of the configuration, each with the line on which it stands."""
    config = config or config_of(ctx)
    found = _last(ctx, "rules", config)
    if not found or config is None:
        return [(text, origin) for _, texts, origin in found for text in texts]
    texts = found[0][1]
    value = next(one for one in config.values.values() if one.value is texts)
    return list(zip(texts, config.origins(value), strict=True))


def _last(ctx: click.Context, key: str, config: Config | None) -> list[tuple[int, Any, str]]:
    """What the nearest source says for a key; commands other than lint look into its table, too."""
    found = layers(ctx, key, config)[-1:]
    if not found and config is not None and (value := config.values.get(f"lint.{key}")) is not None:
        return [(0, value.value, config.origin(value))]
    return found
