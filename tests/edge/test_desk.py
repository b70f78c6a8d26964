"""The desk page as plain forms: who may open it, every move, and what a refusal leaves on the page."""

from __future__ import annotations

import pytest

from tests.sites import SESSION, Site

DESK = "/s/session-v/desk"


def ask(site: Site, id_: str, text: str = "What about water?", **more: str) -> None:
    site.http.cookies.clear()
    site.send("set_floor_policy", policy="moderated")
    assert site.send("ask", "viewer", id=id_, text=text, **more).status_code == 200
    site.http.cookies.clear()


def row(site: Site, id_: str) -> dict[str, object]:
    found: dict[str, object] = next(
        question for question in site.call("GET", SESSION, "desk").json()["questions"] if question["id"] == id_
    )
    return found


def move(site: Site, id_: str, move: str, **fields: str) -> int:
    status: int = site.call("POST", f"{DESK}/questions/{id_}", "desk", data={"move": move, **fields}).status_code
    return status


@pytest.mark.parametrize(
    ("role", "status"),
    [("desk", 200), ("moderator", 200), ("organiser", 200), ("stage", 403), ("viewer", 403), ("nobody", 403)],
)
def test_the_desk_is_for_the_desk_and_for_who_runs_the_session(site: Site, role: str, status: int) -> None:
    ask(site, "u1")
    for path in (DESK, f"{DESK}/questions/u1"):
        answer = site.call("GET", path, role)
        assert answer.status_code == status
        assert ("What about water?" in answer.text) is (status == 200)


def test_every_move_is_a_form_that_needs_no_script(site: Site) -> None:
    ask(site, "u1")
    for name, state, fields in (
        ("approve_question", "approved", {}),
        ("queue_question", "queued", {}),
        ("put_question_on", "live", {}),
        ("take_question_off", "queued", {}),
        ("put_question_on", "live", {}),
        ("answer_question live", "answered", {}),
        ("return_question", "queued", {}),
        ("return_question", "approved", {}),
        ("answer_question later", "deferred", {}),
        ("answer_question text", "answered", {"text": "In the report."}),
        ("return_question", "deferred", {}),
        ("dismiss_question", "dismissed", {"reason": "It is not a question."}),
    ):
        assert move(site, "u1", name, **fields) == 303
        assert row(site, "u1")["state"] == state
    assert row(site, "u1")["reason"] == "It is not a question."
    assert "It is not a question." in site.call("GET", DESK, "desk").text


def test_an_edited_question_shows_what_its_author_wrote(site: Site) -> None:
    ask(site, "u1", "Wat about <b>water</b>?")
    assert move(site, "u1", "edit_question", text="What about water?") == 303
    page = site.call("GET", DESK, "desk").text
    assert "What about water?" in page
    assert "Wat about &lt;b&gt;water&lt;/b&gt;?" in page


def test_of_two_people_who_edit_the_second_keeps_what_they_typed_and_sees_what_is_there(site: Site) -> None:
    ask(site, "u1")
    version = str(row(site, "u1")["version"])
    assert move(site, "u1", "edit_question", text="First wording?", version=version) == 303
    second = {"move": "edit_question", "text": "Second wording?", "version": version, "panel": "1"}
    answer = site.call("POST", f"{DESK}/questions/u1", "desk", data=second, headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert "Somebody else changed this question meanwhile" in answer.text
    assert '<p class="text" dir="auto">First wording?</p>' in answer.text
    assert ">Second wording?</textarea>" in answer.text
    assert row(site, "u1")["text"] == "First wording?"
    assert f'name="version" value="{row(site, "u1")["version"]}"' in answer.text


def test_a_refused_form_without_script_is_a_page_that_keeps_what_was_typed(site: Site) -> None:
    ask(site, "u1")
    reason = "x" * 201
    answer = site.call("POST", f"{DESK}/questions/u1", "desk", data={"move": "dismiss_question", "reason": reason})
    assert answer.status_code == 422
    assert f'value="{reason}"' in answer.text
    assert "reason: has 201 characters; it needs 1 to 200" in answer.text
    long = "y" * 301
    answer = site.call("POST", DESK, "desk", data={"command": "add_floor_question", "text": long})
    assert answer.status_code == 422
    assert f'value="{long}"' in answer.text


def test_a_floor_question_is_typed_in_one_line_and_public_at_once(site: Site) -> None:
    answer = site.call("POST", DESK, "desk", data={"command": "add_floor_question", "text": "And the sea?", "name": ""})
    assert (answer.status_code, answer.headers["location"]) == (303, DESK)
    assert [q["text"] for q in site.call("GET", SESSION, "viewer").json()["questions"]] == ["And the sea?"]


@pytest.mark.parametrize(
    ("form", "status"),
    [({"move": "close_session"}, 422), ({"move": ""}, 422), ({"move": "unmerge_question"}, 409)],
)
def test_what_is_no_move_of_one_question_is_refused(site: Site, form: dict[str, str], status: int) -> None:
    ask(site, "u1")
    version = row(site, "u1")["version"]
    assert site.call("POST", f"{DESK}/questions/u1", "desk", data=form).status_code == status
    assert row(site, "u1")["version"] == version


def test_there_is_no_panel_of_a_question_that_is_not_there(site: Site) -> None:
    assert site.call("GET", f"{DESK}/questions/u9", "desk").status_code == 404
    assert site.call("POST", f"{DESK}/questions/u9", "desk", data={"move": "approve_question"}).status_code == 404
