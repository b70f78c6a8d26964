"""A real server in a process of its own, as `make run` starts it; it can be killed and started again."""

from __future__ import annotations

import asyncio
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

from app.clock import SystemClock
from app.config import Settings
from app.edge.sharing import printed_links
from app.main import Server


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
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def log(self) -> str:
        return (self.data / "server.log").read_text()

    @property
    def said(self) -> list[str]:
        """The lines of the log that are about what was asked of the server, and not about how busy the machine is."""
        return [line for line in self.log.splitlines() if "the loop was held up" not in line]

    def token(self, role: str) -> str:
        found: str = self.links["sessions"][0]["links"][role]["token"]
        return found

    def start(self) -> None:
        self.data.mkdir(parents=True, exist_ok=True)
        environment = {**os.environ, "ROSTRUM_DATA": str(self.data), **self.settings}
        with (self.data / "server.log").open("a") as log:
            self._process = subprocess.Popen(
                self._command(), env=environment, stdout=subprocess.PIPE, stderr=log, text=True
            )
        self.links = self._read_links()
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

    def _command(self) -> list[str]:
        return [sys.executable, "-m", "app", "serve", "--port", str(self.port), "--print-links", "json"]

    def _read_links(self) -> dict[str, Any]:
        assert self._process is not None
        assert self._process.stdout is not None
        found: dict[str, Any] = json.loads(self._process.stdout.readline())
        return found

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


class StockServer(ServerProcess):
    """The same application under uvicorn as it comes, without anything of ours around it."""

    def _command(self) -> list[str]:
        plain = ["--ws", "websockets-sansio", "--log-level", "error", "--port", str(self.port)]
        return [sys.executable, "-m", "uvicorn", "--factory", "app.main:create_app", *plain]

    def _read_links(self) -> dict[str, Any]:
        self._wait_until_ready()
        return asyncio.run(self._links_of_data())

    async def _links_of_data(self) -> dict[str, Any]:
        server = Server(Settings(data=self.data), SystemClock())
        try:
            return await printed_links(server.world.access, await server.directory.slugs(), self.url)
        finally:
            await server.close()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
