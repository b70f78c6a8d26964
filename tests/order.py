"""In which order the files of tests are begun: a long one that is begun last would be all that the workers wait for."""

from __future__ import annotations

from pathlib import Path

import pytest

TESTS = Path(__file__).parent
# Files that keep a worker busy for more than some twenty seconds, the longest first.
LONGEST = (
    "browser/test_states.py",
    "browser/test_debate.py",
    "hostile/test_siege.py",
    "browser/test_asking.py",
    "browser/test_link.py",
    "browser/test_screens.py",
    "test_kills.py",
    "browser/test_reading.py",
    "browser/test_session.py",
    "browser/test_access.py",
    "cli/test_processes.py",
    "browser/test_planner.py",
    "browser/test_steady.py",
    "test_database_away.py",
    "live/test_conversation.py",
    "cli/test_without_linux.py",
    "browser/test_board.py",
    "browser/test_import.py",
    "browser/test_desk.py",
    "test_patterns.py",
)


def sort_longest_first(items: list[pytest.Item]) -> None:
    """Put the longest files first, then those with a browser, then the others as they come."""
    places = {TESTS / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: (places.get(item.path, len(places)), item.get_closest_marker("browser") is None))
