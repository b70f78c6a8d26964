"""Several processes of one server: one port, one data folder, one supervisor that replaces what ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from app.cli.addresses import address_for_people, others_may_serve, places
from app.config import Settings
from app.store.folder import DataFolder
from tests.patience import PATIENCE_S
from tests.serving import ReadyServer


def is_gone(pid: int) -> bool:
    return not Path(f"/proc/{pid}").exists()


def wait_until(true: Callable[[], bool], what: str) -> None:
    until = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < until, f"not within {PATIENCE_S} s: {what}"
        time.sleep(0.02)


def test_processes_are_restarted_replaced_and_stopped_together(tmp_path: Path) -> None:
    server = ReadyServer(tmp_path / "data", processes=2)
    server.start()
    try:
        server.wait_for_processes(2)
        assert server.command("set_floor_policy", policy="open")["seq"] == 2
        first = server.children
        os.kill(min(first), signal.SIGKILL)
        server.wait_for_processes(3)
        before = server.children
        os.kill(server.pid, signal.SIGHUP)
        wait_until(lambda: len(server.children) == 2 and not server.children & before, "new processes")
        assert server.get("/api/v1/sessions/session-v")["seq"] == 2
        last = server.children
        folder = DataFolder(server.data).server()
        assert folder is not None
        assert (folder.pid, folder.url) == (server.pid, server.url)
    finally:
        assert server.stop() == 0
    assert all(is_gone(child) for child in last)
    assert not DataFolder(server.data).is_held


def test_processes_do_not_outlive_their_supervisor(tmp_path: Path) -> None:
    server = ReadyServer(tmp_path / "data", processes=2)
    server.start()
    server.wait_for_processes(2)
    orphans = server.children
    server.stop(signal.SIGKILL)
    wait_until(lambda: all(is_gone(child) for child in orphans), "the end of all processes")
    # The next server is not refused, and has all that was stored.
    server.start()
    server.stop()


def test_a_supervisor_loads_nothing_that_only_its_processes_need() -> None:
    names = "import sys, app.cli.processes; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", names], check=True, capture_output=True, text=True).stdout.split()
    assert {"app.main", "sqlalchemy", "fastapi", "uvicorn"} & set(loaded) == set()


def test_each_process_has_its_own_port_for_metrics() -> None:
    settings = Settings(port=8000, metrics_address="127.0.0.1:9100")
    assert places(settings) == [("127.0.0.1", 8000), ("127.0.0.1", 9100)]
    assert places(settings, 2) == [("127.0.0.1", 8000), ("127.0.0.1", 9102)]


def test_a_file_has_one_server_and_so_its_sockets_wait_for_no_other() -> None:
    postgres = "postgresql://rostrum@127.0.0.1/rostrum"
    assert [others_may_serve(one) for one in (Settings(), Settings(drain_s=1), Settings(database_url=postgres))] == [
        False,
        True,
        True,
    ]


def test_the_address_for_people_is_the_public_one_if_there_is_one() -> None:
    assert (
        address_for_people(Settings(public_url="https://rostrum.example.org/"), 8000) == "https://rostrum.example.org"
    )
    assert address_for_people(Settings(host="::1"), 8000) == "http://[::1]:8000"
