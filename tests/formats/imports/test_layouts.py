"""One programme laid out as people lay out theirs, in six languages: each comes back with its titles and people."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from tests.formats.imports.languages import LANGUAGES, SPEAK, TIMES, Language, expected, items_of
from tests.formats.imports.reading import read


def _with_half(time: str) -> str:
    return f"{time.lstrip('0')} {'am' if time < '12' else 'pm'}"


# Of a title, its time and who speaks, the lines that a programme has.
LAYOUTS: dict[str, Callable[[str, str, str, str], Sequence[str]]] = {
    "people behind a dash": lambda time, title, who, _: [f"{time} {title}{f' – {who}' if who else ''}"],
    "people behind a comma": lambda time, title, who, _: [f"- {time}: {title}{f', {who}' if who else ''}"],
    "people in brackets": lambda time, title, who, _: [f"{time} {title}{f' ({who})' if who else ''}"],
    "people before a colon": lambda time, title, who, _: [f"{time} {who}: {title}" if who else f"{time} {title}"],
    "columns between bars": lambda time, title, who, _: [f"{time} | {title}{f' | {who}' if who else ''}"],
    "the time behind": lambda time, title, who, _: [f"{title}{f' | {who}' if who else ''} | {time}"],
    "the time behind, with a half of the day": lambda time, title, who, _: [
        f"{title}{f' | {who}' if who else ''} | {' - '.join(_with_half(each) for each in time.split(' – '))}"
    ],
    "titles above times with a room": lambda time, title, who, _: [
        title,
        f"{time} [Hall 1]",
        *([who] if who else []),
        "",
    ],
    "a room in brackets before people": lambda time, title, who, _: [
        f"{time} {title} [Hall 1]{f' – {who}' if who else ''}"
    ],
    "people and a room in brackets": lambda time, title, who, _: [
        f"{time} {title}{f' ({who})' if who else ''} [Hall 1]"
    ],
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


def _text(language: Language, layout: Callable[[str, str, str, str], Sequence[str]], *, bodies: bool) -> str:
    """The programme of two days; `bodies`: people have organisations, in brackets that stand in no others."""
    in_brackets = (LAYOUTS["people in brackets"], LAYOUTS["people and a room in brackets"])
    brackets = language.brackets if layout not in in_brackets else ", {}"
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
    assert items_of(programme) == expected(language)
