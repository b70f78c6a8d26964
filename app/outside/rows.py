"""Flat rows in the formats that other programs read: JSON, XML and CSV."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ET
from collections.abc import Sequence

from pydantic_core import to_json

from app.domain.text import legal
from app.formats.text.csv_cells import BOM, inert
from app.outside.now import Row

# Our own texts of digits; with an apostrophe in front, `+0:30` would be shown with it.
OF_DIGITS = frozenset({"timer", "offset"})


def as_json(rows: Sequence[Row]) -> bytes:
    """Return an array of objects."""
    return to_json(rows)


def as_xml(rows: Sequence[Row]) -> bytes:
    """Return `<rows>` with a `<row>` for each, and an element for each of its texts."""
    root = ET.Element("rows")
    for row in rows:
        line = ET.SubElement(root, "row")
        for name, text in row.items():
            ET.SubElement(line, name).text = legal(text)
    content: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return content


def as_csv(rows: Sequence[Row]) -> bytes:
    """Return a heading and a line for each row; no text that a person wrote is read as a formula."""
    text = io.StringIO()
    written = csv.writer(text, lineterminator="\r\n")
    for number, row in enumerate(rows):
        if number == 0:
            written.writerow(row)
        written.writerow([value if name in OF_DIGITS else inert(value) for name, value in row.items()])
    return (BOM + text.getvalue()).encode()
