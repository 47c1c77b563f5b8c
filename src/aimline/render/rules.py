"""The rules for people (text), for programs (JSON) and as a page of documentation (Markdown)."""

import dataclasses
import json
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from aimline.language import language_of
from aimline.lint.rule import Rule, condition_of
from aimline.text.messages import isolate, languages, message, table


def as_json(rules: Sequence[Rule], alerts: Sequence[Mapping[str, object]] = ()) -> str:
    """An array of rules with everything that is known of them, texts by language; then alert rules, which have `kind`."""
    return json.dumps([*(_plain_rule(rule) for rule in rules), *alerts], ensure_ascii=False, indent=1)


def _plain_rule(rule: Rule) -> dict[str, object]:
    """A rule as JSON has it; a condition as the words that say it, in the first language."""
    found = {field.name: getattr(rule, field.name) for field in dataclasses.fields(rule) if field.name != "function"}
    if (condition := condition_of(rule)) is not None:
        from aimline.rules.say import say_condition

        found["when"] = say_condition(condition, languages()[0])
    return found


def as_list(rules: Sequence[Rule], language: str) -> Iterator[str]:
    """A rule a line: code, name, severity and why it is there."""
    width = max(len(rule.name) for rule in rules)
    severities = {severity: message(f"lint.{severity}", language) for severity in {rule.severity for rule in rules}}
    room, codes = max(map(len, severities.values())), max(len(rule.code) for rule in rules)
    for rule in rules:
        yield f"{rule.code:{codes}}  {rule.name:{width}}  {severities[rule.severity]:{room}}  {rule.rationale[language]}"


def explained(rule: Rule, language: str) -> str:
    """One rule in full."""
    said = [without_values(rule.message[language])] if _says(rule, language) else []
    said += [text for text in [without_values(rule.advice[language])] if text not in said]
    lines = [f"{rule.code} {rule.name} · {_facts(rule, language)}", "", *(f"  {text}" for text in said)]
    if rule.rationale[language] not in said:
        lines += ["", f"  {rule.rationale[language]}"]
    if rule.origin:
        lines += ["", f"  {message('rules.origin', language, place=isolate(rule.origin))}"]
    if rule.fix_says:
        lines += ["", f"  {message(f'rules.fix.{rule.fix}', language)} {without_values(rule.fix_says[language])}"]
    if rule.log:
        lines += ["", f"  {message('rules.log', language)}", *("    " + line for line in rule.log.split("\n"))]
    for title, examples in (("bad", rule.bad), ("good", rule.good)):
        if examples:
            lines += ["", f"  {message(f'rules.{title}', language)}"]
            lines += ["    " + line for example in examples for line in visible_signs(example).split("\n")]
    return "\n".join(lines)


def as_markdown(rules: Sequence[Rule], language: str) -> Iterator[str]:
    """A page about rules, in one language: a table of all of them, and a section for each."""
    yield f"# {message('rules.page.title', language)}"
    yield f"<!-- {message('rules.page.generated', language, command=f'aimline rules --format markdown --lang {language}')} -->"
    yield " · ".join(f"[{message('language.name', other)}]({page_name(other)})" for other in languages() if other != language)
    yield message("rules.page.intro", language)
    for criterion, title in table("rules.criterion", language).items():
        members = [rule for rule in rules if rule.criterion == criterion]
        if not members:
            continue
        yield f"## {title}"
        yield _table(members, language)
        for rule in members:
            yield from _section(rule, language)


def page_name(language: str) -> str:
    """What the page in a language is called: `rules.md` in the first one, else `rules.<language>.md`."""
    return "rules.md" if language == languages()[0] else f"rules.{language}.md"


def _table(rules: Sequence[Rule], language: str) -> str:
    head = [message(f"rules.page.{name}", language) for name in ("code", "name", "severity", "fix", "says")]
    rows = [
        [
            f"[{rule.code}](#{rule.code.lower()}-{rule.name})",
            f"`{rule.name}`",
            message(f"lint.{rule.severity}", language),
            message(f"rules.fixes.{rule.fix}", language),
            _cell(rule.message[language] if _says(rule, language) else rule.rationale[language]),
        ]
        for rule in rules
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *rows])


def _cell(template: str) -> str:
    return _plain(without_values(template)).replace("|", "\\|")


def _plain(text: str) -> str:
    """A text in which Markdown sees no markup but the code in it."""
    return text.replace("<", "&lt;").replace("*", "\\*").replace("[", "\\[").replace("_", "\\_") if "`" not in text else text.replace("<", "&lt;")


def _section(rule: Rule, language: str) -> Iterator[str]:
    yield f"### {rule.code} {rule.name}"
    yield f"{_facts(rule, language)} · {message('rules.page.since', language, version=rule.since)}"
    for title, text in (("what", rule.message), ("why", rule.rationale), ("instead", rule.advice)):
        if title == "what" and not _says(rule, language):
            continue
        yield f"**{message(f'rules.page.{title}', language)}** {_plain(without_values(text[language]))}"
    if rule.fix_says:
        yield f"**{message(f'rules.fix.{rule.fix}', language)}** {_plain(without_values(rule.fix_says[language]))}"
    if rule.log:
        yield f"{message('rules.log', language)}\n\n```\n{rule.log}\n```"
    for title, examples in (("bad", rule.bad), ("good", rule.good)):
        if examples:
            shown = "\n\n".join(visible_signs(text) for text in in_language(examples, language))
            yield f"{message(f'rules.{title}', language)}\n\n```text\n{shown}\n```"


def _facts(rule: Rule, language: str) -> str:
    """What is to be known of a rule in a few words: how grave, which criterion, on trial or not, what it leaves of the letter."""
    facts = [message(f"lint.{rule.severity}", language), message(f"rules.criterion.{rule.criterion}", language)]
    facts += [message("rules.preview", language)] if rule.preview else []
    facts += [message("rules.met", language)] if rule.severity != "hint" and not rule.unmet else []
    return " · ".join(facts)


def _says(rule: Rule, language: str) -> bool:
    """Whether the message says something without the values that a finding fills in."""
    return without_values(rule.message[language]) != "…"


def without_values(template: str) -> str:
    """A message or an advice of a rule with an ellipsis for what a finding fills in."""
    values: defaultdict[str, str] = defaultdict(lambda: "…")
    return template.format_map(values)


def in_language(examples: Sequence[str], language: str) -> Sequence[str]:
    """The examples in a language, or all where there are none."""
    return [text for text in examples if language_of(text) == language] or examples


def visible_signs(text: str) -> str:
    """A text with its invisible characters named (⟨U+202E⟩), so that an example of what cannot be seen can."""
    return "".join(f"⟨U+{ord(char):04X}⟩" if unicodedata.category(char) in ("Cf", "Cc") and char not in "\n\t" else char for char in text)
