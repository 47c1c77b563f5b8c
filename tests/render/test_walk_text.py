"""`evaluate --explain`: every formula, worked out as it is printed, gives the value beside it; words stand in every language, lines fit."""

import json
import math
import re
from collections.abc import Callable

import pytest
from scipy.special import betainc, gammaincc, ndtr
from walks_made import ARABIC, WALKS

from aimline.engine.walk import Course, Step, Walk, exact, filled, step, symbolic, target_step
from aimline.engine.walk_law import law_steps
from aimline.pacing.law.blend import student
from aimline.render.cells import width
from aimline.render.walk import as_json, as_text
from aimline.text.messages import FSI, PDI, languages

COLOUR = re.compile("\x1b\\[[\\d;]*m")


def told(walk: Walk, language: str = "en", columns: int = 100) -> list[str]:
    return [COLOUR.sub("", line) for line in as_text(walk, language, columns)]


def worked_out(formula: str) -> float:
    """A formula as a person would key it in."""
    formula = re.sub(r"(?<=\d),(?=\d{3})", "", formula)
    for sign, meant in (("×", "*"), ("÷", "/"), ("−", "-"), ("²", "**2"), ("√", "sqrt"), ("⌈", "ceil("), ("⌉", ")"), ("⌊", "floor("), ("⌋", ")"), (";", ",")):
        formula = formula.replace(sign, meant)
    known = {"sqrt": math.sqrt, "ceil": math.ceil, "floor": math.floor, "min": min, "max": max, "ln": math.log, "exp": math.exp, "t3": student}
    known |= {"I": lambda x, a, b: betainc(a, b, x), "Q": gammaincc, "Φ": ndtr}
    return float(eval(formula.replace("₃", "3"), {"__builtins__": {}, **known}))


def steps(walk: Walk) -> list[Step]:
    return [*([walk.target] if walk.target else []), *(one for day in walk.days for one in day.steps), *walk.left, *walk.law]


@pytest.mark.parametrize("make", WALKS.values(), ids=WALKS)
def test_every_formula_gives_its_value(make: Callable[[], Walk]) -> None:
    walk = make()
    checked = [one for one in steps(walk) if one.formula and one.value is not None]
    assert checked or not walk.days
    for one in checked:
        assert worked_out(one.filled) == pytest.approx(one.value, rel=1e-4, abs=1e-9), one


@pytest.mark.parametrize("make", WALKS.values(), ids=WALKS)
def test_what_is_printed_is_what_was_worked_out(make: Callable[[], Walk]) -> None:
    """As the text has it: `name = formula = value`, wherever there is one."""
    walk = make()
    text = re.sub(r"\s+", " ", " ".join(told(walk, columns=500)))
    for one in steps(walk):
        assert one.filled in text
        if one.formula and one.filled != exact(one.value):
            assert f"{one.filled} = {exact(one.value)}" in text


def test_the_formula_of_the_line_is_the_one_of_the_books() -> None:
    assert "     expected = 1,240 + (1,340 − 1,240) × 4 ÷ 10 = 1,280" in told(WALKS["level"]())
    assert "  expected = baseline + (target − baseline) × day ÷ days" in told(WALKS["level"]())
    assert "target = 1,240 + 100 = 1,340" in told(WALKS["level"]())


def test_days_are_told_with_their_verdicts_and_what_becomes_of_them() -> None:
    text = "\n".join(told(WALKS["level"](), columns=200))
    assert "  Day 1, 2026-12-01: 1,250\n" in text
    assert "  Day 2, 2026-12-02: no figure\n     gained = 1,250 − 1,240 = 10\n" in text
    assert "P 0.62 ≥ 0.5: on track. The first judgement is taken as it is." in text
    assert (
        "P 0.14 < 0.3 and TSPI 1.21429 > 1.05: behind. A change to behind takes 2 days in a row that want it, and this is day 1: the status stays on track."
        in text
    )
    assert "P 0.125 < 0.3 and TSPI 1.35833 > 1.05: behind. 2 days in a row wanted behind: the status changes." in text


def test_what_has_no_probability_is_judged_by_what_it_has() -> None:
    text = "\n".join(told(WALKS["still"](), columns=200))
    assert "No probability; done 1.5 ≥ 1: on track." in text
    assert "There is no probability on 2026-12-02." in text
    assert "  Day 1, 2026-12-01: no figure\n     By the list: no data." in text
    assert "actual = 100 × 18 ÷ 600 = 3" in text
    assert "missing = 2 − 3 = −1" in text


def test_caps_are_judged_by_what_was_planned() -> None:
    text = "\n".join(told(WALKS["budget"](), columns=200))
    assert "SPI 2.4 > 1: over pace." in text
    assert "SPI 0.8 ≤ 1: within." in text


def test_no_reason_is_given_that_does_not_hold() -> None:
    walk = WALKS["level"]()
    for verdict, day in (("behind", 0), ("on_track", 3), ("at_risk", 0)):
        days = list(walk.days)
        days[day] = days[day].model_copy(update={"verdict": verdict, "status": verdict})
        said = [line for line in told(walk.model_copy(update={"days": tuple(days)}), columns=200) if line.startswith("     By the list:")]
        assert len(said) == 1


def test_the_law_shows_names_numbers_and_value() -> None:
    text = "\n".join(told(WALKS["level"](), columns=200))
    assert "λ, what a day brings: S ÷ W × (1 + e) = 110 ÷ 10 × (1 + 0.1) = 12.1" in text
    assert "k, what is still needed: ⌈target − actual⌉ = ⌈1,340 − 1,258.5⌉ = 82" in text
    assert "F, how much days differ (variance ÷ mean): 4.5" in text


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("make", WALKS.values(), ids=WALKS)
def test_lines_fit_in_every_language_and_close_their_isolates(make: Callable[[], Walk], language: str, columns: int) -> None:
    lines = told(make(), language, columns)
    assert max(map(width, lines)) <= columns
    assert all(line.count(FSI) == line.count(PDI) and line == line.rstrip() for line in lines)
    assert not re.search(r"[{}]|None|nan", "\n".join(lines))


def test_arabic_keeps_formulas_apart_from_its_words() -> None:
    lines = told(WALKS["level"](), "ar", 120)
    assert f"     المتوقع = {FSI}1,240 + (1,340 − 1,240) × 4 ÷ 10 = 1,280{PDI}" in lines
    assert lines[0] == f"{FSI}{ARABIC}{PDI}"


def test_a_narrow_table_leaves_out_columns_and_no_days() -> None:
    narrow, wide = (told(WALKS["level"](), columns=columns) for columns in (60, 140))
    heads = [next(line for line in lines if line.split()[:1] == ["day"]) for lines in (narrow, wide)]
    assert heads[1].split() == ["day", "figure", "actual", "gained", "expected", "done", "SPI", "TSPI", "P", "by", "the", "list", "status"]
    assert {"day", "actual", "done", "P", "status"} <= set(heads[0].split()) < set(heads[1].split())
    for lines in (narrow, wide):
        assert sum(bool(re.match(r"  2026-12-0\d ", line)) for line in lines) == 4


@pytest.mark.parametrize("make", WALKS.values(), ids=WALKS)
def test_json_has_it_all(make: Callable[[], Walk]) -> None:
    walk = make()
    found = json.loads(as_json(walk))
    assert Walk.model_validate(found) == walk
    for one, own in zip(found["days"], walk.days, strict=True):
        assert [(this["name"], this["value"], this["filled"]) for this in one["steps"]] == [(this.name, this.value, this.filled) for this in own.steps]
        assert all(set(this["says"]) == set(languages()) for this in one["steps"])


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "–"),
        (0, "0"),
        (1340, "1,340"),
        (1234567.891, "1,234,568"),
        (0.8833333333, "0.883333"),
        (1882.774193, "1,882.77"),
        (-0.5, "−0.5"),
        (0.00012345678, "0.000123457"),
    ],
)
def test_numbers_have_six_figures(value: float | None, shown: str) -> None:
    assert exact(value) == shown


def test_numbers_below_zero_stand_in_brackets() -> None:
    assert filled("{a} − {b} × {c}", {"a": -1.5, "b": -2, "c": None}) == "(−1.5) − (−2) × –"


def test_a_figure_without_a_message_stands_for_itself() -> None:
    one = step("leaps", 0.25, "{hits} ÷ {tries}", hits=1, tries=4)
    assert one.says == dict.fromkeys(languages(), "leaps")
    assert symbolic(one.formula, "ar") == "hits ÷ tries"


@pytest.mark.parametrize("language", languages())
def test_all_figures_and_numbers_have_words(language: str) -> None:
    for curve in ("linear", "learned", "weekdays", "front-loaded", "back-loaded", "milestones", "still"):
        names = ("figure", "before", "actual", "gained", "expected", "done", "spi", "tspi", "share", "weight_over", "weight_all", "share_before")
        every = dict.fromkeys((*names, "share_after", "day_before", "day_after", "above", "below", "scale", "total", "items", "shortfall"), 1.0)
        for gathers in ("level", "flow", "ratio", "mean", "people"):
            course = Course(gathers, curve, 1.0, 2.0, 10)  # type: ignore[arg-type]
            for one in (*course.steps(1, every), *course.left(1, {**every, "done": 0.5})):
                assert one.says[language] != one.name or one.name in ("actual", "gained", "expected", "done", "target")
                assert "_" not in symbolic(one.formula, language)
    for one in WALKS["level"]().law:
        assert "_" not in symbolic(one.formula, language)
        assert one.says[language] != one.name


def test_targets() -> None:
    assert target_step("percent_change", 1200.0, 20.0, reference=1000.0).filled == "1,000 × (1 + 20 ÷ 100)"
    assert target_step("multiple", 2000.0, 2.0, reference=1000.0).filled == "1,000 × 2"
    assert target_step("from_to", 3.0, 3.0).filled == "3"
    assert target_step("percent_change", 800.0, -20.0, reference=1000.0).filled == "1,000 × (1 + (−20) ÷ 100)"


def test_an_undefined_figure_is_shown_as_such_and_an_unknown_one_left_out() -> None:
    found = {"actual": 5.0, "gained": 0.0, "expected": 5.0, "done": None, "spi": None, "tspi": None}
    same = {one.name: one for one in Course("level", "linear", 5.0, 5.0, 10).steps(3, found)}
    assert (same["done"].filled, same["done"].value) == ("0 ÷ (5 − 5)", None)
    assert "tspi" not in same
    assert law_steps("counts", {"W": 1.0, "lambda": 2.0})[1].formula == ""
