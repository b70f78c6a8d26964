"""Tables in text whose columns stand below each other, with a rule of dashes below their headings."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.formats.imports.readers.text.markdown import without_markup

_RULE = re.compile(r"\s{0,20}(?:-{2,}|={2,})(?:\s{1,8}(?:-{2,}|={2,})){1,40}\s*")
_COLUMN = re.compile(r"-{2,}|={2,}")
LONGEST_LINE = 1_000


def with_tabs(text: str) -> str:
    """Return a text with tabs between the columns of its first such table, and no rules; others unchanged."""
    lines = text.split("\n")
    rules = {i for i, line in enumerate(lines) if len(line) <= LONGEST_LINE and _RULE.fullmatch(line)}
    below = min((i for i in rules if i > 0 and lines[i - 1].strip() and i - 1 not in rules), default=None)
    if below is None:
        return text
    starts = [match.start() for match in _COLUMN.finditer(lines[below])]
    if not _stand_apart(lines[below - 1 :], starts):
        return text
    end = next((i for i, line in enumerate(lines[below + 1 :], below + 1) if not line.strip()), len(lines))
    made = [
        "\t".join(_cells(line, starts)) if i not in rules else ""
        for i, line in enumerate(lines[below - 1 : end], below - 1)
    ]
    above = ["" if i in rules else line for i, line in enumerate(lines[: below - 1])]
    return "\n".join([*above, *made, *lines[end:]])


def _stand_apart(lines: Sequence[str], starts: Sequence[int]) -> bool:
    """Whether a space is before the beginning of each column in most lines."""
    filled = [line for line in lines[:100] if line.strip()]
    apart = [all(line[at - 1 : at] in {"", " "} for at in starts if at > 0) for line in filled]
    return sum(apart) * 10 >= len(filled) * 8


def _cells(line: str, starts: Sequence[int]) -> list[str]:
    ends = [*starts[1:], None]
    return [without_markup(line[start:end].strip()) for start, end in zip([0, *starts[1:]], ends, strict=True)]
