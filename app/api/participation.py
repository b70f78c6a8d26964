"""`/api/v1/sessions/{slug}/questions`: votes, and a participant's own questions. Asking itself is a command."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic_core import to_json

from app.domain.values import SECOND
from app.server.asking import AskerDep
from app.service.votes import Vote

router = APIRouter(prefix="/api/v1/sessions/{slug}/questions", tags=["questions"])


@router.put("/{question}/vote")
async def vote(asker: AskerDep, question: str) -> Response:
    """Vote for a question. Repeated votes count once; a newcomer's vote counts after some seconds."""
    return asker.give_cookie(_json(_answer(await asker.cast(question, wanted=True))))


@router.delete("/{question}/vote")
async def take_back(asker: AskerDep, question: str) -> Response:
    """Remove a vote, if there is one."""
    return asker.give_cookie(_json(_answer(await asker.cast(question, wanted=False))))


@router.get("/mine")
async def mine(asker: AskerDep) -> Response:
    """Return this participant's questions, newest first, and the questions they vote for."""
    own = asker.own
    return _json({"questions": own.questions, "voted": sorted(own.voted)})


def _answer(vote: Vote) -> dict[str, Any]:
    waits = {"counts_in_s": -(-vote.counts_in_ms // SECOND)} if vote.counts_in_ms else {}
    return {"votes": vote.votes, "voted": vote.voted, **waits}


def _json(value: Any) -> Response:
    return Response(to_json(value), media_type="application/json", headers={"Cache-Control": "no-store"})
