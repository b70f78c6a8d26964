"""What the address of a list may ask for is bounded before it is read, remembered or repeated."""

from __future__ import annotations

import pytest

from app.web.pages.listing import LAST_PAGE, LONGEST_FIELD, Filter


@pytest.mark.parametrize("name", ["conference", "day", "state", "q"])
def test_a_long_field_is_cut(name: str) -> None:
    wanted = Filter.of({name: "x" * 30_000})
    assert len(wanted.query) <= len(name) + 1 + LONGEST_FIELD
    assert wanted == Filter.of({name: "x" * 30_001})


@pytest.mark.parametrize(
    ("page", "number"),
    [("", 1), ("0", 1), ("-1", 1), ("7", 7), ("9" * 9, LAST_PAGE), ("9" * 5_000, 1), ("٣", 1), ("x", 1)],
)
def test_a_page_is_a_number_within_bounds(page: str, number: int) -> None:
    assert Filter.of({"page": page}).page == number


def test_the_address_of_another_choice_begins_at_its_first_page() -> None:
    wanted = Filter.of({"q": "water", "page": "3"})
    assert (wanted.query, wanted.but(day="2021-06-30").query) == ("q=water&page=3", "q=water&day=2021-06-30")
