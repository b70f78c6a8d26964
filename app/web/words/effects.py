"""What commands did, in words: the notice after a command, the next undo, and who was passed over."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import takewhile

from app.domain.messages.base import Event
from app.domain.messages.events import AnyEvent, BlackoutSet, QuestionFocused, TimeGranted, Undone, VoiceSet
from app.domain.values import elapsed_text, signed_text
from app.domain.views.shapes import UndoView, View
from app.languages.names import event_in
from app.languages.words import Words

Effects = Iterable[tuple[str, str | None]]
LEFT_TO_RIGHT, ITS_END = "\u2066", "\u2069"  # around a sum, which is read so in every language
_PART_OF = {"start_corrected": "clock_started", "message_cleared": "speech_ended"}


@dataclass(frozen=True, slots=True)
class EffectWords:
    """The words about what commands did to a session, in one language."""

    _: Words

    def undo(self, view: View, undo: UndoView) -> str:
        """Say what the next undo reverses: `introduce Panellist 2`, `+0:30 for Panellist 2`; an absence is named."""
        if undo["granted_ms"]:
            return self._granted(view, undo["granted_ms"])
        left = [effect for effect in undo["effects"] if effect[0] in {"segment_marked_absent", "segment_skipped"}]
        return self.effects(view, left or undo["effects"])

    def done(self, view: View, effects: Effects) -> str:
        """Say what a command did, as a sentence, or that nothing changed."""
        done = list(effects)
        words = self._state_now(view, done) or self.effects(view, done)
        if not words:
            return self._("No change.")
        away = self.absent(view, _passed_over(view, done))
        return " ".join(sentence for sentence in (away, f"{words[:1].upper()}{words[1:]}.") if sentence)

    def _state_now(self, view: View, effects: list[tuple[str, str | None]]) -> str:
        """Return the new state where it says more than the change: time, voice, question, whether the stage is dark.

        What was taken back is named, as the key named it before.
        """
        kind, subject = effects[-1] if effects else ("", None)
        if kind == Undone.kind and (undo := view.get("undo")) is not None:
            return self._("taken back: {edit}", edit=self.undo(view, undo))
        if kind == TimeGranted.kind and subject:
            total = elapsed_text(view["floor"]["allotted_ms"] + int(subject))
            return self._("{change}, now {total}", change=self._granted(view, int(subject)), total=total)
        if kind == VoiceSet.kind:
            name = next((one["name"] for one in view["speakers"] if one["id"] == subject), None)
            return self._("no voice") if name is None else self._("voice: {name}", name=name)
        if kind == BlackoutSet.kind:
            return self._("the stage is dark") if subject else self._("the stage is lit")
        if kind == QuestionFocused.kind:
            ids = [question["id"] for question in view["guiding_questions"]]
            if subject not in ids:
                return self._("no question is on")
            return self._("question {number} is on", number=ids.index(subject) + 1)
        return ""

    def _granted(self, view: View, ms: int) -> str:
        time = f"{LEFT_TO_RIGHT}{signed_text(ms)}{ITS_END}"
        return self._("{time} for {name}", time=time, name=segment_label(view, view["floor"]["segment"]))

    def absent(self, view: View, segments: list[str]) -> str:
        """Name the absent speakers passed over, as a sentence: `Panellist 2 is absent.`; empty for none."""
        return " ".join(self._("{name} is absent.", name=segment_label(view, segment)) for segment in segments)

    def effects(self, view: View, effects: Effects) -> str:
        """Say what some events mean together; the last one with words decides."""
        said = [event_in(self._, kind, segment_label(view, segment)) for kind, segment in _told(list(effects))]
        return next((words for words in reversed(said) if words), "")


def segment_label(view: View, id_: str | None) -> str:
    """Name a segment: by its only speaker, or else its title; empty for none."""
    segment = next((s for s in view["segments"] if s["id"] == id_), None)
    if segment is None:
        return ""
    if segment["kind"] != "presentation" or len(segment["speakers"]) != 1:
        return segment["title"]
    [speaker] = segment["speakers"]
    return next(person["name"] for person in view["speakers"] if person["id"] == speaker)


def effects_of(events: Iterable[AnyEvent]) -> list[tuple[str, str | None]]:
    """Return the kind of each event and its subject: a segment, a voice, the question in focus, a time, or "dark"."""
    return [(event.kind, _subject(event)) for event in events]


def _subject(event: Event) -> str | None:
    match event:
        case QuestionFocused(question):
            return question
        case VoiceSet():
            return event.speaker
        case BlackoutSet(on):
            return "dark" if on else None
        case TimeGranted():
            return str(event.ms)
        case _:
            return getattr(event, "segment", None)


def passed_over(view: View, segment: str | None, marked: Collection[str] = ()) -> list[str]:
    """Return the absent segments right before a segment in the rundown; those in `marked` count as absent too."""
    ids = [row["id"] for row in view["segments"]]
    before = view["segments"][: ids.index(segment)] if segment in ids else []
    away = takewhile(lambda row: row["state"] == "absent" or row["id"] in marked, reversed(before))
    return [row["id"] for row in away][::-1]


def _passed_over(view: View, effects: list[tuple[str, str | None]]) -> list[str]:
    """Return who was passed over by a command: those it marked absent, and absent ones before the cued segment."""
    cued = next((segment for kind, segment in effects if kind == "segment_cued"), None)
    return passed_over(view, cued, [segment or "" for kind, segment in effects if kind == "segment_marked_absent"])


def _told(effects: list[tuple[str, str | None]]) -> list[tuple[str, str | None]]:
    """Leave out what is only a part of the command: the earlier start of a floor given late, a message that ended."""
    kinds = {kind for kind, _ in effects}
    parts = {kind for kind, whole in _PART_OF.items() if whole in kinds}
    return [effect for effect in effects if effect[0] not in parts]
