"""`/api/v1/webhooks`: receivers of webhooks and the messages that they were sent; for organisers."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.api.openapi import json_body
from app.domain.errors import Invalid, Problem
from app.domain.views.webhook_events import ALL_NAMES
from app.formats.text.json import read_object
from app.server.context import OrganiserDep, ReceiversDep, RoomsDep
from app.service.room import Sender
from app.service.webhooks.receivers import delivery_facts, receiver_facts

router = APIRouter(prefix="/api/v1/webhooks", tags=["webhooks"])

NEW_RECEIVER = json_body(
    {
        "url": {"type": "string", "description": "Where messages are posted to."},
        "events": {"type": "array", "items": {"enum": list(ALL_NAMES)}, "description": "None: all."},
        "session": {"type": "string", "description": "Only this session's; without it, all."},
    },
    required="url",
)
PAUSING = json_body({"paused": {"type": "boolean"}}, required="paused")


@router.get("")
async def list_receivers(receivers: ReceiversDep, by: OrganiserDep) -> list[dict[str, Any]]:  # noqa: ARG001
    """Return the receivers of webhooks, oldest first, without their secrets."""
    return [receiver_facts(receiver) for receiver in await receivers.subscriptions.all()]


@router.post("", status_code=201, openapi_extra=NEW_RECEIVER)
async def make(receivers: ReceiversDep, rooms: RoomsDep, by: OrganiserDep, request: Request) -> dict[str, Any]:
    """Make a receiver. The response has its secret, which is never shown again."""
    fields = read_object(await request.body())
    receiver, secret = await receivers.make(Sender(by.label, by.role), fields, await rooms.slugs())
    return {**receiver_facts(receiver), "secret": secret}


@router.delete("/{id_}", status_code=204)
async def remove(receivers: ReceiversDep, by: OrganiserDep, id_: str) -> Response:
    """Remove a receiver with all that waits for it."""
    await receivers.remove(Sender(by.label, by.role), id_)
    return Response(status_code=204)


@router.patch("/{id_}", openapi_extra=PAUSING)
async def pause(receivers: ReceiversDep, by: OrganiserDep, id_: str, request: Request) -> dict[str, Any]:
    """Pause a receiver, or continue; while it is paused it is told nothing of what happens."""
    fields = read_object(await request.body())
    if fields.keys() != {"paused"} or not isinstance(fields["paused"], bool):
        raise Invalid(Problem("paused", "is true or false, and the only field"))
    return receiver_facts(await receivers.pause(Sender(by.label, by.role), id_, paused=fields["paused"]))


@router.get("/{id_}/deliveries")
async def deliveries(receivers: ReceiversDep, by: OrganiserDep, id_: str) -> list[dict[str, Any]]:  # noqa: ARG001
    """Return the newest messages to a receiver: waiting, delivered or dead, with the outcome of the latest try."""
    return [delivery_facts(delivery) for delivery in await receivers.sent(id_)]


@router.post("/{id_}/deliveries/{message}/resend", status_code=202)
async def resend(receivers: ReceiversDep, by: OrganiserDep, id_: str, message: str) -> Response:  # noqa: ARG001
    """Send a message once more, as soon as possible."""
    await receivers.resend(id_, message)
    return Response(status_code=202)
