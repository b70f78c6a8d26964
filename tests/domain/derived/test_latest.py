"""What readers of one state share is computed once, and not kept with a state that is gone."""

from __future__ import annotations

from weakref import ref

from app.domain.derived.latest import Latest
from tests.domain.debate import Debate


def test_a_value_is_computed_once_for_each_key_until_another_state_is_asked_for() -> None:
    debate, latest, computed = Debate(), Latest[int](), list[str]()
    before = debate.session

    def compute() -> int:
        computed.append("once more")
        return len(computed)

    assert [latest.of(before, key, compute) for key in ("a", "a", "b", "a")] == [1, 1, 2, 1]
    debate.ask("chad")
    assert latest.of(debate.session, "a", compute) == 3
    assert latest.of(before, "a", compute) == 4


def test_a_value_of_another_state_never_comes_between() -> None:
    mine, other, latest = Debate().session, Debate().session, Latest[str]()

    def compute() -> str:
        assert latest.of(other, "a", lambda: "of the other") == "of the other"  # as another thread may ask
        return "mine"

    assert latest.of(mine, "a", compute) == "mine"


def test_the_state_is_not_kept_in_memory() -> None:
    debate, latest = Debate(), Latest[int]()
    latest.of(debate.session, "a", lambda: 1)
    known = ref(debate.session)
    debate.ask("chad")
    debate.history = Debate().history
    assert known() is None
