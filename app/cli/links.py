"""Links on the command line, in the server's database, whether the server is running or not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.markup import escape
from rich.table import Table

from app.cli.data_folder import address_in_use
from app.cli.output import console_for_tables, day_and_time, print_addresses, print_session_links, table_of
from app.clock import SystemClock
from app.config import Settings
from app.domain.values import Role
from app.parts import Server
from app.server.context import Guest
from app.service.access.links import join_url, link_facts, session_links
from app.service.access.secret import take_secret
from app.service.access.visitor import Visitor
from app.service.room import Sender

HOST = Sender("command line", Role.ORGANISER)


async def change_links(settings: Settings, slug: str, wanted: Mapping[str, Any] | None, revoke: str | None) -> None:
    """Revoke and make links as requested; otherwise list the session's links.

    Raises:
        Rejection: there is no such session or link, or the new one cannot be made.
    """
    server = Server(settings, SystemClock())
    try:
        await server.migrate()
        room = await server.services.rooms.get(slug)
        await _change(server, Guest(room, Role.ORGANISER, HOST, Visitor()), wanted, revoke)
    finally:
        await server.close()


async def make_sign_in_link(settings: Settings, *, forget_password: bool) -> str:
    """Return the address that signs an organiser in once, within an hour; optionally delete the password first."""
    server = Server(settings, SystemClock())
    try:
        await server.migrate()
        if forget_password:
            await server.sign_in.forget_password()
        return join_url(address_in_use(settings), await server.sign_in.make_link())
    finally:
        await server.close()


async def change_secret(settings: Settings) -> None:
    """Make links from the secret of these settings from now on; the next start prints them.

    Raises:
        DataUnusable: a server runs on the database.
    """
    server = Server(settings, SystemClock())
    try:
        await server.database.migrate()
        await take_secret(server.directory, server.key, server.database.name)
    finally:
        await server.close()


async def show_all_links(settings: Settings) -> None:
    """Print the addresses that a start prints: the organiser's and those of the sessions that are live or next."""
    server = Server(settings, SystemClock())
    try:
        await server.migrate()
        print_addresses(await server.printed_links(address_in_use(settings)))
    finally:
        await server.close()


async def _change(server: Server, guest: Guest, wanted: Mapping[str, Any] | None, revoke: str | None) -> None:
    console = console_for_tables()
    if revoke is not None:
        link = await server.services.links.revoke(guest.room.session.plan, guest.sender, revoke)
        console.print(f"{link.label} is revoked; its connections close within a second.", markup=False)
    if wanted is not None:
        link, token = await server.services.links.make(
            guest.room.session.plan, guest.sender, {name: value for name, value in wanted.items() if value}
        )
        console.print(f"{link.id}  {link.label}, shown only now:", markup=False)
        console.print(join_url(address_in_use(server.settings), token), soft_wrap=True, markup=False)
    if revoke is None and wanted is None:
        console.print(await _table(server, guest))
        await _print_addresses(server, guest)


async def _table(server: Server, guest: Guest) -> Table:
    zone = guest.room.session.plan.conference.timezone
    table = table_of("id", "role", "label", "state", "last used", "works until", folds="label")
    for link in await server.services.links.seen_by(guest.room.session.plan, guest.role):
        facts = link_facts(link, server.clock.now())
        times = (day_and_time(at, zone) if at else "" for at in (link.last_used_ms, link.expires_ms))
        table.add_row(link.id, facts["role"], escape(link.label), facts["state"], *times)
    return table


async def _print_addresses(server: Server, guest: Guest) -> None:
    """Addresses of default links only; the address of another link is shown once, when it is made."""
    plan, base = guest.room.session.plan, address_in_use(server.settings)
    print_session_links(plan.slug, plan.title, await session_links(server.services.access, plan.slug, base), base)
