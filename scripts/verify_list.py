"""Recompute the order of every list of speakers from an exported record, with nothing but the standard library.

    python scripts/verify_list.py RECORD.jsonl [SHA-256 OF A SEED, AS IT WAS PUBLISHED ...]

RECORD.jsonl is what `python -m app export SLUG -o RECORD.jsonl` writes. Each request that the big key introduced has to
be the first one by the rules of docs/floor-list.md, and lots have to be drawn with a seed whose SHA-256 was published.
The script prints what differs, and then exits with 1. It shares no code with the server on purpose. `order` has the
rules, `Debate` reads the record; `here` is one list, `r` one request for the floor.
"""

import hashlib
import json
import sys
from collections import Counter, defaultdict
from math import inf
from pathlib import Path

BEHIND = ("reply", "answer")  # they stand behind the speech that they are about
OUTSIDE = (*BEHIND, "point_of_order")  # the rules of order are not about them


def order(debate: "Debate", segment: str) -> list:
    """Return the ids of the requests that wait, in the order in which the rules let them speak."""
    here, people, spoken = debate.lists[segment], debate.people, debate.spoken()
    requests, moves, turns, counts = here["requests"], here["moves"], {}, Counter()
    waiting = [r for r in requests.values() if r["state"] == "waiting"]
    ranks = {category["id"]: category["rank"] for category in debate.plan.get("categories") or ()}
    begun = [one["requests"][id_] for one in debate.lists.values() for id_ in one["begun"]]
    called = {r["speaker"] for r in begun if r["kind"] not in OUTSIDE}
    key = {
        "rank": lambda r: ranks.get(people[r["speaker"]].get("category"), inf),
        "absent": lambda r: r["absences"],
        "alternate_groups": lambda r: turns.get(r["id"], 0),
        "least_heard": lambda r: (spoken[r["speaker"]], debate.heard.get(r["speaker"], 0)),
        "first_time_first": lambda r: r["speaker"] in called,
        "lot": lambda r: here["drawn"] and hashlib.sha256(f"{here['seed']}:{r['id']}".encode()).hexdigest(),
        "first_come": lambda r: r["seq"],
    }
    rules = list((debate.items[segment].get("list_settings") or {}).get("rules") or ["first_come"])
    rules.insert(rules.index("rank") + 1 if "rank" in rules else 0, "absent")

    def by_rules(r: dict) -> list:
        return [key[rule](r) for rule in rules]

    ruled = sorted((r for r in waiting if r["id"] not in moves and r["kind"] not in OUTSIDE), key=by_rules)
    if "alternate_groups" in rules:  # those called so far have had the first turns of their groups
        ranked = "rank" in rules[: rules.index("alternate_groups")]  # each rank takes turns of its own
        taken = (requests[id_] for id_ in dict.fromkeys([*here["begun"], here["on"]]) if id_)
        for r in [*(r for r in taken if r["kind"] not in OUTSIDE), *ruled]:
            among = (ranked and key["rank"](r), people[r["speaker"]].get("group") or "")
            counts[among] += 1
            turns[r["id"]] = counts[among]
        ruled.sort(key=by_rules)

    behind, ids = defaultdict(list), {r["id"] for r in waiting}  # by anchor; None is the front
    attached = (r for r in waiting if r["id"] in moves or r["kind"] in BEHIND)
    for r in sorted(attached, key=lambda r: moves.get(r["id"], (r["seq"],))[0]):
        _, anchor = moves.get(r["id"], (None, r["reply_to"]))
        there = behind[anchor if anchor in ids else None]
        replies = [place for place, id_ in enumerate(there, 1) if id_ not in moves]
        there.insert(0 if r["id"] in moves else max(replies, default=0), r["id"])

    def with_those_behind(id_: str | None) -> list:
        return [id_, *(one for other in behind[id_] for one in with_those_behind(other))]

    points = [r["id"] for r in waiting if r["kind"] == "point_of_order" and r["id"] not in moves]
    return [*points, *with_those_behind(None)[1:], *(one for r in ruled for one in with_those_behind(r["id"]))]


class Debate:
    """What the record says, record by record; `wrong` has a line for each request that was introduced out of turn."""

    def __init__(self) -> None:
        self.plan, self.people, self.items, self.heard, self.wrong = {}, {}, {}, {}, []
        fresh = {"requests": {}, "moves": {}, "begun": [], "spans": [], "on": None, "seed": None, "drawn": False}
        self.lists = defaultdict(lambda: {**json.loads(json.dumps(fresh)), "cut": False})

    def follow(self, row: dict) -> None:
        kind, data = row["kind"], row["data"]
        if kind in ("session_created", "plan_replaced"):
            self.plan = dict(data["document"])
            self.people = {person["id"]: dict(person) for person in self.plan["speakers"]}
            self.items = {item["id"]: dict(item) for item in self.plan["segments"]}
        elif kind == "session_edited":
            self.plan.update(data["changes"])
        elif kind == "heard_counted":
            self.heard = data["heard"]
        for one, all_ in (("speaker", self.people), ("segment", self.items)):
            if kind == f"{one}_added":
                all_[data[one]["id"]] = dict(data[one])
            elif kind == f"{one}_edited":
                all_[data[one]].update(data["changes"])
        if isinstance(data.get("segment"), str):
            here = self.lists[data["segment"]]
            self.follow_item(kind, data, row["at_ms"], here)
            self.follow_request(row, data, here, here["requests"].get(data.get("request")))

    def follow_item(self, kind: str, data: dict, at: int, here: dict) -> None:
        spans = here["spans"]  # when the clock of the item ran
        if kind in ("clock_started", "clock_resumed", "interruption_ended"):
            spans.append([at, None])
        elif kind in ("clock_paused", "interruption_began", "speech_ended") and spans:
            spans[-1][1] = spans[-1][1] or at
        elif kind == "speech_discarded":
            spans.clear()
        elif kind == "lots_seeded":  # drawn at the cut-off, or at once after it
            here.update(seed=data["seed"], drawn=here["cut"])
        elif kind in ("list_opened", "list_closed"):
            here["cut"] = False
        elif kind == "list_cut_off":
            here.update(cut=True, drawn=here["seed"] is not None)
            for dropped in data["dropped"]:
                here["requests"][dropped]["state"] = "withdrawn"

    def follow_request(self, row: dict, data: dict, here: dict, r: dict) -> None:  # noqa: PLR0912, PLR0915, C901
        kind, at, requests = row["kind"], row["at_ms"], here["requests"]
        if kind == "request_introduced" and row["command"] in ("advance", "yield_floor") and r["state"] == "waiting":
            first = order(self, data["segment"])[0]
            if first != r["id"]:
                self.wrong.append(f"record {row['seq']} introduced {r['id']}, the rules say {first}")
        if r and "behind" in data and kind != "requests_swapped":  # it leaves its place; what was behind it stays
            moves = here["moves"]
            moves.update({id_: (seq, data["behind"]) for id_, (seq, after) in moves.items() if after == r["id"]})
            moves.pop(r["id"], None)
            r["state"], here["on"] = "waiting", None if here["on"] == r["id"] else here["on"]
        match kind:
            case "floor_requested":
                r = {**data, "id": data["request"], "kind": data["request_kind"], "seq": row["seq"], "absences": 0}
                requests[r["id"]] = {**r, "state": "waiting", "began": None, "ended": None}
            case "request_withdrawn":
                r["state"] = "withdrawn"
            case "request_marked_absent":
                r.update(state="absent" if data["out"] else "waiting", absences=r["absences"] + 1)
            case "request_moved":
                here["moves"][r["id"]] = (row["seq"], data["after"])
            case "requests_swapped":
                a, b, moves = data["request"], data["other"], here["moves"]
                moves.update({id_: (seq, {a: b, b: a}.get(after, after)) for id_, (seq, after) in moves.items()})
                moves[a] = (row["seq"], b if data["other_behind"] == a else data["other_behind"])
                moves[b] = (row["seq"], a if data["behind"] == b else data["behind"])
            case "request_introduced":
                r.update(state="introduced", began=None, ended=None)  # one that begins again has a fresh clock
                here["on"] = r["id"]
            case "request_returned":
                r["state"], here["on"] = "waiting", None
            case "request_began":
                r.update(state="speaking", began=at, ended=None)
                here["begun"] = [*(id_ for id_ in here["begun"] if id_ != r["id"]), r["id"]]
            case "request_ended" | "speech_ended" if r := r or requests.get(here["on"]):
                r.update({"state": "spoken", "ended": at} if r["state"] == "speaking" else {"state": "waiting"})
                here["on"] = None
            case "start_corrected" if r:
                r["began"] = data["started_at_ms"]
                if data["previous"]:
                    requests[data["previous"]]["ended"] = data["started_at_ms"]
            case "interruption_began" if r:  # a point of order has the floor at once
                r["state"] = "speaking"
                here["begun"].append(r["id"])
            case "interruption_ended":
                for point in requests.values():
                    ends = point["kind"] == "point_of_order" and point["state"] == "speaking"
                    point["state"] = "spoken" if ends else point["state"]

    def spoken(self) -> Counter:
        """Return how many milliseconds each person spoke in speeches that have ended, while the clock ran."""
        sums = Counter()
        for segment, here in self.lists.items():
            begun = [r for r in here["requests"].values() if r["began"] is not None]
            speeches = [(r["speaker"], r["began"], r["ended"]) for r in begun if r["ended"] is not None]
            if len(alone := self.items.get(segment, {}).get("speakers") or []) == 1:  # before the first request
                speeches.append((alone[0], 0, min((r["began"] for r in begun), default=inf)))
            for person, since, until in speeches:
                for start, end in here["spans"]:
                    if min(end or inf, until) < inf:  # else it is still going on
                        sums[person] += max(min(end or inf, until) - max(start, since), 0)
        return sums


def read(rows: list) -> Debate:
    """Follow a journal's records, leaving out those that were undone."""
    undone, debate = {seq for row in rows if row["kind"] == "undone" for seq in row["data"]["seqs"]}, Debate()
    for row in rows:
        if row["seq"] not in undone:
            debate.follow(row)
    return debate


def main(file: str, *published: str) -> int | str:
    try:
        lines = Path(file).read_text(encoding="utf-8").splitlines()
        debate = read([row for line in lines if "kind" in (row := json.loads(line))])
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        return f"{file} is not a record that can be read: {error!r}\n{__doc__}"
    if not any(here["requests"] for here in debate.lists.values()):
        return f"{file} has no request for the floor."
    for segment, here in debate.lists.items():
        if here["requests"]:
            waiting = order(debate, segment)
            print(f"{segment}: {len(here['begun'])} spoke, {len(waiting)} wait: {' '.join(waiting)}")
        if here["seed"] is not None:
            digest = hashlib.sha256(here["seed"].encode()).hexdigest()
            print(f"{segment}: lots by the seed {here['seed']!r}, whose SHA-256 is {digest}")
            if published and digest not in {text.lower() for text in published}:
                debate.wrong.append(f"{segment}: no published SHA-256 is that of the seed")
    print("\n".join(debate.wrong) or "Every request was introduced in the order of the rules.")
    return bool(debate.wrong)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) > 1 else __doc__)
