"""Shared by all benchmarks: servers in their own processes, a load client in C, their cost, and tables."""

from __future__ import annotations

import json
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import IO, Any

from rich.console import Console
from rich.table import Table

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
SLUG = "bench"
SETTLE_S = 1.0


def compiled(name: str, folder: Path) -> Path:
    """Compile a program of this folder with the machine's own C compiler."""
    made = folder / name
    subprocess.run(["cc", "-O2", "-Wall", "-Wextra", "-o", str(made), str(HERE / f"{name}.c")], check=True)
    return made


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


class Process:
    """A child process, and its cost so far."""

    def __init__(self, command: Sequence[str | Path], log: Path | None = None, **environment: str) -> None:
        _allow_files()
        self._log: IO[str] | None = log.open("a") if log else None
        self._command = [str(part) for part in command]
        self._environment = {**os.environ, **environment}
        self._child = self._start()

    def say(self, line: str) -> None:
        assert self._child.stdin is not None
        self._child.stdin.write(line + "\n")
        self._child.stdin.flush()

    def hear(self) -> str:
        assert self._child.stdout is not None
        return self._child.stdout.readline()

    def cpu_s(self) -> float:
        """Return the processor time of all its threads, in seconds."""
        tasks = Path(f"/proc/{self._child.pid}/task")
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks.iterdir()) / 1e9

    def memory(self) -> int:
        """Return its private memory, in bytes."""
        lines = Path(f"/proc/{self._child.pid}/smaps_rollup").read_text().splitlines()
        return 1024 * sum(int(line.split()[1]) for line in lines if line.startswith("Private_"))

    def kill_and_start(self) -> None:
        """Kill it without a warning, and start it again."""
        self._child.kill()
        self._child.wait()
        self._child = self._start()

    def stop(self) -> None:
        self._child.send_signal(signal.SIGTERM)
        try:
            self._child.wait(15)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        for stream in (self._child.stdin, self._child.stdout, self._log):
            if stream is not None:
                stream.close()

    def _start(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            cwd=ROOT,
            env=self._environment,
        )


class Server(Process):
    """A server under load: the address of its sockets, and how to make it send them a change."""

    name = ""
    port: int
    path: str
    header = ""

    def change(self) -> int:
        """Make a change; return when it was requested (nanoseconds of the monotonic clock)."""
        raise NotImplementedError


class Rostrum(Server):
    """Our server, as `python -m app serve` starts it, with a session whose view has about 3 kB."""

    name = "rostrum"

    def __init__(self, folder: Path, **settings: str) -> None:
        folder.mkdir(exist_ok=True)
        self.port = free_port()
        self.path = f"/api/v1/sessions/{SLUG}/live"
        generous = {f"ROSTRUM_{limit}": "1000000000" for limit in ("ADDRESS_RATE", "ADDRESS_BURST", "LINK_RATE")}
        command = [sys.executable, "-m", "app", "serve", "--port", str(self.port), "--no-demo", "--print-links", "json"]
        super().__init__(command, folder / "log", ROSTRUM_DATA=str(folder / "data"), **{**generous, **settings})
        self.organiser = json.loads(self.hear())["organiser"]["token"]
        self._changes = 0
        self.moderator = self.session(SLUG)

    def session(self, slug: str) -> str:
        """Make another session; return its moderator's token."""
        token: str = self.make(document(slug))["links"]["moderator"]["token"]
        return token

    def make(self, plan: dict[str, Any]) -> dict[str, Any]:
        """Make a session of this plan; return what the server says of it, its links among it."""
        made: dict[str, Any] = self.ask("POST", "/api/v1/sessions", self.organiser, plan)
        return made

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def read(self, path: str, token: str) -> bytes:
        """Return a page as a browser gets it, before compression."""
        headers = {"Accept": "text/html", "Authorization": f"Bearer {token}"}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", None, headers)
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - loopback
            page: bytes = answer.read()
            return page

    def ask(self, method: str, path: str, token: str = "", body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data, headers, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - loopback
            return json.load(answer)

    def command(self, command: str, slug: str = SLUG, token: str | None = None, **fields: Any) -> Any:
        body = {"command": command, **fields}
        return self.ask("POST", f"/api/v1/sessions/{slug}/commands", token or self.moderator, body)

    def change(self) -> int:
        self._changes += 1
        began = time.monotonic_ns()
        self.command("focus_question", question=f"q{1 + self._changes % 2}")
        return began

    def state(self) -> bytes:
        """Return the frame that a viewer is sent, for the other servers to send."""
        view = self.ask("GET", f"/api/v1/sessions/{SLUG}")
        return json.dumps({"t": "view", "seq": view["seq"], "view": view}, separators=(",", ":")).encode()


class Floor(Server):
    """A C program that writes the same bytes."""

    name = "floor (C)"

    def __init__(self, folder: Path, state: bytes) -> None:
        (folder / "frame").write_bytes(b"\x81\x7e" + len(state).to_bytes(2) + state)
        self.path = "/"
        super().__init__([compiled("floor", folder), folder / "frame"])
        self.port = int(self.hear())

    def change(self) -> int:
        began = time.monotonic_ns()
        self.say("now")
        return began


class Naive(Server):
    """FastAPI and a loop."""

    name = "naive loop"

    def __init__(self, folder: Path, state: bytes) -> None:
        (folder / "state").write_bytes(state)
        self.port, self.path = free_port(), "/live"
        super().__init__([sys.executable, "-m", "bench.naive", str(self.port), folder / "state"], folder / "naive.log")
        _wait_for(self.port)

    def change(self) -> int:
        began = time.monotonic_ns()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/publish", b"", method="POST")
        with urllib.request.urlopen(request, timeout=300):  # noqa: S310 - loopback
            return began


class Client(Process):
    """The load: thousands of sockets in one C program, on the other core."""

    def __init__(self, folder: Path, server: Server, path: str | None = None) -> None:
        super().__init__([compiled("client", folder), str(server.port), path or server.path])
        self._against = server.name

    def ask(self, line: str) -> dict[str, Any]:
        """Give it a command and wait for the response."""
        self.say(line)
        return self.answer()

    def answer(self) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(self.hear() or '{"error": "it has ended"}')
        if "error" in answer:
            raise SystemExit(f"{self._against}: {answer['error']}")
        return answer


@dataclass(frozen=True, slots=True)
class Round:
    """One change: milliseconds until it had reached so many of the sockets, and the server's time for each (us)."""

    p50_ms: float
    p99_ms: float
    last_ms: float
    cpu_us: float


def one_round(server: Server, client: Client) -> Round:
    """Make a change and wait until all have it."""
    client.say("await")
    spent = server.cpu_s()
    began = server.change()
    times = client.answer()
    time.sleep(0.05)
    spent = server.cpu_s() - spent
    p50, p99, last = ((times[key] - began) / 1e6 for key in ("p50", "p99", "max"))
    return Round(p50, p99, last, spent * 1e6 / times["sockets"])


def middle(rounds: Sequence[Round]) -> Round:
    """Return the median of each figure."""
    return Round(*(median(getattr(one, name) for one in rounds) for name in Round.__dataclass_fields__))


def document(slug: str) -> dict[str, Any]:
    """Return a session whose view for a viewer has about 3 kB."""
    return {
        "slug": slug,
        "title": "Session for measuring",
        "conference": {"title": "Conference", "timezone": "UTC", "venue": "Hall"},
        "starts_at": "2035-06-30T10:00:00+00:00",
        "ends_at": "2035-06-30T10:20:00+00:00",
        "speakers": [{"id": "p1", "name": "Panellist 1"}],
        "segments": [
            {"id": "t1", "kind": "presentation", "title": "Talk 1", "speakers": ["p1"], "planned": "6:00"},
            {"id": "t2", "kind": "discussion", "title": "Discussion", "speakers": [], "planned": "6:00"},
            {"id": "t3", "kind": "closing", "title": "Closing", "speakers": [], "planned": "2:00"},
        ],
        "guiding_questions": [{"id": f"q{n}", "text": f"Question {n}?"} for n in range(1, 3)],
    }


@contextmanager
def folder() -> Iterator[Path]:
    """Make a folder for data and programs, and delete it afterwards."""
    with tempfile.TemporaryDirectory(prefix="rostrum-bench-") as made:
        yield Path(made)


def table(title: str, *columns: str) -> Table:
    made = Table(title=title, title_justify="left")
    for n, column in enumerate(columns):
        made.add_column(column, justify="right" if n else "left")
    return made


def show(made: Table) -> None:
    Console(width=None if sys.stdout.isatty() else 140).print(made)


def _allow_files() -> None:
    """Allow as many sockets as the system lets this user have; children inherit it."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _wait_for(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError(f"nothing listens on port {port}")
