"""A history is the fold of its records, and gets there without folding all of them again."""

from __future__ import annotations

import random

import pytest

from app.domain.errors import Rejection
from app.domain.messages import commands as c
from app.domain.messages.events import Record
from app.domain.rules.decide import decide
from app.domain.state.fold import begun, fold, follow
from app.domain.state.history import STATE_EVERY, STEP, History
from app.domain.values import Interruption, Role
from tests.fakes import START, Scene, created, plan, seconds

MODERATOR = (
    c.Advance(),
    c.Advance(),
    c.GoBack(),
    c.PauseClock(),
    c.ResumeClock(),
    c.GrantTime(30_000),
    c.CorrectStart(1_000, also_end_previous=True),
    c.Interrupt(Interruption.OTHER),
    c.EndInterruption(),
    c.FocusQuestion("q1"),
    c.FocusQuestion(None),
    c.ShowMessage("Please conclude"),
    c.CloseSession(),
    c.ReopenSession(),
    c.Undo(),
    c.Undo(),
    c.AddNote("Noted"),
)


def played(commands: int, seed: int) -> list[Record]:
    """A journal in which everything is pressed in no good order, and questions come in between."""
    chance, now = random.Random(seed), START
    history = History.of([created(plan(floor_policy="moderated", ask_every="0:00"))])
    for number in range(commands):
        now += chance.randrange(0, seconds(20))
        command: c.AnyCommand = c.Ask(f"Question {number}?") if chance.random() < 0.3 else chance.choice(MODERATOR)
        role = Role.VIEWER if isinstance(command, c.Ask) else Role.MODERATOR
        append(history, command, role, now)
    return history.records


def append(history: History, command: c.AnyCommand, role: Role, now: int) -> None:
    seq = history.session.seq + 1
    try:
        events = decide(history.session, command, now, role=role, author=f"p{seq}")
    except Rejection:
        return
    records = [
        Record(seq + n, now, "test", role, None if n else f"k{seq}", command.command, event)
        for n, event in enumerate(events)
    ]
    history.extend(records)


@pytest.mark.parametrize("seed", range(4))
def test_a_history_that_grew_is_the_fold_of_its_records(seed: int) -> None:
    records = played(900, seed)

    assert len(records) > 2 * STATE_EVERY
    assert sum(record.command == "undo" for record in records) > 10
    grown: History = History()
    for record in records:
        grown.extend([record])
    assert grown.session == History.of(records).session == fold(records)


@pytest.mark.parametrize("seed", range(2))
def test_an_earlier_state_is_the_fold_up_to_it(seed: int) -> None:
    records = played(700, seed)
    history = History.of(records)

    undone = {seq for record in records for seq in getattr(record.event, "seqs", ())}
    for seq in (1, 2, STATE_EVERY - 1, STATE_EVERY, STATE_EVERY + 1, len(records) // 2, len(records)):
        expected = begun(records[0])
        for record in records[:seq]:
            expected = follow(expected, record, undone=record.seq in undone)
        assert history.at(seq) == expected
    assert history.at(len(records)) == history.session


def test_an_undo_after_thousands_of_records_folds_a_few_hundred() -> None:
    history = History.of([created(plan(floor_policy="moderated", ask_every="0:00"))])
    now = START
    for _ in range(1_500):
        now += seconds(1)
        append(history, c.GrantTime(1_000) if history.session.on else c.Advance(), Role.MODERATOR, now)
    for number in range(200):
        append(history, c.Ask(f"Question {number}?"), Role.VIEWER, now)
    before = history.session

    seq = before.seq + 1
    undone = decide(before, c.Undo(), now, role=Role.MODERATOR)
    steps = sum(1 for _ in history.steps([Record(seq, now, "test", "moderator", f"k{seq}", "undo", undone[0])]))

    assert steps <= (STATE_EVERY + 200) // STEP + 1
    assert history.session == fold(history.records)
    assert history.session.allotted("opening") == before.allotted("opening") - 1_000


def test_commands_before_and_after_a_snapshot_are_undone_at_once() -> None:
    scene = Scene.after(c.GiveFloor("t1"))
    while len(scene.records) < STATE_EVERY + 5:
        scene.send(c.GrantTime(1_000))
    grown, count = History.of(scene.records), len(scene.records)
    scene.send(*[c.Undo()] * 10)
    grown.extend(scene.records[count:])
    assert grown.session == fold(scene.records)


def test_the_state_at_an_earlier_record_is_the_fold_up_to_it_without_what_was_undone_since() -> None:
    scene = Scene.after(c.GiveFloor("t1"))
    while len(scene.records) < 2 * STATE_EVERY + 5:
        scene.send(c.GrantTime(1_000))
    for count in (1, 2, STATE_EVERY - 1, STATE_EVERY, STATE_EVERY + 1, len(scene.records)):
        assert scene.history.at(scene.records[count - 1].seq) == fold(scene.records[:count])
    granted, latest = scene.session.timer.granted_ms, scene.session.seq
    scene.send(c.Undo())
    assert scene.history.at(latest).timer.granted_ms == granted - 1_000


def test_a_fold_that_is_given_up_changes_nothing() -> None:
    records = played(600, seed=9)
    history = History.of(records[:50])
    before = history.session

    half_way = history.steps(records[50:])
    next(half_way)
    half_way.close()

    assert (history.session, history.records) == (before, records[:50])
    history.extend(records[50:])
    assert history.session == fold(records)


def test_a_change_of_one_question_among_thousands_shares_the_others() -> None:
    history = History.of([created(plan(floor_policy="moderated", most_open_in_session=5_000))])
    for number in range(2_000):
        append(history, c.Ask(f"Question {number}?", id=f"a{number}"), Role.VIEWER, START)
    before = history.session.asked.questions

    append(history, c.ApproveQuestion("a1000"), Role.MODERATOR, START)

    after = history.session.asked.questions
    assert after.changed_since(before) == ["a1000"]
    pairs = zip(before.entries().leaves(), after.entries().leaves(), strict=True)
    assert sum(old is not new for old, new in pairs) == 1
    assert [question.id for question in history.session.asked.by(before["a7"].author or "")] == ["a7"]
    assert history.session.asked.open == 2_000


def test_a_history_without_a_beginning_is_refused() -> None:
    records = played(30, seed=1)
    with pytest.raises(ValueError, match="session_created"):
        History.of(records[1:])
    with pytest.raises(ValueError, match="session_created"):
        _ = History().session


def test_a_command_is_known_by_its_key_with_all_of_its_records() -> None:
    scene = Scene()
    scene.send(c.OpenSession(), c.GiveFloor("t1"), c.GiveFloor("t2"))
    for place, record in enumerate(scene.records):
        if record.key is not None:
            assert scene.history.command(record.key)[0] == scene.records[place]
    given = [record for record in scene.records if record.command == "give_floor"]
    by_key = [scene.history.command(record.key) for record in given if record.key is not None]
    assert [record for command in by_key for record in command] == given
    assert scene.history.command("another") == ()
