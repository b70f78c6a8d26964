"""`/s/{slug}/qr`: the QR code that leads an audience to a session, over the whole screen and as a file for slides."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache

import segno
from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.domain.errors import NotFound
from app.domain.state.policy import RUNS_SESSION
from app.domain.values import Role
from app.server.context import AccessDep, AddressDep, GuestDep
from app.service.access.links import in_language, session_links
from app.web.forms import page_answer
from app.web.pages.language import in_named_language
from app.web.pages.links import qr_svg
from app.web.rendering.render import PageContext, plain_html

router = APIRouter(include_in_schema=False)

PIXELS = 24  # of a module in PNG: the whole code has about 900, enough for any slide


# By extension. On a white ground of its own, so that it can be read on any slide.
MEDIA = {"svg": "image/svg+xml", "png": "image/png"}


@lru_cache(64)
def qr_file(text: str, form: str) -> bytes:
    """Return the QR code of a text as a file of this form; 15 % of it may be dirty.

    Drawing one takes 7 ms of the event loop, and a stranger may ask for the same one without end.
    """
    out = io.BytesIO()
    segno.make(text, error="m").save(out, kind=form, scale=PIXELS, border=4, light="#fff")
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class CodeTarget:
    """What the code leads to, and how the page of the code is shown."""

    url: str
    around: PageContext

    @classmethod
    async def of(cls, guest: GuestDep, request: Request, access: AccessDep, address: AddressDep) -> CodeTarget:
        """Return the public page, or the viewers' link of a private session, in the language that `?lang=` names.

        Raises:
            Forbidden: the session is private, and the guest may not hand out its links.
            Invalid: there is no such language.
        """
        plan = guest.room.session.plan
        around = in_named_language(PageContext.of(request, plan.slug), request)
        if plan.public:
            url = f"{address.rstrip('/')}/s/{plan.slug}"
        else:
            guest.require(*RUNS_SESSION)
            url = (await session_links(access, plan.slug, address))[str(Role.VIEWER)]["url"]
        return cls(in_language(url, around.words.language if request.query_params.get("lang") else None), around)


@router.get("/s/{slug}/qr")
async def page(guest: GuestDep, request: Request, access: AccessDep, address: AddressDep) -> Response:
    """Show the code over the whole screen, with the title above and the address below."""
    target = await CodeTarget.of(guest, request, access, address)
    plan = guest.room.session.plan
    shown = {"url": target.url.partition("://")[2], "qr": qr_svg(target.url)}
    return page_answer(plain_html("qr", target.around, plan=plan, **shown))


@router.get("/s/{slug}/qr.{form}")
async def file(form: str, guest: GuestDep, request: Request, access: AccessDep, address: AddressDep) -> Response:
    """Return the code as a file: svg or png."""
    if form not in MEDIA:
        raise NotFound("QR code as {form}; there is {known}", form=form[:20], known=", ".join(MEDIA))
    target = await CodeTarget.of(guest, request, access, address)
    named = {"Content-Disposition": f'inline; filename="{guest.room.session.plan.slug}-qr.{form}"'}
    return Response(qr_file(target.url, form), headers=named, media_type=MEDIA[form])
