"""Predicates of rules beside the same condition written by hand in Python."""

from datetime import date

import pytest

from aimline.rules import predicate, read_rule

TODAY = date(2026, 11, 24)
RECORDS = [
    {
        "owner": None if index % 3 else "sara", "budget": None if index % 5 else 400.0 + index, "budget_currency": "USD", "paid": index % 2 == 0,
        "duration": float(index % 120), "platforms": ("instagram", "tiktok")[: index % 3], "end": date(2026, 12, 1 + index % 28), "actions": (),
        "deadline": "P10D", "tags": (), "text": "gain 100 followers",
    }
    for index in range(1000)
]  # fmt: skip
RULES = {
    "every goal must have an owner": lambda r: r["owner"] is None,
    "every paid goal must have a budget cap": lambda r: r["paid"] is True and r["budget"] is None,
    "no goal may run longer than 90 days": lambda r: r["duration"] is not None and r["duration"] > 90,
    "every paid goal on TikTok must have a budget below $500 and a deadline before 2027-01-01": lambda r: (
        r["paid"] is True
        and "tiktok" in r["platforms"]
        and (
            (r["budget"] is not None and r["budget_currency"] in ("USD", None) and r["budget"] >= 500)
            or (r["end"] is not None and r["end"] >= date(2027, 1, 1))
        )
    ),
}


def _each(judge):
    return sum(judge(record) is True for record in RECORDS)


@pytest.mark.parametrize("sentence", RULES)
@pytest.mark.parametrize("by", ["by hand", "predicate"])
def test_a_thousand_goals(benchmark, sentence, by):
    benchmark.group = sentence
    judge = RULES[sentence] if by == "by hand" else predicate(read_rule(sentence).broken, TODAY)
    assert benchmark(_each, judge) == _each(RULES[sentence])
