"""Programmes as iCalendar: an event for each session, with its rundown in words; segments as events if requested."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from icalendar import Calendar, Event, vText, vUri

from app.domain.state.rundown import Segment, Speaker
from app.domain.state.translations import TextIn
from app.domain.text import clean_text
from app.formats.programme.published import Published
from app.formats.text.own_marks import CONTACT_PARAMETERS

Field = tuple[str, Any]
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")


def programme_ics(sessions: Iterable[Published], *, segments: bool = False) -> bytes:
    """Return the calendar. UIDs never change; SEQUENCE grows with every change of a plan, so that copies update."""
    calendar = Calendar()
    calendar.add("prodid", "-//Rostrum//Programme//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    all_sessions = tuple(sessions)
    for name, values in (
        ("x-wr-calname", {clean_text(session.plan.conference.title) for session in all_sessions}),
        ("x-wr-timezone", {session.plan.conference.timezone for session in all_sessions}),
    ):
        if len(values) == 1 and any(values):  # what all sessions have in common is said once
            calendar.add(name, values.pop())
    for session in all_sessions:
        for fields in (_session(session, segments), *(_segments(session) if segments else ())):
            event = Event()
            for name, value in fields:
                event.add(name, value)
            calendar.add_component(event)
    return bytes(calendar.to_ical())


def _session(session: Published, with_segments: bool) -> list[Field]:
    """Return the session as an event, which does not block a reader's time beside events of its segments."""
    plan = session.plan
    return [
        *_common(session, "", plan.starts_at_ms, plan.ends_at_ms),
        ("status", "CONFIRMED"),
        *([("transp", "TRANSPARENT")] if with_segments else []),
        ("summary", plan.title),
        ("description", "\n".join(_rundown(session))),
    ]


def _rundown(session: Published) -> Iterator[str]:
    plan = session.plan
    if plan.conference.title:
        yield plan.conference.title
    for segment, start in session.slots():
        names = ", ".join(name for name in session.names(segment) if name not in segment.title)
        yield f"{session.local(start):%H:%M} {segment.title}{f' ({names})' if names else ''}"
    yield from (f"{number}. {question.text}" for number, question in enumerate(plan.guiding_questions, start=1))


def _segments(session: Published) -> Iterator[list[Field]]:
    for segment, start in session.slots():
        yield [
            *_common(session, segment.id, start, start + segment.planned_ms),
            ("summary", _in_its_language(segment)),
            ("status", "CANCELLED" if segment.id in session.absent else "CONFIRMED"),
            ("description", _described(session, segment)),
            *(("contact", _contact(person)) for person in session.people(segment)),
            ("related-to", session.uid()),
            ("categories", [str(segment.kind), *([segment.track] if segment.track else [])]),
            *(("attach", vUri(reference.url)) for reference in segment.references),
        ]


def _contact(person: Speaker) -> vText:
    """Return a person as `Ann Lee, Director, UN`, with these parts as parameters: names may have commas."""
    parts = (person.name, person.title, person.affiliation)
    named = {parameter: part for parameter, part in zip(CONTACT_PARAMETERS, parts, strict=True) if part}
    return vText(", ".join(part for part in parts if part), params=named)


def _in_its_language(segment: Segment) -> vText:
    """Return the title, with the code of the language that is spoken if there is one and the title is in it."""
    is_own = not isinstance(segment.title, TextIn)
    tag = segment.language if is_own and _LANGUAGE.fullmatch(segment.language) else ""
    return vText(segment.title, params={"LANGUAGE": tag} if tag else {})


def _described(session: Published, segment: Segment) -> str:
    """Return the speakers and, below a blank line, the abstract."""
    return "\n\n".join(text for text in (", ".join(session.names(segment)), segment.abstract) if text)


def _common(session: Published, part: str, start: int, end: int) -> list[Field]:
    place = session.plan.conference.venue
    return [
        ("uid", session.uid(part)),
        ("sequence", session.sequence),
        ("dtstamp", _utc(session.changed_ms)),
        ("last-modified", _utc(session.changed_ms)),
        ("dtstart", _utc(start)),
        ("dtend", _utc(end)),
        *([("location", place)] if place else []),
    ]


def _utc(instant_ms: int) -> datetime:
    """Return whole seconds, as iCalendar has them."""
    return datetime.fromtimestamp(instant_ms // 1000, UTC)
