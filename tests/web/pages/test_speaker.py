"""A speaker's own page: opened by their own link, told what is for them, and nothing that is for others."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import connect

from tests.live.test_conversation import closed_with, receive
from tests.patience import SOCKET
from tests.serving import ReadyServer, ServerProcess
from tests.sites import SESSION, Site

FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


@pytest.fixture
def speakers(site: Site) -> Site:
    """Links for the first three panellists, under the names p1 to p3."""
    for n in (1, 2, 3):
        made = site.call("POST", f"{SESSION}/links", "organiser", json={"role": "speaker", "speaker": f"p{n}"})
        site.tokens[f"p{n}"] = made.json()["token"]
    return site


def number_of(site: Site, speaker: str) -> int:
    people = site.call("GET", SESSION).json()["speakers"]
    return [person["id"] for person in people].index(speaker) + 1


def test_a_speakers_link_opens_only_their_own_page(speakers: Site) -> None:
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
    assert speakers.call("GET", f"{before}?language=ar", "p1").headers["location"] == f"{now}?language=ar"
    assert 'data-speaker="p1"' in speakers.call("GET", now, "p1").text
    prefixed = f"/t/{speakers.tokens['p1']}"
    assert speakers.http.get(prefixed + before, follow_redirects=False).headers["location"] == prefixed + now
    # A link leads to no other speaker's page; the moderator sees the speaker who has that number.
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
        first, second = (
            {"additional_headers": {"Authorization": f"Bearer {token}"}, **SOCKET} for token in tokens.values()
        )
        async with connect(address, **second) as foreign:
            assert await closed_with(foreign) == 4401
        async with connect(f"{address}99", **first) as nowhere:
            assert await closed_with(nowhere) == 4404
        async with connect(address, **first) as socket:
            await socket.send(json.dumps({"t": "hello", "seq": 0, "screen": "abcdefgh"}))
            await receive(socket, "parts")
            server.command("give_floor", segment="s2")
            told = await receive(socket, "parts")
            assert "You have the floor" in told["parts"]["part-screen"]
        program = f"{server.url.replace('http', 'ws')}/api/v1/sessions/session-v/live"
        async with connect(program, **second) as socket:
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


@pytest.fixture
def debate(speakers: Site) -> Site:
    """An open list behind the programme; another speaker waits on it."""
    speakers.send("add_segment", kind="interventions", title="Debate", planned="9:00", id="debate")
    speakers.send("open_list", segment="debate")
    speakers.send("request_floor", speaker="p3", id="other")
    return speakers


def page_of(site: Site, speaker: str) -> str:
    return str(html.unescape(site.call("GET", path_of(site, speaker), speaker).text))


def path_of(site: Site, speaker: str) -> str:
    return f"/s/session-v/speaker/{number_of(site, speaker)}"


def press(site: Site, speaker: str, label: str, **typed: str) -> Any:
    """Send the form of a key as a browser without scripts does."""
    form = next(form for form in FORM.findall(page_of(site, speaker)) if f">{label}<" in form)
    fields = {**dict(HIDDEN.findall(form)), **typed}
    return site.call("POST", path_of(site, speaker), speaker, data=fields)


def listed(site: Site) -> dict[str, Any]:
    (one,) = site.call("GET", SESSION).json()["lists"]
    return {request["speaker"]: request for request in one["requests"] if request["state"] != "withdrawn"}


def test_a_delegate_with_a_talk_to_come_asks_says_that_they_are_here_and_withdraws(debate: Site) -> None:
    sent = press(debate, "p1", "Ask for the floor", kind="statement", note="by video")
    assert (sent.status_code, sent.headers["location"]) == (303, path_of(debate, "p1"))
    page = page_of(debate, "p1")
    assert "You are number 2 on the list." in page
    assert "after <bdi>Panellist 3</bdi>, who asked earlier" in page
    assert "You speak at about" in page
    assert listed(debate)["p1"]["note"] == "by video"
    press(debate, "p1", "I am here")
    assert listed(debate)["p1"]["ready"] == "arrived"
    assert "I am here" not in page_of(debate, "p1")
    press(debate, "p1", "Withdraw")
    assert "p1" not in listed(debate)
    assert "Ask for the floor" in page_of(debate, "p1")


def test_a_speaker_says_that_they_are_here_and_later_that_they_have_finished(speakers: Site) -> None:
    press(speakers, "p1", "I am here")
    page = page_of(speakers, "p1")
    assert ("I am here" in page, "The crew knows that you are here." in page) == (False, True)
    speakers.send("mark_ready", speaker="p1", level="on_deck")
    speakers.send("open_session")
    speakers.send("give_floor", segment="s2")
    assert "I have finished" not in page_of(speakers, "p2")
    press(speakers, "p1", "I have finished")
    assert "I have finished" not in page_of(speakers, "p1")
    assert "<bdi>Panellist 1</bdi> has finished." in speakers.call("GET", "/s/session-v/console").text
    assert "has finished" not in speakers.call("GET", "/s/session-v").text


def test_a_form_that_is_sent_twice_asks_once_and_its_id_cannot_be_guessed(debate: Site) -> None:
    form = next(form for form in FORM.findall(page_of(debate, "p1")) if ">Ask for the floor<" in form)
    fields = dict(HIDDEN.findall(form))
    for _ in range(2):
        assert debate.call("POST", path_of(debate, "p1"), "p1", data=fields).status_code == 303
    assert list(listed(debate)) == ["p3", "p1"]
    assert re.fullmatch(r"[0-9a-f]{24}", fields["id"])
    other = next(form for form in FORM.findall(page_of(debate, "p2")) if ">Ask for the floor<" in form)
    assert dict(HIDDEN.findall(other))["id"] != fields["id"]


def test_a_refusal_is_told_on_the_speakers_own_page_which_keeps_what_was_typed(debate: Site) -> None:
    form = next(form for form in FORM.findall(page_of(debate, "p1")) if ">Ask for the floor<" in form)
    assert "action=" not in form
    typed = {**dict(HIDDEN.findall(form)), "kind": "question", "note": "n" * 121}
    sent = debate.call("POST", path_of(debate, "p1"), "p1", data=typed)
    again = next(form for form in FORM.findall(sent.text) if ">Ask for the floor<" in form)
    assert (sent.status_code, 'role="alert"' in sent.text) == (422, True)
    assert ('value="question" selected' in again, f'value="{"n" * 121}"' in again, "<details open>" in again) == (
        True,
        True,
        True,
    )
    debate.send("close_list", segment="debate")
    closed = debate.call("POST", path_of(debate, "p1"), "p1", data={**typed, "note": "by <video>"})
    assert (closed.status_code, "The list of speakers is closed." in closed.text) == (409, True)
    assert "Your note was not sent: <bdi>by &lt;video&gt;</bdi>" in closed.text
    assert "was not sent" not in page_of(debate, "p1")


def test_a_form_is_refused_to_others_and_follows_a_speaker_whose_number_changed(debate: Site) -> None:
    form = next(form for form in FORM.findall(page_of(debate, "p1")) if ">Ask for the floor<" in form)
    before, fields = path_of(debate, "p1"), dict(HIDDEN.findall(form))
    for role in ("desk", "viewer", "nobody"):
        assert debate.call("POST", before, role, data=fields).status_code == 403
    assert "p1" not in listed(debate)
    debate.send("move_speaker", "organiser", speaker="p1", after="p6")
    sent = debate.call("POST", before, "p1", data=fields)
    assert (sent.status_code, sent.headers["location"], "p1" in listed(debate)) == (303, path_of(debate, "p1"), True)


def test_after_the_cut_off_only_a_point_of_order_and_a_reply_can_be_asked_for(debate: Site) -> None:
    debate.send("cue", segment="debate")
    debate.send("advance")
    debate.send("advance")
    debate.send("cut_off_list", segment="debate")
    page = page_of(debate, "p1")
    assert "No new names are taken." in page
    assert re.findall(r'<option value="([^"]+)">', page) == ["point_of_order"]
    assert ">Ask for the floor<" not in page
    assert '<button class="primary-button">Point of order</button>' in page
    press(debate, "p1", "Ask for the right of reply to Panellist 3")
    assert listed(debate)["p1"]["kind"] == "reply"
    assert "Right of reply: You are number 1 on the list." in " ".join(page_of(debate, "p1").split())
    assert "Ask for the right of reply" not in page_of(debate, "p3")


def test_a_speaker_who_has_spoken_and_waits_again_is_not_thanked(debate: Site) -> None:
    debate.send("request_floor", name="Guest", id="guest")
    debate.send("cue", segment="debate")
    debate.send("take_request", request="guest")
    debate.send("advance")
    number = len(debate.call("GET", SESSION).json()["speakers"])
    own = f"/s/session-v/speaker/{number}"
    assert "You have spoken. Thank you." in debate.call("GET", own, "moderator").text
    debate.send("request_floor", name="Guest", kind="question")
    assert "You have spoken. Thank you." not in debate.call("GET", own, "moderator").text


def test_each_of_those_who_come_next_is_named_in_their_own_direction(debate: Site) -> None:
    debate.send("request_floor", speaker="p1", id="one")
    debate.send("request_floor", speaker="p2", id="two")
    debate.send("cue", segment="debate")
    debate.send("advance")
    for path, role in (("", "nobody"), ("/stage", "moderator")):
        page = debate.call("GET", f"/s/session-v{path}", role).text
        assert "Next: <bdi>Panellist 1</bdi>, <bdi>Panellist 2</bdi>" in page, path


def test_without_scripts_the_page_loads_itself_again_but_not_while_a_note_is_written(debate: Site) -> None:
    refresh, link = '<noscript><meta http-equiv="refresh" content="15"></noscript>', 'href="?write=yes"'
    assert refresh in page_of(debate, "p1")
    assert link in page_of(debate, "p1")
    writing = debate.call("GET", f"{path_of(debate, 'p1')}?write=yes", "p1").text
    assert refresh not in writing
    assert link not in writing
    assert "<details open><summary>What for, and a note to the moderator</summary>" in writing
    form = {"command": "request_floor", "segment": "debate", "speaker": "p1", "note": "n" * 10_000}
    refused = debate.call("POST", f"{path_of(debate, 'p1')}?write=yes", "p1", data=form)
    assert refused.status_code == 422
    assert refresh not in refused.text


def test_an_offer_to_exchange_places_is_accepted_on_the_page(debate: Site) -> None:
    press(debate, "p1", "Ask for the floor")
    press(debate, "p2", "Ask for the floor")
    requests = listed(debate)
    debate.call(
        "POST",
        f"{SESSION}/commands",
        "p2",
        json={"command": "swap_requests", "a": requests["p2"]["id"], "b": requests["p1"]["id"]},
    )
    assert "Panellist 2" in re.sub(r"<[^>]+>", "", page_of(debate, "p1")).split("offers to exchange places")[0]
    press(debate, "p1", "Exchange places")
    assert list(listed(debate)) == ["p3", "p2", "p1"]


def test_who_was_called_and_not_there_is_told_so(debate: Site) -> None:
    press(debate, "p1", "Ask for the floor")
    debate.send("mark_absent", request=listed(debate)["p1"]["id"], out=True)
    assert "You were called and were not there." in page_of(debate, "p1")


def test_a_delegate_who_was_called_has_the_clock_and_is_named_wherever_the_floor_is(debate: Site) -> None:
    debate.send("cue", segment="debate")
    debate.send("advance")
    debate.send("request_floor", speaker="p1", id="r1")
    debate.send("advance")
    debate.send("advance")
    assert "You are next to speak" in page_of(debate, "p1")
    debate.send("request_floor", speaker="p2", id="r2")
    debate.send("advance")
    assert "You have the floor" in page_of(debate, "p1")
    assert "You have the floor" not in page_of(debate, "p2")
    for path in ("/", "/board", "/s/session-v", "/s/session-v/stage", "/feed/session-v/now.txt"):
        text = html.unescape(debate.call("GET", path, "moderator" if path.endswith("stage") else "nobody").text)
        assert "Panellist 1" in re.sub(r"<[^>]+>", "", text), path
    assert debate.call("GET", "/feed/session-v/now.json", "nobody").json()["next_speaker"] == "Panellist 2"
    viewer = re.sub(r"<[^>]+>", "", html.unescape(debate.call("GET", "/s/session-v", "nobody").text))
    assert "List of speakers · 1 waits" in viewer


def test_a_point_of_order_is_named_with_its_speaker_even_if_the_list_shows_nothing(debate: Site) -> None:
    debate.send("edit_segment", segment="debate", list={"shows": "nothing"})
    debate.send("give_floor", segment="debate")
    debate.send("advance")
    debate.send("request_floor", speaker="p2", kind="point_of_order", id="point")  # while a speaker is introduced
    for path, role in (("", "nobody"), ("/stage", "moderator"), ("/console", "moderator")):
        page = debate.call("GET", f"/s/session-v{path}", role).text
        text = " ".join(re.sub(r"<[^>]+>", " ", html.unescape(page)).split())
        assert re.search(r"Point of order(?: ·| \d:\d\d)? Panellist 2", text), path
    debate.send("end_interruption")
    debate.send("interrupt", kind="technical")
    assert "Technical problem ·" not in debate.call("GET", "/s/session-v", "nobody").text


def test_the_public_sees_who_waits_as_the_list_says(debate: Site) -> None:
    debate.send("cue", segment="debate")
    for shows, names, counted in (("names", True, True), ("numbers", False, True), ("nothing", False, False)):
        debate.send("edit_segment", segment="debate", list={"shows": shows})
        for path in ("/s/session-v", "/s/session-v/stage"):
            page = debate.call("GET", path, "moderator" if path.endswith("stage") else "nobody").text
            head = re.search(r'<section id="part-(?:now|screen)".*?</section>', page, re.DOTALL)
            assert head is not None
            assert ("Panellist 3" in head.group()) is names, (shows, path)
            assert ("1 waits" in head.group()) is counted, (shows, path)
