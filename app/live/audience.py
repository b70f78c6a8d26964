"""An audience of a page made of parts: rendered once for all its sockets, then only changed parts are sent."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field

from app.domain.state.session import Session
from app.domain.values import Role
from app.live.hub import Frames
from app.live.presence import Presence
from app.wire import messages as protocol


@dataclass(slots=True)
class PartsAudience:
    """All sockets with the same page and language. `parts` renders the page, by DOM id."""

    key: Hashable
    role: Role
    parts: Callable[[Session, Presence, int], Mapping[str, str]]
    shows_presence: bool = False
    speaker: str | None = None  # the one whose own page it is
    _shown: Mapping[str, str] = field(default_factory=dict, init=False)

    def frames(self, session: Session, presence: Presence, now: int) -> Frames:
        parts = self.parts(session, presence, now)
        changed = {part: html for part, html in parts.items() if self._shown.get(part) != html}
        self._shown = parts
        whole, change = (
            protocol.encode({"t": "parts", "seq": session.seq, "now": now, "parts": sent}) for sent in (parts, changed)
        )
        return Frames(whole, change)
