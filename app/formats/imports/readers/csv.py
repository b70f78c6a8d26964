"""CSV and TSV in practice: any separator between the cells, any lines above the headings."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Collection, Sequence
from html import unescape

from app.formats.imports.found.assignment import columns_of
from app.formats.imports.found.dates import day_of, weekday_of
from app.formats.imports.found.days import LONGEST_DAY, SOME_DAY
from app.formats.imports.found.findings import ImportHints, Programme
from app.formats.imports.found.headings import is_number, looks_like_headings
from app.formats.imports.readers.text.markdown import EMPHASIS, ESCAPED, SHORT_CODE
from app.formats.imports.tables.cells import Row, Sheet
from app.formats.imports.tables.columns import names_one
from app.formats.imports.tables.own_table import names_our_columns
from app.formats.imports.tables.roster import is_roster_head
from app.formats.imports.tables.tables import read_tables
from app.formats.imports.tables.unlike import names_other_things
from app.formats.text.decoding import lines_of
from app.formats.text.notes import LONGEST_LINE, NotAProgramme, Notes, line_place

DELIMITERS = (",", ";", "\t", "|")
SAMPLE = 60  # lines
LONGEST_SAMPLE = 4_000  # characters of each
MOST_CELLS = 400  # in a row
_BOLD = re.compile(r"(?<!\w)\*\*([^*\n]{1,300})\*\*(?!\w)")
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s")
_LINK = re.compile(
    r"!?\[([^\[\]\n]{1,300})\]\((?:(?:https?|mailto):[^()\s]{1,500}|\s?|[\w./#-]{0,200}[/#.][\w./#-]{1,200}|"
    r"[a-z]{3,30}(?:-[a-z]{1,30}){1,6})\)"
)
_EMPTY = re.compile(r"(?<!!)\[\s?\]\([^()\s]{0,500}\)")  # a link without words
_PICTURES = re.compile(r"\s{0,3}(?:\[?!\[[^\[\]\n]{0,300}\]\([^()\n]{0,500}\)(?:\]\([^()\n]{0,500}\))?\s{0,9}){1,20}")
FEWEST_WORDS = 12  # of a line of a paragraph, unless it ends like a sentence
FEWEST_PARTS = 2  # of a page, before that of a table
_POINT = re.compile(r"\s{0,3}[-*+\u2022]\s")
_QUOTATION = re.compile(r"^\s{0,3}>\s?")
_DRAWN = re.compile(r"\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)+\|?")  # below the headings of a table in Markdown
_TITLE_ABOVE = re.compile(  # a description
    r"(?P<before>[^*|\n]{0,200})\*\*(?P<title>[^*<>\n]{3,300})\*\*\s*<br\s?/?>", re.IGNORECASE
)
# The marks of HTML that people put into cells; others are texts.
_LINE_END = re.compile(r"\s{0,20}<(?:br|hr|/p|/li|/div|/summary)\s{0,5}/?>\s{0,20}", re.IGNORECASE)
_FOLDED = re.compile(r"\s{0,20}<details(?:\s[^<>]{0,200})?>\s{0,20}", re.IGNORECASE)  # a description
_STYLE = re.compile(
    r"<(/?)(b|i|u|em|strong|span|a|sup|sub|small|font|code|p|div|li|ul|ol|img|center|details|summary)(?:\s[^<>]{0,500})?/?>",
    re.IGNORECASE,
)
_NEED_NO_END = {"img", "p", "li", "div", "summary", "details"}
_QUOTED = re.compile(r'"(?:[^"]|""){0,4000}"\s{0,4}')
_RULE = re.compile(r"[-=:+\s]{3,}")  # a line that only draws a border
_COUNTED = re.compile(r"\(?\d{1,6} rows?\)?(?: in set)?(?: \(\d[\d.]{0,9} sec\))?")  # below the box of a database


def read_csv(text: str, hints: ImportHints, notes: Notes) -> Programme:
    """Read the programme of a table in text form.

    Raises:
        NotAProgramme: it is no table, or one of something else.
    """
    return read_tables([table_in(text)], "csv", hints, notes)


def table_in(text: str) -> Sheet:
    """Return the rows of a table in text form.

    Raises:
        NotAProgramme: it is none.
    """
    lines = lines_of(text)
    delimiter, lines, first = _declared(lines)
    delimiter = delimiter or delimiter_of(lines) or ","
    return Sheet("", _rows(lines, delimiter, first))


def delimiter_of(lines: Sequence[str]) -> str | None:
    """Return the separator that gives the most rows the same number of cells; None if none does."""
    sample = [line[:LONGEST_SAMPLE] for line in lines if line.strip()][:SAMPLE]
    if any(_DRAWN.fullmatch(line.strip()) for line in sample):
        return "|"
    scored = [(_score(sample, sign), sign) for sign in DELIMITERS]
    best, sign = max(scored, key=lambda score: score[0])
    return sign if best > 0 else None


def has_headings(lines: Sequence[str], delimiter: str, by_hand: Collection[str]) -> bool:
    """Whether one of these lines names the columns of a programme or another table, or one that a person chose."""
    if any(map(is_number, by_hand)):
        return True
    try:
        rows = list(csv.reader((line[:LONGEST_SAMPLE] for line in lines), delimiter=delimiter))
    except csv.Error:
        return False
    return any(
        looks_like_headings(columns_of(row)) or names_other_things(row) or names_days(row) or names_one(row, by_hand)
        for row in rows
    )


def of_one_column(text: str) -> str:
    """Return a text without the quotes that a table of a single column has around each line with a comma."""
    lines = text.splitlines()
    commas = [line for line in lines if "," in line]
    if len(commas) < 2 or not all(_QUOTED.fullmatch(line) for line in commas):
        return text
    return "\n".join(line.rstrip()[1:-1].replace('""', '"') if _QUOTED.fullmatch(line) else line for line in lines)


def names_roster(lines: Sequence[str], delimiter: str) -> bool:
    """Whether one of these lines has the headings of a roster."""
    try:
        return any(is_roster_head(row) for row in csv.reader(lines, delimiter=delimiter))
    except csv.Error:
        return False


def names_days(cells: Sequence[str]) -> bool:
    """Whether three of these cells are weekdays, as above a table of a week, or all but the first are days."""
    first, *others = cells[:MOST_CELLS] or [""]
    dated = [cell for cell in others if day_of(cell[:LONGEST_DAY], SOME_DAY) is not None]
    are_days = len(dated) == len(others) > 1 and not any(map(str.isdigit, first))
    return are_days or sum(weekday_of(cell) is not None for cell in cells[:MOST_CELLS]) >= 3


def _score(sample: Sequence[str], sign: str) -> float:
    """Score the rows with the same number of cells, weighted a little by that number."""
    try:
        widths = [len(row) for row in csv.reader(sample, delimiter=sign, strict=False)]
    except csv.Error:
        return 0
    usual, rows = (
        Counter(width for width in widths if width > 1).most_common(1)[0] if any(w > 1 for w in widths) else (0, 0)
    )
    share = rows / max(len(widths), 1)
    return share * min(usual, 8) ** 0.5 if share >= 0.4 else 0


def _cell(cell: str, delimiter: str, is_ours: bool) -> str:
    """Return a cell without marks of HTML and white space around it; in a drawn table, also without Markdown."""
    if is_ours:  # marks are what people wrote
        return cell.strip()
    if len(cell) <= LONGEST_SAMPLE and ("<" in cell or "&" in cell):
        parted = _TITLE_ABOVE.match(cell) if delimiter == "|" else None
        cell = f"{parted['before']}{parted['title']}\n\n{cell[parted.end() :]}" if parted else cell
        cell = unescape(_without_style(_FOLDED.sub("\n\n", _LINE_END.sub("\n", cell))))
    if delimiter != "|" or len(cell) > LONGEST_SAMPLE:
        return (_BOLD.sub(r"\1", cell) if "**" in cell[:LONGEST_SAMPLE] else cell).strip()
    shown = _HEADING.sub("", cell)
    shown = SHORT_CODE.sub("", shown) if ":" in shown else shown
    plain = EMPHASIS.sub(r"\2", EMPHASIS.sub(r"\2", shown))  # code within bold letters
    return ESCAPED.sub(r"\1", _LINK.sub(r"\1", _EMPTY.sub("", plain))).strip()


def _without_style(cell: str) -> str:
    """Return a cell without marks of style; one that is opened and never closed is a text that people wrote."""
    closed = {mark[2].lower() for mark in _STYLE.finditer(cell) if mark[1]} | _NEED_NO_END
    return _STYLE.sub(lambda mark: "" if mark[2].lower() in closed else mark[0], cell)


def _headings_whole(lines: Sequence[str]) -> list[str]:
    """Return the lines with quotes around headings between tables, in which a bar parts no cells.

    Where headings stand above the first table too, a paragraph there becomes a point, which is no title.
    """
    first = next((i for i, line in enumerate(lines) if _DRAWN.fullmatch(line.strip())), len(lines))
    rest = (f'"{line}"' if _HEADING.match(line) and '"' not in line else line for line in lines[first:])
    is_headed = any(map(_HEADING.match, lines[:first]))
    point = "- " if is_headed else ""
    shown = ("" if _PICTURES.fullmatch(line) else _QUOTATION.sub(point, line, count=1) for line in lines[:first])
    above = [f"- {line}" if is_headed and _is_prose(line) else line for line in shown]
    of_others = _parts_before(above)
    return [*map(_as_point, above[:of_others]), *above[of_others:], *rest]


def _as_point(line: str) -> str:
    text = _HEADING.sub("", line).strip()
    return f"- {text}" if text and not text.startswith(("-", "*", "|", '"')) else line


def _parts_before(above: Sequence[str]) -> int:
    """Return how many lines above a table are of other parts of the page, which begins with a heading like the table's.

    One heading of the same level, without a list below it, may be that of the whole.
    """
    levels = {at: len(match[0].strip()) for at, line in enumerate(above) if (match := _HEADING.match(line))}
    *before, nearest = levels or [0]
    listed = any(_POINT.match(line) for line in above[before[0] if before else nearest : nearest])
    alike = bool(before) and all(levels[at] >= levels[nearest] for at in before)
    return nearest if alike and (listed or len(before) >= FEWEST_PARTS) else 0


def _is_prose(line: str) -> bool:
    """Whether a line above a table in Markdown is of a paragraph, and no heading."""
    is_other = _HEADING.match(line) or line.lstrip().startswith(("|", "-", "*", ">", '"'))
    return not is_other and (len(line.split()) >= FEWEST_WORDS or line.rstrip().endswith((".", ".)", ").", "\u3002")))


def _declared(lines: list[str]) -> tuple[str | None, list[str], int]:
    """Return the separator of Excel's first line `sep=;`, which is no row."""
    head = lines[0].strip() if lines else ""
    if head.lower().startswith("sep=") and len(head) == 5:
        return head[4], lines[1:], 2
    return None, lines, 1


def _rows(lines: Sequence[str], delimiter: str, first: int) -> list[Row]:
    csv.field_size_limit(LONGEST_LINE)
    spaced = delimiter in ",;"  # a quote may follow a space
    if delimiter == "|":
        lines = _headings_whole(lines)
    reader = csv.reader([f"{line}\n" for line in lines], delimiter=delimiter, skipinitialspace=spaced)
    rows, before, is_ours = list[Row](), 0, False
    try:
        for cells in reader:
            if len(cells) > MOST_CELLS:
                raise NotAProgramme(
                    "Line {line} has more than {most} cells; no programme has that.",
                    line=before + first,
                    most=MOST_CELLS,
                )
            if not (_RULE.fullmatch("".join(cells)) or _COUNTED.fullmatch("".join(cells).strip())):
                is_ours = is_ours or (not rows and names_our_columns(cells))
                rows.append(Row(line_place(before + first), [_cell(cell, delimiter, is_ours) for cell in cells]))
            before = reader.line_num
    except csv.Error:
        raise NotAProgramme("Line {line} cannot be read as a row of a table.", line=before + first) from None
    return rows
