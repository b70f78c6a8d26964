"""The parts of a page for its sockets: a part is rendered again only when something that it has read has changed.

While a part is rendered, the names that it reads are noted: those of the context, and the keys of the view and of
presence. Nothing has to be declared, so nothing can be forgotten. Instants that only texts show which a page draws
itself are not compared: those texts are not sent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from app.domain.values import MINUTE, ClockState
from app.domain.views.shapes import View
from app.web.rendering.render import PageContext, environment_in, page_context

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
_BY_KEY = ("view", "presence")  # compared and noted key by key
_SAME_DAY = 15 * MINUTE  # in every zone, a day begins with a quarter of an hour


@dataclass(frozen=True, slots=True)
class _Rendered:
    """A part or a row: its HTML, the rows in it by DOM id, inner ones first, and what it was made of."""

    html: str
    rows: dict[str, str]
    made_of: Any


class _Noted(dict[str, Any]):
    """Facts that note which of them are read."""

    def __init__(self, name: str, facts: Mapping[str, Any], note: Callable[[str], None]) -> None:
        super().__init__(facts)
        self._name, self._note = name, note

    def __getitem__(self, key: str) -> Any:
        self._note(f"{self._name}.{key}")
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self._note(f"{self._name}.{key}")
        return super().__contains__(key)

    def get(self, key: str, default: Any = None) -> Any:
        self._note(f"{self._name}.{key}")
        return super().get(key, default)


class LiveParts:
    """The parts of one page for readers of one language."""

    def __init__(self, page: str) -> None:
        self._page = page
        self._facts: dict[str, Any] = {}
        self._parts: dict[str, _Rendered] = {}
        self._rows: dict[tuple[str, str], _Rendered] = {}
        self._read: set[str] = set()  # by the part that is being rendered
        self._inside: dict[str, str] = {}  # the rows in it so far

    def html(self, view: View, presence: Mapping[str, Any], around: PageContext, **more: Any) -> dict[str, str]:
        """Return the parts by DOM id: first those of `PARTS`, then the rows of their lists, outer ones first."""
        context = page_context(self._page, _undrawn(view), around, presence=presence, whole=False, **more)
        told = context["view"]
        changed = self._changed(told, presence, context)
        environment = environment_in(around.words)
        context |= {
            "view": _Noted("view", told, self._note),
            "presence": _Noted("presence", presence, self._note),
            "note_read": self._note,
            "own_part": self._own_part,
            "row_part": partial(self._row_part, environment, around),
        }
        names = PARTS[self._page]
        for name in names:
            if name not in self._parts or not changed.isdisjoint(self._parts[name].made_of):
                self._parts[name] = self._rendered(environment, name, context)
        rows = {id_: html for name in names for id_, html in self._parts[name].rows.items()}
        self._rows = {key: row for key, row in self._rows.items() if not row.rows.keys().isdisjoint(rows)}
        return {f"part-{name}": self._parts[name].html for name in names} | dict(reversed(rows.items()))

    def _changed(self, view: View, presence: Mapping[str, Any], context: Mapping[str, Any]) -> set[str]:
        """Return the names of what differs from the last time."""
        lasting = _lasting(view)
        facts = {name: value for name, value in context.items() if name not in _BY_KEY and not callable(value)}
        facts |= {"segments": lasting["segments"], "guiding": view["guiding_questions"], "row": context["people"]}
        facts |= {f"view.{key}": value for key, value in lasting.items()}
        facts |= {f"presence.{key}": value for key, value in presence.items()}
        before, self._facts = self._facts, facts
        missing = object()
        names = before.keys() | facts.keys()
        return {name for name in names if before.get(name, missing) != facts.get(name, missing)}

    def _note(self, name: str) -> None:
        self._read.add(name)

    def _rendered(self, environment: Environment, name: str, context: Mapping[str, Any]) -> _Rendered:
        self._read, self._inside = set(), {}
        html = environment.get_template(f"parts/{self._page}_{name}.html").render(context)
        return _Rendered(_DRAWN.sub(r"\1", html), self._inside, self._read)

    def _own_part(self, html: str) -> Markup:
        """Keep a row as a part of its own; return an empty element with its id, which stands in its place."""
        opening = _OPENING.match(html)
        assert opening, "a row begins with its id"  # noqa: S101 - a mistake in our template
        tag, id_ = opening.groups()
        self._inside[id_] = _DRAWN.sub(r"\1", str(html))  # of markup, `sub` would escape what it puts in
        return Markup(f'<{tag} id="{id_}" data-kept></{tag}>')  # noqa: S704 - from our own template, escaped

    def _row_part(self, environment: Environment, around: PageContext, name: str, id_: str, **state: Any) -> Markup:
        """Keep a row with a template of its own, which reads nothing but its state; the same state is the same row."""
        row = self._rows.get((name, id_))
        if row is None or row.made_of != state:
            outside, self._inside = self._inside, {}
            html = environment.get_template(f"parts/{name}.html").render(
                around=around, whole=False, own_part=self._own_part, **state
            )
            place = self._own_part(html)
            row = self._rows[name, id_] = _Rendered(place, self._inside, state)
            self._inside = outside
        self._inside |= row.rows
        return Markup(row.html)  # noqa: S704 - from our own template, escaped


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
