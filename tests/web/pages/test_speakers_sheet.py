"""The list of speakers on paper and as CSV: who speaks, then places in order, for the desk and the moderator."""

from __future__ import annotations

import csv
import re
from io import StringIO

from tests.sites import SESSION, Site

ROW = re.compile(r"<tr.*?</tr>", re.DOTALL)


def prepared(site: Site) -> None:
    site.send("add_segment", kind="interventions", title="Debate", planned="5:00", id="debate")
    site.send("open_list", segment="debate")
    for speaker in ("mv", "p1", "p2"):
        site.send("request_floor", speaker=speaker, id=f"r-{speaker}")


def sheet(site: Site, role: str = "desk") -> list[str]:
    """Return the text of each row, without the head."""
    page = site.call("GET", "/s/session-v/speakers", role).text
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in ROW.findall(page)[1:]]


def test_the_sheet_has_places_in_order_and_first_the_one_who_speaks(site: Site) -> None:
    assert "No item of this session takes requests" in site.call("GET", "/s/session-v/speakers", "desk").text
    prepared(site)
    assert [row.split()[0] for row in sheet(site)] == ["1", "2", "3"]
    assert "2:00" in sheet(site)[0]
    site.send("cue", segment="debate")
    site.send("advance")
    site.send("advance")
    speaking, *waiting = sheet(site, "moderator")
    assert speaking.endswith("2:00 has the floor")
    assert [row.split()[0] for row in waiting] == ["1", "2"]


def test_the_list_as_csv_has_a_row_for_each_request(site: Site) -> None:
    prepared(site)
    site.send("edit_speaker", speaker="p1", name="=1+1", affiliation="House")
    answer = site.call("GET", f"{SESSION}/list.csv", "desk")
    rows = list(csv.DictReader(StringIO(answer.text.removeprefix("\ufeff"))))
    assert [(row["place"], row["speaker"], row["state"], row["time"]) for row in rows] == [
        ("1", "mv", "waiting", "2:00"),
        ("2", "p1", "waiting", "2:00"),
        ("3", "p2", "waiting", "2:00"),
    ]
    assert (rows[1]["name"], rows[1]["affiliation"], rows[1]["list"]) == ("'=1+1", "House", "Debate")
    assert rows[1]["earliest"] < rows[1]["latest"]
    assert site.call("GET", f"{SESSION}/list.csv", "viewer").status_code == 403
