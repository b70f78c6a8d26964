"""Audience questions in words, for participants and viewers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.views.questions import AnswerView, OwnQuestionView, QuestionView
from app.domain.views.shapes import SpeakerView, View
from app.languages.words import Words
from app.web.words.common import SessionWords

People = Mapping[str, SpeakerView]


@dataclass(frozen=True, slots=True)
class AskingWords:
    """The words about questions for participants and viewers, in one language."""

    _: Words

    def asking(self, view: View) -> str:
        """Say whether and how questions can be asked, in one sentence."""
        if view["status"] == "closed":
            return self._("The session is closed; questions are no longer accepted.")
        return SessionWords(self._).policy(view["floor_policy"], has_list=bool(view["lists"]))

    def public_state(self, question: QuestionView, people: People) -> str:
        """Return a question's state for the public; empty while there is nothing to say."""
        if question["on"]:
            return self._("on now")
        if question["state"] == "answered":
            return self.answered(question["answer"], people)
        return {
            "approved": "",
            "queued": self._("in the queue"),
            "live": self._("being answered"),
            "deferred": self._("will be answered later"),
            "not_reached": self._("not reached in the session"),
        }[question["state"]]

    def own_state(self, question: OwnQuestionView, people: People) -> str:
        """Return a question's state for its author."""
        if question["state"] == "merged":
            return self._(
                "Put together with a similar question, which is: {state}", state=self._standing(question, people)
            )
        words = self._standing(question, people)
        return f"{words[:1].upper()}{words[1:]}"

    def _standing(self, question: OwnQuestionView, people: People) -> str:
        if question["standing"] == "answered":
            return self.answered(question["answer"], people)
        return {
            "pending": self._("received; shown after review"),
            "approved": self._("public"),
            "queued": self._("in the queue"),
            "live": self._("on now"),
            "deferred": self._("will be answered later"),
            "dismissed": self._("not taken up"),
            "merged": self._("being read"),
            "withdrawn": self._("taken back by you"),
            "not_reached": self._("not reached in the session"),
        }[question["standing"]]

    def answered(self, answer: AnswerView | None, people: People) -> str:
        """Say `answered by Panellist 2`, `answered in writing`, or `answered`."""
        if answer is None:
            return self._("answered")
        names = self._.list(people[id_]["name"] for id_ in answer["by"] if id_ in people)
        if names:
            return self._("answered by {names}", names=names)
        return self._("answered in writing") if answer["how"] == "text" else self._("answered")

    def identity(self, identity: str) -> str:
        """Explain a choice of identity."""
        return {
            "public": self._("With my name, shown to all"),
            "moderators": self._("With my name, for the moderators only"),
            "anonymous": self._("Without a name"),
        }[identity]


def takes_questions(view: View) -> bool:
    """Whether participants can ask now."""
    return view["status"] != "closed" and view["floor_policy"] != "none"
