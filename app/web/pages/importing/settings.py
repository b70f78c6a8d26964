"""The settings of a file to import, as a form shows them and as a person changes them there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from starlette.datastructures import FormData

from app.domain.errors import Sentence
from app.domain.text import clean_text
from app.domain.values import elapsed_text, parse_duration
from app.formats.imports.corrections import LONGEST_TYPED
from app.formats.imports.found.findings import OF_PERSON, PERSON_FIELDS, ImportHints
from app.formats.imports.found.headings import LONGEST_HEADING, known_fields
from app.formats.text.zones import known_zones
from app.web.forms import Outcome, refused

_SETTINGS = ("zone", "day", "length", "title")


def settings_of(hints: ImportHints, zone: str, today: date) -> dict[str, str]:
    """Return the settings of a file as the form shows them; `zone` is that of its times, unless a person chose one."""
    length = elapsed_text(hints.length_ms) if hints.length_ms is not None else ""
    return {
        "zone": hints.zone if hints.zone_chosen else zone,
        "day": str(hints.day or today),
        "length": length,
        "title": hints.title,
    }


def typed_settings(form: Mapping[str, Any]) -> dict[str, str]:
    """Return the settings and fields of columns in a form, as they were typed."""
    named = (name for name in form if name in _SETTINGS or name.startswith("column:"))
    return {name: str(form[name])[:LONGEST_TYPED] for name in named}


def settings_changed(form: FormData) -> bool:
    """Whether a setting of the file in this form differs from what the page showed."""
    columns = ((name, f"column:{name.removeprefix('was:')}") for name in form if name.startswith("was:"))
    pairs = [*((f"shown:{name}", name) for name in _SETTINGS), *columns]
    return any(form[before] != form[now] for before, now in pairs if before in form and now in form)


def with_those_of_others(hints: ImportHints, now: ImportHints, form: FormData) -> ImportHints:
    """Return the settings that this form changes, and the present ones for the rest: another tab has changed those."""
    kept = {name for name in _SETTINGS if form.get(f"shown:{name}") == form.get(name)}
    return replace(
        hints,
        zone=now.zone if "zone" in kept else hints.zone,
        day=now.day if "day" in kept else hints.day,
        length_ms=now.length_ms if "length" in kept else hints.length_ms,
        title=now.title if "title" in kept else hints.title,
    )


def hints_in(form: Mapping[str, Any], today: Callable[[str], date], language: str) -> ImportHints | Outcome:
    """Return the settings for a file, or what is wrong with them."""
    zone, day = str(form.get("zone", "")).strip(), str(form.get("day", "")).strip()
    if zone and zone not in known_zones():
        return refused(
            Sentence('"{zone}" is not a time zone; write it like Europe/Paris. Nothing was saved.', zone=zone[:60])
        )
    try:
        on = date.fromisoformat(day) if day else today(zone or "UTC")
    except ValueError:
        return refused(Sentence('"{day}" is not a day; write it like 2026-06-30. Nothing was saved.', day=day[:20]))
    written = str(form.get("length", "")).strip()
    length = parse_duration(written)
    if written and length is None:
        return refused(
            Sentence('"{written}" is not a duration; write 6, 6:00 or 90s. Nothing was saved.', written=written[:20])
        )
    title = clean_text(str(form.get("title", "")))[:200]
    is_chosen = str(form.get("shown:zone", zone)).strip() != zone
    return ImportHints("", zone, on, title, length, _columns(form), language=language, zone_chosen=is_chosen)


def _columns(form: Mapping[str, Any]) -> dict[str, str]:
    """Return the contents of columns that a person changed on the preview."""
    chosen, known = {}, {"", OF_PERSON, *known_fields(), *PERSON_FIELDS}
    for name, value in form.items():
        place, _, key = name.partition(":")
        if place == "column" and str(value) in known and form.get(f"was:{key}") != value:
            chosen[key[:LONGEST_HEADING]] = str(value)
    return chosen
