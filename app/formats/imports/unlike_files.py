"""Files that are something else by their first bytes, or by the name of their outermost element."""

from __future__ import annotations

import re

from app.domain.errors import Sentence

_LOOKS: tuple[tuple[bytes, Sentence], ...] = (
    (b"%PDF-", Sentence("This looks like a PDF document. Copy its text and paste it instead.")),
    (b"\x89PNG", Sentence("This looks like a picture.")),
    (b"\xff\xd8\xff", Sentence("This looks like a photograph.")),
    (b"GIF8", Sentence("This looks like a picture.")),
    (b"RIFF", Sentence("This looks like a sound, a film or a picture.")),
    (b"OggS", Sentence("This looks like a sound or a film.")),
    (b"ID3", Sentence("This looks like a sound.")),
    (b"\x1f\x8b", Sentence("This looks like a compressed archive. Unpack it first.")),
    (b"7z\xbc\xaf", Sentence("This looks like a compressed archive. Unpack it first.")),
    (b"Rar!", Sentence("This looks like a compressed archive. Unpack it first.")),
    (b"SQLite format 3", Sentence("This looks like a database.")),
    (b"\x7fELF", Sentence("This looks like a program.")),
    (b"MZ", Sentence("This looks like a program.")),
    (b"{\\rtf", Sentence("This looks like a formatted text (RTF). Copy its text and paste it instead.")),
)
_XML_LOOKS = {
    "schema": Sentence("This looks like an XML schema, which describes files and holds no programme."),
    "rss": Sentence("This looks like a news feed, which has dates of publication and no programme."),
    "feed": Sentence("This looks like a news feed, which has dates of publication and no programme."),
    "tv": Sentence("This looks like a guide of what is on television."),
    "svg": Sentence("This looks like a drawing."),
    "kml": Sentence("This looks like a map."),
    "gpx": Sentence("This looks like a map."),
    "urlset": Sentence("This looks like the map of a web site."),
    "plist": Sentence("This looks like a property list of an Apple program."),
    "mysqldump": Sentence("This looks like a dump of a database."),
    "pma_xml_export": Sentence("This looks like a dump of a database."),
}
_LOG = re.compile(r"(?:(?:[-*]\s)?\[\d[\d/.: -]{3,30}(?:[ap]m)?\][^\n]{0,400}\n){2}", re.IGNORECASE)
_SQL = re.compile(
    r"(?:\s|--[^\n]{0,500}\n|/\*(?:(?!\*/).){0,2000}\*/;?){0,200}(?:create\s+(?:table|database)|insert\s+into|drop\s+table|"
    r"begin\s+transaction|pragma\s|set\s+\w+\s*=|lock\s+tables|use\s+`)",
    re.IGNORECASE | re.DOTALL,
)


def what_bytes_are(data: bytes) -> Sentence | None:
    """Return a sentence about a file of a kind that its first bytes show; None for other files."""
    return next((looks for mark, looks in _LOOKS if data.startswith(mark)), None)


def what_xml_is(tag: str) -> Sentence | None:
    """Return a sentence about an XML file by the tag of its outermost element; a feed of news has a namespace."""
    name = tag.rsplit("}", 1)[-1].lower()
    return None if tag.lower() == "feed" else _XML_LOOKS.get(name)


def is_log(head: str) -> bool:
    """Whether lines begin with times in brackets."""
    return _LOG.match(head) is not None


def is_sql(head: str) -> bool:
    """Whether a text begins as a dump of a database does."""
    return _SQL.match(head) is not None
