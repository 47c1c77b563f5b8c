"""What a route's target means: https://… and http://… (slack+, teams+ before it for messages of those), file:PATH, exec:COMMAND, else a URL of apprise.

`${NAME}` in a target stands for a variable of the environment. What it stands for is put in when a receiver is made, and nowhere else: targets are shown,
stored and named without it.
"""

import hashlib
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, NamedTuple

from aimline.alerts.clock import Clock
from aimline.alerts.delivery import Receiver
from aimline.alerts.delivery.command import Command
from aimline.alerts.delivery.file import File
from aimline.alerts.delivery.http import Client, endpoint
from aimline.alerts.delivery.network import Network
from aimline.alerts.delivery.services import Service, Unusable
from aimline.alerts.delivery.shapes import SHAPES
from aimline.alerts.delivery.webhook import Webhook
from aimline.alerts.routes import Route
from aimline.text.messages import isolate, languages, messages

Kind = Literal["web", "file", "command", "service", "variable"]
_VARIABLE = re.compile(r"\$\{([^}]*)\}")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*(?=://)")


class TargetError(Exception):
    """A route leads nowhere; `message` says why and what to do, in each language."""

    def __init__(self, message: Mapping[str, str]) -> None:
        super().__init__(message[languages()[0]])
        self.message = message


class Target(NamedTuple):
    """A target taken apart, with its variables as they are written."""

    kind: Kind
    text: str
    shape: str | None = None
    """Of a webhook: the shape that its scheme names."""


@dataclass(frozen=True, slots=True)
class Means:
    """What receivers are made with, beside their routes."""

    environ: Mapping[str, str]
    network: Network
    clock: Clock
    languages: tuple[str, ...]
    """Of routes that name none."""
    private: bool = False
    """Private addresses are allowed for every route."""
    agent: str = "aimline"


def taken_apart(target: str) -> Target:
    """What a target is.

    Raises:
        TargetError: it is none.
    """
    for name in _VARIABLE.findall(target):
        if not _NAME.fullmatch(name):
            raise TargetError(messages("delivery.no_variable_name", name=isolate(name)))
    if target.startswith("file:"):
        path = target.removeprefix("file:")
        path = path.removeprefix("//") if path.startswith("///") else path
        if not path or "\0" in path:
            raise TargetError(messages("delivery.no_path"))
        return Target("file", path)
    if target.startswith("exec:"):
        _split(target.removeprefix("exec:"))
        return Target("command", target.removeprefix("exec:"))
    if target.startswith("${"):
        return Target("variable", target)
    shape, plus, rest = target.partition("+")
    if plus and shape in SHAPES:
        return Target("web", _url(rest), shape)
    scheme = _SCHEME.match(target)
    if scheme is None:
        raise TargetError(messages("delivery.no_target"))
    return Target("web", _url(target)) if scheme[0].lower() in ("http", "https") else Target("service", target)


def _url(text: str) -> str:
    if endpoint(_VARIABLE.sub("x", text)) is None:
        raise TargetError(messages("delivery.no_url"))
    return text


def _split(command: str) -> list[str]:
    try:
        words = shlex.split(command)
    except ValueError:
        words = []
    if not words or not words[0] or "\0" in command:
        raise TargetError(messages("delivery.no_program"))
    return words


def shown(target: str) -> str:
    """A target as it may be shown: of URLs the host, of commands the program. The rest may be a secret."""
    try:
        kind, text, shape = taken_apart(target)
    except TargetError:
        return "…"
    if kind == "file":
        return f"file:{text}"
    if kind == "command":
        program, *more = _split(text)
        return f"exec:{program}" + (" …" if more else "")
    to = endpoint(text) if kind == "web" else None
    if to is None:
        return "…" if kind == "variable" else text.partition("://")[0] + "://…"
    return (f"{shape}+" if shape else "") + to.site + ("/…" if to.path != "/" else "/")


def named(target: str) -> str:
    """What a route is called that has no name: the same for the same target in every run, and different for others."""
    digest = hashlib.sha256(target.encode()).hexdigest()[:8]
    try:
        kind, text, _ = taken_apart(target)
    except TargetError:
        return digest
    to = endpoint(text) if kind == "web" else None
    head = (
        to.host
        if to is not None
        else Path(text).name
        if kind == "file"
        else Path(_split(text)[0]).name
        if kind == "command"
        else text.partition(":")[0]
        if kind == "service"
        else ""
    )
    return f"{head or kind}-{digest}"


def receiver(route: Route, means: Means) -> Receiver:
    """What carries the alerts of a route.

    Raises:
        TargetError: the target means nothing, or a variable that it names is not set.
    """
    kind, text, shape = taken_apart(route.target)
    languages = route.languages or means.languages
    private = route.private or means.private
    if kind == "command":
        arguments = [_filled(word, means.environ) for word in _split(text)]
        return Command(arguments, environ=means.environ, languages=languages, seconds=route.seconds or 30.0)
    filled = _filled(text, means.environ)
    if kind == "variable":
        if filled.startswith("${"):
            raise TargetError(messages("delivery.no_target"))
        return receiver(replace(route, target=filled), means)
    if kind == "file":
        return File(Path(filled))
    if kind == "service":
        try:
            return Service(filled, means.network, private=private, languages=languages)
        except Unusable as error:
            raise TargetError(error.message) from None
    to = endpoint(filled)
    if to is None:
        raise TargetError(messages("delivery.no_url"))
    secret, sign = (None if name is None else _secret(name, means.environ) for name in (route.secret_env, route.sign_env))
    if not to.secure and not private and (secret is not None or to.user is not None):
        raise TargetError(messages("delivery.secret_in_clear", site=isolate(to.site)))
    client = Client(means.network, private, route.seconds or 15.0)
    return Webhook(to, client, means.clock, route.shape or shape or "json", languages, secret, sign, means.agent)


def _filled(text: str, environ: Mapping[str, str]) -> str:
    return _VARIABLE.sub(lambda match: _variable(match[1], environ), text)


def _variable(name: str, environ: Mapping[str, str]) -> str:
    value = environ.get(name, "").strip()
    if not value:
        raise TargetError(messages("delivery.no_variable", name=isolate(name)))
    return value


def _secret(name: str, environ: Mapping[str, str]) -> str:
    value = _variable(name, environ)
    if not value.isascii() or not value.isprintable():
        raise TargetError(messages("delivery.odd_secret", name=isolate(name)))
    return value
