"""Scripts: set as a whole, limited, and removed without a trace of their words."""

from __future__ import annotations

import pytest

from app.domain.errors import Forbidden, Invalid, NotFound
from app.domain.messages import commands as c
from app.domain.rules.scripts import LONGEST_SCRIPT, MOST_LINES, MOST_TOGETHER
from app.domain.state.scripts import StoredScript
from app.domain.values import Role
from tests.fakes import Scene


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_a_script_is_cleaned_line_by_line_and_counted(scene: Scene) -> None:
    scene.send(c.SetScript("opening", " Dear   friends,\r\n\r\nwelcome.\u202e \n", kept=True))
    expected = StoredScript("en", 3, 20, True, "Dear friends,\n\nwelcome.", scene.session.seq)
    assert scene.session.scripts == {("opening", ""): expected}


def test_a_script_and_a_statement_of_one_segment_are_two(scene: Scene) -> None:
    scene.send(c.SetScript("t1", "Please welcome her."), c.SetScript("t1", "Thank you.", "p1", "fr"))
    assert [(place, script.language) for place, script in scene.session.scripts.items()] == [
        (("t1", ""), "en"),
        (("t1", "p1"), "fr"),
    ]


def test_the_same_text_again_changes_nothing_and_no_text_removes_it(scene: Scene) -> None:
    scene.send(c.SetScript("opening", "Hello."))
    assert scene.send(c.SetScript("opening", "Hello. ")) == []
    assert len(scene.send(c.SetScript("opening", "Hello.", kept=True))) == 1
    scene.send(c.SetScript("opening", " \n"))
    assert scene.session.scripts == {}
    assert scene.send(c.SetScript("opening", "")) == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a" * (LONGEST_SCRIPT + 1), "40,001 characters"),
        ("\n".join("a" * (MOST_LINES + 1)), "2,001 lines"),
        ("a\n" + "b" * 20_001, "line 2"),
    ],
)
def test_a_text_beyond_a_limit_is_refused_whole(scene: Scene, text: str, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        scene.send(c.SetScript("opening", text))
    assert scene.session.scripts == {}


LONGEST = "a" * 20_000 + "\n" + "a" * 19_999


@pytest.mark.parametrize("text", [LONGEST, "\n".join("a" * MOST_LINES)])
def test_a_text_may_be_as_long_as_its_limits_say(scene: Scene, text: str) -> None:
    assert len(LONGEST) == LONGEST_SCRIPT
    scene.send(c.SetScript("opening", text))
    assert scene.session.scripts[("opening", "")].text == text


def test_all_texts_together_have_a_limit(scene: Scene) -> None:
    speakers = [f"p{n}" for n in range(1, 7)]
    scene.send(*(c.SetScript("discussion", LONGEST, who) for who in speakers))
    scene.send(*(c.SetScript(f"t{n}", LONGEST) for n in range(1, 5)))
    assert sum(len(script.text) for script in scene.session.scripts.values()) == MOST_TOGETHER
    with pytest.raises(Invalid, match="all texts"):
        scene.send(c.SetScript("t5", "a"))
    # A text is not counted beside the one that it replaces.
    scene.send(c.SetScript("t4", LONGEST.replace("a", "b")), c.SetScript("t4", ""), c.SetScript("t5", LONGEST))


def test_a_text_whose_language_changes_is_another_text(scene: Scene) -> None:
    scene.send(c.SetScript("opening", "Restaurant"))
    assert len(scene.send(c.SetScript("opening", "Restaurant", language="fr"))) == 1
    assert scene.session.scripts[("opening", "")].language == "fr"


def test_a_script_needs_a_segment_a_speaker_of_it_and_a_language(scene: Scene) -> None:
    with pytest.raises(NotFound, match='segment "gone"'):
        scene.send(c.SetScript("gone", "Hello."))
    with pytest.raises(NotFound, match='speaker "p2"'):
        scene.send(c.SetScript("t1", "Hello.", "p2"))
    with pytest.raises(Invalid, match="language code"):
        scene.send(c.SetScript("t1", "Hello.", language="English"))


@pytest.mark.parametrize("role", [Role.DESK, Role.STAGE, Role.SPEAKER, Role.INTERPRETER, Role.VIEWER])
def test_only_those_who_run_the_session_set_scripts(scene: Scene, role: Role) -> None:
    with pytest.raises(Forbidden):
        scene.send(c.SetScript("opening", "Hello."), role=role)
