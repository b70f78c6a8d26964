"""Audience questions: every move of the table and no other, limits, text from anywhere, groups, rounds and names."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from app.domain.errors import Rejection
from app.domain.messages import commands as c
from app.domain.messages.commands import AnyCommand
from app.domain.rules.decide import decide
from app.domain.state.fold import fold
from app.domain.state.policy import MAY
from app.domain.state.questions import BACK, LONGEST_QUESTION, MOVES, SEEN, Question, QuestionState, Seen, Tally
from app.domain.state.votes import count_votes, require_vote, speaking_for
from app.domain.values import FloorPolicy, Role
from app.domain.views.questions import audience_figures, own_questions
from app.domain.views.report import report
from app.domain.views.view import project
from tests.fakes import Scene, minutes, plan, seconds

PUBLIC = (Role.VIEWER, Role.PARTICIPANT, Role.STAGE, Role.SPEAKER)


def asking_scene(policy: str = "moderated", **changes: Any) -> Scene:
    scene = Scene(plan(floor_policy=policy, **changes))
    scene.send(c.OpenSession())
    return scene


def ask(scene: Scene, text: str = "What next?", author: str = "ada", **more: Any) -> str:
    """A participant asks; the answer is the question's id."""
    [event] = scene.send(c.Ask(text, **more), role=Role.PARTICIPANT, author=author)
    return str(getattr(event, "question"))  # noqa: B009 - whatever event it is


def question(scene: Scene, id_: str) -> Question:
    return scene.session.asked.questions[id_]


def refusal(scene: Scene, command: AnyCommand, **more: Any) -> Rejection:
    before = scene.session
    with pytest.raises(Rejection) as refused:
        scene.send(command, **more)
    assert scene.session is before
    return refused.value


# A way to bring a fresh question into each state.
WAYS: dict[QuestionState, list[AnyCommand]] = {
    QuestionState.PENDING: [],
    QuestionState.APPROVED: [c.ApproveQuestion("x")],
    QuestionState.QUEUED: [c.ApproveQuestion("x"), c.QueueQuestion("x")],
    QuestionState.LIVE: [c.ApproveQuestion("x"), c.PutQuestionOn("x")],
    QuestionState.ANSWERED: [c.ApproveQuestion("x"), c.AnswerQuestion("x", "live")],
    QuestionState.DEFERRED: [c.ApproveQuestion("x"), c.AnswerQuestion("x", "later")],
    QuestionState.DISMISSED: [c.DismissQuestion("x", "Off topic")],
    QuestionState.MERGED: [c.MergeQuestions("other", ("x",))],
    QuestionState.WITHDRAWN: [c.WithdrawQuestion("x")],
    QuestionState.NOT_REACHED: [c.CloseSession()],
}
VOTABLE_STATES = {QuestionState.APPROVED, QuestionState.QUEUED, QuestionState.LIVE}
GIVEN: dict[str, AnyCommand] = {
    "approve_question": c.ApproveQuestion("x"),
    "edit_question": c.EditQuestion("x", "In better words?"),
    "dismiss_question": c.DismissQuestion("x", "Off topic"),
    "withdraw_question": c.WithdrawQuestion("x"),
    "queue_question": c.QueueQuestion("x"),
    "put_question_on": c.PutQuestionOn("x"),
    "answer_question live": c.AnswerQuestion("x", "live"),
    "answer_question text": c.AnswerQuestion("x", "text", text="Yes."),
    "answer_question later": c.AnswerQuestion("x", "later"),
    "merge_questions": c.MergeQuestions("other", ("x",)),
    "unmerge_question": c.UnmergeQuestion("x"),
    "return_question": c.ReturnQuestion("x"),
    "take_batch": c.TakeBatch(("x", "other")),
}


def scene_in(state: QuestionState) -> Scene:
    scene = asking_scene()
    ask(scene, "The question itself?", id="x")
    ask(scene, "Another question?", "bob", id="other")
    scene.send(c.ApproveQuestion("other"))
    for command in WAYS[state]:
        scene.send(command, author="ada")
    assert question(scene, "x").state is state
    return scene


@pytest.mark.parametrize("state", QuestionState)
@pytest.mark.parametrize("name", GIVEN)
def test_every_move_of_the_table_is_made_and_every_other_is_refused(name: str, state: QuestionState) -> None:
    scene = scene_in(state)
    to = MOVES[name].get(state)
    if to is None:
        assert refusal(scene, GIVEN[name], author="ada").status == 409
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
        refused = refusal(scene, command)
        assert (refused.code, refused.status, getattr(refused, "question", None)) == ("stale_question", 409, id_)
    scene.send(c.ApproveQuestion(id_, question(scene, id_).version))
    assert (question(scene, id_).text, question(scene, id_).original) == ("What comes next?", "What next?")


def test_the_policy_says_whether_and_how_questions_are_taken() -> None:
    scene = asking_scene("none")
    assert (refusal(scene, c.Ask("May I?"), author="ada").code) == "floor_closed"
    scene.send(c.SetFloorPolicy(FloorPolicy.OPEN))
    assert question(scene, ask(scene)).state is QuestionState.APPROVED
    for policy in (FloorPolicy.WRITTEN, FloorPolicy.MODERATED):
        scene.send(c.SetFloorPolicy(policy))
        scene.wait(seconds(15))
        assert question(scene, ask(scene)).state is QuestionState.PENDING
    scene.send(c.CloseSession())
    assert refusal(scene, c.Ask("Too late?"), author="bob").code == "floor_closed"


def test_sent_twice_is_asked_once_and_an_id_of_somebody_else_is_refused() -> None:
    scene = asking_scene()
    ask(scene, id="u1")
    assert scene.send(c.Ask("What next?", id="u1"), role=Role.PARTICIPANT, author="ada") == []
    assert refusal(scene, c.Ask("Mine now?", id="u1"), author="bob").code == "already_exists"
    assert refusal(scene, c.Ask("Spaces?", id="not an id"), author="bob").code == "invalid"


def test_limits_say_when_to_come_again() -> None:
    scene = asking_scene(most_questions=7)
    for n in range(5):
        ask(scene, f"Question number {n}?")
        soon = refusal(scene, c.Ask("At once?"), author="ada")
        if n < 4:
            assert (soon.code, soon.status, getattr(soon, "retry_after_s", 0)) == ("asked_too_soon", 429, 15)
        scene.wait(seconds(14) + 1)
        if n < 4:
            assert getattr(refusal(scene, c.Ask("A moment early?"), author="ada"), "retry_after_s", 0) == 1
        scene.wait(seconds(1))
    assert refusal(scene, c.Ask("A sixth?"), author="ada").code == "too_many_open"
    ask(scene, "Somebody else may?", "bob")
    mine = [q.id for q in scene.session.asked.by("ada")]
    scene.send(c.WithdrawQuestion(mine[0]), c.WithdrawQuestion(mine[1]), author="ada")
    for n in (5, 6):
        ask(scene, f"Question number {n}?")
        scene.wait(seconds(15))
    assert refusal(scene, c.Ask("An eighth?"), author="ada").code == "too_many_asked"


# The browser counts and cleans the same texts: tests/browser/test_asking.py.
TEXTS: list[tuple[str, str]] = json.loads((Path(__file__).parents[2] / "text_vectors.json").read_text())


@pytest.mark.parametrize(("typed", "kept"), [(typed, kept) for typed, kept in TEXTS if len(kept) <= LONGEST_QUESTION])
def test_text_from_anywhere_is_kept_whole(typed: str, kept: str) -> None:
    scene = asking_scene("open")
    assert question(scene, ask(scene, typed)).text == kept


@pytest.mark.parametrize("typed", ["x" * 301, "🙂" * 301, "ab", "  a \u200b ", "\u202e\u202c"])
def test_too_long_and_too_short_are_refused_and_never_cut(typed: str) -> None:
    refused = refusal(asking_scene(), c.Ask(typed), author="ada")
    assert (refused.code, refused.status) == ("invalid", 422)


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("What the FUCK is this?", True),
        ("C'est de la Merde?", True),
        ("Was soll die SCHEISSE?", True),
        ("这是他妈的问题", True),
        ("ما هذا يا حمار؟", True),
        ("What about Scunthorpe and Dickens?", False),
        ("What is a class assessment?", False),
    ],
)
def test_some_words_hold_a_question_for_review_and_never_refuse_it(text: str, held: bool) -> None:
    scene = asking_scene("open")
    asked = question(scene, ask(scene, text))
    assert (asked.held, asked.state is QuestionState.PENDING) == (held, held)


def test_a_session_may_have_its_own_words_or_none() -> None:
    scene = asking_scene("open", review_words=["umbrella"])
    assert question(scene, ask(scene, "Where is my Umbrella?")).held
    assert not question(scene, ask(scene, "What the fuck?", "bob")).held
    scene.send(c.EditSession({"review_words": []}))
    assert not question(scene, ask(scene, "An umbrella again?", "eve")).held


def test_an_anonymous_question_keeps_no_name_and_others_keep_theirs() -> None:
    scene = asking_scene("open")
    anonymous = ask(scene, name="Ada Lovelace", affiliation="Engine")
    hidden = ask(scene, author="bob", identity="moderators", name="Bob Hidden", affiliation="Shade")
    public = ask(scene, author="eve", identity="public", name="Eve Open", affiliation="Light")
    assert [(question(scene, id_).name, question(scene, id_).affiliation) for id_ in (anonymous, hidden, public)] == [
        ("", ""),
        ("Bob Hidden", "Shade"),
        ("Eve Open", "Light"),
    ]
    for role in PUBLIC:
        assert [row["name"] for row in scene.view(role)["questions"]] == ["", "", "Eve Open"]
    assert [row["name"] for row in scene.view(Role.DESK)["questions"]] == ["", "Bob Hidden", "Eve Open"]


def test_only_its_author_takes_a_question_back_and_others_do_not_learn_that_it_is_there() -> None:
    scene = asking_scene()
    id_ = ask(scene)
    assert refusal(scene, c.WithdrawQuestion(id_), author="bob").code == "not_found"
    scene.send(c.ApproveQuestion(id_))
    assert refusal(scene, c.WithdrawQuestion(id_), author="bob").code == "not_yours"
    assert refusal(scene, c.WithdrawQuestion(id_)).code == "not_yours"
    scene.send(c.WithdrawQuestion(id_), author="ada")
    assert question(scene, id_).state is QuestionState.WITHDRAWN


def test_one_question_is_on_and_the_one_before_goes_back_to_the_head_of_the_queue() -> None:
    scene = asking_scene("open")
    a, b, d = (ask(scene, author=who) for who in ("ada", "bob", "eve"))
    scene.send(c.QueueQuestion(d), c.PutQuestionOn(a), c.PutQuestionOn(b))
    assert (scene.session.asked.on, scene.session.asked.queue) == (b, (a, d))
    assert scene.send(c.PutQuestionOn(b)) == []
    assert refusal(scene, c.TakeQuestionOff(a)).code == "stale_question"
    scene.send(c.TakeQuestionOff(b))
    assert (scene.session.asked.on, scene.session.asked.queue) == (None, (b, a, d))
    assert refusal(scene, c.TakeQuestionOff()).code == "no_question_on"
    scene.send(c.QueueQuestion(d, 0), c.QueueQuestion(b, 2))
    assert scene.session.asked.queue == (d, a, b)
    assert refusal(scene, c.QueueQuestion(d, 4)).code == "invalid"


def test_several_are_taken_and_answered_in_one_round() -> None:
    scene = asking_scene("open")
    a, b, d, on = (ask(scene, author=who) for who in ("ada", "bob", "eve", "joe"))
    scene.send(c.PutQuestionOn(on))
    assert refusal(scene, c.TakeBatch((a,))).code == "invalid"
    assert refusal(scene, c.TakeBatch((a, a))).code == "invalid"
    scene.send(c.TakeBatch((a, b, d)))
    assert (scene.session.asked.on, scene.session.asked.queue) == (None, (on,))
    assert refusal(scene, c.TakeBatch((a, b))).code == "batch_open"
    scene.send(c.PutQuestionOn(a), c.TakeQuestionOff(), c.PutQuestionOn(b), c.AnswerQuestion(b, "later"))
    assert scene.session.asked.batch == (a, d)
    scene.send(c.CloseBatch())
    assert [str(question(scene, id_).state) for id_ in (a, b, d, on)] == ["answered", "deferred", "answered", "queued"]
    assert refusal(scene, c.CloseBatch()).code == "no_batch"


def test_a_live_answer_is_by_whoever_speaks_unless_somebody_is_named() -> None:
    scene = asking_scene("open")
    a, b = (ask(scene, author=who) for who in ("ada", "bob"))
    scene.send(c.GiveFloor("t1"), c.AnswerQuestion(a, "live"), c.AnswerQuestion(b, "live", ("p2",)))
    answers = [question(scene, id_).answer for id_ in (a, b)]
    assert [answer.by for answer in answers if answer] == [("p1",), ("p2",)]
    assert refusal(scene, c.AnswerQuestion(a, "text", ("nobody",), "Yes.")).code == "not_found"
    assert refusal(scene, c.AnswerQuestion(a, "text")).code == "invalid"


def test_what_was_not_reached_is_answered_in_writing_and_comes_back_when_the_session_goes_on() -> None:
    scene = asking_scene()
    pending, queued, on = (ask(scene, author=who) for who in ("ada", "bob", "eve"))
    for id_ in (queued, on):
        scene.send(c.ApproveQuestion(id_), c.QueueQuestion(id_))
    scene.send(c.PutQuestionOn(on), c.CloseSession())
    assert {str(q.state) for q in scene.session.asked.questions.values()} == {"not_reached"}
    assert pending not in json.dumps(scene.view(Role.VIEWER)["questions"])
    scene.send(c.AnswerQuestion(pending, "text", text="In writing."))
    assert scene.view(Role.VIEWER)["questions"][0]["answer"] == {"how": "text", "by": [], "text": "In writing."}
    assert refusal(scene, c.AnswerQuestion(queued, "live")).code == "session_closed"
    scene.send(c.ReopenSession())
    assert [str(question(scene, id_).state) for id_ in (pending, queued, on)] == ["answered", "queued", "queued"]
    scene.send(c.CloseSession(), c.Undo())
    assert [str(question(scene, id_).state) for id_ in (pending, queued, on)] == ["answered", "queued", "queued"]


def test_undo_means_the_floor_and_leaves_questions_alone() -> None:
    scene = asking_scene("open")
    scene.send(c.GiveFloor("t1"))
    a = ask(scene)
    scene.send(c.QueueQuestion(a), c.PutQuestionOn(a), c.AnswerQuestion(a, "live"), c.Undo())
    assert (scene.state("t1"), question(scene, a).state) == ("idle", QuestionState.ANSWERED)
    scene.send(c.ReturnQuestion(a), c.ReturnQuestion(a))
    assert question(scene, a).state is QuestionState.APPROVED


def test_a_ban_is_refused_politely_and_can_be_lifted() -> None:
    scene = asking_scene("open")
    a = ask(scene)
    scene.send(c.BanParticipant("ada"))
    scene.wait(seconds(20))
    assert refusal(scene, c.Ask("And now?"), author="ada").code == "banned"
    assert refusal(scene, c.BanParticipant("ada")).code == "already_banned"
    assert refusal(scene, c.BanParticipant("stranger")).code == "not_found"
    assert count_votes(scene.session.asked, {a: {"bob": 0, "ada": 0}}, scene.now) == {a: 1}
    scene.send(c.UnbanParticipant("ada"))
    assert refusal(scene, c.UnbanParticipant("ada")).code == "not_banned"
    ask(scene, "And now?")
    assert count_votes(scene.session.asked, {a: {"bob": 0, "ada": 0}}, scene.now) == {a: 2}


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
    assert speaking_for(scene.session.asked, a) == [a, b, d]
    assert [row["id"] for row in scene.view(Role.VIEWER)["questions"]] == [d]
    assert [row["standing"] for row in own_questions(scene.session, "ada")] == ["queued"]
    scene.send(c.UnmergeQuestion(b), c.UnmergeQuestion(a))
    assert count_votes(scene.session.asked, ballots, scene.now) == apart
    assert scene.session.asked.queue == (a, b, d)


@pytest.mark.parametrize("state", QuestionState)
def test_only_what_everybody_sees_and_is_still_to_come_takes_votes(state: QuestionState) -> None:
    book = scene_in(state).session.asked
    if state in VOTABLE_STATES:
        require_vote(book, "x", "bob")
        return
    with pytest.raises(Rejection) as refused:
        require_vote(book, "x", "bob")
    assert refused.value.code == ("not_votable" if book.questions["x"].is_public else "not_found")


def test_nobody_votes_for_their_own_question_and_nobody_banned_votes() -> None:
    scene = asking_scene("open")
    id_ = ask(scene)
    ask(scene, author="bob")
    scene.send(c.BanParticipant("bob"))
    for who, code in (("ada", "own_question"), ("bob", "banned")):
        with pytest.raises(Rejection) as refused:
            require_vote(scene.session.asked, id_, who)
        assert refused.value.code == code


def test_what_was_merged_into_a_question_that_is_taken_back_stands_for_itself_again() -> None:
    scene = asking_scene("open")
    a, b = (ask(scene, author=who) for who in ("ada", "bob"))
    scene.send(c.MergeQuestions(b, (a,)), c.WithdrawQuestion(b), author="bob")
    assert (question(scene, a).state, question(scene, a).into) == (QuestionState.APPROVED, None)
    assert refusal(scene, c.MergeQuestions(b, (a,))).code == "not_this_move"
    assert refusal(scene, c.MergeQuestions(a, (a,))).code == "invalid"


def test_a_floor_question_needs_no_text_and_no_policy() -> None:
    scene = asking_scene("none")
    scene.send(c.AddFloorQuestion(), c.AddFloorQuestion("Asked aloud?", "Ms Loud", "Row 5"))
    assert [(row["text"], row["name"], row["floor"]) for row in scene.view(Role.VIEWER)["questions"]] == [
        ("", "", True),
        ("Asked aloud?", "Ms Loud", True),
    ]


def test_the_record_has_the_audiences_figures() -> None:
    scene = asking_scene()
    ids = [ask(scene, author=f"p{n}") for n in range(5)]
    scene.send(*(c.ApproveQuestion(id_) for id_ in ids[:3]), c.DismissQuestion(ids[3], "Off topic"))
    scene.send(c.AnswerQuestion(ids[0], "live"), c.AnswerQuestion(ids[1], "text", text="Yes."), c.CloseSession())
    figures = report(scene.session, scene.now)["audience"]
    assert figures == audience_figures(scene.session)
    assert {name: figures[name] for name in ("received", "published", "answered_live", "answered_in_writing")} == {
        "received": 5,
        "published": 3,
        "answered_live": 1,
        "answered_in_writing": 1,
    }
    assert (figures["dismissed"], figures["not_reached"], figures["participants"]) == (1, 2, 5)


def test_a_sessions_version_changes_with_its_votes_and_their_marks_and_is_the_seq_without_any() -> None:
    session = Scene().session
    tallies = [Tally(), Tally({"x": 1}), Tally({"x": 2}), Tally({"x": 1, "y": 1}), Tally({"x": 1}, frozenset("x"))]
    versions = [session.with_tally(tally).version for tally in tallies]
    assert versions[0] == str(session.seq)
    assert len(set(versions)) == len(versions)
    assert session.with_tally(Tally({"y": 1, "x": 1})).version == versions[3]


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


def test_votes_come_back_after_an_undo_that_folds_the_journal_anew() -> None:
    scene = asking_scene("open")
    asked = ask(scene)
    scene.session = scene.session.with_tally(Tally({asked: 3}))
    scene.send(c.GiveFloor("t1"))
    scene.send(c.Undo())
    assert [row["votes"] for row in scene.view(Role.VIEWER)["questions"]] == [3]


@pytest.mark.parametrize("count", [1, 2, 5, 6])
def test_two_to_five_are_taken_into_one_round(count: int) -> None:
    scene = asking_scene("open")
    ids = tuple(ask(scene, author=f"p{n}") for n in range(count))
    if count in {2, 5}:
        scene.send(c.TakeBatch(ids))
        assert scene.session.asked.batch == ids
    else:
        assert refusal(scene, c.TakeBatch(ids)).code == "invalid"


@pytest.mark.parametrize("state", QuestionState)
def test_only_what_is_not_over_takes_duplicates_in(state: QuestionState) -> None:
    scene = scene_in(state)
    if str(state) in {"answered", "dismissed", "merged", "withdrawn", "not_reached"}:
        assert refusal(scene, c.MergeQuestions("x", ("other",))).code == "not_this_move"
    else:
        scene.send(c.MergeQuestions("x", ("other",)))
        assert (question(scene, "other").state, question(scene, "other").into) == (QuestionState.MERGED, "x")
        assert question(scene, "x").state is state


def test_open_is_whatever_is_neither_answered_nor_out_of_the_way() -> None:
    scene = asking_scene(ask_every="0:00")
    ids = [ask(scene, f"Question number {n}?") for n in range(5)]
    scene.send(c.ApproveQuestion(ids[1]), *(c.ApproveQuestion(id_) for id_ in ids[2:4]))
    scene.send(c.QueueQuestion(ids[2]), c.PutQuestionOn(ids[3]))
    assert refusal(scene, c.Ask("A sixth?"), author="ada").code == "too_many_open"
    scene.send(c.AnswerQuestion(ids[3], "live"))
    ids.append(ask(scene, "A sixth, now?"))
    for command in (
        c.AnswerQuestion(ids[2], "later"),
        c.DismissQuestion(ids[1], "Off topic"),
        c.MergeQuestions(ids[0], (ids[5],)),
    ):
        assert refusal(scene, c.Ask("One too many?"), author="ada").code == "too_many_open"
        scene.send(command)
        ids.append(ask(scene, f"After {command.command}?"))


@pytest.mark.parametrize("role", Role)
def test_what_is_for_the_desk_alone_is_in_nobody_elses_view(role: Role) -> None:
    scene = asking_scene()
    hidden, shown = ask(scene, identity="moderators", name="Ada"), ask(scene, author="bob")
    scene.send(c.ApproveQuestion(shown))
    rows = {row["id"]: row for row in scene.view(role)["questions"]}
    if role in {Role.ORGANISER, Role.MODERATOR, Role.DESK}:
        assert set(rows) == {hidden, shown}
        assert (rows[hidden]["name"], rows[hidden]["state"]) == ("Ada", "pending")
    else:
        assert set(rows) == {shown}
        public = {"id", "text", "state", "votes", "on", "name", "affiliation", "floor", "answer"}
        assert set(rows[shown]) == public


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
    assert refusal(scene, command("é" * (longest + 1))).code == "invalid"
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


def test_a_queue_stands_after_reopening_as_it_stood() -> None:
    scene = asking_scene("open")
    ids = [ask(scene, author=f"p{n}") for n in range(6)]
    for id_ in (ids[2], ids[0], ids[3]):
        scene.send(c.QueueQuestion(id_))
    # What was on stands at the head of it, and so does the rest of an open round.
    scene.send(c.TakeBatch((ids[5], ids[4])), c.PutQuestionOn(ids[4]), c.CloseSession(), c.ReopenSession())
    assert scene.view()["queue"] == [ids[4], ids[5], ids[2], ids[0], ids[3]]
    assert question(scene, ids[1]).state is QuestionState.APPROVED
    scene.send(c.CloseSession(), c.AnswerQuestion(ids[2], "text", text="Yes."), c.ReopenSession())
    assert scene.view()["queue"] == [ids[4], ids[5], ids[0], ids[3]]


def test_the_record_has_an_answer_only_while_the_question_is_answered() -> None:
    scene = asking_scene("open")
    a = ask(scene)
    scene.send(c.AnswerQuestion(a, "live", ("p2",), "Yes."))
    rows = report(scene.session, scene.now)["audience_questions"]
    assert [(row["state"], row["answered_by"], row["answer"]) for row in rows] == [("answered", ["p2"], "Yes.")]
    scene.send(c.ReturnQuestion(a))
    rows = report(scene.session, scene.now)["audience_questions"]
    assert [(row["state"], row["answered_by"], row["answer"]) for row in rows] == [("approved", [], "")]


def test_closing_takes_what_is_on_off_the_stage_and_ends_the_round() -> None:
    scene = asking_scene("open")
    a, b = (ask(scene, author=who) for who in ("ada", "bob"))
    scene.send(c.TakeBatch((a, b)), c.PutQuestionOn(a), c.CloseSession())
    view = scene.view(Role.VIEWER)
    assert (view["question_on"], view["batch"], view["queue"]) == (None, [], [])
    assert [row["state"] for row in view["questions"]] == ["not_reached", "not_reached"]


PEOPLE = ("ada", "bob", "eve")
# Written down here once more, so that a mistake in the product's own table is noticed.
OPENLY = {"approved", "queued", "live", "answered"}
AS_BEFORE = {"deferred", "not_reached"}
SECRET = "SECRET-{}-{}"


class DeskMachine(RuleBasedStateMachine):
    """Random people at the desk and in the room; what is not public is in nothing that anybody else is sent."""

    def __init__(self) -> None:
        super().__init__()
        self.scene = asking_scene(ask_every="0:00", most_open_questions=10_000, most_questions=10_000)
        self.asked = 0
        self.ever_public: set[str] = set()

    def give(self, command: AnyCommand, role: Role = Role.DESK, author: str | None = None) -> None:
        before = self.scene.session
        with suppress(Rejection):
            self.scene.send(command, role=role, author=author)
            return
        assert self.scene.session is before

    @rule(
        author=st.sampled_from(PEOPLE),
        identity=st.sampled_from(["public", "moderators", "anonymous"]),
        policy=st.sampled_from(FloorPolicy),
    )
    def ask(self, author: str, identity: Any, policy: FloorPolicy) -> None:
        self.asked += 1
        self.give(c.SetFloorPolicy(policy))
        name = SECRET.format("name", self.asked)
        self.give(
            c.Ask(SECRET.format("text", self.asked), identity, name=name, affiliation=f"{name}-of"),
            Role.PARTICIPANT,
            author,
        )

    @rule(data=st.data(), move=st.sampled_from(sorted({*GIVEN, "take_question_off", "close_batch"})))
    def move(self, data: st.DataObject, move: str) -> None:
        ids = list(self.scene.session.asked.questions)
        if not ids:
            return
        one, other = data.draw(st.sampled_from(ids)), data.draw(st.sampled_from(ids))
        asked = self.scene.session.asked.questions[one]
        text = SECRET.format("edit", self.asked) if move == "edit_question" else "Yes."
        given: dict[str, AnyCommand] = {
            "edit_question": c.EditQuestion(one, text),
            "dismiss_question": c.DismissQuestion(one, "SECRET-reason", "SECRET-note"),
            "merge_questions": c.MergeQuestions(one, (other,)),
            "take_batch": c.TakeBatch((one, other)),
            "take_question_off": c.TakeQuestionOff(),
            "close_batch": c.CloseBatch(),
            "approve_question": c.ApproveQuestion(one),
            "withdraw_question": c.WithdrawQuestion(one),
            "queue_question": c.QueueQuestion(one, 0),
            "put_question_on": c.PutQuestionOn(one),
            "answer_question live": c.AnswerQuestion(one, "live"),
            "answer_question text": c.AnswerQuestion(one, "text", text="Yes."),
            "answer_question later": c.AnswerQuestion(one, "later"),
            "unmerge_question": c.UnmergeQuestion(one),
            "return_question": c.ReturnQuestion(one),
        }
        self.give(given[move], Role.PARTICIPANT if move == "withdraw_question" else Role.DESK, asked.author)

    @rule(command=st.sampled_from([c.CloseSession(), c.ReopenSession(), c.Undo(), c.Advance()]))
    def run(self, command: AnyCommand) -> None:
        self.give(command, Role.MODERATOR)

    def note_what_is_public(self) -> None:
        self.ever_public |= {q.id for q in self.scene.session.asked.questions.values() if str(q.state) in OPENLY}

    @invariant()
    def nothing_hidden_is_sent(self) -> None:
        self.note_what_is_public()
        hidden = secrets_of(self.scene, self.ever_public)
        for role in PUBLIC:
            sent = json.dumps(project(self.scene.session, role, self.scene.now), ensure_ascii=False)
            assert [secret for secret in hidden if f'"{secret}"' in sent] == []
        for person in PEOPLE:
            sent = json.dumps(own_questions(self.scene.session, person), ensure_ascii=False)
            theirs = {q.text for q in self.scene.session.asked.by(person)}
            assert [
                secret for secret in secrets_of(self.scene, self.ever_public, person) - theirs if f'"{secret}"' in sent
            ] == []

    @invariant()
    def the_book_agrees_with_itself(self) -> None:
        book = self.scene.session.asked
        assert {id_ for id_, q in book.questions.items() if q.state is QuestionState.QUEUED} == set(book.queue)
        assert len(set(book.queue)) == len(book.queue)
        live = {id_ for id_, q in book.questions.items() if q.state is QuestionState.LIVE}
        assert live == {*book.batch, *([book.on] if book.on else [])}
        assert all((q.into is not None) == (q.state is QuestionState.MERGED) for q in book.questions.values())
        assert self.scene.session == fold(self.scene.records)


def secrets_of(scene: Scene, ever_public: set[str], own: str | None = None) -> set[str]:
    """Every text, name, reason and note that somebody who is not the desk (nor this author) may not read."""
    secrets: set[str] = {"SECRET-note"}
    shown: set[str] = set()
    for q in scene.session.asked.questions.values():
        fields = {q.text, q.original or "", q.name, q.affiliation, q.reason}
        public = str(q.state) in OPENLY or (str(q.state) in AS_BEFORE and q.id in ever_public)
        names = {q.name, q.affiliation} if q.identity == "public" else set()
        may = {q.text, *names} if public else set()
        if own is not None and q.author == own:
            may = {q.text, q.original or "", q.name, q.affiliation, q.reason}
        secrets |= {field for field in fields if field}
        shown |= may
    return secrets - shown


def test_random_desks_keep_the_table_and_their_secrets() -> None:
    run_state_machine_as_test(DeskMachine, settings=settings(max_examples=60, stateful_step_count=40, deadline=None))


def test_every_state_says_who_sees_it_and_every_move_belongs_to_a_command() -> None:
    assert set(SEEN) == set(QuestionState)
    hidden = {state for state, seen in SEEN.items() if seen is Seen.DESK_AND_AUTHOR}
    assert hidden >= {QuestionState.PENDING, QuestionState.DISMISSED, QuestionState.WITHDRAWN}
    assert {move.partition(" ")[0] for move in MOVES} <= {kind.command for kinds in MAY.values() for kind in kinds}


def test_a_participant_without_a_pseudonym_cannot_ask() -> None:
    scene = asking_scene("open")
    with pytest.raises(Rejection) as refused:
        decide(scene.session, c.Ask("Who am I?"), scene.now, role=Role.VIEWER)
    assert refused.value.code == "not_yours"
    scene.wait(minutes(1))


def test_what_is_separated_changes_both_questions_for_other_desks() -> None:
    scene = scene_in(QuestionState.MERGED)
    versions = {id_: question(scene, id_).version for id_ in ("x", "other")}
    scene.send(c.UnmergeQuestion("x"))
    assert all(question(scene, id_).version > version for id_, version in versions.items())
    assert (question(scene, "x").into, scene.session.asked.merged_into("other")) == (None, [])
