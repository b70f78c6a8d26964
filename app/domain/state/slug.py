"""Slugs: the public addresses of sessions, made from titles, and made different from those that are taken."""

from __future__ import annotations

import re
from collections.abc import Collection

from app.domain.text import LONGEST_TEXT, folded

LONGEST_MADE = 60  # characters; an address that is typed may be a little longer
_SHAPE = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


def is_slug(text: str) -> bool:
    """Whether a text can be an address: up to 63 lower-case letters, digits and hyphens."""
    return _SHAPE.fullmatch(text) is not None


def slug_from(title: str) -> str:
    """Make an address from a title: lower-case letters, digits and hyphens."""
    words = re.findall(r"[a-z0-9]+", folded(title[:LONGEST_TEXT]))
    return "-".join(words)[:LONGEST_MADE].strip("-") or "session"


def free_slug(title: str, taken: Collection[str]) -> str:
    """Return an unused address made from a title: `plenary`, or else `plenary-2`, and so on."""
    wanted = slug_from(title)
    number, slug = 1, wanted
    while slug in taken:
        number += 1
        slug = f"{wanted[: LONGEST_MADE - len(str(number)) - 1].rstrip('-')}-{number}"
    return slug
