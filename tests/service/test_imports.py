"""Importing: nothing is saved before it is asked for, and the same file again changes what it made before."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.messages.commands import AddSegment, EditSegment, GiveFloor
from app.domain.state.document import read_document
from app.domain.state.rundown import Plan
from app.domain.values import Role
from app.formats.imports.selection import Choice, ImportOutcome, difference, updated, wanted
from app.formats.programme.published import Published
from app.formats.programme.table import programme_csv
from app.service import imports
from app.service.room import Sender
from app.store.sources import Source
from tests.fakes import document
from tests.formats.imports.reading import read
from tests.sites import Site

ORGANISER = Sender("Organiser", Role.ORGANISER)
TABLE = (
    "Day;Start;End;Title;Speaker\n3.6.2024;9:00;9:30;One;Ann Lee\n;9:30;10:00;Two;Bo Chu\n;10:30;11:00;Three;Ann Lee\n"
)
SLUG = "meeting-3-june-2024"


def take(site: Site, text: str, **choice: Any) -> list[ImportOutcome]:
    chosen = wanted(read(text, "meeting.csv"), Choice(**choice))
    outcomes: list[ImportOutcome] = site.run(site.server.services.imports.run, chosen, ORGANISER)
    return outcomes


def plan(site: Site, slug: str = SLUG) -> Any:
    return site.run(site.server.services.rooms.get, slug).session.plan


def send(site: Site, *commands: Any) -> None:
    room = site.run(site.server.services.rooms.get, SLUG)

    async def give() -> None:
        for command in commands:
            await room.send(command, by=ORGANISER)

    site.run(give)


def test_looking_saves_nothing(site: Site) -> None:
    steps = site.run(site.server.services.imports.prepare, wanted(read(TABLE, "meeting.csv"), Choice()))
    assert [(step.slug, step.is_new) for step in steps] == [(SLUG, True)]
    assert site.slugs() == ["session-v"]


def test_a_new_session_has_the_times_of_the_file(site: Site) -> None:
    assert [outcome.what for outcome in take(site, TABLE)] == ["new"]
    made = plan(site)
    assert [(s.id, s.title, s.planned_ms, s.hard_start_ms is not None) for s in made.segments] == [
        ("one", "One", 1_800_000, False),
        ("two", "Two", 1_800_000, False),
        ("three", "Three", 1_800_000, True),
    ]
    assert (made.ends_at_ms - made.starts_at_ms, made.conference.timezone) == (7_200_000, "Europe/Berlin")


def test_the_same_file_again_changes_nothing(site: Site) -> None:
    take(site, TABLE)
    assert [outcome.what for outcome in take(site, TABLE)] == ["same"]
    assert site.slugs() == [SLUG, "session-v"]


def test_what_is_unchanged_is_compared_once(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    take(site, TABLE)
    compared = []

    def noted(plan: Plan, *rest: Any) -> Any:
        compared.append(plan.slug)
        return updated(plan, *rest)

    monkeypatch.setattr(imports, "updated", noted)
    assert ([outcome.what for outcome in take(site, TABLE)], compared) == (["same"], [SLUG])
    assert [outcome.what for outcome in take(site, TABLE.replace("Two", "Other"))] == ["changed"]


def test_a_new_version_of_the_file_changes_the_session_and_leaves_what_people_made(site: Site) -> None:
    take(site, TABLE)
    send(site, AddSegment("one", {"id": "by-hand", "title": "By hand"}), EditSegment("two", {"locked": True}))
    newer = TABLE.replace("9:30;10:00;Two;Bo Chu", "9:30;9:45;Two;Cy Dee").replace("Three", "Four")
    assert [outcome.what for outcome in take(site, newer)] == ["changed"]
    changed = plan(site)
    assert [(s.id, s.planned_ms // 60_000, s.locked) for s in changed.segments] == [
        ("one", 30, False),
        ("by-hand", 0, False),
        ("two", 15, True),
        ("four", 30, False),
    ]
    assert [speaker.name for speaker in changed.speakers] == ["Ann Lee", "Cy Dee"]


def test_people_stay_in_their_order_when_the_file_names_them_in_another(site: Site) -> None:
    rooms = "Day;Start;End;Room;Title;Speaker\n3.6.2024;9:00;9:30;A;One;Ann Lee\n"
    rooms += ";9:00;9:30;B;Two;Bo Chu\n;9:30;10:00;B;Three;Ann Lee\n"
    take(site, rooms)
    assert [speaker.name for speaker in plan(site, "meeting-b-3-june-2024").speakers] == ["Ann Lee", "Bo Chu"]
    newer = rooms.replace("One;Ann Lee", "One;Cy Dee")
    steps = site.run(site.server.services.imports.prepare, wanted(read(newer, "meeting.csv"), Choice()))
    assert [bool(step.difference.changes) for step in steps] == [True, False]
    assert [outcome.what for outcome in take(site, newer)] == ["changed", "same"]
    newer = newer.replace("Two;Bo Chu", "Two;Ed Fox, Bo Chu")
    assert [outcome.what for outcome in take(site, newer)] == ["same", "changed"]
    assert [speaker.name for speaker in plan(site, "meeting-b-3-june-2024").speakers] == ["Ann Lee", "Bo Chu", "Ed Fox"]


def test_a_segment_that_has_begun_is_not_changed_by_a_file(site: Site) -> None:
    take(site, TABLE)
    send(site, GiveFloor("one"))
    outcomes = take(site, TABLE.replace("One;Ann Lee", "Other;Bo Chu"))
    assert [outcome.what for outcome in outcomes] == ["changed"]
    assert {"one", "other", "two", "three"} == {segment.id for segment in plan(site).segments}


def test_one_session_some_items_or_each_item_apart_may_be_taken(site: Site) -> None:
    programme = read(TABLE, "meeting.csv")
    (session,) = programme.sessions
    some = wanted(programme, Choice(left_out=frozenset({(session.source, "two")})))
    assert [some_of.segments for some_of in some] == [("one", "three")]
    assert [some_of.speakers for some_of in some] == [("ann-lee",)]
    assert wanted(programme, Choice(sessions=frozenset())) == []
    take(site, TABLE, apart=True)
    assert site.slugs() == ["one", "session-v", "three", "two"]
    assert [outcome.what for outcome in take(site, TABLE, apart=True)] == ["same", "same", "same"]


def test_another_programme_of_the_same_name_does_not_replace_the_first(site: Site) -> None:
    take(site, TABLE)
    (outcome,) = take(site, "Day;Start;End;Title\n3.6.2024;9:00;9:30;Something else\n")
    assert (outcome.what, SLUG in outcome.reason) == ("refused", True)
    assert [segment.id for segment in plan(site).segments] == ["one", "two", "three"]


def test_our_own_document_finds_its_session_by_its_address(site: Site) -> None:
    text = '{"slug": "session-v", "title": "Changed", "starts_at": "2021-06-30T10:00:00-04:00", "segments": []}'
    assert [outcome.what for outcome in take(site, text)] == ["changed"]
    assert (plan(site, "session-v").title, site.slugs()) == ("Changed", ["session-v"])


def test_a_session_that_died_between_its_name_and_itself_is_made_by_the_next_import(site: Site) -> None:
    (session,) = wanted(read(TABLE, "meeting.csv"), Choice())
    site.run(site.server.services.sources.keep, [Source(session.source, "meeting-of-june", frozenset())], 1)
    assert [outcome.what for outcome in take(site, TABLE)] == ["new"]
    assert site.slugs() == ["meeting-of-june", "session-v"]


def test_the_difference_names_every_change() -> None:
    now = read_document(document())
    after = document(title="Other title")
    first, second, *rest = after["segments"]
    after["segments"] = [second | {"planned": "9:00", "track": "New"}, first, *rest[1:], {"id": "x", "title": "More"}]
    after["speakers"][0] |= {"affiliation": "ACME"}
    after["guiding_questions"] = after["guiding_questions"][1:]
    changes = difference(now, after).changes
    assert [(change.what, change.title, change.fields) for change in changes] == [
        ("session", "Other title", ("title", "guiding_questions", "order")),
        ("changed", second["title"], ("planned_ms", "track")),
        ("added", "More", ()),
        ("removed", rest[0]["title"], ()),
        ("person", after["speakers"][0]["name"], ("affiliation",)),
    ]


def test_people_alone_who_move_or_leave_are_a_change_of_the_session() -> None:
    people = document()["speakers"]
    more = document(speakers=[*people, {"id": "x", "name": "Ed Fox"}])
    for now, after in ((more, document()), (document(), document(speakers=people[::-1]))):
        changes = difference(read_document(now), after).changes
        assert [(change.what, change.fields) for change in changes] == [("session", ("speakers",))]


def _table_of(site: Site, slug: str = "session-v") -> str:
    """The session as our own programme table."""
    room = site.run(site.server.services.rooms.get, slug)
    return programme_csv([Published.of(room.session, room.records)]).decode("utf-8-sig")


def test_our_own_table_changes_the_session_at_its_address(site: Site) -> None:
    table, before = _table_of(site), plan(site, "session-v")
    assert [(one.slug, one.what) for one in take(site, table)] == [("session-v", "same")]
    changed = table.replace(",Opening,", ",A word of welcome,")
    assert [(one.slug, one.what) for one in take(site, changed)] == [("session-v", "changed")]
    after = plan(site, "session-v")
    assert after.segments[0].title == "A word of welcome"
    assert (after.segments[1:], after.moderator) == (before.segments[1:], before.moderator)


def test_our_own_table_takes_its_address_where_that_is_free_and_no_session_of_others(site: Site) -> None:
    table = _table_of(site)
    assert [one.slug for one in take(site, table.replace(",session-v,", ",elsewhere,"))] == ["elsewhere"]
    other = table.replace(",session-v,", ",Not a slug,")
    assert [(one.slug[:13], one.what) for one in take(site, other)] == [("session-v-the", "new")]
    ids = {segment.id for segment in plan(site, "session-v").segments}
    for id_ in ids:
        table = table.replace(f",{id_},", f",other-{id_},")
    assert [(one.slug[:13], one.what) for one in take(site, table)] == [("session-v-the", "new")]
    alone = [one.slug for one in take(site, _table_of(site, "elsewhere"), apart=True)]
    assert "elsewhere" not in alone
