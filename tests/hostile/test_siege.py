"""Every attack, while a session is moderated: commands and states get through, and memory comes back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.hostile import attacks
from tests.hostile.attacks import ATTACKS, exchange
from tests.hostile.siege import KEPT_BYTES, attacked, await_memory, memory_of, moderate, stage_of
from tests.serving import ServerProcess, serving


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with serving(tmp_path_factory.mktemp("besieged")) as started:
        started.command("set_floor_policy", policy="moderated")
        yield started


@pytest.mark.parametrize(
    "name", ["cookie_tokens", "cookies_in_quotes", "cookies_without_end", "headers", "paths", "texts"]
)
def test_an_attack_is_no_longer_than_what_the_server_reads(
    server: ServerProcess, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    statuses = set()

    def noting(port: int, data: bytes) -> bytes:
        answer = exchange(port, data)
        statuses.add(answer[9:12])
        return answer

    monkeypatch.setattr(attacks, "exchange", noting)
    ATTACKS[name](server.port)
    assert statuses
    assert not statuses & {b"413", b"414", b"431"}


@pytest.mark.parametrize("name", ATTACKS)
def test_a_stranger_leaves_the_others_their_server(server: ServerProcess, name: str) -> None:
    before = memory_of(server)
    with attacked(server, name) as siege, stage_of(server) as stage:
        moderate(server, stage)
    assert siege.blows > 0
    await_memory(server, before + KEPT_BYTES)


def test_nothing_above_left_a_traceback(server: ServerProcess) -> None:
    assert "Traceback" not in server.log
