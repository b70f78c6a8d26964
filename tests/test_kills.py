"""The server is killed in the middle of a storm: what was acknowledged is there, and the clock is right."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.storm import strike


@pytest.mark.parametrize(("seed", "after"), [(1, 7), (2, 60), (3, 150)])
def test_a_kill_in_a_storm_loses_nothing_that_was_acknowledged(tmp_path: Path, seed: int, after: int) -> None:
    assert strike(tmp_path, seed, after) >= after
