"""Everybody who has a planner open: the parts of the plan that changed, without the fields that a whole page needs."""

from __future__ import annotations

from typing import Any

from app.domain.session import Session
from app.domain.values import Role
from app.live import protocol
from app.live.hub import Frames
from app.live.presence import Presence
from app.web import plan_words
from app.web.plan_sheet import Sheet
from app.web.render import Surroundings, plain_part_html

PARTS = ("head", "fits", "rundown", "speakers", "questions", "settings")


class PlanAudience:
    """Planners of one session, in the same language: parts are rendered once for all of them."""

    shows_presence = False
    role = Role.ORGANISER

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._shown: dict[str, str] = {}

    @property
    def key(self) -> tuple[Any, ...]:
        return ("plan", self._around.lang, self._around.base)

    def frames(self, session: Session, presence: Presence, now: int) -> Frames:  # noqa: ARG002 - the hub's protocol
        parts = plan_parts(session, self._around)
        changed = {part: html for part, html in parts.items() if self._shown.get(part) != html}
        self._shown = parts
        return Frames(_message(session, now, parts), _message(session, now, changed))


def plan_parts(session: Session, around: Surroundings) -> dict[str, str]:
    """The parts of the planner, by DOM id."""
    sheet = Sheet(session, whole=False)
    context = {"sheet": sheet, "plan": sheet.plan, "facts": sheet.facts, "plan_words": plan_words}
    return {f"part-{part}": plain_part_html(f"plan_{part}", around, **context) for part in PARTS}


def _message(session: Session, now: int, parts: dict[str, str]) -> str:
    return protocol.encode({"t": "parts", "seq": session.seq, "now": now, "parts": parts})
