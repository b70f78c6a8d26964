"""Names that other programs rely on. One that is missing here breaks other people's programs; more may be added."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.messages.commands import COMMANDS
from app.formats.commands import command_model
from tests.fakes import document, minutes
from tests.sites import SESSION, Site

# Commands with their fields; a question mark means that it may be left out.
PROMISED = """
open_session; cue segment?; give_floor segment?; set_voice speaker; yield_floor; advance; go_back; close_session;
reopen_session; undo; pause_clock; resume_clock; grant_time ms; correct_start ms also_end_previous?;
interrupt kind note?; end_interruption; apply_rebalance mode; skip_segment segment; mark_absent segment? request? out?;
recall_segment segment; move_segment segment after; add_segment after? ...; edit_segment segment ...;
remove_segment segment; add_speaker ...; edit_speaker speaker ...; remove_speaker speaker; edit_session ...;
add_guiding_question text after?; edit_guiding_question question ...; remove_guiding_question question;
show_message text? style? hide_after_ms? preset? n?; clear_message; flash_stage; blackout on; show_question_on_stage on;
send_cue cue; focus_question question; mark_question question state; mark_coverage question speaker mark;
attribute_stretch segment questions; set_floor_policy policy; ask id? text identity? name? affiliation?;
add_floor_question text? name? affiliation?; withdraw_question question; approve_question question;
edit_question question text; dismiss_question question reason note?; queue_question question position?;
put_question_on question; take_question_off; answer_question question how by? text?; merge_questions into from;
unmerge_question question; take_batch questions; close_batch; add_note text kind?; aux_start n; aux_pause n; aux_stop n;
aux_set n label? ms? direction? until?; clap; pause_recording; resume_recording;
set_look screen mode? secondary? face? mirror? rotate? hours? margin? language?;
stop_start segment?
"""
DOCUMENT: dict[str, Any] = {
    "slug": "contract", "title": "T", "conference": {"title": "C", "timezone": "America/New_York", "venue": "V"},
    "starts_at": "2021-06-30T10:00:00-04:00", "ends_at": "2021-06-30T11:00:00-04:00", "hard_end": True,
    "moderator": "mv", "handover": "0:45", "wrap_up": "1:00", "last_call": "0:20", "floor_policy": "none",
    "speakers": [
        {"id": "mv", "name": "N", "title": "T", "affiliation": "A", "country": "us", "says": "S", "bio": "B"},
    ],
    "segments": [
        {
            "id": "s1", "kind": "opening", "title": "O", "speakers": ["mv"], "planned": "3:00", "autostart": False,
            "locked": False, "minimum": "4:00", "hard_start": None, "at_zero": "continue", "answer_limit": None,
        },
    ],
    "guiding_questions": [{"id": "q1", "text": "Why?", "planned": None}],
}  # fmt: skip
VIEW = {
    "seq", "now_ms", "role", "slug", "title", "status", "starts_at_ms", "ends_at_ms", "opened_at_ms", "forecast_end_ms",
    "offset_ms", "floor", "segments", "speakers", "focus", "guiding_questions", "questions", "floor_policy", "stage",
}  # fmt: skip
FLOOR = {
    "segment", "state", "allotted_ms", "granted_ms", "running_since_ms", "spent_before_ms", "voice", "remaining_ms",
    "phase", "text",
}  # fmt: skip
SEGMENT = {
    "id", "kind", "title", "speakers", "state", "planned_ms", "granted_ms", "spent_ms", "forecast_start_ms",
    "forecast_end_ms", "started_at_ms", "ended_at_ms",
}  # fmt: skip
REPORT = {
    "slug", "title", "scheduled_start_ms", "scheduled_end_ms", "opened_at_ms", "closed_at_ms", "opened_late_ms",
    "closed_late_ms", "elapsed_ms", "running_ms", "final", "segments", "speakers", "guiding_questions",
    "unattributed_ms", "audience", "corrections", "timeline",
}  # fmt: skip
REPORTED_SEGMENT = {
    "id", "kind", "title", "speakers", "state", "planned_ms", "granted_ms", "spent_ms", "paused_ms", "interrupted_ms",
    "over_ms", "started_at_ms", "ended_at_ms",
}  # fmt: skip
AUDIENCE = {"received", "published", "answered_live", "answered_in_writing", "dismissed", "not_reached"}


@pytest.mark.parametrize("promised", [" ".join(line.split()) for line in PROMISED.split(";")])
def test_a_command_has_the_name_and_the_fields_that_were_promised(promised: str) -> None:
    name, *fields = promised.split()
    assert name in COMMANDS
    model = command_model(name)
    known = {
        f"{info.alias or field}{'' if info.is_required() else '?'}" for field, info in model.model_fields.items()
    } | ({"..."} if model.model_config.get("extra") == "allow" else set())
    assert set(fields) <= known
    # What is new may not be required of programs that do not know it.
    assert {field for field in known - set(fields) if not field.endswith("?")} <= {"command", "..."}


def test_a_document_of_all_promised_fields_is_taken_and_comes_back(site: Site) -> None:
    made = site.call("POST", "/api/v1/sessions", "organiser", json=DOCUMENT)
    assert (made.status_code, made.json()["slug"]) == (201, "contract")
    for role in ("moderator", "desk", "stage", "viewer"):
        assert set(made.json()["links"][role]) == {"token", "url"}
    view = site.call("GET", "/api/v1/sessions/contract", "organiser").json()
    assert view["guiding_questions"][0]["text"] == "Why?"
    back = site.call("GET", "/api/v1/sessions/contract/document.json", "organiser").json()
    again = site.call("PUT", "/api/v1/sessions/contract/document", "organiser", json=back)
    assert (again.status_code, again.json()["events"]) == (200, [])


def test_an_answer_to_a_command_is_its_seq_its_events_and_the_view(site: Site) -> None:
    answer = site.send("give_floor", segment="s2").json()
    assert set(answer) == {"seq", "events", "view"}
    assert answer["seq"] == answer["view"]["seq"] == answer["events"][-1]["seq"]
    view = answer["view"]
    assert set(view) >= VIEW
    assert set(view["floor"]) >= FLOOR
    assert all(set(segment) >= SEGMENT for segment in view["segments"])
    assert all(set(question) >= {"id", "text", "state", "spent_ms"} for question in view["guiding_questions"])
    assert set(view["stage"]) >= {"message", "blackout", "flash", "show_question"}
    message = site.send("show_message", text="Please conclude").json()["view"]["stage"]["message"]
    assert set(message) >= {"text", "style"}


@pytest.mark.parametrize(
    ("sent", "role", "status", "code"),
    [
        ({"command": "advance"}, "viewer", 403, "forbidden"),
        ({"command": "ask", "text": "Why is that?"}, "viewer", 403, "floor_closed"),
        ({"command": "cue", "segment": "nothing"}, "moderator", 404, "not_found"),
        ({"command": "advance", "seen": 1}, "moderator", 409, "stale_view"),
        ({"command": "resume_clock"}, "moderator", 409, "not_paused"),
        ({"command": "grant_time", "ms": "much"}, "moderator", 422, "invalid"),
    ],
)
def test_a_refusal_has_its_status_its_code_and_a_sentence(
    site: Site, sent: dict[str, Any], role: str, status: int, code: str
) -> None:
    site.send("give_floor", segment="s2")
    answer = site.call("POST", f"{SESSION}/commands", role, json=sent)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    problem = answer.json()
    assert (problem["code"], problem["status"], bool(problem["detail"])) == (code, status, True)
    assert ("view" in problem) == (status == 409)
    assert [error["field"] for error in problem.get("errors", [])] == (["ms"] if status == 422 else [])


def test_the_report_has_what_was_promised(site: Site) -> None:
    site.send("give_floor", segment="s2")
    site.clock.set(site.clock.now() + minutes(2))
    site.send("correct_start", ms=minutes(3))
    site.send("close_session")
    report = site.call("GET", f"{SESSION}/report").json()
    assert set(report) >= REPORT
    assert all(set(segment) >= REPORTED_SEGMENT for segment in report["segments"])
    assert all(set(speaker) >= {"id", "name", "spent_ms", "segments"} for speaker in report["speakers"])
    for question in report["guiding_questions"]:
        assert set(question) >= {"id", "text", "state", "spent_ms", "by_speaker", "moderator_ms"}
        assert all(set(row) >= {"spent_ms", "coverage"} for row in question["by_speaker"].values())
    assert set(report["audience"]) >= AUDIENCE
    assert (report["final"], report["segments"][0]["id"], report["segments"][1]["over_ms"]) == (True, "s2", None)
    assert report["running_ms"] == sum(segment["spent_ms"] for segment in report["segments"]) == minutes(3)
    assert site.call("GET", f"{SESSION}/report.json").json()["running_ms"] == minutes(3)


def test_a_vote_is_set_and_taken_back_and_answers_with_the_count(site: Site) -> None:
    asked = site.send("add_floor_question", text="Who pays for it?").json()["view"]["questions"][0]["id"]
    path = f"{SESSION}/questions/{asked}/vote"
    for method, voted in (("PUT", True), ("PUT", True), ("DELETE", False), ("DELETE", False)):
        answer = site.call(method, path, "nobody")
        assert (answer.status_code, answer.json()["voted"], type(answer.json()["votes"])) == (200, voted, int)


def test_a_plan_is_not_replaced_where_it_has_happened(site: Site) -> None:
    site.call("POST", "/api/v1/sessions", "organiser", json=document(slug="other"))
    commands = "/api/v1/sessions/other/commands"
    site.call("POST", commands, "organiser", json={"command": "give_floor", "segment": "t1"})
    gone = document(slug="other")
    gone["segments"] = [segment for segment in gone["segments"] if segment["id"] != "t1"]
    refused = site.call("PUT", "/api/v1/sessions/other/document", "organiser", json=gone)
    assert (refused.status_code, refused.json()["code"]) == (409, "already_happened")
