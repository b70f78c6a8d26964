"""How long a command takes, and votes beside it: python -m bench command [--viewers N] [--commands N]."""

from __future__ import annotations

import argparse
import http.client
import json
import time
from pathlib import Path
from statistics import quantiles
from typing import Any

from bench.machine import SLUG, Client, Rostrum, folder, show, table


class Desk:
    """A connection that stays, as a console's does; so what is measured is the command and not the handshake."""

    def __init__(self, server: Rostrum) -> None:
        self._http = http.client.HTTPConnection("127.0.0.1", server.port)
        self._token = server.moderator

    def send(self, command: str, **fields: Any) -> tuple[int, int]:
        """When it was sent and when it was acknowledged (nanoseconds of the monotonic clock)."""
        body = json.dumps({"command": command, **fields})
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        began = time.monotonic_ns()
        self._http.request("POST", f"/api/v1/sessions/{SLUG}/commands", body, headers)
        answer = self._http.getresponse()
        acknowledged = time.monotonic_ns()
        answer.read()
        if answer.status != 200:
            raise ValueError(f"refused with {answer.status}")
        return began, acknowledged


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench command", description=__doc__)
    parser.add_argument("--viewers", type=int, default=1_000)
    parser.add_argument("--commands", type=int, default=200)
    given = parser.parse_args(arguments)
    with folder() as where:
        _run(where, given.viewers, given.commands)


def _run(where: Path, viewers: int, commands: int) -> None:
    server = Rostrum(where)
    client = Client(where, server)
    try:
        client.ask(f"connect {viewers} 100")
        desk = Desk(server)
        taken: dict[str, list[float]] = {
            "sent to acknowledged": [],
            "acknowledged to first byte": [],
            "to last": [],
        }
        for n in range(commands):
            client.say("await")
            began, acknowledged = desk.send("focus_question", question=f"q{1 + n % 2}")
            came = client.answer()
            taken["sent to acknowledged"].append((acknowledged - began) / 1e6)
            taken["acknowledged to first byte"].append((came["min"] - acknowledged) / 1e6)
            taken["to last"].append((came["max"] - began) / 1e6)
        _report(taken, viewers)
    finally:
        client.stop()
        server.stop()


def _report(taken: dict[str, list[float]], viewers: int) -> None:
    found = table(
        f"A command, with {viewers} viewers (negative: before the acknowledgement)", "ms", "p50", "p99", "max"
    )
    for name, values in taken.items():
        cuts = quantiles(values, n=100)
        found.add_row(name, f"{cuts[49]:.2f}", f"{cuts[98]:.2f}", f"{max(values):.2f}")
    show(found)


if __name__ == "__main__":
    main()
