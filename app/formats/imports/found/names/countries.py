"""Names of countries, in the languages of the interface and as people shorten them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from app.domain.values import LANGUAGES
from app.formats.imports.found.findings import plain_key

_SHORT = {
    "usa": "US",
    "u s a": "US",
    "us": "US",
    "u s": "US",
    "eua": "US",
    "ee uu": "US",
    "eeuu": "US",
    "сша": "US",
    "uk": "GB",
    "u k": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "uae": "AE",
    "korea": "KR",
    "the netherlands": "NL",
    "holland": "NL",
    "czech republic": "CZ",
    "turkey": "TR",
    "p r china": "CN",
    "pr china": "CN",
}
LONGEST = 60  # characters of a name


def country_code(name: str) -> str:
    """Return the code of the country with this name; empty for other texts, and for codes."""
    key = plain_key(name[:LONGEST])
    return _SHORT.get(key, "") or _countries().get(key, "")


@cache
def _countries() -> Mapping[str, str]:
    # The library takes a while to load, and only some files name countries.
    from babel import Locale

    return {
        plain_key(str(name)): code
        for language in LANGUAGES
        for code, name in Locale.parse(language).territories.items()
        if len(code) == 2 and code.isalpha()
    }
