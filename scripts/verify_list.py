"""Recompute the order of every list of speakers from an exported record, with nothing but the standard library.

    python scripts/verify_list.py REPORT.json [SHA-256 OF A SEED, AS IT WAS PUBLISHED ...]

REPORT.json is what `python -m app export SLUG --format json -o REPORT.json` writes. Each request that the rules let
speak, and the order at each cut-off and now, has to follow from the facts by the rules of docs/floor-list.md; lots from
a seed whose SHA-256 was published. The script prints what differs, and then exits with 1.
"""

import hashlib
import json
import sys
from collections import Counter, defaultdict
from math import inf
from pathlib import Path

BEHIND = ("reply", "answer")  # they stand behind the speech that they are about
OUTSIDE = (*BEHIND, "point_of_order")  # the rules of order are not about them


def order(facts: dict, rules: list, seed: str | None) -> list:
    """Return the ids of the requests that wait, in the order in which the rules let them speak."""
    turns, counts, behind = {}, Counter(), defaultdict(list)  # `behind` by anchor; None is the front
    key = {
        "rank": lambda r: inf if r["rank"] is None else r["rank"],
        "absent": lambda r: r["absences"],
        "alternate_groups": lambda r: turns.get(r["id"], 0),
        "least_heard": lambda r: (r["heard_ms"], r["elsewhere_ms"]),
        "first_time_first": lambda r: r["has_spoken"],
        "lot": lambda r: "" if seed is None else hashlib.sha256(f"{seed}:{r['id']}".encode()).hexdigest(),
        "first_come": lambda r: r["number"],
    }
    at = rules.index("rank") + 1 if "rank" in rules else 0
    by_rules = lambda r: [key[rule](r) for rule in (*rules[:at], "absent", *rules[at:], "first_come")]  # noqa: E731
    waiting = {r["id"]: r for r in facts.values() if r["state"] == "waiting"}
    ruled = [r for r in waiting.values() if r["moved_seq"] is None and r["kind"] not in OUTSIDE]
    ruled.sort(key=by_rules)
    if "alternate_groups" in rules:  # those called so far have had the first turns of their groups
        ranked = "rank" in rules[: rules.index("alternate_groups")]  # each rank takes turns of its own
        for r in [*(r for r in facts.values() if r["begun"] and r["kind"] not in OUTSIDE), *ruled]:
            among = (ranked and key["rank"](r), r["group"])
            counts[among] += 1
            turns[r["id"]] = counts[among]
        ruled.sort(key=by_rules)
    attached = (r for r in waiting.values() if r["moved_seq"] is not None or r["kind"] in BEHIND)
    for r in sorted(attached, key=lambda r: r["moved_seq"] or r["seq"]):
        anchor = r["reply_to"] if r["moved_seq"] is None else r["after"]
        there = behind[anchor if anchor in waiting else None]
        replies = [place for place, id_ in enumerate(there, 1) if waiting[id_]["moved_seq"] is None]
        there.insert(max(replies, default=0) if r["moved_seq"] is None else 0, r["id"])

    def whole(ids: list) -> list:  # each with those who stand behind it
        return [one for id_ in ids for one in (id_, *whole(behind[id_]))]

    points = [id_ for id_, r in waiting.items() if r["kind"] == "point_of_order" and r["moved_seq"] is None]
    placed = whole([*points, *behind[None], *(r["id"] for r in ruled)])
    return [*placed, *(id_ for id_ in waiting if id_ not in placed)]  # these stand behind each other in a circle


def check(one: dict, published: set) -> list:
    """Return what is wrong with a list of the record, a line for each."""
    facts, named, wrong, lots = {}, set(), [], one["lots"] or {"seed": None}
    for step in one["steps"]:
        facts |= {r["id"]: r for r in step["changed"]}
        rules_say = order(facts, step["rules"], lots["seed"] if step["drawn"] else None)
        claimed = rules_say if step["kind"] == "taken" else step["order"]  # by hand: there is nothing to compare
        if claimed != (rules_say[:1] if step["kind"] == "introduced" else rules_say):
            wrong.append(f"record {step['seq']}: {step['kind']} {claimed}, but by the rules {rules_say}")
        named.add(step["request"])
    places = sorted((r["place"], r["id"]) for r in one["requests"] if r["place"] is not None)
    if [id_ for _, id_ in places] != rules_say or {r["id"] for r in one["requests"]} != facts.keys():
        wrong.append("the places and requests of the record are not those of its last step")
    if [r["number"] for r in facts.values()] != list(range(1, len(facts) + 1)):
        wrong.append("a request is missing: their numbers have a gap")
    wrong += [f"no step gives the floor to {r['id']}" for r in facts.values() if r["begun"] and r["id"] not in named]
    if lots["seed"] is not None:
        digest = hashlib.sha256(lots["seed"].encode()).hexdigest()
        print(f"{one['segment']}: lots by the seed {lots['seed']!r}, whose SHA-256 is {digest}")
        if digest != lots["seed_sha256"] or (published and digest not in published):
            wrong.append("the published SHA-256 is not that of the seed")
    return [f"{one['segment']}: {line}" for line in wrong]


def main(file: str, *published: str) -> int | str:
    try:
        lists = json.loads(Path(file).read_text(encoding="utf-8"))["lists"]
        wrong = [line for one in lists for line in check(one, {text.lower() for text in published})]
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        return f"{file} is not a record that can be read: {error!r}\n{__doc__}"
    given = sum(step["request"] is not None for one in lists for step in one["steps"])
    print("\n".join(wrong) or f"{len(lists)} lists, {given} times the floor was given: all in the order of the rules.")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) > 1 else __doc__)
