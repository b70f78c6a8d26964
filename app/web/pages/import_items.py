"""The form of an import's preview, read as corrections: ticks, and what a person typed over the fields of items."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from starlette.datastructures import FormData

from app.domain.text import SEMICOLON
from app.formats.imports.corrections import FIELDS, LONGEST_TYPED, Corrections, Key, shown_fields
from app.formats.imports.found.findings import Programme
from app.formats.imports.selection import Choice

_NAME = re.compile(rf"({'|'.join(FIELDS)})-(\d{{1,6}})\.(\d{{1,6}})")


def corrections_of(form: FormData, programme: Programme) -> Corrections:
    """Return the corrections in a form; its fields name sessions and items by their numbers in the programme."""
    taken, items = set(form.getlist("session")), set(form.getlist("item"))
    sessions = list(enumerate(programme.sessions))
    return Corrections(
        frozenset(session.source for s, session in sessions if str(s) not in taken),
        frozenset(
            (session.source, item.id)
            for s, session in sessions
            for i, item in enumerate(session.items)
            if f"{s}.{i}" not in items
        ),
        _typed(form, programme),
        form.get("as") == "apart",
        str(form["after"])[:100] if "after" in form else None,
        update="after" not in form or form.get("update") == "yes",
    )


def only_one(form: FormData, programme: Programme) -> Choice | None:
    """Return the choice of one session by its own key, for which the other ticks do not count; None without it."""
    chosen = [session.source for s, session in enumerate(programme.sessions) if form.get("only") == str(s)]
    return replace(corrections_of(form, programme).choice(programme), sessions=frozenset(chosen)) if chosen else None


def _typed(form: FormData, programme: Programme) -> dict[Key, Mapping[str, str]]:
    """Return the texts that differ from what the file has, by item and field."""
    names = {speaker.id: speaker for speaker in programme.speakers}
    typed: dict[Key, dict[str, str]] = {}
    for name, value in form.items():
        match = _NAME.fullmatch(name)
        session, number = (int(match[2]), int(match[3])) if match else (len(programme.sessions), 0)
        if match is None or session >= len(programme.sessions) or number >= len(programme.sessions[session].items):
            continue
        item = programme.sessions[session].items[number]
        text = str(value).strip()[:LONGEST_TYPED]
        read = _joined(text) if match[1] == "speakers" else text
        if read != shown_fields(item, programme.timezone, names)[match[1]].strip():
            typed.setdefault((programme.sessions[session].source, item.id), {})[match[1]] = text
    return dict(typed)


def _joined(people: str) -> str:
    """Return names with the semicolons and spaces of the texts that they are compared with."""
    return "; ".join(name.strip() for name in re.split(SEMICOLON, people))
