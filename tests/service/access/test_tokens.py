"""Access by link: what a token opens, for how long, and what is remembered of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from app.domain.errors import NotFound, Refused
from app.domain.values import MINUTE, Role
from app.service.access.tokens import (
    LONGEST_TOKEN,
    MISSED_FOR_MS,
    ONCE,
    SHORTEST_TOKEN,
    TRUSTED_FOR_MS,
    Access,
    cookie_name,
    hash_of,
    is_valid,
)
from app.store.database import Database
from app.store.directory import Directory, Link
from tests.fakes import START, FakeClock, minutes, seconds
from tests.service.conftest import KEY

STAGE = Link("stage1", "session-v", Role.STAGE, "Back wall", None, START, None, None, None)


@pytest.fixture
async def elsewhere(database: Database, clock: FakeClock) -> AsyncIterator[Access]:
    """The links of the same database in another process."""
    access = Access(Directory(database), clock, KEY)
    yield access
    await access.close()


async def test_a_token_opens_its_link_and_its_hash_alone_is_stored(access: Access, database: Database) -> None:
    token = await access.make(STAGE)
    link = await access.link_of(token)
    assert link is not None
    assert (link.id, link.role, link.session) == ("stage1", Role.STAGE, "session-v")
    assert await access.link_of(f"{token}x") is None
    assert database.file is not None
    assert token.encode() not in b"".join(path.read_bytes() for path in database.file.parent.glob("rostrum.db*"))


async def test_a_link_is_made_once(access: Access) -> None:
    await access.make(STAGE)
    with pytest.raises(Refused) as refused:
        await access.make(STAGE)
    assert refused.value.code == "already_exists"


@pytest.mark.parametrize("length", [SHORTEST_TOKEN - 1, LONGEST_TOKEN + 1])
async def test_a_text_that_cannot_be_a_token_is_not_looked_up(access: Access, length: int) -> None:
    visitor = await access.visitor(["x" * length])
    assert (visitor.links, visitor.guesses) == ((), 0)


async def test_a_link_ends_at_the_instant_of_its_expiry(access: Access, clock: FakeClock) -> None:
    token = await access.make(replace(STAGE, expires_ms=START + minutes(1)))
    clock.set(START + minutes(1) - 1)
    assert await access.link_of(token) is not None
    assert access.in_use(token) is not None
    clock.set(START + minutes(1))
    assert (await access.link_of(token), access.in_use(token)) == (None, None)


async def test_a_revoked_link_ends_here_at_once_and_elsewhere_when_that_is_told(
    access: Access, elsewhere: Access
) -> None:
    token = await access.make(STAGE)
    assert await elsewhere.link_of(token) is not None
    revoked = await access.revoke("stage1")
    assert (revoked.id, await access.link_of(token)) == ("stage1", None)
    elsewhere.forget_all()
    assert await elsewhere.link_of(token) is None
    for id_ in ("stage1", "none"):
        with pytest.raises(NotFound):
            await access.revoke(id_)


async def test_a_revoked_link_of_a_speaker_changes_nothing_elsewhere_although_that_is_not_told_yet(
    access: Access, elsewhere: Access
) -> None:
    token = await access.make(replace(STAGE, role=Role.SPEAKER, speaker="p1"))
    assert (await elsewhere.visitor([token], acts=True)).links
    await access.revoke("stage1")
    assert (await elsewhere.visitor([token])).links  # to read, until it is told
    assert (await elsewhere.visitor([token], acts=True)).links == ()


async def test_a_link_is_looked_up_again_after_a_while_although_nothing_is_told(
    access: Access, elsewhere: Access, clock: FakeClock
) -> None:
    token = await access.make(STAGE)
    assert await elsewhere.link_of(token) is not None
    await access.revoke("stage1")
    clock.set(START + TRUSTED_FOR_MS)
    assert await elsewhere.link_of(token) is not None
    clock.set(START + TRUSTED_FOR_MS + 1)
    assert await elsewhere.link_of(token) is None


async def test_what_was_read_before_a_change_was_told_is_not_remembered(access: Access) -> None:
    token = await access.make(STAGE)
    reading = asyncio.ensure_future(access.link_of(token))
    await asyncio.sleep(0)
    access.forget_all()
    assert await reading is not None
    assert access.remembered(token) is None
    assert await access.link_of(token) is not None
    assert access.remembered(token) == "stage1"


async def test_a_token_without_a_link_is_one_guess_until_it_is_looked_up_again(
    access: Access, clock: FakeClock
) -> None:
    made_up = "x" * 32
    assert [(await access.visitor([made_up, made_up])).guesses for _ in range(2)] == [1, 0]
    clock.set(START + MISSED_FOR_MS + 1)
    assert (await access.visitor([made_up, "y" * 32])).guesses == 1


async def test_a_screen_that_waits_is_let_in_as_soon_as_it_is_paired(access: Access) -> None:
    token = "s" * 32
    assert (await access.link_of(token), await access.is_free(token)) == (None, True)
    await access.adopt(STAGE, hash_of(token))
    link = await access.link_of(token)
    assert link is not None
    assert (link.id, await access.is_free(token)) == ("stage1", False)


async def test_a_link_that_signs_in_once_opens_nothing_by_itself(access: Access) -> None:
    token = await access.make(replace(STAGE, id=f"{ONCE}1", session=None, role=Role.ORGANISER))
    assert (await access.visitor([token])).links == ()
    assert await access.link_of(token) is not None
    assert access.in_use(token) is None


async def test_what_was_looked_up_is_remembered_and_nothing_else(access: Access, elsewhere: Access) -> None:
    token = await access.make(STAGE)
    assert (access.remembered(token), access.in_use(token)) == (None, None)
    await access.link_of(token)
    assert access.remembered(token) == "stage1"
    assert elsewhere.remembered(token) is None
    access.forget("stage1")
    assert access.remembered(token) is None


async def test_a_link_is_sent_elsewhere_and_keeps_its_token(access: Access) -> None:
    token = await access.make(STAGE)
    await access.link_of(token)
    await access.move(replace(STAGE, role=Role.VIEWER, page="overlay"))
    link = await access.link_of(token)
    assert link is not None
    assert (link.role, link.page) == (Role.VIEWER, "overlay")
    await access.revoke("stage1")
    with pytest.raises(NotFound):
        await access.move(STAGE)


async def test_default_links_are_the_same_after_every_start(access: Access, elsewhere: Access) -> None:
    tokens = await access.session_tokens("session-v")
    assert set(tokens) == {Role.MODERATOR, Role.DESK, Role.STAGE, Role.VIEWER}
    assert await elsewhere.session_tokens("session-v") == tokens
    assert await access.session_tokens("other") != tokens
    assert len({*tokens.values(), await access.organiser_token()}) == 5


async def test_a_default_link_that_was_revoked_is_followed_by_another_one(access: Access) -> None:
    first = await access.organiser_token()
    link = await access.link_of(first)
    assert link is not None
    await access.revoke(link.id)
    second = await access.organiser_token()
    assert (second != first, await access.link_of(first)) == (True, None)
    assert await access.link_of(second) is not None
    assert await access.organiser_token() == second


async def test_a_default_link_of_another_key_is_revoked(access: Access, database: Database, clock: FakeClock) -> None:
    first = await access.organiser_token()
    later = Access(Directory(database), clock, b"another key")
    with capture_logs() as logged:
        second = await later.organiser_token()
    assert [line["event"] for line in logged] == ["a default link was made with another key, and is revoked"]
    assert (await later.link_of(first), second != first) == (None, True)
    await later.close()


async def test_the_last_use_of_a_link_is_stored_to_the_minute(access: Access, clock: FakeClock) -> None:
    token = await access.make(STAGE)

    async def used(at: int) -> int | None:
        clock.set(at)
        await access.link_of(token)
        await access.close()
        [link] = await access.links("session-v")
        return link.last_used_ms

    assert await used(START + seconds(1)) == START + seconds(1)
    assert await used(START + seconds(1) + MINUTE - 1) == START + seconds(1)
    later = START + seconds(1) + MINUTE + TRUSTED_FOR_MS
    assert await used(later) == later


async def test_a_signature_is_of_its_text_and_of_this_server(access: Access, database: Database) -> None:
    other = Access(Directory(database), FakeClock(), b"another key")
    signed = access.signature("browser/x")
    assert (len(signed), access.signature("browser/x")) == (22, signed)
    assert len({signed, access.signature("browser/y"), other.signature("browser/x")}) == 3


def test_one_browser_holds_a_cookie_for_each_session_and_role() -> None:
    assert cookie_name(STAGE) == "rostrum_session-v_stage"
    assert cookie_name(replace(STAGE, session=None, role=Role.ORGANISER)) == "rostrum_server_organiser"


@pytest.mark.parametrize(
    ("revoked", "expires", "valid"),
    [(None, None, True), (None, START, False), (None, START + 1, True), (1, None, False)],
)
def test_a_link_is_valid_unless_it_was_revoked_or_has_expired(
    revoked: int | None, expires: int | None, valid: bool
) -> None:
    assert is_valid(replace(STAGE, revoked_ms=revoked, expires_ms=expires), START) is valid
