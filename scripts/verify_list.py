"""Recompute the order of every list of speakers from an exported record, with nothing but the standard library.

    python scripts/verify_list.py RECORD.jsonl [SHA-256 OF A SEED, AS IT WAS PUBLISHED ...]

RECORD.jsonl is what `python -m app export SLUG -o RECORD.jsonl` writes. The script applies the rules of
docs/floor-list.md by itself: each request that the big key introduced was the first one by the rules, and the lots were
drawn with a seed whose SHA-256 is the published one. It prints what it compared, and exits with 1 if anything differs.
It shares no code with the server on purpose. The rules come first, then how the record is read: `here` is one list, `r`
one request for the floor.
"""

import hashlib
import json
import sys
from pathlib import Path

UNRANKED = 1_000_000  # a speaker without a category comes last
BEHIND = ("reply", "answer")  # they stand behind the speech that they are about
OUTSIDE = (*BEHIND, "point_of_order")  # the rules of order are not about them


# The rules.


def order(debate: "Debate", segment: str) -> list:
    """Return the ids of the requests that wait, in the order in which the rules let them speak."""
    here, spoken = debate.list_of(segment), debate.spoken()
    waiting = [r for r in here["requests"].values() if r["state"] == "waiting"]
    unmoved = [r for r in waiting if r["id"] not in here["moves"]]
    ranks = {category["id"]: category["rank"] for category in debate.plan.get("categories") or ()}
    called = {r["speaker"] for one in debate.lists.values() for id_ in one["begun"]
              if (r := one["requests"][id_])["kind"] not in OUTSIDE}  # fmt: skip
    seed = here["seed"] if here["drawn"] else None
    turns: dict = {}

    def of(r: dict, what: str) -> str:
        return debate.people.get(r["speaker"], {}).get(what) or ""

    key = {
        "rank": lambda r: ranks.get(of(r, "category"), UNRANKED),
        "absent": lambda r: r["absences"],
        "alternate_groups": lambda r: turns.get(r["id"], 0),
        "least_heard": lambda r: (spoken.get(r["speaker"], 0), debate.heard.get(r["speaker"], 0)),
        "first_time_first": lambda r: r["speaker"] in called,
        "lot": lambda r: hashlib.sha256(f"{seed}:{r['id']}".encode()).hexdigest() if seed is not None else "",
        "first_come": lambda r: r["seq"],
    }
    rules = list((debate.items[segment].get("list_settings") or {}).get("rules") or ["first_come"])
    rules.insert(rules.index("rank") + 1 if "rank" in rules else 0, "absent")
    ruled = [r for r in unmoved if r["kind"] not in OUTSIDE]
    if "alternate_groups" in rules:  # those called so far have had the first turns of their groups
        each_rank = "rank" in rules[: rules.index("alternate_groups")]
        taken = [here["requests"][id_] for id_ in dict.fromkeys([*here["begun"], here["on"]]) if id_]
        counts: dict = {}
        rest = sorted(ruled, key=lambda r: [key[rule](r) for rule in rules])
        for r in [*(r for r in taken if r["kind"] not in OUTSIDE), *rest]:
            among = (key["rank"](r) if each_rank else 0, of(r, "group"))
            counts[among] = turns[r["id"]] = counts.get(among, 0) + 1
    ruled.sort(key=lambda r: [key[rule](r) for rule in rules])
    points = [r["id"] for r in unmoved if r["kind"] == "point_of_order"]
    return [*points, *with_others(here, waiting, [r["id"] for r in ruled])]


def with_others(here: dict, waiting: list, ruled: list) -> list:
    """Put replies, answers and moved requests directly behind what they stand on; at the front without it."""
    ids, moves, behind = {r["id"] for r in waiting}, here["moves"], {}
    others = [r for r in waiting if r["id"] in moves or r["kind"] in BEHIND]
    for r in sorted(others, key=lambda r: moves[r["id"]][0] if r["id"] in moves else r["seq"]):
        anchor = moves[r["id"]][1] if r["id"] in moves else r["reply_to"]
        there = behind.setdefault(anchor if anchor in ids else None, [])
        replies = [place for place, id_ in enumerate(there, 1) if id_ not in moves]
        there.insert(0 if r["id"] in moves else max(replies, default=0), r["id"])

    def with_those_behind(id_: str | None) -> list:
        return [id_, *(one for other in behind.get(id_, ()) for one in with_those_behind(other))]

    return [*with_those_behind(None)[1:], *(one for id_ in ruled for one in with_those_behind(id_))]


# What the record says.


class Debate:
    def __init__(self) -> None:
        self.plan, self.people, self.items, self.heard = {}, {}, {}, {}
        self.lists, self.spans, self.wrong = {}, {}, []  # `spans`: when the clock of each item ran

    def follow(self, row: dict) -> None:
        kind, data, at = row["kind"], row["data"], row["at_ms"]
        self.read_plan(kind, data)
        if "segment" in data and isinstance(data["segment"], str):
            self.read_clock(kind, data, at)
            here = self.list_of(data["segment"])
            self.read_state(kind, data, here)
            self.read_list(kind, data, row, here)
        self.heard = data["heard"] if kind == "heard_counted" else self.heard

    def list_of(self, segment: str) -> dict:
        fresh = {"requests": {}, "moves": {}, "begun": [], "on": None, "seed": None, "cut": False, "drawn": False}
        return self.lists.setdefault(segment, fresh)

    def read_plan(self, kind: str, data: dict) -> None:
        match kind:
            case "session_created" | "plan_replaced":
                self.plan = dict(data["document"])
                self.people = {person["id"]: dict(person) for person in self.plan["speakers"]}
                self.items = {item["id"]: dict(item) for item in self.plan["segments"]}
            case "speaker_added":
                self.people[data["speaker"]["id"]] = dict(data["speaker"])
            case "segment_added":
                self.items[data["segment"]["id"]] = dict(data["segment"])
            case "speaker_edited":
                self.people[data["speaker"]].update(data["changes"])
            case "segment_edited":
                self.items[data["segment"]].update(data["changes"])
            case "session_edited":
                self.plan.update(data["changes"])

    def read_clock(self, kind: str, data: dict, at: int) -> None:
        spans = self.spans.setdefault(data["segment"], [])
        if kind in ("clock_started", "clock_resumed", "interruption_ended"):
            spans.append([at, None])
        elif kind in ("clock_paused", "interruption_began", "speech_ended") and spans and spans[-1][1] is None:
            spans[-1][1] = at
        elif kind == "speech_discarded":
            spans.clear()

    def read_state(self, kind: str, data: dict, here: dict) -> None:
        if kind == "lots_seeded":  # drawn at the cut-off, or at once after it
            here.update(seed=data["seed"], drawn=here["cut"])
        elif kind in ("list_opened", "list_closed"):
            here["cut"] = False
        elif kind == "list_cut_off":
            here.update(cut=True, drawn=here["drawn"] or here["seed"] is not None)
            for dropped in data["dropped"]:
                here["requests"][dropped]["state"] = "withdrawn"

    def read_list(self, kind: str, data: dict, row: dict, here: dict) -> None:  # noqa: PLR0912, C901 - a case each
        at, r = row["at_ms"], here["requests"].get(data.get("request"))
        match kind:
            case "floor_requested":
                r = {**data, "id": data["request"], "kind": data["request_kind"], "seq": row["seq"]}
                here["requests"][r["id"]] = {**r, "state": "waiting", "absences": 0, "began": None, "ended": None}
            case "request_withdrawn":
                self.leave(here, r, data["behind"], "withdrawn")
            case "request_marked_absent":
                self.leave(here, r, data["behind"], "absent" if data["out"] else "waiting")
                r["absences"] += 1
            case "request_moved":
                self.leave(here, r, data["behind"], "waiting")
                here["moves"][r["id"]] = (row["seq"], data["after"])
            case "requests_swapped":
                self.swap(here["moves"], data, row["seq"])
            case "request_introduced":
                self.introduce(row, here, r)
            case "request_returned":
                self.leave(here, r, None, "waiting")
            case "request_began":
                r.update(state="speaking", began=at, ended=None)
                here["begun"] = [*(id_ for id_ in here["begun"] if id_ != r["id"]), r["id"]]
            case "request_ended":
                self.end(here, r, at)
            case "start_corrected" if r:
                r["began"] = data["started_at_ms"]
                if data["previous"]:
                    here["requests"][data["previous"]]["ended"] = data["started_at_ms"]
            case "interruption_began" if r:  # a point of order has the floor at once
                r["state"] = "speaking"
                here["begun"].append(r["id"])
            case "interruption_ended":
                for point in here["requests"].values():
                    if point["kind"] == "point_of_order" and point["state"] == "speaking":
                        point["state"] = "spoken"
            case "speech_ended" if here["on"]:
                self.end(here, here["requests"][here["on"]], at)

    def introduce(self, row: dict, here: dict, r: dict) -> None:
        """Take down who was introduced; the big key has to have introduced the first one by the rules."""
        if r["state"] == "waiting":
            first = order(self, row["data"]["segment"])[:1]
            if row["command"] in ("advance", "yield_floor") and first != [r["id"]]:
                self.wrong.append(f"record {row['seq']} introduced {r['id']}, the rules say {first}")
            self.leave(here, r, row["data"]["behind"], "introduced")
        r.update(state="introduced", began=None, ended=None)  # one that begins again has a fresh clock
        here["on"] = r["id"]

    def leave(self, here: dict, r: dict, behind: str | None, state: str) -> None:
        """Take a request from its place; what the moderator had moved behind it keeps its own place."""
        moves, id_ = here["moves"], r["id"]
        moves.update({other: (seq, behind) for other, (seq, after) in moves.items() if after == id_})
        moves.pop(id_, None)
        r["state"], here["on"] = state, None if here["on"] == id_ else here["on"]

    def end(self, here: dict, r: dict, at: int) -> None:
        r.update(state="spoken", ended=at) if r["state"] == "speaking" else r.update(state="waiting")
        here["on"] = None

    def swap(self, moves: dict, data: dict, seq: int) -> None:
        a, b = data["request"], data["other"]
        moves.update({id_: (then, {a: b, b: a}.get(after, after)) for id_, (then, after) in moves.items()})
        moves[a] = (seq, b if data["other_behind"] == a else data["other_behind"])
        moves[b] = (seq, a if data["behind"] == b else data["behind"])

    def spoken(self) -> dict:
        """Return how many milliseconds each person spoke in speeches that have ended, while the clock ran."""
        sums: dict = {}
        for segment, here in self.lists.items():
            spans = [span for span in self.spans.get(segment, []) if span[1] is not None or here["begun"]]
            begun = [r for id_ in here["begun"] if (r := here["requests"][id_])["began"] is not None]
            if len(people := self.items.get(segment, {}).get("speakers") or []) == 1:
                first = min((r["began"] for r in begun), default=None)
                alone = [[start, end if first is None else min(end or first, first)] for start, end in spans]
                sums[people[0]] = sums.get(people[0], 0) + sum(max(end - start, 0) for start, end in alone)
            for r in begun:
                for start, end in spans if r["ended"] is not None else ():
                    ms = min(end or r["ended"], r["ended"]) - max(start, r["began"])
                    sums[r["speaker"]] = sums.get(r["speaker"], 0) + max(ms, 0)
        return sums


def read(rows: list) -> Debate:
    """Follow a journal's records, leaving out those that were undone."""
    undone = {seq for row in rows if row["kind"] == "undone" for seq in row["data"]["seqs"]}
    debate = Debate()
    for row in rows:
        if row["seq"] not in undone:
            debate.follow(row)
    return debate


def main(file: str, *published: str) -> int:
    lines = Path(file).read_text(encoding="utf-8").splitlines()
    debate = read([row for line in lines if "kind" in (row := json.loads(line))])
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
