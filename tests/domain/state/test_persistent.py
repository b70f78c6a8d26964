"""Persistent lists and maps behave as tuples and dicts do, and leave the values that they were made from alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.state.persistent import PersistentList, PersistentMap

SIZES = (0, 1, 31, 32, 33, 63, 64, 65, 1_023, 1_024, 1_055, 1_056, 1_057, 1_088, 32_800, 32_832, 33_000)


@pytest.mark.parametrize("size", SIZES)
def test_a_list_that_was_appended_to_holds_what_a_list_made_at_once_holds(size: int) -> None:
    grown: PersistentList[int] = PersistentList()
    for n in range(size):
        grown = grown.append(n)

    at_once = PersistentList(range(size))
    assert grown == at_once
    assert hash(grown) == hash(at_once)
    assert list(grown) == list(range(size))
    assert list(reversed(grown)) == list(range(size))[::-1]
    assert [grown[n] for n in range(size)] == list(range(size))
    assert grown[-5:] == tuple(range(size))[-5:]


@given(st.lists(st.integers(), min_size=1, max_size=1_200), st.data())
def test_a_replaced_item_changes_only_the_new_list(items: list[int], data: st.DataObject) -> None:
    at = data.draw(st.integers(-len(items), len(items) - 1))
    before = PersistentList(items)

    after = before.with_item(at, 7)

    expected = list(items)
    expected[at] = 7
    assert (list(before), list(after)) == (items, expected)


def test_two_lists_that_grow_from_one_do_not_see_each_other() -> None:
    before = PersistentList(range(32))

    one, other = before.append(1), before.append(2)

    assert (len(before), one[-1], other[-1], one == other) == (32, 1, 2, False)
    assert (one.grew_from(before), one.grew_from(one), one.grew_from(other), before.grew_from(one)) == (
        True,
        True,
        False,
        False,
    )


def test_a_short_list_grew_from_its_beginning_and_from_no_other() -> None:
    before = PersistentList(range(5))
    assert before.append(5).grew_from(before)
    assert not before.append(5).grew_from(before.with_item(4, 9))


@pytest.mark.parametrize("index", [-34, 33, 1_000])
def test_an_index_outside_of_a_list_is_an_error(index: int) -> None:
    with pytest.raises(IndexError):
        PersistentList(range(33))[index]
    with pytest.raises(IndexError):
        PersistentList(range(33)).with_item(index, 0)


@given(st.lists(st.tuples(st.text(max_size=3), st.integers()), max_size=600))
def test_a_map_is_a_dict_with_its_keys_in_order(pairs: list[tuple[str, int]]) -> None:
    grown: PersistentMap[str, int] = PersistentMap()
    states = [grown]
    for key, value in pairs:
        grown = grown.with_entry(key, value)
        states.append(grown)

    expected = dict(pairs)
    assert grown == expected == PersistentMap(expected)
    assert list(grown) == list(expected)
    assert list(grown.items()) == list(expected.items())
    assert list(grown.values()) == list(expected.values())
    half = len(pairs) // 2
    assert states[half] == dict(pairs[:half])
    assert set(grown.changed_since(states[half])) == {
        key for key, value in expected.items() if dict(pairs[:half]).get(key) != value
    }


@pytest.mark.parametrize("size", [5, 16, 17, 32, 600])
def test_a_map_made_at_once_knows_each_key_and_which_were_added_since(size: int) -> None:
    whole = PersistentMap({f"k{n}": n for n in range(size)})
    assert [whole[f"k{n}"] for n in range(size)] == list(range(size))
    assert whole.with_entries({"one": 1, "k0": 7}).changed_since(whole) == ["k0", "one"]


def test_a_map_is_equal_to_what_has_the_same_entries_and_to_nothing_else() -> None:
    one: PersistentMap[str, int] = PersistentMap({"x": 1, "y": 2})
    assert one == {"x": 1, "y": 2} == PersistentMap({"y": 2, "x": 1})
    for other in ({"x": 1}, {"x": 1, "y": 3}):
        assert one != other
        assert one != PersistentMap(other)


def test_keys_with_the_same_hash_are_kept_apart() -> None:
    # Python gives -1 and -2 the same hash, and whole numbers above 2**61 - 1 that of a small one.
    keys = [n * (2**61 - 1) + 5 for n in range(40)] + [-1, -2]
    held: PersistentMap[int, int] = PersistentMap()
    for place, key in enumerate(keys):
        held = held.with_entry(key, place)

    assert len({hash(key) for key in keys}) < len(keys)
    assert [held[key] for key in keys] == list(range(len(keys)))
    assert 5 * (2**61 - 1) not in held


def test_a_list_is_equal_to_a_list_of_the_same_items_and_to_no_other() -> None:
    for size in (1, 31, 32, 33):
        items: PersistentList[int] = PersistentList(range(size))
        assert items != items.append(size)
        assert items.append(size) != items
        assert items == PersistentList(range(size))
        assert items != items.with_item(0, 99)
