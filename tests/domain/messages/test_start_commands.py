"""The command that stops a start, as programs and forms write it."""

from __future__ import annotations

from app.domain.messages import commands as c
from app.formats.commands import read_command, read_form


def test_without_a_segment_the_session_is_meant() -> None:
    assert read_form({"command": "stop_start", "segment": ""}).command == c.StopStart()
    assert read_command({"command": "stop_start", "segment": "t3"}).command == c.StopStart("t3")
