"""Durations as people write them in programmes: with units, with colons, or as bare numbers. Pure."""

from __future__ import annotations

import re

from app.domain.values import DAY, HOUR, MINUTE, SECOND, parse_duration
from app.formats.imports.found.times import LONGEST, latin_digits

_ISO_DURATION = re.compile(r"P(?:(?P<d>\d+)D)?(?:T(?:(?P<h>\d+)H)?(?:(?P<m>\d+)M)?(?:(?P<s>\d+)S)?)?", re.IGNORECASE)
_UNITS = (
    (
        HOUR,
        r"h|hr|hrs|hour|hours|std|stunde|stunden|heure|heures|hora|horas|ore|ora|uur|godz|tim|timme|timmar|time|timer|\u0447|\u0447\u0430\u0441|\u0447\u0430\u0441\u0430|\u0447\u0430\u0441\u043e\u0432|\u5c0f\u65f6|\u5c0f\u6642|\u6642\u9593|\u0633\u0627\u0639\u0629",
    ),
    (
        MINUTE,
        r"m|min|mins|minute|minutes|minuten|minuto|minutos|minuti|minuut|minut|minuter|minutter|menit|mnt|mn|'|\u2032|\u2019|\u043c\u0438\u043d|\u043c\u0438\u043d\u0443\u0442|\u043c\u0438\u043d\u0443\u0442\u044b|\u5206|\u5206\u949f|\u5206\u9418|\u062f\u0642\u064a\u0642\u0629|\u062f\u0642\u0627\u0626\u0642",
    ),
    (
        SECOND,
        r"s|sec|secs|second|seconds|sek|sekunden|secondes|segundos|secondi|seconden|\"|\u2033|\u0441\u0435\u043a|\u79d2",
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
