"""Whole records from other servers: read, checked, and kept under their own address or another one."""

from __future__ import annotations

import asyncio

from app.domain.errors import Refused
from app.formats.record.lines import Recording, free_slug, read_recording, require_slug
from app.server.context import World
from app.store.directory import SlugTaken


async def bring_record(world: World, text: str, slug: str | None) -> str:
    """Keep a whole record; the answer is the address under which it is now.

    Raises:
        Invalid: it is not a whole record, or the other address is none.
        Refused: `already_exists`; the sentence offers an address that is free.
    """
    found = await asyncio.to_thread(read_recording, text.splitlines())
    return await keep_recording(world, found.under(require_slug(slug)) if slug is not None else found)


async def keep_recording(world: World, found: Recording) -> str:
    """Keep a record that has been read; the answer is its address.

    Raises:
        Refused: `already_exists`; the sentence offers an address that is free.
    """
    try:
        await world.rooms.bring(found.records, found.ballots)
    except SlugTaken:
        offer = free_slug(found.slug, [room.session.plan.slug for room in await world.rooms.all()])
        sentence = f"There is a session {found.slug} already. Nothing was changed; it can come in as {offer}."
        raise Refused("already_exists", sentence) from None
    return found.slug
