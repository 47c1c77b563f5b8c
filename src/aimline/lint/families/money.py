"""R: what a goal is to cost."""

from collections.abc import Iterator

from aimline.goals.settings import Values
from aimline.lint.families.said import metric_name
from aimline.lint.rule import Context
from aimline.text.diagnostic import Note
from aimline.text.messages import numbers


def unpaid_with_budget(context: Context) -> Iterator[Note]:
    settings = context.statement.settings
    if context.index or "paid" not in settings or "budget" not in settings or not {"paid", "budget"} & context.statement.own_settings:
        return
    values = Values(settings)
    budget = values.money("budget")
    if values.yes("paid") is False and budget is not None and budget[0] > 0:
        yield Note("unpaid-with-budget", settings["paid" if "paid" in context.statement.own_settings else "budget"].value_span, {})


def paid_without_budget(context: Context) -> Iterator[Note]:
    settings = context.statement.settings
    if context.index or "paid" not in context.statement.own_settings:
        return
    values = Values(settings)
    if values.yes("paid") is not True or any(phrase.role == "budget" for phrase in context.draft.side_phrases):
        return
    if "budget" not in settings or (values.money("budget") or (1, None))[0] == 0:
        yield Note("paid-without-budget", settings["paid"].value_span, {})


def spends_over_budget(context: Context) -> Iterator[Note]:
    target, budget = context.draft.target, _budget(context)
    if budget is None or target is None or context.draft.metric != "ad_spend" or context.draft.per is not None or target.kind != "level":
        return
    if _comparable(target.unit, budget[1]) and target.value is not None and target.value > budget[0]:
        yield Note("spends-over-budget", target.span, {"spend": numbers(target.value), "budget": numbers(budget[0])})


def budget_below_cost(context: Context) -> Iterator[Note]:
    target, metric, budget = context.draft.target, context.draft.metric, _budget(context)
    if budget is None or target is None or not target.value or metric is None or target.kind != "level" or not _comparable(target.unit, budget[1]):
        return
    cost = context.catalogue.metric(metric)
    if cost.kind != "ratio" or cost.numerator != ("ad_spend",):
        return
    for other in context.statement.drafts:
        wanted = other.target
        if other.metric in cost.denominator and wanted is not None and wanted.value and wanted.unit == "count" and wanted.kind in ("level", "change"):
            needed = wanted.value * target.value / cost.scale
            if needed > budget[0] * 1.01:
                amounts = {"needed": numbers(needed), "budget": numbers(budget[0])}
                yield Note("budget-below-cost", target.span, {"metric": metric_name(other.metric or ""), **amounts})


def _budget(context: Context) -> tuple[float, str | None] | None:
    return Values(context.statement.settings).money("budget") if "budget" in context.statement.settings else None


def _comparable(unit: str, currency: str | None) -> bool:
    """Whether an amount and the budget are in the same currency, as far as they name one."""
    return unit == "count" or currency is None or unit == f"currency:{currency}"
