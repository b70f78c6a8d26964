"""A session's journal in memory: its records, the state that they make, and states on the way to it.

The state of a session is the fold of its journal without the records that were undone. An undo therefore changes the
past: everything after the first record that it takes back is folded again, as if that record had never been written.
It would be simple, and slow, to fold from the beginning each time. States are values, which nothing ever changes, so
`History` keeps the one after every 256th record and starts from the latest of them that holds nothing undone:

- New records without an undo are folded on top of the present state.
- With an undo, the kept states that hold a record which is undone now are thrown away; the fold goes on from the latest
  one left. That is at most 256 records before the command that was taken back, and what came after it: a command can
  be taken back for ten minutes.
- The state at an earlier seq, which an editor's old page has seen, is at most 256 records from a kept one.

The states share nearly everything with each other (see `persistent`), so that keeping 400 of them costs little.

A fold of any length comes in steps of 100 records, some two milliseconds each, so that an event loop can do something
else between them. Nothing of a fold is to be seen before all of it is done: a fold that is given up changes nothing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Generator, Sequence
from itertools import islice, takewhile

from app.domain.messages import events as e
from app.domain.state.session import BEGINS, Session, begun, follow

STATE_EVERY = 256  # records
STEP = 100  # records
LOOKED_AT = 5_000  # records in a step that only looks for undos


class History:
    """Records in the order of their seqs, and their fold. Empty, it has no state; its first record is the creation."""

    def __init__(self) -> None:
        self.records: list[e.Record] = []
        self._state: Session | None = None
        self._undone: set[int] = set()
        self._kept: list[tuple[int, Session]] = []  # after so many records
        self._places: dict[str, int] = {}  # of the first record of each command, by its key

    @classmethod
    def of(cls, records: Sequence[e.Record]) -> History:
        """All records folded at once; raises as `steps` does."""
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
        """Take in further records at once."""
        for _ in self.steps(new):
            pass

    def steps(self, new: Sequence[e.Record]) -> Generator[None, None, None]:
        """Take in further records step by step; they, and the state after them, are there after the last step.

        Raises:
            ValueError: the history is empty, and these do not begin with the session's creation.
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
        self.records.extend(new)
        self._places.update(places)
        self._undone |= undone
        self._kept[left:] = made
        self._state = state

    def command(self, key: str) -> tuple[e.Record, ...]:
        """The records of the command with this key; none if there is no such command."""
        if (place := self._places.get(key)) is None:
            return ()
        rest = takewhile(lambda record: record.key is None, islice(self.records, place + 1, None))
        return (self.records[place], *rest)

    def at(self, seq: int) -> Session:
        """The state after the records up to this seq, without votes and without what was undone since."""
        count = bisect_right(self.records, seq, key=_seq)
        left = bisect_right(self._kept, count, key=_count)
        done, state = self._kept[left - 1] if left else (0, begun(self.records[0]))
        for record in self.records[done:count]:
            state = follow(state, record, undone=record.seq in self._undone)
        return state

    def _before(self, undone: set[int]) -> tuple[int, int, Session | None]:
        """How many of the kept states hold nothing of this, after how many records to go on, and from which state."""
        if not undone or (at := bisect_left(self.records, min(undone), key=_seq)) == len(self.records):
            return len(self._kept), len(self.records), self._state
        left = bisect_right(self._kept, at, key=_count)
        return (left, *self._kept[left - 1]) if left else (0, 0, None)


def _seq(record: e.Record) -> int:
    return record.seq


def _count(kept: tuple[int, Session]) -> int:
    return kept[0]
