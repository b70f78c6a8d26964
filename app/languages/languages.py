"""The languages of the interface: those of `domain.values`, the one of the code, and two for tests."""

from __future__ import annotations

from app.domain.values import LANGUAGES as LANGUAGES

SOURCE = "en"  # the language of the texts in the code
PSEUDO = ("en-XA", "ar-XB")  # for tests, made from the texts by code: longer and in brackets; from right to left
