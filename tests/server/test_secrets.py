"""A desk at work on a real server, with all roles connected: what a role may not read is never sent to it."""

from __future__ import annotations

import asyncio
import json
import random
import re
from collections.abc import Iterator
from contextlib import AsyncExitStack
from typing import Any

import httpx2
import pytest
from websockets.asyncio.client import ClientConnection, connect

from app.server.http.cookies import PARTICIPANT as COOKIE
from app.server.participants import Participant, Participants
from app.store.folder import DataFolder
from tests.fakes import FakeClock
from tests.patience import ANOTHER_CONNECTION, PATIENCE_S, SOCKET
from tests.serving import ReadyServer, ServerProcess

SESSION = "/api/v1/sessions/session-v"
PAGE = "/s/session-v"
PEOPLE = ("ada", "bob", "eve")
OWN_PATHS = (PAGE, f"{PAGE}/ask", f"{PAGE}/mine", SESSION, f"{SESSION}/questions/mine")
LOOKED_AT = {
    **dict.fromkeys(PEOPLE, OWN_PATHS),
    "stage": (f"{PAGE}/stage", f"{PAGE}/overlay/question", PAGE, SESSION),
    "viewer": (PAGE, SESSION),
}
MARK = re.compile(r"zq[a-z]+\d{4}x")
OPENLY = {"approved", "queued", "live", "answered"}
AS_BEFORE = {"deferred", "not_reached"}


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    server = ReadyServer(tmp_path_factory.mktemp("secrets"))
    server.start()
    yield server
    server.stop()


class Ear:
    """One visitor's socket, and everything that it was sent since it was last looked at."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._heard: list[str] = []
        self._seq = 0

    async def hear(self, seq: int) -> str:
        """Everything up to the state with this seq, and what stands before it."""
        async with asyncio.timeout(PATIENCE_S):
            while self._seq < seq:
                text = str(await self._socket.recv())
                self._heard.append(text)
                message = json.loads(text)
                if message["t"] in {"view", "parts"}:
                    self._seq = max(self._seq, message["seq"])
        heard, self._heard = "".join(self._heard), []
        return heard


class Walk:
    """Random commands, and who may read what after each of them, by the desk's own view."""

    def __init__(self, server: ServerProcess, client: httpx2.AsyncClient, seed: int) -> None:
        self.server = server
        self.client = client
        self.random = random.Random(seed)
        self.count = 0
        self.seq = 0
        self.authors: dict[str, str] = {}
        self.accepted = 0
        self.closed_for = 0
        participants = Participants(DataFolder(server.data).key(), FakeClock())
        self.cookies = {who: participants.cookie(Participant(f"{who:_<22}", 1_000)) for who in PEOPLE}

    def mark(self, kind: str) -> str:
        self.count += 1
        return f"zq{kind}{self.count:04}x"

    def as_(self, who: str) -> dict[str, str]:
        """Headers: a participant's cookie, or a role's link."""
        if who in PEOPLE:
            return {"Cookie": f"{COOKIE}={self.cookies[who]}"}
        return {"Authorization": f"Bearer {self.server.token(who)}"}

    async def fetch(self, who: str, path: str, method: str = "GET", **more: Any) -> httpx2.Response:
        # Each has a cookie of their own here; the client's jar would hand the latest one to all.
        self.client.cookies.clear()
        answer = await self.client.request(method, path, headers=self.as_(who), **more)
        assert answer.status_code < 500, answer.text
        return answer

    async def send(self, who: str, command: str, **fields: Any) -> str:
        answer = await self.fetch(who, f"{SESSION}/commands", "POST", json={"command": command, **fields})
        if answer.status_code == 200:
            self.accepted += 1
            self.seq = max(self.seq, answer.json()["seq"])
        return answer.text if who in PEOPLE else ""

    async def step(self) -> dict[str, str]:
        """One act; the answer is what the participants among them were answered."""
        # A session is closed now and then, and soon goes on, or nothing would happen any more.
        if self.closed_for > 3:
            await self.send("moderator", "reopen_session")
        rows = (await self.fetch("desk", SESSION)).json()["questions"]
        if not rows or self.random.random() < 0.3:
            return await self.ask()
        one, other = self.random.choice(rows)["id"], self.random.choice(rows)["id"]
        who = self.random.choice(PEOPLE)
        if self.random.random() < 0.25:
            method, path = self.random.choice((("PUT", "vote"), ("DELETE", "vote")))
            answer = await self.fetch(who, f"{SESSION}/questions/{one}/{path}", method)
            return {who: answer.text.replace(one, "")}
        if self.random.random() < 0.2:
            return {who: (await self.send(who, "withdraw_question", question=one)).replace(one, "")}
        await self.work(one, other)
        return {}

    async def ask(self) -> dict[str, str]:
        who = self.random.choice(PEOPLE)
        policy = self.random.choice(("written", "moderated", "moderated", "open"))
        await self.send("desk", "set_floor_policy", policy=policy)
        id_ = self.mark("id")
        self.authors[id_] = who
        fields = {name: self.mark(name) for name in ("text", "name", "affiliation")}
        identity = self.random.choice(("public", "moderators", "anonymous"))
        return {who: await self.send(who, "ask", id=id_, identity=identity, **fields)}

    async def work(self, one: str, other: str) -> None:
        moves: list[tuple[str, dict[str, Any]]] = [
            ("approve_question", {"question": one}),
            ("approve_question", {"question": one}),
            ("edit_question", {"question": one, "text": self.mark("edit")}),
            ("dismiss_question", {"question": one, "reason": self.mark("reason"), "note": self.mark("note")}),
            ("queue_question", {"question": one}),
            ("put_question_on", {"question": one}),
            ("put_question_on", {"question": one}),
            ("take_question_off", {}),
            ("answer_question", {"question": one, "how": "live"}),
            ("answer_question", {"question": one, "how": "text", "text": self.mark("answer")}),
            ("answer_question", {"question": one, "how": "later"}),
            ("return_question", {"question": one}),
            ("merge_questions", {"into": one, "from": [other]}),
            ("unmerge_question", {"question": one}),
            ("take_batch", {"questions": [one, other]}),
            ("close_batch", {}),
            ("show_question_on_stage", {"on": True}),
            ("close_session", {}),
            ("reopen_session", {}),
            ("open_session", {}),
        ]
        command, fields = self.random.choice(moves)
        await self.send("moderator" if command.endswith("session") else "desk", command, **fields)

    async def readable(self) -> dict[str, set[str]]:
        """The marks that may be read now: by all (`public`), and by each participant of their own questions."""
        view = (await self.fetch("desk", SESSION)).json()
        self.closed_for = self.closed_for + 1 if view["status"] == "closed" else 0
        rows = view["questions"]
        texts: dict[str, set[str]] = {"public": set(), **{who: set() for who in PEOPLE}}
        for row in rows:
            if row["state"] in OPENLY or (row["state"] in AS_BEFORE and row["published"]):
                shown = [row["id"], row["text"], (row["answer"] or {}).get("text", "")]
                if row["identity"] == "public":
                    shown += [row["name"], row["affiliation"]]
                texts["public"] |= set(MARK.findall(" ".join(shown)))
            if (author := self.authors.get(row["id"])) is not None:
                own = [row[field] or "" for field in ("id", "text", "original", "reason", "name", "affiliation")]
                own.append((row["answer"] or {}).get("text", ""))
                texts[author] |= set(MARK.findall(" ".join(own)))
        return texts


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_a_secret_reaches_no_reader_who_may_not_see_it(server: ServerProcess, seed: int) -> None:
    limits: dict[str, Any] = {
        "ask_every": "0:00",
        "most_open_questions": 1_000,
        "most_questions": 1_000,
        "most_votes_a_minute": 10_000,
    }
    server.command("edit_session", **limits)
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(
            httpx2.AsyncClient(base_url=server.url, timeout=PATIENCE_S, headers=ANOTHER_CONNECTION)
        )
        walk = Walk(server, client, seed)
        ears: list[tuple[str, Ear]] = []
        for who, path in (
            *((who, f"{PAGE}/live?page=viewer") for who in PEOPLE),
            *((who, f"{SESSION}/live") for who in ("ada", "stage", "viewer")),
            *(("stage", f"{PAGE}/live?page={page}") for page in ("stage", "overlay_question", "viewer")),
        ):
            url = f"ws://127.0.0.1:{server.port}{path}"
            socket = await stack.enter_async_context(connect(url, additional_headers=walk.as_(who), **SOCKET))
            await socket.send('{"t":"hello","seq":0}')
            ears.append((who, Ear(socket)))
        published: set[str] = set()
        for number in range(45):
            answers = await walk.step()
            may = await walk.readable()
            published |= may["public"]
            sent = [*answers.items(), *[(who, await ear.hear(walk.seq)) for who, ear in ears]]
            if number % 5 == 0:
                for who, paths in LOOKED_AT.items():
                    sent += [(who, (await walk.fetch(who, path)).text) for path in paths]
            for who, text in sent:
                leaked = set(MARK.findall(text)) - may["public"] - may.get(who, set())
                assert leaked == set(), (who, text[:60])
    assert walk.accepted > 15
    assert len(published) > 5
