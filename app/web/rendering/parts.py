"""The parts of a page for its sockets: a part is rendered again only when something that it has read has changed.

While a part is rendered, what it reads of the context is noted (`noted`). Nothing has to be declared, so nothing can be
forgotten. A row of a list is rendered again when its own state changes (`rows`), also if its list is not. Instants
that only texts show which a page draws itself are not compared: those texts are not sent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from jinja2 import Environment, Template
from markupsafe import Markup

from app.domain.values import MINUTE, ClockState
from app.domain.views.shapes import View
from app.web.rendering.noted import ALL, Compared, Noted, Read
from app.web.rendering.render import PageContext, environment_in, page_context
from app.web.rendering.rows import RowStates

# The parts of each page, in any order; the page's template arranges them.
PARTS: Mapping[str, tuple[str, ...]] = {
    "viewer": ("head", "now", "on", "guiding", "programme", "details", "asking", "questions"),
    "stage": ("screen",),
    "desk": ("head", "tabs", "now", "speakers", "pending", "approved", "queue", "rest"),
    "backstage": ("head", "now", "turns", "list"),
    "speaker": ("screen", "texts"),
    "lectern": ("head", "text", "place"),
    "report": ("record", "notes", "takes"),
    "runsheet": ("sheet",),
    "speakers": ("sheet",),
    "overlay_timer": ("screen",),
    "overlay_lower_third": ("screen",),
    "overlay_question": ("screen",),
    "overlay_next": ("screen",),
    "overlay_speakers": ("screen",),
    "console": (
        "bar",
        "closing",
        "baton",
        "floor",
        "keys",
        "presets",
        "messages",
        "ownpresets",
        "stagebox",
        "aux",
        "starting",
        "dark",
        "voices",
        "list",
        "cues",
        "cued",
        "next",
        "script",
        "rundown",
        "questions",
        "hints",
        "waiting",
        "asked",
        "asknext",
        "screens",
    ),
}

# What a page draws itself, from the attributes of these elements: see PAINTED in `elements.js`.
_DRAWN = re.compile(
    r"(<(?:session-clock|count-up|count-down|wall-clock)\b[^>]*>|<[a-z]+\b[^>]* data-(?:forecast-after|at)=[^>]*>)[^<]+"
)
_OPENING = re.compile(r'\s*<([a-z-]+) id="([^"]+)"')
_NOTED = ("view", "presence", "people", "segments", "guiding")  # the other names of the context are read as a whole
_SAME_DAY = 15 * MINUTE  # in every zone, a day begins with a quarter of an hour


_Key = tuple[str, str]  # of a row: the name of its template, and its id


@dataclass(frozen=True, slots=True)
class _Rendered:
    """A part: its HTML, its own parts by DOM id, inner ones first, the rows placed in it, and what it has read."""

    html: str
    own: dict[str, str]
    placed: list[_Key]
    read: Read


@dataclass(frozen=True, slots=True)
class _KeptRow:
    """A row: the element in its place, itself and its own parts by DOM id, inner ones first, and its state."""

    place: Markup
    html: dict[str, str]
    state: Mapping[str, Any]


_KeptRows = dict[_Key, _KeptRow]


class LiveParts:
    """The parts of one page for readers of one language."""

    def __init__(self, page: str) -> None:
        self._page = page
        self._facts: dict[str, Any] = {}
        self._parts: dict[str, _Rendered] = {}
        self._rows: _KeptRows = {}

    def html(self, view: View, presence: Mapping[str, Any], around: PageContext, **more: Any) -> dict[str, str]:
        """Return the parts by DOM id: first those of `PARTS`, then the rows of their lists, outer ones first."""
        context = page_context(self._page, _undrawn(view), around, presence=presence, whole=False, **more)
        before, self._facts = self._facts, _compared(context)
        states = Compared(before, self._facts)
        kept, self._rows = self._rows, {}
        environment = environment_in(around.words)
        row = partial(self._row, environment, around, RowStates(context), kept)
        names = PARTS[self._page]
        for name in names:
            if name not in self._parts or states.concerns(self._parts[name].read):
                template = environment.get_template(f"parts/{self._page}_{name}.html")
                self._parts[name] = _rendered(template, context, row)
        inside: dict[str, str] = {}
        for name in names:
            for key in self._parts[name].placed:
                inside |= row(key).html
            inside |= self._parts[name].own
        return {f"part-{name}": self._parts[name].html for name in names} | dict(reversed(inside.items()))

    def _row(
        self, environment: Environment, around: PageContext, rows: RowStates, kept: _KeptRows, key: _Key
    ) -> _KeptRow:
        """Return a row; one of those that are kept, if its state is the same."""
        if key not in self._rows:
            row, state = kept.get(key), rows.state(*key)
            self._rows[key] = row if row and row.state == state else _row_of(environment, around, key[0], state)
        return self._rows[key]


def _row_of(environment: Environment, around: PageContext, name: str, state: Mapping[str, Any]) -> _KeptRow:
    inside: dict[str, str] = {}
    keep = partial(_own_part, inside)
    html = environment.get_template(f"parts/{name}.html").render(around=around, whole=False, own_part=keep, **state)
    return _KeptRow(keep(html), inside, state)


def _rendered(template: Template, context: dict[str, Any], row: Callable[[_Key], _KeptRow]) -> _Rendered:
    read: Read = {}
    own: dict[str, str] = {}
    placed: list[_Key] = []

    def row_part(name: str, id_: str) -> Markup:
        placed.append((name, id_))
        return row((name, id_)).place

    html = template.render(
        context
        | {name: Noted(context[name], read.setdefault(name, {})) for name in _NOTED}
        | {"note_read": lambda name: read.setdefault(name, ALL)}
        | {"own_part": partial(_own_part, own), "row_part": row_part}
    )
    return _Rendered(_DRAWN.sub(r"\1", html), own, placed, read)


def _own_part(inside: dict[str, str], html: str) -> Markup:
    """Keep a row as a part of its own; return an empty element with its id, which stands in its place."""
    opening = _OPENING.match(html)
    assert opening, "a row begins with its id"  # noqa: S101 - a mistake in our template
    tag, id_ = opening.groups()
    inside[id_] = _DRAWN.sub(r"\1", str(html))  # of markup, `sub` would escape what it puts in
    return Markup(f'<{tag} id="{id_}" data-kept></{tag}>')  # noqa: S704 - from our own template, escaped


def _compared(context: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is compared of the context of a page; `row` is a function that reads people."""
    lasting = _lasting(context["view"])
    segments = {row["id"]: row for row in lasting["segments"]}
    facts = {name: value for name, value in context.items() if not callable(value)}
    return facts | {"view": lasting, "segments": segments, "row": context["people"]}


def _undrawn(view: View) -> View:
    """Return the view without the instants and texts that a page draws itself: they change as time passes."""
    return {
        **view,
        "forecast_end_ms": 0,
        "floor": {**view["floor"], "remaining_ms": 0, "text": ""},
        "segments": [
            {
                **row,
                "forecast_start_ms": row["forecast_start_ms"] and 0,
                "forecast_end_ms": row["forecast_end_ms"] and 0,
            }
            for row in view["segments"]
        ],
    }


def _lasting(view: View) -> dict[str, Any]:
    """Return what is compared of a view: of a clock that runs since when, instead of how long."""
    now = view["now_ms"]
    segments = [
        {**row, "spent_ms": now - row["spent_ms"] if row["state"] is ClockState.RUNNING else row["spent_ms"]}
        for row in view["segments"]
    ]
    return {**view, "now_ms": now // _SAME_DAY, "segments": segments}
