"""The console's row of extra clocks: there only while one is set, with the keys that do something in its state."""

from __future__ import annotations

import re

from app.domain.messages import commands as c
from app.web.rendering.render import fragment_html
from tests.fakes import Scene, minutes
from tests.web.rendering.test_render import AROUND


def row(scene: Scene) -> str:
    return fragment_html("console_aux", scene.view(), AROUND)


def keys(scene: Scene) -> list[str]:
    return re.findall(r'id="key-(aux-[a-z]+-\d)"', row(scene))


def test_there_is_no_row_while_no_clock_is_set() -> None:
    assert 'aria-labelledby="row-aux" hidden>' in row(Scene())


def test_each_clock_has_the_keys_of_its_state() -> None:
    scene = Scene()
    scene.send(c.AuxSet(1, "Break", minutes(5)))
    assert keys(scene) == ["aux-start-1", "aux-remove-1"]
    scene.send(c.AuxStart(1))
    assert keys(scene) == ["aux-pause-1", "aux-stop-1"]
    scene.send(c.AuxPause(1))
    assert keys(scene) == ["aux-start-1", "aux-stop-1"]
    scene.send(c.AuxSet(2, until="10:30"), c.AuxStart(2))
    assert keys(scene)[2:] == ["aux-stop-2"]


def test_screens_are_told_facts_from_which_they_count() -> None:
    scene = Scene()
    scene.send(c.AuxSet(1, "<Break>", minutes(5)), c.AuxStart(1), c.AuxStart(2))
    html = row(scene)
    assert "&lt;Break&gt;" in html
    assert f'allotted="300000" spent-before="0" running-since="{scene.now}"' in html
    assert f'<count-up class="digits" since="{scene.now}" plus="0">' in html
