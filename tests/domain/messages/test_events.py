"""What events say of themselves, held against what they do."""

from __future__ import annotations

from app.domain.messages import commands as c
from app.domain.messages.commands import AnyCommand
from app.domain.state.fold import evolve
from app.domain.state.session import Session
from app.domain.values import Interruption
from tests.fakes import Scene

RUN: tuple[AnyCommand, ...] = (
    c.OpenSession(),
    c.Advance(),
    c.SkipSegment("t2"),
    c.RecallSegment("t2"),
    c.MarkAbsent("t3"),
    c.Cue("t1"),
    c.GiveFloor("t1"),
    c.PauseClock(),
    c.ResumeClock(),
    c.Interrupt(Interruption.TECHNICAL),
    c.EndInterruption(),
    c.GoBack(),
    c.Advance(),
    c.YieldFloor(),
    c.CloseSession(),
    c.ReopenSession(),
)


def on_the_floor(session: Session) -> object:
    """What a moderator who presses a key has in view."""
    return session.status, session.on, {id_: timer.state for id_, timer in session.timers.items()}


def test_an_event_that_moves_the_floor_says_so() -> None:
    scene = Scene()
    session, played = scene.session, len(scene.records)
    for command in RUN:
        scene.send(command)
    moved: set[str] = set()
    for record in scene.records[played:]:
        before, session = session, evolve(session, record)
        if on_the_floor(session) != on_the_floor(before):
            moved.add(record.event.kind)
            assert record.event.moves_floor, record.event
    assert len(moved) == 13, sorted(moved)
