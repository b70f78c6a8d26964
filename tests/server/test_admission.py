"""Who runs now: links in use at once, strangers in turn and few at a time; and bodies within bounds."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from app.domain.errors import LONGEST_TOLD, MOST_TOLD
from app.domain.values import Role
from app.server.admission import PASSES, Admission, Busy, Lane, Passing, Permit, Quota, Traffic, request_kind
from app.server.http.bodies import Budget
from app.service.access.visitor import Visitor
from app.store.directory import Link
from tests.fakes import FakeClock
from tests.live.wires import turns
from tests.serving import ServerProcess, serving
from tests.sites import SESSION, Site

KIB = 1024


async def entered(lane: Lane, *places: str) -> list[asyncio.Task[Permit]]:
    tasks = [asyncio.create_task(lane.enter(place)) for place in places]
    await turns()
    return tasks


def running(tasks: list[asyncio.Task[Permit]]) -> list[bool]:
    return [task.done() for task in tasks]


async def test_of_one_place_only_so_many_run_and_the_next_begins_when_one_ends() -> None:
    lane = Lane(Quota(2, 10), Quota(10, 10), Passing())
    tasks = await entered(lane, "a", "a", "a", "a")
    assert (running(tasks), len(lane)) == ([True, True, False, False], 2)
    permit = await tasks[0]
    permit.release()
    permit.release()
    await turns()
    assert running(tasks) == [True, True, True, False]


async def test_places_are_served_one_after_the_other_however_many_one_of_them_sends() -> None:
    lane = Lane(Quota(5, 1), Quota(100, 100), Passing())
    first = (await entered(lane, "a"))[0]
    flood = await entered(lane, *["a"] * 50)
    other = await entered(lane, "b", "b")
    (await first).release()
    await turns()
    (await flood[0]).release()
    await turns()
    assert (running(flood).count(True), running(other)) == (1, [True, False])


async def test_one_more_than_may_wait_is_refused_and_so_are_too_many_in_all() -> None:
    lane = Lane(Quota(1, 1), Quota(2, 3), Passing())
    await entered(lane, "a", "a", "a")
    assert lane.is_full("a")
    with pytest.raises(Busy):
        await lane.enter("a")
    await entered(lane, "b")
    with pytest.raises(Busy):
        await lane.enter("c")


async def test_a_request_that_is_given_up_while_it_waits_leaves_no_trace() -> None:
    lane = Lane(Quota(1, 1), Quota(9, 9), Passing())
    first, second, third = await entered(lane, "a", "a", "a")
    second.cancel()
    await turns()
    (await first).release()
    await turns()
    (await third).release()
    assert (len(lane), running(await entered(lane, "a"))) == (0, [True])


async def test_one_that_is_given_up_in_the_moment_of_its_turn_passes_it_on() -> None:
    lane = Lane(Quota(1, 1), Quota(9, 9), Passing())
    first, second, third = await entered(lane, "a", "a", "b")
    (await first).release()
    second.cancel()
    await turns()
    assert running([third]) == [True]


async def test_while_a_request_passes_no_turn_begins_and_all_of_them_do_afterwards() -> None:
    passing = Passing(gives_way_s=3_600)
    lane = Lane(Quota(3, 9), Quota(99, 99), passing)
    first, second = passing.enter(), passing.enter()
    flood = await entered(lane, *"aaaab")
    first.release()
    await turns()
    assert running(flood) == [False] * 5
    second.release()
    await turns()
    assert running(flood) == [True, True, True, False, True]


async def test_a_request_that_passes_for_long_no_longer_stops_all_turns() -> None:
    passing = Passing(gives_way_s=0.01)
    lane = Lane(Quota(3, 9), Quota(99, 99), passing)
    passing.enter()
    flood = await entered(lane, "a", "a")
    assert running(flood) == [False, False]
    await flood[0]
    assert running(flood) == [True, False]
    # Another one that passes does not begin this again.
    passing.enter()
    assert not passing.has_right_of_way


async def test_beside_a_request_that_passes_for_long_each_place_has_one_turn_at_a_time() -> None:
    passing = Passing(gives_way_s=0)
    lane = Lane(Quota(3, 9), Quota(99, 99), passing)
    command = passing.enter()
    flood = await entered(lane, *["a"] * 9)
    assert running(flood).count(True) == 1
    (await flood[0]).release()
    await turns()
    assert running(flood).count(True) == 2  # one has ended
    command.release()
    (await flood[1]).release()
    await turns()
    assert running(flood).count(True) == 5  # two have ended


async def test_turns_that_run_already_end_before_a_place_has_another_beside_a_request_that_passes() -> None:
    passing = Passing(gives_way_s=0)
    lane = Lane(Quota(3, 9), Quota(99, 99), passing)
    flood = await entered(lane, *["a"] * 9)
    passing.enter()
    for n, begun in enumerate((3, 3, 4, 5)):
        (await flood[n]).release()
        await turns()
        assert running(flood).count(True) == begun


async def test_a_request_that_passed_counts_until_the_first_byte_of_its_response() -> None:
    passing = Passing()
    admission = Admission(FakeClock(), OneLink(Role.MODERATOR), passing)
    permit = await admission.enter(admission.caller(["used"], "192.0.2.1"))
    before = passing.are_some
    permit.release()
    permit.release()
    assert (before, passing.are_some) == (True, False)
    await admission.enter(admission.caller([], "192.0.2.1"))
    assert not passing.are_some


class OneLink:
    """A server on which one token was used before."""

    def __init__(self, role: Role) -> None:
        self.link = Link("abc", "session-v", role, "", None, 0, None, None, None)

    def in_use(self, token: str) -> Link | None:
        return self.link if token == "used" else None

    async def visitor(self, tokens: object) -> Visitor:
        return Visitor()


@pytest.mark.parametrize("role", [Role.ORGANISER, Role.MODERATOR, Role.DESK, Role.STAGE, Role.SPEAKER])
def test_a_link_in_use_passes_up_to_its_rate_and_then_has_a_share_of_its_own(role: Role) -> None:
    clock = FakeClock()
    admission = Admission(clock, OneLink(role), Passing())
    passed = [admission.caller(["unknown", "used"], "192.0.2.1").passes for _ in range(PASSES[0] + 1)]
    assert passed == [True] * PASSES[0] + [False]
    assert admission.caller(["used"], "192.0.2.1").place == "link abc"
    clock.set(clock.now() + PASSES[1])
    assert admission.caller(["used"], "192.0.2.1").passes


@pytest.mark.parametrize(("role", "token"), [(Role.VIEWER, "used"), (Role.MODERATOR, "guessed")])
def test_a_shared_or_unknown_token_counts_as_a_stranger(role: Role, token: str) -> None:
    caller = Admission(FakeClock(), OneLink(role), Passing()).caller([token], "192.0.2.1")
    assert (caller.passes, caller.place, caller.link) == (False, "192.0.2.1", None)


@pytest.mark.parametrize(
    ("method", "path", "kind"),
    [
        ("GET", "/s/session-v", Traffic.SHARED),
        ("GET", "/static/abc/css/base.css", Traffic.SHARED),
        ("GET", "/feed/session-v/now.json", Traffic.SHARED),
        ("GET", "/", Traffic.WORK),
        ("GET", "/board/rows", Traffic.WORK),
        ("GET", "/s/session-v/console", Traffic.WORK),
        ("GET", "/api/v1/programme.ics", Traffic.WORK),
        ("POST", "/s/session-v", Traffic.WRITE),
        ("PUT", "/api/v1/sessions/session-v/questions/q1/vote", Traffic.WRITE),
    ],
)
def test_what_is_the_same_for_all_is_answered_in_its_turn(method: str, path: str, kind: Traffic) -> None:
    assert request_kind({"type": "http", "method": method, "path": path}) is kind


def test_bodies_are_held_within_a_share_of_each_place_and_of_all() -> None:
    budget = Budget(Quota(10, 15))
    budget.take("a", 10)
    for place, size in (("a", 1), ("b", 6)):
        with pytest.raises(Busy):
            budget.take(place, size)
    budget.take("b", 5)
    budget.give_back("a", 10)
    budget.take("a", 10)


def test_only_links_that_edit_plans_send_more_than_a_form(site: Site) -> None:
    def sent(path: str, role: str, size: int) -> int:
        return int(site.call("POST", path, role, content=b"x" * size).status_code)

    commands, files = f"{SESSION}/commands", "/api/v1/records"
    for role in ("nobody", "viewer", "stage", "desk"):
        assert [sent(path, role, 64 * KIB + 1) for path in (commands, files)] == [413, 413]
    assert sent(commands, "nobody", 64 * KIB) == 422
    assert [sent(commands, role, 128 * KIB) for role in ("moderator", "organiser")] == [422, 422]
    assert sent(files, "organiser", 3_000 * KIB) == 422
    made_up = {"Authorization": f"Bearer {'x' * 32}"}
    assert site.call("POST", commands, "nobody", content=b"x" * 100_000, headers=made_up).status_code == 413


def test_a_thousand_unknown_fields_are_answered_with_twenty_problems(site: Site) -> None:
    fields = {f"field {n}" + "y" * 500: n for n in range(100)}
    refused = site.call("POST", f"{SESSION}/commands", json={"command": "cue", **fields})
    problem = refused.json()
    assert (refused.status_code, len(problem["errors"]), problem["more_errors"]) == (422, MOST_TOLD, 100 - MOST_TOLD)
    assert len(refused.content) < 3 * MOST_TOLD * (2 * LONGEST_TOLD + 100)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with serving(tmp_path_factory.mktemp("admitting")) as started:
        yield started


def memory(server: ServerProcess) -> int:
    """Bytes of memory that the server has now."""
    fields = Path(f"/proc/{server.pid}/statm").read_text().split()
    return int(fields[1]) * 4 * KIB


def test_bodies_that_never_end_cost_little_and_delay_no_request(server: ServerProcess) -> None:
    before = memory(server)
    head = b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    with ExitStack() as stack:
        for n in range(200):
            client = stack.enter_context(socket.create_connection(("127.0.0.1", server.port)))
            length = b"Content-Length: 2097152" if n % 2 else b"Content-Length: 65536"
            client.sendall(head + length + b"\r\n\r\npassword=" + b"x" * 60 * KIB)
        assert server.command("focus_question", question="q1")["seq"] > 0
        assert json.loads(server.text("/api/v1/sessions/session-v"))["focus"] == "q1"
        assert memory(server) - before < 60 * KIB * KIB


def test_slow_readers_hold_no_turn(server: ServerProcess) -> None:
    with ExitStack() as stack:
        for _ in range(50):
            client = socket.socket()
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 * KIB)
            stack.enter_context(client)
            client.connect(("127.0.0.1", server.port))
            client.sendall(b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n")
        assert "Rostrum" in server.text("/")
