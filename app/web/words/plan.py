"""The words of the planner: its choices and its problems."""

from __future__ import annotations

from dataclasses import dataclass

from app.languages.words import Words

LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class PlanWords:
    """The words of the planner, in one language."""

    _: Words

    def choice(self, name: str, value: str) -> str:
        """Name one option of a choice."""
        return {
            "kind": {
                "opening": self._("Opening"),
                "introduction": self._("Introduction"),
                "presentation": self._("Presentation"),
                "discussion": self._("Discussion"),
                "questions": self._("Questions"),
                "break": self._("Break"),
                "closing": self._("Closing"),
                "other": self._("Other"),
            },
            "at_zero": {
                "continue": self._("counts overtime up"),
                "hold": self._("stays at 0:00"),
                "yield": self._("ends the speech"),
            },
            "cue_mode": {
                "automatic": self._("by themselves"),
                "by_hand": self._("by hand only"),
                "off": self._("not at all"),
            },
            "floor_policy": {
                "none": self._("no questions"),
                "written": self._("in writing, answered afterwards"),
                "moderated": self._("shown after review"),
                "open": self._("shown at once"),
            },
        }[name][value]

    def status(self, status: str) -> str:
        """Say the status of the session, for the planner."""
        return {
            "planned": self._("Not yet open"),
            "live": self._("Live: all screens show your changes at once"),
            "closed": self._("Closed: a change here does not change the record of what happened"),
        }[status]

    def edit(self, kind: str, name: str) -> str:
        """Say what the plan's undo reverses: `change of Discussion`."""
        words = {
            "segment_added": self._("adding {name}"),
            "segment_edited": self._("change of {name}"),
            "segment_moved": self._("move of {name}"),
            "segment_removed": self._("removal of {name}"),
            "speaker_added": self._("adding {name}"),
            "speaker_edited": self._("change of {name}"),
            "speaker_moved": self._("move of {name}"),
            "speaker_removed": self._("removal of {name}"),
            "guiding_question_added": self._("adding {name}"),
            "guiding_question_edited": self._("change of {name}"),
            "guiding_question_moved": self._("move of {name}"),
            "guiding_question_removed": self._("removal of {name}"),
            "presets_set": self._("change of the messages"),
            "text_translated": self._("change of a translation"),
            "session_edited": self._("change of the settings"),
            "plan_replaced": self._("replacing the whole plan"),
        }[kind]
        return words.format(name=name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}…")

    def theirs(self, theirs: str) -> str:
        """Say that another person has changed this field since the page was drawn."""
        return self._("Another planner put “{text}” here meanwhile. Save again to keep yours.", text=theirs)
