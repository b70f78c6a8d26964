"""What OSC receivers are told: each address when its value changes, and what happens by the names of webhooks."""

from __future__ import annotations

from pythonosc.osc_message import OscMessage

from app.domain.messages import commands as c
from app.domain.values import Role
from app.languages.words import ENGLISH
from app.outside.osc.telling import changes, events, told_of
from tests.fakes import Scene, seconds


def read(datagrams: list[bytes]) -> dict[str, object]:
    return {message.address: message.params[0] for message in map(OscMessage, datagrams)}


def test_a_receiver_is_told_all_first_and_then_what_has_changed() -> None:
    scene = Scene()
    scene.send(c.GiveFloor("t1"), c.ShowMessage("Slower"))
    first = told_of(scene.view(), ENGLISH)
    assert read(changes({}, first)) == {
        "/rostrum/timer/text": "6:00",
        "/rostrum/timer/remaining": 360_000,
        "/rostrum/timer/phase": "normal",
        "/rostrum/timer/state": "running",
        "/rostrum/speaker": "Panellist 1",
        "/rostrum/title": "Talk 1",
        "/rostrum/next": "Panellist 2",
        "/rostrum/message": "Slower",
        "/rostrum/question": "",
    }
    scene.now += seconds(1)
    second = told_of(scene.view(), ENGLISH)
    assert read(changes(first, second)) == {"/rostrum/timer/text": "5:59", "/rostrum/timer/remaining": 359_000}
    assert changes(second, second) == []


def test_a_role_is_told_what_it_may_see() -> None:
    scene = Scene()
    scene.send(c.GiveFloor("t1"), c.ShowMessage("Slower"))
    assert told_of(scene.view(Role.VIEWER), ENGLISH)["/rostrum/message"] == ""


def test_events_have_the_names_of_webhooks_and_others_are_not_told() -> None:
    scene = Scene()
    scene.send(c.GiveFloor("t1"), c.AddNote("Secret"), c.PauseClock())
    told = [OscMessage(one) for one in events(scene.records)]
    assert {one.address for one in told} == {"/rostrum/event"}
    assert [one.params for one in told][-2:] == [["floor.given"], ["clock.paused"]]
