"""Hide overtime and lateness from the public, unless the session allows them.

Clocks stand at 0:00 when no time remains. Facts that compare with the plan, or show that a speech took longer than its
time, are left out of the view, so that no page can show them and no program can compute them. Forecast starts stay,
because a programme without them is useless; so do instants at which something began, which the public sees happen.
"""

from __future__ import annotations

from app.domain.state.policy import CROWD
from app.domain.state.rundown import Plan
from app.domain.values import AtZero, Phase, Role, clock_text
from app.domain.views.shapes import FloorView, SegmentView, View
from app.domain.views.summary import Summary


def hides_overtime(plan: Plan | Summary, role: Role) -> bool:
    """Whether overtime and lateness are hidden from this role under this plan."""
    return role in CROWD and not plan.public_overtime


def without_overtime(view: View) -> View:
    """Return the view without overtime and lateness."""
    return {
        **view,
        "forecast_end_ms": None,
        "offset_ms": None,
        "forecast": None,
        "floor": _floor(view["floor"]),
        "segments": [_segment(segment) for segment in view["segments"]],
    }


def _floor(floor: FloorView) -> FloorView:
    plain: FloorView = {
        **floor,
        "shows_overtime": False,
        "started_at_ms": None,
        "start_offset_ms": None,
        "voice_clock": None,
        "at_zero": AtZero.HOLD if floor["at_zero"] is AtZero.CONTINUE else floor["at_zero"],
    }
    if floor["remaining_ms"] > 0 or floor["phase"] is Phase.NORMAL:
        return plain
    return {
        **plain,
        "running_since_ms": None,
        "spent_before_ms": floor["allotted_ms"],
        "remaining_ms": 0,
        "phase": Phase.LAST_CALL,
        "text": clock_text(0),
    }


def _segment(segment: SegmentView) -> SegmentView:
    allotted = max(segment["planned_ms"] + segment["granted_ms"], 0)
    return {
        **segment,
        "spent_ms": min(segment["spent_ms"], allotted),
        "planned_start_ms": None,
        "forecast_end_ms": None,
        "ended_at_ms": None,
    }
