"""The roster of a session as a table, CSV and XLSX: its people with what a list of speakers needs."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

from app.domain.state.rundown import Plan
from app.formats.programme.table import workbook_of_texts
from app.formats.text.csv_cells import BOM, inert
from app.formats.text.own_marks import ROSTER_HEADINGS

WIDTHS = {"Name": 36.0, "Function": 28.0, "Organisation": 28.0, "Pronunciation": 20.0, "Category": 20.0, "Group": 20.0}


def roster_csv(plan: Plan) -> bytes:
    """Return the roster as CSV, for Excel too; no cell is a formula."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(ROSTER_HEADINGS)
    writer.writerows([inert(cell) for cell in row] for row in _rows(plan))
    return (BOM + text.getvalue()).encode()


def roster_xlsx(plan: Plan) -> bytes:
    """Return the roster as a workbook whose cells are texts. Not for the event loop."""
    return workbook_of_texts("Roster", ROSTER_HEADINGS, _rows(plan), WIDTHS)


def _rows(plan: Plan) -> Iterator[tuple[str, ...]]:
    for person in plan.speakers:
        category, group = plan.category(person.category), plan.group(person.group)
        who = (person.id, person.name, person.title, person.affiliation, person.country, person.says)
        rank = (category.title, str(category.rank)) if category else ("", "")
        yield (*who, *rank, group.title if group else "", person.seat, person.language)
