"""What `aimline metrics` tells of a log, as it stands in its JSON: series, sums, ratios, posts, files, what was set aside, what goals take of it."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from aimline.goals.model import Model

Text = Mapping[str, str]
"""One message by language."""


class Gap(Model):
    """Days without a figure, both included."""

    first: date
    last: date


class SeriesRead(Model):
    """One series. `kind` is lifetime where each figure is of a single item (a post, a story), else that of the account's figures in the catalogue.

    `rows` are the figures read, `days` those with a figure, `missing` the days without one from `first` to `last`, `gaps` where these are, `zeros` the days
    that the export leaves out because there was nothing to count; `coverage` is the share of days that have a figure. Where a first day was asked for, all
    this, and what the figures amount to, is of the days from that one on; `missing` and `coverage` then count from it, up to the last day asked for.

    Of an account, one figure a day counts: the sum of a flow, the last reading of a level, the greatest number of people. Of items, `items` says how many
    there are, published from `first_published` to `last_published`; days are None, and what they amount to is that of the latest figure of each.
    """

    id: int
    account: str | None
    platform: str | None
    metric: str
    kind: Literal["level", "flow", "unique", "ratio", "lifetime"]
    unit: str
    item: bool
    item_type: str | None
    campaign: str | None
    source: str | None
    first: date
    last: date
    rows: int
    days: int | None
    missing: int | None
    gaps: tuple[Gap, ...]
    zeros: int
    items: int | None
    first_value: float | None
    last_value: float | None
    greatest: float | None
    total: float | None
    """The sum of all days of a flow, or of all items; people are not added up, nor are ratios."""
    mean: float | None = None
    """A day with a figure, or an item; None for ratios, whose mean means nothing."""
    median: float | None = None
    greatest_day: date | None = None
    """The first day with the greatest figure; of items, when the one with the greatest was published."""
    greatest_item: str | None = None
    least: float | None = None
    least_day: date | None = None
    gained: float | None = None
    """Of a level: its last figure less the last one before the days asked for, else less the first."""
    before: float | None = None
    """The last figure before the days asked for."""
    coverage: float | None = None
    first_published: date | None = None
    last_published: date | None = None
    blank: int = 0
    """Days that the exports list without a figure, before the first and after the last one, too."""


class SumRead(Model):
    """Flows of an account added up: of all campaigns (or places that visits came from), or of the metrics `of` that make up one (engagement)."""

    account: str | None
    platform: str | None
    metric: str
    of: tuple[str, ...]
    unit: str
    campaigns: int
    first: date
    last: date
    total: float | None


class RatioRead(Model):
    """A ratio worked out of the series of an account and platform: the sum of `above` over the sum of `below`, times its scale (100 for a percentage).
    Ready-made ratios of exports are not averaged. `days` is over how many days at once the figures count (an ad report of a whole month), else 1.
    """

    account: str | None
    platform: str | None
    metric: str
    unit: str
    item: bool
    days: int
    value: float | None
    numerator: float
    denominator: float
    above: tuple[str, ...]
    below: tuple[str, ...]


class ItemsRead(Model):
    """Items over all their types, or figures of items that are sums of others (engagement of likes, comments and shares): `of` are the metrics added up."""

    account: str | None
    platform: str | None
    metric: str
    of: tuple[str, ...]
    unit: str
    types: tuple[str, ...]
    items: int
    total: float | None
    mean: float
    median: float | None
    greatest: float
    greatest_item: str
    greatest_day: date
    first_published: date
    last_published: date


class UndatedRead(Model):
    """Items of which nothing says when they went out: no goal counts them. `item_type` is None for items of every type together; `of` are the metrics that
    were added up (engagement of likes, comments and shares).
    """

    account: str | None
    platform: str | None
    metric: str
    of: tuple[str, ...]
    unit: str
    item_type: str | None
    items: int
    total: float | None
    """None of people and of ratios, which are not added up."""
    mean: float | None
    """An item that has a figure; None for ratios, whose mean means nothing."""
    median: float | None
    greatest: float
    greatest_item: str
    least: float


class Difference(Model):
    """What one level did between two readings, and what its flows say of the same days."""

    first: date
    last: date
    level: float
    flows: float


class FilesDiffer(Model):
    """Figures that two files give for the same days, or posts, differently: `figures` of the `shared` ones, and of those the one that differs most.
    `other` was taken: it is the later export, or, with `tie`, has the greater of two that were taken at the same time.
    """

    account: str | None
    platform: str | None
    metric: str
    item: bool
    tie: bool
    file: str
    other: str
    figures: int
    shared: int
    day: date
    before: float
    after: float
    says: Text


class LevelDiffers(Model):
    """A level that the flows of its export do not explain: `level` is what it gained over the readings compared, `flows` what was gained less what was lost.
    `differences` are of single readings, the greatest first, no more than ten; `differing` counts them all.
    """

    series: int
    account: str | None
    platform: str | None
    metric: str
    gains: str
    losses: str | None
    first: date
    last: date
    level: float
    flows: float
    compared: int
    differing: int
    differences: tuple[Difference, ...]
    says: Text


class FileKnown(Model):
    """One file that was read, as which format; `rows` is None for long tables. `notes` say what was decided on the way: totals left out, days taken as zero.

    `unread` are columns of figures that were not read, as the export calls them, `ready_ratios` those of ratios, which are worked out from their sums instead;
    `unread_more` counts columns that are not named.
    """

    file: str
    format: str
    rows: int | None
    notes: tuple[Text, ...]
    unread: tuple[str, ...] = ()
    ready_ratios: tuple[str, ...] = ()
    unread_more: int = 0


class Aside(Model):
    """A row, or a part of a file, that was not read; `file` is None where it is about several."""

    file: str | None
    line: int | None
    reason: Text


class Refused(Model):
    """A file, or something that names none, that was not read at all."""

    file: str | None
    reason: Text


class GoalUse(Model):
    """What a goal takes of the log: the ids of its series, and `problem`, why it has no figures. `notes` say what is lacking all the same."""

    goal: str
    text: str
    file: str | None
    line: int
    metric: str | None
    platforms: tuple[str, ...]
    account: str | None
    series: tuple[int, ...]
    problem: Text | None
    notes: tuple[Text, ...] = ()


class Inventory(Model):
    """Everything that was read in a run, and what was not. `span` are the days that were asked for."""

    span: Gap | None = None
    series: tuple[SeriesRead, ...] = ()
    sums: tuple[SumRead, ...] = ()
    items: tuple[ItemsRead, ...] = ()
    undated: tuple[UndatedRead, ...] = ()
    ratios: tuple[RatioRead, ...] = ()
    disagreements: tuple[LevelDiffers, ...] = ()
    overlaps: tuple[FilesDiffer, ...] = ()
    files: tuple[FileKnown, ...] = ()
    set_aside: tuple[Aside, ...] = ()
    refused: tuple[Refused, ...] = ()
    goals: tuple[GoalUse, ...] = ()
