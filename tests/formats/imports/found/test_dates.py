"""Dates as people write them."""

from __future__ import annotations

from datetime import date

import pytest
from babel import Locale

from app.domain.values import HOUR
from app.formats.imports.found.dates import _LANGUAGES, day_of, moment_of, weekday_of


@pytest.mark.parametrize(
    "text",
    [
        "2024-06-03",
        "3 June 2024",
        "Monday, 3rd June 2024",
        "June 3, 2024",
        "3. Juni 2024",
        "lundi 3 juin 2024",
        "3 de junio de 2024",
        "03.06.2024",
        "3-Jun-24",
        "20240603",
        "2024\u5e746\u67083\u65e5",
        "3 \u0438\u044e\u043d\u044f 2024 \u0433.",
        "\u0663 \u064a\u0648\u0646\u064a\u0648 \u0662\u0660\u0662\u0664",
        45446,
    ],
)
def test_dates_are_read(text: object) -> None:
    day = day_of(text)
    assert day is not None
    assert (day.date, day.otherwise) == (date(2024, 6, 3), None)


def test_a_date_that_may_be_two_says_so() -> None:
    day = day_of("03/06/2024")
    assert day is not None
    assert (day.date, day.otherwise) == (date(2024, 6, 3), date(2024, 3, 6))
    assert (plain := day_of("13/06/2024")) is not None
    assert plain.otherwise is None


def test_a_moment_needs_a_time() -> None:
    assert moment_of("2024-06-03") is None
    assert (moment := moment_of("2024-06-03T10:00:00+02:00")) is not None
    assert moment.timestamp() * 1000 % HOUR == 0
    assert (loose := moment_of("13/06/2024 10:00 AM")) is not None
    assert (loose.month, loose.hour) == (6, 10)


def test_a_date_without_a_year_is_in_the_nearest_one_with_its_weekday() -> None:
    near = date(2026, 1, 1)
    days = [day_of(text, near) for text in ("3 June", "Wednesday, 3 June", "Tuesday, 3 June", "Thursday, 3 June")]
    assert [day.date.year for day in days if day is not None] == [2026, 2026, 2025, 2027]


def test_months_and_weekdays_are_known_by_their_names_in_every_language() -> None:
    locales = [Locale.parse(language) for language in _LANGUAGES]
    wide = [(name, number) for locale in locales for number, name in locale.days["stand-alone"]["wide"].items()]
    days = {name: number for name, number in wide if " " not in name}  # two words are no weekday to a table
    assert {name: weekday_of(name) for name in days} == days
    months = [name for locale in locales for width in ("wide", "abbreviated") for name in _months(locale, width)]
    assert [name for name in months if len(name) > 4 and name.isalpha() and day_of(f"3 {name} 2026") is None] == []
    assert len(months) > 400


def test_the_day_behind_a_dash_is_no_year() -> None:
    read = [day_of(text, date(2026, 5, 1)) for text in ("1 July - 31 December 1995", "3 June - 12 July", "3-June-12")]
    assert [day and day.date for day in read] == [date(1995, 7, 1), date(2026, 6, 3), date(2012, 6, 3)]


@pytest.mark.parametrize(
    "text",
    [
        *("2026년 9월 14일", "9월 14일", "14 tháng 9 năm 2026", "ngày 14 tháng 9, 2026", "14 tháng 9", "14 सितंबर 2026"),
        *("14 กันยายน 2569", "14 ก.ย. 2569", "14/9/2569", "14. septembra 2026", "14 септември 2026"),
    ],
)
def test_days_of_which_the_month_is_no_word_or_the_year_another_are_read(text: str) -> None:
    assert (day := day_of(text, date(2026, 1, 1))) is not None
    assert day.date == date(2026, 9, 14)


def _months(locale: Locale, width: str) -> list[str]:
    return [name for context in ("format", "stand-alone") for name in locale.months[context][width].values()]


@pytest.mark.parametrize(
    "text", ["Mon 5 to Fri 9 October 2026", "Mo 5. – Fr 9. Oktober 2026", "lundi 5 au vendredi 9 octobre 2026"]
)
def test_of_days_with_their_weekdays_the_first_is_meant(text: str) -> None:
    assert (day := day_of(text)) is not None
    assert day.date == date(2026, 10, 5)
