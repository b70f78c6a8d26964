"""The record as tables: one set of numbers, from which the page and every file are written. No format is known here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.values import elapsed_text
from app.formats.record.words import (
    coverage_words,
    event_words,
    guiding_words,
    joined,
    note_words,
    question_words,
    state_words,
)

Gettext = Callable[[str], str]
Report = Mapping[str, Any]


class ColumnKind(StrEnum):
    """What the cells of a column hold: durations, differences (signed) and instants are whole milliseconds."""

    TEXT = "text"
    COUNT = "count"
    DURATION = "duration"
    DIFFERENCE = "difference"
    INSTANT = "instant"
    COVERED = "covered"
    NAMES = "names"


@dataclass(frozen=True, slots=True)
class CoverageCell:
    """How long a speaker spoke to a question (milliseconds), and how far that dealt with it, in words."""

    ms: int
    words: str


Names = tuple[str, ...]  # in a row, each in its own direction of writing
Value = str | int | CoverageCell | Names | None


@dataclass(frozen=True, slots=True)
class Column:
    """`key` is the name for programs, as in the report; columns for programs only are left out of documents."""

    key: str
    label: str
    kind: ColumnKind = ColumnKind.TEXT
    for_programs: bool = False

    @property
    def is_figure(self) -> bool:
        """Does it hold numbers, which stand flush at the end?"""
        return self.kind in {ColumnKind.COUNT, ColumnKind.DURATION, ColumnKind.DIFFERENCE, ColumnKind.INSTANT}


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the record. `facts`: a single row, which documents show upright, a line for each column.

    `total` is a last row that documents and workbooks show; `empty` says in a sentence why there are no rows.
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    total: tuple[Value, ...] | None = None
    facts: bool = False
    for_programs: bool = False
    empty: str = ""

    def for_people(self) -> Table:
        """The same table without what only programs need."""
        kept = [i for i, column in enumerate(self.columns) if not column.for_programs]

        def narrow(row: tuple[Value, ...]) -> tuple[Value, ...]:
            return tuple(row[i] for i in kept)

        total = narrow(self.total) if self.total is not None else None
        columns, rows = tuple(self.columns[i] for i in kept), tuple(map(narrow, self.rows))
        return Table(self.key, self.title, columns, rows, total, self.facts, empty=self.empty)


def record_tables(report: Report, t: Gettext) -> tuple[Table, ...]:
    """All tables of a report, in the order in which a reader wants them."""
    return (
        _session(report, t),
        _segments(report, t),
        _speakers(report, t),
        _guiding_questions(report, t),
        _coverage(report, t),
        _audience(report, t),
        _audience_questions(report, t),
        _notes(report, t),
        _corrections(report, t),
        _timeline(report, t),
    )


def document_tables(report: Report, t: Gettext) -> dict[str, Table]:
    """The tables of a document for people, by key."""
    return {table.key: table.for_people() for table in record_tables(report, t) if not table.for_programs}


def cell_text(value: Value, kind: ColumnKind, zone: str) -> str:
    """A cell as people read it: `6:10`, `+1:10`, `10:04:00` in the session's zone; empty for what there is not."""
    if value is None:
        return ""
    if isinstance(value, CoverageCell):
        return f"{elapsed_text(value.ms)} {value.words}".strip() if value.ms else value.words
    if isinstance(value, tuple):
        return joined(value)
    return _TEXTS[kind](int(value), zone) if kind in _TEXTS else str(value)


def difference_text(ms: int) -> str:
    """A signed duration in whole seconds, cut towards zero: `+1:10`, `-0:20`, `0:00`."""
    text = elapsed_text(abs(ms))
    return text if text == "0:00" else f"{'+' if ms > 0 else '-'}{text}"


def local(instant_ms: int, zone: str) -> datetime:
    """An instant on the clocks of a zone."""
    return datetime.fromtimestamp(instant_ms / 1000, ZoneInfo(zone))


def day_text(instant_ms: int, zone: str) -> str:
    """The day of an instant: `30 June 2021`."""
    day = local(instant_ms, zone)
    return f"{day.day} {day:%B %Y}"  # "%-d" is not known on Windows


_TEXTS: Mapping[ColumnKind, Callable[[int, str], str]] = {
    ColumnKind.DURATION: lambda ms, _: elapsed_text(ms),
    ColumnKind.DIFFERENCE: lambda ms, _: difference_text(ms),
    ColumnKind.INSTANT: lambda ms, zone: local(ms, zone).strftime("%H:%M:%S"),
}


def _session(report: Report, t: Gettext) -> Table:
    segments = report["segments"]
    facts: tuple[tuple[Column, Value], ...] = (
        (Column("slug", t("Address"), for_programs=True), report["slug"]),
        (Column("title", t("Session")), report["title"]),
        (Column("conference", t("Conference")), report["conference"]["title"]),
        (Column("venue", t("Venue")), report["conference"]["venue"]),
        (Column("timezone", t("Time zone")), report["conference"]["timezone"]),
        (Column("moderator", t("Moderator"), ColumnKind.NAMES), _names(report, [report["moderator"]])),
        (Column("day", t("Date")), day_text(report["scheduled_start_ms"], report["conference"]["timezone"])),
        (Column("scheduled_start", t("Scheduled start"), ColumnKind.INSTANT), report["scheduled_start_ms"]),
        (Column("scheduled_end", t("Scheduled end"), ColumnKind.INSTANT), report["scheduled_end_ms"]),
        (Column("opened_at", t("Opened"), ColumnKind.INSTANT), report["opened_at_ms"]),
        (Column("opened_late", t("Opened late"), ColumnKind.DIFFERENCE), report["opened_late_ms"]),
        (Column("closed_at", t("Closed"), ColumnKind.INSTANT), report["closed_at_ms"]),
        (Column("closed_late", t("Closed late"), ColumnKind.DIFFERENCE), report["closed_late_ms"]),
        (Column("elapsed", t("Length of the session"), ColumnKind.DURATION), report["elapsed_ms"]),
        (Column("running", t("Speaking time"), ColumnKind.DURATION), report["running_ms"]),
        (Column("paused", t("Paused"), ColumnKind.DURATION), _sum(segments, "paused_ms")),
        (Column("interrupted", t("Interrupted"), ColumnKind.DURATION), _sum(segments, "interrupted_ms")),
        (Column("unattributed", t("Without a guiding question"), ColumnKind.DURATION), report["unattributed_ms"]),
        (Column("status", t("Status")), t("final") if report["final"] else t("not final")),
    )  # fmt: skip
    return Table("session", t("Session"), *_upright(facts), facts=True)


def _segments(report: Report, t: Gettext) -> Table:
    segments = report["segments"]
    ran = [segment for segment in segments if segment["over_ms"] is not None]
    rows = tuple(
        (
            row["id"],
            row["number"],
            row["kind"],
            row["title"],
            _names(report, row["speakers"]),
            state_words(t, row["state"]),
            *(row[f"{name}_ms"] for name in ("planned", "granted", "spent", "paused", "interrupted", "discarded")),
            row["over_ms"],
            row["started_at_ms"],
            row["ended_at_ms"],
        )
        for row in segments
    )
    sums = (_sum(segments, f"{n}_ms") for n in ("planned", "granted", "spent", "paused", "interrupted", "discarded"))
    total: tuple[Value, ...] = ("", None, "", t("Total"), (), "", *sums, _sum(ran, "over_ms") if ran else None)
    return Table(
        "segments",
        t("Segments"),
        (
            Column("id", t("Id"), for_programs=True),
            Column("number", t("No."), ColumnKind.COUNT),
            Column("kind", t("Kind"), for_programs=True),
            Column("title", t("Segment")),
            Column("speakers", t("Speakers"), ColumnKind.NAMES),
            Column("state", t("State")),
            Column("planned", t("Planned"), ColumnKind.DURATION),
            Column("granted", t("Granted"), ColumnKind.DIFFERENCE),
            Column("spent", t("Spent"), ColumnKind.DURATION),
            Column("paused", t("Paused"), ColumnKind.DURATION),
            Column("interrupted", t("Interrupted"), ColumnKind.DURATION),
            Column("discarded", t("Discarded"), ColumnKind.DURATION, for_programs=True),
            Column("over", t("Over"), ColumnKind.DIFFERENCE),
            Column("started_at", t("Start"), ColumnKind.INSTANT),
            Column("ended_at", t("End"), ColumnKind.INSTANT),
        ),
        rows,
        (*total, None, None),
        empty=t("The rundown is empty."),
    )


def _speakers(report: Report, t: Gettext) -> Table:
    numbers = {segment["id"]: segment["number"] for segment in report["segments"]}
    return Table(
        "speakers",
        t("Speakers"),
        (
            Column("id", t("Id"), for_programs=True),
            Column("name", t("Name")),
            Column("function", t("Function")),
            Column("country", t("Country")),
            Column("segments", t("Segments")),
            Column("spent", t("Spoke for"), ColumnKind.DURATION),
        ),
        tuple(
            (
                row["id"],
                row["name"],
                ", ".join(text for text in (row["title"], row["affiliation"]) if text),
                row["country"],
                ", ".join(str(numbers[id_]) for id_ in row["segments"]),
                row["spent_ms"],
            )
            for row in report["speakers"]
        ),
        empty=t("The session lists no speakers."),
    )


def _guiding_questions(report: Report, t: Gettext) -> Table:
    return Table(
        "guiding_questions",
        t("Guiding questions"),
        (
            Column("id", t("Id"), for_programs=True),
            Column("number", t("No."), ColumnKind.COUNT),
            Column("text", t("Question")),
            Column("state", t("State")),
            Column("spent", t("Discussed for"), ColumnKind.DURATION),
            Column("moderator", t("of that, moderator"), ColumnKind.DURATION),
            Column("estimated", t("Remark")),
        ),
        tuple(
            (
                row["id"],
                number,
                row["text"],
                guiding_words(t, row["state"]),
                row["spent_ms"],
                row["moderator_ms"],
                t("attributed afterwards, in part") if row["estimated"] else "",
            )
            for number, row in enumerate(report["guiding_questions"], start=1)
        ),
        empty=t("No guiding questions were set."),
    )


def _coverage(report: Report, t: Gettext) -> Table:
    """Speakers down, guiding questions across: few sessions have more questions than a page is wide."""
    questions = report["guiding_questions"]
    rows: list[tuple[Value, ...]] = [
        (speaker["id"], speaker["name"], *(_covered(t, q["by_speaker"][speaker["id"]]) for q in questions))
        for speaker in report["speakers"]
    ]
    moderator: tuple[Value, ...] = (
        "",
        t("Moderation, no speaker"),
        *(CoverageCell(q["moderator_ms"], "") for q in questions),
    )
    total: tuple[Value, ...] = ("", t("Total"), *(CoverageCell(q["spent_ms"], "") for q in questions))
    columns = (
        Column("id", t("Id"), for_programs=True),
        Column("speaker", t("Speaker")),
        *(Column(q["id"], f"{number}.", ColumnKind.COVERED) for number, q in enumerate(questions, start=1)),
    )
    shown = (*rows, moderator) if questions else ()
    sentence = t("No guiding questions were set.")
    return Table("coverage", t("Who answered what"), columns, shown, total if questions else None, empty=sentence)


def _covered(t: Gettext, cell: Mapping[str, Any]) -> CoverageCell:
    return CoverageCell(cell["spent_ms"], coverage_words(t, cell["coverage"]))


def _audience(report: Report, t: Gettext) -> Table:
    words = {
        "received": t("Received"),
        "published": t("Published"),
        "answered_live": t("Answered in the session"),
        "answered_in_writing": t("Answered in writing"),
        "dismissed": t("Dismissed"),
        "not_reached": t("Not reached"),
        "merged": t("Merged with others"),
        "withdrawn": t("Withdrawn"),
        "participants": t("Participants who asked"),
        "votes": t("Votes"),
    }
    facts = tuple(
        (Column(key, words.get(key, key), ColumnKind.COUNT), count) for key, count in report["audience"].items()
    )
    return Table("audience", t("Audience questions in figures"), *_upright(facts), facts=True)


def _audience_questions(report: Report, t: Gettext) -> Table:
    return Table(
        "audience_questions",
        t("Audience questions"),
        (
            Column("id", t("Id"), for_programs=True),
            Column("text", t("Question")),
            Column("state", t("State")),
            Column("votes", t("Votes"), ColumnKind.COUNT),
            Column("answered_by", t("Answered by"), ColumnKind.NAMES),
            Column("answer", t("Answer in writing")),
        ),
        tuple(
            (
                row["id"],
                row["text"] or t("(asked aloud, not written down)"),
                question_words(t, row["state"]),
                row["votes"],
                _names(report, row["answered_by"]),
                row["answer"],
            )
            for row in report["audience_questions"]
        ),
        empty=t("No question from the audience was published."),
    )


def _notes(report: Report, t: Gettext) -> Table:
    titles = {segment["id"]: segment["title"] for segment in report["segments"]}
    numbers = {question["id"]: n for n, question in enumerate(report["guiding_questions"], start=1)}
    return Table(
        "notes",
        t("Notes"),
        (
            Column("at", t("Time"), ColumnKind.INSTANT),
            Column("kind", t("Kind")),
            Column("text", t("Note")),
            Column("speaker", t("Speaker"), ColumnKind.NAMES),
            Column("segment", t("Segment")),
            Column("question", t("Guiding question"), ColumnKind.COUNT),
        ),
        tuple(
            (
                row["at_ms"],
                note_words(t, row["kind"]),
                row["text"],
                _names(report, [row["speaker"]]),
                titles.get(row["segment"], ""),
                numbers.get(row["question"]),
            )
            for row in report["notes"]
        ),
        empty=t("No notes were taken."),
    )


def _corrections(report: Report, t: Gettext) -> Table:
    titles = {segment["id"]: segment["title"] for segment in report["segments"]}
    return Table(
        "corrections",
        t("Corrections"),
        (
            Column("at", t("Made at"), ColumnKind.INSTANT),
            Column("segment", t("Segment")),
            Column("was", t("Start as first recorded"), ColumnKind.INSTANT),
            Column("started_at", t("Corrected start"), ColumnKind.INSTANT),
            Column("previous", t("Ended earlier for it")),
        ),
        tuple(
            (
                row["at_ms"],
                titles.get(row["segment"], row["segment"]),
                row["was_ms"],
                row["started_at_ms"],
                titles.get(row["previous"], ""),
            )
            for row in report["corrections"]
        ),
        empty=t("No start was corrected."),
    )


def _timeline(report: Report, t: Gettext) -> Table:
    return Table(
        "timeline",
        t("Timeline"),
        (
            Column("seq", t("Seq"), ColumnKind.COUNT),
            Column("at", t("Time"), ColumnKind.INSTANT),
            Column("actor", t("By")),
            Column("role", t("Role")),
            Column("command", t("Command")),
            Column("event", t("Event")),
            Column("segment", t("Segment")),
            Column("undone", t("Remark")),
        ),
        tuple(
            (
                row["seq"],
                row["at_ms"],
                row["actor"],
                str(row["role"]),
                row["command"],
                event_words(row["event"]),
                row["segment"] or "",
                t("taken back") if row["undone"] else "",
            )
            for row in report["timeline"]
        ),
        for_programs=True,
    )


def _names(report: Report, ids: Iterable[str | None]) -> Names:
    names = {speaker["id"]: speaker["name"] for speaker in report["speakers"]}
    return tuple(names[id_] for id_ in ids if id_ in names)


def _sum(rows: Iterable[Mapping[str, Any]], name: str) -> int:
    return sum(row[name] for row in rows)


def _upright(facts: tuple[tuple[Column, Value], ...]) -> tuple[tuple[Column, ...], tuple[tuple[Value, ...], ...]]:
    return tuple(column for column, _ in facts), (tuple(value for _, value in facts),)
