"""What a video mixer lays over its picture: who may open it, and nothing on it that was not put on."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.fakes import document
from tests.sites import Site

KINDS = ("timer", "lower_third", "question", "next", "speakers")


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
    cued = shown(site, "lower_third")
    # The style hides it until it has started, unless the address says that a cue is enough.
    assert ('data-state="cued"' in cued, "Panellist 1" in cued, "data-when-cued" in cued) == (True, True, False)
    assert "data-when-cued" in look(site, "lower_third?when=cued").text
    site.send("give_floor")
    assert ("Panellist 1" in shown(site, "lower_third"), 'data-state="cued"' in shown(site, "lower_third")) == (
        True,
        False,
    )
    site.send("give_floor", segment="s8")
    site.send("set_voice", speaker="p3")
    assert "Panellist 3" in shown(site, "lower_third")
    site.send("yield_floor")
    assert 'data-state="running"' not in shown(site, "lower_third")


def test_the_lower_third_names_who_interrupts_and_not_who_holds_the_floor(site: Site) -> None:
    site.send("open_session")
    site.send("give_floor", segment="s2")
    site.send("interrupt", kind="technical")
    assert "plate" not in shown(site, "lower_third")
    site.send("end_interruption")
    assert "Panellist 1" in shown(site, "lower_third")
    site.send("add_segment", kind="interventions", title="General debate", planned="10:00", id="debate")
    site.send("open_list", segment="debate")
    site.send("cue", segment="debate")
    site.send("request_floor", name="Chad", id="statement")
    site.send("take_request", request="statement")
    site.send("request_floor", name="Peru", id="order", kind="point_of_order")
    site.send("take_request", request="order")
    named = shown(site, "lower_third")
    assert ("Peru" in named, "Chad" in named) == (True, False)


def look(site: Site, overlay: str) -> Any:
    return site.call("GET", f"/s/session-v/overlay/{overlay}", "stage")


def test_the_next_one_is_named_until_nothing_is_left(site: Site) -> None:
    site.send("give_floor", segment="s2")
    assert "Panellist 2" in shown(site, "next")
    site.send("close_session")
    assert "plate" not in shown(site, "next")


def test_five_of_a_list_of_speakers_are_named_as_far_as_the_public_sees_them(site: Site) -> None:
    speakers = [{"id": f"d{n}", "name": f"Delegate {n}"} for n in range(1, 8)]
    plan: dict[str, Any] = {"slug": "debate", "speakers": speakers, "guiding_questions": [], "moderator": None}
    plan["segments"] = [{"id": "g1", "kind": "interventions", "title": "Debate", "planned": "60:00"}]
    made = site.call("POST", "/api/v1/sessions", "organiser", json=document(**plan))
    assert made.status_code == 201, made.text

    def send(command: str, **fields: Any) -> None:
        path = "/api/v1/sessions/debate/commands"
        assert site.call("POST", path, "organiser", json={"command": command, **fields}).status_code == 200

    send("give_floor", segment="g1")
    send("open_list", segment="g1")
    for n in range(1, 8):
        send("request_floor", segment="g1", speaker=f"d{n}")
    page = site.call("GET", "/s/debate/overlay/speakers", "organiser").text
    assert [n for n in range(1, 8) if f"Delegate {n}" in page] == [1, 2, 3, 4, 5]
    assert "Delegate 1" in site.call("GET", "/s/debate/overlay/next", "organiser").text
    assert "plate" not in shown(site, "speakers")


def test_the_address_says_how_it_looks_from_the_first_frame_on(site: Site) -> None:
    keyed = look(site, "timer?key=00ff00&scale=1.5&lang=ar")
    assert "<style>body{background:#00ff00}.overlay{--scale:1.5}</style>" in keyed.text
    assert '<html lang="ar" dir="rtl"' in keyed.text
    assert re.search(r"style-src 'self' 'sha256-[\w+/]{43}='; ", keyed.headers["content-security-policy"])
    plain = look(site, "timer")
    assert ("<style>.overlay{--scale:1}</style>" in plain.text, "unsafe-inline" in str(plain.headers)) == (True, False)


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("key=red", "key: is a colour of six hexadecimal digits"),
        ("key=00ff00}body{color:red", "key: is a colour"),
        ("scale=0.4", "scale: is a number from 0.5 to 2"),
        ("scale=1e9", "scale: is a number"),
        ("scale=nan", "scale: is a number"),
        ("when=soon", "when: is one of cued, started"),
        ("lang=xx", "lang: is one of ar"),
    ],
)
def test_a_look_that_cannot_be_read_is_refused_in_words(site: Site, query: str, why: str) -> None:
    answer = look(site, f"timer?{query}")
    assert (answer.status_code, why in answer.text) == (422, True)


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
