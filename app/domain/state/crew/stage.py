"""What stage screens show besides the clock: a message, a cue, a question, a flash, or nothing at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.domain.messages import events as e
from app.domain.presets import OwnText, standard_text
from app.domain.state.persistent import changed
from app.domain.values import TO_STAGES, MessageStyle

StageChange = e.MessageShown | e.MessageCleared | e.StageFlashed | e.BlackoutSet | e.QuestionOnStageSet | e.CueSent


@dataclass(frozen=True, slots=True)
class StageMessage:
    """A message, shown from `at_ms` until it is cleared or `hide_after_ms` have passed.

    With a `preset` it is a code; otherwise a text as typed. `to` is one of `MESSAGE_TO`, or the id of one
    screen's link.
    """

    text: str
    style: MessageStyle
    at_ms: int
    hide_after_ms: int | None
    seq: int
    preset: str = ""
    n: int | None = None
    translations: Mapping[str, str] = field(default_factory=dict)
    to: str = TO_STAGES

    @property
    def said(self) -> str:
        """Its words: those of a preset are said by each page in its language."""
        if not self.text:
            return standard_text(self.preset, self.n)
        return OwnText(self.text, self.translations) if self.preset else self.text

    @property
    def hide_at_ms(self) -> int | None:
        return None if self.hide_after_ms is None else self.at_ms + self.hide_after_ms


@dataclass(frozen=True, slots=True)
class SentCue:
    """A cue sent to the speaker of a segment."""

    segment: str
    cue: str
    at_ms: int
    seq: int
    automatic: bool


@dataclass(frozen=True)
class Stage:
    """What the stage screen shows besides the clock."""

    message: StageMessage | None = None
    blackout: bool = False
    flash: int = 0
    show_question: bool = True
    cue: SentCue | None = None


def follow_stage(stage: Stage, event: StageChange, at: e.Record) -> Stage:
    """Return the stage after one more event."""
    match event:
        case e.MessageShown():
            return changed(stage, message=message_of(event, at))
        case e.MessageCleared():
            return changed(stage, message=None)
        case e.StageFlashed():
            return changed(stage, flash=stage.flash + 1)
        case e.BlackoutSet(on):
            return changed(stage, blackout=on)
        case e.QuestionOnStageSet(on):
            return changed(stage, show_question=on)
        case e.CueSent(segment, cue, automatic):
            return changed(stage, cue=SentCue(segment, cue, at.at_ms, at.seq, automatic))


def message_of(event: e.MessageShown, at: e.Record) -> StageMessage:
    """Return the message that an event shows."""
    coded = (event.preset, event.n, event.translations, event.to)
    return StageMessage(event.text, MessageStyle(event.style), at.at_ms, event.hide_after_ms, at.seq, *coded)
