"""The status of a session in words, for the list and the board."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.languages.words import Words
from app.web.words.common import SessionWords


@dataclass(frozen=True, slots=True)
class ListingWords:
    """The words of the list and the board, in one language."""

    _: Words

    def status(self, status: str) -> str:
        """Say whether a session is open."""
        return {"planned": self._("Not yet open"), "live": self._("Live"), "closed": self._("Closed")}[status]

    def when(self, group: str) -> str:
        """Name a group of sessions by when they take place."""
        return {
            "now": self._("Now"),
            "today": self._("Today"),
            "coming": self._("Coming"),
            "past": self._("Past"),
        }[group]

    def day(self, day: str) -> str:
        """Name a day: `Wed 30 Jun`."""
        on, names = date.fromisoformat(day), self._.dates
        weekday, month = names.weekdays[on.weekday()], names.months[on.month - 1]
        return self._("{weekday} {day} {month}", weekday=weekday, day=on.day, month=month)

    def heading(self, day: str) -> str:
        """Name a day above its sessions: `Wednesday, 30 June 2021`."""
        return self._.day(day)

    def range(self, first: int, last: int, count: int) -> str:
        """Say which of the chosen sessions a page shows."""
        return self._("{first}–{last} of {count} sessions", first=first, last=last, count=count)

    def standing(self, entry: Mapping[str, Any], now: int) -> str:
        """Say how late a session is: `2:30 late`, `should have opened 4:10 ago`, or that its plan is too long.

        Empty for roles from which lateness is hidden.
        """
        if not entry["told"]:
            return ""
        if entry["status"] != "planned":
            return SessionWords(self._).offset(entry["offset_ms"])
        late = now - entry["starts_at_ms"]
        if late >= 1_000:
            return self._("should have opened {time} ago", time=self._.length(late))
        return SessionWords(self._).capacity(entry["spare_ms"]) if entry["spare_ms"] < 0 else ""


def standing_kind(entry: Mapping[str, Any], now: int) -> str:
    """Return `late` where a moderator should look, else `well`."""
    if not entry["told"]:
        return "well"
    over = entry["status"] == "live" and entry["offset_ms"] >= 60_000
    waiting = entry["status"] == "planned" and (now - entry["starts_at_ms"] >= 60_000 or entry["spare_ms"] < 0)
    return "late" if over or waiting else "well"
