"""Which rules run: the more exact selector decides, then the nearer source, then `ignore`."""

import pytest

from aimline.lint import rules
from aimline.lint.selection import RuleSet, Selector, UnknownSelector, choose, standard

STABLE = {name: rule for name, rule in rules().items() if not rule.preview}
ALL = frozenset(STABLE)
LOUD = frozenset(name for name, rule in STABLE.items() if rule.severity != "hint")
OF_TIME = frozenset(name for name, rule in STABLE.items() if rule.code.startswith("T"))


def chosen(*selectors: str, hints: bool = True) -> frozenset[str]:
    """Selectors as `+T`, `-T001`; one `*` more each for a nearer source."""
    read = [Selector(text[1:].rstrip("*"), text[0] == "+", text.count("*")) for text in selectors]
    return choose(rules(), read, hints=hints).running


@pytest.mark.parametrize(
    ("selectors", "expected"),
    [
        ([], ALL),
        (["+ALL"], ALL),
        (["+T"], OF_TIME),
        (["+t"], OF_TIME),
        (["+T001"], {"no-deadline"}),
        (["+no-deadline"], {"no-deadline"}),
        (["-T"], ALL - OF_TIME),
        (["+T", "-T001"], OF_TIME - {"no-deadline"}),
        (["-T", "+T001"], {"no-deadline"}),
        (["+ALL", "-T", "+no-deadline"], ALL - OF_TIME | {"no-deadline"}),
        (["+T", "-T"], set()),
        (["-T", "+T*"], OF_TIME),
        (["-T001", "+T*"], OF_TIME - {"no-deadline"}),
        (["-T001", "+T001*"], {"no-deadline"}),
        (["-ALL"], set()),
    ],
)
def test_what_runs(selectors: list[str], expected: set[str]) -> None:
    assert chosen(*selectors) == expected


def test_hints_run_when_asked_for_or_named_exactly() -> None:
    hint = next(rule for rule in rules().values() if rule.severity == "hint")
    assert chosen(hints=False) == LOUD
    assert chosen("+ALL", hints=False) == LOUD
    assert chosen("+" + hint.code, hints=False) == {hint.name}
    assert chosen("+" + hint.name, hints=False) == {hint.name}


def test_what_is_in_preview_runs_when_asked_for_or_named_exactly() -> None:
    trial = next(rule for rule in rules().values() if rule.preview)
    assert trial.name not in chosen() | chosen("+ALL") | chosen("+" + trial.code[0])
    assert chosen("+" + trial.code) == {trial.name}
    assert choose(rules(), (), hints=True, preview=True).running == frozenset(rules())


@pytest.mark.parametrize(("text", "near"), [("T00", None), ("no-deadlin", "no-deadline"), ("T01X", "T0"), ("zzzzzz", None), ("", None)])
def test_what_names_no_rule_is_an_error(text: str, near: str | None) -> None:
    if text == "T00":
        assert chosen("+T00") <= OF_TIME
        return
    with pytest.raises(UnknownSelector) as caught:
        chosen("+" + text)
    assert caught.value.near is None if near is None else (caught.value.near or "").startswith(near)


def test_a_change_that_changes_nothing_is_the_same_set() -> None:
    everything = standard()
    assert everything.changed(add=frozenset(["no-deadline"])) is everything
    fewer = everything.changed(drop=frozenset(["no-deadline"]))
    assert isinstance(fewer, RuleSet)
    assert fewer is everything.changed(drop=frozenset(["no-deadline"]))
    assert len(fewer.checks(frozenset())) == len(everything.checks(frozenset())) - 1
