"""The lectern: who reads which text there, and whose position is told to whom."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.sites import SESSION, Site

PAGE = "/s/session-v"
OWN, HERS = "Heliotrope opens.\n\n[question 2] And the question?", "Marigold begins."


@pytest.fixture
def readers(site: Site) -> Site:
    """Two texts, and links for two speakers and an interpreter."""
    for who, fields in (
        ("p1", {"role": "speaker", "speaker": "p1"}),
        ("p2", {"role": "speaker", "speaker": "p2"}),
        ("interpreter", {"role": "interpreter"}),
    ):
        site.tokens[who] = site.call("POST", f"{SESSION}/links", "organiser", json=fields).json()["token"]
    segments = site.call("GET", SESSION).json()["segments"]
    talk = next(segment["id"] for segment in segments if segment["speakers"] == ["p1"])
    assert site.send("set_script", segment=segments[0]["id"], text=OWN).status_code == 200
    assert site.send("set_script", segment=talk, speaker="p1", text=HERS).status_code == 200
    return site


@pytest.mark.parametrize(
    ("who", "status", "reads"),
    [
        ("moderator", 200, True),
        ("organiser", 200, True),
        ("interpreter", 200, True),
        ("p1", 200, False),
        ("p2", 200, False),
        ("desk", 403, False),
        ("stage", 403, False),
        ("viewer", 403, False),
    ],
)
def test_the_lectern_shows_the_text_to_its_readers_only(readers: Site, who: str, status: int, reads: bool) -> None:
    page = readers.call("GET", f"{PAGE}/lectern", who)
    assert (page.status_code, "Heliotrope" in page.text) == (status, reads)
    assert ("Marigold" in page.text) == (who == "p1")
    if reads:
        assert "Question 2</span> And the question?" in page.text


@pytest.mark.parametrize("who", ["desk", "stage", "viewer", "p2", "interpreter"])
def test_no_other_page_or_answer_has_a_word_of_a_text(readers: Site, who: str) -> None:
    paths = [PAGE, f"{PAGE}/stage", f"{PAGE}/desk", f"{PAGE}/overlay/timer", SESSION, f"{SESSION}/report"]
    for path in [*paths, f"{PAGE}/console", f"{PAGE}/report", f"{PAGE}/scripts"]:
        said = readers.call("GET", path, who).text
        assert "Heliotrope" not in said
        assert "Marigold" not in said


@pytest.mark.parametrize("path", [SESSION, f"{SESSION}/report", f"{SESSION}/journal", f"{SESSION}/document"])
def test_no_answer_to_a_program_has_a_word_of_a_text_not_even_for_the_organiser(readers: Site, path: str) -> None:
    said = readers.call("GET", path, "organiser").text
    assert "Heliotrope" not in said
    assert "Marigold" not in said


def test_the_console_and_the_speakers_own_page_show_the_text(readers: Site) -> None:
    assert "Heliotrope" in readers.call("GET", f"{PAGE}/console", "moderator").text
    people = readers.call("GET", SESSION).json()["speakers"]
    number = [person["id"] for person in people].index("p1") + 1
    assert "Marigold" in readers.call("GET", f"{PAGE}/speaker/{number}", "p1").text


def test_a_position_is_told_to_the_console_and_the_interpreters(readers: Site) -> None:
    first = readers.call("GET", SESSION).json()["segments"][0]["id"]
    at = {"place": first, "paragraph": "2"}
    told = readers.call("POST", f"{PAGE}/lectern/position", "moderator", data=at)
    assert told.status_code == 204
    assert "paragraph 2 of 2" in readers.call("GET", f"{PAGE}/lectern", "interpreter").text
    assert "paragraph 2 of 2" in readers.call("GET", f"{PAGE}/console", "moderator").text
    beyond = readers.call("POST", f"{PAGE}/lectern/position", "moderator", data={**at, "paragraph": "3"})
    assert beyond.status_code == 422
    for who in ("interpreter", "p1", "p2", "desk", "viewer"):
        assert readers.call("POST", f"{PAGE}/lectern/position", who, data=at).status_code == 403, who


def test_a_position_is_in_no_journal(readers: Site) -> None:
    before = readers.call("GET", SESSION).json()["seq"]
    first = readers.call("GET", SESSION).json()["segments"][0]["id"]
    readers.call("POST", f"{PAGE}/lectern/position", "moderator", data={"place": first, "paragraph": "2"})
    assert readers.call("GET", SESSION).json()["seq"] == before


def test_a_text_is_pasted_uploaded_and_kept_when_it_is_refused(readers: Site, tmp_path: Path) -> None:
    first = readers.call("GET", SESSION).json()["segments"][0]["id"]
    files = {"file": ("words.md", b"# Saffron\n\nOne two three.")}
    saved = readers.call("POST", f"{PAGE}/scripts", "moderator", data={"segment": first, "language": "en"}, files=files)
    assert saved.status_code in {200, 303}
    sheet = readers.call("GET", f"{PAGE}/scripts", "moderator").text
    assert "Saffron" in sheet
    assert "5 words" in sheet
    wrong = {"segment": first, "language": "English", "text": "Cinnabar."}
    refused = readers.call("POST", f"{PAGE}/scripts", "moderator", data=wrong)
    assert refused.status_code == 422
    assert "language code" in refused.text
    assert "Cinnabar." in refused.text


FILES = [
    *(f"report.{form}" for form in ("json", "csv", "md", "html", "xlsx", "pdf")),
    *(f"programme.{form}" for form in ("ics", "json", "xml", "csv", "xlsx")),
    *("document.json", "document.yaml", "record.jsonl", "journal", "questions.csv", "audit.csv", "audit.jsonl"),
]


@pytest.mark.parametrize("who", ["organiser", "moderator", "p1"])
def test_no_file_that_is_handed_over_has_a_word_of_a_text(readers: Site, who: str) -> None:
    for file in FILES:
        content = readers.call("GET", f"{SESSION}/{file}", who).content
        assert (file, [word for word in (b"Heliotrope", b"Marigold") if word in unpacked(content)]) == (file, [])
    assert all(readers.call("GET", f"{SESSION}/{file}", "organiser").status_code == 200 for file in FILES)


def unpacked(content: bytes) -> bytes:
    """The bytes of a file, and of the parts of a workbook."""
    if not content.startswith(b"PK"):
        return content
    with ZipFile(BytesIO(content)) as book:
        return content + b"".join(book.read(name) for name in book.namelist())
