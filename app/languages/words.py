"""Words in one language. There is one object for each language, made once; templates and functions receive it.

A text is written in English in the code and looked up in the catalogue of the language. Its placeholders are named in
braces, so that a translator can move them. Names of days, months and countries and the word for "or" are from CLDR.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache, cached_property, reduce
from gettext import NullTranslations
from typing import TYPE_CHECKING, Self
from zoneinfo import ZoneInfo

from app.domain.errors import Counted, Dated, Sentence
from app.domain.presets import OwnText
from app.domain.values import HOUR, MINUTE, SECOND
from app.languages.catalogues import load, percent
from app.languages.languages import SOURCE
from app.languages.pseudo import PseudoCatalogue, bracketed, mirrored
from app.languages.when import WhenWords, length_text, until_text, when_text, when_words, zone_name

if TYPE_CHECKING:
    from babel import Locale


class Words:
    """The words of one language.

    Args:
        language: its BCP 47 tag, as in the `lang` of a page.
        catalogue: its translations; without one, texts stay as written.
        mainly: the language of most of the texts; that of the code, where fewer than half are translated.
    """

    def __init__(self, language: str, catalogue: NullTranslations | None = None, mainly: str = "") -> None:
        self.language = language
        self.mainly = mainly or language
        self._catalogue = catalogue or NullTranslations()

    def __call__(self, text: str, /, **places: object) -> str:
        """Return a text in this language, with its placeholders filled in: `words("floor to {name}", name=name)`."""
        said = self._catalogue.gettext(text)
        return said.format(**self.grouped(places)) if places else said

    def meaning(self, context: str, text: str, /) -> str:
        """Return a text whose English has several meanings, by the one that the context names for translators."""
        return self._catalogue.pgettext(context, text)

    def told(self, sentence: str) -> str:
        """Return a sentence or a translated text in this language; other texts are returned as they are."""
        if isinstance(sentence, OwnText):
            return sentence.translations.get(self.language, str(sentence))
        if not isinstance(sentence, Sentence):
            return sentence
        if isinstance(sentence, Dated):
            return self.calendar_day(sentence.day)
        places = {
            name: self.told(value) if isinstance(value, str) else value for name, value in sentence.places.items()
        }
        if isinstance(sentence, Counted):
            return self.plural(sentence.text, sentence.more, sentence.number).format(**self.grouped(places))
        return self(sentence.text, **places)

    def many(self, one: str, more: str, count: int, /, **places: object) -> str:
        """Return the plural form of a text for a number; the number is the placeholder `{count}`."""
        return self.plural(one, more, count).format(**self.grouped({"count": count, **places}))

    def plural(self, one: str, more: str, count: int, /) -> str:
        """Return the plural form of a text for a number, with its places still open."""
        return self._catalogue.ngettext(one, more, count)

    def list(self, items: Iterable[str]) -> str:
        """Return a list of items: `Ann, Bo, Cy`, in Chinese `Ann、Bo、Cy`."""
        return self.comma.join(items)

    def prose(self, sentences: Iterable[str]) -> str:
        """Return sentences as running text; Chinese has no space between them."""
        words = self
        return reduce(lambda one, next_: words("{sentence} {next}", sentence=one, next=next_), sentences)

    def number(self, number: int) -> str:
        """Return a whole number with its thousands apart: `12,000`, in French `12 000`."""
        from babel.numbers import format_decimal

        said: str = format_decimal(number, locale=self._locale)
        return said

    def grouped(self, places: Mapping[str, object]) -> dict[str, object]:
        """Return places in which `{count:,}` is a number of this language."""
        return {name: _Grouped(value, self) if type(value) is int else value for name, value in places.items()}

    def either(self, items: Iterable[str]) -> str:
        """Return alternatives: `Ann or Bo`."""
        from babel.lists import format_list

        return format_list(list(items), "or", self._locale)

    def country(self, code: str) -> str:
        """Return the name of a country; a code that CLDR does not know is returned unchanged."""
        name: str = self._locale.territories.get(code, code)
        return name

    def zone(self, zone: str) -> str:
        """Return the place that names a time zone: `New York`, in Spanish `Nueva York`."""
        name: str = self._locale.time_zones.get(zone, {}).get("city") or zone_name(zone)
        return name

    def tongue(self, language: str) -> str:
        """Return the name of a language in this one: `French`, in French `français`."""
        name: str = self._locale.languages.get(language, language)
        return name

    def when(self, instant_ms: int, day_ms: int, zone: str, *, seconds: bool = False) -> str:
        """Return an instant as read on the day of another one; see `when_text`."""
        return when_text(self.dates, instant_ms, day_ms, zone, seconds=seconds)

    def until(self, ms: int) -> str:
        """Return how far ahead an instant is, roughly."""
        return until_text(self.dates, ms)

    def length(self, ms: int) -> str:
        """Return a length beside figures, rounded down: `2:35`, and from an hour on `3 h 22 min`."""
        return length_text(self.dates, ms)

    def duration(self, ms: int) -> str:
        """Return a length in running text, rounded down: `45 s`, `2 min 35 s`, `3 h 22 min`."""
        if ms >= HOUR:
            return self.length(ms)
        words, minutes, seconds = self, ms // MINUTE, ms % MINUTE // SECOND
        if not minutes:
            return words("{seconds} s", seconds=seconds)
        if not seconds:
            return words("{minutes} min", minutes=minutes)
        return words("{minutes} min {seconds} s", minutes=minutes, seconds=seconds)

    def date(self, instant_ms: int, zone: str) -> str:
        """Return the day of an instant in a zone: `30 June 2021`."""
        return self.calendar_day(datetime.fromtimestamp(instant_ms / 1000, ZoneInfo(zone)).date())

    def calendar_day(self, day: dt.date) -> str:
        """Return a day without its weekday: `30 June 2021`."""
        from babel.dates import format_date

        return format_date(day, "long", self._locale)

    def day(self, day: str) -> str:
        """Return a day, given as in ISO 8601, with its weekday: `Wednesday, 30 June 2021`."""
        from babel.dates import format_date

        return format_date(datetime.fromisoformat(day), "full", self._locale)

    def moment(self, instant_ms: int, zone: str, *, seconds: bool = False) -> str:
        """Return the day and the time of an instant in a zone, without the year: `30 Jun, 10:00`."""
        from babel.dates import format_skeleton

        words, at = self, datetime.fromtimestamp(instant_ms / 1000, ZoneInfo(zone))
        date = format_skeleton("MMMd", at, locale=self._locale)
        return words("{date}, {time}", date=date, time=f"{at:%H:%M:%S}" if seconds else f"{at:%H:%M}")

    def hours(self, starts_ms: int, ends_ms: int, zone: str) -> str:
        """Return the day and the hours of a session, and the zone: `30 June 2021, 10:00–11:30 (New York)`."""
        words, clocks = self, ZoneInfo(zone)
        start, end = (datetime.fromtimestamp(ms / 1000, clocks) for ms in (starts_ms, ends_ms))
        day, last = (self.calendar_day(at.date()) for at in (start, end))
        until = f"{end:%H:%M}" if day == last else words("{date}, {time}", date=last, time=f"{end:%H:%M}")
        when = words("{date}, {time}", date=day, time=f"{start:%H:%M}–{until}")
        return words("{when} ({zone})", when=when, zone=self.zone(zone))

    @cached_property
    def comma(self) -> str:
        """What stands between the items of a list."""
        return self.meaning("between the items of a list", ", ")

    @cached_property
    def dates(self) -> WhenWords:
        """The words for dates and distances."""
        return when_words(self, self._locale)

    @cached_property
    def direction(self) -> str:
        """`ltr` or `rtl`, as most of the texts are written."""
        from babel import Locale

        direction: str = Locale.parse(_CLDR.get(self.mainly, self.mainly), sep="-").text_direction
        return direction

    @cached_property
    def _locale(self) -> Locale:
        # Loaded with the first page: a start, and a server that only serves programs, do without it.
        from babel import Locale

        return Locale.parse(_CLDR.get(self.language, self.language), sep="-")


class _Grouped(int):
    """A number whose format `,` is that of a language."""

    words: Words

    def __new__(cls, number: int, words: Words) -> Self:
        self = super().__new__(cls, number)
        self.words = words
        return self

    def __format__(self, form: str) -> str:
        return self.words.number(int(self)) if form == "," else super().__format__(form)


MOST_OF_IT = 50  # percent
# International English, because CLDR's plain `en` is that of the United States: 30 June 2021.
_CLDR = {"en": "en-001", "en-XA": "en-001", "ar-XB": "ar"}
_PSEUDO = {"en-XA": bracketed, "ar-XB": mirrored}
# The language of the texts in the code.
ENGLISH = Words(SOURCE)


@cache
def words_in(language: str) -> Words:
    """Return the words of a language of `LANGUAGES` or `PSEUDO`; its catalogue is read once.

    Without a usable catalogue they are English, and say so: a page carries the language of its words, and its dates and
    direction are theirs.
    """
    if (change := _PSEUDO.get(language)) is not None:
        return Words(language, PseudoCatalogue(change))
    catalogue = load(language)
    if catalogue is None:
        return ENGLISH
    return Words(language, catalogue, language if percent(language) >= MOST_OF_IT else SOURCE)
