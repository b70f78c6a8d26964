"""Columns of a table in another language than the others."""

from __future__ import annotations

import pytest

from app.domain.state.document import read_document
from app.domain.state.translations import document_translations, with_translation
from app.formats.imports.detect import read_programme
from app.formats.imports.found.findings import ImportHints
from app.formats.imports.selection import Choice, Imported, new_plan, updated, wanted
from app.formats.imports.tables.translated import Column, translated_columns


@pytest.mark.parametrize(
    ("headings", "translated"),
    [
        (["Time", "Title", "Title_fr", "title_ar"], {2: ("title", "fr"), 3: ("title", "ar")}),
        (["Time", "Title", "Titre", "Título", "标题"], {2: ("title", "fr"), 3: ("title", "es"), 4: ("title", "zh")}),
        (["Heure", "Titre", "Titre (en)"], {2: ("title", "en")}),
        (
            ["Time", "Title (en)", "Title (ru)", "Abstract", "Abstract [es]"],
            {2: ("title", "ru"), 4: ("abstract", "es")},
        ),
        (["Time", "Titre"], {}),
        (["Time", "Title", "Speaker", "Language", None, 5], {}),
        (["Time", "Title", "Title_xx"], {}),
    ],
)
def test_a_column_that_names_a_language_translates_the_one_that_does_not(
    headings: list[object], translated: dict[int, Column]
) -> None:
    assert translated_columns(headings) == translated


TABLE = """\
Time,Title,Titre,Title_ar,Speaker,Abstract,Abstract_fr
10:00,Opening,Ouverture,\u0627\u0644\u0627\u0641\u062a\u062a\u0627\u062d,Ann Lee,Welcome,Bienvenue
10:30,A look back,Regard en arri\u00e8re,,Bo Chen,What was,
11:00,A look ahead,<script>x</script>,,Cy Diaz,What will be,<b>Ce</b> qui sera
"""


def test_the_texts_of_such_columns_are_translations_of_the_items() -> None:
    programme = read_programme(TABLE.encode(), ImportHints(name="table.csv", zone="UTC"))
    (session,) = wanted(programme, Choice())
    made = new_plan(session, "table")
    assert [segment.title for segment in made.segments] == ["Opening", "A look back", "A look ahead"]
    first, second, third = (segment.id for segment in made.segments)
    assert document_translations(made) == {
        "ar": {f"segments.{first}.title": "\u0627\u0644\u0627\u0641\u062a\u062a\u0627\u062d"},
        "fr": {
            f"segments.{first}.title": "Ouverture",
            f"segments.{first}.abstract": "Bienvenue",
            f"segments.{second}.title": "Regard en arri\u00e8re",
            f"segments.{third}.title": "x",
            f"segments.{third}.abstract": "Ce qui sera",
        },
    }
    assert not any("not used" in str(note) for note in programme.guesses)


def test_an_import_again_keeps_what_people_translated_of_what_is_still_there() -> None:
    (session,) = wanted(read_programme(TABLE.encode(), ImportHints(name="table.csv", zone="UTC")), Choice())
    made = new_plan(session, "table")
    first, second, _ = (segment.id for segment in made.segments)
    for of, text in (
        ("title", "Programme"),
        (f"segments.{first}.title", "Mine"),
        (f"segments.{second}.track", "Suite"),
    ):
        made = with_translation(made, "fr", of, text)
    shorter = "\n".join(line for line in TABLE.splitlines() if "look back" not in line)
    (again,) = wanted(read_programme(shorter.encode(), ImportHints(name="table.csv", zone="UTC")), Choice())
    imported = Imported("table", frozenset(segment.id for segment in made.segments))
    back = read_document(updated(made, again, imported, frozenset()))
    said = document_translations(back)["fr"]
    assert (said["title"], said[f"segments.{first}.title"]) == ("Programme", "Ouverture")
    assert not [of for of in said if of.startswith(f"segments.{second}.")]


def test_a_person_may_say_that_such_a_column_is_something_else() -> None:
    hints = ImportHints(name="table.csv", zone="UTC", columns={"titre": "session"})
    programme = read_programme(TABLE.encode(), hints)
    assert {"Ouverture", "Regard en arri\u00e8re"} <= {session.title for session in programme.sessions}
