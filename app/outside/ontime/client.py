"""A client that speaks Ontime v4, without its connection: what it is told, and what is done for it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from pydantic_core import to_json

from app.domain.errors import JournalUnavailable, Rejection
from app.domain.messages.commands import ShowMessage
from app.domain.presets import LONGEST_MESSAGE
from app.domain.state.policy import allow
from app.domain.text import cleaned
from app.domain.views.shapes import View
from app.languages.views import view_in
from app.languages.words import Words
from app.outside.dispatcher import Dispatcher, Program
from app.outside.ontime.events import Fields, rundown_of
from app.outside.ontime.messages import VERSION, OntimeMessage, logged, message
from app.outside.ontime.reading import aux_numbers, commands_for, typed
from app.outside.ontime.store import Store, aux_clocks, message_of, store_of
from app.server.context import Guest
from app.server.memo import Memo
from app.service.access.throttle import Throttle

DIALECT = "Companion"
BOUNCE_MS = 300  # the same action within this time is the same press
FRESH_MS = 200  # an answer to `poll` is at most this old, however often clients ask
MOST_PREPARED = 1_000  # sessions


@dataclass(slots=True)
class Prepared:
    """Texts for the stage that clients typed and have not shown yet, by session; the server forgets them at its end."""

    _texts: dict[str, str] = field(default_factory=dict)

    def of(self, session: str) -> str:
        return self._texts.get(session, "")

    def keep(self, session: str, text: str) -> None:
        """Keep a text; the oldest of another session is forgotten if there are too many."""
        self._texts.pop(session, None)
        if text:
            self._texts[session] = text
        if len(self._texts) > MOST_PREPARED:
            del self._texts[next(iter(self._texts))]


@dataclass(frozen=True, slots=True)
class OntimeClient:
    """One client: the guest whose link it shows, and the language in which it is answered."""

    guest: Guest
    words: Words
    dispatcher: Dispatcher
    prepared: Prepared
    memo: Memo
    dialect: str = DIALECT  # how the audit names the program

    @property
    def slug(self) -> str:
        return self.guest.room.session.plan.slug

    def view(self) -> View:
        room = self.guest.room
        return view_in(self.words, room.session, self.guest.role, room.now(), self.guest.speaker)

    def rundown(self) -> Fields:
        return rundown_of(self.guest.room.session, self.view(), self.words)

    def polled(self) -> str:
        """Return the answer to `poll`: the whole store. Clients with the same view and language share it."""
        room, kept = self.guest.room, self.prepared.of(self.slug)
        key = ("ontime", self.slug, self.guest.role, self.guest.speaker, self.words.language)
        state = (room.session.version, room.now() // FRESH_MS, kept)
        return self.memo.get(key, state, lambda: message("poll", self._store()))

    async def answer(self, asked: OntimeMessage, once: Throttle) -> Any:
        """Do what is asked for; return the payload of the answer.

        Args:
            asked: the action.
            once: a throttle of one try every `BOUNCE_MS`: the same action again within that time is not done again.

        Raises:
            Rejection, JournalUnavailable: it was refused, or is not stored; nothing more of it is done.
        """
        match asked.tag:
            case "version":
                return VERSION
            case "poll":
                return self._store()
        mark = self._mark(asked)
        if once.take(mark, self.guest.room.now()):
            return self._outcome(asked)
        try:
            await self._do(asked)
        except (Rejection, JournalUnavailable):
            once.give_back(mark)  # so the next press is not a repetition
            raise
        return self._outcome(asked)

    def refusal(self, sentence: str) -> str:
        """Return a refusal as a message, in the client's language."""
        zone = ZoneInfo(self.guest.room.session.plan.conference.timezone)
        time = datetime.fromtimestamp(self.guest.room.now() / 1000, zone)
        return logged(self.words.told(sentence), f"{time:%H:%M:%S}")

    def _mark(self, asked: OntimeMessage) -> str:
        """Return a short text that is the same for the same action with the same link in the same session."""
        program = Program.of(self.dialect, self.guest)
        return hashlib.sha256(to_json([program.id, self.slug, asked.tag, asked.payload])).hexdigest()

    def _store(self) -> Store:
        return store_of(self.guest.room.session, self.view(), self.words, self.prepared.of(self.slug))

    def _message(self) -> Store:
        return message_of(self.view(), self.words, self.prepared.of(self.slug))

    def _outcome(self, asked: OntimeMessage) -> Any:
        """Return the payload of an answer to what was done: the new message or aux clocks, or that it was done."""
        match asked.tag:
            case "message":
                return self._message()
            case "auxtimer":
                clocks = aux_clocks(self.view())
                return {str(n): clocks[n] for n in aux_numbers(asked.payload)}
        return "success"

    async def _do(self, asked: OntimeMessage) -> None:
        now, program = self._message(), Program.of(self.dialect, self.guest)
        text = typed(asked.payload, now) if asked.tag == "message" else None
        if text is not None:
            self.dispatcher.count(program)
            self._prepare(text)
        for command in commands_for(asked, self.guest.room.session, now):
            await self.dispatcher.give(program, command)
            if isinstance(command, ShowMessage):
                self.prepared.keep(self.slug, "")

    def _prepare(self, text: str) -> None:
        """Keep a text that will be shown when a client makes the message visible.

        Raises:
            Forbidden: the link's role may show no message.
            Invalid: it is too long.
        """
        allow(self.guest.role, ShowMessage(text))
        self.prepared.keep(self.slug, cleaned("text", text, 0, LONGEST_MESSAGE))
        self.guest.room.show_again()
