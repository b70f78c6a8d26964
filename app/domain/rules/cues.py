"""Send a cue to the speaker, if it is true at that moment (see `derived.cues`)."""

from __future__ import annotations

from app.domain.derived.cues import EARLY_MS, range_of
from app.domain.errors import Invalid, Problem, Refused, Sentence
from app.domain.messages import events as e
from app.domain.state.rundown import Segment
from app.domain.state.session import Session
from app.domain.values import SECOND, Role, clock_text, parse_clock

NOW = "now"  # used instead of a cue's name: the cue that is true now
ROUNDED_TO_MS = 5 * SECOND  # a cue between two of the ladder is rounded to multiples of this


def send_cue(session: Session, name: str, role: Role, now: int) -> tuple[e.CueSent, ...]:
    """Send a cue to the speaker with the floor; `now` means the one that is true now. The server sends each cue once.

    Raises:
        Invalid: the ladder has no cue of this name.
        Refused: nobody_has_floor, not_running, or cue_not_true.
    """
    ladder = [clock_text(cue) for cue in session.plan.cues]
    if name not in {NOW, *ladder}:
        raise Invalid(Problem("cue", Sentence("is none of {known}", known=", ".join([*ladder, NOW]))))
    if (segment := session.segment) is None or not session.someone_has_floor:
        raise Refused("nobody_has_floor")
    timer = session.floor_clock.timer
    if timer.running_since_ms is None:
        raise Refused("not_running")
    automatic = role is Role.SYSTEM
    if automatic and name in timer.cues_sent:
        return ()
    if name == NOW:
        return (e.CueSent(segment.id, true_cue(session, segment, now), automatic),)
    _require_true(session, segment, name, now)
    return (e.CueSent(segment.id, name, automatic),)


def _require_true(session: Session, segment: Segment, name: str, now: int) -> None:
    remaining = session.floor_clock.remaining(now)
    if not range_of(session, segment, parse_clock(name) or 0).holds(remaining):
        shown = clock_text(remaining)
        raise Refused(
            "cue_not_true", "The clock shows {shown}, so the cue {name} would not be true.", shown=shown, name=name
        )


def true_cue(session: Session, segment: Segment, now: int) -> str:
    """Return the name of the cue that is true now for the segment with the floor.

    This is a cue of the ladder if one is true, in overtime the latest one that has passed; between two cues of the
    ladder, it is the remaining time rounded down to five seconds.

    Raises:
        Refused: cue_not_true: the clock is above the ladder, or in overtime without a cue for it.
    """
    ladder, remaining = session.plan.cues, session.floor_clock.remaining(now)
    true = [cue for cue in ladder if range_of(session, segment, cue).holds(remaining)]
    if true:
        return clock_text(min((cue for cue in true if remaining <= cue + EARLY_MS), default=max(true)))
    if not ladder:
        raise Refused("cue_not_true", "This session has no cues.")
    if remaining <= 0:
        raise Refused("cue_not_true", "This session has no cue for overtime.")
    if remaining > ladder[0]:
        first, shown = clock_text(ladder[0]), clock_text(remaining)
        raise Refused(
            "cue_not_true",
            "It is too early for a cue: the clock shows {shown}, the first cue is {first}.",
            shown=shown,
            first=first,
        )
    return clock_text(max(remaining // ROUNDED_TO_MS * ROUNDED_TO_MS, SECOND))
