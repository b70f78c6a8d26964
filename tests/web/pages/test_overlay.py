"""What a video mixer lays over its picture: who may open it, and nothing on it that was not put on."""

from __future__ import annotations

import pytest

from tests.sites import Site

KINDS = ("timer", "lower_third", "question")


def shown(site: Site, kind: str, role: str = "stage") -> str:
    answer = site.call("GET", f"/s/session-v/overlay/{kind}", role)
    assert answer.status_code == 200
    return str(answer.text.partition("<main")[2])


@pytest.mark.parametrize("kind", KINDS)
def test_an_overlay_is_for_the_stage_and_for_who_runs_the_session(site: Site, kind: str) -> None:
    for role, status in (("stage", 200), ("moderator", 200), ("desk", 403), ("viewer", 403), ("nobody", 403)):
        assert site.call("GET", f"/s/session-v/overlay/{kind}", role).status_code == status
    by_path = site.call("GET", f"/t/{site.tokens['stage']}/s/session-v/overlay/{kind}", "nobody")
    assert by_path.status_code == 200
    assert f"/t/{site.tokens['stage']}/static/" in by_path.text


def test_there_is_no_other_overlay(site: Site) -> None:
    assert site.call("GET", "/s/session-v/overlay/console", "moderator").status_code == 404


def test_the_lower_third_names_who_is_speaking_and_is_empty_before_and_after(site: Site) -> None:
    assert "plate" not in shown(site, "lower_third")
    site.send("open_session")
    site.send("cue", segment="s2")
    assert "plate" not in shown(site, "lower_third")
    site.send("give_floor")
    assert "Panellist 1" in shown(site, "lower_third")
    site.send("give_floor", segment="s8")
    site.send("set_voice", speaker="p3")
    assert "Panellist 3" in shown(site, "lower_third")
    site.send("yield_floor")
    assert "plate" not in shown(site, "lower_third")


def test_the_question_is_there_while_it_is_on_with_its_author_as_allowed(site: Site) -> None:
    site.send("set_floor_policy", policy="moderated")
    site.http.cookies.clear()
    site.send("ask", "viewer", id="u1", text="What about water?", identity="public", name="Ada")
    site.http.cookies.clear()
    site.send("ask", "viewer", id="u2", text="What about fire?", identity="moderators", name="Bob")
    site.http.cookies.clear()
    assert "plate" not in shown(site, "question")
    for id_ in ("u1", "u2"):
        site.send("approve_question", "desk", question=id_)
    site.send("put_question_on", "desk", question="u1")
    on = shown(site, "question")
    assert ("What about water?" in on, "Ada" in on) == (True, True)
    site.send("put_question_on", "desk", question="u2")
    on = shown(site, "question")
    assert ("What about fire?" in on, "Bob" in on, "water" in on) == (True, False, False)
    site.send("take_question_off", "desk")
    assert "plate" not in shown(site, "question")
    site.send("focus_question", question="q1")
    assert "plate" in shown(site, "question")
    site.send("show_question_on_stage", on=False)
    assert "plate" not in shown(site, "question")


def test_a_floor_question_that_is_not_typed_in_yet_leaves_the_guiding_one_on_the_stage(site: Site) -> None:
    added = site.send("add_floor_question").json()["events"][0]["question"]
    site.send("put_question_on", question=added)
    for path in ("overlay/question", "stage"):
        page = site.call("GET", f"/s/session-v/{path}", "stage").text
        assert ("plate" in page, "stage-asked" in page) == (False, False)
