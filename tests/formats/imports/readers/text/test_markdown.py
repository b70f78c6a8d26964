"""Texts in Markdown, with what a web site writes around and between them."""

from __future__ import annotations

import pytest

from app.formats.imports.readers.text.markdown import as_page, heading_levels, without_comments, without_markup
from tests.formats.imports.reading import people, read, rows


@pytest.mark.parametrize(
    ("line", "plain"),
    [
        ("## **Day** [one](https://a.example)", "Day one"),
        ("## Day 1. October 15<sup>th</sup> 2026 {#first}", "Day 1. October 15th 2026"),
        ('![clock](/clock.svg "A clock") Panel 2', " Panel 2"),
        ("[Opening]({{ site.baseurl }}/opening) (Ann Lee)", "Opening (Ann Lee)"),
        ("Notes (see [the list](list.md))", "Notes (see the list)"),
        ("10:00 Clocks<br>Ann Lee", "10:00 Clocks   Ann Lee"),
        ("{: .table .program}", ""),
        ("-----", ""),
        ("1 < 2 {set}", "1 < 2 {set}"),
        ("9:00&nbsp;Tea &amp; cake\\", "9:00\xa0Tea & cake"),
    ],
)
def test_a_line_without_its_marks(line: str, plain: str) -> None:
    assert without_markup(line) == plain


def test_levels_of_headings() -> None:
    assert heading_levels(["Clock days", "======", "", "### Morning", "#hash", "Noon", "----"]) == {0: 1, 3: 3, 5: 2}


def test_comments_leave_the_numbers_of_lines() -> None:
    assert without_comments("a<!-- b\n\nc -->d\n<!-- e") == "a\n\nd\n<!-- e"
    assert without_comments("a {: .b}\n{:.c}\n {% d %}\ne") == "a {: .b}\n\n\ne"


def test_a_few_marks_make_no_page() -> None:
    assert as_page("<div>\n10:00 Opening\n</div>\n") is None


def test_a_table_of_html_in_markdown_and_rows_without_one() -> None:
    row = "<tr> <td> {} </td> <td> {} </td> </tr>\n"
    text = "---\nlayout: default\n---\n\n# Day 1\n\n<table>\n"
    text += (
        row.format("9:00 - 9:30", "Welcome") + row.format("9:30 - 10:30", "Clock repair") + "</table>\n\n# Day 2\n\n"
    )
    text += row.format("10:00 - 11:00", "Sundials") + row.format("11:00 - 11:30", "Farewell")
    assert [(session.items[0].title, len(session.items)) for session in read(text).sessions] == [
        ("Welcome", 2),
        ("Sundials", 2),
    ]


def test_headings_of_html_hold_the_times_and_the_lines_below_are_about_them() -> None:
    text = '<div class="slot">\n<h3>01. Welcome (13:00-13:30)</h3>\n<ul>\n<li>Why we are here</li>\n</ul>\n</div>\n'
    text += '<div class="slot">\n<h3>02. Clocks (13:30-14:00)</h3>\n<ul>\n<li>Springs and weights</li>\n</ul>\n</div>\n'
    text += "<h3>03. Tea (14:00-14:30)</h3>\n"
    programme = read(f"# Clock day\n\n{text}")
    assert rows(programme) == [("13:00", "Welcome", 30), ("13:30", "Clocks", 30), ("14:00", "Tea", 30)]
    assert programme.sessions[0].items[0].details.abstract == "Why we are here"


def test_a_text_below_a_comment_is_no_xml() -> None:
    text = "<!-- made by a script -->\n\n# Dance weekend\n\n#### Friday\n\n"
    text += "- 18:00 – 20:00\n  Lessons\n- 20:00 – 23:00\n  Ball\n"
    assert rows(read(text)) == [("18:00", "Lessons", 120), ("20:00", "Ball", 180)]


def test_titles_below_names_may_have_colons() -> None:
    text = "- **10:00** Ann Lee, Bo Chu  \n[*Springs in old watches: what they tell*](a)\n\n- **10:30** Coffee\n\n"
    text += "- **10:50** Cy Dee  \n[*Sundials of the north (Oslo, NO)*](b)\n\n- **11:20** Di Eno  \n[*Weights*](c)\n"
    programme = read(text)
    assert [title for _, title, _ in rows(programme)] == [
        "Springs in old watches: what they tell",
        "Coffee",
        "Sundials of the north (Oslo, NO)",
        "Weights",
    ]
    assert list(people(programme).values()) == [["Ann Lee", "Bo Chu"], ["Cy Dee"], ["Di Eno"]]
