"""Cells of CSV files that no spreadsheet reads as a formula. Every CSV file here is written with it."""

from __future__ import annotations

from app.domain.text import legal, normal

BOM = "\ufeff"  # tells Excel that the file is UTF-8
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def inert(text: str) -> str:
    """Return a text that no spreadsheet reads as a formula: with an apostrophe in front where necessary."""
    kept = legal(text)
    # A full-width equals sign starts a formula too.
    return f"'{kept}" if normal("NFKC", kept[:1]).startswith(_STARTS_A_FORMULA) else kept


def alive(text: str) -> str:
    """Return the original of a text that `inert` wrote."""
    return text[1:] if text.startswith("'") and inert(text[1:]) == text else text
