"""Events of aux clocks are stored and read back as they were."""

from __future__ import annotations

from app.domain.codec import from_line, to_line
from app.domain.messages import aux_events
from app.domain.messages import commands as c
from tests.fakes import Scene


def test_the_life_of_a_clock_survives_its_journal() -> None:
    scene = Scene()
    scene.send(c.AuxSet(1, "Break", "5:00"), c.AuxStart(1), c.AuxPause(1), c.AuxStop(1), c.AuxSet(2, until="11:00"))
    scene.send(c.AuxSet(1))
    lines = [to_line(record) for record in scene.records]
    assert [from_line(line) for line in lines] == scene.records
    own = {getattr(aux_events, name).kind for name in aux_events.__all__ if name != "AuxEvent"}
    assert own <= {record.event.kind for record in scene.records}
