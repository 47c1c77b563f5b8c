"""Goals as a table: what they ask of the rows, each different question once, and their figures in columns."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import repeat
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from aimline.catalogue import Catalogue
from aimline.engine.shape import Shape, Words, shape
from aimline.goals.model import Goal, Target

Numbers = NDArray[np.float64]
Days = NDArray[np.int64]
"""Days as their proleptic ordinals (1 is the first of January of year 1); 0 where there is none."""

KINDS = ("level", "change", "percent_change", "multiple", "from_to")
KIND: Mapping[str, int] = {name: code for code, name in enumerate(KINDS)}
NO_GOAL = -1


class Question(NamedTuple):
    """What goals ask of the rows: they take the same series, in the same unit."""

    metric: str | None
    platforms: tuple[str, ...]
    account: str | None
    campaign: str | None
    per: str | None
    engagement: tuple[str, ...] | None
    unit: str | None
    currency: str | None
    relative: bool
    explicit: bool
    """It has an explicit baseline."""
    change: bool
    shape: Shape


@dataclass(frozen=True, slots=True)
class GoalTable:
    """Goals in columns: `question` is the place of each in `questions`, NO_GOAL where it asks nothing that can be measured (`problems`, by place)."""

    questions: Sequence[tuple[Question, Goal]]
    """Each with a goal that asks it."""
    problems: Mapping[int, Words]
    question: NDArray[np.int32]
    start: Days
    end: Days
    kind: NDArray[np.int8]
    value: Numbers
    falls: NDArray[np.bool_]
    """A change is one downwards."""
    baseline: Numbers
    kinds: Sequence[Goal] = ()
    """Of a table made from columns: a goal of every kind that it has, those without a question, too."""

    def __len__(self) -> int:
        return len(self.question)

    @classmethod
    def of(cls, goals: Iterable[Goal], catalogue: Catalogue) -> "GoalTable":
        """The table of typed goals."""
        places: dict[Question, int] = {}
        questions: list[tuple[Question, Goal]] = []
        problems: dict[int, Words] = {}
        rows = []
        shapes: dict[tuple[Any, ...], Shape | Words] = {}
        for place, goal in enumerate(goals):
            target, window = goal.target, goal.window
            at = target.baseline if target is not None and target.baseline is not None else goal.baseline
            against = None if target is None or target.value is None or at is None else (at < target.value, at == target.value)
            which = (
                goal.metric,
                goal.per,
                goal.aggregation,
                goal.kept is None,
                goal.intent,
                goal.time.form if goal.time is not None else None,
                None if target is None else (target.kind, target.unit, target.bound, target.value is None, against, (target.value or 0) > 1, target.value == 1),
            )
            found = shapes.get(which)
            if found is None:
                found = shapes[which] = shape(goal, catalogue.metric(goal.metric) if goal.metric else None)
            if not isinstance(found, Shape):
                problems[place] = found
                number = NO_GOAL
            else:
                assert target is not None
                question = Question(
                    goal.metric,
                    goal.platforms,
                    goal.account,
                    goal.campaign,
                    goal.per,
                    goal.engagement,
                    target.unit,
                    goal.budget.currency if goal.budget is not None else None,
                    target.kind in ("percent_change", "multiple"),
                    goal.baseline is not None,
                    target.kind == "change",
                    found,
                )
                number = places.get(question, NO_GOAL)
                if number == NO_GOAL:
                    number = places[question] = len(questions)
                    questions.append((question, goal))
            rows.append(
                (
                    number,
                    0 if window is None else window.start.toordinal(),
                    0 if window is None else window.end.toordinal(),
                    -1 if target is None else KIND[target.kind],
                    np.nan if target is None or target.value is None else target.value,
                    goal.intent == "decrease",
                    np.nan if goal.baseline is None else goal.baseline,
                )
            )
        columns: list[Any] = list(zip(*rows, strict=True)) if rows else [()] * 7
        types = (np.int32, np.int64, np.int64, np.int8, np.float64, np.bool_, np.float64)
        made: list[Any] = [np.array(column, dtype=kind) for column, kind in zip(columns, types, strict=True)]
        return cls(questions, problems, *made)

    @classmethod
    def from_columns(
        cls,
        catalogue: Catalogue,
        *,
        metric: Sequence[str],
        platform: Sequence[str | None],
        account: Sequence[str | None],
        kind: Sequence[str],
        value: Numbers,
        start: Days,
        end: Days,
        intent: Sequence[str] | None = None,
        unit: Sequence[str] | None = None,
        baseline: Numbers | None = None,
    ) -> "GoalTable":
        """The table of goals that are given in columns of one length, without an object a goal.

        `platform` None is all platforms, `account` None the only one; `kind` is one of KINDS, `intent` a verb's ("increase" where there is none), `unit` that
        of the target ("count"). `value` and `baseline` are NaN where a goal has none. The window goes from `start` up to the day before `end` (ordinals).

        Raises:
            ValueError: columns differ in length, a window has no day, or a word is none of the model's.
        """
        count = len(value)
        baselines = np.full(count, np.nan) if baseline is None else np.asarray(baseline, dtype=np.float64)
        values, first, last = np.asarray(value, dtype=np.float64), np.asarray(start, dtype=np.int64), np.asarray(end, dtype=np.int64)
        if (last <= first).any() or not len(first) == len(last) == len(baselines) == count:
            raise ValueError("columns of one length are needed, and windows with a day or more")
        # what the shape of a goal depends on, beside its words: whether it is above, at or below its baseline (or 1, of multiples), or has no value
        with np.errstate(invalid="ignore"):
            against = np.where(np.isnan(baselines), 3, np.sign(baselines - values) + 1)
        sides = np.nan_to_num(10 * against + np.sign(values - 1) + 1, nan=-1.0).astype(np.int64)
        words = zip(
            metric, platform, account, kind, intent or repeat("increase", count), unit or repeat("count", count), sides.tolist(), strict=True
        )  # fmt: skip
        places: dict[tuple[Any, ...], int] = {}
        which = np.fromiter((places.setdefault(word, len(places)) for word in words), dtype=np.int64, count=count)
        example = np.zeros(len(places), dtype=np.int64)
        example[which[::-1]] = np.arange(count)[::-1]
        goals = [_goal(word, float(values[at]), float(baselines[at])) for word, at in zip(places, example.tolist(), strict=True)]
        kinds = cls.of(goals, catalogue)
        problems = {place: kinds.problems[which[place]] for place in np.flatnonzero(kinds.question[which] == NO_GOAL).tolist()}
        return replace(
            kinds, problems=problems, question=kinds.question[which], start=first, end=last, kind=kinds.kind[which], value=values,
            falls=kinds.falls[which], baseline=baselines, kinds=goals,
        )  # fmt: skip


def _goal(words: tuple[Any, ...], value: float, baseline: float) -> Goal:
    """A goal of a table's columns, without its window."""
    metric, platform, account, kind, intent, unit, _ = words
    target = Target(kind=kind, value=None if np.isnan(value) else value, unit=unit)
    named = () if platform is None else (platform,)
    goal = Goal(
        id="", intent=intent, metric=metric, platforms=named, target=target, per=None, aggregation=None, start=None, time=None, window=None, account=account
    )
    return goal if np.isnan(baseline) else goal.model_copy(update={"baseline": baseline})
