"""Messages to the speaker as codes: kept as codes, and turned into words by the page of each reader."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

from app.domain.errors import Counted, Sentence
from app.domain.values import SECOND, elapsed_text

# In the order in which the console lists them, each with the number of its key.
STANDARD: Mapping[str, Sentence] = {
    "one_minute": Sentence("One minute"),
    "thirty_seconds": Sentence("Thirty seconds"),
    "please_conclude": Sentence("Please conclude"),
    "time_is_over": Sentence("Time is over"),
    "closer_to_microphone": Sentence("Closer to the microphone, please"),
    "slower": Sentence("More slowly for the interpreters, please"),
    "louder": Sentence("Louder, please"),
    "answer_question": Sentence("Please answer question {n}"),
    "thank_you": Sentence("Thank you"),
}
MOST_PRESETS = 12  # own ones of a session
LONGEST_MESSAGE = 200  # characters; a longer message cannot be read from a lectern
NUMBERED = frozenset({"answer_question"})  # these name a guiding question by its number, `n`


class OwnText(str):
    """A text that people wrote, which keeps its translations by language: a page says it in its reader's language."""

    translations: Mapping[str, str]

    def __new__(cls, text: str, translations: Mapping[str, str]) -> Self:
        self = super().__new__(cls, text)
        self.translations = translations
        return self


def standard_text(code: str, n: int | str | None) -> Sentence:
    """Return the words of a standard message; `n` is the number of the guiding question that it names, if any."""
    return Sentence(STANDARD[code].text, n=n) if n is not None else STANDARD[code]


def cue_text(remaining_ms: int) -> Sentence:
    """Return a cue's text for the speaker: `1 minute left`, `40 seconds left`, `Time`, `Please conclude`."""
    if remaining_ms < 0:
        return STANDARD["please_conclude"]
    if remaining_ms == 0:
        return Sentence("Time")
    minutes, rest = divmod(remaining_ms // SECOND, 60)
    if not minutes:
        return Counted("{count} second left", "{count} seconds left", rest)
    if rest:
        return Sentence("{time} left", time=elapsed_text(remaining_ms))
    return Counted("{count} minute left", "{count} minutes left", minutes)
