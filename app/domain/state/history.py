"""A session's journal in memory: its records, the present state, and snapshots of earlier states.

The state of a session is the fold of its journal without the records that were undone. An undo therefore changes the
past: everything after the first undone record is folded again, as if that record had never been written. Folding from
the beginning each time would be simple and slow. States are immutable values, so `History` keeps a snapshot after every
256th record and starts from the latest snapshot that contains no undone record:

- New records without an undo are folded onto the present state.
- At an undo, snapshots that contain a record undone now are dropped, and the fold continues from the latest one left.
  It folds at most 256 records before the undone command, and all after it; a command can be undone for ten minutes.
- The state at an earlier seq, which an editor's old page shows, is at most 256 records from a snapshot.

Snapshots share nearly everything with each other (see `persistent`), so that keeping 400 of them costs little.

A fold of any length proceeds in steps of 100 records, about two milliseconds each, so that the event loop can do other
work in between. Readers see its result only after the last step: an abandoned fold changes nothing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

from app.domain.messages import events as e
from app.domain.state.fold import BEGINS, begun, follow
from app.domain.state.session import Session

STATE_EVERY = 256  # records
STEP = 100  # records
LOOKED_AT = 5_000  # records per step that only looks for undos


@dataclass(frozen=True, slots=True)
class FoldedRecords:
    """Records folded but not appended: the state after them, and what a history stores with them.

    `left` is how many snapshots stay; `snapshots` come after them. `state` is None only where there are no records.
    """

    records: Sequence[e.Record]
    state: Session | None
    undone: set[int]
    left: int
    snapshots: list[tuple[int, Session]]
    places: dict[str, int]


class History:
    """Records in order of seq, and their fold. The first record creates the session; an empty history has no state."""

    def __init__(self) -> None:
        self.records: list[e.Record] = []
        self._state: Session | None = None
        self._undone: set[int] = set()
        self._snapshots: list[tuple[int, Session]] = []  # a snapshot after so many records
        self._places: dict[str, int] = {}  # number of the first record of each command, by its key

    @classmethod
    def of(cls, records: Sequence[e.Record]) -> History:
        """Fold all records at once; raises as `steps` does."""
        history = cls()
        history.extend(records)
        return history

    @property
    def session(self) -> Session:
        """The state after all records, without votes.

        Raises:
            ValueError: there are no records.
        """
        if self._state is None:
            raise ValueError(BEGINS)
        return self._state

    def extend(self, new: Sequence[e.Record]) -> None:
        """Append further records and fold them at once."""
        for _ in self.steps(new):
            pass

    def steps(self, new: Sequence[e.Record]) -> Generator[None, None, None]:
        """Append further records step by step; readers see them and the new state after the last step.

        Raises:
            ValueError: the history is empty, and the records do not begin with the session's creation.
        """
        self.take((yield from self.ahead(new)))

    def ahead(self, new: Sequence[e.Record]) -> Generator[None, None, FoldedRecords]:
        """Fold further records step by step without appending them; `take` then does that.

        Raises:
            ValueError: the history is empty, and the records do not begin with the session's creation.
        """
        undone: set[int] = set()
        for start in range(0, len(new), LOOKED_AT):
            if start:
                yield
            looked_at = new[start : start + LOOKED_AT]
            undone.update(
                seq for record in looked_at if isinstance(record.event, e.Undone) for seq in record.event.seqs
            )
        left, done, state = self._before(undone)
        made: list[tuple[int, Session]] = []
        places: dict[str, int] = {}
        for number, record in enumerate([*self.records[done:], *new], start=1):
            state = begun(record) if state is None else state
            state = follow(state, record, undone=record.seq in undone or record.seq in self._undone)
            if record.key is not None:
                places[record.key] = done + number - 1
            if (done + number) % STATE_EVERY == 0:
                made.append((done + number, state))
            if number % STEP == 0:
                yield
        return FoldedRecords(new, state, undone, left, made, places)

    def take(self, ahead: FoldedRecords) -> None:
        """Append records that were folded ahead; nothing else was appended in between."""
        self.records.extend(ahead.records)
        self._places.update(ahead.places)
        self._undone |= ahead.undone
        self._snapshots[ahead.left :] = ahead.snapshots
        self._state = ahead.state

    def command(self, key: str) -> tuple[e.Record, ...]:
        """Return the records of the command with this key; empty if there is no such command."""
        if (place := self._places.get(key)) is None:
            return ()
        rest = takewhile(lambda record: record.key is None, islice(self.records, place + 1, None))
        return (self.records[place], *rest)

    def at(self, seq: int) -> Session:
        """Return the state after the records up to this seq, without votes and without records undone since."""
        count = bisect_right(self.records, seq, key=_seq)
        left = bisect_right(self._snapshots, count, key=_count)
        done, state = self._snapshots[left - 1] if left else (0, begun(self.records[0]))
        for record in self.records[done:count]:
            state = follow(state, record, undone=record.seq in self._undone)
        return state

    def _before(self, undone: set[int]) -> tuple[int, int, Session | None]:
        """Return how many snapshots precede the undone records, and the record and state to continue from."""
        if not undone or (at := bisect_left(self.records, min(undone), key=_seq)) == len(self.records):
            return len(self._snapshots), len(self.records), self._state
        left = bisect_right(self._snapshots, at, key=_count)
        return (left, *self._snapshots[left - 1]) if left else (0, 0, None)


def _seq(record: e.Record) -> int:
    return record.seq


def _count(snapshot: tuple[int, Session]) -> int:
    return snapshot[0]
