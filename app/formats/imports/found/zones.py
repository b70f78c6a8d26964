"""Zones as people write them beside times, "10:00 am PST" or "all times are CET", and which offsets they have."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import MAXYEAR, MINYEAR, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from app.domain.errors import Sentence
from app.formats.imports.found.dates import moment_of
from app.formats.imports.found.findings import ImportHints
from app.formats.imports.found.times import ZONES
from app.formats.text.notes import Notes
from app.formats.text.zones import known_zones

LONGEST = 300  # characters that are looked at
MOST_LINES, MOST_MOMENTS, MOST_NAMED = 5_000, 2_000, 100
FEW_OF, THIRD_OF = 5, 3  # zones that are named, and lines with times
SOME_YEAR = 2026  # for the offsets of winter and summer
LONGEST_NOTE = 40  # characters of a line about the zone alone
_SAID = re.compile(
    r"(?:\d|(?:\b|(?<=\d))[ap]\.?m\.?|\b[Uu]hr|"
    r"(?P<word>\b(?:[Tt]imes?|[Zz]eit(?:en)?|[Hh](?:eures?|oras?|orario))\b(?:[^\W\d]|[ ,:]){0,30}?))"
    r"[\s,]{0,3}[(\[]?"
    rf"(?P<zone>(?:{ZONES}|IST)(?![\w/])(?:\s?(?P<sign>[+-])(?P<hours>\d{{1,2}})(?::?(?P<minutes>[0-5]\d))?)?|"
    r"(?:Pacific|Eastern|Central|Mountain)(?: (?:Standard|Daylight))? [Tt]ime)\)?(?!\w)|"
    rf"\b(?P<before>(?:{ZONES}|IST)(?:[+-]\d{{1,2}})?)(?: [Tt]imes?\b| ?-?[Zz]eit\b)"
)
_QUOTED = re.compile(r"[\"'`](?P<zone>[A-Z][A-Za-z_]{2,20}/[A-Z][\w/+-]{2,40})[\"'`]")
_OTHER_OFFSET = Sentence(
    "Times of the file are those of {zone}, which is not the zone of the programme. Check the zone."
)
_TAKEN = Sentence("The zone beside the times, {said}, was taken: {zone}. Say which zone it is, if it is another.")
_BY_OFFSET = Sentence(
    "The times of the file have the offset {offset}; {zone} was taken, which has it. Say which zone it is, if another."
)
_IN_FULL = re.compile(
    r"\b(?:Africa|America|Antarctica|Asia|Atlantic|Australia|Europe|Indian|Pacific)/[A-Z][\w/+-]{2,40}"
)
_WITH_OFFSET = re.compile(r"(?:19|20)\d\d-[01]\d-[0-3]\d[T ][0-2]\d:[0-5]\d(?::00)?[+-][01]\d:?[0-5]\d(?!\d)")
_PLACES = [  # one for each offset, where many meet
    "Europe/London",
    "Europe/Berlin",
    "Europe/Athens",
    "Europe/Moscow",
    "Africa/Lagos",
    "Africa/Johannesburg",
    "Africa/Nairobi",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Sao_Paulo",
    "America/Halifax",
    "Asia/Dubai",
    "Asia/Tehran",
    "Asia/Karachi",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Dhaka",
    "Asia/Bangkok",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Australia/Adelaide",
    "Australia/Sydney",
    "Pacific/Auckland",
    "Pacific/Honolulu",
]
_TIME = re.compile(r"\d(?:[:.hH]\d\d|\s?(?:[ap]\.?m\b|[Uu]hr\b))")
_OF_WORDS = re.compile(r"\s(?:(?:Standard|Daylight) )?[Tt]ime$")
_ZONES = {  # those with one meaning; with an offset behind it, "UTC+2", none is named
    each: zone
    for zone, names in {
        "UTC": "UTC GMT",
        "Europe/London": "BST",
        "Europe/Lisbon": "WET WEST",
        "Europe/Berlin": "CET CEST MEZ MESZ",
        "Europe/Athens": "EET EEST",
        "Europe/Moscow": "MSK МСК",
        "America/New_York": "ET EST EDT Eastern",
        "America/Chicago": "CT CDT Central",
        "America/Denver": "MT MST MDT Mountain",
        "America/Los_Angeles": "PT PST PDT Pacific",
        "America/Sao_Paulo": "BRT",
        "Asia/Tokyo": "JST",
        "Asia/Seoul": "KST",
        "Asia/Singapore": "SGT",
        "Asia/Hong_Kong": "HKT",
        "Asia/Manila": "PHT",
        "Asia/Jakarta": "WIB",
        "Australia/Sydney": "AEST AEDT",
        "Africa/Johannesburg": "SAST",
        "Africa/Lagos": "WAT",
        "Africa/Nairobi": "EAT",
    }.items()
    for each in names.split()
}
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
    return match["zone"] or match["before"] if match is not None else ""


def is_zone(text: str) -> bool:
    """Whether a text says in which zone times are, and nothing else: "(GMT time)", "All times are CET"."""
    zone = zone_beside(text)
    return len(text) <= LONGEST_NOTE and bool(zone) and not any(map(str.isdigit, text.replace(zone, "")))


def zone_of_text(text: str, hints: ImportHints, notes: Notes) -> str:
    """Return the zone of a text's times, by what stands beside them, which is a guess; else that of the hints.

    What has the same offsets as the zone of the hints is that zone; so is one that a person chose. A text that names
    a zone in full has that one.
    """
    if hints.zone_chosen or any(match[0] in known_zones() for match in islice(_IN_FULL.finditer(text), MOST_NAMED)):
        return hints.zone
    if said := _zone_beside_times(text):
        zone = _zone_named(said)
        if not _is_alike(hints.zone, said):
            notes.guess("", _TAKEN.text, said=said, zone=zone)
            return zone
        return hints.zone
    written = (moment_of(match[0]) for match in islice(_WITH_OFFSET.finditer(text), MOST_MOMENTS))
    moments = [moment for moment in written if moment is not None]
    zone = next((zone for zone in (hints.zone, *_PLACES) if moments and _fits(zone, moments)), hints.zone)
    if zone != hints.zone:
        notes.guess("", _BY_OFFSET.text, offset=f"{moments[0]:%Z}", zone=zone)
    return zone


def _zone_beside_times(text: str) -> str:
    """Return the zone of a line about all times, of the first time, or of a third of the lines with times, as written.

    It is empty for one with several meanings, or if others are named too.
    """
    lines = [line[:LONGEST] for line in islice(text.splitlines(), MOST_LINES)]
    matches = [match for line in lines for match in _SAID.finditer(line)]
    told = [match["zone"] or match["before"] for match in matches]
    usual, count = Counter(map(_zone_named, told)).most_common(1)[0] if told else ("", 0)
    if not usual or count * FEW_OF < len(told) * (FEW_OF - 1):
        return ""
    timed = [line for line in lines if _TIME.search(line)]
    of_first, of_many = any(map(zone_beside, timed[:1])), len(told) * THIRD_OF >= len(timed)
    of_all = any(match["word"] or match["before"] for match in matches)
    return next(each for each in told if _zone_named(each) == usual) if of_all or of_first or of_many else ""


def _fits(zone: str, moments: Iterable[datetime]) -> bool:
    """Whether a zone has the offsets of moments, none of which is UTC, as programs write that in any zone."""
    if zone not in known_zones():
        return False
    local = ZoneInfo(zone)
    return all(moment.utcoffset() and moment.astimezone(local).utcoffset() == moment.utcoffset() for moment in moments)


def _zone_named(said: str) -> str:
    """Return the name of the zone with this abbreviation; empty for one with several meanings, or an offset."""
    return _ZONES.get(_OF_WORDS.sub("", said), "")


def _is_alike(zone: str, said: str) -> bool:
    """Whether a zone has the offsets of what is said, all year."""
    if zone not in known_zones():
        return False
    year = (datetime(SOME_YEAR, month, 1, tzinfo=ZoneInfo(zone)).utcoffset() or timedelta() for month in (1, 7))
    return all(has_offset(said, offset) for offset in year)


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
