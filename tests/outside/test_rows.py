"""Rows as files: what XML may not hold is left out, and no row is no error."""

from __future__ import annotations

from app.outside.rows import as_csv, as_json, as_xml


def test_no_rows_are_an_empty_table_in_each_form() -> None:
    assert (as_json([]), as_csv([])) == (b"[]", "\ufeff".encode())
    assert as_xml([]).endswith(b"<rows />")


def test_characters_that_xml_forbids_are_left_out_and_others_are_escaped() -> None:
    assert b"<title>a&lt;b</title>" in as_xml([{"title": "a\x00<b"}])


def test_the_digits_of_a_clock_have_no_apostrophe() -> None:
    assert as_csv([{"timer": "+0:30", "title": "+1"}]).decode("utf-8-sig") == "timer,title\r\n+0:30,'+1\r\n"
