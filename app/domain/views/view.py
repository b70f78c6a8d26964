"""Project a session to what one role may see at one instant: the pure facts from which every screen is drawn."""

from __future__ import annotations

from app.domain.derived.cues import instants, is_true, limits_of
from app.domain.derived.fit import script_fit
from app.domain.derived.forecast import forecast, head
from app.domain.derived.hints import hints, unattributed
from app.domain.derived.ledger import ledger
from app.domain.derived.starts import starts_to_come
from app.domain.presets import cue_text
from app.domain.rules.floor import can_undo, next_segment
from app.domain.state.crew.look import Look
from app.domain.state.crew.stage import SentCue
from app.domain.state.policy import AT_DESK, BACKSTAGE, RUNS_SESSION, SEES_AUX_CLOCKS, SEES_STAGE
from app.domain.state.rundown import Segment, capacity, planned_starts
from app.domain.state.session import Session
from app.domain.state.timer import HAS_FLOOR, SpanKind, Timer, phase_of, shown_text
from app.domain.values import AtZero, ClockState, Phase, Role, Status, clock_text, parse_clock
from app.domain.views.guiding import guiding_questions, hints_view, unattributed_view
from app.domain.views.lists import list_views, waiting_on_floor
from app.domain.views.messages import message_view, presets, reaches, shown_messages
from app.domain.views.public import hides_overtime, without_overtime
from app.domain.views.questions import questions_for
from app.domain.views.role_notes import add_notes
from app.domain.views.rundown import details_view, forecast_view, has_details, segment_views, speaker_views
from app.domain.views.shapes import (
    AuxView,
    CapacityView,
    CueView,
    FloorView,
    InterruptionView,
    LadderCueView,
    LadderView,
    LookView,
    MessageView,
    NoteView,
    ScriptView,
    SilenceView,
    StageView,
    StartView,
    UndoView,
    View,
    VoiceView,
)
from app.domain.views.turns import turns


def project(session: Session, role: Role, now: int, speaker: str | None = None, screen: str = "") -> View:
    """Return the view of this role at this instant. Facts it may not see are absent in every form.

    Args:
        session: the present state.
        role: the reader's role.
        now: instant in milliseconds UTC.
        speaker: for the role speaker, their id; cues and messages for others are left out.
        screen: for the role stage, the id of the link it was opened with; messages for other screens are left out.
    """
    plan, book, walk = session.plan, ledger(session, now), forecast(session)
    from_head = head(session, now)
    ends = walk.end.at(from_head) if session.closed_at_ms is None else session.closed_at_ms
    view: View = {
        "seq": session.seq,
        "now_ms": now,
        "role": role,
        "slug": plan.slug,
        "title": plan.title,
        "language": plan.language or None,
        "status": session.status,
        "conference": {
            "title": plan.conference.title,
            "timezone": plan.conference.timezone,
            "venue": plan.conference.venue,
        },
        "starts_at_ms": plan.starts_at_ms,
        "ends_at_ms": plan.ends_at_ms,
        "hard_end": plan.hard_end,
        "notice": plan.notice,
        "opened_at_ms": session.opened_at_ms,
        "closed_at_ms": session.closed_at_ms,
        "forecast_end_ms": ends,
        "offset_ms": ends - plan.ends_at_ms,
        "forecast": forecast_view(walk.end) if session.status is not Status.CLOSED else None,
        "head_not_before_ms": walk.head_not_before_ms,
        "handover_ms": plan.handover_ms,
        "moderator": plan.moderator,
        "floor": _floor(session, role, now),
        "next": upcoming.id if (upcoming := next_segment(session)) else None,
        "silence": _silence(session),
        "segments": segment_views(session, walk, from_head, now),
        "details": [details_view(segment) for segment in plan.segments if has_details(segment)],
        "speakers": speaker_views(session, role, speaker),
        "focus": None if session.status is Status.CLOSED else session.focus,
        "guiding_questions": guiding_questions(session, book, role),
        "questions": questions_for(session, role),
        "question_on": session.asked.on,
        "queue": list(session.asked.queue),
        "batch": list(session.asked.batch),
        "floor_policy": plan.floor_policy,
        "lists": list_views(session, book, role, now, speaker),
        "stage": _stage(session, role, now, speaker, screen),
    }
    add_notes(view, plan, role)
    if role is Role.SPEAKER and speaker is not None:
        view["speaker"] = speaker
    if role in SEES_AUX_CLOCKS:
        view["aux"] = _aux(session, now)
    if role in BACKSTAGE:
        view["turns"] = turns(session, waiting_on_floor(view))
    if role in AT_DESK:
        view["clock_ahead_ms"] = session.clock_ahead_ms
    if role in RUNS_SESSION:
        view["next_start"] = _next_start(session, now)
        view["looks"] = {screen: _look(look) for screen, look in session.looks.items()}
        view["ladder"] = _ladder(session, now)
        view["presets"] = presets(session)
        view["messages"] = shown_messages(session)
        view["capacity"] = _capacity(session)
        view["undo"] = _undo(session, now)
        view["notes"] = _notes(session)
        view["takes"] = [{"clap_ms": take.clap_ms, "paused": take.is_paused} for take in session.takes]
        view["scripts"] = _scripts(session)
        view["hints"] = hints_view(hints(session, book))
        view["unattributed"] = unattributed_view(unattributed(session, book, now))
    return without_overtime(view) if hides_overtime(plan, role) else view


def _floor(session: Session, role: Role, now: int) -> FloorView:
    segment = session.segment
    if segment is None:
        return _empty_floor(session)
    clock, speech = session.floor_clock, session.speech
    timer = clock.timer
    held = session.timer.state is ClockState.INTERRUPTED  # between two speeches too, when no clock of theirs runs
    allotted, spent = clock.allotted_ms, timer.spent(now)
    limits, remaining = limits_of(session, segment), allotted - spent
    phase = phase_of(remaining, limits) if timer.state in HAS_FLOOR else Phase.NORMAL
    return {
        "segment": segment.id,
        "state": ClockState.INTERRUPTED if held else timer.state,
        "planned_ms": clock.planned_ms,
        "granted_ms": timer.granted_ms,
        "allotted_ms": allotted,
        "running_since_ms": (since := timer.running_since_ms),
        "spent_before_ms": spent - (now - since if since is not None else 0),
        "held_since_ms": _held_since(timer),
        "paused_before_ms": timer.total(SpanKind.PAUSED, _held_since(timer) or now),
        "started_at_ms": timer.started_at_ms,
        "cued_at_ms": timer.cued_at_ms,
        "at_zero": segment.at_zero,
        "shows_overtime": True,
        "wrap_up_ms": limits.wrap_up_ms,
        "last_call_ms": limits.last_call_ms,
        "voice": speech.speaker if speech else timer.voice,
        "request": speech.id if speech else None,
        "voice_clock": None if speech else _voice_clock(segment, timer),
        "interruption": _interruption(session, role),
        "start_offset_ms": _start_offset(session, segment, session.timer),
        "remaining_ms": remaining,
        "phase": phase,
        "text": shown_text(remaining, segment.at_zero),
    }


def _empty_floor(session: Session) -> FloorView:
    return {
        "segment": None,
        "state": ClockState.IDLE,
        "planned_ms": 0,
        "granted_ms": 0,
        "allotted_ms": 0,
        "running_since_ms": None,
        "spent_before_ms": 0,
        "held_since_ms": None,
        "paused_before_ms": 0,
        "started_at_ms": None,
        "cued_at_ms": None,
        "at_zero": AtZero.CONTINUE,
        "shows_overtime": True,
        "wrap_up_ms": session.plan.wrap_up_ms,
        "last_call_ms": session.plan.last_call_ms,
        "voice": None,
        "request": None,
        "voice_clock": None,
        "interruption": None,
        "start_offset_ms": None,
        "remaining_ms": 0,
        "phase": Phase.NORMAL,
        "text": "",
    }


def _held_since(timer: Timer) -> int | None:
    span = timer.open_span
    return span.from_ms if span is not None and span.kind is SpanKind.PAUSED else None


def _voice_clock(segment: Segment, timer: Timer) -> VoiceView | None:
    """Return the running time since the voice was set, against the segment's answer limit."""
    if segment.answer_limit_ms is None or timer.voice is None:
        return None
    since = timer.voices[-1].at_ms
    running = timer.running_since_ms
    closed = sum(
        max((span.to_ms or 0) - max(span.from_ms, since), 0)
        for span in timer.spans
        if span.kind is SpanKind.RUNNING and span.to_ms is not None
    )
    return {
        "speaker": timer.voice,
        "limit_ms": segment.answer_limit_ms,
        "running_since_ms": max(running, since) if running is not None else None,
        "spent_before_ms": closed,
    }


def _interruption(session: Session, role: Role) -> InterruptionView | None:
    held = session.interruption
    if held is None:
        return None
    point = session.request(held.request) if held.request is not None else None
    return {
        "kind": held.reason,
        "note": held.note if role in SEES_STAGE else "",
        "since_ms": held.since_ms,
        "speaker": point[1].speaker if point else None,
    }


def _start_offset(session: Session, segment: Segment, timer: Timer) -> int | None:
    started = timer.started_at_ms
    return None if started is None else started - planned_starts(session.plan)[segment.id]


def _silence(session: Session) -> SilenceView | None:
    """Return who spoke last and since when, if the floor is free after a speech."""
    if session.someone_has_floor or session.ended is None or session.status is not Status.LIVE:
        return None
    ended = session.timers[session.ended].ended_at_ms if session.ended in session.timers else None
    return None if ended is None else {"segment": session.ended, "since_ms": ended}


def _stage(session: Session, role: Role, now: int, speaker: str | None, screen: str) -> StageView:
    stage = session.stage
    if role not in SEES_STAGE or (role is Role.SPEAKER and not _speaks(session, session.on, speaker)):
        return {"cue": None, "message": None, "blackout": False, "flash": 0, "show_question": stage.show_question}
    return {
        "cue": _cue(session, cue) if (cue := stage.cue) and is_true(session, cue, now) else None,
        "message": _message(session, role, now, screen),
        "blackout": stage.blackout,
        "flash": stage.flash,
        "show_question": stage.show_question,
    }


def _speaks(session: Session, segment: str | None, speaker: str | None) -> bool:
    segment_on = session.plan.segment(segment) if segment is not None else None
    speech = session.speech
    if speech is not None:
        return speech.speaker == speaker
    return segment_on is not None and speaker in segment_on.speakers


def _cue(session: Session, cue: SentCue) -> CueView:
    says, segment = parse_clock(cue.cue) or 0, session.segment
    return {
        "cue": cue.cue,
        "text": cue_text(says),
        "remaining_ms": says,
        "segment": cue.segment,
        "at_ms": cue.at_ms,
        "until_ms": instants(session, segment, says)[1] if segment else None,
        "seq": cue.seq,
        "automatic": cue.automatic,
    }


def _message(session: Session, role: Role, now: int, screen: str) -> MessageView | None:
    message = session.stage.message
    if message is None or (message.hide_at_ms is not None and message.hide_at_ms <= now):
        return None
    return message_view(message) if reaches(message, role, screen) else None


def _aux(session: Session, now: int) -> list[AuxView]:
    return [
        {
            "n": n,
            "label": clock.label,
            "direction": clock.direction,
            "state": clock.state,
            "ms": clock.ms,
            "until_ms": clock.until_ms,
            "allotted_ms": clock.allotted_ms,
            "running_since_ms": clock.running_since_ms,
            "spent_before_ms": clock.spent_before_ms or 0,
            "text": clock.text(now),
        }
        for n, clock in session.aux.items()
    ]


def _next_start(session: Session, now: int) -> StartView | None:
    start = next(iter(starts_to_come(session, now)), None)
    if start is None:
        return None
    return {"segment": start.segment or None, "at_ms": start.at_ms, "automatic": start.automatic}


def _look(look: Look) -> LookView:
    return {
        "mode": look.mode,
        "secondary": look.secondary,
        "face": look.face,
        "mirror": look.mirror,
        "rotate": look.rotate,
        "hours": look.hours,
        "margin": look.margin,
        "language": look.language,
    }


def _ladder(session: Session, now: int) -> LadderView:
    latest = session.stage.cue
    return {
        "mode": session.plan.cue_mode,
        "cues": [_rung(session, remaining) for remaining in session.plan.cues],
        "latest": _cue(session, latest) if latest else None,
        "stands": latest is not None and is_true(session, latest, now),
    }


def _rung(session: Session, remaining: int) -> LadderCueView:
    name, segment = clock_text(remaining), session.segment
    since, until = instants(session, segment, remaining) if segment else (None, None)
    sent = name in session.floor_clock.timer.cues_sent
    return {"cue": name, "remaining_ms": remaining, "sent": sent, "true_from_ms": since, "true_until_ms": until}


def _capacity(session: Session) -> CapacityView:
    sums = capacity(session.plan)
    return {
        "planned_ms": sums.planned_ms,
        "handovers_ms": sums.handovers_ms,
        "scheduled_ms": sums.scheduled_ms,
        "spare_ms": sums.spare_ms,
    }


def _undo(session: Session, now: int) -> UndoView | None:
    if not can_undo(session, now):
        return None
    step = session.undoable[-1]
    return {
        "command": step.command,
        "effects": list(step.effects),
        "at_ms": step.at_ms,
        "granted_ms": step.granted_ms,
    }


def _notes(session: Session) -> list[NoteView]:
    return [
        {
            "id": note.id,
            "text": note.text,
            "kind": note.kind,
            "at_ms": note.at_ms,
            "segment": note.segment,
            "question": note.question,
        }
        for note in session.notes
    ]


def _scripts(session: Session) -> list[ScriptView]:
    fits = [(place, script, script_fit(session.plan, place, script)) for place, script in session.scripts.items()]
    return [
        {
            "segment": place[0],
            "speaker": place[1],
            "language": script.language,
            "count": sums.count,
            "unit": sums.unit,
            "speaking_ms": sums.speaking_ms,
            "over_ms": sums.over_ms,
        }
        for place, script, sums in fits
        if session.plan.segment(place[0]) is not None
    ]
