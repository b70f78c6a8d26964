"""The organiser's password: who may try it how often, and what another one ends."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher

from app.domain.errors import Invalid, NotFound, TooMany
from app.domain.values import Role
from app.service.access.sign_in import (
    LONGEST,
    ONCE_FOR_MS,
    OVERALL,
    PER_PLACE,
    SHORTEST,
    SIGNED_IN_FOR_MS,
    TRUSTED_FOR_MS,
    PasswordWanted,
    SignIn,
    Trier,
    WrongPassword,
)
from app.service.access.tokens import Access
from app.store.database import Database
from app.store.directory import Link
from app.store.incidents import Incidents
from app.store.passwords import Passwords
from app.store.shared.tries import SqlTries
from tests.fakes import START, FakeClock

PASSWORD = "a chamber, not a game show"
HALL = Trier("192.0.2.1")
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture
def door(database: Database, access: Access, incidents: Incidents, clock: FakeClock) -> Iterator[SignIn]:
    door = SignIn(Passwords(database), SqlTries(database), access, incidents, clock, QUICK)
    yield door
    door.close()


async def printed(access: Access) -> tuple[Link, str]:
    """The link of the first start, and its token."""
    token = await access.organiser_token()
    link = await access.link_of(token)
    assert link is not None
    return link, token


async def with_password(door: SignIn, access: Access) -> tuple[Link, str]:
    """Set the password in a first browser; the answer is its link and token."""
    link, token = await door.by_link(*await printed(access))
    await door.set_password(PASSWORD, "", link, HALL)
    return link, token


async def test_the_printed_link_signs_in_until_a_password_is_set(door: SignIn, access: Access) -> None:
    link, token = await with_password(door, access)
    assert (link.role, link.session, link.expires_ms) == (Role.ORGANISER, None, START + SIGNED_IN_FOR_MS)
    with pytest.raises(PasswordWanted):
        await door.by_link(*await printed(access))
    assert await door.by_link(link, token) == (link, token)


async def test_a_password_gives_a_link_of_its_own_to_each_browser(door: SignIn, access: Access) -> None:
    await with_password(door, access)
    first, second = [await door.by_password(PASSWORD, name, HALL) for name in ("  Ms  Okafor ", "x" * 60)]
    assert [first[0].label, second[0].label] == ["Organiser Ms Okafor", f"Organiser {'x' * 40}"]
    assert first[1] != second[1]
    assert len(await door.signed_in()) == 3
    with pytest.raises(WrongPassword):
        await door.by_password(PASSWORD.upper(), "", HALL)


async def test_an_accent_is_the_same_however_a_keyboard_composes_it(door: SignIn, access: Access) -> None:
    link, _ = await door.by_link(*await printed(access))
    await door.set_password("séance plénière", "", link, HALL)
    await door.by_password("se\u0301ance ple\u0301nie\u0300re", "", HALL)


@pytest.mark.parametrize(
    ("length", "good"), [(SHORTEST - 1, 0), (SHORTEST, 1), (LONGEST, 1), (LONGEST + 1, 0), (801, 0)]
)
async def test_a_password_has_ten_to_two_hundred_characters(
    door: SignIn, access: Access, length: int, good: int
) -> None:
    link, _ = await printed(access)
    if good:
        await door.set_password("é" * length, "", link, HALL)
    else:
        with pytest.raises(Invalid, match=f"has {length} characters"):
            await door.set_password("é" * length, "", link, HALL)
    assert await door.has_password() is bool(good)


async def test_tries_of_one_place_are_limited_and_a_good_one_costs_nothing(
    door: SignIn, access: Access, clock: FakeClock
) -> None:
    await with_password(door, access)
    for _ in range(PER_PLACE[0] * 2):
        await door.by_password(PASSWORD, "", HALL)
    for _ in range(PER_PLACE[0]):
        with pytest.raises(WrongPassword):
            await door.by_password("a guess", "", HALL)
    with pytest.raises(TooMany) as refused:
        await door.by_password(PASSWORD, "", HALL)
    assert (refused.value.code, refused.value.retry_after_s) == ("too_many_attempts", 30)
    await door.by_password(PASSWORD, "", Trier("198.51.100.7"))
    await door.by_password(PASSWORD, "", Trier(HALL.place, "a browser that was signed in before"))
    clock.set(START + PER_PLACE[1])
    await door.by_password(PASSWORD, "", HALL)


async def test_tries_of_all_places_together_are_limited(door: SignIn, access: Access) -> None:
    await with_password(door, access)
    for address in range(OVERALL[0]):
        with pytest.raises(WrongPassword):
            await door.by_password("a guess", "", Trier(str(address)))
    with pytest.raises(TooMany) as refused:
        await door.by_password(PASSWORD, "", Trier("elsewhere"))
    assert refused.value.retry_after_s == 2
    await door.by_password(PASSWORD, "", Trier("elsewhere", "a browser that was signed in before"))


async def test_another_password_needs_the_present_one_and_signs_other_browsers_out(
    door: SignIn, access: Access
) -> None:
    first, _ = await with_password(door, access)
    await door.by_password(PASSWORD, "", HALL)
    with pytest.raises(WrongPassword):
        await door.set_password("another password", "a guess", first, HALL)
    assert len(await door.signed_in()) == 2
    await door.set_password("another password", PASSWORD, first, HALL)
    assert [link.id for link in await door.signed_in()] == [first.id]


async def test_a_link_that_signs_in_once_is_over_after_that_or_after_an_hour(
    door: SignIn, access: Access, clock: FakeClock
) -> None:
    await with_password(door, access)
    token, late = await door.make_link(), await door.make_link()
    link, late_link = await access.link_of(token), await access.link_of(late)
    assert link is not None
    assert late_link is not None
    await door.by_link(link, token)
    with pytest.raises(NotFound):
        await door.by_link(link, token)
    clock.set(START + ONCE_FOR_MS - 1)
    assert await access.link_of(late) is not None
    clock.set(START + ONCE_FOR_MS)
    assert await access.link_of(late) is None


async def test_a_browser_is_signed_out_and_no_other_link(door: SignIn, access: Access, clock: FakeClock) -> None:
    first, _ = await with_password(door, access)
    second, token = await door.by_password(PASSWORD, "", HALL)
    await door.sign_out(second.id, first)
    assert await access.link_of(token) is None
    for id_ in (second.id, "standing:/organiser"):
        with pytest.raises(NotFound):
            await door.sign_out(id_, first)
    clock.set(START + SIGNED_IN_FOR_MS)
    assert await door.signed_in() == []


async def test_a_password_of_another_process_is_known_within_a_second(
    door: SignIn, database: Database, clock: FakeClock
) -> None:
    assert await door.has_password() is False
    await Passwords(database).keep("organiser", QUICK.hash(PASSWORD), clock.now())
    assert await door.has_password() is False
    clock.set(START + TRUSTED_FOR_MS + 1)
    assert await door.has_password() is True
    await Passwords(database).forget("organiser")
    door.look_again()
    assert await door.has_password() is False


async def test_a_forgotten_password_lets_the_printed_link_in_again(door: SignIn, access: Access) -> None:
    await with_password(door, access)
    await door.forget_password()
    await door.by_link(*await printed(access))
    with pytest.raises(WrongPassword):
        await door.by_password(PASSWORD, "", HALL)


async def test_every_sign_in_and_refusal_is_in_the_audit(door: SignIn, access: Access, incidents: Incidents) -> None:
    await with_password(door, access)
    with pytest.raises(WrongPassword):
        await door.by_password("a guess", "", HALL)
    told = [(one.what, one.outcome, one.role) for one in await incidents.read(None)]
    assert told == [
        ("sign_in", "done", "organiser"),
        ("set_password", "done", "organiser"),
        ("sign_in", "wrong_password", "viewer"),
    ]


async def test_a_cheap_hash_is_replaced_at_the_next_sign_in(
    door: SignIn, access: Access, database: Database, clock: FakeClock
) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1, hash_len=8).hash(PASSWORD)
    await Passwords(database).keep("organiser", weak, clock.now())
    await door.by_password(PASSWORD, "", HALL)
    stored = await Passwords(database).read("organiser")
    assert stored not in {None, weak}
    await door.by_password(PASSWORD, "", HALL)
    assert await Passwords(database).read("organiser") == stored


class SlowHasher(PasswordHasher):
    """Takes until the test lets it go on, which it can only if the event loop is free meanwhile."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.go_on = threading.Event()

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        assert self.go_on.wait(30), "the event loop was held while a password was hashed"
        return super().hash(password, salt=salt)


async def test_a_password_is_hashed_off_the_event_loop(
    database: Database, access: Access, incidents: Incidents, clock: FakeClock
) -> None:
    slow = SlowHasher()
    door = SignIn(Passwords(database), SqlTries(database), access, incidents, clock, slow)
    link, _ = await printed(access)
    setting = asyncio.create_task(door.set_password(PASSWORD, "", link, HALL))
    asyncio.get_running_loop().call_later(0.01, slow.go_on.set)
    await setting
    assert await door.has_password()
    door.close()
