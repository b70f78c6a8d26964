"""Commands that edit the plan. Names are those of the HTTP contract.

`fields` are those of the session document, still unread; `document` reads them when the command is decided.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.domain.messages.base import Command

__all__ = [
    "AddGuidingQuestion",
    "AddSegment",
    "AddSpeaker",
    "EditGuidingQuestion",
    "EditSegment",
    "EditSession",
    "EditSpeaker",
    "EditingCommand",
    "MoveGuidingQuestion",
    "MoveSegment",
    "MoveSpeaker",
    "RedoEdit",
    "RemoveGuidingQuestion",
    "RemovePreset",
    "RemoveSegment",
    "RemoveSpeaker",
    "ReplacePlan",
    "SetPreset",
    "Translate",
    "UndoEdit",
]

Fields = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class MoveSegment(Command):
    """Move a segment behind `after`, or to the front if `after` is None."""

    command = "move_segment"
    segment: str
    after: str | None


@dataclass(frozen=True, slots=True)
class AddSegment(Command):
    """Add a segment behind `after`, or at the end."""

    command = "add_segment"
    after: str | None = None
    fields: Fields = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EditSegment(Command):
    command = "edit_segment"
    segment: str
    fields: Fields = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RemoveSegment(Command):
    command = "remove_segment"
    segment: str


@dataclass(frozen=True, slots=True)
class AddSpeaker(Command):
    command = "add_speaker"
    fields: Fields = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EditSpeaker(Command):
    command = "edit_speaker"
    speaker: str
    fields: Fields = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MoveSpeaker(Command):
    """Move a speaker behind `after` in the list of people, or to the front if `after` is None."""

    command = "move_speaker"
    speaker: str
    after: str | None


@dataclass(frozen=True, slots=True)
class RemoveSpeaker(Command):
    command = "remove_speaker"
    speaker: str


@dataclass(frozen=True, slots=True)
class EditSession(Command):
    command = "edit_session"
    fields: Fields = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReplacePlan(Command):
    """Replace the whole document (PUT); refused where it changes parts that have already happened."""

    command = "replace_plan"
    fields: Fields = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AddGuidingQuestion(Command):
    command = "add_guiding_question"
    text: str
    after: str | None = None


@dataclass(frozen=True, slots=True)
class EditGuidingQuestion(Command):
    command = "edit_guiding_question"
    question: str
    fields: Fields = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MoveGuidingQuestion(Command):
    """Move a guiding question behind `after`, or to the front if `after` is None; the numbers follow."""

    command = "move_guiding_question"
    question: str
    after: str | None


@dataclass(frozen=True, slots=True)
class RemoveGuidingQuestion(Command):
    command = "remove_guiding_question"
    question: str


@dataclass(frozen=True, slots=True)
class Translate(Command):
    """Set the translation of a text of the plan, or remove it: `of` is its place, such as `segments.s2.title`."""

    command = "translate"
    language: str
    of: str
    text: str | None


@dataclass(frozen=True, slots=True)
class SetPreset(Command):
    """Add a message of the session's own, or change the `preset` of this id; `number` is its key on the console."""

    command = "set_preset"
    text: str
    number: int | None = None
    preset: str = ""


@dataclass(frozen=True, slots=True)
class RemovePreset(Command):
    command = "remove_preset"
    preset: str


@dataclass(frozen=True, slots=True)
class UndoEdit(Command):
    """Reverse the latest edit of the plan by another edit; floor and clocks stay unchanged."""

    command = "undo_edit"


@dataclass(frozen=True, slots=True)
class RedoEdit(Command):
    """Repeat the edit that `undo_edit` reversed, as long as no other edit came in between."""

    command = "redo_edit"


EditingCommand = (
    MoveSegment
    | AddSegment
    | EditSegment
    | RemoveSegment
    | AddSpeaker
    | EditSpeaker
    | MoveSpeaker
    | RemoveSpeaker
    | EditSession
    | AddGuidingQuestion
    | EditGuidingQuestion
    | MoveGuidingQuestion
    | RemoveGuidingQuestion
    | Translate
    | SetPreset
    | RemovePreset
    | UndoEdit
    | RedoEdit
)
