"""Words of the audit: the names of commands, and why one was refused."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.errors import REASONS
from app.languages.words import Words


@dataclass(frozen=True, slots=True)
class AuditWords:
    """The words of the audit, in one language."""

    _: Words

    def command(self, name: str) -> str:
        """Name a command; an act outside of the session, such as making a link, is named by its code."""
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
        }.get(name, name.replace("_", " ").capitalize())

    def refusal(self, code: str) -> str:
        """Return the reason of a refusal: the sentence of its code if it has one, or else the code in words."""
        return self._(REASONS[code]) if code in REASONS else code.replace("_", " ").capitalize()
