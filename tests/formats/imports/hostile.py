"""Files made to hurt: each is small to send, and would be large, long or endless to read."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from io import BytesIO

from openpyxl import Workbook

from app.formats.text.own_marks import PROGRAMME_HEADINGS

_ZEROS = b"\0" * (1 << 20)


def packed(parts: dict[str, bytes], repeated: tuple[str, int] | None = None) -> bytes:
    """An archive of these parts, and of one part of so many megabytes of zeros."""
    kept = BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        for name, data in parts.items():
            made.writestr(name, data)
        if repeated is not None:
            with made.open(repeated[0], "w", force_zip64=True) as part:
                for _ in range(repeated[1]):
                    part.write(_ZEROS)
    return kept.getvalue()


_ODS = (
    b'<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    b'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    b'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
)
_MANIFEST = b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'


def ods(*tables: str) -> bytes:
    """An OpenDocument spreadsheet with these tables; its media type is not packed, as the format demands."""
    kept = BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        made.writestr("META-INF/manifest.xml", _MANIFEST)
        foot = b"</office:spreadsheet></office:body></office:document-content>"
        made.writestr("content.xml", _ODS + "".join(tables).encode() + foot)
    return kept.getvalue()


def _repeated_cells(rows: int, columns: int, text: str) -> bytes:
    repeated = f'table:number-columns-repeated="{columns}" office:value-type="string"'
    cell = f"<table:table-cell {repeated}><text:p>{text}</text:p>"
    row = f'<table:table-row table:number-rows-repeated="{rows}">{cell}</table:table-cell></table:table-row>'
    return ods(f'<table:table table:name="A">{row}</table:table>')


def laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY l0 "ha">{entities}]><schedule>&l9;</schedule>'.encode()


def outside() -> bytes:
    return b'<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><schedule><conference><title>&x;</title></conference></schedule>'


def aliases() -> bytes:
    names = "abcdefghi"
    rows = (f"{names[n]}: &{names[n]} [{', '.join([f'*{names[n - 1]}'] * 9)}]" for n in range(1, len(names)))
    return "\n".join(["title: x", "starts_at: 2024-06-03", "a: &a [x, x, x]", *rows]).encode()


def calendar(rule: str, events: int = 1, line: str = "CLASS:PUBLIC") -> bytes:
    lines = ("BEGIN:VEVENT", "UID:%d", "DTSTART:20240603T070000Z", "SUMMARY:Again", f"RRULE:{rule}", line, "END:VEVENT")
    event = "".join(f"{one}\r\n" for one in lines)
    return ("BEGIN:VCALENDAR\r\n" + "".join(event % n for n in range(events)) + "END:VCALENDAR\r\n").encode()


def _many_cells() -> dict[str, bytes]:
    """A true workbook, apart from its size: just under what is unpacked at all, in the smallest cells there are."""
    made = Workbook()
    kept = BytesIO()
    made.save(kept)
    with zipfile.ZipFile(kept) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    rows = b"<row>" + b"<c><v>1</v></c>" * 190 + b"</row>"
    parts["xl/worksheets/sheet1.xml"] = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        + rows * 9_900
        + b"</sheetData></worksheet>"
    )
    return parts


_BOOK = {"xl/workbook.xml": b"<workbook/>", "[Content_Types].xml": b"<Types/>"}

# What it is -> how it is made, and what its refusal says.
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "a billion laughs": (laughs, "declares entities"),
    "an entity from outside": (outside, "declares entities"),
    "comments before nothing": (lambda: b"<!---->" * 250 + b"<x>", "not well formed"),
    "comments before no SQL": (lambda: b"/**/" * 450 + b"x", "no line begins with a time"),
    "calls that stay open": (lambda: b"add(['9:00',\n" * 60_000, "more than 10,000 lines"),
    "rules before no YAML": (lambda: b"---\n" * 60 + b"!", "no line begins with a time"),
    "deep XML": (lambda: b"<schedule>" + b"<a>" * 100_000, "nested deeper"),
    "a spreadsheet of half a gigabyte": (lambda: packed(_BOOK, ("xl/worksheets/sheet1.xml", 512)), "unpacks to 512 MB"),
    "a spreadsheet of laughs": (lambda: packed({**_BOOK, "xl/sharedStrings.xml": laughs()}), "declares entities"),
    "a spreadsheet of many cells": (lambda: packed({**_BOOK, **_many_cells()}), "more than 250,000 cells"),
    "an ODS of cells repeated": (lambda: _repeated_cells(9_000, 9_000, "x" * 1_000), "far more than a programme"),
    "an ODS of rows repeated": (lambda: _repeated_cells(1_048_576, 2, "x"), "more than 10,000 rows"),
    "an archive of many parts": (lambda: packed({**_BOOK, **{f"xl/{n}": b"" for n in range(3_000)}}), "parts"),
    "deep JSON": (lambda: b"[" * 100_000, "not JSON that can be read"),
    "deep objects": (lambda: b'{"a":' * 100_000, "not JSON that can be read"),
    "a number that is none": (lambda: b'{"title": "x", "starts_at": NaN, "segments": []}', "not JSON that can be read"),
    "millions of numbers": (lambda: b"[" + b"1," * 7_000_000 + b"1]", "more than 1,000,000 values"),
    "millions of objects": (lambda: b"[" + b'{"a":[]},' * 1_700_000 + b"1]", "more than 200,000 objects"),
    "a hundred thousand fields": (
        lambda: json.dumps({"title": "x", "segments": 1, **{f"field{n}": n for n in range(100_000)}}).encode(),
        "cannot be read",
    ),
    "twenty thousand names": (
        lambda: json.dumps([{"title": "T", "start": "10:00"}, {f"n{n}": 1 for n in range(20_000)}]).encode(),
        "of no programme that is known here",
    ),
    "lists of all keys": (
        lambda: json.dumps({f"l{i}": [{f"a{i}": 1, f"b{i}": n} for n in (2, 3)] for i in range(10_000)}).encode(),
        "of no programme that is known here",
    ),
    "a million elements": (lambda: b"<schedule>" + b"<a/>" * 1_000_000, "more than 250,000 elements"),
    "giant aliases": (aliases, "aliases"),
    "deep YAML": (lambda: b"title: x\nstarts_at: y\nz: " + b"[" * 100_000, "nested too deeply"),
    "large YAML": (lambda: b"title: x\nstarts_at: y\nsegments:\n" + b"- {a: b, c: d}\n" * 60_000, "too much"),
    "endless repetition": (lambda: calendar("FREQ=DAILY"), "without an end"),
    "repetition each second": (lambda: calendar("FREQ=SECONDLY;COUNT=1000000000"), "more often than daily"),
    "repetition that never comes": (lambda: calendar("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=5", 200), "never comes"),
    "repetition of many events": (lambda: calendar("FREQ=DAILY;COUNT=400", 200), "more than 10,000 events"),
    "a heading of a million gaps": (lambda: b"= a" + b" " * 1_000_000 + b"x\n= b\n", "no line begins with a time"),
    "deep TOML": (lambda: b'k = "v"\n[t]\nx = ' + b"[" * 500_000, "nested too deeply"),
    "one line of ten megabytes": (lambda: b"x" * 10_000_000, "no line begins with a time"),
    "one line of seven megabytes": (lambda: b"10:00 " + b"x, " * 2_300_000, "more than 200,000 characters"),
    "one cell of seven megabytes": (lambda: b'Time,Title\n10:00,"' + b"x\n" * 3_500_000, "lines"),
    "twenty thousand equal lines": (lambda: b"10:00 Again and again\n" * 20_000, "more than 10,000 lines"),
    "sixty thousand rules of dashes": (lambda: b"a  b\n" + b"-- --\n" * 60_000, "no line begins with a time"),
    "twenty thousand equal rows": (lambda: b"Time,Title\n" + b"10:00,Again\n" * 20_000, "more than 10,000 lines"),
    "a grid of two hundred thousand items": (
        lambda: (
            b"Time," + b",".join(b"Room %d" % n for n in range(24)) + b"\n" + (b"10:00" + b",x" * 24 + b"\n") * 9_000
        ),
        "more than 10,000 items",
    ),
    "a row of a million cells": (lambda: b"Time,Title\n" + b"," * 190_000, "more than 400 cells"),
    "too large": (lambda: b"{" + b" " * 17_000_000, "larger than 16 MB"),
}

_BACKWARD = b"%d:%02d;1:00;T\n"


def _contributions() -> bytes:
    """An Indico export of contributions that are all at once."""
    moment = {"date": "2024-06-03", "time": "09:00:00", "tz": "Europe/Zurich"}
    one = {"title": "T", "startDate": moment, "duration": 20, "description": "<p>x</p>" * 10}
    return json.dumps({"results": [{"title": "M", "contributions": [one] * 9_990}]}).encode()


def _own_rows() -> bytes:
    """A programme table of ours with as many rows and links as there may be."""
    row = "S,s,C,R,Europe/Paris,2024-06-03,09:00:00,,0:05:00,T,presentation" + "," * 10 + ",x,t,en,https://a.example\n"
    return (",".join(PROGRAMME_HEADINGS) + "\n" + row * 9_990).encode()


# As large as they may be, and ugly: these are read, and in good time.
UGLY: dict[str, Callable[[], bytes]] = {
    "ten thousand equal lines": lambda: b"10:00 Again and again\n" * 9_990,
    "ten thousand equal rows": lambda: b"Time,Title,Speaker\n" + b"10:00,Again,Ann Lee\n" * 9_990,
    "lines of dashes": lambda: b"9:00 No\n10:00 One\n11:00 " + b"- " * 480 + b"\n" + (b"- " * 400 + b"\n") * 8_000,
    "lines of words": lambda: b"9:00 No\n10:00 One\n11:00 Two\n" + (b"a b " * 240 + b"\n") * 8_000,
    "cells of commas": lambda: b"Time,Title,Speaker\n" + (b'10:00,One,"' + b"A B, " * 390 + b'"\n') * 3_900,
    "cells of brackets": lambda: b"Time;Title;Speaker\n" + (b"10:00;One;" + b"(" * 1_900 + b"\n") * 4_000,
    "long cells": lambda: b"Time;Title;Speaker\n" + (b"10:00;" + b"-" * 99_000 + b";" + b"," * 99_000 + b"\n") * 39,
    "many people": lambda: b"Time;Title;Speaker\n" + b"".join(b"10:00;One;Ann Lee%d\n" % n for n in range(9_990)),
    "gaps between organisations": lambda: (
        b'Time;Title;Speaker;Organisation\n10:00;One;"Ann Lee; Bo Chu";"A' + b" " * 90_000 + b'B"\n10:10;Two;Cy Dee;C\n'
    ),
    "contributions at once": _contributions,
    "rows of ours": _own_rows,
    "categories of a calendar": lambda: calendar("FREQ=DAILY;COUNT=2", 40, "CATEGORIES:" + "a," * 90_000),
    "abstracts of tags": lambda: b"Start,Title,Abstract\n" + (b"9:00,One," + b"<a " * 6_000 + b"\n") * 300,
    "backward times": lambda: b"Start;End;Title\n" + b"".join(_BACKWARD % (n % 13, n % 60) for n in range(9_990)),
}
