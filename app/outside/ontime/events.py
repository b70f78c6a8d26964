"""The rundown as Ontime v4 clients read it: each segment is an event. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from pydantic_core import to_json

from app.domain.rules.floor import next_segment
from app.domain.state.rundown import Segment
from app.domain.state.session import Session
from app.domain.state.timer import thresholds_for
from app.domain.values import DAY, HOUR, MINUTE, SECOND, AtZero, ClockState
from app.domain.views.shapes import SegmentView, View
from app.languages.words import Words
from app.outside.now import affiliations_of

Event = Mapping[str, Any]
Fields = Mapping[str, Any]

RUNDOWN = "default"  # the id of the one rundown that a session has
OUT = frozenset({ClockState.SKIPPED, ClockState.ABSENT})
AT_THE_END = {AtZero.CONTINUE: "none", AtZero.HOLD: "none", AtZero.YIELD: "load-next"}


def custom_fields(words: Words) -> Fields:
    """Return the fields of an event beyond those of every rundown, by key."""
    labels = {"speaker": words("Speaker"), "affiliation": words("Affiliation"), "question": words("Guiding question")}
    return {key: {"type": "text", "colour": "", "label": label} for key, label in labels.items()}


def rundown_of(session: Session, view: View, words: Words) -> Fields:
    """Return the whole rundown; what changes as time passes is left out, so that it stays the same until an edit."""
    events = events_of(session, view, words)
    order = [event["id"] for event in events]
    return {
        "id": RUNDOWN,
        "title": view["title"],
        "order": order,
        "flatOrder": order,
        "entries": {event["id"]: event for event in events},
        "revision": view["seq"],
    }


def digest_of(fields: Fields) -> str:
    """Return a short text that is the same for the same content of any revision; it begins with a letter."""
    content = to_json({key: value for key, value in fields.items() if key != "revision"})
    return f"d{hashlib.sha256(content).hexdigest()[:24]}"


def events_of(session: Session, view: View, words: Words) -> list[Event]:
    """Return an event for each segment of a view, in order."""
    plan, zone = {segment.id: segment for segment in session.plan.segments}, ZoneInfo(view["conference"]["timezone"])
    first_day = _day(view["starts_at_ms"], zone)
    gaps = [0, *(_gap(before, after) for before, after in pairwise(view["segments"]))]
    people = {person["id"]: person for person in view["speakers"]}
    events: list[Event] = []
    for number, (segment, gap) in enumerate(zip(view["segments"], gaps, strict=True), start=1):
        shown = [people[id_] for id_ in segment["speakers"] if id_ in people]
        start = segment["planned_start_ms"]
        day = _day(start, zone) - first_day if start is not None else 0
        spoken = {
            "speaker": words.list(person["name"] for person in shown),
            "affiliation": words.list(affiliations_of(shown)),
            "question": "",
        }
        times = _times(segment, zone) | _limits(session, plan[segment["id"]]) | {"dayOffset": day, "gap": gap}
        events.append(_event(number, segment) | times | {"custom": spoken})
    return events


def next_event(session: Session) -> str | None:
    """Return the segment behind the one that is on; None behind the last, where these clients expect nothing to happen.

    A console also comes back to segments that were passed over.
    """
    upcoming, last = next_segment(session), session.last
    if upcoming is None or (last is not None and session.plan.position(upcoming.id) < session.plan.position(last)):
        return None
    return upcoming.id


def of_day(instant_ms: int | None, zone: ZoneInfo) -> int | None:
    """Return the milliseconds since midnight in a zone; None for no instant."""
    if instant_ms is None:
        return None
    time = datetime.fromtimestamp(instant_ms / 1000, zone)
    return time.hour * HOUR + time.minute * MINUTE + time.second * SECOND + instant_ms % SECOND


def _day(instant_ms: int, zone: ZoneInfo) -> int:
    return datetime.fromtimestamp(instant_ms / 1000, zone).toordinal()


def _gap(before: SegmentView, after: SegmentView) -> int:
    """Return the time between two segments as planned, such as a handover; 0 where the role may not know."""
    ended, begins = before["planned_start_ms"], after["planned_start_ms"]
    return 0 if ended is None or begins is None else begins - ended - before["planned_ms"]


def _times(segment: SegmentView, zone: ZoneInfo) -> dict[str, int]:
    start = of_day(segment["planned_start_ms"], zone) or 0
    length = segment["planned_ms"]
    return {"timeStart": start, "timeEnd": (start + length) % DAY, "duration": length}


def _limits(session: Session, segment: Segment) -> dict[str, Any]:
    plan = session.plan
    limits = thresholds_for(
        segment.planned_ms,
        plan.wrap_up_ms if segment.wrap_up_ms is None else segment.wrap_up_ms,
        plan.last_call_ms if segment.last_call_ms is None else segment.last_call_ms,
    )
    ends = AT_THE_END[segment.at_zero]
    return {"timeWarning": limits.wrap_up_ms, "timeDanger": limits.last_call_ms, "endAction": ends}


def _event(number: int, segment: SegmentView) -> dict[str, Any]:
    return {
        "type": "event",
        "id": segment["id"],
        "cue": str(number),
        "title": segment["title"],
        "note": segment.get("note", ""),
        "skip": segment["state"] in OUT,
        "flag": False,
        "timerType": "count-down",
        "countToEnd": False,
        "linkStart": True,
        "timeStrategy": "lock-duration",
        "colour": "",
        "triggers": [],
        "parent": None,
        "revision": 0,
        "delay": 0,
    }
