"""The programme as CSV and XLSX comes back as it was: titles, times, kinds, people with commas in their names, ids."""

from __future__ import annotations

import csv
from collections.abc import Callable
from io import StringIO

import pytest

from app.domain.state.rundown import Plan
from app.domain.state.translations import document_translations
from app.formats.imports.detect import read_programme
from app.formats.imports.found.findings import ImportHints
from app.formats.imports.selection import Choice, new_plan, wanted
from app.formats.programme.published import Published
from app.formats.programme.table import programme_csv, programme_xlsx
from tests.fakes import START, Scene, document, minutes, plan
from tests.formats.imports.reading import refused
from tests.played import played

Write = Callable[[list[Published]], bytes]


DETAILS = {
    "abstract": "=1+1 <b>bold</b> &amp;\n\nA second paragraph; \u0645\u0644\u062e\u0635",
    "track": "-Security",
    "language": "fr",
    "references": [{"url": "https://example.org/a?b=1&c=2", "title": "Slides, part 1"}, "http://example.org/"],
}


def _scene() -> Scene:
    fields = document()
    fields["speakers"][1] |= {
        "name": "Lee, Ann",
        "title": "Director, Research",
        "affiliation": "=ACME",
        "country": "KE",
    }
    fields["segments"][1]["speakers"] = ["p1", "p2"]
    fields["segments"][3] |= {"title": '=HYPERLINK("x")', "hard_start_ms": START + minutes(25), **DETAILS}
    return Scene(plan(speakers=fields["speakers"], segments=fields["segments"], handover="0:45"))


def _back(data: bytes) -> Plan:
    programme = read_programme(data, ImportHints())
    (session,) = wanted(programme, Choice())
    return new_plan(session, "session-v")


@pytest.mark.parametrize("write", [programme_csv, programme_xlsx])
def test_translations_have_columns_of_their_own_and_come_back(write: Write) -> None:
    texts = {
        "fr": {"title": "Cinquième séance", "segments.t1.title": "=Exposé", "segments.t1.abstract": "Un\n\nDeux"},
        "ar": {"segments.closing.title": "الختام"},
    }
    scene = Scene(plan(translations=texts))
    data = write([Published.of(scene.session, scene.records)])
    assert document_translations(_back(data)) == texts
    plain = programme_csv([Published.of(scene.session, scene.records)]).decode("utf-8-sig")
    head = next(csv.reader(StringIO(plain)))
    assert head[-4:] == ["Title_ar", "Session_fr", "Title_fr", "Abstract_fr"]


@pytest.mark.parametrize("write", [programme_csv, programme_xlsx])
@pytest.mark.parametrize("make", [_scene, played])
def test_a_programme_comes_back_as_it_was(write: Write, make: Callable[[], Scene]) -> None:
    scene = make()
    was, back = scene.session.plan, _back(write([Published.of(scene.session, scene.records)]))
    assert (back.title, back.starts_at_ms, back.ends_at_ms) == (was.title, was.starts_at_ms, was.ends_at_ms)
    assert (back.conference, back.handover_ms) == (was.conference, was.handover_ms)
    assert [(s.id, s.title, s.kind, s.speakers, s.planned_ms, s.hard_start_ms) for s in back.segments] == [
        (s.id, s.title, s.kind, s.speakers, s.planned_ms, s.hard_start_ms) for s in was.segments
    ]
    assert [(s.abstract, s.track, s.language, s.references) for s in back.segments] == [
        (s.abstract, s.track, s.language, s.references) for s in was.segments
    ]
    named = {id_ for segment in was.segments for id_ in segment.speakers} | {was.moderator}
    assert back.moderator == was.moderator
    facts = {s.id: (s.name, s.title, s.affiliation, s.country) for s in was.speakers if s.id in named}
    assert {s.id: (s.name, s.title, s.affiliation, s.country) for s in back.speakers} == facts


def test_a_row_that_was_changed_to_nonsense_is_named_and_a_table_of_nothing_is_refused() -> None:
    scene = _scene()
    lines = programme_csv([Published.of(scene.session, scene.records)]).decode("utf-8-sig").splitlines()
    lines[2] = lines[2].replace("0:06:00", "soon")
    programme = read_programme("\n".join(lines).encode(), ImportHints())
    assert [row.where for row in programme.unread] == ["line 3"]
    assert "none of its rows" in refused("\n".join([lines[0], lines[2]]))


def test_a_table_without_the_newer_columns_is_read_as_before() -> None:
    scene = _scene()
    rows = list(csv.reader(StringIO(programme_csv([Published.of(scene.session, scene.records)]).decode("utf-8-sig"))))
    text = StringIO()
    csv.writer(text).writerows(row[:-6] for row in rows)
    back = _back(text.getvalue().encode())
    assert [s.title for s in back.segments] == [s.title for s in scene.session.plan.segments]
    assert not any(s.abstract or s.references for s in back.segments)


@pytest.mark.parametrize("write", [programme_csv, programme_xlsx])
def test_sessions_keep_their_own_people_conference_zone_and_moderator(write: Write) -> None:
    others = [{**speaker, "name": f"Other {speaker['name']}"} for speaker in document()["speakers"]]
    tokyo = {"title": "Another", "timezone": "Asia/Tokyo", "venue": ""}
    plans = [plan(slug="one"), plan(slug="two", title="Second", speakers=others, conference=tokyo)]
    scenes = [Scene(each) for each in plans]
    programme = read_programme(write([Published.of(one.session, one.records) for one in scenes]), ImportHints())
    back = {session.address: new_plan(session, session.address) for session in wanted(programme, Choice())}
    for was in plans:
        now = back[was.slug]
        assert (now.conference, now.moderator) == (was.conference, was.moderator)
        assert {one.id: one.name for one in now.speakers} == {one.id: one.name for one in was.speakers}
        assert [one.speakers for one in now.segments] == [one.speakers for one in was.segments]
