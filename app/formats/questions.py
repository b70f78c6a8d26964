"""The audience's questions as CSV, JSON and Markdown, as one role may see them, safe from formulas and markup."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from pydantic_core import to_json

from app.domain.state.questions import QuestionState
from app.domain.text import legal
from app.domain.views.questions import QuestionView
from app.domain.views.shapes import View
from app.formats.text.csv_cells import BOM, inert
from app.languages.words import Words

HEADING = (
    *(
        "id",
        "asked_at",
        "asked_at_ms",
        "state",
        "votes",
        "text",
        "original",
        "name",
        "affiliation",
        "identity",
        "floor",
    ),
    *("answered", "answered_by", "answer", "reason", "note", "merged_into", "published"),
)
# In the order of work for a person who answers in writing.
ORDER = {
    state: place
    for place, state in enumerate(
        ("live", "queued", "approved", "not_reached", "deferred", "pending", "answered", "merged", "dismissed")
    )
}
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~$&:@!])")
_STARTS_A_BLOCK = re.compile(r"^(\d{1,9})([.)])|^([-+=])")


def question_csv(view: View, _: Words) -> bytes:
    """Return one row per question in the order in which they were asked, with the byte order mark for Excel."""
    text, zone = StringIO(), ZoneInfo(view["conference"]["timezone"])
    writer = csv.writer(text)
    writer.writerow(HEADING)
    for row in rows(view):
        asked_at = datetime.fromtimestamp(row["asked_at_ms"] / 1000, zone).isoformat(timespec="seconds")
        cells = {**row, "asked_at": asked_at, "answered_by": "; ".join(row["answered_by"])}
        writer.writerow([_cell(cells[name]) for name in HEADING])
    return (BOM + text.getvalue()).encode()


def question_json(view: View, _: Words) -> bytes:
    """Return the same facts for programs, with the names of those who answered."""
    about = {"slug": view["slug"], "title": view["title"], "seq": view["seq"], "as_of_ms": view["now_ms"]}
    return to_json({**about, "questions": list(rows(view))})


def question_markdown(view: View, words: Words) -> bytes:
    """Return a document to answer from and to file: questions by state, most votes first."""
    ordered = sorted(rows(view), key=lambda row: (ORDER.get(row["state"], len(ORDER)), -row["votes"]))
    blocks = [f"# {escaped(view['title'])}", f"**{words('Questions from the audience')}**"]
    for state, group in groupby(ordered, key=lambda row: str(row["state"])):
        heading = _state(words, state)
        blocks.append(f"## {heading[:1].upper()}{heading[1:]}")
        blocks.append("\n".join(line for number, row in enumerate(group, 1) for line in _lines(words, number, row)))
    if not ordered:
        blocks.append(words("No questions were received from the audience."))
    return legal("\n\n".join(blocks) + "\n").encode()


def rows(view: View) -> Iterator[dict[str, Any]]:
    """Return each question of a view, flat; people by name."""
    people = {person["id"]: person["name"] for person in view["speakers"]}
    return (_row(question, people) for question in view["questions"])


def escaped(text: str) -> str:
    """Return a text that Markdown shows unchanged: no markup, no list, no link, and no address that becomes one."""
    inline = _MARKUP.sub(r"\\\1", text).replace("www.", r"www\.")
    return _STARTS_A_BLOCK.sub(lambda start: rf"{start[1]}\{start[2]}" if start[1] else rf"\{start[3]}", inline)


def _row(question: QuestionView, people: Mapping[str, str]) -> dict[str, Any]:
    answer = question["answer"]
    return {
        "id": question["id"],
        "asked_at_ms": question["at_ms"],
        "state": question["state"],
        "votes": question["votes"],
        "text": question["text"],
        "original": question["original"],
        "name": question["name"],
        "affiliation": question["affiliation"],
        "identity": question["identity"] if not question["floor"] else None,
        "floor": question["floor"],
        "answered": answer["how"] if answer else None,
        "answered_by": [people.get(speaker, speaker) for speaker in answer["by"]] if answer else [],
        "answer": answer["text"] if answer else None,
        "reason": question["reason"] or None,
        "note": question["note"] or None,
        "merged_into": question["into"] if question["state"] == QuestionState.MERGED else None,
        "published": question["published"],
    }


def _cell(value: object) -> str | int:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case int():
            return value
    return inert(str(value))


def _state(words: Words, state: str) -> str:
    return {
        "live": words("on now"),
        "queued": words("in the queue"),
        "approved": words("approved"),
        "not_reached": words("not reached in the session"),
        "deferred": words("to be answered later"),
        "pending": words("waiting for approval"),
        "answered": words("Answered"),
        "merged": words("merged into another one"),
        "dismissed": words("dismissed"),
        "withdrawn": words("withdrawn by its author"),
    }[state]


def _lines(words: Words, number: int, row: Mapping[str, Any]) -> Iterator[str]:
    asker = words(", ").join(text for text in (row["name"], row["affiliation"]) if text) or words("Without a name")
    hidden = words("name for moderators only") if row["identity"] == "moderators" else ""
    where = words("asked in the room") if row["floor"] else hidden
    into = words("{name}: {title}", name=words("Merged into"), title=row["merged_into"]) if row["merged_into"] else ""
    about = [asker, where, words("Votes: {count}", count=row["votes"]), into]
    yield f"{number}. {escaped(row['text']) or '*' + words('not typed in yet') + '*'}  "
    yield f"   *{escaped(words.list(part for part in about if part))}*"
    if row["original"] is not None:
        yield "   - " + words("In the author's words:") + " " + escaped(row["original"])
    if row["answered_by"]:
        yield "   - " + words(
            "{name}: {title}", name=words("Answered by"), title=escaped(words.list(row["answered_by"]))
        )
    if row["answer"]:
        yield "   - " + words("Answer: {answer}", answer=escaped(row["answer"]))
    if row["reason"]:
        yield "   - " + words("Reason: {reason}", reason=escaped(row["reason"]))
    if row["note"]:
        yield "   - " + words("note: {note}", note=escaped(row["note"]))


@dataclass(frozen=True, slots=True)
class QuestionFormat:
    """A file format: its media type and its writer."""

    media_type: str
    write: Callable[[View, Words], bytes]


FORMATS: Mapping[str, QuestionFormat] = {
    "csv": QuestionFormat("text/csv; charset=utf-8", question_csv),
    "json": QuestionFormat("application/json", question_json),
    "md": QuestionFormat("text/markdown; charset=utf-8", question_markdown),
}
