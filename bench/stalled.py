"""Check whether viewers who stop reading delay the others: python -m bench stalled [--viewers N] [--rounds N]."""

from __future__ import annotations

import argparse
from pathlib import Path

from bench.machine import Client, Process, Rostrum, folder, middle, one_round, show, table

STALLED = (0, 1, 100, 1_000)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench stalled", description=__doc__)
    parser.add_argument("--viewers", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=10)
    given = parser.parse_args(arguments)
    with folder() as where:
        _run(where, given.viewers, given.rounds)


def _run(where: Path, viewers: int, rounds: int) -> None:
    # Far longer than the run: the figures are the cost of sockets that are still connected.
    server = Rostrum(where, ROSTRUM_STALLED_AFTER_S="3600")
    client = Client(where, server)
    columns = ("stalled", "p50 ms", "p99 ms", "last ms", "more kB")
    figures = table(f"One change to {viewers} viewers, some of whom do not read", *columns)
    try:
        client.ask(f"connect {viewers} 100")
        before, memory = 0, server.memory()
        for stalled in STALLED:
            client.ask(f"stall {stalled - before}")
            before = stalled
            _fill(server, client, stalled)
            r = middle([one_round(server, client) for _ in range(rounds)])
            more = (server.memory() - memory) / 1000
            figures.add_row(f"{stalled:,}", f"{r.p50_ms:.1f}", f"{r.p99_ms:.1f}", f"{r.last_ms:.1f}", f"{more:,.0f}")
        show(figures)
    finally:
        _stop(client, server)


def _fill(server: Rostrum, client: Client, stalled: int) -> None:
    """Make changes until the system's buffers of all sockets that do not read are full."""
    for _ in range(40 if stalled else 1):
        one_round(server, client)


def _stop(*processes: Process) -> None:
    for process in processes:
        process.stop()


if __name__ == "__main__":
    main()
