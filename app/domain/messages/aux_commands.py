"""Commands about aux clocks, which run beside the session. Names are those of the HTTP contract."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.messages.base import Command
from app.domain.values import AuxDirection

__all__ = ["AuxCommand", "AuxPause", "AuxSet", "AuxStart", "AuxStop"]


@dataclass(frozen=True, slots=True)
class AuxStart(Command):
    """Start or resume aux clock `n`, from 1 to 3; one that was never set counts up."""

    command = "aux_start"
    n: int


@dataclass(frozen=True, slots=True)
class AuxPause(Command):
    """Hold aux clock `n`; one that counts to a time of day can only be stopped."""

    command = "aux_pause"
    n: int


@dataclass(frozen=True, slots=True)
class AuxStop(Command):
    """Stop aux clock `n` and set it back to its beginning."""

    command = "aux_stop"
    n: int


@dataclass(frozen=True, slots=True)
class AuxSet(Command):
    """Set aux clock `n`; what is left out stays, and with nothing else it is removed.

    `ms`, its length, is in milliseconds or a text such as `10:00`. `until` is an instant, or the next time of day like
    `14:30`. Without a `direction` the clock counts down where `ms` is given, and to `until` where that is.
    """

    command = "aux_set"
    n: int
    label: str | None = None
    ms: int | str | None = None
    direction: AuxDirection | None = None
    until: str | int | None = None


AuxCommand = AuxStart | AuxPause | AuxStop | AuxSet
