"""Every record and programme can be written and read, with any texts in the session."""

from __future__ import annotations

import json
from dataclasses import replace
from io import BytesIO
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
import yaml
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from openpyxl import load_workbook

from app.domain.messages import commands as c
from app.domain.text import clean_text
from app.domain.values import FloorPolicy, Role
from app.domain.views.audit import Entry, entries
from app.domain.views.report import report
from app.domain.views.report_shapes import Report
from app.formats.audit import csv_lines, json_lines
from app.formats.programme.document import document_json, document_yaml
from app.formats.programme.frab import programme_frab_json, programme_frab_xml
from app.formats.programme.icalendar import programme_ics
from app.formats.programme.published import Published
from app.formats.record.formats import FORMATS
from app.formats.record.glyphs import FONTS, STAND_IN, Glyphs, code_points, fonts
from app.formats.record.line_breaks import BREAK, SOFT_HYPHEN, breakable, language_of
from app.formats.record.pdf import pages, typeset
from app.formats.record.svg import timeline_svg
from app.formats.text.csv_cells import inert
from app.languages.words import ENGLISH
from tests.fakes import Scene, document, minutes, plan

# Characters of every kind; journals that were kept before texts were cleaned may hold the illegal ones.
OLD_TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
NEW_TEXT = OLD_TEXT.map(clean_text).filter(lambda text: len(text) > 2)
SCRIPTS = {
    "Latin": "Nguyễn Thị Hồng, Łukasz Žižek, Íñigo, Þórður",
    "Cyrillic": "Анастасия Преображенская, Ђорђе, Їжакевич",
    "Greek": "Κωνσταντίνος Παπαδόπουλος, Ἀθῆναι",
    "Arabic": "د. ليلى بنت عبد الرحمن, پژوهشگاه",
    "Hebrew": "ד\u05b8ר יעל בן\u05beדוד",
    "Devanagari": "डॉ. अनुराधा श्रीवास्तव",
    "Thai": "ดร. สมชาย ใจดีวัฒนกุล",
    "Chinese": "王建国 龍馬精神",
    "Japanese": "佐藤 花子さん、ハーモニー「々」",
    "Korean": "김민준 뷁 박사",
    "emoji": "🙂 👩\u200d👩\u200d👧",
}


def scene_of(text: str, question: str = "Who pays for all of this?") -> Scene:
    """A session with one text in every place where people write."""
    fields = document()
    for speaker in fields["speakers"]:
        speaker |= dict.fromkeys(("title", "affiliation"), "x")
    scene = Scene(_everywhere(plan(**fields), text))
    scene.send(c.OpenSession(), c.Advance(), c.Advance(), c.SetFloorPolicy(FloorPolicy.MODERATED))
    scene.send(c.Ask(question, name="Ada", identity="public", id="a"), role=Role.VIEWER, author="ada")
    scene.send(c.ApproveQuestion("a"), c.AddNote(question))
    scene.wait(minutes(5))
    scene.send(c.AnswerQuestion("a", "live", ("p1", "p2", "p3")), c.CloseSession())
    return scene


def _everywhere(value: Any, text: str) -> Any:
    """A plan as an old journal may hold it: its texts were never looked at."""
    people = tuple(replace(s, name=text, title=text, affiliation=text) for s in value.speakers)
    segments = tuple(replace(s, title=text) for s in value.segments)
    questions = tuple(replace(q, text=text) for q in value.guiding_questions)
    conference = replace(value.conference, title=text, venue=text)
    return replace(
        value, title=text, speakers=people, segments=segments, guiding_questions=questions, conference=conference
    )


def report_of(text: str, question: str = "Who pays for all of this?") -> Report:
    scene = scene_of(text, question)
    return report(scene.session, scene.now, scene.records)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    # An example takes a second: the first that fails says enough.
    phases=[Phase.explicit, Phase.generate],
)
@example("\x1f\ufffe", "\ufdd0\U0001ffff=1+1")
@example("\u0301\u0316\u05b8 \U00020000\U0010fffd ｶﾞ", "漢\u0301\u200dあ\u093f한\u0e33")
@given(OLD_TEXT, NEW_TEXT)
def test_every_format_can_be_written_and_read(text: str, question: str) -> None:
    facts = report_of(text, question)
    files = {name: form.write(facts, ENGLISH) for name, form in FORMATS.items()}
    assert json.loads(files["json"])["slug"] == facts["slug"]
    for name in ("csv", "md", "html"):
        assert files[name].decode()
    assert files["pdf"].startswith(b"%PDF-")
    assert b"<pdfuaid:part>1<" in files["pdf"]
    load_workbook(BytesIO(files["xlsx"]))
    with ZipFile(BytesIO(files["xlsx"])) as parts:
        for part in parts.namelist():
            ElementTree.fromstring(parts.read(part))  # noqa: S314 - made here
    ElementTree.fromstring(timeline_svg(facts, ENGLISH))  # noqa: S314 - made here


@settings(max_examples=25, deadline=None, phases=[Phase.explicit, Phase.generate])
@example("\x1f\ufffe\u2028\x85")
@given(OLD_TEXT)
def test_every_programme_can_be_written_and_read(text: str) -> None:
    scene = scene_of(text)
    sessions = [Published.of(scene.session, scene.records)]
    ElementTree.fromstring(programme_frab_xml(sessions, "https://rostrum.example"))  # noqa: S314 - made here
    assert json.loads(programme_frab_json(sessions, "https://rostrum.example"))
    calendar = Calendar.from_ical(programme_ics(sessions, segments=True).decode())
    assert len(calendar.walk("VEVENT")) == 1 + len(scene.session.plan.segments)
    assert json.loads(document_json(scene.session.plan))
    assert yaml.safe_load(document_yaml(scene.session.plan))
    for line in (*csv_lines(entries(scene.records)), *json_lines(entries(scene.records))):
        assert line.decode()


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_fonts_of_the_pdf_have_what_was_promised(script: str) -> None:
    glyphs = Glyphs()
    assert glyphs.printable(SCRIPTS[script]) == SCRIPTS[script]
    assert not glyphs.missing


def test_every_syllable_of_korean_and_every_kana_has_a_glyph() -> None:
    everywhere = frozenset().union(*fonts())
    assert everywhere.issuperset(range(0xAC00, 0xD7A4))
    assert everywhere.issuperset(range(0x3041, 0x3097))


def test_a_font_tells_what_it_has() -> None:
    assert ord("ü") in code_points(FONTS / "Inter-400.ttf")
    assert ord("漢") not in code_points(FONTS / "Inter-400.ttf")
    assert 0x1F642 in code_points(FONTS / "NotoEmoji-400.ttf")


def test_what_no_font_has_is_replaced_and_named_in_the_foot() -> None:
    says = pdf_facts(report_of("Anna \U00020000 \U00012000 Berg"))
    assert says["title"] == f"Record: Anna {STAND_IN} {STAND_IN} Berg"
    assert says["heading"]["parts"][0]["text"] == f"Anna {STAND_IN} {STAND_IN} Berg"
    [_, named] = says["foot"]
    assert named == f"{STAND_IN} stands for a character that no font of this document has: U+20000, U+12000."


def test_a_mark_that_no_font_places_on_its_letter_is_replaced_alone() -> None:
    glyphs = Glyphs()
    assert glyphs.printable("漢\u05b8字") == f"漢{STAND_IN}字"
    assert list(glyphs.missing) == ["\u05b8"]


def test_the_foot_names_only_so_many() -> None:
    many = "".join(map(chr, range(0x20000, 0x20020)))
    assert pdf_facts(report_of(many))["foot"][1].endswith("U+2000B, 20 more.")


def pdf_facts(facts: Report) -> dict[str, Any]:
    """What the template of the PDF is given."""
    return pages(facts, ENGLISH)


def test_the_names_of_a_cell_stand_below_each_other() -> None:
    # Three people answered the question.
    assert typeset(report_of("Anna Berg"), ENGLISH).query("table").count('"linebreak"') >= 2


def test_a_word_within_a_text_from_right_to_left_is_broken_without_hyphens() -> None:
    # The typesetter would put them where the line begins.
    long = "Donaudampfschifffahrtsgesellschaftskapitänswitwenrente"
    facts, left = (json.dumps(pdf_facts(report_of(text)), ensure_ascii=False) for text in (f"نعم {long}", long))
    assert (SOFT_HYPHEN in facts, BREAK in facts) == (False, True)
    assert SOFT_HYPHEN in left


@pytest.mark.parametrize(
    ("text", "width", "parted"),
    [
        ("short", 10, "short"),
        ("Vereinbarungen", 7, "Ve\u00adrein\u00adba\u00adrun\u00adgen"),
        (
            "Donaudampfschifffahrtsgesellschaftskapitän",
            12,
            "Do\u00adnau\u00addampf\u00adschiff\u00adfahrts\u00adge\u00adsell\u00adschafts\u00adka\u00adpi\u00adtän",
        ),
        ("Zuständigkeitsübertragung", 9, "Zu\u00adstän\u00addig\u00adkeits\u00adüber\u00adtra\u00adgung"),
        ("the longest-known word", 8, "the longest-known word"),
        ("https://a.example", 9, "https://\u200ba.exampl\u00ade"),
        ("สมชายใจดีวัฒนกุล", 8, "สมชายใจ\u200bดีวัฒนกุ\u200bล"),
        ("q\u0301q\u0301q\u0301q\u0301", 5, "q\u0301q\u0301\u00adq\u0301q\u0301"),
    ],
)
def test_a_long_word_can_be_broken(text: str, width: int, parted: str) -> None:
    assert breakable(text, width) == parted


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Anna", None),
        ("Zoë", None),
        ("佐藤さん", "ja"),
        ("王建国", "zh"),
        ("김 金", "ko"),
        ("Анна", "ru"),
        ("Άννα", "el"),
    ],
)
def test_the_script_tells_the_language(text: str, language: str | None) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Die Zukunft der Rente", "de"),
        ("Grundstücksverkehrsgenehmigung", "de"),
        ("To die for", None),
        ("Ursula von der Leyen", None),
        ("Internationalization", None),
        ("佐藤さん", "ja"),
    ],
)
def test_what_people_wrote_may_be_german(text: str, language: str | None) -> None:
    assert (language_of(text, written=True), language_of("佐藤さん")) == (language, "ja")


@pytest.mark.parametrize("text", ["=1+1", "＝1+1", "＋1", "－1", "＠SUM(1)", "\ufffe=1", "-1", "\t=1"])
def test_no_cell_of_any_csv_file_is_a_formula(text: str) -> None:
    assert inert(text).startswith("'")


def test_no_cell_of_the_audit_is_a_formula() -> None:
    lines = b"".join(csv_lines([Entry(0, "＝1+1", "desk", "ask", about="＠x")])).decode()
    assert ",'＝1+1," in lines
    assert ",'＠x," in lines
