"""Votes over HTTP: set and unset, a signed cookie each, absolute counts in every view, and refusals with reasons."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx2
import pytest

from app.domain.values import SECOND, Role
from app.live.channels import QueueSubscriber
from app.server.http.cookies import PARTICIPANT as COOKIE
from tests.live.wires import Watching
from tests.sites import SESSION, Site, open_site

QUESTION = f"{SESSION}/questions/u1/vote"


def enter(site: Site) -> None:
    """A new participant comes in at the present instant."""
    participants = site.server.services.participants
    site.http.cookies.clear()
    site.http.cookies.set(COOKIE, participants.cookie(participants.new()))


@pytest.fixture
def asked(site: Site) -> Site:
    """One published question of another participant, and a visitor who has been here for a minute."""
    site.send("set_floor_policy", policy="open")
    enter(site)
    site.run(site.clock.advance, 60 * SECOND)
    assert site.send("ask", "nobody", id="u1", text="Who pays?").status_code == 200
    enter(site)
    site.run(site.clock.advance, 60 * SECOND)
    return site


def votes_in_view(site: Site, role: str = "viewer") -> list[int]:
    return [row["votes"] for row in site.call("GET", SESSION, role).json()["questions"]]


def test_a_vote_is_set_and_unset_and_never_toggled(asked: Site) -> None:
    for _ in range(2):
        assert asked.call("PUT", QUESTION, "nobody").json() == {"votes": 1, "voted": True}
    assert votes_in_view(asked) == [1]
    assert asked.call("GET", f"{SESSION}/questions/mine", "nobody").json() == {"questions": [], "voted": ["u1"]}
    for _ in range(2):
        assert asked.call("DELETE", QUESTION, "nobody").json() == {"votes": 0, "voted": False}
    assert votes_in_view(asked) == [0]


def test_the_tag_of_a_view_changes_with_its_votes(asked: Site) -> None:
    tags = [asked.call("GET", SESSION, "viewer").headers["etag"]]
    for method in ("PUT", "DELETE"):
        asked.call(method, QUESTION, "nobody")
        answer = asked.call("GET", SESSION, "viewer", headers={"If-None-Match": tags[-1]})
        assert answer.status_code == 200
        tags.append(answer.headers["etag"])
        again = asked.call("GET", SESSION, "viewer", headers={"If-None-Match": tags[-1]})
        assert (again.status_code, again.headers["etag"]) == (304, tags[-1])
    assert tags[0] == tags[2] == f'"{asked.call("GET", SESSION, "viewer").json()["seq"]}"'


def test_a_hundred_identical_requests_at_once_are_one_vote(asked: Site) -> None:
    cookie = asked.http.cookies[COOKIE]

    async def at_once() -> list[Any]:
        transport = httpx2.ASGITransport(app=asked.http.app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://testserver") as client:
            client.cookies.set(COOKIE, cookie)
            return [answer.json() for answer in await asyncio.gather(*(client.put(QUESTION) for _ in range(100)))]

    assert asked.run(at_once) == [{"votes": 1, "voted": True}] * 100
    assert votes_in_view(asked) == [1]


def test_forty_people_are_forty_votes_and_a_merged_group_has_each_of_them_once(asked: Site) -> None:
    asked.send("add_floor_question", text="Who really pays?")
    other = asked.call("GET", SESSION, "desk").json()["questions"][1]["id"]
    for n in range(40):
        enter(asked)
        asked.run(asked.clock.advance, 20 * SECOND)
        assert asked.call("PUT", QUESTION, "nobody").json()["votes"] == n + 1
        if n % 2:
            asked.call("PUT", f"{SESSION}/questions/{other}/vote", "nobody")
    assert votes_in_view(asked, "desk") == [40, 20]
    asked.send("merge_questions", "desk", **{"into": other, "from": ["u1"]})
    assert votes_in_view(asked) == [40]
    asked.send("unmerge_question", "desk", question="u1")
    assert votes_in_view(asked) == [40, 20]


def test_a_newcomers_vote_waits_and_says_so(asked: Site) -> None:
    asked.http.cookies.clear()
    answer = asked.call("PUT", QUESTION, "nobody")
    assert answer.json() == {"votes": 0, "voted": True, "counts_in_s": 20}
    assert {"HttpOnly", "SameSite=lax"} <= set(answer.headers["set-cookie"].split("; "))
    asked.run(asked.clock.advance, 20 * SECOND)
    assert votes_in_view(asked) == [1]
    assert asked.call("PUT", QUESTION, "nobody").json() == {"votes": 1, "voted": True}


def test_a_vote_after_reading_the_page_does_not_wait(asked: Site) -> None:
    asked.http.cookies.clear()
    assert COOKIE in asked.call("GET", "/s/session-v", "nobody").cookies
    assert COOKIE not in asked.call("GET", "/s/session-v", "nobody").cookies
    asked.run(asked.clock.advance, 20 * SECOND)
    assert asked.call("PUT", QUESTION, "nobody").json() == {"votes": 1, "voted": True}


def test_a_page_without_questions_and_votes_leaves_no_cookie(site: Site) -> None:
    assert COOKIE not in site.call("GET", "/s/session-v", "nobody").cookies


@pytest.mark.parametrize("cookie", ["", "x" * 22, "{bits}.1.{signature}", "{bits}.{since}.{wrong}", "a.b.c", "é"])
def test_a_cookie_that_was_not_given_out_belongs_to_no_participant(asked: Site, cookie: str) -> None:
    bits, since, signature = asked.http.cookies[COOKIE].split(".")
    made_up = cookie.format(bits=bits, since=since, signature=signature, wrong=signature[::-1])
    asked.http.cookies.clear()
    headers = {"Cookie": f"{COOKIE}={made_up}".encode()}
    assert asked.call("PUT", QUESTION, "nobody", headers=headers).json()["counts_in_s"] == 20


def test_refusals_have_their_codes_and_change_nothing(asked: Site) -> None:
    for role, path, code in (
        ("nobody", f"{SESSION}/questions/none/vote", "not_found"),
        ("stage", QUESTION, "forbidden"),
    ):
        assert asked.call("PUT", path, role).json()["code"] == code
    asked.run(asked.clock.advance, 60 * SECOND)
    asked.send("ask", "nobody", id="u2", text="And mine?")
    mine = asked.call("PUT", f"{SESSION}/questions/u2/vote", "nobody")
    assert (mine.status_code, mine.json()["code"]) == (409, "own_question")
    asked.send("dismiss_question", "desk", question="u2", reason="Off topic")
    asked.send("answer_question", "desk", question="u1", how="live")
    gone = asked.call("PUT", QUESTION, "nobody")
    assert (gone.status_code, gone.json()["code"]) == (409, "not_votable")
    assert votes_in_view(asked, "desk") == [0, 0]


def test_too_many_votes_a_minute_are_429_with_retry_after(asked: Site) -> None:
    asked.send("edit_session", most_votes_a_minute=2)
    for method in ("PUT", "DELETE"):
        assert asked.call(method, QUESTION, "nobody").status_code == 200
    refused = asked.call("PUT", QUESTION, "nobody")
    assert (refused.status_code, refused.json()["code"], refused.headers["retry-after"]) == (
        429,
        "too_many_votes",
        "60",
    )


def test_a_burst_from_one_address_is_a_mark_at_the_desk_and_no_address_is_in_any_view(asked: Site) -> None:
    for _ in range(10):
        enter(asked)
        asked.call("PUT", QUESTION, "nobody")
    desk = asked.call("GET", SESSION, "desk")
    assert [row["burst"] for row in desk.json()["questions"]] == [True]
    viewer = asked.call("GET", SESSION, "viewer")
    assert "burst" not in viewer.text
    assert "testclient" not in desk.text + viewer.text
    assert b"testclient" not in asked.kept()


def test_votes_are_there_after_a_restart_and_are_counted_before_the_first_page(tmp_path: Path) -> None:
    with open_site(tmp_path) as site:
        site.send("set_floor_policy", policy="open")
        site.send("add_floor_question", text="Who pays?")
        question = site.call("GET", SESSION, "desk").json()["questions"][0]["id"]
        enter(site)
        site.run(site.clock.advance, 20 * SECOND)
        assert site.call("PUT", f"{SESSION}/questions/{question}/vote", "nobody").json()["votes"] == 1
        tag = site.call("GET", SESSION, "viewer").headers["etag"]
    with open_site(tmp_path) as again:
        again.run(again.clock.advance, 20 * SECOND)
        view = again.call("GET", SESSION, "viewer")
        assert (view.headers["etag"], view.json()["questions"][0]["votes"]) == (tag, 1)


def test_a_vote_is_told_to_every_page_that_the_same_participant_has_open(asked: Site) -> None:
    services = asked.server.services
    participant = services.participants.new()
    asked.http.cookies.set(COOKIE, services.participants.cookie(participant))
    who = services.participants.pseudonym("session-v", participant)

    async def listen() -> QueueSubscriber:
        room = await services.rooms.get("session-v")
        subscription = services.hub("session-v").subscribe(Watching(Role.VIEWER), room.session, who)
        await subscription.next(1)
        return subscription

    own = asked.run(listen)
    for method, voted in (("PUT", True), ("DELETE", False)):
        asked.call(method, QUESTION, "nobody")
        messages = [json.loads(text) for text in asked.run(own.next, 1) if text.startswith("{")]
        assert {"t": "voted", "question": "u1", "voted": voted} in messages
