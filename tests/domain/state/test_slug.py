"""Addresses of sessions: made from titles, and free."""

from __future__ import annotations

import pytest

from app.domain.state.slug import free_slug, is_slug, slug_from


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
