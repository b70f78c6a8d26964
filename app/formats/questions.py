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


def question_csv(view: View) -> bytes:
    """Return one row per question in the order in which they were asked, with the byte order mark for Excel."""
    text, zone = StringIO(), ZoneInfo(view["conference"]["timezone"])
    writer = csv.writer(text)
    writer.writerow(HEADING)
    for row in rows(view):
        asked_at = datetime.fromtimestamp(row["asked_at_ms"] / 1000, zone).isoformat(timespec="seconds")
        cells = {**row, "asked_at": asked_at, "answered_by": "; ".join(row["answered_by"])}
        writer.writerow([_cell(cells[name]) for name in HEADING])
    return (BOM + text.getvalue()).encode()


def question_json(view: View) -> bytes:
    """Return the same facts for programs, with the names of those who answered."""
    about = {"slug": view["slug"], "title": view["title"], "seq": view["seq"], "as_of_ms": view["now_ms"]}
    return to_json({**about, "questions": list(rows(view))})


def question_markdown(view: View) -> bytes:
    """Return a document to answer from and to file: questions by state, most votes first."""
    ordered = sorted(rows(view), key=lambda row: (ORDER.get(row["state"], len(ORDER)), -row["votes"]))
    blocks = [f"# {escaped(view['title'])}", "**Questions from the audience**"]
    for state, group in groupby(ordered, key=lambda row: str(row["state"])):
        blocks.append(f"## {state.replace('_', ' ').capitalize()}")
        blocks.append("\n".join(line for number, row in enumerate(group, 1) for line in _lines(number, row)))
    if not ordered:
        blocks.append("Nothing was asked.")
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


def _lines(number: int, row: Mapping[str, Any]) -> Iterator[str]:
    asker = ", ".join(text for text in (row["name"], row["affiliation"]) if text) or "no name given"
    where = "asked aloud" if row["floor"] else {"moderators": "name for moderators only"}.get(row["identity"], "")
    about = [asker, where, f"{row['votes']} votes", f"into {row['merged_into']}" if row["merged_into"] else ""]
    yield f"{number}. {escaped(row['text']) or '*(not written down)*'}  "
    yield f"   *{escaped(', '.join(part for part in about if part))}*"
    if row["original"] is not None:
        yield f"   - In the author's words: {escaped(row['original'])}"
    if row["answered_by"]:
        yield f"   - Answered by {escaped(', '.join(row['answered_by']))}"
    for label, text in (("Answer", row["answer"]), ("Reason", row["reason"]), ("Note", row["note"])):
        if text:
            yield f"   - {label}: {escaped(text)}"


@dataclass(frozen=True, slots=True)
class QuestionFormat:
    """A file format: its media type and its writer."""

    media_type: str
    write: Callable[[View], bytes]


FORMATS: Mapping[str, QuestionFormat] = {
    "csv": QuestionFormat("text/csv; charset=utf-8", question_csv),
    "json": QuestionFormat("application/json", question_json),
    "md": QuestionFormat("text/markdown; charset=utf-8", question_markdown),
}
