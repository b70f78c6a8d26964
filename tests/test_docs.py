"""The documentation says what the code does: printed tables are fresh, links lead somewhere, examples are true."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from app.domain.messages.commands import COMMANDS
from app.formats.commands import read_command
from app.wire.messages import Mistake, hear
from tests.printing import BLOCK, BLOCKS, ROOT, documents, printed

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\[[^\]]*\]\((?!https?:|#)([^)#\s]+)(?:#[^)]*)?\)")
ANCHOR = re.compile(r"\]\((?!https?:)([^)#\s]*)#([^)\s]+)\)")
PATH = re.compile(r"`((?:app|bench|deploy|docs|migrations|scripts|static|templates|tests)/[\w./-]*)`")
RULES = ("rules.md", "questions.md", "floor-list.md", "record.md", "lectern.md", "backstage.md")
CRITERIA_A, CRITERIA_AA = 31, 24  # of WCAG 2.2
FENCE = re.compile(r"^```(?P<kind>client|command)\n(?P<text>.*?)^```", re.MULTILINE | re.DOTALL)


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", documents(), ids=name)
def test_printed_tables_are_what_the_code_says(path: Path) -> None:
    text = path.read_text()
    assert printed(text) == text, "make docs writes them again"


def test_every_printed_table_is_in_some_document() -> None:
    names = {block["name"] for path in documents() for block in BLOCK.finditer(path.read_text())}
    assert names == set(BLOCKS)


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_every_link_leads_to_a_file(path: Path) -> None:
    assert [link for link in LINK.findall(path.read_text()) if not (path.parent / link).exists()] == []


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_every_link_into_a_page_leads_to_a_heading(path: Path) -> None:
    links = [((path.parent / page) if page else path, heading) for page, heading in ANCHOR.findall(path.read_text())]
    assert [(str(page), heading) for page, heading in links if heading not in _headings(page)] == []


def _headings(page: Path) -> set[str]:
    """Return a page's headings as they are written in links."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_every_file_and_folder_that_is_named_exists(path: Path) -> None:
    assert [named for named in PATH.findall(path.read_text()) if not (ROOT / named).exists()] == []


def test_the_picture_of_the_way_of_data_names_modules_and_folders_that_exist() -> None:
    picture = (ROOT / "docs" / "way-of-data.svg").read_text()
    named = re.findall(r'class="code"[^>]*>([a-z_]+(?:[./][a-z_]+)+)<', picture)
    missing = [name for name in named if not any(path.exists() for path in _places(name))]
    assert (len(named) >= 7, missing) == (True, [])


def _places(name: str) -> list[Path]:
    return [ROOT / name, ROOT / "app" / f"{name.replace('.', '/')}.py"]


def examples(kind: str) -> list[str]:
    text = (ROOT / "docs" / "protocol.md").read_text()
    return [line for fence in FENCE.finditer(text) if fence["kind"] == kind for line in fence["text"].splitlines()]


def test_the_socket_messages_in_the_protocol_are_understood() -> None:
    assert len(examples("client")) >= 3
    assert [line for line in examples("client") if isinstance(hear(line), Mistake)] == []


def test_the_commands_in_the_protocol_can_be_read() -> None:
    sent = [read_command(json.loads(line)).command for line in examples("command")]
    assert {command.command for command in sent} <= set(COMMANDS)
    assert len(sent) >= 3


def test_the_rules_say_what_each_command_does() -> None:
    pages = [ROOT / "docs" / page for page in RULES]
    assert {page for page in RULES[1:] if f"({page}" not in pages[0].read_text()} == set()
    named = set(re.findall(r"`([a-z_]+)[` ]", "".join(page.read_text() for page in pages)))
    assert set(COMMANDS) - named == set()


def test_the_make_commands_in_the_readme_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    said = set(re.findall(r"\bmake ([a-z-]+)", (ROOT / "README.md").read_text()))
    assert {"run", "test"} <= said <= targets


def test_each_criterion_of_accessibility_is_answered_once_and_in_order() -> None:
    text = (ROOT / "docs" / "accessibility.md").read_text()
    rows = re.findall(r"^- (\d)\.(\d)\.(\d+) [^:]+ \((AA?)\): [^*]+\.\s+\*[^*]+\*$", text, re.MULTILINE)
    criteria = [tuple(map(int, numbers)) for *numbers, _ in rows]
    assert criteria == sorted(set(criteria))
    assert [level for *_, level in rows].count("A") == CRITERIA_A
    assert [level for *_, level in rows].count("AA") == CRITERIA_AA


def test_decisions_are_numbered_without_holes() -> None:
    numbers = [int(path.name[:4]) for path in sorted((ROOT / "docs" / "decisions").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))


def test_a_release_lists_its_changes_by_kind_and_none_twice() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text()
    releases = re.split(r"^## ", changes, flags=re.MULTILINE)[1:]
    kinds = [re.findall(r"^### (\w+)$", release, re.MULTILINE) for release in releases]
    order = ["Added", "Changed", "Fixed", "Security"]
    assert [release.split("\n")[0] for release in releases] == ["Unreleased", "0.1.0"]
    assert kinds == [[kind for kind in order if kind in listed] for listed in kinds]
    lines = [line for line in changes.splitlines() if line.startswith("- ")]
    assert sorted(line for line in set(lines) if lines.count(line) > 1) == []


def test_the_tour_shows_five_pictures_and_they_are_small() -> None:
    tour = ROOT / "docs" / "tour.md"
    shown = re.findall(r"!\[[^\]]+\]\((tour/[a-z]+\.png)\)", tour.read_text())
    assert len(shown) == 5
    assert sorted(shown) == sorted(f"tour/{path.name}" for path in (ROOT / "docs" / "tour").iterdir())
    assert [name for name in shown if (tour.parent / name).stat().st_size >= 120_000] == []
