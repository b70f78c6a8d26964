"""The server is killed in the middle of a storm: what was acknowledged is there, and the clock is right."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest

from tests.postgres import running_postgres
from tests.storm import strike, strike_processes


@pytest.mark.parametrize(("seed", "after"), [(1, 7), (2, 60), (3, 150)])
def test_a_kill_in_a_storm_loses_nothing_that_was_acknowledged(tmp_path: Path, seed: int, after: int) -> None:
    assert strike(tmp_path, seed, after) >= after


def test_killed_processes_lose_nothing_and_repeat_nothing(tmp_path: Path) -> None:
    assert strike_processes(tmp_path, seed=1, times=2).acknowledged > 0


def test_killed_processes_and_a_killed_database_lose_nothing_and_repeat_nothing(tmp_path: Path) -> None:
    with running_postgres(f"rostrum-{uuid4().hex}") as postgres:
        outlasted = strike_processes(tmp_path, seed=2, times=2, postgres=postgres, of_database=1)
    assert outlasted.acknowledged > 0
