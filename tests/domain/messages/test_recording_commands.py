"""Commands about the recording are read from forms and JSON."""

from __future__ import annotations

import pytest

from app.domain.messages import commands as c
from app.domain.messages.base import Command
from app.formats.commands import read_command


@pytest.mark.parametrize(
    ("name", "command"),
    [("clap", c.Clap()), ("pause_recording", c.PauseRecording()), ("resume_recording", c.ResumeRecording())],
)
def test_marks_are_read_by_their_names(name: str, command: Command) -> None:
    assert read_command({"command": name}).command == command
