"""The timeline of a record as a drawing: planned above, actual below, overtime in black. Attributes only.

It has one colour and a transparent background, so that it prints in black and white and follows a dark page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from html import escape
from typing import Any
from unicodedata import east_asian_width

from app.domain.values import MINUTE
from app.domain.views.report_shapes import Report
from app.formats.record.cells import local
from app.languages.words import Words

WIDTH, HEIGHT = 1000, 186
LEFT, RIGHT = 70, 20
PLANNED_Y, ACTUAL_Y, BAR = 46, 92, 34
STEPS_MIN = (1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 1440)
MOST_TICKS = 13
NARROWEST_LABEL = 15  # a narrower bar has no number


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of the drawing; `what` is planned, running, over, paused or interrupted."""

    number: int
    what: str
    from_ms: int
    to_ms: int


@dataclass(frozen=True, slots=True)
class Scale:
    """Convert instants to positions across the drawing."""

    from_ms: int
    to_ms: int
    from_right: bool = False

    def x(self, instant_ms: int) -> float:
        across = (instant_ms - self.from_ms) / max(self.to_ms - self.from_ms, 1)
        return round(self.side(LEFT + across * (WIDTH - LEFT - RIGHT)), 1)

    def side(self, start: float, width: float = 0) -> float:
        """Return where something is that begins so far from the side at which lines of text begin."""
        return WIDTH - start - width if self.from_right else start


def planned_bars(report: Report) -> list[Bar]:
    """Return the planned bars, in the order of the rundown."""
    rows = sorted(report["segments"], key=lambda row: int(row["number"]))
    return [
        Bar(row["number"], "planned", row["planned_start_ms"], row["planned_start_ms"] + row["planned_ms"])
        for row in rows
    ]


def actual_bars(report: Report) -> list[Bar]:
    """Return the actual bars that count: running time is split where the allotment was used up."""
    return [bar for row in report["segments"] for bar in _spans(row)]


def timeline_svg(report: Report, words: Words) -> str:
    """Return the drawing as SVG, 1000 wide, with a title and a description for screen readers."""
    scale, described = (
        _scale(report, from_right=words.direction == "rtl"),
        words("Planned times above, actual times below, by number of segment."),
    )
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="timeline" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-labelledby="timeline-title timeline-words" font-family="Inter, sans-serif" font-size="13" '
        # Time runs as lines of text do. Where a label begins is said for each, so that all programs draw it alike.
        'direction="ltr">',
        f'<title id="timeline-title">{escape(words("Timeline"))}</title>',
        f'<desc id="timeline-words">{escape(described)}</desc>',
        _patterns(),
        *_ticks(scale, report["conference"]["timezone"]),
        _label(words("Planned"), PLANNED_Y, scale),
        _label(words("Actual"), ACTUAL_Y, scale),
        *(_drawn(bar, scale, PLANNED_Y) for bar in planned_bars(report)),
        *(_drawn(bar, scale, ACTUAL_Y) for bar in actual_bars(report)),
        *_numbers(planned_bars(report), scale, PLANNED_Y),
        *_numbers((_whole(row) for row in report["segments"] if row["spans"]), scale, ACTUAL_Y),
        _scheduled_end(report, scale),
        _legend(words, scale),
        "</svg>",
    ]
    return "".join(parts)


def _spans(row: Mapping[str, Any]) -> Iterator[Bar]:
    left = row["planned_ms"] + row["granted_ms"]
    for span in row["spans"]:
        start, end = span["from_ms"], span["to_ms"]
        if span["kind"] != "running":
            yield Bar(row["number"], span["kind"], start, end)
            continue
        turn = min(start + max(left, 0), end)
        left -= end - start
        if turn > start:
            yield Bar(row["number"], "running", start, turn)
        if end > turn:
            yield Bar(row["number"], "over", turn, end)


def _whole(row: Mapping[str, Any]) -> Bar:
    """Return a segment's first bar, which has its number."""
    return next(_spans(row), None) or Bar(row["number"], "running", row["started_at_ms"], row["started_at_ms"])


def _scale(report: Report, *, from_right: bool) -> Scale:
    bars = [*planned_bars(report), *actual_bars(report)]
    opened = [report["opened_at_ms"]] if report["opened_at_ms"] is not None else []
    began = min([report["scheduled_start_ms"], *(bar.from_ms for bar in bars), *opened])
    ended = max(report["scheduled_end_ms"], *(bar.to_ms for bar in bars), report["closed_at_ms"] or 0)
    return Scale(began, max(ended, began + MINUTE), from_right)


def _ticks(scale: Scale, zone: str) -> Iterator[str]:
    minutes = (scale.to_ms - scale.from_ms) / MINUTE
    step = next((s for s in STEPS_MIN if minutes / s <= MOST_TICKS), -(-int(minutes) // MOST_TICKS))
    first = local(scale.from_ms, zone)
    midnight = first.replace(hour=0, minute=0, second=0, microsecond=0)
    past = -(-((first - midnight).total_seconds() / 60) // step) * step
    at = midnight + timedelta(minutes=past)
    while (instant := int(at.timestamp() * 1000)) <= scale.to_ms:
        x = scale.x(instant)
        yield f'<path d="M{x} 28V{ACTUAL_Y + BAR + 8}" stroke="currentColor" stroke-opacity="0.25"/>'
        yield f'<text x="{x}" y="18" text-anchor="middle" fill="currentColor">{at:%H:%M}</text>'
        at += timedelta(minutes=step)


def _drawn(bar: Bar, scale: Scale, y: int) -> str:
    x, end = sorted((scale.x(bar.from_ms), scale.x(bar.to_ms)))
    width = round(max(end - x, 0.8), 1)
    return f'<rect x="{x}" y="{y}" width="{width}" height="{BAR}" {PAINT[bar.what]}/>'


def _numbers(bars: Iterable[Bar], scale: Scale, y: int) -> Iterator[str]:
    for bar in bars:
        x, end = sorted((scale.x(bar.from_ms), scale.x(bar.to_ms)))
        if end - x >= NARROWEST_LABEL:
            middle = round((x + end) / 2, 1)
            yield (
                f'<text x="{middle}" y="{y + BAR / 2 + 5}" text-anchor="middle" font-weight="600" '
                f'fill="currentColor">{bar.number}</text>'
            )


def _label(words: str, y: int, scale: Scale) -> str:
    return _text(words, 0, y + BAR / 2 + 5, scale)


def _text(words: str, start: int, y: float, scale: Scale) -> str:
    anchor = ' text-anchor="end"' if scale.from_right else ""
    return f'<text x="{scale.side(start)}" y="{y}"{anchor} fill="currentColor">{escape(words)}</text>'


def _scheduled_end(report: Report, scale: Scale) -> str:
    x = scale.x(report["scheduled_end_ms"])
    return f'<path d="M{x} 24V{ACTUAL_Y + BAR + 8}" stroke="currentColor" stroke-width="2" stroke-dasharray="5 3"/>'


def _legend(words: Words, scale: Scale) -> str:
    entries = (
        ("planned", words("planned")),
        ("running", words("spoke")),
        ("over", words("over the allotted time")),
        ("paused", words("paused")),
        ("interrupted", words("interrupted")),
    )
    end = words("scheduled end")
    y, x, parts = HEIGHT - 26, LEFT, []
    for what, word in entries:
        parts.append(f'<rect x="{scale.side(x, 22)}" y="{y}" width="22" height="14" {PAINT[what]}/>')
        parts.append(_text(word, x + 28, y + 12, scale))
        x += 50 + _length(word)
    parts.append(
        f'<path d="M{scale.side(x + 10)} {y - 2}V{y + 17}" stroke="currentColor" stroke-width="2" '
        f'stroke-dasharray="5 3"/>{_text(end, x + 18, y + 12, scale)}'
    )
    return "".join(parts)


def _length(word: str) -> int:
    """Return how long a word is at the most; a Chinese character is as wide as the letters are high."""
    return sum(13 if east_asian_width(letter) in "FW" else 8 for letter in word)


def _patterns() -> str:
    return (
        '<defs><pattern id="timeline-paused" width="7" height="7" patternUnits="userSpaceOnUse">'
        '<path d="M0 7L7 0" stroke="currentColor"/></pattern>'
        '<pattern id="timeline-interrupted" width="7" height="7" patternUnits="userSpaceOnUse">'
        '<path d="M0 7L7 0M0 0L7 7" stroke="currentColor"/></pattern></defs>'
    )


PAINT: Mapping[str, str] = {
    "planned": 'fill="none" stroke="currentColor"',
    "running": 'fill="currentColor" fill-opacity="0.22" stroke="currentColor"',
    "over": 'fill="currentColor" stroke="currentColor"',
    "paused": 'fill="url(#timeline-paused)" stroke="currentColor"',
    "interrupted": 'fill="url(#timeline-interrupted)" stroke="currentColor"',
}
