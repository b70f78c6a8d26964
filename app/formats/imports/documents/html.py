"""Web pages: their visible paragraphs and tables, from the text of the page. Nothing of it is run or fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from html import unescape
from typing import Any

from app.domain.errors import Invalid, Sentence
from app.formats.imports.documents.lists import lines_of_lists, rows_of_lines, timed_in
from app.formats.imports.documents.parts import FEWEST_LINES, Block, TextBlock, read_blocks, spread
from app.formats.imports.found.findings import ImportHints, Programme
from app.formats.imports.found.names.person import looks_like_person
from app.formats.imports.found.times import leading_range
from app.formats.imports.readers.unknown_json import count_items, read_items
from app.formats.text.json import read_json
from app.formats.text.notes import MOST_ROWS, NotAProgramme, Notes

_OTHERWISE = Sentence("This looks like a web page. Copy its text and paste it, or download the schedule as a file.")
_TOO_LARGE = Sentence("This web page is larger than one with a programme; it was not read.")
MOST_CHARACTERS = 4_000_000
MOST_TAGS = 200_000
DEEPEST_TABLE = 5
_UNSEEN = ("script", "style", "noscript", "template", "svg", "nav", "footer", "select", "button", "iframe")
_ITALIC = frozenset({"i", "em", "small"})
_EDGE = "\x02"  # of words in italics
_ITALIC_LAST = re.compile(  # "Clocks <i>Ann Lee, ACME</i>"
    r"(?<=[^\s:\x02])[ \n]?\x02(?P<name>[^\x02,;(]{4,80})(?P<rest>[^\x02]{0,200})\x02\s{0,9}$"
)
_STRUCK = frozenset({"s", "strike", "del"})
_LINES = frozenset(
    {"p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "dt", "dd", "header", "main", "ul"}
    | {
        "ol",
        "dl",
        "blockquote",
        "figure",
        "figcaption",
        "caption",
        "address",
        "hr",
        "tr",
        "summary",
        "details",
        "title",
    }
)
BEGINS = re.compile(
    r"(?:<%(?:(?!%>).){0,2000}%>\s*|<[a-z]{1,10}:[a-z]{1,20}\s[^<>]{0,300}/>\s*){0,30}(?:<\?xml[^>]{0,200}>\s*)?(?:<!--(?:(?!-->).){0,2000}-->\s*)*"
    r"<(?:!doctype\s+html|html|head|body|div|table|thead|tbody|tr|t[dh]|section|article|aside|main|center|h[1-6]|ul|ol|li|dl|dt|p|span|meta)\b",
    re.IGNORECASE | re.DOTALL,
)
_HEADING = re.compile(r"h[1-6]")
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]{0,20})\b(?P<about>[^<>]{0,4000})>|<![^<>]{0,500}>")
_CLASSES = re.compile(r"\bclass\s?=\s?[\"']?(?P<names>[^\"'>]{0,200})", re.IGNORECASE)
# Parts of a line that are read apart from the others: <span class="speaker">.
_APART = re.compile(r"speaker|presenter|person|people|author|name|title|time|room|location|venue|track", re.IGNORECASE)
_BESIDE_TITLE = re.compile(r"\b(?:speaker|presenter|author|room|location|venue)s?\b", re.IGNORECASE)  # in a cell
_JOINED = re.compile(
    r"[ \t]{0,9}\n[ \t]{0,9}((?:and|und|et|y|e|&)(?=\s)|,)[ \t]{0,9}\n?", re.IGNORECASE
)  # lines of a cell
_LED = re.compile(
    r"^(?P<people>[^\n]{3,300})\n\. (?P<title>[^\n]{3,300})$", re.MULTILINE
)  # "Ann Lee. Clocks" of a cell
_SPAN = re.compile(r"\b(?P<way>row|col)span\s?=\s?[\"']?(?P<count>\d{1,6})", re.IGNORECASE)
_LINKED_DATA = re.compile(
    r"<script\b[^<>]{0,200}application/ld\+json[^<>]{0,200}>(?P<data>.{2,500000}?)</script",
    re.IGNORECASE | re.DOTALL,
)
_COMPUTED = re.compile(r"(?<=[\s\"'}])[A-Za-z][\w-]{0,40}=\{(?:[^{}]|\{(?:[^{}]|\{[^{}]{0,200}\}){0,300}\}){0,400}\}")
_END_OF_UNSEEN = {name: re.compile(f"</{name}\\b", re.IGNORECASE) for name in _UNSEEN}


def read_html(text: str, hints: ImportHints, notes: Notes) -> Programme:
    """Read the programme of a web page.

    Raises:
        NotAProgramme: it shows none, or is larger than a page with a programme.
    """
    if len(text) > MOST_CHARACTERS or text.count("<") > MOST_TAGS:
        raise NotAProgramme(_TOO_LARGE)
    if (described := _described(text)) is not None:
        return read_items(described, hints, notes, "JSON-LD")
    page = _Page()
    for tag, about, data in _parts(_without_code(_without_comments(text))):
        page.data(data)
        page.tag(tag, about)
    page.end()
    return read_blocks(page.blocks, "html", _OTHERWISE, hints, notes)


def _described(text: str) -> list[Any] | None:
    """Return what a page says of its events for programs (JSON-LD), if that is several with times; else None."""
    values: list[Any] = []
    for script in _LINKED_DATA.finditer(text):
        with suppress(Invalid):
            values.append(read_json(script["data"].strip()))
    return values if count_items(values) >= FEWEST_LINES else None


def _without_code(text: str) -> str:
    """Return a page without what its tags compute: `<a onClick={() => show('x')}>`."""
    return _COMPUTED.sub("", text) if "={" in text else text


def _without_comments(text: str) -> str:
    """Return a page without its comments; one that does not end takes the rest of the page."""
    kept: list[str] = []
    at = 0
    while (begin := text.find("<!--", at)) >= 0:
        kept.append(text[at:begin])
        end = text.find("-->", begin)
        at = end + 3 if end >= 0 else len(text)
    return "".join([*kept, text[at:]])


def _parts(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield each tag, "/" before the name of one that ends, with its attributes and the visible text before it."""
    at = 0
    while (match := _TAG.search(text, at)) is not None:
        name = (match["name"] or "").lower()
        yield f"{match['end'] or ''}{name}", match["about"] or "", text[at : match.start()]
        at = match.end()
        if name in _END_OF_UNSEEN and not match["end"]:
            end = _END_OF_UNSEEN[name].search(text, at)
            at = end.start() if end else len(text)
    yield "", "", text[at:]


def _is_apart(about: str, names: re.Pattern[str]) -> bool:
    match = _CLASSES.search(about)
    return match is not None and names.search(match["names"]) is not None


class _OpenTable:
    """A table whose end was not read yet: cells with their text, and how many rows and columns each covers."""

    def __init__(self, *, is_said: bool = True) -> None:
        self.is_said = is_said  # rows may stand in a text without the tags of a table around them
        self.rows: list[list[tuple[str, int, int]]] = []
        self.cell: list[str] | None = None
        self.covers = (1, 1)

    def begin_row(self) -> None:
        self.end_cell()
        self.rows.append([])
        if len(self.rows) > MOST_ROWS:
            raise NotAProgramme(_TOO_LARGE)

    def begin_cell(self, about: str) -> None:
        self.end_cell()
        self.rows = self.rows or [[]]
        spans = {match["way"].lower(): int(match["count"]) for match in _SPAN.finditer(about)}
        self.cell, self.covers = [], (spans.get("row", 1), spans.get("col", 1))

    def end_cell(self) -> None:
        if self.cell is not None:
            text = _JOINED.sub(r" \1 ", "".join(self.cell))
            lines = (" ".join(line.split()) for line in text.split("\n"))
            said = _LED.sub(r"\g<title> (\g<people>)", "\n".join(filter(None, lines)))
            self.rows[-1].append((said, *self.covers))
        self.cell = None


class _Page:
    """Collects paragraphs and tables; a table in another one's cell stands on its own."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._line: list[str] = []
        self._in_part = False
        self._in_caption = False
        self._tables: list[_OpenTable] = []

    def _end_table(self, table: _OpenTable) -> None:
        """End a table; one without times in another one's cell is part of its text, as the papers of a session are."""
        table.end_cell()
        self._tables.pop()
        outer = self._tables[-1].cell if self._tables else None
        if outer is None and (lines := lines_of_lists([[text for text, _, _ in row] for row in table.rows])):
            self.blocks.extend(map(TextBlock, lines))
            return
        table.rows = [list(each) for row in table.rows for each in rows_of_lines(row)]
        texts = [[text for text, _, _ in row if text] for row in table.rows]
        if outer is None or any(leading_range(text) is not None for row in texts for text in row):
            self.blocks.append(spread(table.rows))
        else:
            outer.append("\n" + "\n".join(" \u2013 ".join(row) for row in texts) + "\n")

    def _end_rows(self, tag: str) -> None:
        """End rows that stand in a text without the tags of a table, where another line begins."""
        table = self._tables[-1] if self._tables else None
        if table is not None and not table.is_said and table.cell is None and tag in _LINES - {"tr"}:
            self._end_table(table)

    def _begin_row(self, tag: str) -> None:
        if tag == "tr":
            self._tables[-1].begin_row()

    def tag(self, tag: str, about: str) -> None:
        self._end_rows(tag)
        table = self._tables[-1] if self._tables else None
        if (tag == "table" and len(self._tables) < DEEPEST_TABLE) or (tag == "tr" and table is None):
            self.end_line()
            self._tables.append(_OpenTable(is_said=tag == "table"))
            self._begin_row(tag)
        elif tag.removeprefix("/") == "caption":
            self._in_caption = tag == "caption"
            self.end_line()
        elif table is not None and tag == "tr":
            table.begin_row()
        elif table is not None and tag in {"td", "th"}:
            table.begin_cell(about)
        elif table is not None and tag in {"/td", "/th"}:
            table.end_cell()
        elif table is not None and tag == "/table":
            self._end_table(table)
        elif table is not None and table.cell is not None and tag.removeprefix("/") in _STRUCK:
            table.cell.append("~~")
        elif tag == "br" or tag.removeprefix("/") in _LINES:
            self._break(tag)
        elif table is None and tag.removeprefix("/") in _ITALIC:
            self._line.append(_EDGE)
        else:
            self._part(tag, about)

    def _part(self, tag: str, about: str) -> None:
        """Begin or end a part of a line, or of a cell, that stands apart from the others."""
        cell = self._tables[-1].cell if self._tables else None
        if self._tables and cell is None:
            return
        if self._in_part or _is_apart(about, _APART if cell is None else _BESIDE_TITLE):
            self._in_part = not self._in_part or not tag.startswith("/")
            (self._line if cell is None else cell).append("\t" if cell is None else "\n")

    def data(self, text: str) -> None:
        if not self._tables and len(lines := text.split("\n")) > FEWEST_LINES and timed_in(text) >= FEWEST_LINES:
            for line in lines:  # as they were typed, although a browser joins them
                self.end_line()
                self._line.append(re.sub(r"\t", " ", unescape(line)))
            return
        plain = re.sub(r"[\n\t]", " ", unescape(text)) if text else ""
        if self._tables and plain and not self._in_caption:
            if self._tables[-1].cell is not None:
                self._tables[-1].cell.append(plain)
        elif plain:
            self._line.append(plain)

    def _break(self, tag: str) -> None:
        if not self._tables:
            self.end_line()
            self._line += [f"{'#' * int(tag[1])} "] if _HEADING.fullmatch(tag) else []
        elif self._tables[-1].cell:
            self._tables[-1].cell.append("\n")

    def end(self) -> None:
        self.end_line()
        for table in reversed(self._tables):
            if not table.is_said:
                self._end_table(table)

    def end_line(self) -> None:
        line = "".join(self._line)
        if (last := _ITALIC_LAST.search(line)) is not None and looks_like_person(last["name"].strip()):
            line = f"{line[: last.start()]}\t{last['name']}{last['rest']}"
        line = line.replace(_EDGE, "")
        parts = (" ".join(part.split()) for part in line.split("\t"))
        text = "   ".join(part for part in parts if part)
        if text.strip("# "):
            self.blocks.append(TextBlock(text))
        self._line = []
