"""Texts on sockets: every audience of a page or a program is sent the words that its reader may see, and no others."""

from __future__ import annotations

from pathlib import Path

from app.api.v1 import JsonAudience
from app.domain.messages import commands as c
from app.domain.values import Role
from app.live.hub import Frames, Hub
from app.server.memo import Memo
from app.web.lectern.reading import TextReader, lectern_audience
from app.web.page_table import PAGES
from app.web.pages.socket import page_audience
from app.web.planner.live import planner_audience
from app.web.rendering.assets import Assets
from app.web.rendering.render import PageContext
from tests.fakes import Scene

AROUND = PageContext("session-v", "", Assets(Path(__file__).parents[3] / "static"), Memo())

OWN, HERS, HIS = "Heliotrope", "Marigold", "Saffron"
# What the sockets of pages read beside the lectern, which has an audience for each of its readers.
SPOKEN_ON = {"console": {OWN}, "speaker": {HIS}, "lectern": set[str]()}


def spoken(frames: Frames) -> set[str]:
    return {word for word in (OWN, HERS, HIS) if word in f"{frames.whole}{frames.change}"}


def test_no_socket_is_sent_a_word_of_a_script_that_its_reader_may_not_see() -> None:
    scene = Scene()
    scene.send(c.SetScript("opening", OWN), c.SetScript("t1", HERS, "p1"), c.SetScript("t2", HIS, "p2"))
    scene.send(c.OpenSession(), c.Advance())
    presence = Hub(lambda: scene.now).presence
    for page in PAGES.values():
        audience = planner_audience(AROUND) if page.name == "plan" else page_audience(page, AROUND, "p2")
        assert spoken(audience.frames(scene.session, presence, scene.now)) == SPOKEN_ON.get(page.name, set()), page.name
    for role in Role:
        assert spoken(JsonAudience(role, "p2").frames(scene.session, presence, scene.now)) == set(), role
    for reader, words in (
        (TextReader(Role.MODERATOR), {OWN}),
        (TextReader(Role.INTERPRETER), {OWN}),
        (TextReader(Role.SPEAKER, "p2"), {HIS}),
        (TextReader(Role.SPEAKER, "p1"), {HERS}),
    ):
        assert words >= spoken(lectern_audience(AROUND, reader).frames(scene.session, presence, scene.now)), reader
