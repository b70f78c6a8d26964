"""The planner's page of a session: its plan as inputs, the actions of each row, and whether the plan fits."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.domain.derived.fit import Fit
from app.domain.state.rundown import Plan, Segment, capacity, planned_starts
from app.domain.state.session import Session
from app.domain.state.timer import HAS_FLOOR
from app.domain.state.translations import progress
from app.domain.values import (
    LANGUAGES,
    MINUTE,
    OF_SPEAKER,
    AtZero,
    CueMode,
    FloorPolicy,
    ListRule,
    ListShown,
    Role,
    SegmentKind,
    StartMode,
    elapsed_text,
)
from app.domain.views.scripts import readable
from app.web.planner.fields import TABLES, Thing, shown, thing_of
from app.web.planner.lists import RULES

CHOICES: Mapping[str, tuple[str, ...]] = {
    "kind": tuple(SegmentKind),
    "language": ("", *LANGUAGES),
    "stage_language": ("", OF_SPEAKER, *LANGUAGES),
    "start": tuple(StartMode),
    "at_zero": tuple(AtZero),
    "cue_mode": tuple(CueMode),
    "floor_policy": tuple(FloorPolicy),
    **dict.fromkeys(RULES, ("", *(rule for rule in ListRule if rule is not ListRule.FIRST_COME))),
    "shows": tuple(ListShown),
}
# The field that names an item, and the planner's word for each kind of item.
_CALLED = {"segment": "title", "speaker": "name", "guiding_question": "text"}
_OF = {"guiding_question": "question"}


@dataclass(frozen=True, slots=True)
class Attempt:
    """Texts that an organiser typed and the server refused, shown again with the problem of each field."""

    of: str
    id: str
    form: Mapping[str, str]
    problems: Mapping[str, str]
    sentence: str
    theirs: Mapping[str, str] = field(default_factory=dict)  # the value that another person set meanwhile


@dataclass(frozen=True, slots=True)
class Box:
    """One input as drawn."""

    id: str
    name: str
    type: str
    value: str
    most: int
    choices: tuple[str, ...] = ()
    problem: str = ""
    hint: bool = False  # nothing is there yet, so the label is shown inside


@dataclass(frozen=True, slots=True)
class PlannerPage:
    """The plan as inputs. `whole`: the page is sent whole, and its forms contain the plan shown and a key."""

    session: Session
    whole: bool = True
    attempt: Attempt | None = None
    key: str = field(default_factory=lambda: secrets.token_hex(8))

    @property
    def plan(self) -> Plan:
        return self.session.plan

    @property
    def facts(self) -> dict[str, Any]:
        """Everything that the templates show besides the inputs."""
        fits = capacity(self.plan)
        return {
            "planned_ms": fits.planned_ms,
            "handovers_ms": fits.handovers_ms,
            "scheduled_ms": fits.scheduled_ms,
            "spare_ms": fits.spare_ms,
            "starts": planned_starts(self.plan),
            "states": {id_: str(timer.state) for id_, timer in self.session.timers.items()},
            "kept": {s.id for s in self.plan.segments if self._is_kept(s)},
            "in_use": {id_ for s in self.plan.segments for id_ in s.speakers} | {self.plan.moderator},
            "undo": self._latest_edit(),
            "may_redo": bool(self.session.edits.undone),
            "discussed": {focus.question for focus in self.session.focuses},
            "script_fits": self._script_fits(),
            "translated": progress(self.plan),
        }

    def box(self, of: str, thing: Thing | None, name: str) -> Box:
        """Return the input for one field of an item, or of a new one."""
        id_ = "new" if thing is None else getattr(thing, "id", "all")
        spec = TABLES[of][name]
        value = self._default(of, name) if thing is None else shown(self.plan, thing, spec)
        problem = ""
        if (tried := self.attempt) is not None and (tried.of, tried.id) == (of, id_):
            value, problem = tried.form.get(name, value), tried.problems.get(name, "")
        kind = "choice" if spec.type == "rule" else spec.type.removesuffix("?")
        return Box(f"{of}-{id_}-{name}", name, kind, value, spec.most, CHOICES.get(name, ()), problem, thing is None)

    def sentence(self, of: str, id_: str) -> str:
        """Return why the latest attempt at this item was refused; empty for other items."""
        tried = self.attempt
        return tried.sentence if tried is not None and (tried.of, tried.id) == (of, id_) else ""

    def _script_fits(self) -> dict[str, tuple[Fit, ...]]:
        """Return how the texts to be read aloud in each segment fit its time, without a word of them."""
        fits: dict[str, tuple[Fit, ...]] = {segment.id: () for segment in self.plan.segments}
        for text in readable(self.session, Role.ORGANISER):
            fits[text["segment"]] += (text["fit"],)
        return fits

    def _latest_edit(self) -> tuple[str, str] | None:
        """Return what undo reverses: the kind of the event, and the name of its item."""
        if not self.session.edits.done:
            return None
        step = self.session.edits.done[-1]
        kind, id_ = step.effects[-1]
        of = kind.rpartition("_")[0]
        thing = thing_of(self.plan, _OF.get(of, of), id_) if of in _CALLED else None
        if thing is not None:
            return kind, str(getattr(thing, _CALLED[of]))
        removed = getattr(step.inverse[0], _OF.get(of, of), None)
        return kind, str(removed[_CALLED[of]]) if isinstance(removed, Mapping) else ""

    def _is_kept(self, segment: Segment) -> bool:
        """Whether it has happened or is in progress, and so stays in the record."""
        timer = self.session.timers[segment.id]
        return timer.state in HAS_FLOOR or bool(timer.spans) or bool(timer.discarded)

    def _default(self, of: str, name: str) -> str:
        if (of, name) == ("segment", "kind"):
            return SegmentKind.PRESENTATION
        if (of, name) == ("segment", "planned"):
            talks = [s.planned_ms for s in self.plan.segments if s.kind is SegmentKind.PRESENTATION]
            return elapsed_text(talks[-1] if talks else 5 * MINUTE)
        return ""
