"""The addresses in a plan: the slug of a session, and the web addresses that an item refers to.

A slug is the public address of a session, made from its title and made different from those that are taken. A reference
is a web address as a value of a document, and as a line that a person types.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from app.domain.state.rundown import Reference
from app.domain.text import LONGEST_TEXT, folded

LONGEST_MADE = 60  # characters; a slug that is typed may be a little longer
LONGEST_URL = 2_000  # characters
MOST_REFERENCES = 20  # of one segment
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_ADDRESS = re.compile(r"https?://[^\s/?#<>\"\\^`{|}]+[^\s<>\"\\^`{|}]*", re.IGNORECASE)
_VIDEO = re.compile(r"https://[a-z0-9.-]+(:\d{1,5})?(/[!-~]*)?")


def is_slug(text: str) -> bool:
    """Whether a text can be a slug: up to 63 lower-case letters, digits and hyphens."""
    return _SLUG.fullmatch(text) is not None


def slug_from(title: str) -> str:
    """Make a slug from a title: lower-case letters, digits and hyphens."""
    words = re.findall(r"[a-z0-9]+", folded(title[:LONGEST_TEXT]))
    return "-".join(words)[:LONGEST_MADE].strip("-") or "session"


def free_slug(title: str, taken: Collection[str]) -> str:
    """Return an unused slug made from a title: `plenary`, or else `plenary-2`, and so on."""
    wanted = slug_from(title)
    number, slug = 1, wanted
    while slug in taken:
        number += 1
        slug = f"{wanted[: LONGEST_MADE - len(str(number)) - 1].rstrip('-')}-{number}"
    return slug


def web_address(value: object) -> str:
    """Return a web address, http or https, with a host and without spaces, if this is one; else an empty text."""
    url = value.strip() if isinstance(value, str) and len(value) <= LONGEST_URL else ""
    return url if _ADDRESS.fullmatch(url) else ""


def video_address(value: object) -> str:
    """Return the address of a video if this is one: https, with a plain host that a content policy can name."""
    url = web_address(value)
    return url if _VIDEO.fullmatch(url) else ""


def typed_references(text: str) -> list[dict[str, str]]:
    """Read one reference a line: its address, then its title.

    A line without a web address becomes an address as a whole, which the document then refuses by name.
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
