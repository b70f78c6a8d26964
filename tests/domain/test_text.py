"""Texts of people: cleaned once and for all, never in more than linear time, and only by one module."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from unicodedata import category, is_normalized
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import Invalid
from app.domain.text import LONGEST_TEXT, MOST_MARKS, clean_text, cleaned, folded, legal, normal, stream_safe
from app.domain.values import LONGEST_DURATION, MINUTE, parse_duration

ROOT = Path(__file__).parents[2]
VECTORS: list[tuple[str, str]] = json.loads((ROOT / "tests/text_vectors.json").read_text())
# Bodies of two megabytes: sorted as one run they hold a processor for hours, in short runs for a moment.
MARKS = "\u0301\u0316" * 500_000
HALF_WIDTH = "\uff9e" * 1_000_000
ANY_TEXT = st.text(st.characters(exclude_categories=()))  # surrogates and noncharacters too


def longest_run(text: str) -> int:
    return max(map(len, re.findall("m+", "".join("m" if category(c)[0] == "M" else " " for c in text))), default=0)


@pytest.mark.parametrize(("typed", "kept"), VECTORS)
def test_a_text_is_kept_as_the_shared_vectors_say(typed: str, kept: str) -> None:
    assert clean_text(typed) == kept


@given(ANY_TEXT)
def test_a_clean_text_is_composed_visible_and_stays_as_it_is(text: str) -> None:
    kept = clean_text(text)
    assert clean_text(kept) == kept
    assert is_normalized("NFC", kept)
    assert longest_run(kept) <= MOST_MARKS
    assert not {category(c) for c in kept} & {"Cc", "Cs", "Co"}
    assert legal(kept) == kept


@given(ANY_TEXT)
def test_a_legal_text_can_stand_in_any_xml_document(text: str) -> None:
    kept = legal(text).replace("&", "").replace("<", "").replace(">", "").replace("\r", "")
    assert (ElementTree.fromstring(f"<a>{kept}</a>").text or "") == kept  # noqa: S314 - made here


@pytest.mark.parametrize("noncharacter", [0xFFFE, 0xFFFF, 0xFDD0, 0xFDEF, 0x1FFFE, 0x10FFFF])
def test_noncharacters_are_dropped(noncharacter: int) -> None:
    assert clean_text(f"a{chr(noncharacter)}b") == legal(f"a{chr(noncharacter)}b") == "ab"


def test_a_text_may_begin_with_as_many_marks_as_others_have_in_it() -> None:
    assert longest_run(clean_text("\u0316" * 50)) == MOST_MARKS


def test_marks_behind_invisible_characters_are_one_run() -> None:
    assert longest_run(clean_text("e" + ("\u0316" * 20 + "\u200b") * 50)) == MOST_MARKS


@pytest.mark.parametrize("text", [MARKS, HALF_WIDTH, "e" + MARKS])
def test_every_function_ends_on_the_longest_bodies(text: str) -> None:
    assert len(stream_safe(text)) <= 1 + MOST_MARKS
    assert len(clean_text(text)) <= 1 + MOST_MARKS
    assert len(normal("NFKD", text)) <= 1 + MOST_MARKS
    assert len(folded(text)) <= 1


def test_texts_are_compared_without_case_and_accents() -> None:
    assert folded("École, STRASSE, Ñandú") == folded("ecole, straße, nandu") == "ecole, strasse, nandu"


def test_a_text_that_is_far_too_long_is_refused_and_never_cut() -> None:
    with pytest.raises(Invalid, match="20001 characters"):
        cleaned("title", f"ab{' ' * (LONGEST_TEXT - 1)}", 1, 300)
    assert cleaned("title", f"ab{' ' * (LONGEST_TEXT - 2)}", 2, 2) == "ab"


def test_what_is_far_too_long_for_a_duration_is_none() -> None:
    assert parse_duration(f"6{' ' * 1_000_000}") is None
    assert parse_duration(f"6{' ' * (LONGEST_DURATION - 1)}") == 6 * MINUTE


def test_no_other_module_normalises() -> None:
    users = {
        path.relative_to(ROOT).as_posix() for path in (ROOT / "app").rglob("*.py") if "normalize" in _names_used(path)
    }
    assert users == {"app/domain/text.py"}


def _names_used(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.Attribute(attr=name) | ast.Name(id=name) | ast.alias(name=name):
                yield name


def test_text_loses_what_misleads_and_keeps_what_shapes_it() -> None:
    assert clean_text("  a\u202eb\u200bc \u2028 d\x00 ") == "abc d"
    assert clean_text("e\u0301") == "é"
    family = "👨\u200d👩\u200d👧"
    assert clean_text(family) == family
    wanted = "می\u200cخواهم"
    assert clean_text(f"\u200c {wanted} \ue000\u200d") == wanted
