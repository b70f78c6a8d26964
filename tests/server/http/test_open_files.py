"""When no file is left: clients are refused, the log says it once, the session goes on, and the server recovers."""

from __future__ import annotations

import errno
import json
import os
import resource
import socket
import time
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import pytest
from websockets.sync.client import ClientConnection, connect

from app.logs import Floods
from app.server.http.open_files import KEPT, NONE_LEFT, Entrance, takes_a_kept_file
from tests.patience import PATIENCE_S, SOCKET
from tests.serving import Command, Running, ServerProcess

FILES = 64
CROWD = 200
LIVE = "/api/v1/sessions/session-v/live"


class ShortOfFiles(ServerProcess):
    """A server that may open few files."""

    def _run(self, environment: dict[str, str], log: Path) -> Running:
        return Command(["app", *self._arguments()], environment, log, self._limit)

    @staticmethod
    def _limit() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, FILES))


@pytest.mark.parametrize("loop", ["uvloop", "asyncio"])
def test_without_files_clients_are_refused_and_the_session_goes_on(
    loop: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if loop == "asyncio":
        (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['uvloop'] = None\n")
        monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    server = ShortOfFiles(tmp_path / "data")
    server.start()
    try:
        bearer = {"Authorization": f"Bearer {server.token('moderator')}"}
        with connect(f"ws://127.0.0.1:{server.port}{LIVE}", additional_headers=bearer, **SOCKET) as moderator:
            moderator.send('{"t":"hello","seq":0}')
            with ExitStack() as crowd:
                clients = [crowd.enter_context(_begin_request(server.port)) for _ in range(CROWD)]
                refused = _closed_of(clients)
                assert CROWD - FILES <= refused < CROWD
                assert _command(moderator, "open_session")
        server.wait_until_ready()
    finally:
        server.stop()
    told, *counted = [line for line in server.said if NONE_LEFT in line]
    assert f"limit={FILES}" in told
    assert "LimitNOFILE" in told
    assert sum(int(line.rpartition("times=")[2]) for line in counted) >= refused - 1
    assert len(server.said) == 1 + len(counted)


def test_a_client_for_whom_no_file_is_left_is_removed_from_the_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(Floods, "say", lambda self, event, place, code, **facts: said.append(f"{event}: {code}"))
    with closing(Entrance(socket.AF_INET, socket.SOCK_STREAM)) as entrance:
        entrance.bind(("127.0.0.1", 0))
        entrance.listen()
        with socket.create_connection(entrance.getsockname()) as client:
            soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
            resource.setrlimit(resource.RLIMIT_NOFILE, (_lowest_free(entrance), hard))
            try:
                with pytest.raises(BlockingIOError):
                    entrance.accept()
            finally:
                resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
            assert client.recv(1) == b""
        with socket.create_connection(entrance.getsockname()):
            entrance.accept()[0].close()
    assert said == [f"{NONE_LEFT}: {errno.errorcode[errno.EMFILE]}"]


def test_some_files_are_kept_from_connections() -> None:
    assert not takes_a_kept_file(10_000 - KEPT - 1, 10_000)
    assert takes_a_kept_file(10_000 - KEPT, 10_000)
    assert not takes_a_kept_file(47, 64)
    assert takes_a_kept_file(48, 64)
    assert not takes_a_kept_file(1_000_000, None)


def _lowest_free(near: socket.socket) -> int:
    """The number that the system would give to the next file: with it as the limit, none can be opened."""
    os.close(number := os.dup(near.fileno()))
    return number


def _command(moderator: ClientConnection, command: str) -> bool:
    """Whether the server carried it out."""
    moderator.send(json.dumps({"t": "command", "key": f"key-{command}", "command": command}))
    while (answer := json.loads(moderator.recv(PATIENCE_S)))["t"] not in {"done", "refused"}:
        pass
    return bool(answer["t"] == "done")


def _begin_request(port: int) -> socket.socket:
    """Send half of a head, so that the connection is not idle."""
    client = socket.create_connection(("127.0.0.1", port), PATIENCE_S)
    with suppress(OSError):
        client.sendall(b"GET / HTTP/1.1\r\n")
    return client


def _closed_of(clients: list[socket.socket]) -> int:
    """How many the server has refused, once these are as many as they have to be."""
    refused: set[socket.socket] = set()
    end = time.monotonic() + PATIENCE_S
    while len(refused) < CROWD - FILES and time.monotonic() < end:
        refused.update(client for client in clients if client not in refused and _was_closed(client))
    return len(refused)


def _was_closed(client: socket.socket) -> bool:
    """Whether the server has ended the connection, at once or with a sentence."""
    client.settimeout(0.05)
    try:
        return client.recv(100)[9:12] in {b"", b"503"}
    except TimeoutError:
        return False
    except OSError:
        return True
