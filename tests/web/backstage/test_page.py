"""The page of the crew: opened by its link, what it shows, and its keys without scripts."""

from __future__ import annotations

import html
import re

import pytest

from app.domain.messages import commands as c
from app.domain.values import FloorPolicy, ReadinessLevel, Role
from tests.fakes import Scene
from tests.sites import SESSION, Site
from tests.web.rendering.test_rows import Viewer

PAGE = "/s/session-v/backstage"
FORM = re.compile(r"<form [^>]*>(?:(?!</form>).)*ready-keys.*?</form>", re.DOTALL)
BUTTON = re.compile(r'<button name="level" value="(\w+)" aria-pressed="(\w+)">([^<]+)<')


@pytest.fixture
def crew(site: Site) -> Site:
    """A site with a link for the crew, whose session has begun."""
    made = site.call("POST", f"{SESSION}/links", "organiser", json={"role": "crew"})
    site.tokens["crew"] = made.json()["token"]
    site.send("open_session")
    site.send("give_floor", segment="s2")
    return site


def page(site: Site, role: str = "crew", path: str = PAGE) -> str:
    answer = site.call("GET", path, role)
    assert answer.status_code == 200, answer.text
    return html.unescape(answer.text)


def keys(site: Site, speaker: str) -> list[tuple[str, ...]]:
    """What each key sends, whether it is pressed, and its words."""
    form = next(form for form in FORM.findall(page(site)) if f'value="{speaker}"' in form)
    return BUTTON.findall(form)


def test_the_link_of_the_crew_opens_the_page_and_no_weaker_one_does(crew: Site) -> None:
    joined = crew.http.get(f"/join/{crew.tokens['crew']}", follow_redirects=False)
    assert joined.headers["location"] == PAGE
    crew.http.cookies.clear()
    opens = ("crew", "moderator", "organiser", "desk", "stage", "viewer", "nobody")
    answers = {role: crew.call("GET", PAGE, role).status_code for role in opens}
    assert answers == {**dict.fromkeys(opens, 403), **dict.fromkeys(("crew", "moderator", "organiser"), 200)}


def test_it_says_who_is_on_and_the_next_three_with_their_times(crew: Site) -> None:
    crew.send("edit_speaker", speaker="p2", says="pa-nel-LIST", seat="A12")
    text = " ".join(re.sub(r"<[^>]+>", " ", page(crew)).split())
    assert "Panellist 1" in text.partition(" Next about ")[0]
    turns = text.partition(" Next about ")[2].partition("Find a person")[0]
    assert re.findall(r"Panellist \d", turns) == ["Panellist 2", "Panellist 3", "Panellist 4"]
    assert "in about 6 min Panellist 2 say: pa-nel-LIST seat A12" in turns


def test_each_level_has_a_key_and_the_last_reached_one_takes_it_back(crew: Site) -> None:
    assert keys(crew, "p2") == [
        ("confirmed", "false", "Confirmed"),
        ("arrived", "false", "Is here"),
        ("checked", "false", "Microphone checked"),
        ("on_deck", "false", "At the front"),
    ]
    fields = {"command": "mark_ready", "speaker": "p2", "level": "arrived"}
    back = {"referer": f"http://testserver{PAGE}"}
    sent = crew.call("POST", "/s/session-v/command", "crew", data=fields, headers=back)
    assert (sent.status_code, sent.headers["location"]) == (303, PAGE)
    assert [key[:2] for key in keys(crew, "p2")] == [
        ("confirmed", "true"),
        ("confirmed", "true"),
        ("checked", "false"),
        ("on_deck", "false"),
    ]
    assert "Not ready: <bdi>Panellist 2</bdi>" in page(crew)


def test_who_has_finished_has_reached_every_level(crew: Site) -> None:
    crew.send("mark_ready", speaker="p3", level="on_deck")
    crew.send("skip_segment", segment="s3")
    crew.send("add_segment", kind="presentation", title="Again", speakers=["p1"], planned="1:00", after="s2")
    crew.send("mark_ready", speaker="p1", level="finished")
    assert {key[1] for key in keys(crew, "p1")} == {"true"}


def test_it_shows_who_waits_on_the_list_of_speakers_and_who_of_them_is_here(crew: Site) -> None:
    assert 'id="part-list" class="waiting card" aria-labelledby="list-title" hidden' in page(crew)
    crew.send("add_segment", kind="interventions", title="Debate", planned="9:00", id="debate")
    crew.send("open_list", segment="debate")
    crew.send("request_floor", speaker="p4", note="Heliotrope", id="one")
    crew.send("request_floor", speaker="p5", id="two")
    crew.send("edit_speaker", speaker="p5", seat="B7")
    crew.send("mark_ready", speaker="p5", level="arrived")
    part = page(crew).partition('id="part-list"')[2].partition("</section>")[0]
    rows = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in part.split("<li")[1:]]
    assert ["not here yet" in row for row in rows] == [True, False]
    assert ["is here · seat B7" in row for row in rows] == [False, True]
    assert "Heliotrope" not in page(crew)


def test_of_a_change_only_the_turns_are_sent_and_never_a_word_for_the_desk() -> None:
    scene = Scene()
    scene.send(c.OpenSession(), c.GiveFloor("t1"), c.SetFloorPolicy(FloorPolicy.MODERATED))
    reader = Viewer(scene, "backstage")
    scene.send(c.Ask(text="Marigold, is it not?", identity="public", name="Ada"), role=Role.VIEWER, author="ada")
    assert "Marigold" not in reader.message()
    scene.send(c.MarkReady(ReadinessLevel.CHECKED, "p2"))
    assert set(reader.sent()) == {"part-turns"}
