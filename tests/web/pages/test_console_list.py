"""The console's list of speakers: each row and key is a form, and what it says before is what it does."""

from __future__ import annotations

import html
import re

from tests.sites import SESSION, Site

ROW = re.compile(r'<li id="request-([^"]+)".*?</li>', re.DOTALL)
FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
HIDDEN = re.compile(r'<input type="hidden" name="(?P<name>[^"]+)" value="(?P<value>[^"]*)">')


def prepared(site: Site, *speakers: str) -> None:
    """Add an item that takes requests, with these speakers on its list."""
    if site.call("GET", SESSION).json()["lists"] == []:
        site.send("add_segment", kind="interventions", title="Debate", planned="5:00", id="debate")
    site.send("open_list", segment="debate")
    for speaker in speakers:
        site.send("request_floor", speaker=speaker, id=f"r-{speaker}")


def part(site: Site) -> str:
    page = site.call("GET", "/s/session-v/console").text
    match = re.search(r'<section id="part-list".*?</section>', page, re.DOTALL)
    assert match is not None
    return html.unescape(match.group())


def rows(site: Site) -> dict[str, str]:
    """Return the text of each row by the id of its request, in order."""
    return {row.group(1): " ".join(re.sub(r"<[^>]+>", " ", row.group()).split()) for row in ROW.finditer(part(site))}


def press(site: Site, label: str, request: str = "") -> None:
    """Press the key with this label, in the row of a request or beside the list."""
    within = next(row.group() for row in ROW.finditer(part(site)) if row.group(1) == request) if request else part(site)
    form = next(form for form in FORM.findall(within) if re.search(rf">\s*(<span[^>]*>)?{re.escape(label)}<", form))
    sent = site.call("POST", "/s/session-v/command", data=dict(HIDDEN.findall(form)), headers={"HX-Request": "true"})
    assert sent.status_code == 200, sent.text


def test_a_session_without_a_list_shows_none(site: Site) -> None:
    assert "hidden" in part(site)
    assert rows(site) == {}


def test_the_rows_say_place_time_and_reason_and_their_keys_do_what_they_say(site: Site) -> None:
    prepared(site, "p1", "p2", "p3")
    said = rows(site)
    assert list(said) == ["r-p1", "r-p2", "r-p3"]
    assert said["r-p2"].startswith("2 Panellist 2 2:00 about ")
    assert "after Panellist 1 , who asked earlier" in said["r-p2"]
    press(site, "Up", "r-p3")
    assert list(rows(site)) == ["r-p1", "r-p3", "r-p2"]
    assert "moved by the moderator" in rows(site)["r-p3"]
    press(site, "Down", "r-p1")
    press(site, "Take off the list", "r-p2")
    assert list(rows(site)) == ["r-p3", "r-p1"]
    press(site, "Absent", "r-p3")
    assert list(rows(site)) == ["r-p1", "r-p3"]


def test_a_name_is_put_on_the_list_by_the_form_beside_it(site: Site) -> None:
    prepared(site)
    form = next(form for form in FORM.findall(part(site)) if "request-form" in form)
    typed = {**dict(HIDDEN.findall(form)), "name": "Ada Stranger", "affiliation": "Institute", "kind": "question"}
    sent = site.call("POST", "/s/session-v/command", data=typed, headers={"HX-Request": "true"})
    assert sent.status_code == 200
    (said,) = rows(site).values()
    assert "Ada Stranger" in said
    assert "Question" in said


def test_a_list_that_does_not_fit_offers_what_would_and_does_it(site: Site) -> None:
    prepared(site, "p1", "p2", "p3")
    assert "\u20663 × 2:00 = 6:00\u2069 needed, 5:00 left: not all fit." in part(site)
    press(site, "Cut off, 1:40 each")
    assert "1:40" in rows(site)["r-p1"]
    press(site, "Open the list")
    press(site, "Close")
    assert "closed" in part(site)


def test_the_floor_shows_the_speaker_who_was_called_and_absent_means_them(site: Site) -> None:
    prepared(site, "p1", "p2")
    site.send("cue", segment="debate")
    site.send("advance")
    page = site.call("GET", "/s/session-v/console").text
    assert re.search(r'<h2 id="floor-title"[^>]*><bdi>Panellist 1</bdi>', page)
    form = next(form for form in FORM.findall(page) if 'data-press="a"' in form)
    assert dict(HIDDEN.findall(form))["request"] == "r-p1"
    site.call("POST", "/s/session-v/command", data=dict(HIDDEN.findall(form)), headers={"HX-Request": "true"})
    assert list(rows(site)) == ["r-p1"]
    assert "Give the floor: Panellist 2" in html.unescape(site.call("GET", "/s/session-v/console").text)


def test_the_rest_of_the_programme_counts_from_the_item_while_a_speech_of_its_list_is_on(site: Site) -> None:
    prepared(site, "p1", "p2")
    site.send("cue", segment="debate")
    site.send("advance")
    head = re.search(r'<session-head id="head"[^>]*>', site.call("GET", "/s/session-v/console").text)
    assert head is not None
    assert 'has-floor allotted="300000"' in head.group()  # five minutes of the item, not two of the statement
    since = int(re.findall(r'running-since="(\d+)"', head.group())[0])
    assert since == site.call("GET", SESSION).json()["segments"][-1]["started_at_ms"]
    site.send("pause_clock")
    head = re.search(r'<session-head id="head"[^>]*>', site.call("GET", "/s/session-v/console").text)
    assert head is not None
    assert "running-since" not in head.group()


def test_the_date_of_another_day_is_said_once_and_a_minute_too(site: Site) -> None:
    prepared(site, "p1", "p2")
    site.send("edit_session", starts_at="2021-07-02T10:00:00-04:00", ends_at="2021-07-02T11:00:00-04:00")
    (said,) = re.findall(r"about (.*?) ·", rows(site)["r-p2"])
    assert re.fullmatch(r"(?=.*Jul)\D*2\D+\d\d:\d\d to \d\d:\d\d", said), said
    site.send("edit_session", starts_at="2021-06-30T10:00:00-04:00", ends_at="2021-06-30T11:00:00-04:00")
    site.send("cue", segment="debate")
    site.send("advance")
    (said,) = re.findall(r"about (.*?) ·", rows(site)["r-p2"])
    assert re.fullmatch(r"\d\d:\d\d( to \d\d:\d\d)?", said), said
    assert said.partition(" to ")[0] != said.partition(" to ")[2]
