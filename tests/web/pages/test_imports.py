"""The import page: everything is shown, what is ticked is saved, nothing before, and nothing typed is lost."""

from __future__ import annotations

import asyncio
import html
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.domain.errors import JournalUnavailable
from app.formats.imports.found.findings import ImportHints
from app.formats.imports.selection import ImportOutcome
from app.formats.text.notes import Tell
from app.server.memo import Memo
from app.service.draft import Draft
from app.service.fetching import Fetcher
from app.web.pages import imports
from app.web.rendering.assets import Assets
from app.web.rendering.render import PageContext, plain_html
from tests.sites import Site
from tests.tls import TlsServer

TABLE = (
    b"Day;Room;Start;End;Title;Speaker\n3.6.2024;A;9:00;9:30;One <b>;Ann Lee\n;A;9:30;10:00;Two;Bo Chu\n"
    b";B;9:00;9:45;Three;Cy Dee\n;B;soon;;Four;\n"
)


def text_of(answer: Any) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def send(site: Site, role: str = "organiser", file: bytes = b"", **fields: Any) -> Any:
    files = {"file": ("meeting.csv", file, "text/csv")} if file else {"file": ("", b"", "application/octet-stream")}
    said = {"zone": "Europe/Berlin", "day": "", "text": "", **fields}
    return site.call("POST", "/import", role, files=files, data=said)


def upload(site: Site, file: bytes = TABLE, **fields: str) -> str:
    answer = send(site, file=file, **fields)
    assert answer.status_code == 303, text_of(answer)
    address: str = answer.headers["location"]
    site.run(_read, site, address)
    return address


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine reads and saves slowly; what a test sends is read, and saved, when it is answered."""
    for name in ("PATIENCE_S", "PATIENCE_TO_READ_S", "PATIENCE_TO_SAVE_S"):
        monkeypatch.setattr(imports, name, 60.0)


def _id_of(address: str) -> str:
    return address.rsplit("/", 1)[-1].partition("#")[0].partition("?")[0]


async def _read(site: Site, address: str) -> None:
    draft = await site.server.services.drafts.get(_id_of(address))
    await site.server.services.drafts.wait(draft, 60)


def draft_of(site: Site, address: str) -> Draft:
    draft: Draft = site.run(site.server.services.drafts.get, _id_of(address))
    return draft


def look(site: Site, address: str) -> Any:
    return site.call("GET", address, "organiser")


@pytest.mark.parametrize("role", ["nobody", "viewer", "moderator", "desk", "stage"])
def test_only_organisers_import(site: Site, role: str) -> None:
    address = upload(site)
    answers = [
        site.call("GET", "/import", role),
        send(site, role, TABLE),
        site.call("GET", address, role),
        site.call("POST", address, role, data={"session": "0"}),
        site.call("POST", f"{address}/again", role, data={}),
        site.call("GET", f"{address}/done", role),
    ]
    assert [answer.status_code for answer in answers] == [403] * 6
    assert site.slugs() == ["session-v"]


def test_the_preview_shows_all_that_was_found_and_saves_nothing(site: Site) -> None:
    shown = look(site, upload(site))
    text = text_of(shown)
    for part in (
        "One <b>",
        "Two",
        "Three",
        "Ann Lee",
        "line 2",
        "2 sessions",
        "3 items",
        "105 minutes",
        "A new session.",
    ):
        assert part in text
    assert 'line 5 "soon" is no time: B | soon | Four' in text
    assert "<b>;" not in shown.text
    assert site.slugs() == ["session-v"]


def test_what_is_ticked_is_saved(site: Site) -> None:
    address = upload(site)
    ticks = {"session": ["0", "1"], "item": ["0.0", "1.0"], "as": "together"}
    answer = site.call("POST", address, "organiser", data=ticks)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{address}/done")
    assert site.slugs() == ["meeting-a-3-june-2024", "meeting-b-3-june-2024", "session-v"]
    room = site.run(site.server.services.rooms.get, "meeting-a-3-june-2024")
    assert [segment.title for segment in room.session.plan.segments] == ["One <b>"]
    assert "saved as a new session" in text_of(look(site, f"{address}/done"))


def test_only_one_session_is_saved_by_its_own_button(site: Site) -> None:
    address = upload(site)
    everything = {"session": ["0", "1"], "item": ["0.0", "0.1", "1.0"], "as": "together", "only": "1"}
    site.call("POST", address, "organiser", data=everything)
    assert site.slugs() == ["meeting-b-3-june-2024", "session-v"]


def test_importing_again_says_what_would_change(site: Site) -> None:
    ticks = {"session": ["0", "1"], "item": ["0.0", "0.1", "1.0"], "as": "together"}
    site.call("POST", upload(site), "organiser", data=ticks)
    newer = upload(site, TABLE.replace(b"Two", b"Other"))
    assert "It exists already. Items to add: 1, to change: 0, to remove: 1." in text_of(look(site, newer))
    site.call("POST", newer, "organiser", data=ticks)
    assert site.slugs() == ["meeting-a-3-june-2024", "meeting-b-3-june-2024", "session-v"]
    assert "unchanged" in text_of(look(site, f"{newer}/done"))


def test_a_newer_file_says_at_once_how_many_sessions_change_and_which(site: Site) -> None:
    ticks = {"session": ["0", "1"], "item": ["0.0", "0.1", "1.0"], "as": "together"}
    first = upload(site)
    assert "Sessions:" not in text_of(look(site, first))
    site.call("POST", first, "organiser", data=ticks)
    address = upload(site, TABLE.replace(b"Two", b"Other"))
    newer = look(site, address)
    assert "Sessions: 1 changed, 1 unchanged." in text_of(newer)
    assert re.findall(r'<a href="#(session-\d)"', newer.text) == ["session-0"]
    assert newer.text.count("<details open><summary>Items") == 1  # what stays is folded
    site.call("POST", address, "organiser", data=ticks)
    assert "Sessions: 1 changed, 1 unchanged." in text_of(look(site, f"{address}/done"))


def test_the_sessions_that_are_told_are_those_that_are_made(site: Site) -> None:
    ticks = {"session": ["0", "1"], "item": ["0.0", "0.1", "1.0"], "as": "apart"}
    address = upload(site)
    page = site.call("POST", address, "organiser", data={**ticks, "look": "yes"})
    assert "3 sessions" in text_of(page)
    assert re.findall(r"Sessions: [^.]*\.", text_of(page)) == [
        "Sessions: 3 new.",
        "Sessions: 2 new.",
        "Sessions: 1 new.",
    ]
    site.call("POST", address, "organiser", data=ticks)
    assert "Sessions: 3 new." in text_of(look(site, f"{address}/done"))
    again = upload(site, TABLE.replace(b"Ann", b"Anna"))
    page = site.call("POST", again, "organiser", data={**ticks, "look": "yes"})
    told = ["Sessions: 1 changed, 2 unchanged.", "Sessions: 1 changed, 1 unchanged.", "Sessions: 1 unchanged."]
    assert re.findall(r"Sessions: [^.]*\.", text_of(page)) == told
    assert "A new session" not in text_of(page)
    assert page.text.count("What changes (") == 1


def test_nothing_ticked_saves_nothing_and_says_so(site: Site) -> None:
    answer = site.call("POST", upload(site), "organiser", data={"as": "apart"})
    assert (answer.status_code, "Nothing is ticked" in text_of(answer)) == (422, True)
    assert re.search(r'value="apart" checked', answer.text)
    assert site.slugs() == ["session-v"]


def test_what_was_pasted_is_still_there_when_it_cannot_be_read(site: Site) -> None:
    pasted = "Dear all, this is a letter <and> no programme."
    answer = send(site, text=pasted, zone="Asia/Tokyo")
    site.run(_read, site, answer.headers["location"])
    shown = look(site, answer.headers["location"])
    assert 'data-kind="refused"' in shown.text
    assert html.escape(pasted) in shown.text
    assert 'value="Asia/Tokyo"' in shown.text


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"text": "9:00 One", "zone": "Moon"}, "is not a time zone"),
        ({"text": "9:00 One", "day": "soon"}, "is not a day"),
        ({"text": "  "}, "Choose a file or paste"),
    ],
)
def test_a_mistake_in_the_form_loses_nothing(site: Site, fields: dict[str, Any], says: str) -> None:
    answer = send(site, **fields)
    assert (answer.status_code, says in text_of(answer)) == (422, True)
    assert fields["text"].strip() in answer.text


def test_the_zone_can_be_said_afterwards(site: Site) -> None:
    address = upload(site)
    said = {"zone": "Asia/Tokyo", "day": "", "title": "Summit"}
    answer = site.call("POST", f"{address}/again", "organiser", data=said)
    assert answer.headers["location"] == f"{address}#found-title"
    site.run(_read, site, answer.headers["location"])
    text = text_of(look(site, address))
    assert '<h2 id="found-title" tabindex="-1">' in look(site, address).text  # where the browser puts the focus
    assert "times in Tokyo" in text
    assert "Summit · A · 3 June 2024" in text


def test_the_length_of_items_is_asked_for_where_the_file_says_nothing_of_times(site: Site) -> None:
    asks = "Lengths guessed, because the file has neither times nor lengths: 2. Enter the length"
    address = upload(site, b"Title;Speaker\nOne;Ann Lee\nTwo;Bo Chu\n")
    first = look(site, address)
    assert asks in text_of(first)
    assert first.text.count('value="5:00" size="6"') == 2
    assert "<details open><summary>Other zone, day, length, title or columns" in first.text
    wrong = site.call("POST", f"{address}/again", "organiser", data={"length": "long"})
    assert (wrong.status_code, '"long" is not a duration; write 6, 6:00 or 90s.' in text_of(wrong)) == (422, True)
    answer = site.call("POST", f"{address}/again", "organiser", data={"zone": "UTC", "length": "7m30"})
    site.run(_read, site, answer.headers["location"])
    again = look(site, address)
    assert again.text.count('value="7:30" size="6"') == 2
    assert 'name="length" value="7:30"' in again.text
    assert asks not in text_of(again)
    assert asks not in text_of(look(site, upload(site)))


def test_the_page_that_waits_shows_how_far_the_reading_is(site: Site) -> None:
    def shown(read: int, of: int) -> str:
        draft = Draft("0", 0, b"", ImportHints("big.csv"), pasted=False, rows_read=read, rows=of)
        around = PageContext("", "", Assets(Path("static")), Memo())
        return plain_html("import_wait", around, draft=draft)

    assert '<progress value="1200" max="9750">' in shown(1200, 9750)
    assert "Rows read: 1,200 of 9,750." in shown(1200, 9750)
    # It is not known before the first row, nor how long what follows the last one takes.
    assert all("<progress></progress>" in shown(*far) for far in ((0, 0), (9750, 9750)))
    draft = draft_of(site, upload(site))
    assert (draft.rows_read, draft.rows) == (5, 5)


def test_a_draft_that_is_gone_is_said_to_be_gone(site: Site) -> None:
    answer = site.call("GET", "/import/0123456789abcdef", "organiser", headers={"Accept": "text/html"})
    assert (answer.status_code, "nothing was saved of it" in text_of(answer)) == (404, True)


@pytest.mark.parametrize("page", ["/", "/new", "/s/session-v/plan"])
def test_pages_lead_here_for_organisers_only(site: Site, page: str) -> None:
    links = [b'href="/import' in site.call("GET", page, role).content for role in ("organiser", "moderator")]
    assert links == [True, False]


def test_old_drafts_make_room(site: Site) -> None:
    drafts = [upload(site, TABLE.replace(b"One", b"One %d" % n)) for n in range(3)]
    site.clock.set(site.clock.now() + 5 * 3_600_000)
    latest = upload(site)
    assert [look(site, address).status_code for address in (*drafts, latest)] == [404, 404, 404, 200]


ODD = b"Start;Foo;Bar\n9:00;One;Aha\n9:30;Two;Oho\n"


def test_a_column_can_be_given_another_meaning_and_the_result_is_seen(site: Site) -> None:
    address = upload(site, ODD)
    page = look(site, address)
    assert 'name="column:bar"' in page.text
    again = site.call(
        "POST", f"{address}/again", "organiser", data={"column:bar": "title", "was:bar": "", "zone": "Europe/Berlin"}
    )
    assert again.status_code == 303
    site.run(_read, site, address)
    assert "Aha" in text_of(look(site, address))
    draft = draft_of(site, address)
    assert draft.programme is not None
    assert [item.title for item in draft.programme.sessions[0].items] == ["Aha", "Oho"]


def test_items_are_corrected_before_they_are_saved(site: Site) -> None:
    address = upload(site)
    form = {"session": ["0"], "item": ["0.0", "0.1"], "title-0.0": "A better title"}
    form |= {"start-0.0": "8:50", "length-0.0": "20"}
    before = set(site.slugs())
    assert site.call("POST", address, "organiser", data=form).status_code == 303
    (slug,) = set(site.slugs()) - before
    segments = site.run(site.server.services.rooms.get, slug).session.plan.segments
    assert [(s.title, s.planned_ms) for s in segments] == [("A better title", 1_200_000), ("Two", 1_800_000)]


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("start-0.0", "soon", "no time of day"),
        ("length-0.0", "forever", "no length"),
        ("length-0.0", "99:00:00", "no length"),
        ("title-0.0", "", "A title has 1 to 300 characters"),
        ("speakers-0.0", "; 42 ;", "is no name"),
    ],
)
def test_a_correction_that_cannot_be_read_saves_nothing_is_marked_at_its_row_and_nothing_is_lost(
    site: Site, field: str, value: str, says: str
) -> None:
    address, before = upload(site), site.slugs()
    form = {"session": ["0"], "item": ["0.0"], "title-0.1": "Two, better", "as": "apart", field: value}
    answer = site.call("POST", address, "organiser", data=form)
    assert (answer.status_code, site.slugs()) == (422, before)
    problem = re.search(rf'id="problem-{field.partition("-")[0]}-0.0">([^<]*)<', answer.text)
    assert problem is not None
    assert says in problem[1]
    marked = re.findall(r'<input name="([^"]+)" value="([^"]*)"[^>]*aria-invalid="true"', answer.text)
    assert marked == [(field, value)]
    for page in (answer, look(site, address)):
        assert 'name="title-0.1" value="Two, better"' in page.text
        assert re.findall(r'name="item" value="([0-9.]+)" checked', page.text) == ["0.0"]
        assert re.search(r'value="apart" checked', page.text)


def test_the_result_of_corrections_is_shown_before_anything_is_saved(site: Site) -> None:
    address, before = upload(site), site.slugs()
    form = {
        "session": ["0", "1"],
        "item": ["0.0", "0.1", "1.0"],
        "start-0.0": "8:30",
        "length-0.0": "1h",
        "look": "yes",
    }
    answer = site.call("POST", address, "organiser", data=form)
    assert (answer.status_code, site.slugs()) == (200, before)
    assert "3 June 2024, 08:30\u201310:00, A ; 2 items, 1 h 30 min." in text_of(answer)
    assert "135 minutes" in text_of(answer)


def test_speakers_are_corrected_by_their_names(site: Site) -> None:
    address = upload(site)
    people = "ann lee; New, Person (ACME);\r\nBo Chu"
    form = {"session": ["0"], "item": ["0.0", "0.1"], "speakers-0.0": people, "speakers-0.1": ""}
    before = set(site.slugs())
    assert site.call("POST", address, "organiser", data=form).status_code == 303
    (slug,) = set(site.slugs()) - before
    plan = site.run(site.server.services.rooms.get, slug).session.plan
    names = [[plan.speaker(id_).name for id_ in segment.speakers] for segment in plan.segments]
    assert names[0][0] == "Ann Lee"
    assert names[0][-1] == "Bo Chu"
    assert (len(names[0]), names[1]) == (3, [])


def test_corrections_survive_another_reading_and_a_changed_setting_reads_the_file_again(site: Site) -> None:
    address = upload(site)
    form = {"session": ["0"], "item": ["0.0", "0.1"], "title-0.0": "Better"}
    form |= {"reading": draft_of(site, address).reading}
    settings = {"shown:zone": "Europe/Berlin", "zone": "Asia/Tokyo", "day": "", "length": "", "title": ""}
    answer = site.call("POST", address, "organiser", data=form | settings)
    assert answer.headers["location"] == f"{address}?settings=read"
    site.run(_read, site, address)
    page = look(site, f"{address}?settings=read")
    assert "Nothing was saved: the settings had been changed" in text_of(page)
    assert "times in Tokyo" in text_of(page)
    assert 'name="title-0.0" value="Better"' in page.text
    assert re.findall(r'name="session" value="(\d)" checked', page.text) == ["0"]
    form |= {"reading": draft_of(site, address).reading, "look": "yes", "shown:zone": "Asia/Tokyo", "zone": "UTC"}
    assert site.call("POST", address, "organiser", data=form | settings).headers["location"] == f"{address}#found-title"


@pytest.mark.parametrize("look_first", [True, False])
def test_what_a_second_tab_has_typed_stays_at_its_rows_when_the_first_reads_the_file_again(
    site: Site, *, look_first: bool
) -> None:
    address, before = upload(site), site.slugs()
    look(site, address)  # both tabs
    second = {"reading": draft_of(site, address).reading, "session": ["0", "1"], "item": ["0.0", "1.0"]}
    second |= {"title-0.1": "Two, better", "title-1.0": "Three, better"} | ({"look": "yes"} if look_first else {})
    first = {"reading": second["reading"], "column:room": "", "was:room": "room", "title-0.0": "One, better"}
    first |= {"session": ["0", "1"], "item": ["0.0", "0.1", "1.0"]}
    site.call("POST", f"{address}/again", "organiser", data=first)
    site.run(_read, site, address)
    answer = site.call("POST", address, "organiser", data=second)
    assert (answer.status_code, site.slugs()) == (200 if look_first else 422, before)
    assert "The file was read again meanwhile, in another tab. Nothing was saved" in text_of(answer)
    fields = dict(re.findall(r'name="title-([0-9.]+)" value="([^"]*)"', answer.text))
    assert sorted(fields.values()) == ["One, better", "Three, better", "Two, better"]
    labelled = re.findall(r'value="(\w+), better"[^>]* aria-label="Title of (\w+)', answer.text)
    assert sorted(labelled) == [("One", "One"), ("Three", "Three"), ("Two", "Two")]
    ticked = set(re.findall(r'name="item" value="([0-9.]+)" checked', answer.text))
    assert {place for place, title in fields.items() if place not in ticked and title == "Two, better"}
    assert site.call("GET", f"{address}/reading", "organiser").text == draft_of(site, address).reading


def test_what_has_no_row_any_more_is_told_and_settings_of_the_other_tab_stay(site: Site) -> None:
    address = upload(site)
    look(site, address)
    second = {"reading": draft_of(site, address).reading, "item": ["0.0"], "title-0.1": "Two, better"}
    draft = draft_of(site, address)
    site.run(site.server.services.drafts.again, draft, replace(draft.hints, zone="Asia/Tokyo"))
    site.run(_read, site, address)
    draft = draft_of(site, address)
    assert draft.programme is not None
    first, other = draft.programme.sessions
    draft.programme = replace(draft.programme, sessions=(replace(first, items=first.items[:1]), other))
    answer = site.call("POST", address, "organiser", data=second)
    assert 'The new result has no place for this that you typed: "Two, better".' in text_of(answer)
    settings = {"shown:zone": "Europe/Berlin", "zone": "Europe/Berlin", "shown:length": "", "length": "7"}
    site.call("POST", f"{address}/again", "organiser", data=second | settings)
    hints = draft_of(site, address).hints
    assert (hints.zone, hints.length_ms) == ("Asia/Tokyo", 420_000)


def test_a_form_of_a_reading_that_is_not_known_here_is_refused(site: Site) -> None:
    address, before = upload(site), site.slugs()
    for form in ({}, {"look": "yes"}):
        answer = site.call("POST", address, "organiser", data={"reading": "9-0", "title-0.0": "Lost", **form})
        assert "The file was read again meanwhile, in another tab; check the new result." in text_of(answer)
        assert 'data-meanwhile="unknown"' in answer.text
    again = site.call("POST", f"{address}/again", "organiser", data={"reading": "9-0"})
    assert (again.status_code, site.slugs()) == (422, before)


SETTINGS = {"day": "2027-03-01", "length": "7:00", "title": "Typed", "zone": "Europe/Nowhere"}


def shown(page: str, *names: str) -> list[str]:
    """The values of fields of a form."""
    return [value[1] for name in names if (value := re.search(rf'<input name="{name}"[^>]*? value="([^"]*)"', page))]


def test_a_zone_that_a_person_changes_stands_against_one_beside_the_times(site: Site) -> None:
    address = upload(site, b"Time,Title\n10:00-10:30 PST,Ropes\n10:30-11:00 PST,Sails\n")
    taken = "America/Los_Angeles"
    assert shown(look(site, address).text, "zone") == [taken]
    for changed in ({"shown:zone": taken, "length": ""}, {"shown:zone": "Europe/Berlin", "length": "7"}):
        form = {"zone": "Europe/Berlin", "day": "", "title": "", **changed}
        assert site.call("POST", f"{address}/again", "organiser", data=form).status_code == 303
        assert shown(look(site, address).text, "zone") == ["Europe/Berlin"]
        programme = draft_of(site, address).programme
        assert programme is not None
        assert programme.timezone == "Europe/Berlin"


def test_settings_that_were_typed_stay_where_another_one_is_refused(site: Site) -> None:
    address = upload(site)
    columns = {"was:room": "room", "column:room": "track"}
    refused = site.call("POST", f"{address}/again", "organiser", data=SETTINGS | columns)
    assert refused.status_code == 422
    assert '"Europe/Nowhere" is not a time zone' in text_of(refused)
    assert shown(refused.text, *SETTINGS) == [*SETTINGS.values()]
    assert '<input type="hidden" name="shown:zone" value="Europe/Berlin">' in refused.text
    assert re.findall(r'<option value="(track)" selected', refused.text) == ["track"]
    form = send(site, file=TABLE, **SETTINGS)
    assert shown(form.text, "day", "length", "zone") == ["2027-03-01", "7:00", "Europe/Nowhere"]


def test_settings_that_were_typed_stay_where_the_file_cannot_be_read_with_them(site: Site) -> None:
    address = upload(site)
    unused = {f"column:{name}": "" for name in ("title", "start", "end", "speaker", "room", "day")}
    site.call("POST", f"{address}/again", "organiser", data=SETTINGS | unused | {"zone": "Asia/Tokyo"})
    site.run(_read, site, address)
    page = look(site, address)
    assert "With these settings the file cannot be read" in text_of(page)
    assert shown(page.text, "day", "length", "title", "zone") == ["2027-03-01", "7:00", "Typed", "Asia/Tokyo"]
    assert '<input type="hidden" name="shown:zone" value="Europe/Berlin">' in page.text


def test_the_day_of_a_text_that_is_no_programme_stays(site: Site) -> None:
    page = look(site, upload(site, b"Dear all,\nthis is a letter.\n", day="2027-03-01"))
    assert shown(page.text, "day") == ["2027-03-01"]


ROWS = b"Title;Duration;Speaker\nA new talk;8:00;Ann Lee\n"


def test_items_go_into_a_session_that_exists(site: Site) -> None:
    form = look(site, "/import?into=session-v")
    assert "The items go into Session V" in text_of(form)
    address = upload(site, ROWS, into="session-v")
    page = look(site, address)
    assert "Items to add: 1, to change: 0;" in text_of(page)
    changed = upload(site, b"Title;Duration\nOpening;8:00\n", into="session-v")
    assert "\u2068Opening\u2069: length (was 3:00, becomes 8:00)" in text_of(look(site, changed))
    everything = {"session": "0", "item": "0.0", "after": "s1"}
    looked = site.call("POST", address, "organiser", data={**everything, "look": "yes"})
    assert looked.status_code == 200
    before = site.run(site.server.services.rooms.get, "session-v").session.plan
    saved = site.call("POST", address, "organiser", data=everything)
    assert saved.status_code == 303
    after = site.run(site.server.services.rooms.get, "session-v").session.plan
    assert [s.title for s in after.segments][:3] == [before.segments[0].title, "A new talk", before.segments[1].title]
    assert len(after.segments) == len(before.segments) + 1


def chosen_place(page: Any) -> str:
    places = page.text.partition('<select name="after">')[2].partition("</select>")[0]
    return "".join(re.findall(r'<option value="(\w+)" selected', places))


def test_the_chosen_place_stays_and_a_row_that_is_gone_is_said_before_saving(site: Site) -> None:
    address = upload(site, ROWS, into="session-v")
    chosen = {"session": "0", "item": "0.0", "after": "s2", "update": "yes"}
    site.call("POST", address, "organiser", data={**chosen, "look": "yes"})
    assert chosen_place(look(site, address)) == "s2"
    site.call("POST", f"{address}/again", "organiser", data={**chosen, "title": "Read again"})
    site.run(_read, site, address)
    assert chosen_place(look(site, address)) == "s2"
    sent = site.call(
        "POST", "/api/v1/sessions/session-v/commands", "organiser", json={"command": "remove_segment", "segment": "s2"}
    )
    assert sent.status_code == 200, sent.text
    before = site.run(site.server.services.rooms.get, "session-v").session.plan
    gone = "The row after which the items were to go is not there any more."
    looked = site.call("POST", address, "organiser", data={**chosen, "look": "yes"})
    assert (looked.status_code, gone in text_of(looked)) == (200, True)
    refused = site.call("POST", address, "organiser", data=chosen)
    assert (refused.status_code, gone in text_of(refused)) == (409, True)
    assert '<option value="s2" selected>a row that is not there any more' in refused.text
    assert site.run(site.server.services.rooms.get, "session-v").session.plan == before
    assert site.call("POST", address, "organiser", data={**chosen, "after": "s1"}).status_code == 303


ROSTER = (
    b"Name;Category;Rank;Group;Seat;Language\nPanellist 1;Ministers;1;Africa;A12;French\nChad;Members;2;Africa;B1;\n"
)


def test_a_roster_brings_people_with_category_rank_group_seat_and_language(site: Site) -> None:
    address = upload(site, ROSTER, into="session-v")
    page = text_of(look(site, address))
    assert "New people: 1, to change: 1" in page
    assert "\u2068Panellist 1\u2069: category, group, language, seat" in page
    assert site.call("POST", address, "organiser", data={}).status_code == 303
    plan = site.run(site.server.services.rooms.get, "session-v").session.plan
    assert [(one.title, one.rank) for one in plan.categories] == [("Ministers", 1), ("Members", 2)]
    first, last = plan.speaker("p1"), plan.speakers[-1]
    assert first is not None
    assert (first.seat, first.language, last.name, last.group) == ("A12", "fr", "Chad", plan.groups[0].id)
    exported = site.call("GET", "/api/v1/sessions/session-v/roster.csv", "moderator")
    assert exported.headers["content-disposition"].endswith('"session-v-roster.csv"')
    again = upload(site, exported.content, into="session-v")
    assert "New people: 0, to change: 0" in text_of(look(site, again))
    assert site.call("GET", "/api/v1/sessions/session-v/roster.xlsx", "moderator").content[:2] == b"PK"
    assert site.call("GET", "/api/v1/sessions/session-v/roster.pdf", "moderator").status_code == 404
    assert site.call("GET", "/api/v1/sessions/session-v/roster.csv", "stage").status_code == 403


def test_the_columns_of_a_roster_are_chosen_on_its_preview_and_remembered(site: Site) -> None:
    table = b"Name;Bloc;Group\nChad;Africa;x\n"
    address = upload(site, table, into="session-v")
    assert 'name="column:bloc"' in look(site, address).text
    chosen = {
        "was:bloc": "person:",
        "column:bloc": "person:group",
        "was:group": "person:group",
        "column:group": "person:",
    }
    site.run(_read, site, site.call("POST", address, "organiser", data=chosen).headers["location"])
    assert "Chad Africa" in text_of(look(site, address))
    assert site.call("POST", address, "organiser", data={}).status_code == 303
    plan = site.run(site.server.services.rooms.get, "session-v").session.plan
    assert [group.title for group in plan.groups] == ["Africa"]
    later = upload(site, table, into="session-v")
    site.run(_read, site, look(site, later).headers["location"])
    assert "New people: 0, to change: 0" in text_of(look(site, later))


def test_nothing_is_inserted_where_nothing_is_ticked_or_there_is_no_such_session(site: Site) -> None:
    address = upload(site, ROWS, into="session-v")
    nothing = site.call("POST", address, "organiser", data={"after": "s1"})
    assert (nothing.status_code, "Nothing is ticked" in text_of(nothing)) == (422, True)
    assert "The items go into" not in text_of(look(site, "/import?into=no-such"))


def test_columns_that_were_set_are_recalled_for_the_same_headings(site: Site) -> None:
    address = upload(site, ODD)
    site.call("POST", f"{address}/again", "organiser", data={"column:bar": "title", "was:bar": ""})
    site.run(_read, site, address)
    other = upload(site, ODD.replace(b"Aha", b"Later"))
    while look(site, other).status_code == 303:
        site.run(_read, site, other)
    draft = draft_of(site, other)
    assert draft.programme is not None
    assert [item.title for item in draft.programme.sessions[0].items] == ["Later", "Oho"]


def test_a_table_of_unknown_columns_is_given_fields_on_its_preview(site: Site) -> None:
    address = upload(site, b"Qx;Qy;Qz\none;Eins;Ann Lee\ntwo;Zwei;Bo Chu\n")
    page = look(site, address)
    assert "none of its columns is a title with a time" in text_of(page)
    assert 'name="column:qy"' in page.text
    assert "Save the ticked items" not in page.text
    saved = site.call("POST", address, "organiser", data={})
    assert (saved.status_code, site.slugs()) == (422, ["session-v"])
    assert "none of its columns" in text_of(saved)
    people = {"was:qz": "", "column:qz": "speakers", "was:qy": "", "column:qy": ""}
    site.call("POST", f"{address}/again", "organiser", data=people)
    site.run(_read, site, address)
    assert re.findall(r'<option value="(\w+)" selected', look(site, address).text) == ["speakers"]
    site.call("POST", f"{address}/again", "organiser", data={"was:qy": "", "column:qy": "title"})
    site.run(_read, site, address)
    assert "Eins" in text_of(look(site, address))
    assert [person.name for person in draft_of(site, address).programme.speakers] == ["Ann Lee", "Bo Chu"]  # type: ignore[union-attr]


def test_data_with_unknown_keys_are_read_with_the_fields_that_are_shown(site: Site) -> None:
    data = b'[{"start": "9:00", "blubb": "Eins"}, {"start": "9:30", "blubb": "Zwei"}]'
    address = upload(site, data)
    page = look(site, address)
    sent = dict(re.findall(r'name="(was:[^"]+)" value="([^"]*)"', page.text))
    assert sent == {"was:start": "?", "was:blubb": "?"}
    fields = {"column:start": "start", "column:blubb": "title"}
    site.call("POST", f"{address}/again", "organiser", data=sent | fields)
    site.run(_read, site, address)
    assert "Zwei" in text_of(look(site, address))


def test_a_pasted_table_of_unknown_columns_can_be_changed(site: Site) -> None:
    address = upload(site, b"", text="Qx;Qy\none;Eins\ntwo;Zwei")
    assert f"{address}?form=yes" in look(site, address).text
    form = look(site, f"{address}?form=yes")
    assert "Qx;Qy" in form.text
    assert "none of its columns" in text_of(form)


ADDRESS = "https://programme.example/meeting.csv"


def answering(site: Site, table: bytes) -> None:
    """Let the address hold this table from now on."""

    async def resolve(_: str, __: int) -> list[str]:
        return ["93.184.216.34"]

    def answer(request: httpx.Request) -> httpx.Response:
        assert request.headers["host"] == "programme.example"
        return httpx.Response(200, content=table)

    site.server.services.drafts.fetcher = Fetcher(resolve, httpx.MockTransport(answer))


def test_a_session_remembers_its_address_and_shows_the_difference_before_anything_changes(site: Site) -> None:
    answering(site, TABLE)
    sent = send(site, address=ADDRESS, zone="Asia/Tokyo")
    site.run(_read, site, sent.headers["location"])
    ticks = {"session": ["0", "1"], "item": ["0.0", "0.1", "1.0"]}
    assert site.call("POST", sent.headers["location"], "organiser", data=ticks).status_code == 303
    slug = "meeting-a-3-june-2024"
    assert ADDRESS in site.call("GET", f"/s/{slug}/plan", "organiser").text
    assert ADDRESS not in site.call("GET", "/s/session-v/plan", "organiser").text
    answering(site, TABLE.replace(b"9:00;9:30;One", b"8:30;9:30;One").replace(b"Three", b"Third"))
    before = site.run(site.server.services.rooms.get, slug).session
    again = site.call("POST", "/import/again", "organiser", data={"session": slug})
    assert again.status_code == 303
    site.run(_read, site, again.headers["location"])
    page = look(site, again.headers["location"])
    assert "Items to add: 0, to change: 1, to remove: 0." in text_of(page)
    assert "\u2068One <b>\u2069: length" in text_of(page)
    assert "times in Tokyo" in text_of(page)
    assert re.findall(r'name="session" value="(\d)" checked', page.text) == ["0"]
    assert site.run(site.server.services.rooms.get, slug).session == before
    # A file that is sent changes the session, which keeps the address.
    site.call("POST", upload(site, zone="Asia/Tokyo"), "organiser", data=ticks)
    assert ADDRESS in site.call("GET", f"/s/{slug}/plan", "organiser").text


def test_an_item_that_is_a_session_of_its_own_is_read_again_alone(site: Site) -> None:
    answering(site, TABLE)
    sent = send(site, address=ADDRESS)
    site.run(_read, site, sent.headers["location"])
    ticks = {"session": ["0", "1"], "item": ["0.0", "0.1", "1.0"], "as": "apart"}
    assert site.call("POST", sent.headers["location"], "organiser", data=ticks).status_code == 303
    again = site.call("POST", "/import/again", "organiser", data={"session": "two"})
    site.run(_read, site, again.headers["location"])
    page = look(site, again.headers["location"])
    assert re.findall(r'name="session" value="(\d)" checked', page.text) == ["0"]
    assert re.findall(r'name="item" value="([0-9.]+)" checked', page.text) == ["0.1"]
    assert re.search(r'value="apart" checked', page.text)


@pytest.mark.parametrize(("role", "status"), [("organiser", 404), ("moderator", 403), ("viewer", 403)])
def test_a_session_without_an_address_is_not_read_again_nor_by_others(site: Site, role: str, status: int) -> None:
    assert site.call("POST", "/import/again", role, data={"session": "session-v"}).status_code == status


def test_a_page_shows_how_many_sessions_are_saved_until_all_are(site: Site) -> None:
    address = upload(site)
    draft = draft_of(site, address)
    released = asyncio.Event()

    async def run(tell: Tell) -> list[ImportOutcome]:
        tell(20, 55)
        async with asyncio.timeout(60):
            await released.wait()
        return [ImportOutcome("a", "A", "new")]

    async def save() -> None:
        await site.server.services.drafts.save(draft, run, of=55)
        await site.server.services.drafts.save(draft, run)  # pressed twice, it is done once
        await site.server.services.drafts.wait(draft, 0)
        await asyncio.sleep(0)

    async def end() -> None:
        released.set()
        await site.server.services.drafts.wait(draft, 60)

    site.run(save)
    saving = look(site, f"{address}/done")
    assert '<progress value="20" max="55">' in saving.text
    assert "Sessions saved: 20 of 55." in text_of(saving)
    site.run(end)
    assert "saved as a new session" in text_of(look(site, f"{address}/done"))


def test_what_could_not_be_saved_is_said_with_the_preview(site: Site) -> None:
    address = upload(site)
    draft = draft_of(site, address)

    async def run(_: Tell) -> list[ImportOutcome]:
        raise JournalUnavailable("the disk is full")

    async def save() -> None:
        await site.server.services.drafts.save(draft, run)
        await site.server.services.drafts.wait(draft, 60)

    site.run(save)
    answer = look(site, f"{address}/done")
    assert (answer.status_code, "Not everything could be saved: the disk is full." in text_of(answer)) == (503, True)
    assert 'name="title-0.0"' in answer.text


def test_a_programme_comes_over_tls_is_saved_and_is_read_again(site: Site) -> None:
    """The whole way, with a real server of another name that moves its file meanwhile."""
    with site.http.portal.wrap_async_context_manager(TlsServer().serving()) as tls:  # type: ignore[union-attr]  # open while the client is
        site.server.services.drafts.fetcher = tls.fetcher()
        tls.holds("/meeting.csv", TABLE)
        sent = send(site, address=ADDRESS)
        site.run(_read, site, sent.headers["location"])
        assert "Ann Lee" in text_of(look(site, sent.headers["location"]))
        ticks = {"session": ["0", "1"], "item": ["0.0", "0.1", "1.0"]}
        assert site.call("POST", sent.headers["location"], "organiser", data=ticks).status_code == 303
        slug = "meeting-a-3-june-2024"
        tls.holds("/meeting.csv", b"", "302 Found", "Location: /2/meeting.csv")
        tls.holds("/2/meeting.csv", TABLE.replace(b"Two", b"Second").replace(b"Ann Lee", b"Ann Leigh"))
        again = site.call("POST", "/import/again", "organiser", data={"session": slug}).headers["location"]
        site.run(_read, site, again)
        assert "It exists already. Items to add: 1, to change: 1, to remove: 1." in text_of(look(site, again))
        assert site.call("POST", again, "organiser", data={"session": ["0"], "item": ["0.0", "0.1"]}).status_code == 303
        plan = site.run(site.server.services.rooms.get, slug).session.plan
        said = [(item.title, [plan.speaker(id_).name for id_ in item.speakers]) for item in plan.segments]
        assert said == [("One <b>", ["Ann Leigh"]), ("Second", ["Bo Chu"])]
        # A file without the session says so, and nothing of it is ticked.
        tls.holds("/meeting.csv", b"Session;Start;Title\nOther;9:00;A\nOther;10:00;B\n")
        gone = site.call("POST", "/import/again", "organiser", data={"session": slug}).headers["location"]
        site.run(_read, site, gone)
        assert "The session that was read again is not in this file any more." in text_of(look(site, gone))
        assert 'name="session" value="0" checked' not in look(site, gone).text
        # What cannot be fetched any more changes nothing and says why.
        tls.holds("/meeting.csv", b"gone", "410 Gone")
        third = site.call("POST", "/import/again", "organiser", data={"session": slug}).headers["location"]
        site.run(_read, site, third)
        assert "There is no file at this address any more (410)." in text_of(look(site, third))
        assert site.run(site.server.services.rooms.get, slug).session.plan == plan
