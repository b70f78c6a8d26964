"""Changes, commands and pages with other programs' work in between, as in life: python -m bench cold [--viewers N]."""

from __future__ import annotations

import argparse
import http.client
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles

from rich.table import Table

from bench.command import Desk
from bench.machine import SLUG, Client, Floor, Naive, Process, Rostrum, Server, compiled, folder, one_round, show, table

PAUSE_MS = 500  # between two changes, half of it other programs' work
AT_ONCE = 100  # handshakes in progress


class OtherPrograms:
    """Programs on every processor that fill its caches, and then rest."""

    def __init__(self, where: Path) -> None:
        made = compiled("others", where)
        self._programs = [Process([made, str(core)]) for core in sorted(os.sched_getaffinity(0))]

    def work(self) -> None:
        """Let them work for half of the pause; return at its end."""
        for program in self._programs:
            program.say(str(PAUSE_MS // 2))
        for program in self._programs:
            program.hear()
        time.sleep(PAUSE_MS / 2_000)

    def stop(self) -> None:
        for program in self._programs:
            program.stop()


@contextmanager
def other_programs(where: Path) -> Iterator[OtherPrograms]:
    programs = OtherPrograms(where)
    try:
        yield programs
    finally:
        programs.stop()


@contextmanager
def sockets(where: Path, server: Server, viewers: int) -> Iterator[Client]:
    """Open a server's sockets; stop both at the end."""
    client = Client(where, server)
    try:
        client.ask(f"connect {viewers} {AT_ONCE}")
        yield client
    finally:
        client.stop()
        server.stop()


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench cold", description=__doc__)
    parser.add_argument("--viewers", type=int, default=4_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--commands", type=int, default=40)
    given = parser.parse_args(arguments)
    with folder() as where, other_programs(where) as others:
        print(f"load average {os.getloadavg()[0]:.2f} at the start; {PAUSE_MS} ms between two changes")
        show(_fan_out(where, others, given.viewers, given.rounds))
        show(_answers(where, others, given.commands))
        show(_viewers(where, others, given.commands))


def _fan_out(where: Path, others: OtherPrograms, viewers: int, rounds: int) -> Table:
    """Measure three servers in turn, each with sockets of its own."""
    ours = Rostrum(where / "ours")
    state = ours.state()
    servers: list[Server] = [ours, Floor(where, state), Naive(where, state)]
    with (
        sockets(where, servers[0], viewers) as a,
        sockets(where, servers[1], viewers) as b,
        sockets(where, servers[2], viewers) as c,
    ):
        pairs = list(zip(servers, (a, b, c), strict=True))
        measured: dict[str, list[tuple[float, float]]] = {server.name: [] for server in servers}
        for number in range(rounds + 1):
            for server, client in pairs:
                others.work()
                one = one_round(server, client)
                if number:  # the first is everything that is done for the first time
                    measured[server.name].append((one.cpu_us, one.p99_ms))
    figures = table(f"{viewers} viewers each, {rounds} rounds in turn", "server", "CPU us/message", "p99 ms", "x floor")
    middles = {name: [median(values) for values in zip(*pair, strict=True)] for name, pair in measured.items()}
    floor = middles["floor (C)"]
    for name, (cpu, p99) in middles.items():
        figures.add_row(name, f"{cpu:.1f}", f"{p99:.1f}", f"{cpu / floor[0]:.2f}, {p99 / floor[1]:.2f}")
    figures.add_row("wanted", "", "", "at most 1.25, 1.25")
    return figures


def _answers(where: Path, others: OtherPrograms, times: int) -> Table:
    """Measure a server without viewers."""
    server = Rostrum(where / "alone")
    figures = table("Without viewers, cold", "what", "p50 ms", "p99 ms", "wanted")
    try:
        desk = Desk(server)
        for what, do, wanted in (
            ("a command, to its acknowledgement", desk.change, "3, 8"),
            ("/healthz", _getter(server, "/healthz"), ""),
            ("the console's page", _getter(server, f"/s/{SLUG}/console"), ""),
        ):
            figures.add_row(what, *_cuts(_each(others, do, times)), wanted)
    finally:
        server.stop()
    return figures


def _viewers(where: Path, others: OtherPrograms, times: int) -> Table:
    """Measure when the first and the last of a thousand viewers get a change, and what connecting one costs."""
    server = Rostrum(where / "thousand")
    figures = table("With 1,000 viewers, cold", "what", "p50 ms", "p99 ms", "wanted (p50)")
    with sockets(where, server, 1_000) as client:
        desk, first, last = Desk(server), [], []
        for number in range(times + 1):
            others.work()
            client.say("await")
            began, _ = desk.change()
            came = client.answer()
            if number:
                first.append((came["min"] - began) / 1e6)
                last.append((came["max"] - began) / 1e6)
        figures.add_row("a command, to the first viewer", *_cuts(first), "3")
        figures.add_row("a command, to the last viewer", *_cuts(last), "12")
        figures.add_row("CPU of a connection, us", f"{_connection_us(server, client, others):.0f}", "", "200")
    return figures


def _connection_us(server: Rostrum, client: Client, others: OtherPrograms) -> float:
    """Return the processor time of one connection: the median of ten times a hundred."""
    costs = []
    for _ in range(10):
        others.work()
        spent = server.cpu_s()
        client.ask("connect 100 10")
        costs.append((server.cpu_s() - spent) * 1e6 / 100)
    return median(costs)


def _getter(server: Rostrum, path: str) -> Callable[[], object]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    headers = {"Authorization": f"Bearer {server.moderator}", "Accept": "text/html"}

    def get() -> None:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise ValueError(f"{path}: {answer.status}")

    return get


def _each(others: OtherPrograms, do: Callable[[], object], times: int) -> list[float]:
    """Return the milliseconds of each time, without the first."""
    taken = []
    for _ in range(times + 1):
        others.work()
        began = time.perf_counter()
        do()
        taken.append((time.perf_counter() - began) * 1_000)
    return taken[1:]


def _cuts(values: list[float]) -> tuple[str, str]:
    of_hundred = quantiles(values, n=100, method="inclusive")
    return f"{of_hundred[49]:.1f}", f"{of_hundred[98]:.1f}"


if __name__ == "__main__":
    main()
