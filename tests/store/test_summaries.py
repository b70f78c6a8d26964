"""The stored summaries on both engines: one row each, in step with the journal, and pages of them in order."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import delete, update
from sqlmodel import Session, col

from app.domain.messages import events as e
from app.domain.messages.events import Record
from app.domain.state.fold import fold
from app.domain.state.votes import Ballot
from app.domain.values import DAY, HOUR, Role
from app.domain.views.summary import Summary, summarise
from app.store.ballots import SqlBallots
from app.store.checking import check
from app.store.database import Database
from app.store.directory import Directory
from app.store.journal import SqlJournal
from app.store.summaries import Chosen, Summaries, write_missing
from app.store.tables import JournalRow, SummaryRow
from tests.fakes import START, created, plan

ALL = Chosen()


@pytest.fixture
def summaries(database: Database) -> Summaries:
    return Summaries(database)


async def made(database: Database, slug: str, **changes: Any) -> Summary:
    """Store a session; its summary."""
    record = created(plan(2, slug=slug, **changes))
    await Directory(database).create(slug, [record])
    return summarise(fold([record]))


def opened(seq: int) -> Record:
    return Record(seq, START + seq, "Chair", Role.MODERATOR, f"k{seq}", "open_session", e.SessionOpened())


async def test_a_new_session_has_its_row_and_a_record_that_changes_it_too(
    database: Database, summaries: Summaries
) -> None:
    summary = await made(database, "one")
    assert await summaries.of("one") == summary
    live = replace(summary, seq=2, status="live", opened_at_ms=START + 2)
    await SqlJournal(database, "one").append([opened(2)], live)
    await SqlJournal(database, "one").append([opened(3)])
    assert await summaries.of("one") == live
    assert (await summaries.live(), await summaries.public()) == (["one"], ["one"])
    assert await summaries.seqs(["one", "two"]) == {"one": 3}
    await SqlBallots(database, "one").keep([Ballot("q1", "ada", START)], [])
    assert await summaries.latest(["one", "two"]) == {"one": (3, 1)}
    assert await summaries.of("two") is None


async def test_a_session_that_opens_itself_is_starting_while_it_is_planned(
    database: Database, summaries: Summaries
) -> None:
    await made(database, "by-hand")
    await made(database, "by-itself", opens_itself=True)
    assert await summaries.starting(START, START) == ["by-itself"]
    assert await summaries.starting(START + 1, START + HOUR) == []


async def test_a_summary_of_an_earlier_record_does_not_replace_a_later_one(
    database: Database, summaries: Summaries
) -> None:
    summary = await made(database, "one")
    later = replace(summary, seq=5, title="Later")
    await summaries.keep(later)
    await summaries.keep(replace(summary, seq=4, title="Earlier"))
    assert await summaries.of("one") == later


async def test_pages_are_in_order_live_first_then_today_coming_and_past(
    database: Database, summaries: Summaries
) -> None:
    for slug, days in (("past", -2), ("older", -3), ("today", 0), ("tomorrow", 1), ("later", 2), ("live", 3)):
        await made(database, slug, starts_at=START + days * DAY, ends_at=START + days * DAY + HOUR)
    live = await summaries.of("live")
    assert live is not None
    await summaries.keep(replace(live, seq=2, status="live"))
    page = await summaries.page(ALL, START, 0, 4)
    assert ([one.slug for one in page.summaries], page.count) == (["live", "today", "tomorrow", "later"], 6)
    assert [one.slug for one in (await summaries.page(ALL, START, 4, 4)).summaries] == ["past", "older"]
    assert page.places["Conference", "2021-06-30"] == 1
    hours_later = await summaries.page(ALL, START + 2 * HOUR, 0, 6)
    assert [one.slug for one in hours_later.summaries] == ["live", "tomorrow", "later", "today", "past", "older"]


async def test_a_choice_is_by_visibility_place_status_and_words(database: Database, summaries: Summaries) -> None:
    await made(database, "open", conference={"title": "A", "timezone": "UTC"}, title="Water 100% clean")
    await made(database, "closed-door", public=False, title="Water")
    for chosen, slugs in (
        (ALL, {"open", "closed-door"}),
        (Chosen(frozenset()), {"open"}),
        (Chosen(frozenset({"closed-door"})), {"open", "closed-door"}),
        (Chosen(conference="A"), {"open"}),
        (Chosen(conference="A", day="2021-07-01"), set()),
        (Chosen(day="2021-06-30"), {"open", "closed-door"}),
        (Chosen(status="live"), set()),
        (Chosen(words=("water", "panellist")), {"open", "closed-door"}),
        (Chosen(words=("0% c",)), {"open"}),
        (Chosen(words=("_",)), set()),
    ):
        page = await summaries.page(chosen, START, 0, 10)
        assert ({one.slug for one in page.summaries}, page.count) == (slugs, len(slugs)), chosen
        assert {one.slug for one in await summaries.chosen(chosen, START, 10)} == slugs


async def test_a_missing_row_is_made_again_unless_the_journal_cannot_be_read(
    database: Database, summaries: Summaries
) -> None:
    summary, _ = await made(database, "one"), await made(database, "two")

    def damage(session: Session) -> None:
        session.connection().execute(delete(SummaryRow))
        session.connection().execute(update(JournalRow).where(col(JournalRow.session) == "two").values(data="{"))
        write_missing(session.connection())

    await database.write(damage)
    assert await summaries.of("one") == summary
    assert await summaries.missing() == ["two"]
    assert [one.slug for one in await summaries.newest(5)] == ["one"]


async def test_check_compares_each_row_with_the_journal(
    database: Database, summaries: Summaries, database_url: str
) -> None:
    summary = await made(database, "one")
    await made(database, "two")
    assert check(database_url).is_sound
    await summaries.keep(replace(summary, seq=2, title="Another", public=False))
    await database.write(
        lambda session: session.connection().execute(delete(SummaryRow).where(col(SummaryRow.session) == "two"))
    )
    assert [session.problems for session in check(database_url).sessions] == [
        ("its line in the lists is wrong about title, public; opening the session makes it again",),
        ("its line in the lists is missing; opening the session makes it again",),
    ]


async def test_the_sessions_of_a_conference_are_found_by_its_title_the_latest_first(
    database: Database, summaries: Summaries
) -> None:
    for slug, title, later in (("one", "A", 0), ("two", "A", HOUR), ("other", "B", 0), ("three", "A", DAY)):
        conference = {"title": title, "timezone": "UTC"}
        record = created(replace(plan(2, slug=slug, conference=conference), starts_at_ms=START + later))
        await Directory(database).create(slug, [record])
    assert await summaries.of_conference("A", 2) == ["three", "two"]
    assert await summaries.of_conference("C", 2) == []
