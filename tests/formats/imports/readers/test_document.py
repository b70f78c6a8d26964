"""Our own documents, in JSON and YAML, and back again."""

from __future__ import annotations

import json

import pytest
import yaml

from app.domain.state.document import read_document
from app.formats.imports.readers.document import to_document
from tests.fakes import document, plan
from tests.formats.imports.reading import read, refused


def test_a_plan_and_its_document_say_the_same() -> None:
    for of in (plan(), plan(cues=["2:00", "0:00", "+1:30"], review_words=["x"], cue_mode="off", public=False)):
        assert read_document(json.loads(json.dumps(to_document(of)))) == of


@pytest.mark.parametrize("write", [json.dumps, lambda d: yaml.safe_dump(d, sort_keys=False)])
def test_a_document_is_read_in_json_and_in_yaml(write: object) -> None:
    programme = read(write(document()))  # type: ignore[operator]  # one of the two above
    assert programme.counts | {"guesses": 0} == programme.counts
    assert (programme.counts["items"], programme.counts["speakers"], programme.timezone) == (9, 7, "America/New_York")
    assert read_document(programme.sessions[0].document) == plan()


def test_plain_times_in_yaml_are_texts() -> None:
    segments = "- {title: One, planned: 6:00}\n- {title: Two, planned: 15}\n"
    (session,) = read(f"title: T\nstarts_at: 2024-06-03T10:00:00\nsegments:\n{segments}").sessions
    assert [item.planned_ms for item in session.items] == [360_000, 900_000]


def test_several_documents_are_several_sessions() -> None:
    several = [document(slug="a"), document(slug="b")]
    assert [read(json.dumps(form)).counts["sessions"] for form in (several, {"sessions": several})] == [2, 2]
    assert read("---\n".join(yaml.safe_dump(d, sort_keys=False) for d in several)).counts["sessions"] == 2


def test_an_unknown_field_is_left_out_and_said() -> None:
    raw = document()
    raw["colour"] = "red"
    raw["segments"][2]["mood"] = "fine"
    programme = read(json.dumps(raw))
    assert [note.where for note in programme.guesses] == ["colour", "segments[2].mood"]


def test_a_document_that_cannot_be_read_leaves_the_others() -> None:
    programme = read(json.dumps([document(slug="a"), document(slug="b", handover="soon")]))
    assert programme.counts["sessions"] == 1
    assert [row.where for row in programme.unread] == ["document 2, handover"]
    assert "handover" in refused(json.dumps(document(handover="soon")))
