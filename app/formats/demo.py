"""The demonstration: Session V, according to its document, which names no panellists."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from app.domain.state.document import read_document
from app.domain.state.rundown import Plan
from app.domain.values import MINUTE
from app.formats.text.json import read_object

DOCUMENT = Path(__file__).with_name("session-v.json")
STARTS_ON_MS = 5 * MINUTE  # a session starts on the full five minutes


def demo_plan(now: int) -> Plan:
    """Return the plan of the demonstration, moved to start at the next full five minutes.

    On its real day, in 2021, every screen would correctly show that it is years late.
    """
    plan = _plan()
    starts = -(-(now + MINUTE) // STARTS_ON_MS) * STARTS_ON_MS
    return replace(plan, starts_at_ms=starts, ends_at_ms=starts + plan.ends_at_ms - plan.starts_at_ms)


@cache
def _plan() -> Plan:
    return read_document(read_object(DOCUMENT.read_bytes()))
