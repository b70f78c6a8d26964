"""Random people at the desk and in the room: what may not be read is in no byte of any page or part of a page."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import settings
from hypothesis.stateful import invariant, run_state_machine_as_test

from app.domain.values import Role
from app.domain.views.questions import Own, own_questions
from app.domain.views.view import project
from app.server.memo import Memo
from app.web.page_table import PAGES
from app.web.rendering.assets import Assets
from app.web.rendering.parts import PARTS, LiveParts
from app.web.rendering.render import NOTHING_TYPED, PageContext, fragment_html, page_html
from tests.domain.random_desk import PEOPLE, DeskMachine, secrets_of

AROUND = PageContext("session-v", "", Assets(Path(__file__).parents[3] / "static"), Memo())
MARKED = re.compile(r"SECRET-[a-z]+(?:-\d+)?(?:-of)?")
NOBODY = {"viewers": 0, "screens": []}
# Pages whose view is not the desk's, and their parts.
PUBLIC_PAGES = [name for name, page in PAGES.items() if page.role in {Role.VIEWER, Role.STAGE} and name in PARTS]


class PagesMachine(DeskMachine):
    """The same as for views, in HTML."""

    @invariant()
    def nothing_hidden_is_sent(self) -> None:
        self.note_what_is_public()
        session, now = self.scene.session, self.scene.now
        hidden = secrets_of(self.scene, self.ever_public)
        for name in PUBLIC_PAGES:
            view = project(session, PAGES[name].role, now)
            sent = "".join(LiveParts(name).html(view, NOBODY, AROUND).values())
            assert hidden & set(MARKED.findall(sent)) == set(), name
        view = project(session, Role.VIEWER, now)
        for person in PEOPLE:
            own = Own(tuple(own_questions(session, person)), frozenset(session.asked.questions))
            theirs = {q.text for q in session.asked.by(person)}
            page = page_html("ask", view, {}, AROUND, own=own, notice=None, typed=NOTHING_TYPED)
            sent = page + fragment_html("viewer_mine", view, AROUND, own=own)
            seen = set(MARKED.findall(sent)) - theirs
            assert secrets_of(self.scene, self.ever_public, person) & seen == set(), person


def test_random_desks_keep_their_secrets_on_every_page() -> None:
    run_state_machine_as_test(PagesMachine, settings=settings(max_examples=12, stateful_step_count=30, deadline=None))


def test_the_pages_that_are_looked_at_are_those_that_others_see() -> None:
    assert {"viewer", "stage", "overlay_question"} <= set(PUBLIC_PAGES)
