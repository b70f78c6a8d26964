"""An independent model of the floor and its clocks: a stopwatch that is told what happens, and that time passes.

Written from the product's rules and sharing no code with the domain. Undo is playing everything again without the
command that was taken back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

Action = tuple[str, object]
DAY = 86_400_000


@dataclass
class Row:
    """One segment: amounts in milliseconds."""

    planned: int
    granted: int = 0
    spent: int = 0
    paused: int = 0
    held: int = 0
    state: str = "idle"
    since_ended: int = 0


@dataclass
class Stopwatch:
    """What the console should show after some actions."""

    plans: list[int]
    rows: list[Row] = field(default_factory=list)
    on: int | None = None
    last: int = -1

    def __post_init__(self) -> None:
        self.rows = [Row(planned) for planned in self.plans]

    @property
    def row(self) -> Row | None:
        return None if self.on is None else self.rows[self.on]

    @property
    def remaining(self) -> int | None:
        row = self.row
        return None if row is None else row.planned + row.granted - row.spent

    def has_floor(self) -> bool:
        return self.row is not None and self.row.state in {"running", "paused", "interrupted"}

    def upcoming(self) -> int | None:
        after = [*range(self.last + 1, len(self.rows)), *range(max(self.last, 0))]
        if self.last >= 0 and self.on != self.last and self.rows[self.last].state == "idle":
            after.insert(0, self.last)
        return next((i for i in after if self.rows[i].state in {"idle", "cued"}), None)

    def play(self, actions: list[Action]) -> Stopwatch:
        for name, value in actions:
            step: Callable[[object], None] = getattr(self, f"do_{name}")
            step(value)
        return self

    def do_wait(self, ms: object) -> None:
        assert isinstance(ms, int)
        for each in self.rows:
            each.since_ended += ms
        if (row := self.row) is None:
            return
        if row.state == "running":
            row.spent += ms
        elif row.state == "paused":
            row.paused += ms
        elif row.state == "interrupted":
            row.held += ms

    def do_cue(self, index: object) -> None:
        assert isinstance(index, int)
        self._end()
        if self.row is not None and self.on != index:
            self.row.state = "idle"
        row = self.rows[index]
        row.state, row.spent, row.paused, row.held = "cued", 0, 0, 0
        self.on = self.last = index

    def do_give(self, index: object) -> None:
        if index != self.on:
            self.do_cue(index)
        assert self.row is not None
        self.row.state = "running"

    def do_advance(self, _: object) -> None:
        if self.row is not None and self.row.state == "cued":
            self.row.state = "running"
            return
        self._end()
        self._bring()

    def do_back(self, _: object) -> None:
        assert self.row is not None
        self.row.state, self.row.spent, self.row.paused, self.row.held = "cued", 0, 0, 0

    def do_pause(self, _: object) -> None:
        self._set("paused")

    def do_resume(self, _: object) -> None:
        self._set("running")

    def do_interrupt(self, _: object) -> None:
        self._set("interrupted")

    def do_continue(self, _: object) -> None:
        self._set("running")

    def do_grant(self, ms: object) -> None:
        assert isinstance(ms, int)
        assert self.row is not None
        allotted = min(max(self.row.planned + self.row.granted + ms, 0), DAY)
        self.row.granted = allotted - self.row.planned

    def do_correct(self, ms: object) -> None:
        assert isinstance(ms, int)
        assert self.row is not None
        self.row.spent = ms - self.row.paused - self.row.held

    def do_skip(self, index: object) -> None:
        self._leave(index, "skipped")

    def do_absent(self, index: object) -> None:
        self._leave(index, "absent")

    def do_recall(self, index: object) -> None:
        assert isinstance(index, int)
        self.rows[index].state = "idle"

    def do_plan(self, value: object) -> None:
        assert isinstance(value, tuple)
        self.rows[value[0]].planned = value[1]

    def _set(self, state: str) -> None:
        assert self.row is not None
        self.row.state = state

    def _end(self) -> None:
        if self.has_floor():
            assert self.row is not None
            self.row.state, self.row.since_ended = "finished", 0
            self.on = None

    def _bring(self) -> None:
        following = self.upcoming()
        if following is not None:
            self.do_cue(following)

    def _leave(self, index: object, state: str) -> None:
        assert isinstance(index, int)
        self.rows[index].state = state
        if self.on == index:
            self.on = None
            self._bring()
