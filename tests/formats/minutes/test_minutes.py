"""Minutes: what happened, in sentences, and nothing that only steered screens; as Markdown and as a document."""

from __future__ import annotations

from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from docx import Document

from app.domain.messages import commands as c
from app.domain.values import Interruption, RequestKind
from app.domain.views.report import report
from app.formats.minutes.document import minutes
from app.formats.minutes.docx import is_right_to_left, minutes_docx
from app.formats.minutes.markdown import minutes_markdown
from app.formats.minutes.proceedings import MinutesLine, Style, proceedings
from app.languages.languages import LANGUAGES
from app.languages.words import ENGLISH, words_in
from tests.domain.debate import Debate
from tests.fakes import START, Scene, plan, seconds
from tests.fakes import minutes as min_
from tests.played import MARKUP, played, played_report, reported


def told(scene: Scene) -> list[str]:
    return [paragraph.text for paragraph in proceedings(reported(scene), ENGLISH)]


def test_a_session_is_told_in_order() -> None:
    scene = Scene()
    scene.wait(seconds(200)).send(c.OpenSession(), c.GiveFloor("opening"))
    scene.wait(min_(3)).send(c.GiveFloor("t1"), c.ShowMessage("Please conclude"), c.Blackout(True))
    scene.wait(min_(1)).send(c.FocusQuestion("q2"), c.AddNote("Send it by Friday.", "action"))
    scene.wait(min_(1)).send(c.Interrupt(Interruption.OTHER, "Fire alarm"), c.Clap())
    scene.wait(min_(5)).send(c.EndInterruption(), c.GrantTime(60_000))
    scene.wait(min_(6)).send(c.MarkAbsent("t2"), c.SkipSegment("t3"), c.GiveFloor("discussion"), c.SetVoice("p5"))
    scene.wait(min_(2)).send(c.CloseSession())
    assert told(scene) == [
        "The meeting was opened at 10:03 by Moderator, moderator.",
        "Opening",
        "The moderator took the floor at 10:03.",
        "Moderator concluded at 10:06, after 3 min.",
        "Talk 1",
        "The moderator gave the floor to Panellist 1 at 10:06.",
        "The moderator put guiding question 2 at 10:07: “Question 2?”",
        "Send it by Friday.",
        "The meeting was interrupted at 10:08. (Fire alarm)",
        "The meeting was resumed at 10:13.",
        "Panellist 1 spoke to guiding question 2 for 7 min.",
        "Panellist 1 concluded at 10:19, after 8 min, 1 min more than the time given.",
        "Called and absent: Panellist 2.",
        "“Talk 3” was not taken up.",
        "Discussion",
        "The meeting took up this item at 10:19.",
        "Panellist 5 spoke at 10:19, for 2 min.",
        "Panellist 5 spoke to guiding question 2 for 2 min.",
        "The meeting concluded this item at 10:21.",
        "The meeting was closed at 10:21.",
    ]


def test_a_speaker_who_was_absent_and_came_is_not_told_as_absent() -> None:
    scene = Scene()
    scene.send(c.OpenSession(), c.MarkAbsent("t2"), c.RecallSegment("t2"), c.GiveFloor("t2"))
    scene.wait(min_(1)).send(c.CloseSession())
    assert not any("absent" in text or "not taken up" in text for text in told(scene))


def test_a_speech_of_the_list_is_not_told_as_a_turn_too() -> None:
    debate = Debate()
    debate.ask("chad")
    debate.begin()
    debate.speak(min_(1))
    debate.wait(min_(1))
    debate.send(c.Advance())
    texts = [p.text for p in proceedings(report(debate.session, debate.now, debate.records), ENGLISH)]
    assert [text for text in texts if "Chad" in text and " spoke at " in text] == []
    assert any("Chad" in text for text in texts)


def test_what_was_undone_is_not_told() -> None:
    scene = Scene()
    scene.send(c.OpenSession(), c.GiveFloor("t1"))
    scene.wait(min_(1)).send(c.Interrupt(Interruption.TECHNICAL), c.Undo())
    assert not any("interrupted" in text for text in told(scene))


def test_a_list_of_speakers_is_told() -> None:
    debate = Debate()
    debate.ask("chad", "peru", "fiji")
    debate.send(c.OpenSession())
    debate.begin()
    debate.speak(min_(1))
    debate.ask("iran", kind=RequestKind.REPLY, reply_to="chad")
    debate.send(c.TakeRequest("iran-reply"))
    debate.ask("togo", kind=RequestKind.POINT_OF_ORDER)
    debate.wait(seconds(30)).send(c.EndInterruption())
    debate.wait(min_(1)).send(c.CutOffList("debate"), c.CloseSession())
    text = told(debate)
    assert "The moderator gave the floor to Chad at 10:00." in text
    assert "Iran spoke at 10:01 in exercise of the right of reply to the statement by Chad." in text
    assert "Togo raised a point of order at 10:01." in text
    assert "The list of speakers was opened at 10:00." in text
    assert "The list of speakers was cut off at 10:02." in text
    assert "On the list of speakers and not heard: Peru, Fiji." in text
    assert not any("by a technical problem" in one or "on a point of order." in one for one in text)


def test_a_speech_of_the_list_that_took_longer_is_told_so() -> None:
    debate = Debate()
    debate.ask("chad")
    debate.send(c.OpenSession())
    debate.begin()
    debate.speak(min_(3))
    assert "Chad concluded at 10:03, after 3 min, 1 min more than the time given." in told(debate)


def test_questions_of_the_audience_stand_where_they_were_answered() -> None:
    text = told(played())
    put = text.index("A question from the audience was put at 10:26: “هل يمكن تبسيط الإجراءات؟”")
    assert text[put + 1] == "The question was answered by Panellist 4 at 10:26."
    assert "Secret Name" not in minutes_markdown(played_report(), ENGLISH).decode()


def test_minutes_of_a_session_that_is_not_over_say_so() -> None:
    assert (
        "**Draft minutes of a meeting that is not over**"
        in minutes_markdown(played_report(close=False), ENGLISH).decode()
    )
    planned = minutes_markdown(report(Scene(plan(panellists=0)).session, START), ENGLISH).decode()
    assert "## Proceedings" not in planned


def test_no_text_of_a_person_is_markup() -> None:
    text = minutes_markdown(played_report(), ENGLISH).decode()
    assert "\n### \\=HYPERLINK" in text
    assert "<b>" not in text.replace("\\<b\\>", "")
    scene = Scene()
    scene.send(c.OpenSession(), *(c.AddNote(note, "quote") for note in ("1. x", "- x", "+ x", "1) x", "\n\n# x")))
    quoted = [line for line in minutes_markdown(reported(scene), ENGLISH).decode().splitlines() if line[:2] == "> "]
    assert quoted == ["> 1\\. x", "> \\- x", "> \\+ x", "> 1\\) x", "> \\# x"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_document_has_every_paragraph_in_every_language(language: str) -> None:
    words, facts = words_in(language), played_report()
    document = Document(BytesIO(minutes_docx(facts, words)))
    paragraphs = minutes(facts, words)
    assert len(document.paragraphs) == len(paragraphs)
    assert [shown.text for shown in document.paragraphs] == [_with_label(one) for one in paragraphs]
    assert document.paragraphs[0].style is not None
    assert document.paragraphs[0].style.name == "Title"
    directions = [one._p.pPr is not None and one._p.pPr.find(f"{{{W}}}bidi") is not None for one in document.paragraphs]
    assert directions == [is_right_to_left(one, words) for one in paragraphs]
    assert (directions.count(True) > len(directions) / 2) is (language == "ar")


def _with_label(paragraph: MinutesLine) -> str:
    """Return the text of a paragraph as the document shows it: with its label before or behind it, if it has one."""
    label, text = paragraph.label, paragraph.text
    if paragraph.style is Style.NUMBERED:
        return f"{label} {text}"
    labelled = {Style.LISTED: f"{label} {text}", Style.QUOTE: f"{text} — {label}"}
    return labelled.get(paragraph.style, text) if label else text


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def test_a_document_is_well_formed_with_any_old_text() -> None:
    facts = played_report()
    facts["title"] = "a\x00b\ud800\u202ec\uffff <w:p/>" + MARKUP
    facts["notes"][0]["text"] = "\x0b\x1f\x85\u2028x"
    with ZipFile(BytesIO(minutes_docx(facts, ENGLISH))) as parts:
        for name in parts.namelist():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(parts.read(name))  # noqa: S314 - written by us
    first = Document(BytesIO(minutes_docx(facts, ENGLISH))).paragraphs[0].text
    assert first.startswith("abc <w:p/><b>")


def test_a_label_has_the_colon_of_its_language() -> None:
    said = {language: minutes_markdown(played_report(), words_in(language)).decode() for language in ("fr", "zh")}
    assert "**Modérateur\u202f:** " in said["fr"]
    assert "**主持人：** " in said["zh"]
