"""Links: which role may make which, the address of a link, and how a link is revoked."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.clock import Clock
from app.domain.errors import Forbidden, Invalid, NotFound, Problem, Sentence
from app.domain.state.policy import RUNS_SESSION
from app.domain.state.rundown import Plan
from app.domain.text import clean_text
from app.domain.values import DAY, HOUR, Role
from app.service.access.tokens import STANDING, Access, is_valid
from app.service.room import Sender
from app.store.directory import Link
from app.store.incidents import Incident, Incidents

# No role hands out a right that it does not have; a moderator runs one session and makes no second moderator.
HANDS_OUT: Mapping[Role, tuple[Role, ...]] = {
    Role.ORGANISER: (Role.MODERATOR, Role.DESK, Role.CREW, Role.STAGE, Role.SPEAKER, Role.INTERPRETER, Role.VIEWER),
    Role.MODERATOR: (Role.DESK, Role.CREW, Role.STAGE, Role.SPEAKER, Role.INTERPRETER, Role.VIEWER),
}
HOMES = {
    Role.MODERATOR: "console",
    Role.DESK: "desk",
    Role.CREW: "backstage",
    Role.STAGE: "stage",
    Role.INTERPRETER: "lectern",
}
LONGEST_LABEL = 60
LONGEST_LIFE_MS = 400 * DAY
_LIFE = re.compile(r"(\d{1,4})\s*([hd])")


def join_url(base: str, token: str) -> str:
    """Return the address that turns a token into a cookie and then redirects to the page without the token."""
    return f"{base.rstrip('/')}/join/{token}"


def companion_url(base: str, token: str, role: Role, slug: str) -> str:
    """Return the address for Ontime v4 clients; empty for a role that does not run sessions."""
    return f"{base.rstrip('/')}/t/{token}/ontime/{slug}" if role in RUNS_SESSION else ""


def home_of(link: Link, plan: Plan | None) -> str:
    """Return the path of the page that a link opens first."""
    if plan is None:
        return "/"
    own, query, language = (link.page or "").partition("?")
    page = own or HOMES.get(link.role, "")
    if link.role is Role.SPEAKER and not own:
        number = plan.speaker_number(link.speaker) if link.speaker else None
        page = f"speaker/{number}" if number else ""
    return f"/s/{plan.slug}" + (f"/{page}" if page else "") + query + language


def in_language(address: str, language: str | None) -> str:
    """Return the address of a page, or of a link to one, in a language; None leaves it as it is."""
    return f"{address.partition('?')[0]}?language={language}" if language else address


async def session_links(access: Access, slug: str, base: str) -> dict[str, Any]:
    """Return the default links of a session, by role."""
    return _addresses(await access.session_tokens(slug), base)


async def printed_links(access: Access, sessions: Mapping[str, str], others: int, base: str) -> dict[str, Any]:
    """Return all links printed at a start: the organiser's, and those of some sessions.

    Args:
        access: finds and makes the links.
        sessions: the titles of these sessions, by address.
        others: how many more sessions there are.
        base: the server's address.
    """
    token, tokens = await access.organiser_token(), await access.tokens_of(sessions)
    return {
        "url": base,
        "organiser": {"token": token, "url": join_url(base, token)},
        "sessions": [
            {"slug": slug, "title": title, "links": _addresses(tokens[slug], base)} for slug, title in sessions.items()
        ],
        "others": others,
    }


def _addresses(tokens: Mapping[Role, str], base: str) -> dict[str, Any]:
    return {str(role): {"token": token, "url": join_url(base, token)} for role, token in tokens.items()}


def read_link(fields: Mapping[str, Any], plan: Plan, may: tuple[Role, ...], now: int) -> Link:
    """Read a link from the fields of a form or a program.

    Args:
        fields: `role`; optional `label`, `speaker` (an id, with the role speaker), `expires_in` (`8h`, `7d`) or
            `expires_at_ms`, and `id`, made by a form so that sending it twice makes one link.
        plan: the session's.
        may: the roles that the sender may hand out.
        now: instant in milliseconds.

    Raises:
        Forbidden: the sender may not hand out this role.
        Invalid: naming each field that cannot be read.
    """
    problems: list[Problem] = []
    role = _role(fields.get("role"), problems)
    speaker = _speaker(fields.get("speaker"), role, plan, problems)
    label = clean_text(_text(fields, "label", problems))
    if len(label) > LONGEST_LABEL:
        problems.append(
            Problem(
                "label", Sentence("has {count} characters; it may have {most}", count=len(label), most=LONGEST_LABEL)
            )
        )
    expires = _expires(fields, now, problems)
    id_ = _text(fields, "id", problems) or secrets.token_hex(6)
    if not re.fullmatch(r"[a-z0-9]{8,32}", id_):
        problems.append(Problem("id", "is 8 to 32 small letters and digits"))
    problems += [Problem(name, "is not a field of a link") for name in sorted(fields.keys() - _FIELDS)]
    if problems or role is None:
        raise Invalid(*problems)
    if role not in may:
        raise Forbidden("making a link for this role")
    return Link(id_, plan.slug, role, label or role.capitalize(), speaker, now, expires, None, None)


_FIELDS = {"role", "label", "speaker", "expires_in", "expires_at_ms", "id"}


@dataclass(frozen=True, slots=True)
class Links:
    """Make and revoke links; `end` closes every connection of a link, given its session and its id."""

    access: Access
    incidents: Incidents
    clock: Clock
    end: Callable[[str, str], object]

    async def make(self, plan: Plan, by: Sender, fields: Mapping[str, Any]) -> tuple[Link, str]:
        """Make a link from the fields that `read_link` reads.

        Returns:
            The link and its token, which is not stored.
        """
        link = read_link(fields, plan, HANDS_OUT.get(by.role, ()), self.clock.now())
        token = await self.access.make(link)
        self._note(plan, by, "make_link", link)
        return link, token

    async def make_for_speakers(
        self, plan: Plan, by: Sender, fields: Mapping[str, Any], *, renew: bool
    ) -> list[tuple[Link, str]]:
        """Make a link for each speaker without a valid one.

        Args:
            plan: the session's.
            by: the sender.
            fields: `expires_in` and `id`, as `read_link` reads them; the ids of the links begin with `id`.
            renew: make one for every speaker and revoke the present ones.

        Returns:
            The links with their tokens, which are not stored, in the order of the plan's speakers.
        """
        now, stem = self.clock.now(), str(fields.get("id") or secrets.token_hex(6))
        working = [link for link in await self.seen_by(plan, by.role) if link.speaker and is_valid(link, now)]
        have = frozenset() if renew else {link.speaker for link in working}
        wanted = [
            {**fields, "id": f"{stem}{number}", "role": Role.SPEAKER, "speaker": person.id, "label": label}
            for number, person in enumerate(plan.speakers, start=1)
            if person.id not in have and (label := person.name[:LONGEST_LABEL])
        ]
        made = [await self.make(plan, by, one) for one in wanted]
        for link in working if renew else ():
            await self.revoke(plan, by, link.id)
        return made

    async def revoke(self, plan: Plan, by: Sender, id_: str) -> Link:
        """Revoke a link of a session, and close its connections.

        Raises:
            NotFound: there is no such link in this session.
            Forbidden: the link is for a role that the sender may not hand out.
        """
        link = next((link for link in await self.access.links(plan.slug) if link.id == id_), None)
        if link is None:
            raise NotFound("link like this")
        if link.role not in HANDS_OUT.get(by.role, ()):
            raise Forbidden("revoking a link of this role")
        await self.access.revoke(id_)
        self.end(plan.slug, id_)
        self._note(plan, by, "revoke_link", link)
        return link

    async def seen_by(self, plan: Plan, role: Role) -> list[Link]:
        """Return the links of a session that a role may hand out and revoke, oldest first."""
        may = HANDS_OUT.get(role, ())
        return [link for link in await self.access.links(plan.slug) if link.role in may]

    def _note(self, plan: Plan, by: Sender, what: str, link: Link) -> None:
        about = f"{link.role}: {link.label}"
        self.incidents.note(Incident(plan.slug, self.clock.now(), by.label, str(by.role), what, "done", about))


def link_facts(link: Link, now: int) -> dict[str, Any]:
    """Return a link's facts for templates and JSON, without its token, which the server does not store."""
    state = "revoked" if link.revoked_ms is not None else "valid" if is_valid(link, now) else "expired"
    names = ("id", "label", "speaker", "page", "created_ms", "expires_ms", "revoked_ms", "last_used_ms")
    facts = {name: getattr(link, name) for name in names}
    return {**facts, "role": str(link.role), "state": state, "standing": link.id.startswith(STANDING)}


def _role(given: object, problems: list[Problem]) -> Role | None:
    roles = HANDS_OUT[Role.ORGANISER]
    if isinstance(given, str) and given in set(roles):
        return Role(given)
    problems.append(Problem("role", Sentence("is one of {known}", known=", ".join(roles))))
    return None


def _speaker(given: object, role: Role | None, plan: Plan, problems: list[Problem]) -> str | None:
    if role is not Role.SPEAKER:
        return None
    if isinstance(given, str) and plan.speaker(given) is not None:
        return given
    problems.append(Problem("speaker", "is the id of a speaker of this session"))
    return None


def _text(fields: Mapping[str, Any], name: str, problems: list[Problem]) -> str:
    value = fields.get(name)
    if value is None or isinstance(value, str):
        return value or ""
    problems.append(Problem(name, "is a text"))
    return ""


def _expires(fields: Mapping[str, Any], now: int, problems: list[Problem]) -> int | None:
    """Return the expiry as an instant in milliseconds; None: the link never expires."""
    at, life = fields.get("expires_at_ms"), _text(fields, "expires_in", problems)
    if at is not None:
        if isinstance(at, int) and not isinstance(at, bool) and now < at <= now + LONGEST_LIFE_MS:
            return at
        problems.append(Problem("expires_at_ms", "is an instant in milliseconds between now and 400 days from now"))
    elif life:
        match = _LIFE.fullmatch(life.strip().lower())
        ms = int(match[1]) * (HOUR if match[2] == "h" else DAY) if match else 0
        if 0 < ms <= LONGEST_LIFE_MS:
            return now + ms
        problems.append(Problem("expires_in", "is a number of hours or days up to 400 days, such as 8h or 7d"))
    return None
