"""Words of the facts that the audit compares: each has a name, and each coded value its words."""

from __future__ import annotations

from dataclasses import fields

from app.domain.state import questions, rundown, session
from app.domain.state.crew import stage
from app.domain.values import FloorPolicy
from app.domain.views.audit import Change, entries
from app.languages.words import ENGLISH, words_in
from app.web.words.facts import FactWords
from tests.domain.eventful import eventful
from tests.fakes import Scene, plan

COMPARED = (
    *(rundown.Plan, rundown.Conference, rundown.Category, rundown.Group, rundown.ListSettings, rundown.Speaker),
    *(rundown.Reference, rundown.Segment, rundown.GuidingQuestion, rundown.Preset, questions.Question),
    *(questions.Answer, session.Note, session.Correction, session.InterruptionInProgress, stage.Stage),
    *(stage.StageMessage, stage.SentCue),
)
# The audit leaves these out.
UNTOLD = {"version", "before", "place"}


def changes_of(scene: Scene) -> list[Change]:
    return [change for entry in entries(scene.records) for change in entry.changes]


def test_each_fact_that_is_compared_has_a_name_that_can_be_translated() -> None:
    said, changes = FactWords(words_in("en-XA"), plan()), changes_of(eventful())
    names = {field.name for kind in COMPARED for field in fields(kind)} - UNTOLD
    tops = {change.where.split(".")[0] for change in changes}
    assert {"clocks", "coverage", "questions"} <= tops
    of_clocks = {change.where.split(".")[-1] for change in changes if change.where.startswith("clocks.")}
    assert sorted(name for name in names | tops | of_clocks if not said.place(name).startswith("⟦")) == []


def test_the_way_to_a_fact_is_said_with_the_names_of_its_parts() -> None:
    said = FactWords(words_in("fr"), plan())
    assert said.place("clocks.t1.state") == "Horloges › Talk 1 › État"
    assert said.place("plan.speakers.p1.title").endswith(" › Fonction")
    assert said.place("plan.segments.t1.title").endswith(" › Titre")
    assert said.place("plan.translations.ar.title") == "Plan › Traductions › arabe › Titre"
    assert said.place("plan.segments (order)") == "Plan › Séquences › Ordre"


def test_values_are_said_in_the_readers_language() -> None:
    said = FactWords(words_in("fr"), plan())
    assert said.value("plan.floor_policy", FloorPolicy.MODERATED) == "affichées après examen"
    assert said.value("clocks.t1.state", "finished") == "terminé"
    assert said.value("plan.speakers.p1.country", "KE") == "Kenya"
    assert said.value("plan.language", "ar") == "arabe"
    assert said.value("queue", []) == "rien"
    assert said.value("interruption.reason", "technical") == "Problème technique"


def test_numbers_are_times_where_they_are_and_parts_stand_by_their_names() -> None:
    said = FactWords(ENGLISH, plan())
    assert said.value("plan.cues", [60_000, 0, -30_000]) == "1:00, 0:00, -0:30"
    assert said.value("plan.segments.t1.list_settings.slots_ms", {"reply": 120_000}) == "Right of reply: 2:00"
    assert said.value("plan.speakers.p9", {"name": "Ada", "title": "Chair"}) == "Name: Ada, Function: Chair"
    assert said.value("plan.most_questions", 1_000) == "1,000"
    assert said.value("on", "t1") == "Talk 1"
