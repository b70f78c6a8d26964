"""The rundown as flat rows of texts, one for each segment: for data sources of vision mixers and for spreadsheets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from app.domain.values import elapsed_text
from app.domain.views.shapes import SegmentView, SpeakerView, View
from app.languages.words import Words
from app.outside.now import Row, affiliations_of


def rundown_rows(view: View, words: Words) -> Sequence[Row]:
    """Return a row for each segment of a view, in order, with the same keys in each.

    Times of day are the session's own: when a segment began or is expected to; empty if the role may not know.
    """
    zone, on = ZoneInfo(view["conference"]["timezone"]), view["floor"]["segment"]
    people = {person["id"]: person for person in view["speakers"]}
    rows = []
    for number, segment in enumerate(view["segments"], start=1):
        shown = [people[id_] for id_ in segment["speakers"] if id_ in people]
        rows.append(_row(number, segment, shown, words, zone) | {"on": "1" if segment["id"] == on else ""})
    return rows


def _row(
    number: int, segment: SegmentView, shown: Sequence[SpeakerView], words: Words, zone: ZoneInfo
) -> dict[str, str]:
    return {
        "number": str(number),
        "id": segment["id"],
        "kind": segment["kind"],
        "title": segment["title"],
        "speaker": words.list(person["name"] for person in shown),
        "affiliation": words.list(affiliations_of(shown)),
        "state": segment["state"],
        "planned": elapsed_text(segment["planned_ms"]),
        "spent": elapsed_text(segment["spent_ms"]),
        "start": _time(segment["forecast_start_ms"], zone),
        "end": _time(segment["forecast_end_ms"], zone),
    }


def _time(instant_ms: int | None, zone: ZoneInfo) -> str:
    return "" if instant_ms is None else f"{datetime.fromtimestamp(instant_ms / 1000, zone):%H:%M}"
