"""A draft: a file that an organiser looks at before it is imported, and what other processes are told of it."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import TypeAdapter

from app.domain.errors import JournalUnavailable
from app.formats.imports.corrections import Corrections, Key
from app.formats.imports.found.findings import UNTITLED, FoundColumn, ImportHints, Programme
from app.formats.imports.selection import ImportOutcome, source_apart
from app.formats.text.sentences import facts_of, sentence_of
from app.store.sources import Origin

MOST_SHOWN = 4  # readings of one file


@dataclass(frozen=True, slots=True)
class _Told:
    """What other processes are told of a draft beside its file, in shapes that JSON has."""

    hints: ImportHints
    pasted: bool
    into: str
    address: str
    sources: list[str]
    sessions_out: list[str]
    items_out: list[Key]
    typed: list[tuple[Key, dict[str, str]]]
    apart: bool
    readings: int
    recalls: bool
    sessions_saved: int
    sessions: int
    saving_until_ms: int
    unsaved: str
    results: list[tuple[str, str, str, Any]] = field(default_factory=list)  # earlier versions tell none
    after: str | None = None  # the segment behind which items go; earlier versions tell none
    update: bool = True  # items that are there already are changed

    @property
    def corrections(self) -> Corrections:
        out, typed = (frozenset(self.sessions_out), frozenset(self.items_out)), dict(self.typed)
        return Corrections(*out, typed, self.apart, self.after, self.update)


_TOLD = TypeAdapter(_Told)
_HINTS = TypeAdapter(ImportHints)


@dataclass(slots=True)
class Draft:
    """A file, the organiser's settings for it, and the result of reading it; `text` if it was pasted.

    `into` is the address of the session that the items are for; empty for sessions of their own. `address` is where the
    file is fetched from, again each time it is read; empty for a file that was sent. `sources` are the only sessions
    that are ticked at first, none if the file has them no more; empty for all of them.
    """

    id: str
    at_ms: int
    data: bytes
    hints: ImportHints
    pasted: bool
    into: str = ""
    address: str = ""
    sources: frozenset[str] = frozenset()
    version: int = 0  # of what is told to other processes; 0 until it is changed
    programme: Programme | None = None
    former: tuple[ImportHints, Programme] | None = None  # the reading before, until the next one is done
    not_so: str = ""  # why the file cannot be read with the settings that were tried last; the former ones stand
    tried: ImportHints | None = None  # the settings that were tried last, if the file cannot be read with them
    refusal: str = ""  # why it is no programme; the programme then has nothing but columns, if any
    rows_read: int = 0
    rows: int = 0  # 0 while unknown
    sessions_saved: int = 0
    sessions: int = 0  # 0 unless they are being saved
    saving_until_ms: int = 0  # a process that saves moves this on; when it is over, the process has ended
    unsaved: JournalUnavailable | None = None  # why not everything could be saved
    outcomes: list[ImportOutcome] = field(default_factory=list)
    corrections: Corrections = field(default_factory=Corrections)
    readings: int = 0
    shown: dict[str, Programme] = field(default_factory=dict)  # what pages of this process show, by the reading's mark
    recalls: bool = True  # whether the columns that were set for the same headings before are still to be recalled

    @property
    def is_read(self) -> bool:
        return self.programme is not None or self.refusal != ""

    @property
    def reading(self) -> str:
        """The mark of this reading, to which numbers in a form of the preview belong, in every process."""
        return f"{self.readings}-{zlib.crc32(_HINTS.dump_json(self.hints), zlib.crc32(self.data)):08x}"

    @property
    def is_gone(self) -> bool:
        """Whether the file has nothing any more of the sessions that were read again."""
        sessions = self.programme.sessions if self.programme is not None else ()
        there = {session.source for session in sessions}
        there |= {source_apart(session.source, item.id) for session in sessions for item in session.items}
        return self.programme is not None and not self.refusal and bool(self.sources) and there.isdisjoint(self.sources)

    @property
    def origin(self) -> Origin | None:
        """Where the file was fetched from, and how it was read."""
        return Origin(self.address, replace(self.hints, name="")) if self.address else None

    @property
    def text(self) -> str:
        """The pasted text, to be shown again."""
        return self.data.decode("utf-8", errors="replace") if self.pasted else ""

    def note_shown(self) -> None:
        """Remember what a page shows: another page may send its form when the file has been read once more."""
        if self.programme is not None:
            self.shown.pop(self.reading, None)
            self.shown[self.reading] = self.programme
            for mark in list(self.shown)[:-MOST_SHOWN]:
                del self.shown[mark]

    def read_with(self, hints: ImportHints) -> None:
        """Set other settings; the file has to be read once more."""
        if self.programme is not None and not self.refusal:
            self.former = (self.hints, self.programme)
        self.hints, self.recalls, self.not_so = replace(hints, name=self.hints.name), False, ""
        self.readings += 1
        self.forget_reading()

    def cannot_be_read(self, why: str, columns: tuple[FoundColumn, ...] = ()) -> None:
        """Go back to the settings with which the file could be read; refuse it if there are none.

        Args:
            columns: those to which a person can give fields, so that it can be read.
        """
        if self.former is None:
            self.refusal = why
            empty = Programme("", self.hints.title or UNTITLED, self.hints.zone or "UTC", (), (), columns=columns)
            self.programme = empty if columns else None
        else:
            self.tried, self.not_so = self.hints, why
            (self.hints, self.programme), self.former = self.former, None

    def forget_reading(self) -> None:
        """Forget the result of the latest reading."""
        self.programme, self.refusal, self.outcomes, self.rows_read, self.rows = None, "", [], 0, 0

    def facts(self) -> str:
        """Return what other processes are told, as JSON."""
        corrections = self.corrections
        told = _Told(
            hints=self.hints,
            pasted=self.pasted,
            into=self.into,
            address=self.address,
            sources=sorted(self.sources),
            sessions_out=sorted(corrections.sessions_out),
            items_out=sorted(corrections.items_out),
            typed=[(key, dict(texts)) for key, texts in corrections.typed.items()],
            apart=corrections.apart,
            readings=self.readings,
            recalls=self.recalls,
            sessions_saved=self.sessions_saved,
            sessions=self.sessions,
            saving_until_ms=self.saving_until_ms,
            unsaved=str(self.unsaved or ""),
            results=[(one.slug, one.title, one.what, facts_of(one.reason)) for one in self.outcomes],
            after=corrections.after,
            update=corrections.update,
        )
        return _TOLD.dump_json(told).decode()

    def take_in(self, version: int, facts: str) -> bool:
        """Take over what another process has told; return whether the file has to be read once more."""
        told = _TOLD.validate_json(facts)
        is_to_be_read = (told.readings, told.hints) != (self.readings, self.hints)
        if is_to_be_read:
            self.forget_reading()
        self.version = version
        self.hints, self.readings, self.recalls = told.hints, told.readings, told.recalls
        self.corrections = told.corrections
        self.sessions, self.sessions_saved = told.sessions, told.sessions_saved
        self.saving_until_ms = told.saving_until_ms
        self.unsaved = JournalUnavailable(told.unsaved) if told.unsaved else None
        self.outcomes = [
            ImportOutcome(slug, title, what, sentence_of(reason)) for slug, title, what, reason in told.results
        ]
        return is_to_be_read


def told_draft(id_: str, at_ms: int, data: bytes, version: int, facts: str) -> Draft:
    """Return a draft as another process has told it, with its file, which has to be read here."""
    told = _TOLD.validate_json(facts)
    draft = Draft(id_, at_ms, data, told.hints, told.pasted, told.into, told.address, frozenset(told.sources))
    draft.take_in(version, facts)
    return draft
