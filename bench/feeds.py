"""Vision mixers ask for feeds beside viewers: python -m bench feeds [--viewers N]."""

from __future__ import annotations

import argparse
import http.client
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median

from bench.machine import SETTLE_S, SLUG, Client, Rostrum, Round, folder, middle, one_round, show, table

EVERY_S = (*(10 * (1.0,)), 0.01)  # ten programs ask once a second, and one a hundred times
FORMS = ("json", "xml", "csv")
PATIENCE_S = 10


@dataclass
class Polls:
    """What the programs were answered, by status, and after how many milliseconds."""

    statuses: Counter[int] = field(default_factory=Counter)
    took_ms: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Load:
    """A server with or without programs that ask: a change to all viewers, and its share of a core between changes."""

    name: str
    fan_out: Round
    core: float


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench feeds", description=__doc__)
    parser.add_argument("--viewers", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=10.0, help="how long each idle load is measured")
    given = parser.parse_args(arguments)
    with folder() as where:
        server = Rostrum(where)
        client = Client(where, server)
        try:
            client.ask(f"connect {given.viewers} 100")
            time.sleep(SETTLE_S)
            without = _load("viewers alone", server, client, given)
            with _programs(server.port) as polls:
                beside = _load("programs beside them", server, client, given)
        finally:
            client.stop()
            server.stop()
    _report(without, beside, polls, given.viewers)


def _load(name: str, server: Rostrum, client: Client, given: argparse.Namespace) -> Load:
    spent, began = server.cpu_s(), time.monotonic()
    time.sleep(given.seconds)
    core = (server.cpu_s() - spent) / (time.monotonic() - began)
    measured = [one_round(server, client) for _ in range(given.rounds)]
    return Load(name, middle(measured[1:] or measured), core)


@contextmanager
def _programs(port: int) -> Iterator[Polls]:
    polls, over = Polls(), threading.Event()
    programs = [
        threading.Thread(target=_poll, args=(port, FORMS[n % len(FORMS)], every, polls, over), daemon=True)
        for n, every in enumerate(EVERY_S)
    ]
    for program in programs:
        program.start()
    try:
        yield polls
    finally:
        over.set()
        for program in programs:
            program.join(PATIENCE_S)


def _poll(port: int, form: str, every_s: float, polls: Polls, over: threading.Event) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    due = time.monotonic()
    while not over.wait(max(due - time.monotonic(), 0)):
        due += every_s
        began = time.monotonic()
        connection.request("GET", f"/feed/{SLUG}/now.{form}")
        answer = connection.getresponse()
        answer.read()
        polls.took_ms.append((time.monotonic() - began) * 1e3)
        polls.statuses[answer.status] += 1
    connection.close()


def _report(without: Load, beside: Load, polls: Polls, viewers: int) -> None:
    costs = table(f"{viewers} viewers", "load", "% of a core, idle", "CPU us/message", "p50 ms", "p99 ms", "last ms")
    for load in (without, beside):
        r = load.fan_out
        costs.add_row(load.name, *(f"{n:,.1f}" for n in (load.core * 100, r.cpu_us, r.p50_ms, r.p99_ms, r.last_ms)))
    show(costs)
    ratios = table("Ratios of this run", "what", "value")
    ratios.add_row("last viewer, x viewers alone", f"{beside.fan_out.last_ms / without.fan_out.last_ms:.2f}")
    ratios.add_row("CPU per message, x viewers alone", f"{beside.fan_out.cpu_us / without.fan_out.cpu_us:.2f}")
    ratios.add_row("answers, by status", ", ".join(f"{status}: {n}" for status, n in polls.statuses.items()))
    ratios.add_row("answer: median, most (ms)", f"{median(polls.took_ms):.1f}, {max(polls.took_ms):.1f}")
    show(ratios)


if __name__ == "__main__":
    main()
