"""A list keeps what its events say; what an undo removed changes nothing."""

from __future__ import annotations

from app.domain.messages import commands as c
from app.domain.messages import events as e
from app.domain.state.persistent import PersistentMap
from app.domain.state.requests import NO_LIST, FloorList, ListState, Request, RequestState, begun, follow_list, stopped
from app.domain.state.timer import Timer
from app.domain.values import MINUTE, ClockState, RequestKind
from tests.domain.debate import Debate


def record(event: e.AnyEvent) -> e.Record:
    return e.Record(9, 1_000, "test", "moderator", None, "", event)


def test_a_requests_state_is_that_of_its_clock() -> None:
    states = {
        clock: Request("r", RequestKind.STATEMENT, "chad", 1, 0, timer=Timer(state=clock)).state for clock in ClockState
    }
    assert states == {
        ClockState.IDLE: RequestState.WAITING,
        ClockState.CUED: RequestState.INTRODUCED,
        ClockState.RUNNING: RequestState.SPEAKING,
        ClockState.PAUSED: RequestState.SPEAKING,
        ClockState.INTERRUPTED: RequestState.SPEAKING,
        ClockState.FINISHED: RequestState.SPOKEN,
        ClockState.SKIPPED: RequestState.WITHDRAWN,
        ClockState.ABSENT: RequestState.ABSENT,
    }


def test_a_list_that_was_never_opened_is_closed_and_no_lots_are_drawn_for_it() -> None:
    assert (NO_LIST.state, NO_LIST.seed, NO_LIST.drawn, NO_LIST.drawn_late) == (ListState.CLOSED, None, False, False)


def test_an_event_about_a_request_that_is_gone_changes_nothing() -> None:
    for event in (
        e.RequestWithdrawn("debate", "gone", None),
        e.RequestMoved("debate", "gone", None, "", None),
        e.RequestBegan("debate", "gone"),
        e.RequestMarkedAbsent("debate", "gone", False, None),
    ):
        assert follow_list(NO_LIST, event, record(event)) is NO_LIST


def test_only_statements_and_questions_that_are_still_there_are_entries() -> None:
    debate = Debate()
    debate.ask("chad", "peru", "fiji")
    debate.ask("togo", kind=RequestKind.REPLY, reply_to="chad")
    debate.send(c.WithdrawRequest("peru"), c.MarkAbsent(request="fiji", out=True))
    floor_list = debate.session.list_of("debate")
    assert [request.id for request in floor_list.entries()] == ["chad"]
    assert [request.id for request in floor_list.waiting()] == ["chad", "togo-reply"]


def test_a_request_that_begins_again_is_the_latest_to_have_begun() -> None:
    cued = {id_: Request(id_, RequestKind.STATEMENT, id_, 1, 0, timer=Timer().cue(0)) for id_ in ("chad", "peru")}
    both = begun(begun(FloorList(requests=PersistentMap(cued)), "chad", 1_000), "peru", 2_000)
    again = begun(both.with_timer("chad", Timer().cue(3_000)), "chad", 4_000)
    assert (both.begun, again.begun) == (("chad", "peru"), ("peru", "chad"))
    assert again.requests["chad"].timer.started_at_ms == 4_000


def test_allotted_is_the_slot_and_what_was_granted() -> None:
    request = Request("r", RequestKind.STATEMENT, "chad", 1, 0, timer=Timer(granted_ms=MINUTE))
    assert (request.allotted_ms, Request("r", request.kind, "chad", 1, 0, slot_ms=MINUTE).allotted_ms) == (
        MINUTE,
        MINUTE,
    )


def test_a_list_that_loses_the_floor_lets_its_introduced_request_wait_again() -> None:
    debate = Debate()
    debate.ask("chad")
    debate.begin()
    left = stopped(debate.session.list_of("debate"), debate.now)
    assert (left.speech, left.requests["chad"].state) == (None, RequestState.WAITING)
    assert stopped(left, debate.now) is left


def test_the_cut_off_drops_only_what_still_waits() -> None:
    debate = Debate()
    debate.ask("chad", "peru")
    debate.begin()
    event = e.ListCutOff("debate", MINUTE, ("chad", "peru"))
    cut = follow_list(debate.session.list_of("debate"), event, record(event))
    assert (cut.state, cut.slot_ms) == (ListState.CUT_OFF, MINUTE)
    assert [request.cut_off for request in cut.requests.values()] == [False, True]


def test_an_exchange_with_a_request_that_is_gone_changes_nothing() -> None:
    debate = Debate()
    debate.ask("chad")
    floor_list: FloorList = debate.session.list_of("debate")
    event = e.RequestsSwapped("debate", "chad", "gone", None, "chad")
    assert follow_list(floor_list, event, record(event)) is floor_list


def test_what_was_moved_behind_one_of_two_that_exchange_places_stays_where_it_is() -> None:
    debate = Debate()
    debate.ask("chad", "peru", "fiji", "togo")
    debate.send(c.MoveRequest("togo", "chad"))
    assert debate.order == ["chad", "togo", "peru", "fiji"]
    debate.send(c.SwapRequests("chad", "fiji"))
    assert debate.order == ["fiji", "togo", "peru", "chad"]
    debate.send(c.SwapRequests("fiji", "togo"))
    assert debate.order == ["togo", "fiji", "peru", "chad"]


def test_a_withdrawal_ends_an_offer_to_exchange_places() -> None:
    debate = Debate()
    debate.ask("chad", "peru")
    debate.by("chad", c.SwapRequests("chad", "peru"))
    debate.by("chad", c.WithdrawRequest("chad"))
    assert debate.session.list_of("debate").offers == frozenset()


def test_an_exchange_ends_the_offers_of_both_and_no_other() -> None:
    debate = Debate()
    debate.ask("chad", "peru", "fiji", "togo")
    for speaker, other in (("chad", "peru"), ("fiji", "chad"), ("togo", "peru")):
        debate.by(speaker, c.SwapRequests(speaker, other))
    debate.by("peru", c.SwapRequests("peru", "chad"))
    assert debate.order == ["peru", "chad", "fiji", "togo"]
    assert debate.session.list_of("debate").offers == frozenset()
    debate.by("togo", c.SwapRequests("togo", "fiji"))
    debate.by("peru", c.SwapRequests("peru", "chad"))
    debate.by("chad", c.SwapRequests("chad", "peru"))
    assert debate.session.list_of("debate").offers == {("togo", "fiji")}
