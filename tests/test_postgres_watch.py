"""A test run that is killed leaves no PostgreSQL behind, and takes none from another process."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from uuid import uuid4

import psycopg

from tests.postgres_watch import lock_of, watched

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_S, LOOK_EVERY_S = 60, 0.05
USER = """
import signal, sys
from tests.postgres import running_postgres
signal.alarm(120)
with running_postgres(sys.argv[1]) as server:
    print(server.new(), flush=True)
    signal.pause()
"""


def test_a_server_ends_with_the_last_process_that_uses_it_also_when_that_is_killed() -> None:
    folder = Path(tempfile.gettempdir()).resolve() / f"rostrum-{uuid4().hex}"
    command = [sys.executable, "-c", USER, folder.name]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as user:
        try:
            assert user.stdout is not None
            address = user.stdout.readline().strip()
            with watched(folder):
                user.kill()
                user.wait(PATIENCE_S)
                with psycopg.connect(address) as connection:
                    assert connection.execute("SELECT 1").fetchone() == (1,)
        finally:
            user.kill()
    for _ in range(round(PATIENCE_S / LOOK_EVERY_S)):
        if not folder.exists() and not lock_of(folder).exists():
            return
        time.sleep(LOOK_EVERY_S)
    raise AssertionError(f"PostgreSQL still stands in {folder}")


def test_a_process_that_has_the_number_of_a_dead_server_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    with subprocess.Popen(["sleep", "600"]) as other:
        try:
            (folder / "postmaster.pid").write_text(f"{other.pid}\n{folder}\n")
            watch = [sys.executable, "-m", "tests.postgres_watch", str(folder)]
            subprocess.run(watch, cwd=ROOT, check=True, timeout=PATIENCE_S)
            assert not folder.exists()
            assert other.poll() is None
        finally:
            other.kill()
