"""One object for the words of a language: texts with named places, plural forms, lists, days and countries."""

from __future__ import annotations

from gettext import NullTranslations

from app.domain.errors import Invalid, Problem, Sentence
from app.languages.words import ENGLISH, Words, words_in
from tests.fakes import START


class Bracketed(NullTranslations):
    """A catalogue that marks what it was asked for, and has a plural form that English does not have."""

    def gettext(self, message: str) -> str:
        return f"[{message}]"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return "[two]" if n == 2 else f"[{msgid1 if n == 1 else msgid2}]"


MARKED = Words("en-XA", Bracketed())


def test_a_text_is_looked_up_and_its_places_are_filled_in() -> None:
    assert MARKED("floor to {name}", name="Ann {Lee}") == "[floor to Ann {Lee}]"


def test_a_text_without_places_may_hold_braces() -> None:
    assert ENGLISH("{weekday} {day}") == "{weekday} {day}"


def test_a_number_has_the_form_that_the_catalogue_gives_it() -> None:
    forms = [MARKED.many("{count} voice of {all}", "{count} voices of {all}", count, all=9) for count in (1, 2, 3)]
    assert forms == ["[1 voice of 9]", "[two]", "[3 voices of 9]"]


def test_a_number_has_its_thousands_apart_as_its_language_writes_them() -> None:
    most = Sentence("This text has more than {most:,} lines, more than a programme needs.", most=12_000)
    assert ENGLISH.told(most) == "This text has more than 12,000 lines, more than a programme needs."
    assert "12\u202f000" in words_in("fr").told(most)
    assert [words_in(language).number(12_000) for language in ("ar", "zh", "es")] == ["12,000", "12,000", "12.000"]


def test_chinese_has_no_space_between_sentences_and_its_own_sign_between_items() -> None:
    chinese = words_in("zh")
    assert (chinese.prose(["一。", "二。"]), chinese.list(["一", "二"])) == ("一。二。", "一、二")
    assert ENGLISH.prose(["One.", "Two.", "Three."]) == "One. Two. Three."


def test_items_stand_in_a_row_or_for_a_choice() -> None:
    assert (ENGLISH.list(["Ann", "Bo", "Cy"]), ENGLISH.either(["Ann", "Bo"])) == ("Ann, Bo, Cy", "Ann or Bo")
    assert Words("fr").either(["Ann", "Bo"]) == "Ann ou Bo"
    assert [words_in(code).list(["Ann", "Bo"]) for code in ("ar", "ru", "zh")] == ["Ann، Bo", "Ann, Bo", "Ann、Bo"]


def test_a_language_without_a_usable_catalogue_is_english_by_name_and_direction_too() -> None:
    assert words_in("he") is ENGLISH
    barely = Words("he", mainly="en")  # fewer than half of its texts are translated
    assert (barely.language, barely.mainly, barely.direction) == ("he", "en", "ltr")


def test_a_day_is_that_of_the_zone_in_the_language() -> None:
    assert ENGLISH.date(START, "UTC") == "30 June 2021"
    assert Words("fr").date(START, "Pacific/Kiritimati") == "1 juillet 2021"


def test_a_country_is_named_in_the_language_and_an_unknown_code_stands_for_itself() -> None:
    assert (ENGLISH.country("CH"), Words("fr").country("CH"), ENGLISH.country("ZZZ")) == (
        "Switzerland",
        "Suisse",
        "ZZZ",
    )


def test_a_duration_in_running_text_is_never_read_as_a_time_of_day() -> None:
    lengths = [45_900, 120_000, 155_000, 12_120_000, 7_200_000]
    assert [ENGLISH.duration(ms) for ms in lengths] == ["45 s", "2 min", "2 min 35 s", "3 h 22 min", "2 h"]
    assert [words_in(code).duration(12_120_000) for code in ("ar", "es", "fr", "ru", "zh")] == [
        "3 س 22 د", "3 h 22 min", "3 h 22 min", "3 ч 22 мин", "3小时22分钟",
    ]  # fmt: skip


def test_a_language_has_a_direction() -> None:
    assert (ENGLISH.direction, Words("ar").direction) == ("ltr", "rtl")


def test_a_refusal_of_the_domain_is_told_with_all_its_parts() -> None:
    refusal = Invalid(Problem("title", "is missing"), Problem("", Sentence("has {count} lines", count=3)))
    assert MARKED.told(refusal.sentence) == "[[title: [is missing]]; [has 3 lines]]"
    assert MARKED.told("as it is {x}") == "as it is {x}"


def test_a_day_has_its_weekday_in_the_order_of_the_language() -> None:
    days = {language: words_in(language).day("2021-06-30") for language in ("en", "fr", "ar", "zh")}
    assert days == {
        "en": "Wednesday, 30 June 2021",
        "fr": "mercredi 30 juin 2021",
        "ar": "الأربعاء، 30 يونيو 2021",
        "zh": "2021年6月30日星期三",
    }


def test_a_text_with_several_meanings_is_translated_by_the_one_that_is_named() -> None:
    french = words_in("fr")
    said = [french.meaning(meaning, "Time") for meaning in ("instant", "length", "keys for the clock")]
    assert (said, french("Time")) == (["Heure", "Durée", "Temps"], "Temps écoulé")
    assert words_in("en-XA").meaning("instant", "Time").startswith("⟦")
    assert ENGLISH.meaning("instant", "Time") == "Time"
