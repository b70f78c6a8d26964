"""Watching: one line of JSON for each change and none for a second, and a panel for people."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from rich.console import Console

from app.cli.following import Follower
from app.cli.session_addresses import SessionAddress
from app.cli.watching import ChangedLines, panel
from app.domain.messages import commands as c
from app.domain.messages.commands import AnyCommand
from tests.fakes import Scene, minutes, seconds


class Followed(Follower):
    """Follows a scene, at its time."""

    def __init__(self, language: str = "en") -> None:
        super().__init__(SessionAddress("http://r.example", "session-v", language=language), lambda: None)
        self.scene = Scene()

    def now(self) -> int:
        return self.scene.now

    def receive(self, *commands: AnyCommand) -> None:
        self.scene.send(*commands)
        self.view = self.scene.view()


class Lines:
    """What is written of a scene."""

    def __init__(self) -> None:
        self.followed = Followed()
        self._out = io.StringIO()
        self._lines = ChangedLines(self._out)

    def look(self) -> list[dict[str, Any]]:
        """The lines that this look adds."""
        begin = self._out.tell()
        self._lines.look(self.followed)
        self._out.seek(begin)
        return [json.loads(line) for line in self._out]


def shown(followed: Follower) -> str:
    out = io.StringIO()
    Console(file=out, width=80).print(panel(followed))
    return out.getvalue()


def test_each_change_is_a_line_and_a_second_is_none() -> None:
    lines = Lines()
    assert lines.look() == []
    lines.followed.receive(c.GiveFloor("t1"))
    (line,) = lines.look()
    assert (line["timer"], line["state"], line["seq"], line["lost"]) == (
        "6:00",
        "running",
        lines.followed.scene.session.seq,
        "",
    )
    assert line["at_ms"] == lines.followed.scene.now
    lines.followed.scene.now += seconds(7)
    assert lines.look() == []
    lines.followed.receive(c.GrantTime(seconds(30)))
    assert [line["timer"] for line in lines.look()] == ["6:23"]


def test_what_time_changes_is_a_line() -> None:
    lines = Lines()
    lines.followed.receive(c.GiveFloor("t1"), c.ShowMessage("Slower", hide_after_ms=seconds(10)))
    assert [line["message"] for line in lines.look()] == ["Slower"]
    lines.followed.scene.now += seconds(10)
    assert [line["message"] for line in lines.look()] == [""]
    lines.followed.scene.now += minutes(5)
    assert [line["phase"] for line in lines.look()] == ["wrap_up"]


def test_a_lost_connection_and_its_return_are_lines() -> None:
    lines = Lines()
    lines.followed.receive(c.GiveFloor("t1"))
    lines.look()
    for lost in ("the server is away", ""):
        lines.followed.lost = lost
        assert [line["lost"] for line in lines.look()] == [lost]


@pytest.mark.parametrize(
    ("later", "words"), [(0, ["6:00"]), (minutes(5.2), ["0:48", "Wrap up"]), (minutes(7), ["+1:00", "Over"])]
)
def test_the_panel_says_the_clock_its_phase_and_who_speaks(later: int, words: list[str]) -> None:
    followed = Followed()
    assert "Connecting" in shown(followed)
    followed.receive(c.GiveFloor("t1"))
    followed.scene.now += later
    text = shown(followed)
    assert [word for word in (*words, "Panellist 1", "Ends", "Session V", "Ctrl+C") if word not in text] == []


def test_the_panel_says_when_the_clock_is_held_and_when_the_server_is_away() -> None:
    followed = Followed()
    followed.receive(c.GiveFloor("t1"), c.PauseClock(), c.ShowMessage("[bold]Slower"))
    followed.lost = "http://r.example is away; trying again"
    text = shown(followed)
    assert [word for word in ("6:00  The clock is paused.", "[bold]Slower", followed.lost) if word not in text] == []
    assert "Live." not in text


def test_the_panel_speaks_the_language_of_the_terminal() -> None:
    followed = Followed("fr")
    assert "Connexion" in shown(followed)
    followed.receive(c.GiveFloor("t1"), c.PauseClock())
    text = shown(followed)
    assert [word for word in ("Orateur", "chronomètre", "En direct") if word not in text] == []
