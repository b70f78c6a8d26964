"""What stands on the lines below the items of a text: people, or descriptions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from app.formats.imports.found.frame import PLACE
from app.formats.imports.found.headings import field_of
from app.formats.imports.readers.text.lines import LONGEST, begins_something, has_digit, is_time_alone, without_bullet
from app.formats.imports.readers.text.naming.people import people_in, person_in_company

FEWEST_PLACES = 3
SHORT = 4  # words of an entry that is no sentence
FEWEST_NAMED = 3  # items above people
MOST_NAMED = 6  # lines of them below one item
FEWEST_OTHERS = 2  # items above other lines, that show that no people are below


def names_stand_below(lines: Sequence[str]) -> bool:
    """Whether people may be on the lines below items: a third of the items above other lines have them there.

    People are on the first or the last of the lines that directly follow an item; "Chair: Ann Lee" shows nothing.
    """
    blocks = [block for at, line in enumerate(lines) if _is_item(line) and (block := _below(lines, at))]
    named = sum(any(map(_names, (block[0], block[-1]))) for block in blocks)
    return named * 3 >= len(blocks) or len(blocks) - named < FEWEST_OTHERS


def names_are_below(lines: Sequence[str]) -> bool:
    """Whether hardly anything but people stands on the lines below items."""
    blocks = [block for at, line in enumerate(lines) if _is_item(line) and (block := _below(lines, at))]
    named = sum(len(block) <= MOST_NAMED and all(map(_names, block)) for block in blocks)
    return named >= FEWEST_NAMED and named * 5 >= len(blocks) * 4


def usual_below(lines: Sequence[str]) -> int:
    """Return how many lines usually follow an item directly: say more of it, and are no headings of the next one."""
    counts = sorted(len(_below(lines, at)) for at, line in enumerate(lines) if _is_item(line))
    return counts[(len(counts) - 1) // 2] if counts else 0


def places_below_times(lines: Sequence[str]) -> frozenset[int]:
    """Return where the places are that stand between times alone and titles, if most of these have one there.

    A place says so, or is the same below several times; several have a label, or one is there again.
    """
    filled = [index for index, line in enumerate(lines) if line.strip()]
    pairs = pairwise(filled)
    below = [after for index, after in pairs if is_time_alone(lines[index]) and not _is_item(lines[after])]
    again = Counter(lines[index].strip() for index in below)
    places = [i for i in below if again[lines[i].strip()] > 1 or PLACE.search(lines[i][:LONGEST]) is not None]
    apart = [i for i in places if not _is_item(next(iter(lines[i + 1 : i + 2]), "")) and lines[i + 1 : i + 2] != [""]]
    is_usual = len(apart) == len(places) >= FEWEST_PLACES and len(places) * 3 >= len(below) * 2
    labelled = sum(field_of(lines[i][:LONGEST].partition(":")[0].strip()) == "room" for i in below if ":" in lines[i])
    is_usual = is_usual and (max(again.values(), default=0) > 1 or labelled > 1)
    return frozenset(below) if is_usual else frozenset()


def lists_of_others(lines: Sequence[str]) -> frozenset[int]:
    """Return where the entries of lists below items are that look like people, and are none.

    Another entry, which names no person and is no sentence or stands above them, shows that: "Cake" beside "Best Man".
    """
    others: set[int] = set()
    at = 0
    while at < len(lines):
        end = at
        while end < len(lines) and _is_entry(lines[end]):
            end += 1
        texts = [without_bullet(line[:LONGEST]) for line in lines[at:end]]
        named = [bool(people_in(text)) for text in texts]
        unlike = [not name and ":" not in text for name, text in zip(named, texts, strict=True)]
        is_short = any(no and len(text.split()) <= SHORT for no, text in zip(unlike, texts, strict=True))
        others |= {at + i for i, name in enumerate(named) if name and (is_short or any(unlike[:i]))}
        at = max(end, at + 1)
    return frozenset(others)


def _is_entry(line: str) -> bool:
    """Whether a line is an entry of a list, without a time and a length."""
    text = line[:LONGEST].strip()
    return bool(text) and without_bullet(text) != text and not begins_something(text)


def _names(line: str) -> bool:
    label, colon, _ = line.partition(":")
    return not (colon and field_of(label) is not None) and (
        bool(people_in(line)) or person_in_company(line) is not None
    )


def _is_item(line: str) -> bool:
    return has_digit(line) and begins_something(line[:LONGEST])


def _below(lines: Sequence[str], at: int) -> list[str]:
    """Return the lines with a text that follow an item and its title, up to the next item or gap."""
    first = _after_gap(lines, at + 1)
    if is_time_alone(lines[at]) and first < len(lines) and not _is_item(lines[first]):
        first = _after_gap(lines, first + 1)
    end = first
    while end < len(lines) and lines[end].strip() and not _is_item(lines[end]):
        end += 1
    return [without_bullet(line[:LONGEST]) for line in lines[first:end]]


def _after_gap(lines: Sequence[str], at: int) -> int:
    return at + (at < len(lines) and not lines[at].strip())
