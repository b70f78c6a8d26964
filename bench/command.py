"""The duration of a command, with or without votes beside it: python -m bench command [--viewers N] [--commands N]."""

from __future__ import annotations

import argparse
import http.client
import json
import threading
import time
from statistics import quantiles

from rich.table import Table

from bench.machine import SLUG, Client, Rostrum, folder, show, table

SESSION = f"/api/v1/sessions/{SLUG}"


class Desk:
    """An open connection, like a console's, so that the command is measured and not the handshake."""

    def __init__(self, server: Rostrum) -> None:
        self._http = http.client.HTTPConnection("127.0.0.1", server.port)
        self._token = server.moderator
        self._focus = 1

    def change(self) -> tuple[int, int]:
        """Return when it was sent and when it was acknowledged (nanoseconds of the monotonic clock)."""
        self._focus = 3 - self._focus
        body = json.dumps({"command": "focus_question", "question": f"q{self._focus}"})
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        began = time.monotonic_ns()
        self._http.request("POST", f"{SESSION}/commands", body, headers)
        answer = self._http.getresponse()
        acknowledged = time.monotonic_ns()
        answer.read()
        if answer.status != 200:
            raise ValueError(f"refused with {answer.status}")
        return began, acknowledged


class Voters(threading.Thread):
    """New participants vote, so many times a second."""

    def __init__(self, server: Rostrum, a_second: int) -> None:
        super().__init__(daemon=True)
        server.command("set_floor_policy", policy="open")
        asked = server.ask(
            "POST", f"{SESSION}/commands", "", {"command": "ask", "text": "Who pays?", "identity": "anonymous"}
        )
        self._path = f"{SESSION}/questions/{asked['view']['questions'][0]['id']}/vote"
        self._http = http.client.HTTPConnection("127.0.0.1", server.port)
        self._pause_s = 1 / a_second
        self._over = threading.Event()
        self.cast = 0

    def run(self) -> None:
        while not self._over.wait(self._pause_s):
            self._http.request("PUT", self._path)
            answer = self._http.getresponse()
            answer.read()
            self.cast += answer.status == 200

    def stop(self) -> None:
        self._over.set()
        self.join()


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench command", description=__doc__)
    parser.add_argument("--viewers", type=int, default=1_000)
    parser.add_argument("--commands", type=int, default=200)
    parser.add_argument("--votes", type=int, default=200, help="a second, in the second half of the table")
    given = parser.parse_args(arguments)
    figures = table(
        f"A command, with {given.viewers} viewers (negative: before it was acknowledged)", "ms", "p50", "p99", "max"
    )
    with folder() as where:
        server = Rostrum(where)
        client = Client(where, server)
        try:
            client.ask(f"connect {given.viewers} 100")
            desk = Desk(server)
            _measure(figures, desk, client, given.commands, "")
            voters = Voters(server, given.votes)
            for _ in range(2):  # the policy and the question are changes too
                client.ask("await")
            voters.start()
            _measure(figures, desk, client, given.commands, ", while people vote")
            voters.stop()
        finally:
            client.stop()
            server.stop()
    show(figures)
    print(f"{voters.cast} votes were cast meanwhile")


def _measure(figures: Table, desk: Desk, client: Client, commands: int, beside: str) -> None:
    desk.change()  # not counted: everything that is done for the first time
    client.ask("await")
    taken: dict[str, list[float]] = {"sent to acknowledged": [], "acknowledged to first byte": [], "to last": []}
    for _ in range(commands):
        client.say("await")
        began, acknowledged = desk.change()
        came = client.answer()
        taken["sent to acknowledged"].append((acknowledged - began) / 1e6)
        taken["acknowledged to first byte"].append((came["min"] - acknowledged) / 1e6)
        taken["to last"].append((came["max"] - began) / 1e6)
    for name, values in taken.items():
        cuts = quantiles(values, n=100)
        figures.add_row(f"{name}{beside}", f"{cuts[49]:.2f}", f"{cuts[98]:.2f}", f"{max(values):.2f}")


if __name__ == "__main__":
    main()
