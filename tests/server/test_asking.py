"""Participants over HTTP: a cookie each, once per id, limits with `Retry-After`, and no name in the journal."""

from __future__ import annotations

import json

from tests.sites import SESSION, Site


def test_each_cookie_is_a_participant_and_an_id_is_asked_once(site: Site) -> None:
    site.send("set_floor_policy", policy="moderated")
    site.http.cookies.clear()
    first = site.send(
        "ask", "viewer", id="u1", text="<script>Why?</script>", identity="moderators", name="Ada Lovelace"
    )
    assert first.status_code == 200
    assert {"HttpOnly", "SameSite=lax"} <= set(first.headers["set-cookie"].split("; "))
    again = site.send("ask", "nobody", id="u1", text="<script>Why?</script>")
    assert (again.json()["seq"], again.json()["events"]) == (first.json()["seq"], first.json()["events"])
    soon = site.send("ask", "nobody", id="u2", text="And then?")
    assert (soon.status_code, soon.json()["code"], soon.headers["retry-after"]) == (429, "asked_too_soon", "15")
    site.http.cookies.clear()
    assert site.send("ask", "viewer", id="u1", text="Mine?").json()["code"] == "already_exists"
    assert site.send("ask", "viewer", id="u3", text="Mine?").status_code == 200
    seen = [row["id"] for row in site.call("GET", SESSION, "desk").json()["questions"]]
    assert seen == ["u1", "u3"]
    assert site.call("GET", SESSION, "viewer").json()["questions"] == []
    lines = site.call("GET", f"{SESSION}/journal", "organiser").text.splitlines()
    assert "Ada" not in "".join(lines)
    assert len({json.loads(line)["data"].get("author") for line in lines[-2:]}) == 2
