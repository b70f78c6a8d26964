"""A plan as the session document that people write: JSON or YAML that `read_document` reads back to an equal plan."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from app.domain.state.rundown import (
    Category,
    Conference,
    Group,
    GuidingQuestion,
    ListSettings,
    Plan,
    Preset,
    Segment,
    Speaker,
)
from app.domain.values import SECOND, RequestKind, elapsed_text
from app.formats.imports.readers.document import to_document

INSTANTS = {"starts_at_ms": "starts_at", "ends_at_ms": "ends_at", "hard_start_ms": "hard_start"}
PARTS = {
    "categories": Category,
    "groups": Group,
    "speakers": Speaker,
    "segments": Segment,
    "guiding_questions": GuidingQuestion,
    "presets": Preset,
}


def document_of(plan: Plan) -> dict[str, Any]:
    """Return the document: durations and instants as people write them, without default values."""
    zone = ZoneInfo(plan.conference.timezone)
    document = to_document(plan)
    lists = {
        name: [_written(item, _defaults(kind), zone) for item in document.pop(name)] for name, kind in PARTS.items()
    }
    conference = _written(document.pop("conference"), _defaults(Conference), zone)
    cues = document.pop("cues")
    whole = _written(document, _defaults(Plan), zone)
    # A missing end would be computed again when the document is read.
    whole["ends_at"] = _instant(plan.ends_at_ms, zone)
    return {**whole, "conference": conference, "cues": cues, **{name: items for name, items in lists.items() if items}}


def document_json(plan: Plan) -> bytes:
    """Return the document as JSON."""
    return (json.dumps(document_of(plan), ensure_ascii=False, indent=2) + "\n").encode()


def document_yaml(plan: Plan) -> bytes:
    """Return the document as YAML."""
    return yaml.safe_dump(document_of(plan), allow_unicode=True, sort_keys=False, width=100).encode()


def _defaults(kind: Any) -> Mapping[str, Any]:
    return {field.name: field.default for field in dataclasses.fields(kind)}


def _written(values: Mapping[str, Any], defaults: Mapping[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    return dict(_field(name, value, zone) for name, value in values.items() if not _is_default(value, defaults[name]))


def _is_default(value: Any, default: Any) -> bool:
    return bool(value == default) or (value == [] and default == ()) or value == {}


def _field(name: str, value: Any, zone: ZoneInfo) -> tuple[str, Any]:
    if name in INSTANTS:
        return INSTANTS[name], _instant(value, zone)
    if name == "list_settings":
        return "list", _list_settings(value, zone)
    if name.endswith("_ms") and value % SECOND == 0:
        return name.removesuffix("_ms"), elapsed_text(value)
    return name, value


def _list_settings(settings: Mapping[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    """Return the settings of a list of speakers; slots in whole seconds as durations."""
    slots = settings["slots_ms"]
    whole = all(ms % SECOND == 0 for ms in slots.values())
    times = {"slots": {kind: elapsed_text(ms) for kind, ms in slots.items()}} if whole else {"slots_ms": slots}
    rest = {name: value for name, value in settings.items() if name != "slots_ms"}
    defaults = {**_defaults(ListSettings), "rules": ["first_come"], "kinds": list(RequestKind)}
    return {**_written(rest, defaults, zone), **(times if slots else {})}


def _instant(instant_ms: int, zone: ZoneInfo) -> str:
    """Return ISO 8601 with the offset of that instant; to the millisecond if needed."""
    at = datetime.fromtimestamp(instant_ms / SECOND, zone)
    return at.isoformat(timespec="seconds" if instant_ms % SECOND == 0 else "milliseconds")
