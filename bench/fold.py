"""The time to fold a journal into a session, by clock events and questions: python -m bench fold [--most N]."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator

from app.domain.messages import events as e
from app.domain.messages.events import AnyEvent, Record
from app.domain.state.document import canonical, read_document
from app.domain.state.history import History
from app.domain.values import Role
from app.service.loading import left_alone, stays
from bench.machine import show, table

START = 1_625_061_600_000
Given = tuple[str, AnyEvent]
Journal = Callable[[int], Iterator[Given]]


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench fold", description=__doc__)
    parser.add_argument("--most", type=int, default=100_000, help="records of the longest journal")
    given = parser.parse_args(arguments)
    sizes = [given.most // part for part in (100, 10, 4, 2, 1)]
    rows = table(
        "Fold", "journal", "records", "s", "us a record", "longest step ms", "one more, us", "undo: steps", "longest ms"
    )
    for name, journal in (("clock events", _clock), ("questions", _questions), ("a question for ten events", _both)):
        for size in sizes:
            rows.add_row(name, *_measured(_records(journal, size)))
    show(rows)


def _measured(records: list[Record]) -> list[str]:
    history = History()
    with left_alone():
        took = _timed(history.steps(records))
        stays()
    seq, now = records[-1].seq + 1, records[-1].at_ms
    granted = Record(seq, now, "bench", Role.MODERATOR, f"k{seq}", "grant_time", e.TimeGranted("a", 1_000))
    one_more = sum(_timed(history.steps([granted])))
    undone = Record(seq + 1, now, "bench", Role.MODERATOR, f"k{seq + 1}", "undo", e.Undone((seq,), "grant_time", None))
    undo = _timed(history.steps([undone]))
    each = sum(took) / len(records)
    return [
        f"{len(records):,}",
        f"{sum(took):.2f}",
        f"{each * 1e6:.1f}",
        f"{max(took) * 1e3:.1f}",
        f"{one_more * 1e6:.0f}",
        str(len(undo)),
        f"{max(undo) * 1e3:.1f}",
    ]


def _timed(steps: Iterator[None]) -> list[float]:
    """Return the seconds of CPU of each step, so that other work of the machine does not count."""
    took: list[float] = []
    done = False
    while not done:
        began = time.process_time()
        try:
            next(steps)
        except StopIteration:
            done = True
        took.append(time.process_time() - began)
    return took


def _records(journal: Journal, size: int) -> list[Record]:
    plan = read_document(
        {
            "slug": "bench",
            "title": "Bench",
            "starts_at": "2021-06-30T10:00:00-04:00",
            "ends_at": "2021-06-30T11:00:00-04:00",
            "speakers": [{"id": "p", "name": "Panellist"}],
            "segments": [
                {"id": id_, "kind": "presentation", "title": id_, "speakers": ["p"], "planned": "6:00"} for id_ in "ab"
            ],
            "guiding_questions": [{"id": "q1", "text": "Why?"}],
        }
    )
    records = [Record(1, START, "bench", Role.ORGANISER, "create", "create_session", e.SessionCreated(canonical(plan)))]
    first: list[Given] = [
        ("open_session", e.SessionOpened()),
        ("cue", e.SegmentCued("a")),
        ("give_floor", e.ClockStarted("a")),
    ]
    for command, event in (*first, *journal(size)):
        seq = len(records) + 1
        records.append(Record(seq, START + seq * 10, "bench", Role.MODERATOR, f"k{seq}", command, event))
    return records


def _clock(size: int) -> Iterator[Given]:
    for _ in range(size // 4):
        yield "pause_clock", e.ClockPaused("a")
        yield "resume_clock", e.ClockResumed("a")
        yield "grant_time", e.TimeGranted("a", 1)
        yield "focus_question", e.QuestionFocused("q1")


def _questions(size: int) -> Iterator[Given]:
    for n in range(size):
        asked = e.QuestionAsked(f"a{n}", "Why is that so?", "pending", f"p{n // 5}", "anonymous", held=False)
        yield "ask", asked


def _both(size: int) -> Iterator[Given]:
    questions = _questions(size)
    for n, pressed in enumerate(_clock(size * 10 // 11)):
        yield pressed
        if n % 10 == 0:
            yield next(questions)


if __name__ == "__main__":
    main()
