"""The cost of one change for thousands of viewers: python -m bench fanout [--baseline | --languages] [--viewers N]."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.languages.languages import LANGUAGES, SOURCE
from bench.machine import (
    SETTLE_S,
    SLUG,
    Client,
    Floor,
    Naive,
    Rostrum,
    Round,
    Server,
    folder,
    middle,
    one_round,
    show,
    table,
)

AT_ONCE = 100  # handshakes in progress


@dataclass(frozen=True, slots=True)
class Cost:
    """One server's figures."""

    name: str
    fan_out: Round
    memory: float  # bytes per socket
    connects: float  # sockets a second, each until its first state has arrived
    connect_us: float  # the server's time for each of them


def measure(server: Server, where: Path, viewers: int, rounds: int, paths: Sequence[str] = ()) -> Cost:
    """Connect, change, and stop both; viewers take these paths in turn instead of the server's own."""
    client = Client(where, server, " ".join(paths) or None)
    try:
        time.sleep(SETTLE_S)
        before, spent = server.memory(), server.cpu_s()
        connected = client.ask(f"connect {viewers} {AT_ONCE}")
        if connected["lost"]:
            raise ConnectionError(f"{server.name} refused {connected['lost']} of {viewers} sockets")
        spent = server.cpu_s() - spent
        time.sleep(SETTLE_S)
        memory = (server.memory() - before) / viewers
        measured = [one_round(server, client) for _ in range(rounds)]
        return Cost(
            server.name, middle(measured[1:] or measured), memory, viewers / connected["seconds"], spent * 1e6 / viewers
        )
    finally:
        client.stop()
        server.stop()


def compare(viewers: int, rounds: int, baseline: bool) -> list[Cost]:
    """Compare ours with the others, which write as many bytes as ours."""
    with folder() as where:
        ours = Rostrum(where)
        state = ours.state()
        print(f"{viewers} viewers, a state of {len(state)} bytes, medians of {rounds} changes")
        costs = [measure(ours, where, viewers, rounds)]
        if baseline:
            costs.append(measure(Floor(where, state), where, viewers, rounds))
            costs.append(measure(Naive(where, state), where, viewers, rounds))
        return costs


def compare_languages(viewers: int, rounds: int) -> tuple[Cost, Cost]:
    """Compare viewers of the public page in one language with as many in all of them."""
    page = f"/s/{SLUG}/live?page=viewer&language="

    def cost(name: str, *languages: str) -> Cost:
        with folder() as where:
            paths = [page + language for language in languages]
            return replace(measure(Rostrum(where), where, viewers, rounds, paths), name=name)

    return cost("one language", SOURCE), cost(f"{len(LANGUAGES)} languages", *LANGUAGES)


def report_languages(one: Cost, all_of_them: Cost, viewers: int) -> None:
    """Print both, and how much more all languages cost."""
    _show_costs([one, all_of_them], viewers)
    ratios = table("Ratios of this run", "what", "ratio", "wanted")
    cpu, last = all_of_them.fan_out.cpu_us / one.fan_out.cpu_us, all_of_them.fan_out.last_ms / one.fan_out.last_ms
    ratios.add_row("CPU per message, x one language", f"{cpu:.2f}", "at most 1.3")
    ratios.add_row("last viewer, x one language", f"{last:.2f}", "at most 1.3")
    show(ratios)


def report(measured: list[Cost], viewers: int) -> None:
    """Print the figures of each server and, with the baseline, the ratios."""
    _show_costs(measured, viewers)
    if len(measured) > 1:
        _ratios(*measured)


def _show_costs(measured: list[Cost], viewers: int) -> None:
    columns = ("CPU us/message", "p50 ms", "p99 ms", "last ms", "kB/viewer", "connections/s", "CPU us/connection")
    costs = table(f"One change to {viewers} viewers", "server", *columns)
    for cost in measured:
        r = cost.fan_out
        figures = (r.cpu_us, r.p50_ms, r.p99_ms, r.last_ms, cost.memory / 1000, cost.connects, cost.connect_us)
        costs.add_row(cost.name, *(f"{figure:,.1f}" for figure in figures))
    show(costs)


def _ratios(ours: Cost, floor: Cost, naive: Cost) -> None:
    ratios = table("Ratios of this run", "what", "ratio", "wanted")
    ratios.add_row("CPU per message, x floor", f"{ours.fan_out.cpu_us / floor.fan_out.cpu_us:.2f}", "at most 1.3")
    ratios.add_row("p99, x floor", f"{ours.fan_out.p99_ms / floor.fan_out.p99_ms:.2f}", "at most 1.5")
    ratios.add_row("CPU per message, x naive", f"{ours.fan_out.cpu_us / naive.fan_out.cpu_us:.2f}", "")
    ratios.add_row("p99, x naive", f"{ours.fan_out.p99_ms / naive.fan_out.p99_ms:.2f}", "")
    ratios.add_row("memory per viewer, kB", f"{ours.memory / 1000:.2f}", "at most 4")
    ratios.add_row("connections a second, x naive", f"{ours.connects / naive.connects:.2f}", "at least 3")
    # The same, without the machine's other work.
    ratios.add_row("connections per second of CPU, x naive", f"{naive.connect_us / ours.connect_us:.2f}", "")
    show(ratios)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench fanout", description=__doc__)
    parser.add_argument("--viewers", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--baseline", action="store_true", help="also the floor in C and a naive loop, and ratios")
    parser.add_argument("--languages", action="store_true", help="the public page in one language, then in all")
    given = parser.parse_args(arguments)
    if given.languages:
        report_languages(*compare_languages(given.viewers, given.rounds), given.viewers)
        return
    report(compare(given.viewers, given.rounds, given.baseline), given.viewers)


if __name__ == "__main__":
    main()
