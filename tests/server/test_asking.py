"""Participants over HTTP: a cookie each, once per id, limits with `Retry-After`, and no name in the journal."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

import pytest
from starlette.requests import HTTPConnection

from app.domain.messages.commands import Ask
from app.domain.rules.asking import ASK_AFTER_MS
from app.domain.state.questions import PENDING
from app.domain.values import Role
from app.formats.commands import Sent
from app.server.asking import asker_at
from app.server.context import QUESTIONS_OF_PLACE, Guest, guest_of
from app.server.http.cookies import Cookies
from app.server.participants import Participant
from app.service.access.visitor import Visitor
from app.service.room import Accepted, Sender
from tests.sites import SESSION, Site


def test_each_cookie_is_a_participant_and_an_id_is_asked_once(site: Site) -> None:
    site.send("set_floor_policy", policy="moderated")
    site.http.cookies.clear()
    first = site.send(
        "ask", "viewer", id="u1", text="<script>Why?</script>", identity="moderators", name="Ada Lovelace"
    )
    assert first.status_code == 200
    assert {"HttpOnly", "SameSite=lax"} <= set(first.headers["set-cookie"].split("; "))
    # It was sent before, so it is answered, however short a time its sender has been here.
    again = site.send("ask", "nobody", id="u1", text="<script>Why?</script>")
    assert (again.json()["seq"], again.json()["events"]) == (first.json()["seq"], first.json()["events"])
    site.run(site.clock.advance, ASK_AFTER_MS)
    soon = site.send("ask", "nobody", id="u2", text="And then?")
    assert (soon.status_code, soon.json()["code"], soon.headers["retry-after"]) == (429, "asked_too_soon", "10")
    site.http.cookies.clear()
    assert site.send("ask", "viewer", id="u1", text="Mine?").json()["code"] == "already_exists"
    assert site.send("ask", "viewer", id="u3", text="Mine?").status_code == 200
    seen = [row["id"] for row in site.call("GET", SESSION, "desk").json()["questions"]]
    assert seen == ["u1", "u3"]
    assert site.call("GET", SESSION, "viewer").json()["questions"] == []
    lines = site.call("GET", f"{SESSION}/journal", "organiser").text.splitlines()
    assert "Ada" not in "".join(lines)
    assert len({json.loads(line)["data"].get("author") for line in lines[-2:]}) == 2


def opened_page(site: Site) -> None:
    """A browser without a cookie opens the viewer's page."""
    site.http.cookies.clear()
    assert site.call("GET", "/s/session-v", "nobody").status_code == 200


def test_a_stranger_asks_with_a_cookie_that_the_page_gave_out_some_seconds_ago(site: Site) -> None:
    site.send("set_floor_policy", policy="moderated")
    site.http.cookies.clear()
    early = site.send("ask", "nobody", text="Why so soon?")
    assert (early.status_code, early.json()["code"], early.headers["retry-after"]) == (429, "just_arrived", "5")
    assert "rostrum-participant=" in early.headers["set-cookie"]
    opened_page(site)
    assert site.send("ask", "nobody", text="Why so soon?").json()["code"] == "just_arrived"
    site.run(site.clock.advance, ASK_AFTER_MS)
    assert site.send("ask", "nobody", text="Why so soon?").status_code == 200
    assert len(site.call("GET", SESSION, "desk").json()["questions"]) == 1


def test_where_no_questions_are_taken_a_stranger_is_told_that_and_nothing_else(site: Site) -> None:
    site.http.cookies.clear()
    assert site.send("ask", "nobody", text="May I?").json()["code"] == "floor_closed"


def test_a_made_up_cookie_is_treated_as_none(site: Site) -> None:
    site.send("set_floor_policy", policy="moderated")
    site.http.cookies.clear()
    site.http.cookies.set("rostrum-participant", f"{'A' * 22}.1.{'A' * 22}")
    assert site.send("ask", "nobody", text="Why not?").json()["code"] == "just_arrived"


def test_a_hall_behind_one_address_asks_three_hundred_questions_in_a_minute_and_no_more(site: Site) -> None:
    site.send("set_floor_policy", policy="moderated")
    services = site.server.services
    for _ in range(300):
        assert services.asking.take("session-v 192.0.2.1", services.clock.now()) == 0
    site.run(site.clock.advance, 60_000)
    codes = []
    for n in range(310):
        site.http.cookies.clear()
        codes.append(site.send("ask", "viewer", text=f"Question {n}?").status_code)
    assert codes == [200] * 300 + [429] * 10
    refused = site.send("ask", "viewer", text="One more?")
    assert (refused.json()["code"], refused.headers["retry-after"]) == ("place_busy", "1")
    # Who runs the session, and who asks from elsewhere, is not held up by that.
    assert site.send("ask", "desk", text="One of ours?").status_code == 200
    assert site.send("add_floor_question", text="Asked aloud?").status_code == 200
    site.run(site.clock.advance, 60_000)
    site.http.cookies.clear()
    assert site.send("ask", "viewer", text="After a minute?").status_code == 200


def test_participants_who_send_too_often_use_up_nothing_of_their_place(site: Site) -> None:
    site.send("set_floor_policy", policy="moderated")
    for _ in range(8):
        site.http.cookies.clear()
        assert site.send("ask", "viewer", text="Why is that?").status_code == 200
        codes = {site.send("ask", "viewer", text="And why is that?").json()["code"] for _ in range(40)}
        assert codes == {"asked_too_soon"}
    site.http.cookies.clear()
    assert site.send("ask", "viewer", text="May the others ask?").status_code == 200


def of_a_site(site: Site, who: Participant) -> HTTPConnection:
    """A connection of this participant."""
    scope = {"type": "http", "app": site.http.app, "client": (who.place, 1), "query_string": b"", "headers": []}
    return HTTPConnection({**scope, "state": {"cookies": Cookies({})}})


@pytest.mark.parametrize(("role", "first"), [("moderator", True), ("desk", True), ("viewer", False), ("nobody", False)])
def test_strangers_wait_while_a_command_is_carried_out_unless_it_is_one_of_theirs(
    site: Site, role: str, first: bool
) -> None:
    """Whether it came over HTTP or on a console's socket, which the guard does not see."""
    site.send("set_floor_policy", policy="moderated")
    services, connection = site.server.services, of_a_site(site, Participant("someone", 0, "192.0.2.1"))

    async def ask() -> tuple[bool, bool]:
        visitor = await services.access.visitor([site.tokens[role]] if role in site.tokens else [])
        room = await services.rooms.get("session-v")
        guest = await guest_of("session-v", services.rooms, visitor, connection)
        asker = replace(asker_at(guest, connection), participant=Participant("someone", 0, "192.0.2.1"))
        before = room.session.seq
        sending = asyncio.create_task(asker.send(Sent(Ask("Why is that?", id="u1"))))
        await asyncio.sleep(0)
        meanwhile = services.passing.are_some
        await sending
        assert room.session.seq > before
        return meanwhile, services.passing.are_some

    assert site.run(ask) == (first, False)


def test_a_question_that_is_sent_twice_at_once_counts_once_against_its_place(site: Site) -> None:
    site.send("set_floor_policy", policy="moderated")
    services = site.server.services
    who, sent = Participant("someone", 0, "192.0.2.1"), Sent(Ask("Why is that?", id="u1"))
    connection = of_a_site(site, who)

    async def ask_twice() -> tuple[Accepted, Accepted]:
        room = await services.rooms.get("session-v")
        guest = Guest(room, Role.VIEWER, Sender("anonymous", Role.VIEWER, place=who.place), Visitor())
        asker = replace(asker_at(guest, connection), participant=who)
        return await asyncio.gather(asker.send(sent), asker.send(sent))

    first, second = site.run(ask_twice)
    assert (first.records, [first.again, second.again]) == (second.records, [False, True])
    of_place, now = f"session-v {who.place}", services.clock.now()
    burst, _ = QUESTIONS_OF_PLACE
    assert services.asking.take(of_place, now, cost=burst - 1) == 0
    assert services.asking.take(of_place, now) > 0


def test_a_session_takes_so_many_open_questions_and_room_is_made_by_the_desk(site: Site) -> None:
    site.send("set_floor_policy", policy="moderated")
    site.send("edit_session", most_open_in_session=3)
    for n in range(3):
        site.http.cookies.clear()
        assert site.send("ask", "viewer", id=f"u{n}", text="Why is that?").status_code == 200
    site.http.cookies.clear()
    full = site.send("ask", "viewer", id="u3", text="Why is that?")
    assert (full.status_code, full.json()["code"]) == (409, "session_full")
    assert site.send("add_floor_question", text="Asked aloud?").status_code == 200
    for n in range(2):
        site.send("dismiss_question", question=f"u{n}", reason="There is no time left for it.")
    assert site.send("ask", "viewer", id="u3", text="Why is that?").status_code == 200


def test_its_author_cannot_find_out_which_words_are_held_for_review(site: Site) -> None:
    site.send("set_floor_policy", policy="open")
    site.send("edit_session", review_words=["peculiar"])
    answers = []
    for text in ("A peculiar question?", "A peaceful question?"):
        site.http.cookies.clear()
        answers.append(site.send("ask", "viewer", text=text).json())
    for answer in answers:
        [event] = answer["events"]
        assert set(event) == {
            "seq",
            "at_ms",
            "kind",
            "question",
            "text",
            "state",
            "author",
            "identity",
            "name",
            "affiliation",
        }
        assert not any("held" in row or "version" in row for row in answer["view"]["questions"])
    assert answers[0]["events"][0]["state"] == str(PENDING)
    site.http.cookies.clear()
    [held] = site.send("ask", "desk", text="Another peculiar one?").json()["events"]
    assert held["held"] is True


def flooded(site: Site, questions: int) -> None:
    """So many newcomers ask from one address within a few seconds."""
    site.send("set_floor_policy", policy="moderated")
    for n in range(questions):
        site.http.cookies.clear()
        assert site.send("ask", "viewer", id=f"u{n}", text=f"Question {n}?").status_code == 200


def states(site: Site) -> list[str]:
    return [row["state"] for row in site.call("GET", SESSION, "desk").json()["questions"]]


def test_a_burst_is_dismissed_and_returned_with_one_command_each(site: Site) -> None:
    flooded(site, 12)
    rows = site.call("GET", SESSION, "desk").json()["questions"]
    assert [row["together"] for row in rows] == ["u0"] * 12
    assert "together" not in str(site.call("GET", SESSION, "viewer").json())
    site.send("approve_question", "desk", question="u3")
    answer = site.send("dismiss_burst", "desk", burst="u0", reason="It came with many others.")
    assert [event["kind"] for event in answer.json()["events"]] == ["burst_dismissed"]
    assert states(site) == ["dismissed"] * 3 + ["approved"] + ["dismissed"] * 8
    again = site.send("dismiss_burst", "desk", burst="u0", reason="It came with many others.")
    assert (again.status_code, again.json()["code"]) == (409, "no_burst")
    site.send("return_question", "desk", question="u5")
    site.send("dismiss_question", "desk", question="u5", reason="It is not a question.")
    site.send("return_burst", "desk", burst="u0")
    assert states(site) == [*["pending"] * 3, "approved", "pending", "dismissed", *["pending"] * 6]
    journal = site.call("GET", f"{SESSION}/journal", "organiser").text
    assert "testclient" not in journal
    assert "127.0.0.1" not in journal
    [entry] = [
        line
        for line in site.call("GET", f"{SESSION}/audit.jsonl", "organiser").text.splitlines()
        if '"dismiss_burst"' in line and '"done"' in line
    ]
    assert '"about":"burst u0"' in entry.replace(": ", ":")


def test_what_participants_ask_who_have_been_here_for_a_while_is_no_burst(site: Site) -> None:
    site.send("set_floor_policy", policy="moderated")
    cookies = []
    for _ in range(12):
        opened_page(site)
        cookies.append(site.http.cookies["rostrum-participant"])
    site.run(site.clock.advance, 180_000)
    for n, cookie in enumerate(cookies):
        site.http.cookies.clear()
        site.http.cookies.set("rostrum-participant", cookie)
        assert site.send("ask", "nobody", text=f"Question {n}?").status_code == 200
    rows = site.call("GET", SESSION, "desk").json()["questions"]
    assert [row["together"] for row in rows] == [None] * 12


def test_a_burst_is_dismissed_by_the_desk_and_by_no_participant(site: Site) -> None:
    flooded(site, 10)
    assert site.send("dismiss_burst", "viewer", burst="u0", reason="Mine").json()["code"] == "forbidden"
    assert site.send("dismiss_burst", "desk", burst="u1", reason="No burst").json()["code"] == "no_burst"
    assert states(site) == ["pending"] * 10


def test_a_burst_that_was_dismissed_after_the_close_comes_back_as_not_reached(site: Site) -> None:
    flooded(site, 10)
    site.send("dismiss_burst", "desk", burst="u0", reason="Together")
    site.send("open_session")
    site.send("close_session")
    site.send("return_burst", "desk", burst="u0")
    assert states(site) == ["not_reached"] * 10
    site.send("undo")
    assert states(site) == ["pending"] * 10
