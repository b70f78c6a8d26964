"""What is on now, as one flat row of texts: the same keys in every answer, feed and dialect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.domain.values import TO_STAGES, clock_text
from app.domain.views.lists import waiting_on_floor
from app.domain.views.shapes import SpeakerView, View
from app.languages.words import Words

Row = Mapping[str, str]

FIELDS = (
    *("timer", "phase", "state", "speaker", "affiliation", "title", "next_speaker", "next_title"),
    *("message", "question", "offset", "session", "status"),
)


def now_row(view: View, words: Words) -> Row:
    """Return what a view shows now. Each of `FIELDS` has a text, empty where there is nothing.

    Args:
        view: of the reader's role; what it leaves out is empty here.
        words: join several names in this language.
    """
    floor, segments = view["floor"], {segment["id"]: segment for segment in view["segments"]}
    on, upcoming = segments.get(floor["segment"] or ""), segments.get(view["next"] or "")
    waiting = next(iter(waiting_on_floor(view)), None)  # behind a speaker of a list comes the next one of that list
    if waiting is not None:
        upcoming = on
    follow = [waiting["speaker"]] if waiting is not None else upcoming["speakers"] if upcoming else []
    people = {person["id"]: person for person in view["speakers"]}
    speaking = [floor["voice"]] if floor["voice"] else on["speakers"] if on else []
    shown = [people[id_] for id_ in speaking if id_ in people]
    message = view["stage"]["message"]
    return {
        "timer": floor["text"],
        "phase": floor["phase"],
        "state": floor["state"],
        "speaker": words.list(person["name"] for person in shown),
        "affiliation": words.list(affiliations_of(shown)),
        "title": on["title"] if on else "",
        "next_speaker": words.list(people[id_]["name"] for id_ in follow),
        "next_title": upcoming["title"] if upcoming else "",
        "message": message["text"] if message and message["to"] == TO_STAGES else "",
        "question": question_on(view),
        "offset": offset_text(view["offset_ms"]),
        "session": view["title"],
        "status": view["status"],
    }


def affiliations_of(shown: Sequence[SpeakerView]) -> list[str]:
    """Return the affiliations of these speakers, each once."""
    return list(dict.fromkeys(person["affiliation"] for person in shown if person["affiliation"]))


def question_on(view: View) -> str:
    """Return the question that is on: the audience's, else the guiding question in focus; empty if there is none."""
    asked = {question["id"]: question["text"] for question in view["questions"]}
    guiding = {question["id"]: question["text"] for question in view["guiding_questions"]}
    return asked.get(view["question_on"] or "") or guiding.get(view["focus"] or "", "")


def offset_text(offset_ms: int | None) -> str:
    """Return how late the session will end: `+2:10`, early `-0:30`, `0:00`; empty where that is hidden."""
    if offset_ms is None:
        return ""
    sign = "+" if offset_ms >= 1000 else "-" if offset_ms <= -1000 else ""
    return sign + clock_text(abs(offset_ms) // 1000 * 1000)


def now_line(row: Row) -> str:
    """Return the row as one line for people: `5:12 · Ada Lovelace · Notes on engines`."""
    return " · ".join(row[name] for name in ("timer", "speaker", "title") if row[name])
