"""Edit the plan, before and during the session. An edit never starts, stops or restarts a clock.

The past stays: a segment that has or had the floor cannot be removed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.domain.errors import Invalid, NotFound, Problem, Refused, Sentence, StaleEdit
from app.domain.messages import events as e
from app.domain.messages.base import Command
from app.domain.messages.commands import EditGuidingQuestion, EditSegment, EditSession, EditSpeaker, Translate
from app.domain.rules.floor import find
from app.domain.rules.guiding import require_question
from app.domain.state.document import (
    canonical,
    check,
    free_id,
    plan_from,
    read_changes,
    read_document,
    segment_from,
    typed_segment,
    typed_session,
)
from app.domain.state.edit_history import flat, things
from app.domain.state.fields.tables import TABLES
from app.domain.state.plan import follow_plan
from app.domain.state.rundown import GuidingQuestion, Item, Plan, Segment, Speaker, moved
from app.domain.state.session import Session
from app.domain.state.timer import HAS_FLOOR
from app.domain.state.translations import read_translation, require_place, translation

Events = tuple[e.AnyEvent, ...]
Fields = Mapping[str, object]


def add_segment(session: Session, after: str | None, fields: Fields) -> Events:
    """Add a segment behind another one, or at the end."""
    plan = session.plan
    if after is not None:
        find(session, after)
    behind = after if after is not None else (plan.segments[-1].id if plan.segments else None)
    values = {"id": free_id("s", (s.id for s in plan.segments)), **read_changes(fields, "segment", plan)}
    values.setdefault("title", _name_of(plan, values))
    check(plan.with_segment(segment_from(values), behind))
    return (e.SegmentAdded(values, behind),)


def edit_segment(session: Session, segment: str, fields: Fields) -> Events:
    """Change some fields of a segment; of a running clock only the planned time changes, never the time spent."""
    present, changes = find(session, segment), _changes(session, "segment", fields)
    event = e.SegmentEdited(segment, _differing(present, typed_segment(changes), changes))
    check(follow_plan(session.plan, event))
    return (event,) if event.changes else ()


def move_segment(session: Session, segment: str, after: str | None) -> Events:
    find(session, segment)
    if after is not None:
        find(session, after)
    segments = session.plan.segments
    return (e.SegmentMoved(segment, after),) if _changes_place(segments, segment, after) else ()


def remove_segment(session: Session, segment: str) -> Events:
    """Remove a segment; if it was cued, the next one is cued."""
    find(session, segment)
    timer = session.timers[segment]
    if timer.state in HAS_FLOOR:
        raise Refused("has_floor")
    if timer.spans or timer.discarded:
        raise Refused("already_happened")
    if session.list_of(segment).requests:
        raise Refused("in_use", "Requests for the floor are on the list of this item.")
    return (e.SegmentRemoved(segment),)


def add_speaker(session: Session, fields: Fields) -> tuple[e.SpeakerAdded]:
    plan = session.plan
    values = {"id": free_id("p", (s.id for s in plan.speakers)), **read_changes(fields, "speaker", plan)}
    if "name" not in values:
        raise Invalid(Problem("name", "is missing"))
    check(replace(plan, speakers=(*plan.speakers, Speaker(**values))))
    return (e.SpeakerAdded(values),)


def edit_speaker(session: Session, speaker: str, fields: Fields) -> Events:
    present, changes = _require_speaker(session, speaker), _changes(session, "speaker", fields)
    event = e.SpeakerEdited(speaker, _differing(present, changes, changes))
    check(follow_plan(session.plan, event))
    return (event,) if event.changes else ()


def move_speaker(session: Session, speaker: str, after: str | None) -> Events:
    """Move a speaker in the list of people; the rundown stays unchanged."""
    _require_speaker(session, speaker)
    if after is not None:
        _require_speaker(session, after)
    people = session.plan.speakers
    return (e.SpeakerMoved(speaker, after),) if _changes_place(people, speaker, after) else ()


def remove_speaker(session: Session, speaker: str) -> Events:
    plan = session.plan
    _require_speaker(session, speaker)
    if speaker == plan.moderator or any(speaker in segment.speakers for segment in plan.segments):
        raise Refused("in_use")
    if speaker in _requesters(session):
        raise Refused("in_use", "This person has asked for the floor.")
    return (e.SpeakerRemoved(speaker),)


def edit_session(session: Session, fields: Fields) -> Events:
    changes = _changes(session, "session", fields)
    conference = changes.get("conference")
    plan = session.plan
    checked = {name: value for name, value in changes.items() if name in _CHECKED_FIELDS}
    check(replace(plan, **typed_session(checked, plan)))
    merged = {**changes, "conference": dict(conference)} if conference is not None else changes
    return (e.SessionEdited(merged),) if merged else ()


def add_guiding_question(session: Session, text: str, after: str | None) -> Events:
    plan = session.plan
    if after is not None:
        require_question(session, after)
    values = read_changes({"text": text}, "guiding_question", plan)
    question = {"id": free_id("q", (q.id for q in plan.guiding_questions)), **values}
    check(replace(plan, guiding_questions=(*plan.guiding_questions, GuidingQuestion(**question))))
    return (e.GuidingQuestionAdded(question, after),)


def edit_guiding_question(session: Session, question: str, fields: Fields) -> Events:
    require_question(session, question)
    changes = _changes(session, "guiding_question", fields)
    return (e.GuidingQuestionEdited(question, changes),) if changes else ()


def move_guiding_question(session: Session, question: str, after: str | None) -> Events:
    """Move a guiding question, which changes its number; its marks and times move with it."""
    require_question(session, question)
    if after is not None:
        require_question(session, after)
    questions = session.plan.guiding_questions
    return (e.GuidingQuestionMoved(question, after),) if _changes_place(questions, question, after) else ()


def remove_guiding_question(session: Session, question: str) -> Events:
    """Remove a guiding question, unless it was ever in focus or has attributed time: then it is on the record."""
    require_question(session, question)
    if question in _discussed(session):
        raise Refused("already_happened")
    return (e.GuidingQuestionRemoved(question),)


def translate(session: Session, command: Translate) -> Events:
    """Set or remove the translation of a text.

    Raises:
        Invalid: the language is unknown or the session's own, there is no such text, or the translation cannot be read.
    """
    plan, language, of = session.plan, command.language, command.of
    if language and language == plan.language:
        raise Invalid(Problem("language", Sentence("is the session's own; edit the text itself")))
    if command.text is None:
        require_place(plan, language, of)
    text = None if command.text is None else read_translation(plan, language, of, command.text)
    return (e.TextTranslated(language, of, text),) if text != translation(plan, language, of) else ()


def replace_plan(session: Session, fields: Fields) -> Events:
    """Replace the whole plan; everything that has happened must remain in it, with the same name and kind."""
    plan = read_document({"slug": session.plan.slug, **fields})
    if plan.slug != session.plan.slug:
        raise Invalid(Problem("slug", "is the address of this session and cannot change"))
    _require_past_unchanged(session, plan)
    return (e.PlanReplaced(canonical(plan)),) if plan != session.plan else ()


def _require_speaker(session: Session, speaker: str) -> Speaker:
    if (present := session.plan.speaker(speaker)) is None:
        raise NotFound('speaker "{speaker}"', speaker=speaker)
    return present


def _changes_place(items: tuple[Item, ...], id_: str, after: str | None) -> bool:
    """Whether the item would change its place.

    Raises:
        Invalid: it cannot stand behind itself.
    """
    if after == id_:
        raise Invalid(Problem("after", "names the very one that is to be moved"))
    return moved(items, id_, after) != items


def _require_past_unchanged(session: Session, plan: Plan) -> None:
    for segment in session.plan.segments:
        timer = session.timers[segment.id]
        if (timer.spans or timer.discarded) and not _same_happened(segment, plan.segment(segment.id)):
            raise Refused(
                "already_happened", "{title} has already happened and is part of the record.", title=segment.title
            )
    if any(floor_list.requests and plan.segment(id_) is None for id_, floor_list in session.lists.items()):
        raise Refused(
            "already_happened", "An item on whose list requests for the floor are is missing in the new plan."
        )
    if _requesters(session) - {speaker.id for speaker in plan.speakers}:
        raise Refused("already_happened", "A person who has asked for the floor is missing in the new plan.")
    if session.on is not None and plan.segment(session.on) is None:
        raise Refused("has_floor", "The segment that is cued is missing in the new plan.")
    if any(plan.guiding_question(question) is None for question in _discussed(session)):
        raise Refused("already_happened", "A guiding question that was discussed is missing in the new plan.")


def _requesters(session: Session) -> set[str]:
    return {request.speaker for floor_list in session.lists.values() for request in floor_list.requests.values()}


def _discussed(session: Session) -> set[str]:
    """Return the guiding questions that were in focus or have attributed speeches."""
    focused = {focus.question for focus in session.focuses if focus.question is not None}
    return focused.union(*session.attributions.values())


def undo_edit(session: Session) -> Events:
    """Reverse the latest edit by another edit; refused if the removed item has had the floor or the focus since."""
    if not session.edits.done:
        raise Refused("no_edit_to_undo")
    return _reversed(session, session.edits.done[-1].inverse)


def redo_edit(session: Session) -> Events:
    """Repeat the edit that the latest `undo_edit` reversed."""
    if not session.edits.undone:
        raise Refused("no_edit_to_redo")
    return _reversed(session, session.edits.undone[-1].inverse)


def require_unchanged(session: Session, command: Command, seen: int) -> None:
    """Refuse an edit whose fields another person changed after its sender last looked.

    Raises:
        StaleEdit: they changed, and not to the same value.
    """
    match command:
        case EditSegment(id_, fields):
            of = "segment"
        case EditSpeaker(id_, fields):
            of = "speaker"
        case EditGuidingQuestion(id_, fields):
            of = "guiding_question"
        case EditSession(fields):
            of, id_ = "session", ""
        case Translate(language, place, text):
            changed = session.edits.changed_since("translation", language, (place,), seen)
            if changed and translation(session.plan, language, place) != text:
                raise StaleEdit(changed)
            return
        case _:
            return
    if stale := _stale_fields(session, of, id_, fields, seen):
        raise StaleEdit(stale)


# `check` depends on these fields.
_CHECKED_FIELDS = frozenset({"starts_at_ms", "ends_at_ms", "hard_end", "moderator", "categories", "groups"})


def _same_happened(old: Segment, new: Segment | None) -> bool:
    return new is not None and (old.kind, old.speakers) == (new.kind, new.speakers)


def _reversed(session: Session, inverse: Events) -> Events:
    events: list[e.AnyEvent] = []
    for event in inverse:
        match event:
            case e.SegmentRemoved(segment):
                events += remove_segment(session, segment)
            case e.GuidingQuestionRemoved(question):
                events += remove_guiding_question(session, question)
            case e.PlanReplaced(document):
                _require_past_unchanged(session, plan_from(document))
                events.append(event)
            case _:
                events.append(event)
    return tuple(events)


def _stale_fields(session: Session, of: str, id_: str, fields: Fields, seen: int) -> tuple[str, ...]:
    """Return the document names of the fields that changed after `seen` to another value than this edit sets."""
    wanted = flat(read_changes(fields, of, session.plan))
    changed = session.edits.changed_since(of, id_, tuple(wanted), seen)
    if not changed or (now := things(canonical(session.plan)).get((of, id_))) is None:
        return ()
    names = {target: name for name, (target, _) in TABLES[of].items() if name in fields}
    return tuple(names.get(name, name) for name in sorted(changed) if now[name] != wanted[name])


def _changes(session: Session, of: str, fields: Fields) -> dict[str, Any]:
    """Return the changed fields in canonical form; an id never changes."""
    changes = read_changes(fields, of, session.plan)
    if "id" in changes:
        raise Invalid(Problem("id", "cannot change"))
    return changes


def _differing(item: object, typed: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in changes.items() if getattr(item, name) != typed[name]}


def _name_of(plan: Plan, values: Mapping[str, Any]) -> str:
    """Return the name of an untitled segment: its first speaker's name, or else its kind."""
    first = next((speaker for id_ in values.get("speakers", ()) if (speaker := plan.speaker(id_))), None)
    return first.name if first else str(values.get("kind", "presentation")).capitalize()
