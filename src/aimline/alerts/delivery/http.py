"""One POST of HTTP, with an end: so many seconds for all of it, so many bytes of an answer; no redirects, no proxy, certificates verified.

It stands on `http.client`, which speaks HTTP over a connection that it is given. Libraries that make their own connections resolve a name themselves, after
it was looked at, and follow redirects or variables of the environment to places that nobody looked at.
"""

import http.client
import io
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from socket import socket
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

from aimline.alerts.delivery import Failed
from aimline.alerts.delivery.network import Network, addresses
from aimline.text.messages import isolate, messages
from aimline.text.reasons import reason

_PORTS = {"http": 80, "https": 443}
_PLAIN = "/%:=&+!$,;'@()*~"
"""What stands in a path as it is; a percent sign was written by whoever quoted it already."""
_ANSWER = 16 * 1024
"""Bytes of an answer that are read."""


class Endpoint(NamedTuple):
    """Where a request goes."""

    secure: bool
    host: str
    port: int
    path: str
    """With the query, as it is sent."""
    user: str | None = None
    """Name and password, as `name:password`."""

    @property
    def site(self) -> str:
        """What may be shown of it: paths and queries of webhooks are secrets."""
        scheme = "https" if self.secure else "http"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{scheme}://{host}" + ("" if self.port == _PORTS[scheme] else f":{self.port}")


class Answer(NamedTuple):
    """What came back: the beginning of its body where the request failed, nothing of it where it did not."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def endpoint(url: str) -> Endpoint | None:
    """A URL taken apart; None where it is none of HTTP."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not host or any(char <= " " or char == "\x7f" for char in url):
        return None
    try:
        name = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    path = quote(parts.path or "/", safe=_PLAIN) + ("?" + quote(parts.query, safe=_PLAIN + "?") if parts.query else "")
    user = f"{parts.username or ''}:{parts.password or ''}" if parts.username or parts.password else None
    return Endpoint(parts.scheme == "https", name, port or _PORTS[parts.scheme], path, user)


@dataclass(frozen=True, slots=True)
class Client:
    """What requests are made with. `private`: addresses that are not public are allowed. `seconds`: what one request may take in all."""

    network: Network
    private: bool = False
    seconds: float = 15.0
    context: Callable[[], ssl.SSLContext] = ssl.create_default_context
    ticks: Callable[[], float] = time.monotonic

    def post(self, to: Endpoint, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Send a body and wait for the answer.

        Raises:
            Failed: no answer came, or nothing was sent.
        """
        end = self.ticks() + self.seconds
        found = addresses(self.network, to.host, to.port, private=self.private)
        try:
            wire = self._connect(to, found, end)
            try:
                return _exchange(wire, to, body, headers)
            finally:
                wire.close()
        except TimeoutError:
            raise Failed(messages("delivery.slow", site=isolate(to.site), seconds=f"{self.seconds:g}")) from None
        except ssl.SSLCertVerificationError as error:
            raise Failed(messages("delivery.certificate", site=isolate(to.site), reason=isolate(error.verify_message))) from None
        except ssl.SSLError as error:
            raise Failed(messages("delivery.encryption", site=isolate(to.site), reason=isolate(error.reason or type(error).__name__))) from None
        except (http.client.HTTPException, ConnectionResetError, BrokenPipeError):
            raise Failed(messages("delivery.cut", site=isolate(to.site))) from None
        except OSError as error:
            raise Failed(messages("delivery.unreachable", site=isolate(to.site), reason=reason(error))) from None

    def _connect(self, to: Endpoint, found: list[str], end: float) -> "_Wire":
        failure: OSError | None = None
        for place, address in enumerate(found):
            left = end - self.ticks()
            if left <= 0:
                break
            try:
                # the time is shared by the addresses that are left, so that a dead one is not all that is tried
                plain = self.network.connect(address, to.port, left / (len(found) - place))
            except OSError as error:
                failure = error
                continue
            try:
                plain.settimeout(max(0.001, end - self.ticks()))
                return _Wire(self.context().wrap_socket(plain, server_hostname=to.host) if to.secure else plain, end, self.ticks)
            except BaseException:
                plain.close()
                raise
        raise failure or TimeoutError


def _exchange(wire: "_Wire", to: Endpoint, body: bytes, headers: Mapping[str, str]) -> Answer:
    connection = http.client.HTTPConnection(to.host, to.port)
    connection.sock = wire
    connection.request("POST", to.path, body, {"Host": to.site.partition("://")[2], "Connection": "close", **headers})
    answer = connection.getresponse()
    said = b""
    if not 200 <= answer.status < 300:
        try:
            said = answer.read(_ANSWER)
        except (OSError, http.client.HTTPException):
            said = b""  # the status says enough
    return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, said)


class _Wire:
    """A connection with an end: whoever sends a byte now and then does not hold it open. As much of a socket as `http.client` uses."""

    def __init__(self, inner: socket, end: float, ticks: Callable[[], float]) -> None:
        self._inner, self._end, self._ticks = inner, end, ticks

    def _left(self) -> float:
        left = self._end - self._ticks()
        if left <= 0:
            raise TimeoutError
        return left

    def sendall(self, data: bytes) -> None:
        """Send all, or raise TimeoutError."""
        self._inner.settimeout(self._left())
        self._inner.sendall(data)

    def makefile(self, mode: str, *args: Any, **kwargs: Any) -> io.BufferedReader:
        """What comes in, as a file."""
        return io.BufferedReader(_Incoming(self))

    def receive(self, into: memoryview) -> int:
        """What has come, up to the size of a buffer."""
        self._inner.settimeout(self._left())
        return self._inner.recv_into(into)

    def close(self) -> None:
        """Hang up."""
        self._inner.close()


class _Incoming(io.RawIOBase):
    def __init__(self, wire: _Wire) -> None:
        super().__init__()
        self._wire = wire

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        return self._wire.receive(into)
