"""Make a first plan: a rundown for a number of speakers, or a copy of another session's plan."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.domain.state.document import check
from app.domain.state.rundown import Plan
from app.domain.values import MINUTE, SECOND

OPENING_MS = 3 * MINUTE  # per hour; a shorter session has a shorter opening
CLOSING_MS = 2 * MINUTE
SHORTEST_DISCUSSION_MS = 2 * MINUTE


def sketch(
    speakers: Sequence[str],
    moderator: str,
    each_ms: int,
    handover_ms: int,
    length_ms: int,
    titles: Mapping[str, str],
    parts: Container[str] = ("opening", "discussion", "closing"),
) -> dict[str, Any]:
    """Make people and segments of a session document: an opening, one presentation each, a discussion, a closing.

    The discussion takes the remaining time and is left out if that is under two minutes; the plan may then be too long.

    Args:
        speakers: names, in the order in which they will speak.
        moderator: a name, or empty.
        each_ms: planned time of each presentation.
        handover_ms: introduction before each presentation.
        length_ms: scheduled length of the session.
        titles: of the `opening`, the `discussion` and the `closing`.
        parts: which of these three there are.
    """
    people = [{"id": f"p{n}", "name": name} for n, name in enumerate(speakers, 1)]
    chair = [{"id": "m1", "name": moderator}] if moderator else []
    host = [person["id"] for person in chair]
    opening = _share(OPENING_MS, length_ms) if "opening" in parts else 0
    closing = _share(CLOSING_MS, length_ms) if "closing" in parts else 0
    left = length_ms - opening - closing - len(people) * (each_ms + handover_ms)
    segments: list[dict[str, Any]] = []
    if "opening" in parts:
        segments.append({"kind": "opening", "title": titles["opening"], "speakers": host, "planned_ms": opening})
    segments += [{"kind": "presentation", "speakers": [p["id"]], "planned_ms": each_ms} for p in people]
    if left >= SHORTEST_DISCUSSION_MS and "discussion" in parts:
        everybody = [person["id"] for person in people]
        segments.append(
            {"kind": "discussion", "title": titles["discussion"], "speakers": everybody, "planned_ms": left}
        )
    if "closing" in parts:
        segments.append({"kind": "closing", "title": titles["closing"], "speakers": host, "planned_ms": closing})
    return {"speakers": [*chair, *people], "segments": segments, **({"moderator": "m1"} if chair else {})}


def again(plan: Plan, slug: str, title: str, starts_at_ms: int, timezone: str) -> Plan:
    """Copy another session's plan for a new one: the same people, segments, questions and settings, at another time.

    Raises:
        Invalid: it cannot be at that time.
    """
    later = starts_at_ms - plan.starts_at_ms
    segments = tuple(
        replace(s, hard_start_ms=None if s.hard_start_ms is None else s.hard_start_ms + later) for s in plan.segments
    )
    return check(
        replace(
            plan,
            slug=slug,
            title=title,
            starts_at_ms=starts_at_ms,
            ends_at_ms=plan.ends_at_ms + later,
            conference=replace(plan.conference, timezone=timezone),
            segments=segments,
        )
    )


def _share(of_an_hour_ms: int, length_ms: int) -> int:
    """Scale a part's length for a session shorter than an hour, in steps of 15 s."""
    step = 15 * SECOND
    return min(of_an_hour_ms, max(round(of_an_hour_ms * length_ms / (60 * MINUTE) / step), 1) * step)
