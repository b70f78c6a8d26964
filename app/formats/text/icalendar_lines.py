"""The lines of an iCalendar file as nested components; tolerant of every line with a name and a value."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from app.formats.text.notes import MOST_CHARACTERS, MOST_ROWS, NotAProgramme, Notes, line_place

MOST_LINES = 20 * MOST_ROWS  # an event has a dozen, and its description as many again
DEEPEST = 6
_VALUE = r"(?:\"[^\"]*\"|[^:;\",]*)"
_LINE = re.compile(
    rf"(?P<name>[A-Za-z0-9-]+)(?P<params>(?:;[^:;=\"]+={_VALUE}(?:,{_VALUE})*)*):(?P<value>.*)", re.DOTALL
)
_PARAM = re.compile(r";([^=;:]+)=(\"[^\"]*\"|[^;:\"]*)")


@dataclass(frozen=True, slots=True)
class Property:
    """One property: its unchanged value, with its parameters in capitals."""

    value: str
    params: dict[str, str]
    line: int

    @property
    def text(self) -> str:
        """The value with its escapes resolved."""
        return re.sub(r"\\([nN,;\\])", lambda match: "\n" if match[1] in "nN" else match[1], self.value).strip()


@dataclass(slots=True)
class Component:
    """A component such as VEVENT, with its first line number."""

    name: str
    line: int
    properties: dict[str, list[Property]] = field(default_factory=dict)
    parts: list[Component] = field(default_factory=list)

    def first(self, name: str) -> Property | None:
        lines = self.properties.get(name)
        return lines[0] if lines else None

    def text(self, name: str) -> str:
        line = self.first(name)
        return line.text if line else ""


def read_components(text: str, notes: Notes) -> Component:
    """Return all components of a file, under one with an empty name.

    Raises:
        NotAProgramme: it is far longer, or nested far deeper, than a calendar.
    """
    if len(text) > MOST_CHARACTERS or text.count("\n") > MOST_LINES:
        raise NotAProgramme("This calendar has more than {most:,} lines, more than a programme needs.", most=MOST_LINES)
    root = Component("", 0)
    open_: list[Component] = [root]
    for number, line in _unfolded(text):
        match = _LINE.fullmatch(line)
        if match is None:
            notes.cannot_read(line_place(number), line, "it is no property of a calendar")
            continue
        _take(match, number, open_)
    return root


def _take(match: re.Match[str], number: int, open_: list[Component]) -> None:
    name, value = match["name"].upper(), match["value"]
    if name == "BEGIN":
        if len(open_) > DEEPEST:
            raise NotAProgramme("This calendar is nested deeper than {most}, which none is.", most=DEEPEST)
        component = Component(value.strip().upper(), number)
        open_[-1].parts.append(component)
        open_.append(component)
    elif name == "END":
        # An END without its BEGIN closes nothing; one that skips some closes these too.
        at = next((i for i in range(len(open_) - 1, 0, -1) if open_[i].name == value.strip().upper()), None)
        if at is not None:
            del open_[at:]
    else:
        params = {key.strip().upper(): _uncareted(v.strip('"')) for key, v in _PARAM.findall(match["params"])}
        open_[-1].properties.setdefault(name, []).append(Property(value, params, number))


def _uncareted(value: str) -> str:
    """Return the original of a parameter in which carets escape quotes and line breaks (RFC 6868)."""
    return (
        re.sub(r"\^(['n^])", lambda match: {"'": '"', "n": "\n"}.get(match[1], "^"), value) if "^" in value else value
    )


def _unfolded(text: str) -> list[tuple[int, str]]:
    """Return logical lines with the numbers of the physical lines on which they begin."""
    lines: list[tuple[int, list[str]]] = []
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1):
        if line[:1] in {" ", "\t"} and lines:
            lines[-1][1].append(line[1:])
        elif line.strip():
            lines.append((number, [line]))
    return [(number, "".join(parts)) for number, parts in lines]
