"""A real server in a process of its own, as `make run` starts it; it can be killed and started again."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


class ServerProcess:
    """`python -m app serve` on a free port with a data folder of its own."""

    def __init__(self, data: Path, **settings: object) -> None:
        self.data = data
        self.settings = {f"ROSTRUM_{name.upper()}": str(value) for name, value in settings.items()}
        self.port = _free_port()
        self.links: dict[str, Any] = {}
        self._process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        return (self.data / "server.log").read_text()

    def token(self, role: str) -> str:
        found: str = self.links["sessions"][0]["links"][role]["token"]
        return found

    def start(self) -> None:
        self.data.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "app", "serve", "--port", str(self.port), "--print-links", "json"]
        environment = {**os.environ, "ROSTRUM_DATA": str(self.data), **self.settings}
        with (self.data / "server.log").open("a") as log:
            self._process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=log, text=True)
        assert self._process.stdout is not None
        self.links = json.loads(self._process.stdout.readline())
        self._wait_until_ready()

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        assert self._process is not None
        self._process.send_signal(how)
        code = self._process.wait(15)
        assert self._process.stdout is not None
        self._process.stdout.close()
        return code

    def get(self, path: str, role: str = "moderator") -> Any:
        return self._call(urllib.request.Request(f"{self.url}{path}", headers=self._bearer(role)))  # noqa: S310 - loopback

    def command(self, command: str, role: str = "moderator", **more: Any) -> Any:
        return self.post("/api/v1/sessions/session-v/commands", {"command": command, **more}, role)

    def post(self, path: str, fields: dict[str, Any], role: str = "moderator") -> Any:
        body = json.dumps(fields).encode()
        return self._call(urllib.request.Request(f"{self.url}{path}", body, self._bearer(role)))  # noqa: S310 - loopback

    def _bearer(self, role: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token(role)}", "Content-Type": "application/json"}

    def _call(self, request: urllib.request.Request) -> Any:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - loopback
            return json.load(answer)

    def _wait_until_ready(self) -> None:
        for _ in range(200):
            try:
                with urllib.request.urlopen(f"{self.url}/readyz", timeout=5):  # noqa: S310 - loopback
                    return
            except OSError:
                time.sleep(0.05)
        raise AssertionError(self.log)


@contextmanager
def serving(data: Path, **settings: object) -> Iterator[ServerProcess]:
    """A server with these settings for as long as the block lasts."""
    server = ServerProcess(data, **settings)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
