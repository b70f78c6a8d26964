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
    asked: dict[str, object] = next(
        question for question in site.call("GET", SESSION, "desk").json()["questions"] if question["id"] == id_
    )
    return asked


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
    assert ">What about water?</p>" in site.call("GET", DESK, "desk").text
    assert "Wat about &lt;b&gt;water&lt;/b&gt;?" in site.call("GET", f"{DESK}/questions/u1", "desk").text


def test_of_two_people_who_edit_the_second_keeps_what_they_typed_and_sees_what_is_there(site: Site) -> None:
    ask(site, "u1")
    version = str(row(site, "u1")["version"])
    assert move(site, "u1", "edit_question", text="First wording?", version=version) == 303
    second = {"move": "edit_question", "text": "Second wording?", "version": version, "panel": "1"}
    answer = site.call("POST", f"{DESK}/questions/u1", "desk", data=second, headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert "Another person changed this question meanwhile" in answer.text
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


def questions(site: Site, *texts: str) -> list[str]:
    """Floor questions, approved at once; the answer is their ids."""
    added = [site.send("add_floor_question", text=text).json()["events"][0]["question"] for text in texts]
    return [str(id_) for id_ in added]


def act(site: Site, **form: str | list[str]) -> int:
    status: int = site.call("POST", DESK, "desk", data=form).status_code
    return status


def test_ticked_questions_are_taken_together_and_the_round_is_closed(site: Site) -> None:
    a, b, d = questions(site, "First?", "Second?", "Third?")
    assert act(site, command="take_batch", questions=a) == 422
    assert act(site, command="take_batch", questions=[a, b]) == 303
    assert site.call("GET", SESSION, "desk").json()["batch"] == [a, b]
    assert "One round of 2 questions" in site.call("GET", DESK, "desk").text
    assert act(site, command="close_batch") == 303
    assert [row(site, id_)["state"] for id_ in (a, b, d)] == ["answered", "answered", "approved"]


def test_ticked_duplicates_are_merged_into_the_one_that_is_furthest_along(site: Site) -> None:
    a, b, d = questions(site, "First?", "Second?", "Third?")
    move(site, b, "put_question_on")
    assert act(site, command="merge_questions") == 422
    assert act(site, command="merge_questions", questions=[a, b, d]) == 303
    assert [row(site, id_)["into"] for id_ in (a, b, d)] == [b, None, b]
    assert move(site, d, "unmerge_question") == 303
    assert (row(site, d)["into"], row(site, d)["state"]) == (None, "approved")
    assert move(site, d, "merge_questions", into=b) == 303
    assert row(site, d)["into"] == b


def test_answered_next_answers_what_is_on_and_puts_on_what_comes(site: Site) -> None:
    a, b, d = questions(site, "First?", "Second?", "Third?")
    page = site.call("GET", DESK, "desk").text
    assert "No question in the queue" in page
    for id_ in (a, b):
        move(site, id_, "queue_question")
    assert "Put on: First?" in site.call("GET", DESK, "desk").text
    move(site, a, "put_question_on")
    assert "Answered, next: Second?" in site.call("GET", DESK, "desk").text
    version = str(row(site, a)["version"])
    assert move(site, a, "answer_question live", next="true", version=version) == 303
    assert [row(site, id_)["state"] for id_ in (a, b, d)] == ["answered", "live", "approved"]
    assert "Answered, no next question" in site.call("GET", DESK, "desk").text
    # A person who pressed the same key a moment later must not answer the one that has just come on.
    assert move(site, a, "answer_question live", next="true", version=version) == 409
    assert row(site, b)["state"] == "live"


def test_a_program_that_was_slower_is_told_what_the_question_is_now(site: Site) -> None:
    (a,) = questions(site, "First?")
    version = row(site, a)["version"]
    site.send("edit_question", "desk", question=a, text="Better?", version=version)
    refused = site.send("edit_question", "desk", question=a, text="Worse?", version=version)
    assert (refused.status_code, refused.json()["code"]) == (409, "stale_question")
    assert refused.json()["question"] == row(site, a)
    assert row(site, a)["text"] == "Better?"


def test_a_ban_is_given_and_lifted_on_the_panel(site: Site) -> None:
    ask(site, "u1")
    author = str(row(site, "u1")["author"])
    assert f'value="{author}"' in site.call("GET", f"{DESK}/questions/u1", "desk").text
    assert act(site, command="ban_participant", participant=author) == 303
    assert row(site, "u1")["banned"] is True
    assert "Lift the ban" in site.call("GET", f"{DESK}/questions/u1", "desk").text
    assert act(site, command="unban_participant", participant=author) == 303
    assert row(site, "u1")["banned"] is False


def test_the_queue_is_put_in_order_by_place(site: Site) -> None:
    a, b, d = questions(site, "First?", "Second?", "Third?")
    for id_ in (a, b, d):
        move(site, id_, "queue_question")
    assert move(site, d, "queue_question", position="0") == 303
    assert site.call("GET", SESSION, "desk").json()["queue"] == [d, a, b]


def test_a_question_is_not_taken_off_the_stage_by_a_move_that_names_another(site: Site) -> None:
    a, b = questions(site, "First?", "Second?")
    move(site, a, "put_question_on")
    move(site, b, "put_question_on")
    assert move(site, a, "take_question_off") == 409
    assert site.call("GET", SESSION, "desk").json()["question_on"] == b


def test_a_move_is_made_of_every_ticked_question_that_can_make_it(site: Site) -> None:
    for id_ in ("u1", "u2", "u3"):
        ask(site, id_)
    assert act(site, command="approve_question") == 422
    assert act(site, command="approve_question", questions=["u1", "u2"]) == 303
    live = {"HX-Request": "true"}
    fields = {"command": "queue_question", "questions": ["u1", "u2", "u3"]}
    assert (
        "Queued: 2. Not possible in their present state: 1."
        in site.call("POST", DESK, "desk", data=fields, headers=live).text
    )
    assert act(site, command="queue_question", questions="u3") == 409
    assert act(site, command="dismiss_question", questions=["u1", "u3"]) == 422
    assert act(site, command="dismiss_question", questions=["u1", "u3"], reason="It is not a question.") == 303
    assert [row(site, id_)["state"] for id_ in ("u1", "u2", "u3")] == ["dismissed", "queued", "dismissed"]


def test_what_was_not_reached_is_answered_in_writing_after_the_session(site: Site) -> None:
    site.send("open_session")
    a, b, d, later = questions(site, "On?", "Queued?", "Approved?", "Later?")
    ask(site, "u1", "Never read?")
    move(site, b, "queue_question")
    move(site, a, "put_question_on")
    move(site, later, "answer_question later")
    assert site.send("close_session").status_code == 200
    states = {id_: row(site, id_)["state"] for id_ in (a, b, d, later, "u1")}
    assert states == {**dict.fromkeys((a, b, d, "u1"), "not_reached"), later: "deferred"}
    page = site.call("GET", DESK, "desk").text
    assert 'aria-label="To be answered in writing"' in page
    assert "<span>Later <b>5</b></span>" in page
    for gone in ("put_question_on", "queue_question", "answer_question live"):
        assert f'name="move" value="{gone}"' not in page
    for id_ in (a, b, d, later, "u1"):
        assert move(site, id_, "answer_question text", text=f"Answer to {id_}.") == 303
    told = {q["id"]: q["answer"]["text"] for q in site.call("GET", SESSION, "viewer").json()["questions"]}
    assert told == {id_: f"Answer to {id_}." for id_ in (a, b, d, later, "u1")}
    report = site.call("GET", f"{SESSION}/report", "moderator").json()
    assert (report["audience"]["answered_in_writing"], report["audience"]["not_reached"]) == (5, 0)
    record = site.call("GET", "/s/session-v/report", "moderator").text
    assert all(f"Answer to {id_}." in record for id_ in told)


def test_votes_choose_which_questions_the_console_lists_and_never_their_order(site: Site) -> None:
    site.send("set_floor_policy", policy="moderated")
    ids = questions(site, *(f"Number {n}?" for n in range(12)))
    site.http.cookies.clear()
    voter = site.call("GET", "/s/session-v", "viewer").cookies["rostrum-participant"]
    site.clock.set(site.clock.now() + 30_000)
    for id_ in (ids[11], ids[3]):
        site.http.cookies.set("rostrum-participant", voter)
        assert site.call("PUT", f"{SESSION}/questions/{id_}/vote", "viewer").status_code == 200
    site.http.cookies.clear()
    console = site.call("GET", "/s/session-v/console", "moderator").text
    listed = [id_ for id_ in ids if f'id="t-{id_}"' in console]
    assert listed == [*ids[:9], ids[11]]
    assert [console.index(f'id="t-{id_}"') for id_ in listed] == sorted(
        console.index(f'id="t-{id_}"') for id_ in listed
    )
    assert "2 more at the desk" in console
    desk = site.call("GET", DESK, "desk").text
    assert "Most votes:" in desk
    assert f'<a href="#q-{ids[3]}" dir="auto">Number 3?</a> (1)' in desk


def test_a_long_list_is_shown_in_pages(site: Site) -> None:
    for n in range(120):
        site.send("add_floor_question", text=f"Question {n}?")
    shown = site.call("GET", DESK, "desk").text
    assert [f">Question {n}?</p>" in shown for n in (0, 49, 50, 119)] == [True, True, False, False]
    assert "Approved <b>120</b>" in shown
    assert "1 to 50 of 120" in shown
    second = site.call("GET", f"{DESK}?window=approved-50", "desk").text
    assert [f">Question {n}?</p>" in second for n in (0, 49, 50, 99, 100)] == [False, False, True, True, False]
    assert 'data-window="approved-50"' in second
    last = site.call("GET", f"{DESK}?window=approved-999950", "desk").text
    assert "101 to 120 of 120" in last
    assert site.call("GET", f"{DESK}?window=<b>-1", "desk").text.count("1 to 50 of 120") == 1


def test_a_burst_is_a_card_with_one_key_and_its_return_stands_with_the_dismissed(site: Site) -> None:
    site.send("set_floor_policy", policy="moderated")
    for n in range(12):
        site.http.cookies.clear()
        site.send("ask", "viewer", id=f"u{n}", text=f"Question {n}?")
    page = site.call("GET", DESK, "desk").text
    assert "12 questions came together" in page
    assert "Waiting <b>12</b>" in page
    assert 'id="q-u0"' not in page
    assert 'id="q-u0"' in site.call("GET", f"{DESK}?window=bursts-0", "desk").text
    fields = {"command": "dismiss_burst", "burst": "u0", "reason": "It came together with very many others."}
    answer = site.call("POST", DESK, "desk", data=fields, headers={"HX-Request": "true"})
    assert "Burst of questions dismissed." in answer.text
    page = site.call("GET", DESK, "desk").text
    assert "12 of these were dismissed as one burst." in page
    site.call("POST", DESK, "desk", data={"command": "return_burst", "burst": "u0"})
    assert "12 questions came together" in site.call("GET", DESK, "desk").text
