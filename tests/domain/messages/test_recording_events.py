"""Events of the recording are stored and read back as they were, also those that contradict each other."""

from __future__ import annotations

from app.domain.codec import from_line, to_line
from app.domain.messages import commands as c
from app.domain.messages import events as e
from app.domain.state.fold import fold
from app.domain.values import Role
from tests.fakes import START, Scene


def test_marks_survive_their_journal() -> None:
    scene = Scene()
    scene.send(c.Clap(), c.PauseRecording(), c.ResumeRecording())
    assert [from_line(to_line(record)) for record in scene.records] == scene.records


def test_a_pause_without_a_take_changes_nothing() -> None:
    scene = Scene()
    event = e.RecordingPaused()
    record = e.Record(2, START, "test", Role.MODERATOR, "key", "pause_recording", event)
    assert fold([*scene.records, record]).takes == ()
