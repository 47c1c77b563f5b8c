"""Redis Streams: entries are read by a consumer group and acknowledged when what they say is written down, so that what was under way comes again after a kill.

An entry has the columns of the canonical long table as its fields, or one field that holds such a row as JSON.
"""

import json
import re
from collections.abc import Sequence
from itertools import groupby
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from aimline.alerts.inputs.base import ROWS, Text
from aimline.alerts.inputs.canonical import Canonical, Parsed, is_long
from aimline.alerts.keeper import Batch
from aimline.text.messages import isolate, messages

SCHEMES = ("redis", "rediss", "unix+redis")
_GROUP = "aimline"
_NAMED = re.compile(r"\d+(-\d+)?", re.ASCII)
_COUNT = 10_000
"""Entries that are asked for at once."""


class RedisError(Exception):
    """The stream cannot be read; `message` says why, in each language."""

    def __init__(self, message: Text) -> None:
        super().__init__(message["en"])
        self.message = message


class RedisStream:
    """One stream, named by `redis://[USER:PASSWORD@]HOST[:PORT][/DB]?stream=NAME[&group=GROUP]`. The position is the id of the last entry that was
    written down: where the group is gone, it is made anew from there on. `once`: that it cannot be read is an error, since it is not tried again.

    Raises:
        RedisError: the address names no stream, or the package `redis` is not there.
    """

    def __init__(self, url: str, account: str | None = None, platform: str | None = None, *, once: bool = False) -> None:
        try:
            parts = urlsplit(url)
        except ValueError:
            raise RedisError(messages("watch.redis_address", url=isolate(shown(url)))) from None
        asked = dict(parse_qsl(parts.query))
        stream = asked.pop("stream", "")
        self._group = asked.pop("group", _GROUP)
        if not stream:
            raise RedisError(messages("watch.redis_no_stream", url=isolate(shown(url))))
        try:
            import redis
        except ImportError:
            raise RedisError(messages("watch.redis_missing")) from None
        self._redis: Any = redis
        self._stream = stream
        self.id = f"{shown(urlunsplit(parts._replace(query='')))}?stream={stream}"
        self.ended = self.behind = False
        self.notes: list[Text] = []
        self.errors: list[Text] = []
        try:
            # an entry that is no text is set aside, as one that is no row is: it must not stop all that come after it
            self._client = redis.Redis.from_url(urlunsplit(parts._replace(query=urlencode(asked))), decode_responses=True, encoding_errors="replace")
        except (ValueError, TypeError):
            raise RedisError(messages("watch.redis_address", url=isolate(shown(url)))) from None
        self._canonical = Canonical(self.id, account, platform)
        self._position = "0"
        self._pending: list[str] = []
        self._after: str | None = "0"
        """After which of the entries that were under way when it was stopped to go on; None when they were all read."""
        self._down, self._once = False, once

    def begin(self, position: str | None) -> None:
        """Go on from where the last run came to."""
        self._canonical.hourly = bool(position and position.endswith("h"))
        found = (position or "").removesuffix("h")
        self._position = found if _NAMED.fullmatch(found) else "0"

    def read(self, wait: float) -> list[Batch]:
        """Entries that came since."""
        found: list[tuple[str, dict[str, str]]] = []
        try:
            while len(found) < ROWS:
                more = self._next(0.0 if found else wait)
                if not more:
                    break
                found += more
            if found and self._client.xpending(self._stream, self._group)["pending"] != len(self._pending) + len(found):
                found = self._all_pending()
        except self._redis.RedisError as error:
            self._trouble(error)
            return []
        self._down = False
        if not found:
            return []
        self._pending += [name for name, _ in found]
        parsed = self._parsed(found)
        self._position = max((self._position, *(name for name, _ in found)), key=_order)
        hourly = self._canonical.hourly
        return [Batch(self.id, parsed.readings, aside=parsed.aside, position=self._position + ("h" if hourly else ""), hourly=hourly)]

    def _parsed(self, found: Sequence[tuple[str, dict[str, str]]]) -> Parsed:
        """The readings of some entries; those with the same fields together."""
        parsed = Parsed()
        for labels, group in groupby(found, lambda entry: tuple(entry[1])):
            entries = list(group)

            def place(number: int, entries: Sequence[tuple[str, Any]] = entries) -> str:
                return f"{self._stream}:{entries[number][0]}"

            if is_long(labels):
                one = self._canonical.csv([list(fields.values()) for _, fields in entries], labels, 0, place)
            else:
                one = self._canonical.jsonl([_line(fields) for _, fields in entries], 0, place)
            parsed.readings += one.readings
            parsed.aside += one.aside
        return parsed

    def committed(self) -> None:
        """What was read is acknowledged; where that fails it comes again, which changes nothing."""
        try:
            for place in range(0, len(self._pending), _COUNT):
                self._client.xack(self._stream, self._group, *self._pending[place : place + _COUNT])
            self._pending = []
        except self._redis.RedisError as error:
            self._trouble(error)

    def close(self) -> None:
        """Hang up."""
        self._client.close()

    def _next(self, wait: float) -> list[tuple[str, dict[str, str]]]:
        """The next entries: first those that were under way, then new ones."""
        while True:
            after = self._after if self._after is not None else ">"
            block = None if self._after is not None or wait <= 0 else max(1, int(wait * 1000))
            try:
                answer = self._client.xreadgroup(self._group, _GROUP, {self._stream: after}, count=_COUNT, block=block)
            except self._redis.ResponseError as error:
                if "NOGROUP" not in str(error):
                    raise
                self._client.xgroup_create(self._stream, self._group, id=self._position, mkstream=True)
                continue
            entries = [entry for _, found in (answer.items() if isinstance(answer, dict) else answer or []) for entry in _flat(found)]
            if self._after is None:
                return entries
            self._after = entries[-1][0] if entries else None
            entries = [(name, fields) for name, fields in entries if fields is not None]
            if entries:
                return entries

    def _all_pending(self) -> list[tuple[str, dict[str, str]]]:
        """Everything that is under way, in order: a run that was killed while it waited may have been given entries after this one looked for them."""
        found: list[tuple[str, dict[str, str]]] = []
        self._after, self._pending = "0", []
        while self._after is not None:
            found += self._next(0.0)  # in the end those that came meanwhile
        return found

    def _trouble(self, error: Exception) -> None:
        """Say that the stream cannot be read, once until it can."""
        if not self._down:
            self._down = True
            name = "redis_failed" if self._once else "redis_down"
            (self.errors if self._once else self.notes).append(messages(f"watch.{name}", url=isolate(self.id), reason=isolate(str(error))))


def _flat(found: Any) -> list[tuple[str, Any]]:
    """Entries as pairs, as either version of the protocol gives them."""
    entries = found[0] if found and isinstance(found[0], list) and found[0] and isinstance(found[0][0], list | tuple) else found
    return [(name, fields) for name, fields in entries]


def _line(fields: dict[str, str]) -> str:
    """An entry as a line of JSON."""
    if len(fields) == 1:
        return next(iter(fields.values()))
    return json.dumps(fields, ensure_ascii=False)


def _order(name: str) -> tuple[int, int]:
    first, _, second = name.partition("-")
    return int(first or 0), int(second or 0)


def shown(url: str) -> str:
    """An address without its password."""
    return re.sub(r"(?<=//)[^/]*@", "", url)
