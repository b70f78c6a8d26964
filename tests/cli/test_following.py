"""`watch` and `do` against a server: a session is followed over a restart, and every refusal is a sentence."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from app.cli.commands import app
from tests.patience import PATIENCE_S
from tests.serving import ServerProcess, serving

run = CliRunner()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with serving(tmp_path_factory.mktemp("followed") / "data") as server:
        yield server


def link(server: ServerProcess, role: str = "moderator") -> str:
    return f"{server.url}/join/{server.token(role)}"


def refused(*words: str) -> str:
    """What a command that is refused says."""
    done = run.invoke(app, list(words))
    assert done.exit_code == 2, done.output
    return done.stderr.strip()


class Watch:
    """The lines of `watch --json`, as they come."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._lines: queue.Queue[str] = queue.Queue()
        self._reading = threading.Thread(target=self._read, args=(process,), daemon=True)
        self._reading.start()

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            self._lines.put(line)

    def until(self, name: str, text: str) -> dict[str, Any]:
        """The first line in which this has that text; fails if none comes."""
        while True:
            try:
                line: dict[str, Any] = json.loads(self._lines.get(timeout=PATIENCE_S))
            except queue.Empty:
                raise AssertionError(f"no line with {name} = {text!r}") from None
            if line[name] == text:
                return line


@contextmanager
def watching(address: str) -> Iterator[Watch]:
    command = [sys.executable, "-m", "app", "watch", address, "--json"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield Watch(process)
    finally:
        process.kill()
        process.wait(PATIENCE_S)
        assert process.stdout is not None
        process.stdout.close()


def test_a_session_is_followed_over_a_restart(tmp_path: Path) -> None:
    with serving(tmp_path / "data") as server, watching(link(server)) as watch:
        watch.until("state", "idle")
        done = run.invoke(app, ["do", link(server), "start", "s2"])
        assert (done.exit_code, done.stdout.partition(" ")[0]) == (0, "6:00")
        seq = watch.until("state", "running")["seq"]
        server.stop()
        assert watch.until("lost", f"{server.url} is away; trying again")["seq"] == seq
        server.start()
        watch.until("lost", "")
        assert run.invoke(app, ["do", link(server), "grant", "-30000"]).exit_code == 0
        assert run.invoke(app, ["do", link(server), "message", "Please / slower"]).exit_code == 0
        assert watch.until("message", "Please / slower")["speaker"] == "Panellist 1"


def test_an_action_answers_as_json_too(server: ServerProcess) -> None:
    organiser = server.links["organiser"]["token"]
    done = run.invoke(app, ["do", f"{server.url}/t/{organiser}/s/session-v", "flash", "--json"])
    assert json.loads(done.stdout)["done"] is True


@pytest.mark.parametrize("words", [["watch"], ["do", "advance"]])
def test_a_link_that_is_refused_and_a_server_that_is_away_are_said(server: ServerProcess, words: list[str]) -> None:
    command, *action = words
    unknown = refused(command, f"{server.url}/join/{'x' * 40}", *action)
    assert "This link is not valid, or not any more" in unknown
    assert "does not answer. Check the address" in refused(command, f"http://127.0.0.1:9/t/{'x' * 40}", *action)
    organiser = f"{server.url}/t/{server.links['organiser']['token']}"
    assert "this link is for every session" in refused(command, organiser, *action).lower()


def test_no_command_comes_from_a_public_address_or_a_viewer(server: ServerProcess) -> None:
    assert "A public address gives no command" in refused("do", f"{server.url}/s/session-v", "advance")
    assert "Your link does not allow this: advance." in refused("do", link(server, "viewer"), "advance")
    assert "is not an action; did you mean advance?" in refused("do", link(server), "advanc")


def test_a_session_that_is_not_there_is_said(server: ServerProcess) -> None:
    assert 'There is no session "nowhere"' in refused("watch", f"{server.url}/s/nowhere", "--json")
    assert "does not answer" in refused("watch", "http://127.0.0.1:9/s/session-v", "--json")
