"""The audit: the journal's commands and the incidents beside it in one order of time, page by page."""

from __future__ import annotations

import pytest

from app.domain.errors import Invalid
from app.domain.messages import commands as c
from app.service.audit import AT_ONCE, BESIDE, JOURNAL, AuditPosition, newest, of_incident, read_place, whole
from app.store.incidents import Incident, Incidents
from tests.fakes import START, Scene, seconds


def incident(at_ms: int, what: str = "make_link", outcome: str = "done") -> Incident:
    return Incident("session-v", at_ms, "Chair", "moderator", what, outcome, "stage: Back wall")


def scene_of(commands: int) -> Scene:
    scene = Scene()
    for _ in range(commands):
        scene.wait(seconds(1)).send(c.FlashStage())
    return scene


def names(pages: list[list[str]]) -> list[str]:
    return [name for page in pages for name in page]


async def read_all(scene: Scene, incidents: Incidents, *, refused: bool = False) -> list[list[str]]:
    """The names of all entries, by page."""
    pages, before = [], None
    while True:
        page, before = await newest(scene.records, incidents, "session-v", before, refused=refused)
        pages.append([entry.command for entry in page])
        if before is None:
            return pages


async def test_commands_and_incidents_stand_in_one_order(incidents: Incidents) -> None:
    scene = scene_of(2)
    incidents.note(incident(START + seconds(1) + 500))
    incidents.note(incident(START + seconds(9), "advance", "stale_view"))
    page, more = await newest(scene.records, incidents, "session-v")
    assert [(entry.command, entry.outcome) for entry in page] == [
        ("advance", "stale_view"),
        ("flash_stage", "done"),
        ("make_link", "done"),
        ("flash_stage", "done"),
        ("create_session", "done"),
    ]
    assert more is None
    in_order = [entry.command for entry in await whole(scene.records, incidents, "session-v")]
    assert in_order == [entry.command for entry in page][::-1]


@pytest.mark.parametrize(("commands", "pages"), [(AT_ONCE - 1, [50]), (AT_ONCE, [50, 1]), (AT_ONCE * 2, [50, 50, 1])])
async def test_pages_follow_one_another_without_a_gap(incidents: Incidents, commands: int, pages: list[int]) -> None:
    read = await read_all(scene_of(commands), incidents)
    assert [len(page) for page in read] == pages
    assert names(read) == ["flash_stage"] * commands + ["create_session"]


async def test_several_within_one_millisecond_are_each_read_once(incidents: Incidents) -> None:
    scene = Scene()
    scene.send(*(c.FlashStage() for _ in range(AT_ONCE)))
    for number in range(AT_ONCE):
        incidents.note(incident(START, f"incident_{number}"))
    read = names(await read_all(scene, incidents))
    assert len(read) == 2 * AT_ONCE + 1
    assert {name for name in read if name.startswith("incident")} == {f"incident_{n}" for n in range(AT_ONCE)}


async def test_refusals_alone_can_be_read(incidents: Incidents) -> None:
    incidents.note(incident(START + 1))
    for number in range(AT_ONCE + 5):
        incidents.note(incident(START + 2 + number, "advance", "forbidden"))
    read = await read_all(scene_of(3), incidents, refused=True)
    assert [len(page) for page in read] == [AT_ONCE, 5]
    assert set(names(read)) == {"advance"}


async def test_another_session_is_not_in_it(incidents: Incidents) -> None:
    incidents.note(Incident("other", START, "Chair", "moderator", "make_link", "done", ""))
    assert await read_all(Scene(), incidents) == [["create_session"]]


def test_an_incident_changed_nothing_that_has_a_before_and_an_after() -> None:
    entry = of_incident(incident(START))
    assert (entry.at_ms, entry.actor, entry.role, entry.command, entry.outcome) == (
        START,
        "Chair",
        "moderator",
        "make_link",
        "done",
    )


def test_a_place_is_read_as_it_was_written_and_ordered_by_time() -> None:
    places = [AuditPosition(5, JOURNAL, 9), AuditPosition(5, BESIDE, 1), AuditPosition(6, JOURNAL, 1)]
    assert [read_place(str(place)) for place in places] == sorted(places) == places


@pytest.mark.parametrize("text", ["", "5", "5-2-1", "5-0", "a-0-1", "-5-0-1", "1" * 16 + "-0-1", "5-0-1 "])
def test_what_is_no_place_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        read_place(text)
