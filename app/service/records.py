"""Import a whole record that another server exported."""

from __future__ import annotations

import asyncio

from app.domain.errors import Refused, Sentence, SlugTaken
from app.domain.state.addresses import free_slug
from app.formats.record.lines import Recording, read_recording, require_slug
from app.service.rooms import Rooms


async def import_record(rooms: Rooms, text: str, slug: str | None) -> str:
    """Read and store a whole record, under its own address or under `slug`.

    Returns:
        The address of the new session.

    Raises:
        Invalid: it is not a whole record, or `slug` is no address.
        Refused: `already_exists`; the sentence offers an unused address.
    """
    recording = await asyncio.to_thread(read_recording, text.splitlines())
    return await add_recording(rooms, recording.under(require_slug(slug)) if slug is not None else recording)


async def add_recording(rooms: Rooms, recording: Recording) -> str:
    """Store a record that has been read.

    Returns:
        The address of the new session.

    Raises:
        Refused: `already_exists`; the sentence offers an unused address.
    """
    try:
        await rooms.bring(recording.records, recording.ballots)
    except SlugTaken:
        offer = free_slug(recording.slug, await rooms.slugs())
        sentence = Sentence(
            "There is a session {name} already. Nothing was changed; it can come in as {offer}.",
            name=recording.slug,
            offer=offer,
        )
        raise Refused("already_exists", sentence) from None
    return recording.slug
