"""Which language a reader gets: their choice before the address, the address before the browser, then English."""

from __future__ import annotations

import pytest

from app.languages.choosing import known, language_for, of_terminal, offered, preferred

OFFERED = offered()


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("fr", "fr"),
        ("fr-CH, fr;q=0.9, en;q=0.8", "fr"),
        ("de, ru;q=0.5, es;q=0.7", "es"),
        ("zh-Hant-TW", "zh"),
        ("AR", "ar"),
        ("en;q=0.8, ar;q=0.8", "en"),
        ("fr;q=0, es;q=0.1", "es"),
        ("fr; q=0.3, es ;q = 0.1", "fr"),
        ("de, pt-BR", None),
        ("*", None),
        ("", None),
        ("fr;q=nan, fr;q=2, fr;q=-1, fr;q=x, fr;level=1", None),
        ("en-XA", "en"),
        ("xx," * 20 + "fr", None),  # beyond the languages that are compared
    ],
)
def test_a_browser_prefers_a_language(header: str, language: str | None) -> None:
    assert preferred(header) == language


def test_a_choice_comes_before_an_address_and_an_address_before_the_browser() -> None:
    assert language_for("ar", "fr", "ru", OFFERED) == "ar"
    assert language_for(None, "fr", "ru", OFFERED) == "fr"
    assert language_for(None, None, "ru", OFFERED, "zh") == "ru"
    assert language_for(None, None, "de", OFFERED, "zh") == "zh"
    assert language_for(None, None, "", OFFERED, "tlh") == "en"
    assert language_for(None, None, "", OFFERED) == language_for("de", "tlh", "pt", OFFERED) == "en"


def test_only_the_beginning_of_a_long_header_is_read_and_remembered() -> None:
    preferred.cache_clear()
    assert {language_for(None, None, f"ru,{'x' * 600}{n}", OFFERED) for n in range(9)} == {"ru"}
    assert preferred.cache_info().currsize == 1
    assert language_for(None, None, "x" * 600 + ",fr", OFFERED) == "en"


def test_an_unknown_language_is_not_offered_and_a_pseudo_language_only_where_it_is_wanted() -> None:
    assert [known(tag, OFFERED) for tag in ("en", "pt", "", None, "ar-XB")] == ["en", None, None, None, None]
    assert known("ar-XB", offered(pseudo=True)) == "ar-XB"


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({"LANG": "fr_CH.UTF-8"}, "fr"),
        ({"LANG": "es", "LC_MESSAGES": "ru_RU.UTF-8"}, "ru"),
        ({"LANG": "es_ES", "LC_MESSAGES": "ru", "LC_ALL": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "ar_EG.UTF-8", "LC_ALL": ""}, "ar"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "escape"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_a_terminal_names_its_language(variables: dict[str, str], language: str) -> None:
    assert of_terminal(variables) == language
