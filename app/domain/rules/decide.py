"""Decide every command: return the events it causes, or refuse it with a reason. Pure.

A decision reads only the session and the instant it is given. It changes nothing; `evolve` does that.
"""

from __future__ import annotations

from typing import assert_never

from app.domain.errors import Invalid, Problem, Sentence, StaleView
from app.domain.messages import commands as c
from app.domain.messages import events as e
from app.domain.messages.base import Command
from app.domain.presets import LONGEST_MESSAGE
from app.domain.rules import (
    asking,
    cues,
    desk,
    editing,
    floor,
    guiding,
    lists,
    messages,
    notes,
    recording,
    requests,
    scripts,
)
from app.domain.rules.crew import aux_clocks, looks, starts
from app.domain.rules.rebalance import apply_rebalance
from app.domain.rules.requests import By
from app.domain.state.policy import NEEDS_FRESH_FLOOR, NEEDS_FRESH_LIST, allow
from app.domain.state.session import Session
from app.domain.text import cleaned
from app.domain.values import DAY, Role

Events = tuple[e.AnyEvent, ...]


def decide(
    session: Session,
    command: c.AnyCommand,
    now: int,
    *,
    role: Role,
    seen: int | None = None,
    author: str | None = None,
    speaker: str | None = None,
) -> Events:
    """Return the events that a command causes, in order; empty if the session is already as it asks.

    Args:
        session: the present state.
        command: the request.
        now: the instant, milliseconds UTC.
        role: the sender's role.
        seen: the seq that the sender's screen shows; None if there is no screen.
        author: the participant's pseudonym; None for other roles.
        speaker: the id of the speaker whose link the sender has; None for other roles.

    Raises:
        Rejection: the reason; see `errors`. Nothing has changed.
    """
    allow(role, command)
    _require_fresh(session, command, seen)
    return _decide(session, command, now, By(role, author, speaker))


def _require_fresh(session: Session, command: Command, seen: int | None) -> None:
    """Refuse a command given in view of an older state: two moderators who press "next" in one second advance once."""
    if seen is None:
        return
    match command:
        case c.Undo():
            latest = max(session.undo_seq, session.floor_seq)
        case c.ApplyRebalance():
            latest = session.forecast_seq
        case c.UndoEdit() | c.RedoEdit():
            latest = session.edits.seq
        case _:
            latest = session.floor_seq if type(command) in NEEDS_FRESH_FLOOR else 0
            latest = max(latest, session.list_seq) if type(command) in NEEDS_FRESH_LIST else latest
    if seen < latest:
        raise StaleView
    editing.require_unchanged(session, command, seen)


def _decide(session: Session, command: c.AnyCommand, now: int, by: By) -> Events:
    match command:
        case c.OpenSession():
            return floor.open_session(session)
        case c.CloseSession():
            return floor.close_session(session)
        case c.ReopenSession():
            return floor.reopen_session(session)
        case c.Cue(segment):
            return floor.cue(session, segment)
        case c.GiveFloor(segment, 0):
            return floor.give_floor(session, segment)
        case c.GiveFloor(segment, ago_ms):
            _within("ago_ms", ago_ms, 1, floor.LONGEST_CORRECTION_MS)
            return floor.give_floor_late(session, segment, ago_ms, now)
        case c.SetVoice(speaker):
            return floor.set_voice(session, speaker)
        case c.YieldFloor():
            return floor.yield_floor(session, now)
        case c.Advance():
            return floor.advance(session, now)
        case c.GoBack():
            return floor.go_back(session)
        case c.Undo():
            return floor.undo(session, now)
        case c.PauseClock():
            return floor.pause_clock(session)
        case c.ResumeClock():
            return floor.resume_clock(session)
        case c.GrantTime(ms, segment):
            return floor.grant_time(session, _within("ms", ms, -DAY, DAY), segment)
        case c.CorrectStart(ms):
            _within("ms", ms, 1, floor.LONGEST_CORRECTION_MS)
            return floor.correct_start(session, command, now)
        case c.Interrupt(_, note):
            return floor.interrupt(session, command, cleaned("note", note, 0, LONGEST_MESSAGE))
        case c.EndInterruption():
            return floor.end_interruption(session)
        case c.ApplyRebalance(mode):
            return apply_rebalance(session, mode, now)
        case c.SkipSegment(segment):
            return floor.skip_segment(session, segment)
        case c.MarkAbsent(segment, request):
            return lists.mark_absent(session, command, now) if request else floor.mark_absent(session, segment)
        case c.RecallSegment(segment):
            return floor.recall_segment(session, segment)
        case c.MoveSegment(segment, after):
            return editing.move_segment(session, segment, after)
        case c.AddSegment(after, fields):
            return editing.add_segment(session, after, fields)
        case c.EditSegment(segment, fields):
            return editing.edit_segment(session, segment, fields)
        case c.RemoveSegment(segment):
            return editing.remove_segment(session, segment)
        case c.AddSpeaker(fields):
            return editing.add_speaker(session, fields)
        case c.EditSpeaker(speaker, fields):
            return editing.edit_speaker(session, speaker, fields)
        case c.MoveSpeaker(speaker, after):
            return editing.move_speaker(session, speaker, after)
        case c.RemoveSpeaker(speaker):
            return editing.remove_speaker(session, speaker)
        case c.EditSession(fields):
            return editing.edit_session(session, fields)
        case c.ReplacePlan(fields):
            return editing.replace_plan(session, fields)
        case c.AddGuidingQuestion(text, after):
            return editing.add_guiding_question(session, text, after)
        case c.EditGuidingQuestion(question, fields):
            return editing.edit_guiding_question(session, question, fields)
        case c.MoveGuidingQuestion(question, after):
            return editing.move_guiding_question(session, question, after)
        case c.RemoveGuidingQuestion(question):
            return editing.remove_guiding_question(session, question)
        case c.Translate():
            return editing.translate(session, command)
        case c.SetPreset():
            return messages.set_preset(session, command)
        case c.RemovePreset(preset):
            return messages.remove_preset(session, preset)
        case c.UndoEdit():
            return editing.undo_edit(session)
        case c.RedoEdit():
            return editing.redo_edit(session)
        case c.ShowMessage(_, _, hide_after_ms):
            if hide_after_ms is not None:
                _within("hide_after_ms", hide_after_ms, 1_000, DAY)
            return messages.show_message(session, command)
        case c.ClearMessage():
            return (e.MessageCleared(),) if session.stage.message else ()
        case c.FlashStage():
            return (e.StageFlashed(),)
        case c.Blackout(on):
            return (e.BlackoutSet(on),) if session.stage.blackout != on else ()
        case c.ShowQuestionOnStage(on):
            return (e.QuestionOnStageSet(on),) if session.stage.show_question != on else ()
        case c.SendCue(cue):
            return cues.send_cue(session, cue, by.role, now)
        case c.FocusQuestion(question):
            return guiding.focus_question(session, question)
        case c.MarkQuestion(question, state):
            return guiding.mark_question(session, question, state)
        case c.MarkCoverage(question, speaker, mark):
            return guiding.mark_coverage(session, question, speaker, mark)
        case c.AttributeStretch(segment, questions):
            return guiding.attribute_stretch(session, segment, questions)
        case c.SetFloorPolicy(policy):
            return (e.FloorPolicySet(policy),) if session.plan.floor_policy is not policy else ()
        case c.Ask():
            return asking.ask(session, command, now, by.author)
        case c.WithdrawQuestion(question):
            return asking.withdraw(session, question, by.author)
        case c.AddFloorQuestion():
            return desk.add_floor_question(session, command)
        case c.ApproveQuestion():
            return desk.approve(session, command)
        case c.EditQuestion():
            return desk.edit(session, command)
        case c.DismissQuestion():
            return desk.dismiss(session, command)
        case c.DismissBurst():
            return desk.dismiss_burst(session, command)
        case c.ReturnBurst(burst):
            return desk.return_burst(session, burst)
        case c.QueueQuestion():
            return desk.queue(session, command)
        case c.PutQuestionOn():
            return desk.put_on(session, command)
        case c.TakeQuestionOff():
            return desk.take_off(session, command.question)
        case c.AnswerQuestion():
            return desk.answer(session, command)
        case c.MergeQuestions():
            return desk.merge(session, command)
        case c.UnmergeQuestion():
            return desk.unmerge(session, command)
        case c.ReturnQuestion():
            return desk.give_back(session, command)
        case c.TakeBatch(questions):
            return desk.take_batch(session, questions)
        case c.CloseBatch():
            return desk.close_batch(session)
        case c.BanParticipant(participant):
            return desk.ban(session, participant)
        case c.UnbanParticipant(participant):
            return desk.unban(session, participant)
        case c.AddNote(text, kind):
            return notes.add_note(text, kind)
        case c.RemoveNote(note):
            return notes.remove_note(session, note)
        case c.SetScript():
            return scripts.set_script(session, command)
        case c.AuxStart(n):
            return aux_clocks.aux_start(session, n, now)
        case c.AuxPause(n):
            return aux_clocks.aux_pause(session, n)
        case c.AuxStop(n):
            return aux_clocks.aux_stop(session, n)
        case c.AuxSet():
            return aux_clocks.aux_set(session, command, now)
        case c.Clap():
            return recording.clap(session)
        case c.PauseRecording():
            return recording.pause_recording(session)
        case c.ResumeRecording():
            return recording.resume_recording(session)
        case c.StopStart(segment):
            return starts.stop_start(session, segment, now)
        case c.StartOnTime():
            return starts.start_on_time(session, command, now)
        case c.SetLook():
            return looks.set_look(session, command)
        case c.OpenList():
            return lists.open_list(session, command, now)
        case c.CloseList(segment):
            return lists.close_list(session, segment)
        case c.CutOffList():
            return lists.cut_off_list(session, command, by.role)
        case c.SetListRules():
            return lists.set_list_rules(session, command)
        case c.DrawLots():
            return lists.draw_lots(session, command)
        case c.MoveRequest():
            return lists.move_request(session, command)
        case c.TakeRequest(request):
            return requests.take_request(session, request)
        case c.RequestFloor():
            return requests.request_floor(session, command, now, by)
        case c.WithdrawRequest(request):
            return requests.withdraw_request(session, request, by)
        case c.SwapRequests():
            return requests.swap_requests(session, command, by)
        case c.MarkReady():
            return requests.mark_ready(session, command, by)
        case c.CountHeard():
            return lists.count_heard(session, command)
        case _:
            assert_never(command)


def _within(where: str, value: int, least: int, most: int) -> int:
    if not least <= value <= most:
        raise Invalid(
            Problem(
                where, Sentence("is {value}; it needs to be {least} to {most}", value=value, least=least, most=most)
            )
        )
    return value
