"""`aimline rules`: the rules that lint goes by, and what each is for."""

import click
from click.shell_completion import CompletionItem

from aimline.cli.common import lang_option, spoken
from aimline.cli.configured import Configured
from aimline.cli.tongue import tongue
from aimline.lint import find, rules
from aimline.render.rules import as_json, as_list, as_markdown, explained
from aimline.text.messages import message, visible


def _complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return [
        CompletionItem(rule.code, help=rule.name) for rule in rules().values() if rule.code.startswith(incomplete.upper()) or rule.name.startswith(incomplete)
    ]


@click.command("rules", cls=Configured)
@click.argument("code", required=False, shell_complete=_complete)
@click.option("--format", "format_", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True)
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
        click.echo(as_json(chosen))
    elif format_ == "markdown":
        click.echo("\n\n".join(as_markdown(chosen, language)))
    elif code is not None:
        click.echo(explained(chosen[0], language))
    else:
        for line in as_list(chosen, language):
            click.echo(line)


def _unknown(code: str) -> str:
    from rapidfuzz import process

    known = [*rules(), *(rule.code for rule in rules().values())]
    near = process.extractOne(code, known, score_cutoff=60)
    text = visible(code)
    return message("cli.no_such_rule_near", tongue(), text=text, near=near[0]) if near else message("cli.no_such_rule", tongue(), text=text)
