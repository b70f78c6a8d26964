"""Words of the audit: the names of commands, and why one was refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from app.domain.errors import REASONS
from app.domain.values import Role
from app.languages.labels import label_in
from app.languages.names import command_in
from app.languages.words import Words
from app.web.words.common import SessionWords

# Refusals of the crowd are counted: "12 times within a minute from 192.0.2.0/24".
_OFTEN = re.compile(r"(?P<times>\d{1,9}) times within a minute(?: from (?P<place>.+))?")


@dataclass(frozen=True, slots=True)
class AuditWords:
    """The words of the audit, in one language."""

    _: Words

    def command(self, name: str) -> str:
        """Name a command, or an act outside of the session, such as making a link."""
        return command_in(self._, name)

    def refusal(self, code: str) -> str:
        """Return the reason of a refusal, which is read later than it was told and by others."""
        if code in REASONS:
            return self._(REASONS[code])
        return {
            "asked_too_soon": self._("It came too soon or too often."),
            "banned": self._("The desk takes no questions and no votes from this participant."),
            "disk_full": self._("It could not be saved."),
            "floor_closed": self._("Questions were not taken."),
            "forbidden": self._("The link does not allow this."),
            "invalid": self._("A field could not be read."),
            "just_arrived": self._("It came too soon or too often."),
            "not_found": self._("What it names is not there."),
            "not_yours": self._("It belongs to another person."),
            "password_wanted": self._("A password has been set since."),
            "place_busy": self._("It came too soon or too often."),
            "stale_edit": self._("Another person had changed it meanwhile."),
            "stale_question": self._("Another person had changed it meanwhile."),
            "stale_view": self._("The floor had moved meanwhile."),
            "too_many": self._("It came too soon or too often."),
            "too_many_asked": self._("It came too soon or too often."),
            "too_many_attempts": self._("It came too soon or too often."),
            "too_many_open": self._("It came too soon or too often."),
            "too_many_votes": self._("It came too soon or too often."),
            "unavailable": self._("It could not be saved."),
            "unreadable": self._("The journal of the session could not be read."),
            "wrong_password": self._("The password was wrong."),
        }.get(code, code)

    def about(self, said: str, name: Callable[[str], str] = str) -> str:
        """Say what an entry is about: parts of a session by their names, a link by whom it is for, or how often.

        Args:
            said: as an entry has it.
            name: names a part of the session by its id.
        """
        if often := _OFTEN.fullmatch(said):
            times, place = int(often["times"]), often["place"] or ""
            return self._.many("{count} time within a minute", "{count} times within a minute", times) + (
                f" ({place})" if place else ""
            )
        parts = [part.partition(" ") for part in said.split(", ")]
        kinds = {kind: self._kind(kind) for kind, _, _ in parts}
        if all(kinds.values()):
            return self._.list(f"{kinds[kind]} {name(id_)}" for kind, _, id_ in parts)
        role, _, label = said.partition(": ")
        if role not in list(Role):
            return said
        return self._("{name}: {title}", name=SessionWords(self._).bearer(role), title=label_in(self._, label))

    def _kind(self, kind: str) -> str:
        return {
            "segment": self._("Segment"),
            "speaker": self._("Speaker"),
            "question": self._("Question"),
            "into": self._("Merged into"),
            "burst": self._("Burst of questions"),
            "participant": self._("Participant"),
        }.get(kind, "")
