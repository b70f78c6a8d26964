"""Commands about aux clocks: set one, start it, hold it, stop it. Each is possible at any time of a session."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from app.domain.errors import Invalid, Problem, Refused, Sentence
from app.domain.messages import events as e
from app.domain.messages.commands import AuxSet
from app.domain.state.crew.aux_clock import COUNT, LONGEST_LABEL, AuxClock
from app.domain.state.fields.readers import Calendar, read_instant
from app.domain.state.session import Session
from app.domain.text import cleaned
from app.domain.values import DAY, AuxDirection, ClockState, parse_duration

Events = tuple[e.AnyEvent, ...]


def aux_start(session: Session, n: int, now: int) -> Events:
    """Start or resume a clock; nothing happens to one that runs.

    Raises:
        Invalid: there is no clock `n`, or the time of day to which it counts has passed.
    """
    clock = _clock(session, n)
    if clock.state is ClockState.RUNNING:
        return ()
    if clock.until_ms is not None and clock.until_ms <= now:
        raise Invalid(Problem("until", "has passed already"))
    return (e.AuxClockStarted(n),)


def aux_pause(session: Session, n: int) -> Events:
    """Hold a running clock.

    Raises:
        Refused: it is stopped, or it counts to a time of day.
    """
    clock = _clock(session, n)
    if clock.state is ClockState.IDLE:
        raise Refused("not_running")
    if clock.direction is AuxDirection.UNTIL:
        raise Refused("counts_to_a_time")
    return (e.AuxClockPaused(n),) if clock.state is ClockState.RUNNING else ()


def aux_stop(session: Session, n: int) -> Events:
    return () if _clock(session, n).state is ClockState.IDLE else (e.AuxClockStopped(n),)


def aux_set(session: Session, command: AuxSet, now: int) -> Events:
    """Change the settings of a clock that the command names; a command without settings removes the clock.

    Raises:
        Invalid: a field cannot be read, or the direction lacks its length or its time of day.
    """
    present = _clock(session, command.n)
    if (command.label, command.ms, command.direction, command.until) == (None, None, None, None):
        return (e.AuxClockRemoved(command.n),) if command.n in session.aux else ()
    label = present.label if command.label is None else cleaned("label", command.label, 0, LONGEST_LABEL)
    ms = present.ms if command.ms is None else _length(command.ms)
    direction = command.direction or _implied(command, present)
    until_ms = _until(session, command, present, now) if direction is AuxDirection.UNTIL else None
    if direction is AuxDirection.DOWN and not ms:
        raise Invalid(Problem("ms", "is missing"))
    if command.n in session.aux and present.changed(label, direction, ms, until_ms) == present:
        return ()
    return (e.AuxClockSet(command.n, label, direction, ms, until_ms),)


def _clock(session: Session, n: int) -> AuxClock:
    if not 1 <= n <= COUNT:
        raise Invalid(
            Problem("n", Sentence("is {value}; it needs to be {least} to {most}", value=n, least=1, most=COUNT))
        )
    return session.aux.get(n, AuxClock())


def _implied(command: AuxSet, present: AuxClock) -> AuxDirection:
    """Return the direction of a command that names none."""
    if command.until is not None:
        return AuxDirection.UNTIL
    return AuxDirection.DOWN if command.ms is not None else present.direction


def _length(value: int | str) -> int:
    """Return a length in milliseconds, from a number of milliseconds or a text like `10:00`."""
    ms = parse_duration(value) if isinstance(value, str) else value
    if ms is None or not 0 <= ms <= DAY:
        says = Sentence('"{text}" is not a duration; write 6, 6:00, 90s or 1h05, up to 24 hours', text=str(value)[:20])
        raise Invalid(Problem("ms", says))
    return ms


def _until(session: Session, command: AuxSet, present: AuxClock, now: int) -> int:
    """Return the instant to which a clock counts: of a time of day, the next one in the session's zone."""
    if command.until is None:
        if present.until_ms is None:
            raise Invalid(Problem("until", "is missing"))
        return present.until_ms
    zone = ZoneInfo(session.plan.conference.timezone)
    today = Calendar(zone, datetime.fromtimestamp(now / 1000, UTC).astimezone(zone).date())
    try:
        instant = read_instant(command.until, today, now)
        if instant <= now and today.day is not None:
            instant = read_instant(command.until, replace(today, day=today.day + timedelta(days=1)))
    except Invalid as error:
        raise Invalid(*(Problem("until", problem.what) for problem in error.problems)) from None
    if instant <= now:
        raise Invalid(Problem("until", "has passed already"))
    return instant
