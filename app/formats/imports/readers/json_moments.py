"""The moments of an object of unknown JSON, and the words of its keys."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from app.formats.imports.found.dates import moment_of
from app.formats.imports.found.headings import field_of
from app.formats.text.json_parts import text_of
from app.formats.text.zones import known_zones

ZONES = ("timezone", "timeZone", "time_zone", "tz", "time_zone_name")
_MOMENTS = ("utc", "dateTime", "date_time", "datetime", "local", "date")
_BEGIN_OR_END = re.compile(r"(?P<what>start|end)s?\b", re.IGNORECASE)
_PREFIX = re.compile(r"^_[a-z]{2,12}_(?=[a-z])")


@lru_cache(maxsize=2_000)  # most objects of a file have the same keys
def words_of(key: str) -> str:
    """Split `startTime`, `start_time` and, with a program's own prefix, `_wcpt_start_time` into words."""
    own = _PREFIX.sub("", key[:60])
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_", " ", own)


def moment_said(key: str, part: Mapping[str, Any]) -> str:
    """Return the moment in `{"dateTime": "2026-06-30T10:00", "timeZone": "Europe/Paris"}`, a begin or an end."""
    if _BEGIN_OR_END.match(words_of(key)) is None:
        return ""
    text, zone = text_of(part, *_MOMENTS), text_of(part, *ZONES)
    moment = moment_of(text)
    if moment is not None and moment.tzinfo is None and ":" in text and zone in known_zones():
        return moment.replace(tzinfo=ZoneInfo(zone)).isoformat()
    return text


def key_of_moment(key: str, part: object) -> str:
    """Return `start` or `end` for `startDate` and `endDate` whose value has a time of day; other keys unchanged."""
    match = _BEGIN_OR_END.match(words_of(key)) if isinstance(part, str) and ":" in part else None
    return match["what"].lower() if match and field_of(words_of(key)) in {"date", "end_date"} else key
