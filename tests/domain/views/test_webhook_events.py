"""Webhook events: each event has one name for receivers, with the facts as of the state after it."""

from __future__ import annotations

from app.domain.messages import commands as c
from app.domain.messages.events import EVENTS
from app.domain.values import FloorPolicy
from app.domain.views.webhook_events import ALL_NAMES, NAMES, WebhookEvent, webhook_events
from tests.domain.debate import Debate
from tests.fakes import Scene, minutes, plan, seconds


def told(scene: Scene, since: int = 1) -> list[WebhookEvent]:
    return webhook_events(scene.session, [record for record in scene.records if record.seq > since])


def names(scene: Scene, since: int = 1) -> list[str]:
    return [announced.name for announced in told(scene, since)]


def test_a_session_from_its_opening_to_its_end() -> None:
    scene = Scene(plan(1))
    scene.send(c.GiveFloor("opening"), c.PauseClock(), c.ResumeClock(), c.GrantTime(seconds(30)), c.YieldFloor())
    scene.send(c.SkipSegment("t1"), c.CloseSession())
    assert names(scene) == [
        *("floor.cued", "session.opened", "floor.given", "clock.paused", "clock.resumed", "clock.granted"),
        *("floor.yielded", "floor.cued", "list.changed", "floor.cued", "session.closed"),
    ]


def test_what_time_makes_is_told_by_the_records_of_automatic_cues() -> None:
    scene = Scene(plan(1, cues=["2:00", "1:00", "0:20", "0:00", "+0:30"]))
    scene.send(c.GiveFloor("t1"))
    since = scene.session.seq
    scene.wait(minutes(7))
    assert names(scene, since) == ["cue.sent", "clock.wrap_up", "clock.last_call", "clock.zero", "clock.over"]
    at_zero = next(one for one in told(scene, since) if one.name == "clock.zero")
    assert (at_zero.facts["cue"], at_zero.facts["segment"]["timer"]) == ("0:00", "0:00")


def test_a_cue_by_hand_is_no_phase() -> None:
    scene = Scene(plan(1))
    scene.send(c.GiveFloor("t1"))
    scene.wait(minutes(5) - seconds(3))
    since = scene.session.seq
    scene.send(c.SendCue("1:00"))
    [announced] = told(scene, since)
    assert (announced.name, announced.facts["cue"]) == ("cue.sent", "1:00")


def test_a_webhook_event_says_of_whom_and_of_what() -> None:
    scene = Scene(plan(1))
    scene.send(c.GiveFloor("t1"))
    given = told(scene)[-1]
    assert given.facts == {
        "session": "session-v",
        "title": "Session V",
        "seq": given.seq,
        "status": "live",
        "segment": {
            "id": "t1",
            "kind": "presentation",
            "title": "Talk 1",
            "speakers": ["Panellist 1"],
            "allotted_ms": minutes(6),
            "remaining_ms": minutes(6),
            "timer": "6:00",
        },
    }


def test_a_question_is_told_without_the_name_of_the_one_who_asks() -> None:
    scene = Scene(plan(1, floor_policy=FloorPolicy.MODERATED))
    scene.send(c.AddFloorQuestion("Who pays?", name="Ada Planted", affiliation="Planted Inc"))
    question = next(iter(scene.session.asked.questions))
    since = scene.session.seq
    scene.send(c.QueueQuestion(question), c.PutQuestionOn(question))
    [announced] = [one for one in told(scene, since) if one.name == "question.on"]
    assert announced.facts["question"] == {"id": question, "text": "Who pays?"}
    assert "Planted" not in str(told(scene))
    scene.send(c.FocusQuestion("q2"))
    assert told(scene)[-1].facts["question"] == {"id": "q2", "text": "Question 2?"}
    scene.send(c.FocusQuestion(None))
    assert "question" not in told(scene)[-1].facts


def test_a_message_is_told_with_its_words() -> None:
    scene = Scene(plan(1))
    scene.send(c.ShowMessage("Slower"), c.ShowMessage(preset="one_minute"))
    assert [one.facts["text"] for one in told(scene)] == ["Slower", "One minute"]
    scene.send(c.ShowMessage("For the crew alone", to="crew"))
    assert told(scene)[-1].facts["to"] == "crew"
    assert "For the crew alone" not in str(told(scene)[-1].facts)


def test_a_change_of_the_plan_is_a_change_of_the_list() -> None:
    scene = Scene(plan(1))
    scene.send(c.EditSegment("t1", {"title": "Another"}), c.RemoveSegment("t1"))
    edited, removed = told(scene)
    assert (edited.name, removed.name, "segment" in removed.facts) == ("list.changed", "list.changed", False)


def test_a_list_of_speakers_tells_who_is_called_and_nothing_of_those_who_wait() -> None:
    debate = Debate({"shows": "nothing"})
    since = debate.session.seq
    debate.ask("chad", "fiji", "togo")
    debate.send(c.MoveRequest("togo", None, "his flight leaves at noon"), c.WithdrawRequest("fiji"))
    waiting = told(debate, since)
    assert {one.name for one in waiting} == {"list.changed"}
    assert len(waiting) == 5
    assert not any(word in str(waiting) for word in ("Togo", "togo", "flight", "request"))
    since = debate.session.seq
    debate.begin()
    debate.wait(seconds(8))
    debate.send(c.Advance())
    debate.wait(seconds(50))
    debate.send(c.YieldFloor())
    assert names(debate, since) == [
        *("floor.cued", "session.opened", "floor.given", "floor.cued"),  # the item, then the request
        *("floor.given", "floor.yielded", "floor.cued"),
    ]
    yielded = next(one for one in told(debate, since) if one.name == "floor.yielded")
    assert yielded.facts["segment"]["id"] == "debate"
    assert yielded.facts["request"] == {
        "id": "togo",
        "kind": "statement",
        "speaker": "Togo",
        "allotted_ms": minutes(2),
        "remaining_ms": seconds(70),
        "timer": "1:10",
    }


def test_one_who_was_called_and_not_there_is_not_named() -> None:
    debate = Debate()
    debate.ask("chad")
    debate.begin()
    since = debate.session.seq
    debate.send(c.MarkAbsent(request="chad", out=True))
    [announced] = told(debate, since)
    assert (announced.name, "request" in announced.facts) == ("list.changed", False)
    debate.send(c.TakeRequest("chad"), c.GoBack())
    assert names(debate, since)[-1] == "floor.cued"
    debate.send(c.GoBack())
    assert names(debate, since)[-1] == "floor.taken_back"


def test_every_name_belongs_to_an_event_that_there_is() -> None:
    assert set(NAMES) <= set(EVENTS)
    assert len(ALL_NAMES) == len(set(ALL_NAMES)) >= 24
