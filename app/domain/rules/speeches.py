"""Give the floor to the requests of a list, one after the other, inside the segment that has the floor.

The console's one big key introduces the next request, starts its clock, ends it and introduces the next one. The clock
of the segment runs all the time; what is paused or interrupted holds both.
"""

from __future__ import annotations

from app.domain.derived.places import before, next_request
from app.domain.derived.slots import slot
from app.domain.errors import Refused
from app.domain.messages import events as e
from app.domain.state.fold import evolve
from app.domain.state.requests import Request, RequestState
from app.domain.state.session import Session
from app.domain.state.timer import HAS_FLOOR
from app.domain.values import TO_SPEAKER, TO_STAGES, ClockState, Interruption, RequestKind, Status

Events = tuple[e.AnyEvent, ...]


def step(session: Session, now: int) -> Events | None:
    """Return the next step of the list that is on; None if it has none, and the rundown goes on."""
    item = session.segment
    if item is None or item.takes_requests is None:
        return None
    segment = item.id
    if session.timer.state is ClockState.CUED:
        return (*_opened(session), e.ClockStarted(segment), *_introduced(session, segment))
    if session.timer.state is ClockState.INTERRUPTED:
        return (e.InterruptionEnded(segment),)
    if (speech := session.speech) is None:
        return _introduced(session, segment) or None
    if speech.state is RequestState.INTRODUCED:
        return (*_resumed(session, segment), e.RequestBegan(segment, speech.id))
    return _ended(session, segment, speech, now)


def end(session: Session, now: int) -> Events | None:
    """End the speech on and introduce the next one; None if no speech from a list is on."""
    speech = session.speech
    if session.on is None or speech is None or speech.state is not RequestState.SPEAKING:
        return None
    return _ended(session, session.on, speech, now)


def take(session: Session, segment: str, request: Request) -> Events:
    """Give the floor to a request of any place; a point of order interrupts.

    Raises:
        Refused: list_not_on, request_over, already_interrupted.
    """
    if session.on != segment or session.timer.state not in {*HAS_FLOOR, ClockState.CUED}:
        raise Refused("list_not_on")
    if request.state not in {RequestState.WAITING, RequestState.INTRODUCED, RequestState.ABSENT}:
        raise Refused("request_over")
    start = (*_opened(session), e.ClockStarted(segment)) if session.timer.state is ClockState.CUED else ()
    if request.kind is RequestKind.POINT_OF_ORDER:
        return (*start, *interrupt(session, segment, request.id))
    shown = () if request.state is RequestState.INTRODUCED else (_introduce(session, segment, request),)
    return (
        *start,
        *_resumed(session, segment),
        *_cleared(session, segment, request),
        *shown,
        e.RequestBegan(segment, request.id),
    )


def interrupt(session: Session, segment: str, request: str) -> Events:
    """Interrupt the speech on for a point of order; a paused clock goes on first, as it does afterwards."""
    if session.interruption is not None:
        raise Refused("already_interrupted")
    return (*_resumed(session, segment), e.InterruptionBegan(segment, Interruption.POINT_OF_ORDER, "", request))


def back(session: Session) -> Events | None:
    """Go back one step of the list that is on; None if its speeches have not begun, and the rundown goes back.

    Raises:
        Refused: speeches_given: between two requests only undo takes back what happened.
    """
    segment, speech = session.on, session.speech
    if segment is None or session.timer.state not in HAS_FLOOR:
        return None
    if speech is None:
        if session.list_of(segment).begun:
            raise Refused("speeches_given")
        return None
    if speech.state is RequestState.INTRODUCED:
        return (e.RequestReturned(segment, speech.id),)
    return (e.RequestIntroduced(segment, speech.id, speech.slot_ms or 0, None),)


def correct_start(session: Session, segment: str, start: int, was: int, *, also_end_previous: bool) -> Events:
    """Move the start of the speech on back to an instant; into the speech before it only if that may end earlier.

    Raises:
        Refused: too_early: the segment had not begun by then, or the speech before had not ended.
    """
    speech, floor_list = session.speech, session.list_of(segment)
    overlapped = [r for id_ in floor_list.begun if (r := floor_list.requests[id_]).timer.ended_after(start)]
    cuts_one = also_end_previous and len(overlapped) == 1 and overlapped[0].timer.began_before(start)
    if speech is None or start < session.timer.spans[0].from_ms or (overlapped and not cuts_one):
        raise Refused("too_early")
    previous = overlapped[0].id if overlapped else None
    return (e.StartCorrected(segment, start, was, previous, speech.id),)


def _ended(session: Session, segment: str, speech: Request, now: int) -> Events:
    ended = e.RequestEnded(segment, speech.id)
    return (ended, *message_taken_down(session), *introduced_after(session, segment, ended, now))


def message_taken_down(session: Session) -> Events:
    """Take the message to the speaker down with the end of the speech: it is not meant for the next speaker.

    One to the crew, or to one screen, stays.
    """
    message = session.stage.message
    return (e.MessageCleared(),) if message and message.to in {TO_STAGES, TO_SPEAKER} else ()


def introduced_after(session: Session, segment: str, event: e.AnyEvent, now: int) -> Events:
    """Introduce the request that is next once this event counts."""
    return _introduced(once(session, event, now), segment)


def once(session: Session, event: e.AnyEvent, now: int) -> Session:
    """Return the session as it is once this event counts."""
    return evolve(session, e.Record(session.seq + 1, now, "", "", None, "", event))


def _introduced(session: Session, segment: str) -> Events:
    upcoming = next_request(session, segment)
    if upcoming is None:
        return ()
    if upcoming.kind is RequestKind.POINT_OF_ORDER:
        return interrupt(session, segment, upcoming.id)
    return (_introduce(session, segment, upcoming),)


def _introduce(session: Session, segment: str, request: Request) -> e.RequestIntroduced:
    behind = before(session, segment, request.id)
    return e.RequestIntroduced(segment, request.id, slot(session, segment, request), behind)


def _cleared(session: Session, segment: str, request: Request) -> Events:
    """Return what makes room for a request: the speech on ends, another one that was introduced waits again."""
    speech = session.speech
    if speech is None or speech.id == request.id:
        return ()
    if speech.state is RequestState.SPEAKING:
        return (e.RequestEnded(segment, speech.id), *message_taken_down(session))
    return (e.RequestReturned(segment, speech.id),)


def _opened(session: Session) -> Events:
    return (e.SessionOpened(),) if session.status is Status.PLANNED else ()


def _resumed(session: Session, segment: str) -> Events:
    match session.timer.state:
        case ClockState.PAUSED:
            return (e.ClockResumed(segment),)
        case ClockState.INTERRUPTED:
            return (e.InterruptionEnded(segment),)
        case _:
            return ()
