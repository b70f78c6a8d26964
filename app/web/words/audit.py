"""Words of the audit: the names of commands, and why one was refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from app.domain.errors import REASONS
from app.domain.values import Role
from app.languages.labels import label_in
from app.languages.words import Words
from app.web.words.common import SessionWords

# Refusals of the crowd are counted: "12 times within a minute from 192.0.2.0/24".
_OFTEN = re.compile(r"(?P<times>\d{1,9}) times within a minute(?: from (?P<place>.+))?")


@dataclass(frozen=True, slots=True)
class AuditWords:
    """The words of the audit, in one language."""

    _: Words

    def command(self, name: str) -> str:
        """Name a command, or an act outside of the session, such as making a link."""
        return {
            "add_floor_question": self._("Add floor question"),
            "add_guiding_question": self._("Add guiding question"),
            "add_note": self._("Add note"),
            "add_segment": self._("Add segment"),
            "add_speaker": self._("Add speaker"),
            "advance": self._("Advance"),
            "answer_question": self._("Answer question"),
            "apply_rebalance": self._("Apply rebalance"),
            "approve_question": self._("Approve question"),
            "ask": self._("Ask"),
            "attribute_stretch": self._("Attribute stretch"),
            "aux_pause": self._("Pause extra clock"),
            "aux_set": self._("Set extra clock"),
            "aux_start": self._("Start extra clock"),
            "aux_stop": self._("Stop extra clock"),
            "ban_participant": self._("Ban participant"),
            "blackout": self._("Blackout"),
            "clap": self._("Mark the beginning of a recording"),
            "clear_message": self._("Clear message"),
            "close_batch": self._("Close batch"),
            "close_session": self._("Close session"),
            "correct_start": self._("Correct start"),
            "cue": self._("Cue"),
            "dismiss_burst": self._("Dismiss burst"),
            "dismiss_question": self._("Dismiss question"),
            "edit_guiding_question": self._("Edit guiding question"),
            "edit_question": self._("Edit question"),
            "edit_segment": self._("Edit segment"),
            "edit_session": self._("Edit session"),
            "edit_speaker": self._("Edit speaker"),
            "end_interruption": self._("End interruption"),
            "flash_stage": self._("Flash stage"),
            "focus_question": self._("Focus question"),
            "give_floor": self._("Give floor"),
            "go_back": self._("Go back"),
            "grant_time": self._("Grant time"),
            "interrupt": self._("Interrupt"),
            "mark_absent": self._("Mark absent"),
            "mark_coverage": self._("Mark coverage"),
            "mark_question": self._("Mark question"),
            "merge_questions": self._("Merge questions"),
            "move_guiding_question": self._("Move guiding question"),
            "move_segment": self._("Move segment"),
            "move_speaker": self._("Move speaker"),
            "open_session": self._("Open session"),
            "pause_clock": self._("Pause clock"),
            "pause_recording": self._("Note a pause of the recording"),
            "put_question_on": self._("Put question on"),
            "queue_question": self._("Queue question"),
            "recall_segment": self._("Recall segment"),
            "redo_edit": self._("Redo edit"),
            "remove_guiding_question": self._("Remove guiding question"),
            "remove_note": self._("Remove note"),
            "remove_preset": self._("Remove message"),
            "remove_segment": self._("Remove segment"),
            "remove_speaker": self._("Remove speaker"),
            "reopen_session": self._("Reopen session"),
            "replace_plan": self._("Replace plan"),
            "resume_clock": self._("Resume clock"),
            "resume_recording": self._("Note the end of a pause of the recording"),
            "return_burst": self._("Return burst"),
            "return_question": self._("Return question"),
            "send_cue": self._("Send cue"),
            "open_list": self._("Open list of speakers"),
            "close_list": self._("Close list of speakers"),
            "cut_off_list": self._("Cut off list of speakers"),
            "set_list_rules": self._("Set rules of the list"),
            "draw_lots": self._("Draw lots"),
            "request_floor": self._("Request the floor"),
            "withdraw_request": self._("Withdraw request"),
            "move_request": self._("Move request"),
            "start_on_time": self._("Start on time"),
            "stop_start": self._("Stop automatic start"),
            "swap_requests": self._("Swap requests"),
            "take_request": self._("Take request"),
            "mark_ready": self._("Mark ready"),
            "count_heard": self._("Count time heard"),
            "set_floor_policy": self._("Set floor policy"),
            "set_look": self._("Set look of a screen"),
            "set_preset": self._("Set message"),
            "set_script": self._("Set script"),
            "set_voice": self._("Set voice"),
            "show_message": self._("Show message"),
            "show_question_on_stage": self._("Show question on stage"),
            "skip_segment": self._("Skip segment"),
            "take_batch": self._("Take batch"),
            "take_question_off": self._("Take question off"),
            "translate": self._("Translate"),
            "unban_participant": self._("Unban participant"),
            "undo": self._("Undo"),
            "undo_edit": self._("Undo edit"),
            "unmerge_question": self._("Unmerge question"),
            "withdraw_question": self._("Withdraw question"),
            "yield_floor": self._("Yield floor"),
            "continue_webhook": self._("Go on sending"),
            "create_session": self._("Create session"),
            "forget_password": self._("Remove the password"),
            "give_baton": self._("Hand over the keys"),
            "make_link": self._("Make a link"),
            "make_sign_in_link": self._("Make a link to sign in"),
            "make_webhook": self._("Make a receiver"),
            "pair_screen": self._("Pair a screen"),
            "pause_webhook": self._("Pause the receiver"),
            "remove_webhook": self._("Remove the receiver"),
            "revoke_link": self._("Revoke a link"),
            "set_password": self._("Set a password"),
            "sign_in": self._("Sign in"),
            "sign_out": self._("Sign out"),
            "take_baton": self._("Take over the keys"),
        }.get(name, name)

    def refusal(self, code: str) -> str:
        """Return the reason of a refusal, which is read later than it was told and by others."""
        if code in REASONS:
            return self._(REASONS[code])
        return {
            "asked_too_soon": self._("It came too soon or too often."),
            "banned": self._("The desk takes no questions and no votes from this participant."),
            "disk_full": self._("It could not be saved."),
            "floor_closed": self._("Questions were not taken."),
            "forbidden": self._("The link does not allow this."),
            "invalid": self._("A field could not be read."),
            "just_arrived": self._("It came too soon or too often."),
            "not_found": self._("What it names is not there."),
            "not_yours": self._("It belongs to another person."),
            "password_wanted": self._("A password has been set since."),
            "place_busy": self._("It came too soon or too often."),
            "stale_edit": self._("Another person had changed it meanwhile."),
            "stale_question": self._("Another person had changed it meanwhile."),
            "stale_view": self._("The floor had moved meanwhile."),
            "too_many": self._("It came too soon or too often."),
            "too_many_asked": self._("It came too soon or too often."),
            "too_many_attempts": self._("It came too soon or too often."),
            "too_many_open": self._("It came too soon or too often."),
            "too_many_votes": self._("It came too soon or too often."),
            "unavailable": self._("It could not be saved."),
            "unreadable": self._("The journal of the session could not be read."),
            "wrong_password": self._("The password was wrong."),
        }.get(code, code)

    def about(self, said: str, name: Callable[[str], str] = str) -> str:
        """Say what an entry is about: parts of a session by their names, a link by whom it is for, or how often.

        Args:
            said: as an entry has it.
            name: names a part of the session by its id.
        """
        if often := _OFTEN.fullmatch(said):
            times, place = int(often["times"]), often["place"] or ""
            return self._.many("{count} time within a minute", "{count} times within a minute", times) + (
                f" ({place})" if place else ""
            )
        parts = [part.partition(" ") for part in said.split(", ")]
        kinds = {kind: self._kind(kind) for kind, _, _ in parts}
        if all(kinds.values()):
            return self._.list(f"{kinds[kind]} {name(id_)}" for kind, _, id_ in parts)
        role, _, label = said.partition(": ")
        if role not in list(Role):
            return said
        return self._("{name}: {title}", name=SessionWords(self._).bearer(role), title=label_in(self._, label))

    def _kind(self, kind: str) -> str:
        return {
            "segment": self._("Segment"),
            "speaker": self._("Speaker"),
            "question": self._("Question"),
            "into": self._("Merged into"),
            "burst": self._("Burst of questions"),
            "participant": self._("Participant"),
        }.get(kind, "")
