"""Where the session stands, what fits, and how it can still end on time."""

from app.domain.derived.forecast import Moment, forecast, head, offset
from app.domain.messages import commands as c
from app.domain.state.rundown import planned_starts
from app.domain.values import HOUR, Interruption, RebalanceMode
from tests.fakes import START, Scene, minutes, seconds

PROPORTIONAL, EQUAL = RebalanceMode.PROPORTIONAL, RebalanceMode.EQUAL


def test_before_the_opening_the_walk_starts_at_the_scheduled_start() -> None:
    scene = Scene(at=START - HOUR)
    assert offset(scene.session, scene.now) == 0
    scene.wait(HOUR + minutes(2))
    assert offset(scene.session, scene.now) == minutes(2)


def test_a_late_start_is_behind_and_a_short_speech_ahead() -> None:
    scene = Scene()
    scene.wait(seconds(150)).send(c.OpenSession(), c.GiveFloor("opening"))
    assert scene.view()["offset_ms"] == seconds(150)
    scene.wait(minutes(1)).send(c.Advance())
    assert scene.view()["offset_ms"] == seconds(150) - minutes(2)


def test_overtime_and_pauses_push_the_end() -> None:
    scene = Scene()
    scene.send(c.GiveFloor("opening"))
    scene.wait(minutes(4))
    assert scene.view()["offset_ms"] == minutes(1)
    scene.send(c.GrantTime(minutes(2)), c.PauseClock())
    assert scene.view()["offset_ms"] == minutes(2)
    scene.wait(minutes(1))
    assert scene.view()["offset_ms"] == minutes(3)


def test_a_cued_speech_can_start_after_its_handover_and_then_waits_for_now() -> None:
    scene = Scene()
    scene.send(c.GiveFloor("opening"))
    scene.wait(minutes(3)).send(c.Advance())
    cued = scene.now
    scene.wait(seconds(20))
    assert scene.view()["segments"][1]["forecast_start_ms"] == cued + seconds(45)
    scene.wait(seconds(40))
    assert scene.view()["segments"][1]["forecast_start_ms"] == cued + seconds(60)
    assert scene.view()["offset_ms"] == seconds(15)


def test_who_is_out_takes_no_time_and_a_hard_start_is_not_moved_up() -> None:
    scene = Scene()
    scene.send(c.EditSegment("t3", {"hard_start": "10:40:00"}), c.GiveFloor("opening"), c.SkipSegment("t2"))
    view = scene.view()
    times = {s["id"]: s["forecast_start_ms"] for s in view["segments"]}
    assert (times["t1"], times["t2"], times["t3"]) == (START + seconds(225), None, START + minutes(40))
    assert times["t4"] == START + minutes(46) + seconds(45)
    assert planned_starts(scene.session.plan)["t3"] == START + minutes(40)


def test_the_offset_of_the_running_segment_is_its_start_against_the_plan() -> None:
    scene = Scene()
    scene.send(c.OpenSession())
    scene.wait(minutes(4)).send(c.GiveFloor("t1"))
    assert scene.floor["start_offset_ms"] == seconds(15)
    scene.wait(minutes(1)).send(c.GiveFloor("t2"))
    assert scene.floor["start_offset_ms"] == -(minutes(5) + seconds(30))


def test_a_running_speech_is_forecast_from_its_start_to_the_end_of_what_remains() -> None:
    scene = Scene()
    scene.send(c.GiveFloor("t1"))
    for waited, command, left in ((2, c.PauseClock(), 4), (3, c.ResumeClock(), 4), (1, c.PauseClock(), 3)):
        scene.wait(minutes(waited)).send(command)
        row = next(s for s in scene.view()["segments"] if s["id"] == "t1")
        assert (row["forecast_start_ms"], row["forecast_end_ms"]) == (START, scene.now + minutes(left))
        assert scene.view()["head_not_before_ms"] is None
    scene.send(c.ResumeClock(), c.Interrupt(Interruption.OTHER), c.GrantTime(-minutes(5)))
    row = next(s for s in scene.view()["segments"] if s["id"] == "t1")
    assert row["forecast_end_ms"] == scene.now


def test_screens_can_derive_every_forecast_from_the_facts() -> None:
    scene = Scene()
    scene.send(c.EditSegment("t3", {"hard_start": "10:40:00"}), c.GiveFloor("opening"))
    walk = forecast(scene.session)
    for _ in range(40):
        scene.wait(seconds(77))
        from_head = head(scene.session, scene.now)
        for segment in scene.view()["segments"]:
            if facts := segment["forecast"]:
                assert segment["forecast_start_ms"] == max(from_head + facts["after_ms"], facts["not_before_ms"] or 0)
        assert scene.view()["forecast_end_ms"] == walk.end.at(from_head)


def test_after_the_close_the_offset_is_what_it_was() -> None:
    scene = Scene()
    scene.send(c.OpenSession())
    scene.wait(minutes(61)).send(c.CloseSession())
    scene.wait(HOUR)
    assert scene.view()["offset_ms"] == minutes(1)


def test_in_overtime_the_rest_is_counted_from_now() -> None:
    scene = Scene()
    scene.send(c.OpenSession(), c.GiveFloor("opening"))
    scene.wait(minutes(3) - 1)
    assert head(scene.session, scene.now) == scene.now + 1
    for _ in range(2):
        scene.wait(1)
        assert head(scene.session, scene.now) == scene.now


def test_a_moment_is_an_instant_after_the_head_and_not_before_its_hard_start() -> None:
    moment = Moment(5).not_before(100).later(10)
    assert moment == Moment(15, 110)
    assert [moment.at(head_ms) for head_ms in (0, 95, 96)] == [110, 110, 111]
    assert Moment(5).not_before(None) == Moment(5)
    assert Moment(5, 100).not_before(90) == Moment(5, 100)


def test_the_head_is_now_while_the_floor_of_an_open_session_is_free() -> None:
    assert Scene().view()["head_not_before_ms"] == START
    assert Scene.after(c.OpenSession()).view()["head_not_before_ms"] is None
