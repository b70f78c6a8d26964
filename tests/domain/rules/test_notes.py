"""Notes: kept with their time, removed from every view and every record, and kept in the journal."""

from __future__ import annotations

import pytest

from app.domain.errors import Forbidden, NotFound
from app.domain.messages import commands as c
from app.domain.values import Role
from app.domain.views.report import report
from tests.fakes import Scene


@pytest.fixture
def scene() -> Scene:
    return Scene()


def texts(scene: Scene) -> tuple[list[str], list[str]]:
    """The notes that the moderator's view and the record show."""
    view = scene.view()
    facts = report(scene.session, scene.now, scene.records)
    return [note["text"] for note in view["notes"]], [note["text"] for note in facts["notes"]]


def test_a_note_that_was_removed_is_in_no_view_and_no_record(scene: Scene) -> None:
    scene.send(c.AddNote("First"), c.AddNote("Second"))
    first = scene.session.notes[0].id

    scene.send(c.RemoveNote(first))

    assert texts(scene) == (["Second"], ["Second"])
    assert [record.event.kind for record in scene.records][-3:] == ["note_added", "note_added", "note_removed"]


def test_a_note_is_removed_once(scene: Scene) -> None:
    scene.send(c.AddNote("First"))
    note = scene.session.notes[0].id
    scene.send(c.RemoveNote(note))
    with pytest.raises(NotFound, match="note like this"):
        scene.send(c.RemoveNote(note))
    with pytest.raises(NotFound):
        scene.send(c.RemoveNote("n999"))


def test_who_runs_the_session_removes_notes_and_no_other_role(scene: Scene) -> None:
    scene.send(c.AddNote("First"))
    for role in (Role.DESK, Role.STAGE, Role.SPEAKER, Role.VIEWER):
        with pytest.raises(Forbidden):
            scene.send(c.RemoveNote(scene.session.notes[0].id), role=role)
    assert texts(scene)[0] == ["First"]
