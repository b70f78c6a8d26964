"""Files for a recording: who runs the session has them for each take, in the reader's language."""

from __future__ import annotations

import pytest

from tests.sites import SESSION, Site


def test_a_clap_is_the_zero_of_every_file(site: Site) -> None:
    site.send("clap")
    site.send("give_floor", segment="s2")
    site.run(site.clock.advance, 60_000)
    site.send("clap")
    of_take = {
        take: site.call("GET", f"{SESSION}/recording/points.csv?take={take}").text.splitlines()[1:] for take in (1, 2)
    }
    assert [rows[0].split(",")[0] for rows in of_take.values() if rows] == ["1"]
    french = site.call("GET", f"{SESSION}/recording/youtube.txt?language=fr&take=1")
    assert "Prise 1 de « Séance V" in french.text.replace("\u202f", " ").replace("\xa0", " ")
    assert french.headers["content-disposition"] == 'attachment; filename="session-v-youtube.txt"'


@pytest.mark.parametrize(
    ("file", "status", "sentence"),
    [
        ("cues.vtt", 409, "The session was not opened and no recording was marked"),
        ("x.vtt", 404, "There is no file x.vtt among those for a recording (chapters.vtt, cues.vtt"),
        ("edit.edl?rate=12", 422, "rate: is none of 23.976"),
        ("edit.edl?take=x", 422, "take: Input should be a valid integer"),
    ],
)
def test_what_cannot_be_made_is_refused_in_a_sentence(site: Site, file: str, status: int, sentence: str) -> None:
    answer = site.call("GET", f"{SESSION}/recording/{file}")
    assert answer.status_code == status
    assert sentence in answer.json()["detail"]


def test_the_record_page_has_the_keys_and_the_files_of_each_take(site: Site) -> None:
    assert "recording/cues.vtt" not in site.call("GET", "/s/session-v/report").text
    site.send("clap")
    site.send("pause_recording")
    page = site.call("GET", "/s/session-v/report").text
    assert "/api/v1/sessions/session-v/recording/cues.vtt?take=1" in page
    assert 'value="resume_recording"' in page


def test_minutes_are_in_the_language_asked_for(site: Site) -> None:
    site.send("open_session")
    answer = site.call("GET", f"{SESSION}/minutes.md?language=es")
    assert "Proyecto de acta de una sesión que no ha terminado" in answer.text
    assert answer.headers["content-disposition"] == 'attachment; filename="session-v-minutes.md"'
    assert site.call("GET", f"{SESSION}/minutes.docx").content.startswith(b"PK")
    refused = site.call("GET", f"{SESSION}/minutes.txt")
    assert (refused.status_code, refused.json()["detail"]) == (
        404,
        "There is no file of minutes as txt (docx, md) here.",
    )
