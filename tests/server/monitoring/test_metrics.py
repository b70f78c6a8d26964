"""What the server says of itself."""

from __future__ import annotations

from app.api.v1 import JsonAudience
from app.domain.values import Role
from app.live.channels import QueueSubscriber
from tests.sites import Site


def lines(site: Site) -> dict[str, float]:
    pairs = (line.rsplit(" ", 1) for line in site.call("GET", "/metrics", "nobody").text.splitlines())
    return {name: float(value) for name, value in pairs if not name.startswith("#")}


async def watch(site: Site) -> QueueSubscriber:
    room, hub = await site.server.services.rooms.get("session-v"), site.server.hubs.of("session-v")
    hub.presence.viewer_came()
    slow = hub.subscribe(JsonAudience(Role.VIEWER), room.session)
    await slow.next(1)
    return slow


def test_sockets_changes_and_commits_are_counted(site: Site) -> None:
    site.call("GET", "/s/session-v")  # a session is measured from its first request on
    before = lines(site)
    assert before['rostrum_viewers{session="session-v"}'] == 0
    slow = site.run(watch, site)
    for question in ("q2", "q3", "q2"):
        site.send("focus_question", question=question)
    site.run(slow.next, 1)
    after = lines(site)
    assert after['rostrum_viewers{session="session-v"}'] == 1
    assert after['rostrum_watching{audience="viewer",session="session-v"}'] == 1
    assert after['rostrum_sessions{status="planned"}'] == 1
    assert after['rostrum_skipped_states_total{session="session-v"}'] == 2
    assert after['rostrum_journal_seq{session="session-v"}'] > before['rostrum_journal_seq{session="session-v"}']
    for name in ("rostrum_fan_out_seconds_count", "rostrum_journal_commit_seconds_count"):
        assert after[name] == before[name] + 3


def test_the_lag_of_the_loop_is_measured(site: Site) -> None:
    while lines(site)["rostrum_loop_lag_seconds_count"] == 0:
        pass


def test_each_application_has_a_registry_of_its_own(site: Site) -> None:
    other = site.server.metrics.__class__(list, site.server.hubs.of)
    other.lagged(0.5)
    assert b"rostrum_loop_lag_seconds_count 1.0" in other.text()
    assert b'rostrum_viewers{session="session-v"}' not in other.text()
