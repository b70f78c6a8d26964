"""The page of translations: every text beside its translation, saved without a script; nothing typed is lost."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.fakes import document
from tests.sites import Site

PAGE = "/s/plain/translations"
SESSION = "/api/v1/sessions/plain"


@pytest.fixture(autouse=True)
def plain(site: Site) -> None:
    """A session without translations."""
    made = site.call("POST", "/api/v1/sessions", "organiser", json=document(2, slug="plain", language="en"))
    assert made.status_code == 201


def translated(site: Site) -> Any:
    return site.call("GET", f"{SESSION}/document.json", "organiser").json().get("translations")


def seen_now(site: Site) -> str:
    return str(site.call("GET", SESSION, "organiser").json()["seq"])


def save(site: Site, **form: str) -> Any:
    return site.call("POST", PAGE, "organiser", data={"to": "fr", "seen": "1", **form})


@pytest.mark.parametrize(("role", "status"), [("organiser", 200), ("moderator", 200), ("desk", 403), ("viewer", 403)])
def test_the_translations_are_for_those_who_may_edit(site: Site, role: str, status: int) -> None:
    page = "/s/session-v/translations"
    assert site.call("GET", page, role).status_code == status
    post = site.call("POST", page, role, data={"to": "fr", "title": "Titre"})
    assert post.status_code == {200: 303, 403: 403}[status]
    assert ("Titre" in site.call("GET", "/s/session-v?language=fr", "nobody").text) == (status == 200)


def test_changed_texts_are_saved_and_what_is_missing_is_counted(site: Site) -> None:
    texts = {f"guiding_questions.q{number}.text": f"Question {number} ?" for number in range(1, 5)}
    answer = save(site, **texts)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?to=fr&page=1")
    save(site, to="ar", **{"guiding_questions.q1.text": "سؤال", "guiding_questions.q3.text": "سؤال"})
    assert translated(site) == {
        "ar": {"guiding_questions.q1.text": "سؤال", "guiding_questions.q3.text": "سؤال"},
        "fr": texts,
    }
    counted = "Guiding questions: 2 of 4 in Arabic, 4 of 4 in French"
    assert counted in site.call("GET", f"{PAGE}?to=fr", "organiser").text
    assert counted in site.call("GET", "/s/plain/plan", "organiser").text
    page = site.call("GET", f"{PAGE}?to=ar", "organiser").text
    assert page.count('<li class="missing">') == page.count('class="own"') - 2
    assert 'lang="en">Question 1?' in page
    save(site, seen=seen_now(site), to="ar", **{"guiding_questions.q1.text": " "})
    assert translated(site)["ar"] == {"guiding_questions.q3.text": "سؤال"}


def test_a_refused_text_is_shown_again_with_its_reason_and_the_others_are_saved(site: Site) -> None:
    answer = save(site, title="<b>Titre</b>", **{"conference.title": "Conférence", "segments.zz.title": "x"})
    assert answer.status_code == 422
    assert "1 text was not saved." in answer.text
    assert 'value="&lt;b&gt;Titre&lt;/b&gt;"' in answer.text or ">&lt;b&gt;Titre&lt;/b&gt;</textarea>" in answer.text
    assert '<p class="problem" id="problem-1">has markup; write it as plain text</p>' in answer.text
    assert translated(site) == {"fr": {"conference.title": "Conférence"}}
    assert save(site, to="tlh", title="x").status_code == 422


def test_another_persons_translation_is_not_overwritten_unseen(site: Site) -> None:
    seen = seen_now(site)
    save(site, seen=seen, title="Un")
    late = save(site, seen=seen, title="Deux")
    assert late.status_code == 409
    assert "Another person translated this meanwhile" in late.text
    assert translated(site) == {"fr": {"title": "Un"}}
    again = re.search(r'name="seen" value="(\d+)"', late.text)
    assert again is not None
    assert save(site, seen=again[1], title="Deux").status_code == 303
    assert translated(site) == {"fr": {"title": "Deux"}}


def test_the_planner_sets_the_language_of_the_session(site: Site) -> None:
    answer = site.call("POST", "/s/plain/plan", "organiser", data={"of": "session", "language": "es"})
    assert answer.status_code == 303
    assert site.call("GET", SESSION, "organiser").json()["language"] == "es"
    assert (
        '<option value="es" selected lang="es">Español</option>'
        in site.call("GET", "/s/plain/plan?language=en", "organiser").text
    )
