"""The list of speakers in the planner: settings, categories and groups as people type them; nothing else is lost."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.errors import Invalid
from app.domain.state.rundown import Plan
from app.web.planner.fields import TABLES, read, shown, thing_of
from app.web.planner.lists import typed_categories, typed_groups
from tests.domain.debate import debate_plan
from tests.sites import Site
from tests.web.planner.test_page import PLAN, form_of, post, segment, view


def typed(plan: Plan, **form: str) -> Any:
    """The list of the debate as the document has it, after these fields were changed."""
    return read(plan, "segment", {"id": "debate", **form}, set(form))["list"]


def test_what_was_not_typed_stays() -> None:
    rules = ["rank", "alternate_groups", "first_time_first", "lot"]
    plan = debate_plan({"rules": rules, "slots": {"statement": "3:00", "reply": "1:00"}, "kinds": ["statement"]})
    settings = typed(plan, rule2="")
    assert settings["rules"] == ["rank", "first_time_first", "lot"]
    assert settings["slots_ms"] == {"statement": 180_000, "reply": 60_000}
    assert settings["kinds"] == ["statement"]
    assert typed(plan, statement="")["slots"] == {"reply": "1:00"}
    assert typed(plan, rule1="lot", rule2="", rule3="")["rules"] == ["lot"]


def test_a_pool_takes_the_place_of_a_time_for_each_statement() -> None:
    settings = typed(debate_plan({"slots": {"statement": "3:00"}}), statement="", pool="30:00", least="1:30")
    assert (settings["slots"], settings["pool"], settings["least"]) == ({}, "30:00", "1:30")


@pytest.mark.parametrize(
    ("form", "where"),
    [
        ({"pool": "30:00", "statement": "3:00"}, "pool"),
        ({"least": "long"}, "least"),
        ({"least": "9:00"}, "pool"),
        ({"rule1": "rank", "rule2": "rank"}, "rule1"),
        ({"rule1": "lot", "rule2": "rank"}, "rule1"),
        ({"statement": "short"}, "statement"),
        ({"come_forward": "few"}, "come_forward"),
        ({"shows": "faces"}, "shows"),
    ],
)
def test_a_problem_is_about_the_field_in_which_it_was_typed(form: dict[str, str], where: str) -> None:
    with pytest.raises(Invalid) as refused:
        typed(debate_plan(), **form)
    fields = [problem.where.partition(".")[0] for problem in refused.value.problems]
    assert fields == [where]
    assert where in TABLES["segment"]


def test_a_segment_without_a_list_shows_nothing_of_one() -> None:
    plan = debate_plan()
    opening = thing_of(plan, "segment", "opening")
    assert opening is not None
    assert {shown(plan, opening, TABLES["segment"][name]) for name in ("rule1", "statement", "pool", "least")} == {""}


def test_categories_and_groups_keep_their_ids_by_title_or_by_place() -> None:
    plan = debate_plan()
    assert typed_categories(plan, "Envoys; 3\nMembers\n") == [
        {"id": "ministers", "title": "Envoys", "rank": 3},
        {"id": "members", "title": "Members", "rank": 2},
    ]
    assert typed_groups(plan, "Latin\nafrica; 10:00\n\nAsia\nWEOG") == [
        {"id": "latin", "title": "Latin", "budget": None},
        {"id": "africa", "title": "africa", "budget": "10:00"},
        {"id": "asia", "title": "Asia", "budget": None},
        {"id": "g1", "title": "WEOG", "budget": None},
    ]


def test_one_that_a_speaker_is_in_is_not_lost() -> None:
    with pytest.raises(Invalid, match="categories: Members is still the category of Fiji"):
        typed_categories(debate_plan(), "Ministers; 1")
    with pytest.raises(Invalid, match="groups: Asia is still the group of Fiji"):
        typed_groups(debate_plan(), "Africa\nLatin")


@pytest.mark.parametrize(
    ("name", "text"), [("categories", "Ministers; first"), ("groups", "Africa; long"), ("categories", "; 1")]
)
def test_a_line_that_cannot_be_read_is_named_beside_its_field(site: Site, name: str, text: str) -> None:
    before = view(site)["seq"]
    answer = post(site, of="session", id="all", **{name: text})
    assert answer.status_code == 422
    assert f'aria-describedby="session-all-{name}-problem"' in answer.text
    assert form_of(answer.text, "session", "all")[name] == text
    assert view(site)["seq"] == before


def test_a_list_is_set_up_without_a_script(site: Site) -> None:
    assert (
        post(site, of="session", id="all", categories="Ministers; 1\nMembers; 2", groups="Asia; 5").status_code == 303
    )
    assert post(site, of="speaker", id="p1", category="members", group="Asia", language="fr").status_code == 303
    assert post(site, of="segment", id="s2", kind="interventions").status_code == 303
    form = form_of(site.call("GET", PLAN, "organiser").text, "segment", "s2")
    assert (form["rule1"], form["most"], form["shows"], form["come_forward"]) == ("", "5:00", "names", "2")
    assert (
        post(site, **{**form, "rule1": "rank", "rule2": "lot", "pool": "20:00", "shows": "numbers"}).status_code == 303
    )
    assert post(site, of="speaker", id="p1", category="Kings").status_code == 422
    speaker = next(one for one in view(site)["speakers"] if one["id"] == "p1")
    assert (speaker["category"], speaker["group"]) == ("c2", "g1")
    page = site.call("GET", PLAN, "organiser").text
    kept = form_of(page, "segment", "s2")
    assert [kept[name] for name in ("rule1", "rule2", "rule3", "pool", "shows")] == [
        "rank",
        "lot",
        "",
        "20:00",
        "numbers",
    ]
    assert form_of(page, "speaker", "p1")["category"] == "Members"
    assert form_of(page, "session", "all")["groups"] == "Asia; 5:00"
    assert "rule1" not in form_of(page, "segment", "s1")
    assert segment(site, "s2")["kind"] == "interventions"


def test_settings_of_a_list_that_another_person_changed_are_not_overwritten(site: Site) -> None:
    site.send("edit_segment", "organiser", segment="s2", kind="interventions")
    form = form_of(site.call("GET", PLAN, "organiser").text, "segment", "s2")
    site.send("edit_segment", "organiser", segment="s2", list={"rules": ["lot"]})
    answer = post(site, **{**form, "rule1": "rank"})
    assert answer.status_code == 409
    assert 'aria-describedby="segment-s2-rule1-problem"' in answer.text
    assert form_of(answer.text, "segment", "s2")["rule1"] == "rank"
