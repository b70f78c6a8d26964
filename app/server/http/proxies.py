"""The client's address behind a proxy: forwarding headers count only if they come from a configured proxy."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from socket import AF_INET, inet_pton
from typing import Any, Literal

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_SECURE = {"http": "https", "ws": "wss", "https": "https", "wss": "wss"}
_PLAIN = {"http": "http", "ws": "ws", "https": "http", "wss": "ws"}
MOST_HOPS = 20
_PAIR = re.compile(r'\s*([A-Za-z]+)\s*=\s*(?:"([^"\\]*)"|([^\s";,]*))\s*')


@dataclass(frozen=True, slots=True)
class Proxies:
    """The addresses of proxies, and the header in which they name the client."""

    trusted: tuple[Network, ...] = ()
    header: Literal["x-forwarded", "forwarded"] = "x-forwarded"

    @classmethod
    def of(cls, configured: Iterable[str], header: Literal["x-forwarded", "forwarded"]) -> Proxies:
        """Read a setting such as `10.0.0.0/8` or `::1`.

        Raises:
            ValueError: one of them is neither an address nor a network.
        """
        return cls(tuple(ipaddress.ip_network(text, strict=False) for text in configured), header)


NO_PROXIES = Proxies()


def look_through(scope: MutableMapping[str, Any], proxies: Proxies) -> None:
    """Put the client and the scheme named by a trusted proxy into the scope; otherwise leave it unchanged.

    In a chain of addresses, the last one that is not itself trusted is the client: the client may have invented those
    before it. Only the configured kind of header counts: a proxy passes the other kind on unread.
    """
    client = scope.get("client")
    if not client or not _is_trusted(client[0], proxies.trusted):
        return
    told = _forwarded(scope) if proxies.header == "forwarded" else _x_forwarded(scope)
    if (hop_of_client := _client_of([hop.get("for", "") for hop in told], proxies.trusted)) is None:
        return
    address, place = hop_of_client
    scope["client"] = (address, 0)
    scope["scheme"] = _scheme(scope["scheme"], told[place].get("proto", ""))


def prefix_of(address: str) -> str:
    """Return the prefix that stands for one place: an IPv4 address, or the first 64 bits of an IPv6 address."""
    if _is_ipv4(address):
        return address
    try:
        ip = _unmapped(ipaddress.ip_address(address))
    except ValueError:
        return address
    return str(ip) if ip.version == 4 else str(ipaddress.ip_network((ip, 64), strict=False))


def _is_ipv4(text: str) -> bool:
    """Whether this is a canonical IPv4 address. Checked for every arrival, so by the system."""
    try:
        inet_pton(AF_INET, text)
    except (OSError, ValueError):
        return False
    return True


def _client_of(chain: Sequence[str], trusted: Sequence[Network]) -> tuple[str, int] | None:
    """Return the client's address and its index in the chain; None if the chain has no usable address."""
    for place in range(len(chain) - 1, -1, -1):
        address = _without_port(chain[place])
        if not _is_address(address):
            return None
        if place == 0 or not _is_trusted(address, trusted):
            return address, place
    return None


def _x_forwarded(scope: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the hops of the older headers; the scheme is from the nearest proxy."""
    proto = _values(scope, b"x-forwarded-proto").rpartition(",")[2].strip()
    return [{"for": part.strip(), "proto": proto} for part in _values(scope, b"x-forwarded-for").split(",")][
        -MOST_HOPS:
    ]


def _forwarded(scope: Mapping[str, Any]) -> list[dict[str, str]]:
    return [_pairs(hop) for hop in _values(scope, b"forwarded").split(",")][-MOST_HOPS:]


def _values(scope: Mapping[str, Any], wanted: bytes) -> str:
    """Return a header's values in order; it may occur several times."""
    return ",".join(value.decode("latin-1") for name, value in scope["headers"] if name.lower() == wanted)


def _pairs(hop: str) -> dict[str, str]:
    matches = (_PAIR.fullmatch(part) for part in hop.split(";"))
    return {pair[1].lower(): pair[2] or pair[3] or "" for pair in matches if pair is not None}


def _without_port(text: str) -> str:
    """Remove the port: `192.0.2.1:80` is 192.0.2.1, `[2001:db8::1]:80` is 2001:db8::1; a bare IPv6 address stays."""
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _is_trusted(text: str, trusted: Sequence[Network]) -> bool:
    try:
        address = _unmapped(ipaddress.ip_address(text))
    except ValueError:
        return False
    return any(address in network for network in trusted)


def _unmapped(address: Address) -> Address:
    """Return an IPv4 address for an IPv4-mapped IPv6 address."""
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def _scheme(present: str, told: str) -> str:
    told = told.lower()
    if told in {"https", "wss"}:
        return _SECURE[present]
    return _PLAIN[present] if told in {"http", "ws"} else present
