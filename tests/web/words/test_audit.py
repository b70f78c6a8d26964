"""Words of the audit: each command has a name."""

from __future__ import annotations

from app.domain.errors import Rejection
from app.domain.messages.commands import COMMANDS
from app.languages.words import ENGLISH, words_in
from app.web.words.audit import AuditWords

PSEUDO = AuditWords(words_in("en-XA"))
# What stands in the audit beside the commands of a session.
ACTS = [
    "make_link",
    "revoke_link",
    "pair_screen",
    "give_baton",
    "take_baton",
    "make_webhook",
    "remove_webhook",
    "pause_webhook",
    "continue_webhook",
    "sign_in",
    "sign_out",
    "set_password",
    "forget_password",
    "make_sign_in_link",
    "create_session",
]


def codes(kind: type[Rejection]) -> set[str]:
    """The codes of a kind of refusals and of those below it; a code that is given when it is raised is its own."""
    return {kind.code, *(code for below in kind.__subclasses__() for code in codes(below))}


def test_each_command_and_act_has_a_name_that_can_be_translated() -> None:
    assert [name for name in (*COMMANDS, *ACTS) if not PSEUDO.command(name).startswith("⟦")] == []
    assert AuditWords(words_in("fr")).command("make_link") == "Créer un lien"


def test_a_refusal_is_told_by_the_sentence_of_its_code() -> None:
    assert AuditWords(ENGLISH).refusal("not_running") == "No clock is running."
    assert AuditWords(ENGLISH).refusal("stale_view") == "The floor had moved meanwhile."
    # These are raised where no command is given, and stand in no audit; "refused" has a code of its own each time.
    beside = {"refused", "unknown_link", "unknown_code", "not_a_programme"}
    assert [code for code in codes(Rejection) - beside if not PSEUDO.refusal(code).startswith("⟦")] == []
    assert PSEUDO.refusal("asked_too_soon").startswith("⟦")


def test_what_an_entry_is_about_is_said_in_words() -> None:
    french = AuditWords(words_in("fr"))
    assert (
        french.about("segment s1, speaker mv", {"s1": "Ouverture", "mv": "mv"}.__getitem__)
        == "Séquence Ouverture, Orateur mv"
    )
    assert french.about("stage: Stage 2", str) == "Écran de scène\u202f: Écran de scène 2"
    assert french.about("3 times within a minute from 192.0.2.0/24", str) == "3 fois en une minute (192.0.2.0/24)"
    assert french.about("Ms Okafor", str) == "Ms Okafor"
    assert french.about("", str) == ""
