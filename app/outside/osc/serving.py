"""OSC of one session, as long as the server runs: do what comes in, tell what is on, begin again after a failure."""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass

import structlog

from app.clock import Clock, first_of
from app.domain.errors import JournalUnavailable, Rejection, UnreadableJournal
from app.domain.values import SECOND, Role
from app.languages.languages import LANGUAGES
from app.languages.views import view_in
from app.languages.words import ENGLISH, Words, words_in
from app.outside.dispatcher import Dispatcher, Press, Program
from app.outside.ontime.client import BOUNCE_MS, OntimeClient, Prepared
from app.outside.ontime.messages import OntimeMessage
from app.outside.ontime.ticker import next_instant
from app.outside.osc.reading import read_datagram
from app.outside.osc.receiving import OscReceiver, Received
from app.outside.osc.telling import Told, changes, datagram, events, told_of
from app.server.context import Guest
from app.server.memo import Memo
from app.service.access.throttle import Throttle
from app.service.access.visitor import Visitor
from app.service.room import Room, Sender
from app.service.rooms import Rooms

log = structlog.get_logger()

AGAIN_S = 5.0  # between two tries, while the port is taken or the session is not there
WHOLE_EVERY_MS = 60 * SECOND  # receivers that were started later learn all in this time, and a lost datagram is made up
REFUSED = "/rostrum/refused"


@dataclass(frozen=True, slots=True)
class OscSettings:
    """Where OSC is received, from whom, what it may do in which session, and who is told what is on."""

    host: str
    port: int
    session: str
    role: Role
    senders: Sequence[str]  # networks
    receivers: Sequence[str]  # host:port


class Osc:
    """OSC in and out of one session."""

    def __init__(self, settings: OscSettings, rooms: Rooms, dispatcher: Dispatcher, clock: Clock, memo: Memo) -> None:
        self._settings = settings
        self._rooms = rooms
        self._dispatcher = dispatcher
        self._memo = memo
        self._prepared = Prepared()
        self._once = Throttle(1, BOUNCE_MS)
        self._receiver = OscReceiver([ipaddress.ip_network(one) for one in settings.senders], clock)
        self.place: tuple[str, int] | None = None  # where it listens, once it does

    async def run(self) -> None:
        """Receive and tell, without end: of several processes the one that has the port, so that none is told twice."""
        while True:
            try:
                with closing(await self._listen()):
                    async with asyncio.TaskGroup() as both:
                        both.create_task(self._receive())
                        both.create_task(self._tell())
            except ExceptionGroup as failed:
                log.error("OSC has failed; it begins again", exc_info=failed)
            self.place = None
            await asyncio.sleep(AGAIN_S)

    async def _receive(self) -> None:
        while True:
            received = await self._receiver.waiting.get()
            if (why := await self._refusal(received)) is not None:
                self._receiver.answer(datagram(REFUSED, why), received.sender)

    async def _listen(self) -> asyncio.DatagramTransport:
        """Take the port, as soon as no other process has it."""
        place, said = (self._settings.host, self._settings.port), False
        while True:
            try:
                transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
                    lambda: self._receiver, local_addr=place
                )
            except OSError as error:
                if not said:
                    log.info(
                        "the OSC port cannot be used; it is tried again", host=place[0], port=place[1], why=str(error)
                    )
                said = True
                await asyncio.sleep(AGAIN_S)
            else:
                self.place = transport.get_extra_info("sockname")[:2]
                log.info("OSC is received", host=place[0], port=self.place[1], session=self._settings.session)
                return transport

    async def _refusal(self, received: Received) -> str | None:
        """Do what a datagram asks for; return why not, in the session's language, if it was refused."""
        words = ENGLISH
        try:
            if (asked := read_datagram(received.datagram)) is None:
                return None
            guest = await self._guest()
            words = _words_of(guest.room)
            if isinstance(asked, OntimeMessage):
                client = OntimeClient(guest, words, self._dispatcher, self._prepared, self._memo, "OSC")
                await client.answer(asked, self._once)
            else:
                await self._dispatcher.act(Program.of("OSC", guest), Press(asked.name, asked.arguments))
        except (Rejection, JournalUnavailable) as error:
            return words.told(error.sentence)
        return None

    async def _guest(self) -> Guest:
        role = self._settings.role
        room = await self._rooms.get(self._settings.session)
        return Guest(room, role, Sender(str(role), role, place="OSC"), Visitor())

    async def _tell(self) -> None:
        """Tell each receiver what is on, whenever it changes."""
        with ExitStack() as opened:
            receivers = []
            for one in self._settings.receivers:
                host, _, port = one.rpartition(":")
                transport = await self._sender(host.strip("[]"), int(port))
                opened.callback(transport.close)
                receivers.append(transport)
            while receivers:
                try:
                    await self._tell_a_while(await self._rooms.get(self._settings.session), receivers)
                except (Rejection, JournalUnavailable, UnreadableJournal) as error:
                    log.warning("OSC receivers are told nothing", session=self._settings.session, why=str(error))
                    await asyncio.sleep(AGAIN_S)

    async def _sender(self, host: str, port: int) -> asyncio.DatagramTransport:
        while True:
            try:
                transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
                    asyncio.DatagramProtocol, remote_addr=(host, port)
                )
            except OSError as error:
                log.warning("an OSC receiver has no address", host=host, why=str(error))
                await asyncio.sleep(AGAIN_S)
            else:
                return transport

    async def _tell_a_while(self, room: Room, receivers: Sequence[asyncio.DatagramTransport]) -> None:
        """Tell all, and then what changes, until all is to be told again; the room may be another one then."""
        told: Told = {}
        until, seq = room.now() + WHOLE_EVERY_MS, room.session.seq
        while (now := room.now()) < until:
            session, words = room.session, _words_of(room)
            after = told_of(view_in(words, session, self._settings.role, now), words)
            new = room.records[seq:] if session.seq > seq else []
            for one in (*events(new), *changes(told, after)):
                for receiver in receivers:
                    receiver.sendto(one)
            told, seq = after, session.seq
            instant = min(next_instant(session, now) or until, until)
            await first_of(room, instant, room.changed(seq))


def _words_of(room: Room) -> Words:
    """Return the words of the session's own language: a datagram names none."""
    language = room.session.plan.language
    return words_in(language) if language in LANGUAGES else ENGLISH
