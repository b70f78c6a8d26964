"""The look of a screen is stored and read back as it was."""

from __future__ import annotations

from app.domain.codec import from_line, to_line
from app.domain.messages import commands as c
from app.domain.values import ScreenFace, ScreenMode, ScreenSecondary
from tests.fakes import Scene


def test_a_look_survives_its_journal() -> None:
    scene = Scene()
    look = c.SetLook("s1", ScreenMode.AUX_3, ScreenSecondary.SESSION, ScreenFace.LAMP, True, 270, 12, 10, "zh")
    scene.send(look)
    assert [from_line(to_line(record)) for record in scene.records] == scene.records
