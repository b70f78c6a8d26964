"""A debate with the one big key: introduce, give the floor, end, next; each speech with a clock of its own."""

from __future__ import annotations

from typing import Any

from app.domain.derived.ledger import ledger
from app.domain.messages import commands as c
from app.domain.messages import events as e
from app.domain.state.requests import RequestState
from app.domain.values import MINUTE, SECOND, RequestKind
from tests.domain.debate import Debate


def facts(debate: Debate) -> tuple[Any, ...]:
    floor = debate.floor
    return floor["segment"], floor["state"], floor["voice"], floor["text"]


def test_the_big_key_introduces_gives_the_floor_ends_and_goes_on() -> None:
    debate = Debate({"slots": {"statement": "2:00"}})
    debate.ask("chad", "peru")
    debate.send(c.Cue("debate"))
    assert facts(debate) == ("debate", "cued", None, "30:00")
    debate.send(c.Advance())
    assert facts(debate) == ("debate", "cued", "chad", "2:00")
    assert debate.session.status == "live"
    debate.wait(20 * SECOND)
    debate.send(c.Advance())
    debate.wait(61 * SECOND)
    assert facts(debate) == ("debate", "running", "chad", "0:59")
    debate.send(c.Advance())
    assert facts(debate) == ("debate", "cued", "peru", "2:00")
    debate.send(c.Advance())
    debate.wait(2 * MINUTE + SECOND)
    assert facts(debate) == ("debate", "running", "peru", "+0:01")
    debate.send(c.Advance())
    assert facts(debate)[:3] == ("debate", "running", None)
    debate.send(c.Advance())
    assert facts(debate)[:2] == ("closing", "cued")
    assert debate.spent("debate") == 20 * SECOND + 61 * SECOND + 121 * SECOND
    book = ledger(debate.session, debate.now)
    assert book.by_speaker == {"chad": 61 * SECOND, "peru": 121 * SECOND}
    assert book.unattributed == {"debate": 202 * SECOND}


def test_a_message_ends_with_the_speech_that_it_was_for() -> None:
    debate = Debate()
    debate.ask("chad", "peru", "fiji")
    debate.send(c.Cue("debate"), c.Advance(), c.Advance(), c.ShowMessage("Please conclude"), c.Advance())
    assert (debate.floor["voice"], debate.session.stage.message) == ("peru", None)
    debate.send(c.Advance(), c.ShowMessage("Please conclude"), c.TakeRequest("fiji"))
    assert (debate.floor["voice"], debate.session.stage.message) == ("fiji", None)


def test_an_item_without_requests_is_one_like_any_other() -> None:
    debate = Debate()
    debate.send(c.Cue("debate"), c.Advance())
    assert facts(debate)[:3] == ("debate", "running", None)
    debate.send(c.Advance())
    assert facts(debate)[0] == "closing"


def test_pauses_and_interruptions_hold_the_speech_and_its_item() -> None:
    debate = Debate()
    debate.ask("chad")
    debate.begin()
    debate.send(c.Advance())
    debate.wait(10 * SECOND)
    for hold, release in (
        (c.PauseClock(), c.ResumeClock()),
        (c.Interrupt("technical"), c.EndInterruption()),  # type: ignore[arg-type]
        (c.PauseClock(), c.ResumeClock()),
    ):
        debate.send(hold)
        debate.wait(MINUTE)
        assert debate.remaining == 110 * SECOND
        debate.send(release)
    debate.wait(10 * SECOND)
    assert (debate.remaining, debate.spent("debate")) == (100 * SECOND, 20 * SECOND)


def test_granted_time_is_the_speechs() -> None:
    debate = Debate()
    debate.ask("chad", "peru")
    debate.begin()
    debate.send(c.Advance())
    debate.wait(90 * SECOND)
    debate.send(c.GrantTime(5 * SECOND))
    assert debate.session.floor_clock.timer.cues_sent == {"1:00"}  # its moment is not ahead again
    debate.send(c.GrantTime(55 * SECOND))
    assert debate.session.floor_clock.timer.cues_sent == set()
    assert (debate.floor["allotted_ms"], debate.floor["granted_ms"]) == (3 * MINUTE, MINUTE)
    assert debate.session.allotted("debate") == 30 * MINUTE
    debate.send(c.Advance())
    assert debate.floor["granted_ms"] == 0


def test_cues_are_those_of_the_speech_and_each_speech_has_its_own() -> None:
    debate = Debate()
    debate.ask("chad", "peru")
    debate.begin()
    for _ in range(2):
        debate.send(c.Advance())
        debate.wait(MINUTE)
        assert debate.view()["stage"]["cue"]["cue"] == "1:00"  # type: ignore[index]
        debate.wait(20 * SECOND)
        assert debate.view()["stage"]["cue"] is None
        debate.send(c.Advance())
    sent = [record.event for record in debate.records if isinstance(record.event, e.CueSent)]
    assert [cue.cue for cue in sent] == ["1:00", "1:00"]


def test_nothing_is_cued_between_two_requests() -> None:
    debate = Debate(segments=[{"id": "debate", "kind": "interventions", "title": "Debate", "planned": "2:00"}])
    debate.begin()
    debate.wait(5 * MINUTE)
    assert not any(isinstance(record.event, e.CueSent) for record in debate.records)


def test_a_speech_that_ends_at_zero_is_followed_by_the_next() -> None:
    item = {"id": "debate", "kind": "interventions", "title": "Debate", "planned": "9:00", "at_zero": "yield"}
    debate = Debate(segments=[item])
    debate.ask("chad", "peru")
    debate.begin()
    debate.send(c.Advance())
    debate.wait(5 * MINUTE)
    assert facts(debate) == ("debate", "cued", "peru", "2:00")
    debate.send(c.Undo())
    assert facts(debate) == ("debate", "running", "chad", "+3:00")
    debate.wait(MINUTE)
    assert facts(debate)[2] == "chad"


def test_a_request_is_taken_out_of_turn() -> None:
    debate = Debate()
    debate.ask("chad", "peru", "fiji")
    debate.send(c.Cue("debate"), c.TakeRequest("peru"))
    assert facts(debate)[1:3] == ("running", "peru")
    debate.wait(MINUTE)
    debate.send(c.TakeRequest("fiji"))
    assert (facts(debate)[2], debate.request("peru")["state"]) == ("fiji", "spoken")
    debate.send(c.Advance())
    assert facts(debate)[2] == "chad"
    debate.ask("togo")
    debate.send(c.TakeRequest("togo"))
    assert (facts(debate)[2], debate.order) == ("togo", ["chad"])
    assert debate.refused(c.TakeRequest("peru")) == "request_over"


def test_a_request_is_not_taken_while_its_item_does_not_have_the_floor() -> None:
    debate = Debate()
    debate.ask("chad")
    assert debate.refused(c.TakeRequest("chad")) == "list_not_on"
    debate.send(c.GiveFloor("opening"))
    assert debate.refused(c.TakeRequest("chad")) == "list_not_on"


def test_taking_a_request_lets_a_paused_clock_go_on() -> None:
    debate = Debate()
    debate.ask("chad", "peru")
    debate.begin()
    debate.send(c.Advance(), c.PauseClock(), c.TakeRequest("peru"))
    assert facts(debate)[1:3] == ("running", "peru")


def test_going_back_gives_a_fresh_clock_then_the_place_on_the_list() -> None:
    debate = Debate()
    debate.ask("chad", "peru")
    debate.begin()
    debate.send(c.Advance())
    debate.wait(MINUTE)
    debate.send(c.GoBack())
    assert facts(debate) == ("debate", "cued", "chad", "2:00")
    debate.send(c.GoBack())
    assert (facts(debate)[2], debate.order) == (None, ["chad", "peru"])
    debate.begin()
    debate.speak()
    debate.send(c.GoBack())
    assert debate.refused(c.GoBack()) == "speeches_given"
    debate.send(c.Cue("closing"), c.Cue("debate"), c.GoBack())
    assert facts(debate)[:2] == ("opening", "cued")


def test_a_start_is_corrected_inside_its_item() -> None:
    debate = Debate()
    debate.ask("chad", "peru")
    debate.begin()
    debate.speak(MINUTE)
    debate.wait(30 * SECOND)
    debate.send(c.Advance())
    debate.wait(10 * SECOND)
    debate.send(c.CorrectStart(40 * SECOND))
    assert debate.remaining == 80 * SECOND
    assert debate.refused(c.CorrectStart(50 * SECOND)) == "too_early"
    debate.send(c.CorrectStart(50 * SECOND, also_end_previous=True))
    book = ledger(debate.session, debate.now)
    assert book.by_speaker == {"chad": 50 * SECOND, "peru": 50 * SECOND}
    for whole in (100 * SECOND, 9 * MINUTE):
        assert debate.refused(c.CorrectStart(whole, also_end_previous=True)) == "too_early"


def test_a_start_is_corrected_back_to_that_of_its_item() -> None:
    debate = Debate()
    debate.ask("chad")
    debate.begin()
    debate.wait(20 * SECOND)
    debate.send(c.Advance())
    debate.wait(10 * SECOND)
    item = debate.session.timer.started_at_ms or 0
    assert debate.refused(c.CorrectStart(debate.now - item + 1)) == "too_early"
    debate.send(c.CorrectStart(debate.now - item))
    assert debate.session.floor_clock.timer.started_at_ms == item


def test_undo_gives_a_speech_back_as_if_it_had_never_ended() -> None:
    debate = Debate()
    debate.ask("chad", "peru")
    debate.begin()
    debate.speak(MINUTE)
    debate.wait(10 * SECOND)
    debate.send(c.Undo())
    assert facts(debate) == ("debate", "running", "chad", "0:50")


def test_undo_of_a_point_of_order_gives_the_speech_back_and_lets_the_point_wait() -> None:
    debate = Debate()
    debate.ask("chad", "peru")
    debate.begin()
    debate.send(c.Advance())
    debate.wait(10 * SECOND)
    debate.ask("fiji", kind=RequestKind.POINT_OF_ORDER)
    debate.wait(5 * SECOND)
    debate.send(c.Undo())
    assert facts(debate) == ("debate", "running", "chad", "1:45")
    assert debate.session.interruption is None
    assert debate.order == ["fiji-point_of_order", "peru"]
    debate.send(c.Undo())
    assert facts(debate) == ("debate", "cued", "chad", "2:00")


def test_leaving_the_item_ends_its_speech_and_coming_back_goes_on() -> None:
    debate = Debate()
    debate.ask("chad", "peru", "fiji")
    debate.begin()
    debate.speak(MINUTE)
    debate.send(c.Advance())
    debate.wait(MINUTE)
    debate.send(c.Cue("closing"))
    requests = debate.session.list_of("debate").requests
    assert requests["peru"].state is RequestState.SPOKEN
    debate.send(c.Cue("debate"), c.Advance())
    assert facts(debate)[2] == "fiji"
    assert ledger(debate.session, debate.now).by_speaker == {"chad": MINUTE, "peru": MINUTE}
    debate.send(c.Cue("closing"))
    assert debate.order == ["fiji"]


def test_an_interruption_that_an_item_ends_with_is_over() -> None:
    debate = Debate()
    debate.ask("chad")
    debate.begin()
    debate.send(c.Advance())
    debate.ask("peru", kind=RequestKind.POINT_OF_ORDER)
    debate.wait(5 * SECOND)
    debate.send(c.Cue("closing"))
    point = debate.session.list_of("debate").requests["peru-point_of_order"]
    assert (point.state, point.timer.spent(debate.now)) == (RequestState.SPOKEN, 5 * SECOND)
    debate.send(c.Cue("debate"))
    assert debate.session.interruption is None


def test_the_big_key_ends_an_interruption_of_a_debate() -> None:
    debate = Debate()
    debate.ask("chad")
    debate.begin()
    debate.send(c.Advance())
    debate.ask("peru", kind=RequestKind.POINT_OF_ORDER)
    debate.send(c.Advance())
    assert facts(debate)[1:3] == ("running", "chad")


def test_a_point_of_order_during_an_introduction_is_shown_and_returns_exactly() -> None:
    debate = Debate()
    debate.ask("chad", "fiji")
    debate.begin()
    debate.wait(5 * SECOND)
    introduced = debate.floor
    debate.ask("peru", kind=RequestKind.POINT_OF_ORDER)
    assert facts(debate)[1:3] == ("interrupted", "chad")
    assert debate.floor["interruption"]["speaker"] == "peru"
    assert debate.floor["started_at_ms"] is None
    debate.wait(MINUTE)
    debate.send(c.Advance())
    assert debate.floor == introduced
    debate.send(c.Advance())
    assert facts(debate)[1:3] == ("running", "chad")
    assert debate.remaining == 2 * MINUTE


def test_the_big_key_ends_an_interruption_before_the_first_speech() -> None:
    debate = Debate()
    debate.ask("chad")
    debate.begin()
    debate.send(c.Interrupt("technical"))  # type: ignore[arg-type]
    debate.send(c.Advance())
    assert facts(debate)[1:3] == ("cued", "chad")
