"""Translations of a plan: the places of its texts, and the plan in one language.

A place is written as in the session document: `title`, `conference.venue`, `segments.s2.title`. Each item carries the
translations of its own texts, so that they are moved, removed and restored with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from app.domain.errors import Invalid, Problem, Sentence
from app.domain.state.fields.readers import Calendar, UnreadableValue
from app.domain.state.fields.tables import CONFERENCE, TABLES
from app.domain.state.rundown import GuidingQuestion, Plan, Preset, Segment, Speaker, Translations
from app.domain.values import LANGUAGES

Translated = Segment | Speaker | GuidingQuestion | Preset
# The texts that can be translated: of the session itself, and of the items of each list.
OF_SESSION = ("title", "notice", "conference.title", "conference.venue")
OF_ITEMS: Mapping[str, tuple[str, ...]] = {
    "segments": ("title", "abstract", "track"),
    "speakers": ("name", "title", "affiliation", "bio"),
    "guiding_questions": ("text",),
    "presets": ("text",),
}
_TURNS_TEXT = re.compile("[\u202a-\u202e\u2066-\u2069]")
MARKUP = re.compile(r"<[A-Za-z/!][^<>]*>")


class TextIn(str):
    """A text of a plan that is in another language than its own, or than the one that was asked for.

    `language` is the one it is in if that differs from the reader's, else empty; `own` is the session's own text.
    """

    language: str
    own: str

    def __new__(cls, text: str, own: str, language: str = "") -> Self:
        self = super().__new__(cls, text)
        self.own, self.language = own, language
        return self


@dataclass(frozen=True, slots=True)
class TextPlace:
    """The place of a text: the list and the id of its item (empty for the session itself), and its field."""

    items: str
    id: str
    field: str


def place_of(of: str) -> TextPlace | None:
    """Return the place that is written like this; None if no such text can be translated."""
    if of in OF_SESSION:
        return TextPlace("", "", of)
    items, _, rest = of.partition(".")
    id_, _, field = rest.rpartition(".")
    return TextPlace(items, id_, field) if field in OF_ITEMS.get(items, ()) else None


def own_text(item: Plan | Translated, field: str) -> str:
    """Return a text in the session's own language."""
    text: Any = item
    for name in field.split("."):
        text = getattr(text, name)
    return str(text)


def translation(plan: Plan, language: str, of: str) -> str | None:
    """Return the translation of a text; None if there is none."""
    place = place_of(of)
    item = _item(plan, place) if place is not None else None
    return item.translations.get(language, {}).get(place.field) if item is not None and place is not None else None


def read_translation(plan: Plan, language: str, of: str, text: object) -> str:
    """Return a translation as it is stored.

    Raises:
        Invalid: the language or the place is unknown; the text has markup or invisible marks, or is too long.
    """
    place = require_place(plan, language, of)
    try:
        return _read(place, text, plan)
    except UnreadableValue as error:
        raise Invalid(Problem("text", error.sentence)) from None


def require_place(plan: Plan, language: str, of: str) -> TextPlace:
    """Return the place of a text that can be translated.

    Raises:
        Invalid: the language or the place is unknown.
    """
    if language not in LANGUAGES:
        raise Invalid(Problem("language", _stranger(language)))
    if (place := place_of(of)) is None or _item(plan, place) is None:
        raise Invalid(Problem("of", Sentence("{place} is no text of this plan that can be translated", place=of[:80])))
    return place


def with_translation(plan: Plan, language: str, of: str, text: str | None) -> Plan:
    """Return the plan with a translation, or without it if there is no text; unchanged if the place is unknown."""
    place = place_of(of)
    if place is None or (item := _item(plan, place)) is None:
        return plan
    texts = {**item.translations.get(language, {}), place.field: text}
    kept = {field: said for field, said in texts.items() if said is not None}
    others = {name: said for name, said in item.translations.items() if name != language}
    changed: Any = replace(item, translations={**others, language: kept} if kept else others)
    if not place.items:
        return replace(plan, translations=changed.translations)
    items = tuple(changed if one.id == place.id else one for one in getattr(plan, place.items))
    with_items: dict[str, Any] = {place.items: items}
    return replace(plan, **with_items)


def with_document(plan: Plan, raw: object) -> Plan:
    """Return the plan with the translations of a session document: by language, then by place.

    Raises:
        Invalid: with a problem for each language, place or text that cannot be read.
    """
    if not isinstance(raw, Mapping) or not all(isinstance(texts, Mapping) for texts in raw.values()):
        raise Invalid(Problem("translations", "is an object of languages, each with texts by their place"))
    items = {("", ""): _TranslatedItem(plan)} | {
        (name, item.id): _TranslatedItem(item) for name in OF_ITEMS for item in getattr(plan, name)
    }
    problems: list[Problem] = []
    for language, texts in raw.items():
        for of, text in texts.items():
            place = place_of(of) if isinstance(of, str) and language in LANGUAGES else None
            where = f"translations.{str(language)[:20]}.{str(of)[:80]}"
            if place is None or (item := items.get((place.items, place.id))) is None:
                problems.append(Problem(where, _stranger(language)))
                continue
            try:
                item.add(str(language), place.field, _read(place, text, plan))
            except UnreadableValue as error:
                problems.append(Problem(where, error.sentence))
    if problems:
        raise Invalid(*problems)
    changes: dict[str, Any] = {
        name: tuple(items[name, item.id].done() for item in getattr(plan, name)) for name in OF_ITEMS
    }
    whole: Plan = items["", ""].done()
    return replace(whole, **changes)


def document_translations(plan: Plan) -> dict[str, dict[str, str]]:
    """Return all translations as the session document has them: by language, then by place."""
    said: dict[str, dict[str, str]] = {language: {} for language in LANGUAGES}
    for place, translations in _all(plan):
        for language, texts in translations.items():
            said.setdefault(language, {}).update({f"{place}{field}": text for field, text in texts.items()})
    return {language: texts for language, texts in said.items() if texts}


@dataclass(frozen=True, slots=True)
class Progress:
    """How many texts of one kind a plan has, and how many are translated, by language; a name needs no translation."""

    kind: str
    count: int
    done: Mapping[str, int]


def plan_texts(plan: Plan) -> list[tuple[str, str]]:
    """Return the place and the words of every text that can be translated, in the order of the plan."""
    items = (("", plan, OF_SESSION), *((f"{n}.{i.id}.", i, f) for n, f in OF_ITEMS.items() for i in getattr(plan, n)))
    return [(f"{at}{field}", own) for at, item, fields in items for field in fields if (own := own_text(item, field))]


def progress(plan: Plan) -> list[Progress]:
    """Return the progress of the session's own texts (kind `session`), then of each list of the plan that has texts."""
    kinds: dict[str, list[str]] = {}
    for of, _ in plan_texts(plan):
        if (place := place_of(of)) is not None and place.field != "name":
            kinds.setdefault(place.items, []).append(of)
    said = document_translations(plan)
    done = {
        kind: {language: sum(of in texts for of in places) for language, texts in said.items()}
        for kind, places in kinds.items()
    }
    return [Progress(kind or "session", len(places), done[kind]) for kind, places in kinds.items()]


def in_language(plan: Plan, language: str) -> Plan:
    """Return the plan with its translations into a language; a text without one carries the language of the plan."""
    foreign = plan.language if plan.language != language else ""
    if not foreign and not any(language in translations for _, translations in _all(plan)):
        return plan
    changes: dict[str, Any] = {
        name: tuple(_said(item, language, foreign, fields) for item in getattr(plan, name))
        for name, fields in OF_ITEMS.items()
        if name != "presets"  # each message is said with its own translations, those of when it was shown
    }
    texts = {field: _text(plan, field, language, foreign) for field in OF_SESSION}
    conference = replace(plan.conference, title=texts["conference.title"], venue=texts["conference.venue"])
    return replace(plan, title=texts["title"], notice=texts["notice"], conference=conference, **changes)


class _TranslatedItem:
    """An item and the translations that a document has for it."""

    def __init__(self, item: Any) -> None:
        self._item = item
        self._texts: dict[str, dict[str, str]] = {}

    def add(self, language: str, field: str, text: str) -> None:
        self._texts.setdefault(language, {})[field] = text

    def done(self) -> Any:
        return replace(self._item, translations=self._texts) if self._texts else self._item


def _stranger(language: object) -> Sentence:
    if language in LANGUAGES:
        return Sentence("is no text of this plan that can be translated")
    return Sentence("is none of the languages {known}", known=", ".join(LANGUAGES))


def _read(place: TextPlace, text: object, plan: Plan) -> str:
    if isinstance(text, str) and _TURNS_TEXT.search(text):
        raise UnreadableValue(Sentence("has invisible characters that turn the direction of text; leave them out"))
    if isinstance(text, str) and MARKUP.search(text):
        raise UnreadableValue(Sentence("has markup; write it as plain text"))
    if place.field.startswith("conference."):
        _, read = CONFERENCE[place.field.partition(".")[2]]
    else:
        _, read = TABLES[place.items.removesuffix("s") or "session"][place.field]
    if not (said := read(text, Calendar.of(plan))):
        raise UnreadableValue(Sentence("is empty; leave it out instead"))
    return str(said)


def _item(plan: Plan, place: TextPlace) -> Plan | Translated | None:
    if not place.items:
        return plan
    items: Iterable[Translated] = getattr(plan, place.items)
    return next((item for item in items if item.id == place.id), None)


def _all(plan: Plan) -> Iterable[tuple[str, Translations]]:
    """Yield the translations of the session and of each item, with what comes before the field in their places."""
    yield "", plan.translations
    for name in OF_ITEMS:
        for item in getattr(plan, name):
            if item.translations:
                yield f"{name}.{item.id}.", item.translations


def _said(item: Any, language: str, foreign: str, fields: tuple[str, ...]) -> Any:
    if not foreign and language not in item.translations:
        return item
    return replace(item, **{field: _text(item, field, language, foreign) for field in fields})


def _text(item: Plan | Translated, field: str, language: str, foreign: str) -> str:
    own = own_text(item, field)
    if said := item.translations.get(language, {}).get(field):
        return TextIn(said, own)
    # A name belongs to no language.
    return TextIn(own, own, foreign) if own and foreign and field != "name" else own
