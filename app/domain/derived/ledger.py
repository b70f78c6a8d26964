"""Which speaker spoke to which guiding question, and how long: derived from the journal, never typed, never stored.

A *stretch* is a run of clock time with one speaker and one focus. Running stretches never overlap, and their lengths
sum to the session's running time to the millisecond.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from typing import Literal

from app.domain.state.requests import FloorList
from app.domain.state.rundown import Segment
from app.domain.state.session import Session
from app.domain.state.timer import Span, SpanKind, Timer
from app.domain.values import MINUTE, SECOND, RequestKind, Status

FLIPPING_MS = 2 * SECOND
AFTERTHOUGHT_MS = MINUTE  # a note made this long after a speech is still about it, if no other speaker has begun

Coverage = Literal["none", "touched", "covered", "passed"]
GuidingState = Literal["planned", "on", "partly", "addressed", "skipped"]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Clock time of one segment with one speaker (None: the moderator) and one question in focus (or None)."""

    segment: str
    kind: SpanKind
    speaker: str | None
    question: str | None
    from_ms: int
    to_ms: int

    @property
    def ms(self) -> int:
        return self.to_ms - self.from_ms


@dataclass(frozen=True, slots=True)
class Ledger:
    """Running time, in milliseconds, per question and speaker. Speaker None is the moderator."""

    by_question: Mapping[str, Mapping[str | None, int]] = field(default_factory=dict)
    by_speaker: Mapping[str, int] = field(default_factory=dict)
    unattributed: Mapping[str, int] = field(default_factory=dict)  # by segment: running time without a question
    heard_at: Mapping[str, int] = field(default_factory=dict)  # by speaker: the end of their latest stretch

    def question_ms(self, question: str) -> int:
        return sum(self.by_question.get(question, {}).values())


class Changes:
    """Which value held from which instant on; None before the first. Looked up by bisection."""

    def __init__(self, changes: Iterable[tuple[int, str | None]]) -> None:
        in_order = list(changes)
        self._instants = [at_ms for at_ms, _ in in_order]
        self._values = [value for _, value in in_order]

    def between(self, from_ms: int, to_ms: int) -> list[int]:
        """Return the instants of changes between two instants, without both."""
        return self._instants[bisect_right(self._instants, from_ms) : bisect_left(self._instants, to_ms)]

    def replaced_by(self, changes: list[tuple[int, str | None]]) -> Changes:
        """Return these values until the first of the changes, and the changes from then on."""
        own = zip(self._instants, self._values, strict=True)
        return Changes([*(change for change in own if change[0] < changes[0][0]), *changes])

    def at(self, instant: int) -> str | None:
        """Return the value at an instant; a change at that instant has happened."""
        place = bisect_right(self._instants, instant)
        return self._values[place - 1] if place else None


def stretches(session: Session, now: int) -> list[Stretch]:
    """Return all stretches until now in order of time; short flips through questions join the stretch that follows."""
    focuses = Changes((focus.at_ms, focus.question) for focus in session.focuses)
    cut = [
        stretch
        for segment in session.plan.segments
        for stretch in _of_segment(segment, session.timers[segment.id], _voices(session, segment), focuses, now)
    ]
    return sorted(cut, key=lambda stretch: (stretch.from_ms, stretch.to_ms))


def who_spoke(session: Session, at_ms: int, now: int) -> Stretch | None:
    """Return the stretch at an instant, or one that ended up to a minute earlier if no speaker has begun since."""
    begun = [stretch for stretch in stretches(session, now) if stretch.from_ms <= at_ms]
    return begun[-1] if begun and at_ms <= begun[-1].to_ms + AFTERTHOUGHT_MS else None


def ledger(session: Session, now: int) -> Ledger:
    """Sum the running time until now by speaker and by question, later attributions included."""
    by_question: dict[str, dict[str | None, int]] = defaultdict(lambda: defaultdict(int))
    by_speaker: dict[str, int] = defaultdict(int)
    loose: dict[str, dict[str | None, int]] = defaultdict(lambda: defaultdict(int))
    heard_at: dict[str, int] = {}
    for stretch in stretches(session, now):
        if stretch.kind is not SpanKind.RUNNING:
            continue
        if stretch.speaker is not None:
            by_speaker[stretch.speaker] += stretch.ms
            heard_at[stretch.speaker] = stretch.to_ms
        if stretch.question is not None:
            by_question[stretch.question][stretch.speaker] += stretch.ms
        else:
            loose[stretch.segment][stretch.speaker] += stretch.ms
    _attribute(by_question, loose, session.attributions)
    unattributed = {segment: sum(parts.values()) for segment, parts in loose.items()}
    return Ledger(by_question, by_speaker, unattributed, heard_at)


def coverage(session: Session, book: Ledger, question: str, speaker: str) -> Coverage:
    """Return how far one speaker dealt with one question; a manual mark wins."""
    mark = session.coverage_marks.get((question, speaker))
    if mark is not None:
        return mark
    ms = book.by_question.get(question, {}).get(speaker, 0)
    if ms >= session.plan.coverage_ms:
        return "covered"
    return "touched" if ms > 0 else "none"


def speakers_with_coverage(session: Session, book: Ledger, question: str) -> set[str]:
    """Return the speakers who have spoken to a question or have a mark for it; of all others the coverage is none."""
    times, marks = book.by_question.get(question, {}), session.coverage_marks
    return {one.id for one in session.plan.speakers if one.id in times or (question, one.id) in marks}


def question_state(session: Session, book: Ledger, question: str) -> GuidingState:
    """Return the state of a guiding question; a manual state wins until it is cleared."""
    mark = session.question_marks.get(question)
    if mark is not None:
        return mark
    if session.focus == question and session.status is not Status.CLOSED:
        return "on"
    speakers = speakers_with_coverage(session, book, question)
    coverages = {coverage(session, book, question, speaker) for speaker in speakers}
    if "covered" in coverages:
        return "addressed"
    return "partly" if "touched" in coverages or book.question_ms(question) > 0 else "planned"


def _voices(session: Session, segment: Segment) -> Changes:
    """Return who speaks in a segment: those who took the floor from its list, else the voice, else its only speaker."""
    timer, floor_list = session.timers[segment.id], session.lists.get(segment.id)
    if len(segment.speakers) == 1:
        voices = Changes([(0, segment.speakers[0])])
    else:
        voices = Changes((voice.at_ms, voice.speaker) for voice in timer.voices)
    return voices if floor_list is None else _with_speeches(voices, floor_list)


def _with_speeches(voices: Changes, floor_list: FloorList) -> Changes:
    changes: list[tuple[int, str | None]] = []
    for id_ in floor_list.begun:
        request = floor_list.requests[id_]
        if request.kind is RequestKind.POINT_OF_ORDER or (began := request.timer.started_at_ms) is None:
            continue  # it interrupts, and time that is interrupted is no speaker's
        changes.append((began, request.speaker))
        if (ended := request.timer.ended_at_ms) is not None:
            changes.append((ended, voices.at(ended)))
    return voices.replaced_by(changes) if changes else voices


def _of_segment(segment: Segment, timer: Timer, voices: Changes, focuses: Changes, now: int) -> Iterator[Stretch]:
    for span in timer.spans:
        yield from _fold_flips(_cut(segment, span, voices, focuses, now))


def _cut(segment: Segment, span: Span, voices: Changes, focuses: Changes, now: int) -> Iterator[Stretch]:
    """Cut one span of a clock at each change of voice or focus."""
    end = now if span.to_ms is None else span.to_ms
    cuts = {*voices.between(span.from_ms, end), *focuses.between(span.from_ms, end)}
    for start, stop in pairwise([span.from_ms, *sorted(cuts), end]):
        yield Stretch(segment.id, span.kind, voices.at(start), focuses.at(start), start, stop)


def _fold_flips(parts: Iterable[Stretch]) -> list[Stretch]:
    """Assign a short stretch that ended with a change of focus to the question that followed; the latest comes first.

    Each stretch is measured alone: a series of flips does not count as one stretch, however long it is.
    """
    folded: list[Stretch] = []
    for part in reversed(_joined(parts)):
        following = folded[-1] if folded else None
        if following is None or following.speaker != part.speaker:
            folded.append(part)
        elif part.ms < FLIPPING_MS or part.question == following.question:
            folded[-1] = replace(following, from_ms=part.from_ms)
        else:
            folded.append(part)
    return folded


def _joined(parts: Iterable[Stretch]) -> list[Stretch]:
    """Join neighbouring stretches with the same speaker and question."""
    rows = [list(row) for _, row in groupby(parts, key=lambda part: (part.speaker, part.question))]
    return [row[0] if len(row) == 1 else replace(row[0], to_ms=row[-1].to_ms) for row in rows]


def _attribute(
    by_question: dict[str, dict[str | None, int]],
    loose: dict[str, dict[str | None, int]],
    attributions: Mapping[str, tuple[str, ...]],
) -> None:
    """Share a segment's unattributed time among the questions named for it; the first ones get the odd milliseconds."""
    for segment, questions in attributions.items():
        for speaker, ms in loose.pop(segment, {}).items() if questions else ():
            share, odd = divmod(ms, len(questions))
            for i, question in enumerate(questions):
                by_question[question][speaker] += share + (i < odd)
