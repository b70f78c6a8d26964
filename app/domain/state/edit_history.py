"""Undo of plan edits: each edit with its inverse, and when each field last changed.

There are two kinds of undo. The moderator's undo of the floor leaves records out of the fold (see `session`). An edit
of the plan is reversed by a further edit instead, because everything after it was decided in view of it:

- Each record that edits the plan is stored here with its inverse, computed from the plan before it (`inverse_of`).
- Records of one command form one step; its inverses are applied from the last to the first.
- `undo_edit` writes the inverse of the latest step as ordinary events and moves the step to the redo list. `redo_edit`
  does the opposite. Any other edit empties the redo list.
- For each field the history remembers the seq of its latest change, so that an edit sent from an older page is refused
  only if the same field changed since (`changed_since`).

See docs/planner.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.domain.messages import events as e
from app.domain.state.document import canonical, canonical_item
from app.domain.state.persistent import PersistentMap
from app.domain.state.rundown import Item, Plan
from app.domain.state.translations import translation

STEPS = 50

Place = tuple[str, str, str]  # kind of item, its id, the canonical name of the field
Inverse = tuple[e.AnyEvent, ...]


@dataclass(frozen=True, slots=True)
class EditStep:
    """A reversible edit: its records, its effects as (event kind, id) pairs, and its inverse."""

    seqs: tuple[int, ...]
    effects: tuple[tuple[str, str], ...]
    inverse: Inverse


@dataclass(frozen=True, slots=True)
class EditHistory:
    """Reversible and reversed edits, newest last. `seq` is that of the latest edit."""

    done: tuple[EditStep, ...] = ()
    undone: tuple[EditStep, ...] = ()
    changed: PersistentMap[Place, int] = field(default_factory=PersistentMap)
    seq: int = 0

    def changed_since(self, of: str, id_: str, names: tuple[str, ...], seen: int) -> tuple[str, ...]:
        """Return the names of the fields that were edited after `seen`.

        Args:
            of: the kind of item, as in `Place`.
            id_: the item.
            names: canonical names of fields of the item.
            seen: a seq of the journal.
        """
        return tuple(name for name in names if self.changed.get((of, id_, name), seen) > seen)


def remember(history: EditHistory, plan: Plan, record: e.Record) -> EditHistory:
    """Return the history after one more record; `plan` is the one before it."""
    if (inverse := inverse_of(plan, record.event)) is None:
        return history
    places = dict.fromkeys(_places(plan, record.event), record.seq)
    marked = replace(history, changed=history.changed.with_entries(places), seq=record.seq)
    step = EditStep((record.seq,), ((record.event.kind, _id_of(record.event)),), (inverse,))
    if record.command == "undo_edit":
        return replace(marked, done=_without(marked.done, record), undone=_with(marked.undone, step, record))
    if record.command == "redo_edit":
        return replace(marked, undone=_without(marked.undone, record), done=_with(marked.done, step, record))
    return replace(marked, done=_with(marked.done, step, record), undone=())


def inverse_of(plan: Plan, event: e.AnyEvent) -> e.AnyEvent | None:  # noqa: PLR0911 - one line for each event
    """Return the event that restores this plan; None if the event is no edit."""
    match event:
        case e.SegmentAdded(segment):
            return e.SegmentRemoved(str(segment["id"]))
        case e.SegmentRemoved(segment):
            return e.SegmentAdded(_item(plan, "segments", segment), _before(plan.segments, segment))
        case e.SegmentMoved(segment):
            return e.SegmentMoved(segment, _before(plan.segments, segment))
        case e.SegmentEdited(segment, changes):
            return e.SegmentEdited(segment, _former(_item(plan, "segments", segment), changes))
        case e.SpeakerAdded(speaker):
            return e.SpeakerRemoved(str(speaker["id"]))
        case e.SpeakerRemoved(speaker):
            return e.SpeakerAdded(_item(plan, "speakers", speaker), _index(plan, "speakers", speaker))
        case e.SpeakerMoved(speaker):
            return e.SpeakerMoved(speaker, _before(plan.speakers, speaker))
        case e.SpeakerEdited(speaker, changes):
            return e.SpeakerEdited(speaker, _former(_item(plan, "speakers", speaker), changes))
        case e.GuidingQuestionAdded(question):
            return e.GuidingQuestionRemoved(str(question["id"]))
        case _:
            return _inverse_of_other(plan, event)


def _inverse_of_other(plan: Plan, event: e.AnyEvent) -> e.AnyEvent | None:
    match event:
        case e.GuidingQuestionRemoved(question):
            item = _item(plan, "guiding_questions", question)
            return e.GuidingQuestionAdded(item, None, _index(plan, "guiding_questions", question))
        case e.GuidingQuestionMoved(question):
            return e.GuidingQuestionMoved(question, _before(plan.guiding_questions, question))
        case e.GuidingQuestionEdited(question, changes):
            return e.GuidingQuestionEdited(question, _former(_item(plan, "guiding_questions", question), changes))
        case e.PresetsSet():
            return e.PresetsSet(tuple(canonical_item(preset) for preset in plan.presets))
        case e.TextTranslated(language, of):
            return e.TextTranslated(language, of, translation(plan, language, of))
        case e.SessionEdited(changes):
            return e.SessionEdited(_former_session(plan, changes))
        case e.PlanReplaced():
            return e.PlanReplaced(canonical(plan))
        case _:
            return None


def _with(steps: tuple[EditStep, ...], step: EditStep, record: e.Record) -> tuple[EditStep, ...]:
    """Add a step; records of one command form one step, reversed from the last to the first."""
    if record.key is not None or not steps or steps[-1].seqs[-1] != record.seq - 1:
        return (*steps, step)[-STEPS:]
    last = steps[-1]
    joined = EditStep(last.seqs + step.seqs, last.effects + step.effects, step.inverse + last.inverse)
    return (*steps[:-1], joined)


def _without(steps: tuple[EditStep, ...], record: e.Record) -> tuple[EditStep, ...]:
    """Remove the latest step at the first record of an undo."""
    return steps[:-1] if record.key is not None else steps


def _item(plan: Plan, name: str, id_: str) -> dict[str, Any]:
    return canonical_item(next(item for item in getattr(plan, name) if item.id == id_))


def _former(item: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: item[name] for name in changes}


def _former_session(plan: Plan, changes: Mapping[str, Any]) -> dict[str, Any]:
    plain = canonical_item(replace(plan, speakers=(), segments=(), guiding_questions=(), presets=()))
    former = _former(plain, changes)
    if isinstance(changed := changes.get("conference"), Mapping):
        former["conference"] = _former(plain["conference"], changed)
    return former


def _index(plan: Plan, name: str, id_: str) -> int:
    ids: list[str] = [item.id for item in getattr(plan, name)]
    return ids.index(id_)


def _before(items: tuple[Item, ...], id_: str) -> str | None:
    at = [item.id for item in items].index(id_)
    return items[at - 1].id if at else None


def _id_of(event: e.AnyEvent) -> str:
    for name in ("segment", "speaker", "question"):
        if (about := getattr(event, name, None)) is not None:
            return str(about["id"] if isinstance(about, Mapping) else about)
    return ""


def _places(plan: Plan, event: e.AnyEvent) -> list[Place]:
    match event:
        case e.SegmentEdited(id_, changes):
            return [("segment", id_, name) for name in changes]
        case e.SpeakerEdited(id_, changes):
            return [("speaker", id_, name) for name in changes]
        case e.GuidingQuestionEdited(id_, changes):
            return [("guiding_question", id_, name) for name in changes]
        case e.SessionEdited(changes):
            return [("session", "", name) for name in flat(changes)]
        case e.TextTranslated(language, of):
            return [("translation", language, of)]
        case e.PlanReplaced(document):
            return _differing(canonical(plan), document)
        case _:
            return []


def flat(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Flatten canonical fields; a conference's fields count separately: two people may edit title and venue."""
    inner = fields.get("conference")
    plain = {name: value for name, value in fields.items() if name != "conference"}
    return {**plain, **{f"conference.{name}": value for name, value in inner.items()}} if inner else plain


def things(document: Mapping[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    """Return every item of a canonical document by kind and id, with its fields; the session itself has no id."""
    lists = {f"{of}s": of for of in ("segment", "speaker", "guiding_question", "preset")}
    items = {(of, str(item["id"])): dict(item) for name, of in lists.items() for item in document.get(name, ())}
    return {**items, ("session", ""): flat({name: value for name, value in document.items() if name not in lists})}


def _differing(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Place]:
    before, after = things(old), things(new)
    both = before.keys() & after.keys()
    return [(*key, name) for key in both for name, value in after[key].items() if before[key].get(name, value) != value]
