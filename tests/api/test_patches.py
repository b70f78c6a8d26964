"""Patches of the JSON socket: applied to the state before, they give the state that all others are sent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.api.v1 import JsonAudience, PatchedAudience
from app.domain.codec import from_line
from app.domain.state.history import History
from app.domain.values import Role
from app.live.hub import Hub
from app.wire.merge_patch import without_nulls
from tests.sites import Site
from tests.wire.test_merge_patch import applied

GOLDEN = sorted((Path(__file__).parents[1] / "golden").glob("*.jsonl"))


def follow(message: dict[str, Any], state: dict[str, Any], version: int) -> tuple[dict[str, Any], int]:
    """What a client does with a message, by docs/protocol.md."""
    if message["t"] == "view":
        return message["view"], message["v"]
    assert message["v"] == version + 1
    return applied(state, message["patch"]), message["v"]


@pytest.mark.parametrize("role", [Role.VIEWER, Role.MODERATOR, Role.STAGE])
@pytest.mark.parametrize("journal", GOLDEN, ids=lambda path: path.stem)
def test_the_patches_of_a_whole_session_give_the_state_after_each_record(journal: Path, role: Role) -> None:
    whole, patched, history = JsonAudience(role), PatchedAudience(role), History()
    presence = Hub(lambda: 0).presence
    state: dict[str, Any] = {}
    version, kinds = 0, list[str]()
    for line in journal.read_text().splitlines():
        history.extend([record := from_line(line)])
        frames = patched.frames(history.session, presence, record.at_ms)
        assert frames.change is not None
        message = json.loads(frames.change if version else frames.whole)
        state, version = follow(message, state, version)
        expected = json.loads(whole.frames(history.session, presence, record.at_ms).whole)["view"]
        assert state == without_nulls(expected) == json.loads(frames.whole)["view"]
        assert len(frames.change) <= len(frames.whole)
        kinds.append(message["t"])
    assert kinds.count("view") < len(kinds) / 10, "a change is sent as the whole state only where that is shorter"


def test_a_program_that_asks_for_patches_gets_them_and_others_do_not(site: Site) -> None:
    audience, plain = PatchedAudience(Role.VIEWER), JsonAudience(Role.VIEWER)

    async def told() -> list[list[dict[str, Any]]]:
        room, hub = await site.server.services.rooms.get("session-v"), site.server.hubs.of("session-v")
        sockets = [hub.subscribe(one, room.session) for one in (audience, plain)]
        first = [[json.loads(text) for text in await socket.next(1)] for socket in sockets]
        room.show_again()
        return [
            told + [json.loads(text) for text in await socket.next(1)]
            for told, socket in zip(first, sockets, strict=True)
        ]

    (whole, patch), (view, again) = site.run(told)
    assert [message["t"] for message in (whole, patch, view, again)] == ["view", "patch", "view", "view"]
    assert (whole["v"], patch["v"], "v" in view) == (1, 2, False)
    assert applied(whole["view"], patch["patch"]) == without_nulls(again["view"])
