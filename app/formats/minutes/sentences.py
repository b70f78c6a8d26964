"""The sentences of minutes, in one language. Times of day are those of the session's zone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from app.domain.text import clean_text
from app.domain.values import SECOND, Interruption, RequestKind, SegmentKind
from app.domain.views.list_shapes import RequestReport
from app.domain.views.report_shapes import AudienceQuestionReport, Report, SegmentReport, SpeakerReport
from app.languages.words import Words


def label_before(words: Words, label: str) -> str:
    """Return a label with the colon of the language: `Modérateur :`."""
    return words("{name}: {title}", name=label, title="").rstrip()


@dataclass(frozen=True)
class MinutesWords:
    """What minutes say of the facts of one report."""

    _: Words
    report: Report

    def opened(self, at_ms: int) -> str:
        """Say that the session began, and who moderated."""
        if moderator := self._people.get(self.report["moderator"] or ""):
            return self._(
                "The meeting was opened at {time} by {moderator}, moderator.",
                time=self._at(at_ms),
                moderator=self.who(moderator),
            )
        return self._("The meeting was opened at {time}.", time=self._at(at_ms))

    def closed(self, at_ms: int) -> str:
        """Say that the session ended."""
        return self._("The meeting was closed at {time}.", time=self._at(at_ms))

    def reopened(self, at_ms: int) -> str:
        """Say that the session was closed too early and went on."""
        return self._("The meeting was reopened at {time}.", time=self._at(at_ms))

    def began(self, segment: SegmentReport, at_ms: int) -> str:
        """Say that a segment began: by the one who spoke in it, or by its title."""
        time = self._at(at_ms)
        if segment["kind"] is SegmentKind.BREAK:
            return self._("The meeting was suspended at {time}.", time=time)
        if (speaker := self._only(segment)) is None:
            return self._("The meeting took up this item at {time}.", time=time)
        if speaker["id"] == self.report["moderator"]:
            return self._("The moderator took the floor at {time}.", time=time)
        return self.given(self.who(speaker), at_ms)

    def ended(self, segment: SegmentReport, at_ms: int) -> str:
        """Say that a segment ended; of a speech with its length, and by how much it was too long."""
        if segment["kind"] is SegmentKind.BREAK:
            return self.resumed(at_ms)
        if (speaker := self._only(segment)) is None:
            return self._("The meeting concluded this item at {time}.", time=self._at(at_ms))
        return self.concluded(speaker["name"], at_ms, segment["spent_ms"], segment["over_ms"] or 0)

    def given(self, who: str, at_ms: int) -> str:
        """Say that a person was given the floor."""
        return self._("The moderator gave the floor to {speaker} at {time}.", speaker=who, time=self._at(at_ms))

    def concluded(self, name: str, at_ms: int, spent_ms: int, over_ms: int) -> str:
        """Say that a speech ended, and how long it was."""
        places = {"speaker": clean_text(name), "time": self._at(at_ms), "length": self._.duration(spent_ms)}
        if over_ms < SECOND:
            return self._("{speaker} concluded at {time}, after {length}.", **places)
        return self._(
            "{speaker} concluded at {time}, after {length}, {over} more than the time given.",
            over=self._.duration(over_ms),
            **places,
        )

    def not_held(self, segment: SegmentReport) -> str:
        """Say that a segment was left out: an absent speaker, or an item that was not taken up."""
        if segment["state"] == "absent" and segment["speakers"]:
            return self.absent(segment["speakers"])
        return self._("“{title}” was not taken up.", title=clean_text(segment["title"]))

    def absent(self, speakers: Iterable[str]) -> str:
        """Say who was called and was not there."""
        return self._("Called and absent: {speakers}.", speakers=self.names(speakers))

    def put(self, number: int, at_ms: int) -> str:
        """Say that the moderator turned to a guiding question."""
        text = clean_text(self.report["guiding_questions"][number - 1]["text"])
        return self._(
            "The moderator put guiding question {number} at {time}: “{text}”",
            number=number,
            time=self._at(at_ms),
            text=text,
        )

    def spoke(self, speaker: str, at_ms: int, spent_ms: int) -> str:
        """Say that a person spoke in an item of several speakers."""
        return self._(
            "{speaker} spoke at {time}, for {length}.",
            speaker=self.who(self._people[speaker]),
            time=self._at(at_ms),
            length=self._.duration(spent_ms),
        )

    def spoke_to(self, speaker: str, number: int, spent_ms: int) -> str:
        """Say that a person spoke to a guiding question."""
        return self._(
            "{speaker} spoke to guiding question {number} for {length}.",
            speaker=self.names([speaker]),
            number=number,
            length=self._.duration(spent_ms),
        )

    def taken(self, request: RequestReport, other: str, at_ms: int) -> str:
        """Say that the floor was given to a request; `other` is the speaker it is about, if any."""
        speaker = self._people.get(request["speaker"])
        places = {"speaker": self.who(speaker) if speaker else request["name"], "time": self._at(at_ms), "other": other}
        match request["kind"]:
            case RequestKind.POINT_OF_ORDER:
                return self._("{speaker} raised a point of order at {time}.", **places)
            case RequestKind.QUESTION:
                return self._("The moderator gave the floor to {speaker} at {time}, for a question.", **places)
            case RequestKind.ANSWER if other:
                return self._("The moderator gave the floor to {speaker} at {time}, to answer {other}.", **places)
            case RequestKind.ANSWER:
                return self._("The moderator gave the floor to {speaker} at {time}, for an answer.", **places)
            case RequestKind.REPLY if other:
                return self._(
                    "{speaker} spoke at {time} in exercise of the right of reply to the statement by {other}.", **places
                )
            case RequestKind.REPLY:
                return self._("{speaker} spoke at {time} in exercise of the right of reply.", **places)
        return self.given(places["speaker"], at_ms)

    def list_state(self, event: str, at_ms: int) -> str:
        """Say that the list of speakers was opened, closed or cut off; empty for other events."""
        time = self._at(at_ms)
        match event:
            case "list_opened":
                return self._("The list of speakers was opened at {time}.", time=time)
            case "list_closed":
                return self._("The list of speakers was closed at {time}.", time=time)
            case "list_cut_off":
                return self._("The list of speakers was cut off at {time}.", time=time)
        return ""

    def not_heard(self, speakers: Iterable[str]) -> str:
        """Say who was on the list and was not heard."""
        return self._("On the list of speakers and not heard: {speakers}.", speakers=self.names(speakers))

    def interrupted(self, reason: str, note: str, at_ms: int) -> str:
        """Say that the session was interrupted, and why."""
        time, why = self._at(at_ms), clean_text(note)
        said = {
            Interruption.TECHNICAL: self._("The meeting was interrupted at {time} by a technical problem.", time=time),
            Interruption.POINT_OF_ORDER: self._(
                "The meeting was interrupted at {time} on a point of order.", time=time
            ),
        }.get(Interruption(reason), self._("The meeting was interrupted at {time}.", time=time))
        return f"{said} {self._('({remark})', remark=why)}" if why else said

    def resumed(self, at_ms: int) -> str:
        """Say that a break or an interruption is over."""
        return self._("The meeting was resumed at {time}.", time=self._at(at_ms))

    def asked(self, question: AudienceQuestionReport, at_ms: int) -> str:
        """Say that a question of the audience was put to the meeting."""
        time, text = self._at(at_ms), clean_text(question["text"])
        if not text:
            return self._("A question was asked from the floor at {time}.", time=time)
        if question["floor"]:
            return self._("A question was asked from the floor at {time}: “{text}”", time=time, text=text)
        return self._("A question from the audience was put at {time}: “{text}”", time=time, text=text)

    def answered(self, question: AudienceQuestionReport, at_ms: int) -> str:
        """Say that it was answered, and by whom."""
        if not question["answered_by"]:
            return self._("The question was answered at {time}.", time=self._at(at_ms))
        return self._(
            "The question was answered by {speakers} at {time}.",
            speakers=self.names(question["answered_by"]),
            time=self._at(at_ms),
        )

    def discussed(self, number: int) -> str:
        """Say who addressed a guiding question, and how long it was discussed."""
        question = self.report["guiding_questions"][number - 1]
        if question["spent_ms"] < SECOND:
            return self._("Not discussed.")
        length = self._.duration(question["spent_ms"])
        spoke = [speaker for speaker, cell in question["by_speaker"].items() if cell["spent_ms"] >= SECOND]
        if not spoke:
            return self._("Discussed for {length}.", length=length)
        return self._("Discussed for {length}, by {speakers}.", length=length, speakers=self.names(spoke))

    def who(self, speaker: SpeakerReport) -> str:
        """Return a name with what the person stands for: `Ms Jane Doe (Delegation X)`."""
        about = clean_text(speaker["affiliation"] or speaker["title"])
        name = clean_text(speaker["name"])
        return f"{name} {self._('({remark})', remark=about)}" if about else name

    def names(self, speakers: Iterable[str]) -> str:
        """Return the names of speakers by their ids, in a row."""
        return self._.list(clean_text(self._people[id_]["name"]) for id_ in speakers if id_ in self._people)

    def _only(self, segment: SegmentReport) -> SpeakerReport | None:
        return self._people.get(segment["speakers"][0]) if len(segment["speakers"]) == 1 else None

    def _at(self, instant_ms: int) -> str:
        return f"{datetime.fromtimestamp(instant_ms / 1000, self._zone):%H:%M}"

    @cached_property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.report["conference"]["timezone"])

    @cached_property
    def _people(self) -> dict[str, SpeakerReport]:
        return {speaker["id"]: speaker for speaker in self.report["speakers"]}
