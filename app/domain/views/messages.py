"""The messages to the speaker in a view: what is shown, what can be shown by a code, and what was shown."""

from __future__ import annotations

from itertools import islice

from app.domain.presets import NUMBERED, STANDARD, OwnText, standard_text
from app.domain.state.crew.stage import StageMessage
from app.domain.state.policy import RUNS_SESSION
from app.domain.state.rundown import Preset
from app.domain.state.session import Session
from app.domain.values import TO_CREW, TO_SPEAKER, TO_STAGES, Role
from app.domain.views.shapes import MessageView, PresetView, ShownView

MOST_SHOWN = 20
_ADDRESS = {Role.SPEAKER: TO_SPEAKER, Role.CREW: TO_CREW}


def message_view(message: StageMessage) -> MessageView:
    """Return a message as screens show it."""
    return {
        "text": message.said,
        "preset": message.preset or None,
        "n": message.n,
        "style": message.style,
        "hide_at_ms": message.hide_at_ms,
        "seq": message.seq,
        "to": message.to,
    }


def reaches(message: StageMessage, role: Role, screen: str) -> bool:
    """Whether a message is for this role, and of several screens for this one; those who send messages see all."""
    if role in RUNS_SESSION or message.to == TO_STAGES:
        return True
    return message.to == _ADDRESS.get(role, screen if role is Role.STAGE else None)


def presets(session: Session) -> list[PresetView]:
    """Return the messages that can be shown by their code: the session's own, which may take keys, then the others."""
    numbers = {question.id: number for number, question in enumerate(session.plan.guiding_questions, start=1)}
    on = numbers.get(session.focus or "")
    own = session.plan.presets
    taken = {preset.key for preset in own}
    standard = [_standard(code, on if code in NUMBERED else None) for code in STANDARD]
    for key, preset in enumerate(standard, start=1):
        preset["key"] = None if key in taken else key
    return [*map(_own, own), *standard]


def shown_messages(session: Session) -> list[ShownView]:
    """Return the latest messages that were shown, newest first."""
    return [
        {
            "seq": message.seq,
            "at_ms": message.at_ms,
            "text": message.said,
            "preset": message.preset or None,
            "n": message.n,
            "to": message.to,
        }
        for message in islice(reversed(session.messages), MOST_SHOWN)
    ]


def _own(preset: Preset) -> PresetView:
    translations = {language: texts["text"] for language, texts in preset.translations.items()}
    return {
        "preset": preset.id,
        "text": OwnText(preset.text, translations),
        "n": None,
        "key": preset.key,
        "can_be_shown": True,
        "own_text": preset.text,
        "translations": translations,
    }


def _standard(code: str, n: int | None) -> PresetView:
    can_be_shown = code not in NUMBERED or n is not None
    text = standard_text(code, n) if can_be_shown else standard_text(code, "…")
    return {
        "preset": code,
        "text": text,
        "n": n,
        "key": None,
        "can_be_shown": can_be_shown,
        "own_text": None,
        "translations": {},
    }
