"""Cells of CSV files: no spreadsheet takes what people wrote for a formula. Every CSV file here is written with it."""

from __future__ import annotations

from app.domain.text import legal, normal

BOM = "\ufeff"  # tells Excel that the file is UTF-8
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def inert(text: str) -> str:
    """A text that no spreadsheet takes for a formula: where it could be one, an apostrophe stands before it."""
    kept = legal(text)
    # A wide equals sign starts a formula too, where people write with wide letters.
    return f"'{kept}" if normal("NFKC", kept[:1]).startswith(_STARTS_A_FORMULA) else kept
