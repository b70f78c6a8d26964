"""A load balancer is told whether to send requests here, and why not."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest

from app.config import Settings
from app.main import create_app
from app.parts import Server
from app.server.monitoring import readiness
from app.server.monitoring.readiness import BEHIND_AFTER_S, Lag, ServingPhase
from tests.fakes import FakeClock
from tests.sites import Site


class Seconds:
    """A clock that stands still until the test moves it."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def lag(seconds: Seconds) -> Lag:
    return Lag(seconds)


def test_a_session_without_a_record_for_more_than_two_seconds_is_behind(lag: Lag, seconds: Seconds) -> None:
    assert lag.look({"a": 7, "b": 3}, {"a": 6, "b": 3}) == []
    seconds.now = BEHIND_AFTER_S
    assert lag.look({"a": 9, "b": 3}, {"a": 6, "b": 3}) == []
    seconds.now = BEHIND_AFTER_S + 0.1
    assert lag.look({"a": 9, "b": 3}, {"a": 6, "b": 3}) == ["a"]
    assert lag.look({"a": 9, "b": 3}, {"a": 9, "b": 3}) == []


def test_a_session_that_follows_at_a_short_distance_is_not(lag: Lag, seconds: Seconds) -> None:
    for seq in range(10):
        seconds.now = seq * 10.0
        assert lag.look({"a": seq + 1}, {"a": seq}) == []


def test_a_session_that_another_process_has_removed_from_here_is_not_counted(lag: Lag) -> None:
    assert lag.look({}, {"a": 3}) == lag.look({"a": 3}, {}) == []


@pytest.mark.parametrize("phase", [ServingPhase.STARTING, ServingPhase.MIGRATING, ServingPhase.DRAINING])
def test_each_other_phase_is_told_with_its_reason(site: Site, phase: ServingPhase) -> None:
    site.http.app.state.server.readiness.phase = phase  # type: ignore[attr-defined]  # the client holds any application
    answer = site.http.get("/readyz")
    assert (answer.status_code, answer.json()["code"]) == (503, phase)
    assert phase[:7] in answer.json()["detail"] or phase is ServingPhase.DRAINING
    assert site.http.get("/healthz").status_code == 200


def test_a_process_that_is_behind_says_of_how_many_sessions(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    server: Server = site.http.app.state.server  # type: ignore[attr-defined]  # as above

    async def late() -> list[str]:
        return ["session-v"]

    assert site.http.get("/readyz").status_code == 200
    monkeypatch.setattr(server, "late_sessions", late)
    answer = site.http.get("/readyz")
    assert (answer.status_code, answer.json()["code"]) == (503, "behind")
    assert "session-v" not in answer.text


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "MOST_HELD", 1)


@pytest.mark.usefixtures("few")
async def test_requests_wait_for_a_server_that_starts_and_too_many_are_sent_away(tmp_path: Path) -> None:
    server = Server(settings := Settings(data=tmp_path), clock := FakeClock())
    transport = httpx.ASGITransport(create_app(settings, clock=clock, server=server))
    async with asyncio.timeout(60), httpx.AsyncClient(transport=transport, base_url="http://testserver") as http:
        asked = [asyncio.create_task(http.get("/")) for _ in range(2)]
        (sent_away,), (waits,) = await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
        answer = sent_away.result()
        assert (answer.json()["code"], answer.headers["Retry-After"]) == ("starting", "2")
        assert (await http.get("/readyz")).json()["code"] == "starting"
        assert not waits.done()
        await server.open()
        assert (await waits).status_code == 200
        assert (await http.get("/readyz")).text == "ready\n"
    await server.close()
