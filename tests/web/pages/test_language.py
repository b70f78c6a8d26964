"""The language of a page: chosen on it, named by its address, or preferred by the browser."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from app.api.v1 import JsonAudience
from app.domain.messages import commands as c
from app.domain.state.session import Session
from app.domain.values import Role
from app.languages.languages import LANGUAGES
from app.languages.words import words_in
from app.live.channels import QueueSubscriber
from app.live.hub import Hub
from app.live.presence import Presence
from app.server.memo import Memo
from app.service.access.links import in_language
from app.web.page_table import PAGES
from app.web.pages.socket import page_audience
from app.web.rendering.assets import Assets
from app.web.rendering.render import PageContext
from tests.fakes import Scene, plan
from tests.sites import SESSION, Site, open_site

PAGE = "/s/session-v"
AROUND = PageContext("session-v", "", Assets(Path(__file__).parents[3] / "static"), Memo())


def language_of(site: Site, path: str = PAGE, role: str = "nobody", **headers: str) -> tuple[str, str]:
    answer = site.call("GET", path, role, headers=headers)
    named = re.search(r'<html lang="([^"]+)" dir="([^"]+)"', answer.text)
    assert named is not None, answer.text
    return named[1], named[2]


def test_a_page_is_in_the_language_of_its_address_or_its_browser(site: Site) -> None:
    assert language_of(site) == ("en", "ltr")
    assert language_of(site, **{"Accept-Language": "ar-EG, en;q=0.5"}) == ("ar", "rtl")
    assert language_of(site, f"{PAGE}?language=fr", **{"Accept-Language": "ar"}) == ("fr", "ltr")
    for tag in ("FR", "fr-CA"):
        assert language_of(site, f"{PAGE}?language={tag}", **{"Accept-Language": "ar"}) == ("fr", "ltr")
    assert language_of(site, f"{PAGE}?language=tlh", **{"Accept-Language": "ar"}) == ("ar", "rtl")
    assert language_of(site, "/nowhere", Accept="text/html", **{"Accept-Language": "ru"}) == ("ru", "ltr")


def test_a_pseudo_language_is_nothing_on_a_server_that_does_not_offer_it(tmp_path: Path) -> None:
    with open_site(tmp_path, pseudo_languages=False) as site:
        assert language_of(site, f"{PAGE}?language=en-XA", **{"Accept-Language": "fr"}) == ("fr", "ltr")
        assert language_of(site, **{"Cookie": "rostrum-language=ar-XB"}) == ("en", "ltr")
        chosen = site.call("POST", "/language", "nobody", data={"language": "en-XA"}, headers={"Accept": "text/html"})
        assert chosen.status_code == 422


def test_a_fragment_is_in_the_language_of_the_page_that_asks_for_it(site: Site) -> None:
    page = {"Referer": "http://testserver/s/session-v/console?language=en-XA"}
    assert "⟦" in site.call("GET", f"{PAGE}/console/rebalance", headers=page).text
    assert "⟦" not in site.call("GET", f"{PAGE}/console/rebalance").text


def test_a_choice_is_kept_in_a_cookie_and_comes_first(site: Site) -> None:
    referer = {"Referer": f"http://testserver{PAGE}?window=1"}
    answer = site.call("POST", "/language", "nobody", data={"language": "zh"}, headers=referer)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?window=1")
    try:
        assert "rostrum-language=zh" in answer.headers["set-cookie"]
        assert language_of(site, f"{PAGE}?language=fr", **{"Accept-Language": "ar"}) == ("zh", "ltr")
    finally:
        site.http.cookies.clear()


@pytest.mark.parametrize("referer", ["", "https://elsewhere.example//evil.example/", "http://[", "x:\\\\evil.example"])
def test_a_choice_never_leads_to_another_server(site: Site, referer: str) -> None:
    answer = site.call("POST", "/language", "nobody", data={"language": "fr"}, headers={"Referer": referer})
    site.http.cookies.clear()
    assert re.fullmatch(r"/([^/\\].*)?", answer.headers["location"])


def test_an_unknown_language_is_refused_in_a_sentence(site: Site) -> None:
    answer = site.call("POST", "/language", "nobody", data={"language": "tlh"}, headers={"Accept": "text/html"})
    assert answer.status_code == 422
    assert "one of the languages in the list" in answer.text


def test_each_page_lists_the_languages_by_their_own_names(site: Site) -> None:
    for path in ("", "/desk", "/console", "/lectern", "/speaker/1", "/plan", "/links", "/report", "/ask"):
        html = site.call("GET", f"{PAGE}{path}", "organiser").text
        assert [name for name in LANGUAGES.values() if f">{name}</button>" not in html] == [], path
        assert len(re.findall(r'aria-current="true"[^>]*>English<', html)) == 1, path


def test_a_copy_belongs_to_one_language(site: Site) -> None:
    english, french = (
        site.call("GET", PAGE, "nobody", headers={"Accept-Language": language}) for language in ("en", "fr")
    )
    assert "Accept-Language" in english.headers["vary"]
    assert english.headers["etag"] != french.headers["etag"]
    had = {"Accept-Language": "fr", "If-None-Match": english.headers["etag"]}
    assert site.call("GET", PAGE, "nobody", headers=had).status_code == 200


async def test_a_change_is_rendered_once_for_each_language_that_is_watched() -> None:
    scene, rendered = Scene(), list[str]()
    hub, seats = Hub(lambda: scene.now), list[QueueSubscriber]()

    def watch(language: str) -> None:
        around = replace(AROUND, words=words_in(language))
        audience = page_audience(PAGES["viewer"], around)
        render = audience.parts

        def counted(session: Session, presence: Presence, now: int) -> Mapping[str, str]:
            rendered.append(language)
            return render(session, presence, now)

        audience.parts = counted
        seats.append(hub.subscribe(audience, scene.session))

    for language in [*LANGUAGES, *LANGUAGES]:
        watch(language)
    assert sorted(rendered) == sorted(LANGUAGES)  # the second viewer of each is sent what the first one was
    rendered.clear()
    hub.publish(scene.session)
    assert sorted(rendered) == sorted(LANGUAGES)
    for seat in (seats[0], seats[len(LANGUAGES)]):
        hub.unsubscribe(seat)
    rendered.clear()
    hub.publish(scene.session)
    assert sorted(rendered) == sorted(set(LANGUAGES) - {"ar"})


async def test_a_stage_without_a_language_of_its_own_follows_the_person_who_has_the_floor() -> None:
    scene = Scene(plan(stage_language="speaker"))
    scene.send(c.EditSpeaker("p1", {"language": "fr"}), c.EditSpeaker("p2", {"language": "ar"}), c.OpenSession())
    hub = Hub(lambda: scene.now)
    french = replace(AROUND, words=words_in("fr"))
    seats = {
        name: hub.subscribe(page_audience(PAGES[page], around), scene.session)
        for name, page, around in (
            ("follows", "stage", replace(AROUND, follows=True)),
            ("follows too", "stage", replace(AROUND, follows=True)),
            ("own", "stage", AROUND),
            ("own french", "stage", french),
            ("viewer", "viewer", replace(AROUND, follows=True)),
        )
    }
    assert hub.audiences == len(seats) - 1
    for seat in seats.values():
        await seat.next(30)
    shown = {name: list[tuple[str, str]]() for name in seats}
    for segment in ("t1", "t2", "t3"):
        scene.send(c.GiveFloor(segment))
        hub.publish(scene.session)
        for name, seat in seats.items():
            [message] = map(json.loads, await seat.next(30))
            part = message["parts"].get("part-screen", "")
            shown[name] += re.findall(r'^<section [^>]* lang="(..)" dir="(...)"', part)
    turns = {name: [language for language, _ in pairs] for name, pairs in shown.items()}
    assert turns.pop("viewer") == []
    assert turns == {
        "follows": ["fr", "ar", "en"],
        "follows too": ["fr", "ar", "en"],
        "own": ["en"] * 3,
        "own french": ["fr"] * 3,
    }
    assert shown["follows"][1] == ("ar", "rtl")


def test_a_stage_is_opened_in_the_sessions_setting_unless_its_reader_or_its_link_chose(site: Site) -> None:
    stage = f"{PAGE}/stage"
    assert site.send("edit_session", stage_language="ru").status_code == 200
    assert language_of(site, stage, "stage", **{"Accept-Language": "fr"}) == ("ru", "ltr")
    assert "data-follows" in site.call("GET", stage, "stage").text
    assert language_of(site, f"{stage}?language=fr", "stage") == ("fr", "ltr")
    assert language_of(site, stage, "stage", Cookie="rostrum-language=zh") == ("zh", "ltr")
    assert "data-follows" not in site.call("GET", f"{stage}?language=fr", "stage").text
    assert language_of(site, PAGE, "nobody") == ("en", "ltr")
    refused = site.send("edit_session", stage_language="tlh")
    assert (refused.status_code, "speaker" in refused.text) == (422, True)


def test_one_key_is_read_in_the_language_of_each_page_within_the_same_change(site: Site) -> None:
    site.send("give_floor", segment="s2")
    hub = site.server.hubs.of("session-v")
    read = {
        ("speaker", "ar"): "يرجى رفع الصوت",
        ("stage", "fr"): "Plus fort, s’il vous plaît",
        ("report", "zh"): "请大声一些",
    }

    async def watch() -> dict[tuple[str, str], QueueSubscriber]:
        session = (await site.server.services.rooms.get("session-v")).session
        seats = {}
        for page, language in read:
            around = PageContext("session-v", "", AROUND.assets, site.server.services.memo, words_in(language))
            audience = page_audience(PAGES[page], around, "p1" if page == "speaker" else None)
            seats[page, language] = hub.subscribe(audience, session)
            await seats[page, language].next(30)
        programs = JsonAudience(Role.STAGE, words=words_in("ru"))
        seats["json", "ru"] = hub.subscribe(programs, session)
        await seats["json", "ru"].next(30)
        return seats

    seats = site.run(watch)
    pressed = {"command": "show_message", "preset": "louder"}
    answer = site.call("POST", f"{PAGE}/command", data=pressed, headers={"HX-Request": "true"})
    assert "Message shown." in answer.text
    seq = site.call("GET", SESSION).json()["seq"]
    for (page, language), seat in seats.items():
        [message] = map(json.loads, site.run(seat.next, 30))
        assert message["seq"] == seq
        if page != "json":
            assert read[page, language] in "".join(message["parts"].values()), page
        else:
            shown = message["view"]["stage"]["message"]
            assert (shown["preset"], shown["text"]) == ("louder", "Громче, пожалуйста")


def test_a_program_reads_a_message_as_its_code_and_in_its_own_language(site: Site) -> None:
    french = {"Accept-Language": "fr"}
    sent = {"command": "show_message", "preset": "answer_question", "n": 2}
    answer = site.call("POST", f"{SESSION}/commands", json=sent, headers=french).json()
    message = answer["view"]["stage"]["message"]
    assert (message["preset"], message["n"], message["text"]) == (
        "answer_question", 2, "Veuillez répondre à la question 2",
    )  # fmt: skip
    [event] = answer["events"]
    assert (event["text"], event["preset"], event["n"]) == ("", "answer_question", 2)
    read = site.call("GET", SESSION, headers=french)
    assert read.json()["stage"]["message"]["text"] == "Veuillez répondre à la question 2"
    assert "Accept-Language" in read.headers["vary"]
    assert site.call("GET", SESSION).json()["stage"]["message"]["text"] == "Please answer question 2"
    minutes = site.call("GET", f"{SESSION}/report.md", headers={"Accept-Language": "zh"}).text
    assert "给发言者的消息" in minutes
    assert "请回答问题2" in minutes
    assert site.call("GET", f"{SESSION}/report", headers=french).json()["messages"][0]["text"].startswith("Veuillez")


def test_a_plan_is_read_in_the_language_of_its_reader_and_other_texts_say_which_they_are_in(site: Site) -> None:
    texts = {"title": "Cinquième séance", "segments.s1.title": "Ouverture", "guiding_questions.q2.text": "Comment ?"}
    for of, text in texts.items():
        assert site.send("translate", language="fr", of=of, text=text).status_code == 200
    site.send("translate", language="fr", of="segments.s8.title", text=None)
    french = site.call("GET", f"{PAGE}?language=fr", "nobody").text
    for text in texts.values():
        assert f">{text}</" in french
        assert text not in site.call("GET", PAGE, "nobody").text
    assert '<bdi lang="en">Discussion</bdi>' in french
    assert '<bdi lang="en">Ouverture' not in french
    view = site.call("GET", SESSION, headers={"Accept-Language": "fr"}).json()
    assert (view["title"], view["language"]) == ("Cinquième séance", "en")
    assert (view["segments"][0]["title"], view["segments"][7]["title"]) == ("Ouverture", "Discussion")
    minutes = site.call("GET", f"{SESSION}/report.md", headers={"Accept-Language": "fr"}).text
    assert minutes.startswith("# Cinquième séance")
    console = site.call("GET", f"{PAGE}/console?language=fr").text
    assert 'data-edit="s1" data-title="Opening"' in console  # the session's own text is edited there
    kept = site.call("GET", f"{SESSION}/document.json", "organiser").json()["translations"]["fr"]
    assert texts.items() <= kept.items()
    assert "segments.s8.title" not in kept


def test_a_session_without_a_reader_who_chose_is_in_its_own_language(site: Site) -> None:
    site.send("edit_session", language="ru")
    assert language_of(site) == ("ru", "ltr")
    assert language_of(site, **{"Accept-Language": "pt"}) == ("ru", "ltr")
    assert language_of(site, **{"Accept-Language": "es"}) == ("es", "ltr")
    refused = site.send("edit_session", language="tlh").json()
    assert refused["code"] == "invalid"
    assert "language" in refused["detail"]


def test_a_refusal_keeps_its_code_and_is_told_in_the_language_of_its_reader(site: Site) -> None:
    chosen = {"Cookie": "rostrum-language=en-XA"}
    command = {"command": "pause_clock"}
    for headers, sentence in (({}, "No clock is running."), (chosen, "⟦Ñö çļöçķ îš")):
        answer = site.call("POST", "/api/v1/sessions/session-v/commands", json=command, headers=headers).json()
        assert answer["code"] == "not_running"
        assert answer["detail"].startswith(sentence)
    nowhere = site.call("GET", "/s/nowhere", "nobody", headers={**chosen, "Accept": "text/html"})
    assert "⟦Ţĥéŕé îš ñö šéššîöñ &#34;nowhere&#34; ĥéŕé." in nowhere.text
    pressed = site.call("POST", f"{PAGE}/command", data=command, headers={**chosen, "HX-Request": "true"})
    assert "⟦Ñö çļöçķ îš" in pressed.text


def test_what_an_import_finds_is_said_in_the_language_of_its_reader(site: Site) -> None:
    table = b"Time;Title\n9:00;One\nsoon;Two\n"
    fields = {"zone": "UTC", "day": "", "text": ""}
    sent = site.call("POST", "/import", "organiser", files={"file": ("a.csv", table, "text/csv")}, data=fields)
    draft = sent.headers["location"].rsplit("/", 1)[-1]
    site.run(_read, site, draft)
    page = site.call("GET", f"/import/{draft}", "organiser", headers={"Cookie": "rostrum-language=fr"}).text
    for said in (
        "ligne 3",
        "«\u202fsoon\u202f» n’est pas une heure",
        "Aucune date n’est indiquée\u202f; tout a été placé au ",
    ):
        assert said in page


def test_a_preview_has_dates_zones_and_semicolons_of_its_reader_and_reads_them_back(site: Site) -> None:
    text = "2026-11-29\n10:00 One (Ann Lee; Bo Chu)\n11:00 Two\n"
    arabic = {"Cookie": "rostrum-language=ar"}
    fields = {"text": text, "zone": "America/New_York"}
    address = site.call("POST", "/import", "organiser", data=fields, headers=arabic).headers["location"]
    site.run(_read, site, address.rsplit("/", 1)[-1])
    page = site.call("GET", address, "organiser", headers=arabic).text
    for said in ("البرنامج · 29 نوفمبر 2026", "بتوقيت نيويورك", 'value="Ann Lee؛ Bo Chu"', 'aria-label="بداية One"'):
        assert said in page
    for foreign in ("November", "Programme", "Ann Lee; Bo Chu"):
        assert foreign not in page
    form = {"session": "0", "item": ["0.0", "0.1"], "speakers-0.0": "Ann Lee؛ Bo Chu", "look": "yes"}
    assert "data-corrected" not in site.call("POST", address, "organiser", data=form, headers=arabic).text


@pytest.mark.parametrize("path", ["console", "audit", "links"])
def test_a_refused_page_says_so_without_a_word_of_english(site: Site, path: str) -> None:
    chosen = {"Cookie": "rostrum-language=fr", "Accept": "text/html"}
    refused = site.call("GET", f"{PAGE}/{path}", "viewer", headers=chosen)
    assert refused.status_code == 403
    assert "ouvrez le lien prévu pour elle." in refused.text


def test_a_redirect_keeps_the_language_of_an_address_and_names_one_only(site: Site) -> None:
    moved = site.call("GET", f"{PAGE}/sign?language=ar")
    assert moved.headers["location"].endswith("?language=ar")
    from_arabic = {"Referer": "http://testserver/import?language=ar"}
    sent = site.call("POST", "/import", "organiser", data={"text": "10:00 One", "zone": "UTC"}, headers=from_arabic)
    assert re.fullmatch(r"/import/\w+\?language=ar", sent.headers["location"])
    # A screen's own language gives way to the one that its address names.
    assert in_language("/s/session-v/stage?language=ar", "fr") == "/s/session-v/stage?language=fr"


async def _read(site: Site, draft: str) -> None:
    drafts = site.server.services.drafts
    await drafts.wait(await drafts.get(draft), 60)


def test_what_is_wrong_with_a_field_of_the_plan_is_said_in_the_language_of_its_reader(site: Site) -> None:
    form = {"of": "segment", "id": "s2", "title": "A", "planned": "six-ish"}
    answer = site.call("POST", f"{PAGE}/plan", "organiser", data=form, headers={"Cookie": "rostrum-language=ru"})
    assert "«six-ish» — не продолжительность" in answer.text


def test_lists_boards_and_calendars_have_the_titles_of_the_reader_s_language(site: Site) -> None:
    said = {"title": "الجلسة الخامسة", "conference.title": "المؤتمر", "segments.s1.title": "الافتتاح"}
    for of, text in said.items():
        site.send("translate", "organiser", language="ar", of=of, text=text)
    arabic = {"Cookie": "rostrum-language=ar"}
    for path in ("/", "/board"):
        shown = site.call("GET", path, "organiser", headers=arabic).text
        assert "الجلسة الخامسة" in shown
        assert "المؤتمر" in shown
        assert "الجلسة الخامسة" not in site.call("GET", path, "organiser").text
    calendar = "/api/v1/sessions/session-v/programme.ics?segments=true"
    assert "الافتتاح" in site.call("GET", f"{calendar}&language=ar").text
    for plain in ("", "&language=tlh", "&language=fr"):
        assert "الافتتاح" not in site.call("GET", f"{calendar}{plain}", headers=arabic).text
