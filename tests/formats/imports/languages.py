"""One programme of two days in six languages, for tests that lay it out in their ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from app.formats.imports.found.findings import Programme


@dataclass(frozen=True, slots=True)
class Language:
    """What a programme says in one language: people with their organisations, and titles, the breaks among them."""

    name: str
    days: tuple[str, str]
    titles: tuple[str, ...]
    people: tuple[tuple[str, str], ...]
    speaker: str
    joins: str = ", "
    brackets: str = " ({})"


ENGLISH = Language(
    "Forum on Coastal Cities",
    ("Monday, 12 October 2026", "Tuesday, 13 October 2026"),
    (
        "Welcome",
        "Keynote: The sea is rising",
        "Data, boats and what they miss",
        "Coffee break",
        "Panel: Who pays for it?",
    ),
    (
        ("Mary Ferns", "University of Ely"),
        ("John Oak", "Port of Rye"),
        ("Ann Lee", "City of Hull"),
        ("Bo Chu", "Red Cross"),
    ),
    "Speaker: ",
)
GERMAN = Language(
    "Fachtagung Küstenstädte",
    ("Montag, 12. Oktober 2026", "Dienstag, 13. Oktober 2026"),
    (
        "Begrüßung",
        "Impulsvortrag: Das Meer steigt",
        "Daten, Boote und was fehlt",
        "Kaffeepause",
        "Podium: Wer bezahlt es?",
    ),
    (
        ("Maria Farn", "Universität Kiel"),
        ("Hans Eich", "Stadt Emden"),
        ("Jutta Weiß", "Hochschule Ems"),
        ("Ute Rau", "Rotes Kreuz"),
    ),
    "Referent: ",
)
SPANISH = Language(
    "Jornadas de ciudades costeras",
    ("Lunes, 12 de octubre de 2026", "Martes, 13 de octubre de 2026"),
    (
        "Bienvenida",
        "Conferencia magistral: El mar sube",
        "Datos, botes y lo que falta",
        "Pausa café",
        "Mesa redonda: ¿Quién lo paga?",
    ),
    (
        ("María Sol", "Universidad de Cádiz"),
        ("José Ruiz", "Puerto Mayor"),
        ("Ana Mar", "Ayuntamiento de Vigo"),
        ("Luz Díaz", "CSIC"),
    ),
    "Ponente: ",
)
RUSSIAN = Language(
    "Форум прибрежных городов",
    ("Понедельник, 12 октября 2026 г.", "Вторник, 13 октября 2026 г."),
    (
        "Открытие",
        "Пленарный доклад: Море поднимается",
        "Данные, лодки и их пределы",
        "Кофе-брейк",
        "Дискуссия: Кто платит?",
    ),
    (("Иван Петров", "МГУ"), ("Анна ван Дейк", "Порт Рай"), ("Ольга Смирнова", "РАН"), ("Питер де Врис", "Город Сочи")),
    "Докладчик: ",
)
CHINESE = Language(
    "沿海城市论坛",
    ("2026年10月12日 星期一", "2026年10月13日 星期二"),
    ("开幕式", "主旨演讲：海平面上升", "数据、小船及其局限", "茶歇", "圆桌讨论：谁为此买单？"),
    (("王小明", "清华大学"), ("李伟", "市政府"), ("张丽华", "中国科学院"), ("陈建国", "建设银行")),
    "演讲人：",
    "、",
    "（{}）",
)
JAPANESE = Language(
    "沿岸都市フォーラム",
    ("2026年10月12日（月）", "2026年10月13日（火）"),
    ("開会挨拶", "基調講演：海面が上がる", "データとボートの限界", "休憩", "パネル：誰が払うのか"),
    (("田中 太郎", "東京大学"), ("佐藤 花子", "横浜市"), ("鈴木 一郎", "研究所"), ("高橋 健", "建設銀行")),
    "講演者：",
    "、",
    "（{}）",
)
TIMES = ("09:00", "09:15", "10:00", "10:30", "11:00", "12:00")
SPEAK: tuple[tuple[int, ...], ...] = ((), (0,), (1,), (), (2, 3))  # in the items

LANGUAGES = {
    "en": ENGLISH,
    "de": GERMAN,
    "es": SPANISH,
    "ru": RUSSIAN,
    "zh": CHINESE,
    "ja": JAPANESE,
}
DATES = ("2026-10-12", "2026-10-13")


@dataclass(frozen=True, slots=True)
class Line:
    """An item: its date, its times, its title, and its people with their organisations."""

    date: str
    start: str
    end: str
    title: str
    people: Sequence[tuple[str, str]]


def lines_of(language: Language) -> list[Line]:
    """Return the items of both days."""
    return [
        Line(date, TIMES[at], TIMES[at + 1], title, [language.people[i] for i in SPEAK[at]])
        for date in DATES
        for at, title in enumerate(language.titles)
    ]


def expected(language: Language) -> list[tuple[str, str, list[str]]]:
    """Return day and time, title, and names of each item, as `items_of` does."""
    return [
        (f"{line.date[-2:]} {line.start}", line.title, [name for name, _ in line.people]) for line in lines_of(language)
    ]


def items_of(programme: Programme) -> list[tuple[str, str, list[str]]]:
    """Return day and time, title, and names of each item, in the order of their times."""
    names, zone = {speaker.id: speaker.name for speaker in programme.speakers}, ZoneInfo(programme.timezone)
    items = [item for session in programme.sessions for item in session.items]
    return [
        (
            f"{datetime.fromtimestamp((item.starts_ms or 0) / 1000, zone):%d %H:%M}",
            item.title,
            [names[id_] for id_ in (*item.speakers, *item.moderators)],
        )
        for item in sorted(items, key=lambda item: item.starts_ms or 0)
    ]
