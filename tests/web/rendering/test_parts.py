"""Parts that are kept between changes: they equal a full rendering, and few are rendered again."""

from __future__ import annotations

import pytest

from app.domain.messages import commands as c
from app.domain.values import Interruption, ScreenMode
from app.live.hub import Hub
from app.web.page_table import PAGES
from app.web.rendering.parts import PARTS, LiveParts
from tests.browser.states import sessions
from tests.fakes import Scene, seconds
from tests.web.rendering.test_rows import AROUND, large_scene

COMMANDS = (
    c.FocusQuestion("g2"),
    c.GrantTime(30_000),
    c.PauseClock(),
    c.ResumeClock(),
    c.Interrupt(Interruption.POINT_OF_ORDER),
    c.EndInterruption(),
    c.Advance(),
    c.Advance(),
    c.SendCue("now"),
    c.ShowMessage("Closer to the microphone, please"),
    c.Blackout(on=True),
    c.Undo(),
    c.MarkCoverage("g2", "p1", "covered"),
    c.ApproveQuestion("question-2"),
    c.PutQuestionOn("question-2"),
    c.SkipSegment("s20"),
    c.MoveSegment("s30", after="s25"),
    c.EditSpeaker("p9", {"name": "Dr Nine"}),
    c.CloseSession(),
)
SCREEN = {
    **dict.fromkeys(("lost_with", "clock_error_ms", "cue_seen", "cue_shown")),
    **{"id": "screen-1", "name": "Stage", "page": "stage", "link": "wall", "last_seen_ms": 0},
    **{"state": "here", "visible": True, "shows_message": False},
}
# Pages that a socket renders of the view of any session alone.
OF_ANY_SESSION = PARTS.keys() - {"report", "speaker"}


class Page:
    """A page that follows a scene."""

    def __init__(self, scene: Scene, name: str) -> None:
        self._scene, self._name, self._live = scene, name, LiveParts(name)
        self.parts = self.shown()

    def shown(self, live: LiveParts | None = None, viewers: int = 0) -> dict[str, str]:
        """The parts as they are now, as its readers have them or, with others, rendered again."""
        presence = {**Hub(lambda: self._scene.now).presence.facts(), "viewers": viewers}
        view = self._scene.view(PAGES[self._name].role)
        return (live or self._live).html(view, presence, AROUND)

    def all_again(self) -> dict[str, str]:
        return self.shown(LiveParts(self._name))

    def rendered(self, viewers: int = 0) -> set[str]:
        """The parts and rows that are rendered again now; others are the very same text."""
        before, self.parts = self.parts, self.shown(viewers=viewers)
        return {id_ for id_, html in self.parts.items() if html is not before.get(id_)}


@pytest.mark.parametrize("name", ["console", "desk", "stage", "viewer", "backstage"])
def test_stored_parts_equal_parts_that_are_rendered_again(name: str) -> None:
    scene = large_scene()
    page = Page(scene, name)
    for command in COMMANDS:
        scene.wait(seconds(3)).send(command)
        assert page.shown() == page.all_again(), command
    scene.wait(seconds(47))
    assert page.shown() == page.all_again()


@pytest.mark.parametrize("state", ["running", "interrupted", "question-on", "many-questions"])
def test_noted_facts_are_shown_as_plain_ones(state: str, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = sessions(state)[state]
    scene.send(c.SetLook("wall", ScreenMode.AUX_2, mirror=True), c.SetPreset("Closer"))
    presence = {**Hub(lambda: scene.now).presence.facts(), "viewers": 3, "screens": [SCREEN]}
    views = {page: scene.view(PAGES[page].role) for page in OF_ANY_SESSION}
    noted = {page: LiveParts(page).html(view, presence, AROUND) for page, view in views.items()}
    assert "aux_2" in noted["console"]["part-screens"]
    monkeypatch.setattr("app.web.rendering.parts.Noted", lambda facts, _: facts)
    assert noted == {page: LiveParts(page).html(view, presence, AROUND) for page, view in views.items()}


def test_a_time_inside_of_a_row_stays_an_element() -> None:
    rows = Page(large_scene(), "console").parts
    assert '<span data-forecast-after="' in rows["row-s20"]
    assert not [id_ for id_, html in rows.items() if "&lt;" in html]


def test_a_change_renders_the_rows_that_change_and_no_part_that_does_not_read_what_changed() -> None:
    scene = large_scene()
    page = Page(scene, "console")
    scene.wait(seconds(3)).send(c.FocusQuestion("g2"))
    rendered = page.rendered()
    assert {id_ for id_ in rendered if id_.startswith(("row-", "q-", "guiding-"))} == {"guiding-g1", "guiding-g2"}
    assert rendered.isdisjoint(
        {"part-rundown", "part-asked", "part-keys", "part-screens", "part-cues", "part-questions"}
    )
    scene.wait(seconds(3)).send(c.Advance())
    assert len([id_ for id_ in page.rendered() if id_.startswith("row-")]) <= 3


def test_parts_that_show_what_is_to_come_are_not_rendered_for_keys_that_concern_the_speech_on() -> None:
    scene = large_scene()
    page = Page(scene, "console")
    for command in (c.GrantTime(30_000), c.PauseClock(), c.ResumeClock(), c.GrantTime(-30_000)):
        scene.wait(seconds(3)).send(command)
        quiet = {f"part-{name}" for name in ("next", "hints", "voices", "questions", "script", "presets", "asked")}
        assert page.rendered().isdisjoint(quiet), command


def test_time_that_passes_and_a_reader_who_comes_render_next_to_nothing() -> None:
    scene = large_scene()
    page = Page(scene, "console")
    scene.wait(seconds(7))
    assert page.rendered().isdisjoint({"part-rundown", "part-asked", "part-keys", "part-screens", "row-s7"})
    assert page.rendered(viewers=1) == {"part-bar", "late", "head"}


def test_a_row_that_has_left_is_forgotten() -> None:
    scene = large_scene()
    page = Page(scene, "console")
    kept = len(page._live._rows)
    scene.wait(seconds(3)).send(c.RemoveSegment("s30"))
    page.rendered()
    assert len(page._live._rows) == kept - 1
