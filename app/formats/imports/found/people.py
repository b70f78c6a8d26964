"""People in tables and programmes: one or several in a cell, with titles, functions and organisations."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from app.domain.errors import Sentence
from app.domain.text import clean_text
from app.formats.imports.found.findings import FoundSpeaker, Ids, plain_key
from app.formats.imports.found.headings import field_of
from app.formats.text.notes import Notes, shortened

LONGEST_NAME = 200
LONGEST_FIELD = 300
LONGEST_NAMES = 2_000  # characters of a text that may name people; a longer one is prose
MOST_NAMES = 100  # in one text
LONGEST_BIO = 2000

HONORIFIC = re.compile(
    r"(?:(?:h\.? ?e\.?|mr|mrs|ms|miss|mx|dr|prof|professor|sir|dame|lord|rev|hon|amb|ambassador|herr|frau|m|mme|mlle|"
    r"sr|sra|dra|sig|dott|ing|"
    r"dipl|phd|judge|gen|col|capt|madam|madame|monsieur|don|do\u00f1a|\u062f|\u0623|\u0433-\u043d|\u0433-\u0436\u0430)\.?\s+(?:-?ing\.?\s+|med\.?\s+|rer\.?\s+nat\.?\s+)?)+",
    re.IGNORECASE,
)
# Parts with a longer run of spaces between them do not belong together; this keeps every pattern linear.
_HARD_BREAKS = re.compile(r"\s{0,20}(?:;|\n|\r|\||\u3001|\uff1b|\u061b|\u2022|\s/\s)\s{0,20}")
_SOFT_BREAKS = re.compile(
    r"\s{1,20}(?:&|\+|and|und|et|y|with|mit|avec|con|e|en|i|\u0438|und|och|og)\s{1,20}(?=[^\W\d_])"
    r"|\s{0,20}\uff0c\s{0,20}|\s{1,20}\u0648(?=\w)"
)
_PLAIN_SIGNS = str.maketrans({"\u060c": ",", "\uff08": "(", "\uff09": ")"})
_IN_BRACKETS = re.compile(r"\(([^()]{1,300})\)")
_HIDDEN = 0xE000  # the first of the characters that stand for texts in brackets
_ROLE_BEFORE = re.compile(r"\s*(?P<role>[^\W\d_][\w /.-]{1,30}?)\s?[:\uff1a]\s?(?P<who>[^\W\d_].*)", re.DOTALL)
_NOTES = "*\u2020\u2021\u00b9\u00b2\u00b3"  # marks of footnotes behind a name
_EAST_ASIAN = re.compile(r"[\u3005\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]{2,6}")
_EAST_ASIAN_BODY = re.compile(  # the ends of organisations and functions, which no name has
    r"(?:大学|大學|公司|会社|学院|研究院|研究所|集团|中心|学会|协会|社|部|局|委|厅|대학교|대|회사|연구원|연구소|협회|"
    r"主任|教授|经理|总裁|主席|书记|先生|女士|博士|研究员|专家|[长長]|교수|대표|이사|부장)$"
)
_NOBODY = frozenset(
    {
        "",
        "tbd",
        "tba",
        "tbc",
        "n a",
        "na",
        "none",
        "nn",
        "n n",
        "to be confirmed",
        "to be announced",
        "to be determined",
        "various",
        "all",
        "alle",
        "all speakers",
        "all panellists",
    }
)
_JOBS = (
    r"director|minister|secretary|president|chair|head|manager|professor|officer|ceo|cto|cfo|coo|founder|co-founder|"
    r"fellow|advis[eo]r|representative|ambassador|chief|lead|engineer|developer|researcher|scientist|editor|analyst|"
    r"consultant|partner|general|deputy|senior|rector|dean|judge|commissioner|leiter|leiterin|direktor|direktorin|"
    r"directeur|directrice|ministre|profesor|profesora"
)
_ORGANISATIONS = (
    r"university|institute|ministry|department|office|organi[sz]ation|association|foundation|inc|ltd|gmbh|llc|council|"
    r"commission|bank|agency|union|nations|committee|group|centre|center|college|school|company|universität|"
    r"ministerium|université|ministère|universidad|ministerio|stadt|city of|ville de|ayuntamiento|comune di|gemeente|"
    r"prefeitura|hochschule|institut|behörde|verein|società|universidade|universiteit|uniwersytet|университет|институт|"
    r"министерство|город|جامعة|وزارة|بلدية"
)
_OFFICES = (  # before a name, as in "President Lou Grant" and "Treasurer, Bo Chu"
    r"president|presidente|presidenta|présidente?|präsident|präsidentin|mayor|bürgermeister|bürgermeisterin|maire|"
    r"alcalde|alcaldesa|sindaco|sergeant|dean|rector|rektor|rektorin|minister|ministerin|ministre|ministro|ministra|"
    r"ambassador|senator|pastor|pfarrer|pfarrerin|bishop|treasurer|schatzmeister|schatzmeisterin|trésorier|trésorière|"
    r"tesorero|tesorera|tesoureiro|tesoriere|chair|chairman|chairwoman|chairperson|vorsitzender?|chancellor|secretary|"
    r"rapporteur|ceo|cfo|cto|coo|director|direktor|direktorin|geschäftsführer|geschäftsführerin"
)
# Before the name of a town, as in "TU Graz".
_ACRONYMS = frozenset({"TU", "ETH", "FH", "HTW", "RWTH", "LMU", "MIT", "UCL", "CNRS", "EU", "UN", "WHO", "UNESCO"})
_OFFICE = re.compile(rf"(?:vice[- ])?(?:{_OFFICES})", re.IGNORECASE)
_JOB_WORDS = re.compile(rf"\b(?:{_JOBS})\b", re.IGNORECASE)
_ORGANISATION_WORDS = re.compile(rf"\b(?:{_ORGANISATIONS})\b", re.IGNORECASE)
_ROLE_AS_SURNAME = re.compile(r"(?<=^[^\W\d_])[^\W\d_]{1,15}\s(?:Dean|Judge|Bank|Head|Senior|Chief)$")
_ROLE_WORDS = re.compile(rf"\b(?:{_JOBS}|{_ORGANISATIONS})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Named:
    """A person as written in one text."""

    name: str
    title: str = ""
    affiliation: str = ""


_MODERATES = re.compile(
    r"(?:moderator(?:in)?|moderation|mod\.?|chair(?:person)?|modérateur|modératrice|animateur|animatrice|moderador|"
    r"moderadora|moderatore|moderatrice|ведущий|ведущая|модератор|主持人?|مدير الجلسة)|M",
)


def moderates(person: Named) -> bool:
    """Whether a person is written as "Ann Lee (moderator)"."""
    said = [text for text in (person.title, person.affiliation) if text]
    return len(said) == 1 and (_MODERATES.fullmatch(said[0]) or _MODERATES.fullmatch(said[0].lower())) is not None


_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范廖贾夏韦付邹孟熊秦邱江"
    "尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔汤張劉陳楊黃趙吳孫馬羅鄭謝許韓馮鄧蕭蔣葉蘇魏呂盧鍾譚陸賈韋鄒閻龍賀顧龔萬錢嚴湯"
)


def is_east_asian_name(text: str) -> bool:
    """Whether this may be a name in Chinese, Japanese or Korean script: a few characters, and no organisation."""
    return _EAST_ASIAN.fullmatch(text) is not None and _EAST_ASIAN_BODY.search(text) is None


def is_east_asian_body(text: str) -> bool:
    """Whether a text ends like an organisation in Chinese, Japanese or Korean script."""
    return _EAST_ASIAN_BODY.search(text) is not None


def is_chinese_name(text: str) -> bool:
    """Whether this is one of the usual surnames and one or two other characters."""
    return re.fullmatch(r"[\u4e00-\u9fff]{2,3}", text) is not None and text[0] in _SURNAMES


class People:
    """All people of a file, each once."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._ids = Ids("p")
        self._by_id: dict[str, FoundSpeaker] = {}
        self._by_key: dict[str, str] = {}
        self._by_source: dict[str, str] = {}

    @property
    def all(self) -> tuple[FoundSpeaker, ...]:
        return tuple(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    def add(self, person: Named, where: str, source: str = "", country: str = "", bio: str = "") -> str | None:
        """Return the id of a person: an earlier one with the same source id or, without one, the same name.

        Returns:
            None for a text without a name ("TBA").
        """
        name = self._within(Sentence("name"), person.name, LONGEST_NAME, where)
        if plain_key(name) in _NOBODY or not name:
            return None
        key = _name_key(name)
        known = self._by_source.get(source) if source else self._by_key.get(key)
        if known is None:
            known = self._ids.made(source or key or name)
            self._by_id[known] = FoundSpeaker(known, name)
        self._by_key.setdefault(key, known)
        if source:
            self._by_source[source] = known
        more = {
            "title": self._within(Sentence("title"), person.title, LONGEST_FIELD, where),
            "affiliation": self._within(Sentence("organisation"), person.affiliation, LONGEST_FIELD, where),
            "country": country.upper() if re.fullmatch(r"[A-Za-z]{2}", country.strip()) else "",
            "bio": self._within(Sentence("biography"), bio, LONGEST_BIO, where),
        }
        before = self._by_id[known]
        self._by_id[known] = replace(before, **{k: v for k, v in more.items() if v and not getattr(before, k)})
        return known

    def _within(self, what: str, text: str, most: int, where: str) -> str:
        cleaned = clean_text(text[: most * 4])
        if len(cleaned) <= most:
            return cleaned
        self._notes.guess(
            where,
            "The {what} is longer than {most} characters and was cut: {text}",
            what=what,
            most=most,
            text=shortened(cleaned, 60),
        )
        return cleaned[:most].rstrip()


def names_in(cell: str, *, commas: bool) -> list[Named]:
    """Return the people in a cell, in order.

    Args:
        commas: whether a comma may separate two people; if the column uses other separators, it may not, and is
            followed by a person's function or organisation.
    """
    if is_prose(cell):
        return []
    text = re.sub(r"[ \t\u00a0]+", " ", cell.translate(_PLAIN_SIGNS)).strip(" \t\n,;")
    inside: list[str] = []  # the texts in brackets, which part no people

    def hidden(match: re.Match[str]) -> str:
        inside.append(match[1])
        return f"({chr(_HIDDEN + len(inside) - 1)})"

    def shown(piece: str) -> str:
        return re.sub(r"[\ue000-\uf8ff]", lambda match: inside[ord(match[0]) - _HIDDEN], piece)

    text = _IN_BRACKETS.sub(hidden, re.sub(r"[\ue000-\uf8ff]", "", text), count=MOST_NAMES)
    people: list[Named] = []
    for part in filter(str.strip, _HARD_BREAKS.split(text)):
        role, who = _role_before(part)
        for piece in _soft(who):
            named = [_person(shown(each)) for each in (_by_commas(piece) if commas else [piece])]
            people.extend(replace(each, title=role) if role else each for each in named)
    return [named for named in people if plain_key(named.name) not in _NOBODY]


def _role_before(text: str) -> tuple[str, str]:
    """Split "Moderator: Ann Lee" into the role and the people; without a role that is known, it is empty."""
    match = _ROLE_BEFORE.fullmatch(text)
    field = field_of(match["role"]) if match else None
    if match is None or field not in {"speakers", "moderators"}:
        return "", text
    return ("moderator" if field == "moderators" else ""), match["who"]


def is_prose(cell: str) -> bool:
    """Whether this is too long, or too much of a list, to name the people of one item."""
    return len(cell) > LONGEST_NAMES or sum(cell.count(sign) for sign in ",;\n") > MOST_NAMES


def has_hard_breaks(cell: str) -> bool:
    """Whether people here are separated by something stronger than a comma."""
    return len([part for part in _HARD_BREAKS.split(cell.strip(" ;\n")) if part.strip()]) > 1


def split_by_comma(cell: str) -> bool:
    """Whether commas alone would make several people of this text."""
    return not has_hard_breaks(cell) and len(_outside_brackets(cell)) > 1 and len(names_in(cell, commas=True)) > 1


def looks_like_person(text: str) -> bool:
    """Whether this is two to five capitalised words or begins with an honorific; no function, no organisation."""
    stripped = text.strip()
    if HONORIFIC.match(stripped) and len(stripped.split()) <= 7:
        return True
    words = re.sub(r"\([^()\n]*\)", " ", stripped).split()
    if words and words[0] in _ACRONYMS:
        return False
    if len(words) > 2 and _OFFICE.fullmatch(words[0]):
        return looks_like_person(" ".join(words[1:]))
    if any(word.strip(".,").casefold() in _TOPICS for word in words):
        return False
    capital = all(not word[0].islower() or word.lower() in _PARTICLES for word in words)
    return 2 <= len(words) <= 5 and capital and not _says_a_role(stripped) and not re.search(r"[\d:?!]", stripped)


# Words of titles, which no name has.
_TOPICS = frozenset(
    [
        "statement",
        "statements",
        "reading",
        "motion",
        "motions",
        "debate",
        "session",
        "sessions",
        "panel",
        "panels",
        "keynote",
        "keynotes",
        "workshop",
        "workshops",
        "seminar",
        "tutorial",
        "tutorials",
        "meeting",
        "meetings",
        "discussion",
        "discussions",
        "presentation",
        "presentations",
        "introduction",
        "opening",
        "closing",
        "ceremony",
        "committee",
        "plenary",
        "roundtable",
        "lunch",
        "dinner",
        "breakfast",
        "reception",
        "exhibition",
        "poster",
        "posters",
        "report",
        "reports",
        "questions",
        "adjournment",
        "consultations",
        "agenda",
        "sitzung",
        "vortrag",
        "vorträge",
        "begrüßung",
        "diskussion",
        "bericht",
        "berichte",
        "eröffnung",
        "podium",
        "podiumsdiskussion",
        "führung",
        "antrag",
        "anträge",
        "aussprache",
        "fragestunde",
        "séance",
        "débat",
        "rapport",
        "atelier",
        "ouverture",
        "clôture",
        "conférence",
        "sesión",
        "debate",
        "informe",
        "apertura",
        "clausura",
        "taller",
        "conferencia",
        "sessão",
        "abertura",
        "encerramento",
        "palestra",
        "sessione",
        "apertura",
        "chiusura",
        "relazione",
        "заседание",
        "доклад",
        "доклады",
        "дискуссия",
        "открытие",
        "закрытие",
        "обед",
    ]
)
_PARTICLES = frozenset(
    {
        "de",
        "da",
        "del",
        "della",
        "der",
        "den",
        "van",
        "von",
        "zu",
        "la",
        "le",
        "bin",
        "al",
        "el",
        "ibn",
        "dos",
        "du",
        "di",
        "y",
        "ter",
        "ten",
    }
)


def _soft(part: str) -> list[str]:
    """Split at "and" if both sides look like people; "Director of Research and Policy" stays whole."""
    pieces = [piece.strip() for piece in _SOFT_BREAKS.split(part) if piece.strip()]
    return pieces if len(pieces) > 1 and all(_could_be_name(piece) for piece in pieces) else [part]


def _says_a_role(text: str) -> bool:
    """Whether one of the words is a function or an organisation; behind a first name, a few of them are surnames."""
    return _ROLE_WORDS.search(_ROLE_AS_SURNAME.sub("", text)) is not None


def _could_be_name(piece: str) -> bool:
    name = _outside_brackets(piece)[0]
    return (
        bool(name)
        and _EAST_ASIAN_BODY.search(name) is None
        and not _says_a_role(name)
        and len(name.split()) <= 6
        and not name[0].islower()
    )


_SURNAME_FIRST = re.compile(r"[^\W\d_][\w'-]{1,40}, [^\W\d_][\w.'-]{0,40}(?: [\w.'-]{1,40})? \([^()]{1,200}\)")


def _by_commas(piece: str) -> list[str]:
    """Split several people at commas; one person with a function and an organisation stays whole."""
    parts = _outside_brackets(piece)
    if len(parts) < 2:
        return [piece]
    turned = [", ".join(pair) for pair in zip(parts[::2], parts[1::2], strict=False)]
    if len(parts) % 2 == 0 and len(parts) > 2 and all(_SURNAME_FIRST.fullmatch(pair) for pair in turned):
        return turned
    return parts if all(looks_like_person(part) or is_east_asian_name(part) for part in parts) else [piece]


def _outside_brackets(text: str) -> list[str]:
    """Split at commas outside brackets."""
    if "(" not in text or "," not in text:
        return [part.strip() for part in text.split(",") if part.strip()] or [text]
    parts, depth = [""], 0
    for piece in re.split(r"([,()])", text):
        if piece == "," and depth == 0:
            parts.append("")
            continue
        depth = max(depth + (piece == "(") - (piece == ")"), 0)
        parts[-1] += piece
    return [part.strip() for part in parts if part.strip()] or [text]


_ARTICLE = re.compile(rf"(?:la|el|le|las|los|o|a|il|lo)\s+(?={HONORIFIC.pattern})", re.IGNORECASE)


def _person(text: str) -> Named:
    """Read one person: "Dr. A. Smith (ACME)", "A. Smith, Director, ACME", "A. Smith - ACME"."""
    text = _ARTICLE.sub("", _unstopped(text.replace("\uff0c", ", ").strip(f" ,;\u2013\u2014-{_NOTES}")))
    bracket = re.fullmatch(r"(?P<name>[^()\[\]]*[^()\[\]\s])\s*[(\[](?P<of>[^()\[\]]*)[)\]]\s*(?P<rest>,.*)?", text)
    if bracket:
        title, affiliation = _function(bracket["of"] + (bracket["rest"] or ""))
        return Named(_turned(bracket["name"].strip(" ,")), title, affiliation)
    dashed = re.fullmatch(r"(?P<name>[^\u2013\u2014]*?[^\s\u2013\u2014])\s+[\u2013\u2014-]\s+(?P<of>[\s\S]+)", text)
    if dashed and not re.search(r",", dashed["name"]):
        title, affiliation = _function(dashed["of"])
        return Named(dashed["name"], title, affiliation)
    if (after := _after_job(text)) is not None:
        return after
    if (spoken := _turned(text)) != text:
        return Named(spoken)
    name, *rest = _outside_brackets(text)
    title, affiliation = _function(", ".join(rest))
    return Named(name, title, affiliation)


def _unstopped(text: str) -> str:
    """Return a text without the full stop at its end, unless that belongs to an initial: "Petrov I. I."."""
    return text if re.search(r"(?:^|[\s.])[^\W\d_]\.$", text) else text.strip(" .,;\u2013\u2014-")


def _after_job(text: str) -> Named | None:
    """Read "Treasurer, Bo Chu", the function before the name."""
    job, comma, name = text.partition(", ")
    is_job = comma and _OFFICE.fullmatch(job) is not None
    return Named(name, job) if is_job and "," not in name and looks_like_person(name) else None


def _turned(name: str) -> str:
    """Return "Smith, Anna" as "Anna Smith"; other texts are returned unchanged."""
    last, *rest = _outside_brackets(name)
    if _EAST_ASIAN.fullmatch(last):
        return name
    if len(rest) == 1 and len(last.split()) == 1 and len(rest[0].split()) <= 2 and not _ROLE_WORDS.search(rest[0]):
        return f"{rest[0]} {last}"
    return name


def _function(text: str) -> tuple[str, str]:
    """Read a function and an organisation: the last of two parts is the organisation."""
    parts = _outside_brackets(text.strip(" ,"))
    if len(parts) > 1:
        return ", ".join(parts[:-1]), parts[-1]
    only = parts[0].strip()
    is_job = _JOB_WORDS.search(only) and not _ORGANISATION_WORDS.search(only)
    return (only, "") if is_job else ("", only)


def _name_key(name: str) -> str:
    return plain_key(HONORIFIC.sub("", name) or name)
