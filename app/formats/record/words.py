"""The record in words: its states, and the sentences that can be pasted into minutes. Each is given gettext."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.values import HOUR, MINUTE, SECOND, elapsed_text

Gettext = Callable[[str], str]
Report = Mapping[str, Any]

ON_TIME_MS = 30 * SECOND  # what nobody in the room would call early or late


def as_written(text: str) -> str:
    """The gettext of the language that the words are written in."""
    return text


def record_sentences(report: Report, t: Gettext) -> list[str]:
    """The record in sentences, each true by itself; what there was none of is not mentioned, or said to be none."""
    return [
        sentence
        for sentence in (
            _opening(report, t),
            _closing(report, t),
            _floor(report, t),
            _overruns(report, t),
            *_left_out(report, t),
            _held(report, t),
            *_guiding(report, t),
            _audience(report, t),
            _corrected(report, t),
        )
        if sentence
    ]


def heading_lines(report: Report, t: Gettext) -> list[str]:
    """What stands below the title: what this is, when and where the session was, who moderated it."""
    kind = t("Record of the session") if report["final"] else t("Record of the session, not final: as of {}").format(
        _at(report, "as_of_ms", "%H:%M:%S")
    )  # fmt: skip
    place = ", ".join(text for text in (_when(report), report["conference"]["venue"]) if text)
    names = [row["name"] for row in report["speakers"] if row["id"] == report["moderator"]]
    return [kind, place, *(t("Moderator: {}").format(name) for name in names)]


def foot_words(report: Report, t: Gettext) -> str:
    """How the record is to be read."""
    return t(
        "Times of day are those of {}. Durations are in minutes and seconds, rounded down; over is the time spent "
        "minus what was planned and granted."
    ).format(report["conference"]["timezone"])


def state_words(t: Gettext, state: str) -> str:
    """The state of a segment, looking back."""
    return {
        "idle": t("not held"),
        "cued": t("about to speak"),
        "running": t("has the floor"),
        "paused": t("has the floor, clock held"),
        "finished": t("held"),
        "skipped": t("skipped"),
        "absent": t("absent"),
    }[state]


def guiding_words(t: Gettext, state: str) -> str:
    """The state of a guiding question, looking back."""
    return {
        "planned": t("not discussed"),
        "on": t("on now"),
        "partly": t("partly addressed"),
        "addressed": t("addressed"),
        "skipped": t("skipped"),
    }[state]


def coverage_words(t: Gettext, coverage: str) -> str:
    """How far one speaker dealt with one guiding question; empty for not at all."""
    return {"none": "", "touched": t("mentioned"), "covered": t("covered"), "passed": t("passed")}[coverage]


def question_words(t: Gettext, state: str) -> str:
    """The state of an audience question that everybody may see."""
    return {
        "approved": t("published"),
        "queued": t("waiting"),
        "live": t("being answered"),
        "answered": t("answered"),
        "deferred": t("to be answered in writing"),
        "not_reached": t("not reached"),
    }.get(state, state)


def note_words(t: Gettext, kind: str) -> str:
    """The kind of a note."""
    return {"point": t("Point"), "quote": t("Quote"), "action": t("Action")}[kind]


def event_words(kind: str) -> str:
    """The name of an event, as programs know it, readable."""
    return kind.replace("_", " ")


def joined(parts: Iterable[str]) -> str:
    """Names in a row."""
    return ", ".join(parts)


def _when(report: Report) -> str:
    day, end = _day(report, "scheduled_start_ms"), _day(report, "scheduled_end_ms")
    ends_at = _at(report, "scheduled_end_ms")
    until = ends_at if day == end else f"{end}, {ends_at}"
    return f"{day}, {_at(report, 'scheduled_start_ms')}–{until} ({report['conference']['timezone']})"


def _opening(report: Report, t: Gettext) -> str:
    if report["opened_at_ms"] is None:
        return t("The session is scheduled for {start} to {end} and has not been opened.").format(
            start=_at(report, "scheduled_start_ms"), end=_at(report, "scheduled_end_ms")
        )
    late = _lateness(t, report["opened_late_ms"])
    return t("The session opened at {at}, {late}.").format(at=_at(report, "opened_at_ms"), late=late)


def _closing(report: Report, t: Gettext) -> str:
    if report["opened_at_ms"] is None:
        return ""
    if report["closed_at_ms"] is None:
        return t("It had not been closed at {at}, when this was written.").format(
            at=_at(report, "as_of_ms", "%H:%M:%S")
        )
    late, end = report["closed_late_ms"], _at(report, "scheduled_end_ms")
    if _is_on_time(late):
        return t("It closed at {at}, at its scheduled end.").format(at=_at(report, "closed_at_ms"))
    form = t("It closed at {at}, {ms} after its scheduled end of {end}.") if late > 0 else t(
        "It closed at {at}, {ms} before its scheduled end of {end}."
    )  # fmt: skip
    return form.format(at=_at(report, "closed_at_ms"), ms=_minutes(t, late), end=end)


def _floor(report: Report, t: Gettext) -> str:
    ran = [segment for segment in report["segments"] if segment["over_ms"] is not None]
    if not ran:
        return ""
    return t("{ran} of {all} segments had the floor, for {running} of the {elapsed} that the session lasted.").format(
        ran=_number(t, len(ran)).capitalize(),
        all=_number(t, len(report["segments"])),
        running=elapsed_text(report["running_ms"]),
        elapsed=elapsed_text(report["elapsed_ms"]),
    )


def _overruns(report: Report, t: Gettext) -> str:
    over = [segment for segment in report["segments"] if (segment["over_ms"] or 0) >= SECOND]
    if not any(segment["over_ms"] is not None for segment in report["segments"]):
        return ""
    if not over:
        return t("No speaker spoke longer than allotted.")
    longest = max(over, key=lambda segment: segment["over_ms"])
    who, ms = longest["title"], elapsed_text(longest["over_ms"])
    if len(over) == 1:
        return t("One ran over its time: “{who}”, by {ms}.").format(who=who, ms=ms)
    total = elapsed_text(sum(segment["over_ms"] for segment in over))
    return t("{count} ran over their time, by {total} together; the longest was “{who}”, by {ms}.").format(
        count=_number(t, len(over)).capitalize(), total=total, who=who, ms=ms
    )


def _left_out(report: Report, t: Gettext) -> Iterator[str]:
    absent = [f"“{segment['title']}”" for segment in report["segments"] if segment["state"] == "absent"]
    left = [
        f"“{segment['title']}”"
        for segment in report["segments"]
        if segment["state"] == "skipped" or (report["final"] and segment["state"] == "idle")
    ]
    if absent:
        yield t("Absent: {}.").format(joined(absent))
    if left:
        yield t("Not held: {}.").format(joined(left))


def _held(report: Report, t: Gettext) -> str:
    paused, interrupted = (sum(s[f"{name}_ms"] for s in report["segments"]) for name in ("paused", "interrupted"))
    if paused and interrupted:
        return t("The clock was paused for {paused}, and the session interrupted for {interrupted}.").format(
            paused=elapsed_text(paused), interrupted=elapsed_text(interrupted)
        )
    if paused:
        return t("The clock was paused for {}.").format(elapsed_text(paused))
    return t("The session was interrupted for {}.").format(elapsed_text(interrupted)) if interrupted else ""


def _guiding(report: Report, t: Gettext) -> Iterator[str]:
    questions = report["guiding_questions"]
    if not questions or report["opened_at_ms"] is None:
        return
    states = [question["state"] for question in questions]
    yield t("Guiding questions: {addressed} of {all} addressed, {partly} in part, {none} not at all.").format(
        all=_number(t, len(states)),
        addressed=_number(t, states.count("addressed")),
        partly=_number(t, states.count("partly") + states.count("on")),
        none=_number(t, states.count("planned") + states.count("skipped")),
    )
    longest = max(questions, key=lambda question: question["spent_ms"])
    if longest["spent_ms"] >= SECOND:
        yield t("Question {number} was discussed longest, for {ms}.").format(
            number=questions.index(longest) + 1, ms=elapsed_text(longest["spent_ms"])
        )


def _audience(report: Report, t: Gettext) -> str:
    figures = report["audience"]
    if not figures["received"]:
        return t("No questions were received from the audience.")
    return t(
        "Questions received from the audience: {received}; answered in the session: {live}, in writing: {writing}; "
        "not reached: {missed}."
    ).format(
        received=_number(t, figures["received"]),
        live=_number(t, figures["answered_live"]),
        writing=_number(t, figures["answered_in_writing"]),
        missed=_number(t, figures["not_reached"]),
    )


def _corrected(report: Report, t: Gettext) -> str:
    count = len(report["corrections"])
    if count == 0:
        return ""
    return t("One start was corrected afterwards.") if count == 1 else t("{} starts were corrected afterwards.").format(
        _number(t, count).capitalize()
    )  # fmt: skip


def _is_on_time(late_ms: int) -> bool:
    return abs(late_ms) < ON_TIME_MS


def _lateness(t: Gettext, late_ms: int) -> str:
    """`on time`, `four minutes late`, `one minute early`."""
    if _is_on_time(late_ms):
        return t("on time")
    return (t("{} late") if late_ms > 0 else t("{} early")).format(_minutes(t, late_ms))


def _minutes(t: Gettext, ms: int) -> str:
    """Whole minutes, and hours; seconds below one minute.

    It is a difference of clock readings, which leave their seconds out.
    """
    minutes = abs(ms // MINUTE)
    if abs(ms) < MINUTE:
        return t("{} seconds").format(abs(ms) // SECOND)
    if minutes >= HOUR // MINUTE:
        hours, rest = divmod(minutes, HOUR // MINUTE)
        return t("{} h {} min").format(hours, rest) if rest else t("{} h").format(hours)
    return t("one minute") if minutes == 1 else t("{} minutes").format(_number(t, minutes))


def _number(t: Gettext, number: int) -> str:
    """Numbers up to ten in words, as running text has them."""
    words = (
        t("none"), t("one"), t("two"), t("three"), t("four"), t("five"), t("six"), t("seven"), t("eight"), t("nine"),
        t("ten"),
    )  # fmt: skip
    return words[number] if number < len(words) else str(number)


def _day(report: Report, name: str) -> str:
    return _at(report, name, "%d %B %Y").lstrip("0")  # "%-d" is not known on Windows


def _at(report: Report, name: str, form: str = "%H:%M") -> str:
    zone = ZoneInfo(report["conference"]["timezone"])
    return datetime.fromtimestamp(report[name] / 1000, zone).strftime(form)
