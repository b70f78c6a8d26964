"""Slugs are made from titles; only web addresses are references; what a planner types comes back as it was."""

from __future__ import annotations

import pytest

from app.domain.errors import Invalid
from app.domain.state.addresses import free_slug, is_slug, slug_from, typed_references, web_address, written_references
from app.domain.state.document import canonical, plan_from, read_document
from app.domain.state.rundown import Reference
from tests.fakes import document


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("https://example.org", True),
        ("HTTP://example.org/a?b=c#d", True),
        (" https://b\u00fccher.example/ ", True),
        ("https://", False),
        ("https:///path", False),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("ftp://example.org", False),
        ("https://example.org/a b", False),
        ('https://example.org/"onclick', False),
        ("//example.org", False),
        ("https://" + "a" * 1_992, True),
        ("https://" + "a" * 1_993, False),
        (7, False),
    ],
)
def test_a_web_address_is_http_or_https_with_a_host(text: object, is_one: bool) -> None:
    assert bool(web_address(text)) is is_one


def test_what_is_typed_one_a_line_is_written_so_again() -> None:
    typed = "https://example.org/a Slides, part 1\nhttp://example.org/b"
    references = typed_references(typed)
    assert references == [
        {"url": "https://example.org/a", "title": "Slides, part 1"},
        {"url": "http://example.org/b", "title": ""},
    ]
    assert written_references([Reference(**one) for one in references]) == typed


def test_a_document_has_references_and_abstracts_with_paragraphs() -> None:
    plan = read_document(
        document(0, segments=[_segment(abstract="One.\r\n\r\n\r\nTwo.\u202e ", references=["https://a.example"])])
    )
    (segment,) = plan.segments
    assert segment.abstract == "One.\n\nTwo."
    assert segment.references == (Reference("https://a.example"),)
    assert plan_from(canonical(plan)) == plan


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"abstract": "x" * 5_001}, "5001 characters"),
        ({"abstract": 5}, "is a text"),
        ({"references": ["javascript:alert(1)"]}, "javascript:alert(1)"),
        ({"references": [{"url": "https://a.example", "onclick": "x"}]}, "is not an address"),
        ({"references": ["https://a.example"] * 21}, "at most 20"),
        ({"references": "https://a.example"}, "is a list"),
    ],
)
def test_what_is_no_reference_or_too_long_is_named(fields: dict[str, object], says: str) -> None:
    with pytest.raises(Invalid, match=says.replace("(", r"\(").replace(")", r"\)")):
        read_document(document(0, segments=[_segment(**fields)]))


def _segment(**fields: object) -> dict[str, object]:
    return {"id": "t1", "title": "Talk", "planned": "5:00", **fields}


@pytest.mark.parametrize(
    ("title", "taken", "slug"),
    [
        ("Opening plenary", set(), "opening-plenary"),
        ("Opening plenary", {"opening-plenary"}, "opening-plenary-2"),
        ("Opening plenary", {"opening-plenary", "opening-plenary-2"}, "opening-plenary-3"),
        ("Séance d’ouverture", set(), "seance-d-ouverture"),
        ("全体会议", {"session"}, "session-2"),
        ("x" * 80, {"x" * 60}, "x" * 58 + "-2"),
    ],
)
def test_an_address_is_made_from_the_title_and_free(title: str, taken: set[str], slug: str) -> None:
    assert free_slug(title, taken) == slug
    assert len(slug) <= 60
    assert slug_from(slug) == slug


def test_an_address_of_another_server_that_is_too_long_to_be_made_here_gets_one_that_is_free() -> None:
    assert free_slug("x" * 63, {"x" * 63}) == "x" * 60


@pytest.mark.parametrize(
    ("text", "fits"), [("a", True), ("a" * 63, True), ("a" * 64, False), ("-a", False), ("A", False)]
)
def test_an_address_has_a_shape(text: str, fits: bool) -> None:
    assert is_slug(text) is fits
