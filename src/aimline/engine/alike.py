"""Accounts whose series are alike: what one of them is asked is resolved once for all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

import numpy as np

from aimline.catalogue import ANYWHERE, Catalogue
from aimline.engine.ask import Series
from aimline.engine.listed import texts
from aimline.engine.resolve import Resolved, resolve
from aimline.engine.select import Shelf
from aimline.engine.table import Question
from aimline.goals.model import Goal
from aimline.pacing.lines import Whole

_SAYS = ("platform", "metric", "unit", "campaign", "source", "item", "item_type")
"""What a series says of itself, beside its account."""
_REST = itemgetter(*(place for place, name in enumerate(Question._fields) if name != "account"))
"""A question without its account."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What questions come to: question i is one of the `found`, with series that lie `shift[i]` places further along among all. Where there are none the words
    may name another account that is in the same place.
    """

    found: Sequence[tuple[Question, Resolved]]
    kind: Whole
    shift: Whole


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    """The series of one account, which stand together from place `start` on."""

    start: int
    end: int
    says: int
    """A number that all accounts have whose series say the same."""

    def __contains__(self, place: int) -> bool:
        return self.start <= place < self.end


_NOTHING = _Block(0, 0, -1)


def answers(questions: Sequence[tuple[Question, Goal]], goals: Sequence[Goal], series: Sequence[Series], catalogue: Catalogue) -> Answers:
    """What each question comes to; `goals` are all of the run, whose platforms count for rows that name none."""
    accounts = texts(series, "account")
    blocks = _blocks(questions, series, accounts)
    if blocks is None:
        shelf = Shelf.of(series, goals, catalogue)
        each = [(question, resolve(question, goal, shelf, catalogue)) for question, goal in questions]
        return Answers(each, np.arange(len(each)), np.zeros(len(each), dtype=np.int64))
    every, platforms = frozenset(name for name in accounts if name), {name for name in texts(series, "platform") if name}
    platforms |= {name for goal in goals for name in goal.platforms if name not in ANYWHERE}
    nameless = blocks.get("", _NOTHING)
    shelves: dict[_Block, Shelf] = {}
    known: dict[tuple[int, int], tuple[int, int] | None] = {}
    rests: dict[object, int] = {}
    found: list[tuple[Question, Resolved]] = []
    kind, shift = np.zeros(len(questions), dtype=np.int64), np.zeros(len(questions), dtype=np.int64)
    for number, (question, goal) in enumerate(questions):
        block = blocks.get((question.account or "").casefold(), _NOTHING)
        like = rests.setdefault(_REST(question), len(rests)), block.says
        before = known.get(like)
        if before is None:
            if block not in shelves:
                mine = [*series[nameless.start : nameless.end], *series[block.start : block.end]]
                shelves[block] = Shelf.of(mine, (), catalogue, accounts=every, platforms=platforms)
            before = len(found), block.start
            found.append((question, resolve(question, goal, shelves[block], catalogue)))
            of = {one.id in block for source in found[-1][1].found for one in source.series}
            if len(of) < 2 and like not in known:
                known[like] = (before[0], block.start if of == {True} else -1)
            else:
                known[like] = None  # of the account and of none: no other account has the same
        kind[number] = before[0]
        shift[number] = block.start - before[1] if before[1] >= 0 else 0
    return Answers(found, kind, shift)


def _blocks(questions: Sequence[tuple[Question, Goal]], series: Sequence[Series], accounts: Sequence[str | None]) -> dict[str, _Block] | None:
    """The series of the accounts that questions name, and of those without a name (""), by their names in normal case; None where a question names no account,
    or the series of one do not stand together.
    """
    wanted = {(question.account or "").casefold() for question, _ in questions}
    if "" in wanted:
        return None
    wanted.add("")
    columns = [texts(series, key) for key in _SAYS]
    assumed = texts(series, "assumed")
    blocks: dict[str, _Block] = {}
    says: dict[tuple[object, ...], int] = {}
    place = 0
    for account, mine in groupby(accounts):
        start, place = place, place + sum(1 for _ in mine)
        name = (account or "").casefold()
        if name in blocks:
            return None
        if name in wanted:
            mine_say = tuple(tuple(column[start:place]) for column in (*columns, assumed))
            blocks[name] = _Block(start, place, says.setdefault(mine_say, len(says)))
    return blocks
