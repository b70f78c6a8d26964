"""Clean people's text before other code reads it: normalised in linear time, within a maximum length.

Every text of a form, a command, a document, an import, a query string, a header or a socket passes one of these
functions, and no other module calls `unicodedata.normalize`. Normalising sorts each run of combining marks, and the
standard library does so in quadratic time while it blocks the whole process: 60,000 marks take four seconds. So a run
is first cut to `MOST_MARKS`: the Stream-Safe Text Format of UAX 15, section 13, except that the rest of a long run is
dropped instead of split, because no script writes so many marks on one letter. All functions here take time in
proportion to the length of the text.

`static/js/lib/dom/text.js` counts by the same rules in the browser, and `tests/text_vectors.json` tests both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal
from unicodedata import category, combining, normalize

from app.domain.errors import Counted, Invalid, Problem

LONGEST_TEXT = 20_000  # code points as sent; the longest stored text has a tenth of that
MOST_MARKS = 30  # in a row

# That of Latin, Arabic and Chinese texts: people write lists with their own.
SEMICOLON = "[;؛；]"

Form = Literal["NFC", "NFKC", "NFKD"]

# Zero-width joiners shape Arabic, Indic scripts and emoji and stay; other invisible characters only mislead.
_KEPT_FORMAT = {"\u200c", "\u200d"}
_UNSEEN = {"Cc", "Cf", "Cs", "Co"}
# The voiced marks of half-width kana are letters that become marks in the forms NFKC and NFKD.
_BECOME_MARKS = {"\uff9e", "\uff9f"}
# XML documents and UTF-8 files may not hold these: control characters, surrogates, noncharacters.
_ILLEGAL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
    + "]"
)


def clean_text(text: str) -> str:
    """Clean a person's text: NFC, no control, bidi-override, zero-width or noncharacters, spaces collapsed.

    Only the first `LONGEST_TEXT` code points are read. A reader of whole texts refuses a longer one (`cleaned`); the
    other readers cut the result to far less.
    """
    text = text[:LONGEST_TEXT]
    # Most texts need no change, and looking at every character takes time.
    if not (text.isascii() and text.isprintable()):
        seen = "".join(filter(_is_seen, re.sub(r"\s+", " ", text)))
        # One character may become two marks, so that a run can become too long again.
        text = stream_safe(normal("NFC", seen))
    return re.sub(r" +", " ", text).strip(" \u200c\u200d")


def cleaned(where: str, text: str, least: int, most: int) -> str:
    """Clean a person's text and check its length in code points.

    Raises:
        Invalid: the sentence gives its length and the limit. Text is never cut off.
    """
    kept = text if len(text) > LONGEST_TEXT else clean_text(text)
    if not least <= len(kept) <= most:
        raise Invalid(
            Problem(
                where,
                Counted(
                    "has {count} character; it needs {least} to {most}",
                    "has {count} characters; it needs {least} to {most}",
                    len(kept),
                    least=least,
                    most=most,
                ),
            )
        )
    return kept


def clean_lines(text: str) -> str:
    """Clean a text of several paragraphs line by line; blank lines stay single, and none is first or last."""
    lines = [clean_text(line) for line in text[:LONGEST_TEXT].splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def normal(form: Form, text: str) -> str:
    """Return the text in a normalisation form, in linear time."""
    return text if text.isascii() else normalize(form, stream_safe(text))


def folded(text: str) -> str:
    """Fold a text for comparison: no case, and no accents on letters that have a plain form."""
    text = text.casefold()
    return text if text.isascii() else "".join(c for c in normal("NFKD", text) if not combining(c))


def stream_safe(text: str) -> str:
    """Limit each run of marks to `MOST_MARKS`; the rest of a longer run is dropped."""
    return text if len(text) <= MOST_MARKS or text.isascii() else "".join(_in_short_runs(text))


def legal(text: str) -> str:
    """Remove the code points that XML and UTF-8 forbid, for files made of texts stored by older versions."""
    return text if text.isascii() and text.isprintable() else _ILLEGAL.sub("", text)


def _in_short_runs(text: str) -> Iterator[str]:
    run = 0
    for character in text:
        run = run + 1 if category(character)[0] == "M" or character in _BECOME_MARKS else 0
        if run <= MOST_MARKS:
            yield character


def _is_seen(character: str) -> bool:
    if character in _KEPT_FORMAT:
        return True
    return category(character) not in _UNSEEN and not _is_noncharacter(ord(character))


def _is_noncharacter(code: int) -> bool:
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
