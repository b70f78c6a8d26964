"""The list of speakers at the desk: who waits, a name put on it and taken off, without a script."""

from __future__ import annotations

import re
from typing import Any

from tests.sites import SESSION, Site

DESK = "/s/session-v/desk"


def post(site: Site, **form: str) -> Any:
    return site.call("POST", DESK, "desk", data=form)


def opened(site: Site) -> None:
    site.send("add_segment", kind="interventions", title="Debate", planned="5:00", id="debate")
    site.send("open_list", segment="debate")


def waiting(site: Site) -> dict[str, str]:
    """The requests that the page shows, each with the text of its row."""
    page = site.call("GET", DESK, "desk").text.split('id="part-speakers"')[1].split("</section>")[0]
    rows = re.findall(r'<li id="request-([^"]+)">(.*?)</li>', page, re.DOTALL)
    return {id_: " ".join(re.sub(r"<[^>]+>", " ", row).split()) for id_, row in rows}


def test_a_session_without_a_list_has_neither_list_nor_form(site: Site) -> None:
    page = site.call("GET", DESK, "desk").text
    assert re.search(r'<section id="part-speakers"[^>]* hidden>', page)
    assert 'id="request-form"' not in page


def test_a_name_is_put_on_the_list_and_taken_off(site: Site) -> None:
    opened(site)
    assert post(site, command="request_floor", name="panellist 2", kind="statement").status_code == 303
    assert (
        post(site, command="request_floor", name="Ada Lovelace", affiliation="London", kind="question").status_code
        == 303
    )
    said = waiting(site)
    assert [row.split(" 2:00")[0].split(" 1:00")[0] for row in said.values()] == ["1 Panellist 2", "2 Ada Lovelace"]
    assert "after Panellist 2 , who asked earlier" in [*said.values()][1]
    assert post(site, command="withdraw_request", request=next(iter(said))).status_code == 303
    assert [row[:14] for row in waiting(site).values()] == ["1 Ada Lovelace"]
    names = [person["name"] for person in site.call("GET", SESSION, "desk").json()["speakers"]]
    assert names[-1] == "Ada Lovelace"


def test_what_was_typed_for_a_closed_list_is_kept_with_the_reason(site: Site) -> None:
    opened(site)
    site.send("close_list", segment="debate")
    answer = post(site, command="request_floor", name="Ada <b>", affiliation="London", kind="question")
    assert answer.status_code == 409
    entry = answer.text.split('id="request-entry"')[1].split("</details>")[0]
    assert 'value="Ada &lt;b&gt;"' in entry
    assert 'value="London"' in entry
    assert '<option value="question" selected>' in entry
    assert waiting(site) == {}
