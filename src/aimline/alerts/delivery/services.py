"""Everything else (mail, Telegram, Discord, WhatsApp, SMS … some hundred services): by apprise, which the extra `notify` brings.

Apprise makes its own connections. Where a URL names a host of the user's own, its address is looked at before each alert; what the name means a moment later,
and redirects, are not in our hands.
"""

import importlib
import logging
from collections.abc import Mapping, Sequence
from typing import Any

from aimline.alerts.delivery import Failed, Letter
from aimline.alerts.delivery.network import Network, addresses
from aimline.alerts.words import words
from aimline.text.messages import messages

_KINDS = {"info": "info", "warning": "warning", "critical": "failure"}
"""How grave an alert is, in the words of apprise."""


class Unusable(Exception):
    """Apprise cannot be used for a URL; `message` says why, in each language."""

    def __init__(self, message: Mapping[str, str]) -> None:
        super().__init__()
        self.message = message


class Service:
    """One URL of apprise.

    Raises:
        Unusable: apprise is not installed, or does not know such URLs.
    """

    def __init__(self, url: str, network: Network, *, private: bool = False, languages: Sequence[str] = ("en",)) -> None:
        try:
            apprise = importlib.import_module("apprise")
        except ImportError:
            raise Unusable(messages("delivery.no_apprise")) from None
        # it logs URLs, and logs that nobody asked for go to standard error
        logging.getLogger("apprise").addHandler(logging.NullHandler())
        self._plugin: Any = apprise.Apprise.instantiate(url, asset=apprise.AppriseAsset(async_mode=False), suppress_exceptions=True)
        if self._plugin is None:
            raise Unusable(messages("delivery.no_service"))
        self._network, self._private, self._languages = network, private, languages

    def deliver(self, letter: Letter) -> None:
        """Hand one alert to apprise.

        Raises:
            Failed: it was not taken.
        """
        for host in self._hosts():
            addresses(self._network, host, self._plugin.port or 443, private=self._private)
        parts = [words(letter.alert, language, letter.titles) for language in self._languages]
        lines = [part.lines() for part in parts]
        body = "\n\n".join("\n".join(rest) for _, *rest in lines)
        title = " / ".join(first for first, *_ in lines)
        if not self._plugin.notify(body=body, title=title, notify_type=_KINDS[str(letter.alert["severity"])], body_format="text"):
            raise Failed(messages("delivery.service", service=str(self._plugin.service_name)))

    def _hosts(self) -> list[str]:
        """Hosts of the user's own: those of services are known to apprise, and what stands in the place of a host is a token, which no resolver may see."""
        own = any("{host}" in template for template in self._plugin.templates)
        named = [self._plugin.host if own else None, getattr(self._plugin, "smtp_host", None)]
        return list(dict.fromkeys(str(host) for host in named if host))

    def close(self) -> None:
        """Apprise gives up by itself when a service does not answer."""
