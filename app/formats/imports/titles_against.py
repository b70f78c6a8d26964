"""What the titles of most items say against a programme: deadlines, work, lessons, matches, hours, a person's day."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from app.domain.errors import Sentence
from app.domain.values import SegmentKind
from app.formats.imports.found.dates import weekday_of
from app.formats.imports.found.findings import FoundItem

FEWEST_EPISODES = 3
MOST_OF_AN_ITEM = 1_000  # characters
REFUSED = 3.0  # the weight against a programme that outweighs its reading
FEWEST_EVERYDAY = 2  # items
_MATCH = re.compile(
    r"[^\W\d_][\w .'-]{1,30}\s(?:vs?\.?|at|@|gegen|contre|contra|против)\s[^\W\d_][\w .'-]{1,30}", re.IGNORECASE
)
_OPPONENTS = re.compile(  # the one who is at home first, perhaps with the kind of match before: "Cup: Reds vs. Blues"
    r"(?:[^:\n]{1,40}:\s)?(?P<home>[^\W_][^\n]{1,50}?)\s(?:[-\u2013\u2014]|vs?\.?|x|gegen|contre|contra|против)\s(?P<away>[^\W_][^\n]{1,50})",
    re.IGNORECASE,
)
FEWEST_MATCHES = 3
_LESSON = re.compile(
    r"(?:(?:\w{1,12}\s)?(?:period|lesson|stunde|урок|пара)|(?:period|lesson|stunde|урок|пара)\s\w{1,12}|(?:\d{1,2}\.?\s?[/+&-]\s?)?\d{1,2}\.?\s?(?:stunde|урок|пара|hodina|óra|timp)|"
    r"stunde\s\W.{0,200}|.{0,60}\b(?:(?:tardy|warning|first|lunch|class|day) bell|dismissal|homeroom|period [1-9]|"
    r"(?:end|start) of class|[1-9](?:st|nd|rd|th) (?:block|period))\b.{0,60}|"
    r"(?:begin|end) lunch [A-E]|"
    r"第[一二三四五六七八\d]节(?:课)?|[1-9](?:時間目|限目?)(?:[(\uff08]\w{1,12}[)\uff09])?|[1-9]교시)",
    re.IGNORECASE,
)
_GETTING_UP = re.compile(
    r"(?:wak(?:e|ing)[ -]?up|get(?:ting)? up|aufstehen|aufwachen|(?:se )?(?:lever|réveiller)|réveil|acordar|"
    r"levantar(?:me|se)?|despertar(?:me|se)?|sveglia|opstaan|подъ[её]м|起床|الاستيقاظ)",
    re.IGNORECASE,
)
_TO_BED = re.compile(
    r"(?:go(?:ing)? to (?:bed|sleep)|sleep|bed ?time|schlafen(?: gehen)?|dormir|(?:se )?coucher|acostar(?:me|se)|"
    r"dormire|a letto|slapen|\u0441\u043e\u043d|отбой|睡觉|睡覺|就寝|النوم)",
    re.IGNORECASE,
)
_EVERYDAY = re.compile(  # what one person does, in a diary
    r"\b(?:wak(?:e|es|ing)|woke|g[eo]t(?:ting)?)[ -]?up\b|\bfe(?:ed|d) (?:the |my )?(?:cats?|dogs?|kids|baby)\b|"
    r"\bbrush(?:ed)? (?:my |your )?teeth|\bleft the house\b|\bmake-?up\b|\b(?:take|took) a shower\b|"
    r"\blights? (?:off|out)\b|\bready for (?:bed|work|school)\b|"
    r"\b(?:off to|back to|left for|leave for|drive to|drove to|arrived? at|went to) (?:work|bed|school|the gym)\b|"
    r"\bmy (?:own|bed|desk|coffee|breakfast|lunch|dinner|kids|husband|wife)\b|"
    r"^(?:[^\W\d_]{1,8}\W{1,3})?(?:finally )?(?:made it (?:to|back)|set out|set off|showered|"
    r"(?:left|leaving|broke|back (?:at|to)) (?:the )?"
    r"(?:camp|park|trail\w{0,5}|house|hotel|truck|car)|drove|hiked|"
    r"finish(?:ed)? the (?:trail|hike|climb)|we (?:left|got|went|arrived|reached)|"
    r"i (?:left|got|went|arrived))\b|\bin front of (?:the|our|my) (?:truck|car|tent)\b|"
    r"\b(?:feierabend|zähne putzen|zur arbeit|ins bett)\b|"
    r"\b(?:me lev(?:ante|anto)|me acuesto|me desp(?:ierto|erté)|je me (?:lève|couche)|je me suis levée?)\b",
    re.IGNORECASE,
)
_OF_ONESELF = re.compile(  # a diary in whole sentences
    r"\bI(?:['\u2019](?:d|m|ve|ll)|\s(?:am|was|have|had|need|think|must|should|really|knew|want))\b|"
    r"\bI (?:do|ca|wo)n['\u2019]t\b|"
    r"\b[Ii]ch (?:bin|war|habe|hatte|muss|musste|wollte)\b|\b[Jj]e (?:suis|vais|dois)\b|\b[Jj]['\u2019]ai\b|"
    r"\b(?:tengo|tuve) que\b|\bя (?:был|была|хочу|должен|должна)\b"
)
_OF_ME = re.compile(  # within a long sentence
    r"\b(?:my|myself|I (?:[a-z]{3,}|do|go|am)|mein(?:e[nmrs]?)?|ich|je|"
    r"j['\u2019][a-zéê]+|moi[- ]même|mi mism[oa]|yo|eu|mijn|ik)\b|"
    r"\b(?:я|мой|моя|моей|моего)\b"
)
_LONG = 80  # characters of a sentence that tells something, as few titles do
_WORK = re.compile(  # as a whole title, perhaps with a number
    r"(?:task|to-?do|work|shift|on[- ]call|arbeit|aufgabe|schicht|dienst|travail|tâche|trabajo|tarea|trabalho|tarefa|"
    r"turno|lavoro|werk|taak|работа|смена|задача)(?:\s?#?\d{1,4})?",
    re.IGNORECASE,
)
_SURELY_DUE = re.compile(r"\b(?:due|deadline|abgabe|scadenza|prazo|entrega)\b|截止", re.IGNORECASE)
_EPISODE = re.compile(r"\b(?:[ST]\d{1,2}\s?E|[ST]\d{1,2}\s?[-,:]\s?Ep?\.?\s?|Ep?\.?\s?\d{1,3}\s?[-,:]\s?[ST])\d{1,3}\b")
_BESIDE_DAYS = re.compile(
    r"bis|und|to|and|from|until|through|von|du|de|des|le|les|au|aux|et|al|a|à|y|e|do|od|до|по|и|с|feiertage?n?|"
    r"(?:public |bank )?holidays?|festivos|fériés?|jours",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Against:
    """What tells against a programme: how much, what has it, and the reason in words."""

    weight: float
    looks: Sentence
    reason: Sentence


TASKS = Sentence("a list of tasks or working hours")
_OF_WORK = Against(REFUSED, TASKS, Sentence("its titles begin with the same words"))
OF_A_PERSON = Sentence("the daily routine of a person")
DEADLINES = Against(3.5, Sentence("a list of deadlines"), Sentence("its titles say what is due"))
OF_MATCHES = Against(3.5, Sentence("a list of matches"), Sentence("its titles are pairs of opponents"))
_ON_TELEVISION = Against(
    4.0, Sentence("a guide of what is on television"), Sentence("its titles count episodes of series")
)
_SCHOOL_DAY = re.compile(
    r"schulhof|schultür|unterricht\w{0,8}\s(?:beginnt|endet)|(?:beginn|ende) des unterrichts|große pause|"
    r"\b(?:playground|school (?:gates?|bell|doors)|lessons? (?:begins?|starts?|ends?|resumes?)|home ?time|"
    r"cour de récréation|(?:début|fin|reprise) des cours|recreo|(?:comienzo|inicio|fin) de (?:las )?clases|ricreazione|"
    r"(?:inizio|fine) (?:delle )?lezioni|recreio|(?:início|fim) das aulas|schoolplein|speelplaats|"
    r"(?:начало|конец) (?:уроков|занятий)|большая перемена)\b",
    re.IGNORECASE,
)
_OF_A_SCHOOL_DAY = Against(6.0, Sentence("a timetable of lessons"), Sentence("it tells when school begins and ends"))
OF_LESSONS = Against(6.0, Sentence("a timetable of lessons"), Sentence("its titles count lessons"))
_OF_HOURS = Against(6.0, Sentence("a list of opening hours"), Sentence("its titles are only weekdays"))


def by_titles(items: Sequence[FoundItem]) -> Iterator[Against]:
    """Yield what most titles are, if these are no items of a programme."""
    if share(items, lambda item: _SURELY_DUE.search(item.title) is not None) >= 0.5:
        yield DEADLINES
    if share(items, lambda item: _WORK.fullmatch(item.title) is not None) >= 0.6:
        yield _OF_WORK
    if share([item for item in items if item.kind is not SegmentKind.BREAK], is_lesson) >= 0.5:
        yield OF_LESSONS
    if share(items, _is_of_weekdays) >= 0.6:
        yield _OF_HOURS
    if share(items, _is_of_a_school_day) >= 0.5:
        yield _OF_A_SCHOOL_DAY
    if (episodes := sum(_EPISODE.search(item.title) is not None for item in items)) >= FEWEST_EPISODES:
        yield replace(_ON_TELEVISION, weight=4.0 if episodes * 4 >= len(items) else 1.0)
    played = sum(_MATCH.fullmatch(item.title) is not None for item in items) * 5 >= len(items) * 4
    if played or are_of_one_team([item.title for item in items]):
        yield OF_MATCHES
    yield from _by_what_one_does(items)


def are_of_one_team(titles: Sequence[str]) -> bool:
    """Whether the same name stands in most of these pairs: "Reds - Blues", and "Greens - Reds" away from home."""
    pairs = [(match["home"], match["away"]) for title in titles if (match := _OPPONENTS.fullmatch(title.strip()))]
    if len(pairs) < FEWEST_MATCHES or len(pairs) * 5 < len(titles) * 4:
        return False
    home, away = (Counter(side.casefold() for side in sides) for sides in zip(*pairs, strict=True))
    return any(away[name] > 0 and (home[name] + away[name]) * 5 >= len(titles) * 4 for name in home)


def _by_what_one_does(items: Sequence[FoundItem]) -> Iterator[Against]:
    """Yield whether titles are what one person does in a day."""
    if all(any(each.fullmatch(item.title.strip()) for item in items) for each in (_GETTING_UP, _TO_BED)):
        reason = Sentence("people get up and go to bed in it")
        yield Against(2.5, OF_A_PERSON, reason)
    if share(items, lambda item: _OF_ONESELF.search(item.title[:MOST_OF_AN_ITEM]) is not None) >= 0.5:
        yield Against(REFUSED, OF_A_PERSON, Sentence("its items are what one person does"))
    elif share(items, lambda item: len(item.title) >= _LONG and _OF_ME.search(item.title) is not None) >= 0.4:
        yield Against(REFUSED + 2.0, OF_A_PERSON, Sentence("its items are what one person does"))
    if (everyday := sum(_EVERYDAY.search(item.title) is not None for item in items)) >= FEWEST_EVERYDAY:
        weight = 3.0 if everyday * 10 >= len(items) * 3 else 1.5
        yield Against(weight, OF_A_PERSON, Sentence("its items are what one person does"))


def _is_of_weekdays(item: FoundItem) -> bool:
    """Whether a title is only weekdays, or a range of them: "Monday to Friday"."""
    words = re.findall(r"[^\W\d_]+", item.title)
    days = [weekday_of(word) is not None or weekday_of(word.removesuffix("s")) is not None for word in words]
    return any(days) and all(is_day or _BESIDE_DAYS.fullmatch(word) for is_day, word in zip(days, words, strict=True))


def _is_of_a_school_day(item: FoundItem) -> bool:
    return _SCHOOL_DAY.search(f"{item.title}\n{item.details.abstract}"[:MOST_OF_AN_ITEM]) is not None


def is_lesson(item: FoundItem) -> bool:
    return _LESSON.fullmatch(item.title) is not None


def share(items: Sequence[FoundItem], holds: Callable[[FoundItem], bool]) -> float:
    return sum(map(holds, items)) / len(items)
