"""What each role sees, what happens by itself, and what the record says."""

import json
from typing import Any, get_type_hints

import pytest

from app.domain.messages import commands as c
from app.domain.state.document import read_document
from app.domain.values import MINUTE, Interruption, Role
from app.domain.views.shapes import FloorView, View
from app.domain.views.view import project
from tests.fakes import START, Scene, minutes, plan, seconds

PROMISED = {
    "seq", "now_ms", "role", "slug", "title", "status", "starts_at_ms", "ends_at_ms", "opened_at_ms", "forecast_end_ms",
    "offset_ms", "floor", "segments", "speakers", "focus", "guiding_questions", "questions", "floor_policy", "stage",
}  # fmt: skip
PROMISED_FLOOR = {
    "segment", "state", "allotted_ms", "granted_ms", "running_since_ms", "spent_before_ms", "voice", "remaining_ms",
    "phase", "text",
}  # fmt: skip


@pytest.fixture
def scene() -> Scene:
    scene = Scene()
    scene.send(c.OpenSession(), c.GiveFloor("t1"), c.ShowMessage("Please conclude", hide_after_ms=60_000))
    return scene


def test_the_view_has_what_other_programs_rely_on(scene: Scene) -> None:
    view = scene.view()
    assert set(view) >= PROMISED
    assert set(view["floor"]) == set(get_type_hints(FloorView))
    assert set(view["floor"]) >= PROMISED_FLOOR
    assert set(view) == set(get_type_hints(View)) - {"speaker"}
    json.dumps(view)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.PARTICIPANT])
def test_the_public_sees_nothing_meant_for_the_speaker_or_the_moderator(scene: Scene, role: Role) -> None:
    scene.send(c.AddNote("SECRET-NOTE"), c.Interrupt(Interruption.OTHER, "SECRET-REASON"), c.FlashStage())
    view = scene.view(role)
    sent = json.dumps(view)
    for secret in ("Please conclude", "SECRET-NOTE", "SECRET-REASON", "moh-de-RAH-tor", "undo", "capacity"):
        assert secret not in sent
    assert view["stage"] == {"cue": None, "message": None, "blackout": False, "flash": 0, "show_question": True}


def test_the_stage_sees_the_message_but_not_how_names_are_said(scene: Scene) -> None:
    view = scene.view(Role.STAGE)
    shown = {
        "text": "Please conclude",
        "preset": None,
        "n": None,
        "style": "normal",
        "hide_at_ms": START + 60_000,
        "seq": scene.session.seq,
        "to": "stages",
    }
    assert view["stage"]["message"] == shown
    assert "moh-de-RAH-tor" not in json.dumps(view)
    assert "moh-de-RAH-tor" in json.dumps(scene.view(Role.MODERATOR))


def test_a_message_that_hides_itself_is_gone_from_the_view(scene: Scene) -> None:
    scene.wait(60_000)
    assert scene.view(Role.STAGE)["stage"]["message"] is None


def test_phases_follow_the_remaining_time(scene: Scene) -> None:
    seen = []
    for _ in range(7):
        seen.append((scene.floor["text"], scene.floor["phase"]))
        scene.wait(minutes(1))
    assert seen[0] == ("6:00", "normal")
    assert seen[5:] == [("1:00", "wrap_up"), ("0:00", "overtime")]
    assert (scene.floor["text"], scene.floor["phase"]) == ("+1:00", "overtime")


def test_holding_at_zero_shows_zero_and_still_counts() -> None:
    scene = Scene()
    scene.send(c.EditSegment("t1", {"at_zero": "hold"}), c.GiveFloor("t1"))
    scene.wait(minutes(7))
    assert (scene.floor["text"], scene.remaining, scene.spent("t1")) == ("0:00", -minutes(1), minutes(7))


def test_a_day_long_speech_and_midnight_and_a_change_of_clocks_are_only_durations() -> None:
    # 1:00 in New York on the night in which 2:00 comes twice.
    long_night: dict[str, Any] = {
        "title": "Night",
        "conference": {"timezone": "America/New_York"},
        "starts_at": "2026-10-31T23:00:00-04:00",
        "segments": [{"id": "s1", "planned": "24h"}],
    }
    of = read_document(long_night)
    scene = Scene(of, of.starts_at_ms)
    scene.send(c.OpenSession(), c.GiveFloor("s1"))
    scene.wait(minutes(120)).send(c.PauseClock())
    scene.wait(minutes(180)).send(c.ResumeClock())
    scene.wait(minutes(60))
    assert (scene.remaining, scene.floor["text"]) == (minutes(21 * 60), "21:00:00")
    scene.wait(minutes(22 * 60))
    assert scene.floor["text"] == "+1:00:00"


def test_five_hundred_segments_are_forecast_exactly() -> None:
    rows = [{"id": f"s{n}", "planned": "1:00", "kind": "other"} for n in range(500)]
    scene = Scene(plan(segments=rows))
    scene.send(c.OpenSession(), c.GiveFloor("s0"))
    scene.wait(seconds(90))
    view = scene.view()
    assert view["segments"][499]["forecast_start_ms"] == START + minutes(499) + seconds(30)
    assert view["offset_ms"] == minutes(440) + seconds(30)


def test_a_speaker_reads_cues_and_messages_only_while_they_are_on(scene: Scene) -> None:
    scene.wait(minutes(5) - 1).send(c.SendCue("1:00"), c.ShowMessage("Please conclude"))
    mine, other = (project(scene.session, Role.SPEAKER, scene.now, who)["stage"] for who in ("p1", "p2"))
    assert mine["cue"] is not None
    assert mine["message"] is not None
    assert (mine["cue"]["cue"], mine["cue"]["remaining_ms"], mine["message"]["text"]) == (
        "1:00",
        MINUTE,
        "Please conclude",
    )
    assert (other["cue"], other["message"]) == (None, None)
    nobody = project(scene.session, Role.SPEAKER, scene.now)
    assert (nobody["stage"]["cue"], nobody["stage"]["message"]) == (None, None)
    assert "speaker" not in nobody


def test_the_moderator_sees_the_ladder_and_what_has_gone_out(scene: Scene) -> None:
    scene.wait(minutes(5) - 1).send(c.SendCue("1:00"))
    ladder = scene.view()["ladder"]
    assert ladder["mode"] == "automatic"
    assert [(cue["cue"], cue["remaining_ms"], cue["sent"]) for cue in ladder["cues"]] == [
        ("1:00", MINUTE, True),
        ("0:00", 0, False),
        ("+0:30", -seconds(30), False),
    ]
    assert "ladder" not in scene.view(Role.STAGE)


def test_screens_derive_what_remains_from_the_facts(scene: Scene) -> None:
    for command in (c.PauseClock(), c.ResumeClock(), c.Interrupt(Interruption.OTHER), c.EndInterruption()):
        scene.wait(minutes(1)).send(command)
        facts = scene.wait(seconds(13)).floor
        for later in (0, seconds(17), minutes(9)):
            now = scene.now + later
            running = now - facts["running_since_ms"] if facts["running_since_ms"] is not None else 0
            derived = facts["allotted_ms"] - facts["spent_before_ms"] - running
            assert project(scene.session, Role.STAGE, now)["floor"]["remaining_ms"] == derived


def test_screens_derive_how_long_the_clock_is_held(scene: Scene) -> None:
    assert (scene.floor["held_since_ms"], scene.floor["paused_before_ms"]) == (None, 0)
    scene.wait(minutes(1)).send(c.PauseClock())
    first = scene.now
    scene.wait(seconds(20))
    assert (scene.floor["held_since_ms"], scene.floor["paused_before_ms"]) == (first, 0)
    scene.send(c.ResumeClock())
    scene.wait(seconds(5)).send(c.PauseClock())
    again = scene.now
    scene.wait(seconds(7))
    assert (scene.floor["held_since_ms"], scene.floor["paused_before_ms"]) == (again, seconds(20))
    scene.send(c.ResumeClock(), c.Interrupt(Interruption.TECHNICAL))
    assert (scene.floor["held_since_ms"], scene.floor["paused_before_ms"]) == (None, seconds(27))
    held = {"kind": "technical", "note": "", "since_ms": scene.now, "speaker": None}
    assert scene.floor["interruption"] == held


def test_a_cued_speech_is_in_no_phase_however_little_it_has() -> None:
    scene = Scene()
    scene.send(c.Cue("t1"), c.GrantTime(-minutes(6)))
    assert (scene.floor["phase"], scene.floor["remaining_ms"], scene.floor["text"]) == ("normal", 0, "0:00")
    scene.send(c.GiveFloor())
    assert scene.floor["phase"] == "overtime"


def test_thresholds_are_those_of_the_segment_or_else_of_the_session() -> None:
    scene = Scene(plan(wrap_up="2:00", last_call="0:30"))
    scene.send(c.EditSegment("t2", {"wrap_up": "1:30", "last_call": "0:10"}))
    for segment, expected in (("t1", (120_000, 30_000)), ("t2", (90_000, 10_000)), ("opening", (60_000, 20_000))):
        scene.send(c.Cue(segment))
        assert (scene.floor["wrap_up_ms"], scene.floor["last_call_ms"]) == expected


def test_without_a_speaker_the_floor_is_empty() -> None:
    assert Scene(plan(wrap_up="2:00", last_call="0:30")).floor == {
        **dict.fromkeys(("planned_ms", "granted_ms", "allotted_ms", "spent_before_ms", "paused_before_ms"), 0),
        **dict.fromkeys(("segment", "running_since_ms", "held_since_ms", "started_at_ms", "cued_at_ms")),
        **dict.fromkeys(("voice", "request", "voice_clock", "interruption", "start_offset_ms")),
        "state": "idle",
        "at_zero": "continue",
        "shows_overtime": True,
        "wrap_up_ms": 120_000,
        "last_call_ms": 30_000,
        "remaining_ms": 0,
        "phase": "normal",
        "text": "",
    }


def test_between_two_speeches_it_is_told_who_was_last_and_since_when(scene: Scene) -> None:
    assert Scene().view()["silence"] is None
    assert scene.view()["silence"] is None
    scene.wait(minutes(1)).send(c.YieldFloor())
    ended = scene.now
    scene.wait(seconds(12))
    assert scene.view()["silence"] == {"segment": "t1", "since_ms": ended}
    scene.send(c.GiveFloor())
    assert scene.view()["silence"] is None
    scene.send(c.CloseSession())
    assert scene.view()["silence"] is None


def test_after_the_close_nothing_is_forecast_any_more(scene: Scene) -> None:
    assert scene.view()["forecast"] is not None
    scene.send(c.CloseSession())
    assert (scene.view()["forecast"], scene.view()["forecast_end_ms"]) == (None, scene.now)


def test_after_the_close_nothing_is_being_discussed_until_it_is_reopened(scene: Scene) -> None:
    scene.send(c.FocusQuestion("q2"), c.CloseSession())
    assert scene.view()["focus"] is None
    scene.send(c.ReopenSession())
    assert scene.view()["focus"] == "q2"


@pytest.mark.parametrize("role", Role)
def test_who_reads_what_is_meant_for_the_speaker_and_how_names_are_said(scene: Scene, role: Role) -> None:
    scene.send(c.GrantTime(-minutes(5)), c.SendCue("1:00"), c.FlashStage(), c.Blackout(True))
    cue = project(scene.session, role, scene.now, "p1")["stage"]["cue"]
    scene.send(c.Interrupt(Interruption.OTHER, "Why"))
    view = project(scene.session, role, scene.now, "p1")
    stage, note = view["stage"], view["floor"]["interruption"]
    reads = role in {Role.ORGANISER, Role.MODERATOR, Role.DESK, Role.CREW, Role.STAGE, Role.SPEAKER}
    assert note is not None
    assert (
        cue is not None,
        stage["message"] is not None,
        stage["blackout"],
        stage["flash"],
        note["note"],
    ) == ((True, True, True, 1, "Why") if reads else (False, False, False, 0, ""))
    says = role in {Role.ORGANISER, Role.MODERATOR, Role.DESK, Role.CREW}
    assert ["says" in speaker for speaker in view["speakers"]] == [says] * 7
    assert view.get("speaker") == ("p1" if role is Role.SPEAKER else None)


def test_a_cue_at_zero_says_that_no_time_is_left() -> None:
    scene = Scene(plan(cues=["1:00", "0:00"], cue_mode="by_hand"))
    scene.send(c.OpenSession(), c.GiveFloor("t1"))
    scene.wait(minutes(6)).send(c.SendCue("0:00"))
    ladder = scene.view()["ladder"]
    assert ladder["latest"] is not None
    assert (ladder["latest"]["cue"], ladder["latest"]["remaining_ms"]) == ("0:00", 0)


def test_the_clock_of_a_voice_begins_with_the_voice() -> None:
    scene = Scene.after(c.EditSegment("discussion", {"answer_limit": "2:00"}), c.GiveFloor("discussion"))
    scene.wait(minutes(1)).send(c.PauseClock(), c.ResumeClock())
    scene.wait(minutes(1)).send(c.SetVoice("p2"))
    clock = scene.wait(seconds(10)).floor["voice_clock"]
    assert (clock["running_since_ms"], clock["spent_before_ms"]) == (START + minutes(2), 0)


def test_the_clocks_beside_the_floor_stand_at_nothing_before_they_are_started() -> None:
    scene = Scene()
    scene.send(c.AuxSet(2, "Break", "10:00"))
    assert [(clock["text"], clock["spent_before_ms"]) for clock in scene.view()["aux"]] == [("10:00", 0)]
