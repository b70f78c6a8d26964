"""`python -m bench.kills`: kill a server at random points of a storm, fifty times, and check its data each time.

With `--processes`, or `--postgres`, one server of three processes outlasts them: they are killed, and so is PostgreSQL.
"""

from __future__ import annotations

import random
import sys
from contextlib import ExitStack, redirect_stdout
from io import StringIO
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from tests.postgres import running_postgres
from tests.storm import strike, strike_processes

LATEST = 250  # acknowledgements after which a server is killed at the latest
OF_DATABASE = 5  # kills of PostgreSQL


def main(
    times: Annotated[int, typer.Option(help="How many servers or processes to kill.")] = 50,
    seed: Annotated[int, typer.Option(help="Chooses the points and the keys pressed.")] = 1,
    processes: Annotated[
        bool, typer.Option("--processes", help="Kill processes of one server that has three.")
    ] = False,
    postgres: Annotated[
        bool, typer.Option("--postgres", help="The same with PostgreSQL, killed five times too.")
    ] = False,
) -> None:
    """Kill servers one after another; exit with status 1 at the first that lost or forged something."""
    if processes or postgres:
        _kill_processes(times, seed, postgres)
    else:
        _kill_servers(times, seed)


def _kill_processes(times: int, seed: int, postgres: bool) -> None:
    with TemporaryDirectory() as folder, ExitStack() as stack:
        server = stack.enter_context(running_postgres("rostrum-kills")) if postgres else None
        of_database = OF_DATABASE if postgres else 0
        latest = LATEST // 5
        outlasted = strike_processes(
            Path(folder) / "storm", seed, times, postgres=server, of_database=of_database, latest=latest
        )
        Console().print(
            f"{times} kills of processes and {of_database} of PostgreSQL; {outlasted.acknowledged} commands, questions "
            "and votes were acknowledged: every one is there, none was carried out twice, and all processes show the "
            "same."
        )
        alone = strike_processes(Path(folder) / "apart", seed, times, postgres=server, latest=latest, apart=True)
        _print_screens(times, alone.wrong_for)


def _print_screens(times: int, wrong_for: list[float]) -> None:
    of_hundred = quantiles([*wrong_for, *wrong_for], n=100, method="inclusive")
    Console().print(
        f"{times} kills of one process while two serve: {len(wrong_for)} stage screens were on it. They were right "
        f"again after {of_hundred[49]:.2f} s (median), {of_hundred[98]:.2f} s (p99), {max(wrong_for):.2f} s (most); "
        "at most 2 s (p99) are wanted."
    )


def _kill_servers(times: int, seed: int) -> None:
    chance, console, total = random.Random(seed), Console(), 0
    with Progress(console=console) as progress:
        task = progress.add_task("killing", total=times)
        for number in range(1, times + 1):
            after = chance.randint(1, LATEST)
            try:
                total += _strike(seed + number, after)
            except AssertionError as error:
                console.print(f"[red]Kill {number}, after {after} acknowledgements:[/red] {error}")
                console.print_exception()
                sys.exit(1)
            progress.update(task, advance=1, description=f"{total} acknowledged, all kept")
    console.print(f"{times} kills; {total} commands, questions and votes were acknowledged, and every one is there.")


def _strike(seed: int, after: int) -> int:
    # The report of a sound database is printed once for all fifty.
    with TemporaryDirectory() as folder, redirect_stdout(StringIO()):
        return strike(Path(folder), seed, after)


if __name__ == "__main__":
    typer.run(main)
