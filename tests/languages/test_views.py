"""A session in one language: its plan is translated once for each plan, and not for other changes."""

from __future__ import annotations

from app.domain.messages import commands as c
from app.domain.values import Role
from app.languages.views import report_in, view_in
from app.languages.words import words_in
from tests.fakes import Scene, plan

FRENCH = words_in("fr")


def test_a_view_and_a_report_are_in_the_language_asked_for() -> None:
    scene = Scene(plan(language="en", translations={"fr": {"title": "S\u00e9ance", "speakers.p1.name": "Mme Un"}}))
    scene.send(c.OpenSession(), c.GiveFloor("t1"), c.ShowMessage(preset="thank_you"), c.ShowMessage("As typed"))
    view = view_in(FRENCH, scene.session, Role.MODERATOR, scene.now)
    assert (view["title"], view["speakers"][1]["name"], view["language"]) == ("S\u00e9ance", "Mme Un", "en")
    assert [message["text"] for message in view["messages"]] == ["As typed", "Merci"]
    told = report_in(FRENCH, scene.session, scene.now)
    assert (told["title"], [message["text"] for message in told["messages"]]) == ("S\u00e9ance", ["Merci", "As typed"])
    assert view_in(words_in("en"), scene.session, Role.MODERATOR, scene.now) == scene.view()


def test_a_plan_is_translated_once_and_again_when_it_changes() -> None:
    scene = Scene(plan(translations={"fr": {"title": "S\u00e9ance"}}))

    def title() -> str:
        return view_in(FRENCH, scene.session, Role.VIEWER, scene.now)["title"]

    first = title()
    scene.send(c.OpenSession())
    assert title() is first
    scene.send(c.Translate("fr", "title", "Autre s\u00e9ance"))
    assert title() == "Autre s\u00e9ance"
    scene.send(c.Translate("fr", "title", None))
    assert title() == "Session V"
