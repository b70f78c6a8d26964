"""`make cluster`: PostgreSQL and several processes with nothing installed by hand, and nothing left after Ctrl+C."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from threading import Timer

import pytest

from tests.patience import PATIENCE_S
from tests.printing import ROOT


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder for temporary files that PostgreSQL's own user can reach."""
    made = Path(tempfile.mkdtemp(prefix="rostrum-"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made)


def test_it_prints_the_links_serves_from_postgresql_and_stops_all(folder: Path) -> None:
    command = [sys.executable, "scripts/cluster.py", "--processes", "2", "--port", "0", "--print-links", "json"]
    with (folder / "log").open("w") as log:
        cluster = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "TMPDIR": str(folder)},
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            start_new_session=True,
        )
    killing = Timer(PATIENCE_S, os.killpg, (cluster.pid, signal.SIGKILL))
    killing.start()
    try:
        assert cluster.stdout is not None
        with cluster.stdout as out:
            links = json.loads(out.readline() or '"it ended before it served"')
        with urllib.request.urlopen(f"{links['url']}/readyz", timeout=PATIENCE_S) as answer:  # noqa: S310 - loopback
            assert answer.status == 200
        # As a terminal does: to all processes of the group.
        os.killpg(cluster.pid, signal.SIGINT)
        assert cluster.wait(PATIENCE_S) == 0
    finally:
        killing.cancel()
        cluster.kill()
    (kept,) = folder.glob("rostrum-cluster-*")
    assert not (kept / "postgres" / "postmaster.pid").exists(), "PostgreSQL still runs"
    # Nothing of the session is in a file of SQLite.
    assert not (kept / "data" / "rostrum.db").exists()
