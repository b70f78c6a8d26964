"""A whole record of another server: imported under its own address, or under another one."""

from __future__ import annotations

import pytest

from app.domain.errors import Invalid, Refused
from app.domain.messages import commands as c
from app.formats.record.lines import read_recording, write_recording
from app.service.records import add_recording, import_record
from app.service.rooms import Rooms
from tests.fakes import Scene, plan


def exported(slug: str = "plenary") -> str:
    scene = Scene(plan(2, slug=slug))
    scene.send(c.OpenSession(), c.GiveFloor("t1"), c.AddNote("Noted"), c.CloseSession())
    return "\n".join(write_recording(scene.session.plan, scene.records, []))


async def test_a_record_is_stored_under_its_own_address(rooms: Rooms) -> None:
    assert await import_record(rooms, exported(), None) == "plenary"
    room = await rooms.get("plenary")
    assert [note.text for note in room.session.notes] == ["Noted"]


async def test_or_under_another_one(rooms: Rooms) -> None:
    assert await import_record(rooms, exported(), "plenary-1") == "plenary-1"
    assert (await rooms.get("plenary-1")).session.plan.slug == "plenary-1"


async def test_an_address_that_is_taken_is_refused_with_one_that_is_not(rooms: Rooms) -> None:
    await import_record(rooms, exported(), None)
    before = (await rooms.get("plenary")).session
    with pytest.raises(Refused) as refused:
        await add_recording(rooms, read_recording(exported().splitlines()))
    assert (refused.value.code, "come in as plenary-2" in refused.value.sentence) == ("already_exists", True)
    assert (await rooms.get("plenary")).session is before


@pytest.mark.parametrize(("text", "slug"), [("", None), ("{}", None), ("no lines", None), (exported(), "No address")])
async def test_what_is_no_record_or_no_address_stores_nothing(rooms: Rooms, text: str, slug: str | None) -> None:
    with pytest.raises(Invalid):
        await import_record(rooms, text, slug)
    assert set(await rooms.slugs()) == {"session-v", "other"}
