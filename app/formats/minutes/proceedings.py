"""What happened in a session as minutes tell it, in order of time. What only steers screens and clocks is left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from itertools import groupby

from app.domain.state.requests import RequestState
from app.domain.state.timer import SpanKind
from app.domain.text import clean_text
from app.domain.values import SECOND, ClockState
from app.domain.views.report_shapes import Report, StretchReport
from app.formats.minutes.sentences import MinutesWords, label_before
from app.formats.record.words import RecordWords
from app.languages.words import Words

_LEFT_OUT = frozenset({ClockState.ABSENT, ClockState.SKIPPED})


class Style(StrEnum):
    """How a paragraph of minutes looks."""

    TITLE = "title"
    ABOUT = "about"
    HEADING = "heading"
    ITEM = "item"  # the heading of an item of the rundown
    SENTENCE = "sentence"
    NUMBERED = "numbered"
    LISTED = "listed"
    QUOTE = "quote"


@dataclass(frozen=True, slots=True)
class MinutesLine:
    """One paragraph; `label` is set off before its text."""

    style: Style
    text: str
    label: str = ""


class _Precedence(IntEnum):
    """What comes first of things at one instant."""

    OPENING = 0
    WITHIN = 1
    END = 2
    BETWEEN = 3
    ITEM = 4
    START = 5
    QUESTION = 6
    SPEECH = 7
    NOTE = 8
    CLOSING = 9


@dataclass(frozen=True, slots=True)
class _Moment:
    at_ms: int
    order: _Precedence
    paragraph: MinutesLine


def proceedings(report: Report, words: Words) -> list[MinutesLine]:
    """Return what happened: a heading for each item that was taken up, and below it sentences and notes."""
    teller = _Teller(report, words)
    told = [
        *teller.session(),
        *teller.items(),
        *teller.turns(),
        *teller.requests(),
        *teller.moments(),
        *teller.questions(),
        *teller.notes(),
    ]
    return [one.paragraph for one in sorted(told, key=lambda one: (one.at_ms, one.order))]


def _sentence(at_ms: int, order: _Precedence, text: str) -> _Moment:
    return _Moment(at_ms, order, MinutesLine(Style.SENTENCE, text))


class _Teller:
    """Tells of the facts of one report."""

    def __init__(self, report: Report, words: Words) -> None:
        self._report, self._words = report, words
        self._say = MinutesWords(words, report)
        self._timeline = [row for row in report["timeline"] if not row["undone"]]
        self._guiding = {question["id"]: n for n, question in enumerate(report["guiding_questions"], start=1)}

    def session(self) -> Iterator[_Moment]:
        if (opened := self._report["opened_at_ms"]) is not None:
            yield _sentence(opened, _Precedence.OPENING, self._say.opened(opened))

    def items(self) -> Iterator[_Moment]:
        for segment in self._report["segments"]:
            if (began := segment["started_at_ms"]) is None or segment["over_ms"] is None:
                continue
            yield _Moment(began, _Precedence.ITEM, MinutesLine(Style.ITEM, clean_text(segment["title"])))
            yield _sentence(began, _Precedence.START, self._say.began(segment, began))
            if (ended := segment["ended_at_ms"]) is not None:
                yield _sentence(ended, _Precedence.END, self._say.ended(segment, ended))

    def turns(self) -> Iterator[_Moment]:
        """Tell who spoke in items of several speakers, and for how long each spoke to which guiding question."""
        running = [stretch for stretch in self._report["stretches"] if stretch["kind"] is SpanKind.RUNNING]
        for (segment, speaker), group in groupby(running, key=lambda one: (one["segment"], one["speaker"])):
            turn = list(group)
            if speaker is None:
                continue
            began = turn[0]["from_ms"]
            spent = sum(one["to_ms"] - one["from_ms"] for one in turn)
            if spent >= SECOND and self._has_turns(segment) and not self._is_request(turn[0]):
                yield _sentence(began, _Precedence.SPEECH, self._say.spoke(speaker, began, spent))
            yield from self._spoke_to(speaker, turn)

    def _spoke_to(self, speaker: str, turn: list[StretchReport]) -> Iterator[_Moment]:
        for question in dict.fromkeys(one["question"] for one in turn if one["question"] in self._guiding):
            own = [one for one in turn if one["question"] == question]
            if (spent := sum(one["to_ms"] - one["from_ms"] for one in own)) >= SECOND:
                text = self._say.spoke_to(speaker, self._guiding[question or ""], spent)
                yield _sentence(own[-1]["to_ms"], _Precedence.WITHIN, text)

    def _has_turns(self, segment: str) -> bool:
        return any(one["id"] == segment and len(one["speakers"]) != 1 for one in self._report["segments"])

    def _is_request(self, stretch: StretchReport) -> bool:
        return any(
            request["speaker"] == stretch["speaker"]
            and request["started_at_ms"] is not None
            and request["started_at_ms"] <= stretch["from_ms"]
            and (request["ended_at_ms"] is None or stretch["from_ms"] < request["ended_at_ms"])
            for one in self._report["lists"]
            for request in one["requests"]
        )

    def requests(self) -> Iterator[_Moment]:
        """Tell of the speeches of lists of speakers, and at the end who was not heard."""
        for one in self._report["lists"]:
            names = {request["id"]: clean_text(request["name"]) for request in one["requests"]}
            for request in one["requests"]:
                if (began := request["started_at_ms"]) is None:
                    continue
                text = self._say.taken(request, names.get(request["reply_to"] or "", ""), began)
                yield _sentence(began, _Precedence.SPEECH, text)
                if (ended := request["ended_at_ms"]) is not None:
                    over, spent = request["over_ms"] or 0, request["spent_ms"]
                    yield _sentence(ended, _Precedence.WITHIN, self._say.concluded(request["name"], ended, spent, over))
            left = [r["speaker"] for r in one["requests"] if r["state"] is RequestState.WAITING or r["cut_off"]]
            if left and self._report["final"]:
                yield _sentence(self._report["as_of_ms"], _Precedence.NOTE, self._say.not_heard(dict.fromkeys(left)))

    def moments(self) -> Iterator[_Moment]:
        """Tell what the timeline alone has the instant of: the end, interruptions, absences, the list."""
        segments = {segment["id"]: segment for segment in self._report["segments"]}
        speakers = {r["id"]: r["speaker"] for one in self._report["lists"] for r in one["requests"]}
        for row in self._timeline:
            at, subject, segment = row["at_ms"], row["subject"] or "", segments.get(row["segment"] or "")
            match row["event"]:
                case "session_closed":
                    yield _sentence(at, _Precedence.CLOSING, self._say.closed(at))
                case "session_reopened":
                    yield _sentence(at, _Precedence.BETWEEN, self._say.reopened(at))
                case "interruption_began" if subject not in speakers:
                    yield _sentence(at, _Precedence.BETWEEN, self._say.interrupted(subject, row["note"], at))
                case "interruption_ended":
                    yield _sentence(at, _Precedence.BETWEEN, self._say.resumed(at))
                case "segment_marked_absent" | "segment_skipped" if segment and segment["state"] in _LEFT_OUT:
                    yield _sentence(at, _Precedence.BETWEEN, self._say.not_held(segment))
                case "request_marked_absent" if subject in speakers:
                    yield _sentence(at, _Precedence.BETWEEN, self._say.absent([speakers[subject]]))
                case event if text := self._say.list_state(event, at):
                    yield _sentence(at, _Precedence.BETWEEN, text)

    def questions(self) -> Iterator[_Moment]:
        """Tell when guiding questions and questions of the audience were put and answered."""
        first = {one["question"]: one["from_ms"] for one in reversed(self._report["stretches"]) if one["question"]}
        for question, at in first.items():
            if question in self._guiding:
                yield _sentence(at, _Precedence.QUESTION, self._say.put(self._guiding[question], at))
        yield from self._audience()

    def _audience(self) -> Iterator[_Moment]:
        asked = {question["id"]: question for question in self._report["audience_questions"]}
        put = set()
        for row in self._timeline:
            if (one := asked.get(row["subject"] or "")) is None:
                continue
            is_answer = row["event"] == "question_answered" and one["state"] == "answered" and not one["answer"]
            if row["event"] == "question_put_on" or (is_answer and one["id"] not in put):
                put.add(one["id"])
                yield _sentence(row["at_ms"], _Precedence.QUESTION, self._say.asked(one, row["at_ms"]))
            if is_answer:
                yield _sentence(row["at_ms"], _Precedence.SPEECH, self._say.answered(one, row["at_ms"]))

    def notes(self) -> Iterator[_Moment]:
        said = RecordWords(self._words)
        for note in self._report["notes"]:
            text = clean_text(note["text"])
            if note["kind"] == "quote":
                name = self._say.names([note["speaker"]] if note["speaker"] else [])
                yield _Moment(note["at_ms"], _Precedence.NOTE, MinutesLine(Style.QUOTE, text, name))
            else:
                yield _Moment(
                    note["at_ms"],
                    _Precedence.NOTE,
                    MinutesLine(Style.LISTED, text, label_before(self._words, said.note(note["kind"]))),
                )
