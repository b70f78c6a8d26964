"""The same server where everything that only Linux has is taken away, as on Windows and macOS, child processes too."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

from app.store.folder import DataFolder
from tests.fakes import document

ROOT = Path(__file__).resolve().parents[2]
# Python runs this first, in every process that finds it on its path.
TAKEN_AWAY = """
import asyncio, os, signal, socket, sys, time

for name in ("fcntl", "grp", "msvcrt", "pwd", "resource", "termios", "uvloop"):
    sys.modules[name] = None
for module, names in {
    os: ("fchmod", "fork", "forkpty", "getuid", "geteuid", "sched_getaffinity", "O_DIRECTORY", "O_CLOEXEC"),
    signal: ("pthread_sigmask", "setitimer", "SIGUSR1"),
    socket: ("SO_REUSEPORT", "TCP_NOTSENT_LOWAT", "TCP_USER_TIMEOUT"),
    time: ("tzset", "CLOCK_BOOTTIME"),
}.items():
    for name in names:
        if hasattr(module, name):
            delattr(module, name)


def not_there(*_):
    raise NotImplementedError


asyncio.unix_events._UnixSelectorEventLoop.add_signal_handler = not_there
print("taken away", file=sys.stderr)
"""


def test_a_session_is_planned_opened_and_exported_without_anything_of_linux(tmp_path: Path) -> None:
    (tmp_path / "path").mkdir()
    (tmp_path / "path" / "sitecustomize.py").write_text(TAKEN_AWAY)
    (tmp_path / "plan.json").write_text(json.dumps({**document(), "slug": "planned"}))
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path / 'path'}{os.pathsep}{ROOT}", "ROSTRUM_DATA": "data"}

    def app(*words: str) -> str:
        command = [sys.executable, "-m", "app", *words]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert done.stderr.startswith("taken away\n")
        return done.stdout

    assert "new  planned" in app("import", "plan.json", "--yes")
    log = (tmp_path / "log").open("w")
    server = subprocess.Popen(
        [sys.executable, "-m", "app", "serve", "--port", "0", "--print-links", "json"],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
    )
    try:
        assert server.stdout is not None
        links = json.loads(server.stdout.readline())
        token = next(one for one in links["sessions"] if one["slug"] == "planned")["links"]["moderator"]["token"]
        body = json.dumps({"command": "open_session"}).encode()
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        request = urllib.request.Request(f"{links['url']}/api/v1/sessions/planned/commands", body, headers)  # noqa: S310 - loopback
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - loopback
            assert json.load(answer)["seq"] == 2
        assert links["url"] in app("links")
        assert '"kind":"session_opened"' in app("export", "planned")
        app("backup", "kept.db")
        assert server.poll() is None
    finally:
        server.send_signal(signal.SIGINT)
        server.communicate(timeout=60)
        log.close()
    said = (tmp_path / "log").read_text()
    assert (said.startswith("taken away\n"), "Traceback" in said) == (True, False)
    assert not DataFolder(tmp_path / "data").is_held
    assert "Everything is sound" in app("check")
