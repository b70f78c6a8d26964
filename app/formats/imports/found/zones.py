"""Zones as people write them beside times, "10:00 am PST" or "all times are CET", and which offsets they have."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import MAXYEAR, MINYEAR, timedelta
from zoneinfo import ZoneInfo

from app.domain.errors import Sentence
from app.formats.imports.found.dates import moment_of
from app.formats.imports.found.times import ZONES
from app.formats.text.notes import Notes
from app.formats.text.zones import known_zones

LONGEST = 300  # characters that are looked at
_SAID = re.compile(
    r"(?:\d|(?:\b|(?<=\d))[ap]\.?m\.?|\b[Uu]hr|"
    r"\b(?:[Tt]imes?|[Zz]eit(?:en)?|[Hh](?:eures?|oras?|orario))\b[\w ,:]{0,30}?)"
    r"[\s,]{0,3}\(?"
    rf"(?P<zone>(?:{ZONES}|IST)(?![\w/])(?:\s?(?P<sign>[+-])(?P<hours>\d{{1,2}})(?::?(?P<minutes>[0-5]\d))?)?|"
    r"(?:Pacific|Eastern|Central|Mountain)(?: (?:Standard|Daylight))? [Tt]ime)\)?(?!\w)"
)
_QUOTED = re.compile(r"[\"'`](?P<zone>[A-Z][A-Za-z_]{2,20}/[A-Z][\w/+-]{2,40})[\"'`]")
_OTHER_OFFSET = Sentence(
    "Times of the file are those of {zone}, which is not the zone of the programme. Check the zone."
)
_OFFSETS: dict[str, tuple[float, ...]] = {  # in hours; many write the name of the winter in the summer, too
    "UTC": (0,),
    "GMT": (0, 1),
    "BST": (0, 1),
    "WET": (0, 1),
    "WEST": (0, 1),
    "CET": (1, 2),
    "CEST": (1, 2),
    "MEZ": (1, 2),
    "MESZ": (1, 2),
    "EET": (2, 3),
    "EEST": (2, 3),
    "MSK": (3,),
    "МСК": (3,),
    "ET": (-5, -4),
    "EST": (-5, -4),
    "EDT": (-5, -4),
    "Eastern": (-5, -4),
    "CT": (-6, -5),
    "CST": (-6, -5, 8),
    "CDT": (-6, -5),
    "Central": (-6, -5),
    "MT": (-7, -6),
    "MST": (-7, -6),
    "MDT": (-7, -6),
    "Mountain": (-7, -6),
    "PT": (-8, -7),
    "PST": (-8, -7, 8),
    "PDT": (-8, -7),
    "Pacific": (-8, -7),
    "JST": (9,),
    "KST": (9,),
    "SGT": (8,),
    "HKT": (8,),
    "PHT": (8,),
    "WIB": (7,),
    "WITA": (8,),
    "AEST": (10, 11),
    "AEDT": (10, 11),
    "SAST": (2,),
    "WAT": (1,),
    "EAT": (3,),
    "BRT": (-3,),
    "IST": (5.5,),  # those of Ireland and Israel are rarely written; a note on them does no harm
}


def zone_beside(text: str) -> str:
    """Return the zone that stands beside a time or the word for it, as it is written; empty without one."""
    match = _SAID.search(text[:LONGEST])
    return match["zone"] if match is not None else ""


def quoted_zone(script: str) -> str:
    """Return the only time zone that a script names in quotes, `{ zone: "Europe/Paris" }`; empty without one."""
    named = {match["zone"] for match in _QUOTED.finditer(script)} & known_zones()
    return named.pop() if len(named) == 1 else ""


def has_offset(zone: str, offset: timedelta) -> bool:
    """Whether times in a zone, as `zone_beside` returns it, have this offset from UTC at some time of the year."""
    match = _SAID.fullmatch(f"0 {zone}")
    hours = offset.total_seconds() / 3600
    if match is not None and match["sign"]:
        stated = int(match["hours"]) + int(match["minutes"] or 0) / 60
        return hours == (stated if match["sign"] == "+" else -stated)
    return hours in _OFFSETS.get(re.split(r"\W", zone)[0], (hours,))


def note_other_offset(moments: Iterable[tuple[str, str]], zone: ZoneInfo, notes: Notes) -> bool:
    """Note the first of these moments with an offset that the zone does not have then; return whether there is one.

    Programs write UTC in any zone. A moment to the second is rather when the file was written.

    Args:
        moments: each with its place in the file.
    """
    for where, text in moments:
        moment = moment_of(text)
        if moment is None or not moment.utcoffset() or moment.second or moment.year in (MINYEAR, MAXYEAR):
            continue
        if moment.astimezone(zone).utcoffset() != moment.utcoffset():
            notes.guess(where, _OTHER_OFFSET.text, zone=f"{moment:%Z}")
            return True
    return False
