"""A moderator's commands while a client floods every public address: python -m bench flood [--connections N]."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import quantiles

from rich.table import Table

from bench.command import Desk
from bench.flooding import ROUTES
from bench.machine import Process, Rostrum, folder, show, table

PAUSE_S = 0.02  # between two commands


class Flooder(Process):
    """The flooding client."""

    def __init__(self, server: Rostrum, connections: int, routes: list[str]) -> None:
        super().__init__([sys.executable, "-m", "bench.flooding", str(server.port), str(connections), *routes])
        self.hear()

    def end(self) -> dict[str, int]:
        """Return how often each status was returned."""
        assert self._child.stdin is not None
        self._child.stdin.close()
        answers: dict[str, int] = json.loads(self.hear())
        self._child.wait()
        return answers


@contextmanager
def flooded(server: Rostrum, connections: int, routes: list[str]) -> Iterator[dict[str, int]]:
    flooder = Flooder(server, connections, routes)
    answers: dict[str, int] = {}
    time.sleep(2)  # until all are connected
    began = time.monotonic()
    yield answers
    answers.update(flooder.end())
    answers["a second"] = round(
        sum(n for code, n in answers.items() if code.isdigit()) / (time.monotonic() - began + 2)
    )


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench flood", description=__doc__)
    parser.add_argument("--connections", type=int, default=1_000)
    parser.add_argument("--commands", type=int, default=300)
    parser.add_argument("--sessions", type=int, default=100)
    parser.add_argument("--each", action="store_true", help="one address after the other, besides all of them")
    given = parser.parse_args(arguments)
    figures = table(
        f"A command beside {given.connections:,} connections of one stranger", "ms", "p50", "p99", "max", "answers"
    )
    with folder() as where:
        # The flood has the usual limits, those of a whole hall, so that it continues.
        server = Rostrum(where, ROSTRUM_LINK_RATE="20")
        try:
            for n in range(given.sessions - 1):
                server.session(f"room-{n}")
            server.command("set_floor_policy", policy="open")
            desk = Desk(server)
            _measure(figures, desk, given.commands, "nothing else")
            for name, routes in _floods(each=given.each):
                with flooded(server, given.connections, routes) as answers:
                    taken = _commands(desk, given.commands)
                _add(figures, name, taken, answers)
            print(f"{server.memory() / 1e6:,.0f} MB of memory afterwards")
        finally:
            server.stop()
    show(figures)


def _floods(*, each: bool) -> list[tuple[str, list[str]]]:
    floods = [("every address", list(ROUTES))]
    return floods + [(name, [name]) for name in ROUTES if each]


def _measure(figures: Table, desk: Desk, commands: int, name: str) -> None:
    _add(figures, name, _commands(desk, commands), {})


def _commands(desk: Desk, commands: int) -> list[float]:
    taken = []
    for _ in range(commands):
        began, acknowledged = desk.change()
        taken.append((acknowledged - began) / 1e6)
        time.sleep(PAUSE_S)
    return taken


def _add(figures: Table, name: str, taken: list[float], answers: dict[str, int]) -> None:
    cuts = quantiles(taken, n=100)
    said = ", ".join(f"{name} {count:,}" for name, count in sorted(answers.items()))
    figures.add_row(name, f"{cuts[49]:.1f}", f"{cuts[98]:.1f}", f"{max(taken):.1f}", said)


if __name__ == "__main__":
    main()
