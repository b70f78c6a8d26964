"""Moving the floor: every command of the table, what it does and when it is refused."""

from collections.abc import Callable
from contextlib import suppress

import pytest

from app.domain.errors import Rejection
from app.domain.messages import commands as c
from app.domain.messages.commands import AnyCommand
from app.domain.state.fold import evolve, fold
from app.domain.state.timer import LEGAL_MOVES
from app.domain.values import DAY, ClockState, Interruption, Status
from tests.fakes import Scene, minutes, plan, refusal, seconds


@pytest.fixture
def scene() -> Scene:
    """Opened; the opening is over, panellist 1 has the floor."""
    scene = Scene()
    scene.send(c.OpenSession(), c.Advance(), c.Advance())
    scene.wait(minutes(3)).send(c.Advance())
    scene.wait(seconds(45)).send(c.Advance())
    return scene


def test_opening_is_now_and_only_once() -> None:
    scene = Scene().wait(seconds(90))
    scene.send(c.OpenSession())
    assert (scene.session.status, scene.session.opened_at_ms) == (Status.LIVE, scene.now)
    assert refusal(scene, c.OpenSession()) == "already_open"


def test_the_big_key_cues_then_gives_then_ends_and_cues_the_next() -> None:
    scene = Scene()
    scene.send(c.OpenSession(), c.Advance())
    assert (scene.floor["segment"], scene.floor["state"], scene.remaining) == ("opening", "cued", minutes(3))
    scene.wait(seconds(30)).send(c.Advance())
    assert (scene.floor["state"], scene.remaining) == ("running", minutes(3))
    scene.wait(minutes(2)).send(c.Advance())
    assert (scene.state("opening"), scene.floor["segment"], scene.floor["state"]) == ("finished", "t1", "cued")
    assert scene.spent("opening") == minutes(2)


def test_a_segment_that_starts_by_itself_is_not_cued_by_the_big_key() -> None:
    scene = Scene()
    scene.send(c.EditSegment("t1", {"autostart": True}), c.OpenSession(), c.Advance(), c.Advance(), c.Advance())
    assert (scene.floor["segment"], scene.floor["state"]) == ("t1", "running")
    scene.send(c.YieldFloor())
    assert (scene.floor["segment"], scene.floor["state"]) == ("t2", "cued")


@pytest.mark.parametrize("end", [c.Advance(), c.YieldFloor(), c.Cue("t3"), c.CloseSession()])
def test_a_message_is_for_one_speaker_and_ends_with_the_speech(scene: Scene, end: AnyCommand) -> None:
    scene.send(c.ShowMessage("", preset="please_conclude"))
    scene.wait(seconds(20)).send(end)
    assert scene.session.stage.message is None
    if not isinstance(end, c.CloseSession):
        scene.send(c.Undo())
        assert scene.session.stage.message is not None


@pytest.mark.parametrize(("to", "stays"), [("stages", False), ("speaker", False), ("crew", True)])
def test_a_message_to_the_crew_outlasts_the_speech(scene: Scene, to: str, stays: bool) -> None:
    scene.send(c.ShowMessage("Water for the panel", to=to), c.Advance())
    assert (scene.session.stage.message is not None) is stays


def test_a_message_outlasts_a_step_back_to_the_same_speaker_and_one_before_the_speech_waits_for_it(
    scene: Scene,
) -> None:
    scene.send(c.Advance(), c.ShowMessage("Please come closer"), c.Advance(), c.GoBack())
    assert scene.session.stage.message is not None


def test_the_big_key_ends_the_last_speech_and_is_then_refused() -> None:
    scene = Scene()
    scene.send(c.OpenSession(), c.GiveFloor("closing"))
    for id_ in ("opening", *(f"t{n}" for n in range(1, 7)), "discussion"):
        scene.send(c.SkipSegment(id_))
    scene.send(c.Advance())
    assert scene.floor["state"] == "idle"
    assert refusal(scene, c.Advance()) == "nothing_left"
    assert refusal(scene, c.Cue()) == "nothing_left"


def test_giving_the_floor_by_name_ends_who_had_it(scene: Scene) -> None:
    scene.wait(minutes(1)).send(c.GiveFloor("t4"))
    assert (scene.state("t1"), scene.spent("t1")) == ("finished", minutes(1))
    assert (scene.floor["segment"], scene.floor["state"], scene.remaining) == ("t4", "running", minutes(6))


def test_giving_the_floor_is_refused_when_it_runs_or_no_segment_is_cued(scene: Scene) -> None:
    assert refusal(scene, c.GiveFloor()) == "already_running"
    assert refusal(scene, c.GiveFloor("t1")) == "already_running"
    assert refusal(scene, c.GiveFloor("nobody")) == "not_found"
    assert refusal(Scene(), c.GiveFloor()) == "nothing_cued"


def test_giving_the_floor_opens_a_planned_session() -> None:
    scene = Scene()
    scene.send(c.Cue())
    assert scene.session.status is Status.PLANNED
    scene.wait(5_000).send(c.GiveFloor())
    assert (scene.session.status, scene.session.opened_at_ms) == (Status.LIVE, scene.now)


def test_cueing_ends_the_speech_and_gives_a_full_clock(scene: Scene) -> None:
    scene.wait(minutes(2)).send(c.Cue("t3"))
    assert (scene.state("t1"), scene.floor["segment"], scene.floor["state"]) == ("finished", "t3", "cued")
    scene.send(c.Cue("t4"))
    assert (scene.state("t3"), scene.floor["segment"]) == ("idle", "t4")


def test_yielding_cues_the_next_and_is_refused_without_a_speaker(scene: Scene) -> None:
    scene.send(c.YieldFloor())
    assert (scene.floor["segment"], scene.floor["state"]) == ("t2", "cued")
    assert refusal(scene, c.YieldFloor()) == "nobody_has_floor"


def test_going_back_while_running_discards_the_stretch_and_keeps_the_grant(scene: Scene) -> None:
    scene.send(c.GrantTime(30_000))
    scene.wait(minutes(2)).send(c.GoBack())
    assert (scene.floor["segment"], scene.floor["state"], scene.remaining) == ("t1", "cued", minutes(6) + 30_000)
    assert scene.session.timers["t1"].discarded[0][0].length(scene.now) == minutes(2)


def test_going_back_while_cued_cues_the_one_before_and_passes_over_who_is_out(scene: Scene) -> None:
    scene.send(c.Cue("t4"), c.MarkAbsent("t3"), c.GoBack())
    assert scene.floor["segment"] == "t2"
    scene.send(c.GoBack(), c.GoBack())
    assert scene.floor["segment"] == "opening"
    assert refusal(scene, c.GoBack()) == "first_segment"
    assert refusal(Scene(), c.GoBack()) == "first_segment"


def test_a_pause_holds_the_clock_and_is_accounted_apart(scene: Scene) -> None:
    scene.wait(minutes(5)).send(c.PauseClock())
    scene.wait(minutes(30))
    assert (scene.remaining, scene.floor["state"]) == (minutes(1), "paused")
    assert refusal(scene, c.PauseClock()) == "not_running"
    scene.send(c.ResumeClock())
    scene.wait(seconds(10))
    assert scene.remaining == seconds(50)
    assert scene.floor["paused_before_ms"] == minutes(30)
    assert refusal(scene, c.ResumeClock()) == "not_paused"


def test_a_grant_is_signed_and_clamped(scene: Scene) -> None:
    scene.send(c.GrantTime(60_000), c.GrantTime(-30_000))
    assert (scene.floor["granted_ms"], scene.remaining) == (30_000, minutes(6) + 30_000)
    scene.send(c.GrantTime(-DAY))
    assert scene.floor["allotted_ms"] == 0
    scene.send(c.GrantTime(DAY), c.GrantTime(DAY))
    assert scene.floor["allotted_ms"] == DAY
    assert refusal(Scene(), c.GrantTime(1)) == "nothing_cued"
    assert refusal(scene, c.GrantTime(DAY + 1)) == "invalid"


def test_a_start_is_moved_back_to_when_it_was(scene: Scene) -> None:
    scene.send(c.YieldFloor())
    scene.wait(seconds(47)).send(c.GiveFloor(), c.CorrectStart(1), c.CorrectStart(seconds(47)))
    assert (scene.spent("t2"), scene.floor["started_at_ms"]) == (seconds(47), scene.now - seconds(47))
    assert scene.session.corrections[0].was_ms == scene.now


def test_a_start_does_not_reach_into_the_speech_before_unless_that_ends_then(scene: Scene) -> None:
    scene.wait(minutes(6)).send(c.GiveFloor("t2"))
    scene.wait(seconds(5))
    assert refusal(scene, c.CorrectStart(seconds(20))) == "too_early"
    scene.send(c.CorrectStart(seconds(20), also_end_previous=True))
    assert (scene.spent("t1"), scene.spent("t2")) == (minutes(6) - seconds(15), seconds(20))
    assert refusal(scene, c.CorrectStart(minutes(7), also_end_previous=True)) == "too_early"


@pytest.mark.parametrize("ms", [0, -1, minutes(10) + 1])
def test_a_correction_has_bounds(scene: Scene, ms: int) -> None:
    assert refusal(scene, c.CorrectStart(ms)) == "invalid"


def test_a_correction_only_moves_back_and_needs_a_running_clock(scene: Scene) -> None:
    scene.wait(minutes(2))
    assert refusal(scene, c.CorrectStart(seconds(30))) == "not_earlier"
    scene.send(c.PauseClock())
    assert refusal(scene, c.CorrectStart(minutes(3))) == "not_running"


def test_a_voice_never_touches_the_clock_and_must_be_listed() -> None:
    scene = Scene()
    scene.send(c.GiveFloor("discussion"))
    scene.wait(minutes(1)).send(c.SetVoice("p2"))
    assert (scene.floor["voice"], scene.spent("discussion")) == ("p2", minutes(1))
    assert refusal(scene, c.SetVoice("mv")) == "not_listed"
    scene.send(c.SetVoice(None))
    assert scene.floor["voice"] is None
    assert refusal(Scene(), c.SetVoice("p1")) == "nobody_has_floor"


def test_a_voice_has_a_small_clock_where_answers_are_limited() -> None:
    scene = Scene()
    scene.send(c.EditSegment("discussion", {"answer_limit": "2:00"}), c.GiveFloor("discussion"))
    scene.wait(minutes(1)).send(c.SetVoice("p2"))
    scene.wait(seconds(30)).send(c.PauseClock())
    scene.wait(minutes(5)).send(c.ResumeClock())
    since = scene.now
    scene.wait(seconds(10))
    assert scene.floor["voice_clock"] == {
        "speaker": "p2",
        "limit_ms": minutes(2),
        "running_since_ms": since,
        "spent_before_ms": seconds(30),
    }


def test_a_segment_out_of_the_running_order_is_passed_over_and_can_come_back(scene: Scene) -> None:
    scene.send(c.SkipSegment("t2"), c.MarkAbsent("t3"))
    assert scene.view()["next"] == "t4"
    scene.send(c.RecallSegment("t2"))
    assert scene.view()["next"] == "t2"
    assert refusal(scene, c.SkipSegment("t1")) == "has_floor"
    assert refusal(scene, c.MarkAbsent("t1")) == "has_floor"
    assert refusal(scene, c.RecallSegment("t1")) == "has_floor"
    assert refusal(scene, c.RecallSegment("t4")) == "not_out"
    assert refusal(scene, c.MarkAbsent("t3")) == "already_absent"
    assert refusal(scene, c.SkipSegment("opening")) == "already_finished"
    assert refusal(scene, c.RecallSegment("opening")) == "already_finished"


@pytest.mark.parametrize(("leave", "state"), [(c.SkipSegment, "skipped"), (c.MarkAbsent, "absent")])
def test_a_cued_segment_that_leaves_hands_its_place_on(leave: Callable[[str], AnyCommand], state: str) -> None:
    scene = Scene()
    scene.send(c.OpenSession(), c.Cue("t2"), leave("t2"))
    assert (scene.state("t2"), scene.floor["segment"], scene.floor["state"]) == (state, "t3", "cued")


def test_the_next_is_the_first_after_and_else_the_first_before() -> None:
    scene = Scene()
    scene.send(c.GiveFloor("discussion"))
    assert scene.view()["next"] == "closing"
    scene.send(c.Advance(), c.Advance(), c.Advance())
    assert scene.floor["segment"] == "opening"


def test_an_interruption_counts_its_own_time_and_returns_the_same_remaining(scene: Scene) -> None:
    scene.wait(minutes(2)).send(c.Interrupt(Interruption.POINT_OF_ORDER, "Delegation of X"))
    scene.wait(minutes(3))
    assert (scene.floor["state"], scene.remaining) == ("interrupted", minutes(4))
    assert refusal(scene, c.Interrupt(Interruption.OTHER)) == "already_interrupted"
    assert refusal(scene, c.PauseClock()) == "not_running"
    scene.send(c.EndInterruption())
    assert (scene.floor["state"], scene.remaining) == ("running", minutes(4))
    assert refusal(scene, c.EndInterruption()) == "not_interrupted"
    scene.send(c.PauseClock())
    assert refusal(scene, c.Interrupt(Interruption.OTHER)) == "not_running"


def test_closing_ends_the_floor_and_reopening_takes_it_back(scene: Scene) -> None:
    scene.wait(minutes(1)).send(c.CloseSession())
    assert (scene.session.status, scene.state("t1"), scene.session.closed_at_ms) == (
        Status.CLOSED,
        "finished",
        scene.now,
    )
    for command in (c.Advance(), c.Cue("t2"), c.GiveFloor("t2"), c.GoBack(), c.OpenSession(), c.CloseSession()):
        assert refusal(scene, command) == "session_closed"
    scene.send(c.ReopenSession())
    assert (scene.session.status, scene.session.closed_at_ms) == (Status.LIVE, None)
    assert refusal(scene, c.ReopenSession()) == "not_closed"


def test_cueing_a_finished_segment_starts_it_again_and_keeps_the_old_stretch_in_the_record(scene: Scene) -> None:
    scene.wait(minutes(2)).send(c.YieldFloor(), c.GoBack())
    assert (scene.floor["segment"], scene.remaining) == ("t1", minutes(6))
    scene.send(c.GiveFloor())
    scene.wait(minutes(1))
    assert (scene.spent("t1"), len(scene.session.timers["t1"].discarded)) == (minutes(1), 1)


def test_closing_leaves_no_segment_cued_and_reopening_goes_on_with_it(scene: Scene) -> None:
    scene.send(c.Cue("t2"))
    scene.wait(minutes(1)).send(c.CloseSession())
    assert (scene.floor["segment"], scene.floor["state"], scene.state("t2")) == (None, "idle", "idle")
    scene.send(c.ReopenSession(), c.Advance())
    assert (scene.floor["segment"], scene.floor["state"]) == ("t2", "cued")


def test_a_start_does_not_reach_past_an_own_earlier_attempt_into_another_speech() -> None:
    scene = Scene()
    scene.send(c.GiveFloor("t1"))
    scene.wait(minutes(2)).send(c.GiveFloor("t2"))
    scene.wait(seconds(10)).send(c.YieldFloor(), c.GiveFloor("t2"))
    with pytest.raises(Rejection) as refused:
        scene.send(c.CorrectStart(seconds(11)))
    assert refused.value.code == "too_early"
    scene.send(c.CorrectStart(seconds(11), also_end_previous=True))
    assert scene.session.timers["t1"].ended_at_ms == scene.session.timers["t2"].started_at_ms


def test_a_floor_given_late_started_when_the_speaker_did() -> None:
    scene = Scene()
    scene.send(c.GiveFloor("t1"), c.YieldFloor())
    scene.wait(seconds(47))
    scene.send(c.GiveFloor(None, seconds(47)))
    assert (scene.state("t2"), scene.spent("t2"), scene.session.timer.started_at_ms) == (
        "running",
        seconds(47),
        scene.now - seconds(47),
    )
    scene.send(c.Undo())
    assert (scene.state("t2"), scene.spent("t2")) == ("cued", 0)
    scene.send(c.GiveFloor(None, 1))
    assert scene.spent("t2") == 1


def test_a_floor_given_late_forgives_the_senders_clock_less_than_a_second(scene: Scene) -> None:
    scene.wait(minutes(1)).send(c.YieldFloor())
    ended = scene.now
    scene.wait(seconds(40)).send(c.GiveFloor(None, seconds(40) + 999))
    assert (scene.session.timer.started_at_ms, scene.spent("t1"), scene.spent("t2")) == (ended, minutes(1), seconds(40))


def test_a_floor_given_late_does_not_reach_into_another_speech(scene: Scene) -> None:
    scene.wait(minutes(1))
    assert refusal(scene, c.GiveFloor("t2", seconds(5))) == "too_early"
    scene.send(c.YieldFloor())
    scene.wait(seconds(4))
    assert refusal(scene, c.GiveFloor(None, seconds(5))) == "too_early"
    assert refusal(scene, c.GiveFloor(None, minutes(11))) == "invalid"
    assert scene.session.on == "t2"
    assert scene.state("t2") == "cued"


@pytest.mark.parametrize("hold", [c.PauseClock(), c.Interrupt(Interruption.TECHNICAL)])
def test_a_held_speech_still_has_the_floor(scene: Scene, hold: AnyCommand) -> None:
    scene.wait(minutes(2)).send(hold)
    scene.wait(minutes(1))
    assert refusal(scene, c.GiveFloor()) == "already_running"
    assert refusal(scene, c.SkipSegment("t1")) == "has_floor"
    assert refusal(scene, c.RecallSegment("t1")) == "has_floor"
    assert refusal(scene, c.RemoveSegment("t1")) == "has_floor"
    assert scene.floor["segment"] == "t1"


@pytest.mark.parametrize("hold", [c.PauseClock(), c.Interrupt(Interruption.TECHNICAL)])
@pytest.mark.parametrize("end", [c.Advance(), c.YieldFloor(), c.Cue(), c.GiveFloor("t2")])
def test_a_held_speech_can_end_and_its_interruption_with_it(scene: Scene, hold: AnyCommand, end: AnyCommand) -> None:
    scene.wait(minutes(2)).send(hold)
    scene.wait(minutes(1)).send(end)
    assert (scene.state("t1"), scene.spent("t1"), scene.session.timers["t1"].ended_at_ms) == (
        "finished",
        minutes(2),
        scene.now,
    )
    assert scene.floor["segment"] == "t2"
    assert scene.floor["interruption"] is None
    assert refusal(scene, c.EndInterruption()) == "not_interrupted"


def test_going_back_twice_keeps_both_attempts_in_the_record_and_arms_every_cue_again(scene: Scene) -> None:
    scene.wait(minutes(5)).send(c.GoBack(), c.GiveFloor())
    assert scene.session.timers["t1"].cues_sent == frozenset()
    scene.wait(minutes(1)).send(c.PauseClock(), c.GoBack())
    assert [[span.length(scene.now) for span in spans] for spans in scene.session.timers["t1"].discarded] == [
        [minutes(5)],
        [minutes(1), 0],
    ]


def test_going_back_ends_an_interruption_and_lets_the_clock_end_by_itself_again() -> None:
    scene = Scene()
    scene.send(c.EditSegment("t1", {"at_zero": "yield"}), c.GiveFloor("t1"))
    scene.wait(minutes(6) + seconds(5)).send(c.Undo(), c.Interrupt(Interruption.OTHER), c.GoBack())
    assert (scene.floor["state"], scene.floor["interruption"]) == ("cued", None)
    scene.send(c.GiveFloor())
    scene.wait(minutes(6))
    assert (scene.state("t1"), scene.spent("t1")) == ("finished", minutes(6))


def test_a_skipped_segment_may_become_absent_and_the_other_way_round(scene: Scene) -> None:
    for command, state, code in (
        (c.SkipSegment, "skipped", "already_skipped"),
        (c.MarkAbsent, "absent", "already_absent"),
        (c.SkipSegment, "skipped", "already_skipped"),
    ):
        scene.send(command("t3"))
        assert scene.state("t3") == state
        assert refusal(scene, command("t3")) == code
    scene.send(c.GiveFloor("t3"))
    assert scene.state("t3") == "running"


def test_going_back_on_an_empty_floor_cues_the_last_segment() -> None:
    scene = Scene(plan(1))
    scene.send(c.GiveFloor("closing"), *(c.SkipSegment(id_) for id_ in ("opening", "t1", "discussion")), c.YieldFloor())
    assert scene.session.on is None
    scene.send(c.GoBack())
    assert (scene.floor["segment"], scene.floor["state"]) == ("closing", "cued")


def test_a_corrected_start_keeps_what_was_paused_since(scene: Scene) -> None:
    scene.wait(minutes(1)).send(c.PauseClock())
    scene.wait(seconds(20)).send(c.ResumeClock())
    scene.wait(minutes(1)).send(c.CorrectStart(minutes(2) + seconds(50)))
    assert (scene.spent("t1"), scene.floor["paused_before_ms"]) == (minutes(2) + seconds(30), seconds(20))


def test_a_start_that_is_already_so_is_refused(scene: Scene) -> None:
    scene.wait(minutes(2))
    assert refusal(scene, c.CorrectStart(minutes(2))) == "not_earlier"
    scene.send(c.CorrectStart(minutes(2) + 1))
    assert scene.spent("t1") == minutes(2) + 1


def test_a_start_never_swallows_a_whole_speech(scene: Scene) -> None:
    # Panellist 1 began at 3:45, 45 s after the opening had ended.
    scene.wait(minutes(6)).send(c.GiveFloor("t2"))
    scene.wait(seconds(5))
    assert refusal(scene, c.CorrectStart(minutes(6) + seconds(5), also_end_previous=True)) == "too_early"
    assert refusal(scene, c.CorrectStart(minutes(6) + seconds(15), also_end_previous=True)) == "too_early"
    scene.send(c.CorrectStart(minutes(6) + seconds(5) - 1, also_end_previous=True))
    assert (scene.spent("t1"), scene.spent("t2")) == (1, minutes(6) + seconds(5) - 1)


def test_a_speech_that_is_cut_off_earlier_loses_only_what_came_after() -> None:
    scene = Scene()
    scene.send(c.GiveFloor("discussion"), c.SetVoice("p1"))
    scene.wait(minutes(2)).send(c.PauseClock())
    scene.wait(seconds(30)).send(c.ResumeClock())
    scene.wait(minutes(1)).send(c.SetVoice("p2"))
    scene.wait(seconds(20)).send(c.GiveFloor("closing"), c.CorrectStart(seconds(40), also_end_previous=True))
    timer = scene.session.timers["discussion"]
    assert [span.length(scene.now) for span in timer.spans] == [minutes(2), seconds(30), seconds(40)]
    assert [change.speaker for change in timer.voices] == ["p1"]
    assert timer.ended_at_ms == scene.now - seconds(40)


def test_a_voice_clock_is_there_only_with_a_limit_and_a_voice() -> None:
    scene = Scene()
    scene.send(c.GiveFloor("discussion"), c.SetVoice("p2"))
    assert scene.floor["voice_clock"] is None
    scene.send(c.EditSegment("discussion", {"answer_limit": "2:00"}), c.SetVoice(None))
    assert scene.floor["voice_clock"] is None


def test_the_table_of_states_is_what_commands_do() -> None:
    seen: dict[ClockState, set[ClockState]] = {state: set() for state in ClockState}
    for way in WAYS:
        for command in MOVING:
            scene = Scene()
            scene.send(c.OpenSession(), *way)
            with suppress(Rejection):
                scene.send(command)
            session = fold(scene.records[:1])
            for record in scene.records[1:]:
                before, session = session.timers["t2"].state, evolve(session, record)
                seen[before] |= {session.timers["t2"].state} - {before}
    assert seen == {state: set(moves) for state, moves in LEGAL_MOVES.items()}


# Ways to bring the second speech into each state, and every command that could move it on.
WAYS: list[list[AnyCommand]] = [
    [],
    [c.Cue("t2")],
    [c.GiveFloor("t2")],
    [c.GiveFloor("t2"), c.PauseClock()],
    [c.GiveFloor("t2"), c.Interrupt(Interruption.OTHER)],
    [c.GiveFloor("t2"), c.YieldFloor()],
    [c.SkipSegment("t2")],
    [c.MarkAbsent("t2")],
]
MOVING: list[AnyCommand] = [
    c.Cue("t2"),
    c.Cue("t3"),
    c.GiveFloor("t2"),
    c.GiveFloor("t3"),
    c.YieldFloor(),
    c.Advance(),
    c.GoBack(),
    c.CloseSession(),
    c.PauseClock(),
    c.ResumeClock(),
    c.Interrupt(Interruption.OTHER),
    c.EndInterruption(),
    c.SkipSegment("t2"),
    c.MarkAbsent("t2"),
    c.RecallSegment("t2"),
]


def test_time_that_was_granted_to_one_segment_never_reaches_another(scene: Scene) -> None:
    scene.send(c.GrantTime(seconds(30), "t1"))
    assert scene.floor["granted_ms"] == seconds(30)
    scene.send(c.Advance())
    assert refusal(scene, c.GrantTime(seconds(30), "t1")) == "stale_view"
    assert refusal(scene, c.GrantTime(seconds(30), "t99")) == "not_found"
    scene.send(c.GrantTime(seconds(30), "t2"))
