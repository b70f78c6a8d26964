"""Decode bytes in the encodings that programs use: UTF-8, UTF-16, UTF-32 or cp1252."""

from __future__ import annotations

import codecs

from app.formats.text.notes import LONGEST_LINE, MOST_CHARACTERS, MOST_ROWS, NotAProgramme, Notes

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(data: bytes, notes: Notes) -> str:
    """Decode a file. The encoding is a guess unless the file declares it.

    Raises:
        NotAProgramme: it is no text.
    """
    name = next((name for mark, name in _MARKS if data.startswith(mark)), None) or _unmarked(data)
    try:
        text = data.decode(name)
    except UnicodeDecodeError:
        if name != "utf-8":
            raise NotAProgramme("This begins like a text, but it is not one all the way through.") from None
        text = data.decode("cp1252", errors="replace")
        notes.guess("", "The text is not UTF-8; it was read as Windows Western European (cp1252).")
    if "\0" in text:
        raise NotAProgramme("This is not a text and not a spreadsheet; it looks like data of some other program.")
    return text


def lines_of(text: str) -> list[str]:
    """Return the lines of a text, within the limits of a programme.

    Raises:
        NotAProgramme: there are too many, or one is far too long.
    """
    if len(text) > MOST_CHARACTERS:
        raise NotAProgramme(
            "This text is longer than {most:,} characters, more than a programme needs.", most=MOST_CHARACTERS
        )
    if text.count("\n") > MOST_ROWS or text.count("\r") > MOST_ROWS:
        raise NotAProgramme("This text has more than {most:,} lines, more than a programme needs.", most=MOST_ROWS)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if any(len(line) > LONGEST_LINE for line in lines):
        raise NotAProgramme(
            "A line of this text has more than {most:,} characters; no programme has that.", most=LONGEST_LINE
        )
    return lines


def _unmarked(data: bytes) -> str:
    """Detect UTF-16 without a byte order mark: plain Latin text has a zero in every other byte."""
    sample = data[:2000]
    pairs = max(len(sample) // 2, 1)
    if sample[1::2].count(0) > pairs * 0.4 and sample[::2].count(0) < pairs * 0.1:
        return "utf-16-le"
    if sample[::2].count(0) > pairs * 0.4 and sample[1::2].count(0) < pairs * 0.1:
        return "utf-16-be"
    return "utf-8"
