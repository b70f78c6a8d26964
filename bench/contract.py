"""`python -m bench.contract SCHEMATHESIS`: requests generated from the OpenAPI page, as every role: no 5xx.

Schemathesis is not among our dependencies: install it separately, for example with `python3 -m venv FOLDER &&
FOLDER/bin/pip install schemathesis`, and pass FOLDER/bin/schemathesis.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.console import Console

from tests.serving import ServerProcess, serving

ROLES = ("organiser", "moderator", "desk", "stage", "viewer", "visitor")

# Existing ids, so that requests get further; and JSON lines, which it cannot generate.
CONFIG = """
[parameters]
"path.slug" = "session-v"
"""
HOOKS = """
import json

import schemathesis


@schemathesis.serializer("application/x-ndjson")
def lines_of_json(ctx, value):
    rows = value if isinstance(value, list) else [value]
    return "\\n".join(json.dumps(row, default=str) for row in rows).encode()
"""


def main(
    schemathesis: Annotated[Path, typer.Argument(help="The program.")],
    examples: Annotated[int, typer.Option(help="Made up for each operation and phase.")] = 50,
    seed: Annotated[int, typer.Option(help="Chooses the examples.")] = 1,
) -> None:
    """Run it as each role; exit with status 1 if a request ended in a 5xx, or a traceback is in the log."""
    console, bad = Console(), []
    for role in ROLES:
        with TemporaryDirectory() as folder, serving(Path(folder) / "data", **generous()) as server:
            console.rule(role)
            code = _run(schemathesis.absolute(), server, role, Path(folder), examples, seed)
            if code or "Traceback" in server.log:
                bad.append(role)
                console.print(server.log[-4_000:], markup=False)
    console.print(f"[red]wrong as {', '.join(bad)}[/red]" if bad else "no 5xx in any role")
    raise typer.Exit(1 if bad else 0)


def generous() -> dict[str, float]:
    """Limits that a storm of generated requests does not reach: the test is about the code behind them."""
    return {"address_rate": 1e6, "address_burst": 10**8, "participant_rate": 1e6, "participant_burst": 10**8}


def _run(program: Path, server: ServerProcess, role: str, folder: Path, examples: int, seed: int) -> int:
    (folder / "schemathesis.toml").write_text(CONFIG)
    (folder / "hooks.py").write_text(HOOKS)
    command = [str(program), "run", f"{server.url}/openapi.json", "--checks", "not_a_server_error", "--workers", "2"]
    command += ["--max-examples", str(examples), "--seed", str(seed), "--no-color"]
    if role != "visitor":
        token = server.links["organiser"]["token"] if role == "organiser" else server.token(role)
        command += ["-H", f"Authorization: Bearer {token}"]
    environment = {**os.environ, "SCHEMATHESIS_HOOKS": "hooks", "PYTHONPATH": str(folder)}
    return subprocess.run(command, cwd=folder, env=environment, check=False).returncode


if __name__ == "__main__":
    typer.run(main)
