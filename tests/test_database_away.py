"""PostgreSQL stops in mid-speech and comes back: screens go on, commands are refused in words, and nothing is lost."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from app.cli.backup import SOUND, report_on
from tests.patience import PATIENCE_S
from tests.postgres import Postgres, running_postgres
from tests.serving import ServerProcess, run_command, serving
from tests.test_trouble import SESSION, Screen, client, screen, send

AWAY = "the database cannot be reached at present; the clocks run on. Try again in a moment"


@pytest.fixture(scope="module")
def own_postgres() -> Iterator[Postgres]:
    """A PostgreSQL that no other test needs to be there."""
    with running_postgres(f"rostrum-{uuid4().hex}") as server:
        yield server


@pytest.fixture
def url(own_postgres: Postgres) -> Iterator[str]:
    yield own_postgres.new()
    own_postgres.start()


async def until_carried_out(http: httpx.AsyncClient, command: str, **fields: Any) -> tuple[int, list[httpx.Response]]:
    """Give a command with one key until it is carried out; its seq, and the refusals before."""
    key, refusals = uuid4().hex, []
    async with asyncio.timeout(PATIENCE_S):
        while (answer := await send(http, command, key=key, **fields)).status_code != 200:
            refusals.append(answer)
            await asyncio.sleep(0.05)
    seq: int = answer.json()["seq"]
    return seq, refusals


async def ready(http: httpx.AsyncClient) -> int:
    return (await http.get("/readyz")).status_code


async def test_a_database_that_stops_in_mid_speech_and_comes_back(
    own_postgres: Postgres, url: str, tmp_path: Path
) -> None:
    with serving(tmp_path, database_url=url) as server:
        async with client(server) as http, screen(server) as seen:
            started = (await send(http, "give_floor", segment="s2")).json()["seq"]
            own_postgres.stop()
            refused = await send(http, "pause_clock")
            assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
            assert refused.json()["detail"].endswith(AWAY)
            assert "Retry-After" in refused.headers
            assert (await ready(http), (await http.get("/healthz")).status_code) == (503, 200)
            # The socket is still open and answers, and a visitor who knows the page may read it.
            shown = await seen.look()
            assert (shown["seq"], shown["floor"]["state"]) == (started, "running")
            assert (await http.get(SESSION)).json()["seq"] == started
            own_postgres.start()
            seq, refusals = await until_carried_out(http, "pause_clock")
            assert seq == started + 1
            assert {answer.status_code for answer in refusals} <= {503}
            shown = await seen.look()
            assert (shown["seq"], shown["floor"]["state"]) == (seq, "paused")
            assert await ready(http) == 200
        assert "Traceback" not in server.log
        assert "the database can be reached again" in server.log
    assert report_on(url) == SOUND


async def test_what_another_process_did_meanwhile_is_shown_once_the_database_is_back(
    own_postgres: Postgres, url: str, tmp_path: Path
) -> None:
    with serving(tmp_path, database_url=url) as server:
        async with client(server) as http, screen(server) as seen:
            await send(http, "give_floor", segment="s2")
            for _ in range(3):
                own_postgres.stop()
                await asyncio.sleep(0)
                own_postgres.start()
                plan = json.loads(await command(server, "export", "session-v", "--format", "document"))
                title = uuid4().hex
                (tmp_path / "plan.json").write_text(json.dumps(plan | {"title": title}))
                await command(server, "import", str(tmp_path / "plan.json"), "--yes")
                await until_shown(seen, title)
            shown = await seen.look()
            assert shown["floor"]["state"] == "running"


async def until_shown(seen: Screen, title: str) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while (await seen.look())["title"] != title:  # noqa: ASYNC110 - it is sent whenever the server has it
            await asyncio.sleep(0.02)


async def command(server: ServerProcess, *words: str) -> str:
    done = await asyncio.to_thread(run_command, server.data, *words, **server.settings)
    assert done.returncode == 0, done.stderr
    return done.stdout
