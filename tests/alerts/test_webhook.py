"""What goes over the network: to whom, what, and what is made of the answer."""

import base64
import hashlib
import hmac
import json
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from receiving import Answer, cut, cut_within, dripping, endless, garbage, receiving, silent, status

from aimline.alerts.delivery import Failed, Letter
from aimline.alerts.delivery.http import Client, endpoint
from aimline.alerts.delivery.network import SystemNetwork, public
from aimline.alerts.delivery.shapes import SHAPES
from aimline.alerts.delivery.targets import Means, TargetError, receiver
from aimline.alerts.delivery.webhook import key, retry_after
from aimline.alerts.model import Alert
from aimline.alerts.routes import Route

NOON = 1_800_000_000.0
ALERT = Alert(
    "0123456789abcdef0123",
    date(2026, 12, 5),
    "goal1",
    "behind",
    "critical",
    "on_track",
    "behind",
    {"text": "كسب 100 متابع <!channel> [x](http://y)", "file": "a.goals", "line": 3, "owner": "سارة", "unit": "count", "done": 0.42, "probability": 0.004},
    {"en": "Gained 42 of 100.", "ar": "كُسب 42 من 100.", "fr": "42 de 100 gagnés."},
)
LETTER = Letter(ALERT.json(), ALERT.record())


class Noon:
    """A clock that stands."""

    def now(self) -> float:
        return NOON


class Book:
    """A network with a book of names of its own; connections are real ones to loopback."""

    def __init__(self, **names: list[str]) -> None:
        self.names, self.asked, self.connected = names, list[str](), list[str]()

    def resolve(self, host: str, port: int) -> list[str]:
        self.asked.append(host)
        if host not in self.names:
            raise socket.gaierror(-2, "Name or service not known")
        return self.names[host]

    def connect(self, address: str, port: int, timeout: float) -> socket.socket:
        self.connected.append(address)
        if address.startswith("198.51"):
            raise ConnectionRefusedError(111, "Connection refused")
        return socket.create_connection(("127.0.0.1", port), timeout)


def means(network: object = None, *, private: bool = True, **environ: str) -> Means:
    return Means(environ, network or SystemNetwork(), Noon(), ("en",), private)  # type: ignore[arg-type]


def send(url: str, route: Route | None = None, network: object = None, *, private: bool = True, seconds: float = 5.0, **environ: str) -> None:
    made = receiver(route or Route("r", url, seconds=seconds), means(network, private=private, **environ))
    made.deliver(LETTER)


def test_an_alert_is_posted_as_its_line() -> None:
    with receiving() as server:
        send(server.url("/hook?a=1&b=é ك".replace(" ", "%20")))
    (request,) = server.requests
    assert request.body.decode() == ALERT.json()
    assert request.path == "/hook?a=1&b=%C3%A9%20%D9%83"
    assert request.headers["idempotency-key"] == ALERT.id
    assert request.headers["content-type"].startswith("application/json")
    assert request.headers["host"] == f"127.0.0.1:{server.port}"
    assert "authorization" not in request.headers
    assert "webhook-signature" not in request.headers


def test_a_signature_can_be_checked_by_who_has_the_secret() -> None:
    secret = "whsec_" + base64.b64encode(b"twenty-four bytes of key").decode()
    with receiving() as server:
        route = Route("r", server.url(), sign_env="KEY", secret_env="TOKEN")
        send("", route, KEY=secret, TOKEN="t0ken")
        send("", Route("r", server.url(), sign_env="KEY"), KEY="plain words")
    for request, raw in zip(server.requests, (b"twenty-four bytes of key", b"plain words"), strict=True):
        head = request.headers
        assert head["webhook-id"] == ALERT.id
        assert head["webhook-timestamp"] == str(int(NOON))
        signed = f"{head['webhook-id']}.{head['webhook-timestamp']}.".encode() + request.body
        assert head["webhook-signature"] == "v1," + base64.b64encode(hmac.new(raw, signed, hashlib.sha256).digest()).decode()
    assert server.requests[0].headers["authorization"] == "Bearer t0ken"


def test_name_and_password_of_a_url_go_into_a_header() -> None:
    with receiving() as server:
        send(server.url().replace("http://", "http://me:p%40ss@"))
    assert server.requests[0].headers["authorization"] == "Basic " + base64.b64encode(b"me:p@ss").decode()
    assert "me" not in server.requests[0].headers["host"]


@pytest.mark.parametrize(
    ("answer", "permanent", "after"),
    [
        (status(500), False, None),
        (status(503, "Retry-After: 17\r\n"), False, 17.0),
        (status(429, "Retry-After: Fri, 15 Jan 2027 08:01:40 GMT\r\n"), False, 100.0),
        (status(429, "Retry-After: soon\r\n"), False, None),
        (status(408), False, None),
        (status(400), True, None),
        (status(404, body=b"no_service"), True, None),
        (status(410), True, None),
        (status(301, "Location: http://169.254.169.254/latest/meta-data\r\n"), True, None),
        (status(307, "Location: http://127.0.0.1:1/\r\n"), True, None),
        (cut, False, None),
        (cut_within, False, None),
        (garbage, False, None),
        (endless(500), False, None),
    ],
)
def test_what_is_made_of_an_answer(answer: Answer, permanent: bool, after: float | None) -> None:
    with receiving(answer) as server, pytest.raises(Failed) as failed:
        send(server.url())
    assert len(server.requests) == 1
    assert (failed.value.permanent, failed.value.retry_after) == (permanent, after)
    assert set(failed.value.message) == {"en", "ar", "fr"}


@pytest.mark.parametrize("answer", [dripping, silent])
def test_who_holds_the_line_is_left(answer: Answer) -> None:
    began = time.monotonic()
    with receiving(answer) as server, pytest.raises(Failed) as failed:
        send(server.url(), seconds=0.2)
    assert time.monotonic() - began < 3
    assert "0.2" in failed.value.message["en"]
    assert not failed.value.permanent


def test_an_answer_of_2xx_is_enough_whatever_its_body() -> None:
    with receiving(endless(200), status(202)) as server:
        send(server.url())
        send(server.url())
    assert len(server.requests) == 2


def test_what_a_service_answers_is_said_where_it_is_a_word_and_no_secret() -> None:
    with receiving(status(400, body=b"invalid_payload"), status(404, body=b"Cannot POST /hook/s3cret"), status(403, body=b"hooktoken")) as server:
        said = []
        for path in ("/hook/s3cret", "/hook/s3cret", "/x/hooktoken"):
            with pytest.raises(Failed) as failed:
                send(server.url(path))
            said.append(failed.value.message["en"])
    assert "invalid_payload" in said[0]
    assert "s3cret" not in "".join(said)
    assert "hooktoken" not in said[2]


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255", "198.18.0.1",
     "192.0.0.170", "192.88.99.1", "240.0.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "fec0::1", "ff02::1", "::ffff:127.0.0.1",
     "::ffff:8.8.8.8", "::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::a00:1", "2002:7f00:1::", "2001:0:7f00:1::", "2001:db8::1"],
)  # fmt: skip
def test_no_request_goes_to_an_address_that_is_not_public(address: str) -> None:
    assert not public(address)
    network = Book(**{"host.example": [address]})
    with pytest.raises(Failed) as failed:
        send("http://host.example:9/", network=network, private=False)
    assert network.connected == []
    assert failed.value.permanent
    assert "host.example" in failed.value.message["fr"]


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "172.32.0.1", "192.0.1.1", "2606:4700::1111", "64:ff9b::808:808", "2a00:1450::1"])
def test_public_addresses_are_public(address: str) -> None:
    assert public(address)


@pytest.mark.parametrize("host", ["127.1", "0x7f000001", "2130706433", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0"])
def test_other_ways_to_write_loopback_are_loopback(host: str) -> None:
    with receiving() as server, pytest.raises(Failed):
        send(f"http://{host}:{server.port}/", private=False)
    assert server.requests == []


def test_private_addresses_go_where_they_are_allowed_and_nobodys_never() -> None:
    with receiving() as server:
        send(f"http://in.example:{server.port}/", network=Book(**{"in.example": ["10.0.0.5"]}))
        send("", Route("r", f"http://in.example:{server.port}/", private=True), Book(**{"in.example": ["10.0.0.5"]}), private=False)
        for nobody in ("0.0.0.0", "224.0.0.1", "::", "::ffff:0.0.0.0", "ff02::1"):
            with pytest.raises(Failed):
                send(f"http://in.example:{server.port}/", network=Book(**{"in.example": [nobody]}))
    assert len(server.requests) == 2


def test_a_name_is_resolved_once_and_what_was_looked_at_is_connected_to() -> None:
    network = Book(**{"two.example": ["10.0.0.1", "93.184.216.34"]})
    with receiving() as server:
        send(f"http://two.example:{server.port}/x", network=network, private=False)
    assert network.asked == ["two.example"]
    assert network.connected == ["93.184.216.34"]
    assert server.requests[0].headers["host"] == f"two.example:{server.port}"


def test_of_several_addresses_the_next_is_tried() -> None:
    network = Book(**{"two.example": ["198.51.100.1", "93.184.216.34"]})
    with receiving() as server:
        send(f"http://two.example:{server.port}/", network=network)
    assert network.connected == ["198.51.100.1", "93.184.216.34"]
    assert len(server.requests) == 1


def test_names_that_lead_nowhere_and_closed_doors_are_tried_again() -> None:
    with pytest.raises(Failed) as failed:
        send("http://nowhere.example/", network=Book())
    assert not failed.value.permanent
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(Failed) as failed:
        send(f"http://127.0.0.1:{port}/s3cret")
    assert not failed.value.permanent
    assert "s3cret" not in "".join(failed.value.message.values())
    assert f"127.0.0.1:{port}" in failed.value.message["en"]


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate with its key for hook.example, made by openssl."""
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    words = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=hook.example"]
    try:
        made = subprocess.run(
            [*words, "-addext", "subjectAltName=DNS:hook.example", "-keyout", f"{file}.key", "-out", str(file)], capture_output=True, check=False
        )
    except FileNotFoundError:
        pytest.skip("no openssl")
    if made.returncode:
        pytest.skip("openssl is too old")
    return file


def test_certificates_are_verified(certificate: Path) -> None:
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate, f"{certificate}.key")
    listener = socket.create_server(("127.0.0.1", 0))
    port, got = listener.getsockname()[1], []

    def serve() -> None:
        for _ in range(3):
            plain, _ = listener.accept()
            try:
                with server.wrap_socket(plain, server_side=True) as wire:
                    asked = b""
                    while not asked.endswith(b"\r\n\r\n{}") and (more := wire.recv(65536)):  # to close before all of it was read would cut the answer off
                        asked += more
                    got.append(asked)
                    wire.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            except OSError:
                plain.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    network = Book(**{"hook.example": ["127.0.0.1"], "other.example": ["127.0.0.1"]})

    def trusting() -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(certificate))

    def post(host: str, context: Callable[[], ssl.SSLContext]) -> int:
        to = endpoint(f"https://{host}:{port}/")
        assert to is not None
        return Client(network, private=True, seconds=5, context=context).post(to, b"{}", {}).status

    with pytest.raises(Failed) as failed:
        post("hook.example", ssl.create_default_context)
    assert "hook.example" in failed.value.message["ar"]
    # whoever has a certificate of another name is not who is meant
    with pytest.raises(Failed):
        post("other.example", trusting)
    assert got == []
    assert post("hook.example", trusting) == 200
    thread.join(5)
    listener.close()
    assert len(got) == 1


@pytest.mark.parametrize(
    ("said", "seconds"),
    [(None, None), ("", None), ("5", 5.0), (" 60 ", 60.0), ("-5", None), ("1.5", None), ("x", None), ("Fri, 15 Jan 2027 08:00:00 GMT", 0.0), ("٥", None),
     ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0), ("9" * 400, 999_999_999_999.0)],
)  # fmt: skip
def test_how_long_to_wait(said: str | None, seconds: float | None) -> None:
    assert retry_after(said, NOON) == seconds


def test_names_and_paths_of_any_script_are_sent_as_the_protocol_has_them() -> None:
    to = endpoint("https://مثال.example/مسار?س=ص%20ع")
    assert to is not None
    assert to.host == "xn--mgbh0fb.example"
    assert to.path == "/%D9%85%D8%B3%D8%A7%D8%B1?%D8%B3=%D8%B5%20%D8%B9"


@pytest.mark.parametrize("url", ["https://", "https:///x", "ftp://x/", "https://x:y/", "https://a b/", "https://x/\n", "https://[::1/", "x"])
def test_what_is_no_url(url: str) -> None:
    assert endpoint(url) is None


def test_slack_gets_a_message_in_which_nothing_of_the_user_is_read() -> None:
    with receiving() as server:
        send("", Route("r", "slack+" + server.url(), languages=("en", "ar")))
    said = json.loads(server.requests[0].body)
    assert "<" not in said["text"]
    assert "&lt;!channel&gt;" in said["text"]
    english, arabic = ("".join(part["text"] for part in block["elements"][0]["elements"]) for block in said["blocks"])
    assert all(block["type"] == "rich_text" and all(part["type"] == "text" for part in block["elements"][0]["elements"]) for block in said["blocks"])
    assert "Critical: behind (was on track)" in english
    assert "كسب 100 متابع <!channel> [x](http://y)" in english
    assert "Gained 42 of 100." in english
    assert "done 42%" in english
    assert ALERT.id in english
    assert "كُسب 42 من 100." in arabic
    assert all(line.startswith("\u200f") for line in arabic.split("\n"))
    assert all(text.count("\u2068") == text.count("\u2069") for text in (english, arabic))


def test_teams_gets_a_card_that_runs_as_its_language_does() -> None:
    with receiving() as server:
        send("", Route("r", "teams+" + server.url(), languages=("ar", "fr")))
    said = json.loads(server.requests[0].body)
    assert said["type"] == "message"
    arabic, french = (attachment["content"] for attachment in said["attachments"])
    assert (arabic["rtl"], french["rtl"]) == (True, False)
    assert arabic["type"] == "AdaptiveCard"
    # text blocks would read markdown
    assert {block["type"] for block in arabic["body"]} == {"RichTextBlock"}
    assert any("<!channel>" in run["text"] for block in french["body"] for run in block["inlines"])


def test_long_texts_are_cut_short() -> None:
    with receiving() as server:
        long = Alert(ALERT.id, ALERT.at, "g", "mine", "info", "quiet", "firing", {"text": "x" * 50_000}, {"en": "y" * 50_000})
        for shape in ("slack", "teams"):
            receiver(Route("r", server.url(), shape=shape), means()).deliver(Letter(long.json(), long.record()))
    assert all(len(request.body) < 16_000 for request in server.requests)


@pytest.mark.parametrize("letters", ["x", "ض", "\U0001f600", "<&>"])
def test_messages_are_as_long_as_slack_and_teams_take(letters: str) -> None:
    standing = dict.fromkeys(["text", "owner", "file"], letters * 9_000)
    alert = Alert(ALERT.id, ALERT.at, "g", letters * 3_000, "info", "quiet", "firing", standing, dict.fromkeys(["en", "ar", "fr"], letters * 9_000))
    letter = Letter(alert.json(), alert.record())
    slack, teams = (SHAPES[shape](letter, ["en", "ar", "fr"]) for shape in ("slack", "teams"))
    assert len(slack.decode()) <= 13_000
    assert len(json.loads(slack)["blocks"]) <= 50
    assert len(json.loads(slack)["text"]) <= 4_000
    assert len(teams) <= 28 * 1024
    assert len(slack.decode()) > 3_000  # there is room for more than a few letters


@pytest.mark.parametrize("name", ["secret_env", "sign_env"])
def test_secrets_are_of_the_environment_and_not_empty(name: str) -> None:
    route = Route("r", "https://x.example/", **{name: "TOKEN"})  # type: ignore[arg-type]
    for environ in ({}, {"TOKEN": " "}, {"TOKEN": "a\nb"}, {"TOKEN": "é"}):
        with pytest.raises(TargetError) as error:
            receiver(route, means(**environ))
        assert "TOKEN" in error.value.message["ar"]
    assert receiver(route, means(TOKEN="x"))


def test_no_secret_goes_unencrypted_over_the_internet() -> None:
    for url, secret in (("http://x.example/", "TOKEN"), ("http://a:b@x.example/", None)):
        with pytest.raises(TargetError):
            receiver(Route("r", url, secret_env=secret), means(private=False, TOKEN="x"))
        assert receiver(Route("r", url, secret_env=secret, private=True), means(private=False, TOKEN="x"))


def test_who_speaks_no_tls_is_told_from_who_has_a_wrong_certificate() -> None:
    with receiving() as server, pytest.raises(Failed) as failed:
        send(f"https://127.0.0.1:{server.port}/")
    assert not failed.value.permanent
    assert f"https://127.0.0.1:{server.port}" in failed.value.message["ar"]


def test_a_key_that_is_no_base64_is_taken_as_it_is() -> None:
    assert key("whsec_c2VjcmV0") == b"secret"
    assert key("whsec_%%%") == b"whsec_%%%"
    assert key("سر") == "سر".encode()


def test_a_name_that_cannot_be_one_leads_nowhere() -> None:
    assert endpoint("https://" + "ا" * 70 + ".example/") is None
    assert not public("nonsense")
    with pytest.raises(Failed):
        send("http://odd.example/", network=Book(**{"odd.example": ["nonsense"]}))
    with pytest.raises(Failed):
        send("http://none.example/", network=Book(**{"none.example": []}))
