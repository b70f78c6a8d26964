"""The looks of screens: what each shows, and how."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import astuple, replace
from typing import TypeVar

from app.domain.errors import Invalid, Problem, Sentence
from app.domain.messages import events as e
from app.domain.messages.commands import SetLook
from app.domain.state.crew.look import HOURS, MARGINS, PLAIN, TURNS, Look
from app.domain.state.session import Session
from app.domain.values import LANGUAGES

T = TypeVar("T")
OWN = "own"  # language: the stage's, or that of the screen's reader


def set_look(session: Session, command: SetLook) -> tuple[e.LookSet, ...]:
    """Change the given values of a look; those that are None stay.

    Raises:
        Invalid: `screen` cannot be the id of a link, or a value is not among those of `SetLook`.
    """
    if not re.fullmatch(r"[!-~]{1,120}", command.screen):
        raise Invalid(Problem("screen", "is the id of a link"))
    present = session.looks.get(command.screen, PLAIN)
    changed = _changed(present, command)
    return (e.LookSet(command.screen, *astuple(changed)),) if changed != present else ()


def _changed(look: Look, command: SetLook) -> Look:
    language = _or(_one_of("language", command.language, (OWN, *LANGUAGES)), look.language)
    return replace(
        look,
        mode=_or(command.mode, look.mode),
        secondary=_or(command.secondary, look.secondary),
        face=_or(command.face, look.face),
        mirror=_or(command.mirror, look.mirror),
        rotate=_or(_one_of("rotate", command.rotate, TURNS), look.rotate),
        hours=_or(_one_of("hours", command.hours, HOURS), look.hours),
        margin=_or(_one_of("margin", command.margin, MARGINS), look.margin),
        language="" if language == OWN else language,
    )


def _or(given: T | None, present: T) -> T:
    return present if given is None else given


def _one_of(where: str, given: T | None, known: Collection[T]) -> T | None:
    if given is not None and given not in known:
        raise Invalid(Problem(where, Sentence("is one of {known}", known=", ".join(map(str, known)))))
    return given
