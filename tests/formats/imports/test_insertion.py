"""Items of a file into a session that exists: after a row, or in place of rows with the same id or title."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.errors import Rejection
from app.domain.state.document import read_document
from app.domain.state.rundown import Plan
from app.formats.imports.insertion import Insertion, inserted
from tests.fakes import plan
from tests.formats.imports.reading import read

ROWS = "Title;Duration;Speaker\nTalk 2;8:00;Panellist 2\nNew talk;4:00;Ann Lee\nTalk 2;5:00;\n"


def _with(text: str, **more: Any) -> Plan:
    programme = read(text)
    items = [item for session in programme.sessions for item in session.items]
    return read_document({"slug": "session-v", **inserted(plan(), items, programme.speakers, Insertion(**more))})


def _ids(of: Plan) -> list[str]:
    return [segment.id for segment in of.segments]


def test_rows_go_behind_a_row_and_nothing_else_changes() -> None:
    before, after = plan(), _with(ROWS, after="t1")
    new = [segment for segment in after.segments if segment.id not in _ids(before)]
    at = _ids(after).index("t1") + 1
    assert list(after.segments[at : at + 3]) == new
    assert [(segment.title, segment.planned_ms) for segment in new] == [
        ("Talk 2", 480_000),
        ("New talk", 240_000),
        ("Talk 2", 300_000),
    ]
    assert [segment for segment in after.segments if segment not in new] == list(before.segments)


def test_the_same_name_is_the_same_person_and_others_are_added() -> None:
    before, after = plan(), _with(ROWS, after="t1")
    added = [speaker.name for speaker in after.speakers if speaker not in before.speakers]
    assert added == ["Ann Lee"]
    assert after.segments[_ids(after).index("t1") + 1].speakers == ("p2",)


def test_rows_of_the_same_title_are_changed_if_that_is_wanted() -> None:
    after = _with("Title;Duration;Speaker\nTalk 2;8:00;\nNew talk;4:00;\n", after="t1", update=True)
    changed = after.segment("t2")
    assert changed is not None
    assert (changed.planned_ms, changed.speakers) == (480_000, ("p2",))
    assert len(after.segments) == len(plan().segments) + 1


def test_what_has_begun_stays_as_it_is() -> None:
    after = _with("Title;Duration\nTalk 2;8:00\n", after="t1", update=True, happened=frozenset({"t2"}))
    assert after.segments == plan().segments


def test_rows_go_before_the_first_and_behind_the_last() -> None:
    assert _with("Title;Duration\nNew;1:00\n").segments[0].title == "New"
    assert _with("Title;Duration\nNew;1:00\n", after=plan().segments[-1].id).segments[-1].title == "New"


def test_rows_are_refused_behind_a_row_that_is_gone_unless_none_of_them_is_new() -> None:
    with pytest.raises(Rejection, match="is not there any more"):
        _with("Title;Duration\nNew;1:00\n", after="nowhere")
    changed = _with("Title;Duration\nTalk 2;8:00\n", after="nowhere", update=True).segment("t2")
    assert changed is not None
    assert changed.planned_ms == 480_000
