"""Links: what each role may hand out, what a link opens first, and the fields from which one is made."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.errors import Forbidden, Invalid, NotFound, Refused
from app.domain.values import DAY, HOUR, Role
from app.service.access.links import (
    HANDS_OUT,
    LONGEST_LABEL,
    LONGEST_LIFE_MS,
    Links,
    home_of,
    join_url,
    link_facts,
    printed_links,
    read_link,
)
from app.service.access.tokens import Access
from app.service.room import Sender
from app.store.directory import Link
from app.store.incidents import Incidents
from tests.fakes import START, FakeClock, plan

PLAN = plan(2)
ORGANISER, MODERATOR = Sender("Organiser", Role.ORGANISER), Sender("Chair", Role.MODERATOR)


class Ended:
    """The links whose connections were closed."""

    def __init__(self) -> None:
        self.links: list[tuple[str, str]] = []

    def __call__(self, session: str, link: str) -> None:
        self.links.append((session, link))


@pytest.fixture
def ended() -> Ended:
    return Ended()


@pytest.fixture
def links(access: Access, incidents: Incidents, clock: FakeClock, ended: Ended) -> Links:
    return Links(access, incidents, clock, ended)


def read(may: tuple[Role, ...] = HANDS_OUT[Role.ORGANISER], **fields: Any) -> Link:
    return read_link(fields, PLAN, may, START)


def problems(**fields: Any) -> list[str]:
    with pytest.raises(Invalid) as refused:
        read(**fields)
    return [problem.where for problem in refused.value.problems]


def test_a_role_above_their_own_is_not_handed_out() -> None:
    assert Role.ORGANISER not in HANDS_OUT[Role.ORGANISER]
    assert Role.MODERATOR not in HANDS_OUT[Role.MODERATOR]
    assert set(HANDS_OUT) == {Role.ORGANISER, Role.MODERATOR}
    with pytest.raises(Forbidden):
        read(HANDS_OUT[Role.MODERATOR], role="moderator")


def test_a_link_has_its_role_as_label_unless_it_has_one() -> None:
    assert (read(role="stage").label, read(role="stage", label="  Back   wall ").label) == ("Stage", "Back wall")
    assert read(role="speaker", speaker="p1").speaker == "p1"
    assert read(role="stage", speaker="p1").speaker is None


@pytest.mark.parametrize(("life", "ms"), [("", None), ("8h", 8 * HOUR), (" 7 D ", 7 * DAY), ("400d", LONGEST_LIFE_MS)])
def test_a_link_lives_for_hours_or_days_or_for_ever(life: str, ms: int | None) -> None:
    assert read(role="stage", expires_in=life).expires_ms == (None if ms is None else START + ms)


@pytest.mark.parametrize(("at", "good"), [(START, False), (START + 1, True), (START + LONGEST_LIFE_MS, True)])
def test_a_link_expires_at_an_instant_to_come(at: int, good: bool) -> None:
    if good:
        assert read(role="stage", expires_at_ms=at).expires_ms == at
    else:
        assert problems(role="stage", expires_at_ms=at) == ["expires_at_ms"]


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({}, ["role"]),
        ({"role": "organiser"}, ["role"]),
        ({"role": 3}, ["role"]),
        ({"role": "speaker"}, ["speaker"]),
        ({"role": "speaker", "speaker": "p9"}, ["speaker"]),
        ({"role": "stage", "label": "x" * (LONGEST_LABEL + 1)}, ["label"]),
        ({"role": "stage", "label": 3}, ["label"]),
        ({"role": "stage", "expires_in": "0h"}, ["expires_in"]),
        ({"role": "stage", "expires_in": "401d"}, ["expires_in"]),
        ({"role": "stage", "expires_in": "soon"}, ["expires_in"]),
        ({"role": "stage", "expires_at_ms": START + LONGEST_LIFE_MS + 1}, ["expires_at_ms"]),
        ({"role": "stage", "expires_at_ms": True}, ["expires_at_ms"]),
        ({"role": "stage", "id": "short"}, ["id"]),
        ({"role": "stage", "id": "standing:x"}, ["id"]),
        ({"role": "stage", "token": "mine"}, ["token"]),
        ({"role": "all", "expires_in": "x", "id": "x"}, ["role", "expires_in", "id"]),
    ],
)
def test_every_field_that_cannot_be_read_is_named(fields: dict[str, Any], where: list[str]) -> None:
    assert problems(**fields) == where


@pytest.mark.parametrize(
    ("role", "speaker", "page", "home"),
    [
        (Role.MODERATOR, None, None, "/s/session-v/console"),
        (Role.DESK, None, None, "/s/session-v/desk"),
        (Role.STAGE, None, "overlay", "/s/session-v/overlay"),
        (Role.INTERPRETER, None, None, "/s/session-v/lectern"),
        (Role.SPEAKER, "p2", None, "/s/session-v/speaker/3"),
        (Role.SPEAKER, "gone", None, "/s/session-v"),
        (Role.SPEAKER, "p2", "lectern", "/s/session-v/lectern"),
        (Role.VIEWER, None, None, "/s/session-v"),
    ],
)
def test_a_link_opens_the_page_of_its_role(role: Role, speaker: str | None, page: str | None, home: str) -> None:
    link = Link("x", "session-v", role, "", speaker, START, None, None, None, page)
    assert home_of(link, PLAN) == home
    assert home_of(link, None) == "/"


async def test_a_link_is_made_told_once_and_noted(links: Links, access: Access, incidents: Incidents) -> None:
    link, token = await links.make(PLAN, MODERATOR, {"role": "stage", "label": "Back wall", "id": "formid01"})
    assert await access.link_of(token) is not None
    with pytest.raises(Refused):
        await links.make(PLAN, MODERATOR, {"role": "stage", "id": "formid01"})
    [noted] = await incidents.read("session-v")
    assert (noted.what, noted.actor, noted.about) == ("make_link", "Chair", "stage: Back wall")
    assert link.id == "formid01"


async def test_a_link_is_revoked_by_those_who_may_hand_it_out(links: Links, access: Access, ended: Ended) -> None:
    link, token = await links.make(PLAN, ORGANISER, {"role": "moderator"})
    assert [one.id for one in await links.seen_by(PLAN, Role.ORGANISER)] == [link.id]
    assert await links.seen_by(PLAN, Role.MODERATOR) == await links.seen_by(PLAN, Role.DESK) == []
    with pytest.raises(Forbidden):
        await links.revoke(PLAN, MODERATOR, link.id)
    with pytest.raises(NotFound):
        await links.revoke(plan(2, slug="other"), ORGANISER, link.id)
    assert ended.links == []
    await links.revoke(PLAN, ORGANISER, link.id)
    assert (ended.links, await access.link_of(token)) == ([("session-v", link.id)], None)


async def test_each_speaker_without_a_link_gets_one(links: Links, clock: FakeClock) -> None:
    await links.make(PLAN, ORGANISER, {"role": "speaker", "speaker": "p1", "expires_in": "1h"})
    made = await links.make_for_speakers(PLAN, ORGANISER, {"expires_in": "8h"}, renew=False)
    assert [(link.speaker, link.label) for link, _ in made] == [("mv", "Moderator"), ("p2", "Panellist 2")]
    assert await links.make_for_speakers(PLAN, ORGANISER, {}, renew=False) == []
    clock.set(START + HOUR)
    assert [link.speaker for link, _ in await links.make_for_speakers(PLAN, ORGANISER, {}, renew=False)] == ["p1"]


async def test_new_links_for_all_speakers_end_those_before(links: Links, access: Access, ended: Ended) -> None:
    before = await links.make_for_speakers(PLAN, ORGANISER, {}, renew=False)
    after = await links.make_for_speakers(PLAN, ORGANISER, {}, renew=True)
    assert [link.speaker for link, _ in after] == [link.speaker for link, _ in before]
    assert ended.links == [("session-v", link.id) for link, _ in before]
    assert [await access.link_of(token) for _, token in before] == [None] * 3


@pytest.mark.parametrize(
    ("expires", "revoked", "state"), [(None, None, "valid"), (START, None, "expired"), (START, START, "revoked")]
)
def test_the_facts_of_a_link_say_whether_it_opens_anything(
    expires: int | None, revoked: int | None, state: str
) -> None:
    link = Link("standing:session-v/desk", "session-v", Role.DESK, "Desk", None, START, expires, revoked, None)
    facts = link_facts(link, START)
    assert (facts["state"], facts["standing"], facts["role"]) == (state, True, "desk")
    assert "token" not in facts


async def test_the_links_that_are_printed_open_every_session_for_its_roles(access: Access) -> None:
    printed = await printed_links(access, {"session-v": "Session V"}, 3, "https://example.org/")
    assert printed["others"] == 3
    [session] = printed["sessions"]
    assert (session["slug"], session["title"], set(session["links"])) == (
        "session-v",
        "Session V",
        {"moderator", "desk", "stage", "viewer"},
    )
    token = printed["organiser"]["token"]
    assert printed["organiser"]["url"] == join_url("https://example.org", token) == f"https://example.org/join/{token}"
