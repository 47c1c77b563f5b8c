"""`aimline rules`: the rules that lint goes by, and what each is for."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import click

from aimline.api import failing_examples
from aimline.cli.alerting import alert_rules_option, rules_of_alerts
from aimline.cli.common import complain, lang_option, spoken
from aimline.cli.configured import Configured, config_of
from aimline.cli.house import HOUSE_KEYS, house_rules, rules_option
from aimline.cli.tongue import tongue
from aimline.lint import Rule, rules
from aimline.render.rules import as_json, as_list, as_markdown, explained, visible_signs
from aimline.text.messages import isolate, message, visible

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def _complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> "list[CompletionItem]":
    from click.shell_completion import CompletionItem

    return [
        CompletionItem(rule.code, help=rule.name) for rule in rules().values() if rule.code.startswith(incomplete.upper()) or rule.name.startswith(incomplete)
    ]


@click.command("rules", cls=Configured, file_keys=HOUSE_KEYS, sections=("alerts",))
@click.argument("code", required=False, shell_complete=_complete)
@rules_option
@alert_rules_option
@click.option("--check", is_flag=True)
@click.option("--format", "format_", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True)
@lang_option
def command(code: str | None, rule_files: tuple[str, ...], alert_rules: tuple[str, ...], check: bool, format_: str, lang: str) -> None:
    """The rules, or one of them."""
    from aimline.render import alert_rules as alerting

    language = spoken(lang) or tongue()
    ctx, errors = click.get_current_context(), list[Mapping[str, str]]()
    known = {**rules(), **house_rules(ctx, config_of(ctx), date.today(), errors)}
    chosen, alerts = list(known.values()), rules_of_alerts(ctx, alert_rules, errors, off=True)
    if code is not None:
        named = [*known, *(rule.name for rule in alerts)]
        chosen = [rule for rule in chosen if code.lower() == rule.name or code.upper() == rule.code]
        alerts = [rule for rule in alerts if code.lower() == rule.name]
        if not (chosen or alerts or errors):
            raise click.UsageError(_unknown(code, named, known))
    failed = (code is None or bool(chosen)) and _check(chosen, known, language) if check else False
    if check:
        click.echo(message("alert_rules.checked", language, count=str(len(alerts))))
    elif format_ == "json":
        click.echo(as_json(chosen, alerting.as_records(alerts)))
    elif format_ == "markdown":
        click.echo("\n\n".join(as_markdown(chosen, language)) if chosen else "\n\n".join(alerting.explained(rule, language) for rule in alerts))
    elif code is not None:
        click.echo("\n\n".join([*(explained(rule, language) for rule in chosen[:1]), *(alerting.explained(rule, language) for rule in alerts)]))
    else:
        for line in (*as_list(chosen, language), "", *alerting.as_list(alerts, language)):
            click.echo(line)
    for said in errors:
        complain(said, language)
    if errors or failed:
        raise SystemExit(2 if errors else 1)


def _check(chosen: Sequence[Rule], known: Mapping[str, Rule], language: str) -> bool:
    """Try the examples of rules and say which fail; whether any does."""
    failed = failing_examples(chosen, known)
    for one in failed:
        text = isolate(visible_signs(one.text).replace("\n", " ⏎ "))
        where = f"{one.rule.origin}: " if one.rule.origin else ""
        click.echo(f"{where}{one.rule.code} {one.rule.name}: {message(f'house.file.{_FAILS[one.kind]}', language, text=text)}")
    count = sum(len(rule.bad) + len(rule.good) for rule in chosen)
    if not failed:
        click.echo(message("house.file.checked", language, count=count, rules=len(chosen)))
    return bool(failed)


_FAILS = {"bad": "bad_passes", "good": "good_fails"}


def _unknown(code: str, names: Sequence[str], known: Mapping[str, Rule]) -> str:
    from rapidfuzz import process

    near = process.extractOne(code, [*names, *(rule.code for rule in known.values())], score_cutoff=60)
    text = visible(code)
    return message("cli.no_such_rule_near", tongue(), text=text, near=near[0]) if near else message("cli.no_such_rule", tongue(), text=text)
