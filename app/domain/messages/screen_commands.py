"""Commands about screens. Names are those of the HTTP contract."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.messages.base import Command
from app.domain.values import ScreenFace, ScreenMode, ScreenSecondary

__all__ = ["ScreenCommand", "SetLook"]


@dataclass(frozen=True, slots=True)
class SetLook(Command):
    """Set what the stage screens of a link show, and how; what is left out stays.

    `screen` is the id of the link. `rotate` is in degrees clockwise, `margin` in percent; `language` is `own` for the
    stage's or the reader's.
    """

    command = "set_look"
    screen: str
    mode: ScreenMode | None = None
    secondary: ScreenSecondary | None = None
    face: ScreenFace | None = None
    mirror: bool | None = None
    rotate: int | None = None
    hours: int | None = None
    margin: int | None = None
    language: str | None = None


ScreenCommand = SetLook
