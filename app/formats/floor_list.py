"""The lists of speakers as CSV, as one role may see them: those who wait, in their order, then the others."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import datetime
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.values import elapsed_text
from app.domain.views.list_shapes import ListView, RequestView
from app.domain.views.shapes import View
from app.formats.text.csv_cells import BOM, inert
from app.languages.words import Words

HEADING = (
    "list", "place", "name", "title", "affiliation", "country", "category", "group", "seat", "kind", "state", "time",
    "earliest", "latest", "reason", "moved", "absences", "ready", "request", "speaker",
)  # fmt: skip


def list_csv(view: View, words: Words) -> bytes:
    """Return one row per request; names of columns, kinds and states are for programs, reasons in the language.

    Args:
        view: of a role that sees all of a list.
        words: the language of the reasons.
    """
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADING)
    for floor_list in view["lists"]:
        for request in floor_list["requests"]:
            cells = _cells(view, floor_list, request, words)
            writer.writerow([inert(str(cells[name])) for name in HEADING])
    return (BOM + text.getvalue()).encode()


def _cells(view: View, floor_list: ListView, request: RequestView, words: Words) -> Mapping[str, Any]:
    person = next((one for one in view["speakers"] if one["id"] == request["speaker"]), None)
    facts: Mapping[str, Any] = person or {}
    about = {key: facts.get(key, "") for key in ("title", "affiliation", "country", "seat")}
    titles = {one["id"]: one["title"] for one in (*floor_list["categories"], *floor_list["groups"])}
    return {
        **about,
        "list": next(one["title"] for one in view["segments"] if one["id"] == floor_list["segment"]),
        "place": request["place"] or "",
        "name": request["name"],
        "category": titles.get(facts.get("category", ""), ""),
        "group": titles.get(facts.get("group", ""), ""),
        "kind": request["kind"],
        "state": request["state"],
        "time": elapsed_text(request["slot_ms"]),
        "earliest": _instant(view, request["earliest_ms"]),
        "latest": _instant(view, request["latest_ms"]),
        "reason": words.told(request["reason"]),
        "moved": "yes" if request["moved"] else "",
        "absences": request["absences"],
        "ready": request["ready"],
        "request": request["id"],
        "speaker": request["speaker"],
    }


def _instant(view: View, instant_ms: int | None) -> str:
    if instant_ms is None:
        return ""
    zone = ZoneInfo(view["conference"]["timezone"])
    return datetime.fromtimestamp(instant_ms / 1000, zone).isoformat(timespec="seconds")
