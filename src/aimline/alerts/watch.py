"""The loop of `aimline watch`: what inputs give goes into the keeper a batch at a time, what is said comes out."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date

from aimline.alerts.inputs.base import Input, Text
from aimline.alerts.keeper import Aside, Batch, Keeper
from aimline.alerts.model import Alert
from aimline.alerts.steady import where
from aimline.text.garbage import no_collecting
from aimline.text.messages import isolate, messages

_PAUSE = 0.5
"""Seconds after which inputs are looked at again when nothing came."""
_PATIENCE = 60.0
"""Seconds after which a first run delivers, though rows have never paused."""
_TOLD = 10
"""Reasons for which rows were set aside that a run tells, each once; what comes beyond stands in the state."""


@dataclass(slots=True)
class Figures:
    """What a run has done so far."""

    rows: Counter[str] = field(default_factory=Counter)
    """By input; so is `aside`, rows that were set aside."""
    aside: Counter[str] = field(default_factory=Counter)
    alerts: Counter[str] = field(default_factory=Counter)
    """By severity."""
    batches: int = 0
    seconds: float = 0.0
    """Of processor and disk, taking batches in."""
    watermark: float | None = None
    """Up to when readings are complete, in seconds since 1970."""


class Watch:
    """One run. `told` is called with what a person should know, `failed` with what could not be read, `committed` after each batch."""

    def __init__(
        self,
        keeper: Keeper,
        inputs: Sequence[Input],
        *,
        told: Callable[[Text], None] = lambda text: None,
        failed: Callable[[Text], None] = lambda text: None,
        committed: Callable[[Figures], None] = lambda figures: None,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self.keeper, self.inputs = keeper, inputs
        self.figures = Figures()
        self._told, self._failed, self._committed, self._clock = told, failed, committed, clock
        self._stopping = threading.Event()
        self._ahead: date | None = None
        self._open = True
        """Days may be over that were not closed, since more was there to be read."""
        self._aside: set[tuple[str, str]] = set()

    def stop(self) -> None:
        """End after the batch that is under way; may be called from anywhere."""
        self._stopping.set()

    @property
    def stopped(self) -> bool:
        """Whether somebody asked for its end."""
        return self._stopping.is_set()

    def run(self, *, once: bool = False, as_of: date | None = None, first: Sequence[Batch] = ()) -> Generator[Alert]:
        """Everything that is said, as it is written down, after what an earlier run has written down and not handed out. An alert counts as heard when the next
        is asked for. `once`: what is there is read, then it ends; `as_of`: every day up to that one is closed in the end, and none after
        it; `first` comes before the inputs.

        Raises:
            StateError: the state could not be written; what was said before stands.
        """
        self.keeper.as_of, begun = as_of, self._clock()
        yield from self._said(list(self.keeper.unheard()))
        if first:
            yield from self._said(self.keeper.take(first, close=False))
        while not self._stopping.is_set():
            came = False
            for one in self.inputs:
                if one.ended or self._stopping.is_set():
                    continue
                alerts = self._step(one, 0.0 if once and one.id != "-" else _PAUSE / len(self.inputs))
                if alerts is not None:
                    came = True
                    yield from self._said(alerts)
            while self._open and not self._behind(None) and not self._stopping.is_set():
                yield from self._said(self._close())
            if as_of is None and (not came or self._clock() - begun > _PATIENCE):
                self._caught_up()
            if not came:
                if all(one.ended or (once and one.id != "-") for one in self.inputs):
                    break
                self._stopping.wait(_PAUSE)
        self._open = as_of is not None
        while as_of is not None and self._open and not self._stopping.is_set():
            yield from self._said(self.keeper.close_until(as_of))
            self._open = self.keeper.more
        if as_of is not None and not self._open:
            self._caught_up()

    def close(self) -> None:
        """Let go of the inputs."""
        for one in self.inputs:
            with suppress(OSError):
                one.close()

    def _step(self, one: Input, wait: float) -> list[Alert] | None:
        """Take in what an input has; what is said of it, None where nothing came."""
        with no_collecting():
            batches = one.read(wait)
            self._tell(one)
            if not batches:
                return None
            start = self._clock()
            self._open = self._behind(one)
            alerts = self.keeper.take(batches, close=not self._open)
            self._open = self._open or self.keeper.more
            self._count(batches_of=one, rows=sum(map(len, batches)), aside=sum(two.rows for batch in batches for two in batch.aside), since=start)
        self._tell_aside(batches)
        one.committed()
        self._warn()
        return alerts

    def _behind(self, reading: Input | None) -> bool:
        """Whether days must wait: an input has more that was not read yet, or is still to be asked in this round after the one that is being read."""
        after = self.inputs[self.inputs.index(reading) + 1 :] if reading is not None else ()
        return any(one.behind for one in self.inputs if not one.ended) or any(not one.ended for one in after)

    def _caught_up(self) -> None:
        """Let go of what a first run has held back, and tell what it leaves in the log."""
        found = self.keeper.caught_up()
        if found is not None:
            self._committed(self.figures)
            if found[0]:
                self._told(messages("watch.past", n=found[0], date=found[1]))

    def _close(self) -> list[Alert]:
        """Close what can be closed, now that everything that is there was read."""
        with no_collecting():
            alerts = self.keeper.take([])
        self._open = self.keeper.more
        return alerts

    def _warn(self) -> None:
        """Tell of a day that is far later than all others, once."""
        ahead = self.keeper.ahead
        if ahead is not None and ahead[0] != self._ahead:
            day, series = ahead
            place = where((file for one in self.inputs for file in getattr(one, "files", ())), day)
            self._told(messages("watch.ahead", date=day, place=isolate(place or " ".join(filter(None, (series.platform, series.metric))))))
        self._ahead = None if ahead is None else ahead[0]

    def _count(self, *, batches_of: Input, rows: int, aside: int, since: float) -> None:
        figures = self.figures
        figures.rows[batches_of.id] += rows
        figures.aside[batches_of.id] += aside
        figures.batches += 1
        figures.seconds += self._clock() - since
        watermark = self.keeper.watermark
        figures.watermark = None if watermark is None else watermark.replace(tzinfo=UTC).timestamp()

    def _said(self, alerts: Sequence[Alert]) -> Iterator[Alert]:
        self.figures.alerts.update(alert.severity for alert in alerts)
        self._committed(self.figures)
        last: Alert | None = None
        try:
            for alert in alerts:
                yield alert
                last = alert
        finally:
            if last is not None:
                self.keeper.heard(last)

    def _tell(self, one: Input) -> None:
        notes, one.notes = one.notes, []
        errors, one.errors = one.errors, []
        for text in notes:
            self._told(text)
        for text in errors:
            self._failed(text)

    def _tell_aside(self, batches: Sequence[Batch]) -> None:
        """Say what was set aside, once an input and reason."""
        found: dict[tuple[str, str], list[Aside]] = {}
        for batch in batches:
            for one in batch.aside:
                found.setdefault((batch.input, next(iter(one.reason.values()))), []).append(one)
        for key, all_of_it in found.items():
            if key in self._aside or len(self._aside) > _TOLD:
                continue
            self._aside.add(key)
            if len(self._aside) > _TOLD:
                self._told(messages("watch.more_aside"))
                return
            first, rows = all_of_it[0], sum(one.rows for one in all_of_it)
            self._told(messages("state.aside", input=isolate(key[0]), n=rows, place=isolate(first.place), reason=first.reason))
