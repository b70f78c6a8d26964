"""Presence: the number of viewers, and the last report of each stage screen, here and in other processes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from app.domain.text import clean_text
from app.live.baton import Baton
from app.wire.messages import ScreenReport

SILENT_AFTER_S = 3.5  # a screen reports every 2 s; the console is told within 5 s
FORGOTTEN_AFTER_S = 1_800.0
CLOCK_STEP_MS = 100  # a smaller change of a screen's clock is shown with the next other one
NAMES_TOLD_FOR_S = 30.0  # to the other processes, which read within seconds
# Per link: the screens that are listed, including disconnected ones; in a large house with one link for all stages, the
# connected ones.
MOST_SCREENS = 8
MOST_CONNECTED: Mapping[str, int] = {"stage": 32}


@dataclass(frozen=True, slots=True)
class Screen:
    """A stage or speaker screen. `last_seen_ms` is an instant; `clock_error_ms` is how far off its clock may be.

    `here`: heard in time. `silent`: connected, but not heard. `gone`: disconnected.
    """

    id: str
    name: str
    page: str
    state: Literal["here", "silent", "gone"]
    last_seen_ms: int
    visible: bool = False
    clock_error_ms: int | None = None
    painted_seq: int = 0
    shows_message: bool = False
    cue_shown: int | None = None
    cue_seen: int | None = None
    link: str | None = None  # the id of the link that it was opened with; its look belongs to that
    lost_with: str = ""  # the process that has died with this screen's connection

    @property
    def told_of(self) -> Screen:
        """What the console hears of at once: neither of each report, nor of some milliseconds of the clock."""
        error = None if self.clock_error_ms is None else self.clock_error_ms // CLOCK_STEP_MS
        return replace(self, last_seen_ms=0, clock_error_ms=error)

    @property
    def rank(self) -> tuple[int, int]:
        """Greater for the better of two reports about one screen."""
        return _RANK[self.state], self.last_seen_ms


_RANK = {"here": 2, "silent": 1, "gone": 0}


@dataclass(frozen=True, slots=True)
class ReadingPlace:
    """The paragraph of a text that is being read aloud, from 1, and since when."""

    place: str
    paragraph: int
    at_ms: int


@dataclass(frozen=True, slots=True)
class PresencePart:
    """The part of one process in who watches a session.

    `links` are those of paired screens that are connected there. `names` are new names that a moderator gave there, by
    screen or by link: the process that a screen is connected to takes them over.
    """

    viewers: int = 0
    screens: tuple[Screen, ...] = ()
    reading: ReadingPlace | None = None
    links: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> PresencePart:
        """Return the part with these facts; ones that this program does not know are left out."""
        reading = facts.get("reading")
        screens = tuple(Screen(**_known(Screen, screen)) for screen in facts.get("screens", ()))
        place = ReadingPlace(**_known(ReadingPlace, reading)) if reading else None
        return cls(facts.get("viewers", 0), screens, place, tuple(facts.get("links", ())), facts.get("names", {}))


def _known(kind: type[Screen | ReadingPlace], facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: facts[name] for name in kind.__dataclass_fields__ if name in facts}


class Presence:
    """The present watchers of one room; calls back whenever a fact that the console shows has changed."""

    def __init__(self, changed: Callable[[], None], baton: Baton) -> None:
        self.baton = baton
        self._changed = changed
        self._screens: dict[str, Screen] = {}
        self._links: dict[str, str | None] = {}  # the link that opened each screen
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._viewers = 0
        self._reading: ReadingPlace | None = None
        self._paired: set[str] = set()  # links of paired screens that are connected here
        self._names: dict[str, str] = {}  # new ones, for screens of other processes
        self._elsewhere: dict[str, PresencePart] = {}  # by process
        self._lost: dict[str, Screen] = {}  # screens of processes that have died
        self._viewers_elsewhere = 0

    @property
    def viewers(self) -> int:
        """The viewers of all processes."""
        return self._viewers + self._viewers_elsewhere

    @property
    def own(self) -> PresencePart:
        """The part of this process."""
        screens, links = tuple(self._screens.values()), tuple(sorted(self._paired))
        return PresencePart(self._viewers, screens, self._reading, links, dict(self._names))

    @property
    def screens(self) -> list[Screen]:
        """The screens of all processes, those of this one first, in the order in which they first came."""
        if not self._elsewhere and not self._lost:
            return list(self._screens.values())
        elsewhere = [screen for part in self._elsewhere.values() for screen in part.screens]
        screens = dict(self._screens)
        for screen in [*elsewhere, *self._lost.values()]:
            screens[screen.id] = max(screens.get(screen.id, screen), screen, key=lambda one: one.rank)
        return list(screens.values())

    def take_in(self, process: str, part: PresencePart | None) -> dict[str, str]:
        """Take in the part of another process; None: it has none any more. Return the names that are new in it."""
        before = self._elsewhere.pop(process, PresencePart()).names
        if part is not None:
            self._elsewhere[process] = part
        self._count_elsewhere()
        names = part.names if part is not None else {}
        return {about: name for about, name in names.items() if before.get(about) != name}

    def lose(self, process: str, *, died: bool) -> None:
        """Note that another process has ended: its viewers and screens are connected to it no longer."""
        if (part := self._elsewhere.pop(process, None)) is None:
            return
        for screen in part.screens:
            with_it = process if died and screen.state != "gone" else screen.lost_with
            self._lost[screen.id] = replace(screen, state="gone", visible=False, lost_with=with_it)
            asyncio.get_running_loop().call_later(FORGOTTEN_AFTER_S, self._lost.pop, screen.id, None)
        self._count_elsewhere()

    def viewer_came(self) -> None:
        self._viewers += 1
        self._changed()

    def viewer_left(self) -> None:
        self._viewers -= 1
        self._changed()

    def screen_came(self, id_: str, name: str, page: str, now: int, default: str = "", link: str | None = None) -> None:
        """Note that a screen has connected, under the name it sends, an earlier one, or the default.

        The list of a link is limited. Disconnected screens make room first, then silent ones; if all of them are here,
        the new one works like them and is not listed.
        """
        known = next((screen for screen in self.screens if screen.id == id_), None)
        if id_ not in self._screens and not self._has_room(link, page):
            return
        self._links[id_] = link
        number = len(self.screens) + 1
        default = known.name if known else default or f"{page.capitalize()} {number}"
        self._put(Screen(id_, clean_text(name) or default, page, "here", now, link=link))

    def screen_reported(self, id_: str, report: ScreenReport, now: int) -> None:
        if (screen := self._screens.get(id_)) is None:
            return
        heard = replace(
            screen,
            state="here",
            last_seen_ms=now,
            visible=report.visible,
            clock_error_ms=None if report.error_ms is None else round(report.error_ms),
            painted_seq=report.seq,
            shows_message=report.message,
            cue_shown=report.cue,
            cue_seen=report.seen,
        )
        self._put(heard, quietly=heard.told_of == screen.told_of)

    def screen_heard(self, id_: str, now: int) -> None:
        """Note any message from a screen: it is alive."""
        if (screen := self._screens.get(id_)) is not None:
            self._put(replace(screen, state="here", last_seen_ms=now), quietly=screen.state == "here")

    def screen_left(self, id_: str) -> None:
        """Note that a screen has disconnected; of those of its link, the newest `MOST_SCREENS` stay listed."""
        if (screen := self._screens.get(id_)) is None:
            return
        self._put(replace(screen, state="gone", visible=False))
        gone = [one.id for one in self._of_link(self._links[id_]) if one.state == "gone"]
        for earlier in gone[:-MOST_SCREENS]:
            self._forget(earlier)

    def name_screen(self, id_: str, name: str) -> None:
        """Name a screen that is listed here."""
        if (screen := self._screens.get(id_)) is not None:
            self._put(replace(screen, name=name), rearm=False)

    def name_elsewhere(self, about: str, name: str) -> None:
        """Tell the other processes the new name of a screen, or of the screens of a link."""
        self._names[about] = name
        asyncio.get_running_loop().call_later(NAMES_TOLD_FOR_S, self._forget_name, about, name)
        self._changed()

    def pair_came(self, link: str) -> None:
        """Note that a paired screen's link has a connection here."""
        self._paired.add(link)
        self._changed()

    def pair_left(self, link: str) -> None:
        """Note that a paired screen's link has no connection here any more."""
        self._paired.discard(link)
        self._changed()

    def is_connected(self, link: str) -> bool:
        """Whether a paired screen's link has a connection in any process."""
        return link in self._paired or any(link in part.links for part in self._elsewhere.values())

    def read_to(self, place: str, paragraph: int, now: int) -> None:
        """Note which paragraph of which text is being read aloud, from 1; lost with the process, and told again."""
        is_new = self._reading is None or (self._reading.place, self._reading.paragraph) != (place, paragraph)
        self._reading = ReadingPlace(place, paragraph, now)
        if is_new:
            self._changed()

    def facts(self) -> dict[str, Any]:
        """Return the facts for templates and JSON."""
        reading = self._latest_reading()
        return {
            "viewers": self.viewers,
            "reading": {"place": reading.place, "paragraph": reading.paragraph} if reading else None,
            "baton": self.baton.facts(),
            "screens": [
                {field: getattr(screen, field) for field in Screen.__dataclass_fields__} for screen in self.screens
            ],
        }

    def _forget_name(self, about: str, name: str) -> None:
        if self._names.get(about) == name:
            del self._names[about]
            self._changed()

    def _latest_reading(self) -> ReadingPlace | None:
        told = [self._reading, *(part.reading for part in self._elsewhere.values())]
        return max((reading for reading in told if reading), key=lambda reading: reading.at_ms, default=None)

    def _count_elsewhere(self) -> None:
        self._viewers_elsewhere = sum(part.viewers for part in self._elsewhere.values())

    def _has_room(self, link: str | None, page: str) -> bool:
        """Make room for one more screen of this link by forgetting absent ones; return whether there is room."""
        listed = self._of_link(link)
        absent = [screen for state in ("gone", "silent") for screen in listed if screen.state == state]
        leaving = absent[: max(0, len(listed) + 1 - MOST_SCREENS)]
        for screen in leaving:
            self._forget(screen.id)
        return len(listed) - len(leaving) < MOST_CONNECTED.get(page, MOST_SCREENS)

    def _of_link(self, link: str | None) -> list[Screen]:
        return [screen for id_, screen in self._screens.items() if self._links[id_] == link]

    def _put(self, screen: Screen, *, quietly: bool = False, rearm: bool = True) -> None:
        self._screens[screen.id] = screen
        if rearm:
            self._rearm(screen)
        if not quietly:
            self._changed()

    def _rearm(self, screen: Screen) -> None:
        if (timer := self._timers.pop(screen.id, None)) is not None:
            timer.cancel()
        loop = asyncio.get_running_loop()
        if screen.state == "here":
            self._timers[screen.id] = loop.call_later(SILENT_AFTER_S, self._fell_silent, screen.id)
        elif screen.state == "gone":
            self._timers[screen.id] = loop.call_later(FORGOTTEN_AFTER_S, self._forget, screen.id)

    def _fell_silent(self, id_: str) -> None:
        self._put(replace(self._screens[id_], state="silent"))

    def _forget(self, id_: str) -> None:
        self._screens.pop(id_, None)
        self._links.pop(id_, None)
        if (timer := self._timers.pop(id_, None)) is not None:
            timer.cancel()
        self._changed()
