"""Storms of commands, questions and votes on a real server, and what must be true after it was killed in the middle.

Nothing here shares code with the server: the clock is worked out again from the lines of the journal.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import time
import uuid
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any

import httpx
import psycopg

from app.cli.backup import SOUND, report_on
from tests.patience import PATIENCE_S
from tests.postgres import Postgres
from tests.serving import ReadyServer, ServerProcess
from tests.stage_screens import StageScreens

PROCESSES = 3
SCREENS = 6
SESSION = "/api/v1/sessions/session-v"


@dataclass
class Acknowledged:
    """What the server has said it kept."""

    commands: dict[str, tuple[int, list[str]]] = field(default_factory=dict)
    votes: dict[str, set[str]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def command(self, key: str, answer: Any) -> None:
        with self._lock:
            self.commands[key] = (answer["seq"], [event["kind"] for event in answer["events"]])

    def vote(self, question: str, voter: str) -> None:
        with self._lock:
            self.votes.setdefault(question, set()).add(voter)

    @property
    def seq(self) -> int:
        """The newest state that a sender has been told of; 0 before the first."""
        with self._lock:
            return max((seq for seq, _ in self.commands.values()), default=0)

    @property
    def total(self) -> int:
        with self._lock:
            return len(self.commands) + sum(len(voters) for voters in self.votes.values())


@dataclass(frozen=True)
class Outlasted:
    """What a server of several processes has gone through: how many things were acknowledged, and for how many seconds
    each stage screen whose process was killed did not show the newest state.
    """

    acknowledged: int
    wrong_for: list[float]


class Storm:
    """People who all press keys at once, until the server is gone; or until the end, if it `outlasts` processes."""

    def __init__(self, server: ServerProcess, chance: random.Random, *, outlasts: bool = False) -> None:
        self._server = server
        self._chance = chance
        self._outlasts = outlasts
        self.acknowledged = Acknowledged()
        self._over = Event()
        workers: list[Callable[[httpx.Client], None]] = [
            self._moderate,
            self._moderate,
            self._ask,
            self._ask,
            self._vote,
        ]
        self._threads = [Thread(target=self._work, args=(worker,)) for worker in workers]

    def begin(self) -> None:
        for thread in self._threads:
            thread.start()

    def wait_for(self, acknowledged: int) -> None:
        """Return when so much has been acknowledged."""
        until = time.monotonic() + PATIENCE_S
        while self.acknowledged.total < acknowledged and any(thread.is_alive() for thread in self._threads):
            assert time.monotonic() < until, f"only {self.acknowledged.total} were acknowledged in {PATIENCE_S} s"
            self._over.wait(0.002)

    def end(self) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(PATIENCE_S)
            assert not thread.is_alive(), "a request of the storm was never answered"

    def _work(self, once: Callable[[httpx.Client], None]) -> None:
        # A server of several processes gets each request by a connection of its own, and so by any of them.
        limits = httpx.Limits(max_keepalive_connections=0 if self._outlasts else None)
        with httpx.Client(base_url=self._server.url, timeout=PATIENCE_S, limits=limits) as http:
            while not self._over.is_set():
                try:
                    once(http)
                except httpx.TransportError:
                    # The server is gone, as it should be; what was under way is neither kept nor lost for sure.
                    if not self._outlasts:
                        return

    def _moderate(self, http: httpx.Client) -> None:
        self._command(http, "moderator", **self._key_pressed())

    def _key_pressed(self) -> dict[str, Any]:
        kind = self._chance.choices(("clock", "focus", "floor", "more"), (5, 3, 2, 2))[0]
        if kind == "clock":
            granted = {"command": "grant_time", "ms": self._chance.randrange(-30_000, 60_000, 1_000)}
            return self._chance.choice([{"command": "pause_clock"}, {"command": "resume_clock"}, granted])
        if kind == "focus":
            return {"command": "focus_question", "question": self._chance.choice(["q1", "q2", "q3", None])}
        if kind == "floor":
            return {"command": "advance"}
        return {"command": "add_segment", "title": "One more", "kind": "presentation", "planned": "6:00"}

    def _ask(self, http: httpx.Client) -> None:
        http.cookies.clear()
        # As a browser does: without its page's cookie, a question that is sent again would be another participant's.
        if http.get("/s/session-v").status_code != 200:
            return
        self._command(http, "viewer", command="ask", text=f"Why {uuid.uuid4().hex}?", identity="anonymous")

    def _vote(self, http: httpx.Client) -> None:
        state = http.get(SESSION, headers=self._bearer("viewer"))
        # While the database is away there may be no answer but 503.
        questions = state.json()["questions"] if state.status_code == 200 else []
        if not questions:
            return
        question = self._chance.choice(questions)["id"]
        http.cookies.clear()
        answer = http.put(f"{SESSION}/questions/{question}/vote", headers=self._bearer("viewer"))
        if answer.status_code == 200:
            self.acknowledged.vote(question, http.cookies["rostrum-participant"])

    def _command(self, http: httpx.Client, role: str, **fields: Any) -> None:
        key = uuid.uuid4().hex
        answer = self._post(http, {"key": key, **fields}, role)
        if answer is not None and answer.status_code == 200:
            self.acknowledged.command(key, answer.json())

    def _post(self, http: httpx.Client, command: dict[str, Any], role: str) -> httpx.Response | None:
        """Send a command, with the same key until it is answered if the server outlasts its processes."""
        while True:
            try:
                answer = http.post(f"{SESSION}/commands", json=command, headers=self._bearer(role))
            except httpx.TransportError:
                if not self._outlasts:
                    raise
            else:
                if answer.status_code < 500 or not self._outlasts:
                    return answer
            if self._over.wait(0.02):
                return None

    def _bearer(self, role: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._server.token(role)}"}


def strike(data: Path, seed: int, after: int) -> int:
    """One storm, one SIGKILL once `after` things were acknowledged, one restart, every check.

    Returns:
        How many things had been acknowledged.
    """
    server = ReadyServer(data, address_rate=1e6, address_burst=10**9)
    server.start()
    server.command("set_floor_policy", policy="open")
    storm = Storm(server, random.Random(seed))
    storm.begin()
    storm.wait_for(after)
    server.stop(signal.SIGKILL)
    storm.end()
    assert report_on(f"sqlite:///{data / 'rostrum.db'}") == SOUND
    server.start()
    try:
        _verify(server, storm.acknowledged)
    finally:
        server.stop()
    return storm.acknowledged.total


def strike_processes(
    data: Path,
    seed: int,
    times: int,
    *,
    postgres: Postgres | None = None,
    of_database: int = 0,
    latest: int = 20,
    apart: bool = False,
) -> Outlasted:
    """One storm through three processes, of which one after another is killed; then every check on all of them.

    Stage screens watch it; they must be right again after each kill.

    Args:
        data: the data folder.
        seed: chooses the keys, the moments and the processes.
        times: how many processes are killed.
        postgres: where the data is, instead of in a file.
        of_database: how often PostgreSQL is killed and started again.
        latest: acknowledgements between two kills, at most.
        apart: whether a process is only killed while the others serve, as processes die in life.
    """
    settings = {} if postgres is None else {"database_url": postgres.new()}
    server = ServerProcess(data, processes=PROCESSES, address_rate=1e6, address_burst=10**9, **settings)
    server.start()
    try:
        server.command("set_floor_policy", policy="open")
        chance = random.Random(seed)
        storm = Storm(server, chance, outlasts=True)
        screens = StageScreens(server, SCREENS, lambda: storm.acknowledged.seq)
        storm.begin()
        screens.begin()
        try:
            kills = chance.sample([_kill_process] * times + [_kill_database] * of_database, times + of_database)
            for number, kill in enumerate(kills):
                if apart:
                    server.wait_for_processes(PROCESSES + number)
                storm.wait_for(storm.acknowledged.total + chance.randint(1, latest))
                kill(server, chance, postgres)
            storm.wait_for(storm.acknowledged.total + latest)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{server.log[-4_000:]}") from error
        finally:
            screens.end()
            storm.end()
        _verify_all(server, storm.acknowledged)
    finally:
        server.stop()
    return Outlasted(storm.acknowledged.total, screens.wrong_for)


def _kill_process(server: ServerProcess, chance: random.Random, _: Postgres | None) -> None:
    with suppress(ProcessLookupError):  # all may be between their end and their successors' start
        if processes := sorted(server.children):
            os.kill(chance.choice(processes), signal.SIGKILL)


def _kill_database(_: ServerProcess, chance: random.Random, postgres: Postgres | None) -> None:
    assert postgres is not None
    postgres.kill()
    time.sleep(chance.uniform(0, 1))
    postgres.start()


def _verify_all(server: ServerProcess, acknowledged: Acknowledged) -> None:
    """All processes show the same, and no command was carried out twice."""
    address = server.settings.get("ROSTRUM_DATABASE_URL", f"sqlite:///{server.data / 'rostrum.db'}")
    assert report_on(address) == SOUND
    until = time.monotonic() + PATIENCE_S
    while len(shown := _shown(server)) > 1:
        assert time.monotonic() < until, f"processes show different states: {sorted(state[:3] for state in shown)}"
        time.sleep(0.1)
    journal = _verify(server, acknowledged)
    keys = [line["key"] for line in journal if line["key"]]
    texts = [line["data"]["text"] for line in journal if line["kind"] == "question_asked"]
    assert (len(keys), len(texts)) == (len(set(keys)), len(set(texts))), "a command was carried out twice"


def _shown(server: ServerProcess) -> set[tuple[object, ...]]:
    """What the processes show, as far as no clock moves it: each connection leads to any of them."""
    return {_still(server.get(SESSION)) for _ in range(10 * PROCESSES)}


def _still(view: dict[str, Any]) -> tuple[object, ...]:
    segments = [(row["id"], row["state"], row["planned_ms"], row["granted_ms"]) for row in view["segments"]]
    questions = [(row["id"], row["state"], row["text"]) for row in view["questions"]]
    return view["seq"], view["floor"]["segment"], view["focus"], *segments, *questions


def _verify(server: ServerProcess, acknowledged: Acknowledged) -> list[dict[str, Any]]:
    """Check what was acknowledged against the journal, and return that."""
    headers = {"Authorization": f"Bearer {server.links['organiser']['token']}"}
    with httpx.Client(base_url=server.url, timeout=PATIENCE_S, headers=headers) as http:
        journal = [json.loads(line) for line in http.get(f"{SESSION}/journal").text.splitlines()]
        view = http.get(SESSION).json()
    assert [line["seq"] for line in journal] == list(range(1, len(journal) + 1))
    _verify_commands(journal, acknowledged.commands)
    _verify_votes(server, acknowledged.votes)
    if view["floor"]["segment"] is not None:
        assert view["floor"]["remaining_ms"] == _remaining(journal, view)
    return journal


def _verify_commands(journal: list[dict[str, Any]], commands: dict[str, tuple[int, list[str]]]) -> None:
    """Every acknowledged command is there with its events and its seq."""
    of_key = {line["key"]: index for index, line in enumerate(journal) if line["key"]}
    for key, (seq, kinds) in commands.items():
        if not kinds:
            continue
        # A participant's key is kept under a name of their own; their question is found by its seq.
        first = of_key.get(key, seq - len(kinds))
        assert [line["kind"] for line in journal[first : first + len(kinds)]] == kinds
        assert journal[first]["seq"] + len(kinds) - 1 == seq


def _verify_votes(server: ServerProcess, votes: dict[str, set[str]]) -> None:
    """Every acknowledged vote is a row; when it begins to count is another matter."""
    rows = "SELECT question, count(*) FROM ballots GROUP BY question"
    if (address := server.settings.get("ROSTRUM_DATABASE_URL")) is not None:
        with psycopg.connect(address) as connection:
            kept = dict(connection.execute(rows).fetchall())
    else:
        with closing(sqlite3.connect(server.data / "rostrum.db")) as connection:
            kept = dict(connection.execute(rows))
    assert [question for question, voters in votes.items() if kept.get(question, 0) < len(voters)] == []


def _remaining(journal: list[dict[str, Any]], view: dict[str, Any]) -> int:
    """What the clock of the segment that is on must say, by the instants in the journal alone."""
    on = view["floor"]["segment"]
    spent, since = 0, None
    allotted: int = next(row["planned_ms"] for row in view["segments"] if row["id"] == on)
    for line in journal:
        if line["data"].get("segment") != on:
            continue
        if line["kind"] in {"clock_started", "clock_resumed"}:
            since = line["at_ms"]
        elif line["kind"] == "clock_paused" and since is not None:
            spent, since = spent + line["at_ms"] - since, None
        elif line["kind"] == "time_granted":
            allotted += line["data"]["ms"]
    return allotted - spent - (view["now_ms"] - since if since is not None else 0)
