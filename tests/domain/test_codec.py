"""Records as rows: what was stored once can be read for ever."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from app.domain.codec import UnknownEvent, decode, encode, encode_apart, from_line, to_line
from app.domain.messages import events as e
from app.domain.messages.events import Record
from app.domain.values import Role

FLASHED = Record(7, 1_000, "mv", Role.MODERATOR, "k", "flash", e.BlackoutSet(True))


def row(**changes: Any) -> dict[str, Any]:
    return {**encode(FLASHED), **changes}


def test_a_record_is_read_as_it_was_written() -> None:
    assert decode(encode(FLASHED)) == FLASHED


def test_a_row_has_texts_as_they_were_typed_and_fields_in_the_order_of_their_names() -> None:
    record = replace(FLASHED, event=e.InterruptionBegan("s1", "other", "Café"))
    assert encode(record)["data"] == '{"note":"Café","reason":"other","request":null,"segment":"s1"}'
    assert "Café" in to_line(record)
    assert from_line(to_line(record)) == record


def test_a_name_is_stored_beside_the_row_and_can_be_deleted() -> None:
    asked = e.QuestionAsked("q", "Why?", "pending", "ada", "named", False, "Ada", "Planted Inc")
    record = replace(FLASHED, event=asked)
    apart = encode_apart(record)
    assert apart == {"seq": 7, "at_ms": 1_000, "name": "Ada", "affiliation": "Planted Inc"}
    assert "Ada" not in str(encode(record))
    assert decode({**encode(record), **apart}) == record
    nameless = replace(record, event=replace(asked, name="", affiliation=""))
    assert decode({**encode(record), "name": None, "affiliation": None}) == decode(encode(record)) == nameless
    assert encode_apart(nameless) is None


def test_an_old_event_is_brought_up_version_by_version() -> None:
    old = row(version=-1, data=json.dumps({"dark": "yes"}))
    upcasters = {
        ("blackout_set", -1): lambda data: {"dark": data["dark"] == "yes"},
        ("blackout_set", 0): lambda data: {"on": data["dark"]},
    }
    assert decode(old, upcasters) == FLASHED


@pytest.mark.parametrize("changes", [{"kind": "novelty"}, {"version": 2}])
def test_an_event_of_a_newer_server_is_refused_by_name(changes: dict[str, Any]) -> None:
    with pytest.raises(UnknownEvent, match="record 7"):
        decode(row(**changes))
