"""`/api/v1/sessions/{slug}/questions`: votes, and a participant's own questions. Asking itself is a command."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic_core import to_json

from app.domain.values import SECOND
from app.server.asking import cast, own_of, participant_of
from app.server.context import Guest, GuestDep, ServicesDep
from app.service.votes import Vote

router = APIRouter(prefix="/api/v1/sessions/{slug}/questions", tags=["questions"])


@router.put("/{question}/vote")
async def vote(guest: GuestDep, services: ServicesDep, request: Request, question: str) -> Response:
    """Vote for a question. Repeated votes count once; a newcomer's vote counts after some seconds."""
    return await _cast(guest, services, request, question, wanted=True)


@router.delete("/{question}/vote")
async def take_back(guest: GuestDep, services: ServicesDep, request: Request, question: str) -> Response:
    """Remove a vote, if there is one."""
    return await _cast(guest, services, request, question, wanted=False)


@router.get("/mine")
async def mine(guest: GuestDep, services: ServicesDep, request: Request) -> Response:
    """Return this participant's questions, newest first, and the questions they vote for."""
    own = own_of(guest, services, services.participants.known(request))
    return _json({"questions": own.questions, "voted": sorted(own.voted)})


async def _cast(guest: Guest, services: ServicesDep, request: Request, question: str, *, wanted: bool) -> Response:
    participant = participant_of(services, request)
    vote = await cast(guest, services, request, participant, question, wanted=wanted)
    response = _json(_answer(vote))
    services.participants.set_cookie(response, request, participant)
    return response


def _answer(vote: Vote) -> dict[str, Any]:
    waits = {"counts_in_s": -(-vote.counts_in_ms // SECOND)} if vote.counts_in_ms else {}
    return {"votes": vote.votes, "voted": vote.voted, **waits}


def _json(value: Any) -> Response:
    return Response(to_json(value), media_type="application/json", headers={"Cache-Control": "no-store"})
