"""Questions that came together: from one place, soon after one another, by participants who have just arrived."""

from __future__ import annotations

from app.domain.state.questions import PENDING, Book, Question
from app.service.arrivals import APART_MS, BURST_OF, MOST_PLACES, NEW_FOR_MS, Arrivals
from tests.fakes import START


class Crowd:
    """Participants who send one question each."""

    def __init__(self) -> None:
        self.arrivals = Arrivals()
        self.book = Book()
        self.now = START

    def ask(self, count: int, place: str = "192.0.2", *, here_for_ms: int = 0, apart_ms: int = 0) -> None:
        for _ in range(count):
            number = len(self.book.questions)
            author, id_ = f"p{number}", f"q{number}"
            self.arrivals.expect(author, place, self.now - here_for_ms, self.now)
            asked = Question(id_, "Why?", PENDING, self.now, number, published=False, author=author)
            self.book = Book(self.book.questions.with_entry(id_, asked))
            self.arrivals.take_in(self.book)
            self.now += apart_ms

    @property
    def together(self) -> dict[str, str]:
        return dict(self.arrivals.together.items())


def test_ten_from_one_place_within_seconds_are_a_burst_and_later_ones_join_it() -> None:
    crowd = Crowd()
    crowd.ask(BURST_OF - 1)
    assert crowd.together == {}
    crowd.ask(1)
    assert crowd.together == {f"q{n}": "q0" for n in range(BURST_OF)}
    crowd.ask(2)
    assert crowd.together == {f"q{n}": "q0" for n in range(BURST_OF + 2)}


def test_a_pause_ends_a_burst_and_another_one_may_follow() -> None:
    crowd = Crowd()
    crowd.ask(BURST_OF, apart_ms=APART_MS)
    assert len(crowd.together) == BURST_OF
    crowd.now += 1
    crowd.ask(BURST_OF - 1)
    assert len(crowd.together) == BURST_OF
    crowd.ask(1)
    assert crowd.together[f"q{BURST_OF}"] == f"q{BURST_OF}"
    assert len(crowd.together) == 2 * BURST_OF


def test_questions_of_several_places_are_no_burst() -> None:
    crowd = Crowd()
    for n in range(BURST_OF * 2):
        crowd.ask(1, f"192.0.{n % 3}")
    assert crowd.together == {}


def test_participants_who_have_been_here_for_a_while_and_those_without_a_place_are_not_counted() -> None:
    crowd = Crowd()
    crowd.ask(BURST_OF, here_for_ms=NEW_FOR_MS)
    crowd.ask(BURST_OF, "")
    assert crowd.together == {}
    crowd.ask(BURST_OF, here_for_ms=NEW_FOR_MS - 1)
    assert len(crowd.together) == BURST_OF


def test_a_participant_who_asks_again_has_the_place_of_the_latest_request() -> None:
    crowd = Crowd()
    crowd.ask(BURST_OF - 1)
    crowd.arrivals.expect(f"p{BURST_OF - 1}", "192.0.2", crowd.now, crowd.now)
    crowd.ask(1, "")
    assert crowd.together == {}


def test_a_question_is_taken_in_once() -> None:
    crowd = Crowd()
    crowd.ask(BURST_OF - 1)
    crowd.arrivals.expect("p0", "192.0.2", crowd.now, crowd.now)
    crowd.arrivals.take_in(crowd.book)
    assert crowd.together == {}


def test_places_are_forgotten_when_there_are_too_many() -> None:
    crowd = Crowd()
    crowd.ask(BURST_OF - 1)
    for n in range(MOST_PLACES + 1):
        crowd.arrivals.expect("late", f"10.{n}", crowd.now, crowd.now)
        crowd.arrivals.expect(f"other{n}", f"10.{n}", crowd.now, crowd.now)
    crowd.ask(1)
    assert len(crowd.together) == BURST_OF
