"""The shapes of a list say what `lists` fills."""

from __future__ import annotations

from app.domain.values import Role
from app.domain.views.list_shapes import ListReport, ListView, RequestReport, RequestView
from app.domain.views.report import report
from tests.domain.debate import Debate

_OF_STAFF = {"note", "swap_offered", "spoken_ms", "elsewhere_ms"}


def test_a_list_has_the_fields_of_its_shape_and_no_others() -> None:
    debate = Debate({"rules": ["least_heard"]})
    debate.ask("chad")
    view = debate.list_view(Role.MODERATOR)
    assert set(view) == set(ListView.__annotations__)
    assert set(view["requests"][0]) == set(RequestView.__annotations__)
    public = debate.list_view(Role.VIEWER)
    assert set(public) == set(ListView.__annotations__) - {"fit", "categories", "groups"}
    assert set(public["requests"][0]) == set(RequestView.__annotations__) - _OF_STAFF
    by_arrival = Debate()
    by_arrival.ask("chad")
    assert not {"spoken_ms", "elsewhere_ms"} & set(by_arrival.list_view(Role.MODERATOR)["requests"][0])


def test_a_record_has_the_fields_of_its_shape() -> None:
    debate = Debate()
    debate.ask("chad")
    (made,) = report(debate.session, debate.now)["lists"]
    assert set(made) == set(ListReport.__annotations__)
    assert set(made["requests"][0]) == set(RequestReport.__annotations__)
