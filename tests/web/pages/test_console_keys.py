"""The keys of the console as its page says them: each is a form, and pressing it is sending what stands in it."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

import pytest

from tests.fakes import minutes, seconds
from tests.sites import SESSION, Site

HTMX = {"HX-Request": "true"}
SCRIPT = Path(__file__).resolve().parents[3] / "static" / "js" / "console.js"
FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
HIDDEN = re.compile(r'<input type="hidden" name="(?P<name>[^"]+)" value="(?P<value>[^"]*)">')
NO_SCRIPT = re.compile(r"<noscript>.*?</noscript>", re.DOTALL)


def form_of(site: Site, key: str) -> str:
    page = site.call("GET", "/s/session-v/console").text
    (match,) = [form for form in FORM.findall(page) if f'data-press="{key}"' in form]
    return str(match)


def press(site: Site, key: str) -> dict[str, Any]:
    """The view after a press; the button must not be disabled."""
    form = form_of(site, key)
    assert " disabled" not in form
    fields = {name: html.unescape(value) for name, value in HIDDEN.findall(NO_SCRIPT.sub("", form))}
    sent = site.call("POST", "/s/session-v/command", data=fields, headers={"HX-Request": "true"})
    assert sent.status_code == 200, sent.text
    view: dict[str, Any] = site.call("GET", SESSION).json()
    return view


def says(site: Site, key: str) -> str:
    """What is written on a key, with its letter."""
    return " ".join(re.sub(r"<[^>]+>", " ", html.unescape(form_of(site, key))).split())


def test_the_big_key_opens_introduces_gives_the_floor_and_ends_and_says_so_beforehand(site: Site) -> None:
    assert says(site, " ") == "Open the session Space"
    assert press(site, " ")["status"] == "live"
    assert says(site, " ") == "Introduce: Opening Space"
    assert press(site, " ")["floor"]["state"] == "cued"
    assert says(site, " ") == "Give the floor: Opening Space"
    assert press(site, " ")["floor"]["state"] == "running"
    assert "Panellist 1" in says(site, " ")
    site.clock.set(site.clock.now() + minutes(3))
    after = press(site, " ")
    assert (after["floor"]["segment"], after["floor"]["state"]) == ("s2", "cued")


def test_the_keys_of_the_clock(site: Site) -> None:
    site.send("give_floor", segment="s2")
    site.clock.set(site.clock.now() + seconds(10))
    assert press(site, "p")["floor"]["state"] == "paused"
    assert press(site, "p")["floor"]["state"] == "running"
    assert press(site, "ArrowUp")["floor"]["granted_ms"] == seconds(30)
    assert press(site, "ArrowDown")["floor"]["granted_ms"] == 0
    assert press(site, "ArrowDown")["floor"]["granted_ms"] == -seconds(30)
    back = press(site, "ArrowLeft")["floor"]
    assert (back["state"], back["segment"], back["spent_before_ms"]) == ("cued", "s2", 0)
    assert press(site, "z")["floor"]["state"] == "running"


def test_a_voice_is_named_before_the_discussion_and_its_key_says_what_it_waits_for(site: Site) -> None:
    site.send("cue", segment="s8")
    assert 'disabled data-why="No clock is running."' in form_of(site, "Shift+2")
    site.send("give_floor", segment="s8")
    assert press(site, "Shift+2")["floor"]["voice"] == "p2"


def test_what_a_person_is_reads_in_the_direction_of_its_first_words(site: Site) -> None:
    site.send("cue", segment="s9")
    page = site.call("GET", "/s/session-v/console").text
    assert '<p class="about" dir="auto"><span>Under-Secretary-General' in page


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_number_is_a_guiding_question_and_the_same_again_is_none(site: Site, number: int) -> None:
    id_ = site.call("GET", SESSION).json()["guiding_questions"][number - 1]["id"]
    assert press(site, str(number))["focus"] == id_
    assert press(site, str(number))["focus"] is None


def test_the_keys_of_the_stage(site: Site) -> None:
    assert press(site, "b")["stage"]["blackout"] is True
    assert press(site, "b")["stage"]["blackout"] is False
    assert press(site, "f")["stage"]["flash"] == 1
    site.send("show_message", text="Please conclude")
    assert press(site, "c")["stage"]["message"] is None


def test_a_key_that_would_be_refused_cannot_be_pressed(site: Site) -> None:
    for key in ("p", "ArrowUp", "ArrowDown", "a", "z"):
        assert " disabled" in form_of(site, key), key


def test_what_introduces_says_who_is_passed_over_because_absent(site: Site) -> None:
    def answer(command: str, **fields: str) -> str:
        sent = site.call("POST", "/s/session-v/command", data={"command": command, **fields}, headers=HTMX)
        return html.unescape(re.sub(r"<[^>]+>", "", sent.text)).strip()

    answer("cue", segment="s3")
    assert answer("mark_absent", segment="s3") == "Panellist 2 is absent. Introduce Panellist 3."
    assert says(site, "z") == "Undo: Panellist 2 absent Z"
    answer("cue", segment="s2")
    answer("give_floor")
    assert answer("advance") == "Panellist 2 is absent. Introduce Panellist 3."
    answer("recall_segment", segment="s3")
    assert answer("cue", segment="s4") == "Introduce Panellist 3."


def test_the_console_warns_of_those_who_are_not_ready_once_readiness_is_used(site: Site) -> None:
    def warnings() -> list[str]:
        page = site.call("GET", "/s/session-v/console").text
        section = page.partition('id="part-next"')[2].partition("</section>")[0]
        lines = re.findall(r'<p class="away"[^>]*>(.*?)</p>', section)
        return [re.sub(r"<[^>]+>", "", line) for line in lines]

    site.send("open_session")
    site.send("give_floor", segment="s2")
    assert warnings() == []
    site.send("mark_ready", speaker="p3", level="arrived")
    assert warnings() == ["Panellist 2 is not here yet"]
    sent = {"command": "mark_ready", "speaker": "p2", "level": "arrived"}
    assert site.call("POST", "/s/session-v/command", data=sent, headers=HTMX).status_code == 200
    assert warnings() == ["Panellist 2: microphone not checked"]
    site.send("mark_ready", speaker="p2", level="checked")
    assert warnings() == []


def test_in_an_unusual_state_the_big_key_goes_on(site: Site) -> None:
    site.send("give_floor", segment="s2")
    site.send("pause_clock")
    assert says(site, " ") == "Resume: Panellist 1 Space"
    assert press(site, " ")["floor"]["state"] == "running"
    site.send("interrupt", kind="technical")
    assert press(site, " ")["floor"]["state"] == "running"
    site.send("pause_clock")
    assert site.send("advance").json()["view"]["floor"]["segment"] == "s3"  # for programs it stays what it was
    site.send("close_session")
    page = site.call("GET", "/s/session-v/console").text
    assert '<a id="key-primary" href="/s/session-v/report" data-press=" "' in page
    assert "Reopen the session" in page


def test_the_prices_are_asked_for_when_they_change_and_not_every_few_seconds(site: Site) -> None:
    page = site.call("GET", "/s/session-v/console").text
    asks = re.search(r'id="prices"[^>]* data-kept [^>]*hx-trigger="([^"]*)"', page)
    assert asks is not None
    assert "every" not in asks[1]
    # The page's script asks after a change of these parts.
    timed = re.search(r"const TIMED = /\^\((.*)\)\$/;", SCRIPT.read_text())
    assert timed is not None
    shown = {name for name in re.findall(r' id="([^"]+)"', page) if re.fullmatch(timed[1], name)}
    assert shown >= {"head", "late", "part-bar", "part-floor", "part-rundown"}


def test_the_prices_are_those_of_each_grant_in_seconds(site: Site) -> None:
    press(site, " ")
    site.send("give_floor", segment="s2")
    ends = site.call("GET", SESSION).json()["forecast_end_ms"]
    site.send("edit_session", ends_at_ms=ends - 60_000)
    said = re.sub(r"<[^>]+>|\s+", " ", site.call("GET", "/s/session-v/console/prices").text)
    each = re.findall(r"or\s+−(\d+:\d\d)\s+each", said)
    assert (len(each), each[0] != each[1]) == (2, True)
    assert re.search(r"ends \d\d:\d\d:\d\d", said)


@pytest.mark.parametrize("page", ["console", "desk"])
def test_each_key_of_the_list_has_a_name_that_can_be_read_aloud(site: Site, page: str) -> None:
    text = site.call("GET", f"/s/session-v/{page}").text
    caps = re.findall(r"<dt>(.*?)</dt>", text)
    heard = [re.sub(r'<kbd aria-hidden="true">.*?</kbd>|<[^>]+>', "", cap) for cap in caps]
    assert len(heard) > 15
    assert [name for name in heard if not re.fullmatch(r"[A-Za-z0-9, ]+", name)] == []
    assert 'aria-keyshortcuts=" "' not in text
