"""What a stage screen shows in each mode; none of them hides that the stage is dark."""

from __future__ import annotations

import pytest

from app.domain.messages import commands as c
from app.domain.state.crew.look import Look
from app.domain.values import Role, ScreenFace, ScreenMode, ScreenSecondary
from app.web.rendering.parts import LiveParts
from tests.domain.debate import Debate
from tests.fakes import Scene, minutes, seconds
from tests.sites import SESSION, Site
from tests.web.rendering.test_render import AROUND

STAGE = "/s/session-v/stage"


@pytest.fixture
def scene() -> Scene:
    """A speech, a question, a message, and a clock for the break."""
    scene = Scene()
    scene.send(c.GiveFloor("t1"), c.FocusQuestion("q2"), c.AuxSet(1, "Break", minutes(5)), c.AuxStart(1))
    return scene.wait(seconds(60))


def part(scene: Scene, look: Look) -> str:
    return LiveParts("stage").html(scene.view(Role.STAGE), {}, AROUND, look=look)["part-screen"]


SHOWN = {
    ScreenMode.SPEECH: 'state="running" allotted="360000"',
    ScreenMode.ELAPSED: '<count-up class="digits" since="',
    ScreenMode.TIME_OF_DAY: '<p class="digits"><wall-clock',
    ScreenMode.SESSION: 'aria-label="To the end of the session"',
    ScreenMode.AUX_1: '<p class="name" dir="auto" data-fit>Break</p>',
    ScreenMode.AUX_2: '<p class="name" dir="auto" data-fit>Clock 2</p>',
    ScreenMode.AUX_3: '<p class="name" dir="auto" data-fit>Clock 3</p>',
    ScreenMode.QUESTION: 'data-fit>Question 2?</p>',
    ScreenMode.NEXT: 'data-fit><bdi>Panellist 2</bdi></p>',
}  # fmt: skip


@pytest.mark.parametrize("mode", SHOWN)
def test_each_mode_shows_its_own_large(scene: Scene, mode: ScreenMode) -> None:
    html = part(scene, Look(mode))
    assert SHOWN[mode] in html
    others = [other for other in SHOWN if SHOWN[other] in html and other is not mode]
    assert others == ([ScreenMode.SPEECH] if mode is ScreenMode.ELAPSED else [])


@pytest.mark.parametrize("mode", ScreenMode)
def test_a_dark_stage_is_dark_in_every_mode(scene: Scene, mode: ScreenMode) -> None:
    scene.send(c.ShowMessage("Please conclude"), c.Blackout(True))
    html = part(scene, Look(mode))
    assert "data-blackout" in html
    assert "The screen is dark." in html
    assert not any(shown in html for shown in ("Panellist", "Question 2", "Break", "conclude", "-clock>", "count-up>"))


@pytest.mark.parametrize("mode", ScreenMode)
def test_a_message_covers_every_mode_but_a_screen_that_shows_nothing(scene: Scene, mode: ScreenMode) -> None:
    scene.send(c.ShowMessage("Please conclude"))
    assert ("Please conclude" in part(scene, Look(mode))) is (mode is not ScreenMode.NOTHING)


def test_only_the_clock_of_the_floor_colours_a_screen(scene: Scene) -> None:
    scene.wait(minutes(6))
    phased = [mode for mode in ScreenMode if 'data-phase="overtime" data-mode' in part(scene, Look(mode))]
    assert phased == [ScreenMode.SPEECH, ScreenMode.ELAPSED]


def test_a_message_and_a_cue_are_all_that_a_screen_for_messages_shows(scene: Scene) -> None:
    assert "Panellist" not in part(scene, Look(ScreenMode.MESSAGE))
    scene.wait(minutes(4) + seconds(1))
    assert "data-cue-shown" in part(scene, Look(ScreenMode.MESSAGE))


@pytest.mark.parametrize(
    ("secondary", "shown"),
    [
        (ScreenSecondary.WALL_CLOCK, "<wall-clock"),
        (ScreenSecondary.AUX_1, "<bdi>Break</bdi>"),
        (ScreenSecondary.SESSION, "<p>Session <session-clock"),
        (ScreenSecondary.NONE, "</span></footer>"),
    ],
)
def test_the_corner_shows_what_was_chosen(scene: Scene, secondary: ScreenSecondary, shown: str) -> None:
    foot = part(scene, Look(secondary=secondary)).partition("<footer")[2]
    assert shown in foot.replace("\n", "")


def test_a_lamp_has_no_digits_to_be_seen(scene: Scene) -> None:
    html = part(scene, Look(face=ScreenFace.LAMP))
    assert '<span class="unseen"><session-clock' in html.replace("\n", "")
    assert 'class="lamp"' in html


def test_the_rest_of_a_look_is_told_to_the_style_sheet(scene: Scene) -> None:
    html = part(scene, Look(mirror=True, rotate=270, hours=12, margin=5))
    assert 'data-mirror data-rotate="270" data-margin="5"' in html
    assert 'hours="12"' in html


def test_a_look_is_kept_with_the_link_and_the_miniature_of_the_console_stays_plain(site: Site) -> None:
    (link,) = site.run(site.server.services.access.visitor, [site.tokens["moderator"]]).links
    assert site.send("set_look", screen=link.id, mode="session", language="fr").status_code == 200
    html = site.call("GET", STAGE, role="moderator").text
    assert 'data-mode="session"' in html
    assert '<section id="part-screen" class="stage" lang="fr"' in html
    assert 'data-mode="speech"' in site.call("GET", f"{STAGE}?picture", role="moderator").text
    assert 'data-mode="speech"' in site.call("GET", STAGE, role="stage").text


def test_a_message_for_one_screen_is_in_no_byte_of_another(site: Site) -> None:
    for label in ("left", "right"):
        made = site.call("POST", f"{SESSION}/links", "organiser", json={"role": "stage", "label": label}).json()
        site.tokens[label] = made["token"]
    (left,) = site.run(site.server.services.access.visitor, [site.tokens["left"]]).links
    sent = site.send("show_message", text="Turn the left screen", to=left.id)
    assert sent.status_code == 200
    told = {
        role: "Turn the left screen" in site.call("GET", path, role).text
        for role, path in (
            *((role, STAGE) for role in ("left", "right", "stage", "moderator")),
            ("desk", "/s/session-v/desk"),
            ("viewer", "/s/session-v"),
            ("nobody", "/feed/session-v/now.json"),
        )
    }
    assert told == {role: role == "left" for role in told}
    assert "for the screen" in site.call("GET", "/s/session-v/console").text
    assert '"message":""' in site.call("GET", "/feed/session-v/now.json").text.replace(" ", "")


LIST_SLOT = '<span class="stage-list" data-fit>'


@pytest.mark.parametrize(
    ("command", "said"), [(c.CutOffList("debate"), " · No new names are taken."), (c.CloseList("debate"), " · No new")]
)
@pytest.mark.parametrize("mode", [ScreenMode.SPEECH, ScreenMode.NEXT, ScreenMode.TIME_OF_DAY])
def test_the_line_below_says_how_many_wait_and_that_no_more_are_taken(
    mode: ScreenMode, command: c.AnyCommand, said: str
) -> None:
    debate = Debate()
    debate.ask("chad", "peru", "fiji")
    assert LIST_SLOT not in part(debate, Look(mode))
    debate.begin()
    assert f"{LIST_SLOT}2 wait</span>" in part(debate, Look(mode))
    debate.send(command)
    assert f"{LIST_SLOT}2 wait{said}" in part(debate, Look(mode))


@pytest.mark.parametrize(("shows", "slot"), [("names", True), ("numbers", True), ("nothing", False)])
def test_the_slot_of_a_list_stands_as_long_as_its_number_may_be_shown(shows: str, slot: bool) -> None:
    debate = Debate({"shows": shows}, opened=False)
    debate.send(c.OpenSession(), c.Cue("debate"))
    html = part(debate, Look(ScreenMode.SPEECH))
    assert (f"{LIST_SLOT}</span>" in html) is slot
    assert (LIST_SLOT in html) is slot
