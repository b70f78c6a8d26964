"""Recompute the order of every list of speakers from an exported record, with nothing but the standard library.

    python scripts/verify_list.py RECORD.jsonl

Reads the record as `python -m app export SLUG -o RECORD.jsonl` writes it, applies the rules of docs/floor-list.md by
itself, and compares: each request that was introduced from the top of the list was the first one by the rules. Prints
one line for each list and exits with 1 if an order differs. It shares no code with the server on purpose.
"""

import hashlib
import json
import sys
from pathlib import Path

LAST = 1_000_000
BEHIND = ("reply", "answer")


class Debate:
    def __init__(self) -> None:
        self.plan, self.lists, self.heard, self.wrong = {}, {}, {}, []
        self.spans, self.clock, self.last = [], None, 0  # (from, to, speaker, segment), (segment, speaker), instant

    def follow(self, row: dict) -> None:
        kind, data, at = row["kind"], row["data"], row["at_ms"]
        if self.clock:
            self.spans.append((self.last, at, self.clock[1], self.clock[0]))
        self.last = at
        handler = getattr(self, f"on_{kind}", None)
        if handler:
            handler(data, row)
        self.plan_event(kind, data)

    # The plan: who belongs to which category and group, and the rules of each list.
    def plan_event(self, kind: str, data: dict) -> None:
        if kind in ("session_created", "plan_replaced"):
            document = data["document"]
            self.plan = {**document, "speakers": {s["id"]: s for s in document["speakers"]}}
            self.plan["segments"] = {s["id"]: s for s in document["segments"]}
        elif kind in ("speaker_added", "segment_added"):
            item = data[kind.split("_")[0]]
            self.plan[kind.split("_")[0] + "s"][item["id"]] = dict(item)
        elif kind in ("speaker_edited", "segment_edited"):
            self.plan[kind.split("_")[0] + "s"][data[kind.split("_")[0]]].update(data["changes"])
        elif kind == "session_edited":
            self.plan.update({k: v for k, v in data["changes"].items() if k in ("categories", "groups")})

    def rules(self, segment: str) -> list:
        rules = list((self.plan["segments"][segment].get("list_settings") or {}).get("rules") or ["first_come"])
        rules.insert(rules.index("rank") + 1 if "rank" in rules else 0, "absent")
        return rules

    def list(self, segment: str) -> dict:
        fresh = {"requests": {}, "moves": {}, "begun": [], "on": None, "seed": None, "cut": False, "drawn": False}
        return self.lists.setdefault(segment, fresh)

    # Requests and what was decided by hand.
    def on_floor_requested(self, data: dict, row: dict) -> None:
        request = {**data, "seq": row["seq"], "state": "waiting", "absences": 0}
        self.list(data["segment"])["requests"][data["request"]] = request

    def on_lots_seeded(self, data: dict, _: dict) -> None:
        here = self.list(data["segment"])
        here.update(seed=data["seed"], drawn=here["cut"])

    def on_list_opened(self, data: dict, _: dict) -> None:
        self.list(data["segment"])["cut"] = False

    on_list_closed = on_list_opened

    def on_list_cut_off(self, data: dict, _: dict) -> None:
        here = self.list(data["segment"])
        here.update(cut=True, drawn=here["drawn"] or bool(here["seed"]))
        for dropped in data["dropped"]:
            here["requests"][dropped]["state"] = "withdrawn"

    def leave(self, data: dict, state: str) -> None:
        here = self.list(data["segment"])
        for id_, anchor in list(here["moves"].items()):
            if anchor[1] == data["request"]:
                here["moves"][id_] = (anchor[0], data["behind"])
        here["moves"].pop(data["request"], None)
        here["requests"][data["request"]]["state"] = state

    def on_request_withdrawn(self, data: dict, _: dict) -> None:
        self.leave(data, "withdrawn")
        self.off(data)

    def on_request_marked_absent(self, data: dict, _: dict) -> None:
        self.leave(data, "absent" if data["out"] else "waiting")
        self.list(data["segment"])["requests"][data["request"]]["absences"] += 1
        self.off(data)

    def off(self, data: dict) -> None:
        here = self.list(data["segment"])
        here["on"] = None if here["on"] == data["request"] else here["on"]

    def on_request_moved(self, data: dict, row: dict) -> None:
        self.leave(data, "waiting")
        self.list(data["segment"])["moves"][data["request"]] = (row["seq"], data["after"])

    def on_requests_swapped(self, data: dict, row: dict) -> None:
        moves, a, b = self.list(data["segment"])["moves"], data["request"], data["other"]
        for id_, (seq, anchor) in list(moves.items()):
            moves[id_] = (seq, {a: b, b: a}.get(anchor, anchor))
        moves[a] = (row["seq"], b if data["other_behind"] == a else data["other_behind"])
        moves[b] = (row["seq"], a if data["behind"] == b else data["behind"])

    # Speeches, and the clock that counts how long each speaker spoke.
    def on_request_introduced(self, data: dict, row: dict) -> None:
        here, by_rules = self.list(data["segment"]), self.order(data["segment"])
        waits = here["requests"][data["request"]]["state"] == "waiting"
        if waits and row["command"] in ("advance", "yield_floor") and by_rules[:1] != [data["request"]]:
            self.wrong.append(f"record {row['seq']} introduced {data['request']}, the rules say {by_rules[:1]}")
        if waits:
            self.leave(data, "introduced")
        elif here["requests"][data["request"]]["state"] == "speaking":  # it begins again; this attempt does not count
            self.belongs(data["segment"], here["requests"][data["request"]]["began"], None)
        here["requests"][data["request"]]["state"] = "introduced"
        here["on"] = data["request"]
        self.speaks(data["segment"], None)

    def on_request_returned(self, data: dict, _: dict) -> None:
        self.list(data["segment"])["requests"][data["request"]]["state"] = "waiting"
        self.list(data["segment"])["on"] = None

    def on_request_began(self, data: dict, row: dict) -> None:
        here, request = self.list(data["segment"]), data["request"]
        here["requests"][request].update(state="speaking", began=row["at_ms"])
        here["begun"] = [id_ for id_ in here["begun"] if id_ != request] + [request]
        self.speaks(data["segment"], here["requests"][request]["speaker"])

    def on_request_ended(self, data: dict, _: dict) -> None:
        self.list(data["segment"])["requests"][data["request"]]["state"] = "spoken"
        self.list(data["segment"])["on"] = None
        self.speaks(data["segment"], None)

    def speaks(self, segment: str, speaker: str | None) -> None:
        if self.clock and self.clock[0] == segment:
            self.clock = (segment, speaker)

    def on_start_corrected(self, data: dict, _: dict) -> None:
        request = data.get("request")
        if request:
            here = self.list(data["segment"])["requests"]
            here[request]["began"] = data["started_at_ms"]
            self.belongs(data["segment"], data["started_at_ms"], here[request]["speaker"])

    def belongs(self, segment: str, since: int, speaker: str | None) -> None:
        """Say who spoke in a segment since an instant, instead of what was taken down."""
        elsewhere = [span for span in self.spans if span[3] != segment]
        here = [span for span in self.spans if span[3] == segment]
        early = [(start, min(end, since), who, on) for start, end, who, on in here if start < since]
        late = [(max(start, since), end, speaker, on) for start, end, _, on in here if end > since]
        self.spans = [*elsewhere, *early, *late]

    def on_clock_started(self, data: dict, _: dict) -> None:
        people = self.plan["segments"][data["segment"]].get("speakers") or []
        self.clock = (data["segment"], people[0] if len(people) == 1 else None)

    def on_clock_resumed(self, data: dict, _: dict) -> None:
        self.on_clock_started(data, _)
        here = self.lists.get(data["segment"], {"on": None})
        if here["on"] and here["requests"][here["on"]]["state"] == "speaking":
            self.clock = (data["segment"], here["requests"][here["on"]]["speaker"])

    def on_interruption_ended(self, data: dict, row: dict) -> None:
        for request in self.lists.get(data["segment"], {"requests": {}})["requests"].values():
            if request["request_kind"] == "point_of_order" and request["state"] == "speaking":
                request["state"] = "spoken"
        self.on_clock_resumed(data, row)

    def on_clock_paused(self, _: dict, __: dict) -> None:
        self.clock = None

    def on_interruption_began(self, data: dict, _: dict) -> None:
        self.clock = None
        if data.get("request"):
            here = self.list(data["segment"])
            here["requests"][data["request"]]["state"] = "speaking"
            here["begun"].append(data["request"])

    def on_speech_ended(self, data: dict, _: dict) -> None:
        self.clock = None
        here = self.lists.get(data["segment"])
        for request in here["requests"].values() if here else ():
            state = {"speaking": "spoken", "introduced": "waiting"}.get(request["state"])
            request["state"] = state or request["state"]
        if here:
            here["on"] = None

    def on_heard_counted(self, data: dict, _: dict) -> None:
        self.heard = data["heard"]

    def spoken(self) -> dict:
        on = [r for here in self.lists.values() for r in here["requests"].values() if r["state"] == "speaking"]
        since = {r["segment"]: r["began"] for r in on if "began" in r}
        sums: dict = {}
        for start, end, speaker, segment in self.spans:
            if speaker and start < since.get(segment, end + 1):
                sums[speaker] = sums.get(speaker, 0) + end - start
        return sums

    # The order, from the rules.
    def order(self, segment: str) -> list:
        here, rules, spoken = self.list(segment), self.rules(segment), self.spoken()
        waiting = [r for r in here["requests"].values() if r["state"] == "waiting"]
        points = [
            r["request"] for r in waiting if r["request_kind"] == "point_of_order" and r["request"] not in here["moves"]
        ]
        ruled = [
            r
            for r in waiting
            if r["request_kind"] not in (*BEHIND, "point_of_order") and r["request"] not in here["moves"]
        ]
        ranks = {c["id"]: c["rank"] for c in self.plan.get("categories") or ()}
        who = lambda r: self.plan["speakers"].get(r["speaker"], {})  # noqa: E731
        rank = lambda r: ranks.get(who(r).get("category", ""), LAST)  # noqa: E731
        before = {r["speaker"] for one in self.lists.values() for i in one["begun"] for r in [one["requests"][i]]
                  if r["request_kind"] not in (*BEHIND, "point_of_order")}  # fmt: skip
        lots = here["seed"] if here["drawn"] else None
        turns: dict = {}
        key = {
            "rank": rank,
            "absent": lambda r: r["absences"],
            "alternate_groups": lambda r: turns.get(r["request"], 0),
            "least_heard": lambda r: (spoken.get(r["speaker"], 0), self.heard.get(r["speaker"], 0)),
            "first_time_first": lambda r: r["speaker"] in before,
            "lot": lambda r: hashlib.sha256(f"{lots}:{r['request']}".encode()).hexdigest() if lots else "",
            "first_come": lambda r: r["seq"],
        }
        by = lambda r: [key[rule](r) for rule in rules]  # noqa: E731
        if "alternate_groups" in rules:
            ranked = "rank" in rules[: rules.index("alternate_groups")]
            counts: dict = {}
            begun = [here["requests"][i] for i in dict.fromkeys([*here["begun"], here["on"]]) if i]
            for r in [r for r in begun if r["request_kind"] not in (*BEHIND, "point_of_order")] + sorted(ruled, key=by):
                among = (rank(r) if ranked else 0, who(r).get("group", ""))
                counts[among] = turns[r["request"]] = counts.get(among, 0) + 1
        front: list = []
        order = [r["request"] for r in sorted(ruled, key=by)]
        self.place_others(here, waiting, front, order)
        return points + front + order

    @staticmethod
    def place_others(here: dict, waiting: list, front: list, order: list) -> None:
        """Put replies, answers and moved requests behind what they stand on: a tree, read from the top."""
        ids = {r["request"] for r in waiting}
        moves, children = here["moves"], {}
        others = [r for r in waiting if r["request"] in moves or r["request_kind"] in BEHIND]
        for r in sorted(others, key=lambda r: moves.get(r["request"], (r["seq"],))[0]):
            anchor = moves[r["request"]][1] if r["request"] in moves else r["reply_to"]
            there = children.setdefault(anchor if anchor in ids else None, [])
            replies = [at for at, id_ in enumerate(there, 1) if id_ not in moves]
            there.insert(0 if r["request"] in moves else max(replies, default=0), r["request"])
        unfold = lambda id_: [id_, *(deeper for child in children.get(id_, ()) for deeper in unfold(child))]  # noqa: E731
        front[:] = [id_ for child in children.get(None, ()) for id_ in unfold(child)]
        order[:] = [id_ for top in order for id_ in unfold(top)]


def read(lines: list) -> Debate:
    """Follow a journal's records (dicts), leaving out those that were undone."""
    undone = {seq for row in lines if row["kind"] == "undone" for seq in row["data"]["seqs"]}
    debate = Debate()
    for row in lines:
        if row["seq"] not in undone:
            debate.follow(row)
    return debate


def main() -> int:
    with Path(sys.argv[1]).open(encoding="utf-8") as file:
        debate = read([row for line in file if (row := json.loads(line)) and "kind" in row])
    for segment in debate.lists:
        here = debate.lists[segment]
        waiting = debate.order(segment)
        print(f"{segment}: {len(here['begun'])} spoke, {len(waiting)} wait: {' '.join(waiting)}")
    print("\n".join(debate.wrong) or "Every request was introduced in the order of the rules.")
    return bool(debate.wrong)


if __name__ == "__main__":
    sys.exit(main())
