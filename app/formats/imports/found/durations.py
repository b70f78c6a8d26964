"""Durations as people write them in programmes: with units, with colons, or as bare numbers. Pure."""

from __future__ import annotations

import re

from app.domain.values import DAY, HOUR, MINUTE, SECOND, parse_duration
from app.formats.imports.found.times import LONGEST, latin_digits

_ISO_DURATION = re.compile(r"P(?:(?P<d>\d+)D)?(?:T(?:(?P<h>\d+)H)?(?:(?P<m>\d+)M)?(?:(?P<s>\d+)S)?)?", re.IGNORECASE)
# Units behind a number, in the languages of programmes; those that also mean something else, only where that is clear.
HOURS = (
    r"h|hrs?|hours?|std|stunden?|heures?|horas?|hores?|or[ea]|uur|godz(?:iny?)?|tim(?:m(?:e|ar)|er)?|tunti|tuntia|"
    r"hod(?:iny?|in)?|saat|jam|giờ|óra|ώρ(?:α|ες)|час(?:а|ов)?|годин[аи]?|小时|小時|時間|시간|ساعة|"
    r"שע(?:ה|ות)|ชั่วโมง"
)
MINUTES = (
    r"mins?|minut(?:e[nrs]?|[oi]s?|s|ter|a|y)?|minút|minuut|minuuttia|menit|mnt|mn|dk|dakika|phút|perc|"
    r"λεπτ(?:ά|ό)|'|′|’|мин(?:ут[аы]?)?|хв(?:илин[иа]?)?|分|分钟|分鐘|분|دقيقة|دقائق|דק(?:ה|ות)|"
    r"นาที"
)
_UNITS = (
    (HOUR, rf"{HOURS}|ч|time"),
    (MINUTE, rf"{MINUTES}|m"),
    (
        SECOND,
        r"s|sec|secs|seconds?|sek|sekund(?:en|a|y)?|secondes|segundos?|second[ieo]|seconden|\"|″|сек(?:унд[аы]?)?|秒|초|giây|detik|saniye",
    ),
)
_MEASURE = re.compile(
    r"\s*(?P<n>\d{1,6}(?:[.,]\d{1,6})?|[\u00bd\u00bc\u00be])\s*(?:"
    + "|".join(f"(?P<u{i}>(?:{names})\\b|(?:{names})(?![^\\W\\d_]))" for i, (_, names) in enumerate(_UNITS))
    + r")\s*\.?(?:and|und|et|y|e|,)?",
    re.IGNORECASE,
)
_TIMES = re.compile(r"(?P<times>\d{1,2})\s?[x\u00d7]\s?(?=\d)", re.IGNORECASE)  # "2 x 5 min"
_ABOUT = re.compile(r"(?:[~\u2248\u00b1]|(?:ca|approx|env)\.?\s|about\s|circa\s|около\s|约)\s?(?=\d)", re.IGNORECASE)
_FRACTIONS = {"\u00bd": 0.5, "\u00bc": 0.25, "\u00be": 0.75}


def measure_of(text: str) -> int | None:
    """Read a duration with units (ms): `30 min`, `1,5 h`, `1 h 5 minutes`, `PT45M`, `1h30`, `2 x 5 min`; else None."""
    if len(text) > LONGEST:
        return None
    text = _ABOUT.sub("", latin_digits(text).strip("()[] "))
    iso = _ISO_DURATION.fullmatch(text)
    if iso and len(text) > 2:
        d, h, m, s = (int(iso[part] or 0) for part in "dhms")
        return d * DAY + h * HOUR + m * MINUTE + s * SECOND
    times = _TIMES.match(text)
    start = times.end() if times else 0
    total, at = 0.0, start
    while match := _MEASURE.match(text, at):
        unit = next(i for i in range(len(_UNITS)) if match[f"u{i}"])
        number = match["n"]
        total += (_FRACTIONS[number] if number in _FRACTIONS else float(number.replace(",", "."))) * _UNITS[unit][0]
        at = match.end()
    rest = text[at:].strip(" .")
    if at and re.fullmatch(r"\d{1,2}", rest) and re.search(r"h\s*$", text[:at].strip(), re.IGNORECASE):
        total, rest = total + int(rest) * MINUTE, ""
    return round(total * (int(times["times"]) if times else 1)) if at > start and not rest else None


def number_of(value: object) -> float | None:
    """Read a number in a cell, with a decimal point or a decimal comma."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    text = latin_digits(value) if isinstance(value, str) else ""
    return float(text.replace(",", ".")) if re.fullmatch(r"\d{1,7}(?:[.,]\d{1,6})?|\.\d{1,6}", text) else None


def colons_of(text: str) -> tuple[int, int, int | None] | None:
    """Read the numbers of `a:bb` or `a:bb:cc`, whose units are unknown; the frames of `a:bb:cc:dd` are left out."""
    match = re.fullmatch(r"(\d{1,3}):([0-5]\d)(?::([0-5]\d)(?:[:;]\d\d)?)?", latin_digits(text))
    return (int(match[1]), int(match[2]), int(match[3]) if match[3] else None) if match else None


def plain_duration(text: str) -> int | None:
    """Write a duration in our own notation."""
    return parse_duration(latin_digits(text))
