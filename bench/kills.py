"""`python -m bench.kills`: kill a server at random points of a storm, fifty times, and check its data each time."""

from __future__ import annotations

import random
import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from tests.storm import strike

LATEST = 250  # acknowledgements after which a server is killed at the latest


def main(
    times: Annotated[int, typer.Option(help="How many servers to kill.")] = 50,
    seed: Annotated[int, typer.Option(help="Chooses the points and the keys pressed.")] = 1,
) -> None:
    """Kill servers one after another; exit with status 1 at the first that lost or forged something."""
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
