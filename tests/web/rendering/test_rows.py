"""Lists on the pages' socket: their rows are parts of their own, and only those that change are sent."""

from __future__ import annotations

import json
import re
from pathlib import Path

from app.domain.messages import commands as c
from app.domain.state.document import read_document
from app.domain.values import Interruption
from app.live.hub import Hub
from app.server.memo import Memo
from app.web.page_table import PAGES
from app.web.pages.socket import page_audience
from app.web.rendering import parts
from app.web.rendering.assets import Assets
from app.web.rendering.desk_lists import Window
from app.web.rendering.render import TEMPLATES, PageContext
from app.wire.frames import Message
from tests.browser.states import INSTANT, QUESTIONS, asked, do, many_segments
from tests.domain.asked import asking_scene
from tests.fakes import Scene, seconds

AROUND = PageContext("session-v", "", Assets(Path(__file__).parents[3] / "static"), Memo())


class Viewer:
    """A page that follows a scene."""

    def __init__(self, scene: Scene, page: str = "viewer", window: str = "") -> None:
        self._scene = scene
        self._audience = page_audience(PAGES[page], AROUND, window=Window.of(window))
        self.whole = self.sent()

    def sent(self) -> dict[str, str]:
        """The parts that are sent now."""
        parts: dict[str, str] = json.loads(self.message())["parts"]
        return parts

    def message(self) -> str:
        """What is sent now."""
        frames = self._audience.frames(self._scene.session, Hub(lambda: self._scene.now).presence, self._scene.now)
        return frames.change or frames.whole


def test_a_question_that_changes_is_one_row_that_is_sent() -> None:
    scene = asking_scene("open")
    scene.send(c.AddFloorQuestion("First?"), c.AddFloorQuestion("Second?"))
    first, second = scene.session.asked.questions
    viewer = Viewer(scene)
    for row in (first, second):
        assert f'<li id="question-{row}" data-kept></li>' in viewer.whole["part-questions"]
    assert "First?" not in viewer.whole["part-questions"]
    assert "First?" in viewer.whole[f"question-{first}"]
    scene.send(c.QueueQuestion(first))
    assert set(viewer.sent()) == {f"question-{first}"}
    scene.send(c.DismissQuestion(second, "Off topic"))
    parts = viewer.sent()
    assert set(parts) == {"part-questions"}
    assert first in parts["part-questions"]
    assert second not in parts["part-questions"]
    scene.send(c.AddFloorQuestion("Third?"))
    third = list(scene.session.asked.questions)[-1]
    assert list(viewer.sent()) == ["part-questions", f"question-{third}"]


def test_a_row_says_who_answered_under_the_name_of_now() -> None:
    scene = asking_scene("open")
    scene.send(c.AddFloorQuestion("First?"))
    [first] = scene.session.asked.questions
    scene.send(c.AnswerQuestion(first, "live", ("p2",)))
    viewer = Viewer(scene)
    assert "answered by Panellist 2" in viewer.whole[f"question-{first}"]
    scene.send(c.EditSpeaker("p2", {"name": "Dr Two"}))
    assert "answered by Dr Two" in viewer.sent()[f"question-{first}"]


def test_one_more_question_sends_a_desk_what_has_changed_and_no_other_row() -> None:
    scene = asking_scene("open")
    scene.send(*(c.AddFloorQuestion(f"Question {n}?") for n in range(120)))
    ids = list(scene.session.asked.questions)
    first, second = Viewer(scene, "desk"), Viewer(scene, "desk", "approved-50")
    assert [sum(part.startswith("q-") for part in desk.whole) for desk in (first, second)] == [50, 50]
    scene.send(c.AddFloorQuestion("One more?"))
    changed = first.sent()
    assert set(changed) == {"part-tabs", "part-approved"}
    assert len("".join(changed.values())) < 8_000
    assert set(second.sent()) == {"part-tabs", "part-approved"}
    scene.send(c.QueueQuestion(ids[0]))
    assert set(first.sent()) == {"part-tabs", "part-approved", "part-queue", "part-now", f"q-{ids[0]}", f"q-{ids[50]}"}
    assert set(second.sent()) == {
        "part-tabs",
        "part-approved",
        "part-queue",
        "part-now",
        f"q-{ids[0]}",
        f"q-{ids[100]}",
    }


def test_every_part_of_a_page_is_sent_when_it_changes() -> None:
    for page, names in parts.PARTS.items():
        files = sorted(TEMPLATES.glob(f"parts/{page}_*.html"))
        named = {match[1] for path in files for match in re.finditer(r'\bid="part-([a-z]+)"', path.read_text())}
        # An author's own questions reach the author alone, as news beside the state.
        assert named - {"mine"} == set(names), page


def large_scene() -> Scene:
    """Forty segments with names as long as names become, twelve guiding questions and sixty of the audience."""
    document = many_segments("large")
    guiding = [{"id": f"g{n}", "text": f"{QUESTIONS[n % len(QUESTIONS)]} ({n})"} for n in range(12)]
    scene = Scene(read_document({**document, "guiding_questions": guiding}), INSTANT)
    do(scene, c.OpenSession(), c.FocusQuestion("g1"))
    for _ in range(6):
        do(scene, c.Advance(), then=seconds(20))
    return asked(scene, 60)


def test_a_change_costs_the_console_four_kilobytes_however_large_the_session_is() -> None:
    scene = large_scene()
    console = Viewer(scene, "console")
    costs = {}
    for command in (
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
        c.ClearMessage(),
        c.Blackout(on=True),
        c.Undo(),
        c.MarkCoverage("g2", "p1", "covered"),
        c.ApproveQuestion("question-2"),
        c.QueueQuestion("question-2"),
        c.PutQuestionOn("question-2"),
        c.AnswerQuestion("question-2", "live", ()),
        c.SkipSegment("s20"),
        c.MoveSegment("s30", after="s25"),
        c.EditSegment("s31", {"planned": "3:00"}),
    ):
        scene.wait(seconds(3)).send(command)
        costs[str(command)] = len(Message(console.message()).frame(deflate=True))
    assert {command: cost for command, cost in costs.items() if cost > 4_000} == {}


def test_forms_of_questions_that_are_closed_are_not_sent() -> None:
    console = Viewer(large_scene(), "console")
    assert not any("mark_coverage" in html for html in console.whole.values())


def test_time_that_passes_changes_no_row_of_the_console() -> None:
    scene = large_scene()
    console = Viewer(scene, "console")
    scene.wait(seconds(7))
    assert not [part for part in console.sent() if part.startswith(("row-", "part-rundown", "part-bar", "part-floor"))]
