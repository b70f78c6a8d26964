"""Notes by role at every entrance: pages, sockets, files and the API, as each role."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

import pytest

from app.domain.messages import commands as c
from app.domain.state.document import read_document
from app.formats.programme.document import document_of
from app.web.page_table import PAGES
from tests.fakes import Scene
from tests.sites import SESSION, Site, open_site
from tests.web.rendering.test_rows import Viewer

WORDS = {"moderator": "Heliotrope", "crew": "Marigold", "interpreters": "Larkspur"}
NOTES = {f"notes_{role}": word for role, word in WORDS.items()}
PAGE = "/s/session-v"
PATHS = (
    PAGE,
    *(
        f"{PAGE}/{name}"
        for name in ("stage", "desk", "speaker/2", "lectern", "backstage", "console", "report", "overlay/timer")
    ),
    *(f"{PAGE}/{name}" for name in ("runsheet", "plan", "ask", "backstage/people?q=panellist")),
    *(
        f"{SESSION}{name}"
        for name in ("", "/report", "/programme.json", "/document.json", "/document.yaml", "/roster.csv")
    ),
    *(f"{SESSION}/report.{form}" for form in ("json", "csv", "md", "html", "xlsx")),
    *(f"{SESSION}/programme.{form}" for form in ("ics?segments=true", "xml", "csv", "xlsx")),
    *(f"{SESSION}/{name}" for name in ("minutes.md", "minutes.docx", "list.csv", "record.jsonl")),
    *(f"{SESSION}/recording/{name}" for name in ("chapters.vtt", "cues.vtt", "points.csv")),
    *(f"/api/v1/programme.{form}" for form in ("json", "xml", "csv", "ics", "xlsx")),
)
READS = {"crew": {"crew"}, "interpreter": {"interpreters"}}


@pytest.fixture(scope="module")
def noted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Notes on the talk that is on, and on its speaker; a link for each role."""
    with open_site(tmp_path_factory.mktemp("notes")) as site:
        for role in ("crew", "interpreter", "speaker"):
            fields = {"role": role, **({"speaker": "p1"} if role == "speaker" else {})}
            site.tokens[role] = site.call("POST", f"{SESSION}/links", "organiser", json=fields).json()["token"]
        assert site.send("edit_segment", segment="s2", **NOTES).status_code == 200
        assert site.send("edit_speaker", speaker="p1", **NOTES).status_code == 200
        yield site


def _text(answer: bytes) -> str:
    """The text of an answer, also of the parts of a workbook or a document."""
    if not answer.startswith(b"PK"):
        return answer.decode(errors="replace")
    with ZipFile(BytesIO(answer)) as parts:
        return " ".join(parts.read(name).decode(errors="replace") for name in parts.namelist())


@pytest.mark.parametrize("role", ["crew", "interpreter", "desk", "stage", "speaker", "viewer", "nobody"])
def test_no_answer_has_a_word_for_another_role(noted: Site, role: str) -> None:
    for path in PATHS:
        said = _text(noted.call("GET", path, role).content)
        assert {who for who, word in WORDS.items() if word in said} <= READS.get(role, set()), path


def test_each_reader_has_a_page_that_shows_their_notes(noted: Site) -> None:
    noted.send("open_session")
    noted.send("cue", segment="s2")
    assert "Heliotrope" in noted.call("GET", f"{PAGE}/console").text
    assert "Larkspur" in noted.call("GET", f"{PAGE}/lectern", "interpreter").text
    noted.send("cue", segment="s1")
    assert "Marigold" in noted.call("GET", f"{PAGE}/backstage", "crew").text
    assert all(word in noted.call("GET", f"{PAGE}/plan").text for word in WORDS.values())


@pytest.mark.parametrize("page", sorted(set(PAGES) - {"plan", "lectern", "speaker"}))
def test_no_socket_sends_a_word_for_another_role(page: str) -> None:
    scene = Scene()
    scene.send(c.OpenSession(), c.Cue("t1"))
    reader = Viewer(scene, page)
    scene.send(c.EditSegment("t1", NOTES), c.EditSpeaker("p1", NOTES), c.EditSpeaker("p2", NOTES))
    own = {"crew": {"crew"}, "organiser": {"moderator"}, "moderator": {"moderator"}}.get(PAGES[page].role, set())
    assert {who for who, word in WORDS.items() if word in reader.message()} <= own


def test_a_document_keeps_them_and_one_that_is_too_long_is_refused_by_name(noted: Site) -> None:
    fields = noted.call("GET", f"{SESSION}/document.json", "organiser").json()
    assert json.dumps(fields).count("Larkspur") == 2
    plan = read_document(fields)
    assert read_document(document_of(plan)) == plan
    refused = noted.send("edit_speaker", speaker="p1", notes_crew="x" * 1_001)
    assert (refused.status_code, "notes_crew" in refused.text) == (422, True)
