"""Items of an import, corrected by a person on the preview: title, start and length of each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.text import clean_text
from app.domain.values import DAY, elapsed_text, parse_duration
from app.formats.imports.found.findings import LONGEST_TITLE, FoundItem, Programme

_CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")
_NAME = re.compile(r"(title|start|length)-(\d{1,6})\.(\d{1,6})")


class UnreadableCorrection(ValueError):
    """A corrected field has an invalid value; the sentence names the item."""


def mended_items(form: Mapping[str, Any], programme: Programme) -> dict[tuple[int, int], FoundItem]:
    """Return the corrected items, by the numbers of session and item; unchanged fields change nothing.

    Raises:
        UnreadableCorrection: a start is no time of day, or a length no duration.
    """
    mended: dict[tuple[int, int], FoundItem] = {}
    for name, value in form.items():
        match = _NAME.fullmatch(name)
        place = (int(match[2]), int(match[3])) if match else (-1, -1)
        item = mended.get(place) or _item(programme, place)
        if match is None or item is None:
            continue
        changed = _changed(item, match[1], str(value).strip(), programme.timezone)
        if changed != item:
            mended[place] = changed
    return mended


def shown_start(item: FoundItem, zone: str) -> str:
    """Return an item's start as the preview shows it and reads it back."""
    return "" if item.starts_ms is None else _local(item.starts_ms, zone).strftime("%H:%M")


def _item(programme: Programme, place: tuple[int, int]) -> FoundItem | None:
    session, item = place
    known = 0 <= session < len(programme.sessions) and 0 <= item < len(programme.sessions[session].items)
    return programme.sessions[session].items[item] if known else None


def _changed(item: FoundItem, what: str, text: str, zone: str) -> FoundItem:
    match what:
        case "title":
            title = clean_text(text[: 4 * LONGEST_TITLE])[:LONGEST_TITLE]
            return replace(item, title=title or item.title)
        case "start":
            return item if text == shown_start(item, zone) else replace(item, starts_ms=_start(item, text, zone))
    return item if text == elapsed_text(item.planned_ms) else replace(item, planned_ms=_length(item, text))


def _start(item: FoundItem, text: str, zone: str) -> int | None:
    """Return the instant of a time of day on the item's day; None for an empty field."""
    if not text:
        return None
    clock = _CLOCK.fullmatch(text)
    if clock is None or item.starts_ms is None:
        raise UnreadableCorrection(f'"{text[:20]}" is no time of day for "{item.title[:60]}"; write it like 14:30.')
    midnight = _local(item.starts_ms, zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return round((midnight + timedelta(hours=int(clock[1]), minutes=int(clock[2]))).timestamp() * 1000)


def _length(item: FoundItem, text: str) -> int:
    length = parse_duration(text[:20])
    if length is None or length > DAY:
        raise UnreadableCorrection(f'"{text[:20]}" is no length for "{item.title[:60]}"; write 6, 6:00 or 90s.')
    return length


def _local(instant_ms: int, zone: str) -> datetime:
    return datetime.fromtimestamp(instant_ms / 1000, ZoneInfo(zone))
