"""The languages of the interface. To add one: a line here, and its folder in `locale` (CONTRIBUTING.md)."""

from __future__ import annotations

from collections.abc import Mapping

# Each language by its own name, as its readers look for it; in the order in which pages list them.
LANGUAGES: Mapping[str, str] = {
    "ar": "العربية",
    "zh": "中文",
    "en": "English",
    "fr": "Français",
    "ru": "Русский",
    "es": "Español",
}
SOURCE = "en"  # the language of the texts in the code
PSEUDO = ("en-XA", "ar-XB")  # for tests, made from the texts by code: longer and in brackets; from right to left
