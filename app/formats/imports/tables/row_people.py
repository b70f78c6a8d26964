"""The people of a table's row, in one cell or several, and their details if there is only one."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from app.domain.errors import Sentence
from app.domain.text import clean_text
from app.domain.values import SegmentKind
from app.formats.imports.found.frame import PLACE
from app.formats.imports.found.headings import field_of, kind_of
from app.formats.imports.found.names.cell import is_prose, names_in, organisation_behind_slash, split_by_comma
from app.formats.imports.found.names.common import is_first_name
from app.formats.imports.found.names.person import (
    EAST_ASIAN,
    HONORIFIC,
    OF_A_TALK,
    ORGANISATION_WORDS,
    PARTICLES,
    is_chinese_name,
    is_east_asian_name,
    is_name_in_parts,
    looks_like_person,
    surely_person,
)
from app.formats.imports.found.names.roles import Named, moderates, without_role
from app.formats.imports.found.people import LONGEST_NAME, SPEAKS, People
from app.formats.imports.tables.cells import Row, text_of
from app.formats.imports.tables.columns import Layout
from app.formats.text.notes import Notes, shortened

_NO_PERSON = Sentence("This may be no person's name: {text}")
_OF_ONE = Sentence("Not kept, as it does not say which of {count} people it is about: {text}")
_OF_A_TALK = re.compile(OF_A_TALK, re.IGNORECASE)
FEWEST_SMALL = 3  # words in small letters, which are no name
_BRACKETS = str.maketrans("\uff08\uff09", "()")
LONGEST_LINES = 1_000  # characters of a title with people below it
MOST_WORDS = 4  # of a name
_PARTS = re.compile(r"[;\n|\uff1b]")  # between the organisations of several people
_BETWEEN = re.compile(r"[;\n|\uff1b\u00b7]")  # between people
LONGEST_SINGLE = 20  # characters of a name of one word
LONGEST_PEOPLE = 400  # characters of a line with several names
FEWEST_LABELLED = 2  # lines
LONGEST_CELL = 250  # characters of a title with people behind it
_WITH_BODY = re.compile(  # "Ann Lee (ACME) Clocks"
    r"(?P<people>[^()\n]{3,60}\([^()\n]{2,80}\))[\s:,]{1,4}(?P<title>[^\W\d_][^\n]{5,300})"
)
_BEFORE = re.compile(r"(?P<people>[^\n:]{3,150}?)(?:\s+(?:[\u2013\u2014-]|--)|(?P<colon>:))\s+(?P<title>[^\n]{3,300})")
FEWEST_OF_KIND = 2  # titles with common first names
LONGEST_SAID = 300  # characters of the title of a talk
FEWEST_BEFORE, HALF_OF, THIRD_OF = 3, 2, 3  # titles
_BEHIND_WORD = re.compile(  # "Invited talk: Ann Lee"
    r"(?P<title>(?:(?:opening|closing|invited|plenary|short|lightning|distinguished|guest|spotlight)\s)?(?:talk|keynote|"
    r"lecture|speech|keynote speaker|speaker|presentation|vortrag|eröffnungsvortrag|hauptvortrag|conférence|ponencia|"
    r"conferencia|palestra|relazione|доклад|лекция)(?:\s(?:\d{1,2}|[IVX]{1,4}))?)\s?:\s{1,3}(?P<people>[^\n:\u2013\u2014]{3,150})",
    re.IGNORECASE,
)
_PARTED = re.compile(r"\s(?:[\u2013\u2014\u00b7/|-]|--)\s|\(|\n")  # a title and what may be people
_DESCRIBED = re.compile(r"(?P<who>[^()\n]{3,60}\s?\([^()\n]{2,120}\))(?:\s{0,3}(?:[\u2013\u2014:-]\s|\n)|\s{0,3}$)")
_HONOURED = re.compile(
    rf"(?P<title>[^\n]{{3,300}}\S)\s+(?:[\u2013\u2014\u00b7-]|--)\s+(?P<people>{HONORIFIC.pattern}[^\n\u2013\u2014]{{3,120}})",
    re.IGNORECASE,
)
_BEHIND = (
    _BEHIND_WORD,
    re.compile(r"(?P<title>[^\n]{2,300}\S)\n(?P<people>[^\n]{2,150})"),
    re.compile(
        rf"[^\"\u201c\n]{{0,60}}?\b(?:by|von|par|di)\s+(?P<people>{HONORIFIC.pattern}[^\"\u201c,\n]{{3,80}}),\s*"
        r"[\"\u201c\u201e\u00ab](?P<title>[^\n]{3,250})[\"\u201d\u201c\u00bb]",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?P<title>[^\n]{{3,120}}?)\s+(?:by|von|par|di)\s+(?P<people>{HONORIFIC.pattern}[^,\n]{{3,80}})",
        re.IGNORECASE,
    ),
    re.compile(r"(?P<title>[^\n]{2,300}?\S)\s+(?:[\u2013\u2014-]|--)\s+(?P<people>[^\u2013\u2014\n]{2,150})"),
    re.compile(r"(?P<title>[^\u00b7\n]{2,300}\S)\s+\u00b7\s+(?P<people>[^\u00b7\n]{2,150})"),
    re.compile(r"(?P<title>[^/|\n]{2,300}\S)\s+[/|]\s+(?P<people>[^/|\n]{2,150})"),
    re.compile(r"(?P<title>[^()\n]{2,300}\S)\s*\((?P<people>[^()\n]{2,150})\)"),
)


def people_behind(cell: str) -> tuple[str, str] | None:
    """Split "Clocks - Ann Lee (ACME)" and "Clocks (Ann Lee)" into the title and the people."""
    for pattern in _BEHIND if len(cell) <= LONGEST_CELL else ():
        match = pattern.fullmatch(cell.strip().translate(_BRACKETS))
        named = names_in(match["people"], commas=True) if match else []
        if match is None or _translates(match["title"], match["people"]):
            continue
        if named and all(_is_person(person) for person in named):
            return match["title"], match["people"]
    return None


def kinds_of_people(rows: Sequence[Row], layout: Layout) -> frozenset[str]:
    """Return the kinds of items, such as "Invited talk:", whose titles are people while the abstracts say of what."""
    told: dict[str, list[str]] = {}
    for row in rows:
        kind, title, said = (text_of(layout.cell(row, name)).strip() for name in ("kind", "title", "abstract"))
        is_of_one = bool(said) and "\n" not in said and len(said) <= LONGEST_SAID and surely_person(title)
        told.setdefault(kind, []).append(title if is_of_one else "")
    named = {
        kind: [title for title in titles if title and is_first_name(title.split()[0])] for kind, titles in told.items()
    }
    return frozenset(k for k, titles in told.items() if k and all(titles) and len(named[k]) >= FEWEST_OF_KIND)


def are_several_people(text: str) -> bool:
    """Whether a text is a list of people, and nothing else: "Ann Lee, Bo Chu and Cy Dee"."""
    named = names_in(text, commas=True) if len(text) <= LONGEST_PEOPLE else []
    known = sum(is_first_name(person.name.split()[0]) for person in named)
    is_shown = known > 1 or (known and len(named) > HALF_OF)
    return bool(is_shown) and all(surely_person(each.name) for each in named)


def stand_behind(titles: Sequence[str]) -> bool:
    """Whether people stand behind titles: half of all, or most of those parted by a sign, with common first names."""
    parted = [each for title in titles if (each := people_behind(title)) is not None]
    known = sum(is_first_name(people.split()[0]) for _, people in parted)
    signs = sum(_PARTED.search(title) is not None for title in titles)
    are_known = known >= FEWEST_BEFORE and known * HALF_OF >= signs
    return len(parted) >= FEWEST_LABELLED and (are_known or len(parted) * HALF_OF >= len(titles))


def people_before(cell: str) -> tuple[str, str] | None:
    """Split "Ann Lee - Clocks", or a cell with the people on its first line, into the title and the people."""
    first, _, below = cell.strip().partition("\n")
    if below and len(first) <= LONGEST_PEOPLE:
        named = names_in(first, commas=True)
        is_title = len(named) > 1 or not surely_person(below.partition("\n")[0].strip())
        if is_title:
            return (below.strip(), first) if named and all(map(_is_person, named)) else None
    match = _BEFORE.fullmatch(cell.strip()) or _WITH_BODY.fullmatch(cell.strip()) if len(cell) <= LONGEST_CELL else None
    named = names_in(match["people"], commas=True) if match else []
    if match is None or not named or not all(map(_is_person, named)):
        return None
    is_known = bool(match.groupdict().get("colon")) and is_first_name(match["people"].split()[0])
    return (match["title"], match["people"]) if is_known or not looks_like_person(match["title"]) else None


def stand_before(titles: Sequence[str]) -> bool:
    """Whether people stand before most titles; before colons, common first names show it: "Ann Lee: Clocks"."""
    before = [parted[1] for title in titles if (parted := people_before(title)) is not None]
    known = sum(any(map(is_first_name, who.split())) for who in before)
    signs = [
        match["colon"] for title in titles if (match := _BEFORE.fullmatch(title[:LONGEST_CELL].strip())) is not None
    ]
    is_shown = not any(signs) or known * THIRD_OF >= len(before)
    return len(before) >= FEWEST_BEFORE and len(before) * HALF_OF >= len(titles) and is_shown


def people_beside(cell: str, layout: Layout) -> tuple[str, str] | None:
    """Split a cell into the title and the people if the cells of this table have both."""
    if layout.people_before_titles:
        return people_before(cell)
    if layout.people_below_titles:
        title, _, below = cell.strip().partition("\n")
        named = names_in(below.strip(), commas=True) if below and len(below) <= LONGEST_PEOPLE else []
        if named and all(map(_is_person, named)):
            return title, below.strip()
    return people_behind(cell) or _first_names_behind(cell) if layout.people_behind_titles else None


def _first_names_behind(cell: str) -> tuple[str, str] | None:
    """Split "Clocks - Ann and Bo" into the title and first names, as other titles of the table have people there."""
    matches = (pattern.fullmatch(cell.strip()) for pattern in _BEHIND[-4:] if len(cell) <= LONGEST_CELL)
    for match in filter(None, matches):
        named = names_in(match["people"], commas=True)
        if named and all(is_first_name(each.name) for each in named):
            return match["title"], match["people"]
    return None


def _translates(title: str, behind: str) -> bool:
    """Whether a title in Chinese, Japanese or Korean script has Latin words behind it, which say it in English."""
    return EAST_ASIAN.search(title) is not None and behind.isascii() and not re.search(r"[a-z]", title)


def _is_person(person: Named) -> bool:
    """Whether this is one, as capitals or a title show; one in East Asian script with an organisation is."""
    is_shown = surely_person(person.name) or is_chinese_name(person.name) or is_name_in_parts(person.name)
    return is_shown or (person.affiliation != "" and is_east_asian_name(person.name))


def _is_sentence(text: str) -> bool:
    """Whether a text in a column of people is no name but words: "Chosen from all proposals"."""
    first, *rest = text.split()[:20] or [""]
    small = [word for word in rest if word.isalpha() and word.islower() and word not in PARTICLES]
    return first[:1].isupper() and len(small) == len(rest) >= FEWEST_SMALL


def is_name(text: str) -> bool:
    """Whether a text is a person's name in any script."""
    return looks_like_person(text) or is_chinese_name(text) or is_name_in_parts(text)


def named_in_brackets(title: str) -> tuple[str, str] | None:
    """Split "Clocks (Ann Lee)", of one row alone, into the title and the people; a break or a place names none."""
    match = _BEHIND[-1].fullmatch(title.translate(_BRACKETS)) if len(title) <= LONGEST_CELL else None
    named = names_in(match["people"], commas=True) if match else []
    if match is None or not named or kind_of(match["title"], whole=False) is SegmentKind.BREAK:
        return None
    if _translates(match["title"], match["people"]):
        return None
    is_sure = all(is_name(each.name) and kind_of(each.name) is None for each in named) and not re.search(
        r"\d", match["people"]
    )
    return (match["title"], match["people"]) if is_sure and not PLACE.search(match["people"]) else None


def named_behind_word(title: str) -> tuple[str, str] | None:
    """Split "Keynote: Ann Lee" or "Clocks - Dr. Lee", of one row alone, into the title and the people."""
    if (match := _HONOURED.fullmatch(title)) is not None and names_in(match["people"], commas=True):
        return match["title"], match["people"]
    parted = people_behind(title) if _BEHIND_WORD.fullmatch(title) else None
    return None if parted is None or PLACE.search(parted[1]) else parted


def is_person_of(title: str, *, any_body: bool = False) -> bool:
    """Whether a title is "Ann Lee (University of Mars)": who speaks, of what is not said.

    Args:
        any_body: whether the body needs no word for an organisation, as others of the column have one.
    """
    match = _BEHIND[-1].fullmatch(title.translate(_BRACKETS)) if len(title) <= LONGEST_CELL else None
    is_named = match is not None and surely_person(match["title"]) and len(match["title"].split()) <= MOST_WORDS
    return is_named and match is not None and (any_body or _names_a_body(match["people"]))


def begin_with_people(texts: Sequence[str]) -> bool:
    """Whether several texts of a column begin with people and their organisations, and most others in brackets do."""
    begun = [who for text in texts if (who := person_described(text))]
    others = sum(_BEHIND[-1].fullmatch(text[:LONGEST_CELL]) is not None for text in texts)
    return sum(map(is_person_of, begun)) > 1 and len(begun) * 2 >= others


def person_described(text: str) -> str:
    """Return the person with whom a text begins, "Ann Lee (ACME) - Clocks that stop"; empty without one."""
    match = _DESCRIBED.match(text.translate(_BRACKETS))
    return match["who"] if match is not None and is_person_of(match["who"], any_body=True) else ""


def person_of_before(title: str) -> tuple[str, str] | None:
    """Split "Ann Lee (University of Mars) - Clocks" into the title and the person."""
    who, *rest = re.split(r"(?<=\))(?:\s[\u2013\u2014-]|:)\s", title, maxsplit=1)
    return (rest[0], who) if rest and is_person_of(who) else None


def _names_a_body(text: str) -> bool:
    """Whether a text in brackets behind a name has a word for an organisation, or begins with capitals: "TU Delft"."""
    return ORGANISATION_WORDS.search(text) is not None or re.match(r"[A-Z]{2,6}\s[A-Z][a-z]", text) is not None


def may_speak(title: str) -> str:
    """Return what stands behind a title and may be who speaks: people, or one word in brackets; else nothing."""
    if (parted := people_behind(title)) is not None:
        return parted[1]
    match = _BEHIND[-1].fullmatch(title.translate(_BRACKETS)) if len(title) <= LONGEST_CELL else None
    return match["people"] if match is not None and lone_name(match["people"], match["title"]) else ""


def people_of_lines(cell: str) -> tuple[str, list[Named]] | None:
    """Part the title in the lines of a cell from people below it, behind "Moderator:" or below "Keynote:".

    "Keynote: Ann Lee" may also stand above the title.
    """
    lines = [line.strip() for line in cell[:LONGEST_LINES].split("\n") if line.strip()]
    if (told := _labelled(lines)) is not None:
        return told
    label, colon, who = lines[0].partition(": ") if len(lines) == 2 else ("", "", "")
    people = names_in(who, commas=True) if colon and _OF_A_TALK.search(label) else []
    if people and all(surely_person(person.name) for person in people) and not surely_person(lines[1]):
        return f"{label}: {lines[1]}", people
    kept, named = lines[:1], list[Named]()
    for line in lines[1:]:
        people = names_in(line, commas=False)
        role = field_of(line.replace("\uff1a", ":").partition(":")[0].strip())
        is_shown = kept[-1].endswith((":", "\uff1a")) or (":" in line and role in {"speakers", "moderators"})
        is_named = is_shown and people and all(surely_person(person.name) for person in people)
        named += people if is_named else []
        kept += [] if is_named else [line]
    return ("\n".join(kept).rstrip(" :\uff1a"), named) if named else None


def _labelled(lines: Sequence[str]) -> tuple[str, list[Named]] | None:
    """Part lines that all have labels: "Speaker: Ann Lee" and "Topic: Clocks"; None for others."""
    parted = [line.replace("\uff1a", ":").partition(":") for line in lines]
    told = [(field_of(label.strip()), said.strip(), line) for line, (label, _, said) in zip(lines, parted, strict=True)]
    titles = [said for field, said, _ in told if field == "title"]
    if len(titles) != 1 or not titles[0] or len(told) < FEWEST_LABELLED:
        return None
    if any(not said or field not in {"title", "speakers", "moderators"} for field, said, _ in told):
        return None
    return titles[0], [each for field, said, line in told if field != "title" for each in _of_label(line, said)]


def _of_label(line: str, said: str) -> list[Named]:
    """Return the people behind a label; behind the only comma after "Dr. Ann Lee" stands an organisation."""
    people = names_in(line, commas=True)
    titled = [HONORIFIC.match(person.name) is not None for person in people]
    return names_in(said, commas=False) if titled == [True, False] and "," in said else people


def with_left_out_people(rows: Sequence[Row], layout: Layout) -> list[Row]:
    """Return rows with a blank cell for people who are left out: "Lunch | Hall" beside "Clocks | Ann Lee | Hall".

    The cell in the place of people is the last one of its row, and that of the last column in other rows.
    """
    last = max(layout.columns, default=-1)
    people = next((index for index, what in layout.columns.items() if what == "speakers"), last)
    values = {text_of(row.cells[last]) for row in rows if last in row.filled}
    return [_with_blank(row, people, last) if _is_moved(row, people, last, values) else row for row in rows]


def _is_moved(row: Row, people: int, last: int, values: Collection[str]) -> bool:
    return people < last and bool(row.filled) and row.filled[-1] == people and text_of(row.cells[people]) in values


def _with_blank(row: Row, people: int, last: int) -> Row:
    cells = [*row.cells[:people], *[None] * (last - people), row.cells[people]]
    return Row(row.where, cells)


class RowPeople:
    """Finds the people of rows, each once in a whole file."""

    def __init__(self, people: People, notes: Notes) -> None:
        self._people = people
        self._notes = notes
        self._doubted = set[str]()

    def ids(self, row: Row, layout: Layout, what: str) -> list[str]:
        """Return the ids of the `speakers` or the `moderators` of a row."""
        cells = [text_of(cell) for cell in layout.cells(row, what)]
        first, last = (text_of(layout.cell(row, name)) for name in ("first_name", "last_name"))
        if what == "speakers" and not cells and (first or last):
            cells = [f"{first} {last}".strip()]
        parted = people_beside(text_of(layout.cell(row, "title")), layout)
        if what == "speakers":
            cells += [parted[1]] if parted is not None else []
        named = [person for cell in cells for person in self._named(cell, row, layout)]
        if what == "speakers":
            named = [person for person in named if not moderates(person)]
        else:
            beside = [text for cell in layout.cells(row, "speakers") if not is_prose(text := text_of(cell))]
            beside += [parted[1]] if parted is not None else []
            people = (person for text in beside for person in names_in(text, commas=layout.commas_part_people))
            named += [without_role(person) for person in people if moderates(person)]
        said = _details(row, layout) if what == "speakers" else {}
        each = _of_each(said, len(named))
        if len(named) > 1 and (of_one := ", ".join(text for what, text in said.items() if text and what not in each)):
            self._notes.guess(row.where, _OF_ONE.text, count=len(named), text=shortened(of_one, 60))
        ids = []
        for at, person in enumerate(named):
            details = {what: texts[at] for what, texts in each.items()}
            whole = Named(
                person.name, details.get("job") or person.title, details.get("affiliation") or person.affiliation
            )
            if _is_sentence(person.name) and person.name not in self._doubted:
                self._doubted.add(person.name)
                self._notes.guess(row.where, _NO_PERSON.text, text=shortened(person.name, 60))
            id_ = self._people.add(whole, row.where, country=details.get("country", ""), bio=details.get("bio", ""))
            ids += [id_] if id_ else []
        return list(dict.fromkeys(ids))

    def of_lines(self, row: Row, named: Sequence[Named]) -> tuple[list[str], list[str]]:
        """Return the ids of those of these people who speak and of those who moderate."""
        leads = [person.title == "moderator" or moderates(person) for person in named]  # behind a label, or in brackets
        bare = (without_role(person) if led else person for person, led in zip(named, leads, strict=True))
        ids = [self._people.add(person, row.where) for person in bare]
        speakers, moderators = (
            [id_ for id_, led in zip(ids, leads, strict=True) if id_ and led is which] for which in (False, True)
        )
        return speakers, moderators

    def title_beside(self, row: Row, layout: Layout) -> str:
        """Return what the columns of people say of a row without a title, if it is no name: "Coffee", "Arrival"."""
        cells = [text_of(cell) for cell in layout.cells(row, "speakers")]
        named = names_in(cells[0], commas=True) if len(cells) == 1 and not is_prose(cells[0]) else []
        called = any(is_name(person.name) or is_east_asian_name(person.name) for person in named)
        is_break = any(kind_of(each) is not None for each in (*cells[:1], *(person.name for person in named)))
        return clean_text(cells[0]) if named and (not called or is_break) else ""

    def break_beside(self, row: Row, layout: Layout) -> str:
        """Return the break that stands for people beside a title, which says where or what it is: "Lunch"."""
        cells = [text_of(cell) for cell in layout.cells(row, "speakers")]
        is_break = len(cells) == 1 and layout.has("title") and kind_of(cells[0]) is SegmentKind.BREAK
        return clean_text(cells[0]) if is_break else ""

    def behind(self, row: Row, people: str) -> list[str]:
        """Return the ids of the people behind a title, which is a guess."""
        self._notes.guess(row.where, SPEAKS.text, text=shortened(people, 60))
        ids = [self._people.add(person, row.where) for person in names_in(people, commas=True)]
        return [id_ for id_ in ids if id_]

    def _named(self, cell: str, row: Row, layout: Layout) -> list[Named]:
        if is_prose(cell):
            self._notes.guess(
                row.where, "Too much to be people's names, and left out: {cell}", cell=shortened(cell, 60)
            )
            return []
        cell = _singly(cell, layout.single_names)
        cell = organisation_behind_slash(cell) if layout.slash_before_organisations else cell
        people = names_in(cell, commas=layout.commas_part_people)
        if layout.commas_part_people and len(people) > 1 and split_by_comma(cell):
            self._notes.guess(row.where, "Read as {count} people: {cell}", count=len(people), cell=shortened(cell, 80))
        return people


def single_names(cells: Sequence[str]) -> frozenset[str]:
    """Return the single words that are people in cells: alone, or before what is said of one, "Ann, ACME".

    Where half of all are "Lee, Ann", these are one person each.
    """
    pairs = [parted for cell in cells if len(parted := cell[:LONGEST_PEOPLE].split(",")) == 2]
    if sum(all(_is_single(part.strip()) for part in parted) for parted in pairs) * 2 >= len(cells):
        return frozenset()
    parts = (part.partition(",")[0].strip() for cell in cells for part in _BETWEEN.split(cell[:LONGEST_PEOPLE]))
    return frozenset(part for part in parts if _is_single(part))


def _singly(cell: str, known: frozenset[str]) -> str:
    """Return a cell with the single names in it apart, if another cell has one of those behind a comma or slash."""
    first, *others = [part.strip() for part in re.split("[,/]", cell[:LONGEST_PEOPLE])]
    are_single = bool(others) and all(map(_is_single, (first, *others)))
    return "; ".join((first, *others)) if are_single and not known.isdisjoint(others) else cell


def _is_single(part: str) -> bool:
    return part.isalpha() and part.istitle() and len(part) <= LONGEST_SINGLE


def _details(row: Row, layout: Layout) -> dict[str, str]:
    return {name: text_of(layout.cell(row, name)) for name in ("job", "affiliation", "country", "bio")}


def _of_each(said: Mapping[str, str], count: int) -> dict[str, list[str]]:
    """Return what is said of each person: all of one, or as many parts between semicolons, lines or bars as people."""
    if count == 1:
        return {what: [text] for what, text in said.items()}
    parts = {what: [part.strip() for part in _PARTS.split(text)] for what, text in said.items() if text}
    return {what: texts for what, texts in parts.items() if len(texts) == count > 1}


def lone_name(text: str, title: str) -> bool:
    """Whether a text in brackets may be a surname alone, as in "Maths (Berger)"."""
    words = re.split(r"\s?[+&,/]\s?|\s(?:and|und|et|y|e|i|и|en|och)\s", text[:LONGEST_NAME])
    are_words = all(re.fullmatch(r"[^\W\d_]{2,30}", word) and word.istitle() for word in words)
    return are_words and not PLACE.search(text) and kind_of(text) is None and kind_of(title) is not SegmentKind.BREAK
