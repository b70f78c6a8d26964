"""Commands of the floor, the clock and the running order: the events they cause, or why they are refused.

Every function reads the present session and returns the events that follow. A command that may not be carried out now
raises `Refused` with a code of `errors.REASONS`. Instants are milliseconds UTC.
"""

from __future__ import annotations

from app.domain.errors import NotFound, Refused, StaleView
from app.domain.messages import commands as c
from app.domain.messages import events as e
from app.domain.rules import speeches
from app.domain.state.fold import UNDO_STEPS, UNDO_WITHIN_MS
from app.domain.state.rundown import Segment, running_order
from app.domain.state.session import Session
from app.domain.state.timer import HAS_FLOOR, LEGAL_MOVES, OUT_OF_ORDER
from app.domain.values import DAY, MINUTE, SECOND, ClockState, Status

LONGEST_CORRECTION_MS = 10 * MINUTE

Events = tuple[e.AnyEvent, ...]


def require_not_closed(session: Session) -> None:
    if session.status is Status.CLOSED:
        raise Refused("session_closed")


def find(session: Session, segment: str) -> Segment:
    """Return the segment with this id.

    Raises:
        NotFound: the rundown has none.
    """
    if (present := session.plan.segment(segment)) is None:
        raise NotFound('segment "{segment}"', segment=segment)
    return present


def next_segment(session: Session) -> Segment | None:
    """Return the segment that follows the one with the floor (or the latest one); None if nothing is left."""
    return next(running_order(session.plan, session.timers, session.last), None)


def previous_segment(session: Session) -> Segment:
    """Return the nearest earlier segment that is not skipped or absent; the last one if no segment is on.

    Raises:
        Refused: first_segment, there is none.
    """
    if session.last is None:
        raise Refused("first_segment")
    at = session.plan.position(session.last) + (1 if session.on is None else 0)
    for segment in reversed(session.plan.segments[:at]):
        if session.timers[segment.id].state not in {ClockState.SKIPPED, ClockState.ABSENT}:
            return segment
    raise Refused("first_segment")


def open_session(session: Session) -> Events:
    require_not_closed(session)
    if session.status is Status.LIVE:
        raise Refused("already_open")
    return (e.SessionOpened(),)


def close_session(session: Session) -> Events:
    require_not_closed(session)
    return (*_end_speech(session), e.SessionClosed())


def reopen_session(session: Session) -> Events:
    if session.status is not Status.CLOSED:
        raise Refused("not_closed")
    return (e.SessionReopened(),)


def cue(session: Session, segment: str | None) -> Events:
    """Cue a segment; a speech in progress ends."""
    require_not_closed(session)
    target = find(session, segment) if segment is not None else _required_next(session)
    return (*_end_speech(session), e.SegmentCued(target.id))


def give_floor_late(session: Session, segment: str | None, ago_ms: int, now: int) -> Events:
    """Do as `give_floor`, starting `ago_ms` earlier, but not inside an earlier speech.

    An overlap of less than a second comes from two clocks that differ: the speech then starts when the other ended.

    Raises:
        Refused: `too_early`, another speech ran at that instant; or as `give_floor`.
    """
    ended = max((timer.ended_at_ms for timer in session.timers.values() if timer.ended_at_ms is not None), default=now)
    given, asked = give_floor(session, segment), now - ago_ms
    start = max(asked, ended) if ended < min(asked + SECOND, now) else asked
    target = given[-1].segment if isinstance(given[-1], e.ClockStarted) else ""
    if session.someone_has_floor or _overlapped(session, target, start):
        raise Refused("too_early")
    return (*given, e.StartCorrected(target, start, now, None))


def give_floor(session: Session, segment: str | None) -> Events:
    """Start the clock of the cued segment, or cue and start the named one. Opens a planned session."""
    require_not_closed(session)
    if segment is not None and segment != session.on:
        return (*cue(session, segment), *_start(session, segment))
    if session.on is None:
        raise Refused("nothing_cued")
    if session.someone_has_floor:
        raise Refused("already_running")
    return _start(session, session.on)


def yield_floor(session: Session, now: int) -> Events:
    """End the speech; the next request of the list, or else the next segment, is cued automatically."""
    if not session.someone_has_floor:
        raise Refused("nobody_has_floor")
    if (of_list := speeches.end(session, now)) is not None:
        return of_list
    upcoming = next_segment(session)
    return (*_end_speech(session), *((e.SegmentCued(upcoming.id),) if upcoming else ()))


def advance(session: Session, now: int) -> Events:
    """Do the next step: the console's one big key."""
    require_not_closed(session)
    if (of_list := speeches.step(session, now)) is not None:
        return of_list
    if session.timer.state is ClockState.CUED:
        return give_floor(session, None)
    upcoming = next_segment(session)
    if upcoming is None and not session.someone_has_floor:
        raise Refused("nothing_left")
    return (*_end_speech(session), *(_bring(session, upcoming) if upcoming else ()))


def go_back(session: Session) -> Events:
    """Go back: a running segment is cued again with a fresh clock; otherwise the previous segment is cued."""
    require_not_closed(session)
    if (of_list := speeches.back(session)) is not None:
        return of_list
    if session.on is not None and session.someone_has_floor:
        return (e.SpeechDiscarded(session.on), e.SegmentCued(session.on))
    return (e.SegmentCued(previous_segment(session).id),)


def pause_clock(session: Session) -> Events:
    return (e.ClockPaused(_running(session)),)


def resume_clock(session: Session) -> Events:
    if session.on is None or session.timer.state is not ClockState.PAUSED:
        raise Refused("not_paused")
    return (e.ClockResumed(session.on),)


def grant_time(session: Session, ms: int, segment: str | None) -> Events:
    """Give or take time of the named segment, or of the speech on in it; the allotment stays within 0 to 24 hours."""
    if segment is not None and find(session, segment).id != session.on:
        raise StaleView
    if session.on is None:
        raise Refused("nothing_cued")
    allotted, speech = session.floor_clock.allotted_ms, session.speech
    granted = min(max(allotted + ms, 0), DAY) - allotted
    return (e.TimeGranted(session.on, granted, speech.id if speech else None),)


def correct_start(session: Session, command: c.CorrectStart, now: int) -> Events:
    """Move the start `ms` back; into the previous speech only if `overlap` allows that speech to end earlier."""
    segment = _running(session)
    clock = session.floor_clock.timer
    if clock.running_since_ms is None:
        raise Refused("not_running")
    start, was = now - command.ms, clock.started_at_ms or now
    if start >= was:
        raise Refused("not_earlier")
    if session.speech is not None:
        return speeches.correct_start(session, segment, start, was, also_end_previous=command.also_end_previous)
    overlapped = _overlapped(session, segment, start)
    cuts_one = command.also_end_previous and len(overlapped) == 1 and session.timers[overlapped[0]].began_before(start)
    if overlapped and not cuts_one:
        raise Refused("too_early")
    return (e.StartCorrected(segment, start, was, overlapped[0] if overlapped else None),)


def set_voice(session: Session, speaker: str | None) -> Events:
    if session.segment is None:
        raise Refused("nobody_has_floor")
    if speaker is not None and speaker not in session.segment.speakers:
        raise Refused("not_listed")
    return (e.VoiceSet(session.segment.id, speaker),)


def skip_segment(session: Session, segment: str) -> Events:
    _may_leave(session, segment, ClockState.SKIPPED, "already_skipped")
    return (e.SegmentSkipped(segment), *_hand_place_on(session, segment))


def mark_absent(session: Session, segment: str) -> Events:
    _may_leave(session, segment, ClockState.ABSENT, "already_absent")
    return (e.SegmentMarkedAbsent(segment), *_hand_place_on(session, segment))


def recall_segment(session: Session, segment: str) -> Events:
    require_not_closed(session)
    find(session, segment)
    state = session.timers[segment].state
    if state in HAS_FLOOR:
        raise Refused("has_floor")
    if state is ClockState.FINISHED:
        raise Refused("already_finished")
    if state not in OUT_OF_ORDER:
        raise Refused("not_out")
    return (e.SegmentRecalled(segment),)


def interrupt(session: Session, command: c.Interrupt, note: str) -> Events:
    if session.interruption is not None:
        raise Refused("already_interrupted")
    return (e.InterruptionBegan(_running(session), command.kind, note),)


def end_interruption(session: Session) -> Events:
    if session.on is None or session.interruption is None:
        raise Refused("not_interrupted")
    return (e.InterruptionEnded(session.on),)


def can_undo(session: Session, now: int) -> bool:
    """Whether undo would reverse a command at this instant."""
    steps = session.undoable
    return bool(steps) and session.undos < UNDO_STEPS and now - steps[-1].at_ms <= UNDO_WITHIN_MS


def undo(session: Session, now: int) -> Events:
    """Reverse the latest command of the floor, clock or stage: up to 20 steps, within 10 minutes."""
    if not can_undo(session, now):
        raise Refused("nothing_to_undo")
    step = session.undoable[-1]
    if step.command == c.StartOnTime.command:
        return (_not_again(session, step.effects[0][1] or ""), e.Undone(step.seqs, step.command, None))
    waived = step.effects[0][1] if step.automatic else None
    return (e.Undone(step.seqs, step.command, waived),)


def _not_again(session: Session, segment: str) -> e.StartStopped:
    """Record that a timed start which came by itself and is undone now does not come again."""
    return e.StartStopped(segment, session.starts_over[segment])


def _may_leave(session: Session, segment: str, state: ClockState, already: str) -> None:
    require_not_closed(session)
    find(session, segment)
    present = session.timers[segment].state
    if state in LEGAL_MOVES[present]:
        return
    if present in HAS_FLOOR:
        raise Refused("has_floor")
    raise Refused("already_finished" if present is ClockState.FINISHED else already)


def _hand_place_on(session: Session, segment: str) -> Events:
    """Return the events after a segment leaves the running order: if it was cued, the next one is cued."""
    if session.on != segment:
        return ()
    upcoming = next_segment(session)
    return (e.SegmentCued(upcoming.id),) if upcoming else ()


def _end_speech(session: Session) -> Events:
    """End the speech that has the floor, if any, with the message that its speaker was shown."""
    if session.on is None or not session.someone_has_floor:
        return ()
    return (e.SpeechEnded(session.on), *speeches.message_taken_down(session))


def _start(session: Session, segment: str) -> Events:
    opened = (e.SessionOpened(),) if session.status is Status.PLANNED else ()
    return (*opened, e.ClockStarted(segment))


def _bring(session: Session, upcoming: Segment) -> Events:
    cued = e.SegmentCued(upcoming.id)
    return (cued, *_start(session, upcoming.id)) if upcoming.autostart else (cued,)


def _required_next(session: Session) -> Segment:
    if (upcoming := next_segment(session)) is None:
        raise Refused("nothing_left")
    return upcoming


def _running(session: Session) -> str:
    if session.on is None or session.timer.state is not ClockState.RUNNING:
        raise Refused("not_running")
    return session.on


def _overlapped(session: Session, segment: str, start: int) -> list[str]:
    """Return the other speeches that had not ended at `start`; the latest may be this segment's own earlier attempt."""
    return [id_ for id_, timer in session.timers.items() if id_ != segment and timer.ended_after(start)]
