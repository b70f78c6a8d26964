"""Words of the audit: each command has a name."""

from __future__ import annotations

from app.domain.messages.commands import COMMANDS
from app.languages.words import ENGLISH, words_in
from app.web.words.audit import AuditWords


def test_each_command_has_a_name_that_can_be_translated() -> None:
    assert [name for name in COMMANDS if not AuditWords(words_in("en-XA")).command(name).startswith("⟦")] == []
    assert AuditWords(ENGLISH).command("link_made") == "Link made"


def test_a_refusal_is_told_by_the_sentence_of_its_code() -> None:
    assert AuditWords(ENGLISH).refusal("not_running") == "No clock is running."
    assert AuditWords(ENGLISH).refusal("stale_view") == "Stale view"
