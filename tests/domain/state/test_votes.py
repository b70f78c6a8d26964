"""Votes: who may vote for what, and the distinct voters of a question and its duplicates."""

from __future__ import annotations

import pytest

from app.domain.errors import Rejection
from app.domain.messages import commands as c
from app.domain.state.questions import QuestionState
from app.domain.state.votes import count_votes, counted_in, require_vote
from app.domain.values import Role
from app.domain.views.questions import own_questions
from tests.domain.asked import ask, asking_scene, scene_in

VOTABLE_STATES = {QuestionState.APPROVED, QuestionState.QUEUED, QuestionState.LIVE}


def test_a_group_has_its_distinct_voters_and_comes_apart_exactly() -> None:
    scene = asking_scene("open")
    a, b, d = (ask(scene, author=who) for who in ("ada", "bob", "eve"))
    scene.send(c.QueueQuestion(a), c.QueueQuestion(b), c.QueueQuestion(d))
    ballots = {a: {"v1": 0, "v2": 0}, b: {"v2": 0, "v3": 0}, d: {"v3": 0, "late": scene.now + 5}}
    apart = {a: 2, b: 2, d: 1}
    assert count_votes(scene.session.asked, ballots, scene.now) == apart
    scene.send(c.MergeQuestions(b, (a,)), c.MergeQuestions(d, (b,)))
    assert count_votes(scene.session.asked, ballots, scene.now) == {a: 2, b: 3, d: 3}
    assert count_votes(scene.session.asked, ballots, scene.now + 5)[d] == 4
    assert count_votes(scene.session.asked, ballots, scene.now, [b]) == {b: 3}
    assert (counted_in(scene.session.asked, a), counted_in(scene.session.asked, "gone")) == ([a, b, d], [])
    assert [row["id"] for row in scene.view(Role.VIEWER)["questions"]] == [d]
    assert [row["standing"] for row in own_questions(scene.session, "ada")] == ["queued"]
    scene.send(c.UnmergeQuestion(b), c.UnmergeQuestion(a))
    assert count_votes(scene.session.asked, ballots, scene.now) == apart
    assert scene.session.asked.queue == (a, b, d)


@pytest.mark.parametrize("state", QuestionState)
def test_only_public_questions_that_are_still_to_come_take_votes(state: QuestionState) -> None:
    book = scene_in(state).session.asked
    if state in VOTABLE_STATES:
        require_vote(book, "x", "bob")
        return
    with pytest.raises(Rejection) as refused:
        require_vote(book, "x", "bob")
    assert refused.value.code == ("not_votable" if book.questions["x"].is_public else "not_found")


def test_authors_cannot_vote_for_their_own_question_and_the_banned_cannot_vote() -> None:
    scene = asking_scene("open")
    id_ = ask(scene)
    ask(scene, author="bob")
    scene.send(c.BanParticipant("bob"))
    for who, code in (("ada", "own_question"), ("bob", "banned")):
        with pytest.raises(Rejection) as refused:
            require_vote(scene.session.asked, id_, who)
        assert refused.value.code == code
