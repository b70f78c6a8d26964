"""Questions as files: for whom, with which names, and nothing in them that comes alive."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from markdown_it import MarkdownIt

from app.formats.questions import HEADING, escaped
from tests.sites import SESSION, Site

HOSTILE = (
    "=1+1 and more",
    "+41 79 000 00 00?",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "＝1+1 in wide letters",
    "<script>alert(1)</script>",
    "[click](javascript:alert(1)) ![x](https://example.org/x.png)",
    "https://example.org www.example.org a@example.org",
    "1. not a list | not a cell",
    "- neither",
    "# no heading & no &amp; entity",
    'He said "why, now?"; and left',
    "{{7*7}} hx-get=/x",
    "كيف يمكن ضمان التمويل؟",
    "为什么？",
    "👩‍👩‍👧‍👦 ́accents",
)


@pytest.fixture
def asked(site: Site) -> Site:
    site.send("set_floor_policy", policy="moderated")
    identities = ("public", "moderators", "anonymous")
    for n, text in enumerate(HOSTILE):
        site.http.cookies.clear()
        more = {"identity": identities[n % 3], "name": f"Name {n}", "affiliation": "=HYPERLINK()"}
        assert site.send("ask", "viewer", id=f"u{n}", text=text, **more).status_code == 200
    site.http.cookies.clear()
    site.send("approve_question", "desk", question="u0")
    site.send("edit_question", "desk", question="u0", text="=2+2 better")
    site.send("answer_question", "desk", question="u0", how="text", text="=Yes", by=["p1"])
    site.send("dismiss_question", "desk", question="u1", reason="-No", note="+note")
    return site


def file(site: Site, extension: str, role: str = "desk") -> Any:
    return site.call("GET", f"{SESSION}/questions.{extension}", role)


def test_files_are_for_the_desk_and_for_who_runs_the_session(asked: Site) -> None:
    for extension in ("csv", "json", "md"):
        for role in ("desk", "moderator", "organiser"):
            answer = file(asked, extension, role)
            assert answer.status_code == 200
            assert answer.headers["content-disposition"] == f'attachment; filename="session-v-questions.{extension}"'
        for role in ("viewer", "stage", "nobody"):
            assert file(asked, extension, role).status_code == 403
    assert file(asked, "exe").status_code == 404


def test_every_question_is_in_the_table_and_no_cell_is_a_formula(asked: Site) -> None:
    content = file(asked, "csv").content
    assert content.startswith("\ufeff".encode())
    table = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert tuple(table[0]) == HEADING
    assert [row["id"] for row in table] == [f"u{n}" for n in range(len(HOSTILE))]
    assert [row["text"].removeprefix("'") for row in table] == ["=2+2 better", *HOSTILE[1:]]
    cells = [cell for row in table for cell in row.values()]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "＝"))] == []
    assert table[0]["original"] == "'=1+1 and more"
    assert (table[0]["answered"], table[0]["answered_by"], table[0]["answer"]) == ("text", "Panellist 1", "'=Yes")
    assert (table[1]["reason"], table[1]["note"]) == ("'-No", "'+note")
    assert table[0]["asked_at"].startswith("2021-06-30T10:00:00")


def test_a_name_is_in_it_unless_its_author_is_anonymous(asked: Site) -> None:
    document = json.loads(file(asked, "json").content)
    assert (document["slug"], len(document["questions"])) == ("session-v", len(HOSTILE))
    names = [row["name"] for row in document["questions"]]
    assert names == [("" if n % 3 == 2 else f"Name {n}") for n in range(len(HOSTILE))]


def test_markdown_shows_what_was_written_and_nothing_else(asked: Site) -> None:
    text = file(asked, "md").content.decode()
    html = MarkdownIt("gfm-like", {"linkify": False}).render(text)
    for sign in ("<script", "<a ", "<img", "<table", "javascript:alert(1))"):
        assert sign not in html.replace("[click](javascript:alert(1))", "")
    assert html.count("<h1>") == 1
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert text.count("\n## ") == 3  # waiting, answered, dismissed


@pytest.mark.parametrize("text", HOSTILE)
def test_an_escaped_text_reads_as_it_was_written(text: str) -> None:
    parser = MarkdownIt("commonmark")
    (block,) = [token for token in parser.parse(escaped(text)) if token.type == "inline"]
    assert {token.type for token in block.children or ()} <= {"text", "text_special"}
    assert "".join(token.content for token in block.children or ()) == text


def test_an_empty_session_has_files_too(site: Site) -> None:
    assert file(site, "csv").content.decode("utf-8-sig").strip() == ",".join(HEADING)
    assert json.loads(file(site, "json").content)["questions"] == []
    assert "No questions were received from the audience." in file(site, "md").text


def test_the_desk_leads_to_the_files(site: Site) -> None:
    page = site.call("GET", "/s/session-v/desk", "desk").text
    for extension in ("csv", "json", "md"):
        assert f'href="{SESSION}/questions.{extension}"' in page
