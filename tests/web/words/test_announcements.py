"""Announcements: the sentences that a screen reader says of a whole session, in each language, and no counter."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from app.domain.messages import commands as c
from app.domain.values import FloorPolicy, Interruption, RequestKind, Role
from app.domain.views.shapes import View
from app.domain.views.view import project
from app.languages.languages import LANGUAGES
from app.languages.words import words_in
from app.web.words.announcements import AnnouncementWords
from tests.domain.debate import Debate
from tests.fakes import Scene, minutes, seconds

WHOLE_SESSION: tuple[c.AnyCommand, ...] = (
    c.OpenSession(),
    c.Advance(),
    c.Advance(),
    c.Advance(),
    c.Advance(),
    c.FocusQuestion("q1"),
    c.PauseClock(),
    c.ResumeClock(),
    c.Interrupt(Interruption.POINT_OF_ORDER),
    c.EndInterruption(),
    c.Ask(text="When?", identity="anonymous", name="", id="question-1"),
    c.ApproveQuestion("question-1"),
    c.PutQuestionOn("question-1"),
    c.GrantTime(seconds(30)),
    c.Advance(),
    c.CloseSession(),
)


def views(role: Role = Role.VIEWER) -> Iterator[View]:
    """What a role is shown before the session and after each step of it."""
    scene = Scene()
    scene.send(c.SetFloorPolicy(FloorPolicy.MODERATED))
    yield scene.view(role)
    for command in WHOLE_SESSION:
        asks = isinstance(command, c.Ask)
        scene.wait(seconds(20)).send(command, role=Role.VIEWER if asks else Role.MODERATOR, author="ada")
        yield scene.view(role)


def heard(language: str, page: str = "viewer", role: Role = Role.VIEWER) -> list[str]:
    """What is said, as the page's script says it: of each change the first sentence."""
    said, before, words = list[str](), dict[str, str](), AnnouncementWords(words_in(language))
    for view in views(role):
        facts = words.now(view, page)
        changed = [fact.sentence for fact in facts if before and before[fact.about] != fact.key]
        before = {fact.about: fact.key for fact in facts}
        said += [sentence for sentence in changed if sentence][:1]
    return said


def test_a_session_is_understood_from_what_is_said_of_it() -> None:
    assert heard("en") == [
        "The session has begun.",
        "Next: Opening.",
        "Now: Opening.",
        "Next to speak: Panellist 1.",
        "Panellist 1 has the floor.",
        "The guiding question now: Question 1?",
        "The clock is paused.",
        "Panellist 1 has the floor.",
        "The session is interrupted by a point of order.",
        "Panellist 1 has the floor.",
        "The question now: When?",
        "Next to speak: Panellist 2.",
        "The session is closed.",
    ]


def test_a_session_is_understood_in_arabic() -> None:
    assert heard("ar") == [
        "بدأت الجلسة.",
        "التالي: Opening.",
        "الآن: Opening.",
        "المتكلم التالي: Panellist 1.",
        "المتكلم الآن: Panellist 1.",
        "السؤال التوجيهي الآن: Question 1?",
        "الساعة متوقفة مؤقتاً.",
        "المتكلم الآن: Panellist 1.",
        "الجلسة متوقفة بسبب نقطة نظام.",
        "المتكلم الآن: Panellist 1.",
        "السؤال المطروح الآن: When?",
        "المتكلم التالي: Panellist 2.",
        "رُفعت الجلسة.",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_says_as_much_and_no_counter(language: str) -> None:
    said = heard(language)
    phases = AnnouncementWords(words_in(language)).phases()
    assert len(said) == len(heard("en"))
    assert not re.search(r"\d:\d\d", " ".join([*said, *phases.values()]))
    assert all(sentence.endswith((".", "。", "?")) for sentence in (*said, *phases.values()))
    if language != "en":
        assert not {*said, *phases.values()} & {*heard("en"), *AnnouncementWords(words_in("en")).phases().values()}


def test_speakers_hear_of_themselves() -> None:
    scene, words = (
        Scene.after(c.OpenSession(), c.Advance(), c.Advance(), c.Advance()),
        AnnouncementWords(words_in("en")),
    )
    cued = project(scene.session, Role.SPEAKER, scene.now, "p1")
    assert words.now(cued, "speaker")[0].sentence == "You are next to speak."
    scene.send(c.Advance())
    speaks = project(scene.session, Role.SPEAKER, scene.now, "p1")
    assert words.now(speaks, "speaker")[0].sentence == "You have the floor."
    waits = project(scene.session, Role.SPEAKER, scene.now, "p2")
    assert words.now(waits, "speaker")[0].sentence == "Panellist 1 has the floor."


def test_a_point_of_order_is_said_with_its_speaker() -> None:
    debate, words = Debate(), AnnouncementWords(words_in("en"))
    debate.send(c.RequestFloor(speaker="peru"), c.GiveFloor("debate"), c.Advance())
    debate.send(c.RequestFloor(kind=RequestKind.POINT_OF_ORDER, speaker="chad"))
    seen_by = {who: project(debate.session, Role.SPEAKER, debate.now, who) for who in ("chad", "peru")}
    said = {who: words.now(view, "speaker")[0].sentence for who, view in seen_by.items()}
    assert said["chad"] == "You have the floor for a point of order."
    assert said["peru"] == "Chad has the floor for a point of order."


def test_a_dark_stage_says_nothing_else() -> None:
    scene = Scene.after(c.OpenSession(), c.Advance(), c.Blackout(True))
    facts = AnnouncementWords(words_in("en")).now(scene.view(Role.STAGE), "stage")
    assert [fact.sentence for fact in facts] == ["The screen is dark."]


def test_nothing_is_new_while_nothing_has_changed() -> None:
    scene = Scene.after(c.OpenSession(), c.Advance(), c.Advance())
    words = AnnouncementWords(words_in("en"))
    before = words.now(scene.view(Role.VIEWER), "viewer")
    assert words.now(scene.wait(minutes(30)).view(Role.VIEWER), "viewer") == before
