"""`aimline rules`: the rules that lint goes by, and what each is for."""

import dataclasses
import json

import click
from click.shell_completion import CompletionItem

from aimline.cli.common import lang_option, spoken
from aimline.cli.configured import Configured
from aimline.cli.tongue import tongue
from aimline.lint import Rule, find, rules
from aimline.text.messages import message, visible


def _complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return [
        CompletionItem(rule.code, help=rule.name) for rule in rules().values() if rule.code.startswith(incomplete.upper()) or rule.name.startswith(incomplete)
    ]


@click.command("rules", cls=Configured)
@click.argument("code", required=False, shell_complete=_complete)
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@lang_option
def command(code: str | None, format_: str, lang: str) -> None:
    """The rules, or one of them."""
    language = spoken(lang) or tongue()
    chosen = list(rules().values())
    if code is not None:
        rule = find(code)
        if rule is None:
            raise click.UsageError(_unknown(code))
        chosen = [rule]
    if format_ == "json":
        click.echo(json.dumps([dataclasses.asdict(rule) for rule in chosen], ensure_ascii=False, indent=1))
    elif code is not None:
        click.echo(_explain(chosen[0], language))
    else:
        for rule in chosen:
            click.echo(f"{rule.code}  {rule.name:24} {message('lint.' + rule.severity, language):8} {rule.rationale[language]}")


def _unknown(code: str) -> str:
    from rapidfuzz import process

    known = [*rules(), *(rule.code for rule in rules().values())]
    near = process.extractOne(code, known, score_cutoff=60)
    text = visible(code)
    return message("cli.no_such_rule_near", tongue(), text=text, near=near[0]) if near else message("cli.no_such_rule", tongue(), text=text)


def _explain(rule: Rule, language: str) -> str:
    lines = [
        f"{rule.code} {rule.name} · {message('lint.' + rule.severity, language)} · {rule.criterion.replace('_', '-')}",
        "",
        f"  {rule.message[language]}",
        f"  {rule.advice[language]}",
        "",
        f"  {rule.rationale[language]}",
    ]
    for title, examples in (("rules.bad", rule.bad), ("rules.good", rule.good)):
        if examples:
            lines += ["", f"  {message(title, language)}"]
            lines += ["    " + _seen(line) for example in examples for line in example.split("\n")]
    return "\n".join(lines)


def _seen(text: str) -> str:
    """An example in which what cannot be seen is written as an escape."""
    return "".join(char if char.isprintable() or (char.isspace() and char.isascii()) else char.encode("unicode_escape").decode() for char in text)
