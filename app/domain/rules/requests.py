"""Ask for the floor, take a request back, exchange places, say that one is there. A speaker does so for themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.domain.derived.places import before, kept_behind
from app.domain.errors import Invalid, NotFound, NotYourRequest, Problem, Refused
from app.domain.messages import commands as c
from app.domain.messages import events as e
from app.domain.rules import editing, speeches
from app.domain.rules.floor import require_not_closed
from app.domain.rules.lists import cut_off, find_request, placed, the_list, waiting_request
from app.domain.state.policy import RUNS_SESSION
from app.domain.state.requests import (
    ALWAYS,
    ATTACHED,
    LONGEST_NOTE,
    MOST_OF_ONE,
    MOST_OFFERS,
    MOST_REQUESTS,
    PENDING,
    FloorList,
    ListState,
    Request,
    RequestState,
)
from app.domain.state.rundown import Segment
from app.domain.state.session import Session
from app.domain.state.timer import HAS_FLOOR
from app.domain.text import cleaned, folded
from app.domain.values import MINUTE, ClockState, ReadinessLevel, RequestKind, Role

Events = tuple[e.AnyEvent, ...]

REQUEST_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
MOST_REPLIES = 2  # of one speaker on one list
REPLY_WITHIN_MS = 15 * MINUTE  # after the end of the speech that it is about
_LEVELS = tuple(ReadinessLevel)
_SAYS_OF_ONESELF = frozenset({ReadinessLevel.CONFIRMED, ReadinessLevel.ARRIVED, ReadinessLevel.FINISHED})
_LEFT = frozenset({RequestState.WITHDRAWN, RequestState.ABSENT})


@dataclass(frozen=True, slots=True)
class By:
    """Who sends a command: the role, the pseudonym of a participant, and the speaker whose link it is."""

    role: Role
    author: str | None = None
    speaker: str | None = None


def request_floor(session: Session, command: c.RequestFloor, now: int, by: By) -> Events:
    """Put a request on the list; the same id from the same speaker again changes nothing.

    A point of order that the moderator enters takes the floor at once; any other one waits before all others for the
    moderator to give it the floor.
    """
    require_not_closed(session)
    note = cleaned("note", command.note, 0, LONGEST_NOTE)
    segment = _segment(session, command)
    speaker, added = _speaker(session, command, by)
    id_ = _id(session, command.id)
    if (known := session.request(id_)) is not None:
        if known[1].speaker != speaker:
            raise Refused("already_exists")
        return ()
    floor_list = session.list_of(segment.id)
    _require_taken(segment, floor_list, command.kind, by)
    _require_once(floor_list, command, speaker, now)
    requested = e.FloorRequested(segment.id, id_, command.kind, speaker, command.reply_to, note)
    events = (*added, requested, *_filled(session, segment.id, command.kind))
    interrupts = command.kind is RequestKind.POINT_OF_ORDER and by.role in RUNS_SESSION
    if interrupts and session.on == segment.id and session.timer.state in {ClockState.RUNNING, ClockState.PAUSED}:
        return (*events, *speeches.interrupt(session, segment.id, id_))
    return events


def withdraw_request(session: Session, request: str, by: By) -> Events:
    """Take a request off the list that waits or is introduced."""
    segment, known = _own(session, request, by)
    if known.state not in PENDING:
        raise Refused("request_over")
    behind, kept = before(session, segment, request), kept_behind(session, segment, request)
    return (e.RequestWithdrawn(segment, request, behind, kept),)


def swap_requests(session: Session, command: c.SwapRequests, by: By) -> Events:
    """Exchange two places: for the moderator at once, for a speaker as soon as both have agreed."""
    a, b = command.a, command.b
    if a == b:
        raise Invalid(Problem("b", "is the same request as a"))
    (segment, first), (other_segment, second) = waiting_request(session, a), waiting_request(session, b)
    if segment != other_segment:
        raise Invalid(Problem("b", "is on another list"))
    if by.role not in RUNS_SESSION:
        own, other = _sides(first, second, by)
        offers = session.list_of(segment).offers
        if (other.id, own.id) not in offers:
            if (own.id, other.id) not in offers and sum(own.id == offered for offered, _ in offers) >= MOST_OFFERS:
                raise Refused("offered_often")
            return () if (own.id, other.id) in offers else (e.SwapOffered(segment, own.id, other.id),)
    behind = before(session, segment, a), before(session, segment, b)
    return placed(session, e.RequestsSwapped(segment, a, b, *behind), "b")


def take_request(session: Session, request: str) -> Events:
    """Give the floor to a request of any place."""
    require_not_closed(session)
    segment, known = find_request(session, request)
    return speeches.take(session, segment, known)


def mark_ready(session: Session, command: c.MarkReady, by: By) -> Events:
    """Say how near a person is; who has the floor may have finished.

    Speakers say of themselves only that they have confirmed, are here or have finished, and not the reverse.
    """
    speaker = command.speaker if command.speaker is not None else by.speaker
    if speaker is None or session.plan.speaker(speaker) is None:
        raise NotFound('speaker "{speaker}"', speaker=speaker or "")
    if by.role is Role.SPEAKER and speaker != by.speaker:
        raise NotYourRequest
    if by.role is Role.SPEAKER and command.level not in _SAYS_OF_ONESELF:
        raise Invalid(
            Problem("level", "is for the crew to say; you can say that you have confirmed, are here or have finished")
        )
    if command.level is ReadinessLevel.FINISHED and not _has_floor(session, speaker):
        raise Refused("not_speaking")
    present = session.readiness.get(speaker, ReadinessLevel.UNKNOWN)
    level = max(present, command.level, key=_LEVELS.index) if by.role is Role.SPEAKER else command.level
    return (e.ReadinessMarked(speaker, level),) if level is not present else ()


def _has_floor(session: Session, speaker: str) -> bool:
    """Whether a person has the floor, alone or with others of the segment."""
    if session.floor_clock.timer.state not in HAS_FLOOR:
        return False
    if (speech := session.speech) is not None:
        return speech.speaker == speaker
    return session.segment is not None and speaker in session.segment.speakers


def _segment(session: Session, command: c.RequestFloor) -> Segment:
    """Return the segment whose list takes a request; a reply or an answer goes to that of the speech it is about."""
    if command.kind not in ATTACHED:
        if command.reply_to is not None:
            raise Invalid(Problem("reply_to", "belongs to a reply or an answer"))
        return the_list(session, command.segment)
    if command.reply_to is None:
        raise Invalid(Problem("reply_to", "is missing: the request whose speech this is about"))
    segment, _ = find_request(session, command.reply_to)
    return the_list(session, segment)


def _speaker(session: Session, command: c.RequestFloor, by: By) -> tuple[str, Events]:
    """Return the requester, and the event that adds them to the people of the session if they are new."""
    if by.role is Role.SPEAKER:
        if by.speaker is None or command.speaker not in {None, by.speaker} or command.name:
            raise NotYourRequest
        return _known(session, by.speaker), ()
    if command.speaker is not None:
        return _known(session, command.speaker), ()
    if not command.name.strip():
        raise Invalid(Problem("speaker", "is missing: the id of a speaker, or the name of a new one"))
    named = [s for s in session.plan.speakers if folded(s.name) == folded(command.name.strip()[:200])]
    if len(named) == 1:
        return named[0].id, ()
    fields = {"name": command.name, **({"affiliation": command.affiliation} if command.affiliation else {})}
    added = editing.add_speaker(session, fields)
    return str(added[0].speaker["id"]), added


def _known(session: Session, speaker: str) -> str:
    if session.plan.speaker(speaker) is None:
        raise NotFound('speaker "{speaker}"', speaker=speaker)
    return speaker


def _id(session: Session, id_: str | None) -> str:
    if id_ is None:
        number = session.seq + 1
        while session.request(f"r{number}") is not None:
            number += 1
        return f"r{number}"
    if not REQUEST_ID.fullmatch(id_):
        raise Invalid(Problem("id", "is up to 64 letters, digits, hyphens, dots or underscores, best a UUID"))
    return id_


def _require_taken(segment: Segment, floor_list: FloorList, kind: RequestKind, by: By) -> None:
    """Refuse a request that the list does not take now."""
    settings = segment.takes_requests
    if by.role is Role.SPEAKER and settings is not None and kind not in settings.kinds:
        raise Refused("kind_not_taken")
    if floor_list.state is ListState.CLOSED:
        raise Refused("list_closed")
    if floor_list.state is ListState.CUT_OFF and kind not in ALWAYS:
        raise Refused("list_cut_off")
    if len(floor_list.requests) >= MOST_REQUESTS:
        raise Refused("list_full")


def _require_once(floor_list: FloorList, command: c.RequestFloor, speaker: str, now: int) -> None:
    """Refuse asking without end, a second waiting request of a kind, a third reply, and one to a speech long past."""
    all_own = [request for request in floor_list.requests.values() if request.speaker == speaker]
    if len(all_own) >= MOST_OF_ONE:
        raise Refused("asked_often")
    own = [request for request in all_own if request.kind is command.kind]
    if any(r.state in PENDING for r in own):
        raise Refused("already_requested")
    if command.kind is RequestKind.REPLY and sum(r.state not in _LEFT for r in own) >= MOST_REPLIES:
        raise Refused("no_more_replies")
    about = floor_list.requests.get(command.reply_to or "")
    if about is not None and about.state in _LEFT:
        raise Refused("request_over")
    if command.kind is RequestKind.REPLY and about is not None and about.speaker == speaker:
        raise Invalid(Problem("reply_to", "is the speaker's own speech"))
    ended = about.timer.ended_at_ms if about is not None else None
    if ended is not None and now - ended > REPLY_WITHIN_MS:
        raise Refused("reply_too_late")


def _filled(session: Session, segment: str, kind: RequestKind) -> Events:
    """Return the cut-off of a list that is as long as it may become with one more request."""
    floor_list = session.list_of(segment)
    if kind in ALWAYS or floor_list.most is None or len(floor_list.entries()) + 1 < floor_list.most:
        return ()
    return (cut_off(session, segment),)


def _own(session: Session, request: str, by: By) -> tuple[str, Request]:
    segment, known = find_request(session, request)
    if by.role is Role.SPEAKER and known.speaker != by.speaker:
        raise NotYourRequest
    return segment, known


def _sides(first: Request, second: Request, by: By) -> tuple[Request, Request]:
    """Return the sender's own request and the other one. The desk asks the moderator to exchange places."""
    if by.role is Role.SPEAKER and first.speaker == by.speaker:
        return first, second
    if by.role is Role.SPEAKER and second.speaker == by.speaker:
        return second, first
    raise NotYourRequest
