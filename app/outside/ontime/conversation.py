"""The conversation with an Ontime v4 client on a socket, without the socket: text in; messages out."""

from __future__ import annotations

import asyncio
from typing import ClassVar

import structlog

from app.domain.errors import Invalid, JournalUnavailable, Rejection, Sentence
from app.domain.state.session import Session
from app.domain.values import Role
from app.languages.views import view_in
from app.languages.words import Words
from app.live.channels import Subscriber
from app.live.conversation import MOST_UNANSWERED, Conversation, SocketPlace
from app.live.hub import Frames
from app.live.presence import Presence
from app.outside.ontime.client import BOUNCE_MS, OntimeClient, Prepared
from app.outside.ontime.messages import LONGEST, VERSION, OntimeMessage, message, read
from app.outside.ontime.store import Store, store_of
from app.outside.ontime.ticker import OntimeTicker
from app.server.http.listener import Listener
from app.service.access.throttle import Throttle
from app.wire.frames import PING, frame

log = structlog.get_logger()


class OntimeAudience:
    """The clients of one role and language: each is sent the keys of the store that have changed, each as a whole."""

    shows_presence = False

    def __init__(self, role: Role, speaker: str | None, words: Words, prepared: Prepared) -> None:
        self.key = ("ontime", role, speaker, words.language)
        self.role = role
        self.speaker = speaker
        self._words = words
        self._prepared = prepared
        self._shown: Store = {}

    def frames(self, session: Session, presence: Presence, now: int) -> Frames:  # noqa: ARG002 - the hub's protocol
        view = view_in(self._words, session, self.role, now, self.speaker)
        store = store_of(session, view, self._words, self._prepared.of(session.plan.slug))
        changed = {key: value for key, value in store.items() if key != "clock" and self._shown.get(key) != value}
        self._shown = store
        change = message("runtime-data", {"clock": store["clock"], **changed}) if changed else None
        return Frames(message("runtime-data", store), change)


class OntimeListener(Listener):
    """A listener for clients that need longer messages than our pages do, and no text as a sign of life."""

    __slots__ = ()

    longest: ClassVar[int] = LONGEST
    still_here: ClassVar[bytes] = frame(PING, b"")


class OntimeConversation(Conversation):
    """One client. It asks for the version first, and does not listen before it has the answer."""

    __slots__ = ("_asking", "_audience", "_doing", "_in_turn", "_is_open", "_once", "_ticker")

    def __init__(
        self,
        subscriber: Subscriber,
        place: SocketPlace,
        client: OntimeClient,
        ticker: OntimeTicker,
    ) -> None:
        super().__init__(subscriber, place)
        self._asking = client
        self._ticker = ticker
        self._audience = place.audience
        self._once = Throttle(1, BOUNCE_MS)
        self._in_turn = asyncio.Lock()
        self._doing: set[asyncio.Task[None]] = set()
        self._is_open = True

    def hear(self, subscriber: Subscriber, text: str) -> None:
        """Handle a message from the client; what cannot be read is answered, and the client stays. Never raises."""
        try:
            asked = read(text)
        except Invalid as unread:
            subscriber.answer(self._asking.refusal(unread.sentence))
            return
        match asked.tag:
            case "version":
                subscriber.answer(message("version", VERSION))
            case "poll":
                subscriber.answer(self._asking.polled())
            case _:
                self._begin_action(subscriber, asked)
        self._join(subscriber)

    def leave(self, subscriber: Subscriber) -> None:
        """End the conversation; a second call does nothing."""
        self._is_open = False
        self._ticker.leave(subscriber, self._asking.slug)
        super().leave(subscriber)

    def _join(self, subscriber: Subscriber) -> None:
        """Place the client in its audience with its first message: from then on it is sent every state."""
        if self._place is None:
            return
        self._place = None
        self.hub.join(subscriber, self._audience, self.room.session)
        self._ticker.join(subscriber, self._audience.key, self.room, self.hub)

    def _begin_action(self, subscriber: Subscriber, asked: OntimeMessage) -> None:
        if len(self._doing) >= MOST_UNANSWERED:
            told = Sentence("Too many actions come with this link. Try again in {seconds} s.", seconds=1)
            subscriber.answer(self._asking.refusal(told))
            return
        task = asyncio.ensure_future(self._act(subscriber, asked))
        self._doing.add(task)
        task.add_done_callback(self._doing.discard)

    async def _act(self, subscriber: Subscriber, asked: OntimeMessage) -> None:
        async with self._in_turn:
            answer = await self._told(asked)
        if self._is_open:
            subscriber.tell(answer)

    async def _told(self, asked: OntimeMessage) -> str:
        try:
            return message(asked.tag, await self._asking.answer(asked, self._once))
        except (Rejection, JournalUnavailable) as refused:
            return self._asking.refusal(refused.sentence)
        except Exception:
            # The client is answered, and its other messages are handled as before.
            log.exception("an action could not be carried out", action=asked.tag[:60])
            return self._asking.refusal(Sentence("Something went wrong here; look before you try again."))
