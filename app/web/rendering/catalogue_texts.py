"""Texts of the catalogue as HTML: a translation is text, never markup; what is put into its places is escaped too."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from markupsafe import Markup

from app.domain.errors import Sentence
from app.languages.words import Words


def text_in(words: Words) -> Callable[..., Markup]:
    """Return `_` for templates in one language: `_("Give the floor to {name}", name=name)`."""

    @cache
    def look_up(text: str) -> Markup:
        return _html(words(text))

    def say(text: str, /, **places: object) -> Markup:
        return look_up(text).format(**places) if places else look_up(text)

    return say


def plural_in(words: Words) -> Callable[..., Markup]:
    """Return `ngettext` for templates: the form for a number, which is the place `{count}`."""

    def say(one: str, more: str, count: int, /, **places: object) -> Markup:
        return _html(words.plural(one, more, count)).format(count=count, **places)

    return say


def isolated(text: object) -> Markup:
    """Return what a person wrote for a place in a sentence: its direction is its own."""
    return Markup("<bdi>{}</bdi>").format(text)


def told_apart(words: Words, sentence: str) -> Markup:
    """Return a sentence in the reader's language, what is in its places each in its own direction."""
    if not isinstance(sentence, Sentence) or not sentence.places:
        return _html(words.told(sentence))
    places = {name: isolated(words.told(value)) for name, value in sentence.places.items() if isinstance(value, str)}
    return _html(words(sentence.text)).format(**words.grouped({**sentence.places, **places}))


def lang_of(text: object) -> Markup:
    """Return the `lang` of an element around a text of the plan: empty if that is in the reader's language."""
    language = getattr(text, "language", "")
    return Markup(' lang="{}"').format(language) if language else Markup("")


def own_words(text: object) -> object:
    """Return the session's own text, for a field in which it is edited."""
    return getattr(text, "own", text)


def figure(text: object) -> Markup:
    """Return a time or a sum for a place in a sentence: it is read from left to right in every language."""
    return Markup('<bdi dir="ltr">{}</bdi>').format(text)


def bold(text: object) -> Markup:
    """Return a value for a place in a sentence, in bold type."""
    return Markup("<b>{}</b>").format(text)


def _html(text: str) -> Markup:
    """Return a text for an element or for an attribute in double quotes; apostrophes stay readable."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&#34;")
    return Markup(escaped)  # noqa: S704 - escaped in the line above
