"""`/s/{slug}/translations`: every text of a plan beside its translation into one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.requests import Request

from app.domain.errors import Invalid, JournalUnavailable, Rejection, Sentence, StaleEdit
from app.domain.messages.commands import Translate
from app.domain.state.policy import EDITS_PLANS
from app.domain.state.rundown import Plan
from app.domain.state.translations import plan_texts, progress, translation
from app.domain.values import LANGUAGES
from app.server.context import Guest, GuestDep
from app.web.forms import Outcome, fields_of, forward, page_answer, refused
from app.web.rendering.render import PageContext, plain_html

router = APIRouter(include_in_schema=False)

ON_PAGE = 200  # texts: a form has at most a thousand fields


@dataclass(frozen=True, slots=True)
class Refusals:
    """What was typed and not saved, and why, by the place of the text."""

    typed: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)


@router.get("/s/{slug}/translations")
async def translations(guest: GuestDep, request: Request) -> Response:
    """Show the texts of the plan and their translations into the language `to`."""
    guest.require(*EDITS_PLANS)
    to = request.query_params.get("to", "")
    return _page(guest, request, to, request.query_params.get("page", ""))


@router.post("/s/{slug}/translations")
async def save(guest: GuestDep, request: Request) -> Response:
    """Save the texts of a form that were changed; those that are refused are shown again, each with its reason."""
    guest.require(*EDITS_PLANS)
    form = await fields_of(request)
    to, page = form.get("to", ""), form.get("page", "")
    typed, problems, outcome = dict[str, str](), dict[str, str](), None
    for of, text in _changed(guest, to, form).items():
        try:
            await guest.room.send(Translate(to, of, text or None), by=guest.sender, seen=_seen(form))
        except (Rejection, JournalUnavailable) as error:
            typed[of], problems[of], outcome = text, _reason(error), refused(error)
    if outcome is not None:
        return _page(guest, request, to, page, Refusals(typed, problems), outcome)
    slug = guest.room.session.plan.slug
    return forward(request, f"/s/{slug}/translations?to={_language(guest, to)}&page={_number(page)}")


def _changed(guest: Guest, to: str, form: Mapping[str, str]) -> dict[str, str]:
    """Return the texts of a form that differ from the plan that its sender saw."""
    plan, seen = guest.room.session.plan, _seen(form)
    before = guest.room.at(seen).plan if seen is not None and 1 <= seen < guest.room.session.seq else plan
    texts = {of: form[of].replace("\r\n", "\n").strip() for of, _ in plan_texts(plan) if of in form}
    return {of: text for of, text in texts.items() if text != (translation(before, to, of) or "")}


def _reason(error: Rejection | JournalUnavailable) -> str:
    if isinstance(error, Invalid):
        return error.problems[0].what
    if isinstance(error, StaleEdit):
        return Sentence("Another person translated this meanwhile. Save again to keep yours.")
    return error.sentence


def _seen(form: Mapping[str, str]) -> int | None:
    seen = form.get("seen", "")
    return int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 16 else None


def _number(page: str) -> int:
    return max(int(page), 1) if page.isascii() and page.isdecimal() and len(page) < 4 else 1


def _language(guest: Guest, to: str) -> str:
    """Return the language asked for, or else the first that is not the session's own."""
    own = guest.room.session.plan.language
    return to if to in LANGUAGES else next(language for language in LANGUAGES if language != own)


def _page(
    guest: Guest,
    request: Request,
    to: str,
    page: str,
    refusals: Refusals | None = None,
    outcome: Outcome | None = None,
) -> Response:
    session, language, number = guest.room.session, _language(guest, to), _number(page)
    plan, refusals = session.plan, refusals or Refusals()
    texts = plan_texts(plan)
    html = plain_html(
        "translations",
        PageContext.of(request, plan.slug),
        plan=plan,
        role=str(guest.role),
        seq=session.seq,
        to=language,
        number=number,
        pages=-(-len(texts) // ON_PAGE),
        rows=[_row(plan, language, refusals, of, own) for of, own in texts[(number - 1) * ON_PAGE : number * ON_PAGE]],
        progress=progress(plan),
        problems=len(refusals.problems),
    )
    return page_answer(html, outcome)


def _row(plan: Plan, to: str, refusals: Refusals, of: str, own: str) -> dict[str, Any]:
    said = translation(plan, to, of) or ""
    return {"of": of, "own": own, "text": refusals.typed.get(of, said), "problem": refusals.problems.get(of, "")}
