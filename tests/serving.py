"""A real server in a process of its own; it can be killed and started again."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any, Protocol

from app.clock import SystemClock
from app.config import Settings
from app.parts import Server
from tests.migrated import give_tables
from tests.patience import PATIENCE_S
from tests.ready import become, carry_out

READY_EVERY_S = 0.05


class Running(Protocol):
    """A process that was started, and has not been waited for."""

    @property
    def pid(self) -> int: ...

    def first_line(self) -> str:
        """What it says first on standard output."""

    def end(self, how: signal.Signals) -> int:
        """Send it a signal, unless it is dead already; its exit code, negative if the signal has ended it."""


class ServerProcess:
    """`python -m app serve` as `make run` starts it, on a free port with a data folder of its own."""

    def __init__(self, data: Path, **settings: object) -> None:
        self.data = data
        # A test that stops a server waits for no socket to move elsewhere, unless it says so.
        settings = {"drain_s": 0, **settings}
        self.settings = {f"ROSTRUM_{name.upper()}": str(value) for name, value in settings.items()}
        self.port = 0  # the system chooses one at the first start, and so none that another process takes meanwhile
        self.links: dict[str, Any] = {}
        self.was_stopped = False
        self._running: Running | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self._running is not None
        return self._running.pid

    @property
    def children(self) -> set[int]:
        """The processes of a server that has several."""
        return {int(child) for child in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()}

    @property
    def is_running(self) -> bool:
        return self._running is not None

    @property
    def log(self) -> str:
        return (self.data / "server.log").read_text()

    @property
    def said(self) -> list[str]:
        """The lines of the log that are about what was asked of the server, and not about how busy the machine is."""
        return [line for line in self.log.splitlines() if "the event loop was blocked" not in line]

    def token(self, role: str) -> str:
        token: str = self.links["sessions"][0]["links"][role]["token"]
        return token

    def start(self) -> None:
        self.data.mkdir(parents=True, exist_ok=True)
        environment = {**os.environ, "ROSTRUM_DATA": str(self.data), **self.settings}
        self._running = self._run(environment, self.data / "server.log")
        self.links = self._read_links()
        self.port = int(self.links["url"].rpartition(":")[2])
        self.wait_until_ready()

    def wait_for_processes(self, count: int) -> None:
        """Return once so many processes have begun to serve since the data folder was made."""
        for _ in range(round(PATIENCE_S / READY_EVERY_S)):
            if self.log.count("a process serves") >= count:
                return
            time.sleep(READY_EVERY_S)
        raise AssertionError(f"not {count} processes in {PATIENCE_S} s\n{self.log}")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        running, self._running = self._running, None
        self.was_stopped = True
        assert running is not None
        return running.end(how)

    def get(self, path: str, role: str = "moderator") -> Any:
        return self._call(urllib.request.Request(f"{self.url}{path}", headers=self._bearer(role)))  # noqa: S310 - loopback

    def text(self, path: str) -> str:
        """What an address answers without a link."""
        with urllib.request.urlopen(f"{self.url}{path}", timeout=PATIENCE_S) as answer:  # noqa: S310 - loopback
            text: str = answer.read().decode()
            return text

    def command(self, command: str, role: str = "moderator", **more: Any) -> Any:
        return self.post("/api/v1/sessions/session-v/commands", {"command": command, **more}, role)

    def post(self, path: str, fields: dict[str, Any], role: str = "moderator") -> Any:
        body = json.dumps(fields).encode()
        return self._call(urllib.request.Request(f"{self.url}{path}", body, self._bearer(role)))  # noqa: S310 - loopback

    def _run(self, environment: dict[str, str], log: Path) -> Running:
        return Command(["app", *self._arguments()], environment, log)

    def _arguments(self) -> list[str]:
        return ["serve", "--port", str(self.port), "--print-links", "json"]

    def _read_links(self) -> dict[str, Any]:
        assert self._running is not None
        line = self._running.first_line()
        assert line, f"it ended before it served\n{self.log}"
        links: dict[str, Any] = json.loads(line)
        return links

    def _bearer(self, role: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token(role)}", "Content-Type": "application/json"}

    def _call(self, request: urllib.request.Request) -> Any:
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:  # noqa: S310 - loopback
            return json.load(answer)

    def wait_until_ready(self) -> None:
        why = ""
        for _ in range(round(PATIENCE_S / READY_EVERY_S)):
            try:
                with urllib.request.urlopen(f"{self.url}/readyz", timeout=PATIENCE_S):  # noqa: S310 - loopback
                    return
            except OSError as error:
                why = str(error)
                time.sleep(READY_EVERY_S)
        raise AssertionError(f"not ready in {PATIENCE_S} s: {why}\n{self.log}")


class ReadyServer(ServerProcess):
    """The same command in a process that has imported everything already, because that takes longer than most tests.

    For the same reason its data folder begins with the tables, unless its database is elsewhere.
    """

    def start(self) -> None:
        if "ROSTRUM_DATABASE_URL" not in self.settings:
            give_tables(self.data)
        super().start()

    def _run(self, environment: dict[str, str], log: Path) -> Running:
        return Fork(self._arguments(), environment, log)


@contextmanager
def serving(data: Path, **settings: object) -> Iterator[ServerProcess]:
    """A server with these settings for as long as the block lasts."""
    server = ReadyServer(data, **settings)
    server.start()
    try:
        yield server
    finally:
        # A test may have stopped it.
        if server.is_running:
            server.stop()


class StockServer(ServerProcess):
    """The same application under uvicorn as it comes, without anything of ours around it."""

    def __init__(self, data: Path, **settings: object) -> None:
        super().__init__(data, **settings)
        self.port = free_port()

    def _run(self, environment: dict[str, str], log: Path) -> Running:
        plain = ["--ws", "websockets-sansio", "--log-level", "error", "--port", str(self.port)]
        return Command(["uvicorn", "--factory", "app.main:create_app", *plain], environment, log)

    def _read_links(self) -> dict[str, Any]:
        self.wait_until_ready()
        return asyncio.run(self._links_of_data())

    async def _links_of_data(self) -> dict[str, Any]:
        server = Server(Settings(data=self.data), SystemClock())
        try:
            return await server.printed_links(self.url)
        finally:
            await server.close()


class Command:
    """A module of Python as a command."""

    def __init__(
        self, module: list[str], environment: dict[str, str], log: Path, before: Callable[[], None] | None = None
    ) -> None:
        """Start it; `before` is called in the new process first."""
        with log.open("a") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-m", *module],
                env=environment,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                preexec_fn=before,
            )
        assert self._process.stdout is not None
        self._out = self._process.stdout

    @property
    def pid(self) -> int:
        return self._process.pid

    def first_line(self) -> str:
        return self._out.readline()

    def end(self, how: signal.Signals) -> int:
        self._process.send_signal(how)
        code = self._process.wait(PATIENCE_S)
        self._out.close()
        return code


class Fork:
    """`python -m app` forked from a process in which everything is imported, and nothing else goes on."""

    def __init__(self, arguments: list[str], environment: dict[str, str], log: Path) -> None:
        self._out, out = multiprocessing.Pipe(duplex=False)
        self._process = _ready().Process(target=become, args=(arguments, environment, log, out), daemon=True)
        self._process.start()
        out.close()

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    def first_line(self) -> str:
        with open(self._out.fileno(), closefd=False) as out:
            return out.readline()

    def end(self, how: signal.Signals) -> int:
        if self._process.is_alive():
            os.kill(self.pid, how)
        self._process.join(PATIENCE_S)
        code = self._process.exitcode
        assert code is not None
        self._process.close()
        self._out.close()
        return code


def run_command(data: Path, *words: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """`python -m app` with these words and this data folder, to its end; in a process like that of `ReadyServer`."""
    arguments = [*map(str, words)]
    told = {**os.environ, "ROSTRUM_DATA": str(data), "COLUMNS": "200", **environment}
    with tempfile.TemporaryDirectory() as folder:
        said, errors = Path(folder) / "said", Path(folder) / "errors"
        process = _ready().Process(target=carry_out, args=(arguments, told, said, errors))
        process.start()
        process.join(PATIENCE_S)
        if process.exitcode is None:
            process.kill()
            raise AssertionError(f"this command has not ended in {PATIENCE_S} s: {arguments}")
        return subprocess.CompletedProcess(arguments, process.exitcode, said.read_text(), errors.read_text())


@cache
def _ready() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.prepared"])
    return context


def free_port() -> int:
    """A port on which nothing listens, of those that no system gives to a connection: it stays free meanwhile."""
    while True:
        port = random.randrange(10_000, 30_000)
        with socket.socket() as listener, suppress(OSError):
            listener.bind(("127.0.0.1", port))
            return port
