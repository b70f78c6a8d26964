"""What is in a take of the recording, and where: positions in milliseconds from its zero, without its pauses.

A record without a clap has one take, whose zero is the opening of the session.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import groupby
from zoneinfo import ZoneInfo

from app.domain.errors import NotFound, Refused
from app.domain.state.timer import SpanKind
from app.domain.views.report_shapes import Report, SegmentReport, SpeakerReport, TakeReport
from app.languages.words import Words


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a take: one segment or, in one, one speaker and guiding question. Positions in milliseconds.

    `segment` is its number in the rundown; `speaker` and `question` (by its number) are those of a stretch, else None.
    """

    from_ms: int
    to_ms: int
    began_at_ms: int  # the instant
    segment: int
    title: str
    speaker: SpeakerReport | None = None
    question: int | None = None

    @property
    def name(self) -> str:
        return self.speaker["name"] if self.speaker else ""

    @property
    def affiliation(self) -> str:
        return self.speaker["affiliation"] if self.speaker else ""


class TakeContents:
    """One take of a report: its parts in order, and what its zero is."""

    def __init__(self, report: Report, number: int | None = None) -> None:
        """Choose the take with this number, from 1; the last one by default, because a clap corrects the one before.

        Raises:
            NotFound: there is no take with this number.
            Refused: the session has not been opened and has no take.
        """
        takes = report["takes"] or _without_clap(report)
        if number is not None and not 1 <= number <= len(takes):
            raise NotFound("take {number} among the {count} of this recording", number=number, count=len(takes))
        self.report = report
        self.number = len(takes) if number is None else number
        self.has_clap = bool(report["takes"])
        self._take = takes[self.number - 1]
        self._people = {speaker["id"]: speaker for speaker in report["speakers"]}
        self._questions = {question["id"]: n for n, question in enumerate(report["guiding_questions"], start=1)}
        self._segments = {segment["id"]: segment for segment in report["segments"]}

    @property
    def zero_ms(self) -> int:
        """The instant of its zero."""
        return self._take["clap_ms"]

    @property
    def length_ms(self) -> int:
        return self.position(self._take["ended_ms"])

    def position(self, instant_ms: int) -> int:
        """Return where the recording stands at an instant; within a pause, where it was paused."""
        instant = min(max(instant_ms, self._take["clap_ms"]), self._take["ended_ms"])
        pauses = self._take["pauses"]
        begun = pauses[: bisect_right([pause["from_ms"] for pause in pauses], instant)]
        paused = sum(min(pause["to_ms"], instant) - pause["from_ms"] for pause in begun)
        return instant - self._take["clap_ms"] - paused

    def clock(self, instant_ms: int) -> datetime:
        """Return the local time of an instant."""
        return datetime.fromtimestamp(instant_ms / 1000, ZoneInfo(self.report["conference"]["timezone"]))

    def zero_sentence(self, words: Words) -> str:
        """Say what its zero is."""
        at, session = f"{self.clock(self.zero_ms):%H:%M:%S}", self.report["title"]
        if not self.has_clap:
            return words("No clap was given: zero is the opening of “{session}” at {time}.", session=session, time=at)
        return words("Take {number} of “{session}”: zero is {time}.", number=self.number, session=session, time=at)

    @cached_property
    def segments(self) -> list[Part]:
        """The segments that are in it, in the order in which they were run."""
        return [part for segment in self._segments.values() if (part := self._segment(segment)) is not None]

    @cached_property
    def stretches(self) -> list[Part]:
        """The parts by speaker and guiding question; parts on both sides of a pause of the clock stay separate."""
        parts = []
        for stretch in self.report["stretches"]:
            if stretch["kind"] is not SpanKind.RUNNING or not (stretch["speaker"] or stretch["question"]):
                continue
            part = self._part(
                self._segments[stretch["segment"]],
                stretch["from_ms"],
                stretch["to_ms"],
                self._people.get(stretch["speaker"] or ""),
                self._questions.get(stretch["question"] or ""),
            )
            parts += [part] if part else []
        return parts

    @cached_property
    def speeches(self) -> list[Part]:
        """Who spoke in segments of several speakers: a part for each turn, under one guiding question or several."""
        several = [part for part in self.stretches if part.speaker and self._has_turns(part)]
        turns = (list(turn) for _, turn in groupby(several, key=lambda part: (part.segment, part.name)))
        return [_joined(turn) for turn in turns]

    def question_text(self, part: Part) -> str:
        """Return the guiding question of a part; empty if it has none."""
        return self.report["guiding_questions"][part.question - 1]["text"] if part.question else ""

    def _has_turns(self, part: Part) -> bool:
        return next(len(s["speakers"]) != 1 for s in self._segments.values() if s["number"] == part.segment)

    def _segment(self, segment: SegmentReport) -> Part | None:
        if segment["started_at_ms"] is None:
            return None
        ended = segment["ended_at_ms"]
        people = [self._people[id_] for id_ in segment["speakers"] if id_ in self._people]
        only = people[0] if len(people) == 1 else None
        return self._part(segment, segment["started_at_ms"], self.report["as_of_ms"] if ended is None else ended, only)

    def _part(
        self,
        segment: SegmentReport,
        from_ms: int,
        to_ms: int,
        speaker: SpeakerReport | None,
        question: int | None = None,
    ) -> Part | None:
        """Return a part; None if it is not in this take."""
        start, stop = self.position(from_ms), self.position(to_ms)
        if stop <= start:
            return None
        began = max(from_ms, self.zero_ms)
        return Part(start, stop, began, segment["number"], segment["title"], speaker, question)


def takes_of(report: Report) -> Iterator[TakeContents]:
    """Yield the takes that a record has; none if the session has neither been opened nor marked."""
    for number in (
        range(1, len(report["takes"]) + 1) if report["takes"] else (1,) * (report["opened_at_ms"] is not None)
    ):
        yield TakeContents(report, number)


def _without_clap(report: Report) -> list[TakeReport]:
    if (opened := report["opened_at_ms"]) is None:
        raise Refused("not_opened")
    return [{"clap_ms": opened, "ended_ms": report["as_of_ms"], "pauses": []}]


def _joined(turn: list[Part]) -> Part:
    first = turn[0]
    return Part(first.from_ms, turn[-1].to_ms, first.began_at_ms, first.segment, first.title, first.speaker)
