"""Read YAML: session documents, and the data of web sites; what only looks like YAML is a text."""

from __future__ import annotations

import re
from typing import Any

from app.domain.errors import Invalid
from app.formats.imports.found.findings import ImportHints, Programme
from app.formats.imports.readers.document import looks_like_ours, read_own
from app.formats.imports.readers.text.detect import looks_like_plain_programme
from app.formats.imports.readers.unknown_json import looks_like_items, read_items
from app.formats.imports.readers.unlike import what_json_is
from app.formats.imports.unknown_keys import read_by_keys
from app.formats.text.notes import Notes
from app.formats.text.yaml import read_with_colons, read_yaml, with_text_keys

_YAML = re.compile(
    r"(?:(?:#[^\n]*|[- \t\r]*)\n){0,60}\s*(?:- *)*(?:\{|[\"']?[^\W_][\w ./-]{0,40}[\"']?:(?:\s|$))",
    re.ASCII,
)
_YAML_LINE = re.compile(r"\s*(?:- *)*(?:[\"']?[\w .$/-]{1,40}[\"']?:(?:\s.*)?|#.*|[\[\]{},]*)", re.ASCII)
_QUOTED_ITEM = re.compile(r"^ {0,20}- \"\d[^\"\n]{3,300}\"\r?$", re.MULTILINE)
MOST_LINES = 400  # that show whether a text is YAML
SURELY_YAML, PERHAPS_YAML = 0.9, 0.4  # the share of lines that begin as YAML does; long texts have lines of their own
MOST_OF_A_HEAD = 2_000  # characters


def is_own_yaml(head: str) -> bool:
    """Whether lines begin with keys, among them those of a session document."""
    keys = set(re.findall(r"^(?:- )?([a-z_]+):(?:\s|$)", head, re.MULTILINE))
    return "title" in keys and bool(keys & {"segments", "starts_at", "speakers", "conference", "guiding_questions"})


def _yaml(documents: list[Any], hints: ImportHints, notes: Notes) -> Programme:
    """Read session documents; other YAML with items as JSON of an unknown program."""
    if not any(looks_like_ours(each) for each in documents) and looks_like_items(documents):
        return read_items(documents[0] if len(documents) == 1 else documents, hints, notes, "YAML")
    return read_own(documents, "yaml", hints, notes)


def of_yaml(text: str, head: str, hints: ImportHints, notes: Notes) -> Programme | None:
    if is_own_yaml(head):
        return _yaml(read_yaml(text), hints, notes)
    return _foreign_yaml(text, hints, notes) if _YAML.match(head) else None


def _foreign_yaml(text: str, hints: ImportHints, notes: Notes) -> Programme | None:
    """Read the YAML of a web site; None if this is none, but a text.

    Raises:
        NotAProgramme: its lines are YAML, and no programme.
    """
    lines = [line for line in text.splitlines()[:MOST_LINES] if line.strip()]
    share = sum(_YAML_LINE.fullmatch(line[:200]) is not None for line in lines) / max(len(lines), 1)
    try:
        documents = with_text_keys(read_yaml(text))
    except Invalid:
        if (
            (repaired := read_with_colons(text)) is None
            and share >= SURELY_YAML
            and not looks_like_plain_programme(lines)
        ):
            raise
        if repaired is None:
            return None
        documents = with_text_keys(repaired)
    if not any(map(_holds_objects, documents)) and not _QUOTED_ITEM.search(text[:MOST_OF_A_HEAD]):
        return None  # lines of a text, such as "10:00: Opening", make an object too
    if looks_like_items(documents):
        return _yaml(documents, hints, notes)
    if share >= PERHAPS_YAML:
        value = documents[0] if len(documents) == 1 else documents
        return read_by_keys(value, hints, notes, what_json_is(value, "YAML"))
    return None


def _holds_objects(value: object) -> bool:
    """Whether a value is data: an object or a list with others in it."""
    parts = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    return any(isinstance(part, dict) or (isinstance(part, list) and _holds_objects(part)) for part in parts)
