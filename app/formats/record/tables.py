"""The record as tables: one set of numbers, from which the page and every file are written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Literal, get_args

from app.domain.views.report_shapes import CoverageReport, Report, TimelineReport
from app.formats.record.cells import Column, ColumnKind, CoverageCell, Names, Table, Value, upright
from app.formats.record.list_tables import list_tables
from app.formats.record.words import RecordWords
from app.languages.labels import label_in
from app.languages.names import command_in, kind_in, record_in
from app.languages.words import Words

# The durations of a segment that have a total.
Summed = Literal["planned_ms", "granted_ms", "spent_ms", "paused_ms", "interrupted_ms", "discarded_ms"]
SUMMED: tuple[Summed, ...] = get_args(Summed)
HELD: tuple[Summed, ...] = ("paused_ms", "interrupted_ms")


def record_tables(report: Report, words: Words, *, coded: bool = True) -> tuple[Table, ...]:
    """Return all tables of a report, in reading order: for programs, or not coded, in words and with their commas."""
    return tuple(table.with_comma("; " if coded else words.comma) for table in _tables(report, words, coded=coded))


def _tables(report: Report, words: Words, *, coded: bool) -> Iterable[Table]:
    tables = _Tables(report, words, coded=coded)
    return (
        tables.session(),
        tables.segments(),
        tables.speakers(),
        tables.guiding_questions(),
        tables.coverage(),
        *list_tables(report, words),
        tables.audience(),
        tables.audience_questions(),
        tables.notes(),
        tables.messages(),
        tables.corrections(),
        tables.timeline(),
    )


def document_tables(report: Report, words: Words) -> dict[str, Table]:
    """Return the tables of a document for people, by key; those without content are left out."""
    tables = (table for table in record_tables(report, words, coded=False) if not table.for_programs)
    return {table.key: table.for_people(words) for table in tables if table.has_content}


class _Tables:
    """The tables of one report in one language."""

    def __init__(self, report: Report, words: Words, *, coded: bool) -> None:
        self._report = report
        self._ = words
        self._coded = coded
        self._said = RecordWords(words)
        self._titles = {segment["id"]: segment["title"] for segment in report["segments"]}

    def session(self) -> Table:
        report, segments = self._report, self._report["segments"]
        loose = report["unattributed_ms"]
        lateness = self._("{time} late"), self._("on time"), self._("{time} early")
        paused, interrupted = (sum(row[name] for row in segments) for name in HELD)
        day = self._.date(report["scheduled_start_ms"], report["conference"]["timezone"])
        facts: tuple[tuple[Column, Value], ...] = (
            (Column("slug", self._("Address"), for_programs=True), report["slug"]),
            (Column("title", self._("Session")), report["title"]),
            (Column("conference", self._("Conference")), report["conference"]["title"]),
            (Column("venue", self._("Venue")), report["conference"]["venue"]),
            (Column("timezone", self._("Time zone")), report["conference"]["timezone"]),
            (Column("moderator", self._("Moderator"), ColumnKind.NAMES), self._names([report["moderator"]])),
            (Column("day", self._("Date")), day),
            (Column("scheduled_start", self._("Scheduled start"), ColumnKind.INSTANT), report["scheduled_start_ms"]),
            (Column("scheduled_end", self._("Scheduled end"), ColumnKind.INSTANT), report["scheduled_end_ms"]),
            (Column("opened_at", self._("Opened"), ColumnKind.INSTANT), report["opened_at_ms"]),
            (Column("opened_late", self._("Opening"), ColumnKind.DIFFERENCE, sides=lateness), report["opened_late_ms"]),
            (Column("closed_at", self._("Closed"), ColumnKind.INSTANT), report["closed_at_ms"]),
            (Column("closed_late", self._("Closing"), ColumnKind.DIFFERENCE, sides=lateness), report["closed_late_ms"]),
            (Column("elapsed", self._("Length of the session"), ColumnKind.DURATION), report["elapsed_ms"]),
            (Column("running", self._("Speaking time"), ColumnKind.DURATION), report["running_ms"]),
            (Column("paused", self._("Paused"), ColumnKind.DURATION), paused),
            (Column("interrupted", self._("Interrupted"), ColumnKind.DURATION), interrupted),
            (Column("unattributed", self._("Without a guiding question"), ColumnKind.DURATION), loose),
            (Column("status", self._("Status")), self._("final") if report["final"] else self._("not final")),
        )  # fmt: skip
        return Table("session", self._("Session"), *upright(facts), facts=True)

    def segments(self) -> Table:
        segments = self._report["segments"]
        ran = [segment for segment in segments if segment["over_ms"] is not None]
        rows = tuple(
            (
                row["id"],
                row["number"],
                self._code(row["kind"], lambda kind: kind_in(self._, kind)),
                row["title"],
                self._names(row["speakers"]),
                self._said.state(row["state"], final=self._report["final"]),
                *(row[name] for name in SUMMED),
                row["over_ms"],
                row["started_at_ms"],
                row["ended_at_ms"],
            )
            for row in segments
        )
        sums = (sum(row[name] for row in segments) for name in SUMMED)
        balance = self._("over by {time}"), self._("in time"), self._("under by {time}")
        over = sum(row["over_ms"] or 0 for row in ran)
        total: tuple[Value, ...] = ("", None, "", self._("Total"), (), "", *sums, over if ran else None)
        return Table(
            "segments",
            self._("Segments"),
            (
                Column("id", self._("Id"), for_programs=True),
                Column("number", self._("No."), ColumnKind.COUNT),
                Column("kind", self._("Kind"), for_programs=True),
                Column("title", self._("Segment")),
                Column("speakers", self._("Speakers"), ColumnKind.NAMES),
                Column("state", self._("State")),
                Column("planned", self._("Planned"), ColumnKind.DURATION),
                Column("granted", self._("Granted"), ColumnKind.DIFFERENCE, seldom=True),
                Column("spent", self._("Spent"), ColumnKind.DURATION),
                Column("paused", self._("Paused"), ColumnKind.DURATION, seldom=True),
                Column("interrupted", self._("Interrupted"), ColumnKind.DURATION, seldom=True),
                Column("discarded", self._("Discarded"), ColumnKind.DURATION, for_programs=True),
                Column("over", self._("Over or under"), ColumnKind.DIFFERENCE, sides=balance),
                Column("started_at", self._("Start"), ColumnKind.INSTANT),
                Column("ended_at", self._("End"), ColumnKind.INSTANT),
            ),
            rows,
            (*total, None, None),
        )

    def speakers(self) -> Table:
        numbers = {segment["id"]: segment["number"] for segment in self._report["segments"]}
        return Table(
            "speakers",
            self._("Speakers"),
            (
                Column("id", self._("Id"), for_programs=True),
                Column("name", self._("Name")),
                Column("function", self._("Function")),
                Column("country", self._("Country"), seldom=True),
                Column("segments", self._("Segments")),
                Column("spent", self._("Spoke for"), ColumnKind.DURATION),
            ),
            tuple(
                (
                    row["id"],
                    row["name"],
                    self._(", ").join(text for text in (row["title"], row["affiliation"]) if text),
                    self._code(row["country"], self._.country),
                    self._.list(str(numbers[id_]) for id_ in row["segments"]),
                    row["spent_ms"],
                )
                for row in self._report["speakers"]
            ),
        )

    def guiding_questions(self) -> Table:
        return Table(
            "guiding_questions",
            self._("Guiding questions"),
            (
                Column("id", self._("Id"), for_programs=True),
                Column("number", self._("No."), ColumnKind.COUNT),
                Column("text", self._("Question")),
                Column("state", self._("State")),
                Column("spent", self._("Discussed for"), ColumnKind.DURATION),
                Column("moderator", self._("of that, moderator"), ColumnKind.DURATION),
                Column("estimated", self._("Remark"), seldom=True),
            ),
            tuple(
                (
                    row["id"],
                    number,
                    row["text"],
                    self._said.guiding_state(row["state"]),
                    row["spent_ms"],
                    row["moderator_ms"],
                    self._("attributed afterwards, in part") if row["estimated"] else "",
                )
                for number, row in enumerate(self._report["guiding_questions"], start=1)
            ),
        )

    def coverage(self) -> Table:
        """Return speakers down, guiding questions across: few sessions have more questions than fit across a page."""
        questions = self._report["guiding_questions"]
        rows: list[tuple[Value, ...]] = [
            (speaker["id"], speaker["name"], *(self._covered(q["by_speaker"][speaker["id"]]) for q in questions))
            for speaker in self._report["speakers"]
        ]
        moderator: tuple[Value, ...] = (
            "",
            self._("Moderation, no speaker"),
            *(CoverageCell(q["moderator_ms"], "") for q in questions),
        )
        total: tuple[Value, ...] = ("", self._("Total"), *(CoverageCell(q["spent_ms"], "") for q in questions))
        columns = (
            Column("id", self._("Id"), for_programs=True),
            Column("speaker", self._("Speaker")),
            *(Column(q["id"], f"{number}.", ColumnKind.COVERED) for number, q in enumerate(questions, start=1)),
        )
        shown = (*rows, moderator) if questions else ()
        return Table("coverage", self._("Who answered what"), columns, shown, total if questions else None)

    def _covered(self, cell: CoverageReport) -> CoverageCell:
        return CoverageCell(cell["spent_ms"], self._said.coverage(cell["coverage"]))

    def audience(self) -> Table:
        figures, count = self._report["audience"], ColumnKind.COUNT
        facts: tuple[tuple[Column, Value], ...] = (
            (Column("received", self._("Received"), count), figures["received"]),
            (Column("published", self._("Published"), count), figures["published"]),
            (Column("answered_live", self._("Answered in the session"), count), figures["answered_live"]),
            (Column("answered_in_writing", self._("Answered in writing"), count), figures["answered_in_writing"]),
            (Column("dismissed", self._("Dismissed"), count), figures["dismissed"]),
            (Column("not_reached", self._("Not reached"), count), figures["not_reached"]),
            (Column("merged", self._("Merged with others"), count), figures["merged"]),
            (Column("withdrawn", self._("Withdrawn"), count), figures["withdrawn"]),
            (Column("participants", self._("Participants who asked"), count), figures["participants"]),
            (Column("votes", self._("Votes"), count), figures["votes"]),
        )
        return Table("audience", self._("Audience questions in figures"), *upright(facts), facts=True)

    def audience_questions(self) -> Table:
        return Table(
            "audience_questions",
            self._("Audience questions"),
            (
                Column("id", self._("Id"), for_programs=True),
                Column("text", self._("Question")),
                Column("state", self._("State")),
                Column("votes", self._("Votes"), ColumnKind.COUNT),
                Column("answered_by", self._("Answered by"), ColumnKind.NAMES),
                Column("answer", self._("Answer in writing"), seldom=True),
            ),
            tuple(
                (
                    row["id"],
                    row["text"] or self._("(asked aloud, not written down)"),
                    self._said.question_state(row["state"]),
                    row["votes"],
                    self._names(row["answered_by"]),
                    row["answer"],
                )
                for row in self._report["audience_questions"]
            ),
        )

    def notes(self) -> Table:
        titles = {segment["id"]: segment["title"] for segment in self._report["segments"]}
        numbers = {question["id"]: n for n, question in enumerate(self._report["guiding_questions"], start=1)}
        return Table(
            "notes",
            self._("Notes"),
            (
                Column("at", self._.meaning("instant", "Time"), ColumnKind.INSTANT),
                Column("kind", self._("Kind")),
                Column("text", self._("Note")),
                Column("speaker", self._("Speaker"), ColumnKind.NAMES),
                Column("segment", self._("Segment")),
                Column("question", self._("Guiding question"), ColumnKind.COUNT),
            ),
            tuple(
                (
                    row["at_ms"],
                    self._said.note(row["kind"]),
                    row["text"],
                    self._names([row["speaker"]]),
                    titles.get(row["segment"] or "", ""),
                    numbers.get(row["question"] or ""),
                )
                for row in self._report["notes"]
            ),
        )

    def messages(self) -> Table:
        titles = {segment["id"]: segment["title"] for segment in self._report["segments"]}
        return Table(
            "messages",
            self._("Messages to the speaker"),
            (
                Column("at", self._.meaning("instant", "Time"), ColumnKind.INSTANT),
                Column("preset", self._("Code"), for_programs=True),
                Column("text", self._("Message")),
                Column("segment", self._("Segment")),
            ),
            tuple(
                (row["at_ms"], row["preset"] or "", row["text"], titles.get(row["segment"] or "", ""))
                for row in self._report["messages"]
            ),
        )

    def corrections(self) -> Table:
        titles = {segment["id"]: segment["title"] for segment in self._report["segments"]}
        return Table(
            "corrections",
            self._("Corrections"),
            (
                Column("at", self._("Made at"), ColumnKind.INSTANT),
                Column("segment", self._("Segment")),
                Column("was", self._("Start as first recorded"), ColumnKind.INSTANT),
                Column("started_at", self._("Corrected start"), ColumnKind.INSTANT),
                Column("previous", self._("Ended earlier for it"), seldom=True),
            ),
            tuple(
                (
                    row["at_ms"],
                    titles.get(row["segment"], row["segment"]),
                    row["was_ms"],
                    row["started_at_ms"],
                    titles.get(row["previous"] or "", ""),
                )
                for row in self._report["corrections"]
            ),
        )

    def timeline(self) -> Table:
        role_in = cache(lambda role: label_in(self._, role.capitalize()))
        command = cache(lambda code: command_in(self._, code))
        event = cache(lambda kind, title: record_in(self._, kind, title))
        return Table(
            "timeline",
            self._("Timeline"),
            (
                Column("seq", self._("Seq"), ColumnKind.COUNT),
                Column("at", self._.meaning("instant", "Time"), ColumnKind.INSTANT),
                Column("actor", self._("By")),
                Column("role", self._("Role")),
                Column("command", self._("Command")),
                Column("event", self._("Event")),
                Column("segment", self._("Segment")),
                Column("undone", self._("Remark")),
            ),
            tuple(
                (
                    row["seq"],
                    row["at_ms"],
                    label_in(self._, row["actor"]),
                    self._code(row["role"], role_in),
                    self._code(row["command"], command),
                    row["event"].replace("_", " ") if self._coded else event(row["event"], self._title(row)),
                    (row["segment"] or "") if self._coded else self._title(row),
                    self._("taken back") if row["undone"] else "",
                )
                for row in self._report["timeline"]
            ),
            for_programs=True,
        )

    def _code(self, code: str, name_of: Callable[[str], str]) -> str:
        return str(code) if self._coded else name_of(code)

    def _title(self, row: TimelineReport) -> str:
        return self._titles.get(row["segment"] or "", "")

    def _names(self, ids: Iterable[str | None]) -> Names:
        names = {speaker["id"]: speaker["name"] for speaker in self._report["speakers"]}
        return tuple(names[id_] for id_ in ids if id_ in names)
