"""Fixes: every rule gives those that it claims, a safe one keeps the goals, all together settle, and none brings an error."""

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aimline.catalogue import load as load_catalogue
from aimline.goals.compile import compile_files
from aimline.goals.kept import judged, keeping
from aimline.language import File, language_of, parse_document, parse_goals_file
from aimline.lint import Rule, lint, rules
from aimline.lint.fixing import Fixed, edited, fixed
from aimline.lint.remedies import comments, goals, lines, remedy_of, words
from aimline.lint.report import FileReport
from aimline.text.diagnostic import Diagnostic, Edit, Fix
from aimline.text.messages import languages
from aimline.text.position import Source, Span
from often import often

TODAY = date(2026, 11, 24)
CATALOGUE = load_catalogue()
RULES = list(rules().values())
CASES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent.parent / "cases" / "fixes.toml").read_text(encoding="utf-8"))["cases"]
DRIFTS = "drifting-date"
"""Its fix gives the goal another id: one made of words like “next month” cannot be that of a date. What is judged stays the same."""


def read(text: str, *, document: bool = False) -> File:
    return (parse_document if document else parse_goals_file)(Source(text))


def report(text: str, *, document: bool = False) -> FileReport:
    file = read(text, document=document)
    return FileReport(Source(text), file, lint(file, catalogue=CATALOGUE, today=TODAY))


def put_right(text: str, *, unsafe: bool = False, document: bool = False) -> Fixed:
    return fixed(text, lambda text: report(text, document=document), keeping(TODAY, CATALOGUE), unsafe=unsafe)


def ids(text: str, *, document: bool = False) -> list[str]:
    return [placed.goal.id for placed in compile_files([read(text, document=document)], TODAY, CATALOGUE)]


def offered(rule: Rule) -> list[tuple[str, Diagnostic, Fix]]:
    """The fixes of a rule's own findings in its bad examples."""
    found = [(text, item) for text in rule.bad for item in report(text, document=rule.scope == "document").found if item.name == rule.name]
    return [(text, item, item.fix) for text, item in found if item.fix is not None]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_gives_the_fix_that_it_claims(rule: Rule) -> None:
    fixes = offered(rule)
    if rule.fix == "none":
        assert fixes == []
    else:
        assert {language_of(text) for text, _, _ in fixes} >= {"en", "ar"}
        assert {fix.safe for _, _, fix in fixes} <= ({True} if rule.fix == "safe" else {True, False})
        assert rule.fix == "safe" or not all(fix.safe for _, _, fix in fixes)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_says_what_its_fix_does_or_why_it_has_none(rule: Rule) -> None:
    assert set(rule.fix_says) == set(languages())
    assert all(text.strip() == text != "" for text in rule.fix_says.values())
    for _, _, fix in offered(rule):
        assert set(fix.title) == set(languages())
        assert not any("{" in text for text in fix.title.values())


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.fix != "none"], ids=lambda rule: rule.name)
def test_a_fix_removes_its_finding(rule: Rule) -> None:
    document = rule.scope == "document"
    for text, item, fix in offered(rule):
        before = [one.name for one in report(text, document=document).found]
        after = [one.name for one in report(edited(text, fix.edits), document=document).found]
        assert after.count(item.name) < before.count(item.name), (text, fix.edits)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_safe_fixes_of_examples_keep_every_goal(rule: Rule) -> None:
    document = rule.scope == "document"
    for text in (*rule.bad, *rule.good):
        result = put_right(text, document=document)
        assert judged(read(text, document=document), TODAY, CATALOGUE) == judged(result.report.file, TODAY, CATALOGUE)
        if DRIFTS not in {one.found.name for one in result.applied}:
            assert ids(text, document=document) == ids(result.text, document=document)
        assert result.left_out == []


@pytest.mark.parametrize("unsafe", [False, True])
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_fixes_settle(rule: Rule, unsafe: bool) -> None:
    document = rule.scope == "document"
    for text in rule.bad:
        once = put_right(text, unsafe=unsafe, document=document)
        assert once.settled
        again = put_right(once.text, unsafe=unsafe, document=document)
        assert (again.text, again.applied) == (once.text, [])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_texts_are_put_right(case: dict[str, Any]) -> None:
    result = put_right(case["text"], unsafe=case.get("unsafe", False), document=case.get("document", False))
    assert result.text == case["fixed"]
    assert [one.found.name for one in result.applied] == case["applied"]


def test_every_remedy_belongs_to_a_rule_that_claims_it() -> None:
    written = {
        name
        for module in (lines, goals, words, comments)
        for name, value in vars(module).items()
        if not name.startswith("_") and value.__class__.__name__ == "function"
        if value.__module__ == module.__name__
    }
    assert written == {rule.name.replace("-", "_") for rule in RULES if remedy_of(rule.name) is not None and rule.fix != "none"}


# ---------------------------------------------------------------- what is left out


def judge_with(fixes: dict[str, Fix], errors: dict[str, str]) -> Any:
    """A judge that finds each word of `fixes` where it stands, and an error for each of `errors`."""

    def judge(text: str) -> FileReport:
        found = []
        for word, (name, severity) in {**dict.fromkeys(fixes, ("a-word", "warning")), **{word: (name, "error") for word, name in errors.items()}}.items():
            if word in text:
                at = text.index(word)
                fix = fixes.get(word)
                placed = fix and Fix(tuple(Edit(Span(at, at + len(word)), edit.replacement) for edit in fix.edits), fix.safe, fix.title)
                found.append(Diagnostic("Z001", name, severity, Span(at, at + len(word)), {}, {}, "en", placed))  # type: ignore[arg-type]
        return FileReport(Source(text), read(text), found)

    return judge


def replace_by(text: str, *, safe: bool = False) -> Fix:
    return Fix((Edit(Span(0, 0), text),), safe, {})


def nothing(_: File) -> list[object]:
    return []


def test_a_fix_that_brings_an_error_is_left_out_and_the_others_are_not() -> None:
    judge = judge_with({"one": replace_by("bad"), "two": replace_by("2"), "three": replace_by("3")}, {"bad": "an-error"})
    result = fixed("one two three", judge, nothing, unsafe=True)
    assert (result.text, result.settled) == ("one 2 3", True)
    assert [(one.found.span, one.line, one.brings) for one in result.left_out] == [(Span(0, 3), 1, ("an-error",))]
    assert len(result.applied) == 2


def test_what_was_left_out_is_tried_again_when_the_rest_is_done() -> None:
    plain = judge_with({"one two": replace_by("1 two"), "two three": replace_by("two 3")}, {})

    def judge(text: str) -> FileReport:
        report = plain(text)
        # the first of the two, which overlap, is an error as long as the second is not done
        early = [Diagnostic("Z002", "an-error", "error", Span(0, 1), {}, {}, "en")] if "1 two three" in text else []
        return report._replace(found=[*report.found, *early])

    result = fixed("one two three", judge, nothing, unsafe=True)
    assert (result.text, result.left_out) == ("1 two 3", [])


def test_a_safe_fix_that_changes_a_goal_is_left_out() -> None:
    judge = judge_with({"one": replace_by("1", safe=True), "two": replace_by("2", safe=True)}, {})
    result = fixed("one two", judge, lambda file: ["1" in file.text], unsafe=False)
    assert result.text == "one 2"
    assert [one.brings for one in result.left_out] == [()]


def test_fixes_that_undo_each_other_end() -> None:
    judge = judge_with({"one": replace_by("two"), "two": replace_by("one")}, {})
    result = fixed("one", judge, nothing, unsafe=True)
    assert not result.settled


def test_fixes_that_never_end_are_stopped() -> None:
    judge = judge_with({"one": replace_by("oneone")}, {})
    assert not fixed("one", judge, nothing, unsafe=True).settled


def test_fixes_that_overlap_wait_for_the_next_pass() -> None:
    judge = judge_with({"one two": replace_by("1 two"), "two three": replace_by("two 3")}, {})
    assert fixed("one two three", judge, nothing, unsafe=True).text == "1 two 3"


@pytest.mark.parametrize(("text", "expected"), [("a\nb", "a\nx\nb"), ("a\r\nb", "a\r\nx\r\nb"), ("a\rb", "a\rx\rb")])
def test_new_lines_end_as_those_of_the_text(text: str, expected: str) -> None:
    assert edited(text, [Edit(Span(1, 1), "\nx")]) == expected


# ---------------------------------------------------------------- any file

LINES = [
    "# Head",
    "// note",
    "// ignore: no-deadline, T003 why",
    "",
    "start: next month",
    "owner: Sara",
    "owner:  Sara",
    "  owner: Omar",
    "ownr: Sara",
    "  baseline: 5",
    "- Post daily",
    "  - Post daily",
    "  البداية: الشهر القادم",
    "  stray words",
    "Get 30 likes and 5 comments per post on Instagram in 30 days",
    "رفع الوصول 40%، رفع التفاعل 15% على فيسبوك خلال شهر",
    "Gain 100 Instagram followers in 10 days",
    "Gain 100 Instgram followers by the end of next month",
    "Gain 5 leads starting next Monday by 2027-03-01",
    "  start: 2026-12-05",
    "  end: end of the year",
    "  id: x",
    "Grow",
    "كسب 100 متابع على إنستغرام خلال 10 أيام",
    "Increase sales by 5% and leads by 10% this quarter so that we grow",
    "# He\u202ead",
    "Gain 1\u200b00 Twitter followers between 60 and 50 by next month so that we\u200b grow",
    "Get 1O0 likes on Inst\u0430gram by ١5 May",
    "  engagement: likes, retweets",
    "  platform: X",
    "// ignore-start: T001",
    "// ignore-end",
]


@settings(max_examples=often(60), deadline=None)
@given(chosen=st.lists(st.sampled_from(LINES), max_size=9), unsafe=st.booleans(), end=st.sampled_from(["", "\n"]))
def test_any_file_settles_and_safe_fixes_keep_its_goals(chosen: list[str], unsafe: bool, end: str) -> None:
    text = "\n".join(chosen) + end
    result = put_right(text, unsafe=unsafe)
    assert result.settled
    again = put_right(result.text, unsafe=unsafe)
    assert (again.text, again.applied) == (result.text, [])
    assert sum(item.severity == "error" for item in result.report.found) <= sum(item.severity == "error" for item in report(text).found) * 3
    if not unsafe:
        assert judged(read(text), TODAY, CATALOGUE) == judged(result.report.file, TODAY, CATALOGUE)
        if DRIFTS not in {one.found.name for one in result.applied}:
            assert ids(text) == ids(result.text)


SENTENCES = {
    "en": (
        ["Gain", "Get", "Raise", "Lower", "Reach"],
        [
            "100 followers",
            "30 likes per post",
            "engagement by 5%",
            "reach by 40% on Facebook",
            "cost per lead to $8",
            "2x more views",
            "at least 5 comments",
            "sales",
            "trust",
        ],
        [" on Instagram", " on TikTok and YouTube", " on our website", " for parents", " by posting reels", ""],
        [" in 30 days", " by the end of next month", " next quarter", " by 2027-03-31", " this month", " every week", " soon", " starting next week", ""],
        [" and ", ", ", " and gain ", "; "],
    ),
    "ar": (
        ["كسب", "زيادة", "رفع", "خفض", "الوصول إلى"],
        [
            "100 متابع",
            "30 إعجابًا لكل منشور",
            "التفاعل بنسبة 5%",
            "الوصول 40% على فيسبوك",
            "تكلفة العميل المحتمل إلى 8 دولارات",
            "5 تعليقات على الأقل",
            "المبيعات",
            "الثقة",
        ],
        [" على إنستغرام", " على تيك توك ويوتيوب", " على موقعنا", " للأهالي", " عبر نشر الريلز", ""],
        [" خلال 30 يومًا", " بحلول نهاية الشهر القادم", " الربع القادم", " بحلول 2027-03-31", " هذا الشهر", " كل أسبوع", " قريبًا", ""],
        [" و", "، ", "، كسب "],
    ),
}


@st.composite
def sentences(draw: st.DrawFn) -> str:
    verbs, things, sides, ends, joins = SENTENCES[draw(st.sampled_from(sorted(SENTENCES)))]
    one_of = st.sampled_from
    text = draw(one_of(verbs)) + " " + draw(one_of(things)) + draw(one_of(sides))
    for _ in range(draw(st.integers(0, 2))):
        text += draw(one_of(joins)) + draw(one_of(things)) + draw(one_of(sides))
    return text + draw(one_of(ends))


@settings(max_examples=often(60), deadline=None)
@given(text=sentences(), under=st.sampled_from(["", "\n  - Post daily", "\n  baseline: 5\n  start: next month", "\n  platform: X\n  - نشر يومي"]))
def test_safe_fixes_of_any_goal_keep_it(text: str, under: str) -> None:
    result = put_right(text + under)
    assert judged(read(text + under), TODAY, CATALOGUE) == judged(result.report.file, TODAY, CATALOGUE)
    assert [item.name for item in result.report.found if item.severity != "hint"] == [] or result.settled
    if DRIFTS not in {one.found.name for one in result.applied}:
        assert ids(text + under) == ids(result.text)


CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus (shared/corpus) is not beside this checkout")
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("head", ["", "written: 2026-11-24\n"])
def test_safe_fixes_of_the_corpus_keep_every_goal(language: str, head: str) -> None:
    texts = [json.loads(line)["text"] for line in (CORPUS / f"sentences_{language}.jsonl").read_text(encoding="utf-8").splitlines()]
    text = head + "\n".join(texts) + "\n"
    result = put_right(text)
    assert result.settled
    assert result.applied
    assert result.left_out == []
    assert judged(read(text), TODAY, CATALOGUE) == judged(result.report.file, TODAY, CATALOGUE)
    drifting = sum(one.found.name == DRIFTS for one in result.applied)
    assert sum(before != after for before, after in zip(ids(text), ids(result.text), strict=True)) <= drifting
    again = put_right(result.text)
    assert (again.text, again.applied) == (result.text, [])
