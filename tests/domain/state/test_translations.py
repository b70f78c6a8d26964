"""Translations of a plan: their places, what is refused, and the plan as readers of a language read it."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.errors import Invalid, StaleEdit
from app.domain.messages import commands as c
from app.domain.messages import events as e
from app.domain.state.document import canonical, plan_from
from app.domain.state.translations import (
    OF_ITEMS,
    OF_SESSION,
    Progress,
    TextIn,
    document_translations,
    in_language,
    own_text,
    place_of,
    progress,
    translation,
    with_translation,
)
from app.domain.values import LANGUAGES, Role
from tests.fakes import Scene, plan, refusal

IDS = {"segments": "t1", "speakers": "p1", "guiding_questions": "q1", "presets": "m1"}
NOWHERE = ("segments.zz.title", "segments", "nothing.t1.title")
PLACES = [*OF_SESSION, *(f"{items}.{IDS[items]}.{field}" for items, fields in OF_ITEMS.items() for field in fields)]
KNOWN = ", ".join(LANGUAGES)


@pytest.mark.parametrize("of", NOWHERE)
def test_a_place_that_is_not_in_the_plan_has_no_translation(of: str) -> None:
    assert translation(plan(), "fr", of) is None


@pytest.mark.parametrize("of", PLACES)
def test_each_text_is_translated_in_its_place_and_read_there(of: str) -> None:
    scene = Scene(plan(presets=[{"text": "Please address the Chair"}]))
    assert scene.send(c.Translate("zh", of, "  译文 ")) == [e.TextTranslated("zh", of, "译文")]
    plan_ = scene.session.plan
    assert translation(plan_, "zh", of) == "译文"
    assert document_translations(plan_) == {"zh": {of: "译文"}}
    place = place_of(of)
    assert place is not None
    read, original = (in_language(plan_, "zh"), in_language(plan_, "fr"))
    items = [read, *(item for name in OF_ITEMS for item in getattr(read, name))]
    said = [own_text(item, place.field) for item in items if _has(item, place.field, "译文")]
    assert said == ([] if place.items == "presets" else ["译文"])  # a message is said when it is shown
    assert original is plan_
    assert scene.send(c.Translate("zh", of, "译文")) == []
    assert scene.send(c.Translate("zh", of, None)) == [e.TextTranslated("zh", of, None)]
    assert document_translations(scene.session.plan) == {}
    assert scene.send(c.Translate("zh", of, None)) == []


def test_progress_counts_the_translated_texts_of_each_kind_by_language_and_no_names() -> None:
    scene = Scene(plan(2))
    scene.send(
        c.Translate("fr", "guiding_questions.q1.text", "Un"), c.Translate("fr", "guiding_questions.q2.text", "Deux")
    )
    scene.send(c.Translate("ar", "guiding_questions.q2.text", "اثنان"), c.Translate("fr", "speakers.p1.name", "Anne"))
    assert progress(scene.session.plan) == [
        Progress("session", 3, {"ar": 0, "fr": 0}),
        Progress("segments", 5, {"ar": 0, "fr": 0}),
        Progress("guiding_questions", 4, {"ar": 1, "fr": 2}),
    ]


def _has(item: Any, field: str, text: str) -> bool:
    try:
        return own_text(item, field) == text
    except AttributeError:
        return False


@pytest.mark.parametrize(
    ("command", "where", "why"),
    [
        (c.Translate("tlh", "title", "x"), "language", f"is none of the languages {KNOWN}"),
        (c.Translate("", "title", None), "language", f"is none of the languages {KNOWN}"),
        (c.Translate("en", "title", "x"), "language", "is the session's own; edit the text itself"),
        (
            c.Translate("fr", "segments.zz.title", "x"),
            "of",
            "segments.zz.title is no text of this plan that can be translated",
        ),
        (
            c.Translate("fr", "segments.t1.kind", None),
            "of",
            "segments.t1.kind is no text of this plan that can be translated",
        ),
        (c.Translate("fr", "title", "<b>Titre</b>"), "text", "has markup; write it as plain text"),
        (
            c.Translate("fr", "title", "Titre \u202eerTit"),
            "text",
            "has invisible characters that turn the direction of text; leave them out",
        ),
        (c.Translate("fr", "title", "x" * 301), "text", "has 301 characters; it needs 1 to 300"),
        (c.Translate("fr", "notice", " \u200b"), "text", "is empty; leave it out instead"),
    ],
)
def test_what_cannot_be_a_translation_is_refused_in_a_sentence(command: c.Translate, where: str, why: str) -> None:
    with pytest.raises(Invalid) as refused:
        Scene(plan(language="en")).send(command)
    assert [(problem.where, problem.what) for problem in refused.value.problems] == [(where, why)]


@pytest.mark.parametrize(
    ("translations", "problems"),
    [
        ([], [("translations", "is an object of languages, each with texts by their place")]),
        ({"fr": "x"}, [("translations", "is an object of languages, each with texts by their place")]),
        ({"tlh": {"title": "x"}}, [("translations.tlh.title", f"is none of the languages {KNOWN}")]),
        (
            {"fr": {"segments.zz.title": "x", "title": 5, "notice": "<i>"}},
            [
                ("translations.fr.segments.zz.title", "is no text of this plan that can be translated"),
                ("translations.fr.title", "is a text"),
                ("translations.fr.notice", "has markup; write it as plain text"),
            ],
        ),
    ],
)
def test_a_document_with_wrong_translations_is_refused_by_place(
    translations: object, problems: list[tuple[str, str]]
) -> None:
    with pytest.raises(Invalid) as refused:
        plan(translations=translations)
    assert [(problem.where, problem.what) for problem in refused.value.problems] == problems


def test_a_text_without_a_translation_knows_its_own_language_and_a_name_has_none() -> None:
    made = plan(language="en", translations={"fr": {"segments.t1.title": "Premier exposé"}})
    read = in_language(made, "fr")
    first, second = read.segments[1], read.segments[2]
    assert (first.title, second.title) == ("Premier exposé", "Talk 2")
    assert isinstance(first.title, TextIn)
    assert isinstance(second.title, TextIn)
    assert (first.title.own, first.title.language, second.title.language) == ("Talk 1", "", "en")
    assert not isinstance(read.speakers[0].name, TextIn)
    assert in_language(made, "en") is made


def test_an_item_is_removed_and_restored_with_its_translations() -> None:
    scene = Scene()
    scene.send(c.Translate("fr", "segments.t1.title", "Exposé"), c.Translate("ar", "segments.t1.title", "كلمة"))
    before = scene.session.plan
    scene.send(c.RemoveSegment("t1"))
    assert document_translations(scene.session.plan) == {}
    scene.send(c.UndoEdit())
    assert scene.session.plan == before
    assert plan_from(canonical(before)) == before
    assert with_translation(before, "fr", "segments.gone.title", "x") is before


def test_two_people_who_translate_the_same_text_do_not_overwrite_each_other() -> None:
    scene = Scene()
    seen = scene.session.seq
    scene.send(c.Translate("fr", "title", "Un"), c.Translate("fr", "notice", "Avis"))
    scene.send(c.Translate("ar", "title", "واحد"), c.Translate("fr", "title", "Un"), seen=seen)
    with pytest.raises(StaleEdit) as refused:
        scene.send(c.Translate("fr", "title", "Deux"), seen=seen)
    assert refused.value.fields == ("title",)
    assert refusal(scene, c.Translate("fr", "title", "x"), role=Role.DESK) == "forbidden"
