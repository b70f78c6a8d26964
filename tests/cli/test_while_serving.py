"""Commands beside a running server: its open screens show at once what a command has done."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.fakes import document
from tests.patience import PATIENCE_S, SOCKET
from tests.postgres import Postgres
from tests.serving import ServerProcess, run_command, serving


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    settings = {}
    if request.param == "postgres":
        postgres: Postgres = request.getfixturevalue("postgres")
        settings["database_url"] = postgres.new()
    with serving(tmp_path_factory.mktemp("server") / "data", **settings) as server:
        yield server


def command(server: ServerProcess, *words: str) -> str:
    """What a command says, in a process of its own, on the data of the server."""
    done = run_command(server.data, *words, **server.settings)
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def screen(server: ServerProcess, role: str) -> Iterator[ClientConnection]:
    """A screen of the demo session that is open and shows the present state."""
    url = f"ws://127.0.0.1:{server.port}/api/v1/sessions/session-v/live"
    with connect(url, additional_headers={"Authorization": f"Bearer {server.token(role)}"}, **SOCKET) as socket:
        socket.send(json.dumps({"t": "hello", "seq": 0}))
        shown(socket, lambda _: True)
        yield socket


def shown(socket: ClientConnection, wanted: Callable[[Any], bool]) -> Any:
    """The first view on a screen that is wanted."""
    while True:
        message = json.loads(socket.recv(timeout=PATIENCE_S))
        if message["t"] == "view" and wanted(message["view"]):
            return message["view"]


def edited(server: ServerProcess, folder: Path, title: str) -> str:
    """The file of the demo session's plan, under another title."""
    plan = json.loads(command(server, "export", "session-v", "--format", "document")) | {"title": title}
    file = folder / "plan.json"
    file.write_text(json.dumps(plan))
    return str(file)


def test_an_import_is_on_the_screens_of_the_running_server(server: ServerProcess, tmp_path: Path) -> None:
    with screen(server, "stage") as stage:
        command(server, "import", edited(server, tmp_path, "The new plan"), "--yes")
        view = shown(stage, lambda view: view["title"] == "The new plan")
    assert server.get("/api/v1/sessions/session-v")["title"] == view["title"] == "The new plan"


def test_a_new_session_of_an_import_is_in_the_list_of_the_running_server(server: ServerProcess, tmp_path: Path) -> None:
    server.text("/")
    file = tmp_path / "other.json"
    file.write_text(json.dumps(document(slug="other", title="Another one")))
    command(server, "import", str(file), "--yes")
    assert "Another one" in server.text("/")


def test_a_link_that_a_command_revokes_ends_its_screens(server: ServerProcess) -> None:
    with screen(server, "desk") as desk:
        command(server, "links", "session-v", "--revoke", "standing:session-v/desk")
        with pytest.raises(ConnectionClosed) as closed:
            shown(desk, lambda _: False)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4401
