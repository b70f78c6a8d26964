"""The cost of listening sockets while nothing changes: python -m bench idle [--viewers N] [--seconds N]."""

from __future__ import annotations

import argparse

from bench.machine import Client, Rostrum, folder, show, table

WANTED_PERCENT = 3.0
WANTED_SILENCE_S = 15.0


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench idle", description=__doc__)
    parser.add_argument("--viewers", type=int, default=10_000)
    parser.add_argument("--seconds", type=int, default=60)
    given = parser.parse_args(arguments)
    with folder() as where:
        server = Rostrum(where)
        client = Client(where, server)
        try:
            client.ask(f"connect {given.viewers} 100")
            before = server.cpu_s()
            heard = client.ask(f"idle {given.seconds}")
            percent = 100 * (server.cpu_s() - before) / given.seconds
        finally:
            client.stop()
            server.stop()
    figures = table(f"{given.seconds} s of silence with {given.viewers} viewers", "what", "is", "wanted")
    figures.add_row("one core, %", f"{percent:.2f}", f"under {WANTED_PERCENT:g}")
    figures.add_row("longest silence, s", f"{heard['silence'] / 1e9:.1f}", f"at most {WANTED_SILENCE_S:g}")
    figures.add_row("bytes per viewer and minute", f"{heard['bytes'] * 60 / given.seconds / given.viewers:.0f}", "")
    show(figures)


if __name__ == "__main__":
    main()
