"""Decode bytes in the encodings that programs use: Unicode, or an older one that the letters of the text show."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress
from itertools import islice

from app.formats.text.notes import LONGEST_LINE, MOST_CHARACTERS, MOST_ROWS, NotAProgramme, Notes

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_RUN = re.compile(r"\u00c2(?=\s)|(?:(?!\u00c2\s)[\x80-\uffff]){1,60}")
FEWEST_TWICE = 3  # runs of letters that show that all were encoded twice
SAMPLE = 5_000  # runs of bytes that show the encoding
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]{1,200}")
# The commonest letters of a script; in the right encoding most of what is not ASCII are these.
_COMMON = {
    "cp1251": frozenset("оеаинтсрвлкмдпуя"),
    "koi8-r": frozenset("оеаинтсрвлкмдпуя"),
    "cp1256": frozenset("اليمونتربهعةدسف"),
}
_MOST_COMMON = 0.55  # the share of them; in another script's encoding it is half of that
_LATIN_RUN = 1.6  # bytes that are not ASCII in a row, on average: in Latin script most stand alone
_HANZI = range(0xB0, 0xD8)  # the first bytes of the commonest characters in GB 18030
_CENTRAL = re.compile(r"[^\W\d_][³¹¿œŸŒ¯£]|[³¹¿Ÿ¯£][a-zó]")  # letters of Polish, read as Western European


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
        name = _older(data)
        text = data.decode(name, errors="replace")
        notes.guess("", "The text is not UTF-8; it was read in the encoding {name}.", name=name)
    text = _encoded_once(text, notes)
    if "\0" in text:
        raise NotAProgramme("This is not a text and not a spreadsheet; it looks like data of some other program.")
    return text


def _encoded_once(text: str, notes: Notes) -> str:
    """Return a text that some program encoded twice, with the letters it had: "â€“" was a dash."""
    runs = list(islice(_RUN.finditer(text), SAMPLE))
    mended = [(run[0], each) for run in runs if (each := _decoded_again(run[0])) is not None]
    if len(mended) < FEWEST_TWICE or len(mended) * 5 < len(runs) * 4:
        return text
    seen, meant = max(mended, key=lambda both: len(both[1]))
    notes.guess("", "Letters that were encoded twice were mended, such as {seen}: {meant}", seen=seen, meant=meant)
    return _RUN.sub(lambda run: _decoded_again(run[0]) or run[0], text)


def _decoded_again(run: str) -> str | None:
    """Return what letters stand for that are the bytes of UTF-8, each read as one letter; None if they are not."""
    for name in ("cp1252", "cp1254"):
        with suppress(UnicodeError):
            return b"".join(_byte(letter, name) for letter in run).decode()
    return " " if run == "\u00c2" else None  # before a space, of which another program made a plain one


def _byte(letter: str, name: str) -> bytes:
    return bytes([ord(letter)]) if "\x80" <= letter <= "\x9f" else letter.encode(name)


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


def _older(data: bytes) -> str:
    """Return the likeliest encoding of a text that is not UTF-8, and so not all ASCII, by its letters."""
    runs = [run[0] for run in islice(_BEYOND_ASCII.finditer(data), SAMPLE)]
    if sum(map(len, runs)) < _LATIN_RUN * len(runs):
        western = data.decode("cp1252", errors="replace")
        return "cp1250" if len(_CENTRAL.findall(western)) * 3 > len(runs) else "cp1252"
    shares = {name: _share(b"".join(runs).decode(name, errors="replace"), common) for name, common in _COMMON.items()}
    best = max(shares, key=lambda name: shares[name])
    if shares[best] >= _MOST_COMMON:
        return best
    pairs = [run[at] for run in runs for at in range(0, len(run) - 1, 2)]
    is_chinese = sum(first in _HANZI for first in pairs) > _MOST_COMMON * len(pairs)
    return "gb18030" if is_chinese and all(len(run) % 2 == 0 for run in runs) else "cp1252"


def _share(text: str, common: frozenset[str]) -> float:
    return sum(letter.lower() in common for letter in text) / len(text)


def _unmarked(data: bytes) -> str:
    """Detect UTF-16 without a byte order mark: plain Latin text has a zero in every other byte."""
    sample = data[:2000]
    pairs = max(len(sample) // 2, 1)
    if sample[1::2].count(0) > pairs * 0.4 and sample[::2].count(0) < pairs * 0.1:
        return "utf-16-le"
    if sample[::2].count(0) > pairs * 0.4 and sample[1::2].count(0) < pairs * 0.1:
        return "utf-16-be"
    return "utf-8"
