"""Announcements: what a screen reader says of a session as it changes. A page says one of them, and never a counter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from app.domain.views.shapes import FloorView, InterruptionView, View
from app.languages.words import Words
from app.web.words.effects import segment_label


class Announcement(NamedTuple):
    """What is true now, as a sentence; empty where that is not worth saying.

    Of several that have changed at once, a page says the first. It is new when `key` is another one than before.
    """

    about: str
    key: str
    sentence: str


@dataclass(frozen=True, slots=True)
class AnnouncementWords:
    """The words of announcements, in one language."""

    _: Words

    def now(self, view: View, page: str) -> list[Announcement]:
        """Return what is true of a session, by importance: the floor, the audience question, the guiding question."""
        if page == "stage" and view["stage"]["blackout"]:
            return [Announcement("floor", "blackout", self._("The screen is dark."))]
        return [self._floor(view), self._asked(view), self._guiding(view)]

    def phases(self) -> dict[str, str]:
        """Return what is said when a speech reaches a phase."""
        return {
            "wrap_up": self._("It is time to wrap up."),
            "last_call": self._("Last call."),
            "overtime": self._("The time is over."),
        }

    def _floor(self, view: View) -> Announcement:
        floor = view["floor"]
        if floor["segment"] is None:
            key, sentence = self._no_floor(view)
            return Announcement("floor", key, sentence)
        voice, held = floor["voice"] or "", floor["interruption"]
        key = f"{floor['state']} {floor['segment']} {voice}" + (f" {held['speaker']}" if held else "")
        return Announcement("floor", key, self._held(view, floor))

    def _no_floor(self, view: View) -> tuple[str, str]:
        if view["status"] == "planned":
            return "planned", ""
        if view["status"] == "closed":
            return "closed", self._("The session is closed.")
        if any(segment["state"] == "finished" for segment in view["segments"]):
            return "between", self._("No speaker has the floor.")
        return "opened", self._("The session has begun.")

    def _held(self, view: View, floor: FloorView) -> str:
        if floor["state"] == "paused":
            return self._("The clock is paused.")
        if floor["interruption"] is not None:
            return self._interrupted(view, floor["interruption"])
        own = view.get("speaker")
        name = next((one["name"] for one in view["speakers"] if one["id"] == floor["voice"]), "")
        if own and (floor["voice"] or self._only_speaker(view, floor)) == own:
            return self._("You are next to speak.") if floor["state"] == "cued" else self._("You have the floor.")
        if not name and not self._only_speaker(view, floor):
            return self._item(floor["state"] == "cued", segment_label(view, floor["segment"]))
        who = name or segment_label(view, floor["segment"])
        if floor["state"] == "cued":
            return self._("Next to speak: {name}.", name=who)
        return self._("{name} has the floor.", name=who)

    def _item(self, is_next: bool, title: str) -> str:
        return self._("Next: {title}.", title=title) if is_next else self._("Now: {title}.", title=title)

    def _interrupted(self, view: View, held: InterruptionView) -> str:
        name = next((one["name"] for one in view["speakers"] if one["id"] == held["speaker"]), None)
        if name is not None and held["speaker"] == view.get("speaker"):
            return self._("You have the floor for a point of order.")
        if name is not None:
            return self._("{name} has the floor for a point of order.", name=name)
        return {
            "point_of_order": self._("The session is interrupted by a point of order."),
            "technical": self._("The session is interrupted by a technical problem."),
            "other": self._("The session is interrupted."),
        }[held["kind"]]

    def _asked(self, view: View) -> Announcement:
        on = next((question for question in view["questions"] if question["on"]), None)
        if on is None:
            return Announcement("asked", "", "")
        if not on["text"]:
            return Announcement("asked", on["id"], self._("The question now was asked in the room."))
        return Announcement("asked", on["id"], self._("The question now: {text}", text=on["text"]))

    def _guiding(self, view: View) -> Announcement:
        text = next((one["text"] for one in view["guiding_questions"] if one["id"] == view["focus"]), None)
        if text is None:
            return Announcement("guiding", "", "")
        return Announcement("guiding", str(view["focus"]), self._("The guiding question now: {text}", text=text))

    @staticmethod
    def _only_speaker(view: View, floor: FloorView) -> str | None:
        segment = next(one for one in view["segments"] if one["id"] == floor["segment"])
        return segment["speakers"][0] if segment["kind"] == "presentation" and len(segment["speakers"]) == 1 else None
