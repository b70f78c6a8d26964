"""The pages of a session: the view that each shows, and the roles that may open it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.domain.errors import Forbidden, NotFound
from app.domain.state.policy import AT_DESK, BACKSTAGE, EDITS_PLANS, OPENS_STAGE, READS_SCRIPTS, RUNS_SESSION
from app.domain.state.rundown import Plan, Speaker
from app.domain.values import Role

# Overlays for a video mixer.
OVERLAYS = ("timer", "lower_third", "question", "next", "speakers")
EVERYBODY = frozenset(Role) - {Role.SYSTEM}

_PAGE = re.compile(r"[a-z][a-z0-9/-]{0,99}")


@dataclass(frozen=True, slots=True)
class Page:
    """A page shows the view of its role, not that of its reader: a moderator's stage screen is a stage screen."""

    name: str
    role: Role
    opened_by: frozenset[Role]
    shows_presence: bool = False
    is_screen: bool = False


PAGES = {
    page.name: page
    for page in (
        Page("viewer", Role.VIEWER, EVERYBODY),
        Page("stage", Role.STAGE, OPENS_STAGE, is_screen=True),
        Page("backstage", Role.CREW, BACKSTAGE),
        Page("desk", Role.DESK, AT_DESK),
        Page("speaker", Role.SPEAKER, RUNS_SESSION | {Role.SPEAKER}, is_screen=True),
        Page("plan", Role.ORGANISER, EDITS_PLANS),
        Page("console", Role.MODERATOR, RUNS_SESSION, shows_presence=True),
        Page("lectern", Role.INTERPRETER, READS_SCRIPTS | {Role.SPEAKER}, shows_presence=True),
        # The public sees overlays in a broadcast, so they show no more than the viewers' page.
        *(Page(f"overlay_{kind}", Role.VIEWER, RUNS_SESSION | {Role.STAGE}) for kind in OVERLAYS),
        Page("report", Role.MODERATOR, RUNS_SESSION),
        Page("runsheet", Role.MODERATOR, RUNS_SESSION),
        Page("speakers", Role.DESK, AT_DESK),
    )
}


def may_open(page: Page, role: Role) -> bool:
    """Whether a visitor with this role may open this page."""
    return role in page.opened_by


def numbered_speaker(plan: Plan, number: int) -> Speaker:
    """Return the speaker with this number in the session's list, from 1: `/s/{slug}/speaker/{number}`.

    Raises:
        NotFound: the list is shorter.
    """
    if not 1 <= number <= len(plan.speakers):
        raise NotFound("speaker {number}", number=number)
    return plan.speakers[number - 1]


def require_own(speaker: Speaker, role: Role, own: str | None) -> None:
    """Require that the role may open this speaker's page: speakers their own, moderators any.

    Raises:
        Forbidden: it is another speaker's.
    """
    if role is Role.SPEAKER and own != speaker.id:
        raise Forbidden("this page is for another speaker; open your own link")


def page_before(referer: str, session: str, otherwise: str) -> str:
    """Return where a form leads back to: the page it is on, if that is one of ours.

    Args:
        referer: the page according to the browser; it may be forged.
        session: the address of the session, under which our pages are.
        otherwise: the page of the session in all other cases.
    """
    try:
        path = urlsplit(referer).path
    except ValueError:
        path = ""
    page = path.removeprefix(f"{session}/")
    return path if path == session or (page != path and _PAGE.fullmatch(page)) else f"{session}/{otherwise}"
