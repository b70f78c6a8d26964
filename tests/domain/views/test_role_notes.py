"""Notes by role: each reaches its readers, and no other view has a word of it."""

from __future__ import annotations

import json

import pytest

from app.domain.values import Role
from app.domain.views.view import project
from tests.fakes import Scene, document, plan

WORDS = {"moderator": "Heliotrope", "crew": "Marigold", "interpreters": "Larkspur"}
READERS = {
    Role.ORGANISER: "moderator",
    Role.MODERATOR: "moderator",
    Role.CREW: "crew",
    Role.INTERPRETER: "interpreters",
}


@pytest.fixture(scope="module")
def scene() -> Scene:
    fields = document()
    for item in (fields["segments"][1], fields["speakers"][1]):
        item |= {f"notes_{role}": f"{word} 1\n{word} 2" for role, word in WORDS.items()}
    fields["speakers"][1] |= {"microphone": "Headset 2"}
    return Scene(plan(**fields))


@pytest.mark.parametrize("role", list(Role))
def test_a_role_reads_its_own_notes_and_no_others(scene: Scene, role: Role) -> None:
    view = project(scene.session, role, scene.now, "p1")
    told = json.dumps(view)
    assert {who for who, word in WORDS.items() if word in told} == ({READERS[role]} if role in READERS else set())
    notes = [item.get("note", "").partition(" ")[0] for item in (view["segments"][1], view["speakers"][1])]
    assert notes == [WORDS[READERS[role]]] * 2 if role in READERS else notes == ["", ""]


@pytest.mark.parametrize("role", list(Role))
def test_the_microphone_is_for_those_who_get_people_ready(scene: Scene, role: Role) -> None:
    told = json.dumps(project(scene.session, role, scene.now, "p1"))
    assert ("Headset 2" in told) == (role in {Role.ORGANISER, Role.MODERATOR, Role.DESK, Role.CREW})
