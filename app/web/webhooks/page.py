"""`/webhooks` and `/s/{slug}/webhooks`: make a receiver, see its secret once, pause or remove it, see its messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.requests import Request

from app.domain.errors import Rejection, Sentence
from app.domain.state.rundown import Plan
from app.domain.values import Role
from app.domain.views.webhook_events import ALL_NAMES
from app.server.context import GuestDep, OrganiserDep, ReceiversDep, RoomsDep, parts_of
from app.service.room import Sender
from app.service.webhooks.receivers import delivery_facts, receiver_facts
from app.web.forms import Outcome, done, fields_of, form_of, forward, page_answer, refused
from app.web.rendering.render import PageContext, plain_html

router = APIRouter(include_in_schema=False)

MOST_OFFERED = 200  # sessions, where one may be typed; others are typed by their address
ZONE = "UTC"  # a receiver is of no session, or of many


@dataclass(frozen=True, slots=True)
class WebhooksPage:
    """The pages of receivers, for one organiser."""

    receivers: ReceiversDep
    rooms: RoomsDep
    by: OrganiserDep
    request: Request

    @property
    def sender(self) -> Sender:
        return Sender(self.by.label, self.by.role)

    async def answer(
        self, plan: Plan | None = None, outcome: Outcome | None = None, made: dict[str, Any] | None = None
    ) -> Response:
        """Show the receivers: all, or those that are told of one session. `made` is a new one, with its secret."""
        listed = [receiver_facts(receiver) for receiver in await self.receivers.subscriptions.all()]
        html = plain_html(
            "webhooks",
            self._around(plan),
            plan=plan,
            notice=outcome.notice if outcome else None,
            made=made,
            receivers=[one for one in listed if plan is None or one["session"] in {None, plan.slug}],
            slugs=[] if plan else (await self.rooms.slugs())[:MOST_OFFERED],
            names=ALL_NAMES,
            zone=ZONE,
        )
        return page_answer(html, outcome)

    async def make(self, plan: Plan | None) -> Response:
        """Make a receiver from the form; only this response shows its secret."""
        form = await form_of(self.request)
        fields = {
            "url": str(form.get("url", "")).strip(),
            "events": [str(name) for name in form.getlist("events")],
            "session": plan.slug if plan else str(form.get("session", "")).strip(),
        }
        try:
            receiver, secret = await self.receivers.make(self.sender, fields, await self.rooms.slugs())
        except Rejection as rejection:
            return await self.answer(plan, refused(rejection))
        return await self.answer(plan, made={**receiver_facts(receiver), "secret": secret})

    async def messages(self, id_: str, outcome: Outcome | None = None) -> Response:
        """Show one receiver with the messages that it was sent, newest first."""
        html = plain_html(
            "webhook",
            self._around(None),
            notice=outcome.notice if outcome else None,
            receiver=receiver_facts(await self.receivers.get(id_)),
            messages=[delivery_facts(message) for message in await self.receivers.sent(id_)],
            zone=ZONE,
        )
        return page_answer(html, outcome)

    def _around(self, plan: Plan | None) -> PageContext:
        return PageContext.of(self.request, plan.slug if plan else "")


WebhooksPageDep = Annotated[WebhooksPage, parts_of(WebhooksPage)]


def _plan_for_organisers(guest: GuestDep) -> Plan:
    guest.require(Role.ORGANISER)
    return guest.room.session.plan


@router.get("/webhooks")
async def all_receivers(page: WebhooksPageDep) -> Response:
    """Show the receivers of the whole server."""
    return await page.answer()


@router.post("/webhooks")
async def make(page: WebhooksPageDep) -> Response:
    """Make a receiver, for one session or for all."""
    return await page.make(None)


@router.get("/s/{slug}/webhooks")
async def receivers_of_session(guest: GuestDep, page: WebhooksPageDep) -> Response:
    """Show the receivers that are told of a session."""
    return await page.answer(_plan_for_organisers(guest))


@router.post("/s/{slug}/webhooks")
async def make_for_session(guest: GuestDep, page: WebhooksPageDep) -> Response:
    """Make a receiver that is told of this session only."""
    return await page.make(_plan_for_organisers(guest))


@router.get("/webhooks/{id_}")
async def receiver(page: WebhooksPageDep, id_: str) -> Response:
    """Show what a receiver was sent, and with which outcome."""
    return await page.messages(id_)


@router.post("/webhooks/{id_}/pause")
async def pause(page: WebhooksPageDep, request: Request, id_: str) -> Response:
    """Pause a receiver, or continue."""
    await page.receivers.pause(page.sender, id_, paused=(await fields_of(request)).get("paused") == "true")
    return forward(request, f"/webhooks/{id_}")


@router.post("/webhooks/{id_}/remove")
async def remove(page: WebhooksPageDep, request: Request, id_: str) -> Response:
    """Remove a receiver with all that waits for it."""
    await page.receivers.remove(page.sender, id_)
    return forward(request, "/webhooks")


@router.post("/webhooks/{id_}/resend")
async def resend(page: WebhooksPageDep, request: Request, id_: str) -> Response:
    """Send a message once more, as soon as possible."""
    try:
        await page.receivers.resend(id_, (await fields_of(request)).get("message", ""))
    except Rejection as rejection:
        return await page.messages(id_, refused(rejection))
    return await page.messages(id_, done(Sentence("The message is sent once more, as soon as possible.")))
