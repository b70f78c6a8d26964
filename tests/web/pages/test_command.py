"""Keys of the pages: each command can be given by a person, or is named here as one for programs and the server."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.domain.messages.commands import COMMANDS
from tests.printing import ROOT

# `advance` is the key for the opening and for the end of a speech; the planner sets the rules of a list by field, and
# files replace the plan.
FOR_PROGRAMS = {"open_session", "yield_floor", "replace_plan", "set_list_rules", "draw_lots"}
BY_THE_SERVER = {"count_heard", "start_on_time"}
# The planner makes these of its fields: `add_` and `segment`.
OF_ITEMS = re.compile(r"(?:add|edit|move|remove)_(?:segment|speaker|guiding_question)")


def _pages() -> Iterator[str]:
    """Yield the text of every template, script and handler of a page."""
    for top, ending in (("templates", "*.html"), ("static/js", "*.js"), ("app/web", "*.py")):
        yield from (path.read_text() for path in (ROOT / top).rglob(ending) if path.parent.name != "words")


def test_every_command_has_a_key_on_a_page_or_is_for_programs() -> None:
    words = set(re.findall(r"\w+", "\n".join(_pages())))
    given = {name for name, kind in COMMANDS.items() if {name, kind.__name__} & words or OF_ITEMS.fullmatch(name)}
    assert set(COMMANDS) - given == FOR_PROGRAMS | BY_THE_SERVER
