"""Base classes of commands and events: small immutable values.

A function that reads only what all of them have takes the base class. Of `AnyCommand` or `AnyEvent`, mypy checks each
expression once for every class, and a comparison of two of them once for every pair.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Command:
    """Base of all commands."""

    command: ClassVar[str]


@dataclass(frozen=True, slots=True)
class Event:
    """Base of all events. `kind` and `version` identify its meaning in the journal."""

    kind: ClassVar[str]
    version: ClassVar[int] = 1
    # A floor command given in view of an older state is refused as stale.
    moves_floor: ClassVar[bool] = False
    # What ending on time is computed from has changed; that is so, too, when the floor moves.
    moves_forecast: ClassVar[bool] = False
    # A place on a list of speakers was decided by hand; a command about places given in view of an older list is stale.
    moves_list: ClassVar[bool] = False
    # The programme that other programs fetch has changed; what happens in the session does not change it.
    changes_plan: ClassVar[bool] = False
    # Fields stored beside the journal, so that they can be deleted; empty once they have been.
    apart: ClassVar[frozenset[str]] = frozenset()
