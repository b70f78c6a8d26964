"""A view that was received a while ago, with everything that depends on time as of now. Pure."""

from __future__ import annotations

from app.domain.state.timer import Thresholds, phase_of, shown_text
from app.domain.values import ClockState, Phase
from app.domain.views.shapes import FloorView, ForecastView, MessageView, View

HAS_FLOOR = frozenset({ClockState.RUNNING, ClockState.PAUSED, ClockState.INTERRUPTED})


def view_at(view: View, now: int) -> View:
    """Return a view with its clock, phase, message and offset as of another instant, in milliseconds UTC."""
    floor = _floor_at(view["floor"], now)
    stage = view["stage"]
    message = _message_at(stage["message"], now)
    offset = _offset_at(view, floor, now)
    return {**view, "floor": floor, "stage": {**stage, "message": message}, "offset_ms": offset}


def _floor_at(floor: FloorView, now: int) -> FloorView:
    if floor["segment"] is None:
        return floor
    running = 0 if floor["running_since_ms"] is None else max(now - floor["running_since_ms"], 0)
    left = floor["allotted_ms"] - floor["spent_before_ms"] - running
    phase = phase_of(left, Thresholds(floor["wrap_up_ms"], floor["last_call_ms"]))
    if not floor["shows_overtime"] and phase is Phase.OVERTIME:
        left, phase = 0, Phase.LAST_CALL
    return {**floor, "remaining_ms": left, "phase": phase, "text": shown_text(left, floor["at_zero"])}


def _message_at(message: MessageView | None, now: int) -> MessageView | None:
    if message is None or message["hide_at_ms"] is None or now < message["hide_at_ms"]:
        return message
    return None


def _offset_at(view: View, floor: FloorView, now: int) -> int | None:
    """Return how late the session ends, from the head instant; None where that is hidden."""
    if view["offset_ms"] is None or view["forecast"] is None:
        return view["offset_ms"]
    has_floor = floor["state"] in HAS_FLOOR
    head = now + max(floor["remaining_ms"], 0) if has_floor else max(now, view["head_not_before_ms"] or 0)
    return _instant(view["forecast"], head) - view["ends_at_ms"]


def _instant(forecast: ForecastView, head: int) -> int:
    return max(head + forecast["after_ms"], forecast["not_before_ms"] or 0)
