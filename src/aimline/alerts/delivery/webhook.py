"""Webhooks: an alert is POSTed to a URL, with its id as `Idempotency-Key`, and signed where there is a secret for that.

The signature is that of Standard Webhooks (https://www.standardwebhooks.com), so that receivers need no code of their own to check it: `webhook-signature` is
`v1,` and the base64 of the HMAC-SHA256 of `<webhook-id>.<webhook-timestamp>.<body>`. The timestamp is that of the try: an old request cannot be played again.
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.parse import unquote

from aimline.alerts.clock import Clock
from aimline.alerts.delivery import Failed, Letter
from aimline.alerts.delivery.http import Answer, Client, Endpoint
from aimline.alerts.delivery.shapes import SHAPES
from aimline.text.messages import isolate, messages

_LATER = frozenset([408, 409, 421, 423, 425, 429])
"""Refusals (4xx) that are of this moment: too slow, in conflict with what is under way, too many."""
_PREFIX = "whsec_"
_CODE = re.compile(r"[a-z][a-z_]{2,39}")
"""What services answer as the reason: `invalid_payload`, `no_service`. Longer answers are not shown: they may repeat the URL, which is a secret."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """One URL. `secret` goes with each request as a bearer token, `sign` is the key of the signature."""

    to: Endpoint
    client: Client
    clock: Clock
    shape: str = "json"
    languages: Sequence[str] = ("en",)
    secret: str | None = None
    sign: str | None = None
    agent: str = "aimline"

    def deliver(self, letter: Letter) -> None:
        """POST one alert.

        Raises:
            Failed: it was not accepted with a status of 2xx.
        """
        body = SHAPES[self.shape](letter, self.languages)
        answer = self.client.post(self.to, body, self._headers(letter, body))
        if not 200 <= answer.status < 300:
            raise self._refused(answer)

    def _headers(self, letter: Letter, body: bytes) -> dict[str, str]:
        headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": self.agent, "Idempotency-Key": letter.id}
        if self.to.user is not None:
            headers["Authorization"] = "Basic " + base64.b64encode(unquote(self.to.user).encode()).decode()
        if self.secret is not None:
            headers["Authorization"] = f"Bearer {self.secret}"
        if self.sign is not None:
            headers |= signed(letter.id, int(self.clock.now()), body, self.sign)
        return headers

    def _refused(self, answer: Answer) -> Failed:
        site, status = isolate(self.to.site), str(answer.status)
        if 300 <= answer.status < 400:
            return Failed(messages("delivery.redirect", site=site, status=status), permanent=True)
        said = answer.body.decode("utf-8", "replace").strip()
        shown = _CODE.fullmatch(said) is not None and said not in self.to.path
        text = messages("delivery.status_said" if shown else "delivery.status", site=site, status=status, text=isolate(said) if shown else "")
        permanent = 400 <= answer.status < 500 and answer.status not in _LATER
        return Failed(text, permanent=permanent, retry_after=retry_after(answer.headers.get("retry-after"), self.clock.now()))

    def close(self) -> None:
        """A request ends by itself when its time is over."""


def signed(id_: str, timestamp: int, body: bytes, secret: str) -> Mapping[str, str]:
    """The headers of Standard Webhooks for a body."""
    mac = hmac.new(key(secret), f"{id_}.{timestamp}.".encode() + body, hashlib.sha256)
    return {"webhook-id": id_, "webhook-timestamp": str(timestamp), "webhook-signature": "v1," + base64.b64encode(mac.digest()).decode()}


def key(secret: str) -> bytes:
    """The key of a secret: `whsec_` and base64, as services hand them out, else the text itself."""
    if secret.startswith(_PREFIX):
        try:
            return base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
        except binascii.Error:
            return secret.encode()
    return secret.encode()


def retry_after(said: str | None, now: float) -> float | None:
    """Seconds to wait, from a `Retry-After` that gives a number of them or a date; None where it gives neither."""
    if said is None:
        return None
    said = said.strip()
    if said.isascii() and said.isdecimal():
        return float(said[:12])
    try:
        return max(0.0, parsedate_to_datetime(said).timestamp() - now)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
