"""The list of speakers in words, and what the console shows of it."""

from __future__ import annotations

import pytest

from app.domain.messages import commands as c
from app.domain.values import MINUTE, ReadinessLevel, RequestKind, Role
from app.domain.views.lists import waiting_on_floor
from app.domain.views.view import project
from app.languages.words import ENGLISH, words_in
from app.web.words.common import SessionWords
from app.web.words.lists import ListWords, list_at_hand
from tests.domain.debate import Debate

WORDS = ListWords(ENGLISH)


def primary(debate: Debate) -> str:
    return SessionWords(ENGLISH).primary(debate.view()).label


def test_the_big_key_says_what_it_does_with_the_list() -> None:
    debate = Debate()
    debate.ask("chad", "peru")
    debate.send(c.OpenSession(), c.Cue("debate"))
    said = [primary(debate)]
    for _ in range(5):
        debate.send(c.Advance())
        debate.wait(MINUTE)
        said.append(primary(debate))
    assert said == [
        "Give the floor: Debate",
        "Give the floor: Chad",
        "End, next: Peru",
        "Give the floor: Peru",
        "End the speech",
        "End, next: Closing",
    ]
    debate.ask("fiji")
    assert primary(debate) == "Introduce: Fiji"


def test_a_held_speech_is_resumed_by_name() -> None:
    debate = Debate()
    debate.ask("chad")
    debate.begin()
    debate.send(c.Advance(), c.PauseClock())
    assert primary(debate) == "Resume: Chad"
    debate.send(c.ResumeClock())
    debate.ask("peru", kind=RequestKind.POINT_OF_ORDER)
    assert primary(debate) == "Resume: Chad"


@pytest.mark.parametrize(
    ("level", "step"),
    [
        ("unknown", ("arrived", "Is here")),
        ("confirmed", ("arrived", "Is here")),
        ("arrived", ("checked", "Microphone checked")),
    ],
)
def test_of_a_person_who_is_not_ready_the_next_step_is_said(level: str, step: tuple[str, str]) -> None:
    assert WORDS.next_level(level) == step


def test_states_kinds_and_readiness_have_names() -> None:
    assert [WORDS.state(state) for state in ("closed", "open", "cut_off")] == ["closed", "open", "cut off"]
    assert [WORDS.kind(kind) for kind in RequestKind] == [
        "Statement",
        "Right of reply",
        "Question",
        "Point of order",
        "Answer",
    ]
    assert [bool(WORDS.ready(level)) for level in ReadinessLevel] == [False, True, True, True, True, True]


def test_the_cut_off_says_what_is_needed_and_what_is_left() -> None:
    debate = Debate({"slots": {"statement": "10:00"}})
    debate.ask("chad", "peru")
    assert WORDS.fit(debate.list_view()) == "\u20662 × 10:00 = 20:00\u2069 needed, 30:00 left: all fit."
    debate.ask("fiji", "togo")
    assert WORDS.fit(debate.list_view()) == "\u20664 × 10:00 = 40:00\u2069 needed, 30:00 left: not all fit."
    debate.ask("iran", kind=RequestKind.QUESTION)
    assert WORDS.fit(debate.list_view()) == "41:00 needed, 30:00 left: not all fit."
    assert words_in("fr")("closed") != "closed"


def test_a_pool_that_is_too_small_says_by_how_much() -> None:
    debate = Debate({"pool": "3:00", "least": "1:00", "most": "2:00"})
    debate.ask("chad", "peru", "fiji")
    assert WORDS.pool_short(debate.list_view()) == ""
    debate.ask("togo")
    said = "The time for all statements is 1:00 too short to give each the least."
    assert WORDS.pool_short(debate.list_view()) == said


def test_shares_name_what_was_spoken_of_a_budget() -> None:
    debate = Debate(
        groups=[
            {"id": "africa", "title": "Africa", "budget": "5:00"},
            {"id": "asia", "title": "Asia"},
            {"id": "latin", "title": "Latin"},
        ]
    )
    debate.ask("chad")
    debate.begin()
    debate.speak(MINUTE)
    assert WORDS.shares(debate.list_view()) == ["Ministers 1:00", "Africa 1:00 of 5:00"]
    assert WORDS.shares(Debate().list_view()) == []


def test_a_list_by_time_says_how_long_a_speaker_has_spoken_here_and_elsewhere() -> None:
    debate = Debate({"rules": ["least_heard"]})
    debate.ask("chad")
    debate.begin()
    debate.speak(MINUTE)
    debate.send(c.CountHeard({"chad": 3 * MINUTE}), role=Role.SYSTEM)
    debate.ask("chad", "fiji")
    said = WORDS.heard(debate.request("chad"))
    assert said == "has spoken 1:00 in this session, 3:00 in others of the conference"


def test_the_list_at_hand_is_that_of_the_item_on_or_else_an_open_one() -> None:
    debate = Debate(opened=False)
    debate.send(c.EditSegment("closing", {"kind": "interventions"}))
    assert list_at_hand(debate.view())["segment"] == "debate"  # type: ignore[index]
    debate.send(c.OpenList("closing"))
    assert list_at_hand(debate.view())["segment"] == "closing"  # type: ignore[index]
    debate.send(c.Cue("debate"))
    assert list_at_hand(debate.view())["segment"] == "debate"  # type: ignore[index]
    assert waiting_on_floor(debate.view()) == []
    assert list_at_hand(project(Debate(segments=[], opened=False).session, Role.MODERATOR, debate.now)) is None
