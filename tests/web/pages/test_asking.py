"""Asking and voting with forms, without scripts: kept on a refusal, once for each id, and one's own in words."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from app.domain.rules.asking import ASK_AFTER_MS
from app.domain.values import SECOND
from tests.sites import SESSION, Site

PAGE = "/s/session-v"
ASK = f"{PAGE}/ask"


@pytest.fixture
def hall(site: Site) -> Site:
    """A session that takes moderated questions, and a visitor who has had the page open for some seconds."""
    site.send("set_floor_policy", policy="moderated")
    site.http.cookies.clear()
    site.call("GET", ASK, "nobody")
    site.run(site.clock.advance, ASK_AFTER_MS)
    return site


def post(site: Site, path: str, **fields: str) -> Any:
    return site.call("POST", path, "nobody", data=fields, headers={"Accept": "text/html"})


def shown(site: Site, path: str = ASK) -> str:
    """The words of a page."""
    html = site.call("GET", path, "nobody", headers={"Accept": "text/html"}).text
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def own_state(site: Site) -> str:
    return shown(site, f"{PAGE}/mine").removeprefix("My questions ").removeprefix("Why so late? ")


def test_a_question_from_the_form_is_asked_once_and_shown_to_its_author(hall: Site) -> None:
    page = hall.call("GET", ASK, "nobody").text
    match = re.search(r'name="id" value="([0-9a-f-]{36})"', page)
    assert match
    fields = {"id": match[1], "text": "Why so late?", "identity": "public", "name": "Ada", "affiliation": ""}
    for _ in range(2):
        answer = post(hall, ASK, **fields)
        assert (answer.status_code, answer.headers["location"]) == (303, f"{ASK}#part-mine")
    assert [row["name"] for row in hall.call("GET", SESSION, "desk").json()["questions"]] == ["Ada"]
    assert "Why so late? Received; shown after review Take it back" in shown(hall)
    assert "Why so late?" in shown(hall, PAGE)
    hall.http.cookies.clear()
    assert "Why so late?" not in shown(hall) + shown(hall, PAGE)


@pytest.mark.parametrize("text", ["x" * 301, "ab", "  \u200b "])
def test_a_refusal_keeps_what_was_typed_and_says_why(hall: Site, text: str) -> None:
    answer = post(hall, ASK, id="mine-1", text=text, identity="moderators", name="Ada <b>", affiliation='"x"')
    assert answer.status_code == 422
    assert re.search(r"has \d+ characters; it needs 3 to 300", answer.text)
    assert f">{text}</textarea>" in answer.text
    assert 'value="mine-1"' in answer.text
    assert 'value="moderators" checked' in answer.text
    assert "Ada &lt;b&gt;" in answer.text


def test_a_limit_says_in_how_many_seconds(hall: Site) -> None:
    post(hall, ASK, text="Why so late?")
    answer = post(hall, ASK, text="And why so long?")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "15")
    assert "Send the next one in 15 s." in answer.text
    assert ">And why so long?</textarea>" in answer.text


def test_a_visitor_who_has_just_come_in_keeps_what_they_typed_and_asks_a_little_later(hall: Site) -> None:
    hall.http.cookies.clear()
    answer = post(hall, ASK, id="u1", text="Why so late?")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "5")
    assert "Send yours in 5 s" in answer.text
    assert ">Why so late?</textarea>" in answer.text
    assert hall.call("GET", SESSION, "desk").json()["questions"] == []

    hall.run(hall.clock.advance, ASK_AFTER_MS)
    assert post(hall, ASK, id="u1", text="Why so late?").status_code == 303
    assert "Why so late?" in shown(hall)


def test_where_nothing_is_taken_there_is_one_sentence_and_a_refusal(hall: Site) -> None:
    hall.send("set_floor_policy", policy="none")
    assert "There are no interventions from the floor in this session." in shown(hall)
    answer = post(hall, ASK, text="May I?")
    assert answer.status_code == 403
    assert ">May I?</textarea>" in answer.text


def test_the_general_form_knows_the_participant_as_well(hall: Site) -> None:
    answer = post(hall, f"{PAGE}/command", command="ask", text="Why so late?")
    assert answer.status_code == 303
    assert "Why so late?" in shown(hall, f"{PAGE}/mine")


def test_every_state_of_ones_own_is_said_in_words(hall: Site) -> None:
    post(hall, ASK, id="u1", text="Why so late?")
    assert own_state(hall) == "Received; shown after review Take it back"
    hall.send("approve_question", question="u1")
    assert own_state(hall) == "Public Take it back"
    hall.send("queue_question", question="u1")
    assert own_state(hall) == "In the queue Take it back"
    hall.send("put_question_on", question="u1")
    assert own_state(hall) == "On now"
    hall.send("answer_question", question="u1", how="text", text="Because of <rain>.")
    assert own_state(hall) == "Answered in writing Because of <rain>."
    hall.send("return_question", question="u1")
    hall.send("answer_question", question="u1", how="later")
    assert own_state(hall) == "Will be answered later Take it back"
    hall.send("dismiss_question", question="u1", reason="Off topic & late", note="rude")
    assert own_state(hall) == "Not taken up The reason: Off topic & late"
    hall.send("return_question", question="u1")
    hall.send("edit_question", question="u1", text="Why this late?")
    assert "You wrote: Why so late?" in own_state(hall)


def test_what_was_not_reached_says_so(hall: Site) -> None:
    post(hall, ASK, text="Why so late?")
    hall.send("open_session")
    hall.send("close_session")
    assert own_state(hall) == "Not reached in the session"
    assert "The session is closed; questions are no longer accepted." in shown(hall)


def test_a_merged_question_shows_its_author_the_state_of_the_other(hall: Site) -> None:
    post(hall, ASK, id="u1", text="Why so late?")
    hall.send("add_floor_question", text="Why the delay?")
    other = hall.call("GET", SESSION, "desk").json()["questions"][1]["id"]
    hall.send("merge_questions", **{"into": other, "from": ["u1"]})
    assert own_state(hall) == "Put together with a similar question, which is: public"
    hall.send("answer_question", question=other, how="live")
    assert own_state(hall) == "Put together with a similar question, which is: answered"


def test_its_author_takes_a_question_back_until_it_is_on(hall: Site) -> None:
    post(hall, ASK, id="u1", text="Why so late?")
    answer = post(hall, f"{PAGE}/questions/u1/withdraw")
    assert answer.status_code == 303
    assert own_state(hall) == "Taken back by you"
    again = post(hall, f"{PAGE}/questions/u1/withdraw")
    assert again.status_code == 409
    assert "cannot be taken back" in again.text
    hall.http.cookies.clear()
    assert post(hall, f"{PAGE}/questions/u1/withdraw").status_code == 404


def test_votes_by_form_are_set_and_unset_and_a_newcomer_is_told_when_theirs_counts(hall: Site) -> None:
    hall.send("add_floor_question", text="Why the delay?")
    [row] = hall.call("GET", SESSION, "viewer").json()["questions"]
    vote = f"{PAGE}/questions/{row['id']}/vote"
    hall.http.cookies.clear()
    answer = post(hall, vote, wanted="true")
    assert answer.status_code == 200
    assert "It counts in 20 s" in answer.text
    hall.run(hall.clock.advance, 20 * SECOND)
    for wanted, votes in (("true", 1), ("true", 1), ("false", 0), ("false", 0)):
        assert post(hall, vote, wanted=wanted).status_code == 303
        assert hall.call("GET", SESSION, "viewer").json()["questions"][0]["votes"] == votes
        offered = {"true": "false", "false": "true"}[wanted]
        assert f'name="wanted" value="{offered}"' in hall.call("GET", PAGE, "nobody").text


def test_the_page_is_the_same_for_all_who_have_not_taken_part(hall: Site) -> None:
    hall.send("add_floor_question", text="Why the delay?")
    pages = set()
    for _ in range(2):
        hall.http.cookies.clear()
        pages |= {hall.call("GET", PAGE, "nobody").text for _ in range(2)}
    assert len(pages) == 1


def test_a_written_answer_and_who_answered_are_public(hall: Site) -> None:
    hall.send("add_floor_question", text="Why the delay?", name="Ms Loud", affiliation="Row 5")
    [row] = hall.call("GET", SESSION, "viewer").json()["questions"]
    speaker = hall.call("GET", SESSION, "viewer").json()["speakers"][0]
    hall.send("put_question_on", question=row["id"])
    assert "The question now Why the delay? Ms Loud , Row 5" in shown(hall, PAGE)
    hall.send("answer_question", question=row["id"], how="live", by=[speaker["id"]])
    assert f"answered by {speaker['name']}" in shown(hall, PAGE)
