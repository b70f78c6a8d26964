"""A page in a language: what its templates say themselves, and what they are told to say."""

from __future__ import annotations

from dataclasses import replace
from gettext import NullTranslations
from pathlib import Path

from app.domain.messages import commands as c
from app.domain.values import Role
from app.languages.words import Words
from app.server.memo import Memo
from app.web.rendering.assets import Assets
from app.web.rendering.parts import LiveParts
from app.web.rendering.render import PageContext, fragment_html, page_html
from tests.fakes import Scene, document, plan

AROUND = PageContext("session-v", "", Assets(Path(__file__).parents[3] / "static"), Memo())


class Marked(NullTranslations):
    """A catalogue that marks each text."""

    def gettext(self, message: str) -> str:
        return f"«{message}»"


def test_a_page_is_in_the_language_of_its_words() -> None:
    around = replace(AROUND, words=Words("ar", Marked()))
    html = page_html("runsheet", Scene().view(Role.MODERATOR), {}, around)
    assert '<html lang="ar" dir="rtl"' in html
    assert "«Run sheet»" in html  # said by a template
    assert "«not discussed yet»" in html  # said by the words of a session


def test_viewers_can_open_the_details_of_an_item_and_only_web_addresses_are_links() -> None:
    segments = document()["segments"]
    segments[1] |= {
        "abstract": "One <b>\n\nTwo",
        "track": "Time",
        "references": [{"url": "https://a.example/?q=1&r=2", "title": "Slides"}],
    }
    html = LiveParts("viewer").html(Scene(plan(segments=segments)).view(Role.VIEWER), {}, AROUND)["part-details"]
    assert '<p class="abstract" dir="auto">One &lt;b&gt;\n\nTwo</p>' in html
    assert '<a href="https://a.example/?q=1&amp;r=2" rel="noopener noreferrer" dir="auto">Slides</a>' in html
    assert "Track: <bdi>Time</bdi>" in html


def test_viewers_read_the_titles_of_talks_and_who_takes_part_in_what_has_a_title() -> None:
    segments = document()["segments"]
    segments[2] |= {"title": "Presentation by Panellist 2"}
    segments[3] |= {"speakers": ["p3", "p4"]}
    del segments[4]
    html = LiveParts("viewer").html(Scene(plan(segments=segments)).view(Role.VIEWER), {}, AROUND)["part-programme"]
    rows = html.split('<p class="what">')[1:]
    assert '<bdi>Panellist 1</bdi> <span class="more"><bdi>Talk 1</bdi></span>' in rows[1]
    assert "<bdi>Panellist 2</bdi></p>" in rows[2]
    assert "<bdi>Talk 3</bdi>" in rows[3]
    assert "<bdi>Panellist 3</bdi>, <bdi>Panellist 4</bdi></span>" in rows[3]


def test_viewers_read_the_title_of_the_talk_that_is_on() -> None:
    scene = Scene.after(c.OpenSession(), c.GiveFloor("t1"))
    html = LiveParts("viewer").html(scene.view(Role.VIEWER), {}, AROUND)["part-now"]
    assert '<p class="about"><bdi>Talk 1</bdi></p>' in html


def test_the_moderator_reads_the_title_of_the_talk_to_introduce_and_of_the_next_one() -> None:
    view = Scene.after(c.OpenSession(), c.Cue("t1")).view(Role.MODERATOR)
    assert '<p class="subject" dir="auto"><bdi>Talk 1</bdi></p>' in fragment_html("console_floor", view, AROUND)
    assert '<p class="about subject" dir="auto"><bdi>Talk 2</bdi></p>' in fragment_html("console_next", view, AROUND)


def test_a_programme_without_details_has_no_fold_outs() -> None:
    html = LiveParts("viewer").html(Scene().view(Role.VIEWER), {}, AROUND)["part-details"]
    assert 'class="card details" aria-labelledby="details-title" hidden>' in html


def test_a_page_that_shows_chinese_brings_its_letters_and_another_one_does_not() -> None:
    segments = document()["segments"]
    segments[1] |= {"title": "欧阳建国"}
    pages = [
        page_html("runsheet", Scene(each).view(Role.MODERATOR), {}, AROUND)
        for each in (plan(), plan(segments=segments))
    ]
    assert ["中文" in page for page in pages] == [True, True]
    assert ["fonts-chinese" in page for page in pages] == [False, True]
