"""The planner's fields about the list of speakers: its settings as inputs, categories and groups as lines of text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from app.domain.errors import Invalid, Problem, Sentence
from app.domain.state.document import canonical_item, free_id
from app.domain.state.rundown import DEFAULT_LIST, Category, Group, Plan, Segment
from app.domain.text import SEMICOLON, clean_text
from app.domain.values import ListRule, elapsed_text

RULES = ("rule1", "rule2", "rule3")  # further rules, which a program may set, stay behind them
SETTINGS = frozenset({*RULES, "statement", "pool", "least", "most", "shows", "come_forward"})
_LINE = re.compile(rf"(.*){SEMICOLON}(.*)")


def with_list(segment: Segment | None, values: Mapping[str, object]) -> dict[str, object]:
    """Return the values of a segment with those of its list put together; what was not typed stays as it is."""
    typed = {name: value for name, value in values.items() if name in SETTINGS}
    if not typed:
        return dict(values)
    settings = (segment.takes_requests if segment is not None else None) or DEFAULT_LIST
    fields = {name: value for name, value in canonical_item(settings).items() if name.removesuffix("_ms") not in typed}
    if typed.keys() & set(RULES):
        fields["rules"] = _rules(settings.rules, typed)
    if "statement" in typed:
        slots = {str(kind): elapsed_text(ms) for kind, ms in settings.slots_ms.items()}
        slots["statement"] = str(typed["statement"] or "")
        fields.pop("slots_ms")
        fields["slots"] = {kind: time for kind, time in slots.items() if time}
    apart = {*RULES, "statement"}
    own = {name: value for name, value in typed.items() if name not in apart}
    return {**{name: value for name, value in values.items() if name not in SETTINGS}, "list": {**fields, **own}}


def shown_categories(categories: Sequence[Category]) -> str:
    """Return one line for each category: its title, a semicolon, its rank."""
    return "\n".join(f"{category.title}; {category.rank}" for category in categories)


def shown_groups(groups: Sequence[Group]) -> str:
    """Return one line for each group: its title and, behind a semicolon, its budget if it has one."""
    return "\n".join(_group_line(group) for group in groups)


def typed_categories(plan: Plan, text: str) -> list[dict[str, object]]:
    """Read lines such as `Ministers; 1`; without a rank, a category has its place in the list.

    Raises:
        Invalid: a category that is left out is that of a speaker.
    """
    lines = _lines(text)
    ids = _ids("c", plan.categories, [title for title, _ in lines])
    for left, name in _still_used(plan.categories, ids, ((s.category, s.name) for s in plan.speakers)):
        what = Sentence("{title} is still the category of {name}", title=left.title, name=name)
        raise Invalid(Problem("categories", what))
    return [
        {"id": id_, "title": title, "rank": _whole(rank, number)}
        for number, (id_, (title, rank)) in enumerate(zip(ids, lines, strict=True), 1)
    ]


def typed_groups(plan: Plan, text: str) -> list[dict[str, object]]:
    """Read lines such as `Africa; 10:00`; without a time, a group has no budget.

    Raises:
        Invalid: a group that is left out is that of a speaker.
    """
    lines = _lines(text)
    ids = _ids("g", plan.groups, [title for title, _ in lines])
    for left, name in _still_used(plan.groups, ids, ((s.group, s.name) for s in plan.speakers)):
        raise Invalid(Problem("groups", Sentence("{title} is still the group of {name}", title=left.title, name=name)))
    return [
        {"id": id_, "title": title, "budget": budget or None} for id_, (title, budget) in zip(ids, lines, strict=True)
    ]


def titled(kind: str, items: Sequence[Category | Group], text: str) -> str:
    """Return the id of the category or group with a title; an empty text is none.

    Raises:
        Invalid: none has this title.
    """
    if not text:
        return ""
    id_ = next((item.id for item in items if item.title.casefold() == clean_text(text).casefold()), None)
    if id_ is None:
        sentences = {
            "category": Sentence("there is no category {id}", id=text[:60]),
            "group": Sentence("there is no group {id}", id=text[:60]),
        }
        raise Invalid(Problem(kind, sentences[kind]))
    return id_


def _rules(present: Sequence[ListRule], typed: Mapping[str, object]) -> list[str]:
    before = [str(rule) for rule in present if rule is not ListRule.FIRST_COME]
    shown = [*before, "", "", ""][: len(RULES)]
    chosen = [str(typed.get(name, old)) for name, old in zip(RULES, shown, strict=True)]
    rest = [rule for rule in before[len(RULES) :] if rule not in chosen]
    return [rule for rule in [*chosen, *rest] if rule]


def _group_line(group: Group) -> str:
    if group.budget_ms is not None:
        return f"{group.title}; {elapsed_text(group.budget_ms)}"
    return f"{group.title};" if re.search(SEMICOLON, group.title) else group.title


def _still_used(
    items: Sequence[Category | Group], kept: Collection[str], used: Iterable[tuple[str, str]]
) -> Iterator[tuple[Category | Group, str]]:
    """Yield each item that is not kept although a speaker is in it, with the speaker's name."""
    left = {item.id: item for item in items if item.id not in kept}
    return ((left[id_], name) for id_, name in used if id_ in left)


def _lines(text: str) -> list[tuple[str, str]]:
    """Return the title of each line, and what is behind its last semicolon."""
    parts = [_LINE.fullmatch(line) or (line, line, "") for line in text.splitlines() if line.strip()]
    return [(clean_text(part[1]), clean_text(part[2])) for part in parts]


def _ids(prefix: str, old: Sequence[Category | Group], titles: Sequence[str]) -> list[str]:
    """Return an id for each line: of the same title, else of the same place if no line was added or removed."""
    by_title = {item.title.casefold(): item.id for item in old}
    known = [by_title.pop(title.casefold(), None) for title in titles]
    if len(titles) == len(old):
        known = [id_ or (item.id if item.id not in known else None) for id_, item in zip(known, old, strict=True)]
    taken = [*(item.id for item in old), *(id_ for id_ in known if id_)]
    ids: list[str] = []
    for id_ in known:
        ids.append(id_ or free_id(prefix, [*taken, *ids]))
    return ids


def _whole(text: str, otherwise: int) -> object:
    """Return the number that a text is; another text as it is, for the reader of the document to refuse."""
    if not text:
        return otherwise
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else text
