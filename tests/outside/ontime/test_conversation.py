"""The conversation with an Ontime v4 client: each trap that the stock module has for a server."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.domain.messages import commands as c
from app.domain.values import Interruption, Role
from app.live.conversation import MOST_UNANSWERED
from app.service.room import Sender
from tests.outside.ontime.playing import Listening, Played, connected

KEYS = {"clock", "timer", "message", "rundown", "offset", "eventNow", "eventNext", "eventFlag", "groupNow"} | {
    f"auxtimer{n}" for n in (1, 2, 3)
}


async def test_the_version_is_answered_before_anything_else() -> None:
    client = Listening(Played())
    first, second = await client.say("version")
    assert first["tag"] == "version"
    assert first["payload"].startswith("4.0.")  # older modules listen to no other version
    assert (second["tag"], set(second["payload"])) == ("runtime-data", KEYS)


async def test_a_client_that_has_said_nothing_is_told_nothing() -> None:
    played = Played()
    client = Listening(played)
    await played.give(c.GiveFloor("t1"))
    assert await client.sent() == []
    assert not client.conversation.greeted


async def test_poll_is_answered_with_the_whole_store() -> None:
    client = Listening(Played())
    await client.say("version")
    [answer] = await client.say("poll")
    assert (answer["tag"], set(answer["payload"])) == ("poll", KEYS)


async def test_a_change_has_whole_top_level_keys_and_only_those_that_changed() -> None:
    played = Played()
    client = await connected(played)
    await played.give(c.Blackout(True))
    [change] = await client.sent()
    assert change["tag"] == "runtime-data"
    assert set(change["payload"]) == {"clock", "message"}
    assert set(change["payload"]["message"]) == {"timer", "secondary"}
    assert set(change["payload"]["message"]["timer"]) == {"text", "visible", "blink", "blackout", "secondarySource"}


async def test_what_looks_the_same_is_not_sent() -> None:
    played = Played()
    client = await connected(played, Role.VIEWER)
    await played.give(c.AddNote("Not for viewers"))
    assert await client.sent() == []


async def test_the_timer_ticks_at_whole_seconds_while_the_clock_runs_and_at_no_other_time() -> None:
    played = Played()
    client = await connected(played)
    await played.clock.advance(10_000)
    assert await client.sent() == []
    await played.give(c.GiveFloor("t1"))
    await client.sent()
    await played.clock.advance(999)
    assert await client.sent() == []
    await played.clock.advance(1)
    [tick] = await client.sent()
    assert set(tick["payload"]) == {"clock", "timer"}
    assert tick["payload"]["timer"]["current"] == 359_000
    await played.give(c.PauseClock())
    await client.sent()
    await played.clock.advance(10_000)
    assert await client.sent() == []
    assert (client.store["timer"]["playback"], client.store["timer"]["current"]) == ("pause", 359_000)


async def test_a_clock_that_continues_ticks_when_its_text_changes() -> None:
    played = Played()
    client = await connected(played)
    await played.give(c.GiveFloor("t1"))
    await played.clock.advance(1_300)
    await played.give(c.PauseClock())
    await played.clock.advance(5_555)
    await played.give(c.ResumeClock())
    await client.sent()
    assert client.store["timer"]["current"] == 359_000
    await played.clock.advance(699)
    assert await client.sent() == []
    await played.clock.advance(1)
    await client.sent()
    assert client.store["timer"]["current"] == 358_000


async def test_a_client_that_reads_late_is_sent_the_newest_state_and_no_tick_of_the_past() -> None:
    played = Played()
    client = await connected(played)
    await played.give(c.GiveFloor("t1"))
    await played.clock.advance(30_000)
    await played.give(c.YieldFloor())
    await played.clock.advance(60_000)
    messages = await client.sent()
    assert len(messages) == 1
    assert (client.store["timer"]["playback"], client.store["timer"]["current"]) == ("armed", 360_000)


async def test_a_message_that_hides_itself_is_hidden_here_too() -> None:
    played = Played()
    client = await connected(played)
    await played.give(c.ShowMessage("Please conclude", hide_after_ms=5_000))
    await client.sent()
    assert client.store["message"]["timer"]["visible"] is True
    await played.clock.advance(5_000)
    await client.sent()
    assert client.store["message"]["timer"]["visible"] is False


async def test_an_edit_makes_clients_fetch_the_rundown_again_and_a_speech_does_not() -> None:
    played = Played()
    client = await connected(played)
    await played.give(c.GiveFloor("t1"))
    assert "refetch" not in [message["tag"] for message in await client.sent()]
    await played.give(c.EditSegment("t2", {"title": "New"}))
    told = [message["payload"] for message in await client.sent() if message["tag"] == "refetch"]
    assert told == [{"target": "rundown", "revision": played.room.session.seq, "rundownId": "default"}]
    await played.give(c.SkipSegment("t3"))
    assert "refetch" in [message["tag"] for message in await client.sent()]


async def test_every_client_sees_what_one_of_them_does() -> None:
    played = Played()
    clients = [await connected(played) for _ in range(3)]
    assert played.hub.audiences == 1
    assert await clients[0].press("start", {"cue": "2"}) == "success"
    for client in clients:
        await client.sent()
        assert client.store["eventNow"]["id"] == "t1"
    for client in clients:
        client.leave()
        client.leave()
    assert (len(played.ticker), played.hub.is_watched) == (0, False)


async def test_a_client_whose_link_is_revoked_is_closed_at_once_and_told_nothing_more() -> None:
    played = Played()
    client = await connected(played)
    played.hub.sockets.end_link("link")
    assert client.subscriber.ending == (4401, "closed by the server")
    client.leave()
    assert (len(played.ticker), played.hub.is_watched) == (0, False)


async def test_a_client_that_comes_back_is_told_everything_again() -> None:
    played = Played()
    (await connected(played)).leave()
    await played.give(c.GiveFloor("t1"))
    again = await connected(played)
    assert (set(again.store), again.store["eventNow"]["id"]) == (KEYS, "t1")


@pytest.mark.parametrize("gap_ms", [0, 299])
async def test_a_double_press_counts_once(gap_ms: int) -> None:
    played = Played()
    client = await connected(played)
    await client.press("load", {"id": "t1"})
    await client.press("start")
    for _ in range(2):
        answer = await client.say("addtime", 60_000)
        assert {"tag": "addtime", "payload": "success"} in answer
        await played.clock.advance(gap_ms)
    assert played.room.session.timer.granted_ms == 60_000
    await played.clock.advance(300)
    await client.say("addtime", 60_000)
    assert played.room.session.timer.granted_ms == 120_000


async def test_the_same_press_in_two_companions_counts_twice_and_a_refused_one_may_be_repeated() -> None:
    played = Played()
    one, two = await connected(played), await connected(played)
    await played.give(c.GiveFloor("t1"))
    for client in (one, two):
        await client.say("addtime", 1_000)
    assert played.room.session.timer.granted_ms == 2_000
    for _ in range(2):
        [refused] = [m for m in await one.say("start", {"index": 99}) if m["tag"] != "runtime-data"]
        assert refused["tag"] == "log"


async def test_next_on_the_last_segment_does_nothing() -> None:
    played = Played()
    client = await connected(played)
    await client.press("start", {"id": "closing"})
    before = played.room.session.seq
    assert await client.press("start", "next") == "Nothing is left in the rundown."
    assert await client.press("load", "next") == "Nothing is left in the rundown."
    assert (played.room.session.seq, played.room.session.on) == (before, "closing")


@pytest.mark.parametrize("role", [Role.VIEWER, Role.STAGE, Role.SPEAKER, Role.DESK])
async def test_a_link_that_does_not_run_the_session_gets_facts_and_no_action(role: Role) -> None:
    played = Played()
    client = await connected(played, role)
    before = played.room.session.seq
    for tag, payload in (("start", {"id": "t1"}), ("addtime", 1), ("change", {"t1": {"title": "Mine"}})):
        assert (await client.press(tag, payload)).startswith(("Your link does not allow this", "Nobody")), tag
    for changes in ({"text": "Mine", "visible": True}, {"text": "Mine"}, {"blink": 1}, {"blackout": 1}):
        assert (await client.press("message", {"timer": changes})).startswith("Your link does not allow"), changes
    assert (played.room.session.seq, played.prepared.of("session-v")) == (before, "")
    await played.give(c.GiveFloor("t1"))
    await client.sent()
    assert client.store["eventNow"]["title"] == "Talk 1"


async def test_a_viewer_is_told_neither_the_message_nor_that_it_is_late() -> None:
    played = Played()
    client = await connected(played, Role.VIEWER)
    await played.give(c.GiveFloor("t1"), c.ShowMessage("Between us"))
    await played.clock.advance(600_000)
    await client.sent()
    assert "Between us" not in json.dumps(client.store)
    assert (client.store["timer"]["current"], client.store["timer"]["phase"]) == (0, "danger")
    assert (client.store["offset"]["absolute"], client.store["offset"]["expectedRundownEnd"]) == (0, None)


async def test_the_record_names_the_program() -> None:
    played = Played()
    client = await connected(played)
    await client.press("start", {"id": "t1"})
    assert {record.actor for record in played.room.records[1:]} == {"Companion: moderator's link"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "message: is not JSON"),
        ("[1]", 'message: is not an object with a text as "tag"'),
        ('{"tag":7}', 'message: is not an object with a text as "tag"'),
        ('{"tag":"\\ud83d"}', "message: is not JSON"),
        ('{"tag":"start","payload":' + "[" * 3_000, "message: is not JSON"),
        (
            '{"tag":"start","payload":' + '{"a":' * 9 + "1" + "}" * 10,
            "message: has more levels or parts than any action needs",
        ),
        ('{"tag":"start","payload":' + json.dumps([0] * 50) + "}", "message: has more levels or parts"),
        ('{"tag":"' + "x" * 20_000 + '"}', "message: has more than 16384 characters"),
        ('{"tag":"selfdestruct"}', 'action: "selfdestruct" is not an action'),
        ('{"tag":"start","payload":[]}', "payload: cannot be read; write it like one of"),
        ('{"tag":"start","payload":{"id":{"$ne":null}}}', "There is no segment \"{'$ne': None}\" here."),
        ('{"tag":"start","payload":{"index":-1}}', 'There is no segment "-1" here.'),
        ('{"tag":"start","payload":{"index":true}}', 'There is no segment "True" here.'),
        ('{"tag":"addtime","payload":"soon"}', "payload: cannot be read; write it like one of 60000, -30000"),
        ('{"tag":"addtime","payload":1e999}', "message: is not JSON|payload: cannot be read"),
        ('{"tag":"addtime","payload":{"add":[1]}}', "payload: cannot be read"),
        ('{"tag":"start","payload":{"index":' + "9" * 5_000 + "}}", "message: "),
        ('{"tag":"blackout","payload":' + "9" * 5_000 + "}", "message: "),
        ('{"tag":"auxtimer","payload":{"\u0661":"start"}}', "payload: cannot be read"),
        ('{"tag":"auxtimer","payload":{"' + "9" * 5_000 + '":"start"}}', "payload: cannot be read"),
        ('{"tag":"message","payload":{"timer":{"secondarySource":"aux1"}}}', "write it like one of secondary, null"),
        ('{"tag":"message","payload":"loud"}', "payload: cannot be read"),
        ('{"tag":"message","payload":{"timer":{"text":7,"visible":1}}}', "payload: cannot be read"),
        ('{"tag":"message","payload":{"timer":{"visible":"maybe"}}}', "payload: cannot be read"),
        ('{"tag":"message","payload":{"timer":{"text":"' + "m" * 201 + '"}}}', "text: "),
        ('{"tag":"change","payload":{"t1":7}}', "payload: cannot be read"),
        ('{"tag":"change","payload":{"nowhere":{"title":"x"}}}', 'There is no segment "nowhere" here.'),
        ('{"tag":"change","payload":{"t1":{"duration":-5}}}', "planned_ms"),
    ],
)
async def test_a_malformed_message_is_answered_in_words_and_changes_nothing(text: str, said: str) -> None:
    played = Played()
    client = await connected(played)
    await played.clock.advance(1_000)
    [answer] = await client.say_text(text)
    assert answer["tag"] == "log"
    told = answer["payload"]["text"]
    assert any(part in told for part in said.split("|")), told
    assert len(told) < 400
    assert (played.room.session.seq, client.subscriber.ending) == (1, None)
    assert (await client.say("poll"))[0]["tag"] == "poll"


async def test_a_flood_is_bounded_and_told_so() -> None:
    played = Played()
    client = await connected(played)
    for n in range(MOST_UNANSWERED + 5):
        client.conversation.hear(client.subscriber, json.dumps({"tag": "note", "payload": f"line {n}"}))
    messages = await client.sent()
    assert [m["tag"] for m in messages].count("log") == 1
    for _ in range(MOST_UNANSWERED):
        await client.sent()
    assert len(played.kinds) == MOST_UNANSWERED
    for n in range(60):
        await client.say("note", f"more {n}")
    assert len(played.kinds) < 40  # the dispatcher's limit of one link


async def test_texts_that_are_only_prepared_count_too() -> None:
    played = Played()
    client = await connected(played)
    for n in range(39):
        await client.say("message", {"timer": {"text": f"text {n}"}})
    [refused] = await client.say("message", {"timer": {"text": "text 39"}})
    assert "Too many actions come with this link." in refused["payload"]["text"]
    assert played.prepared.of("session-v") != "text 39"


async def test_an_error_of_ours_is_answered_and_the_client_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    played = Played()
    client = await connected(played)

    async def broken(*_: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(played.dispatcher, "give", broken)
    assert await client.press("start", {"id": "t1"}) == "Something went wrong here; look before you try again."
    monkeypatch.undo()
    assert await client.press("start", {"id": "t1"}) == "success"


async def test_an_interruption_is_a_pause_that_start_ends() -> None:
    played = Played()
    client = await connected(played)
    await played.give(c.GiveFloor("t1"), c.Interrupt(Interruption.TECHNICAL))
    await client.sent()
    assert client.store["timer"]["playback"] == "pause"
    assert await client.press("start") == "success"
    assert client.store["timer"]["playback"] == "play"


async def test_what_another_process_did_reaches_the_clients_of_this_one() -> None:
    played = Played()
    client = await connected(played)
    elsewhere = played.elsewhere()
    await elsewhere.send(c.GiveFloor("t1"), by=Sender("Console", Role.MODERATOR))
    await elsewhere.send(c.EditSegment("t2", {"title": "New"}), by=Sender("Console", Role.MODERATOR))
    assert await client.sent() == []
    await played.room.catch_up()
    assert [message["tag"] for message in await client.sent()] == ["runtime-data", "refetch"]
    assert (client.store["eventNow"]["id"], client.store["eventNext"]["title"]) == ("t1", "New")


async def test_a_text_is_prepared_first_and_shown_later_and_every_client_sees_it() -> None:
    played = Played()
    one, two, viewer = await connected(played), await connected(played), await connected(played, Role.VIEWER)
    answer = await one.press("message", {"timer": {"text": "Five minutes"}})
    assert (answer["timer"]["text"], answer["timer"]["visible"]) == ("Five minutes", False)
    await two.sent()
    assert (two.store["message"]["timer"]["text"], played.kinds) == ("Five minutes", [])
    answer = await two.press("message", {"timer": {"visible": 1}})
    assert (answer["timer"]["text"], answer["timer"]["visible"]) == ("Five minutes", True)
    assert (played.kinds, played.prepared.of("session-v")) == (["message_shown"], "")
    await viewer.say("poll")
    assert (viewer.store["message"]["timer"]["text"], viewer.store["message"]["timer"]["visible"]) == ("", False)
    await two.press("message", {"timer": {"visible": 0}})
    for text in ("Then this", ""):
        await two.press("message", {"timer": {"text": text}})
        assert played.prepared.of("session-v") == text
        await viewer.say("poll")
        assert viewer.store["message"]["timer"]["text"] == ""


async def test_an_aux_clock_is_set_started_and_ticks_beside_the_timer() -> None:
    played = Played()
    client, viewer = await connected(played), await connected(played, Role.VIEWER)
    answer = await client.press("auxtimer", {"1": {"duration": 300_000}})
    assert answer == {"1": {"duration": 300_000, "current": 300_000, "playback": "stop", "direction": "count-down"}}
    assert (await client.press("auxtimer", {"1": "start"}))["1"]["playback"] == "start"
    await client.sent()
    await played.clock.advance(1_000)
    [tick] = await client.sent()
    assert tick["payload"]["auxtimer1"]["current"] == 299_000
    assert "timer" not in tick["payload"]
    assert await viewer.sent() == []
