"""Plain words: what people read names the role that acts, and hides it behind no pronoun."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.printing import BLOCK, ROOT

# A moderator, a viewer, the room: name the one that acts. Identifiers such as `nobody_has_floor` are no words.
HIDES_THE_ROLE = re.compile(r"\b(?:whoever|whomever|somebody|nobody|anybody)\b", re.IGNORECASE)

DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def prose(path: Path) -> str:
    """A file's text; what is printed from the code into a document is the code's."""
    return BLOCK.sub("", path.read_text())


@pytest.mark.parametrize("path", [*DOCUMENTS, *TEMPLATES], ids=lambda path: str(path.relative_to(ROOT)))
def test_the_role_is_named(path: Path) -> None:
    lines = enumerate(prose(path).splitlines(), 1)
    assert [(number, line) for number, line in lines if HIDES_THE_ROLE.search(line)] == []
