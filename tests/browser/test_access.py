"""Who may come in, in a real browser: organisers, links, screens; and which console has the keys."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenTab, Tab
from tests.browser.pages import live, resize
from tests.serving import ServerProcess

pytestmark = pytest.mark.browser

SIZES = {"light": (390, 844), "dark": (1280, 720)}
PASSWORD = "a chamber, not a game show"


def set_password(page: Page) -> None:
    page.get_by_role("link", name="Set a password").click()
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    page.get_by_label("New password again").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("The password is set. Every other browser was signed out.")


def pleases(opened: Tab) -> None:
    """On a phone by day and on a laptop by night axe finds nothing, and nothing is too wide."""
    for scheme in ("light", "dark"):
        opened.page.emulate_media(color_scheme=scheme)
        resize(opened.page, *SIZES[scheme])
        assert opened.violations() == []
        assert opened.overflows()[0] is False
    resize(opened.page, *SIZES["light"])


def test_an_organiser_sets_a_password_signs_out_and_in_again(tab: OpenTab, server: ServerProcess) -> None:
    page = tab("/", "organiser", (390, 844), java_script_enabled=False).page
    set_password(page)
    expect(page.get_by_text("this browser")).to_be_visible()
    page.get_by_role("link", name="Sessions", exact=True).click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("Your name").fill("Ms Okafor")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Password and browsers").click()
    expect(page.get_by_role("region", name="Signed in")).to_contain_text("Organiser Ms Okafor")


def test_the_pages_of_the_organiser_are_accessible(tab: OpenTab, server: ServerProcess) -> None:
    opened = tab("/", "organiser", (390, 844))
    for path in ("/", "/sign-in"):
        opened.page.goto(f"{server.url}{path}")
        assert opened.violations() == []
        assert opened.overflows()[0] is False
    opened.page.get_by_label("New password", exact=True).fill(PASSWORD)
    opened.page.get_by_label("New password again").fill(PASSWORD)
    opened.page.keyboard.press("Enter")
    opened.page.get_by_role("button", name="Sign out Organiser").click()
    for path in ("/", "/sign-in"):
        opened.page.goto(f"{server.url}{path}")
        assert opened.violations() == []


def test_the_audit_is_found_from_the_menu_and_reads_well(tab: OpenTab, server: ServerProcess) -> None:
    server.command("advance")
    server.command("grant_time", ms=30_000)
    opened = tab("/s/session-v/links", "organiser", (390, 844), reduced_motion="reduce")
    page = opened.page
    page.get_by_role("navigation", name="Pages of this session").get_by_role("link", name="Audit").click()
    page.locator(".audit li", has_text="Grant time").locator("summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".audit li", has_text="Grant time")).to_contain_text("0:00 → 0:30")
    pleases(opened)


def test_an_organiser_makes_a_receiver_of_webhooks_copies_its_secret_and_sees_its_messages(
    tab: OpenTab, server: ServerProcess
) -> None:
    opened = tab("/", "organiser", (390, 844), color_scheme="dark")
    page = opened.page
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Webhooks").click()
    page.get_by_label("Address of the receiver").fill("https://hooks.example.org/rostrum")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Copy Secret").press("Enter")
    expect(page.get_by_role("button", name="Copied Secret")).to_be_focused()
    assert opened.violations() == []
    assert opened.overflows()[0] is False
    page.get_by_role("link", name="https://hooks.example.org/rostrum").click()
    page.get_by_role("button", name="Pause").press("Enter")
    expect(page.get_by_role("button", name="Go on sending")).to_be_visible()
    assert opened.violations() == []
    assert opened.overflows()[0] is False
    page.get_by_role("button", name="Remove the receiver").press("Enter")
    expect(page.get_by_text("No receiver has been made yet.")).to_be_visible()


def open_pages(page: Page) -> None:
    """Open the console's menu by key, and wait until it has the focus: until then a key goes to what had it."""
    page.get_by_role("button", name="Pages").press("Enter")
    expect(page.locator("#pages :focus")).to_have_count(1)


def test_the_console_leads_to_the_other_pages_by_keyboard(tab: OpenTab) -> None:
    opened = tab("/s/session-v/console", "moderator")
    open_pages(opened.page)
    assert opened.violations() == []
    opened.page.get_by_role("link", name="Links").press("Enter")
    expect(opened.page.get_by_role("heading", level=1)).to_have_text("Links")


def test_a_screen_is_paired_renamed_sent_elsewhere_and_released(tab: OpenTab, server: ServerProcess) -> None:
    waiting = tab("/screen", size=(1920, 1080))
    assert waiting.violations() == []
    screen = waiting.page
    code = screen.locator(".code").inner_text()
    console = live(tab("/s/session-v/console", "moderator").page)
    console.locator(".screens-chip").press("Enter")
    console.get_by_role("button", name="Pair", exact=True).press("Enter")
    console.get_by_label("Code, shown by the screen").fill(code)
    console.locator("#pair").get_by_label("Name").fill("Back wall")
    console.keyboard.press("Enter")
    expect(screen).to_have_url(f"{server.url}/s/session-v/stage")
    expect(console.locator("#part-screens")).to_contain_text("Back wall")

    server.stop()
    server.start()
    screen.goto(f"{server.url}/screen")
    expect(screen).to_have_url(f"{server.url}/s/session-v/stage")

    expect(console.locator("#part-screens")).to_contain_text("visible")
    opened = tab("/s/session-v/screens", "moderator", (390, 844))
    page = opened.page
    expect(page.locator(".screen-list .state")).to_have_text("connected")
    assert opened.violations() == []
    assert opened.overflows()[0] is False
    page.get_by_label("Name of Back wall").fill("Lectern")
    page.get_by_role("button", name="Rename Back wall").press("Enter")
    expect(console.locator("#part-screens")).to_contain_text("Lectern")
    page.get_by_label("Where to send Lectern").select_option("session-v/person/p1")
    page.get_by_role("button", name="Send there: Lectern").press("Enter")
    expect(screen).to_have_url(f"{server.url}/s/session-v/speaker/2")
    page.get_by_label("Where to send Lectern").select_option("session-v/overlay/timer")
    page.get_by_role("button", name="Send there: Lectern").press("Enter")
    expect(screen).to_have_url(f"{server.url}/s/session-v/overlay/timer")
    page.get_by_role("button", name="Release Lectern").press("Enter")
    expect(screen).to_have_url(f"{server.url}/screen")
    expect(screen.locator(".code")).to_be_visible()


def button_is_gone(page: Page) -> None:
    """Wait until the button that was pressed is hidden and nothing has the focus: until then, Space is the button's."""
    expect(page.locator("body")).to_be_focused()


def test_one_console_holds_the_keys_and_another_watches_asks_and_is_given_them(
    tab: OpenTab, server: ServerProcess
) -> None:
    first = tab("/s/session-v/console", "moderator")
    made = first.page.request.post(
        f"{server.url}/api/v1/sessions/session-v/links",
        data={"role": "moderator", "label": "Ben"},
        headers={"Authorization": f"Bearer {server.links['organiser']['token']}"},
    )
    second = tab("/s/session-v/console", f"{server.url}/join/{made.json()['token']}")
    baton = [opened.page.locator("#part-baton") for opened in (first, second)]
    expect(baton[1]).to_contain_text("is running the session, since")
    expect(baton[0].get_by_text("You are running the session")).to_be_visible()
    assert second.violations() == []
    assert second.overflows() == [False, False]
    second.page.keyboard.press("Space")
    expect(second.page.locator("#notice")).to_contain_text("is running the session; this console watches")
    expect(first.page.locator("#key-primary")).to_contain_text("Open the session")

    second.page.keyboard.press("k")
    expect(second.page.get_by_text("You asked for the keys.")).to_be_visible()
    expect(baton[0].get_by_text("Another console asks for the keys.")).to_be_visible()
    assert first.violations_of_copy() == []  # a holder that says nothing for five seconds loses the keys
    first.page.keyboard.press("k")
    expect(baton[0]).to_contain_text("Ben is running the session, since")
    expect(first.page.locator("#part-keys")).to_have_attribute("inert", "")
    expect(baton[1].get_by_text("You are running the session")).to_be_visible()
    button_is_gone(second.page)
    second.page.keyboard.press("Space")
    expect(second.page.locator("#notice")).to_have_text("Session opened.")
    expect(first.page.locator("#key-primary")).to_contain_text("Introduce")
    expect(first.page.locator("#part-keys")).to_have_attribute("inert", "")

    second.page.reload()
    expect(second.page.locator("#part-baton").get_by_text("You are running the session")).to_be_visible()
    second.page.close()
    # The console that waits has the keys by itself.
    expect(first.page.locator("#part-keys")).not_to_have_attribute("inert", "")
    button_is_gone(first.page)
    first.page.keyboard.press("Space")
    expect(first.page.locator("#notice")).to_have_text("Introduce Opening.")


def test_a_link_is_made_copied_used_and_revoked_by_keyboard(tab: OpenTab, server: ServerProcess) -> None:
    opened = tab("/s/session-v/console", "moderator", (390, 844), reduced_motion="reduce")
    page = opened.page
    open_pages(page)
    page.get_by_role("link", name="Links").press("Enter")
    pleases(opened)
    page.get_by_role("combobox", name="For").first.select_option("desk")
    page.get_by_label("Label, to recognise it later").fill("Ms Okafor")
    page.get_by_label("Works for").select_option("8h")
    page.get_by_role("button", name="Make the link", exact=True).press("Enter")
    made = page.get_by_role("region", name="The new link: Ms Okafor")
    expect(made.get_by_role("img", name="QR code: Link for Ms Okafor")).to_be_visible()
    copy = made.get_by_role("button", name="Copy Link for Ms Okafor")
    copy.press("Enter")
    expect(made.get_by_role("button", name="Copied Link for Ms Okafor")).to_be_focused()
    pleases(opened)

    desk = tab("/healthz", size=(390, 844))
    desk.page.goto(made.get_by_role("textbox").input_value())
    expect(desk.page).to_have_url(f"{server.url}/s/session-v/desk")
    page.goto(f"{server.url}/s/session-v/links")
    expect(made).to_have_count(0)
    expect(page.locator(".link-list li", has_text="Ms Okafor")).to_contain_text("last used")
    page.get_by_role("button", name="Revoke Ms Okafor").press("Enter")
    expect(page.get_by_role("button", name="Revoke Ms Okafor")).to_have_count(0)
    expect(desk.page.locator("html")).to_have_attribute("data-link", "refused")


def test_the_links_page_works_without_scripts(tab: OpenTab, server: ServerProcess) -> None:
    page = tab("/s/session-v/links", "moderator", java_script_enabled=False).page
    page.get_by_role("combobox", name="For").first.select_option("speaker")
    page.get_by_label("Which speaker").select_option(index=2)
    page.get_by_role("button", name="Make the link", exact=True).click()
    made = page.get_by_role("region", name="The new link")
    page.goto(made.get_by_role("textbox").input_value())
    expect(page).to_have_url(f"{server.url}/s/session-v/speaker/2")
