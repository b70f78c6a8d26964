"""`python -m bench.conformance PYTHON27`: run the Autobahn test suite against a server's sockets.

The suite, `autobahntestsuite` 25.10.1, is written for Python 2.7 and not among our dependencies: install it separately,
for example with `python2.7 -m pip install --target FOLDER autobahntestsuite==25.10.1`, and pass `--suite FOLDER`.
"""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from tests.serving import ServerProcess, serving

PATH = "/echo/session-v"
RUN = "import site; site.addsitedir('{}'); from autobahntestsuite import wstest; wstest.run()"
FINE = {"OK", "NON-STRICT", "INFORMATIONAL"}


def main(
    python: Annotated[Path, typer.Argument(help="A Python 2.7.")],
    suite: Annotated[Path, typer.Option(help="The folder into which the suite was installed.")],
    cases: Annotated[str, typer.Option(help="Which cases, such as 6.*; parted by commas.")] = "*",
    without: Annotated[str, typer.Option(help="Which of them not.")] = "",
) -> None:
    """Run the cases; exit with status 1 if one fails."""
    with TemporaryDirectory() as folder, serving(Path(folder) / "data", conformance=True) as server:
        which = (cases.split(","), without.split(",") if without else [])
        failed = _tell(Console(), _run(python, suite, server, Path(folder), which))
    raise typer.Exit(1 if failed else 0)


def _run(
    python: Path, suite: Path, server: ServerProcess, folder: Path, which: tuple[list[str], list[str]]
) -> dict[str, Any]:
    spec, out = folder / "spec.json", folder / "reports"
    spec.write_text(
        json.dumps(
            {
                "outdir": str(out),
                "servers": [{"agent": "rostrum", "url": f"ws://127.0.0.1:{server.port}{PATH}"}],
                "cases": which[0],
                "exclude-cases": which[1],
                "exclude-agent-cases": {},
            }
        )
    )
    command = [str(python), "-W", "ignore", "-c", RUN.format(suite.absolute()), "-m", "fuzzingclient", "-s", str(spec)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    cases: dict[str, Any] = json.loads((out / "index.json").read_text())["rostrum"]
    return cases


def _tell(console: Console, cases: dict[str, Any]) -> int:
    """Print the results; return how many cases failed."""
    behaviours = Counter(result["behavior"] for result in cases.values())
    closes = Counter(result["behaviorClose"] for result in cases.values())
    console.print(f"{len(cases)} cases; {_words(behaviours)}; closing: {_words(closes)}")
    table = Table("case", "behaviour", "closing")
    for case, result in sorted(cases.items(), key=lambda item: [int(part) for part in item[0].split(".")]):
        if not {result["behavior"], result["behaviorClose"]} <= FINE:
            table.add_row(case, result["behavior"], result["behaviorClose"])
    if table.row_count:
        console.print(table)
    return table.row_count


def _words(counted: Counter[str]) -> str:
    return ", ".join(f"{count} {name.lower()}" for name, count in counted.most_common())


if __name__ == "__main__":
    typer.run(main)
