"""Commands and the data folder of a server: they find it, never make another one, and two servers never share it."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli.commands import app
from app.store.folder import DataFolder
from tests.fakes import document
from tests.serving import ServerProcess, serving

ROOT = Path(__file__).resolve().parents[2]


class Terminal:
    """Commands as a person gives them in a folder of their own, without any setting in the environment."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *words: str) -> Result:
        """A command that ends by itself."""
        return CliRunner().invoke(app, words)

    def start(self, *words: str) -> subprocess.Popen[str]:
        """A command in a process of its own."""
        pipe = subprocess.PIPE
        command = [sys.executable, "-m", "app", *words]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        return subprocess.Popen(command, cwd=self.folder, env=environment, stdout=pipe, stderr=pipe, text=True)

    @property
    def holds(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir())


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    for name in [name for name in os.environ if name.startswith("ROSTRUM_")]:
        monkeypatch.delenv(name)
    folder = tmp_path / "desk"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return Terminal(folder)


@contextmanager
def two(first: Path, second: Path) -> Iterator[tuple[ServerProcess, ServerProcess]]:
    with serving(first) as one, serving(second) as other:
        yield one, other


def test_a_second_server_on_the_same_data_is_refused_with_the_first_by_name(tmp_path: Path, terminal: Terminal) -> None:
    with serving(tmp_path / "data") as server:
        refused = terminal.run("serve", "--data", str(tmp_path / "data"), "--port", "0")
        assert (refused.exit_code, refused.stdout) == (2, "")
        assert refused.stderr == (
            f"A server is running on {tmp_path / 'data'} already: process {server.pid}, {server.url}. "
            "Stop it first, or choose another folder with --data. For several processes on one folder, start one "
            "server with --processes.\n"
        )
        server.command("open_session")
        server.stop()
        server.start()
        assert server.get("/api/v1/sessions/session-v")["status"] == "live"


def test_of_two_first_starts_at_once_one_serves_and_the_other_says_why(tmp_path: Path, terminal: Terminal) -> None:
    starts = [terminal.start("serve", "--data", str(tmp_path / "data"), "--port", "0") for _ in range(2)]
    try:
        refused = next(start for start in starts if _ended(start, starts))
    finally:
        for start in starts:
            start.terminate()
        said = {start.pid: start.communicate(timeout=60) for start in starts}
    assert refused.returncode == 2
    assert said[refused.pid][1].startswith("A server is running on ")
    assert "Traceback" not in "".join(errors for _, errors in said.values())


def _ended(start: subprocess.Popen[str], starts: list[subprocess.Popen[str]]) -> bool:
    """Waits until one of them has ended: the other serves, and goes on."""
    while all(process.poll() is None for process in starts):
        try:
            start.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
    return start.returncode is not None


def test_only_its_owner_reads_what_a_server_keeps(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir(0o755)
    with serving(data) as server:
        server.command("open_session")
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in data.iterdir() if path.name != "server.log"}
    assert set(modes) >= {"rostrum.db", "rostrum.db-wal", "rostrum.db-shm", "links.key", "server.lock", "server.json"}
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(data.stat().st_mode) == 0o700


def test_commands_find_the_server_that_runs_and_print_its_addresses(tmp_path: Path, terminal: Terminal) -> None:
    with serving(tmp_path / "data") as server:
        link = server.links["sessions"][0]["links"]["moderator"]["url"]
        for words in (("links",), ("links", "session-v")):
            shown = terminal.run(*words)
            assert (shown.exit_code, f"    {link}\n" in shown.stdout) == (0, True), shown
            assert "Session V: The imperative" in shown.stdout
            assert "Console, for the moderator, who runs the session with it" in shown.stdout
            assert f"    {server.url}/s/session-v\n" in shown.stdout
        assert server.links["organiser"]["url"] in terminal.run("links").stdout
        made = terminal.run("sign-in")
        assert made.stdout.startswith(f"{server.url}/join/")
        assert made.stderr == f"Using the running server's folder, {tmp_path / 'data'}.\n"
        assert terminal.run("links", "session-v", "--new", "desk").stdout.count(f"{server.url}/join/") == 1
        assert "Everything is sound" in terminal.run("check").stdout
        assert '"kind":"session_created"' in terminal.run("export", "session-v").stdout
        assert terminal.run("backup", str(tmp_path / "kept.db")).exit_code == 0
    assert terminal.holds == []


def test_of_several_servers_one_has_to_be_named(tmp_path: Path, terminal: Terminal) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    with two(first, second) as (_, server):
        refused = terminal.run("links")
        assert refused.exit_code == 2
        assert refused.stderr == (
            f"Several servers are running, on {first}, {second}. Name the folder of one with --data.\n"
        )
        assert server.links["organiser"]["url"] in terminal.run("links", "--data", str(second)).stdout


@pytest.mark.parametrize(
    "words",
    [
        ("links", "session-v"),
        ("links",),
        ("sign-in",),
        ("export", "session-v"),
        ("backup", "kept.db"),
        ("check",),
    ],
)
def test_a_command_without_data_says_so_and_makes_nothing(terminal: Terminal, words: tuple[str, ...]) -> None:
    refused = terminal.run(*words)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr == (
        f"There is no data in {terminal.folder / 'data'}, because no server has run there. Nothing was made. "
        "Start a server first, or name its folder with --data.\n"
    )
    assert terminal.holds == []


def test_a_look_at_a_programme_leaves_nothing_and_saving_it_makes_the_data(terminal: Terminal) -> None:
    (terminal.folder / "plan.json").write_text(json.dumps(document()))
    looked = terminal.run("import", "plan.json")
    assert (looked.exit_code, "Nothing was saved" in looked.stdout) == (0, True)
    assert terminal.holds == ["plan.json"]
    assert terminal.run("import", "plan.json", "--yes").exit_code == 0
    assert terminal.holds == ["data", "plan.json"]
    assert "Session V" in terminal.run("links").stdout


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("links.key", b"", "links.key has 0 bytes instead of 32"),
        ("rostrum.db", b"This is no database. " * 500, "rostrum.db cannot be used as a database"),
    ],
)
def test_data_that_cannot_be_used_is_a_sentence_for_every_command(
    terminal: Terminal, name: str, content: bytes, sentence: str
) -> None:
    (terminal.folder / "plan.json").write_text(json.dumps(document()))
    assert terminal.run("import", "plan.json", "--yes").exit_code == 0
    (terminal.folder / "data" / name).write_bytes(content)
    for words in (("serve", "--port", "0"), ("links",), ("export", "session-v"), ("import", "plan.json")):
        refused = terminal.run(*words)
        assert (refused.exit_code, refused.stdout) == (2, ""), refused
        assert sentence in refused.stderr
        assert "Traceback" not in refused.stderr
    assert (terminal.folder / "data" / name).read_bytes() == content
    assert not DataFolder(terminal.folder / "data").is_held


def test_a_setting_that_cannot_be_read_is_a_sentence(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROSTRUM_PORT", "eighty")
    monkeypatch.setenv("ROSTRUM_METRICS_ADDRESS", "127.0.0.1:70000")
    refused = terminal.run("serve")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert [line.partition(": ")[0] for line in refused.stderr.splitlines()] == [
        "Setting port",
        "Setting metrics_address",
    ]
    monkeypatch.setenv("ROSTRUM_PORT", "8000")
    monkeypatch.setenv("ROSTRUM_METRICS_ADDRESS", "127.0.0.1:8000")
    assert "The metrics cannot have the port of everything else" in terminal.run("serve").stderr
    assert not DataFolder(terminal.folder / "data").is_held


def test_links_are_new_after_the_key_was_lost(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        before = server.token("moderator")
        server.stop()
        (tmp_path / "links.key").unlink()
        server.start()
        assert server.token("moderator") != before
        assert server.get("/api/v1/sessions/session-v")["role"] == "moderator"
        server.links["sessions"][0]["links"]["moderator"]["token"] = before
        with pytest.raises(OSError, match="401"):
            server.get("/api/v1/sessions/session-v")
