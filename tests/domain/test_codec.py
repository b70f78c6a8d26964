"""Records as rows: what was stored once can be read for ever."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.domain.codec import UnknownEvent, decode, encode
from app.domain.messages import events as e
from app.domain.messages.events import Record
from app.domain.values import Role

FLASHED = Record(7, 1_000, "mv", Role.MODERATOR, "k", "flash", e.BlackoutSet(True))


def row(**changes: Any) -> dict[str, Any]:
    return {**encode(FLASHED), **changes}


def test_a_record_is_read_as_it_was_written() -> None:
    assert decode(encode(FLASHED)) == FLASHED


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
