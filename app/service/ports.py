"""Protocols of what a room needs from outside; `store` and `live` provide them, tests have small real ones."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Protocol

from app.domain.messages.events import Record
from app.domain.state.session import Session
from app.domain.state.votes import Ballot
from app.domain.views.summary import Summary
from app.store.ballots import BallotChanges
from app.store.incidents import Incident
from app.store.notices import ChangeNotice
from app.store.shared.batons import Holding
from app.store.shared.drafts import DraftLimits, StoredDraft
from app.store.shared.pairing import Waiting, WaitingCounts
from app.store.shared.presence import StoredPart
from app.store.shared.tries import Bucket


class Journal(Protocol):
    """The append-only journal of one session."""

    async def append(
        self, records: Sequence[Record], summary: Summary | None = None, after: Session | None = None
    ) -> None:
        """Store all records, or none; when this returns, they survive a power cut.

        Args:
            records: the next ones of the session.
            summary: of the session after them, stored with them; None if they do not change it.
            after: the session after them, of which receivers outside are told; None: they are not told.

        Raises:
            SeqTaken: a record with one of these seqs, or with this key, exists already.
            JournalUnavailable: the records could not be written; nothing was stored.
        """

    async def read(self, after: int = 0) -> list[Record]:
        """Return all records with a seq above `after`, in order of seq.

        Raises:
            JournalUnavailable: they could not be read.
            UnreadableJournal: one is damaged or of a newer program.
        """


class Ballots(Protocol):
    """The votes of one session: at most one per question and participant."""

    async def read(self) -> list[Ballot]:
        """Return all votes."""

    async def changes(self, after: int) -> BallotChanges:
        """Return what has changed after a change of the session's votes; all votes if that was too long ago."""

    async def keep(
        self, cast: Sequence[Ballot], taken_back: Sequence[tuple[str, str]], bursts: Collection[str] = ()
    ) -> int:
        """Store votes, remove others (question, participant) and mark questions, all or none.

        Returns:
            The number of the change.

        Raises:
            JournalUnavailable: they could not be written; nothing was stored.
        """


class Names(Protocol):
    """The names given with questions, and the scripts, which are stored beside the journals."""

    async def due(self, ended_by_ms: int) -> list[str]:
        """Return the sessions with something to delete that ended by an instant, as far as their summaries say."""

    async def delete(self, slug: str) -> int:
        """Delete all names of a session, and its scripts that are not kept, for good; return how many there were.

        Raises:
            JournalUnavailable: they could not be deleted; all are still there.
        """


class Notices(Protocol):
    """The changes of other processes and the command line, as they happen."""

    async def take(self) -> list[ChangeNotice]:
        """Wait for notices; all that have come since, the newest of each topic and session, in the order of topics."""


class SharedPresence(Protocol):
    """The parts of all processes in who watches the sessions; every method raises JournalUnavailable if it cannot."""

    async def publish(self, process: str, parts: Mapping[str, str | None]) -> None:
        """Store a process's parts by session (None: nothing is left of it), and announce that the process is alive."""

    async def read(self, slugs: Collection[str]) -> list[StoredPart]:
        """Return the parts of all processes in these sessions."""

    async def forget(self, process: str) -> None:
        """Delete all parts of a process that has ended."""

    async def forget_all_but(self, processes: Collection[str]) -> None:
        """Delete the parts of all processes but these."""

    async def announce(self, notice: ChangeNotice) -> None:
        """Announce something that concerns the screens of other processes."""

    async def leave(self, process: str) -> None:
        """Delete all parts of a process that ends, and announce that it does."""


class Batons(Protocol):
    """The batons of all sessions: of two processes that pass one at once, one does."""

    async def read(self, slug: str) -> Holding | None:
        """Return the console that runs a session; None if none ever has."""

    async def take(self, slug: str, holding: Holding) -> bool:
        """Store that the baton has moved, if it was of the epoch before or is stored for the first time.

        Returns:
            False if another process has moved it meanwhile; nothing was changed.
        """


class Tries(Protocol):
    """Tries of passwords and codes, counted in all processes together."""

    async def take(self, buckets: Sequence[Bucket], now: int) -> int:
        """Count one try in each bucket, or none; return 0, or the milliseconds until the next try."""

    async def give_back(self, buckets: Sequence[Bucket]) -> None:
        """Refund the latest try in each of these buckets, because it succeeded."""

    async def forget_full(self, now: int) -> None:
        """Delete the buckets that are full again."""


class SharedDrafts(Protocol):
    """The drafts of all processes; every method raises JournalUnavailable if it cannot."""

    async def add(self, draft: StoredDraft, data: bytes, size: int, limits: DraftLimits) -> None:
        """Store a new draft with its file; the oldest make room for it. `size` are the bytes to count for it."""

    async def read(self, id_: str) -> StoredDraft | None:
        """Return a draft without its file; None if there is none, or not any longer."""

    async def data(self, id_: str) -> bytes | None:
        """Return the file of a draft; None if there is none, or not any longer."""

    async def keep(self, id_: str, version: int, facts: str) -> bool:
        """Store a new version of what was chosen for a file; False if there is no draft of the version before."""

    async def forget(self, until_ms: int) -> None:
        """Delete the drafts that were added before an instant."""


class Leases(Protocol):
    """Work that one process of a database does at a time; every method raises JournalUnavailable if it cannot."""

    async def take(self, name: str, process: str, now: int, for_ms: int) -> bool:
        """Take the lease on some work, or extend the own one, until `for_ms` from now; it is much longer than the
        work between two calls.

        Returns:
            False if another process has the lease; nothing was changed.
        """

    async def give_back(self, name: str, process: str) -> None:
        """End a lease before its time; does nothing if another process has it by now."""


class Pairings(Protocol):
    """The screens of all processes that wait to be paired."""

    async def asked(self, digest: bytes, now: int, within_ms: int) -> Waiting | None:
        """Return the screen with this hash, and note that its page has asked; None if it waits no longer."""

    async def counts(self, place: str, now: int, within_ms: int) -> WaitingCounts:
        """Return how many screens wait now."""

    async def add(self, waiting: Waiting, new_code: Callable[[], str], now: int, within_ms: int) -> Waiting:
        """Store a screen under its code, or under a new one if that is taken."""

    async def take(self, code: str, now: int, within_ms: int) -> bytes | None:
        """Take the screen that shows a code; return its hash, or None if no screen shows it. One caller gets it."""


class Publisher(Protocol):
    """Shows the session to its audiences."""

    def publish(self, session: Session) -> None:
        """Show a new state of the session. Must not wait and must not raise."""


class Witness(Protocol):
    """Stores refused commands, beside the journal, which holds only what happened."""

    def note(self, incident: Incident, place: str = "") -> None:
        """Store a refused command. Must not wait and must not raise.

        Args:
            incident: the command and the code of its refusal.
            place: the network prefix of the sender; empty for a command without one.
        """
