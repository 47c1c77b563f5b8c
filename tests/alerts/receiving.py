"""A real HTTP server on loopback that fails as it is told: what receivers of alerts do on bad days."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

Answer = Callable[[socket.socket], None]


@dataclass
class Request:
    """What came."""

    path: str
    headers: dict[str, str]
    body: bytes
    answer: Answer
    """What it was answered with."""


@dataclass
class Receiving:
    """`answers` are given in turn, then `otherwise`."""

    port: int
    answers: list[Answer]
    otherwise: Answer
    requests: list[Request] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def url(self, path: str = "/hook", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"


def status(code: int, headers: str = "", body: bytes = b"") -> Answer:
    def answer(wire: socket.socket) -> None:
        wire.sendall(f"HTTP/1.1 {code} X\r\nContent-Length: {len(body)}\r\n{headers}\r\n".encode() + body)

    return answer


def cut(wire: socket.socket) -> None:
    """Hang up without a word."""


def cut_within(wire: socket.socket) -> None:
    """Hang up in the middle of the head."""
    wire.sendall(b"HTTP/1.1 20")


def garbage(wire: socket.socket) -> None:
    """Not HTTP."""
    wire.sendall(b"\x00\x01\x02 hello\r\n\r\n")


def dripping(wire: socket.socket) -> None:
    """A byte now and then, without end."""
    with suppress(OSError):
        wire.sendall(b"HTTP/1.1 200 OK\r\nX: ")
        for _ in range(200):
            wire.sendall(b"x")
            time.sleep(0.02)


def silent(wire: socket.socket) -> None:
    """Nothing, until the other side hangs up."""
    with suppress(OSError):
        wire.settimeout(20)
        wire.recv(1)


def slow(wire: socket.socket) -> None:
    """The alert is taken, after a moment in which whoever brought it may be gone."""
    time.sleep(0.01)
    with suppress(OSError):
        wire.sendall(b"HTTP/1.1 204 X\r\nContent-Length: 0\r\n\r\n")


def late(wire: socket.socket) -> None:
    """The alert is taken, and nobody hears of it."""
    time.sleep(0.3)
    with suppress(OSError):
        wire.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")


def endless(code: int) -> Answer:
    """A body that never ends."""

    def answer(wire: socket.socket) -> None:
        with suppress(OSError):
            wire.sendall(f"HTTP/1.1 {code} X\r\nTransfer-Encoding: chunked\r\n\r\n".encode())
            for _ in range(100_000):
                wire.sendall(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")

    return answer


@contextmanager
def receiving(*answers: Answer, otherwise: Answer | None = None) -> Iterator[Receiving]:
    """A server as long as it is needed."""
    listener = socket.create_server(("127.0.0.1", 0))
    found = Receiving(listener.getsockname()[1], list(answers), otherwise or status(204))

    def serve(wire: socket.socket) -> None:
        with wire, suppress(OSError, ValueError, IndexError):
            wire.settimeout(20)
            with wire.makefile("rb") as stream:
                path = stream.readline().split()[1].decode()
                headers = {}
                while line := stream.readline().strip():
                    name, _, value = line.partition(b":")
                    headers[name.decode().lower()] = value.strip().decode()
                body = stream.read(int(headers["content-length"]))
                with found.lock:
                    answer = found.answers.pop(0) if found.answers else found.otherwise
                    found.requests.append(Request(path, headers, body, answer))
                answer(wire)

    def accept() -> None:
        with suppress(OSError):
            while True:
                wire, _ = listener.accept()
                threading.Thread(target=serve, args=(wire,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield found
    finally:
        # a thread that waits in accept keeps the socket open
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
