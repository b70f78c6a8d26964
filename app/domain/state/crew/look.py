"""The look of a screen: what it shows, and how. It belongs to the link that the screen was opened with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.messages import screen_events as e
from app.domain.values import ScreenFace, ScreenMode, ScreenSecondary

TURNS = (0, 90, 180, 270)  # degrees, clockwise
HOURS = (24, 12)
MARGINS = (0, 3, 5, 10)  # percent of the shorter side


@dataclass(frozen=True, slots=True)
class Look:
    """How a screen shows the session; without a `language`, that of the stage or of its reader."""

    mode: ScreenMode = ScreenMode.SPEECH
    secondary: ScreenSecondary = ScreenSecondary.WALL_CLOCK
    face: ScreenFace = ScreenFace.DIGITS
    mirror: bool = False
    rotate: int = 0
    hours: int = 24
    margin: int = 0
    language: str = ""

    @property
    def aux(self) -> int | None:
        """The aux clock that it shows large."""
        return _AUX.get(self.mode)

    @property
    def secondary_aux(self) -> int | None:
        """The aux clock in its corner."""
        return _AUX.get(self.secondary)


_AUX: Mapping[str, int] = {"aux_1": 1, "aux_2": 2, "aux_3": 3}
PLAIN = Look()
Looks = Mapping[str, Look]  # by the id of a link; those that are plain are left out


def follow_look(looks: Looks, event: e.LookSet) -> Looks:
    """Return the looks after one was set."""
    look = Look(
        ScreenMode(event.mode),
        ScreenSecondary(event.secondary),
        ScreenFace(event.face),
        event.mirror,
        event.rotate,
        event.hours,
        event.margin,
        event.language,
    )
    others = {screen: other for screen, other in looks.items() if screen != event.screen}
    return others if look == PLAIN else {**others, event.screen: look}
