"""Names are forgotten in time, everywhere and for good; what was asked and every count stay."""

from __future__ import annotations

import asyncio
import weakref
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from app.domain.errors import JournalUnavailable
from app.domain.messages import commands as c
from app.domain.state.fold import fold
from app.domain.values import DAY, HOUR
from app.service.ports import Names
from app.service.retention import WORK, ended_at, holds_names
from tests.fakes import START, Scene, minutes, plan
from tests.sites import SESSION, Site, open_site


def ask(site: Site, id_: str, name: str) -> None:
    site.http.cookies.clear()
    more = {"identity": "moderators", "name": name, "affiliation": f"House of {name}"}
    assert site.send("ask", "viewer", id=id_, text="What about water?", **more).status_code == 200
    site.http.cookies.clear()


def closed_session(site: Site) -> None:
    site.send("set_floor_policy", policy="moderated")
    site.send("open_session")
    ask(site, "u1", "Lovelace")
    site.send("add_floor_question", text="And the sea?", name="Hopper")
    site.send("approve_question", "desk", question="u1")
    site.send("close_session")


def rows(site: Site) -> list[dict[str, Any]]:
    questions: list[dict[str, Any]] = site.call("GET", SESSION, "desk").json()["questions"]
    return questions


def names(site: Site) -> list[str]:
    return [row["name"] for row in rows(site)]


def forget(site: Site) -> None:
    async def work() -> None:
        await site.server.retention.forget_due(site.clock.now())

    site.run(work)


def test_names_are_kept_for_thirty_days_after_the_end_and_not_longer(tmp_path: Path) -> None:
    with open_site(tmp_path) as site:
        closed_session(site)
        site.clock.set(site.clock.now() + 30 * DAY - 1)
        forget(site)
        assert names(site) == ["Lovelace", "Hopper"]
        before = [{**row, "name": "", "affiliation": ""} for row in rows(site)]
        report = site.call("GET", f"{SESSION}/report", "moderator").json()["audience"]
        site.clock.set(site.clock.now() + 1)
        with capture_logs() as logged:
            forget(site)
        assert rows(site) == before
        assert site.call("GET", f"{SESSION}/report", "moderator").json()["audience"] == report
        kept = site.kept()
        assert (b"Lovelace" in kept, b"Hopper" in kept, b"What about water?" in kept) == (False, False, True)
        told = [(line["event"], line["session"], line["names"]) for line in logged if "names" in line]
        assert told == [("names deleted", "session-v", 2)]
        assert "Lovelace" not in str(logged)
        # The room goes on as before: once per key, and with what comes next.
        assert site.send("answer_question", "desk", question="u1", how="text", text="Yes.").status_code == 200


def test_a_server_that_was_off_when_the_time_was_over_forgets_when_it_starts(tmp_path: Path) -> None:
    with open_site(tmp_path) as site:
        closed_session(site)
    with open_site(tmp_path, names_kept_days=0) as site:
        assert names(site) == ["", ""]
        assert b"Lovelace" not in site.kept()


class Noting:
    """Deletes names, and tells the test."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self.deleted = asyncio.Event()

    async def due(self, ended_by_ms: int) -> list[str]:
        return await self._names.due(ended_by_ms)

    async def delete(self, slug: str) -> int:
        deleted = await self._names.delete(slug)
        self.deleted.set()
        return deleted


def test_names_are_looked_through_every_hour(tmp_path: Path) -> None:
    with open_site(tmp_path) as site:
        closed_session(site)

        async def an_hour() -> None:
            names = Noting(site.server.retention.names)
            told = asyncio.Event()
            retention = replace(site.server.retention, names=names, kept_ms=HOUR)
            work = asyncio.create_task(retention.forget_hourly(site.clock, told.set))
            await site.clock.advance(HOUR - 1)
            assert not names.deleted.is_set()
            await site.clock.advance(1)
            async with asyncio.timeout(60):
                await told.wait()
            work.cancel()

        site.run(an_hour)
        assert b"Lovelace" not in site.kept()


class Row(str):
    """A rendered row; a weak reference tells when nothing holds it any more."""


def test_renderings_are_deleted_with_the_names_in_them(tmp_path: Path) -> None:
    with open_site(tmp_path, names_kept_days=1) as site:
        closed_session(site)

        async def a_day() -> None:
            gone = asyncio.Event()
            weakref.finalize(site.server.services.memo.get("row", 0, lambda: Row("Lovelace")), gone.set)
            async with asyncio.timeout(60):
                while not gone.is_set():
                    await site.clock.advance(HOUR)
                    await asyncio.sleep(0.01)  # the database is read in a thread

        site.run(a_day)


@pytest.mark.parametrize("closed", [True, False])
def test_the_time_counts_from_the_end_however_the_session_ended(closed: bool) -> None:
    scene = Scene(plan())
    assert ended_at(scene.session) == scene.session.plan.ends_at_ms
    scene.send(c.OpenSession())
    scene.wait(minutes(90))
    scene.send(c.CloseSession() if closed else c.AddNote("Later than planned"))
    assert ended_at(scene.session) == START + minutes(90)
    scene.wait(minutes(5))
    scene.send(c.AddNote("Afterwards"))
    assert ended_at(scene.session) == START + minutes(90 if closed else 95)


def test_a_session_without_names_is_left_alone(tmp_path: Path) -> None:
    scene = Scene(plan())
    scene.send(c.AddFloorQuestion("And the sea?"))
    assert not holds_names(scene.session)
    scene.send(c.AddFloorQuestion("And the sky?", affiliation="Sky House"))
    assert holds_names(fold(scene.records))


def test_a_script_is_deleted_unless_it_is_kept() -> None:
    scene = Scene(plan())
    scene.send(c.SetScript("t1", "Welcome.", kept=True))
    assert not holds_names(scene.session)
    scene.send(c.SetScript("t2", "Welcome."))
    assert holds_names(fold(scene.records))


class Refusing:
    """Names in a database that is locked."""

    async def due(self, _: int) -> list[str]:
        return ["session-v"]

    async def delete(self, slug: str) -> int:
        raise JournalUnavailable(f"locked: {slug}")


def test_what_cannot_be_deleted_now_stays_until_it_can(tmp_path: Path) -> None:
    with open_site(tmp_path) as site:
        closed_session(site)

        async def work() -> None:
            retention = replace(site.server.retention, names=Refusing(), kept_ms=0)
            await retention.forget_due(site.clock.now())

        with capture_logs() as logged:
            site.run(work)
        assert [line["event"] for line in logged] == ["names could not be deleted yet"]
        assert names(site) == ["Lovelace", "Hopper"]


def test_one_process_at_a_time_reads_the_sessions_of_which_names_are_due(tmp_path: Path) -> None:
    with open_site(tmp_path) as site:
        closed_session(site)
        site.clock.set(site.clock.now() + 31 * DAY)

        async def beside_another() -> None:
            server = site.server
            slug = SESSION.removeprefix("/api/v1/sessions/")
            server.services.rooms.retire()
            assert server.services.rooms.held(slug) is None
            await server.leases.take(WORK, "another process", site.clock.now(), HOUR)
            assert not await server.retention.forget_due(site.clock.now())
            assert await server.retention.names.due(site.clock.now()) == [slug]
            await server.leases.give_back(WORK, "another process")
            assert await server.retention.forget_due(site.clock.now())
            assert await server.leases.take(WORK, "another process", site.clock.now(), HOUR)

        site.run(beside_another)


class Away:
    """Names in a database that cannot be reached."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()

    async def due(self, _: int) -> list[str]:
        self.asked.set()
        raise JournalUnavailable("the database cannot be reached")

    async def delete(self, slug: str) -> int:
        raise AssertionError(slug)


def test_an_hour_without_a_database_does_not_end_the_work(tmp_path: Path) -> None:
    with open_site(tmp_path) as site:

        async def two_hours() -> None:
            names = Away()
            retention = replace(site.server.retention, names=names)
            work = asyncio.create_task(retention.forget_hourly(site.clock, lambda: None))
            for _ in range(2):
                names.asked.clear()
                async with asyncio.timeout(60):
                    while not names.asked.is_set():
                        await site.clock.advance(HOUR)
                        await asyncio.sleep(0.01)  # the database is read in a thread
            assert not work.done()
            work.cancel()

        site.run(two_hours)
