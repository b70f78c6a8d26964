"""The words of the planner: its choices and its problems."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.state.rundown import Plan
from app.domain.state.translations import Progress, place_of
from app.domain.values import LANGUAGES, ListRule
from app.formats.record.list_words import rule_words
from app.languages.names import kinds_in
from app.languages.words import Words

LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class PlanWords:
    """The words of the planner, in one language."""

    _: Words

    def choice(self, name: str, value: str) -> str:
        """Name one option of a choice."""
        rules = {rule: rule_words(self._, rule) for rule in ("", *ListRule)}
        return {
            "kind": kinds_in(self._),
            "language": {"": self._("not stated"), **LANGUAGES},
            "stage_language": {"": self._("the screen's own"), "speaker": self._("the speaker's"), **LANGUAGES},
            "start": {
                "by_hand": self._("by hand"),
                "reminder": self._("by hand, with a reminder"),
                "at": self._("by itself"),
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
            **dict.fromkeys(("rule1", "rule2", "rule3"), rules),
            "shows": {
                "names": self._("names"),
                "numbers": self._("numbers only"),
                "nothing": self._("nothing"),
            },
        }[name][value]

    def progress(self, told: Progress) -> str:
        """Say how much is translated: `Guiding questions: 4 of 4 in French, 2 of 4 in Arabic`; empty for nothing."""
        counts = self._.list(
            self._("{done} of {count} in {language}", done=done, count=told.count, language=self._.tongue(language))
            for language, done in told.done.items()
        )
        if not counts:
            return ""
        return {
            "session": self._("Session: {counts}"),
            "segments": self._("Segments: {counts}"),
            "speakers": self._("Speakers: {counts}"),
            "guiding_questions": self._("Guiding questions: {counts}"),
            "presets": self._("Messages: {counts}"),
        }[told.kind].format(counts=counts)

    def text_of(self, plan: Plan, of: str) -> str:
        """Name a text of the plan: `Segment 2: title`."""
        place = place_of(of)
        if place is None or not place.items:
            return {
                "title": self._("Title of the session"),
                "notice": self._("Notice on every page"),
                "conference.title": self._("Title of the conference"),
                "conference.venue": self._("Venue"),
            }[of]
        ids = [item.id for item in getattr(plan, place.items)]
        return {
            "segments.title": self._("Segment {number}: title"),
            "segments.abstract": self._("Segment {number}: abstract"),
            "segments.track": self._("Segment {number}: track"),
            "speakers.name": self._("Speaker {number}: name"),
            "speakers.title": self._("Speaker {number}: function"),
            "speakers.affiliation": self._("Speaker {number}: affiliation"),
            "speakers.bio": self._("Speaker {number}: about the person"),
            "guiding_questions.text": self._("Guiding question {number}"),
            "presets.text": self._("Message {number}"),
        }[f"{place.items}.{place.field}"].format(number=ids.index(place.id) + 1)

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
