"""The fields of the session document: a table maps the name of a field to its canonical name and its reader.

Names are read tolerantly, without guessing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from app.domain.presets import LONGEST_MESSAGE
from app.domain.state.fields.readers import (
    LONGEST_ABSTRACT,
    LONGEST_NOTES,
    Calendar,
    Reader,
    Table,
    UnreadableValue,
    choice_field,
    delay_field,
    language_field,
    lines_field,
    optional_field,
    read_count,
    read_country,
    read_cues,
    read_duration,
    read_flag,
    read_id,
    read_ids,
    read_inner,
    read_instant_ms,
    read_milliseconds,
    read_moment,
    read_number_key,
    read_references,
    read_slug,
    read_video,
    read_words,
    read_zone,
    several_field,
    slots_field,
    text_field,
)
from app.domain.state.rundown import (
    LEAST_MS,
    MOST_MS,
    Category,
    Group,
    GuidingQuestion,
    ListSettings,
    Plan,
    Preset,
    Segment,
    Speaker,
)
from app.domain.values import (
    OF_SPEAKER,
    AtZero,
    CueMode,
    FloorPolicy,
    ListRule,
    ListShown,
    RequestKind,
    SegmentKind,
    StartMode,
)

MOST_GROUPS = 100  # categories or groups of speakers


def _items(of: str) -> Reader:
    """Read a short list of categories or groups; each has a title and an id, by default its place in the list."""

    def read(value: object, calendar: Calendar) -> list[dict[str, Any]]:
        if not isinstance(value, list | tuple) or len(value) > MOST_GROUPS:
            raise UnreadableValue("is a list of at most {most}", most=MOST_GROUPS)
        items = [{"id": f"{of[0]}{i}", **read_inner(TABLES[of], item, calendar)} for i, item in enumerate(value, 1)]
        if any("title" not in item for item in items):
            raise UnreadableValue("has one without a title")
        if len({item["id"] for item in items}) < len(items):
            raise UnreadableValue("uses an id twice")
        return items

    return read


def _conference(value: object, calendar: Calendar) -> dict[str, Any]:
    return read_inner(_CONFERENCE, value, calendar)


def _list_settings(value: object, calendar: Calendar) -> dict[str, Any]:
    """Read the settings of a list of speakers; see `ListSettings`."""
    settings = read_inner(_LIST, value, calendar)
    pool, least = settings.get("pool_ms"), settings.get("least_ms", LEAST_MS)
    if pool is not None and RequestKind.STATEMENT in settings.get("slots_ms", {}):
        raise UnreadableValue("has a pool and a slot for statements; keep one of the two")
    if least > settings.get("most_ms", MOST_MS):
        raise UnreadableValue("has a least time that is longer than the most")
    if pool is not None and pool < least:
        raise UnreadableValue("has a pool that is shorter than the least time of one statement")
    return settings


def _rules(value: object, calendar: Calendar) -> list[str]:
    rules = several_field(ListRule)(value, calendar)
    if ListRule.FIRST_COME in rules[:-1]:
        raise UnreadableValue("has rules behind first_come, which would never decide: first_come comes last")
    if ListRule.LOT in rules and set(rules[rules.index(ListRule.LOT) + 1 :]) - {ListRule.FIRST_COME}:
        raise UnreadableValue("has rules behind lot, which would never decide")
    return rules if ListRule.FIRST_COME in rules else [*rules, str(ListRule.FIRST_COME)]


_CONFERENCE: Table = {
    "title": ("title", text_field(0, 300)),
    "timezone": ("timezone", read_zone),
    "venue": ("venue", text_field(0, 300)),
}
_LIST: Table = {
    "rules": ("rules", _rules),
    "slots": ("slots_ms", slots_field(read_duration)),
    "slots_ms": ("slots_ms", slots_field(read_milliseconds)),
    "pool": ("pool_ms", optional_field(read_duration)),
    "pool_ms": ("pool_ms", optional_field(read_milliseconds)),
    "least": ("least_ms", read_duration),
    "least_ms": ("least_ms", read_milliseconds),
    "most": ("most_ms", read_duration),
    "most_ms": ("most_ms", read_milliseconds),
    "kinds": ("kinds", several_field(RequestKind)),
    "shows": ("shows", choice_field(ListShown)),
    "come_forward": ("come_forward", read_count),
}
_SEGMENT: Table = {
    "id": ("id", read_id),
    "kind": ("kind", choice_field(SegmentKind)),
    "title": ("title", text_field(1, 300)),
    "speakers": ("speakers", read_ids),
    "planned": ("planned_ms", read_duration),
    "planned_ms": ("planned_ms", read_milliseconds),
    "autostart": ("autostart", read_flag),
    "locked": ("locked", read_flag),
    "minimum": ("minimum_ms", optional_field(read_duration)),
    "minimum_ms": ("minimum_ms", optional_field(read_milliseconds)),
    "hard_start": ("hard_start_ms", optional_field(read_moment)),
    "hard_start_ms": ("hard_start_ms", optional_field(read_instant_ms)),
    "start": ("start", choice_field(StartMode)),
    "at_zero": ("at_zero", choice_field(AtZero)),
    "answer_limit": ("answer_limit_ms", optional_field(read_duration)),
    "answer_limit_ms": ("answer_limit_ms", optional_field(read_milliseconds)),
    "wrap_up": ("wrap_up_ms", optional_field(read_duration)),
    "wrap_up_ms": ("wrap_up_ms", optional_field(read_milliseconds)),
    "last_call": ("last_call_ms", optional_field(read_duration)),
    "last_call_ms": ("last_call_ms", optional_field(read_milliseconds)),
    "abstract": ("abstract", lines_field(LONGEST_ABSTRACT)),
    "track": ("track", text_field(0, 200)),
    "language": ("language", text_field(0, 60)),
    "references": ("references", read_references),
    "notes_moderator": ("notes_moderator", lines_field(LONGEST_NOTES)),
    "notes_crew": ("notes_crew", lines_field(LONGEST_NOTES)),
    "notes_interpreters": ("notes_interpreters", lines_field(LONGEST_NOTES)),
    "list": ("list_settings", optional_field(_list_settings)),
    "list_settings": ("list_settings", optional_field(_list_settings)),
}
_SPEAKER: Table = {
    "id": ("id", read_id),
    "name": ("name", text_field(1, 200)),
    "title": ("title", text_field(0, 300)),
    "affiliation": ("affiliation", text_field(0, 300)),
    "country": ("country", read_country),
    "says": ("says", text_field(0, 200)),
    "bio": ("bio", text_field(0, 2000)),
    "category": ("category", text_field(0, 64)),
    "group": ("group", text_field(0, 64)),
    "language": ("language", text_field(0, 60)),
    "seat": ("seat", text_field(0, 60)),
    "microphone": ("microphone", text_field(0, 60)),
    "notes_moderator": ("notes_moderator", lines_field(LONGEST_NOTES)),
    "notes_crew": ("notes_crew", lines_field(LONGEST_NOTES)),
    "notes_interpreters": ("notes_interpreters", lines_field(LONGEST_NOTES)),
}
_CATEGORY: Table = {
    "id": ("id", read_id),
    "title": ("title", text_field(1, 200)),
    "rank": ("rank", read_count),
}
_GROUP: Table = {
    "id": ("id", read_id),
    "title": ("title", text_field(1, 200)),
    "budget": ("budget_ms", optional_field(read_duration)),
    "budget_ms": ("budget_ms", optional_field(read_milliseconds)),
}
_GUIDING_QUESTION: Table = {
    "id": ("id", read_id),
    "text": ("text", text_field(1, 500)),
    "planned": ("planned_ms", optional_field(read_duration)),
    "planned_ms": ("planned_ms", optional_field(read_milliseconds)),
}
_PRESET: Table = {
    "id": ("id", read_id),
    "text": ("text", text_field(1, LONGEST_MESSAGE)),
    "key": ("key", optional_field(read_number_key)),
}
_SESSION: Table = {
    "title": ("title", text_field(1, 300)),
    "conference": ("conference", _conference),
    "starts_at": ("starts_at_ms", read_moment),
    "starts_at_ms": ("starts_at_ms", read_instant_ms),
    "ends_at": ("ends_at_ms", read_moment),
    "ends_at_ms": ("ends_at_ms", read_instant_ms),
    "language": ("language", language_field()),
    "stage_language": ("stage_language", language_field(OF_SPEAKER)),
    "notice": ("notice", text_field(0, 500)),
    "video": ("video", read_video),
    "video_delay": ("video_delay_ms", delay_field(read_duration)),
    "video_delay_ms": ("video_delay_ms", delay_field(read_milliseconds)),
    "hard_end": ("hard_end", read_flag),
    "public": ("public", read_flag),
    "public_overtime": ("public_overtime", read_flag),
    "moderator": ("moderator", optional_field(read_id)),
    "handover": ("handover_ms", read_duration),
    "handover_ms": ("handover_ms", read_milliseconds),
    "wrap_up": ("wrap_up_ms", read_duration),
    "wrap_up_ms": ("wrap_up_ms", read_milliseconds),
    "last_call": ("last_call_ms", read_duration),
    "last_call_ms": ("last_call_ms", read_milliseconds),
    "coverage": ("coverage_ms", read_duration),
    "coverage_ms": ("coverage_ms", read_milliseconds),
    "floor_policy": ("floor_policy", choice_field(FloorPolicy)),
    "ask_every": ("ask_every_ms", read_duration),
    "ask_every_ms": ("ask_every_ms", read_milliseconds),
    "most_open_questions": ("most_open_questions", read_count),
    "most_questions": ("most_questions", read_count),
    "most_open_in_session": ("most_open_in_session", read_count),
    "most_votes_a_minute": ("most_votes_a_minute", read_count),
    "review_words": ("review_words", optional_field(read_words)),
    "cues": ("cues", read_cues),
    "opens_itself": ("opens_itself", read_flag),
    "cue_mode": ("cue_mode", choice_field(CueMode)),
    "categories": ("categories", _items("category")),
    "groups": ("groups", _items("group")),
}
SLUG: tuple[str, Reader] = ("slug", read_slug)
CONFERENCE = _CONFERENCE
TABLES: Mapping[str, Table] = {
    "segment": _SEGMENT,
    "speaker": _SPEAKER,
    "guiding_question": _GUIDING_QUESTION,
    "preset": _PRESET,
    "category": _CATEGORY,
    "group": _GROUP,
    "session": _SESSION,
}

# Every canonical name is an attribute of the class it fills; a wrong table fails on import, not in a session.
for _table, _class in (
    (_SEGMENT, Segment),
    (_SPEAKER, Speaker),
    (_GUIDING_QUESTION, GuidingQuestion),
    (_PRESET, Preset),
    (_CATEGORY, Category),
    (_GROUP, Group),
    (_LIST, ListSettings),
    (_SESSION, Plan),
):
    if stray := {target for target, _ in _table.values()} - {f.name for f in fields(_class)}:
        raise TypeError(f"{_class.__name__} has no {stray}")
