"""A visitor has the strongest role that their links give in a session, and without a link a viewer's."""

from __future__ import annotations

import pytest

from app.domain.values import Role
from app.service.access.visitor import SIGNED_IN, Visitor
from app.store.directory import Link
from tests.fakes import START, plan

HERE = plan(1)
PRIVATE = plan(1, public=False)


def link(role: Role, session: str | None = "session-v", id_: str = "") -> Link:
    return Link(id_ or f"{session}/{role}", session, role, "", None, START, None, None, None)


@pytest.mark.parametrize(
    ("weaker", "stronger"),
    [
        (Role.VIEWER, Role.PARTICIPANT),
        (Role.PARTICIPANT, Role.INTERPRETER),
        (Role.INTERPRETER, Role.SPEAKER),
        (Role.SPEAKER, Role.STAGE),
        (Role.STAGE, Role.DESK),
        (Role.DESK, Role.MODERATOR),
        (Role.MODERATOR, Role.ORGANISER),
    ],
)
def test_of_two_links_the_stronger_counts(weaker: Role, stronger: Role) -> None:
    assert Visitor((link(weaker), link(stronger))).role_in(HERE) is stronger
    assert Visitor((link(stronger), link(weaker))).role_in(HERE) is stronger


def test_a_visitor_without_links_has_guessed_none() -> None:
    assert Visitor().guesses == 0


def test_a_link_is_for_its_session_and_an_organisers_for_all() -> None:
    elsewhere = Visitor((link(Role.MODERATOR, "other"),))
    assert (elsewhere.role_in(HERE), elsewhere.link_for(HERE)) == (Role.VIEWER, None)
    assert Visitor((link(Role.ORGANISER, None),)).role_in(HERE) is Role.ORGANISER


def test_without_a_link_a_private_session_is_not_there() -> None:
    assert (Visitor().role_in(HERE), Visitor().role_in(PRIVATE)) == (Role.VIEWER, None)
    assert Visitor((link(Role.STAGE),)).role_in(PRIVATE) is Role.STAGE


def test_an_organiser_is_who_their_browser_signed_in_as() -> None:
    printed, signed_in = link(Role.ORGANISER, None, "standing:/organiser"), link(Role.ORGANISER, None, f"{SIGNED_IN}1")
    assert Visitor((printed, signed_in)).organiser == signed_in
    assert Visitor((printed,)).organiser == printed
    assert (Visitor((printed,)).is_organiser, Visitor((link(Role.MODERATOR),)).is_organiser) == (True, False)
