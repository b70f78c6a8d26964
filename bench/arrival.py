"""All viewers arrive at once, and return after the server was killed: python -m bench arrival [--viewers N]."""

from __future__ import annotations

import argparse
import http.client
import re
import time
from pathlib import Path

from rich.table import Table

from app.wire.messages import spread_ms
from bench.machine import SLUG, Client, Rostrum, folder, show, table

PAGE = f"/s/{SLUG}"


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench arrival", description=__doc__)
    parser.add_argument("--viewers", type=int, default=10_000)
    parser.add_argument("--pages", type=int, default=1_000, help="how many are asked for to know what one costs")
    given = parser.parse_args(arguments)
    with folder() as where:
        _run(where, given.viewers, given.pages)


def _run(where: Path, viewers: int, pages: int) -> None:
    figures = table("Arrival", "what", "a second", "CPU us each", "bytes each", "slowest ms")
    server = Rostrum(where)
    try:
        tag, file = _page(server)
        packed = {"Accept-Encoding": "gzip"}
        for name, address, headers in (
            ("page", PAGE, {}),
            ("page, gzip", PAGE, packed),
            ("page that the browser has", PAGE, {"If-None-Match": tag}),
            ("file of the page, gzip", file, packed),
        ):
            _ask(figures, server, name, address, headers, pages)
        _sockets(figures, where, server, f"{viewers} sockets, 200 at a time", f"connect {viewers} 200")
    finally:
        server.stop()
    show(figures)
    server = Rostrum(where / "again")
    try:
        show(_lost_and_found(where, server, viewers))
    finally:
        server.stop()


def _lost_and_found(where: Path, server: Rostrum, viewers: int) -> Table:
    """Connect all viewers; kill the server and start it again, and let them reconnect as the page does."""
    client = Client(where, server, f"{PAGE}/live?page=viewer")
    try:
        client.ask(f"connect {viewers} 200")
        client.ask(f"return {spread_ms(viewers)}")  # as the server tells them
        killed = time.monotonic()
        server.kill_and_start()
        server.hear()
        down = time.monotonic() - killed
        back = client.answer()
    finally:
        client.stop()
    figures = table(f"{viewers} viewers lose the server", "what", "")
    figures.add_row("killed and serving again within", f"{down:.1f} s")
    figures.add_row("all back, since the kill", f"{back['seconds']:.1f} s")
    figures.add_row("attempts, and how many of them failed", f"{back['attempts']:,} and {back['failed']:,}")
    figures.add_row("attempts in the busiest second", f"{back['busiest']:,}")
    for name, key in (("median", "p50"), ("99th percentile", "p99"), ("slowest", "max")):
        figures.add_row(f"from attempt to first state, {name}", f"{back[key] / 1e6:,.0f} ms")
    return figures


def _ask(figures: Table, server: Rostrum, name: str, address: str, headers: dict[str, str], pages: int) -> None:
    """Send requests one after the other on an open connection, so that only the responses are measured."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    slowest, size, spent, began = 0, 0, server.cpu_s(), time.monotonic()
    for _ in range(pages):
        asked = time.monotonic_ns()
        connection.request("GET", address, headers=headers)
        size = len(connection.getresponse().read())
        slowest = max(slowest, time.monotonic_ns() - asked)
    rate, each = pages / (time.monotonic() - began), (server.cpu_s() - spent) * 1e6 / pages
    connection.close()
    figures.add_row(name, f"{rate:,.0f}", f"{each:,.0f}", f"{size:,}", f"{slowest / 1e6:.1f}")


def _page(server: Rostrum) -> tuple[str, str]:
    """Return the tag of the viewer's page, and the address of one of its files."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    connection.request("GET", PAGE)
    answer = connection.getresponse()
    file = re.search(r'"(/static/[^"]+/parts\.css)"', answer.read().decode())
    connection.close()
    return answer.getheader("ETag") or "", file[1] if file else ""


def _sockets(figures: Table, where: Path, server: Rostrum, name: str, command: str) -> None:
    client = Client(where, server, f"{PAGE}/live?page=viewer")
    try:
        spent = server.cpu_s()
        came = client.ask(command)
        count = int(command.split()[1])
        each = (server.cpu_s() - spent) * 1e6 / count
        figures.add_row(name, f"{count / came['seconds']:,.0f}", f"{each:,.0f}", "", f"{came['max'] / 1e6:,.0f}")
    finally:
        client.stop()


if __name__ == "__main__":
    main()
