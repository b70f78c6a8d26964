"""One programme laid out as people lay out theirs, in six languages: each comes back with its titles and people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.formats.imports.reading import read


@dataclass(frozen=True, slots=True)
class _Language:
    """What a programme says in one language: people with their organisations, and titles, the breaks among them."""

    name: str
    days: tuple[str, str]
    titles: tuple[str, ...]
    people: tuple[tuple[str, str], ...]
    speaker: str
    joins: str = ", "
    brackets: str = " ({})"


ENGLISH = _Language(
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
GERMAN = _Language(
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
SPANISH = _Language(
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
RUSSIAN = _Language(
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
CHINESE = _Language(
    "沿海城市论坛",
    ("2026年10月12日 星期一", "2026年10月13日 星期二"),
    ("开幕式", "主旨演讲：海平面上升", "数据、小船及其局限", "茶歇", "圆桌讨论：谁为此买单？"),
    (("王小明", "清华大学"), ("李伟", "市政府"), ("张丽华", "中国科学院"), ("陈建国", "建设银行")),
    "演讲人：",
    "、",
    "（{}）",
)
JAPANESE = _Language(
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

# Of a title, its time and who speaks, the lines that a programme has.
LAYOUTS: dict[str, Callable[[str, str, str, str], Sequence[str]]] = {
    "people behind a dash": lambda time, title, who, _: [f"{time} {title}{f' – {who}' if who else ''}"],
    "people behind a comma": lambda time, title, who, _: [f"- {time}: {title}{f', {who}' if who else ''}"],
    "people in brackets": lambda time, title, who, _: [f"{time} {title}{f' ({who})' if who else ''}"],
    "people before a colon": lambda time, title, who, _: [f"{time} {who}: {title}" if who else f"{time} {title}"],
    "columns between bars": lambda time, title, who, _: [f"{time} | {title}{f' | {who}' if who else ''}"],
    "the time behind": lambda time, title, who, _: [f"{title}{f' | {who}' if who else ''} | {time}"],
    "people before quotations": lambda time, title, who, _: [f"{time} {who}, “{title}”" if who else f"{time} {title}"],
    "three lines": lambda time, title, who, _: [time, title, *([who] if who else []), ""],
    "titles above times": lambda time, title, who, _: [title, time, *([who] if who else []), ""],
    "people above titles": lambda time, title, who, _: [time, *([who] if who else []), title, ""],
    "people on lines below": lambda time, title, who, _: [f"{time} {title}", *([who] if who else [])],
    "people behind a label": lambda time, title, who, label: [
        f"{time} {title}",
        *([f"{label}{who}"] if who else []),
        "",
    ],
    "Markdown": lambda time, title, who, _: [f"* **{time}** *{title}*{f' – {who}' if who else ''}"],
}


def _text(language: _Language, layout: Callable[[str, str, str, str], Sequence[str]], *, bodies: bool) -> str:
    """The programme of two days; `bodies`: people have organisations, in brackets that stand in no others."""
    brackets = language.brackets if layout is not LAYOUTS["people in brackets"] else ", {}"
    lines = [language.name, ""]
    for day in language.days:
        lines += [day, ""]
        for at, title in enumerate(language.titles):
            named = [
                f"{name}{brackets.format(body) if bodies else ''}"
                for name, body in (language.people[i] for i in SPEAK[at])
            ]
            lines += layout(
                f"{TIMES[at]} – {TIMES[at + 1]}",
                title,
                (language.joins if brackets == language.brackets or not bodies else "; ").join(named),
                language.speaker,
            )
        lines.append("")
    return "\n".join(lines)


LANGUAGES = {
    "en": ENGLISH,
    "de": GERMAN,
    "es": SPANISH,
    "ru": RUSSIAN,
    "zh": CHINESE,
    "ja": JAPANESE,
}
# A column of Japanese names in two parts is not told from one of titles without a heading; it is said.
CASES = [
    (language, layout)
    for language in LANGUAGES
    for layout in LAYOUTS
    if (language, layout) != ("ja", "columns between bars")
]


@pytest.mark.parametrize("bodies", [False, True], ids=["names", "organisations"])
@pytest.mark.parametrize(("code", "layout"), CASES)
def test_a_programme_in_any_usual_layout_is_right(code: str, layout: str, bodies: bool) -> None:
    language = LANGUAGES[code]
    programme = read(_text(language, LAYOUTS[layout], bodies=bodies))
    names, zone = {speaker.id: speaker.name for speaker in programme.speakers}, ZoneInfo(programme.timezone)
    items = [item for session in programme.sessions for item in session.items]
    read_items = [
        (
            f"{datetime.fromtimestamp((item.starts_ms or 0) / 1000, zone):%d %H:%M}",
            item.title,
            [names[id_] for id_ in (*item.speakers, *item.moderators)],
        )
        for item in sorted(items, key=lambda item: item.starts_ms or 0)
    ]
    assert read_items == [
        (f"{day} {TIMES[at]}", title, [language.people[i][0] for i in SPEAK[at]])
        for day in (12, 13)
        for at, title in enumerate(language.titles)
    ]
