"""The order of a list of speakers is that of its rules, and each place says truly why."""

from __future__ import annotations

import importlib.util
import json
from hashlib import sha256
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

import pytest

from app.domain.codec import to_line
from app.domain.derived.places import before, in_order, lot, next_request, places, spoken_ms
from app.domain.errors import Rejection, Sentence
from app.domain.messages import commands as c
from app.domain.state.requests import Request
from app.domain.values import MINUTE, SECOND, ListRule, RequestKind, Role
from tests.domain.debate import GROUPS, NAMES, Debate

ROOT = Path(__file__).parents[3]


def reasons(debate: Debate) -> list[str]:
    return [str(place.reason) for place in places(debate.session, "debate")]


def test_first_come_is_the_order_of_arrival() -> None:
    debate = Debate()
    debate.ask("fiji", "chad", "togo")
    assert debate.order == ["fiji", "chad", "togo"]
    assert reasons(debate) == [
        "before Chad: asked earlier",
        "after Fiji, who asked earlier",
        "after Chad, who asked earlier",
    ]
    assert next_request(debate.session, "debate") == in_order(debate.session, "debate")[0]
    assert [before(debate.session, "debate", id_) for id_ in (*debate.order, "nobody")] == [None, "fiji", "chad", None]


def test_ministers_speak_before_members_and_a_speaker_without_a_category_last() -> None:
    debate = Debate({"rules": ["rank"]})
    debate.send(c.RequestFloor(name="Stranger", id="stranger"))
    debate.ask("fiji", "chad", "togo", "peru")
    assert debate.order == ["chad", "peru", "fiji", "togo", "stranger"]
    assert reasons(debate)[2] == "after Peru: Ministers speak before Members"
    assert reasons(debate)[4] == "after Togo: Members speak before speakers without a category"


def test_groups_take_turns_and_those_that_have_spoken_count() -> None:
    debate = Debate({"rules": ["alternate_groups"]})
    debate.ask("fiji", "iran", "oman", "chad", "togo", "peru")
    assert debate.order == ["fiji", "chad", "peru", "iran", "togo", "oman"]
    assert reasons(debate)[3] == "after Peru: groups take turns, Latin in turn 1, Asia in 2"
    debate.begin()
    debate.speak()
    assert (debate.floor["voice"], *debate.order) == ("chad", "peru", "iran", "togo", "oman")


def test_each_rank_takes_turns_of_its_own() -> None:
    debate = Debate({"rules": ["rank", "alternate_groups"]})
    debate.ask("togo", "fiji", "iran", "chad")
    assert debate.order == ["chad", "togo", "fiji", "iran"]
    assert reasons(debate)[2] == "after Togo, who asked earlier"


def test_who_was_heard_least_comes_first_here_and_then_in_the_conference() -> None:
    debate = Debate({"rules": ["least_heard"]})
    debate.send(c.CountHeard({"fiji": MINUTE, "peru": 2 * MINUTE, "stranger": 5}), role=Role.SYSTEM)
    debate.ask("chad")
    debate.begin()
    debate.speak(30 * SECOND)
    assert spoken_ms(debate.session) == {"chad": 30 * SECOND}
    for speaker in ("chad", "peru", "fiji", "togo"):
        debate.send(c.RequestFloor(RequestKind.QUESTION, f"{speaker}-q", speaker))
    assert debate.order == ["togo-q", "fiji-q", "peru-q", "chad-q"]
    assert reasons(debate) == [
        "before Fiji: has spoken for less time (0:00, not 1:00)",
        "after Togo, who has spoken for less time (0:00, not 1:00)",
        "after Fiji, who has spoken for less time (1:00, not 2:00)",
        "after Peru, who has spoken for less time (0:00, not 0:30)",
    ]


def test_speakers_who_have_not_spoken_come_first() -> None:
    debate = Debate({"rules": ["first_time_first"]})
    debate.ask("chad")
    debate.begin()
    debate.speak()
    debate.send(c.RequestFloor(RequestKind.QUESTION, "again", "chad"))
    debate.ask("fiji")
    assert debate.order == ["fiji", "again"]
    assert reasons(debate) == ["before Chad: has not spoken yet", "after Fiji, who has not spoken yet"]


def test_lots_are_drawn_at_the_cut_off_from_a_seed_published_before() -> None:
    debate = Debate({"rules": ["lot"]})
    debate.ask(*NAMES)
    debate.send(c.DrawLots("the moderator's sentence"))
    assert debate.order == list(NAMES)
    digest = sha256(b"the moderator's sentence").hexdigest()
    assert debate.list_view()["lots"] == {"seed_sha256": digest, "seed": None, "drawn": False, "late": False}
    debate.send(c.CutOffList("debate"))
    assert debate.order == sorted(NAMES, key=lambda id_: lot("the moderator's sentence", id_))
    assert reasons(debate)[1].endswith(", by lot")
    assert debate.refused(c.DrawLots("another one")) == "lots_seeded"


def test_an_absent_speaker_stands_at_the_end_of_their_category_and_then_leaves() -> None:
    debate = Debate({"rules": ["rank"]})
    debate.ask("chad", "fiji", "peru", "togo")
    debate.begin()
    debate.send(c.MarkAbsent(request="chad"))
    assert debate.floor["voice"] == "peru"
    assert debate.order == ["chad", "fiji", "togo"]
    assert reasons(debate)[0] == "before Fiji: Ministers speak before Members"
    debate.send(c.MarkAbsent(request="fiji"))
    assert debate.order == ["chad", "togo", "fiji"]
    assert reasons(debate)[2] == "after Togo: was not there when called"
    debate.send(c.MarkAbsent(request="fiji"))
    assert (debate.order, debate.request("fiji")["state"]) == (["chad", "togo"], "absent")
    debate.send(c.TakeRequest("fiji"))
    assert debate.floor["voice"] == "fiji"


def test_between_two_of_one_group_the_other_rules_say_why() -> None:
    debate = Debate({"rules": ["alternate_groups", "first_come"]})
    debate.ask("chad", "togo", "fiji")
    assert debate.order == ["chad", "fiji", "togo"]
    debate.send(c.WithdrawRequest("fiji"))
    assert reasons(debate) == ["before Togo: asked earlier", "after Chad, who asked earlier"]


def test_replies_stand_behind_the_speech_they_answer() -> None:
    debate = Debate()
    debate.ask("chad", "peru", "fiji")
    debate.ask("togo", "iran", kind=RequestKind.REPLY, reply_to="peru")
    debate.ask("oman", kind=RequestKind.ANSWER, reply_to="iran-reply")
    assert debate.order == ["chad", "peru", "togo-reply", "iran-reply", "oman-answer", "fiji"]
    assert reasons(debate)[2:5] == ["a reply to Peru", "a reply to Peru", "an answer to Iran"]
    debate.send(c.Cue("debate"))
    debate.send(c.TakeRequest("peru"))
    assert debate.order == ["togo-reply", "iran-reply", "oman-answer", "chad", "fiji"]


def test_a_request_that_was_moved_keeps_its_place_when_others_leave() -> None:
    debate = Debate()
    debate.ask("chad", "peru", "fiji", "togo")
    debate.send(c.MoveRequest("togo", "peru", "has a train to catch"))
    assert debate.order == ["chad", "peru", "togo", "fiji"]
    assert reasons(debate)[2] == "moved by the moderator: has a train to catch"
    debate.send(c.WithdrawRequest("peru"))
    assert debate.order == ["chad", "togo", "fiji"]
    debate.send(c.MoveRequest("fiji", None))
    debate.begin()
    assert debate.order == ["chad", "togo"]
    assert debate.request("togo")["moved"]
    assert debate.refused(c.MoveRequest("togo", "togo")) == "invalid"


def test_two_requests_exchange_places() -> None:
    debate = Debate()
    debate.ask(*NAMES)
    debate.send(c.SwapRequests("chad", "iran"))
    assert debate.order == ["iran", "peru", "fiji", "chad", "togo", "oman"]
    debate.send(c.SwapRequests("togo", "oman"))
    assert debate.order == ["iran", "peru", "fiji", "chad", "oman", "togo"]
    assert reasons(debate)[0] == "exchanged places with Chad"
    debate.send(c.SwapRequests("oman", "togo"))
    assert debate.order == ["iran", "peru", "fiji", "chad", "togo", "oman"]


def test_a_point_of_order_stands_before_all_others() -> None:
    debate = Debate({"rules": ["rank"]})
    debate.ask("chad")
    debate.by("fiji", c.RequestFloor(RequestKind.POINT_OF_ORDER, "point"))
    assert debate.order == ["point", "chad"]
    assert reasons(debate) == ["a point of order comes first", "the only one who waits"]


RULES = [[rule] for rule in ListRule] + [
    ["rank", "alternate_groups"],
    ["rank", "first_time_first", "least_heard"],
    ["alternate_groups", "rank", "lot"],
    ["least_heard", "alternate_groups"],
]


@pytest.mark.parametrize("seed", range(40))
def test_an_independent_script_computes_the_same_order(seed: int) -> None:
    """It reads the exported records alone; every reason is compared with what it has read."""
    random = Random(seed)
    debate = Debate({"rules": random.choice(RULES)})
    verify = _verifier()
    for number in range(60):
        debate.wait(random.choice([0, SECOND, 20 * SECOND]))
        _do_something(debate, random, number)
        if number % 6 == 0:
            read = verify.read([json.loads(to_line(record)) for record in debate.records])
            assert verify.order(read, "debate") == debate.order
            assert read.wrong == []
            _say_true(debate, read)


def test_the_script_says_what_differs_and_whose_seed_it_was(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    debate = Debate({"rules": ["lot"]})
    debate.ask("chad", "fiji", "togo", "peru")
    debate.send(c.DrawLots("a stone in the river"))
    published = debate.list_view(Role.VIEWER)["lots"]
    assert published is not None
    debate.send(c.CutOffList("debate"))
    debate.begin()
    debate.speak()
    record, verify = tmp_path / "record.jsonl", _verifier()
    lines = [to_line(one) for one in debate.records]
    record.write_text("\n".join(['{"rostrum_record": 1}', *lines]), "utf-8")
    assert verify.main(str(record), published["seed_sha256"]) == 0
    assert published["seed_sha256"] in capsys.readouterr().out
    assert verify.main(str(record), "0" * 64) == 1
    assert "debate: no published SHA-256 is that of the seed" in capsys.readouterr().out
    record.write_text("\n".join(lines).replace("a stone in the river", "another stone"), "utf-8")
    assert verify.main(str(record)) == 1
    assert "the rules say" in capsys.readouterr().out
    record.write_text(lines[0], "utf-8")
    assert verify.main(str(record)) == f"{record} has no request for the floor."
    for broken in ("{", '{"kind": "request_began", "seq": 1}'):
        record.write_text(broken, "utf-8")
        assert "is not a record that can be read" in verify.main(str(record))
    assert "is not a record that can be read" in verify.main(str(tmp_path / "none"))


def _say_true(debate: Debate, read: Any) -> None:
    """Compare what each reason says of two requests with what the script has read."""
    waiting = in_order(debate.session, "debate")
    for place in places(debate.session, "debate"):
        said = place.reason
        if not said.text.startswith(("after {name}", "before {name}")):
            continue
        others = [r for r in waiting if read.people[r.speaker]["name"] == said.places["name"]]
        pairs = [(r, place.request) if said.text.startswith("after") else (place.request, r) for r in others]
        assert any(_is_true(said, read, *pair) for pair in pairs), str(said)


def _is_true(said: Sentence, read: Any, first: Request, second: Request) -> bool:
    """Whether a reason is true of the request that comes first and the one that comes second."""
    one, other = read.people[first.speaker], read.people[second.speaker]
    here, text = read.lists["debate"], said.text
    ranks = {"ministers": 1, "members": 2}
    if "{first} speak before {second}" in text:
        return ranks[one["category"]] < ranks[other["category"]]
    if "groups take turns" in text:
        return one["group"] != other["group"] and int(str(said.places["turn"])) < int(str(said.places["later"]))
    if "when called" in text:
        return bool(here["requests"][first.id]["absences"] < here["requests"][second.id]["absences"])
    if "for less time" in text:
        times = read.spoken()
        return bool(times[first.speaker] < times[second.speaker])
    if "not spoken yet" in text:
        spoke = {
            r["speaker"] for id_ in here["begun"] if (r := here["requests"][id_])["kind"] in {"statement", "question"}
        }
        return second.speaker in spoke and first.speaker not in spoke
    if "by lot" in text:
        return lot(here["seed"], first.id) < lot(here["seed"], second.id)
    assert "asked earlier" in text
    return first.seq < second.seq


def _do_something(debate: Debate, random: Random, number: int) -> None:
    requests = [request["id"] for request in debate.list_view()["requests"]]
    one, other = (random.choice(requests) if requests else "none" for _ in range(2))
    speaker = random.choice(list(NAMES))
    kind = random.choice([RequestKind.STATEMENT] * 4 + list(RequestKind))
    about = one if kind in {RequestKind.REPLY, RequestKind.ANSWER} else None
    command: Any = random.choice(
        [
            *[c.RequestFloor(kind, f"r{number}", speaker, reply_to=about)] * 6,
            *[c.Advance()] * 4,
            c.WithdrawRequest(one),
            c.MoveRequest(one, random.choice([other, None])),
            c.SwapRequests(one, other),
            c.MarkAbsent(request=one),
            c.TakeRequest(one),
            c.DrawLots("seed"),
            c.CutOffList("debate"),
            c.OpenList("debate"),
            c.Undo(),
            c.GoBack(),
            c.PauseClock(),
            c.ResumeClock(),
            c.EndInterruption(),
            c.CorrectStart(5 * SECOND),
            c.GrantTime(30 * SECOND),
            c.YieldFloor(),
            c.EditSpeaker(speaker, {"group": random.choice(list(GROUPS.values()))}),
        ]
    )
    try:
        debate.send(command)
    except Rejection:
        return


def _verifier() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verify_list", ROOT / "scripts" / "verify_list.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
