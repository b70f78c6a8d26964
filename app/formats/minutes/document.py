"""The whole document: title, who was there, the guiding questions, what happened, and what is left to do."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.text import clean_text
from app.domain.views.report_shapes import Report
from app.formats.minutes.proceedings import MinutesLine, Style, proceedings
from app.formats.minutes.sentences import MinutesWords, label_before
from app.formats.record.words import RecordWords
from app.languages.words import Words


def minutes(report: Report, words: Words) -> list[MinutesLine]:
    """Return the paragraphs of the minutes; a section without content is left out."""
    return [
        *_head(report, words),
        *_section(words("Participants"), _participants(report, words)),
        *_section(words("Guiding questions"), _guiding(report, words)),
        *_section(words("Proceedings"), proceedings(report, words)),
        *_section(words("Questions answered in writing"), _written(report)),
        *_section(words("Questions that were not reached"), _asked(report, "not_reached", "deferred")),
        *_section(words("Actions"), _actions(report)),
    ]


def _head(report: Report, words: Words) -> Iterator[MinutesLine]:
    said = RecordWords(words)
    kind = words("Draft minutes")
    if not report["final"]:
        kind = words("Draft minutes of a meeting that is not over")
    yield MinutesLine(Style.TITLE, clean_text(report["title"]))
    _, place, *_ = said.heading(report)
    for line in (kind, clean_text(report["conference"]["title"]), place):
        if line:
            yield MinutesLine(Style.ABOUT, line)


def _section(title: str, paragraphs: Iterator[MinutesLine] | list[MinutesLine]) -> Iterator[MinutesLine]:
    content = list(paragraphs)
    if content:
        yield MinutesLine(Style.HEADING, title)
        yield from content


def _participants(report: Report, words: Words) -> Iterator[MinutesLine]:
    heard = {request["speaker"] for one in report["lists"] for request in one["requests"]}
    moderator = report["moderator"]
    for speaker in report["speakers"]:
        if speaker["segments"] or speaker["id"] in heard or speaker["id"] == moderator:
            about = words.list(
                clean_text(text) for text in (speaker["name"], speaker["title"], speaker["affiliation"]) if text
            )
            label = label_before(words, words("Moderator")) if speaker["id"] == moderator else ""
            yield MinutesLine(Style.LISTED, about, label)


def _guiding(report: Report, words: Words) -> Iterator[MinutesLine]:
    say = MinutesWords(words, report)
    for number, question in enumerate(report["guiding_questions"], start=1):
        discussed = f" {say.discussed(number)}" if report["opened_at_ms"] is not None else ""
        yield MinutesLine(Style.NUMBERED, f"{clean_text(question['text'])}{discussed}", f"{number}.")


def _written(report: Report) -> Iterator[MinutesLine]:
    for question in report["audience_questions"]:
        if question["answer"]:
            yield MinutesLine(Style.LISTED, clean_text(question["text"]))
            yield MinutesLine(Style.QUOTE, clean_text(question["answer"]))


def _asked(report: Report, *states: str) -> Iterator[MinutesLine]:
    for question in report["audience_questions"]:
        if question["state"] in states and question["text"]:
            yield MinutesLine(Style.LISTED, clean_text(question["text"]))


def _actions(report: Report) -> Iterator[MinutesLine]:
    for note in report["notes"]:
        if note["kind"] == "action":
            yield MinutesLine(Style.LISTED, clean_text(note["text"]))
