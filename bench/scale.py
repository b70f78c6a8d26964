"""Check that twice the viewers are twice the work, and sessions do not slow each other: python -m bench scale."""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.table import Table

from bench.machine import Client, Rostrum, folder, middle, one_round, show, table

OTHER = "another"


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench scale", description=__doc__)
    parser.add_argument("--viewers", type=int, default=8_000, help="of the largest row")
    parser.add_argument("--rounds", type=int, default=10)
    given = parser.parse_args(arguments)
    figures = table("One change", "viewers", "CPU us/message", "p99 ms", "CPU ms in all")
    for viewers in (given.viewers // 4, given.viewers // 2, given.viewers):
        with folder() as where:
            _measure(figures, where, viewers, given.rounds, f"{viewers:,}")
    with folder() as where:
        half = given.viewers // 2
        _measure(figures, where, half, given.rounds, f"{half:,} beside {half:,} of another session", beside=half)
    show(figures)


def _measure(figures: Table, where: Path, viewers: int, rounds: int, name: str, beside: int = 0) -> None:
    server = Rostrum(where)
    clients = [Client(where, server)]
    try:
        if beside:
            server.session(OTHER)
            clients.append(Client(where, server, f"/api/v1/sessions/{OTHER}/live"))
            clients[1].ask(f"connect {beside} 100")
        clients[0].ask(f"connect {viewers} 100")
        r = middle([one_round(server, clients[0]) for _ in range(rounds)])
        figures.add_row(name, f"{r.cpu_us:.1f}", f"{r.p99_ms:.0f}", f"{r.cpu_us * viewers / 1000:.0f}")
    finally:
        for process in (*clients, server):
            process.stop()


if __name__ == "__main__":
    main()
