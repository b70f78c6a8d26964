"""The state as Ontime v4 clients hold it: a store of top-level keys, each of which is replaced as a whole. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.state.crew.aux_clock import COUNT
from app.domain.state.session import Session
from app.domain.values import SECOND, TO_STAGES, AuxDirection, ClockState, Phase, parse_clock
from app.domain.views.shapes import AuxView, FloorView, View
from app.languages.words import Words
from app.outside.now import now_row
from app.outside.ontime.events import Event, events_of, next_event, of_day

Store = Mapping[str, Any]

AUX_PLAYBACK = {ClockState.IDLE: "stop", ClockState.RUNNING: "start", ClockState.PAUSED: "pause"}
STOPPED: Store = {"duration": 0, "current": 0, "playback": "stop", "direction": "count-down"}
PLAYBACK = {
    ClockState.CUED: "armed",
    ClockState.RUNNING: "play",
    ClockState.PAUSED: "pause",
    ClockState.INTERRUPTED: "pause",
}
PHASES = {
    Phase.NORMAL: "default",
    Phase.WRAP_UP: "warning",
    Phase.LAST_CALL: "danger",
    Phase.OVERTIME: "overtime",
}


def store_of(session: Session, view: View, words: Words, prepared: str = "") -> Store:
    """Return the whole store for what a view shows.

    Args:
        session: the present state, for the thresholds of its plan.
        view: of the reader's role; what it leaves out is empty here.
        words: join several names in this language.
        prepared: a text that was typed for the stage and is not shown yet.
    """
    zone, events = ZoneInfo(view["conference"]["timezone"]), events_of(session, view, words)
    numbered = {event["id"]: event for event in events}
    on, upcoming = view["floor"]["segment"], next_event(session)
    return {
        "clock": of_day(view["now_ms"], zone),
        "timer": _timer(view, zone),
        "message": message_of(view, words, prepared),
        "rundown": _rundown(view, events, zone),
        "offset": _offset(view, zone),
        "eventNow": _now(numbered[on], view, words) if on else None,
        "eventNext": numbered[upcoming] if upcoming else None,
        "eventFlag": None,
        "groupNow": None,
        **{f"auxtimer{n}": clock for n, clock in aux_clocks(view).items()},
    }


def aux_clocks(view: View) -> Mapping[int, Store]:
    """Return the aux clocks by number; those that were not set, or that the role does not see, are stopped at zero."""
    return {n: dict(STOPPED) for n in range(1, COUNT + 1)} | {clock["n"]: _aux(clock) for clock in view.get("aux", [])}


def _aux(clock: AuxView) -> Store:
    return {
        "duration": (clock["allotted_ms"] or 0) if clock["direction"] is AuxDirection.UNTIL else clock["ms"],
        "current": parse_clock(clock["text"]) or 0,
        "playback": AUX_PLAYBACK[clock["state"]],
        "direction": "count-up" if clock["direction"] is AuxDirection.UP else "count-down",
    }


def message_of(view: View, words: Words, prepared: str = "") -> Store:
    """Return the message, whole: the text on the stage, or for those who may show it the one that would be next.

    These clients show messages to all stage screens: one for others is not told, so that they never put it there.
    """
    present, latest = view["stage"]["message"], view.get("messages")
    shown = present if present is not None and present["to"] == TO_STAGES else None
    before = (one["text"] for one in latest or () if one["to"] == TO_STAGES)
    hidden = "" if latest is None else prepared or next(before, "")
    source = "secondary" if view["stage"]["show_question"] else None
    timer = {
        "text": shown["text"] if shown else hidden,
        "visible": shown is not None,
        "blink": False,  # a flash is over at once
        "blackout": view["stage"]["blackout"],
        "secondarySource": source,
    }
    return {"timer": timer, "secondary": now_row(view, words)["question"]}


def whole_second(remaining_ms: int) -> int:
    """Return a remaining time in whole seconds, rounded as the clock's text is: up, and in overtime towards zero."""
    return -(-remaining_ms // SECOND) * SECOND


def _timer(view: View, zone: ZoneInfo) -> Store:
    floor = view["floor"]
    if floor["segment"] is None:
        return _stopped()
    running = floor["state"] is ClockState.RUNNING
    ends = view["now_ms"] + floor["remaining_ms"] if running and floor["running_since_ms"] is not None else None
    return {
        "addedTime": floor["granted_ms"],
        "current": parse_clock(floor["text"]),
        "duration": floor["planned_ms"] or None,  # progress is a share of it
        "elapsed": floor["allotted_ms"] - whole_second(floor["remaining_ms"]),
        "expectedFinish": of_day(ends, zone),
        "phase": _phase(floor),
        "playback": PLAYBACK.get(floor["state"], "stop"),
        "secondaryTimer": None,
        "startedAt": of_day(floor["started_at_ms"], zone),
    }


def _stopped() -> Store:
    unknown = ("current", "duration", "elapsed", "expectedFinish", "secondaryTimer", "startedAt")
    return {"addedTime": 0, "phase": "none", "playback": "stop", **dict.fromkeys(unknown)}


def _phase(floor: FloorView) -> str:
    """Return the phase; before the clock has started there is none."""
    return "none" if floor["state"] is ClockState.CUED else PHASES[floor["phase"]]


def _rundown(view: View, events: list[Event], zone: ZoneInfo) -> Store:
    at = next((at for at, event in enumerate(events) if event["id"] == view["floor"]["segment"]), None)
    return {
        "selectedEventIndex": at,
        "numEvents": len(events),
        "plannedStart": of_day(view["starts_at_ms"], zone),
        "plannedEnd": of_day(view["ends_at_ms"], zone),
        "actualStart": of_day(view["opened_at_ms"], zone),
        "currentDay": 0,
        "actualGroupStart": None,
    }


def _offset(view: View, zone: ZoneInfo) -> Store:
    """Return how late the session is, in whole seconds; positive is late, and 0 for a role that may not know."""
    late, opened = view["offset_ms"], view["opened_at_ms"]
    began_late = opened - view["starts_at_ms"] if opened is not None else 0
    return {
        "absolute": _seconds(late or 0),
        "relative": _seconds(late - began_late if late is not None else 0),
        "mode": "absolute",
        "expectedRundownEnd": of_day(ends - ends % SECOND if (ends := view["forecast_end_ms"]) else None, zone),
        "expectedGroupEnd": None,
        "expectedFlagStart": None,
    }


def _seconds(ms: int) -> int:
    return int(ms / SECOND) * SECOND


def _now(event: Event, view: View, words: Words) -> Event:
    """Return the event that is on, with its present speaker and the question under discussion."""
    row = now_row(view, words)
    return {**event, "custom": {name: row[name] for name in ("speaker", "affiliation", "question")}}
