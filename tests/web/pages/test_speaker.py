"""A speaker's own page: opened by their own link, told what is for them, and nothing that is for others."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import connect

from tests.live.test_conversation import closed_with, receive
from tests.serving import ReadyServer, ServerProcess
from tests.sites import SESSION, Site

FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


@pytest.fixture
def speakers(site: Site) -> Site:
    """Links for the first two panellists, under the names p1 and p2."""
    for n in (1, 2):
        made = site.call("POST", f"{SESSION}/links", "organiser", json={"role": "speaker", "speaker": f"p{n}"})
        site.tokens[f"p{n}"] = made.json()["token"]
    return site


def number_of(site: Site, speaker: str) -> int:
    people = site.call("GET", SESSION).json()["speakers"]
    return [person["id"] for person in people].index(speaker) + 1


def test_a_speakers_link_opens_their_own_page_and_nobody_elses(speakers: Site) -> None:
    mine = f"/s/session-v/speaker/{number_of(speakers, 'p1')}"
    joined = speakers.http.get(f"/join/{speakers.tokens['p1']}", follow_redirects=False)
    assert joined.headers["location"] == mine
    speakers.http.cookies.clear()
    assert speakers.call("GET", mine, "p1").status_code == 200
    other = speakers.call("GET", mine, "p2")
    assert (other.status_code, other.headers["location"]) == (303, f"/s/session-v/speaker/{number_of(speakers, 'p2')}")
    assert [speakers.call("GET", mine, role).status_code for role in ("moderator", "organiser")] == [200, 200]
    assert [speakers.call("GET", mine, role).status_code for role in ("stage", "desk", "viewer", "nobody")] == [403] * 4
    assert speakers.call("GET", "/s/session-v/speaker/99").status_code == 404
    assert speakers.call("GET", "/s/session-v/speaker/0").status_code == 404


def test_a_speaker_whose_number_changed_is_led_to_where_their_page_stands_now(speakers: Site) -> None:
    before = f"/s/session-v/speaker/{number_of(speakers, 'p1')}"
    assert 'data-speaker="p1"' in speakers.call("GET", before, "p1").text
    speakers.send("move_speaker", "organiser", speaker="p1", after="p6")
    now = f"/s/session-v/speaker/{number_of(speakers, 'p1')}"
    assert now != before
    assert speakers.call("GET", before, "p1").headers["location"] == now
    assert 'data-speaker="p1"' in speakers.call("GET", now, "p1").text
    prefixed = f"/t/{speakers.tokens['p1']}"
    assert speakers.http.get(prefixed + before, follow_redirects=False).headers["location"] == prefixed + now
    # Nobody is led to the page of somebody else: who runs the session sees whoever has that number.
    assert speakers.call("GET", before, "organiser").status_code == 200


def test_a_cue_and_a_message_reach_the_speaker_they_are_for(speakers: Site) -> None:
    speakers.send("give_floor", segment="s2")
    speakers.send("grant_time", ms=-5 * 60_000)
    speakers.send("send_cue", cue="1:00")
    speakers.send("show_message", text="Closer to the microphone")
    pages = {who: speakers.call("GET", f"/s/session-v/speaker/{number_of(speakers, who)}", who) for who in ("p1", "p2")}
    assert "1 minute left" in pages["p1"].text
    assert "Closer to the microphone" in pages["p1"].text
    assert "You have the floor" in pages["p1"].text
    assert "1 minute left" not in pages["p2"].text
    assert "Closer to the microphone" not in pages["p2"].text
    assert "You speak at about" in pages["p2"].text
    views = {who: speakers.call("GET", SESSION, who).json() for who in ("p1", "p2")}
    assert [views[who]["stage"]["message"] is not None for who in ("p1", "p2")] == [True, False]
    assert [views[who]["speaker"] for who in ("p1", "p2")] == ["p1", "p2"]


@pytest.mark.anyio
async def test_a_speakers_socket_is_their_own(tmp_path: Path) -> None:
    server = ReadyServer(tmp_path)
    server.start()
    try:
        tokens = {who: link(server, who) for who in ("p1", "p2")}
        address = f"{server.url.replace('http', 'ws')}/s/session-v/live?page=speaker&speaker=p1"
        async with connect(address, additional_headers={"Authorization": f"Bearer {tokens['p2']}"}) as foreign:
            assert await closed_with(foreign) == 4401
        async with connect(f"{address}99", additional_headers={"Authorization": f"Bearer {tokens['p1']}"}) as nowhere:
            assert await closed_with(nowhere) == 4404
        async with connect(address, additional_headers={"Authorization": f"Bearer {tokens['p1']}"}) as socket:
            await socket.send(json.dumps({"t": "hello", "seq": 0, "screen": "abcdefgh"}))
            await receive(socket, "parts")
            server.command("give_floor", segment="s2")
            told = await receive(socket, "parts")
            assert "You have the floor" in told["parts"]["part-screen"]
        program = f"{server.url.replace('http', 'ws')}/api/v1/sessions/session-v/live"
        async with connect(program, additional_headers={"Authorization": f"Bearer {tokens['p2']}"}) as socket:
            await socket.send(json.dumps({"t": "hello", "seq": 0}))
            server.command("show_message", text="Not for the second")
            view = (await receive(socket, "view"))["view"]
            assert (view["speaker"], view["stage"]["message"]) == ("p2", None)
    finally:
        server.stop()


def link(server: ServerProcess, speaker: str) -> str:
    made: Any = server.post("/api/v1/sessions/session-v/links", {"role": "speaker", "speaker": speaker})
    token: str = made["token"]
    return token


def test_a_delegate_asks_for_the_floor_says_that_they_are_here_and_withdraws_without_scripts(speakers: Site) -> None:
    speakers.send("add_segment", kind="interventions", title="Debate", planned="9:00", id="debate")
    mine = f"/s/session-v/speaker/{number_of(speakers, 'p1')}"
    assert "Ask for the floor" not in speakers.call("GET", mine, "p1").text
    speakers.send("open_list", segment="debate")
    speakers.send("request_floor", speaker="p3", id="other")
    # A speaker with a talk still to come is told about that first.
    speakers.send("skip_segment", segment=talk_of(speakers, "p1"))
    speakers.send("edit_segment", segment=discussion_of(speakers), speakers=["p2", "p3"])
    for label, command in (
        ("Ask for the floor", "request_floor"),
        ("I am here", "mark_ready"),
        ("Withdraw", "withdraw_request"),
    ):
        page = speakers.call("GET", mine, "p1").text
        form = next(form for form in FORM.findall(page) if f">{label}<" in form)
        fields = dict(HIDDEN.findall(form))
        assert fields["command"] == command
        back = {"referer": f"http://testserver{mine}"}
        sent = speakers.call("POST", "/s/session-v/command", "p1", data=fields, headers=back)
        assert (sent.status_code, sent.headers["location"]) == (303, mine)
        if command == "request_floor":
            waiting = speakers.call("GET", mine, "p1").text
            assert "You are number 2 on the list." in waiting
            assert "who asked earlier" in waiting
    assert "Ask for the floor" in speakers.call("GET", mine, "p1").text
    (listed,) = speakers.call("GET", SESSION).json()["lists"]
    first = listed["requests"][0]
    assert (first["id"], first["state"]) == ("other", "waiting")


def test_a_delegate_who_was_called_has_the_clock(speakers: Site) -> None:
    speakers.send("add_segment", kind="interventions", title="Debate", planned="9:00", id="debate")
    speakers.send("open_list", segment="debate")
    speakers.send("request_floor", speaker="p1", id="r1")
    speakers.send("cue", segment="debate")
    speakers.send("advance")
    assert (
        "You are next to speak" in speakers.call("GET", f"/s/session-v/speaker/{number_of(speakers, 'p1')}", "p1").text
    )
    speakers.send("advance")
    assert "You have the floor" in speakers.call("GET", f"/s/session-v/speaker/{number_of(speakers, 'p1')}", "p1").text
    other = speakers.call("GET", f"/s/session-v/speaker/{number_of(speakers, 'p2')}", "p2").text
    assert "You have the floor" not in other


def talk_of(site: Site, speaker: str) -> str:
    segments = site.call("GET", SESSION).json()["segments"]
    return next(str(segment["id"]) for segment in segments if segment["speakers"] == [speaker])


def discussion_of(site: Site) -> str:
    segments = site.call("GET", SESSION).json()["segments"]
    return next(str(segment["id"]) for segment in segments if segment["kind"] == "discussion")
