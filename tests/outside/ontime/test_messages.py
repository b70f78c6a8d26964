"""The messages of Ontime v4 clients as text in, text out; an address says the same as a message."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.domain.errors import Invalid
from app.outside.ontime.messages import DEEPEST, MOST_PARTS, OntimeMessage, bounded, logged, message, of_path, read


def test_a_message_is_a_tag_and_perhaps_a_payload() -> None:
    assert read('{"tag":"version"}') == OntimeMessage("version")
    assert read('{"tag":"start","payload":"next","more":1}') == OntimeMessage("start", "next")
    assert json.loads(message("poll", {"a": "ü"})) == {"tag": "poll", "payload": {"a": "ü"}}
    assert json.loads(logged("No", "10:00:00"))["payload"]["text"] == "No"


@pytest.mark.parametrize(
    ("path", "query", "asked"),
    [
        ("start", {}, OntimeMessage("start")),
        ("start/next", {}, OntimeMessage("start", "next")),
        ("start/index/2", {}, OntimeMessage("start", {"index": "2"})),
        ("addtime/60000", {}, OntimeMessage("addtime", "60000")),
        ("addtime/remove/5000", {}, OntimeMessage("addtime", {"remove": "5000"})),
        ("message/timer/text/Hello", {}, OntimeMessage("message", {"timer": {"text": "Hello"}})),
        (
            "message/timer",
            {"text": "Hi", "visible": "true"},
            OntimeMessage("message", {"timer": {"text": "Hi", "visible": "true"}}),
        ),
        ("change/s2", {"title": "New"}, OntimeMessage("change", {"s2": {"title": "New"}})),
    ],
)
def test_an_address_says_the_same_as_a_message(path: str, query: dict[str, str], asked: OntimeMessage) -> None:
    assert of_path(path.split("/"), query) == asked


def test_a_payload_has_as_many_levels_and_parts_as_an_action_needs() -> None:
    nested: Any = 1
    for _ in range(DEEPEST):
        nested = {"a": nested}
    assert bounded(nested) == nested
    assert bounded({str(n): n for n in range(MOST_PARTS)})
    too_much: Any
    for too_much in ({"a": nested}, [[[[[]]]]], {str(n): n for n in range(MOST_PARTS + 1)}):
        with pytest.raises(Invalid):
            bounded(too_much)
