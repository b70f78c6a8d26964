"""The record in words: its states, and sentences to paste into minutes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from zoneinfo import ZoneInfo

from app.domain.values import HOUR, MINUTE, SECOND
from app.domain.views.report_shapes import Report
from app.languages.words import Words

MOST_LISTED = 5  # titles in a sentence
ON_TIME_MS = 30 * SECOND  # too small to be called early or late


@dataclass(frozen=True, slots=True)
class RecordWords:
    """The words of the record, in one language."""

    _: Words

    def sentences(self, report: Report) -> list[str]:
        """Return the record as sentences, each true alone; a missing part is left out, or stated as none."""
        return [
            sentence
            for sentence in (
                self._opening(report),
                self._closing(report),
                self._floor(report),
                self._overruns(report),
                *self._left_out(report),
                self._held(report),
                *self._guiding(report),
                self._audience(report),
                self._corrected(report),
            )
            if sentence
        ]

    def heading(self, report: Report) -> list[str]:
        """Return the lines below the title: what this is, when and where the session was, who moderated it."""
        kind = self._("Record of the session")
        if not report["final"]:
            as_of = _at(report, report["as_of_ms"], "%H:%M:%S")
            kind = self._("Record of the session, not final: as of {time}", time=as_of)
        facts = report["conference"]
        when = self._.hours(report["scheduled_start_ms"], report["scheduled_end_ms"], facts["timezone"])
        place = self._(", ").join(text for text in (when, facts["venue"]) if text)
        names = [row["name"] for row in report["speakers"] if row["id"] == report["moderator"]]
        return [kind, place, *(self._("Moderator: {name}", name=name) for name in names)]

    def foot(self, report: Report) -> str:
        """Return how to read the record."""
        return self._(
            "Times of day are those of {zone}. Durations are in minutes and seconds, rounded down; over is the time "
            "spent minus what was planned and granted.",
            zone=self._.zone(report["conference"]["timezone"]),
        )

    def state(self, state: str, *, final: bool) -> str:
        """Return the state of a segment, in retrospect once the record is final."""
        return {
            "idle": self._("did not take place") if final else self._("to come"),
            "cued": self._("about to speak"),
            "running": self._("on now"),
            "paused": self._("on now, clock held"),
            "finished": self._("took place"),
            "skipped": self._("skipped"),
            "absent": self._("absent"),
        }[state]

    def guiding_state(self, state: str) -> str:
        """Return the state of a guiding question, in retrospect."""
        return {
            "planned": self._("not discussed"),
            "on": self._("on now"),
            "partly": self._("partly addressed"),
            "addressed": self._("addressed"),
            "skipped": self._.meaning("question", "skipped"),
        }[state]

    def coverage(self, coverage: str) -> str:
        """Return how far one speaker dealt with one guiding question; empty for not at all."""
        return {"none": "", "touched": self._("mentioned"), "covered": self._("covered"), "passed": self._("passed")}[
            coverage
        ]

    def question_state(self, state: str) -> str:
        """Return the state of a public audience question."""
        return {
            "approved": self._("published"),
            "queued": self._("waiting"),
            "live": self._("being answered"),
            "answered": self._("answered"),
            "deferred": self._("to be answered in writing"),
            "not_reached": self._("not reached"),
        }.get(state, state)

    def note(self, kind: str) -> str:
        """Return the kind of a note."""
        return {"point": self._("Point"), "quote": self._("Quote"), "action": self._("Action")}[kind]

    def _opening(self, report: Report) -> str:
        opened, late = report["opened_at_ms"], report["opened_late_ms"]
        if opened is None or late is None:
            return self._(
                "The session is scheduled for {start} to {end} and has not been opened.",
                start=_at(report, report["scheduled_start_ms"]),
                end=_at(report, report["scheduled_end_ms"]),
            )
        return self._("The session opened at {at}, {late}.", at=_at(report, opened), late=self._lateness(late))

    def _closing(self, report: Report) -> str:
        if report["opened_at_ms"] is None:
            return ""
        closed, late, end = report["closed_at_ms"], report["closed_late_ms"], _at(report, report["scheduled_end_ms"])
        if closed is None or late is None:
            return self._(
                "It had not been closed at {at}, when this was written.", at=_at(report, report["as_of_ms"], "%H:%M:%S")
            )
        if _is_on_time(late):
            return self._("It closed at {at}, at its scheduled end.", at=_at(report, closed))
        places = {"at": _at(report, closed), "ms": self._minutes(late), "end": end}
        if late > 0:
            return self._("It closed at {at}, {ms} after its scheduled end of {end}.", **places)
        return self._("It closed at {at}, {ms} before its scheduled end of {end}.", **places)

    def _floor(self, report: Report) -> str:
        ran = [segment for segment in report["segments"] if segment["over_ms"] is not None]
        if not ran:
            return ""
        return self._.plural(
            "{ran} of {all} segment had the floor, for {running} of the {elapsed} that the session lasted.",
            "{ran} of {all} segments had the floor, for {running} of the {elapsed} that the session lasted.",
            len(report["segments"]),
        ).format(
            ran=self._number(len(ran)).capitalize(),
            all=self._number(len(report["segments"])),
            running=self._.duration(report["running_ms"]),
            elapsed=self._.duration(report["elapsed_ms"]),
        )

    def _overruns(self, report: Report) -> str:
        ran = [(by, segment["title"]) for segment in report["segments"] if (by := segment["over_ms"]) is not None]
        if not ran:
            return ""
        over = [(over_ms, title) for over_ms, title in ran if over_ms >= SECOND]
        if not over:
            return self._("No speaker spoke longer than allotted.")
        longest_ms, who = max(over, key=itemgetter(0))
        ms = self._.duration(longest_ms)
        if len(over) == 1:
            return self._("One ran over its time: “{who}”, by {ms}.", who=who, ms=ms)
        total = self._.duration(sum(over_ms for over_ms, _ in over))
        return self._(
            "{count} ran over their time, by {total} together; the longest was “{who}”, by {ms}.",
            count=self._number(len(over)).capitalize(),
            total=total,
            who=who,
            ms=ms,
        )

    def _left_out(self, report: Report) -> Iterator[str]:
        absent = [
            self._("“{title}”", title=segment["title"])
            for segment in report["segments"]
            if segment["state"] == "absent"
        ]
        left = [
            self._("“{title}”", title=segment["title"])
            for segment in report["segments"]
            if segment["state"] == "skipped" or (report["final"] and segment["state"] == "idle")
        ]
        if absent:
            yield self._("Absent: {titles}.", titles=self._first(absent))
        if left:
            yield self._("Did not take place: {titles}.", titles=self._first(left))

    def _first(self, titles: list[str]) -> str:
        """Return the titles in a row; of a long list the first, and how many more there are."""
        if len(titles) <= MOST_LISTED + 1:
            return self._.list(titles)
        more = self._("and {count} more", count=len(titles) - MOST_LISTED)
        return f"{self._.list(titles[:MOST_LISTED])} {more}"

    def _held(self, report: Report) -> str:
        paused = sum(segment["paused_ms"] for segment in report["segments"])
        interrupted = sum(segment["interrupted_ms"] for segment in report["segments"])
        if paused and interrupted:
            return self._(
                "The clock was paused for {paused}, and the session interrupted for {interrupted}.",
                paused=self._.duration(paused),
                interrupted=self._.duration(interrupted),
            )
        if paused:
            return self._("The clock was paused for {ms}.", ms=self._.duration(paused))
        return self._("The session was interrupted for {ms}.", ms=self._.duration(interrupted)) if interrupted else ""

    def _guiding(self, report: Report) -> Iterator[str]:
        questions = report["guiding_questions"]
        if not questions or report["opened_at_ms"] is None:
            return
        states = [question["state"] for question in questions]
        yield self._(
            "Guiding questions addressed: {addressed} of {all}; in part: {partly}; not at all: {none}.",
            all=self._number(len(states)),
            addressed=self._number(states.count("addressed")),
            partly=self._number(states.count("partly") + states.count("on")),
            none=self._number(states.count("planned") + states.count("skipped")),
        )
        longest = max(questions, key=lambda question: question["spent_ms"])
        if longest["spent_ms"] >= SECOND:
            yield self._(
                "Question {number} was discussed longest, for {ms}.",
                number=questions.index(longest) + 1,
                ms=self._.duration(longest["spent_ms"]),
            )

    def _audience(self, report: Report) -> str:
        figures = report["audience"]
        if not figures["received"]:
            return self._("No questions were received from the audience.")
        return self._(
            "Questions received from the audience: {received}; answered in the session: {live}, in writing: {writing}; "
            "not reached: {missed}.",
            received=self._number(figures["received"]),
            live=self._number(figures["answered_live"]),
            writing=self._number(figures["answered_in_writing"]),
            missed=self._number(figures["not_reached"]),
        )

    def _corrected(self, report: Report) -> str:
        count = len(report["corrections"])
        if count == 0:
            return ""
        number = self._number(count).capitalize()
        return self._.many(
            "{number} start was corrected afterwards.",
            "{number} starts were corrected afterwards.",
            count,
            number=number,
        )

    def _lateness(self, late_ms: int) -> str:
        """Say `on time`, `four minutes late`, `one minute early`."""
        if _is_on_time(late_ms):
            return self._("on time")
        time = self._minutes(late_ms)
        return self._("{time} late", time=time) if late_ms > 0 else self._("{time} early", time=time)

    def _minutes(self, ms: int) -> str:
        """Return whole minutes and hours, or seconds below one minute.

        It is a difference of clock times in minutes.
        """
        minutes = abs(ms // MINUTE)
        if abs(ms) < MINUTE:
            return self._.many("{count} second", "{count} seconds", abs(ms) // SECOND)
        if minutes >= HOUR // MINUTE:
            return self._.duration(minutes * MINUTE)
        return self._.plural("{count} minute", "{count} minutes", minutes).format(count=self._number(minutes))

    def _number(self, number: int) -> str:
        """Return a number, up to ten as a word, as in running text."""
        words = (
            self._.meaning("number", "none"),
            self._("one"),
            self._("two"),
            self._("three"),
            self._("four"),
            self._("five"),
            self._("six"),
            self._("seven"),
            self._("eight"),
            self._("nine"),
            self._("ten"),
        )
        return words[number] if number < len(words) else str(number)


def _is_on_time(late_ms: int) -> bool:
    return abs(late_ms) < ON_TIME_MS


def _at(report: Report, instant_ms: int, form: str = "%H:%M") -> str:
    zone = ZoneInfo(report["conference"]["timezone"])
    return datetime.fromtimestamp(instant_ms / 1000, zone).strftime(form)
