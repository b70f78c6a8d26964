"""The desk: every move of the table and no other, versions, the stage, rounds, groups and bans."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.messages import commands as c
from app.domain.state.persistent import PersistentMap
from app.domain.state.questions import BACK, MOVES, QuestionState, Tally
from app.domain.state.votes import count_votes
from app.domain.values import Role
from tests.domain.asked import GIVEN, ask, asking_scene, question, scene_in
from tests.fakes import Scene, rejection, seconds


@pytest.mark.parametrize("state", QuestionState)
@pytest.mark.parametrize("name", GIVEN)
def test_every_move_of_the_table_is_made_and_every_other_is_refused(name: str, state: QuestionState) -> None:
    scene = scene_in(state)
    to = MOVES[name].get(state)
    if to is None:
        assert rejection(scene, GIVEN[name], author="ada").status == 409
        return
    scene.send(GIVEN[name], author="ada")
    after = question(scene, "x").state
    if to == BACK:
        assert after is {
            QuestionState.MERGED: QuestionState.PENDING,
            QuestionState.DISMISSED: QuestionState.PENDING,
        }.get(state, QuestionState.APPROVED)
    else:
        assert after is to


def test_a_stale_version_is_refused_and_names_the_question() -> None:
    scene = asking_scene()
    id_ = ask(scene)
    seen = question(scene, id_).version
    scene.send(c.EditQuestion(id_, "What comes next?", seen))
    for command in (
        c.ApproveQuestion(id_, seen),
        c.EditQuestion(id_, "Mine!", seen),
        c.DismissQuestion(id_, "No", "", seen),
        c.MergeQuestions(id_, ("y",), seen),
    ):
        refused = rejection(scene, command)
        assert (refused.code, refused.status, getattr(refused, "question", None)) == ("stale_question", 409, id_)
    scene.send(c.ApproveQuestion(id_, question(scene, id_).version))
    assert (question(scene, id_).text, question(scene, id_).original) == ("What comes next?", "What next?")


def test_one_question_is_on_and_the_one_before_goes_back_to_the_head_of_the_queue() -> None:
    scene = asking_scene("open")
    a, b, d = (ask(scene, author=who) for who in ("ada", "bob", "eve"))
    scene.send(c.QueueQuestion(d), c.PutQuestionOn(a), c.PutQuestionOn(b))
    assert (scene.session.asked.on, scene.session.asked.queue) == (b, (a, d))
    assert scene.send(c.PutQuestionOn(b)) == []
    assert rejection(scene, c.TakeQuestionOff(a)).code == "stale_question"
    scene.send(c.TakeQuestionOff(b))
    assert (scene.session.asked.on, scene.session.asked.queue) == (None, (b, a, d))
    assert rejection(scene, c.TakeQuestionOff()).code == "no_question_on"
    scene.send(c.QueueQuestion(d, 0), c.QueueQuestion(b, 2))
    assert scene.session.asked.queue == (d, a, b)
    assert rejection(scene, c.QueueQuestion(d, 4)).code == "invalid"


def test_several_are_taken_and_answered_in_one_round() -> None:
    scene = asking_scene("open")
    a, b, d, on = (ask(scene, author=who) for who in ("ada", "bob", "eve", "joe"))
    scene.send(c.PutQuestionOn(on))
    assert rejection(scene, c.TakeBatch((a,))).code == "invalid"
    assert rejection(scene, c.TakeBatch((a, a))).code == "invalid"
    scene.send(c.TakeBatch((a, b, d)))
    assert (scene.session.asked.on, scene.session.asked.queue) == (None, (on,))
    assert rejection(scene, c.TakeBatch((a, b))).code == "batch_open"
    scene.send(c.PutQuestionOn(a), c.TakeQuestionOff(), c.PutQuestionOn(b), c.AnswerQuestion(b, "later"))
    assert scene.session.asked.batch == (a, d)
    scene.send(c.CloseBatch())
    assert [str(question(scene, id_).state) for id_ in (a, b, d, on)] == ["answered", "deferred", "answered", "queued"]
    assert rejection(scene, c.CloseBatch()).code == "no_batch"


def test_a_live_answer_is_by_the_current_speaker_unless_another_is_named() -> None:
    scene = asking_scene("open")
    a, b = (ask(scene, author=who) for who in ("ada", "bob"))
    scene.send(c.GiveFloor("t1"), c.AnswerQuestion(a, "live"), c.AnswerQuestion(b, "live", ("p2",)))
    answers = [question(scene, id_).answer for id_ in (a, b)]
    assert [answer.by for answer in answers if answer] == [("p1",), ("p2",)]
    assert rejection(scene, c.AnswerQuestion(a, "text", ("nobody",), "Yes.")).code == "not_found"
    assert rejection(scene, c.AnswerQuestion(a, "text")).code == "invalid"
    d = ask(scene, author="eve")
    scene.send(c.Advance(), c.AnswerQuestion(d, "live"), c.AnswerQuestion(a, "text", text="7"))
    answers = [question(scene, id_).answer for id_ in (d, a)]
    assert [(answer.by, answer.text) for answer in answers if answer] == [((), ""), ((), "7")]


def test_a_ban_is_refused_politely_and_can_be_lifted() -> None:
    scene = asking_scene("open")
    a = ask(scene)
    scene.send(c.BanParticipant("ada"))
    scene.wait(seconds(20))
    assert rejection(scene, c.Ask("And now?"), author="ada").code == "banned"
    assert rejection(scene, c.BanParticipant("ada")).code == "already_banned"
    assert rejection(scene, c.BanParticipant("stranger")).code == "not_found"
    assert count_votes(scene.session.asked, {a: {"bob": 0, "ada": 0}}, scene.now) == {a: 1}
    scene.send(c.UnbanParticipant("ada"))
    assert rejection(scene, c.UnbanParticipant("ada")).code == "not_banned"
    ask(scene, "And now?")
    assert count_votes(scene.session.asked, {a: {"bob": 0, "ada": 0}}, scene.now) == {a: 2}


def test_a_floor_question_needs_no_text_and_no_policy() -> None:
    scene = asking_scene("none")
    scene.send(c.AddFloorQuestion(), c.AddFloorQuestion("Asked aloud?", "Ms Loud", "Row 5"))
    assert [(row["text"], row["name"], row["floor"]) for row in scene.view(Role.VIEWER)["questions"]] == [
        ("", "", True),
        ("Asked aloud?", "Ms Loud", True),
    ]


@pytest.mark.parametrize("took_back", ["unmerge", "undismiss"])
def test_what_is_taken_back_while_the_session_is_closed_stands_after_reopening_where_it_stood(took_back: str) -> None:
    scene = asking_scene("open")
    one, other = ask(scene), ask(scene, "And then?", author="bob")
    if took_back == "unmerge":
        scene.send(c.MergeQuestions(other, (one,)), c.CloseSession(), c.UnmergeQuestion(one))
    else:
        scene.send(c.DismissQuestion(one, "Asked before"), c.CloseSession(), c.ReturnQuestion(one))
    assert question(scene, one).state is QuestionState.NOT_REACHED
    scene.send(c.ReopenSession())
    assert question(scene, one).state is QuestionState.APPROVED
    assert question(scene, one).into is None


@pytest.mark.parametrize("took_back", ["unmerge", "undismiss"])
def test_what_is_taken_back_while_the_session_is_closed_is_still_to_come_once_the_close_is_undone(
    took_back: str,
) -> None:
    scene = asking_scene("open")
    one, other = ask(scene), ask(scene, "And then?", author="bob")
    if took_back == "unmerge":
        scene.send(c.QueueQuestion(one), c.MergeQuestions(other, (one,)), c.CloseSession(), c.UnmergeQuestion(one))
    else:
        scene.send(c.QueueQuestion(one), c.DismissQuestion(one, "Asked"), c.CloseSession(), c.ReturnQuestion(one))
    scene.send(c.Undo())
    assert [str(question(scene, id_).state) for id_ in (one, other)] == ["queued", "approved"]
    assert scene.view()["queue"] == [one]


@pytest.mark.parametrize("count", [1, 2, 5, 6])
def test_two_to_five_are_taken_into_one_round(count: int) -> None:
    scene = asking_scene("open")
    ids = tuple(ask(scene, author=f"p{n}") for n in range(count))
    if count in {2, 5}:
        scene.send(c.TakeBatch(ids))
        assert scene.session.asked.batch == ids
    else:
        assert rejection(scene, c.TakeBatch(ids)).code == "invalid"


@pytest.mark.parametrize("questions", [(), ("other", "other"), ("other", "x"), ("x",)])
def test_a_question_takes_in_at_least_one_other_and_each_once(questions: tuple[str, ...]) -> None:
    assert rejection(scene_in(QuestionState.APPROVED), c.MergeQuestions("x", questions)).code == "invalid"


@pytest.mark.parametrize("state", QuestionState)
def test_only_what_is_not_over_takes_duplicates_in(state: QuestionState) -> None:
    scene = scene_in(state)
    if str(state) in {"answered", "dismissed", "merged", "withdrawn", "not_reached"}:
        assert rejection(scene, c.MergeQuestions("x", ("other",))).code == "not_this_move"
    else:
        scene.send(c.MergeQuestions("x", ("other",)))
        assert (question(scene, "other").state, question(scene, "other").into) == (QuestionState.MERGED, "x")
        assert question(scene, "x").state is state


@pytest.mark.parametrize(
    ("command", "longest"),
    [
        (lambda text: c.DismissQuestion("x", text), 200),
        (lambda text: c.DismissQuestion("x", "Off topic", text), 200),
        (lambda text: c.AnswerQuestion("x", "text", text=text), 2_000),
        (lambda text: c.EditQuestion("x", text), 300),
        (lambda text: c.AddFloorQuestion("Why?", text), 100),
        (lambda text: c.AddFloorQuestion("Why?", "Ms Loud", text), 100),
    ],
)
def test_what_the_desk_writes_has_its_length_and_is_never_cut(command: Any, longest: int) -> None:
    scene = scene_in(QuestionState.APPROVED)
    assert rejection(scene, command("é" * (longest + 1))).code == "invalid"
    [event] = scene.send(command("é" * longest))
    assert "é" * longest in {getattr(event, name) for name in event.__dataclass_fields__}


def test_one_key_answers_what_is_on_and_puts_on_what_comes_next() -> None:
    scene = asking_scene("open")
    a, b, d, f = (ask(scene, author=who) for who in ("ada", "bob", "eve", "joe"))
    scene.send(c.QueueQuestion(f), c.TakeBatch((a, b)), c.PutQuestionOn(a))
    scene.send(c.AnswerQuestion(a, "live", next=True))
    assert (scene.session.asked.on, scene.session.asked.batch) == (b, (b,))
    scene.send(c.AnswerQuestion(b, "live", next=True))
    assert (scene.session.asked.on, scene.session.asked.queue) == (f, ())
    # What is on and is another one stays.
    g = ask(scene, author="kim")
    scene.send(c.QueueQuestion(g), c.AnswerQuestion(d, "live", next=True))
    assert scene.session.asked.on == f
    scene.send(c.AnswerQuestion(f, "live", next=True), c.AnswerQuestion(g, "live", next=True))
    assert scene.session.asked.on is None


def test_after_the_round_another_one_can_be_taken_and_after_the_close_nothing_is_put_on() -> None:
    scene = asking_scene("open")
    a, b, d, f = (ask(scene, author=who) for who in ("ada", "bob", "eve", "joe"))
    scene.send(c.TakeBatch((a, b)), c.CloseBatch())
    assert scene.session.asked.batch == ()
    scene.send(c.QueueQuestion(d), c.QueueQuestion(f), c.CloseSession())
    scene.send(c.AnswerQuestion(d, "text", text="Yes.", next=True))
    assert scene.session.asked.on is None


def test_what_is_separated_changes_both_questions_for_other_desks() -> None:
    scene = scene_in(QuestionState.MERGED)
    versions = {id_: question(scene, id_).version for id_ in ("x", "other")}
    scene.send(c.UnmergeQuestion("x"))
    assert all(question(scene, id_).version > version for id_, version in versions.items())
    assert (question(scene, "x").into, scene.session.asked.merged_into("other")) == (None, [])
    assert rejection(scene, c.UnmergeQuestion("x")).code == "not_merged"


def burst(scene: Scene, size: int = 3) -> list[str]:
    """Questions that came together, as the server marks them."""
    ids = [ask(scene, author=f"p{n}") for n in range(size)]
    scene.session = scene.session.with_tally(Tally(together=PersistentMap(dict.fromkeys(ids, ids[0]))))
    return ids


def states(scene: Scene) -> list[str]:
    return [str(q.state) for q in scene.session.asked.questions.values()]


def test_a_burst_is_dismissed_and_returned_as_one_except_what_the_desk_touched() -> None:
    scene = asking_scene()
    first, second, _ = burst(scene)
    other = ask(scene, author="ada")
    scene.send(c.ApproveQuestion(second), c.DismissBurst(first, "It came together with many others."))
    assert states(scene) == ["dismissed", "approved", "dismissed", "pending"]
    assert rejection(scene, c.DismissBurst(first, "Again")).code == "no_burst"
    assert rejection(scene, c.DismissBurst(other, "No burst")).code == "no_burst"
    scene.send(c.ReturnQuestion(first), c.ReturnBurst(first))
    assert states(scene) == ["pending", "approved", "pending", "pending"]
    assert rejection(scene, c.ReturnBurst(first)).code == "no_burst"


def test_a_burst_that_is_returned_after_the_close_was_not_reached() -> None:
    scene = asking_scene()
    first, *_ = burst(scene)
    scene.send(c.DismissBurst(first, "Together"), c.CloseSession(), c.ReturnBurst(first))
    assert states(scene) == ["not_reached"] * 3


def test_a_burst_needs_a_reason_and_no_note() -> None:
    scene = asking_scene()
    first, *_ = burst(scene)
    assert rejection(scene, c.DismissBurst(first, "")).code == "invalid"
    assert rejection(scene, c.DismissBurst(first, "Together", "x" * 201)).code == "invalid"
    scene.send(c.DismissBurst(first, "?", "x" * 200))


def test_a_place_in_the_queue_is_between_its_head_and_its_end() -> None:
    scene = asking_scene("open")
    a, b = (ask(scene, author=who) for who in ("ada", "bob"))
    assert rejection(scene, c.QueueQuestion(a, -1)).code == "invalid"
    assert rejection(scene, c.QueueQuestion(a, 3)).code == "invalid"
    scene.send(c.QueueQuestion(a, 2), c.QueueQuestion(b, 2))
    assert scene.session.asked.queue == (a, b)


def test_a_question_that_is_returned_to_the_queue_has_its_place_again() -> None:
    scene = asking_scene("open")
    a, b, d = (ask(scene, author=who) for who in ("ada", "bob", "eve"))
    scene.send(*(c.QueueQuestion(id_) for id_ in (a, b, d)), c.DismissQuestion(b, "Off topic"), c.ReturnQuestion(b))
    assert scene.session.asked.queue == (a, b, d)
    scene.send(c.DismissQuestion(a, "Off topic"), c.ReturnQuestion(a))
    assert scene.session.asked.queue == (a, b, d)
