"""A visitor: the links that a reader holds, and the role that these give in each session."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.state.rundown import Plan
from app.domain.values import Role
from app.domain.views.summary import Summary
from app.store.directory import Link

# Prefix of the ids of links that one browser of an organiser has by signing in.
SIGNED_IN = "signed-in:"
_RANK = (
    Role.ORGANISER,
    Role.MODERATOR,
    Role.DESK,
    Role.CREW,
    Role.STAGE,
    Role.SPEAKER,
    Role.INTERPRETER,
    Role.PARTICIPANT,
    Role.VIEWER,
)


@dataclass(frozen=True, slots=True)
class Visitor:
    """A visitor, by the links they hold; without a link, a viewer of public sessions.

    `guesses` is how many of the tokens shown belong to no link and were shown for the first time.
    """

    links: tuple[Link, ...] = ()
    guesses: int = 0

    @property
    def sessions(self) -> frozenset[str] | None:
        """The addresses of the sessions that the visitor may see beside the public ones; None: all."""
        held = [link.session for link in self.links]
        return None if None in held else frozenset(slug for slug in held if slug is not None)

    def link_for(self, plan: Plan | Summary) -> Link | None:
        """Return the strongest valid link for a session."""
        held = [link for link in self.links if link.session in {None, plan.slug}]
        return min(held, key=lambda link: _RANK.index(link.role), default=None)

    def role_in(self, plan: Plan | Summary) -> Role | None:
        """Return the strongest role in a session; None if the visitor may not even see it."""
        if (link := self.link_for(plan)) is not None:
            return link.role
        return Role.VIEWER if plan.public else None

    @property
    def organiser(self) -> Link | None:
        """The organiser's link that the visitor holds, if any; the one of their browser first."""
        held = [link for link in self.links if link.role is Role.ORGANISER]
        return min(held, key=lambda link: not link.id.startswith(SIGNED_IN), default=None)

    @property
    def is_organiser(self) -> bool:
        return self.organiser is not None
