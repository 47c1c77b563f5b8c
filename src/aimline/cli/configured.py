"""Commands whose options may also come from the environment and from a file: flag, `AIMLINE_…`, file, default, in this order."""

import importlib
import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from aimline.cli.commands import COMMANDS
from aimline.cli.help import Command
from aimline.cli.help import key as called
from aimline.cli.tongue import heed, tongue
from aimline.config import Config, ConfigError, Key, Kind, Value, common_folder, find, load, shown
from aimline.text.messages import message, visible

_SHARED = frozenset(
    [
        "lang",
        "today",
        "exclude",
        "force-exclude",
        "metrics",
        "memory",
        "mapping",
        "dates",
        "year",
        "decimal",
        "rules",
        "rule-files",
        "rule-packages",
        "alert-rules",
    ]
)
"""Keys that mean the same for every command that has them: they stand at the top of a file; so do those of `_FIRST`."""
_FIRST = "lint"
_NOT_IN_FILES = frozenset(["config", "no-config", "show-config", "write-baseline", "help"])
OPTION = "aimline.option."
"""What the values of options that several commands share are called in the context, where no command takes them itself."""
_META, _HIERARCHICAL, _LOOKED = "aimline.config", "aimline.hierarchical", "aimline.looked"


class Complaint(click.ClickException):
    """An error that is no wrong use of the command line, in the language of the run; it ends the run with 2."""

    exit_code = 2

    def __init__(self, text: Mapping[str, str]) -> None:
        super().__init__(visible(text[tongue()], isolates=True))


class Configured(Command):
    """A command with `--config`, `--isolated` and `--show-config`. `file_keys` are keys that only a file can have, `sections` tables of a file that are no
    command's (`SECTIONS`) and count for this one.
    """

    def __init__(self, *args: Any, file_keys: Mapping[str, Key] | None = None, sections: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.file_keys = file_keys or {}
        self.sections = tuple(sections)
        self.params += [
            click.Option(["--config"], type=click.Path(), metavar="FILE", expose_value=False),
            click.Option(["--isolated", "--no-config"], is_flag=True, expose_value=False),
            click.Option(["--show-config"], is_flag=True, expose_value=False),
        ]
        for option in self.options():
            name = called(option).upper().replace("-", "_")
            if name not in ("HELP", "SHOW_CONFIG"):
                option.envvar = [f"AIMLINE_{(self.name or '').upper()}_{name}", f"AIMLINE_{name}"]

    def options(self) -> list[click.Option]:
        """The options, without arguments."""
        return [param for param in self.params if isinstance(param, click.Option)]

    def keys(self) -> dict[str, Key]:
        """What a file may say: a key an option, and those that only a file can have."""
        found = {
            called(option): Key(_kind(option), tuple(getattr(option.type, "choices", ())), shown=getattr(option.type, "shown", None))
            for option in self.options()
            if called(option) not in _NOT_IN_FILES
        }
        return found | dict(self.file_keys)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not ctx.resilient_parsing:
            self._configure(ctx, list(args))
        try:
            return super().parse_args(ctx, args)
        except click.BadParameter as error:
            if isinstance(error.param, click.Option):
                # what is wrong in a variable or a file is not looked for on the command line
                origin = self.valued(ctx, called(error.param), error.param)[1]
                error.param_hint = f"'{origin}'" if origin and not origin.startswith("--") else error.param_hint
            raise

    def _configure(self, ctx: click.Context, args: list[str]) -> None:
        try:
            given, _, _ = self.make_parser(ctx).parse_args(args=args)
        except click.UsageError:
            return  # which click says again, with the option's name
        try:
            config = self._read(given)
        except ConfigError as error:
            if given.get(_name_of_help(self, ctx)):
                return  # help is there even where the file is broken
            raise Complaint(error.message) from None
        ctx.meta[_META] = config
        ctx.meta[_HIERARCHICAL] = not self._named(given) and not self._isolated(given)
        values = {str(option.name): value.value for option in self.options() if (value := self.of_file(config, called(option))) is not None}
        ctx.default_map = {**(ctx.default_map or {}), **values}
        own = os.environ.get(f"AIMLINE_{(self.name or '').upper()}_LANG")
        heed(own or values.get("lang"), first=bool(own))

    def _read(self, given: Mapping[str, Any]) -> Config | None:
        if self._isolated(given):
            return None
        named = self._named(given)
        schema = _Schema(self)
        if named:
            return load(Path(os.path.abspath(named)), schema)  # noqa: PTH100 - links stay
        paths = [path for name in ("paths", "inputs") for path in _listed(given.get(name)) if path != "-" and "\x00" not in path]
        file = find(common_folder([path for path in paths if name_of_something(path)]))
        if file is None and paths:
            file = find(Path.cwd())
        return load(file, schema) if file is not None else None

    def _isolated(self, given: Mapping[str, Any]) -> bool:
        return bool(_said(given, "isolated", "AIMLINE_ISOLATED", "AIMLINE_NO_CONFIG"))

    def _named(self, given: Mapping[str, Any]) -> str | None:
        named: str | None = _said(given, "config", f"AIMLINE_{(self.name or '').upper()}_CONFIG", "AIMLINE_CONFIG")
        return named

    def of_file(self, config: Config | None, key: str) -> Value | None:
        """What a file says for a key of this command: in the command's own table, else at the top."""
        if config is None or key in _NOT_IN_FILES:
            return None
        own = config.values.get(f"{self.name}.{key}")
        return own if own is not None or not (key in _SHARED or self.name == _FIRST) else config.values.get(key)

    def invoke(self, ctx: click.Context) -> Any:
        if ctx.get_parameter_source("show_config") is ParameterSource.COMMANDLINE:
            click.echo("\n".join(self._shown(ctx)))
            return None
        return super().invoke(ctx)

    def _shown(self, ctx: click.Context) -> list[str]:
        """Every value as TOML, with its origin as a comment."""
        lang = tongue()
        config = config_of(ctx)
        lines = ["# " + (message("config.from", lang, file=shown(config.file)) if config else message("config.from_nowhere", lang))]
        lines += [] if self.name == _FIRST else [f"[{self.name}]"]
        options = {called(option): option for option in self.options()}
        for key in self.keys():
            value, origin = self.valued(ctx, key, options.get(key))
            said = origin or message("config.default", lang)
            hide = getattr(options[key].type, "shown", None) if key in options else None
            value = [hide(one) for one in value] if hide is not None and isinstance(value, list | tuple) else value
            lines.append(f"# {message('config.not_set', lang, option=key)}" if value is None else f"{key} = {_toml(value)}  # {said}")
        if config is not None:
            lines += [line for section in self.sections for line in _section(config, section, _section_keys(section))]
        return lines

    def valued(self, ctx: click.Context, key: str, option: click.Option | None) -> tuple[Any, str]:
        """A value and its origin: a flag, a variable, a file and a line; empty for the default."""
        of_file = self.of_file(config_of(ctx), key)
        config = config_of(ctx)
        if option is None:
            return (of_file.value, config.origin(of_file)) if of_file is not None and config is not None else (None, "")
        value, source = ctx.params.get(str(option.name), ctx.meta.get(f"{OPTION}{option.name}")), ctx.get_parameter_source(str(option.name))
        origin = ""
        if source is ParameterSource.COMMANDLINE:
            origin = "--" + key
        elif source is ParameterSource.ENVIRONMENT:
            origin = next((name for name in _variables(option) if os.environ.get(name)), "")
        elif source is ParameterSource.DEFAULT_MAP and config is not None and of_file is not None:
            origin = config.origin(of_file)
        return value, origin


SECTIONS = {"alerts": ("aimline.alerts.keys", "ALERTS")}
"""Tables of a file that are no command's: the module that has their keys, and what they are called there."""


def _section_keys(section: str) -> Mapping[str, Key]:
    module, name = SECTIONS[section]
    found: Mapping[str, Key] = getattr(importlib.import_module(module), name)
    return found


def _section(config: Config, section: str, keys: Mapping[str, Key]) -> Iterator[str]:
    """What a file says in a table that is no command's, with the lines on which it does."""
    own = [(key, config.values[f"{section}.{key}"]) for key in keys if f"{section}.{key}" in config.values]
    plain = [(key, value) for key, value in own if keys[key].kind != "tables"]
    if plain:
        yield from ("", f"[{section}]", *(_said_in(config, key, keys[key], value) for key, value in plain))
    for key, named in own:
        if keys[key].kind == "tables":
            for name, table in named.value.items():
                inner = keys[key].keys or {}
                yield from ("", f"[{section}.{key}.{_toml_key(name)}]", *(_said_in(config, one, inner[one], value) for one, value in table.items()))


def _said_in(config: Config, name: str, key: Key, value: Value) -> str:
    return f"{name} = {_toml(value.value if key.shown is None else key.shown(value.value))}  # {config.origin(value)}"


class _Schema:
    """The keys of tables: those of the command that asks are at hand, those of the others are looked up when a file has a table for them."""

    tables = (*COMMANDS, *SECTIONS)

    def __init__(self, command: Configured) -> None:
        self.command = command

    def __call__(self, table: str) -> Mapping[str, Key] | None:
        if table == "":
            keys = dict(self._keys(_FIRST))
            for name in COMMANDS:
                keys.update({key: value for key, value in self._keys(name).items() if key in _SHARED})
            return keys
        if table in SECTIONS:
            return _section_keys(table)
        return self._keys(table) if table in COMMANDS else None

    def _keys(self, name: str) -> Mapping[str, Key]:
        command = self.command if name == self.command.name else importlib.import_module(f"aimline.cli.{COMMANDS[name]}").command
        return command.keys() if isinstance(command, Configured) else {}


def config_of(ctx: click.Context) -> Config | None:
    """The configuration file that holds for a command, None where there is none."""
    found = ctx.meta.get(_META)
    return found if isinstance(found, Config) else None


def nearest_to(ctx: click.Context, folder: str) -> Config | None:
    """The configuration that is nearest to a folder, where the run takes configuration from where files are.

    Raises:
        Complaint: it is broken.
    """
    command = ctx.command
    assert isinstance(command, Configured)
    config = config_of(ctx)
    if not ctx.meta.get(_HIERARCHICAL):
        return config
    looked, loaded = ctx.meta.setdefault(_LOOKED, ({}, {}))
    try:
        file = find(Path(os.path.abspath(folder)), looked)  # noqa: PTH100 - links stay
        if file is None or (config is not None and file == config.file):
            return config
        if file not in loaded:
            loaded[file] = load(file, _Schema(command))
    except ConfigError as error:
        raise Complaint(error.message) from None
    found: Config = loaded[file]
    return found


def layers(ctx: click.Context, key: str, config: Config | None = None) -> list[tuple[int, Any, str]]:
    """What the file (that of the run, if no other is given), and what the environment or a flag say for a key: how near it is (the higher, the nearer), the
    value, the origin.
    """
    command = ctx.command
    assert isinstance(command, Configured)
    config, option = config or config_of(ctx), next((one for one in command.options() if called(one) == key), None)
    found: list[tuple[int, Any, str]] = []
    of_file = command.of_file(config, key)
    if of_file is not None and config is not None:
        found.append((0, of_file.value, config.origin(of_file)))
    if option is not None and ctx.get_parameter_source(str(option.name)) in (ParameterSource.COMMANDLINE, ParameterSource.ENVIRONMENT):
        value, origin = command.valued(ctx, key, option)
        found.append((2 if origin.startswith("--") else 1, value, origin))
    return found


def _name_of_help(command: click.Command, ctx: click.Context) -> str:
    option = command.get_help_option(ctx)
    return str(option.name) if option is not None else ""


def name_of_something(path: str) -> bool:
    """Whether an argument looks like a path rather than a sentence: it exists, or has no space in it."""
    return os.path.lexists(path) or " " not in path


def _kind(option: click.Option) -> Kind:
    several = option.multiple
    own: Kind | None = getattr(option.type, "kind", None)
    if own is not None:
        return own
    if option.is_flag:
        return "flag"
    if isinstance(option.type, click.Choice):
        return "choices" if several else "choice"
    if isinstance(option.type, click.Path):
        return "paths" if several else "path"
    if isinstance(option.type, click.types.IntParamType):
        return "number"
    return "texts" if several else "text"


def _variables(option: click.Option) -> Sequence[str]:
    return [option.envvar] if isinstance(option.envvar, str) else list(option.envvar or ())


def _said(given: Mapping[str, Any], name: str, *variables: str) -> Any:
    """What the command line, else the environment says for one of the options about configuration itself."""
    value = given.get(name)
    if isinstance(value, str) or value is True:
        return value
    found = next((os.environ[variable] for variable in variables if os.environ.get(variable)), None)
    return found if name == "config" else (found or "").lower() in ("1", "true", "yes", "on", "t", "y")


def _listed(value: Any) -> list[str]:
    return [part for part in value if isinstance(part, str)] if isinstance(value, (tuple, list)) else []


def _toml_key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else json.dumps(name, ensure_ascii=False)


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_toml(str(key))} = {_toml(inner)}" for key, inner in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (str, int, float)) else str(value)
