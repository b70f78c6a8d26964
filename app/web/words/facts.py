"""Words of what a command has changed: the names of a session's facts, and their values."""

from __future__ import annotations

from typing import Any, get_args

from pydantic_core import to_json

from app.domain.state.questions import QuestionState
from app.domain.state.rundown import Plan
from app.domain.values import (
    AtZero,
    ClockState,
    CoverageMark,
    CueMode,
    FloorPolicy,
    Interruption,
    ListRule,
    ListShown,
    MessageStyle,
    NoteKind,
    QuestionMark,
    RequestKind,
    SegmentKind,
    StartMode,
    Status,
    elapsed_text,
)
from app.formats.record.list_words import kind_words, rule_words
from app.formats.record.words import RecordWords
from app.languages.words import Words
from app.web.words.common import SessionWords
from app.web.words.desk import DeskWords
from app.web.words.listing import ListingWords
from app.web.words.plan import PlanWords

LONGEST_SHOWN = 300
# Numbers of milliseconds that are instants; all others are durations.
_INSTANTS = frozenset({"at_ms", "starts_at_ms", "ends_at_ms", "hard_start_ms", "since_ms", "started_at_ms", "was_ms"})
_DURATIONS = frozenset({"cues", "slots_ms"})
_ORDER = " (order)"
_SPEAKERS = ["plan", "speakers"]


class FactWords:
    """The words of the facts of a session with this plan, in one language."""

    def __init__(self, words: Words, plan: Plan) -> None:
        self._ = words
        self._zone = plan.conference.timezone
        self._names = _names(words)
        self._values = _values(words)
        self._named = {
            **{segment.id: segment.title for segment in plan.segments},
            **{speaker.id: speaker.name for speaker in plan.speakers},
        }
        self._numbered = {question.id: number for number, question in enumerate(plan.guiding_questions, 1)}

    def place(self, where: str) -> str:
        """Name a changed fact by the way to it: `Clocks › Amina Yusuf › State`."""
        path = _path(where)
        steps = [self._step(part, of) for part, of in zip(path, ["", *path], strict=False)]
        return " › ".join([*steps, self._("Order")] if where.endswith(_ORDER) else steps)

    def value(self, where: str, value: Any) -> str:
        """Say one value of a changed fact."""
        path = _path(where)
        if path[:2] == _SPEAKERS and isinstance(value, dict):
            value = {_fact_of_speaker(name): of for name, of in value.items()}
        text = self._said(path[0] if path[0] in ("marks", "coverage") else path[-1], value)
        return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"

    def id(self, text: str) -> str:
        """Name a part of the session by its id; what is none stays as it is."""
        if text in self._numbered:
            return self._("Question {number}", number=self._numbered[text])
        return self._named.get(text, text)

    def _step(self, part: str, of: str) -> str:
        if of == "translations":
            return self._.tongue(part)
        if part in self._names:
            return self._names[part]
        # The mark of a question and a speaker: `q1/mv`.
        return self._.list(self.id(one) for one in part.split("/"))

    def _said(self, name: str, value: Any) -> str:
        if value is None or value in ("", []):
            return self._("nothing")
        if isinstance(value, bool):
            return self._("yes") if value else self._("no")
        if isinstance(value, int):
            return self._number(name, value)
        if isinstance(value, list):
            return self._.list(self._said(name, one) for one in value)
        if isinstance(value, dict):
            return self._.list(self._part(name, part, of) for part, of in value.items())
        return self._text(name, value) if isinstance(value, str) else to_json(value).decode()

    def _part(self, of: str, part: str, value: Any) -> str:
        name = self._values["kinds"][part] if of == "slots_ms" else self._step(part, of)
        return self._("{name}: {title}", name=name, title=self._said(of if of == "slots_ms" else part, value))

    def _number(self, name: str, value: int) -> str:
        if name in _INSTANTS:
            return self._.moment(value, self._zone, seconds=True)
        if name.endswith("_ms") or name in _DURATIONS:
            return f"{'-' if value < 0 else ''}{elapsed_text(abs(value))}"
        return self._.number(value)

    def _text(self, name: str, text: str) -> str:
        if name == "country":
            return self._.country(text)
        if name in ("language", "stage_language") and text != "speaker":
            return self._.tongue(text)
        return self._values.get(name, {}).get(text) or self.id(text)


def _path(where: str) -> list[str]:
    path = where.removesuffix(_ORDER).split(".")
    return [*path[:-1], _fact_of_speaker(path[-1])] if path[:2] == _SPEAKERS else path


def _fact_of_speaker(name: str) -> str:
    """Tell the title of a speaker, which is a function, from that of a session."""
    return "function" if name == "title" else name


def _names(_: Words) -> dict[str, str]:
    """Return the names of facts, by the names that they have in the journal."""
    return {
        **_names_of_state(_),
        **_names_of_plan(_),
        **_names_of_parts(_),
        **_names_of_questions(_),
    }


def _names_of_state(_: Words) -> dict[str, str]:
    return {
        "status": _("Status"),
        "plan": _("Plan"),
        "on": _("Has the floor"),
        "interruption": _("Interruption"),
        "focus": _("Guiding question"),
        "marks": _("Guiding questions"),
        "coverage": _("Who answered what"),
        "attributions": _("time attributed"),
        "questions": _("Questions"),
        "queue": _.meaning("list", "Queue"),
        "question_on": _("The question now"),
        "round": _("Round"),
        "banned": _("banned"),
        "stage": _("Stage"),
        "notes": _("Notes"),
        "corrections": _("Corrections"),
        "clocks": _("Clocks"),
        "state": _("State"),
        "granted_ms": _("Granted"),
        "spent_ms": _("Spent"),
        "voice": _("Who is speaking"),
        "request": _("Requests for the floor"),
        "since_ms": _("Start"),
        "segment": _("Segment"),
        "at_ms": _.meaning("instant", "Time"),
        "was_ms": _("Start as first recorded"),
        "started_at_ms": _("Corrected start"),
        "previous": _("Ended earlier for it"),
        "message": _("Message"),
        "blackout": _("Blackout"),
        "flash": _("Flash"),
        "show_question": _("Show question on stage"),
        "cue": _("Cue"),
        "style": _("Style"),
        "hide_after_ms": _("Length"),
        "seq": _("No."),
        "preset": _("Message"),
        "n": _("No."),
        "to": _("For"),
        "automatic": _("by itself"),
    }


def _names_of_plan(_: Words) -> dict[str, str]:
    return {
        "slug": _("Address"),
        "title": _("Title"),
        "starts_at_ms": _("Starts"),
        "ends_at_ms": _("Ends"),
        "conference": _("Conference"),
        "timezone": _("Time zone"),
        "venue": _("Venue"),
        "language": _("Language"),
        "stage_language": _("The language of the stage"),
        "notice": _("Notice on every page"),
        "video": _("Video beside the viewers' page"),
        "video_delay_ms": _("The video is later than the session by"),
        "hard_end": _("Hard end: the room or the broadcast ends then"),
        "opens_itself": _("Opens by itself at its start"),
        "public": _("The viewers' page is public; otherwise it needs a link"),
        "public_overtime": _("The public sees overtime and lateness; otherwise only the staff does"),
        "moderator": _("Moderator"),
        "handover_ms": _("Introduction before each presentation"),
        "wrap_up_ms": _("Wrap up at"),
        "last_call_ms": _("Last call at"),
        "coverage_ms": _("A question counts as covered after"),
        "floor_policy": _("Questions from the audience"),
        "ask_every_ms": _("One question per participant every"),
        "most_open_questions": _("Open questions per participant, at most"),
        "most_questions": _("Questions per participant in all, at most"),
        "most_open_in_session": _("Open questions in the whole session, at most"),
        "most_votes_a_minute": _("Votes a minute per participant, at most"),
        "review_words": _("Words that hold a question for review"),
        "cues": _("Cues at"),
        "cue_mode": _("Cues to the speaker go out"),
        "speakers": _("Speakers"),
        "segments": _("Segments"),
        "guiding_questions": _("Guiding questions"),
        "presets": _("Messages of this session"),
        "categories": _("Categories of speakers"),
        "groups": _("Groups of speakers"),
        "translations": _("Translations"),
    }


def _names_of_parts(_: Words) -> dict[str, str]:
    return {
        "id": _("ID"),
        "name": _("Name"),
        "function": _("Function"),
        "affiliation": _("Affiliation"),
        "country": _("Country"),
        "says": _("How to say the name"),
        "bio": _("About the person"),
        "category": _("Category"),
        "group": _("Group"),
        "seat": _("Seat"),
        "microphone": _("Microphone"),
        "notes_moderator": _("Notes for the moderator"),
        "notes_crew": _("Notes for the crew"),
        "notes_interpreters": _("Notes for interpreters"),
        "kind": _("Kind"),
        "planned_ms": _("Planned"),
        "autostart": _("Starts automatically after the previous segment"),
        "locked": _("Keeps its time when the rest is cut"),
        "minimum_ms": _("At least"),
        "hard_start_ms": _("Not before"),
        "start": _("Start"),
        "at_zero": _("At zero the clock"),
        "answer_limit_ms": _("Each answer"),
        "abstract": _("Abstract"),
        "track": _("Track"),
        "references": _("links"),
        "url": _("Address"),
        "list_settings": _("List of speakers"),
        "rules": _("Order"),
        "slots_ms": _("Each statement"),
        "pool_ms": _("Time for all statements"),
        "least_ms": _("A statement has at least"),
        "most_ms": _("A statement has at most"),
        "kinds": _("Requests for the floor"),
        "shows": _("The public sees"),
        "come_forward": _("Called to the front"),
        "rank": _("rank of the category"),
        "budget_ms": _("Budget"),
        "key": _("Key after M"),
    }


def _names_of_questions(_: Words) -> dict[str, str]:
    return {
        "text": _("Text"),
        "author": _("Participant"),
        "identity": _("Who asked"),
        "held": _("Held for review"),
        "original": _("The author's wording"),
        "into": _("Merged into"),
        "reason": _("Reason"),
        "note": _("Note"),
        "answer": _("Answer"),
        "how": _("Kind"),
        "by": _("Answered by"),
        "published": _("Shown to the public"),
        "burst": _("Burst of questions"),
        "question": _("Question"),
    }


def _values(_: Words) -> dict[str, dict[str, str]]:
    """Return the words of coded values, by the names of their facts."""
    session, record, desk, plan = SessionWords(_), RecordWords(_), DeskWords(_), PlanWords(_)
    choices = {"start": StartMode, "at_zero": AtZero, "cue_mode": CueMode, "floor_policy": FloorPolicy}
    return {
        **{name: {of: plan.choice(name, of) for of in kind} for name, kind in choices.items()},
        "shows": {of: plan.choice("shows", of) for of in ListShown},
        "kind": {
            **{of: plan.choice("kind", of) for of in SegmentKind},
            **{of: record.note(of) for of in get_args(NoteKind)},
        },
        "stage_language": {"speaker": plan.choice("stage_language", "speaker")},
        "status": {of: ListingWords(_).status(of) for of in Status},
        "state": {
            **{of: session.state(of) for of in ClockState},
            **{of: desk.standing(of) for of in QuestionState},
        },
        "marks": {of: record.guiding_state(of) for of in get_args(QuestionMark)},
        "coverage": {of: record.coverage(of) for of in get_args(CoverageMark)},
        "rules": {of: rule_words(_, of) for of in ListRule},
        "kinds": {of: kind_words(_, of) for of in RequestKind},
        "reason": {of: session.interruption(of) for of in Interruption},
        "identity": {of: desk.identity(of) for of in ("public", "moderators", "anonymous")},
        "how": {"live": _("answered live"), "text": _("answered in writing")},
        "style": {MessageStyle.NORMAL: _("normal"), MessageStyle.URGENT: _("urgent")},
    }
