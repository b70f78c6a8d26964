"""When a request will have the floor: the interval holds in four cases of five, and follows what speeches really do."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from app.domain.derived.waits import Start, Wait, pace, pace_elsewhere, pace_of, ratios, waits
from app.domain.messages import commands as c
from app.domain.values import MINUTE, SECOND, RequestKind, Role
from tests.domain.debate import Debate, debate_plan
from tests.fakes import START

MANY = [f"d{n}" for n in range(20)]


def told(debate: Debate) -> dict[str, Wait]:
    return waits(debate.session, "debate", debate.slots, debate.now)


def from_now(debate: Debate) -> dict[str, tuple[int, int]]:
    return {
        id_: ((wait.earliest_ms - debate.now) // SECOND, (wait.latest_ms - debate.now) // SECOND)
        for id_, wait in told(debate).items()
    }


def test_before_the_first_speeches_one_takes_four_fifths_to_thirteen_tenths_of_its_time() -> None:
    debate = Debate()
    debate.ask("chad", "fiji", "peru")
    debate.begin()
    assert from_now(debate) == {"fiji": (102, 190), "peru": (217, 347)}


def test_before_its_item_a_list_counts_from_when_that_will_begin() -> None:
    debate = Debate()
    debate.ask("chad", "fiji")
    assert from_now(debate)["chad"] == (141, 239)  # an opening of three minutes comes first, and varies like a speech
    assert from_now(debate)["fiji"] == (263, 389)


def test_talks_and_breaks_before_a_list_count_and_a_start_that_is_fixed_is_kept() -> None:
    fixed = "2021-06-30T10:30:00-04:00"
    items = debate_plan().segments
    talk, pause = (
        {"id": "talk", "planned": "10:00", "title": "Talk"},
        {"id": "rest", "kind": "break", "planned": "5:00"},
    )
    opening, debate_item = (
        {"id": one.id, "kind": one.kind, "title": one.title, "planned_ms": one.planned_ms} for one in items[:2]
    )
    debate = Debate(segments=[opening, talk, pause, debate_item])
    debate.ask("chad")
    earliest, latest = from_now(debate)["chad"]
    assert earliest < 18 * 60 + 2 * 45 < latest
    debate.send(c.GiveFloor("opening"))
    debate.wait(2 * MINUTE)
    later = from_now(debate)["chad"]
    assert earliest - 120 < later[0]
    assert latest - 120 > later[1]
    debate.send(c.EditSegment("debate", {"hard_start": fixed}))
    assert told(debate)["chad"].earliest_ms == START + 30 * MINUTE


def test_a_list_comes_as_soon_as_a_talk_may_end_but_not_before_the_session() -> None:
    debate = Debate()
    debate.ask("chad")
    before = from_now(debate)
    debate.send(c.GiveFloor("opening"))
    assert from_now(debate) == before
    debate.wait(3 * MINUTE - 10 * SECOND)
    assert 0 < from_now(debate)["chad"][0] < 10
    only = [{"id": "debate", "kind": "interventions", "title": "Debate", "planned": "30:00"}]
    later = Debate(segments=only, starts_at="2021-06-30T10:30:00-04:00", ends_at="2021-06-30T11:30:00-04:00")
    later.ask("chad")
    assert from_now(later)["chad"][0] == 30 * 60


def test_the_speech_on_goes_on_as_speeches_do_and_can_end_at_any_moment() -> None:
    debate = Debate()
    debate.ask("chad", "fiji")
    debate.begin()
    debate.send(c.Advance())
    debate.wait(30 * SECOND)
    assert from_now(debate) == {"fiji": (70, 142)}
    debate.wait(3 * MINUTE)
    assert from_now(debate) == {"fiji": (0, 46)}


def test_a_list_whose_item_is_over_or_skipped_tells_nothing() -> None:
    debate = Debate()
    debate.ask("chad")
    debate.send(c.SkipSegment("debate"))
    assert told(debate) == {}
    debate.send(c.RecallSegment("debate"))
    debate.begin()
    debate.ask("fiji")
    debate.send(c.Cue("closing"))
    assert told(debate) == {}


def test_after_five_speeches_their_own_pace_counts_and_the_gaps_between_them() -> None:
    debate = Debate(speakers=[{"id": "mv", "name": "M"}, *({"id": one, "name": one} for one in MANY)])
    debate.ask(*MANY)
    debate.begin()
    for _ in range(5):
        debate.send(c.Advance())
        debate.wait(MINUTE)
        debate.send(c.Advance())
        debate.wait(10 * SECOND)
    known = pace_of(debate.session, "debate")
    assert (known.mean, known.gaps.mean, known.gaps.deviation, known.quantile) == (0.5, 10 * SECOND, 0, 1.533)
    earliest, latest = from_now(debate)["d6"]
    assert earliest <= 70 <= latest
    assert latest - earliest <= 12


def test_three_speeches_count_as_much_as_what_debates_do() -> None:
    usual, known = pace(()), pace([1.25] * 3)
    assert (usual.mean, round(known.mean, 3)) == (1.05, 1.15)
    assert known.unsure < usual.unsure


def test_the_more_speeches_there_were_the_narrower_is_the_interval_but_no_debate_is_quite_even() -> None:
    assert [pace([0.5, 1.5] * pairs).quantile for pairs in (3, 6, 50)] == [1.476, 1.372, 1.325]
    assert [round(pace(ratios).deviation, 3) for ratios in ([0.5, 1.5] * 3, [1.0] * 5)] == [0.548, 0.02]


def test_a_gap_is_learned_without_breaks_and_points_of_order() -> None:
    assert pace((), [10 * SECOND, 20 * SECOND]).gaps.mean == 40 * SECOND / 3
    assert pace((), [10 * SECOND, 20 * SECOND, 15 * MINUTE]).gaps.mean == 40 * SECOND / 3
    assert pace((), [10 * SECOND, 10 * SECOND, 50 * SECOND]).gaps.mean == 20 * SECOND
    assert [round(pace((), gaps).gaps.deviation) for gaps in ((), (20 * SECOND,))] == [10_000, 7_071]
    debate = Debate()
    debate.ask("chad", "fiji", "peru")
    debate.begin()
    debate.send(c.Advance())
    debate.wait(MINUTE)
    debate.send(c.RequestFloor(RequestKind.POINT_OF_ORDER, "point", "togo"))
    debate.wait(MINUTE)
    debate.send(c.EndInterruption())
    debate.wait(MINUTE)
    debate.send(c.Advance())
    debate.wait(30 * SECOND)
    debate.send(c.Advance())
    assert pace_of(debate.session, "debate").gaps.mean == 20 * SECOND


def test_the_pace_is_that_of_all_lists_of_the_session_and_before_five_speeches_that_of_the_conference() -> None:
    items = [{"id": id_, "kind": "interventions", "title": id_, "planned": "30:00"} for id_ in ("debate", "second")]
    debate = Debate(segments=items)
    debate.send(c.CountHeard({}, {"mean": 1500, "deviation": 100}), role=Role.SYSTEM)
    assert pace_of(debate.session, "second").mean == 1.5
    debate.ask("chad", "peru", "fiji", "togo", "oman")
    debate.begin()
    for _ in range(5):
        debate.speak(MINUTE)
    assert pace_of(debate.session, "second").mean == 0.5
    assert pace_of(debate.session, "second").gaps == pace(()).gaps
    assert pace_of(debate.session, "debate").gaps.mean == 0


def test_a_speech_for_which_its_group_had_no_time_left_has_no_pace() -> None:
    budgets = {"africa": "2:00", "asia": "9:00", "latin": "9:00"}
    debate = Debate(groups=[{"id": id_, "title": id_, "budget": budget} for id_, budget in budgets.items()])
    debate.ask("chad", "togo")
    debate.begin()
    debate.speak(2 * MINUTE)
    debate.speak(MINUTE)
    assert ratios(debate.session) == [1.0]


def test_five_speeches_elsewhere_are_a_pace() -> None:
    assert pace_elsewhere([1.2] * 4) == {}
    assert pace_elsewhere([1.1, 1.2, 1.3, 1.2, 1.2]) == {"mean": 1200, "deviation": 71}


@pytest.mark.parametrize("spread", ["even", "normal"])
def test_the_interval_holds_the_true_start_in_about_four_cases_of_five(spread: str) -> None:
    """Five hundred debates of twenty statements each; every wait told after 0, 5 and 10 speeches is compared."""
    random = Random(7)
    draw: Callable[[float], float] = {
        "even": lambda mean: random.uniform(mean - 0.3, mean + 0.3),
        "normal": lambda mean: max(random.gauss(mean, 0.17), 0.1),
    }[spread]
    held = total = 0
    for _ in range(500):
        mean, usual = random.gauss(1.05, 0.1), random.uniform(2, 20) * SECOND
        lengths = [draw(mean) for _ in range(20)]
        gaps = [random.uniform(0.5 * usual, 1.5 * usual) for _ in range(20)]
        for after in (0, 5, 10):
            hit, count = _compared(lengths, gaps, after)
            held, total = held + hit, total + count
    assert 0.75 <= held / total <= 0.85


def _compared(lengths: list[float], gaps: list[float], after: int) -> tuple[int, int]:
    known = pace(lengths[:after], gaps[:after])
    start, held, slot = 0, 0, 2 * MINUTE
    for number, (ratio, gap) in enumerate(zip(lengths[after:], gaps[after:], strict=True), start=1):
        start += round(ratio * slot + gap)
        wait = known.wait(Start(0, 0.0, 0), number * slot, number * slot**2, number)
        held += wait.earliest_ms <= start <= wait.latest_ms
    return held, len(lengths) - after


def test_in_whole_debates_the_interval_holds_whenever_it_is_told() -> None:
    """Told at each introduction, at each beginning, and in the middle of each speech."""
    random, held, total = Random(3), 0, 0
    for _ in range(8):
        told, starts = _whole_debate(random)
        held += sum(wait.earliest_ms <= starts[id_] <= wait.latest_ms for one in told for id_, wait in one.items())
        total += sum(len(one) for one in told)
    assert 0.75 <= held / total <= 0.9


def _whole_debate(random: Random) -> tuple[list[dict[str, Wait]], dict[str, int]]:
    """Run twelve speeches with gaps as they come; return every wait that was told, and when each really began."""
    debate = Debate(speakers=[{"id": "mv", "name": "M"}, *({"id": one, "name": one} for one in MANY[:12])])
    debate.ask(*MANY[:12])
    debate.begin()
    mean, usual, starts, every = random.gauss(1.05, 0.1), random.uniform(2, 30), dict[str, int](), [told(debate)]
    for speaker in MANY[:12]:
        debate.wait(round(random.uniform(0.5, 1.5) * usual) * SECOND)
        debate.send(c.Advance())
        starts[speaker] = debate.now
        every.append(told(debate))
        half = round(max(random.gauss(mean, 0.17), 0.1) * MINUTE)
        debate.wait(half)
        every.append(told(debate))
        debate.wait(half)
        debate.send(c.Advance())
        every.append(told(debate))
    return every, starts
