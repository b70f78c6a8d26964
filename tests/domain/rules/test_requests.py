"""Asking for the floor: for oneself, once, while the list is open; taking it back, exchanging places, being ready."""

from __future__ import annotations

import pytest

from app.domain.errors import Invalid, Rejection
from app.domain.messages import commands as c
from app.domain.rules.requests import By, request_floor
from app.domain.state.requests import MOST_OF_ONE, MOST_OFFERS, MOST_REQUESTS
from app.domain.values import MINUTE, ReadinessLevel, RequestKind, Role
from tests.domain.debate import NAMES, Debate
from tests.fakes import Scene, rejection


def interrupting(debate: Debate) -> str | None:
    """Return who interrupts, if a speaker does."""
    held = debate.floor["interruption"]
    return held["speaker"] if held is not None else None


def test_a_delegate_asks_for_themselves_once_and_takes_it_back() -> None:
    debate = Debate()
    debate.by("chad", c.RequestFloor(id="mine", note="by video"))
    assert debate.by("chad", c.RequestFloor(id="mine")) == []
    assert debate.refused(c.RequestFloor(), "chad") == "already_requested"
    assert debate.refused(c.RequestFloor(id="mine"), "peru") == "already_exists"
    assert debate.refused(c.WithdrawRequest("mine"), "peru") == "not_yours"
    debate.by("chad", c.WithdrawRequest("mine"))
    assert debate.refused(c.WithdrawRequest("mine"), "chad") == "request_over"
    debate.by("chad", c.RequestFloor(id="again"))
    assert debate.order == ["again"]


@pytest.mark.parametrize("command", [c.RequestFloor(speaker="peru"), c.RequestFloor(name="Somebody")])
def test_a_delegate_does_not_ask_for_others(command: c.RequestFloor) -> None:
    assert Debate().refused(command, "chad") == "not_yours"


def test_the_desk_asks_for_people_of_the_roster_and_for_new_ones() -> None:
    debate = Debate()
    debate.send(c.RequestFloor(name=" CHAD ", id="a"), role=Role.DESK)
    debate.send(c.RequestFloor(name="Ada Stranger", affiliation="Institute", id="b"), role=Role.DESK)
    assert [debate.request(id_)["name"] for id_ in debate.order] == ["Chad", "Ada Stranger"]
    assert debate.session.plan.speakers[-1].affiliation == "Institute"
    assert debate.refused(c.RequestFloor()) == "invalid"
    assert debate.refused(c.RequestFloor(speaker="nobody")) == "not_found"


def test_a_request_without_an_id_has_the_number_of_its_record_or_the_next_one_that_is_free() -> None:
    debate = Debate()
    debate.send(c.RequestFloor(speaker="chad"))
    number = debate.session.seq  # of its record
    debate.send(c.RequestFloor(speaker="peru", id=f"r{number + 2}"), c.RequestFloor(speaker="togo"))
    assert debate.order == [f"r{number}", f"r{number + 2}", f"r{number + 3}"]
    assert debate.refused(c.RequestFloor(speaker="fiji", id="two words")) == "invalid"


def test_a_long_note_is_refused_with_its_length() -> None:
    with pytest.raises(Invalid) as refusal:
        Debate().send(c.RequestFloor(speaker="chad", note="x" * 10_000))
    assert "10000 characters" in refusal.value.sentence


def test_a_kind_that_delegates_may_not_ask_for_is_entered_by_the_desk() -> None:
    debate = Debate({"kinds": ["statement"]})
    assert debate.refused(c.RequestFloor(RequestKind.QUESTION), "chad") == "kind_not_taken"
    debate.send(c.RequestFloor(RequestKind.QUESTION, speaker="chad"), role=Role.DESK)


def test_replies_name_the_speech_they_answer_and_come_in_time() -> None:
    debate = Debate()
    debate.ask("chad", "peru")
    assert debate.refused(c.RequestFloor(RequestKind.REPLY, speaker="fiji")) == "invalid"
    assert debate.refused(c.RequestFloor(speaker="fiji", reply_to="chad")) == "invalid"
    assert debate.refused(c.RequestFloor(RequestKind.REPLY, speaker="fiji", reply_to="none")) == "not_found"
    assert debate.refused(c.RequestFloor(RequestKind.REPLY, speaker="chad", reply_to="chad")) == "invalid"
    debate.begin()
    debate.speak()
    debate.wait(15 * MINUTE)
    debate.ask("fiji", kind=RequestKind.REPLY, reply_to="chad")
    debate.wait(1)
    assert debate.refused(c.RequestFloor(RequestKind.REPLY, speaker="togo", reply_to="chad")) == "reply_too_late"
    debate.send(c.WithdrawRequest("fiji-reply"))
    debate.send(c.WithdrawRequest("peru"))
    assert debate.refused(c.RequestFloor(RequestKind.REPLY, speaker="togo", reply_to="peru")) == "request_over"


def test_a_speaker_replies_twice_at_most() -> None:
    debate = Debate()
    debate.ask("chad", "peru")
    debate.begin()
    for number in range(2):
        debate.send(c.RequestFloor(RequestKind.REPLY, f"reply{number}", "fiji", reply_to="chad"))
        debate.send(c.TakeRequest(f"reply{number}"), c.Advance())
    assert debate.refused(c.RequestFloor(RequestKind.REPLY, speaker="fiji", reply_to="chad")) == "no_more_replies"


def test_a_point_of_order_of_the_moderator_takes_the_floor_at_once() -> None:
    debate = Debate()
    debate.ask("chad")
    debate.begin()
    debate.send(c.Advance())
    debate.wait(MINUTE)
    remaining = debate.remaining
    debate.ask("peru", kind=RequestKind.POINT_OF_ORDER)
    assert debate.floor["interruption"] == {
        "kind": "point_of_order",
        "note": "",
        "since_ms": debate.now,
        "speaker": "peru",
    }
    debate.wait(MINUTE)
    debate.send(c.EndInterruption())
    assert (debate.remaining, debate.floor["voice"]) == (remaining, "chad")
    assert debate.request("peru-point_of_order")["state"] == "spoken"


def test_a_point_of_order_takes_the_floor_while_the_clock_is_paused_and_undo_returns_to_the_pause() -> None:
    debate = Debate()
    debate.ask("chad")
    debate.begin()
    debate.send(c.Advance())
    debate.wait(MINUTE)
    debate.send(c.PauseClock())
    debate.wait(MINUTE)
    debate.ask("peru", kind=RequestKind.POINT_OF_ORDER)
    assert interrupting(debate) == "peru"
    debate.send(c.Undo())
    assert (interrupting(debate), debate.floor["state"], debate.order) == (None, "paused", ["peru-point_of_order"])
    debate.send(c.TakeRequest("peru-point_of_order"))
    debate.wait(MINUTE)
    debate.send(c.EndInterruption())
    assert (debate.floor["state"], debate.floor["text"]) == ("running", "1:00")


def test_a_request_made_since_an_absence_is_withdrawn_when_the_absence_is_undone() -> None:
    debate = Debate()
    debate.ask("chad", "peru")
    debate.send(c.MarkAbsent(request="chad", out=True))
    debate.send(c.RequestFloor(id="again", speaker="chad"))
    assert debate.order == ["peru", "again"]
    debate.send(c.Undo())
    assert debate.order == ["chad", "peru"]
    assert debate.request("again")["state"] == "withdrawn"


def test_a_point_of_order_of_a_delegate_waits_for_the_moderator() -> None:
    debate = Debate()
    debate.ask("chad")
    debate.begin()
    debate.send(c.Advance())
    debate.by("peru", c.RequestFloor(RequestKind.POINT_OF_ORDER, "point"))
    assert interrupting(debate) is None
    debate.send(c.TakeRequest("point"))
    assert interrupting(debate) == "peru"
    assert debate.refused(c.RequestFloor(RequestKind.POINT_OF_ORDER, speaker="fiji")) == ""


def test_two_delegates_exchange_places_when_both_agree() -> None:
    debate = Debate()
    debate.ask("chad", "peru", "fiji")
    assert debate.refused(c.SwapRequests("peru", "fiji"), "chad") == "not_yours"
    debate.by("chad", c.SwapRequests("chad", "fiji"))
    assert debate.by("chad", c.SwapRequests("chad", "fiji")) == []
    assert debate.order == ["chad", "peru", "fiji"]
    assert debate.request("fiji", Role.SPEAKER, "fiji")["swap_offered"] == ["chad"]
    debate.by("fiji", c.SwapRequests("fiji", "chad"))
    assert debate.order == ["fiji", "peru", "chad"]
    with pytest.raises(Rejection):
        debate.send(c.SwapRequests("chad", "fiji"), role=Role.DESK)


def test_one_who_has_spoken_exchanges_nothing() -> None:
    debate = Debate()
    debate.ask("chad", "peru")
    debate.begin()
    assert debate.refused(c.SwapRequests("chad", "peru")) == "request_over"
    assert debate.refused(c.SwapRequests("peru", "peru")) == "invalid"


def test_people_say_that_they_are_there() -> None:
    debate = Debate()
    debate.ask("chad")
    debate.by("chad", c.MarkReady(ReadinessLevel.ARRIVED))
    assert debate.request("chad")["ready"] == "arrived"
    assert debate.by("chad", c.MarkReady(ReadinessLevel.ARRIVED)) == []
    assert debate.by("chad", c.MarkReady(ReadinessLevel.CONFIRMED)) == []
    assert debate.refused(c.MarkReady(ReadinessLevel.CHECKED), "chad") == "invalid"
    assert debate.refused(c.MarkReady(ReadinessLevel.UNKNOWN), "chad") == "invalid"
    assert debate.refused(c.MarkReady(ReadinessLevel.ARRIVED, "peru"), "chad") == "not_yours"
    debate.send(c.MarkReady(ReadinessLevel.CHECKED, "peru"), role=Role.DESK)
    assert debate.refused(c.MarkReady(ReadinessLevel.CHECKED)) == "not_found"
    assert str(rejection(debate, c.MarkReady(ReadinessLevel.CHECKED, "nobody"))) == 'There is no speaker "nobody" here.'


def test_who_has_the_floor_says_that_they_have_finished_and_may_speak_again() -> None:
    debate = Debate()
    debate.ask("chad", "peru")
    assert debate.refused(c.MarkReady(ReadinessLevel.FINISHED), "chad") == "not_speaking"
    debate.begin()
    assert debate.refused(c.MarkReady(ReadinessLevel.FINISHED), "chad") == "not_speaking"
    debate.send(c.Advance())
    assert debate.refused(c.MarkReady(ReadinessLevel.FINISHED), "peru") == "not_speaking"
    debate.by("chad", c.MarkReady(ReadinessLevel.FINISHED))
    assert debate.request("chad")["ready"] == "finished"
    debate.send(c.Advance(), c.Advance(), c.Advance(), c.RequestFloor(id="again", speaker="chad"))
    debate.send(c.TakeRequest("again"))
    assert debate.request("again")["ready"] == "on_deck"
    debate.send(c.GiveFloor("opening"))
    assert debate.refused(c.MarkReady(ReadinessLevel.FINISHED, "chad")) == "not_speaking"
    debate.send(c.MarkReady(ReadinessLevel.FINISHED, "mv"))


@pytest.mark.parametrize("again", [[c.GoBack(), c.Advance()], [c.SetVoice("p1")]])
def test_a_speech_that_begins_again_is_not_finished(again: list[c.AnyCommand]) -> None:
    scene = Scene()
    scene.send(c.OpenSession(), c.GiveFloor("discussion"))
    scene.send(c.MarkReady(ReadinessLevel.FINISHED, "p1"), c.MarkReady(ReadinessLevel.FINISHED, "p2"))
    scene.send(*again)
    assert scene.session.readiness["p1"] is ReadinessLevel.ON_DECK


def test_three_hundred_who_ask_in_one_second_stand_in_the_order_of_their_records() -> None:
    names = [f"d{n}" for n in range(300)]
    debate = Debate(speakers=[{"id": "mv", "name": "M"}, *({"id": name, "name": name} for name in names)])
    for name in names:
        debate.by(name, c.RequestFloor(id=f"{name}-1"))
    assert debate.order == [f"{name}-1" for name in names]


def test_one_speaker_does_not_fill_the_list_by_asking_and_withdrawing() -> None:
    debate = Debate()
    for number in range(MOST_OF_ONE):
        debate.by("chad", c.RequestFloor(id=f"r{number}"))
        debate.by("chad", c.WithdrawRequest(f"r{number}"))
    assert debate.refused(c.RequestFloor(), "chad") == "asked_often"
    debate.by("peru", c.RequestFloor(id="mine"))
    assert debate.order == ["mine"]


def test_one_speaker_does_not_offer_to_exchange_places_without_end() -> None:
    names = [f"d{n}" for n in range(MOST_OFFERS + 2)]
    debate = Debate(speakers=[{"id": "mv", "name": "M"}, *({"id": name, "name": name} for name in names)])
    debate.ask(*names)
    for name in names[1:-1]:
        debate.by("d0", c.SwapRequests("d0", name))
    assert debate.refused(c.SwapRequests("d0", names[-1]), "d0") == "offered_often"
    assert debate.by("d0", c.SwapRequests("d0", "d1")) == []


def test_a_list_takes_as_many_requests_as_it_can_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.domain.rules.requests.MOST_REQUESTS", 2)
    debate = Debate()
    debate.ask(*list(NAMES)[:2])
    assert debate.refused(c.RequestFloor(speaker="togo")) == "list_full"
    assert MOST_REQUESTS == 2_000


def test_a_closed_session_takes_no_requests() -> None:
    debate = Debate()
    debate.send(c.OpenSession(), c.CloseSession())
    assert debate.refused(c.RequestFloor(speaker="chad")) == "session_closed"
    with pytest.raises(Rejection):
        request_floor(debate.session, c.RequestFloor(), debate.now, By(Role.SPEAKER, speaker="chad"))
