"""What apps of c3voc and pretalx demand of a schedule in JSON, in our words: the stricter demand where they differ."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

Rules = dict[str, Any]

TEXT: Rules = {"type": "string"}
MAYBE_TEXT: Rules = {"type": ["string", "null"]}
WHOLE: Rules = {"type": "integer"}


def _written(format_: str) -> Rules:
    return {"type": "string", "format": format_}


def _like(pattern: str) -> Rules:
    return {"type": "string", "pattern": pattern}


def _every(of: Rules) -> Rules:
    return {"type": "array", "items": of}


def _only(required: Rules, optional: Rules | None = None) -> Rules:
    """An object with these fields and no other."""
    fields = {**required, **(optional or {})}
    return {"type": "object", "properties": fields, "required": sorted(required), "additionalProperties": False}


_NAME = _like(r"^[a-z0-9_-]+[a-z0-9]$")
_LINK = _only({"url": _written("uri")}, {"title": TEXT, "type": {"enum": ["slides", "web", "related"]}})
_ABOUT: Rules = {"guid": _written("uuid"), "id": WHOLE, "url": _written("uri"), "links": _every(_LINK)}
# A person is one of frab's or one of pretalx's, and never both.
_PERSON: Rules = {
    "type": "object",
    "properties": {**_ABOUT, "name": TEXT, "public_name": TEXT, "biography": MAYBE_TEXT},
    "oneOf": [{"required": ["public_name", "id"]}, {"required": ["name"]}],
}
_EVENT = _only(
    {
        "guid": _written("uuid"),
        "id": WHOLE | {"minimum": 1},
        "date": _written("date-time"),
        "start": _like("^([01][0-9]|2[0-3]):[0-5][0-9]$"),
        "duration": _like("^[0-9]+:[0-9]{2}$"),
        "room": TEXT,
        "slug": _NAME,
        "url": _written("uri"),
        "title": TEXT,
        "subtitle": MAYBE_TEXT,
        "track": MAYBE_TEXT,
        "type": TEXT,
        "language": TEXT,
        "abstract": MAYBE_TEXT,
        "persons": _every(_PERSON),
        "links": _every(_LINK),
    },
    {"description": MAYBE_TEXT, "attachments": _every(_LINK), "end": _written("date-time")},
)
_DAY = _only(
    {
        "index": WHOLE,
        "date": _written("date"),
        "day_start": _written("date-time"),
        "day_end": _written("date-time"),
        "rooms": {"type": "object", "additionalProperties": _every(_EVENT)},
    }
)
_CONFERENCE = _only(
    {
        "acronym": _like("^[a-z0-9_-][a-z0-9_]{3,}(-2[0-9]{3}-[a-z]+)?$"),
        "title": TEXT,
        "start": _written("date"),
        "end": _written("date"),
        "daysCount": WHOLE,
        "timeslot_duration": TEXT,
        "days": _every(_DAY),
    },
    {
        "time_zone_name": _like("^([A-Z][a-z]+/[A-Z][a-z]+)|UTC$"),
        "rooms": _every(_only({"guid": _written("uuid"), "name": TEXT}, {"description": MAYBE_TEXT})),
        "url": _written("uri"),
    },
)
_SCHEDULE: Rules = {
    "type": "object",
    "properties": {"version": TEXT, "base_url": _written("uri"), "conference": _CONFERENCE, "rooms": False},
    "required": ["version", "base_url", "conference"],
}
RULES = _only({"schedule": _SCHEDULE}, {"$schema": TEXT, "generator": {"type": "object", "properties": {"name": TEXT}}})


def _is_moment(text: str) -> bool:
    return datetime.fromisoformat(text).tzinfo is not None and re.search(r"(?:Z|[+-]\d\d:\d\d)$", text) is not None


def _is_uri(text: str) -> bool:
    parts = urlsplit(text)
    return bool(parts.scheme and parts.netloc) and re.search(r"\s", text) is None


FORMATS: dict[str, Callable[[str], object]] = {
    "date": date.fromisoformat,
    "date-time": _is_moment,
    "uri": _is_uri,
    "uuid": uuid.UUID,
}
