"""The names of time zones."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones


@cache
def known_zones() -> frozenset[str]:
    """Return the names of all time zones. Listing them takes long: a reader asks for each row."""
    return frozenset(available_timezones())
