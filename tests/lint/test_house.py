"""Rules of the house: sentences, `.rules` files, TOML files and packages become rules like Aimline's own."""

import json
import sys
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from aimline.api import failing_examples
from aimline.catalogue import load as load_catalogue
from aimline.cli import cli
from aimline.language import parse_goals_file
from aimline.lint import lint, rules
from aimline.lint.house import GROUP, load_rules
from aimline.lint.selection import choose
from aimline.text.messages import languages
from aimline.text.position import Source

TODAY = date(2026, 11, 24)
HOUSE = """\
// who answers for what
every goal must have an owner
  code: H1
  because: somebody must answer when it is late
  bad: Gain 100 followers on TikTok in 30 days
  good: Gain 100 followers on TikTok in 30 days
    owner: Sara

# in Arabic, with Arabic keys
كل هدف مدفوع يجب أن يكون له سقف ميزانية
  الشدة: تحذير
  الاسم: paid-cap
aucun objectif ne peut durer plus de 90 jours
"""
GOALS = "Gain 100 followers on TikTok in 120 days\n  paid: yes\n"


@pytest.fixture
def house(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("house.rules").write_text(HOUSE, encoding="utf-8")
    Path("a.goals").write_text(GOALS, encoding="utf-8")
    return tmp_path


def aimline(*args):
    return CliRunner().invoke(cli, [*args])


def judged(found, text):
    run = choose({**rules(), **{rule.name: rule for rule in found}}, (), hints=True)
    items = lint(parse_goals_file(Source(text)), catalogue=load_catalogue(), today=TODAY, ruleset=run)
    return {item.code: text[item.span.start : item.span.end] for item in items if item.code in {rule.code for rule in found}}


def test_a_file_of_sentences_becomes_rules(house):
    found, errors = load_rules(files=["house.rules"], today=TODAY)
    assert errors == []
    owner, cap, length = found
    assert (owner.code, owner.severity, owner.rationale["ar"]) == ("H1", "error", "somebody must answer when it is late")
    assert owner.good == ("Gain 100 followers on TikTok in 30 days\n  owner: Sara",)
    assert (cap.name, cap.severity, cap.origin) == ("paid-cap", "warning", "house.rules:10")
    assert length.code.startswith("ORG-")
    for rule in found:
        assert set(rule.message) == set(rule.advice) == set(rule.rationale) == set(languages())
    assert "كل هدف مدفوع يجب أن يكون له سقف ميزانية" in cap.message["ar"]
    assert "every goal that is paid must have a budget" in cap.message["en"]


def test_what_they_find_stands_where_the_goal_says_it(house):
    found, _ = load_rules(files=["house.rules"], today=TODAY)
    owner, cap, length = (rule.code for rule in found)
    assert judged(found, GOALS) == {owner: "Gain 100 followers on TikTok in 120 days", cap: "yes", length: "in 120 days"}
    assert judged(found, "Gain 100 followers on TikTok in 12 days\n  owner: Sara\n") == {}


def test_an_action_is_pointed_to():
    found, _ = load_rules([("every action must name a platform", "aimline.toml:1")], today=TODAY)
    assert list(judged(found, "Gain 100 followers\n  - Post on TikTok\n  - Post daily\n").values()) == ["Post daily"]


def test_a_rule_keeps_its_code_in_every_language():
    sentences = ["no goal may run longer than 90 days", "لا يجوز أن تزيد مدة أي هدف عن 90 يومًا", "aucun objectif ne peut durer plus de 90 jours"]
    codes = {load_rules([(text, "x")], today=TODAY)[0][0].code for text in sentences}
    assert codes == {"ORG-1B0C31"}


def test_braces_are_no_placeholders():
    found, errors = load_rules([('the text must not contain "{budget}"', "x")], today=TODAY)
    assert errors == []
    run = choose({rule.name: rule for rule in found}, (), hints=True)
    (item,) = lint(parse_goals_file(Source("Gain 100 {budget} followers on TikTok in 3 days")), catalogue=load_catalogue(), today=TODAY, ruleset=run)
    assert "{budget}" in item.message["en"]
    assert "{budget}" in item.message["ar"]


BROKEN = """\
every goal must have an onwer
  because: nobody
  code: H1
  sevrity: error
every goal must have an owner
  severity: grave
  severity: error
  severity: error
  code: ???
  well
    bad: Gain 100
  because:
goals on TikTok must run at least 30 days
  code: H1
goals on Instagram must run at least 30 days
  code: H1
"""


def test_everything_wrong_in_a_file_is_told_in_one_run(tmp_path):
    file = tmp_path / "b.rules"
    file.write_text("  code: H0\n" + BROKEN, encoding="utf-8")
    found, errors = load_rules(files=[str(file)], today=TODAY)
    told = [error["en"].replace("\u2068", "").replace("\u2069", "").removeprefix(f"{file}:") for error in errors]
    assert [text.partition(": ")[0] for text in told] == ["1:3", "2:25", "5:3", "7:3", "9:3", "10:3", "11:3", "13:3", "16"]
    assert told[1].endswith("did you mean owner?")
    assert told[2].endswith("did you mean severity?")
    assert [rule.code for rule in found] == [found[0].code, "H1"]
    assert all(set(error) == set(languages()) for error in errors)


def test_said_twice_it_is_one_rule():
    found, errors = load_rules([("every goal must have an owner", "a:1"), ("كل هدف يجب أن يكون له مسؤول", "a:2")], today=TODAY)
    assert len(found) == 1
    assert errors == []


def test_lint_goes_by_them_and_tooling_knows_them(house):
    done = aimline("lint", "a.goals", "--rules", "house.rules", "--format", "jsonl")
    assert done.exit_code == 1
    codes = {json.loads(line)["code"] for line in done.stdout.splitlines()}
    assert codes >= {"H1", "ORG-1B0C31"}
    assert "H1" not in aimline("lint", "a.goals", "--rules", "house.rules", "--ignore", "H1").stdout
    assert aimline("lint", "a.goals", "--rules", "house.rules", "--select", "ORG").stdout.count("error") == 2
    Path("a.goals").write_text("// ignore: H1, ORG-1B0C31, paid-cap\n" + GOALS, encoding="utf-8")
    done = aimline("lint", "a.goals", "--rules", "house.rules")
    assert (done.exit_code, "unused-ignore" in done.stdout) == (0, False), done.stdout


@pytest.mark.parametrize("shape", ["text", "json", "jsonl", "sarif", "github", "gitlab", "rdjson", "junit"])
def test_every_format_takes_them(house, shape):
    done = aimline("lint", "a.goals", "--rules", "house.rules", "--format", shape)
    assert done.exit_code == 1
    assert "H1" in done.stdout


def test_a_configuration_may_hold_them(house):
    Path("aimline.toml").write_text('rules = ["goals on TikTok must have a hashtag action"]\nrule-files = ["house.rules"]\n', encoding="utf-8")
    done = aimline("lint", "a.goals")
    assert done.stdout.count("a rule of the house is broken") == 4
    assert "aimline.toml:1" in done.stdout
    assert "paid-cap" in aimline("rules").stdout
    assert "house.rules:2" in aimline("rules", "h1").stdout
    assert aimline("rules", "--check").exit_code == 0


def test_each_rule_of_a_list_is_named_by_its_own_line(house):
    text = 'hints = false\nrules = [\n  "every goal must have a purpose",\n\n  # a remark\n  "every gaol must have an owner",\n]\n'
    Path("aimline.toml").write_text(text, encoding="utf-8")
    done = aimline("lint", "a.goals")
    assert "aimline.toml:3" in done.stdout
    assert "aimline.toml:6" in done.stderr
    assert "aimline.toml:2" not in done.stdout + done.stderr


def test_what_is_wrong_ends_with_2_and_the_rest_is_judged(house):
    Path("aimline.toml").write_text('rules = ["every goal must have an onwer", "every goal must have a purpose"]\n', encoding="utf-8")
    done = aimline("lint", "a.goals")
    assert done.exit_code == 2
    assert "did you mean \u2068owner\u2069?" in done.stderr
    assert "every goal must have a purpose" in done.stdout
    assert aimline("lint", "a.goals", "--isolated", "--rules", "nowhere.rules").exit_code == 2
    assert aimline("rules", "--isolated", "--rules", "nowhere.rules").exit_code == 2


def test_examples_that_fail_are_told(house):
    Path("house.rules").write_text("every goal must have an owner\n  bad: Gain 100 followers\n    owner: Sara\n  good: Gain 100 followers\n", encoding="utf-8")
    done = aimline("rules", "--check", "--rules", "house.rules")
    assert done.exit_code == 1
    assert done.stdout.count("house.rules:1: ORG-") == 2


def test_all_examples_of_our_own_do_what_they_should():
    assert failing_examples(rules().values(), rules()) == []


TOML = """\
criterion = "realistic"

[[rules]]
code = "ACME-1"
name = "acme-cap"
severity = "warning"
message = { en = "no cap", ar = "بلا سقف" }
when = { en = "paid and budget is missing", ar = "مدفوع والميزانية مفقودة" }
bad = ["Gain 100 followers\\n  paid: yes"]
good = ["Gain 100 followers"]

[[rules]]
code = "ACME-2"
name = "acme-owner"
severity = "error"
message = "nobody owns it"
rule = "every goal must have an owner"
"""


def test_a_toml_file_of_the_form_of_ours(tmp_path):
    file = tmp_path / "acme.toml"
    file.write_text(TOML, encoding="utf-8")
    found, errors = load_rules(files=[str(file)], today=TODAY)
    assert errors == []
    assert [(rule.code, rule.criterion, rule.severity) for rule in found] == [("ACME-1", "realistic", "warning"), ("ACME-2", "realistic", "error")]
    assert found[0].message == {"en": "no cap", "ar": "بلا سقف", "fr": "no cap"}
    assert set(judged(found, GOALS)) == {"ACME-1", "ACME-2"}
    assert failing_examples(found, {rule.name: rule for rule in found}) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('code = "ACME-1"', 'code = "no code"', "code"),
        ('severity = "warning"', 'severity = "grave"', "error, warning, hint"),
        ('name = "acme-cap"', "", "lacks"),
        ('severity = "warning"', 'severty = "warning"', "did you mean"),
        ("budget is missing", "bugdet is missing", "did you mean"),
        ("والميزانية مفقودة", "والمسؤول مفقود", "two ways"),
        ('rule = "every goal must have an owner"', "", "one of when, rule and check"),
        ('rule = "every goal must have an owner"', 'check = "os.system"', "names the check"),
        ("[[rules]]", "[[rules", "TOML"),
        ('code = "ACME-2"', 'code = "ACME-1"', "another rule"),
    ],
)
def test_what_is_wrong_in_a_toml_file_is_told(tmp_path, old, new, said):
    file = tmp_path / "acme.toml"
    assert old in TOML
    file.write_text(TOML.replace(old, new, 1), encoding="utf-8")
    found, errors = load_rules(files=[str(file)], today=TODAY)
    assert any(said in error["en"] for error in errors), errors
    assert len(found) <= 1


@pytest.fixture
def package(tmp_path, monkeypatch):
    """An installed package that offers rules, made of files."""
    folder = tmp_path / "acme_rules"
    folder.mkdir()
    (folder / "__init__.py").write_text(
        "from aimline.text.diagnostic import Note\n\n\ndef shouting(context):\n"
        "    if context.statement.text.isupper():\n        yield Note('acme-shouting', context.statement.span, {})\n",
        encoding="utf-8",
    )
    check = '\n[[rules]]\ncode = "ACME-3"\nname = "acme-shouting"\nseverity = "hint"\nmessage = "it shouts"\ncheck = "shouting"\n'
    (folder / "acme.toml").write_text(TOML + check, encoding="utf-8")
    info = tmp_path / "acme_rules-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-rules\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(f"[{GROUP}]\nacme = acme_rules\nbroken = acme_nowhere\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path
    sys.modules.pop("acme_rules", None)


def test_a_package_may_bring_rules_and_checks(package, monkeypatch):
    found, errors = load_rules(packages=["acme"], today=TODAY)
    assert errors == []
    assert judged(found, "GAIN 100 FOLLOWERS ON TIKTOK IN 3 DAYS") == dict.fromkeys(["ACME-2", "ACME-3"], "GAIN 100 FOLLOWERS ON TIKTOK IN 3 DAYS")
    monkeypatch.chdir(package)
    Path("aimline.toml").write_text('rule-packages = ["acme"]\n', encoding="utf-8")
    Path("a.goals").write_text(GOALS, encoding="utf-8")
    assert "nobody owns it" in aimline("lint", "a.goals").stdout


def test_a_package_that_is_not_there_or_does_not_load_is_told(package):
    _, errors = load_rules(packages=["acne", "broken"], today=TODAY)
    assert "acme" in errors[0]["en"]
    assert "acme_nowhere" in errors[1]["en"]


def test_each_configuration_has_its_own_rules(house):
    Path("aimline.toml").write_text('[rules]\nlang = "ar"\n\n[lint]\nrules = ["every goal must have an owner"]\n', encoding="utf-8")
    Path("sub").mkdir()
    Path("sub/aimline.toml").write_text('rules = ["every goal must have a purpose"]\n', encoding="utf-8")
    Path("sub/b.goals").write_text(GOALS, encoding="utf-8")
    found = [json.loads(line) for line in aimline("lint", ".", "--format", "jsonl").stdout.splitlines()]
    assert {(item["file"], item["name"].partition("-")[0]) for item in found if item["code"].startswith("ORG")} == {
        ("a.goals", "owner"),
        ("sub/b.goals", "purpose"),
    }
    log = json.loads(aimline("lint", ".", "--format", "sarif").stdout)["runs"][0]
    described = log["tool"]["driver"]["rules"]
    assert all(described[result["ruleIndex"]]["id"] == result["ruleId"] for result in log["results"])
    assert "كل هدف يجب أن يكون له مسؤول" in aimline("rules").stdout


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "has no rules"),
        ("rules = 5", "has no rules"),
        ("[[rule]]", "there is no ⁨rule⁩ in a file of rules"),
        ("a = " + "[" * 5000, "is not TOML"),
        ("a = " + "9" * 5000, "is not TOML"),
        (TOML.replace("ACME-2", "X"), "⁨X⁩ is no code"),
        (TOML + 'scope = "all"', "one of ⁨goal, file⁩"),
    ],
    ids=["empty", "number", "singular", "deep", "digits", "code", "scope"],
)
def test_a_toml_file_without_rules_or_with_strange_ones_is_told(tmp_path, text, said):
    (tmp_path / "own.toml").write_text("# rules\n" + text, encoding="utf-8")
    found, errors = load_rules(files=[str(tmp_path / "own.toml")], today=TODAY)
    assert "acme-owner" not in {rule.name for rule in found}
    assert any(said in error["en"] for error in errors)


@pytest.mark.parametrize("said", ["write {brand}", "{} {0}", "{x", "{x.y!r:>9}"])
def test_braces_in_the_texts_of_a_rule_are_shown_as_they_are(tmp_path, said):
    entry = f'[[rules]]\ncode = "ACME-4"\nname = "acme-own"\nseverity = "error"\nmessage = "{said}"\nwhen = "owner is missing"\n'
    (tmp_path / "own.toml").write_text(entry, encoding="utf-8")
    found, errors = load_rules(files=[str(tmp_path / "own.toml")], today=TODAY)
    assert errors == []
    run = choose({rule.name: rule for rule in found}, (), hints=True)
    (item,) = lint(parse_goals_file(Source("Gain 100 followers on TikTok in 3 days")), catalogue=load_catalogue(), today=TODAY, ruleset=run)
    assert set(item.message.values()) == {said}


def test_a_check_of_a_package_that_fails_is_named(package, monkeypatch, capsys):
    from aimline.cli import _run

    module = package / "acme_rules" / "__init__.py"
    module.write_text(module.read_text(encoding="utf-8").replace("    if context", "    1 / 0\n    if context"), encoding="utf-8")
    monkeypatch.chdir(package)
    Path("aimline.toml").write_text('rule-packages = ["acme"]\n', encoding="utf-8")
    Path("a.goals").write_text(GOALS, encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["aimline", "lint", "a.goals", "--hints"])
    assert _run() == 2
    assert "the check ⁨acme: shouting⁩ has failed: ⁨ZeroDivisionError" in capsys.readouterr().err
