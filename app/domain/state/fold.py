"""The fold: what each event makes of a session.

The journal is a sequence of records, each with one event. `evolve` makes the next session from a session and a record.
It never refuses: `rules` decided whether an event may happen before it was written, and stored records must stay
readable for ever.

Undo writes an event, `Undone`, that names the seqs of the records to ignore. `fold` leaves those records out, as if
they had never been written, with one exception: an undone command still ends a series of undos (`follow`). Records are
never deleted and seqs only grow, so a client that has seen an undone state receives the new one as any other.

- Commands of the floor, the clock and the stage can be undone: the last `UNDO_STEPS`, within `UNDO_WITHIN_MS`. A
  command may have written several records; its `UndoStep` has all of their seqs.
- The server would repeat an automatic command at once after its undo. `Undone.waived` names its segment, for which the
  command is then not repeated.
- Edits of the plan are not undone by leaving records out; see `edit_history`.
- `history` makes folding fast: it starts from a snapshot before the first undone record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from app.domain.messages import events as e
from app.domain.messages.base import Event
from app.domain.messages.commands import COMMANDS, RequestFloor
from app.domain.messages.plan_events import PlanChange
from app.domain.state.crew.aux_clock import follow_aux
from app.domain.state.crew.look import follow_look
from app.domain.state.crew.stage import follow_stage, message_of
from app.domain.state.document import plan_from
from app.domain.state.edit_history import remember
from app.domain.state.persistent import PersistentList, changed
from app.domain.state.plan import follow_plan
from app.domain.state.policy import UNDOABLE
from app.domain.state.questions import closed, follow_question, reopened, still_to_come
from app.domain.state.requests import FloorList, RequestState, follow_list, stopped
from app.domain.state.requests import begun as speech_begun
from app.domain.state.rundown import Plan, running_order
from app.domain.state.scripts import follow_scripts
from app.domain.state.session import (
    IDLE,
    Correction,
    FocusChange,
    InterruptionInProgress,
    Note,
    Session,
    Take,
    UndoStep,
)
from app.domain.state.timer import Timer
from app.domain.values import MINUTE, ClockState, NoteKind, ReadinessLevel, Role, Status

K = TypeVar("K")
M = TypeVar("M")

BEGINS = "a journal begins with session_created"
UNDO_STEPS = 20
UNDO_WITHIN_MS = 10 * MINUTE


def fold(records: Iterable[e.Record]) -> Session:
    """Fold all records, leaving out those that were undone; see also `history`.

    Raises:
        ValueError: the journal is empty or does not begin with the session's creation.
    """
    kept = list(records)
    undone = {seq for record in kept if isinstance(record.event, e.Undone) for seq in record.event.seqs}
    if not kept:
        raise ValueError(BEGINS)
    session = begun(kept[0])
    for record in kept:
        session = follow(session, record, undone=record.seq in undone)
    return session


def begun(first: e.Record) -> Session:
    """Return the session that a journal's first record creates, before that record is folded.

    Raises:
        ValueError: the record does not create a session.
    """
    if not isinstance(first.event, e.SessionCreated):
        raise ValueError(BEGINS)
    return Session(plan_from(first.event.document))


def follow(session: Session, record: e.Record, *, undone: bool) -> Session:
    """Return the session after one more record, which may have been undone since."""
    if not undone:
        return evolve(session, record)
    # Undone or not, a command ends the series of undos before it.
    return changed(session, undos=0) if _can_be_undone(record) else session


def evolve(session: Session, record: e.Record) -> Session:
    """Return the session after one more record."""
    event: Event = record.event
    applied = _apply(session, record.event, record)
    return changed(
        applied,
        seq=record.seq,
        at_ms=record.at_ms,
        edits=remember(session.edits, session.plan, record),
        floor_seq=record.seq if event.moves_floor or applied.on != session.on else applied.floor_seq,
        forecast_seq=record.seq if event.moves_floor or event.moves_forecast else applied.forecast_seq,
        list_seq=record.seq if event.moves_list or event.moves_floor else applied.list_seq,
        **_to_undo(session, record),
    )


def _to_undo(session: Session, record: e.Record) -> Mapping[str, Any]:
    """Return the undo steps after this record, newest last, and how many were undone in a row."""
    event: Event = record.event
    if isinstance(event, e.Undone):
        return {"undos": session.undos + 1, "undo_seq": record.seq}
    if not _can_be_undone(record):
        return {}
    effect = (event.kind, getattr(event, "segment", None))
    automatic = record.role == Role.SYSTEM
    if automatic and isinstance(event, e.CueSent):
        return {}
    *earlier, latest = session.undoable or (None,)
    if record.key is None and latest is not None and not _begins_interruption_by_request(record, latest):
        step = replace(latest, seqs=(*latest.seqs, record.seq), effects=(*latest.effects, effect))
        return {"undoable": (*earlier, step), "undo_seq": record.seq}
    granted = event.ms if isinstance(event, e.TimeGranted) else 0
    step = UndoStep(record.command, record.at_ms, (record.seq,), (effect,), automatic, granted)
    return {"undoable": (*session.undoable, step)[-UNDO_STEPS:], "undos": 0, "undo_seq": record.seq}


def _can_be_undone(record: e.Record) -> bool:
    return COMMANDS.get(record.command) in UNDOABLE or _interrupts_by_request(record)


def _interrupts_by_request(record: e.Record) -> bool:
    """Whether a point of order takes the floor with its request; undone, the interruption is no more, and it waits.

    A clock that was paused goes on first.
    """
    return record.command == RequestFloor.command and isinstance(record.event, e.ClockResumed | e.InterruptionBegan)


def _begins_interruption_by_request(record: e.Record, latest: UndoStep) -> bool:
    return _interrupts_by_request(record) and (latest.command, latest.seqs[-1]) != (record.command, record.seq - 1)


def _apply(session: Session, event: e.AnyEvent, at: e.Record) -> Session:
    now = at.at_ms
    match event:
        case e.SessionCreated(document):
            return _reduced(session, plan_from(document), now)
        case e.SessionOpened():
            return changed(session, status=Status.LIVE, opened_at_ms=now)
        case e.SessionClosed():
            return changed(_uncued(session), status=Status.CLOSED, closed_at_ms=now, asked=closed(session.asked, at))
        case e.SessionReopened():
            return changed(session, status=Status.LIVE, closed_at_ms=None, asked=reopened(session.asked, at))
        case e.SegmentCued(segment):
            return _cued(session, segment, now)
        case e.ClockStarted(segment):
            item = session.plan.segment(segment)
            begun = _not_finished(session, item.speakers if item else ())
            return changed(_timed(begun, segment, _timer(session, segment).start(now)), started=_once(session, segment))
        case e.SpeechEnded(segment):
            return _ended(_list_stopped(session, segment, now), segment, now)
        case e.SpeechDiscarded():
            return session
        case e.ClockPaused(segment):
            return _both(session, segment, lambda timer: timer.pause(now))
        case e.ClockResumed(segment):
            return _both(session, segment, lambda timer: timer.run(now))
        case e.TimeGranted(segment, ms, request) if request is not None:
            return _speech_granted(session, segment, request, ms, now)
        case e.TimeGranted(segment, ms):
            return _granted(session, {segment: ms}, now)
        case e.Rebalanced(_, grants):
            return _granted(session, grants, now)
        case e.StartCorrected():
            return _corrected(session, event, now)
        case e.VoiceSet(segment, speaker):
            heard = _not_finished(session, [speaker or ""])
            return _timed(heard, segment, _timer(session, segment).say(speaker, now))
        case e.SegmentSkipped(segment):
            return _left(session, segment, ClockState.SKIPPED, now)
        case e.SegmentMarkedAbsent(segment):
            return _left(session, segment, ClockState.ABSENT, now)
        case e.SegmentRecalled(segment):
            return _left(session, segment, ClockState.IDLE, now)
        case e.InterruptionBegan():
            return _interrupted(session, event, now)
        case e.InterruptionEnded(segment):
            over = changed(_point_ended(session, segment, now), interruption=None)
            return _both(over, segment, lambda timer: timer.run(now))
        case e.Undone(_, _, waived):
            return changed(session, waived=session.waived | {waived}) if waived else session
        case e.PlanReplaced() | e.SegmentRemoved():
            return _reduced(session, follow_plan(session.plan, event), now)
        case PlanChange():
            return _with_plan(session, follow_plan(session.plan, event))
        case e.QuestionFocused(question):
            return changed(session, focuses=session.focuses.append(FocusChange(now, question)))
        case e.QuestionMarked(question, state):
            return changed(session, question_marks=_set(session.question_marks, question, state))
        case e.CoverageMarked(question, speaker, mark):
            return changed(session, coverage_marks=_set(session.coverage_marks, (question, speaker), mark))
        case e.StretchAttributed(segment, questions):
            return changed(session, attributions={**session.attributions, segment: tuple(questions)})
        case e.MessageShown():
            said = session.messages.append(message_of(event, at))
            return changed(session, stage=follow_stage(session.stage, event, at), messages=said)
        case e.MessageCleared() | e.StageFlashed() | e.BlackoutSet() | e.QuestionOnStageSet():
            return changed(session, stage=follow_stage(session.stage, event, at))
        case e.CueSent(segment) if segment != session.on or not session.someone_has_floor:
            return session  # The floor was given, and an undo took it back.
        case e.CueSent(segment, cue):
            return changed(_cue_sent(session, segment, cue), stage=follow_stage(session.stage, event, at))
        case e.NoteAdded(text, kind):
            return changed(session, notes=session.notes.append(_note(session, text, kind, at)))
        case e.NoteRemoved(gone):
            return changed(session, notes=PersistentList(note for note in session.notes if note.id != gone))
        case e.ScriptSet():
            return changed(session, scripts=follow_scripts(session.scripts, event, at.seq))
        case e.RecordingMarked():
            return changed(session, takes=(*session.takes, Take(now)))
        case e.RecordingPaused() | e.RecordingResumed():
            return changed(session, takes=_last_take(session.takes, event, now))
        case e.ReadinessMarked(speaker, level):
            return changed(session, readiness={**session.readiness, speaker: ReadinessLevel(level)})
        case e.HeardCounted(heard, pace):
            return changed(session, heard=dict(heard), pace_elsewhere=dict(pace))
        case e.AuxClockStarted() | e.AuxClockPaused() | e.AuxClockStopped() | e.AuxClockSet() | e.AuxClockRemoved():
            return changed(session, aux=follow_aux(session.aux, event, now))
        case e.StartCame(segment, at_ms) | e.StartStopped(segment, at_ms):
            return changed(session, starts_over={**session.starts_over, segment: at_ms})
        case e.LookSet():
            return changed(session, looks=follow_look(session.looks, event))
        case e.RequestIntroduced(segment) | e.RequestEnded(segment) | e.RequestReturned(segment):
            listed = _listed(session, segment, follow_list(session.list_of(segment), event, at))
            return changed(_staged(listed, cue=None), waived=session.waived - {segment})
        case e.ListOpened(segment) | e.ListClosed(segment) | e.ListCutOff(segment) | e.LotsSeeded(segment):
            return _listed(session, segment, follow_list(session.list_of(segment), event, at))
        case (
            e.FloorRequested(segment)
            | e.RequestWithdrawn(segment)
            | e.RequestMoved(segment)
            | e.RequestsSwapped(segment)
            | e.SwapOffered(segment)
            | e.RequestMarkedAbsent(segment)
        ):
            return _listed(session, segment, follow_list(session.list_of(segment), event, at))
        case e.RequestBegan(segment, request):
            floor_list = follow_list(session.list_of(segment), event, at)
            begins = floor_list.requests.get(request)
            return _listed(_not_finished(session, [begins.speaker] if begins else ()), segment, floor_list)
        case e.BurstReturned() if session.status is not Status.CLOSED:
            asked = follow_question(session.asked, event, at)
            for question in event.questions:
                asked = still_to_come(asked, question, at)
            return changed(session, asked=asked)
        case e.QuestionUnmerged() | e.QuestionReturned() if session.status is not Status.CLOSED:
            # Questions not reached when this was decided are open again if the close was undone since.
            return changed(session, asked=still_to_come(follow_question(session.asked, event, at), event.question, at))
        case _:
            return changed(session, asked=follow_question(session.asked, event, at))


def _timer(session: Session, segment: str) -> Timer:
    return session.timers.get(segment, IDLE)


def _timed(session: Session, segment: str, timer: Timer) -> Session:
    return changed(session, timers={**session.timers, segment: timer})


def _not_finished(session: Session, speakers: Iterable[str]) -> Session:
    """Return the session in which these speak again: what they said of an earlier speech is over."""
    again = [who for who in speakers if session.readiness.get(who) is ReadinessLevel.FINISHED]
    ready = dict.fromkeys(again, ReadinessLevel.ON_DECK)
    return changed(session, readiness={**session.readiness, **ready}) if again else session


def _listed(session: Session, segment: str, floor_list: FloorList) -> Session:
    return changed(session, lists={**session.lists, segment: floor_list})


def _list_stopped(session: Session, segment: str, now: int) -> Session:
    """Return the session after a list's segment lost the floor, with its speech and its point of order ended."""
    if segment not in session.lists:
        return session
    over = _point_ended(session, segment, now)
    return _listed(over, segment, stopped(over.lists[segment], now))


def _point_ended(session: Session, segment: str, now: int) -> Session:
    """Return the session after the point of order that has the floor, if one has, came to its end."""
    if (held := session.interruption) is None or held.request is None:
        return session
    return _speech_timed(session, segment, held.request, lambda timer: timer.end(now))


def _speech_timed(session: Session, segment: str, request: str, change: Callable[[Timer], Timer]) -> Session:
    """Return the session with a change to the clock of a request."""
    floor_list = session.list_of(segment)
    if (known := floor_list.requests.get(request)) is None:
        return session
    return _listed(session, segment, floor_list.with_timer(request, change(known.timer)))


def _speech_granted(session: Session, segment: str, request: str, ms: int, now: int) -> Session:
    granted = _speech_timed(session, segment, request, lambda timer: timer.grant(ms))
    if (speech := granted.list_of(segment).requests.get(request)) is None:
        return session
    remaining = speech.allotted_ms - speech.timer.spent(now)
    return _speech_timed(granted, segment, request, lambda timer: timer.rearmed(remaining))


def _both(session: Session, segment: str, change: Callable[[Timer], Timer]) -> Session:
    """Return the session with the same change to the clock of a segment and to that of its speech, if one is on."""
    timed = _timed(session, segment, change(_timer(session, segment)))
    speech = session.list_of(segment).speech
    if speech is None or speech.state is not RequestState.SPEAKING:
        return timed
    return _speech_timed(timed, segment, speech.id, change)


def _cue_sent(session: Session, segment: str, cue: str) -> Session:
    """Return the session with a cue noted on the clock for which it was sent."""
    if (speech := session.list_of(segment).speech) is not None:
        return _speech_timed(session, segment, speech.id, lambda timer: timer.cue_sent(cue))
    return _timed(session, segment, _timer(session, segment).cue_sent(cue))


def _staged(session: Session, **changes: Any) -> Session:
    return changed(session, stage=changed(session.stage, **changes))


def _with_plan(session: Session, plan: Plan) -> Session:
    timers = {segment.id: session.timers.get(segment.id, IDLE) for segment in plan.segments}
    lists = {id_: floor_list for id_, floor_list in session.lists.items() if id_ in timers}
    return changed(session, plan=plan, timers=timers, lists=lists, last=_last_in(plan, session))


def _reduced(session: Session, plan: Plan, now: int) -> Session:
    """Set a plan that may lack segments. If the cued one is gone, the next one is cued.

    This is computed here rather than written as an event: after the undo of an earlier floor command another segment
    may be on, and then no segment needs to be cued.
    """
    if session.on is None or plan.segment(session.on) is not None:
        return _with_plan(session, plan)
    reduced = _with_plan(changed(session, on=None), plan)
    upcoming = next(running_order(plan, reduced.timers, reduced.last), None)
    return reduced if upcoming is None else _cued(reduced, upcoming.id, now)


def _last_in(plan: Plan, session: Session) -> str | None:
    """Return the segment that was on last or, if the new plan lacks it, the nearest one before it."""
    ids = [segment.id for segment in session.plan.segments]
    until = ids[: ids.index(session.last) + 1] if session.last in ids else []
    return next((id_ for id_ in reversed(until) if plan.segment(id_)), None)


def _cued(session: Session, segment: str, now: int) -> Session:
    """Cue a segment. A segment that was only cued returns to the running order; an earlier cue to the speaker ends.

    Speeches from a list are not taken back: their segment goes on where it stopped.
    """
    session, timer = _uncued(session), _timer(session, segment)
    goes_on = bool(session.list_of(segment).begun)
    timed = _timed(session, segment, timer.cue_again(now) if goes_on else timer.cue(now))
    front = changed(timed, on=segment, last=segment, interruption=None, waived=timed.waived - {segment})
    return _staged(front, cue=None)


def _uncued(session: Session) -> Session:
    """Return the cued segment to the running order, as the next one."""
    if session.on is None or session.timer.state is not ClockState.CUED:
        return session
    return changed(_timed(session, session.on, session.timer.uncue()), on=None)


def _once(session: Session, segment: str) -> tuple[str, ...]:
    """Append to the order in which segments were run; a segment that is run again moves to the end."""
    return (*(s for s in session.started if s != segment), segment)


def _ended(session: Session, segment: str, now: int) -> Session:
    timed = _timed(session, segment, _timer(session, segment).end(now))
    over = changed(timed, on=None, last=segment, ended=segment, interruption=None)
    return _staged(over, cue=None)


def _interrupted(session: Session, event: e.InterruptionBegan, now: int) -> Session:
    held = changed(session, interruption=InterruptionInProgress(event.reason, event.note, now, event.request))
    both = _both(held, event.segment, lambda timer: timer.interrupt(now))
    floor_list = both.list_of(event.segment)
    if event.request is None:
        return both
    return _listed(both, event.segment, speech_begun(floor_list, event.request, now))


def _note(session: Session, text: str, kind: NoteKind, at: e.Record) -> Note:
    return Note(f"n{at.seq}", text, kind, at.at_ms, session.on if session.someone_has_floor else None, session.focus)


def _granted(session: Session, grants: Mapping[str, int], now: int) -> Session:
    """Change allotments; a cue whose moment lies ahead again is armed again."""
    for segment, ms in grants.items():
        granted = _timed(session, segment, _timer(session, segment).grant(ms))
        session = _timed(granted, segment, granted.timers[segment].rearmed(granted.remaining(segment, now)))
    return session


def _corrected(session: Session, event: e.StartCorrected, now: int) -> Session:
    correction = Correction(event.segment, now, event.was_ms, event.started_at_ms, event.previous)
    session = changed(session, corrections=session.corrections.append(correction))
    if event.request is not None:
        return _speech_corrected(session, event)
    session = _timed(session, event.segment, _timer(session, event.segment).started_earlier(event.started_at_ms))
    if event.previous is None:
        return session
    return _timed(session, event.previous, _timer(session, event.previous).ended_earlier(event.started_at_ms))


def _speech_corrected(session: Session, event: e.StartCorrected) -> Session:
    """Move the start of a speech from a list back; the one before it, if named, ended at that instant."""
    start, request = event.started_at_ms, event.request or ""
    session = _speech_timed(session, event.segment, request, lambda timer: timer.started_earlier(start))
    if event.previous is None:
        return session
    return _speech_timed(session, event.segment, event.previous, lambda timer: timer.ended_earlier(start))


def _last_take(takes: tuple[Take, ...], event: e.RecordingPaused | e.RecordingResumed, now: int) -> tuple[Take, ...]:
    paused = isinstance(event, e.RecordingPaused)
    return (*takes[:-1], *(take.paused(now) if paused else take.resumed(now) for take in takes[-1:]))


def _left(session: Session, segment: str, state: ClockState, now: int) -> Session:
    on = None if session.on == segment else session.on
    return changed(_timed(session, segment, _timer(session, segment).leave(state, now)), on=on)


def _set(marks: Mapping[K, M], key: K, value: M | None) -> Mapping[K, M]:
    rest = {k: v for k, v in marks.items() if k != key}
    return rest if value is None else {**rest, key: value}
