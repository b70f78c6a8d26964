"""Words in one language. One object for each language, made once and held: templates hold it, and what speaks takes it.

A text is written in English where it is said and looked up in the catalogue of the language. Its places are named in
braces, so that a translator can move them. Names of days, months and countries and the word for "or" are CLDR's.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from gettext import NullTranslations
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from app.languages.when import WhenWords, until_text, when_text, when_words

if TYPE_CHECKING:
    from babel import Locale


class Words:
    """The words of one language.

    Args:
        language: its BCP 47 tag, as in the `lang` of a page.
        catalogue: its translations; without one, the texts are said as they are written.
    """

    def __init__(self, language: str, catalogue: NullTranslations | None = None) -> None:
        self.language = language
        self._catalogue = catalogue or NullTranslations()

    def __call__(self, text: str, /, **places: object) -> str:
        """A text in this language, with its places filled in: `words("floor to {name}", name=name)`."""
        said = self._catalogue.gettext(text)
        return said.format(**places) if places else said

    def many(self, one: str, more: str, count: int, /, **places: object) -> str:
        """A text in the form that a number needs; the number is its place `{count}`."""
        return self._catalogue.ngettext(one, more, count).format(count=count, **places)

    def list(self, items: Iterable[str]) -> str:
        """Items in a row: `Ann, Bo, Cy`."""
        return self(", ").join(items)

    def either(self, items: Iterable[str]) -> str:
        """Items of which one is meant: `Ann or Bo`."""
        from babel.lists import format_list

        return format_list(list(items), "or", self._locale)

    def country(self, code: str) -> str:
        """The name of a country; a code that CLDR does not know stands for itself."""
        name: str = self._locale.territories.get(code, code)
        return name

    def when(self, instant_ms: int, day_ms: int, zone: str, venue: str = "", *, seconds: bool = False) -> str:
        """An instant as it is read on the day of another one; see `when_text`."""
        return when_text(self.dates, instant_ms, day_ms, zone, venue, seconds=seconds)

    def until(self, ms: int) -> str:
        """How far ahead something is, roughly."""
        return until_text(self.dates, ms)

    def date(self, instant_ms: int, zone: str) -> str:
        """The day of an instant in a zone: `30 June 2021`."""
        day = datetime.fromtimestamp(instant_ms / 1000, ZoneInfo(zone))
        month = self._locale.months["format"]["wide"][day.month]
        return self("{day} {month} {year}", day=day.day, month=month, year=day.year)

    @cached_property
    def dates(self) -> WhenWords:
        """What dates and distances are made of."""
        return when_words(self, self._locale)

    @cached_property
    def direction(self) -> str:
        """`ltr` or `rtl`."""
        direction: str = self._locale.text_direction
        return direction

    @cached_property
    def _locale(self) -> Locale:
        # Loaded with the first page: a start, and a server that only answers programs, go without it.
        from babel import Locale

        return Locale.parse(self.language, sep="-")


# The language that the texts are written in.
ENGLISH = Words("en")
