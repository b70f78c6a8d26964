"""Random sessions against an independent stopwatch; and bugs seeded on purpose, to show that it would notice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from app.domain.derived.ledger import stretches
from app.domain.messages import commands as c
from app.domain.messages.commands import AnyCommand
from app.domain.messages.events import Record, Undone
from app.domain.rules import floor
from app.domain.state import fold
from app.domain.state.document import read_document
from app.domain.state.rundown import running_order
from app.domain.state.session import Session
from app.domain.state.timer import SpanKind, Timer
from app.domain.values import ClockState, Interruption
from tests.fakes import START, Scene
from tests.stopwatch import Action, Stopwatch

PLANS = [180_000, 360_000, 360_000, 120_000]
TIMES = st.integers(0, 400_000)
INDEX = st.integers(0, len(PLANS) - 1)
KINDS = {SpanKind.RUNNING: "spent", SpanKind.PAUSED: "paused", SpanKind.INTERRUPTED: "held"}


def scene_of(plans: list[int]) -> Scene:
    segments = [{"id": f"s{i}", "kind": "other", "title": f"S{i}", "planned_ms": ms} for i, ms in enumerate(plans)]
    rundown = {"title": "x", "starts_at_ms": START, "segments": segments, "cue_mode": "off"}
    return Scene(read_document({**rundown, "guiding_questions": [{"text": "a"}, {"text": "b"}]}))


class FloorMachine(RuleBasedStateMachine):
    """Time passes inside every rule; the model is told the same, in its own words."""

    def __init__(self) -> None:
        super().__init__()
        self.scene = scene_of(PLANS)
        self.scene.send(c.OpenSession())
        self.log: list[Action] = []
        self.undoable: list[int] = []

    @property
    def model(self) -> Stopwatch:
        return Stopwatch(PLANS).play(self.log)

    @property
    def state(self) -> str:
        return str(self.scene.session.timer.state) if self.scene.session.on else "none"

    def give(self, wait: int, command: AnyCommand, *action: object, undoable: bool = True) -> None:
        self.scene.wait(wait)
        self.log.append(("wait", wait))
        self.scene.send(command)
        if undoable:
            self.undoable.append(len(self.log))
        self.log.append((str(action[0]), action[1] if len(action) > 1 else None))

    def state_of(self, index: int) -> str:
        return self.scene.state(f"s{index}")

    @rule(wait=TIMES)
    @precondition(lambda self: self.state != "none" or self.model.upcoming() is not None)
    def advance(self, wait: int) -> None:
        self.give(wait, c.Advance(), "advance")

    @rule(wait=TIMES, index=INDEX)
    def cue(self, wait: int, index: int) -> None:
        self.give(wait, c.Cue(f"s{index}"), "cue", index)

    @rule(wait=TIMES, index=INDEX)
    def give_floor(self, wait: int, index: int) -> None:
        if self.scene.session.on == f"s{index}" and self.state != "cued":
            return self.advance_if_possible(wait)
        return self.give(wait, c.GiveFloor(f"s{index}"), "give", index)

    def advance_if_possible(self, wait: int) -> None:
        self.give(wait, c.Advance(), "advance")

    @rule(wait=TIMES)
    @precondition(lambda self: self.state in {"running", "paused", "interrupted"})
    def go_back(self, wait: int) -> None:
        self.give(wait, c.GoBack(), "back")

    @rule(wait=TIMES)
    @precondition(lambda self: self.state == "running")
    def pause(self, wait: int) -> None:
        self.give(wait, c.PauseClock(), "pause")

    @rule(wait=TIMES)
    @precondition(lambda self: self.state == "paused")
    def resume(self, wait: int) -> None:
        self.give(wait, c.ResumeClock(), "resume")

    @rule(wait=TIMES)
    @precondition(lambda self: self.state == "running")
    def interrupt(self, wait: int) -> None:
        self.give(wait, c.Interrupt(Interruption.OTHER), "interrupt")

    @rule(wait=TIMES)
    @precondition(lambda self: self.state == "interrupted")
    def end_interruption(self, wait: int) -> None:
        self.give(wait, c.EndInterruption(), "continue")

    @rule(wait=TIMES, ms=st.integers(-400_000, 400_000))
    @precondition(lambda self: self.state != "none")
    def grant(self, wait: int, ms: int) -> None:
        self.give(wait, c.GrantTime(ms), "grant", ms)

    @rule(index=INDEX)
    @precondition(lambda self: self.model.upcoming() is not None)
    def skip_absent_or_recall(self, index: int) -> None:
        state = self.state_of(index)
        if state in {"idle", "cued"}:
            self.give(10, c.SkipSegment(f"s{index}"), "skip", index)
        elif state == "skipped":
            self.give(10, c.MarkAbsent(f"s{index}"), "absent", index)
        elif state == "absent":
            self.give(10, c.RecallSegment(f"s{index}"), "recall", index)

    @rule(wait=st.integers(0, 60_000), back=st.integers(1, 60_000))
    @precondition(lambda self: self.state == "running")
    def correct_start(self, wait: int, back: int) -> None:
        model = self.model
        model.do_wait(wait)
        row = model.row
        assert row is not None
        ago = row.spent + row.paused + row.held + back
        ended = [other.since_ended for other in model.rows if other is not row and other.state == "finished"]
        reach = min(ago, *ended, 600_000)
        if reach > row.spent + row.paused + row.held:
            self.give(wait, c.CorrectStart(reach), "correct", reach)

    @rule(index=INDEX, ms=st.integers(0, 900_000))
    def edit(self, index: int, ms: int) -> None:
        self.give(500, c.EditSegment(f"s{index}", {"planned_ms": ms}), "plan", (index, ms), undoable=False)

    @rule(wait=st.integers(0, 9_000), question=st.sampled_from(["q1", "q2", None]))
    def focus(self, wait: int, question: str | None) -> None:
        self.give(wait, c.FocusQuestion(question), "wait", 0, undoable=False)

    @rule(wait=st.integers(0, 60_000))
    @precondition(lambda self: bool(self.scene.view().get("undo")) and len(self.undoable) > 0)
    def undo(self, wait: int) -> None:
        self.scene.wait(wait)
        self.log.append(("wait", wait))
        if not self.scene.view().get("undo"):
            return
        self.scene.send(c.Undo())
        self.log[self.undoable.pop()] = ("wait", 0)

    @invariant()
    def the_stopwatch_agrees(self) -> None:
        model, now = self.model, self.scene.now
        assert self.scene.session.on == (None if model.on is None else f"s{model.on}")
        for index, row in enumerate(model.rows):
            timer = self.scene.session.timers[f"s{index}"]
            assert (str(timer.state), timer.granted_ms) == (row.state, row.granted), f"s{index}"
            assert {name: timer.total(kind, now) for kind, name in KINDS.items()} == {
                name: getattr(row, name) for name in KINDS.values()
            }, f"s{index}"
        if model.remaining is not None:
            assert self.scene.remaining == model.remaining

    @invariant()
    def stretches_add_up_to_the_running_time(self) -> None:
        running = [s for s in stretches(self.scene.session, self.scene.now) if s.kind is SpanKind.RUNNING]
        assert sum(s.ms for s in running) == sum(self.scene.spent(f"s{i}") for i in range(len(PLANS)))
        assert all(earlier.to_ms <= later.from_ms for earlier, later in pairwise(running))


CAREFUL = settings(max_examples=60, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck))
QUICK = settings(CAREFUL, max_examples=120, derandomize=True, phases=[Phase.generate], database=None)


def test_random_sessions_agree_with_the_stopwatch() -> None:
    run_state_machine_as_test(FloorMachine, settings=CAREFUL)


@contextmanager
def seeded(target: Any, name: str, bug: Callable[..., Any]) -> Iterator[None]:
    healthy = target.__dict__[name]
    setattr(target, name, bug)
    try:
        yield
    finally:
        setattr(target, name, healthy)


total, grant, end, cue, start = Timer.total, Timer.grant, Timer.end, Timer.cue, Timer.start
correct, apply = Timer.started_earlier, fold._apply


def forgets_the_first_pause(self: Timer, now: int) -> Timer:
    return self._next(ClockState.PAUSED, SpanKind.PAUSED, now) if self.spans[1:] else self


def stops_at_zero(self: Timer, kind: SpanKind, now: int) -> int:
    return min(total(self, kind, now), 300_000)


def counts_interruptions(self: Timer, now: int) -> int:
    return total(self, SpanKind.RUNNING, now) + total(self, SpanKind.INTERRUPTED, now)


def stops_the_clock_on_undo(of: Session, event: Any, at: Record) -> Session:
    if not isinstance(event, Undone) or of.on is None:
        return apply(of, event, at)
    return replace(of, timers={**of.timers, of.on: of.timer.pause(at.at_ms)})


def passes_over_the_next(of: Session) -> Any:
    return [*running_order(of.plan, of.timers, of.last), None, None][1]


BUGS: dict[str, tuple[Any, str, Callable[..., Any]]] = {
    "forgets the first pause": (Timer, "pause", forgets_the_first_pause),
    "stops at zero": (Timer, "total", stops_at_zero),
    "loses what is taken away": (Timer, "grant", lambda self, ms: grant(self, max(ms, 0))),
    "an undo that stops the clock": (fold, "_apply", stops_the_clock_on_undo),
    "counts interruptions as spent": (Timer, "spent", counts_interruptions),
    "corrects twice": (Timer, "started_earlier", lambda self, at: correct(self, 2 * at - self.spans[0].from_ms)),
    "going back keeps what was spent": (Timer, "cue", lambda self, now: replace(cue(self, now), spans=self.spans)),
    "passes over the next": (floor, "next_segment", passes_over_the_next),
    "loses grants at the start": (Timer, "start", lambda self, now: replace(start(self, now), granted_ms=0)),
    "ends a second late": (Timer, "end", lambda self, now: end(self, now + 1_000)),
}


@pytest.mark.parametrize("bug", BUGS)
def test_a_seeded_bug_is_noticed(bug: str) -> None:
    target, name, broken = BUGS[bug]
    with seeded(target, name, broken), pytest.raises(Exception):  # noqa: B017, PT011 - any failure is the point
        run_state_machine_as_test(FloorMachine, settings=QUICK)
