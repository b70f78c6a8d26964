"""Messages to the speaker: a text as typed or the code of a preset is shown; the session's own presets are set."""

from __future__ import annotations

import re
from dataclasses import replace

from app.domain.errors import Invalid, NotFound, Problem, Sentence
from app.domain.messages import events as e
from app.domain.messages.commands import SetPreset, ShowMessage
from app.domain.presets import LONGEST_MESSAGE, NUMBERED, STANDARD
from app.domain.state.document import canonical_item, check, free_id, read_changes
from app.domain.state.rundown import Preset
from app.domain.state.session import Session
from app.domain.text import cleaned
from app.domain.values import MESSAGE_TO


def show_message(session: Session, message: ShowMessage) -> tuple[e.MessageShown, ...]:
    """Show the text or the preset of a message.

    Raises:
        Invalid: it has neither a text nor a preset, or both; there is no such preset; it names no guiding question, or
            is for none that there is.
    """
    if message.to not in MESSAGE_TO and not re.fullmatch(r"[!-~]{1,120}", message.to):
        raise Invalid(
            Problem("to", Sentence("is one of {known}, or the id of a screen's link", known=", ".join(MESSAGE_TO)))
        )
    if message.preset and message.text:
        raise Invalid(Problem("text", "is not needed with a preset; send one of the two"))
    text = "" if message.preset else cleaned("text", message.text, 1, LONGEST_MESSAGE)
    own = session.plan.preset(message.preset)
    if message.preset and own is None and message.preset not in STANDARD:
        codes = [*(preset.id for preset in session.plan.presets), *STANDARD]
        raise Invalid(Problem("preset", Sentence("is none of {known}", known=", ".join(codes))))
    _require_number(session, message)
    said = {language: texts["text"] for language, texts in own.translations.items()} if own else {}
    shown = own.text if own else text
    return (e.MessageShown(shown, message.style, message.hide_after_ms, message.preset, message.n, said, message.to),)


def set_preset(session: Session, command: SetPreset) -> tuple[e.PresetsSet, ...]:
    """Add or change a message of the session's own; it takes its key from the one that has it.

    Raises:
        Invalid: it has no text, its key is no number from 1 to 9, or there are twelve already.
        NotFound: there is no such message to be changed.
    """
    plan = session.plan
    changes = read_changes({"text": command.text, "key": command.number}, "preset", plan)
    if command.preset:
        present = _require_preset(session, command.preset)
    else:
        present = Preset(free_id("m", (preset.id for preset in plan.presets)), "")
    changed = replace(present, **changes)
    others = [replace(p, key=None) if p.key == changed.key else p for p in plan.presets if p.id != changed.id]
    at = next((i for i, preset in enumerate(plan.presets) if preset.id == changed.id), len(others))
    return _set(session, (*others[:at], changed, *others[at:]))


def remove_preset(session: Session, preset: str) -> tuple[e.PresetsSet, ...]:
    """Remove a message of the session's own; the record keeps what was shown."""
    present = _require_preset(session, preset)
    return _set(session, tuple(preset for preset in session.plan.presets if preset != present))


def _set(session: Session, presets: tuple[Preset, ...]) -> tuple[e.PresetsSet, ...]:
    check(replace(session.plan, presets=presets))
    changed = presets != session.plan.presets
    return (e.PresetsSet(tuple(canonical_item(preset) for preset in presets)),) if changed else ()


def _require_preset(session: Session, id_: str) -> Preset:
    if (preset := session.plan.preset(id_)) is None:
        raise NotFound('message "{id}"', id=id_[:64])
    return preset


def _require_number(session: Session, message: ShowMessage) -> None:
    count = len(session.plan.guiding_questions)
    if message.preset not in NUMBERED:
        if message.n is not None:
            raise Invalid(Problem("n", Sentence("belongs to {presets} only", presets=", ".join(sorted(NUMBERED)))))
    elif message.n is None:
        raise Invalid(Problem("n", "is missing"))
    elif not 1 <= message.n <= count:
        raise Invalid(Problem("n", Sentence("is the number of a guiding question, from 1 to {count}", count=count)))
