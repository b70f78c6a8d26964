"""A file into a session: its items after a row, or in place of rows with the same id or title; or its people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from app.domain.errors import Rejection, Sentence
from app.domain.state.rundown import Plan
from app.formats.imports.found.details import segment_fields
from app.formats.imports.found.findings import FoundItem, FoundSpeaker, Ids, RosterPerson, plain_key
from app.formats.imports.readers.document import to_document

_GONE = Sentence(
    "The row after which the items were to go is not there any more. Nothing was saved; choose another place."
)


@dataclass(frozen=True, slots=True)
class Insertion:
    """Where items go: after the segment `after`, before all others if that is empty.

    With `update`, an item whose id or title a segment has changes that segment instead.
    """

    after: str = ""
    update: bool = False
    happened: frozenset[str] = field(default_factory=frozenset)  # segments that have begun; they stay as they are


def inserted(
    plan: Plan, items: Sequence[FoundItem], speakers: Iterable[FoundSpeaker], insertion: Insertion
) -> dict[str, Any]:
    """Return the document of a session with these items in it; what it had before stays.

    Raises:
        Rejection: there are new items, and no segment after which they could go.
    """
    document = to_document(plan)
    people = _People(document["speakers"], {speaker.id: speaker for speaker in speakers})
    segments: list[dict[str, Any]] = list(document["segments"])
    known = _by_name(segments) if insertion.update else {}
    ids = Ids("s", taken=(segment["id"] for segment in segments))
    new = []
    for item in items:
        matching = known.get(item.id) or known.get(plain_key(item.title))
        if matching is None:
            new.append({**_fields(item, people), "id": ids.made(item.id), "hard_start_ms": None})
        elif matching["id"] not in insertion.happened:
            matching |= {name: value for name, value in _fields(item, people).items() if value not in ([], 0)}
    at = _place(segments, insertion.after) if new else 0
    return {**document, "speakers": people.all, "segments": [*segments[:at], *new, *segments[at:]]}


def enrolled(plan: Plan, roster: Iterable[RosterPerson]) -> dict[str, Any]:
    """Return the document of a session with the people of a roster; what a row does not have stays as it is.

    A row changes the person with its id, else the one with its name. Categories and groups are made by their titles.
    """
    document = to_document(plan)
    people, ids = list(document["speakers"]), Ids("p", taken=(speaker["id"] for speaker in document["speakers"]))
    by_id = {speaker["id"]: speaker for speaker in people}
    by_name = {plain_key(speaker["name"]): speaker for speaker in reversed(people)}
    categories, groups = _Titled(document["categories"], "c"), _Titled(document["groups"], "g")
    for row in roster:
        person = by_id.get(row.id) or by_name.get(plain_key(row.name))
        if person is None:
            person = {"id": ids.made(row.id or row.name)}
            people.append(person)
        texts = {name: getattr(row, name) for name in _OF_ROSTER}
        of = {
            "category": categories.id_of(row.category, **categories.rank_of(row.category, row.rank)),
            "group": groups.id_of(row.group),
        }
        person |= {name: value for name, value in (texts | of).items() if value}
    return {**document, "speakers": people, "categories": categories.all, "groups": groups.all}


_OF_ROSTER = ("name", "title", "affiliation", "country", "says", "seat", "language")


class _Titled:
    """The categories or groups of a session, to which those of the file are added by title."""

    def __init__(self, known: list[dict[str, Any]], prefix: str) -> None:
        self.all = list(known)
        self._by_title = {plain_key(item["title"]): item for item in known}
        self._ids = Ids(prefix, taken=(item["id"] for item in known))

    def id_of(self, title: str, **more: int) -> str:
        """Return the id for a title, empty for none; `more` are values that it has from then on."""
        if not title:
            return ""
        key = plain_key(title)
        if key not in self._by_title:
            self._by_title[key] = {"id": self._ids.made(title), "title": title}
            self.all.append(self._by_title[key])
        self._by_title[key] |= more
        return str(self._by_title[key]["id"])

    def rank_of(self, title: str, rank: int | None) -> dict[str, int]:
        """Return the rank of a category, if it is new or the file says one; without one it comes last."""
        if rank is None and plain_key(title) in self._by_title:
            return {}
        return {"rank": rank or max((item["rank"] for item in self.all), default=0) + 1}


def _by_name(segments: Iterable[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Segments by id and by title; a title that two have is no name."""
    named: dict[str, dict[str, Any]] = {}
    doubled: set[str] = set()
    for segment in segments:
        key = plain_key(segment["title"])
        doubled |= {key} if key in named else set()
        named[key] = segment
    return {key: s for key, s in named.items() if key not in doubled} | {s["id"]: s for s in segments}


def _fields(item: FoundItem, people: _People) -> dict[str, Any]:
    return {
        "title": item.title,
        "kind": str(item.kind),
        "speakers": [people.id_of(id_) for id_ in item.speakers],
        "planned_ms": item.planned_ms,
        **segment_fields(item.details),
    }


def _place(segments: Sequence[Mapping[str, Any]], after: str) -> int:
    """Return the index behind a segment.

    Raises:
        Rejection: it is not there, or not any more.
    """
    if not after:
        return 0
    for index, segment in enumerate(segments):
        if segment["id"] == after:
            return index + 1
    raise Rejection(_GONE)


class _People:
    """The speakers of a session, to whom those of the file are added; the same name is the same person."""

    def __init__(self, known: list[dict[str, Any]], of_file: Mapping[str, FoundSpeaker]) -> None:
        self.all = list(known)
        self._of_file = of_file
        self._by_name: dict[str, str] = {plain_key(speaker["name"]): speaker["id"] for speaker in known}
        self._ids = Ids("p", taken=(speaker["id"] for speaker in known))

    def id_of(self, file_id: str) -> str:
        """Return the session's id of a speaker of the file."""
        speaker = self._of_file[file_id]
        key = plain_key(speaker.name)
        if key not in self._by_name:
            self._by_name[key] = self._ids.made(speaker.id)
            self.all.append({**asdict(speaker), "id": self._by_name[key]})
        return self._by_name[key]
