"""The people of a file, each once."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from app.domain.errors import Sentence
from app.domain.text import clean_text
from app.formats.imports.found.findings import FoundSpeaker, Ids, plain_key
from app.formats.imports.found.headings import is_no_name
from app.formats.imports.found.names.person import HONORIFIC, is_east_asian_name, looks_like_person
from app.formats.imports.found.names.roles import Named
from app.formats.text.notes import Notes, shortened

MAY_SPEAK = Sentence("This may be who speaks, and was left in the title: {text}")
SPEAKS = Sentence("Taken for who speaks: {text}")
LONGEST_NAME = 200
LONGEST_FIELD = 300
_ADDRESS = re.compile(r"https?://\S{1,500}", re.IGNORECASE)
LONGEST_BIO = 2000


class People:
    """All people of a file, each once."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._ids = Ids("p")
        self._by_id: dict[str, FoundSpeaker] = {}
        self._by_key: dict[str, str] = {}
        self._by_source: dict[str, str] = {}
        self._titles = set[str]()  # ids of people whose names are titles

    @property
    def all(self) -> tuple[FoundSpeaker, ...]:
        return tuple(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    def add(self, person: Named, where: str, source: str = "", country: str = "", bio: str = "") -> str | None:
        """Return the id of a person: an earlier one with the same source id or, without one, the same name.

        Returns:
            None for a text without a name ("TBA").
        """
        name = self._within(Sentence("name"), person.name, LONGEST_NAME, where)
        if _ADDRESS.fullmatch(name):
            self._notes.guess(where, "An address is no person, and was left out: {text}", text=shortened(name, 60))
            return None
        if is_no_name(name) or not name:
            return None
        key = _name_key(name)
        known = self._by_source.get(source) if source else self._by_key.get(key)
        if known is None:
            known = self._ids.made(source or key or name)
            self._by_id[known] = FoundSpeaker(known, name)
        self._by_key.setdefault(key, known)
        if source:
            self._by_source[source] = known
        more = {
            "title": self._within(Sentence("title"), person.title, LONGEST_FIELD, where),
            "affiliation": self._within(Sentence("organisation"), person.affiliation, LONGEST_FIELD, where),
            "country": country.upper() if re.fullmatch(r"[A-Za-z]{2}", country.strip()) else "",
            "bio": self._within(Sentence("biography"), bio, LONGEST_BIO, where),
        }
        before = self._by_id[known]
        self._by_id[known] = replace(before, **{k: v for k, v in more.items() if v and not getattr(before, k)})
        return known

    def without_name(self, ids: list[str], title: str) -> list[str]:
        """Return people without one whose name is the title of their item, and no person's; see `forget_titles`."""
        key = plain_key(title)
        same = {id_ for id_ in ids if key in _keys(self._by_id[id_])}
        is_word = len(title.split()) == 1 and "(" not in title
        if not same or is_word or looks_like_person(title) or is_east_asian_name(title):
            return ids
        self._titles |= same
        return [id_ for id_ in ids if id_ not in same]

    def forget_titles(self, speaking: Collection[str]) -> None:
        """Forget those whose names are titles, unless they are among these people, who speak elsewhere."""
        self.leave_out(self._titles.difference(speaking))

    def describe(self, person: FoundSpeaker) -> None:
        """Add what is said of a person elsewhere in the file, if there is one of this name."""
        if (known := self._by_key.get(_name_key(person.name))) is not None:
            before = self._by_id[known]
            if not before.title and before.affiliation == person.title:  # "Chair: Ann Lee, CEO"
                self._by_id[known] = replace(before, affiliation="")
            named = Named(person.name, person.title, person.affiliation)
            self.add(named, "", country=person.country, bio=person.bio)

    def leave_out(self, ids: Collection[str]) -> None:
        """Forget people who were named and do not speak."""
        for id_ in ids:
            self._by_id.pop(id_, None)
        self._by_key = {key: id_ for key, id_ in self._by_key.items() if id_ in self._by_id}
        self._by_source = {source: id_ for source, id_ in self._by_source.items() if id_ in self._by_id}

    def _within(self, what: str, text: str, most: int, where: str) -> str:
        cleaned = clean_text(text[: most * 4])
        if len(cleaned) <= most:
            return cleaned
        self._notes.guess(
            where,
            "The {what} is longer than {most} characters and was cut: {text}",
            what=what,
            most=most,
            text=shortened(cleaned, 60),
        )
        return cleaned[:most].rstrip()


def _name_key(name: str) -> str:
    return plain_key(HONORIFIC.sub("", name) or name)


def _keys(person: FoundSpeaker) -> set[str]:
    """Return a name as it may stand in a title: alone, and with the text in brackets behind it."""
    behind = ("", person.affiliation, person.title)
    return {plain_key(f"{person.name} {text}") for text in behind}
