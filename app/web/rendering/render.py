"""Pages as HTML: pure functions of a view. What is sent of them later is in `parts`."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from jinja2.runtime import Context
from markupsafe import Markup
from pydantic_core import to_json
from starlette.requests import HTTPConnection

from app.domain.rules.asking import ASK_AFTER_MS
from app.domain.state.crew.look import PLAIN, Look
from app.domain.state.questions import LONGEST_QUESTION, SHORTEST_QUESTION
from app.domain.state.session import Session, stage_language
from app.domain.values import SECOND, clock_text, elapsed_text, signed_text
from app.domain.views.lists import waiting_on_floor
from app.domain.views.questions import Own, QuestionView
from app.domain.views.shapes import ForecastView, SegmentView, View
from app.languages.catalogues import names
from app.languages.labels import label_in
from app.languages.languages import LANGUAGES
from app.languages.when import as_data
from app.languages.words import ENGLISH, Words, words_in
from app.server.language import chose, words_of
from app.server.memo import Memo
from app.web.rendering.assets import Assets
from app.web.rendering.catalogue_texts import (
    bold,
    figure,
    isolated,
    lang_of,
    own_words,
    plural_in,
    text_in,
    told_apart,
)
from app.web.rendering.desk_lists import Window, desk_lists
from app.web.rendering.noted import unnoted
from app.web.rendering.rows import RowStates
from app.web.rendering.template_cache import TemplateCache
from app.web.words import (
    announcements,
    asking,
    audit,
    common,
    desk,
    effects,
    guiding,
    imports,
    listing,
    lists,
    plan,
    scripts,
)

TEMPLATES = Path(__file__).resolve().parents[3] / "templates"
_HAS_CHINESE = re.compile(r"[\u3400-\u4e2c\u4e2e-\u9fff](?<!\u4e2d\u6587)")  # besides the name of the language
_COMPILED = TemplateCache(TEMPLATES, made_by=Path(__file__))

# Functions that templates may call, by name.
VOCABULARIES: Mapping[str, Callable[[Words], object]] = {
    "announcement_words": announcements.AnnouncementWords,
    "audit_words": audit.AuditWords,
    "session_words": common.SessionWords,
    "list_words": lists.ListWords,
    "asking_words": asking.AskingWords,
    "desk_words": desk.DeskWords,
    "guiding_words": guiding.GuidingWords,
    "import_words": imports.ImportWords,
    "listing_words": listing.ListingWords,
    "plan_words": plan.PlanWords,
    "script_words": scripts.ScriptWords,
}
FACTS: tuple[Callable[..., object], ...] = (
    asking.takes_questions,
    common.cue_shown_until,
    common.done_rows,
    common.offset_level,
    effects.passed_over,
    effects.segment_label,
    common.speaker_label,
    desk.can_be_picked,
    desk.in_queue,
    desk.may,
    desk.mergeable_into,
    desk.most_wanted,
    desk.one_press_moves,
    desk.row_moves,
    desk.too_long_for_stage,
    guiding.chip_value,
    guiding.counting_since,
    guiding.recount_at,
    guiding.loose_speech,
    lists.has_spoken,
    lists.kinds_to_ask,
    lists.list_at_hand,
    lists.lists_of,
    lists.request_id,
    lists.speeches_to_reply_to,
    lists.waits,
    listing.standing_kind,
    waiting_on_floor,
)

NOTHING_TYPED = {"id": "", "text": "", "identity": "anonymous", "name": "", "affiliation": ""}


@dataclass(frozen=True, slots=True)
class PageContext:
    """The context of a page besides its view: its address, its files, its language, and the memo of rendered HTML."""

    slug: str
    base: str
    assets: Assets
    memo: Memo
    words: Words = ENGLISH
    follows: bool = field(default=False, compare=False)  # whether its reader chose no language: see `showing`
    screen: str = field(default="", compare=False)  # the link that a stage was opened with: it decides how it looks

    @classmethod
    def of(cls, connection: HTTPConnection, slug: str) -> PageContext:
        """Return the context of a request; `base` has the token of a device without cookies."""
        base: str = connection.scope.get("state", {}).get("base", "")
        state = connection.app.state
        return cls(slug, base, state.assets, state.services.memo, words_of(connection), not chose(connection))

    def showing(self, page: str, session: Session) -> PageContext:
        """Return the context in which a page shows a session: a stage has its screen's language, or the stage's."""
        if page != "stage":
            return self
        language = self.look(session).language or (stage_language(session) if self.follows else "")
        return replace(self, words=words_in(language)) if language else self

    def look(self, session: Session) -> Look:
        """Return how this screen looks."""
        return session.looks.get(self.screen, PLAIN)

    @property
    def audience(self) -> tuple[str, str, str]:
        """Readers with the same audience are sent the same bytes."""
        return self.slug, self.base, self.words.language


@dataclass(frozen=True, slots=True)
class Notice:
    """The result of a person's action: `done`, `refused` or `problem`."""

    kind: str
    text: str


@cache
def prepare() -> None:
    """Compile every template and catalogue, once: the first request for a page then does not wait for it."""
    for language in LANGUAGES:
        words_in(language)
    environment = environment_in(ENGLISH)
    for name in environment.list_templates(extensions=["html"]):
        environment.get_template(name)


def page_html(page: str, view: View, presence: Mapping[str, Any], around: PageContext, **more: Any) -> str:
    """Render a whole page of one session; `more` is its data besides the view."""
    return _render(f"pages/{page}.html", page, view, around, presence=presence, **more)


def _row_of(around: PageContext, people: Mapping[str, Any], own: Own) -> Callable[[QuestionView], Markup]:
    """Render a question of the public list for one reader; an unchanged row comes from the memo."""

    def row(of: QuestionView) -> Markup:
        question = unnoted(of)
        named = {id_: people[id_] for id_ in (question["answer"] or {"by": []})["by"] if id_ in people}
        yours, voted = question["id"] in own.asked, question["id"] in own.voted

        def make() -> Markup:
            template = environment_in(around.words).get_template("parts/viewer_question.html")
            html = template.render(around=around, question=question, people=named, yours=yours, voted=voted)
            return Markup(html)  # noqa: S704 - our own template, which escapes what people wrote

        key = ("viewer_question", around.audience, question["id"], yours, voted)
        return around.memo.get(key, (question, named), make)

    return row


def fragment_html(name: str, view: View, around: PageContext, **more: Any) -> str:
    """Render a fragment that a page requests separately, such as a preview."""
    return _render(f"parts/{name}.html", "console", view, around, **more)


def index_html(listed: Mapping[str, Any], signing: dict[str, bool], now: int, around: PageContext) -> str:
    """Render the list of sessions; `signing`: whether an `organiser` reads it, and whether a `password_set` exists."""
    return _plain("pages/index.html", around, now=now, **listed, **signing)


def error_html(status: int, sentence: str, around: PageContext, back: str = "") -> str:
    """Render an error: what went wrong, that nothing was lost, and what to do; `back` leads to the page of a form."""
    return _plain("pages/error.html", around, status=status, sentence=around.words.told(sentence), back=back)


def notice_html(notice: Notice, around: PageContext) -> str:
    """Render the response to a form."""
    return _plain("parts/notice.html", around, notice=notice)


def plain_html(page: str, around: PageContext, **more: Any) -> str:
    """Render a page without a session's view, such as its links."""
    return _plain(f"pages/{page}.html", around, **more)


async def long_html(page: str, around: PageContext, **more: Any) -> str:
    """Render a page that may be long as `plain_html` does, in a thread: it holds up no session that runs."""
    return await asyncio.to_thread(plain_html, page, around, **more)


def plain_part_html(part: str, around: PageContext, **more: Any) -> str:
    """Render a part of a page without a session's view."""
    return _plain(f"parts/{part}.html", around, **more)


def _render(template: str, page: str, view: View, around: PageContext, **more: Any) -> str:
    return environment_in(around.words).get_template(template).render(page_context(page, view, around, **more))


def _plain(template: str, around: PageContext, **more: Any) -> str:
    named = environment_in(around.words).get_template(template)
    return named.render(around=around, **_files(around), page="plain", **more)


def page_context(page: str, view: View, around: PageContext, **more: Any) -> dict[str, Any]:
    """Return what the templates of a page may read."""
    to_last_ms = _to_last_ms(view)
    view = _from_last(view, to_last_ms)
    people = {person["id"]: person for person in view["speakers"]}
    own, window = more.pop("own", Own()), more.pop("window", Window())
    context = {
        "view": view,
        "page": page,
        "around": around,
        **_files(around),
        "people": people,
        "segments": {segment["id"]: segment for segment in view["segments"]},
        "guiding": {question["id"]: question for question in view["guiding_questions"]},
        "to_last_ms": to_last_ms,
        "own": own,
        "row": _row_of(around, people, own),
        "whole": True,
        "own_part": Markup,
        "open_question": "",
        "window": window,
        "lists": desk_lists(view, window) if page == "desk" else None,
        "typed": NOTHING_TYPED,
        "texts": [],
        "text": None,
        "place": None,
        "look": PLAIN,
        **more,
    }
    return context | {"row_part": partial(_whole_row, around, RowStates(context))}


def _whole_row(around: PageContext, rows: RowStates, name: str, id_: str) -> Markup:
    """Render a row for a whole page from its own template, which reads nothing but its state."""
    template = environment_in(around.words).get_template(f"parts/{name}.html")
    html = template.render(around=around, whole=True, own_part=Markup, **rows.state(name, id_))
    return Markup(html)  # noqa: S704 - our own template, which escapes what people wrote


def _from_last(view: View, to_last_ms: int) -> View:
    """Return the view with forecasts from the last segment's start on: those stay the same as speeches end."""

    def moved(moment: ForecastView | None) -> ForecastView | None:
        return {**moment, "after_ms": moment["after_ms"] - to_last_ms} if moment else None

    segments: list[SegmentView] = [{**row, "forecast": moved(row["forecast"])} for row in view["segments"]]
    return {**view, "forecast": moved(view["forecast"]), "segments": segments}


def _to_last_ms(view: View) -> int:
    """Return how long after the head the last segment begins; 0 if none is to come."""
    return max((moment["after_ms"] for segment in view["segments"] if (moment := segment["forecast"])), default=0)


def _files(around: PageContext) -> dict[str, Any]:
    """Return the address of a file, and a script's imports."""
    return {"asset": lambda path: f"{around.base}{around.assets.url(path)}", "modules": around.assets.modules}


class _NotingContext(Context):
    """The variables of a template; `note_read`, where it is among them, is told which of them are read."""

    def resolve_or_missing(self, key: str) -> Any:
        if (note := self.parent.get("note_read")) is not None:
            note(key)
        return super().resolve_or_missing(key)


class _Templates(Environment):
    context_class = _NotingContext


@cache
def environment_in(words: Words) -> Environment:
    """Return the templates in one language, with its words and the memo of rendered HTML."""
    environment = _Templates(
        loader=FileSystemLoader(TEMPLATES),
        bytecode_cache=_COMPILED,
        auto_reload=False,  # an upgrade replaces files below a server that runs, and shows nothing half new
        autoescape=select_autoescape(["html"], default=True),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["json.dumps_kwargs"] = {"sort_keys": True, "default": unnoted}
    environment.globals.update(
        _=text_in(words),
        pgettext=words.meaning,
        ngettext=plural_in(words),
        words=words,
        when_data=to_json(as_data(words.dates)).decode(),
    )
    environment.globals.update(languages=names(LANGUAGES))
    environment.globals.update({name: speaks(words) for name, speaks in VOCABULARIES.items()})
    environment.globals.update({fact.__name__: fact for fact in FACTS}, MOVE_KEYS=desk.MOVE_KEYS)
    environment.globals.update(desk_row=_desk_row, has_chinese=_HAS_CHINESE.search)
    environment.globals.update(ask_after_s=ASK_AFTER_MS // SECOND)
    environment.globals.update(longest_question=LONGEST_QUESTION, shortest_question=SHORTEST_QUESTION)
    environment.filters.update(clock=clock_text, elapsed=elapsed_text, signed=signed_text, zoned=clock_time, iso=_iso)
    environment.filters.update(label=partial(label_in, words), told_apart=partial(told_apart, words))
    environment.filters.update(
        told=words.told, bdi=isolated, figure=figure, bold=bold, lang=lang_of, own_words=own_words
    )
    return environment


def _desk_row(around: PageContext, view: View, question: QuestionView, merged: list[QuestionView]) -> Markup:
    """Render a row of the desk. Of hundreds, only changed ones are rendered again: other work waits meanwhile."""
    queue_length = len(view["queue"]) if question["position"] is not None else 0
    shown = {"slug": view["slug"], "status": view["status"], "conference": unnoted(view["conference"])}

    def make() -> Markup:
        template = environment_in(around.words).get_template("parts/desk_row.html")
        html = template.render(around=around, view=shown, question=question, merged=merged, queue_length=queue_length)
        return Markup(html)  # noqa: S704 - our own template, which escapes what people wrote

    key = ("desk_row", around.audience, question["id"])
    return around.memo.get(key, (shown, question, merged, queue_length), make)


def clock_time(instant_ms: int, zone: str, form: str = "%H:%M") -> str:
    """Return the time of day (or, with another form, the date) of an instant in a zone."""
    return datetime.fromtimestamp(instant_ms / 1000, ZoneInfo(zone)).strftime(form)


def _iso(instant_ms: int) -> str:
    return datetime.fromtimestamp(instant_ms / 1000, UTC).isoformat(timespec="seconds")
