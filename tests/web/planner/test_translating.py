"""The page of translations: every text beside its translation, saved without a script; nothing typed is lost."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.sites import SESSION, Site

PAGE = "/s/session-v/translations"


def translated(site: Site) -> Any:
    return site.call("GET", f"{SESSION}/document.json", "organiser").json().get("translations")


def save(site: Site, **form: str) -> Any:
    return site.call("POST", PAGE, "moderator", data={"to": "fr", "seen": "1", **form})


@pytest.mark.parametrize(("role", "status"), [("organiser", 200), ("moderator", 200), ("desk", 403), ("viewer", 403)])
def test_the_translations_are_for_those_who_may_edit(site: Site, role: str, status: int) -> None:
    assert site.call("GET", PAGE, role).status_code == status
    post = site.call("POST", PAGE, role, data={"to": "fr", "title": "Titre"})
    assert post.status_code == {200: 303, 403: 403}[status]
    assert translated(site) == ({"fr": {"title": "Titre"}} if status == 200 else None)


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
    assert counted in site.call("GET", f"{PAGE}?to=fr").text
    assert counted in site.call("GET", "/s/session-v/plan").text
    page = site.call("GET", f"{PAGE}?to=ar").text
    assert page.count('<li class="missing">') == page.count('class="own"') - 2
    assert 'lang="en">What are the main challenges' in page
    save(site, seen=str(site.call("GET", SESSION).json()["seq"]), to="ar", **{"guiding_questions.q1.text": " "})
    assert translated(site)["ar"] == {"guiding_questions.q3.text": "سؤال"}


def test_a_refused_text_is_shown_again_with_its_reason_and_the_others_are_saved(site: Site) -> None:
    answer = save(site, title="<b>Titre</b>", notice="Avis", **{"segments.zz.title": "x"})
    assert answer.status_code == 422
    assert "1 text was not saved." in answer.text
    assert 'value="&lt;b&gt;Titre&lt;/b&gt;"' in answer.text or ">&lt;b&gt;Titre&lt;/b&gt;</textarea>" in answer.text
    assert '<p class="problem" id="problem-1">has markup; write it as plain text</p>' in answer.text
    assert translated(site) == {"fr": {"notice": "Avis"}}
    assert save(site, to="tlh", title="x").status_code == 422


def test_another_persons_translation_is_not_overwritten_unseen(site: Site) -> None:
    seen = str(site.call("GET", SESSION).json()["seq"])
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
    answer = site.call("POST", "/s/session-v/plan", "organiser", data={"of": "session", "language": "es"})
    assert answer.status_code == 303
    assert site.call("GET", SESSION).json()["language"] == "es"
    assert (
        '<option value="es" selected lang="es">Español</option>'
        in site.call("GET", "/s/session-v/plan?language=en").text
    )
