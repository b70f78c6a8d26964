"""Pseudo-languages: each text is changed, and each value in its place is as it was."""

from __future__ import annotations

from app.languages.words import words_in


def test_a_text_is_accented_longer_and_in_brackets_and_its_value_is_not_changed() -> None:
    said = words_in("en-XA")("Give the floor to {name}", name="Ann")
    assert (said[:5], said[-2:]) == ("⟦Ĝîṽé", "·⟧")
    assert "Ann" in said
    assert words_in("en-XA")(", ") == ", "  # nothing to read
    assert words_in("en-XA").many("{count} word", "{count} words", 2).startswith("⟦2 ŵöŕðš")


def test_a_mirrored_text_runs_from_right_to_left_around_its_value() -> None:
    assert words_in("ar-XB")("To {name}.", name="Ann") == "\u202eTo\u202c Ann\u202e.\u202c"
    assert words_in("ar-XB").direction == "rtl"
    assert words_in("en-XA").date(0, "UTC") == "1 January 1970"
