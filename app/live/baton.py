"""The baton: one console runs a session; the others watch, ask for the keys, receive them, or take over.

The baton keeps two people from pressing different keys at once. It is not a permission: a console names itself, and a
program that sends no name is not bound. The baton lives as long as the process; after a restart, the first console has
it until the console that had it before returns.

Any message from a console counts as a sign of life; a console sends at least one a second while its page is visible. A
holder that is silent for two seconds is asked, and responds even when its page is hidden. After five seconds it is
gone, and a waiting console gets the keys: first those that asked for them, then in order of arrival. After the server
itself stood still, all consoles' times begin again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from app.domain.errors import NotFound, Refused
from app.domain.values import SECOND

ASKED_AFTER_MS = 2 * SECOND
GONE_AFTER_MS = 5 * SECOND
LOOK_EVERY_MS = SECOND  # while the holder is silent
HELD_UP_MS = SECOND  # an alarm later than this means that the server stood still
MOST_CONSOLES = 50  # former consoles that are remembered; the earliest to leave is forgotten first


@dataclass(frozen=True, slots=True)
class Console:
    """One console page: the link that opened it, its last sign of life, and its number of connected sockets."""

    id: str
    name: str
    link: str | None
    leads: bool  # an organiser's console may take the keys at any time
    heard_ms: int
    sockets: int = 1


class Baton:
    """Which console runs one session. Without a holder, the next console that arrives gets the baton."""

    def __init__(
        self,
        now: Callable[[], int],
        changed: Callable[[], None],
        alarm: Callable[[int], None],
        ask: Callable[[str], None] = lambda _: None,
    ) -> None:
        """`changed` is called when the pages must be told; `alarm` requests a call of `look` in so many milliseconds.

        `ask` sends a console a message that it answers at once.
        """
        self._now = now
        self._changed = changed
        self._wake_in = alarm
        self._ask = ask
        self._consoles: dict[str, Console] = {}
        self._asking: list[str] = []
        self._holder: str | None = None
        self._since_ms = 0
        self._by_arrival = False  # whether the holder has it only because it came first
        self._due_ms = 0  # the next look
        self._told_silent = False

    def came(
        self,
        id_: str,
        name: str,
        was: str | None = None,
        *,
        link: str | None = None,
        leads: bool = False,
        held: bool = False,
    ) -> None:
        """Note that a console has connected, perhaps again.

        It gets the keys if no console has them; if its tab had them before the page was reloaded (`was` is its former
        id); if it had them (`held`) before a restart; or if it is new, and the holder with the same link is not
        connected.
        """
        known = self._consoles.get(id_)
        if known is not None and not known.sockets:
            del self._consoles[id_]  # it is now the last in the waiting order
        sockets = known.sockets + 1 if known else 1
        self._put(Console(id_, known.name if known else self._unlike_others(name), link, leads, self._now(), sockets))
        holder = self._consoles.get(self._holder or "")
        left = holder is not None and not holder.sockets
        if holder is None:
            self._pass_to(id_, by_arrival=not held)
        elif (left and was == holder.id) or (held and self._by_arrival):
            self._pass_to(id_)
        elif left and known is None and link is not None and link == holder.link:
            self._pass_to(id_, by_arrival=True)
        self._tell()

    def heard(self, id_: str) -> None:
        """Note a sign of life: any message from a console."""
        if (console := self._consoles.get(id_)) is None:
            return
        was_silent = self._told_silent
        self._consoles[id_] = replace(console, heard_ms=self._now())
        if id_ == self._holder:
            self._told_silent = False
            self._watch()
            if was_silent:
                self._tell()
        elif was_silent:
            self.look()

    def left(self, id_: str) -> None:
        """Note that a console's socket has ended. It keeps the keys for a while: it may be reloading its page."""
        console = self._consoles[id_]
        self._put(replace(console, heard_ms=self._now(), sockets=console.sockets - 1))
        if not self._consoles[id_].sockets and id_ in self._asking:
            self._asking.remove(id_)
        self._tell()

    def look(self) -> None:
        """Ask a silent holder, and pass the keys on when it is gone."""
        now = self._now()
        if now - self._due_ms > HELD_UP_MS:
            self._consoles = {id_: replace(console, heard_ms=now) for id_, console in self._consoles.items()}
        if self._holder is None:
            return
        gone = now - self._consoles[self._holder].heard_ms >= GONE_AFTER_MS
        if gone and (waiting := self._first_waiting()) is not None:
            self._pass_to(waiting)
            self._tell()
            return
        if now - self._consoles[self._holder].heard_ms >= ASKED_AFTER_MS:
            self._ask_all()
        if gone and not self._told_silent:
            self._told_silent = True
            self._changed()
        if any(console.sockets for console in self._consoles.values()):
            self._watch()

    def require(self, id_: str) -> None:
        """Require that this console may press keys now.

        Raises:
            Refused: `baton_elsewhere`, another console has them; the sentence says which.
        """
        if self._holder not in {None, id_}:
            raise Refused("baton_elsewhere", f"{self._name} is running the session. Ask for the keys, or watch.")

    def ask(self, id_: str) -> None:
        """Ask for the keys on behalf of a console; the holder is told. Asking twice is asking once."""
        self._acts(id_)
        if self._holder in {None, id_}:
            self._pass_to(id_)
        elif id_ not in self._asking:
            self._asking.append(id_)
        self._tell()

    def give(self, id_: str, to: str) -> str:
        """Give the keys from the holder to another console; return its name.

        Raises:
            Refused: `baton_elsewhere`, this console does not have them.
            NotFound: there is no such console, or it is not connected.
        """
        self.require(id_)
        if not self._known(to).sockets:
            raise NotFound("connected console like this")
        self._pass_to(to)
        self._tell()
        return self._name

    def may_take(self, id_: str) -> bool:
        """Whether this console may take over: an organiser's, one with the holder's link, or any if that is gone."""
        holder, console = self._consoles.get(self._holder or ""), self._known(id_)
        if holder is None or holder.id == id_ or console.leads or self._is_silent():
            return True
        return console.link is not None and console.link == holder.link

    def take(self, id_: str, *, at_any_time: bool = False) -> None:
        """Give the keys to a console that takes over.

        Raises:
            Refused: `baton_held`, it may not: the holder was heard less than five seconds ago.
        """
        if not (self.may_take(id_) or at_any_time):
            ago = (self._now() - self._consoles[self._holder].heard_ms) // SECOND if self._holder else 0
            sentence = f"{self._name} was heard {ago} s ago. The keys can be taken over after five seconds of silence."
            raise Refused("baton_held", sentence)
        self._acts(id_)
        self._pass_to(id_)
        self._tell()

    def facts(self) -> dict[str, Any]:
        """Return for templates: the console that runs the session, since when, whether it is silent, and the others."""
        others = [console for console in self._consoles.values() if console.sockets and console.id != self._holder]
        return {
            "holder": self._holder,
            "name": self._name,
            "since_ms": self._since_ms,
            "silent": self._is_silent(),
            "others": [{"id": console.id, "name": console.name} for console in others],
            "may_take": [console.id for console in others if self.may_take(console.id)],
            "asking": list(self._asking),
        }

    @property
    def _name(self) -> str:
        return self._consoles[self._holder].name if self._holder is not None else ""

    def _known(self, id_: str) -> Console:
        if (console := self._consoles.get(id_)) is None:
            raise NotFound("console like this")
        return console

    def _acts(self, id_: str) -> None:
        """A console's request over HTTP is a sign of life too."""
        self._consoles[id_] = replace(self._known(id_), heard_ms=self._now())

    def _is_silent(self) -> bool:
        return self._holder is not None and self._now() - self._consoles[self._holder].heard_ms >= GONE_AFTER_MS

    def _first_waiting(self) -> str | None:
        """Return the first connected console that waits: one that asked for the keys, else the earliest."""
        since = self._now() - GONE_AFTER_MS
        here = [c.id for c in self._consoles.values() if c.sockets and c.heard_ms > since and c.id != self._holder]
        return next((id_ for id_ in (*self._asking, *here) if id_ in here), None)

    def _ask_all(self) -> None:
        for console in self._consoles.values():
            if console.sockets:
                self._ask(console.id)

    def _pass_to(self, id_: str, *, by_arrival: bool = False) -> None:
        if id_ != self._holder:
            self._since_ms = self._now()
        self._holder, self._by_arrival, self._told_silent = id_, by_arrival, False
        self._asking = [asking for asking in self._asking if asking != id_]

    def _watch(self) -> None:
        """Arrange the next look: when the holder has to be asked, and then every second."""
        silence = self._now() - self._consoles[self._holder].heard_ms if self._holder is not None else GONE_AFTER_MS
        to_be_asked, to_be_gone = ASKED_AFTER_MS - silence, GONE_AFTER_MS - silence
        ms = to_be_asked if to_be_asked > 0 else min(to_be_gone, LOOK_EVERY_MS) if to_be_gone > 0 else LOOK_EVERY_MS
        self._due_ms = self._now() + ms
        self._wake_in(ms)

    def _tell(self) -> None:
        self._watch()
        self._changed()

    def _put(self, console: Console) -> None:
        self._consoles[console.id] = console
        gone = [c.id for c in self._consoles.values() if not c.sockets and c.id != self._holder]
        for id_ in gone[: max(len(self._consoles) - MOST_CONSOLES, 0)]:
            del self._consoles[id_]

    def _unlike_others(self, name: str) -> str:
        """Number the labels of consoles: two tabs opened by one link have the same label."""
        taken = {console.name for console in self._consoles.values() if console.sockets or console.id == self._holder}
        numbered = (f"{name} ({n})" for n in range(2, MOST_CONSOLES + 3))
        return next(candidate for candidate in (name, *numbered) if candidate not in taken)
