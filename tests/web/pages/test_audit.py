"""The audit as organisers read it and take it away: done and refused in one order, paged, and rotated."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.service.audit import AT_ONCE
from app.store.incidents import MANY_PLACES, MOST_COUNTED, Incident
from tests.fakes import START, seconds
from tests.sites import SESSION, Site, open_site

PAGE = "/s/session-v/audit"


def lines(site: Site) -> list[Any]:
    return [json.loads(line) for line in site.call("GET", f"{SESSION}/audit.jsonl", "organiser").text.splitlines()]


def test_what_was_done_and_what_was_refused_stand_in_one_order(site: Site) -> None:
    made = site.call("POST", f"{SESSION}/links", "organiser", json={"role": "stage", "label": "Left screen"}).json()
    site.tokens["left"] = made["token"]
    for at, (role, command) in enumerate(
        [("moderator", "advance"), ("left", "advance"), ("moderator", "resume_clock")], 1
    ):
        site.clock.set(START + seconds(at))
        site.send(command, role)
    assert [(one["actor"], one["role"], one["command"], one["outcome"]) for one in lines(site)] == [
        ("server", "system", "create_session", "done"),
        ("Organiser (default link)", "organiser", "make_link", "done"),
        ("Moderator (default link)", "moderator", "advance", "done"),
        ("Left screen", "stage", "advance", "forbidden"),
        ("Moderator (default link)", "moderator", "resume_clock", "not_paused"),
    ]
    advance = lines(site)[2]
    assert (advance["at_ms"], advance["seq"]) == (START + seconds(1), 2)
    assert {"where": "on", "before": None, "after": "s1"} in advance["changes"]


def test_the_table_is_the_same_and_holds_no_formula(site: Site) -> None:
    site.send("edit_session", title="=1+1")
    label = "=cmd|' /C calc'!A0"
    site.call("POST", f"{SESSION}/links", "organiser", json={"role": "stage", "label": label})
    answer = site.call("GET", f"{SESSION}/audit.csv", "organiser")
    assert answer.headers["content-disposition"] == 'attachment; filename="session-v-audit.csv"'
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["command"] for row in rows] == [line["command"] for line in lines(site)]
    assert [json.loads(row["changes"] or "[]") for row in rows] == [line["changes"] for line in lines(site)]
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]


def test_a_sender_who_is_called_like_the_role_is_named_once(site: Site) -> None:
    site.send("advance")
    senders = re.findall(r'<p class="state">(.*)</p>', site.call("GET", PAGE, "organiser").text)
    assert senders == ["<bdi>Moderator (default link)</bdi>, Moderator", "<bdi>The server</bdi>"]


def test_the_page_is_read_page_by_page_without_a_gap(site: Site) -> None:
    for number in range(AT_ONCE):
        # Several within one millisecond, so that a page ends in the middle of them.
        site.clock.set(START + number // 3)
        site.send("add_note", text=f"Note {number}")
        site.send("resume_clock")
    seen: list[str] = []
    path = PAGE
    while path:
        page = site.call("GET", path, "organiser").text
        entries = re.findall(r"<b>(Add note|Resume clock|Create session)</b>", page)
        assert len(entries) <= AT_ONCE
        seen += entries
        following = re.search(rf'href="({PAGE}\?before=[^"]+)"', page)
        path = following[1] if following else ""
    assert sorted(seen) == sorted(["Add note"] * AT_ONCE + ["Resume clock"] * AT_ONCE + ["Create session"])
    assert seen[-1] == "Create session"
    assert "Note 49" in site.call("GET", PAGE, "organiser").text


def test_only_what_was_refused(site: Site) -> None:
    site.send("advance")
    site.send("advance", "viewer")
    page = site.call("GET", f"{PAGE}?only=refused", "organiser").text
    assert re.findall(r"<b>([^<]+)</b>", page) == ["Advance"]
    assert "Refused: The link does not allow this." in page


def test_the_page_says_what_it_was_before_and_after_in_words(site: Site) -> None:
    site.send("edit_segment", segment="s2", planned="7:30")
    page = site.call("GET", PAGE, "organiser").text
    assert "<bdi>6:00</bdi> → <bdi>7:30</bdi>" in page
    assert "Moderator (default link)" in page
    assert site.call("GET", f"{PAGE}?before=nonsense", "organiser").status_code == 422


async def note(site: Site, *incidents: Incident, place: str = "") -> None:
    for incident in incidents:
        site.server.incidents.note(incident, place)
    await site.server.incidents.close()


def stranger(at_ms: int = START, what: str = "advance") -> Incident:
    return Incident("session-v", at_ms, "anonymous", "viewer", what, "forbidden", "segment s1")


def test_what_strangers_are_refused_is_counted_by_kind_prefix_and_minute(site: Site) -> None:
    site.run(lambda: note(site, *[stranger()] * 3_000, stranger(what="pause_clock"), place="2001:db8::/64"))
    refusals = [(line["command"], line["about"]) for line in lines(site)[1:]]
    assert refusals == [
        ("advance", "3000 times within a minute from 2001:db8::/64"),
        ("pause_clock", "segment s1"),
    ]


def test_refusals_from_more_places_than_are_told_apart_are_counted_together(site: Site) -> None:
    async def from_everywhere() -> None:
        for number in range(2 * MOST_COUNTED):
            site.server.incidents.note(stranger(), f"198.51.{number // 256}.{number % 256}")
        await site.server.incidents.close()

    site.run(from_everywhere)
    refusals = [line["about"] for line in lines(site)[1:]]
    assert len(refusals) == MOST_COUNTED + 1
    assert f"{MOST_COUNTED} times within a minute from {MANY_PLACES}" in refusals


def test_strangers_push_out_nothing_that_links_did(tmp_path: Path) -> None:
    with open_site(tmp_path, incidents_kept=100) as site:
        link = Incident("session-v", START, "Organiser", "organiser", "make_link", "done", "a screen")
        refused = Incident("session-v", START, "Desk", "desk", "advance", "forbidden", "")
        site.run(note, site, link, refused)
        for number in range(150):
            site.run(note, site, stranger(START + number, f"try-{number}"))
        commands = [line["command"] for line in lines(site)]
    assert commands.count("make_link") == commands.count("advance") == 1
    assert sum(command.startswith("try-") for command in commands) == 100


def test_a_bad_row_never_loses_its_neighbours(site: Site) -> None:
    good = Incident("session-v", START, "Desk", "desk", "advance", "forbidden", "")
    # No column holds this number: the database refuses the whole batch.
    bad = replace(good, at_ms=1 << 70)
    site.run(note, site, replace(good, what="before"), bad, replace(good, what="after"))
    assert [line["command"] for line in lines(site)[1:]] == ["before", "after"]


def test_half_a_character_and_a_text_without_end_are_kept_shortened(site: Site) -> None:
    odd = Incident("session-v", START, "De\ud800sk\uffff", "desk", "x" * 5_000, "forbidden", "")
    site.run(note, site, odd)
    [line] = lines(site)[1:]
    assert (line["actor"], len(line["command"])) == ("Desk", 200)


def test_wrong_passwords_are_counted_among_the_refusals_of_strangers(site: Site) -> None:
    for _ in range(3):
        site.call("POST", "/sign-in", "nobody", data={"password": "not the password"})
    [refused] = site.run(site.server.incidents.read, None)
    assert (refused.actor, refused.role, refused.what, refused.outcome) == (
        "Sign-in",
        "viewer",
        "sign_in",
        "wrong_password",
    )
    assert refused.about.startswith("3 times within a minute from ")


async def note_many(site: Site, how_many: int) -> None:
    for number in range(how_many):
        site.server.incidents.note(Incident("session-v", START, "x", "stage", f"try-{number}", "forbidden", ""))
    await site.server.incidents.close()


def test_refusals_are_rotated_and_never_the_journal(tmp_path: Path) -> None:
    with open_site(tmp_path, incidents_kept=100) as site:
        site.send("advance")
        site.run(note_many, site, 150)
        kept = [line["command"] for line in lines(site)]
    assert kept == ["create_session", "advance", *(f"try-{number}" for number in range(50, 150))]
