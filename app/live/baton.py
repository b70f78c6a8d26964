"""The baton: of all consoles of a session, one holds the floor keys; others watch, ask, are given it, or take over.

It keeps two people from pressing different keys at once. It is no permission: a console says itself which one it is,
and a program that says nothing is not bound. It lives as long as the process; after a restart the first console has it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from app.domain.errors import NotFound, Refused
from app.domain.values import SECOND

SILENT_AFTER_MS = 10 * SECOND
MOST_CONSOLES = 50  # that are remembered; those that left first are forgotten first


@dataclass(frozen=True, slots=True)
class Console:
    """One console page: whose link opened it, when it was last heard, and with how many sockets it is connected."""

    id: str
    name: str
    heard_ms: int
    sockets: int = 1


class Baton:
    """Who holds the floor keys of one session. An empty baton goes to whoever comes next."""

    def __init__(self, now: Callable[[], int], changed: Callable[[], None], alarm: Callable[[int], None]) -> None:
        """`changed` is called whenever somebody must be told; `alarm` asks for a call of it in so many milliseconds."""
        self._now = now
        self._changed = changed
        self._alarm = alarm
        self._consoles: dict[str, Console] = {}
        self._asking: list[str] = []
        self._holder: str | None = None

    def came(self, id_: str, name: str, was: str | None = None) -> None:
        """A console has connected, perhaps again; `was` is what its tab was called before it loaded the page anew.

        It holds the keys if nobody does, if it did before it was loaded anew, or if whoever does has fallen silent.
        """
        known = self._consoles.get(id_)
        sockets = known.sockets + 1 if known else 1
        self._put(Console(id_, known.name if known else self._unlike_others(name), self._now(), sockets))
        before = self._consoles.get(was) if was is not None else None
        same_tab = before is not None and before.id == self._holder and not before.sockets
        if self._holder is None or same_tab or (self._holder != id_ and self._is_silent()):
            self._pass_to(id_)
        self._tell()

    def heard(self, id_: str) -> None:
        """Any message at all from a console: somebody is there."""
        if (console := self._consoles.get(id_)) is None:
            return
        was_silent = id_ == self._holder and self._is_silent()
        self._consoles[id_] = replace(console, heard_ms=self._now())
        if id_ == self._holder:
            self._alarm(SILENT_AFTER_MS)
        if was_silent:
            self._tell()

    def left(self, id_: str) -> None:
        """A socket of a console has ended. The keys stay with it for a while: it may be loading the page anew."""
        console = self._consoles[id_]
        self._put(replace(console, heard_ms=self._now(), sockets=console.sockets - 1))
        if not self._consoles[id_].sockets and id_ in self._asking:
            self._asking.remove(id_)
        self._tell()

    def require(self, id_: str) -> None:
        """Nothing, if this console may press floor keys now.

        Raises:
            Refused: `baton_elsewhere`, another one has them; the sentence says which.
        """
        if self._holder not in {None, id_}:
            raise Refused("baton_elsewhere", f"{self._name} has the floor keys. Ask for them, or watch.")

    def ask(self, id_: str) -> None:
        """A console would like to have the keys; whoever has them is told. Asking twice is asking once."""
        self._known(id_)
        if self._holder in {None, id_}:
            self._pass_to(id_)
        elif id_ not in self._asking:
            self._asking.append(id_)
        self._tell()

    def give(self, id_: str, to: str) -> str:
        """Whoever has the keys gives them to another console; the answer is its name.

        Raises:
            Refused: `baton_elsewhere`, they are not this console's to give.
            NotFound: there is no such console, or it is not connected.
        """
        self.require(id_)
        if not self._known(to).sockets:
            raise NotFound("connected console like this")
        self._pass_to(to)
        self._tell()
        return self._name

    def take(self, id_: str, *, at_any_time: bool) -> None:
        """A console takes the keys over: at any time (an organiser), or when whoever has them has been silent.

        Raises:
            Refused: `baton_held`, whoever has them was heard less than ten seconds ago.
        """
        self._known(id_)
        if not (self._holder in {None, id_} or at_any_time or self._is_silent()):
            ago = (self._now() - self._consoles[self._holder].heard_ms) // SECOND if self._holder else 0
            sentence = f"{self._name} was heard {ago} s ago. The keys can be taken over after ten seconds of silence."
            raise Refused("baton_held", sentence)
        self._pass_to(id_)
        self._tell()

    def facts(self) -> dict[str, Any]:
        """For templates: who holds the keys, who is silent, who asks, and who else is connected."""
        connected = [console for console in self._consoles.values() if console.sockets]
        return {
            "holder": self._holder,
            "name": self._name,
            "silent": self._is_silent(),
            "others": [{"id": c.id, "name": c.name} for c in connected if c.id != self._holder],
            "asking": list(self._asking),
        }

    @property
    def _name(self) -> str:
        return self._consoles[self._holder].name if self._holder is not None else ""

    def _known(self, id_: str) -> Console:
        if (console := self._consoles.get(id_)) is None:
            raise NotFound("console like this")
        return console

    def _is_silent(self) -> bool:
        return self._holder is not None and self._now() - self._consoles[self._holder].heard_ms >= SILENT_AFTER_MS

    def _pass_to(self, id_: str) -> None:
        self._holder = id_
        self._asking = [asking for asking in self._asking if asking != id_]

    def _tell(self) -> None:
        self._alarm(SILENT_AFTER_MS)
        self._changed()

    def _put(self, console: Console) -> None:
        self._consoles[console.id] = console
        gone = [c.id for c in self._consoles.values() if not c.sockets and c.id != self._holder]
        for id_ in gone[: max(len(self._consoles) - MOST_CONSOLES, 0)]:
            del self._consoles[id_]

    def _unlike_others(self, name: str) -> str:
        """Two tabs that were opened by one link have one label; they are told apart by a number."""
        taken = {console.name for console in self._consoles.values() if console.sockets or console.id == self._holder}
        numbered = (f"{name} ({n})" for n in range(2, MOST_CONSOLES + 3))
        return next(candidate for candidate in (name, *numbered) if candidate not in taken)
