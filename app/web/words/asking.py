"""Audience questions in words, as participants and viewers read them. Each function is given gettext."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.domain.views.questions import AnswerView, OwnQuestionView, QuestionView
from app.domain.views.shapes import SpeakerView, View
from app.web.words.common import policy_words

Gettext = Callable[[str], str]
People = Mapping[str, SpeakerView]


def asking_words(_: Gettext, view: View) -> str:
    """Whether and how questions can be asked, in one sentence."""
    if view["status"] == "closed":
        return _("The session is closed; no more questions are taken.")
    return policy_words(_, view["floor_policy"])


def takes_questions(view: View) -> bool:
    """Can participants ask now?"""
    return view["status"] != "closed" and view["floor_policy"] != "none"


def public_state_words(_: Gettext, question: QuestionView, people: People) -> str:
    """Where a question stands, for everybody; empty while there is nothing to say."""
    if question["on"]:
        return _("on now")
    if question["state"] == "answered":
        return answered_words(_, question["answer"], people)
    return {
        "approved": "",
        "queued": _("in the queue"),
        "live": _("being answered"),
        "deferred": _("will be answered later"),
        "not_reached": _("not reached in the session"),
    }[question["state"]]


def own_state_words(_: Gettext, question: OwnQuestionView, people: People) -> str:
    """Where a question stands, for its author."""
    if question["state"] == "merged":
        return _("Put together with a similar question, which is: {}").format(_own_state(_, question, people))
    words = _own_state(_, question, people)
    return f"{words[:1].upper()}{words[1:]}"


def _own_state(_: Gettext, question: OwnQuestionView, people: People) -> str:
    if question["standing"] == "answered":
        return answered_words(_, question["answer"], people)
    return {
        "pending": _("received; shown after review"),
        "approved": _("shown to everybody"),
        "queued": _("in the queue"),
        "live": _("on now"),
        "deferred": _("will be answered later"),
        "dismissed": _("not taken up"),
        "merged": _("being read"),
        "withdrawn": _("taken back by you"),
        "not_reached": _("not reached in the session"),
    }[question["standing"]]


def answered_words(_: Gettext, answer: AnswerView | None, people: People) -> str:
    """`answered by Panellist 2`, `answered in writing`, or `answered`."""
    if answer is None:
        return _("answered")
    names = ", ".join(people[id_]["name"] for id_ in answer["by"] if id_ in people)
    if names:
        return _("answered by {}").format(names)
    return _("answered in writing") if answer["how"] == "text" else _("answered")


def identity_words(_: Gettext, identity: str) -> str:
    """What a choice of identity means, beside it."""
    return {
        "public": _("With my name, for everybody to see"),
        "moderators": _("With my name, for the moderators only"),
        "anonymous": _("Without a name"),
    }[identity]
