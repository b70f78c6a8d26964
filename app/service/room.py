"""The one write path of a session: check the role, decide, append to the journal, fold, publish."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field

import structlog

from app.clock import Clock
from app.domain.derived.due import next_due
from app.domain.errors import JournalUnavailable, NotFound, Refused, Rejection, SeqTaken, UnreadableJournal
from app.domain.messages.commands import AnyCommand, CountHeard, CutOffList, OpenList
from app.domain.messages.events import AnyEvent, Record
from app.domain.rules.decide import decide
from app.domain.state.history import FoldedRecords, History
from app.domain.state.questions import Tally
from app.domain.state.session import Session
from app.domain.values import ListRule, Role
from app.domain.views.summary import Summary, summary_change
from app.logs import floods
from app.service.loading import folded, folded_ahead, left_alone, take_in
from app.service.ports import Journal, Publisher, Witness
from app.service.video import VideoSites
from app.store.incidents import Incident

log = structlog.get_logger()

LATE_AFTER_MS = 2_000  # from the press of a key to its arrival here
WORTH_SAYING_MS = 250  # two synchronised machines differ by less
LOOK_EVERY_S = 0.05  # how often a seq that a reader has seen is looked for at most; any number may be invented
CLOCK_BEHIND = "the machine's clock is behind the journal; the session's clock goes on"
COUNT_WITHIN_S = 1.0  # the time heard in other sessions: a list is opened after it
ATTEMPTS = 20  # how often a lost race is run again before the sender has to try again


@dataclass(frozen=True, slots=True)
class Sender:
    """The sender of a command: the label of a link, its role, the participant's pseudonym, and the place.

    `place` is the network prefix, empty where there is none; `speaker` is the person for whom the link was made.
    """

    label: str
    role: Role
    participant: str | None = None
    place: str = ""
    speaker: str | None = None


SERVER = Sender("server", Role.SYSTEM)
# Counts what was heard in the other sessions of a session's conference.
HeardElsewhere = Callable[[Session], Awaitable[CountHeard]]


@dataclass(frozen=True, slots=True)
class Accepted:
    """The answer to a command: its records (none if nothing had to change) and the latest seq.

    `again`: the command was carried out before, and this is the answer that its sender got, or would have got, then.
    """

    seq: int
    records: tuple[Record, ...]
    again: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class _Order:
    """A command in progress: its sender, key, seq seen, and the instant it was pressed.

    `at_ms` is the instant of which an automatic command is; None: the present one.
    """

    command: AnyCommand
    by: Sender
    key: str
    seen: int | None = None
    pressed_ms: int | None = None
    at_ms: int | None = None


class Room:
    """One session in this process. Its methods take no id: a room is its session."""

    def __init__(
        self,
        history: History,
        journal: Journal,
        publisher: Publisher,
        clock: Clock,
        witness: Witness | None = None,
        heard: HeardElsewhere | None = None,
        video: VideoSites | None = None,
    ) -> None:
        self._history = history
        self._session = history.session
        self._journal = journal
        self._publisher = publisher
        self._clock = clock
        self._witness = witness
        self._heard = heard
        self._video = video or VideoSites()
        self._count: Callable[[Session], Tally] | None = None
        self._ahead_ms = 0
        self._lock = asyncio.Lock()
        self._moved = asyncio.Event()
        self._looking: asyncio.Task[None] | None = None
        self._next_look = 0.0  # of the loop's clock, in seconds
        # A clock that is behind the journal is reported at once, and every view of the session has the difference.
        self.now()

    @property
    def session(self) -> Session:
        return self._session

    @property
    def records(self) -> list[Record]:
        """The whole journal, oldest first, including undone records."""
        return list(self._history.records)

    def at(self, seq: int) -> Session:
        """Return the session after this seq, without votes and without records undone since."""
        return self._history.at(seq)

    def count_with(self, count: Callable[[Session], Tally]) -> None:
        """Count the votes of every new state with `count` before it is shown; `count` must not raise."""
        self._count = count
        self._session = self._session.with_tally(count(self._session))

    @property
    def is_busy(self) -> bool:
        """Whether a command is being carried out."""
        return self._lock.locked()

    def retire(self) -> None:
        """Drop the reference to the votes, which refer to the room: a reference count then frees both."""
        self._count = None

    def recount(self, tally: Tally) -> None:
        """Take over the present counts of the ballots. Publishes nothing: votes are told together, elsewhere."""
        self._session = self._session.with_tally(tally)

    def show_again(self) -> None:
        """Publish the present state once more, because a part of it that is not in the journal has changed."""
        self._publisher.publish(self._session)

    def now(self) -> int:
        """Return the present instant of this session, in milliseconds UTC; with `sleep_until` a room is a clock.

        This is the machine's time unless that was set back behind the latest record: then time goes on from that
        record. Otherwise it would stand still, and a running speech with it, until the machine has caught up.
        """
        behind_ms = self._session.at_ms - self._clock.now() - self._ahead_ms
        if behind_ms > 0:
            self._run_ahead(self._ahead_ms + behind_ms)
        return self._clock.now() + self._ahead_ms

    async def sleep_until(self, instant_ms: int) -> None:
        """Return once the session's clock shows this instant."""
        await self._clock.sleep_until(instant_ms - self._ahead_ms)

    def follow_clock(self) -> None:
        """Return to the machine's time if it has caught up with the journal; only while none of our clocks runs."""
        if self._ahead_ms and self._clock.now() >= self._session.at_ms:
            self._run_ahead(0)
            self._publisher.publish(self._session)

    async def send(
        self,
        command: AnyCommand,
        *,
        by: Sender,
        key: str | None = None,
        seen: int | None = None,
        pressed_ms: int | None = None,
    ) -> Accepted:
        """Carry out a command once.

        Args:
            command: the request.
            by: the sender.
            key: made by the sender; the same key again returns the first answer and changes nothing. None: a new one.
            seen: the seq that the sender's screen showed; None: no screen, and the command is never stale.
            pressed_ms: when the sender pressed the key, milliseconds UTC of the server's clock; one that arrives more
                than `LATE_AFTER_MS` later is refused. None: whenever it arrives.

        Raises:
            Rejection: it is refused; nothing has changed.
            JournalUnavailable: it could not be stored; nothing has changed and nothing was shown.
        """
        # A sender who hangs up in the middle must not leave a command that is stored but not shown.
        order = _Order(command, by, key or uuid.uuid4().hex, seen, pressed_ms)
        return await asyncio.shield(self._send_in_turn(order))

    async def tick(self) -> int | None:
        """Carry out the automatic commands that are due, each as of its own instant.

        Returns:
            The next instant (milliseconds UTC) at which a command will be due; None if there is none.
        """
        if (due := next_due(self._session, now := self.now())) and due.at_ms <= now:
            await self._count_heard(due.command, SERVER.role)
        async with self._lock:
            while (due := next_due(self._session, now := self.now())) and due.at_ms <= now:
                # The same key in every process, so that two that wake together do it once.
                seq, key = self._session.seq, f"due:{self._session.seq}:{due.command.command}:{due.at_ms}"
                try:
                    await self._send(_Order(due.command, SERVER, key, seen=seq, at_ms=due.at_ms))
                except Rejection:
                    # Another process has moved the session meanwhile: what is due is looked up again.
                    if self._session.seq == seq:
                        raise
            return due.at_ms if due else None

    async def changed(self, seq: int) -> None:
        """Return once the session is past this seq."""
        while self._session.seq <= seq:
            self._moved.clear()
            await self._moved.wait()

    async def know(self, seq: int) -> None:
        """Read what other processes have appended, for a reader who has seen this seq; all who ask share the reading.

        It returns although the seq is unknown if no process has appended it, or if the database is away.
        """
        for _ in range(2):  # the first reading may have begun before the records were stored
            if seq <= self._session.seq:
                return
            if self._looking is None or self._looking.done():
                self._looking = asyncio.get_running_loop().create_task(self._look())
            await asyncio.shield(self._looking)

    async def _look(self) -> None:
        loop = asyncio.get_running_loop()
        await asyncio.sleep(max(self._next_look - loop.time(), 0.0))
        self._next_look = loop.time() + LOOK_EVERY_S
        try:
            await self.catch_up()
        except (JournalUnavailable, UnreadableJournal) as error:
            log.info("what a reader has seen cannot be read", session=self._session.plan.slug, reason=str(error))

    async def catch_up(self, seq: int | None = None) -> None:
        """Read and show records that other processes have appended; nothing is read if this seq is known already.

        Raises:
            JournalUnavailable: they cannot be read; nothing was changed.
            UnreadableJournal: there are records that this program does not know; nothing was changed.
        """
        async with self._lock:
            if seq is None or seq > self._session.seq:
                await self._catch_up()

    async def read_again(self) -> None:
        """Read the whole journal again, because data beside it may have been deleted.

        Raises:
            JournalUnavailable: it cannot be read; nothing was changed.
        """
        async with self._lock:
            with left_alone():
                self._history = await folded(await self._journal.read())
            self._show()

    async def _count_heard(self, command: AnyCommand, role: Role) -> None:
        """Count the time heard elsewhere before a list is opened, or cut off if its order depends on it.

        Other commands are carried out meanwhile. Without the count the list is opened all the same.
        """
        if self._heard is None or not self._depends_on_heard(command, role):
            return
        try:
            async with asyncio.timeout(COUNT_WITHIN_S):
                counted = await self._heard(self._session)
            async with self._lock:
                await self._send(_Order(counted, SERVER, uuid.uuid4().hex))
        except (Rejection, JournalUnavailable, TimeoutError) as error:
            reason = str(error) or f"not counted within {COUNT_WITHIN_S} s"
            log.warning("time heard in other sessions is unknown", session=self._session.plan.slug, reason=reason)

    def _depends_on_heard(self, command: AnyCommand, role: Role) -> bool:
        """Whether this command begins a list, or fixes an order by the time heard; False if it would be refused."""
        if not isinstance(command, OpenList | CutOffList):
            return False
        try:
            decide(self._session, command, self.now(), role=role)
        except Rejection:
            return False
        if isinstance(command, OpenList):
            return True
        segment = self._session.plan.segment(command.segment)
        settings = segment.takes_requests if segment is not None else None
        return settings is not None and ListRule.LEAST_HEARD in settings.rules

    async def _send_in_turn(self, order: _Order) -> Accepted:
        await self._count_heard(order.command, order.by.role)
        async with self._lock:
            try:
                return await self._send(order)
            except Rejection as rejection:
                self._remember_refusal(order, rejection)
                raise

    def _remember_refusal(self, order: _Order, rejection: Rejection) -> None:
        """Tell the audit, if there is one, who was refused what and why."""
        if self._witness is None:
            return
        command, by = order.command, order.by
        slug, role, about = self._session.plan.slug, str(by.role), _about(command)
        self._witness.note(Incident(slug, self.now(), by.label, role, command.command, rejection.code, about), by.place)

    async def _send(self, order: _Order) -> Accepted:
        """Decide, append and fold one command, again after each race that it loses; the caller holds the lock.

        Raises:
            Rejection, JournalUnavailable: as `send`.
        """
        if order.seen is not None and order.seen > self._session.seq:
            # Its sender was shown by another process what this one has not heard of yet.
            await self._catch_up()
        for _ in range(ATTEMPTS):
            if known := self._answered(order.key, order.by):
                return known
            at = self.now() if order.at_ms is None else max(order.at_ms, self._session.at_ms)
            # After a delay of the network or the server, do not carry out a key pressed in view of a clock long past.
            if order.pressed_ms is not None and at - order.pressed_ms > LATE_AFTER_MS:
                raise Refused("too_late")
            try:
                events = self._decide(order, at)
            except (NotFound, Refused):
                # Another process may have stored what the sender relies on, such as a list just opened.
                if await self._is_behind():
                    continue
                raise
            self._video.require_in(events, self._session.plan.video)
            records = self._as_records(events, order, at)
            ahead = await folded_ahead(self._history, records)
            try:
                # Journal first: a state that cannot be replayed must never be shown.
                await self._journal.append(records, self._summary_change(ahead), ahead.state)
            except SeqTaken:
                await self._catch_up()
                continue
            if records:
                self._history.take(ahead)
                self._show()
            return Accepted(self._session.seq, tuple(records))
        raise JournalUnavailable(f"other processes were first {ATTEMPTS} times")

    def _decide(self, order: _Order, at: int) -> tuple[AnyEvent, ...]:
        by = order.by
        return decide(
            self._session, order.command, at, role=by.role, seen=order.seen, author=by.participant, speaker=by.speaker
        )

    async def _is_behind(self) -> bool:
        """Read what other processes have appended, before a refusal; return whether there was something."""
        seq = self._session.seq
        with suppress(JournalUnavailable, UnreadableJournal):
            await self._catch_up()
        return self._session.seq > seq

    def _answered(self, key: str, by: Sender) -> Accepted | None:
        """Return the first answer to this key, if there was one.

        Raises:
            Refused: another sender used the key; only that sender may read its answer.
        """
        if not (batch := self._history.command(key)):
            return None
        if not _is_from(batch[0], by):
            raise Refused(
                "already_exists", "This key was used by another sender. Nothing was done; choose another one."
            )
        return Accepted(batch[-1].seq, batch, again=True)

    def _as_records(self, events: tuple[AnyEvent, ...], order: _Order, at: int) -> list[Record]:
        """Number the events of a command; only its first record has the key."""
        first, by = self._session.seq + 1, order.by
        return [
            Record(first + i, at, by.label, by.role, None if i else order.key, order.command.command, event)
            for i, event in enumerate(events)
        ]

    def _summary_change(self, ahead: FoldedRecords) -> Summary | None:
        return summary_change(self._history.session, ahead.state) if ahead.state is not None else None

    async def _catch_up(self) -> None:
        await self._follow(await self._journal.read(self._session.seq))

    async def _follow(self, records: list[Record]) -> None:
        if not records:
            return
        await take_in(self._history, records)
        self._show()

    def _run_ahead(self, ms: int) -> None:
        if ms >= WORTH_SAYING_MS:
            slug = self._session.plan.slug
            # Of two machines whose clocks differ, one may find itself a little further behind with each record.
            floods.say(CLOCK_BEHIND, slug, "clock_behind", session=slug, behind_ms=ms)
        self._ahead_ms = ms
        self._session = self._session.with_clock_ahead(ms if ms >= WORTH_SAYING_MS else 0)

    def _show(self) -> None:
        session = self._history.session.with_tally(self._session.tally)
        session = session.with_clock_ahead(self._session.clock_ahead_ms)
        self._session = session.with_tally(self._count(session)) if self._count else session
        self._publisher.publish(self._session)
        self._moved.set()


def _is_from(record: Record, by: Sender) -> bool:
    """Whether this sender gave the command. A participant is identified by their cookie, not by a link."""
    author = getattr(record.event, "author", None)
    return author == by.participant if author is not None else (record.actor, record.role) == (by.label, by.role)


def _about(command: AnyCommand) -> str:
    """Return the ids that a command concerns; a text that a person wrote is no id."""
    ids = ((name, getattr(command, name, None)) for name in ("segment", "speaker", "question", "into"))
    return ", ".join(f"{name} {value[:64]}" for name, value in ids if isinstance(value, str))
