"""The words that several pages share."""

from __future__ import annotations

import gettext

import pytest

from app.domain.messages.events import EVENTS, SessionCreated
from app.web.words.common import done_words
from tests.fakes import Scene

SAID_BY_NO_COMMAND = {SessionCreated.kind}


@pytest.mark.parametrize("kind", sorted(EVENTS.keys() - SAID_BY_NO_COMMAND))
def test_every_event_that_a_command_causes_has_a_sentence(kind: str) -> None:
    view = Scene().view()
    said = done_words(gettext.gettext, view, [(kind, "t1")])
    assert said != done_words(gettext.gettext, view, [])
