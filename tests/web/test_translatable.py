"""Every page in every state in the pseudo-language `en-XA`: a text without brackets cannot be translated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser

import pytest
from starlette.testclient import TestClient

from app.config import Settings
from app.main import create_app
from tests.browser.gallery import SIGHTS, Sight
from tests.browser.states import INSTANT, PLAYS, sessions
from tests.fakes import FakeClock
from tests.sites import Site

# What a page says in these attributes is heard or seen.
SAID = ("aria-label", "title", "placeholder", "alt")
# Elements of people's words, of files and names, of keys, and of instants (whose words are those of CLDR).
NOT_OURS = frozenset(
    {"bdi", "q", "kbd", "code", "script", "style", "svg", "textarea", "time", "wall-clock", "datalist"}
)
VOID = frozenset({"meta", "link", "input", "br", "img", "hr", "use", "wbr", "col", "source"})
# What is the same in every language: the name of the product, of formats and zones; and instants, from CLDR.
SAME = re.compile(
    r"\b(Rostrum|CSV|Excel|HTML|JSON|Markdown|PDF|PNG|SVG|America/New_York|New York|UTC"
    r"|(\w+day, )?\d+ (June|July) 2021|\w{3} \d+ (Jun|Jul))\b"
)
LETTERS = re.compile(r"[^\W\d_]{2,}")


class Texts(HTMLParser):
    """The texts of a page that no catalogue can change, in the order in which they stand."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.outside = list[str]()
        self._depth = 0
        self._open: list[bool] = []  # of the elements around: whether each holds words that are not ours
        self.feed(html)
        assert self._depth == 0, "a text was cut"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        if tag not in VOID:
            isolated = has.get("dir") in {"auto", "ltr"} or "lang" in has
            self._open.append(tag in NOT_OURS or (isolated and tag != "html"))
        for name in SAID:
            self._look(has.get(name) or "")

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if not any(self._open):
            self._look(data)

    def _look(self, text: str) -> None:
        outside = ""
        for letter in text:
            self._depth += {"⟦": 1, "⟧": -1}.get(letter, 0)
            outside += letter if self._depth == 0 and letter != "⟧" else ""
        if LETTERS.search(outside):
            self.outside.append(" ".join(outside.split()))


@cache
def peoples_words() -> re.Pattern[str]:
    """What people wrote in the plans of all states, also where a page cuts it."""
    written = set()
    for scene in sessions().values():
        plan = scene.session.plan
        written |= {plan.title, plan.conference.title, plan.conference.venue, *(s.title for s in plan.segments)}
        written |= {question.text for question in plan.guiding_questions}
        written |= {note.text for note in scene.session.notes}
        written |= {text for one in plan.speakers for text in (one.name, one.title, one.affiliation)}
    texts = sorted((text for text in written if text), key=len, reverse=True)
    cut = [re.escape(text[:40]) + r"[^⟦]*\.\.\." for text in texts if len(text) > 60]
    return re.compile("|".join([*cut, *map(re.escape, texts)]))


@pytest.fixture(scope="module")
def every_state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server with a session in each state, at whose pages an organiser looks in `en-XA`."""
    data = tmp_path_factory.mktemp("states")
    app = create_app(Settings(data=data, demo=False, style_page=True, pseudo_languages=True), clock=FakeClock(INSTANT))
    with TestClient(app, base_url="http://testserver", raise_server_exceptions=False) as http:
        site = Site(http, FakeClock(INSTANT), data)
        for scene in sessions().values():
            site.run(site.server.services.rooms.bring, scene.records, ())
        yield site


@pytest.mark.parametrize("sight", [sight for sight in SIGHTS if sight.name != "style"], ids=lambda sight: sight.name)
def test_every_text_of_a_page_can_be_translated(every_state: Site, sight: Sight) -> None:
    left: dict[str, str] = {}
    people = peoples_words()
    for state in sight.states or PLAYS:
        if state in PLAYS or not state:
            headers = {"Cookie": "rostrum-language=en-XA", "Accept": "text/html"}
            html = every_state.call(
                "GET", sight.address(state), "organiser" if sight.staff else "nobody", headers=headers
            ).text
            assert 'lang="en-XA"' in html
            left |= {text: state for text in Texts(html).outside if LETTERS.search(people.sub("", SAME.sub("", text)))}
    assert left == {}
