"""The audience of a page that is made of parts: rendered once for all of them, and after that what changed."""

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
    """Everybody who has the same page open, in the same language. `parts` renders it, by DOM id."""

    key: Hashable
    role: Role
    parts: Callable[[Session, Presence, int], Mapping[str, str]]
    shows_presence: bool = False
    _shown: Mapping[str, str] = field(default_factory=dict, init=False)

    def frames(self, session: Session, presence: Presence, now: int) -> Frames:
        parts = self.parts(session, presence, now)
        changed = {part: html for part, html in parts.items() if self._shown.get(part) != html}
        self._shown = parts
        whole, change = (
            protocol.encode({"t": "parts", "seq": session.seq, "now": now, "parts": sent}) for sent in (parts, changed)
        )
        return Frames(whole, change)
