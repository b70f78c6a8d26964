"""Catalogues: a language without one, an unfinished one and a broken one are all shown, in English where they fail."""

from __future__ import annotations

import os
from gettext import c2py
from pathlib import Path

import pytest
from babel import Locale
from babel.messages import Message
from structlog.testing import capture_logs

from app.languages.catalogues import faults, forms_of_one_number, load, names, percent, read, source_file
from app.languages.languages import LANGUAGES
from app.languages.words import Words

HEAD = """
msgid ""
msgstr ""
"Language: pt\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"""


def catalogue(locale: Path, text: str, head: str = HEAD) -> Words:
    """Write the catalogue of a seventh language and return its words."""
    path = source_file("pt", locale)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(head + text, encoding="utf-8")
    # As a text editor would: a second later than the catalogue that was compiled before.
    after = max((file.stat().st_mtime_ns for file in path.parent.iterdir()), default=0) + 1_000_000_000
    os.utime(path, ns=(after, after))
    return Words("pt", load("pt", locale))


def test_a_seventh_language_falls_back_where_it_is_not_translated(tmp_path: Path) -> None:
    words = catalogue(tmp_path, 'msgid "Questions"\nmsgstr "Perguntas"\nmsgid "Stage"\nmsgstr ""\n')
    assert (words("Questions"), words("Stage"), words("Desk")) == ("Perguntas", "Stage", "Desk")
    assert load("pt", tmp_path / "elsewhere") is None


def test_an_unfinished_language_is_listed_with_how_much_of_it_there_is(tmp_path: Path) -> None:
    texts = ["Questions", "Stage", "Desk", "Notes", "Undo", "To {name}", "Clock", "Plan"]
    template = "".join(f'msgid "{text}"\nmsgstr ""\n' for text in texts)
    (tmp_path / "messages.pot").write_text(HEAD + template + 'msgid "{count} word"\nmsgid_plural "{count} words"\n')
    listed = {"en": "English", "pt": "Português"}
    assert names(listed, tmp_path) == {"en": "English", "pt": "Português (0 %)"}
    # A translation with a fault counts as none, a plural as one.
    plural = 'msgid "{count} word"\nmsgid_plural "{count} words"\nmsgstr[0] "{count} a"\nmsgstr[1] "{count} b"\n'
    empty = 'msgid "{count} item"\nmsgid_plural "{count} items"\nmsgstr[0] ""\nmsgstr[1] ""\n'
    catalogue(
        tmp_path, f'msgid "Questions"\nmsgstr "Perguntas"\nmsgid "To {{name}}"\nmsgstr "A {{nome}}"\n{plural}{empty}'
    )
    assert names(listed, tmp_path)["pt"] == "Português (22 %)"
    catalogue(tmp_path, 'msgid "Questions\n')
    assert percent("pt", tmp_path) == 0
    assert all(percent(language) == 100 for language in LANGUAGES)


def test_a_newer_catalogue_is_compiled_again(tmp_path: Path) -> None:
    catalogue(tmp_path, 'msgid "Stage"\nmsgstr "Palco"\n')
    made = source_file("pt", tmp_path).with_suffix(".mo")
    assert made.exists()
    assert catalogue(tmp_path, 'msgid "Stage"\nmsgstr "Cena"\n')("Stage") == "Cena"


@pytest.mark.parametrize("damage", [b"", b"not compiled", None])
def test_a_damaged_compiled_catalogue_is_compiled_again(tmp_path: Path, damage: bytes | None) -> None:
    catalogue(tmp_path, 'msgid "Stage"\nmsgstr "Palco"\n')
    made = source_file("pt", tmp_path).with_suffix(".mo")
    whole = made.read_bytes()
    made.write_bytes(whole[: len(whole) // 2] if damage is None else damage)
    os.utime(made, ns=(2**62, 2**62))  # newer than its source
    assert Words("pt", load("pt", tmp_path))("Stage") == "Palco"
    assert made.read_bytes() == whole


def test_a_damage_that_cannot_be_mended_is_logged_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "messages.pot").write_text(HEAD + 'msgid "Stage"\nmsgstr ""\n')
    catalogue(tmp_path, 'msgid "Stage"\nmsgstr "Palco"\n')
    made = source_file("pt", tmp_path).with_suffix(".mo")
    made.write_bytes(b"")
    os.utime(made, ns=(2**62, 2**62))
    monkeypatch.setattr(Path, "write_bytes", read_only)
    with capture_logs() as logged:
        assert (percent("pt", tmp_path), Words("pt", load("pt", tmp_path))("Stage")) == (100, "Palco")
    assert [entry["file"] for entry in logged] == [str(made)]


def read_only(*_: object) -> int:
    raise PermissionError("a folder that cannot be written to")


@pytest.mark.parametrize("broken", ['msgid "Stage"\nmsgstr Palco', "\x00\x01", 'msgid "a"\nmsgid "b"\nmsgstr "c"\n'])
def test_a_broken_catalogue_leaves_the_texts_in_english(tmp_path: Path, broken: str) -> None:
    assert catalogue(tmp_path, broken)("Stage") == "Stage"
    assert load("pt", tmp_path) is None


def test_a_translation_with_a_fault_is_left_out_and_the_others_are_kept(tmp_path: Path) -> None:
    words = catalogue(
        tmp_path,
        'msgid "To {name}"\nmsgstr "A {nome}"\nmsgid "At {time}"\nmsgstr "\u00c0s {time}"\n',
    )
    assert (words("To {name}", name="Ann"), words("At {time}", time="9:00")) == ("To Ann", "\u00c0s 9:00")


@pytest.mark.parametrize(
    ("text", "said", "fault"),
    [
        ("To {name}", "A {nome}", "has the unknown place {nome}"),
        ("To {name}", "A", "lacks the place {name}"),
        ("{} of {}", "{} de", "lacks the place {}"),
        ("To {name}", "A {name", "lacks the place {name}"),
        ("To {name}", "A {name} }", "has a brace that belongs to no place"),
        ("Stage", "<b>Palco</b>", "has other markup than the text"),
        ("Stage", "\u202ePalco", "has a character that reverses the text around it"),
        (("{count} word", "{count} words"), ("{count} palavra", ""), "has 1 of 2 plural forms"),
        (("{count} word of {all}", "{count} words of {all}"), ("uma", "{count}"), "lacks the place {all}"),
    ],
)
def test_a_fault_is_named(text: str | tuple[str, str], said: str | tuple[str, str], fault: str) -> None:
    assert fault in set(faults(Message(text, said), 2))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("To {name}", ""),
        ("{first} to {last}", "at\u00e9 {last} de {first}"),
        (("{count} word", "{count} words"), ("uma palavra", "{count} palavras")),
        (("{count} word", "{count} words"), ("", "")),
    ],
)
def test_a_translation_may_move_places_leave_the_number_out_or_be_missing(
    text: str | tuple[str, str], said: str | tuple[str, str]
) -> None:
    assert not list(faults(Message(text, said), 2))


@pytest.mark.parametrize(
    ("rule", "forms", "lone"),
    [
        ("(n != 1)", 2, {0}),
        ("(n > 1)", 2, set()),
        ("(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2)", 3, set()),
        ("(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : 3)", 4, {0, 1, 2}),
    ],
)
def test_a_form_for_several_numbers_names_which(rule: str, forms: int, lone: set[int]) -> None:
    assert forms_of_one_number(rule, forms) == lone
    message = Message(("after the first", "after {count}"), ("after the first", *["after {count}"] * (forms - 1)))
    assert list(faults(message, forms, frozenset(lone))) == ([] if 0 in lone else ["lacks the place {count}"])


@pytest.mark.parametrize("language", sorted(LANGUAGES.keys() - {"en"}))
def test_a_language_has_the_plural_forms_of_cldr(language: str) -> None:
    catalogue = read(source_file(language))
    form_of, category_of = c2py(catalogue.plural_expr), Locale.parse(language).plural_form
    numbers = range(2_000)
    pairs = {(form_of(number), category_of(number)) for number in numbers}
    assert len({form for form, _ in pairs}) == len({category for _, category in pairs}) == len(pairs)
    assert catalogue.num_plurals == len(pairs)
