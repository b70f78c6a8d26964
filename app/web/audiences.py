"""The pages of a session: which view each of them shows, and who may open it."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.values import Role

RUNS = frozenset({Role.ORGANISER, Role.MODERATOR})
AT_DESK = RUNS | {Role.DESK}
EVERYBODY = frozenset(Role) - {Role.SYSTEM}


@dataclass(frozen=True, slots=True)
class Page:
    """A page shows the view of its role, whoever looks at it: a moderator's stage screen is a stage screen."""

    name: str
    role: Role
    opened_by: frozenset[Role]
    shows_presence: bool = False
    is_screen: bool = False


PAGES = {
    page.name: page
    for page in (
        Page("viewer", Role.VIEWER, EVERYBODY),
        Page("stage", Role.STAGE, RUNS | {Role.STAGE}, is_screen=True),
        Page("desk", Role.DESK, AT_DESK),
        Page("console", Role.MODERATOR, RUNS, shows_presence=True),
    )
}


def may_open(page: Page, role: Role) -> bool:
    """May somebody with this role look at this page?"""
    return role in page.opened_by
