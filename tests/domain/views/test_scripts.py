"""Who reads which script; and that no view, report or audit holds a word of one."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from app.domain.messages import commands as c
from app.domain.state.document import canonical
from app.domain.values import Role
from app.domain.views.audit import entries
from app.domain.views.report import report
from app.domain.views.scripts import readable, script_now
from app.domain.views.view import project
from tests.fakes import Scene, minutes, seconds

OWN = "Heliotrope opens."
HERS = "Marigold begins."
HIS = "Saffron follows."


@pytest.fixture
def scene() -> Scene:
    scene = Scene()
    scene.send(c.SetScript("t1", HERS, "p1"), c.SetScript("opening", OWN), c.SetScript("t2", HIS, "p2"))
    return scene


def texts(scene: Scene, role: Role, speaker: str | None = None) -> list[str]:
    return [text["paragraphs"][0].text for text in readable(scene.session, role, speaker)]


@pytest.mark.parametrize("role", Role)
def test_scripts_are_for_moderators_interpreters_and_each_speaker(scene: Scene, role: Role) -> None:
    everything = role in {Role.ORGANISER, Role.MODERATOR, Role.INTERPRETER}
    speakers = role is Role.SPEAKER
    assert texts(scene, role, "p1") == ([OWN, HERS, HIS] if everything else [HERS] if speakers else [])
    assert texts(scene, role) == ([OWN, HERS, HIS] if everything else [])


@pytest.mark.parametrize("role", Role)
def test_no_view_holds_a_word_of_a_script_and_only_the_moderators_has_its_length(scene: Scene, role: Role) -> None:
    view = project(scene.session, role, scene.now, "p1")
    said = json.dumps(view)
    assert not any(word in said for word in ("Heliotrope", "Marigold", "Saffron"))
    runs = role in {Role.ORGANISER, Role.MODERATOR}
    assert ("scripts" in view) == runs
    if runs:
        own = next(script for script in view["scripts"] if script["segment"] == "opening")
        assert own == {
            "segment": "opening",
            "speaker": "",
            "language": "en",
            "count": 2,
            "unit": "words",
            "speaking_ms": 0,
            "over_ms": -minutes(3),
        }


def test_no_record_document_or_audit_holds_a_word_of_a_script(scene: Scene) -> None:
    facts = [
        report(scene.session, scene.now, scene.records),
        canonical(scene.session.plan),
        [asdict(entry) for entry in entries(scene.records)],
    ]
    said = json.dumps(facts, default=str)
    assert "set_script" in said
    assert not any(word in said for word in ("Heliotrope", "Marigold", "Saffron"))


def test_the_text_to_read_follows_the_floor(scene: Scene) -> None:
    intro = "Please welcome her."
    scene.send(c.SetScript("t1", intro))

    def now() -> str | None:
        script = script_now(scene.session, readable(scene.session, Role.MODERATOR))
        return script["paragraphs"][0].text if script else None

    assert now() == OWN
    scene.send(c.OpenSession(), c.Cue("t1"))
    assert now() == intro
    scene.send(c.GiveFloor("t1"))
    assert now() == HERS
    scene.wait(seconds(5)).send(c.Cue("t3"))
    assert now() is None
    scene.send(c.SetScript("t4", "Next, the fourth."))
    assert now() == "Next, the fourth."


def test_after_the_end_the_text_to_read_is_still_the_last_one(scene: Scene) -> None:
    scene.send(c.GiveFloor("t1"), c.CloseSession())
    script = script_now(scene.session, readable(scene.session, Role.MODERATOR))
    assert script is not None
    assert script["place"] == "t1.p1"


def test_a_place_is_named_by_its_segment_and_its_speaker(scene: Scene) -> None:
    places = [text["place"] for text in readable(scene.session, Role.MODERATOR)]
    assert places == ["opening", "t1.p1", "t2.p2"]
