"""The order of a list of speakers is that of its rules, and each place says truly why."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

import pytest

from app.domain.derived.places import before, in_order, lot, next_request, places, spoken_ms
from app.domain.errors import Rejection, Sentence
from app.domain.messages import commands as c
from app.domain.messages import events as e
from app.domain.values import MINUTE, SECOND, ListRule, RequestKind, Role
from app.domain.views.report import report
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


def test_absence_counts_before_the_rules_behind_rank() -> None:
    debate = Debate({"rules": ["rank", "alternate_groups"]})
    debate.ask("togo", "oman", "iran", "fiji")
    debate.begin()
    debate.send(c.MarkAbsent(request="togo"))
    assert (debate.floor["voice"], debate.order) == ("oman", ["iran", "fiji", "togo"])


def test_absence_counts_before_all_rules_where_rank_does_not_count() -> None:
    debate = Debate({"rules": ["first_time_first"]})
    debate.ask("fiji", "chad")
    debate.begin()
    debate.speak()
    debate.send(c.RequestFloor(RequestKind.QUESTION, "again", "fiji"), c.MarkAbsent(request="chad"))
    assert (debate.floor["voice"], debate.order) == ("fiji", ["chad"])


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


def test_replies_stand_in_order_of_arrival_before_what_was_moved_behind_the_same_speech() -> None:
    debate = Debate()
    debate.ask("chad", "peru", "oman")
    debate.send(c.MoveRequest("oman", "chad"))
    debate.ask("togo", "iran", "fiji", kind=RequestKind.REPLY, reply_to="chad")
    assert debate.order == ["chad", "togo-reply", "iran-reply", "fiji-reply", "oman", "peru"]


@pytest.mark.parametrize("leaves", [c.WithdrawRequest("peru"), c.MarkAbsent(request="peru", out=True)])
@pytest.mark.parametrize("before", [(), ("chad",)], ids=["first", "second"])
def test_replies_to_a_speech_that_leaves_the_list_keep_their_places(
    before: tuple[str, ...], leaves: c.AnyCommand
) -> None:
    debate = Debate()
    debate.ask(*before, "peru", "fiji", "oman")
    debate.ask("togo", "iran", kind=RequestKind.REPLY, reply_to="peru")
    debate.ask("fiji", kind=RequestKind.ANSWER, reply_to="togo-reply")
    debate.send(c.MoveRequest("oman", "peru"))
    order = [*before, "peru", "oman", "togo-reply", "fiji-answer", "iran-reply", "fiji"]
    assert debate.order == order
    debate.send(leaves)
    assert debate.order == [id_ for id_ in order if id_ != "peru"]
    assert reasons(debate)[-2] == "a reply to Peru"
    assert not debate.request("iran-reply")["moved"]


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
    assert reasons(debate) == ["a point of order comes first", "the only statement that waits"]
    debate.send(c.WithdrawRequest("point"))
    assert reasons(debate) == ["the only one who waits"]


def test_what_stands_behind_a_point_of_order_that_waits_is_on_the_list() -> None:
    debate = Debate()
    debate.ask("chad", "togo")
    debate.by("fiji", c.RequestFloor(RequestKind.POINT_OF_ORDER, "point"))
    debate.ask("iran", kind=RequestKind.REPLY, reply_to="point")
    debate.send(c.MoveRequest("togo", "point"))
    assert debate.order == ["point", "togo", "iran-reply", "chad"]


@pytest.mark.parametrize(
    "command", [c.MoveRequest("chad", "iran-reply"), c.MoveRequest("chad", "chad"), c.SwapRequests("chad", "oman")]
)
def test_no_request_comes_to_stand_behind_itself(command: c.AnyCommand) -> None:
    debate = Debate()
    debate.ask("chad", "oman")
    debate.ask("iran", kind=RequestKind.REPLY, reply_to="chad")
    debate.send(c.MoveRequest("oman", "iran-reply"))
    assert debate.refused(command) == "invalid"
    assert debate.order == ["chad", "iran-reply", "oman"]


def test_a_circle_in_an_old_journal_stands_at_the_end() -> None:
    debate = Debate()
    debate.ask("chad", "oman", "togo")
    events = (e.RequestMoved("debate", "chad", "oman", "", None), e.RequestMoved("debate", "oman", "chad", "", "chad"))
    debate._append(events, "move_request", Role.MODERATOR, debate.now)
    assert [one.id for one in in_order(debate.session, "debate")] == ["togo", "chad", "oman"]


RULES = [[rule] for rule in ListRule] + [
    ["rank", "alternate_groups"],
    ["rank", "first_time_first", "least_heard"],
    ["alternate_groups", "rank", "lot"],
    ["least_heard", "alternate_groups"],
]


@pytest.mark.parametrize("seed", range(40))
def test_an_independent_script_computes_the_same_order(seed: int) -> None:
    """It reads the exported record alone; every reason is compared with the facts in it."""
    random = Random(seed)
    debate = Debate({"rules": random.choice(RULES)})
    verify = _verifier()
    for number in range(60):
        debate.wait(random.choice([0, SECOND, 20 * SECOND]))
        _do_something(debate, random, number)
        if number % 10 == 5 and debate.order:
            _one_leaves(debate, random)
        if number % 6 == 0:
            told = _exported(debate)
            facts = {fact["id"]: fact for step in told["steps"] for fact in step["changed"]}
            assert verify.check(told, set()) == []
            assert told["steps"][-1]["order"] == debate.order
            _say_true(debate, facts, told)


def _one_leaves(debate: Debate, random: Random) -> None:
    """No other place changes relative to the others, unless groups take turns."""
    gone, order = random.choice(debate.order), debate.order
    debate.send(c.WithdrawRequest(gone))
    if ListRule.ALTERNATE_GROUPS not in debate.list_view()["rules"]:
        assert debate.order == [id_ for id_ in order if id_ != gone]


def _exported(debate: Debate) -> dict[str, Any]:
    """The list of the debate as the report has it in JSON."""
    return dict(json.loads(json.dumps(report(debate.session, debate.now, debate.records)["lists"][0])))


def _by_lot() -> tuple[Debate, str]:
    """A debate by lot with two speeches, a reply that waits and one request moved; and the SHA-256 as published."""
    debate = Debate({"rules": ["lot"]})
    debate.ask("chad", "fiji", "togo", "peru", "oman")
    debate.send(c.DrawLots("a stone in the river"))
    published = debate.list_view(Role.VIEWER)["lots"]
    assert published is not None
    debate.send(c.CutOffList("debate"))
    debate.begin()
    debate.speak()
    debate.send(c.MoveRequest(debate.order[-1], None, "has a train to catch"))
    debate.speak()
    return debate, published["seed_sha256"]


def test_the_script_says_whose_seed_it_was_and_what_it_cannot_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    debate, published = _by_lot()
    record, verify = tmp_path / "record.json", _verifier()
    record.write_text(json.dumps({"lists": [_exported(debate)]}), "utf-8")
    assert verify.main(str(record), published.upper()) == 0
    told = capsys.readouterr().out
    assert published in told
    assert "1 lists, 3 times the floor was given: all in the order of the rules." in told
    assert verify.main(str(record), "0" * 64) == 1
    assert "debate: the published SHA-256 is not that of the seed" in capsys.readouterr().out
    for broken in ("{", "[]", '{"lists": [{"lots": null, "steps": [{}]}]}'):
        record.write_text(broken, "utf-8")
        assert "is not a record that can be read" in verify.main(str(record))
    assert "is not a record that can be read" in verify.main(str(tmp_path / "none"))


@pytest.mark.parametrize(
    ("what", "falsify"),
    [
        ("by the rules", lambda one: _exchange_places(one)),
        ("by the rules", lambda one: one["steps"][0]["order"].reverse()),
        ("by the rules", lambda one: one["lots"].update(seed="another stone")),
        ("by the rules", lambda one: _in_all_facts(one, lambda fact: fact.update(moved_seq=None, after=None))),
        ("not those of its last step", lambda one: one["requests"].pop()),
        ("a request is missing", lambda one: _without_the_last(one)),
        ("no step gives the floor", lambda one: _without_a_step(one)),
    ],
    ids=["places", "planned order", "seed", "move", "request", "request and facts", "step"],
)
def test_the_script_refuses_a_record_that_was_falsified(what: str, falsify: Callable[[dict[str, Any]], None]) -> None:
    one = _exported(_by_lot()[0])
    assert _verifier().check(one, set()) == []
    falsify(one)
    assert any(what in line for line in _verifier().check(one, set()))


def _exchange_places(one: dict[str, Any]) -> None:
    """Let the second speaker have been introduced before the first one."""
    first, second = [step for step in one["steps"] if step["kind"] == "introduced"][:2]
    first["order"], second["order"] = second["order"], first["order"]


def _in_all_facts(one: dict[str, Any], change: Callable[[dict[str, Any]], None]) -> None:
    for step in one["steps"]:
        for fact in step["changed"]:
            change(fact)


def _without_the_last(one: dict[str, Any]) -> None:
    """Take a request that waits out of the record, with all that is said of it."""
    gone = one["steps"][-1]["order"][-1]
    one["requests"] = [request for request in one["requests"] if request["id"] != gone]
    for step in one["steps"]:
        step["changed"] = [fact for fact in step["changed"] if fact["id"] != gone]
        step["order"] = [id_ for id_ in step["order"] if id_ != gone]


def _without_a_step(one: dict[str, Any]) -> None:
    """Let the first speaker not have been given the floor."""
    first, second = [step for step in one["steps"] if step["kind"] == "introduced"][:2]
    second["changed"] = [*first["changed"], *second["changed"]]
    one["steps"].remove(first)


def _say_true(debate: Debate, facts: dict[str, Any], told: dict[str, Any]) -> None:
    """Compare what each reason says of two requests with the facts of the record."""
    waiting, names = in_order(debate.session, "debate"), {NAMES[id_]: id_ for id_ in NAMES}
    for place in places(debate.session, "debate"):
        said = place.reason
        if not said.text.startswith(("after {name}", "before {name}")):
            continue
        others = [facts[r.id] for r in waiting if r.speaker == names[str(said.places["name"])]]
        own = facts[place.request.id]
        pairs = [(other, own) if said.text.startswith("after") else (own, other) for other in others]
        assert any(_is_true(said, facts, told, *pair) for pair in pairs), str(said)


def _is_true(
    said: Sentence, facts: dict[str, Any], told: dict[str, Any], first: dict[str, Any], second: dict[str, Any]
) -> bool:
    """Whether a reason is true of the request that comes first and the one that comes second."""
    text = said.text
    if "{first} speak before {second}" in text:
        return bool(first["rank"] < second["rank"])
    if "groups take turns" in text:
        return first["group"] != second["group"] and int(str(said.places["turn"])) < int(str(said.places["later"]))
    if "when called" in text:
        return bool(first["absences"] < second["absences"])
    if "for less time" in text:
        times = [_spoke(told, fact["speaker"]) for fact in (first, second)]
        return times == [first["heard_ms"], second["heard_ms"]] and times[0] < times[1]
    if "not spoken yet" in text:
        spoke = {r["speaker"] for r in facts.values() if r["begun"] and r["kind"] in {"statement", "question"}}
        return second["speaker"] in spoke and first["speaker"] not in spoke
    if "by lot" in text:
        return lot(told["lots"]["seed"], first["id"]) < lot(told["lots"]["seed"], second["id"])
    assert "asked earlier" in text
    return bool(first["seq"] < second["seq"])


def _spoke(told: dict[str, Any], speaker: str) -> int:
    """How long a speaker spoke in speeches that have ended, as the rows of the requests say."""
    over = [r for r in told["requests"] if r["speaker"] == speaker and r["kind"] != "point_of_order"]
    return sum(r["spent_ms"] for r in over if r["state"] == "spoken")


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
