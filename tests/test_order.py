"""The longest files of tests are begun first, and stay whole."""

from __future__ import annotations

import pytest

from tests.order import LONGEST, TESTS, sort_longest_first


def test_the_longest_files_are_there() -> None:
    assert [name for name in LONGEST if not (TESTS / name).is_file()] == []


def test_the_longest_files_come_first_and_others_in_their_order(request: pytest.FixtureRequest) -> None:
    items = list(request.session.items)
    sort_longest_first(items)
    assert sorted(map(id, items)) == sorted(map(id, request.session.items))
    again = list(items)
    sort_longest_first(again)
    assert again == items == list(request.session.items)
