"""The address for Ontime v4 clients: what is fetched, what is done by address, and a strict client on a real server."""

from __future__ import annotations

import asyncio
import json
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from tests.fakes import document
from tests.outside.ontime.strict_client import StrictClient
from tests.serving import ReadyServer
from tests.sites import SESSION, Site

RUNDOWN, CUSTOM_FIELDS = "data/rundowns/current", "data/custom-fields"


def call(site: Site, path: str, role: str = "moderator", **more: Any) -> Any:
    method = more.pop("method", "GET")
    return site.call(method, f"/t/{site.tokens[role]}/ontime/session-v/{path}", "nobody", **more)


@pytest.mark.parametrize("path", [RUNDOWN, CUSTOM_FIELDS])
def test_what_was_fetched_before_is_not_sent_again(site: Site, path: str) -> None:
    first = call(site, path, headers={"If-None-Match": ""})
    again = call(site, path, headers={"If-None-Match": first.headers["etag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert again.headers["etag"] == first.headers["etag"]


def test_an_edit_changes_the_etag_of_the_rundown_and_a_speech_does_not(site: Site) -> None:
    etag = call(site, RUNDOWN).headers["etag"]
    site.send("give_floor", segment="s2")
    assert call(site, RUNDOWN, headers={"If-None-Match": etag}).status_code == 304
    site.send("edit_segment", segment="s2", title="New title")
    changed = call(site, RUNDOWN, headers={"If-None-Match": etag})
    assert (changed.status_code, changed.json()["entries"]["s2"]["title"]) == (200, "New title")


def test_a_private_session_shows_strangers_nothing(site: Site) -> None:
    site.call("POST", "/api/v1/sessions", "organiser", json=document(slug="closed-doors", public=False))
    for path in (RUNDOWN, CUSTOM_FIELDS):
        assert site.call("GET", f"/ontime/closed-doors/{path}", "nobody").status_code == 404
        assert site.call("GET", f"/ontime/closed-doors/{path}", "organiser").status_code == 200
        assert site.call("GET", f"/ontime/session-v/{path}", "nobody").status_code == 200


def test_an_action_by_address_is_answered_with_its_payload(site: Site) -> None:
    started = call(site, "api/start/index/2")
    assert (started.status_code, started.json()) == (200, {"payload": "success"})
    assert started.headers["cache-control"] == "no-store"
    message = call(site, "api/message/timer?text=Hello&visible=true", method="POST").json()["payload"]
    assert (message["timer"]["text"], message["timer"]["visible"]) == ("Hello", True)
    assert call(site, "api/poll/").json()["payload"]["eventNow"]["id"] == "s2"
    assert call(site, "api/version").json()["payload"].startswith("4.")


def test_a_bounce_by_address_counts_once(site: Site) -> None:
    call(site, "api/start/index/2")
    before = site.seq()
    for _ in range(3):
        assert call(site, "api/addtime/1000").json() == {"payload": "success"}
    assert site.seq() == before + 1
    site.clock.set(site.clock.now() + 300)
    call(site, "api/addtime/1000")
    assert site.seq() == before + 2


def test_an_action_needs_the_token_in_its_address_and_a_role(site: Site) -> None:
    before = site.seq()
    assert site.call("GET", "/ontime/session-v/api/start/next").status_code == 404
    assert site.call("GET", f"/t/{'x' * 40}/ontime/session-v/api/start/next", "nobody").status_code == 401
    assert call(site, "api/start/next", "viewer").json()["code"] == "forbidden"
    assert call(site, "api/start/next", method="HEAD").status_code == 405
    assert call(site, "api/start/next", headers={"Sec-Purpose": "prefetch"}).status_code == 405
    assert site.seq() == before


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("api/", 422),
        ("api/selfdestruct", 422),
        ("api/start/index/99", 404),
        ("api/message/" + "a/" * 30, 422),
        ("api/message/timer?" + "&".join(f"k{n}=1" for n in range(60)), 422),
        ("api/note/" + "x" * 1_500, 422),
    ],
)
def test_an_address_that_cannot_be_read_is_refused_in_words(site: Site, path: str, status: int) -> None:
    before = site.seq()
    refused = call(site, path)
    assert (refused.status_code, bool(refused.json()["detail"]), site.seq()) == (status, True, before)


def test_the_audit_names_the_program_and_its_link(site: Site) -> None:
    call(site, "api/open")
    lines = site.call("GET", f"{SESSION}/audit.jsonl", "organiser").text.splitlines()
    assert json.loads(lines[-1])["actor"] == "Companion: Moderator (default link)"


@asynccontextmanager
async def running(client: StrictClient) -> AsyncIterator[StrictClient]:
    task = asyncio.create_task(client.run())
    try:
        await client.until("the store", lambda: bool(client.store))
        yield client
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_a_strict_client_drives_and_shows_a_session_and_comes_back_after_a_restart(tmp_path: Path) -> None:
    server = ReadyServer(tmp_path)
    await asyncio.to_thread(server.start)
    try:
        address = f"{server.url}/t/{server.token('moderator')}/ontime/session-v"
        viewer = f"{server.url}/t/{server.token('viewer')}/ontime/session-v"
        client, watching = StrictClient(address, come_again_s=0.2), StrictClient(viewer, come_again_s=0.2)
        async with running(client), running(watching):
            await _drive(client, watching)
            before = client.connections, watching.connections
            await asyncio.to_thread(server.stop, signal.SIGKILL)
            await asyncio.to_thread(server.start)
            await client.until("another connection", lambda: client.connections > before[0])
            await watching.until("another connection", lambda: watching.connections > before[1])
            await client.say("message", {"timer": {"blackout": 1}})
            await client.until("blackout", lambda: client.store["message"]["timer"]["blackout"] is True)
            assert client.store["eventNow"]["title"] == "New title"
            assert client.unchanged > 0  # its copies were still right after the restart
    finally:
        if server.is_running:
            await asyncio.to_thread(server.stop)


async def _drive(client: StrictClient, watching: StrictClient) -> None:
    assert set(client.custom_fields) == {"speaker", "affiliation", "question"}
    second = client.events[1]["id"]
    await client.say("start", {"index": 2})
    await client.until("the start", lambda: client.store["timer"]["playback"] == "play")
    await watching.until("the start", lambda: watching.store["timer"]["playback"] == "play")
    assert client.store["eventNow"]["id"] == watching.store["eventNow"]["id"] == second
    client.changes.clear()
    await client.until("two ticks", lambda: client.changes.count({"clock", "timer"}) >= 2)
    assert client.store["timer"]["current"] % 1_000 == 0
    await client.say("change", {second: {"title": "New title"}})
    await client.until("the fetched title", lambda: client.events[1]["title"] == "New title")
    await client.say("nonsense", {"a": 1})
    await client.until("a refusal", lambda: any(tag == "log" for tag, _ in client.answers))
    await watching.say("stop")
    await watching.until("a refusal", lambda: any(tag == "log" for tag, _ in watching.answers))
    assert client.store["timer"]["playback"] == "play"
