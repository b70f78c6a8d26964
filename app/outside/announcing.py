"""Announce the server on the local network, by mDNS: `rostrum.local`, its pages and its OSC port."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Mapping, Sequence

import ifaddr
import structlog
from zeroconf import Error, ServiceInfo
from zeroconf.asyncio import AsyncZeroconf

log = structlog.get_logger()

AGAIN_S = 60.0  # between two tries; of several processes or servers with this name one is announced
PAGES, OSC = "_rostrum._tcp.local.", "_osc._udp.local."
NAME, HOST = "Rostrum", "rostrum.local."


def own_addresses(host: str) -> list[str]:
    """Return the IPv4 addresses of this machine under which what listens on `host` is reached.

    Raises:
        OSError: the host has no address.
    """
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - compared, not bound
        ips = [str(ip.ip) for adapter in ifaddr.get_adapters() for ip in adapter.ips if ip.is_IPv4]
        return [ip for ip in ips if not ipaddress.ip_address(ip).is_loopback]
    return sorted({str(one[4][0]) for one in socket.getaddrinfo(host, None, socket.AF_INET)})


class Announcing:
    """Announces services from when it is run until it is cancelled."""

    def __init__(self, host: str, ports: Mapping[str, int], interfaces: Sequence[str] = ()) -> None:
        """`ports` are by kind of service; `interfaces` are addresses of this machine, all if there are none."""
        self._host = host
        self._ports = ports
        self._interfaces = list(interfaces)

    async def run(self) -> None:
        """Announce, without end."""
        said = False
        while True:
            try:
                await self._announce()
            except (OSError, Error) as error:
                if not said:
                    log.info("the server is not announced on the local network", why=repr(error))
                said = True
            await asyncio.sleep(AGAIN_S)

    async def _announce(self) -> None:
        """Announce until cancelled; then tell the network that the services are gone."""
        addresses = await asyncio.to_thread(own_addresses, self._host)
        network = AsyncZeroconf(interfaces=self._interfaces) if self._interfaces else AsyncZeroconf()
        try:
            for kind, port in self._ports.items():
                info = ServiceInfo(kind, f"{NAME}.{kind}", port=port, parsed_addresses=addresses, server=HOST)
                await (await network.async_register_service(info))
            log.info("the server is announced on the local network", name=HOST.rstrip("."), addresses=addresses)
            await asyncio.Event().wait()
        finally:
            await network.async_close()
