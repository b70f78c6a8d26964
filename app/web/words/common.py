"""Facts in words, as every page says them. Each function is given gettext, and knows nothing of languages."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from app.domain.messages.events import AnyEvent, BlackoutSet, QuestionFocused
from app.domain.values import MINUTE, SECOND, elapsed_text
from app.domain.views.shapes import CueView, SegmentView, UndoView, View

Gettext = Callable[[str], str]
Effects = Iterable[tuple[str, str | None]]


@dataclass(frozen=True, slots=True)
class Primary:
    """What the one big key does now: gives a command, or opens another page of the session.

    With `hold` it must be held for a second: it is pressed by habit, and what it does reaches everybody.
    """

    label: str
    command: str = ""
    page: str = ""
    hold: bool = False


def segment_label(view: View, id_: str | None) -> str:
    """How a segment is called: by its only speaker's name, or else by its title; empty for none."""
    segment = next((s for s in view["segments"] if s["id"] == id_), None)
    if segment is None:
        return ""
    names = [p["name"] for p in view["speakers"] if p["id"] in segment["speakers"]]
    return names[0] if len(names) == 1 and segment["kind"] == "presentation" else segment["title"]


def primary(_: Gettext, view: View) -> Primary:
    """The next key, and what it will do: in an unusual state the expected thing, which is to go on."""
    if view["status"] == "planned":
        return Primary(_("Open the session"), "open_session")
    if view["status"] == "closed":
        return Primary(_("Open the record"), page="report")
    floor, upcoming = view["floor"], segment_label(view, view["next"])
    on = segment_label(view, floor["segment"])
    match floor["state"]:
        case "cued":
            return Primary(_("Give the floor: {}").format(on), "advance")
        case "running":
            return Primary(end_words(_, view), "advance")
        case "paused":
            return Primary(_("Resume: {}").format(on), "resume_clock")
        case "interrupted":
            return Primary(_("Resume: {}").format(on), "end_interruption")
    if upcoming:
        return Primary(_("Introduce: {}").format(upcoming), "advance")
    return Primary(_("Close the session"), "close_session", hold=True)


def end_words(_: Gettext, view: View) -> str:
    """What ending the speech does."""
    upcoming = segment_label(view, view["next"])
    return _("End, next: {}").format(upcoming) if upcoming else _("End the speech")


def offset_words(_: Gettext, offset_ms: int) -> str:
    """`2:30 late`, `0:45 early`, or `on time`; positive = late."""
    seconds = round(offset_ms / SECOND) * SECOND
    if seconds == 0:
        return _("on time")
    return (_("{} late") if seconds > 0 else _("{} early")).format(elapsed_text(abs(seconds)))


def offset_level(offset_ms: int | None) -> str:
    """`warn` from a minute late, `alarm` from five; empty before, and where lateness is not told."""
    late = offset_ms or 0
    return "alarm" if late >= 5 * MINUTE else "warn" if late >= MINUTE else ""


@dataclass(frozen=True, slots=True)
class DoneRows:
    """The rows of a rundown that are over and stand before the next one; `over_ms` is how much too long they were."""

    rows: tuple[SegmentView, ...] = ()

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(row["id"] for row in self.rows)

    @property
    def over_ms(self) -> int:
        return sum(r["spent_ms"] - r["planned_ms"] - r["granted_ms"] for r in self.rows if r["state"] == "finished")


def done_rows(view: View) -> DoneRows:
    """The first rows of a running session that are finished, skipped or absent; none once it is closed."""
    if view["status"] == "closed":
        return DoneRows()
    return DoneRows(tuple(takewhile(lambda row: row["state"] in {"finished", "skipped", "absent"}, view["segments"])))


def over_words(_: Gettext, over_ms: int) -> str:
    """`4:10 over`, `0:35 under`, or nothing where it was exact to the second."""
    seconds = round(over_ms / SECOND) * SECOND
    if seconds == 0:
        return ""
    return (_("{} over") if seconds > 0 else _("{} under")).format(elapsed_text(abs(seconds)))


def capacity_words(_: Gettext, spare_ms: int) -> str:
    """`fits exactly`, `fits with 7:45 to spare`, or `5:45 too long`."""
    if spare_ms == 0:
        return _("fits exactly")
    return (_("fits with {} to spare") if spare_ms > 0 else _("{} too long")).format(elapsed_text(abs(spare_ms)))


def phase_word(_: Gettext, phase: str) -> str:
    """The word of a phase, as it stands beside the clock; empty while all is normal."""
    words = {"wrap_up": _("Wrap up"), "last_call": _("Last call"), "overtime": _("Over")}
    return words.get(phase, "")


def state_words(_: Gettext, state: str) -> str:
    """The state of a segment, in the programme."""
    return {
        "idle": _("to come"),
        "cued": _("next to speak"),
        "running": _("has the floor"),
        "paused": _("paused"),
        "finished": _("done"),
        "skipped": _("skipped"),
        "absent": _("absent"),
    }[state]


def question_state_words(_: Gettext, state: str) -> str:
    """The state of a guiding question."""
    return {
        "planned": _("not discussed yet"),
        "on": _("on now"),
        "partly": _("partly addressed"),
        "addressed": _("addressed"),
        "skipped": _("skipped"),
    }[state]


def interruption_words(_: Gettext, kind: str) -> str:
    """Why the session is interrupted."""
    return {
        "point_of_order": _("Point of order"),
        "technical": _("Technical problem"),
        "other": _("Interruption"),
    }[kind]


def role_words(_: Gettext, role: str) -> str:
    """What a link lets its bearer do, for the list of sessions."""
    return {
        "organiser": _("organiser"),
        "moderator": _("moderator"),
        "desk": _("questions desk"),
        "stage": _("stage screen"),
        "speaker": _("speaker"),
    }.get(role, "")


def cue_words(_: Gettext, remaining_ms: int) -> str:
    """What a cue says to the speaker: `1 minute left`, `40 seconds left`, `Time`, `Please conclude`."""
    if remaining_ms < 0:
        return _("Please conclude")
    if remaining_ms == 0:
        return _("Time")
    minutes, rest = divmod(remaining_ms // SECOND, 60)
    if not minutes:
        return _("1 second left") if rest == 1 else _("{} seconds left").format(rest)
    if rest:
        return _("{} left").format(elapsed_text(remaining_ms))
    return _("1 minute left") if minutes == 1 else _("{} minutes left").format(minutes)


def cue_shown_until(cue: CueView, for_ms: int) -> int:
    """The instant at which a screen takes a cue down: `for_ms` after it was sent, or when it ends to be true."""
    shown = cue["at_ms"] + for_ms
    return shown if cue["until_ms"] is None else min(shown, cue["until_ms"])


def cue_mode_words(_: Gettext, mode: str) -> str:
    """Who sends the cues of the ladder."""
    return {"automatic": _("automatic"), "by_hand": _("by hand"), "off": _("off")}[mode]


def cue_state_words(_: Gettext, seq: int, presence: Mapping[str, Any]) -> str:
    """How far a cue or a message has come: sent by the server, shown by screens, seen by the speaker."""
    screens = [screen for screen in presence["screens"] if screen["state"] != "gone"]
    shown = sum(1 for screen in screens if (screen["cue_shown"] or 0) >= seq)
    seen = any((screen["cue_seen"] or 0) >= seq for screen in screens)
    words = _("shown on {} of {} screens").format(shown, len(screens)) if shown else _("sent, not shown yet")
    return f"{words}, {_('seen by the speaker')}" if seen else words


def policy_words(_: Gettext, policy: str) -> str:
    """Whether and how questions can be asked, in one sentence."""
    return {
        "none": _("There are no interventions from the floor in this session."),
        "written": _("Questions can be sent in; they are answered after the session."),
        "moderated": _("Questions can be sent in; they are shown after review."),
        "open": _("Questions can be sent in and are shown at once."),
    }[policy]


def undo_label(_: Gettext, view: View, undo: UndoView) -> str:
    """What the next undo takes back: `introduce Panellist 2`; if that was to mark a speaker absent, it says so."""
    left = [effect for effect in undo["effects"] if effect[0] in {"segment_marked_absent", "segment_skipped"}]
    return effects_words(_, view, left or undo["effects"])


def done_words(_: Gettext, view: View, effects: Effects) -> str:
    """What a command did, as a sentence; nothing may have needed to change."""
    done = list(effects)
    words = _state_now(_, view, done) or effects_words(_, view, done)
    if not words:
        return _("No change.")
    away = absent_words(_, view, _passed_over(view, done))
    return " ".join(sentence for sentence in (away, f"{words[:1].upper()}{words[1:]}.") if sentence)


def effects_of(events: Iterable[AnyEvent]) -> list[tuple[str, str | None]]:
    """The kind of each event and its subject: a segment, the guiding question that is on, or "dark" for a blackout."""
    return [(event.kind, _subject(event)) for event in events]


def _subject(event: AnyEvent) -> str | None:
    match event:
        case QuestionFocused(question):
            return question
        case BlackoutSet(on):
            return "dark" if on else None
        case _:
            return getattr(event, "segment", None)


def _state_now(_: Gettext, view: View, effects: list[tuple[str, str | None]]) -> str:
    """The new state, where that says more than the change: which question is on, whether the stage is dark."""
    kind, subject = effects[-1] if effects else ("", None)
    if kind == BlackoutSet.kind:
        return _("the stage is dark") if subject else _("the stage is lit")
    if kind == QuestionFocused.kind:
        ids = [question["id"] for question in view["guiding_questions"]]
        return _("question {} is on").format(ids.index(subject) + 1) if subject in ids else _("no question is on")
    return ""


def absent_words(_: Gettext, view: View, segments: list[str]) -> str:
    """Who is passed over, as a sentence: `Panellist 2 is absent.`; empty for none."""
    return " ".join(_("{} is absent.").format(segment_label(view, segment)) for segment in segments)


def passed_over(view: View, segment: str | None, marked: Collection[str] = ()) -> list[str]:
    """The absent segments right before a segment in the rundown, which it comes instead of; `marked` are absent too."""
    ids = [row["id"] for row in view["segments"]]
    before = view["segments"][: ids.index(segment)] if segment in ids else []
    away = takewhile(lambda row: row["state"] == "absent" or row["id"] in marked, reversed(before))
    return [row["id"] for row in away][::-1]


def _passed_over(view: View, effects: list[tuple[str, str | None]]) -> list[str]:
    """Who was passed over by what was done in this view: those marked absent by it, and those before who was cued."""
    cued = next((segment for kind, segment in effects if kind == "segment_cued"), None)
    return passed_over(view, cued, [segment or "" for kind, segment in effects if kind == "segment_marked_absent"])


def effects_words(_: Gettext, view: View, effects: Effects) -> str:
    """What some events mean together; the last one that says something says it best."""
    said = [_effect(_, kind, segment_label(view, segment)) for kind, segment in _told(list(effects))]
    return next((words for words in reversed(said) if words), "")


def _told(effects: list[tuple[str, str | None]]) -> list[tuple[str, str | None]]:
    """A floor that was given late is told as given; its earlier start is a part of that."""
    given_late = {"clock_started", "start_corrected"} <= {kind for kind, _ in effects}
    return [effect for effect in effects if not (given_late and effect[0] == "start_corrected")]


def _effect(_: Gettext, kind: str, who: str) -> str:
    template = _EFFECTS(_).get(kind, "")
    return template.format(who) if template else ""


def _EFFECTS(_: Gettext) -> dict[str, str]:  # noqa: N802 - a table that needs gettext
    return {
        "session_opened": _("session opened"),
        "session_closed": _("session closed"),
        "session_reopened": _("session reopened"),
        "segment_cued": _("introduce {}"),
        "clock_started": _("floor to {}"),
        "speech_ended": _("end of {}"),
        "speech_discarded": _("back to the start of {}"),
        "clock_paused": _("clock paused"),
        "clock_resumed": _("clock resumed"),
        "time_granted": _("time for {} changed"),
        "start_corrected": _("start of {} corrected"),
        "voice_set": _("voice in {}"),
        "segment_skipped": _("{} skipped"),
        "segment_marked_absent": _("{} absent"),
        "segment_recalled": _("{} back in the running order"),
        "interruption_began": _("interruption"),
        "interruption_ended": _("end of the interruption"),
        "rebalanced": _("times cut to end on time"),
        "undone": _("taken back"),
        "segment_added": _("segment added"),
        "segment_edited": _("{} changed"),
        "segment_moved": _("{} moved"),
        "segment_removed": _("segment removed"),
        "speaker_added": _("speaker added"),
        "speaker_edited": _("speaker changed"),
        "speaker_moved": _("speaker moved"),
        "speaker_removed": _("speaker removed"),
        "session_edited": _("session changed"),
        "plan_replaced": _("plan replaced"),
        "floor_policy_set": _("asking changed"),
        "guiding_question_added": _("guiding question added"),
        "guiding_question_edited": _("guiding question changed"),
        "guiding_question_moved": _("guiding question moved"),
        "guiding_question_removed": _("guiding question removed"),
        "question_focused": _("focus"),
        "question_marked": _("question marked"),
        "coverage_marked": _("coverage marked"),
        "stretch_attributed": _("time attributed"),
        "message_shown": _("message on the stage"),
        "message_cleared": _("message taken down"),
        "stage_flashed": _("stage flashed"),
        "blackout_set": _("blackout"),
        "question_on_stage_set": _("question on stage changed"),
        "cue_sent": _("cue sent to {}"),
        "note_added": _("note kept"),
        "note_removed": _("note removed"),
        "question_asked": _("question sent"),
        "floor_question_added": _("floor question added"),
        "question_approved": _("question approved"),
        "question_edited": _("wording changed"),
        "question_dismissed": _("question dismissed"),
        "burst_dismissed": _("the questions of one burst dismissed"),
        "burst_returned": _("the questions of one burst not dismissed after all"),
        "question_withdrawn": _("question withdrawn"),
        "question_queued": _("question queued"),
        "question_put_on": _("question on"),
        "question_taken_off": _("question taken off"),
        "question_answered": _("question answered"),
        "question_deferred": _("question kept for later"),
        "questions_merged": _("questions merged"),
        "question_unmerged": _("question stands for itself again"),
        "question_returned": _("question back where it was"),
        "batch_taken": _("several taken"),
        "batch_closed": _("round closed"),
        "participant_banned": _("participant banned"),
        "participant_unbanned": _("participant no longer banned"),
    }


def country_words(lang: str, code: str) -> str:
    """The name of a country in a language, by CLDR; a code that it does not know stands for itself."""
    if not code:
        return ""
    from babel import Locale  # loaded when the first country is named

    name: str = Locale.parse(lang, sep="-").territories.get(code, code)
    return name


def bearer_words(_: Gettext, role: str) -> str:
    """Whom a link is for."""
    return {
        "organiser": _("Organiser"),
        "moderator": _("Moderator"),
        "desk": _("Q&A desk"),
        "stage": _("Stage screen"),
        "speaker": _("Speaker"),
        "participant": _("Participant"),
        "viewer": _("Viewers"),
        "system": _("The server"),
    }[role]


def screen_words(_: Gettext, kind: str) -> str:
    """What a screen can show."""
    return {
        "stage": _("Stage screen"),
        "speaker": _("Speaker"),
        "overlay_timer": _("Overlay: timer"),
        "overlay_lower_third": _("Overlay: lower third"),
        "overlay_question": _("Overlay: question"),
    }[kind]
