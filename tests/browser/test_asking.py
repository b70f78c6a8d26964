"""Participants in a real browser: asking, voting and one's own questions, live, kept, counted, and without scripts."""

from __future__ import annotations

import json
import re
import signal
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, WebSocketRoute, expect

from app.domain.values import HOUR
from app.server.http.cookies import PARTICIPANT as COOKIE
from app.server.participants import Participant, Participants
from app.store.folder import DataFolder
from tests.browser.conftest import OpenTab, Tab
from tests.browser.pages import module, resize
from tests.fakes import FakeClock
from tests.patience import PATIENCE_S
from tests.serving import ServerProcess

pytestmark = pytest.mark.browser

PAGE = "/s/session-v"
SIZES = {"light": (320, 640), "dark": (1280, 900)}
VECTORS: list[tuple[str, str]] = json.loads((Path(__file__).parents[1] / "text_vectors.json").read_text())


@pytest.fixture
def hall(server: ServerProcess) -> ServerProcess:
    """A session that takes questions, without a pause between two of them."""
    server.command("edit_session", ask_every="0:00", most_open_questions=1000, most_questions=1000)
    server.command("set_floor_policy", policy="moderated")
    return server


def questions(server: ServerProcess) -> list[dict[str, Any]]:
    asked: list[dict[str, Any]] = server.get("/api/v1/sessions/session-v", "desk")["questions"]
    return asked


def cookie_of(server: ServerProcess, who: int, since_ms: int) -> str:
    """The cookie of a participant who arrives at this instant, a whole second."""
    return Participants(DataFolder(server.data).key(), FakeClock()).cookie(Participant(f"{who:022}", since_ms))


def vote(server: ServerProcess, question: str, who: int = 0) -> None:
    """A participant of many years votes."""
    cookie = cookie_of(server, who, 1_000)
    address = f"{server.url}/api/v1/sessions/session-v/questions/{question}/vote"
    request = urllib.request.Request(address, method="PUT", headers={"Cookie": f"{COOKIE}={cookie}"})  # noqa: S310 - loopback
    with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:  # noqa: S310 - loopback
        assert json.load(answer)["voted"]


def ask(page: Page, text: str) -> None:
    page.locator("#ask-text").fill(text)
    page.get_by_role("button", name="Send the question").click()


def refused(opened: Tab, status: int) -> None:
    """The browser has complained about this status, once, and about nothing else."""
    [complaint] = opened.complaints
    assert str(status) in complaint
    opened.complaints.clear()


def typed(page: Page) -> Locator:
    return page.locator("#ask-text")


def test_a_question_is_asked_read_voted_for_and_answered_on_every_screen(tab: OpenTab, hall: ServerProcess) -> None:
    author, other = tab(PAGE, size=(390, 844)).page, tab("/healthz").page
    # The vote of this one does not count during the test, however slow the machine.
    soon = hall.get("/api/v1/sessions/session-v")["now_ms"] // HOUR * HOUR + 2 * HOUR
    other.context.add_cookies([{"name": COOKIE, "value": cookie_of(hall, 1, soon), "url": hall.url}])
    other.goto(f"{hall.url}{PAGE}")
    author.get_by_label("With my name, shown to all").check()
    author.get_by_label("Name", exact=True).fill("Ada Lovelace")
    expect(author.get_by_text("All readers will see your name.")).to_be_visible()
    ask(author, "Who pays for it?")
    mine = author.locator("#part-mine")
    expect(mine).to_contain_text("Received; shown after review")
    expect(author.locator("#ask-error")).to_have_text("Your question has arrived.")
    expect(typed(author)).to_have_value("")
    [question] = questions(hall)
    expect(other.locator("#part-questions")).to_be_hidden()

    hall.command("approve_question", question=question["id"])
    expect(mine).to_contain_text("Public")
    expect(other.locator("#part-questions")).to_contain_text("Who pays for it?")
    expect(other.locator("#part-questions")).to_contain_text("Ada Lovelace")
    expect(author.locator("#part-questions")).to_contain_text("your question")
    expect(author.locator("#part-questions .vote button")).to_be_hidden()

    other.get_by_role("button", name="Vote").click()
    taking_back = other.get_by_role("button", name="Remove my vote")
    expect(taking_back).to_be_visible()
    expect(other.locator(".vote-note")).to_have_text(re.compile(r"Your vote counts in \d+ s"))
    vote(hall, question["id"])
    for page in (author, other):
        expect(page.locator(f'[data-votes="{question["id"]}"]')).to_have_text("1")
    hall.command("queue_question", question=question["id"])
    expect(other.locator("#part-questions")).to_contain_text("in the queue")
    expect(taking_back).to_be_visible()
    taking_back.click()
    expect(other.get_by_role("button", name="Vote")).to_be_visible()

    hall.command("put_question_on", question=question["id"])
    expect(other.locator("#part-on")).to_contain_text("Who pays for it?")
    expect(mine).to_contain_text("On now")
    expect(mine.get_by_role("button")).to_have_count(0)
    hall.command("answer_question", question=question["id"], how="text", text="The members do.")
    expect(mine).to_contain_text("The members do.")
    expect(other.locator("#part-questions")).to_contain_text("answered in writing")


def test_counts_that_are_older_than_the_state_are_left_out(tab: OpenTab, hall: ServerProcess) -> None:
    """As they come to a socket that read slowly: behind a newer state, which had all the counts."""
    for text in ("How many?", "How few?"):
        hall.command("add_floor_question", text=text)
    many, few = (row["id"] for row in questions(hall))
    sockets: list[WebSocketRoute] = []

    def between(route: WebSocketRoute) -> None:
        route.connect_to_server()
        sockets.append(route)

    opened = tab(PAGE)
    opened.page.route_web_socket(re.compile("/live"), between)
    opened.page.reload()
    expect(opened.page.locator("html")).to_have_attribute("data-link", "live")
    seq = hall.get("/api/v1/sessions/session-v", "desk")["seq"]
    for of, counts in ((seq, {many: 7}), (seq - 1, {many: 5}), (seq, {few: 3})):
        sockets[-1].send(json.dumps({"t": "votes", "seq": of, "v": counts}))
    expect(opened.page.locator(f'[data-votes="{few}"]')).to_have_text("3")
    expect(opened.page.locator(f'[data-votes="{many}"]')).to_have_text("7")


def test_a_dismissed_question_says_why_and_one_that_waits_is_taken_back(tab: OpenTab, hall: ServerProcess) -> None:
    author = tab(PAGE).page
    for text in ("Off topic?", "Never mind?"):
        ask(author, text)
        expect(author.locator("#part-mine")).to_contain_text(text)
    hall.command("dismiss_question", question=questions(hall)[0]["id"], reason="Asked before")
    expect(author.locator("#part-mine")).to_contain_text("The reason: Asked before")
    author.get_by_role("button", name="Take it back").click()
    expect(author.locator("#part-mine")).to_contain_text("Taken back by you")
    assert [row["state"] for row in questions(hall)] == ["dismissed", "withdrawn"]


def test_the_order_of_the_list_does_not_change_under_a_finger(tab: OpenTab, hall: ServerProcess) -> None:
    for text in ("First?", "Second?", "Third?"):
        hall.command("add_floor_question", text=text)
    _, second, third = (row["id"] for row in questions(hall))
    page = tab(PAGE).page
    rows = page.locator("#part-questions li .text")
    vote(hall, third)
    expect(page.locator(f'[data-votes="{third}"]')).to_have_text("1")
    hall.command("add_floor_question", text="Fourth?")
    expect(rows).to_have_text(["First?", "Second?", "Third?", "Fourth?"])
    page.get_by_role("button", name="Most votes first").click()
    expect(rows).to_have_text(["Third?", "First?", "Second?", "Fourth?"])
    hall.command("queue_question", question=second)
    expect(page.locator(f"#question-{second}")).to_contain_text("in the queue")
    expect(rows).to_have_text(["Third?", "First?", "Second?", "Fourth?"])
    page.reload()
    expect(rows).to_have_text(["Third?", "First?", "Second?", "Fourth?"])


def test_asking_is_opened_and_closed_live_and_no_typed_text_is_lost(tab: OpenTab, server: ServerProcess) -> None:
    page = tab(PAGE).page
    expect(page.locator("#part-asking")).to_have_text("There are no interventions from the floor in this session.")
    expect(typed(page)).to_be_hidden()
    server.command("set_floor_policy", policy="written")
    typed(page).fill("Half a question")
    server.command("set_floor_policy", policy="none")
    expect(typed(page)).to_be_hidden()
    server.command("set_floor_policy", policy="open")
    expect(page.locator("#part-asking")).to_have_text("Questions can be sent in and are shown at once.")
    expect(typed(page)).to_have_value("Half a question")
    page.get_by_role("button", name="Send the question").click()
    expect(page.locator("#part-mine")).to_contain_text("Public")
    expect(page.locator("#part-questions")).to_contain_text("your question")
    # The page was opened before there was anything to take part in; its socket knows the participant all the same.
    server.command("put_question_on", question=questions(server)[0]["id"])
    expect(page.locator("#part-mine")).to_contain_text("On now")


def test_what_is_typed_survives_a_reload_and_what_is_sent_survives_a_dead_server(
    tab: OpenTab, hall: ServerProcess
) -> None:
    page = tab(PAGE).page
    page.get_by_label("With my name, for the moderators only").check()
    page.get_by_label("Name", exact=True).fill("Ada")
    typed(page).fill("Will this arrive?")
    page.reload()
    expect(typed(page)).to_have_value("Will this arrive?")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Ada")
    hall.stop(signal.SIGKILL)
    page.get_by_role("button", name="Send the question").click()
    expect(page.locator("#ask-error")).to_contain_text("kept in this browser")
    expect(typed(page)).to_have_attribute("readonly", "")
    hall.start()
    expect(page.locator("#part-mine")).to_contain_text("Will this arrive?")
    expect(typed(page)).to_have_value("")
    assert [(row["text"], row["name"]) for row in questions(hall)] == [("Will this arrive?", "Ada")]


def lose_the_answer(opened: Tab, hall: ServerProcess) -> None:
    """Ask a question whose answers are lost, and leave the page, which goes on asking until it is left."""
    opened.page.route("**/commands", lambda route: (route.fetch(), route.fulfill(status=502, body=""))[1])
    ask(opened.page, "Only once?")
    expect(opened.page.locator("#ask-error")).to_contain_text("kept in this browser")
    assert len(questions(hall)) == 1
    opened.page.goto("about:blank")
    opened.page.unroute("**/commands")
    assert {status for complaint in opened.complaints for status in re.findall(r"\b[45]\d\d\b", complaint)} == {"502"}
    opened.complaints.clear()


def test_an_answer_that_is_lost_asks_the_question_once_even_after_a_reload(tab: OpenTab, hall: ServerProcess) -> None:
    opened = tab(PAGE)
    lose_the_answer(opened, hall)
    opened.page.goto(hall.url + PAGE)
    expect(opened.page.locator("#ask-error")).to_have_text("Your question has arrived.")
    expect(typed(opened.page)).to_have_value("")
    assert len(questions(hall)) == 1


def test_an_answer_that_is_lost_together_with_the_cookie_asks_the_question_once(
    tab: OpenTab, hall: ServerProcess
) -> None:
    opened = tab(PAGE)
    lose_the_answer(opened, hall)
    opened.page.context.clear_cookies()
    opened.page.goto(hall.url + PAGE)
    expect(opened.page.locator("#ask-error")).to_have_text("Your question has arrived.")
    # With its new cookie the browser has only just come in, which is refused first, unless its page took so long.
    *before, last = (re.findall("429|409", complaint) for complaint in opened.complaints)
    assert last == ["409"]
    assert all(earlier == ["429"] for earlier in before)
    opened.complaints.clear()
    assert len(questions(hall)) == 1


def test_a_limit_says_in_how_many_seconds_and_then_lets_go(tab: OpenTab, hall: ServerProcess) -> None:
    hall.command("edit_session", ask_every="0:30")
    opened = tab(PAGE, own_clock=True)
    page = opened.page
    ask(page, "The first one?")
    expect(page.locator("#part-mine")).to_contain_text("The first one?")
    ask(page, "The second one?")
    expect(page.locator("#ask-error")).to_contain_text("You have just asked a question.")
    expect(page.get_by_role("button", name=re.compile(r"Send it in \d+ s"))).to_be_disabled()
    expect(typed(page)).to_have_value("The second one?")
    refused(opened, 429)
    page.clock.run_for("00:31")
    hall.command("edit_session", ask_every="0:00")
    page.get_by_role("button", name="Send the question").click()
    expect(page.locator("#part-mine")).to_contain_text("The second one?")


def test_a_text_that_is_too_long_is_not_sent_and_not_cut(tab: OpenTab, hall: ServerProcess) -> None:
    page = tab(PAGE).page
    ask(page, "🙂" * 301)
    expect(page.locator("#ask-error")).to_have_text("301 characters, 1 too many")
    expect(typed(page)).to_have_value("🙂" * 301)
    ask(page, "🙂" * 300)
    expect(page.locator("#part-mine")).to_contain_text("🙂" * 300)
    assert [row["text"] for row in questions(hall)] == ["🙂" * 300]


def test_text_from_anywhere_is_cleaned_as_on_the_server_and_shown_as_text(tab: OpenTab, hall: ServerProcess) -> None:
    texts = [kept for _, kept in VECTORS if len(kept) <= 300]
    author = tab(PAGE, size=(320, 640))
    script = """async ([module, texts]) => {
        const { cleaned, lengthOf } = await import(module);
        return texts.map((text) => [cleaned(text), lengthOf(text)]);
    }"""
    cleaned = author.page.evaluate(script, [module(author.page, "dom/text"), [text for text, _ in VECTORS]])
    assert [tuple(one) for one in cleaned] == [(kept, len(kept)) for _, kept in VECTORS]
    hall.command("set_floor_policy", policy="open")
    for text in texts:
        hall.command("ask", text=text, identity="public", name="N" * 100, affiliation="ا" * 100)
    expect(author.page.locator("#part-questions li")).to_have_count(len(texts))
    shown = author.page.locator("#part-questions li .text").all_inner_texts()
    assert sorted(shown) == sorted(texts)
    assert author.overflows()[0] is False
    assert author.page.locator("#part-questions script, #part-questions [hx-get]").count() == 0
    assert author.page.locator("#part-questions .text:not([dir=auto])").count() == 0


def test_without_scripts_a_participant_asks_votes_and_takes_back(tab: OpenTab, hall: ServerProcess) -> None:
    hall.command("add_floor_question", text="Asked aloud?")
    opened = tab(PAGE, java_script_enabled=False)
    page = opened.page
    expect(page.locator("#part-questions")).to_contain_text("Asked aloud?")
    page.get_by_role("link", name="Ask, vote, and see my questions").click()
    page.get_by_label("Your question").fill("ab")
    page.get_by_label("With my name, shown to all").check()
    page.get_by_label("Name", exact=True).fill("Ada")
    alert = page.get_by_role("alert").first
    page.get_by_role("button", name="Send the question").click()
    while "Send yours in" in alert.inner_text():
        refused(opened, 429)
        page.wait_for_timeout(500)
        page.get_by_role("button", name="Send the question").click()
    expect(alert).to_contain_text("it needs 3 to 300")
    expect(page.get_by_label("Your question")).to_have_value("ab")
    refused(opened, 422)
    page.get_by_label("Your question").fill("About what?")
    page.get_by_role("button", name="Send the question").click()
    expect(page.locator("#part-mine")).to_contain_text("Received; shown after review")
    page.get_by_role("button", name="Vote").click()
    expect(page.get_by_role("button", name="Remove my vote")).to_be_visible()
    page.goto(f"{hall.url}{PAGE}/ask")
    page.get_by_role("button", name="Take it back").click()
    expect(page.locator("#part-mine")).to_contain_text("Taken back by you")
    assert [(row["name"], row["state"]) for row in questions(hall)] == [("", "approved"), ("Ada", "withdrawn")]


def test_axe_finds_nothing_where_questions_are_asked(tab: OpenTab, hall: ServerProcess) -> None:
    hall.command("add_floor_question", text="Asked aloud?")
    hall.command("add_floor_question", text="And in writing?")
    on, written = (row["id"] for row in questions(hall))
    # Colours that are on their way to others would be measured.
    opened = tab(PAGE, reduced_motion="reduce")
    ask(opened.page, "And mine?")
    expect(opened.page.locator("#part-mine")).to_contain_text("And mine?")
    opened.page.locator("#part-questions .vote button").first.click()
    expect(opened.page.get_by_role("button", name="Remove my vote")).to_be_visible()
    hall.command("put_question_on", question=on)
    hall.command("answer_question", question=written, how="text", text="Yes.")
    expect(opened.page.locator("#part-questions")).to_contain_text("Yes.")
    typed(opened.page).fill("x" * 301)
    for scheme in ("light", "dark"):
        size = SIZES[scheme]
        opened.page.emulate_media(color_scheme=scheme)
        resize(opened.page, *size)
        assert opened.violations() == []
        assert opened.overflows()[0] is False
        assert tab(f"{PAGE}/ask", size=size, color_scheme=scheme).violations() == []
