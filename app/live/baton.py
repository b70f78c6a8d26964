"""The baton: one console runs a session; the others watch, ask for the keys, receive them, or take over.

The baton keeps two people from pressing different keys at once. It is not a permission: a console names itself, and a
program that sends no name is not bound. The baton lives as long as the process; after a restart, the first console has
it until the console that had it before returns.

Consoles of one session may be connected to several processes. Each process passes the keys of its own holder on; what
it decides is stored under an epoch (`unstored`, `stored`), and of two that pass the keys at once the first one counts:
the other takes over what is stored (`follow`).

Any message from a console counts as a sign of life; a console sends at least one a second while its page is visible. A
holder that is silent for two seconds is asked, and responds even when its page is hidden. After five seconds it is
gone, and a waiting console gets the keys: first those that asked for them, then in order of arrival. After the server
itself stood still, all consoles' times begin again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.domain.errors import NotFound, Refused, Sentence
from app.domain.values import SECOND
from app.store.shared.batons import Holding

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
    was: str | None = None  # its id before its page was reloaded
    process: str = ""  # the other process that it is connected to


@dataclass(frozen=True, slots=True)
class BatonPart:
    """The consoles that are connected to one process, those that ask for the keys, and whether its holder is silent."""

    consoles: tuple[Console, ...] = ()
    asking: tuple[str, ...] = ()
    silent: bool = False

    @classmethod
    def of(cls, facts: Mapping[str, Any], process: str) -> BatonPart:
        """Return the part of a process with these facts."""
        consoles = tuple(
            Console(one["id"], one["name"], one["link"], one["leads"], 0, process=process)
            for one in facts.get("consoles", ())
        )
        return cls(consoles, tuple(facts.get("asking", ())), facts.get("silent", False))

    def facts(self) -> dict[str, Any]:
        """Return the facts that `of` reads."""
        consoles = [{name: getattr(one, name) for name in ("id", "name", "link", "leads")} for one in self.consoles]
        return {"consoles": consoles, "asking": self.asking, "silent": self.silent}


class Baton:
    """Which console runs one session. Without a holder, the next console that arrives gets the baton."""

    def __init__(
        self,
        now: Callable[[], int],
        changed: Callable[[], None],
        alarm: Callable[[int], None],
        ask: Callable[[str], None] = lambda _: None,
        moved: Callable[[], None] = lambda: None,
    ) -> None:
        """`changed` is called when the pages must be told; `alarm` requests a call of `look` in so many milliseconds.

        `ask` sends a console a message that it answers at once; `moved` is called when there is a holder to store.
        """
        self._now = now
        self._changed = changed
        self._wake_in = alarm
        self._ask = ask
        self._moved = moved
        self._consoles: dict[str, Console] = {}
        self._elsewhere: dict[str, BatonPart] = {}  # by process
        self._asking: list[str] = []
        self._held: Console | None = None  # as it was when it got the keys
        self._orphaned = False  # whether the process of the holder has died
        self._epoch = 0  # of what is stored
        self._is_stored = True
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
        named = known.name if known else self._name_of(id_) or self._unlike_others(name)
        self._put(Console(id_, named, link, leads, self._now(), sockets, was))
        holder = self._holding()
        left = holder is not None and not holder.sockets
        if holder is None:
            self._pass_to(id_, by_arrival=not held)
        elif id_ == self._holder:
            self._is_here_now(id_)
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
        if self._holder is None or (self._is_elsewhere and not self._orphaned):
            return  # its own process looks after it
        silence = self._silence_ms()
        gone = silence >= GONE_AFTER_MS
        if gone and (waiting := self._first_waiting()) is not None:
            self._pass_to(waiting)
            self._tell()
            return
        if silence >= ASKED_AFTER_MS:
            self._ask_all()
        if gone and not self._told_silent:
            self._told_silent = True
            self._changed()
        if any(console.sockets for console in self._everywhere()):
            self._watch()

    def require(self, id_: str) -> None:
        """Require that this console may press keys now.

        Raises:
            Refused: `baton_elsewhere`, another console has them; the sentence says which.
        """
        if self._holder not in {None, id_}:
            raise Refused(
                "baton_elsewhere", "{name} is running the session. Ask for the keys, or watch.", name=self._name
            )

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
        holder, console = self._holding(), self._known(id_)
        if holder is None or holder.id == id_ or console.leads or self._is_silent():
            return True
        return console.link is not None and console.link == holder.link

    def take(self, id_: str, *, at_any_time: bool = False) -> None:
        """Give the keys to a console that takes over.

        Raises:
            Refused: `baton_held`, it may not: the holder was heard less than five seconds ago.
        """
        if not (self.may_take(id_) or at_any_time):
            ago = self._silence_ms() // SECOND
            sentence = Sentence(
                "{name} was heard {ago} s ago. The keys can be taken over after five seconds of silence.",
                name=self._name,
                ago=ago,
            )
            raise Refused("baton_held", sentence)
        self._acts(id_)
        self._pass_to(id_)
        self._tell()

    def facts(self) -> dict[str, Any]:
        """Return for templates: the console that runs the session, since when, whether it is silent, and the others."""
        others = [console for console in self._everywhere() if console.sockets and console.id != self._holder]
        return {
            "holder": self._holder,
            "name": self._name,
            "since_ms": self._since_ms,
            "silent": self._is_silent(),
            "others": [{"id": console.id, "name": console.name} for console in others],
            "may_take": [console.id for console in others if self.may_take(console.id)],
            "asking": self._all_asking,
        }

    @property
    def own(self) -> BatonPart:
        """The part of this process."""
        consoles = tuple(console for console in self._consoles.values() if console.sockets)
        silent = self._held is not None and not self._is_elsewhere and self._is_silent()
        return BatonPart(consoles, tuple(self._asking), silent)

    def take_in(self, process: str, part: BatonPart | None) -> None:
        """Take in the part of another process; None: it has no consoles any more."""
        self._elsewhere.pop(process, None)
        if part is not None:
            self._elsewhere[process] = part
        if self._held is None or self._held.process != process:
            return
        self._orphaned = False
        connected = any(console.id == self._held.id for console in (part.consoles if part is not None else ()))
        self._held = replace(self._held, sockets=int(connected))
        here = [console for console in self._consoles.values() if console.sockets and console.was == self._held.id]
        if here and not connected:
            self._pass_to(here[0].id)

    def lose(self, process: str) -> None:
        """Note that another process has died: the keys of its console are free."""
        self._elsewhere.pop(process, None)
        if self._held is not None and self._held.process == process:
            self._orphaned = True
            self.look()

    def unstored(self, process: str) -> Holding | None:
        """Return the holder to be stored next, where this process has passed the keys; None if there is none.

        `process` is the name of this process.
        """
        if self._is_stored or (held := self._holding()) is None:
            return None
        at = held.process or process
        return Holding(self._epoch + 1, held.id, held.name, held.link, self._since_ms, self._by_arrival, at)

    def stored(self, holding: Holding) -> None:
        """Note that a holder was stored."""
        self._epoch = holding.epoch
        self._is_stored = holding.holder == self._holder

    def follow(self, holding: Holding, *, here: bool, alive: bool) -> None:
        """Take over a stored holder: another process has passed the keys.

        Args:
            holding: what is stored; the known epoch is ignored.
            here: whether it names this process.
            alive: whether the process that it names is alive. If not, the keys are free.
        """
        if holding.epoch == self._epoch:
            return
        self._epoch = holding.epoch
        if not alive:
            return
        console = Console(holding.holder, holding.name, holding.link, False, self._now())
        self._held = replace(console, process="" if here else holding.process)
        if here and holding.holder not in self._consoles:
            self._consoles[holding.holder] = replace(console, sockets=0)
        self._since_ms, self._by_arrival = holding.since_ms, holding.by_arrival
        self._is_stored, self._told_silent, self._orphaned = True, False, False
        self._asking = [asking for asking in self._asking if asking != holding.holder]
        self._tell()

    @property
    def _holder(self) -> str | None:
        return self._held.id if self._held is not None else None

    @property
    def _all_asking(self) -> list[str]:
        asking = [*self._asking, *(id_ for part in self._elsewhere.values() for id_ in part.asking)]
        return [id_ for id_ in dict.fromkeys(asking) if id_ != self._holder]

    @property
    def _is_elsewhere(self) -> bool:
        return self._held is not None and self._held.process != ""

    def _holding(self) -> Console | None:
        """Return the console that runs the session as it is now."""
        if self._held is None or self._is_elsewhere:
            return self._held
        return self._consoles[self._held.id]

    @property
    def _name(self) -> str:
        return held.name if (held := self._holding()) is not None else ""

    def _everywhere(self) -> list[Console]:
        """Return the consoles of all processes, those of this one first, each once."""
        if not self._elsewhere:
            return list(self._consoles.values())
        elsewhere = {console.id: console for part in self._elsewhere.values() for console in part.consoles}
        here = {id_: console for id_, console in self._consoles.items() if console.sockets or id_ not in elsewhere}
        return [*here.values(), *(console for id_, console in elsewhere.items() if id_ not in here)]

    def _known(self, id_: str) -> Console:
        """Return a console of any process.

        Raises:
            NotFound: there is none like this.
        """
        known = next((console for console in self._everywhere() if console.id == id_), None)
        if known is None:
            raise NotFound("console like this")
        return known

    def _name_of(self, id_: str) -> str | None:
        return next((console.name for console in self._everywhere() if console.id == id_), None)

    def _acts(self, id_: str) -> None:
        """Note a console's request over HTTP as a sign of life, in the process that it is connected to."""
        console = self._known(id_)
        if id_ in self._consoles:
            self._consoles[id_] = replace(console, heard_ms=self._now())

    def _silence_ms(self) -> int:
        """Return for how long the holder has not been heard; of another process only whether it has been."""
        if (held := self._holding()) is None:
            return 0
        if not held.process:
            return self._now() - held.heard_ms
        is_silent = self._orphaned or self._elsewhere.get(held.process, BatonPart()).silent
        return GONE_AFTER_MS if is_silent else 0

    def _is_silent(self) -> bool:
        return self._silence_ms() >= GONE_AFTER_MS

    def _first_waiting(self) -> str | None:
        """Return the first connected console that waits: one that asked for the keys, else the earliest."""
        since = self._now() - GONE_AFTER_MS
        waiting = [c for c in self._everywhere() if c.sockets and c.id != self._holder]
        here = [c.id for c in waiting if c.process or c.heard_ms > since]
        return next((id_ for id_ in (*self._all_asking, *here) if id_ in here), None)

    def _is_here_now(self, id_: str) -> None:
        """Note that the holder has connected, and store it if the holder was connected to another process before."""
        if self._is_elsewhere:
            self._pass_to(id_, by_arrival=self._by_arrival)

    def _ask_all(self) -> None:
        for console in self._consoles.values():
            if console.sockets:
                self._ask(console.id)

    def _pass_to(self, id_: str, *, by_arrival: bool = False) -> None:
        if id_ != self._holder:
            self._since_ms = self._now()
        self._held, self._by_arrival, self._told_silent = self._known(id_), by_arrival, False
        self._orphaned = self._is_stored = False
        self._asking = [asking for asking in self._asking if asking != id_]
        self._moved()

    def _watch(self) -> None:
        """Arrange the next look: when the holder has to be asked, and then every second."""
        silence = self._silence_ms() if self._holder is not None else GONE_AFTER_MS
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
        taken = {console.name for console in self._everywhere() if console.sockets or console.id == self._holder}
        numbered = (f"{name} ({n})" for n in range(2, MOST_CONSOLES + 3))
        return next(candidate for candidate in (name, *numbered) if candidate not in taken)
