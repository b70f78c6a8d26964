"""What a room needs from outside, as protocols; `store` and `live` provide them, tests have small real ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from app.domain.messages.events import Record
from app.domain.state.session import Session
from app.domain.state.votes import Ballot


class Journal(Protocol):
    """The append-only journal of one session."""

    async def append(self, records: Sequence[Record]) -> None:
        """Keep all records, or none; when this returns, they survive a power cut.

        Raises:
            SeqTaken: a record with one of these seqs, or with this key, is there already.
            JournalUnavailable: the records could not be written; nothing was kept.
        """

    async def read(self, after: int = 0) -> list[Record]:
        """All records with a seq above `after`, in order of seq."""


class Ballots(Protocol):
    """The votes of one session: one for each question and participant, or none."""

    async def read(self) -> list[Ballot]:
        """All votes."""

    async def keep(self, cast: Sequence[Ballot], taken_back: Sequence[tuple[str, str]]) -> None:
        """Keep votes and take others back (question, participant), all or none.

        Raises:
            JournalUnavailable: they could not be written; nothing was kept.
        """


class Names(Protocol):
    """The names that were given with questions, which lie beside the journals."""

    async def delete(self, slug: str) -> int:
        """Delete all names of a session, for good; the answer is how many there were.

        Raises:
            JournalUnavailable: they could not be deleted; all are still there.
        """


class Publisher(Protocol):
    """What shows the session to its audiences."""

    def publish(self, session: Session) -> None:
        """The session has changed. Must not wait and must not raise."""


class Witness(Protocol):
    """What remembers refused commands, beside the journal, which holds only what happened."""

    def refused(
        self, session: str, at_ms: int, actor: str, role: str, command: str, code: str, about: str, place: str
    ) -> None:
        """A command was refused with this code. Must not wait and must not raise.

        Args:
            session: its slug.
            at_ms: instant in milliseconds UTC.
            actor: the label of the sender's link.
            role: the sender's.
            command: its name.
            code: of the refusal.
            about: names things by their ids.
            place: the prefix of the network that it came from; empty for a command from none.
        """
