"""The characters that the fonts of the PDF have, and a stand-in for those that none has.

A typesetter that meets a character without a glyph refuses to make a tagged PDF. So each text is checked before: the
base character and its marks have to be in one font together, because fonts do not place each other's marks. `STAND_IN`
replaces a missing character, and the record's foot names it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from struct import unpack_from
from unicodedata import category

from app.domain.text import legal

FONTS = Path(__file__).parent / "fonts"
STAND_IN = "\u25a1"  # an empty box

# Joiners shape letters and emoji; a font without them ignores them.
_JOINERS = frozenset("\u200c\u200d")
# Invisible characters that are not needed here (default-ignorable in Unicode), and leftover controls.
_NEVER_SEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)

Font = frozenset[int]


class Glyphs:
    """Makes the texts of one document printable, and remembers which characters it had to replace."""

    def __init__(self) -> None:
        self.missing: dict[str, None] = {}

    def printable(self, text: str) -> str:
        """Return the text with `STAND_IN` for each character that cannot be printed there."""
        if text.isascii() and text.isprintable():
            return text
        return "".join(map(self._printable, _clusters(_NEVER_SEEN.sub("", legal(text)))))

    def _printable(self, cluster: str) -> str:
        needed = [c for c in cluster if c not in _JOINERS]
        fonts = _fonts_with(needed[:1])
        if not fonts:
            self.missing.update(dict.fromkeys(needed))
            return STAND_IN
        if _fonts_with(needed):
            return cluster
        base, *marks = needed
        unplaced = [mark for mark in marks if not _fonts_with([base, mark])]
        placed = [mark for mark in marks if mark not in unplaced]
        if not _fonts_with([base, *placed]):
            unplaced, placed = marks, []
        self.missing.update(dict.fromkeys(unplaced))
        return "".join([base, *placed, STAND_IN])


def _clusters(text: str) -> Iterator[str]:
    """Yield each character with its marks and joiners; a mark at the very beginning is alone."""
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or not (text[at] in _JOINERS or category(text[at])[0] == "M"):
            yield text[start:at]
            start = at


def _fonts_with(characters: list[str]) -> list[Font]:
    return [font for font in fonts() if all(ord(c) in font for c in characters)]


@cache
def fonts() -> tuple[Font, ...]:
    """Return the code points of each font file."""
    return tuple(code_points(path) for path in sorted(FONTS.glob("*.ttf")))


def code_points(path: Path) -> Font:
    """Return the code points with glyphs in a TrueType file: its `cmap` table, formats 4 and 12 (OpenType)."""
    data = path.read_bytes()
    tables = (unpack_from(">4sIII", data, 12 + 16 * i) for i in range(unpack_from(">H", data, 4)[0]))
    cmap = next(offset for tag, _, offset, _ in tables if tag == b"cmap")
    parts = [cmap + unpack_from(">HHI", data, cmap + 4 + 8 * i)[2] for i in range(unpack_from(">H", data, cmap + 2)[0])]
    readers = ((_READERS.get(unpack_from(">H", data, at)[0]), at) for at in set(parts))
    return frozenset(code for reader, at in readers if reader is not None for code in reader(data, at))


def _segments(data: bytes, at: int) -> Iterator[int]:
    """Format 4: segments of the first plane, each with an offset to glyph numbers or with a difference to them."""
    count = unpack_from(">H", data, at + 6)[0] // 2
    ends = unpack_from(f">{count}H", data, at + 14)
    starts, deltas, offsets = (unpack_from(f">{count}H", data, at + 16 + 2 * count * n) for n in (1, 2, 3))
    for i, (start, end, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        for code in range(start, min(end, 0xFFFE) + 1):
            place = at + 16 + 6 * count + 2 * i + offset + 2 * (code - start)
            glyph = unpack_from(">H", data, place)[0] if offset else code
            if glyph and (glyph + delta) & 0xFFFF:
                yield code


def _groups(data: bytes, at: int) -> Iterator[int]:
    """Format 12: groups of code points with glyphs in a row."""
    for i in range(unpack_from(">I", data, at + 12)[0]):
        start, end, first = unpack_from(">III", data, at + 16 + 12 * i)
        yield from range(start if first else start + 1, end + 1)


_READERS = {4: _segments, 12: _groups}
