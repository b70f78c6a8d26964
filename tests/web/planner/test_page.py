"""The planner without a script: complete forms, every problem beside its field, and nothing typed is lost."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest

from tests.sites import SESSION, Site

PLAN = "/s/session-v/plan"


def post(site: Site, role: str = "organiser", /, **form: str) -> Any:
    return site.call("POST", PLAN, role, data=form)


def view(site: Site) -> Any:
    return site.call("GET", SESSION, "organiser").json()


def segment(site: Site, id_: str) -> Any:
    return next(s for s in view(site)["segments"] if s["id"] == id_)


def form_of(page: str, of: str, id_: str) -> dict[str, str]:
    """What a browser would send for one form of the page, as it stands."""
    body = page.split(f'<form id="form-{of}-{id_}"')[1].split("</form>")[0]
    inputs = re.findall(r"<input (?P<all>[^>]*)>", body)
    fields: dict[str, str] = {}
    for attributes in inputs:
        name, value = re.search(r'name="([^"]*)"', attributes), re.search(r' value="([^"]*)"', attributes)
        if name and ("checkbox" not in attributes or " checked" in attributes):
            fields[name[1]] = html.unescape(value[1]) if value else ""
    for name, text in re.findall(r'<textarea [^>]*name="([^"]*)"[^>]*>([^<]*)<', body):
        fields[name] = html.unescape(text)
    for name, options in re.findall(r'<select [^>]*name="([^"]*)"[^>]*>(.*?)</select>', body):
        fields[name] = re.findall(r'value="([^"]*)" selected', options)[0]
    return fields


@pytest.mark.parametrize(("role", "status"), [("organiser", 200), ("moderator", 200), ("desk", 403), ("viewer", 403)])
def test_the_planner_is_for_those_who_may_edit(site: Site, role: str, status: int) -> None:
    assert site.call("GET", PLAN, role).status_code == status
    assert post(site, role, of="session", title="Other").status_code == {200: 303, 403: 403}[status]
    assert (view(site)["title"] == "Other") == (status == 200)


def test_every_form_of_the_page_sent_as_it_stands_changes_nothing(site: Site) -> None:
    page = site.call("GET", PLAN, "organiser").text
    before = view(site)["seq"]
    forms = re.findall(r'<form id="form-(segment|speaker|question|session)-([^"]+)"', page)
    assert len(forms) == 9 + 7 + 4 + 1 + 3
    for of, id_ in forms:
        if id_ != "new":
            assert post(site, **form_of(page, of, id_)).status_code == 303
    assert view(site)["seq"] == before


def test_a_start_shows_its_seconds(site: Site) -> None:
    page = site.call("GET", PLAN, "organiser").text
    assert re.findall(r'<p class="starts"><time [^>]*>([^<]*)</time>', page)[:3] == ["10:05", "10:08:45", "10:15:30"]


def test_a_row_is_saved_with_a_duration_as_people_write_it(site: Site) -> None:
    answer = post(site, of="segment", id="s2", title="A talk", planned="6m30", speakers="Panellist 2; Panellist 1")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PLAN}#segment-s2")
    row = segment(site, "s2")
    assert (row["title"], row["planned_ms"], row["speakers"]) == ("A talk", 390_000, ["p2", "p1"])


def test_a_refused_row_names_each_problem_and_keeps_what_was_typed(site: Site) -> None:
    before = view(site)["seq"]
    answer = post(site, of="segment", id="s2", title='A <b>"talk"', planned="six-ish", hard_start="25:99")
    assert answer.status_code == 422
    assert view(site)["seq"] == before
    kept = form_of(answer.text, "segment", "s2")
    assert (kept["title"], kept["planned"], kept["hard_start"]) == ('A <b>"talk"', "six-ish", "25:99")
    assert 'aria-describedby="segment-s2-planned-problem"' in answer.text
    assert "&#34;six-ish&#34; is not a duration; write 6, 6:00, 90s or 1h05" in answer.text
    assert "&#34;25:99&#34; is not an instant" in answer.text
    assert answer.text.count("aria-invalid") == 2


def test_a_form_changes_only_what_its_sender_changed_since_the_page_was_drawn(site: Site) -> None:
    form = form_of(site.call("GET", PLAN, "organiser").text, "segment", "s2")
    site.send("edit_segment", "organiser", segment="s2", planned="8:00")
    assert post(site, **{**form, "title": "Mine"}).status_code == 303
    assert (segment(site, "s2")["title"], segment(site, "s2")["planned_ms"]) == ("Mine", 480_000)


def test_an_unknown_name_becomes_a_new_speaker(site: Site) -> None:
    assert post(site, of="segment", id="s2", speakers="Panellist 1; Ada Lovelace").status_code == 303
    people = {p["id"]: p["name"] for p in view(site)["speakers"]}
    assert [people[id_] for id_ in segment(site, "s2")["speakers"]] == ["Panellist 1", "Ada Lovelace"]


def test_a_new_segment_goes_before_the_closing_and_is_added_once(site: Site) -> None:
    form = {
        "of": "segment",
        "id": "new",
        "title": "",
        "kind": "presentation",
        "speakers": "Panellist 7",
        "planned": "5",
    }
    for _ in range(2):
        assert post(site, **form, key="k1").headers["location"] == f"{PLAN}#segment-s10"
    titles = [s["title"] for s in view(site)["segments"]]
    assert titles[-3:] == ["Discussion", "Panellist 7", "Closing"]
    # A person who goes back in the browser and adds another one sends the same key with something else.
    assert post(site, **{**form, "title": "Another"}, key="k1").headers["location"] == f"{PLAN}#segment-s11"
    assert post(site, of="segment", id="new", planned="?").status_code == 422


def test_rows_move_are_doubled_and_removed(site: Site) -> None:
    def order() -> list[str]:
        return [s["id"] for s in view(site)["segments"]]

    for act, expected in (("up", ["s2", "s1", "s3"]), ("up", ["s2", "s1", "s3"]), ("down", ["s1", "s2", "s3"])):
        assert post(site, of="segment", id="s2", act=act).status_code == 303
        assert order()[:3] == expected
    assert post(site, of="segment", id="s2", act="insert").headers["location"] == f"{PLAN}#segment-s10"
    assert order()[:4] == ["s1", "s2", "s10", "s3"]
    assert segment(site, "s10")["planned_ms"] == 360_000
    post(site, of="segment", id="s10", act="remove")
    assert "s10" not in order()


@pytest.mark.parametrize(
    ("of", "in_view", "command"),
    [("speaker", "speakers", "move_speaker"), ("question", "guiding_questions", "move_guiding_question")],
)
def test_people_and_guiding_questions_move_like_rows_of_the_rundown(
    site: Site, of: str, in_view: str, command: str
) -> None:
    def order() -> list[str]:
        return [thing["id"] for thing in view(site)[in_view]]

    first, second, third, *rest = order()
    page = site.call("GET", PLAN, "organiser").text
    for id_, where in ((first, "up"), (rest[-1], "down")):
        assert f'value="{where}" disabled' in page.split(f'<form id="form-{of}-{id_}"')[1].split("</form>")[0]
    # What the ends of the list cannot do changes nothing.
    steps = ((second, "up", [second, first, third]), (second, "up", [second, first, third]))
    for id_, act, expected in (*steps, (first, "down", [second, third, first]), (third, "up", [third, second, first])):
        assert post(site, of=of, id=id_, act=act).headers["location"] == f"{PLAN}#{of}-{id_}"
        assert order() == [*expected, *rest]
    last = rest[-1]
    assert ask(site, of=of, id=first, act="move", after=last)["saved"]
    assert order() == [third, second, *rest, first]
    # A move is one step of the plan's undo, and one command of the journal.
    assert post(site, of="session", act="undo").status_code == 303
    assert order() == [third, second, first, *rest]
    lines = site.call("GET", f"{SESSION}/journal", "organiser").text.splitlines()
    assert [json.loads(line)["command"] for line in lines[-2:]] == [command, "undo_edit"]
    assert post(site, of=of, id="nothing", act="up").status_code == 404


def test_a_list_of_words_that_hold_questions_is_kept_for_the_session(site: Site) -> None:
    def held(id_: str, text: str) -> bool:
        site.send("ask", id=id_, text=text, identity="anonymous")
        question = next(q for q in view(site)["questions"] if q["text"] == text)
        return str(question["state"]) == "pending"

    site.send("open_session")
    assert post(site, of="session", floor_policy="open", review_words="umbrella\nhot air").status_code == 303
    words = form_of(site.call("GET", PLAN, "organiser").text, "session", "all")["review_words"]
    assert words == "umbrella\nhot air"
    assert held("00000000-0000-4000-8000-000000000001", "Whose Umbrella is this?")
    assert post(site, of="session", review_words="-", ask_every="0:00").status_code == 303
    assert not held("00000000-0000-4000-8000-000000000002", "Is that hot air, you idiot?")
    answer = post(site, of="session", review_words=f"fine\n{'x' * 70}")
    assert answer.status_code == 422
    assert "has 70 characters; it needs 1 to 60" in answer.text
    assert form_of(answer.text, "session", "all")["review_words"] == f"fine\n{'x' * 70}"


def test_what_has_happened_stays_and_the_answer_says_so(site: Site) -> None:
    for command in ("open_session", "advance", "advance"):
        site.send(command)
    page = site.call("GET", PLAN, "organiser").text
    assert "Live: all screens show your changes at once" in page
    assert 'value="remove"' not in page.split('id="segment-s1"')[1].split("</form>")[0]
    answer = post(site, of="segment", id="s1", act="remove")
    assert answer.status_code == 409
    assert "This segment has the floor. End it first." in answer.text


def test_editing_the_segment_that_runs_changes_its_planned_time_and_not_its_clock(site: Site) -> None:
    for command in ("open_session", "advance", "advance"):
        site.send(command)
    before = view(site)["floor"]
    assert post(site, of="segment", id="s1", planned="4:00", title="Welcome").status_code == 303
    after = view(site)["floor"]
    assert (after["planned_ms"], after["running_since_ms"]) == (240_000, before["running_since_ms"])


def test_people_and_guiding_questions_are_edited_added_and_removed(site: Site) -> None:
    post(site, of="speaker", id="p1", name="Ms. Adjoa Mensah", country="gh", says="ah-JO-ah", bio="Line.\r\nLine.")
    person = next(p for p in view(site)["speakers"] if p["id"] == "p1")
    assert (person["name"], person["country"]) == ("Ms. Adjoa Mensah", "GH")
    assert post(site, of="speaker", id="p1", country="Ghana").status_code == 422
    assert "still refer" in post(site, of="speaker", id="p1", act="remove").text
    added = post(site, of="speaker", id="new", name="Guest")
    assert post(site, of="speaker", id=added.headers["location"].split("-")[-1], act="remove").status_code == 303
    assert "Guest" not in [p["name"] for p in view(site)["speakers"]]
    post(site, of="question", id="q1", text="Another question?")
    post(site, of="question", id="new", text="A fifth?")
    post(site, of="question", id="q2", act="remove")
    texts = [q["text"] for q in view(site)["guiding_questions"]]
    assert (texts[0], texts[-1], len(texts)) == ("Another question?", "A fifth?", 4)
    assert post(site, of="question", id="new", text="").status_code == 422


def test_settings_are_saved_in_the_session_s_zone(site: Site) -> None:
    form = form_of(site.call("GET", PLAN, "organiser").text, "session", "all")
    assert post(site, **{**form, "timezone": "Europe/Paris", "venue": "Palais", "hard_end": ""}).status_code == 303
    settings = view(site)
    assert settings["conference"] | {"title": ""} == {"timezone": "Europe/Paris", "venue": "Palais", "title": ""}
    assert settings["hard_end"] is False
    again = form_of(site.call("GET", PLAN, "organiser").text, "session", "all")
    assert again["starts_at"] == form["starts_at"]
    answer = post(site, **{**again, "ends_at": "2020-01-01T00:00"})
    assert answer.status_code == 422
    assert "comes after the start, and within seven days of it" in answer.text


@pytest.mark.parametrize(
    ("planned", "words", "fits"),
    [("14:30", "Fits exactly", "yes"), ("6:45", "Fits with 7:45 to spare", "yes"), ("20:15", "5:45 too long", "no")],
)
def test_the_page_says_whether_the_plan_fits(site: Site, planned: str, words: str, fits: str) -> None:
    post(site, of="segment", id="s8", planned=planned)
    page = site.call("GET", PLAN, "organiser").text
    assert re.search(f'data-fits="{fits}">\\s*<p><strong>{words}</strong>', page)


def test_a_form_that_no_page_has_is_refused(site: Site) -> None:
    assert post(site, of="server").status_code == 422
    assert post(site, of="segment", id="nothing", title="x").status_code == 404


def ask(site: Site, **form: str) -> Any:
    """As the page's own script sends it."""
    return site.call("POST", PLAN, "organiser", data=form, headers={"Accept": "application/json"}).json()


def test_a_script_is_told_what_the_fields_show_now(site: Site) -> None:
    assert ask(site, of="segment", id="s2", planned="6.5") == {
        "saved": False,
        "seq": 1,
        "problems": {"planned": '"6.5" is not a duration; write 6, 6:00, 90s or 1h05, up to 24 hours'},
        "theirs": {},
        "sentence": "",
        "again": False,
    }
    answer = ask(site, of="segment", id="s2", planned="7", seen="1")
    assert answer == {"saved": True, "seq": 2, "row": "segment-s2", "shown": {"planned": "7:00"}}


def test_a_field_that_another_editor_changed_is_not_overwritten_and_shows_both(site: Site) -> None:
    form = form_of(site.call("GET", PLAN, "organiser").text, "segment", "s2")
    site.send("edit_segment", "organiser", segment="s2", planned="8:00")
    answer = ask(site, of="segment", id="s2", planned="7", seen="1")
    assert (answer["saved"], answer["theirs"]) == (False, {"planned": "8:00"})
    page = post(site, **{**form, "planned": "7:00"})
    assert page.status_code == 409
    assert "Another planner put “8:00” here meanwhile. Save again to keep yours." in page.text
    assert segment(site, "s2")["planned_ms"] == 480_000
    again = form_of(page.text, "segment", "s2")
    assert again["planned"] == "7:00"
    assert post(site, **again).status_code == 303
    assert segment(site, "s2")["planned_ms"] == 420_000


def test_the_plan_has_an_undo_of_its_own(site: Site) -> None:
    post(site, of="segment", id="s8", planned="20:00")
    page = site.call("GET", PLAN, "organiser").text
    assert "Undo: change of Discussion</span></button>" in page
    form = {"of": "session", "seen": re.search(r'name="seen" value="(\d+)"', page)[1]}  # type: ignore[index]
    assert post(site, **form, act="undo").status_code == 303
    assert segment(site, "s8")["planned_ms"] == 870_000
    assert post(site, **form, act="undo").status_code == 409
    assert post(site, of="session", act="redo").status_code == 303
    assert segment(site, "s8")["planned_ms"] == 1_200_000
    post(site, of="speaker", id="new", name="Guest")
    post(site, of="speaker", id="p7", act="remove")
    assert "Undo: removal of Guest</span></button>" in site.call("GET", PLAN, "organiser").text
    assert 'id="redo" name="act" value="redo" aria-keyshortcuts="Control+Y" disabled' in page


def test_a_session_that_moves_as_a_whole_takes_its_hard_starts_along(site: Site) -> None:
    start = form_of(site.call("GET", PLAN, "organiser").text, "session", "all")["starts_at"]
    day, _, time = start.partition("T")
    post(site, of="segment", id="s8", hard_start=time)
    before = segment(site, "s8")["hard_start_ms"]
    post(site, of="session", starts_at=f"2030-01-01T{time}")
    moved = view(site)
    assert segment(site, "s8")["hard_start_ms"] - before == moved["starts_at_ms"] - before
    assert moved["ends_at_ms"] - moved["starts_at_ms"] == 3_600_000
    post(site, of="session", ends_at="2030-01-01T23:59")
    assert segment(site, "s8")["hard_start_ms"] == moved["starts_at_ms"]
    assert day != "2030-01-01"
