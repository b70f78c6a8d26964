"""What every command and every event is: a small value that never changes, with a name of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Command:
    """Base of all commands."""

    command: ClassVar[str]


@dataclass(frozen=True, slots=True)
class Event:
    """Base of all events. `kind` and `version` name the meaning in the journal."""

    kind: ClassVar[str]
    version: ClassVar[int] = 1
    # Fields that are kept beside the journal, so that they can be deleted one day; empty when they have been.
    apart: ClassVar[frozenset[str]] = frozenset()
