"""The words of the planner: what its choices mean, and how its problems are said."""

from __future__ import annotations

from dataclasses import dataclass

from app.languages.words import Words

LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class PlanWords:
    """What the planner says, in one language."""

    _: Words

    def choice(self, name: str, value: str) -> str:
        """One option of a choice, in words."""
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
        """Where the session stands, as the planner says it."""
        return {
            "planned": self._("Not yet open"),
            "live": self._("Live: what you change, everybody sees at once"),
            "closed": self._("Closed: a change here does not change the record of what happened"),
        }[status]

    def edit(self, kind: str, name: str) -> str:
        """What the plan's undo takes back: `change of Discussion`."""
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
            "session_edited": self._("change of the settings"),
            "plan_replaced": self._("replacing the whole plan"),
        }[kind]
        return words.format(name=name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}…")

    def theirs(self, theirs: str) -> str:
        """Beside a field that another person has changed since it was drawn."""
        return self._("Another planner put “{text}” here meanwhile. Save again to keep yours.", text=theirs)
