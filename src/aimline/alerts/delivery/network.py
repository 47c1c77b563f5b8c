"""Whom alerts may be sent to over the network: public addresses, others only where that is allowed.

A name is resolved once, and the connection is made to an address that was looked at: what the name means a moment later does not matter. A URL may come from a
configuration that somebody else wrote, and an alert must not be made a request to a machine behind the firewall or to a cloud's own services.
"""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Protocol

from aimline.alerts.delivery import Failed
from aimline.text.messages import isolate, messages
from aimline.text.reasons import reason

_NOT_PUBLIC = tuple(map(ip_network, [
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
    "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    "::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7",
    "fe80::/10", "fec0::/10", "ff00::/8",
]))  # fmt: skip
"""Networks of IANA's registries of special addresses (RFC 6890) that are not the public internet, whatever this version of Python knows of
them. Those that carry an IPv4 address within are all refused, but for the translator's (64:ff9b::/96), where that address counts.
"""
_TRANSLATED = ip_network("64:ff9b::/96")
_NOBODY = tuple(map(ip_network, ["0.0.0.0/32", "::/128", "224.0.0.0/4", "255.255.255.255/32", "ff00::/8"]))
"""Addresses of nobody or of many: nothing is sent there even where private ones are allowed."""


class Network(Protocol):
    """What delivery asks of the network."""

    def resolve(self, host: str, port: int) -> list[str]:
        """The addresses of a host, best first.

        Raises:
            OSError: it has none, or nobody says.
        """

    def connect(self, address: str, port: int, timeout: float) -> socket.socket:
        """A connection to an address.

        Raises:
            OSError: there is none to be had in so many seconds.
        """


class SystemNetwork:
    """The network of the machine."""

    def resolve(self, host: str, port: int) -> list[str]:
        """The addresses of a host, best first."""
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        return list(dict.fromkeys(str(entry[4][0]) for entry in found))

    def connect(self, address: str, port: int, timeout: float) -> socket.socket:
        """A connection to an address."""
        return socket.create_connection((address, port), timeout)


def public(address: str) -> bool:
    """Whether an address is one of the public internet; False for what is no address."""
    found = _address(address)
    if found is None:
        return False
    if found in _TRANSLATED and isinstance(found, IPv6Address):
        return public(str(IPv4Address(int(found) & 0xFFFFFFFF)))
    return not any(found.version == network.version and found in network for network in _NOT_PUBLIC)


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        # a zone (fe80::1%eth0) says which link, not which address
        return ip_address(text.partition("%")[0])
    except ValueError:
        return None


def _usable(address: str) -> bool:
    found = _address(address)
    inner = found.ipv4_mapped or found if isinstance(found, IPv6Address) else found
    return inner is not None and not any(inner.version == network.version and inner in network for network in _NOBODY)


def addresses(network: Network, host: str, port: int, *, private: bool) -> list[str]:
    """The addresses of a host that may be connected to; `private`: those that are not public, too.

    Raises:
        Failed: there is none.
    """
    try:
        found = network.resolve(host, port)
    except (OSError, UnicodeError) as error:
        # a resolver words its errors in English
        why = reason(error) if isinstance(error, OSError) and not isinstance(error, socket.gaierror) else messages("delivery.no_name")
        raise Failed(messages("delivery.unresolved", host=isolate(host), reason=why)) from None
    allowed = [one for one in found if _usable(one) and (private or public(one))]
    if not allowed:
        if not found:
            raise Failed(messages("delivery.unresolved", host=isolate(host), reason=messages("delivery.no_name")))
        raise Failed(messages("delivery.private", host=isolate(host), address=isolate(found[0])), permanent=True)
    return allowed
