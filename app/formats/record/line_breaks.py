"""Where a line of the PDF may break within a word, and the language for hyphenation and glyphs."""

from __future__ import annotations

import re
from unicodedata import category

SOFT_HYPHEN, BREAK = "\u00ad", "\u200b"
# Letters of the scripts with hyphenation: Latin, Greek, Cyrillic, Armenian, Georgian.
_HYPHENATED = re.compile("[A-Za-z\u00c0-\u058f\u10a0-\u10ff\u1e00-\u1fff]{2}")

# The script gives a typesetter enough of the language: the form of an ideograph, the line breaks. Kana and Hangul come
# first, because Japanese and Korean texts have ideographs as well.
_SCRIPTS = (
    (re.compile("[\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f]"), "ja"),
    (re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7ff]"), "ko"),
    (re.compile("[\u3400-\u9fff\uf900-\ufaff]"), "zh"),
    (re.compile("[\u0e00-\u0e7f]"), "th"),
    (re.compile("[\u0400-\u052f]"), "ru"),
    (re.compile("[\u0370-\u03ff\u1f00-\u1fff]"), "el"),
)


def language_of(text: str) -> str | None:
    """Return the language for typesetting, by the script; None for that of the document."""
    if text.isascii():
        return None
    return next((lang for pattern, lang in _SCRIPTS if pattern.search(text)), None)


def breakable(text: str, width: int) -> str:
    """Return the text with break opportunities in words longer than `width` letters: none may leave its column."""
    if len(text) <= width:
        return text
    return re.sub(rf"[^\s-]{{{width + 1},}}", lambda word: _parted(word[0], width), text)


def _parted(word: str, width: int) -> str:
    parts, start = [], 0
    for at in range(1, len(word)):
        if at - start >= width - 1 and category(word[at])[0] != "M" and word[at] != "\u200d" != word[at - 1]:
            parts += [word[start:at], SOFT_HYPHEN if _HYPHENATED.fullmatch(word[at - 1 : at + 1]) else BREAK]
            start = at
    return "".join([*parts, word[start:]])
