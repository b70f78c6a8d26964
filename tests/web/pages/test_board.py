"""All rooms at a glance, for fifty sessions: who sees which, in which order, how late they are, what is found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.web.pages.listing import ON_PAGE
from tests.fakes import START, document, minutes
from tests.sites import Site, open_site

DAY_MS = minutes(24 * 60)


def made(site: Site, number: int, **changes: Any) -> str:
    """One of fifty: five rooms of two conferences on five days."""
    start = START + (number % 5) * DAY_MS + (number // 10) * minutes(70)
    plan = {
        "slug": f"room-{number}",
        "title": f"Session {number}",
        "conference": {"title": f"Summit {number % 2}", "timezone": "America/New_York", "venue": f"Aula{number % 7}x"},
        "starts_at": None,
        "ends_at": None,
        "public": number != 7,
        **changes,
    }
    fields = {name: value for name, value in document(2, **plan).items() if value is not None}
    body = {**fields, "starts_at_ms": start, "ends_at_ms": start + minutes(60)}
    answer = site.call("POST", "/api/v1/sessions", "organiser", json=body)
    assert answer.status_code == 201, answer.text
    return str(body["slug"])


@pytest.fixture(scope="module")
def venue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with open_site(tmp_path_factory.mktemp("venue"), demo=False) as site:
        for number in range(50):
            made(site, number)
        yield site


def board(site: Site, query: str = "", role: str = "organiser") -> str:
    answer = site.call("GET", f"/board{query}", role)
    assert answer.status_code == 200
    return str(answer.text)


def slugs(page: str) -> list[str]:
    return re.findall(r'<li id="board-([^"]+)"', page)


def row(page: str, slug: str) -> str:
    return " ".join(
        re.sub(r"<[^>]+>", " ", page.split(f'id="board-{slug}"')[1].split("</li>")[0].partition(">")[2]).split()
    )


def send(site: Site, slug: str, command: str, **fields: Any) -> None:
    path = f"/api/v1/sessions/{slug}/commands"
    assert site.call("POST", path, "organiser", json={"command": command, **fields}).status_code == 200


def test_fifty_sessions_stand_by_conference_and_day(venue: Site) -> None:
    page = board(venue)
    assert len(slugs(page)) == 40
    assert re.findall(r'<h2 dir="auto">([^<]*)', page) == ["Summit 0", "Summit 1"]
    assert len(re.findall("<h3>", page)) == 8
    assert slugs(page)[:5] == ["room-0", "room-10", "room-20", "room-30", "room-40"]
    assert "Wednesday, 30 June 2021" in page


def following(page: str) -> str:
    """The query of the next page, or an empty text."""
    href = re.search(r'rel="next" href="[^?]*([^"]*)"', page)
    return href[1].replace("&amp;", "&") if href else ""


@pytest.mark.parametrize("path", ["/board", "/"])
def test_every_session_is_on_one_page_and_the_pages_keep_the_filter(venue: Site, path: str) -> None:
    first = venue.call("GET", f"{path}?conference=&q=session", "organiser").text
    second = venue.call("GET", f"{path}{following(first)}", "organiser").text
    assert "q=session" in following(first)
    assert ("1–40 of 50 sessions" in first, "41–50 of 50 sessions" in second, following(second)) == (True, True, "")
    listed = [slug for page in (first, second) for slug in titles(page)]
    assert (len(listed), len(set(listed))) == (50, 50)


def titles(page: str) -> list[str]:
    """The sessions of a page of the list or the board, by their titles' links."""
    return re.findall(r'(?:<h3 dir="auto">|<p class="board-title">)<a href="/s/(room-\d+)', page)


def test_a_page_behind_the_last_one_is_the_last_one_and_no_page_is_the_first(venue: Site) -> None:
    last = slugs(board(venue, "?page=2"))
    assert slugs(board(venue, "?page=99999999")) == last
    for nonsense in ("0", "-1", "x", "", "9" * 30, "²"):
        assert slugs(board(venue, f"?page={nonsense}")) == slugs(board(venue))


def test_days_are_one_click_away_with_their_counts_and_keep_the_conference(venue: Site) -> None:
    page = board(venue, "?conference=Summit+1&day=2021-07-01&page=1")
    strip = page.partition('class="day-strip"')[2].partition("</nav>")[0]
    assert " ".join(re.sub(r"<[^>]+>", " ", strip).split()).endswith(
        "All days Wed 30 Jun 5 Thu 1 Jul 5 Fri 2 Jul 5 Sat 3 Jul 5 Sun 4 Jul 5"
    )
    assert strip.count("conference=Summit+1") == 6
    assert re.findall(r'day=([\d-]+)" aria-current', strip) == ["2021-07-01"]


def test_a_full_page_is_small(venue: Site) -> None:
    for path in ("/", "/board"):
        assert len(venue.call("GET", path, "organiser").content) < 60_000


def test_what_is_live_stands_first_and_what_is_closed_last(tmp_path: Path) -> None:
    with open_site(tmp_path, demo=False) as site:
        for number, title in enumerate(("First day", "Both days", "Both days", "Fourth day")):
            made(site, number, conference={"title": title, "timezone": "America/New_York", "venue": "Aula"})
        # Beside the last one, on its day and in its conference, one that is live, and one that begins before both.
        made(site, 13, conference={"title": "Fourth day", "timezone": "America/New_York", "venue": "Aula"})
        made(site, 3 + 30, conference={"title": "Fourth day", "timezone": "America/New_York", "venue": "Aula"})
        send(site, "room-33", "open_session")
        for slug in ("room-0", "room-1"):
            send(site, slug, "open_session")
            send(site, slug, "close_session")
        assert slugs(board(site)) == ["room-33", "room-3", "room-13", "room-2", "room-1", "room-0"]
        public = site.call("GET", "/", "nobody").text
        assert re.findall(r'href="/s/(room-\d+)"', public) == [
            "room-33",
            "room-2",
            "room-3",
            "room-13",
            "room-1",
            "room-0",
        ]


def listed(site: Site, role: str) -> str:
    """The words of the list of sessions."""
    main = site.call("GET", "/", role).text.partition("<main")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def test_the_list_says_what_is_now_today_coming_and_past_and_to_staff_how_late_it_is(tmp_path: Path) -> None:
    with open_site(tmp_path, demo=False) as site:
        for number in (0, 1, 10):
            made(site, number)
        made(site, 20, public_overtime=False)
        send(site, "room-20", "open_session")
        send(site, "room-0", "open_session")
        send(site, "room-0", "close_session")
        site.clock.set(START + minutes(90))
        words = listed(site, "organiser")
        order = [words.index(part) for part in ("Now", "Session 20", "Today", "Session 10", "Coming", "Past")]
        assert order == sorted(order)
        assert words.index("Coming") < words.index("Session 1 ") < words.index("Past") < words.index("Session 0")
        assert "should have opened 20:00 ago" in words
        assert "should have opened" not in listed(site, "nobody")


def test_a_reader_who_is_no_organiser_sees_what_is_public(venue: Site) -> None:
    assert "room-7" in slugs(board(venue))
    assert "room-7" not in slugs(board(venue, role="nobody"))
    assert "Session 7<" not in venue.call("GET", "/board/rows", "nobody").text
    assert "of 49 sessions" in board(venue, role="nobody")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?conference=Summit+1", 25),
        ("?day=2021-07-01", 10),
        ("?day=2021-07-01&conference=Summit+1", 5),
        ("?q=session+49", 1),
        ("?q=AULA3X", 7),
        ("?q=panellist+2", 50),
        ("?q=nobody", 0),
        ("?q=" + "+".join(["session", *["49"] * 9, "nobody"]), 1),  # ten words are looked for, and no more
        ("?state=closed", 0),
        ("?state=planned", 50),
    ],
)
def test_the_board_and_the_list_show_what_is_looked_for(venue: Site, query: str, expected: int) -> None:
    expected = min(expected, ON_PAGE)
    assert len(slugs(board(venue, query))) == expected
    rows = venue.call("GET", f"/board/rows{query}", "organiser").json()
    assert (len(slugs(rows["html"])), rows["now"]) == (expected, venue.clock.now())
    listed = venue.call("GET", f"/{query}", "organiser").text
    assert listed.count("session-card") == expected
    assert ("No session matches" in listed) == (expected == 0)


def test_the_board_says_who_has_the_floor_and_how_late_each_room_is(site: Site) -> None:
    for number in (1, 2, 11, 21):
        made(site, number, conference={"title": "Summit", "timezone": "America/New_York", "venue": "Hall"})
    site.clock.set(START + DAY_MS)
    for command in ("open_session", "advance", "advance"):
        send(site, "room-1", command)
    site.clock.set(START + DAY_MS + minutes(7))
    page = board(site, "?conference=Summit")
    cells = row(page, "room-1")
    assert cells.startswith("Live Session 1 Hall Opening +4:00 4:00 late ends 11:04 planned 11:00")
    assert 'running-since="' in page
    assert row(page, "room-11").startswith("Not yet open Session 11 Hall starts 11:10 , ends 12:10")
    site.clock.set(START + DAY_MS + minutes(75))
    page = board(site, "?conference=Summit")
    assert "should have opened 5:00 ago" in row(page, "room-11")
    send(site, "room-1", "close_session")
    site.clock.set(START + DAY_MS + minutes(90))
    page = board(site, "?conference=Summit")
    assert "Closed Session 1 Hall 15:00 late ended 11:15" in row(page, "room-1")
    order = slugs(page)
    assert order.index("room-11") < order.index("room-21") < order.index("room-1")


def test_rows_that_run_late_are_marked(site: Site) -> None:
    made(site, 1, segments=[{"id": "a", "title": "Long", "planned": "90"}])
    made(site, 2)
    page = board(site)
    standing = dict(re.findall(r'id="board-(room-\d)"[^>]*data-standing="(\w+)"', page))
    assert standing == {"room-1": "late", "room-2": "well"}
    assert "30:45 too long" in row(page, "room-1")


def test_the_board_tells_staff_how_late_a_room_is_and_the_public_only_if_the_session_says_so(site: Site) -> None:
    site.send("give_floor", segment="s2")
    site.clock.set(site.clock.now() + minutes(90))
    assert "late" in row(board(site), "session-v")
    quiet = row(board(site, role="nobody"), "session-v")
    assert ("late" in quiet, "+" in quiet, "0:00" in quiet) == (False, False, True)
    assert 'data-standing="well"' in board(site, role="nobody")
    assert "Over" not in site.call("GET", "/s/session-v", "nobody").text.partition("phase-word")[0]
    for kind in ("timer", "lower_third"):
        assert "+1:" not in site.call("GET", f"/s/session-v/overlay/{kind}", "stage").text
    site.send("edit_session", public_overtime=True)
    assert "late" in row(board(site, role="nobody"), "session-v")
    assert "+1:" in site.call("GET", "/s/session-v/overlay/timer", "stage").text


def test_the_board_says_how_many_requests_wait_to_each_visitor_as_the_list_does(site: Site) -> None:
    for number, shows in ((1, "names"), (2, "numbers"), (3, "nothing")):
        debate = {"id": "debate", "kind": "interventions", "title": "Debate", "planned": "60", "list": {"shows": shows}}
        made(site, number, segments=[debate])
        send(site, f"room-{number}", "open_session")
    assert "wait" not in row(board(site), "room-1")
    for number in (1, 2, 3):
        send(site, f"room-{number}", "open_list", segment="debate")
        for name in ("Chad", "Peru"):
            send(site, f"room-{number}", "request_floor", name=name)
    staff, public = board(site), board(site, role="nobody")
    assert [row(staff, f"room-{number}").count("2 requests wait") for number in (1, 2, 3)] == [1, 1, 1]
    assert [row(public, f"room-{number}").count("2 requests wait") for number in (1, 2, 3)] == [1, 1, 0]
    assert "wait" not in row(public, "room-3")
