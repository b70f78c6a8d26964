"""Every attack, while a session is moderated: commands and states get through, and memory comes back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.hostile.attacks import ATTACKS
from tests.hostile.siege import KEPT_BYTES, attacked, await_memory, memory_of, moderate, stage_of
from tests.serving import ServerProcess, serving


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with serving(tmp_path_factory.mktemp("besieged")) as started:
        yield started


@pytest.mark.parametrize("name", ATTACKS)
def test_a_stranger_leaves_the_others_their_server(server: ServerProcess, name: str) -> None:
    before = memory_of(server)
    with attacked(server, name) as siege, stage_of(server) as stage:
        moderate(server, stage)
    assert siege.blows > 0
    await_memory(server, before + KEPT_BYTES)


def test_nothing_above_left_a_traceback(server: ServerProcess) -> None:
    assert "Traceback" not in server.log
