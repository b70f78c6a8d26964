"""Facts of a session in words, the same on every page."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from app.domain.messages.events import AnyEvent, BlackoutSet, QuestionFocused, TimeGranted
from app.domain.presets import cue_text
from app.domain.values import MINUTE, SECOND, elapsed_text, signed_text
from app.domain.views.lists import waiting_on_floor
from app.domain.views.shapes import CueView, SegmentView, UndoView, View
from app.languages.words import Words

Effects = Iterable[tuple[str, str | None]]
LEFT_TO_RIGHT, ITS_END = "\u2066", "\u2069"  # around a sum, which is read so in every language
_PART_OF = {"start_corrected": "clock_started", "message_cleared": "speech_ended"}

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
class SessionWords:
    """The words about a session for every page, in one language."""

    _: Words

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
        """`2:30 late`, `0:45 early`, or `on time`; positive = late."""
        seconds = round(offset_ms / SECOND) * SECOND
        if seconds == 0:
            return self._("on time")
        time = self._.length(abs(seconds))
        return self._("{time} late", time=time) if seconds > 0 else self._("{time} early", time=time)

    def over(self, over_ms: int) -> str:
        """`4:10 over`, `0:35 under`, or empty if exact to the second."""
        seconds = round(over_ms / SECOND) * SECOND
        if seconds == 0:
            return ""
        time = self._.length(abs(seconds))
        return self._("{time} over", time=time) if seconds > 0 else self._("{time} under", time=time)

    def capacity(self, spare_ms: int) -> str:
        """`fits exactly`, `fits with 7:45 to spare`, or `5:45 too long`."""
        if spare_ms == 0:
            return self._("fits exactly")
        time = self._.length(abs(spare_ms))
        return self._("fits with {time} to spare", time=time) if spare_ms > 0 else self._("{time} too long", time=time)

    def state(self, state: str) -> str:
        """Return the state of a segment, in the rundown."""
        return {
            "idle": self._("to come"),
            "cued": self._("next to speak"),
            "running": self._("has the floor"),
            "paused": self._("paused"),
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
            "skipped": self._("skipped"),
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
            words = self._("shown on {shown} of {all} screens", shown=shown, all=len(screens))
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
        """Return the new state where it says more than the change: time, question, whether the stage is dark."""
        kind, subject = effects[-1] if effects else ("", None)
        if kind == TimeGranted.kind and subject:
            total = elapsed_text(view["floor"]["allotted_ms"] + int(subject))
            return self._("{change}, now {total}", change=self._granted(view, int(subject)), total=total)
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
        said = [self._effect(kind, segment_label(view, segment)) for kind, segment in _told(list(effects))]
        return next((words for words in reversed(said) if words), "")

    def _effect(self, kind: str, who: str) -> str:
        template = self._effects_by_kind().get(kind, "")
        return template.format(name=who) if template else ""

    def _effects_by_kind(self) -> dict[str, str]:
        return {
            "session_opened": self._("session opened"),
            "session_closed": self._("session closed"),
            "session_reopened": self._("session reopened"),
            "segment_cued": self._("introduce {name}"),
            "clock_started": self._("floor to {name}"),
            "speech_ended": self._("end of {name}"),
            "speech_discarded": self._("back to the start of {name}"),
            "clock_paused": self._("clock paused"),
            "clock_resumed": self._("clock resumed"),
            "start_corrected": self._("start of {name} corrected"),
            "voice_set": self._("voice in {name}"),
            "segment_skipped": self._("{name} skipped"),
            "segment_marked_absent": self._("{name} absent"),
            "segment_recalled": self._("{name} back in the running order"),
            "interruption_began": self._("interruption"),
            "interruption_ended": self._("end of the interruption"),
            "rebalanced": self._("times cut to end on time"),
            "undone": self._("taken back"),
            "segment_added": self._("segment added"),
            "segment_edited": self._("{name} changed"),
            "segment_moved": self._("{name} moved"),
            "segment_removed": self._("segment removed"),
            "speaker_added": self._("speaker added"),
            "speaker_edited": self._("speaker changed"),
            "speaker_moved": self._("speaker moved"),
            "speaker_removed": self._("speaker removed"),
            "session_edited": self._("session changed"),
            "plan_replaced": self._("plan replaced"),
            "floor_policy_set": self._("asking changed"),
            "guiding_question_added": self._("guiding question added"),
            "guiding_question_edited": self._("guiding question changed"),
            "guiding_question_moved": self._("guiding question moved"),
            "guiding_question_removed": self._("guiding question removed"),
            "presets_set": self._("messages changed"),
            "text_translated": self._("translation changed"),
            "question_focused": self._("focus"),
            "question_marked": self._("question marked"),
            "coverage_marked": self._("coverage marked"),
            "stretch_attributed": self._("time attributed"),
            "message_shown": self._("message shown"),
            "message_cleared": self._("message taken down"),
            "stage_flashed": self._("stage flashed"),
            "blackout_set": self._("blackout"),
            "question_on_stage_set": self._("question on stage changed"),
            "cue_sent": self._("cue sent to {name}"),
            "note_added": self._("note kept"),
            "note_removed": self._("note removed"),
            "script_set": self._("script for {name} changed"),
            "aux_clock_started": self._("extra clock started"),
            "aux_clock_paused": self._("extra clock paused"),
            "aux_clock_stopped": self._("extra clock stopped"),
            "aux_clock_set": self._("extra clock set"),
            "aux_clock_removed": self._("extra clock removed"),
            "recording_marked": self._("beginning of a recording marked"),
            "recording_paused": self._("pause of the recording noted"),
            "recording_resumed": self._("end of the pause of the recording noted"),
            "start_came": self._("start at the set time"),
            "start_stopped": self._("automatic start stopped"),
            "look_set": self._("look of a screen changed"),
            "list_opened": self._("list of speakers opened"),
            "list_closed": self._("list of speakers closed"),
            "list_cut_off": self._("list of speakers cut off"),
            "lots_seeded": self._("seed of the lots published"),
            "floor_requested": self._("floor requested"),
            "request_withdrawn": self._("request withdrawn"),
            "request_moved": self._("request moved"),
            "requests_swapped": self._("places exchanged"),
            "swap_offered": self._("exchange of places offered"),
            "request_introduced": self._("speaker introduced"),
            "request_returned": self._("speaker back on the list"),
            "request_began": self._("floor to a speaker of the list"),
            "request_ended": self._("end of a speech"),
            "request_marked_absent": self._("speaker of the list absent"),
            "readiness_marked": self._("readiness changed"),
            "heard_counted": self._("time spoken in other sessions counted"),
            "question_asked": self._("question sent"),
            "floor_question_added": self._("floor question added"),
            "question_approved": self._("question approved"),
            "question_edited": self._("wording changed"),
            "question_dismissed": self._("question dismissed"),
            "burst_dismissed": self._("burst of questions dismissed"),
            "burst_returned": self._("burst of questions restored"),
            "question_withdrawn": self._("question withdrawn"),
            "question_queued": self._("question queued"),
            "question_put_on": self._("question on"),
            "question_taken_off": self._("question taken off"),
            "question_answered": self._("question answered"),
            "question_deferred": self._("question kept for later"),
            "questions_merged": self._("questions merged"),
            "question_unmerged": self._("question separated again"),
            "question_returned": self._("question back where it was"),
            "batch_taken": self._("several taken"),
            "batch_closed": self._("round closed"),
            "participant_banned": self._("participant banned"),
            "participant_unbanned": self._("participant no longer banned"),
        }

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


def segment_label(view: View, id_: str | None) -> str:
    """Name a segment: by its only speaker, or else its title; empty for none."""
    segment = next((s for s in view["segments"] if s["id"] == id_), None)
    if segment is None:
        return ""
    names = [p["name"] for p in view["speakers"] if p["id"] in segment["speakers"]]
    return names[0] if len(names) == 1 and segment["kind"] == "presentation" else segment["title"]


def offset_level(offset_ms: int | None) -> str:
    """`warn` from a minute late, `alarm` from five; otherwise empty, and where lateness is hidden."""
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


def effects_of(events: Iterable[AnyEvent]) -> list[tuple[str, str | None]]:
    """Return the kind of each event and its subject: a segment, the question in focus, a time, or "dark"."""
    return [(event.kind, _subject(event)) for event in events]


def _subject(event: AnyEvent) -> str | None:
    match event:
        case QuestionFocused(question):
            return question
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
