"""Details of items: abstracts, tracks, languages and links, as programs write them, within the limits of a document."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from typing import Any

from app.domain.state.addresses import MOST_REFERENCES, web_address
from app.domain.state.fields.readers import LONGEST_ABSTRACT
from app.domain.state.rundown import Reference, Translations
from app.domain.state.translations import MARKUP
from app.domain.text import LONGEST_TEXT, clean_lines, clean_text
from app.formats.imports.found.findings import LONGEST_TITLE, ItemDetails, plain_key
from app.formats.text.notes import Notes, shortened

LONGEST_TRACK = 200
LONGEST_LANGUAGE = 60
_LONGEST = {"title": LONGEST_TITLE, "abstract": LONGEST_ABSTRACT, "track": LONGEST_TRACK}
_ENDS_A_LINE = re.compile(r"<(?:br\s{0,5}/?|/p|/li|/h\d|/div)>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>")
_URL_FIRST = re.compile(r"(https?://\S+)(?:\s+(.{1,300}))?", re.IGNORECASE)


class DetailsReader:
    """Makes the details of a file's items; what does not fit is noted, of each kind once.

    `is_ours` is a file that Rostrum wrote, whose abstracts are plain texts even if they look like HTML.
    """

    def __init__(self, notes: Notes, *, is_ours: bool = False) -> None:
        self._notes = notes
        self._clean = clean_lines if is_ours else plain_lines
        self._said: set[str] = set()

    def read(
        self,
        where: str,
        *,
        abstract: Iterable[str] = (),
        track: str = "",
        language: str = "",
        links: Iterable[object] = (),
        translations: Translations | None = None,
    ) -> ItemDetails:
        """Return the details of an item.

        Args:
            where: the item's place in the file.
            abstract: texts that belong together, plain or HTML, such as an abstract and a description.
            track: the name of a group of items across sessions.
            language: a code or a name.
            links: addresses, objects with an address and a title, or texts with an address in front.
            translations: of its title, abstract and track, by language and field.
        """
        return ItemDetails(
            self._abstract(where, abstract),
            clean_text(track)[:LONGEST_TRACK].rstrip(),
            clean_text(language)[:LONGEST_LANGUAGE].rstrip(),
            self._references(where, links),
            {language: said for language, texts in (translations or {}).items() if (said := self._said_in(texts))},
        )

    def _said_in(self, texts: Mapping[str, str]) -> dict[str, str]:
        """Return the texts of one language, each within the limit of its field."""
        plain = {name: self._clean(text)[: _LONGEST[name]].rstrip() for name, text in texts.items()}
        return {name: text for name, text in plain.items() if text and not MARKUP.search(text)}

    def _abstract(self, where: str, texts: Iterable[str]) -> str:
        kept: list[str] = []
        for text in map(self._clean, texts):
            if text and not any(text in other for other in kept):
                kept = [other for other in kept if other not in text] + [text]
        whole = "\n\n".join(kept)
        if len(whole) <= LONGEST_ABSTRACT:
            return whole
        self._say(
            "long",
            where,
            "Abstracts of more than {most:,} characters were cut, the first one here.",
            most=LONGEST_ABSTRACT,
        )
        return whole[:LONGEST_ABSTRACT].rstrip()

    def _references(self, where: str, links: Iterable[object]) -> tuple[Reference, ...]:
        made: dict[str, Reference] = {}
        for link in links:
            url, title = _address(link)
            if web_address(url):
                made.setdefault(url, Reference(url, title))
            elif url:
                self._say(
                    "links",
                    where,
                    "Links that do not begin with https:// or http:// were left out, such as {url}",
                    url=shortened(url, 60),
                )
        if len(made) > MOST_REFERENCES:
            self._say("many", where, "Of more than {most} links of an item the first were kept.", most=MOST_REFERENCES)
        return tuple(made.values())[:MOST_REFERENCES]

    def _say(self, what: str, where: str, says: str, /, **places: object) -> None:
        if what not in self._said:
            self._said.add(what)
            self._notes.guess(where, says, **places)


def plain_lines(text: str) -> str:
    """Return a text without the marks of HTML, its paragraphs on lines of their own."""
    text = text[:LONGEST_TEXT]
    if "<" in text and _TAG.search(text):
        text = _TAG.sub("", _ENDS_A_LINE.sub("\n", " ".join(text.split())))
    return clean_lines(html.unescape(text))


def completed(details: ItemDetails, by: ItemDetails) -> ItemDetails:
    """Return details whose empty fields are those of others."""
    return replace(
        details,
        abstract=details.abstract or by.abstract,
        track=details.track or by.track,
        language=details.language or by.language,
        references=details.references or by.references,
        translations=details.translations or by.translations,
    )


def segment_fields(details: ItemDetails) -> dict[str, Any]:
    """Return the details that a file has as fields of a segment; the others stay as planners set them.

    Translations are in a place of their own in a document: `item_translations`.
    """
    return {name: value for name, value in asdict(details).items() if value and name != "translations"}


def item_translations(id_: str, details: ItemDetails) -> dict[str, dict[str, str]]:
    """Return the translations of an item as a document has them: by language, then by place."""
    return {
        language: {f"segments.{id_}.{name}": text for name, text in texts.items()}
        for language, texts in details.translations.items()
    }


def category_of(categories: Iterable[tuple[str, str]], *words: str) -> str:
    """Return the value of the first category with one of these words in its name."""
    return next((value for name, value in categories if set(plain_key(name).split()) & set(words)), "")


def _address(link: object) -> tuple[str, str]:
    """Return the address and the title of a link in any form."""
    if isinstance(link, Mapping):
        url = next((str(link[name]) for name in ("url", "href", "link") if isinstance(link.get(name), str)), "")
        title = next((link[name] for name in ("title", "name", "text") if isinstance(link.get(name), str)), "")
    else:
        match = _URL_FIRST.fullmatch(str(link).strip()[:4_000])
        url, title = (match[1], match[2] or "") if match else (str(link), "")
    title = clean_text(title[:1_000])[:300].rstrip()
    return url.strip(), "" if title == url.strip() else title
