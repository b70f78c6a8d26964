"""Facts of a session in words, the same on every page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from app.domain.presets import cue_text
from app.domain.values import MINUTE, SECOND
from app.domain.views.lists import waiting_on_floor
from app.domain.views.shapes import CueView, SegmentView, View
from app.web.words.effects import EffectWords, segment_label

FLOOR_STATES = frozenset({"cued", "running", "paused", "interrupted"})


@dataclass(frozen=True, slots=True)
class Primary:
    """What the one big key does now: give a command, or open another page of the session.

    With `hold` it must be held for a second: it is pressed by habit, and its effect reaches the whole room.
    """

    label: str
    command: str = ""
    page: str = ""
    hold: bool = False


@dataclass(frozen=True, slots=True)
class DoneRows:
    """The finished rows of a rundown before the next one; `over_ms` is the sum of their overtime."""

    rows: tuple[SegmentView, ...] = ()

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(row["id"] for row in self.rows)

    @property
    def over_ms(self) -> int:
        return sum(r["spent_ms"] - r["planned_ms"] - r["granted_ms"] for r in self.rows if r["state"] == "finished")


@dataclass(frozen=True, slots=True)
class SessionWords(EffectWords):
    """The words about a session for every page, in one language."""

    def primary(self, view: View) -> Primary:
        """Return the next key and its effect: in an unusual state the usual next step, which is to go on."""
        if view["status"] == "planned":
            return Primary(self._("Open the session"), "open_session")
        if view["status"] == "closed":
            return Primary(self._("Open the record"), page="report")
        floor, upcoming = view["floor"], segment_label(view, view["next"])
        if floor["state"] in FLOOR_STATES:
            return self._on_floor(view)
        if upcoming:
            return Primary(self._("Introduce: {name}", name=upcoming), "advance")
        return Primary(self._("Close the session"), "close_session", hold=True)

    def _on_floor(self, view: View) -> Primary:
        """Return the next key while a segment is cued or has the floor."""
        floor, waiting = view["floor"], next(iter(waiting_on_floor(view)), None)
        on = floor_label(view)
        match floor["state"]:
            case "cued":
                return Primary(self._("Give the floor: {name}", name=on), "advance")
            case "paused":
                return Primary(self._("Resume: {name}", name=on), "resume_clock")
            case "interrupted":
                return Primary(self._("Resume: {name}", name=on), "end_interruption")
        if floor["request"] is None and waiting is not None:
            return Primary(self._("Introduce: {name}", name=waiting["name"]), "advance")
        return Primary(self.end(view), "advance")

    def end(self, view: View) -> str:
        """Say what ending the speech does."""
        waiting = next(iter(waiting_on_floor(view)), None)
        if view["floor"]["request"] is not None and waiting is None:
            return self._("End the speech")
        upcoming = waiting["name"] if waiting is not None else segment_label(view, view["next"])
        return self._("End, next: {name}", name=upcoming) if upcoming else self._("End the speech")

    def offset(self, offset_ms: int) -> str:
        """Say `2:30 late`, `0:45 early`, or `on time`; positive = late."""
        seconds = round(offset_ms / SECOND) * SECOND
        if seconds == 0:
            return self._("on time")
        time = self._.length(abs(seconds))
        return self._("{time} late", time=time) if seconds > 0 else self._("{time} early", time=time)

    def over(self, over_ms: int) -> str:
        """Say `4:10 over`, `0:35 under`, or nothing if exact to the second."""
        seconds = round(over_ms / SECOND) * SECOND
        if seconds == 0:
            return ""
        time = self._.length(abs(seconds))
        return self._("{time} over", time=time) if seconds > 0 else self._("{time} under", time=time)

    def capacity(self, spare_ms: int) -> str:
        """Say `fits exactly`, `fits with 7:45 to spare`, or `5:45 too long`."""
        if spare_ms == 0:
            return self._("fits exactly")
        time = self._.length(abs(spare_ms))
        return self._("fits with {time} to spare", time=time) if spare_ms > 0 else self._("{time} too long", time=time)

    def state(self, state: str) -> str:
        """Return the state of a segment, in the rundown."""
        return {
            "idle": self._("to come"),
            "cued": self._("next to speak"),
            "running": self._("on now"),
            "paused": self._("paused"),
            "interrupted": self._("interrupted"),
            "finished": self._("done"),
            "skipped": self._("skipped"),
            "absent": self._("absent"),
        }[state]

    def question_state(self, state: str) -> str:
        """Return the state of a guiding question."""
        return {
            "planned": self._("not discussed yet"),
            "on": self._("on now"),
            "partly": self._("partly addressed"),
            "addressed": self._("addressed"),
            "skipped": self._.meaning("question", "skipped"),
        }[state]

    def interruption(self, kind: str) -> str:
        """Say why the session is interrupted."""
        return {
            "point_of_order": self._("Point of order"),
            "technical": self._("Technical problem"),
            "other": self._("Interruption"),
        }[kind]

    def cue(self, remaining_ms: int) -> str:
        """Return a cue's text for the speaker."""
        return self._.told(cue_text(remaining_ms))

    def cue_mode(self, mode: str) -> str:
        """Say who sends the cues of the ladder."""
        return {"automatic": self._("automatic"), "by_hand": self._("by hand"), "off": self._("off")}[mode]

    def cue_state(self, seq: int, presence: Mapping[str, Any]) -> str:
        """Return how far a cue or a message has come: sent by the server, shown by screens, seen by the speaker."""
        screens = [screen for screen in presence["screens"] if screen["state"] != "gone"]
        shown = sum(1 for screen in screens if (screen["cue_shown"] or 0) >= seq)
        seen = any((screen["cue_seen"] or 0) >= seq for screen in screens)
        words = self._("sent, not shown yet")
        if shown:
            words = self._.many(
                "shown on {shown} of {count} screen", "shown on {shown} of {count} screens", len(screens), shown=shown
            )
        return self._("{shown}, seen by the speaker", shown=words) if seen else words

    def message_to(self, to: str, presence: Mapping[str, Any]) -> str:
        """Say whom a message is for; empty for all stage screens, which is the rule."""
        names = {screen["link"]: screen["name"] for screen in presence["screens"] if screen["link"]}
        known = {"stages": "", "speaker": self._("for the speaker's page"), "crew": self._("for the crew")}
        return known[to] if to in known else self._("for the screen {name}", name=names.get(to, "…"))

    def policy(self, policy: str, *, has_list: bool = False) -> str:
        """Say whether and how questions can be asked, in one sentence; with a list of speakers there is another way."""
        if policy == "none" and has_list:
            return self._("No questions are taken in this session.")
        return {
            "none": self._("There are no interventions from the floor in this session."),
            "written": self._("Questions can be sent in; they are answered after the session."),
            "moderated": self._("Questions can be sent in; they are shown after review."),
            "open": self._("Questions can be sent in and are shown at once."),
        }[policy]

    def bearer(self, role: str) -> str:
        """Say for whom a link is."""
        return {
            "organiser": self._("Organiser"),
            "moderator": self._("Moderator"),
            "desk": self._("Q&A desk"),
            "crew": self._("Crew backstage"),
            "stage": self._("Stage screen"),
            "speaker": self._("Speaker"),
            "interpreter": self._("Interpreters"),
            "participant": self._("Participant"),
            "viewer": self._("Viewers"),
            "system": self._("The server"),
        }[role]

    def screen_mode(self, mode: str) -> str:
        """Name what a stage screen shows large, or in its corner."""
        return {
            "speech": self._("Speech"),
            "elapsed": self._("Time spoken"),
            "time_of_day": self._("Time of day"),
            "wall_clock": self._("Time of day"),
            "session": self._("To the end of the session"),
            "aux_1": self._("Clock {number}", number=1),
            "aux_2": self._("Clock {number}", number=2),
            "aux_3": self._("Clock {number}", number=3),
            "question": self._("The question"),
            "next": self._("Who is next"),
            "message": self._("Messages only"),
            "nothing": self._("Nothing"),
            "none": self._("Nothing"),
        }[mode]

    def screen(self, kind: str) -> str:
        """Name a screen's page."""
        return {
            "stage": self._("Stage screen"),
            "backstage": self._("Backstage"),
            "sign": self._("Sign by the door"),
            "speaker": self._("Speaker"),
            "overlay_timer": self._("Overlay: timer"),
            "overlay_lower_third": self._("Overlay: lower third"),
            "overlay_question": self._("Overlay: question"),
            "overlay_next": self._("Overlay: next"),
            "overlay_speakers": self._("Overlay: list of speakers"),
        }[kind]


def speaker_label(view: View) -> str:
    """Name the speaker who was called from the list of the segment on; empty if none was."""
    floor = view["floor"]
    if floor["request"] is None:
        return ""
    return next((person["name"] for person in view["speakers"] if person["id"] == floor["voice"]), "")


def floor_label(view: View) -> str:
    """Name who or what is cued or has the floor: a speaker called from a list, else the segment; empty for none."""
    return speaker_label(view) or segment_label(view, view["floor"]["segment"])


def offset_level(offset_ms: int | None) -> str:
    """Return `warn` from a minute late, `alarm` from five; otherwise empty, as where lateness is hidden."""
    late = offset_ms or 0
    return "alarm" if late >= 5 * MINUTE else "warn" if late >= MINUTE else ""


def done_rows(view: View) -> DoneRows:
    """Return the first rows of a running session that are finished, skipped or absent; empty once it is closed."""
    if view["status"] == "closed":
        return DoneRows()
    return DoneRows(tuple(takewhile(lambda row: row["state"] in {"finished", "skipped", "absent"}, view["segments"])))


def cue_shown_until(cue: CueView, for_ms: int) -> int:
    """Return the instant at which a screen hides a cue: `for_ms` after it was sent, or when it stops being true."""
    shown = cue["at_ms"] + for_ms
    return shown if cue["until_ms"] is None else min(shown, cue["until_ms"])
