"""References: the web addresses of an item, as values of a document and as lines that people type."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from app.domain.state.rundown import Reference

LONGEST_URL = 2_000  # characters
MOST_REFERENCES = 20  # of one segment
_ADDRESS = re.compile(r"https?://[^\s/?#<>\"\\^`{|}]+[^\s<>\"\\^`{|}]*", re.IGNORECASE)


def web_address(value: object) -> str:
    """Return a web address, http or https, with a host and without spaces, if this is one; else an empty text."""
    url = value.strip() if isinstance(value, str) and len(value) <= LONGEST_URL else ""
    return url if _ADDRESS.fullmatch(url) else ""


def typed_references(text: str) -> list[dict[str, str]]:
    """Read one reference a line: its address, then its title. The words of a line without an address are its address.

    They are no web address, so that reading the document names them.
    """
    lines = (line.strip().partition(" ") for line in text.splitlines() if line.strip())
    return [
        {"url": url, "title": title.strip()} if web_address(url) else {"url": f"{url} {title}".strip(), "title": ""}
        for url, _, title in lines
    ]


def written_references(references: Iterable[Reference]) -> str:
    """Return what `typed_references` reads."""
    return "\n".join(f"{reference.url} {reference.title}".strip() for reference in references)


def references_of(values: Iterable[Mapping[str, str]]) -> tuple[Reference, ...]:
    """Make references of canonical values."""
    return tuple(Reference(value["url"], value.get("title", "")) for value in values)
