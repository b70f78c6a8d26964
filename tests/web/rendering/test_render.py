"""A page in a language: what its templates say themselves, and what they are told to say."""

from __future__ import annotations

from dataclasses import replace
from gettext import NullTranslations
from pathlib import Path

from app.domain.values import Role
from app.languages.words import Words
from app.server.memo import Memo
from app.web.rendering.assets import Assets
from app.web.rendering.render import PageContext, page_html
from tests.fakes import Scene

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
