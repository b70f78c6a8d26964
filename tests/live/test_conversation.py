"""The conversation of a socket as text in, text out; and on a real server, with its close codes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Origin

from app.wire.messages import ClockSample, CommandSent, Hello, Mistake, ScreenReport, clock_reply, hear
from tests.patience import PATIENCE_S, SOCKET
from tests.serving import ServerProcess, StockServer


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ('{"t":"hello","seq":3}', Hello(3)),
        ('{"t":"hello","seq":0,"screen":"abcdefgh","name":"Left"}', Hello(0, "abcdefgh", "Left")),
        ('{"t":"hello","seq":0,"console":"abcdefgh","held":true}', Hello(0, console="abcdefgh", held=True)),
        ('{"t":"hello","seq":0,"patches":true}', Hello(0, patches=True)),
        ('{"t":"hello","seq":0,"patches":1}', Hello(0)),
        ('{"t":"clock","c":1.5}', ClockSample(1.5)),
        (
            '{"t":"command","key":"abcdefgh","command":"advance","seen":3}',
            CommandSent("abcdefgh", {"key": "abcdefgh", "command": "advance", "seen": 3}),
        ),
        ('{"t":"command","command":"advance"}', Mistake(1008, "not a message of this protocol")),
        ('{"t":"command","key":null}', Mistake(1008, "not a message of this protocol")),
        (
            '{"t":"report","seq":4,"visible":true,"error_ms":2.5,"message":true,"cue":7}',
            ScreenReport(4, True, 2.5, True, 7, None),
        ),
        ("{", Mistake(1008, "not JSON")),
        ("[]", Mistake(1008, "not an object")),
        ('"\\ud83d"', Mistake(1008, "not JSON")),
        ('{"t":"shout"}', Mistake(1008, "not a message of this protocol")),
        ('{"t":["x"]}', Mistake(1008, "not a message of this protocol")),
        ('{"t":"hello"}', Mistake(1008, "not a message of this protocol")),
        ('{"t":"hello","seq":-1}', Mistake(1008, "not a message of this protocol")),
        ('{"t":"clock","c":"now"}', Mistake(1008, "not a message of this protocol")),
        ('{"t":"clock","c":1e999}', Mistake(1008, "not a message of this protocol")),
        ("x" * 5_000, Mistake(1009, "message too big")),
    ],
)
def test_what_a_message_means(text: str, heard: object) -> None:
    assert hear(text) == heard


def test_a_clock_sample_comes_back_with_the_servers_instant() -> None:
    assert clock_reply(ClockSample(12.25), 99) == '{"t":"clock","c":12.25,"s":99}'


@pytest.fixture(scope="module", params=[ServerProcess, StockServer], ids=["handed over", "ordinary loop"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    server: ServerProcess = request.param(tmp_path_factory.mktemp("sockets"))
    server.start()
    yield server
    server.stop()


@asynccontextmanager
async def live(server: ServerProcess, role: str = "viewer", **more: Any) -> AsyncIterator[ClientConnection]:
    headers = {"Authorization": f"Bearer {server.token(role)}"}
    url = f"ws://127.0.0.1:{server.port}/api/v1/sessions/session-v/live"
    async with connect(url, additional_headers=headers, **{**SOCKET, **more}) as socket:
        yield socket


async def receive(socket: ClientConnection, kind: str) -> dict[str, Any]:
    async with asyncio.timeout(PATIENCE_S):
        while True:
            message: dict[str, Any] = json.loads(await socket.recv())
            if message["t"] == kind:
                return message


async def _drain(socket: ClientConnection) -> None:
    async for _ in socket:
        pass


async def closed_with(socket: ClientConnection) -> int:
    async with asyncio.timeout(PATIENCE_S):
        with suppress(ConnectionClosed):
            await _drain(socket)
    assert socket.close_code is not None
    return socket.close_code


async def test_the_view_comes_after_hello_and_after_every_change(server: ServerProcess) -> None:
    async with live(server) as socket:
        await socket.send('{"t":"hello","seq":0}')
        first = await receive(socket, "view")
        assert (first["view"]["role"], first["view"]["slug"]) == ("viewer", "session-v")
        answer = await asyncio.to_thread(server.command, "focus_question", question="q2")
        changed = await receive(socket, "view")
        assert (changed["seq"], changed["view"]["focus"]) == (answer["seq"], "q2")
        await asyncio.to_thread(server.command, "focus_question", question=None)
        await socket.send('{"t":"clock","c":5}')
        assert (await receive(socket, "clock"))["c"] == 5


async def test_each_role_is_sent_its_own_view(server: ServerProcess) -> None:
    async with live(server, "viewer") as viewer, live(server, "stage") as stage:
        for socket in (viewer, stage):
            await socket.send('{"t":"hello","seq":0}')
            await receive(socket, "view")
        await asyncio.to_thread(server.command, "show_message", text="Only for the stage")
        assert (await receive(stage, "view"))["view"]["stage"]["message"]["text"] == "Only for the stage"
        assert "Only for the stage" not in json.dumps(await receive(viewer, "view"))
        await asyncio.to_thread(server.command, "clear_message")


@pytest.mark.parametrize(
    ("messages", "code"),
    [
        (['{"t":"clock","c":1}'], 1008),
        (["not json"], 1008),
        ([b"\x00\x01"], 1003),
        (["x" * 4_000], 1009),
        (['{"t":"hello","seq":0}', "not json"], 1008),
    ],
)
async def test_what_is_not_understood_ends_the_conversation(
    server: ServerProcess, messages: list[Any], code: int
) -> None:
    async with live(server) as socket:
        for message in messages:
            await socket.send(message)
        assert await closed_with(socket) == code
    assert "Traceback" not in server.log


async def test_who_says_nothing_is_closed(server: ServerProcess) -> None:
    async with live(server) as socket:
        assert await closed_with(socket) == 4408


async def test_who_may_not_watch_is_told_after_the_handshake(server: ServerProcess) -> None:
    base = f"ws://127.0.0.1:{server.port}"
    for path, headers, code in (
        ("/api/v1/sessions/nope/live", {}, 4404),
        ("/api/v1/sessions/session-v/live", {"Authorization": "Bearer nonsense"}, 4401),
        ("/s/session-v/live?page=console", {}, 4401),
        ("/s/session-v/live?page=nonsense", {}, 4401),
        ("/s/nope/live?page=viewer", {}, 4404),
    ):
        async with connect(f"{base}{path}", additional_headers=headers, **SOCKET) as socket:
            assert await closed_with(socket) == code


async def test_a_session_made_private_ends_every_socket_without_a_link_at_once(server: ServerProcess) -> None:
    base = f"ws://127.0.0.1:{server.port}"
    paths = ("/api/v1/sessions/session-v/live", "/s/session-v/live?page=viewer")
    async with (
        connect(f"{base}{paths[0]}", **SOCKET) as program,
        connect(f"{base}{paths[1]}", **SOCKET) as page,
        live(server, "viewer") as linked,
    ):
        for socket, kind in ((program, "view"), (page, "parts"), (linked, "view")):
            await socket.send('{"t":"hello","seq":0}')
            await receive(socket, kind)
        try:
            # One that says no hello is closed for that, too, if the machine stands still for too long.
            async with connect(f"{base}{paths[1]}", **SOCKET) as silent:
                made = await asyncio.to_thread(server.command, "edit_session", public=False)
                assert [await closed_with(socket) for socket in (program, page, silent)] == [4401] * 3
            assert (await receive(linked, "view"))["seq"] == made["seq"]
            async with connect(f"{base}{paths[1]}", **SOCKET) as late:
                assert await closed_with(late) in {4401, 4404}
        finally:
            await asyncio.to_thread(server.command, "edit_session", public=True)


async def test_sockets_with_made_up_tokens_in_the_path_are_one_audience(server: ServerProcess) -> None:
    headers = {"Authorization": f"Bearer {server.token('viewer')}"}
    async with AsyncExitStack() as sockets:
        for n in range(5):
            url = f"ws://127.0.0.1:{server.port}/t/{'x' * 24}{n}/s/session-v/live?page=viewer"
            socket = await sockets.enter_async_context(connect(url, additional_headers=headers, **SOCKET))
            await socket.send('{"t":"hello","seq":0}')
            await receive(socket, "parts")
        metrics = await asyncio.to_thread(server.text, "/metrics")
    assert 'rostrum_audiences{session="session-v"} 1.0' in metrics


async def test_a_page_of_another_site_gets_no_socket(server: ServerProcess) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with connect(
            f"ws://127.0.0.1:{server.port}/s/session-v/live?page=viewer",
            origin=Origin("https://evil.example"),
            **SOCKET,
        ):
            pass
    assert refused.value.response.status_code == 403


async def test_a_page_is_sent_whole_parts_and_then_only_those_that_changed(server: ServerProcess) -> None:
    async with connect(f"ws://127.0.0.1:{server.port}/s/session-v/live?page=viewer", **SOCKET) as socket:
        await socket.send('{"t":"hello","seq":0}')
        first = await receive(socket, "parts")
        named = ("head", "now", "on", "guiding", "programme", "details", "asking", "questions")
        assert set(first["parts"]) == {"facts", *(f"part-{name}" for name in named)}
        await asyncio.to_thread(server.command, "focus_question", question="q3")
        changed = await receive(socket, "parts")
        # In the list, on its card, and among the facts that are read to those who do not see.
        assert set(changed["parts"]) == {"facts", "part-guiding", "part-on"}
        await asyncio.to_thread(server.command, "focus_question", question=None)


async def test_a_screen_that_connects_again_replaces_its_older_socket(server: ServerProcess) -> None:
    url = f"ws://127.0.0.1:{server.port}/t/{server.token('stage')}/s/session-v/live?page=stage"
    async with connect(url, **SOCKET) as older, connect(url, **SOCKET) as newer:
        for socket in (older, newer):
            await socket.send('{"t":"hello","seq":0,"screen":"screen-1234"}')
            await receive(socket, "parts")
        assert await closed_with(older) == 4409


async def test_a_server_that_stops_says_that_it_will_be_back(tmp_path: Path) -> None:
    server = ServerProcess(tmp_path)
    await asyncio.to_thread(server.start)
    async with live(server) as socket:
        await socket.send('{"t":"hello","seq":0}')
        await receive(socket, "view")
        code = await asyncio.to_thread(server.stop)
        assert await closed_with(socket) == 1012
    assert code in {0, -15}
    assert "Traceback" not in server.log


async def test_commands_on_a_socket_are_answered_one_by_one_in_their_order(server: ServerProcess) -> None:
    async with live(server, "moderator") as socket:
        await socket.send('{"t":"hello","seq":0}')
        seq = (await receive(socket, "view"))["seq"]
        commands: list[dict[str, Any]] = [
            {"command": "show_message", "text": "One"},
            {"command": "grant_time", "ms": 30_000, "segment": "no such segment"},
            {"command": "open_session", "pressed_ms": 1},
            {"command": "nonsense"},
            {"command": "clear_message", "seen": seq},
        ]
        for n, command in enumerate(commands):
            await socket.send(json.dumps({"t": "command", "key": f"command-{n}", **command}))
        answers: list[dict[str, Any]] = []
        async with asyncio.timeout(PATIENCE_S):
            while len(answers) < len(commands):
                message = json.loads(await socket.recv())
                if message["t"] in {"done", "refused"}:
                    answers.append(message)
        outcomes = {answer["key"]: answer.get("code", answer["t"]) for answer in answers}
        assert outcomes == {
            "command-0": "done",
            "command-1": "not_found",
            "command-2": "too_late",
            "command-3": "invalid",
            "command-4": "done",
        }
        assert [answer["seq"] for answer in answers if answer["t"] == "done"] == [seq + 1, seq + 2]
        again = {"t": "command", "key": "command-0", "command": "show_message", "text": "One", "pressed_ms": 1}
        await socket.send(json.dumps(again))
        assert (await receive(socket, "done"))["seq"] == seq + 1


async def test_a_viewer_gives_no_commands_on_a_socket(server: ServerProcess) -> None:
    async with live(server) as socket:
        await socket.send('{"t":"hello","seq":0}')
        seq = (await receive(socket, "view"))["seq"]
        await socket.send('{"t":"command","key":"abcdefgh","command":"open_session"}')
        assert (await receive(socket, "refused"))["code"] == "forbidden"
        assert (await asyncio.to_thread(server.get, "/api/v1/sessions/session-v"))["seq"] == seq


async def test_more_commands_at_once_than_can_wait_are_refused_unread(server: ServerProcess) -> None:
    async with live(server, "moderator") as socket:
        await socket.send('{"t":"hello","seq":0}')
        await receive(socket, "view")
        for n in range(200):
            await socket.send(f'{{"t":"command","key":"flood-{n:03}","command":"flash_stage"}}')
        answers: dict[str, str] = {}
        async with asyncio.timeout(60):
            while len(answers) < 200:
                message = json.loads(await socket.recv())
                if message["t"] in {"done", "refused"}:
                    answers[message["key"]] = message.get("code", "done")
        assert set(answers.values()) <= {"done", "too_many"}
        assert "done" in answers.values()
