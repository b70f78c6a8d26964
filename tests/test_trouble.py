"""A full disk and a locked database: a clear refusal, the last kept state on every screen, and work goes on."""

from __future__ import annotations

import asyncio
import json
import resource
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect

from app.cli.backup import SOUND, report_on
from tests.patience import ANOTHER_CONNECTION, PATIENCE_S, SOCKET
from tests.serving import ServerProcess, serving

SESSION = "/api/v1/sessions/session-v"
MANY = 5_000  # commands; far more than fit into what is left of a full disk


class Screen:
    """A socket that sees everything, and what it was last sent."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self.shown: dict[str, Any] = {}

    async def look(self) -> dict[str, Any]:
        """What it shows once everything that was sent before now has arrived."""
        await self._socket.send('{"t":"clock","c":1}')
        while (message := json.loads(await self._socket.recv()))["t"] != "clock":
            if message["t"] == "view":
                self.shown = message["view"]
        return self.shown


@asynccontextmanager
async def screen(server: ServerProcess) -> AsyncIterator[Screen]:
    headers = {"Authorization": f"Bearer {server.token('moderator')}"}
    async with connect(f"ws://127.0.0.1:{server.port}{SESSION}/live", additional_headers=headers, **SOCKET) as socket:
        await socket.send('{"t":"hello","seq":0}')
        yield Screen(socket)


async def send(http: httpx.AsyncClient, command: str, **fields: Any) -> httpx.Response:
    return await http.post(f"{SESSION}/commands", json={"command": command, **fields})


def client(server: ServerProcess) -> httpx.AsyncClient:
    headers = {"Authorization": f"Bearer {server.token('moderator')}", **ANOTHER_CONNECTION}
    return httpx.AsyncClient(base_url=server.url, headers=headers, timeout=PATIENCE_S)


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A disk of its own that is soon full."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)]
    if sys.platform != "linux" or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("nobody here may mount a disk; the next test needs none")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def fill(disk: Path) -> Path:
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (65_536, 4_096, 1):
            try:
                while file.write(b"x" * size) == size:
                    pass
            except OSError:
                continue
    return filler


async def until_refused(http: httpx.AsyncClient) -> tuple[int, httpx.Response]:
    """Give commands until one cannot be kept; the seq of the last that was, and the refusal."""
    seq = (await http.get(SESSION)).json()["seq"]
    for number in range(MANY):
        answer = await send(http, "show_message", text=f"Message {number} {'x' * 150}")
        if answer.status_code != 200:
            return seq, answer
        seq = answer.json()["seq"]
    raise AssertionError("everything was kept")


async def test_a_full_disk_refuses_and_shows_what_was_last_kept(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk, serving(disk) as server:
        await asyncio.to_thread(server.command, "give_floor", segment="s2")
        async with client(server) as http, screen(server) as seen:
            filler = fill(disk)
            kept, refused = await until_refused(http)
            assert (refused.status_code, refused.json()["code"]) == (507, "disk_full")
            assert refused.json()["detail"] == "Nothing was changed, because it could not be saved: the disk is full"
            assert (await seen.look())["seq"] == kept
            assert (await http.get(SESSION)).json()["seq"] == kept
            assert (await send(http, "advance")).status_code == 507
            form = await http.post("/s/session-v/command", data={"command": "advance"}, headers={"HX-Request": "true"})
            assert (form.status_code, "the disk is full" in form.text) == (507, True)
            assert (await seen.look())["floor"]["state"] == "running"
            filler.unlink()
            answer = await send(http, "pause_clock")
            assert (answer.status_code, answer.json()["seq"]) == (200, kept + 1)
            assert (await seen.look())["floor"]["state"] == "paused"
        assert report_on(f"sqlite:///{disk / 'rostrum.db'}") == SOUND
        assert "Traceback" not in server.log


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="this system cannot limit another process's files")
async def test_a_disk_that_takes_no_more_refuses_and_recovers(tmp_path: Path) -> None:
    """Without a disk of one's own: the server's files may not grow, and then they may again."""
    with serving(tmp_path) as server:
        async with client(server) as http, screen(server) as seen:
            await send(http, "give_floor", segment="s2")
            soft, hard = resource.prlimit(server.pid, resource.RLIMIT_FSIZE)
            resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (1, hard))
            kept, refused = await until_refused(http)
            assert (refused.status_code, refused.json()["code"]) in [(503, "unavailable"), (507, "disk_full")]
            assert (await seen.look())["seq"] == kept
            resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (soft, hard))
            answer = await send(http, "pause_clock")
            assert (answer.status_code, answer.json()["seq"]) == (200, kept + 1)
            assert (await seen.look())["floor"]["state"] == "paused"
        assert report_on(f"sqlite:///{tmp_path / 'rostrum.db'}") == SOUND


@contextmanager
def held(server: ServerProcess) -> Iterator[sqlite3.Connection]:
    """Another program writes to the database, and does not come to an end."""
    with closing(sqlite3.connect(server.data / "rostrum.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


async def test_a_locked_database_is_waited_for_and_then_said_to_be_locked(tmp_path: Path) -> None:
    with serving(tmp_path, lock_wait_ms=300) as server:
        async with client(server) as http, screen(server) as seen:
            seq = (await send(http, "give_floor", segment="s2")).json()["seq"]
            with held(server):
                answers = await asyncio.gather(*(send(http, "pause_clock") for _ in range(5)))
                for refused in answers:
                    assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
                    assert "another program holds the database" in refused.json()["detail"]
                    assert refused.headers["retry-after"] == "2"
                # Looking needs no lock.
                assert (await http.get(SESSION)).json()["seq"] == (await seen.look())["seq"] == seq
                assert (await http.get("/readyz")).status_code == 200
            assert (await send(http, "pause_clock")).json()["seq"] == seq + 1
        assert "Traceback" not in server.log


async def test_a_lock_that_ends_in_time_costs_nothing_but_time(tmp_path: Path) -> None:
    with serving(tmp_path, lock_wait_ms=60_000) as server:
        async with client(server) as http:
            with held(server) as other:
                waiting = asyncio.create_task(send(http, "give_floor", segment="s2"))
                # Answers to others come meanwhile, and none to this.
                for _ in range(5):
                    assert (await http.get(SESSION)).json()["floor"]["state"] == "idle"
                assert not waiting.done()
                other.execute("ROLLBACK")
                assert (await waiting).status_code == 200
