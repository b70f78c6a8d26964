"""Events of screens: how each looks."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.messages.base import Event

__all__ = ["LookSet", "ScreenEvent"]


@dataclass(frozen=True, slots=True)
class LookSet(Event):
    """The whole look of the screens of a link, by its id."""

    kind = "look_set"
    screen: str
    mode: str
    secondary: str
    face: str
    mirror: bool
    rotate: int
    hours: int
    margin: int
    language: str


ScreenEvent = LookSet
