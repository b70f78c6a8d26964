"""A client of Ontime v4 on a socket without the socket: what it says goes in as text, and what it is sent comes out."""

from __future__ import annotations

import json
from typing import Any

from app.domain.messages.commands import AnyCommand
from app.domain.state.history import History
from app.domain.values import Role
from app.languages.words import Words
from app.live.channels import QueueSubscriber
from app.live.conversation import SocketPlace
from app.live.hub import Hub
from app.outside.dispatcher import Dispatcher
from app.outside.ontime.client import OntimeClient, Prepared
from app.outside.ontime.conversation import OntimeAudience, OntimeConversation
from app.outside.ontime.ticker import OntimeTicker
from app.server.context import Guest
from app.server.memo import Memo
from app.service.access.visitor import Visitor
from app.service.memory_journal import MemoryJournal
from app.service.room import Room, Sender
from tests.fakes import FakeClock, created, plan
from tests.ports import RecordingPublisher

ENGLISH = Words("en")
AT_ONCE_S = 0.01  # what is due has been put there by then


class Played:
    """A session with its hub, and what its clients share."""

    def __init__(self, **changes: Any) -> None:
        self.clock = FakeClock()
        records = [created(plan(**changes))]
        self.hub = Hub(self.clock.now)
        self._journal = MemoryJournal(records)
        self.room = Room(History.of(records), self._journal, self.hub, self.clock)
        self.dispatcher, self.prepared, self.ticker = Dispatcher(self.clock), Prepared(), OntimeTicker()

    def client(self, role: Role = Role.MODERATOR) -> OntimeClient:
        guest = Guest(self.room, role, Sender(f"{role}'s link", role, place="192.0.2.0/24"), Visitor())
        return OntimeClient(guest, ENGLISH, self.dispatcher, self.prepared, Memo())

    def elsewhere(self) -> Room:
        """The same session in another process, which shares the journal."""
        return Room(History.of(self.room.records), self._journal, RecordingPublisher(), self.clock)

    async def give(self, *commands: AnyCommand) -> None:
        """Commands of a console."""
        for command in commands:
            await self.room.send(command, by=Sender("Console", Role.MODERATOR))

    @property
    def kinds(self) -> list[str]:
        """The events that were stored, without the first."""
        return [record.event.kind for record in self.room.records[1:]]


class Listening:
    """One client of a session that is being played."""

    def __init__(self, played: Played, role: Role = Role.MODERATOR) -> None:
        self.played = played
        client = played.client(role)
        audience = OntimeAudience(role, None, ENGLISH, played.prepared)
        place = SocketPlace(played.room, played.hub, audience, "ontime", link="link")
        self.subscriber = QueueSubscriber()
        self.conversation = OntimeConversation(self.subscriber, place, client, played.ticker)
        self.store: dict[str, Any] = {}

    async def say(self, tag: str, payload: Any = None) -> list[Any]:
        """Say one thing; return what was sent because of it."""
        return await self.say_text(json.dumps({"tag": tag, "payload": payload}))

    async def say_text(self, text: str) -> list[Any]:
        self.conversation.hear(self.subscriber, text)
        return await self.sent()

    async def sent(self) -> list[Any]:
        """Return what is due, and replace the keys of the store that came, as clients do."""
        await self.played.clock.advance(0)
        messages = [json.loads(text) for text in await self.subscriber.next(AT_ONCE_S)]
        for message in messages:
            if message["tag"] in {"runtime-data", "poll"}:
                self.store.update(message["payload"])
        return messages

    async def press(self, tag: str, payload: Any = None) -> Any:
        """Do one thing a second after the one before; return the payload of its answer, or what the log says."""
        await self.played.clock.advance(1_000)
        await self.sent()
        answers = await self.say(tag, payload)
        told = next(answer for answer in answers if answer["tag"] in {tag, "log"})
        return told["payload"]["text"] if told["tag"] == "log" else told["payload"]

    def leave(self) -> None:
        self.conversation.leave(self.subscriber)


async def connected(played: Played, role: Role = Role.MODERATOR) -> Listening:
    """A client that has asked for the version and the store."""
    client = Listening(played, role)
    await client.say("version")
    await client.say("poll")
    return client
