"""Shared by every form: read its fields, carry out the command, answer with a notice.

A form works without scripts: then the response is a page or a redirect. A script receives only the notice.
"""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, replace

from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData, Headers
from starlette.exceptions import HTTPException
from starlette.formparsers import FormParser, MultiPartException, MultiPartParser
from starlette.requests import Request

from app.domain.errors import JournalUnavailable, Rejection, Sentence, TooMany
from app.formats.commands import read_form
from app.languages.views import view_in
from app.server.asking import Asker
from app.server.language import kept_in
from app.web.page_table import page_before
from app.web.rendering.render import Notice, PageContext, error_html, notice_html
from app.web.words.common import SessionWords
from app.web.words.effects import effects_of

_ESCAPE = re.compile(rb"%([0-9A-Fa-f]{2})")
NOT_UTF8 = "A text of this form is not UTF-8; nothing was read or changed"  # a refusal ends it with a full stop


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a form.

    `code` is that of a refusal, `seq` that of the last record if there is one, `retry_after_s` the seconds until the
    next try.
    """

    notice: Notice
    status: int = 200
    code: str = ""
    seq: int = 0
    retry_after_s: int | None = None

    @property
    def is_done(self) -> bool:
        return self.status == 200


def done(sentence: str) -> Outcome:
    """Return the outcome of a request that was carried out."""
    return Outcome(Notice("done", sentence))


def refused(error: Rejection | JournalUnavailable | str, status: int = 422) -> Outcome:
    """Return the outcome of a request that changed nothing: an error, or a sentence with the reason."""
    if isinstance(error, str):
        sentence = error if isinstance(error, Sentence) else Sentence(error)
        return Outcome(Notice("refused", sentence), status)
    kind = "refused" if isinstance(error, Rejection) else "problem"
    wait_s = error.retry_after_s if isinstance(error, TooMany) else None
    return Outcome(Notice(kind, error.sentence), error.status, error.code, retry_after_s=wait_s)


class Utf8Parts(MultiPartParser):
    """Read a form of several parts; refuse names and texts that are not UTF-8, which the framework takes for Latin-1.

    The content of a file may be in any encoding.
    """

    def on_headers_finished(self) -> None:
        _utf8(self._current_part.content_disposition or b"")
        super().on_headers_finished()

    def on_part_end(self) -> None:
        if self._current_part.file is None:
            _utf8(self._current_part.data)
        super().on_part_end()


class Utf8Fields(FormParser):
    """Read a form without files, and refuse the same.

    Escapes are decoded here, and once: the library takes 3 microseconds for each per cent sign that begins none.
    """

    def __init__(
        self,
        headers: Headers,
        stream: AsyncGenerator[bytes, None],
        *,
        max_files: int = 0,  # noqa: ARG002 - the same limits as for a form with files
        **most: int,
    ) -> None:
        super().__init__(headers, stream, **most)

    def on_field_end(self) -> None:
        name, value = _unescaped(self._field_name), _unescaped(self._field_value)
        self._field_name, self._field_value = bytearray(), bytearray()
        super().on_field_end()
        self._items[-1] = (name, value)


_PARSERS: Mapping[str, type[Utf8Parts | Utf8Fields]] = {
    "multipart/form-data": Utf8Parts,
    "application/x-www-form-urlencoded": Utf8Fields,
}


def _unescaped(sent: bytearray) -> str:
    return _utf8(_ESCAPE.sub(lambda escape: bytes.fromhex(escape[1].decode()), sent.replace(b"+", b" ")))


def _utf8(text: bytes | bytearray) -> str:
    try:
        return text.decode()
    except UnicodeDecodeError:
        raise MultiPartException(NOT_UTF8) from None


async def form_of(request: Request, **most: int) -> FormData:
    """Return the fields and files of a form; `most`: the framework's limits for parts and their number.

    Raises:
        HTTPException: 400, the form cannot be read.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if (parser := _PARSERS.get(kind)) is None:
        return FormData()
    try:
        async with aclosing(request.stream()) as stream:
            return await parser(request.headers, stream, **most).parse()
    except MultiPartException as error:
        raise HTTPException(400, error.message) from None


@asynccontextmanager
async def upload_of(request: Request, **most: int) -> AsyncIterator[FormData]:
    """Yield a form with files, as `form_of` reads it, and close the files afterwards."""
    form = await form_of(request, **most)
    try:
        yield form
    finally:
        await form.close()


async def fields_of(request: Request) -> dict[str, str]:
    """Return the texts of a form, by name; of several with one name the last."""
    return texts_of(await form_of(request))


def texts_of(form: FormData) -> dict[str, str]:
    """Return the texts of a form that was read, without its files."""
    return {name: value for name, value in form.items() if isinstance(value, str)}


async def carry_out(asker: Asker, around: PageContext, form: Mapping[str, str], console: str = "") -> Outcome:
    """Carry out one command from a form. A refusal becomes an outcome, never an exception."""
    guest = asker.guest
    session, now = guest.room.session, guest.room.now()
    try:
        accepted = await asker.send(read_form(form), console)
    except (Rejection, JournalUnavailable) as error:
        return refused(error)
    # The screens show the new state first; then the sentence about it is made.
    before = view_in(around.words, session, guest.role, now)
    effects = effects_of(record.event for record in accepted.records)
    return replace(done(SessionWords(around.words).done(before, effects)), seq=accepted.seq)


def is_live(request: Request) -> bool:
    """Whether an open page sent this, which shows the response in place."""
    return request.headers.get("hx-request") == "true"


def page_answer(html: str, outcome: Outcome | None = None) -> Response:
    """Return a page or a part after a form. It is outdated a second later."""
    response = HTMLResponse(html, outcome.status if outcome else 200, headers={"Cache-Control": "no-store"})
    if outcome and outcome.retry_after_s is not None:
        response.headers["Retry-After"] = str(outcome.retry_after_s)
    return response


def notice_answer(request: Request, around: PageContext, outcome: Outcome, otherwise: str) -> Response:
    """Return the notice; without scripts the previous page, or `otherwise` if that is not ours, or the refusal."""
    if is_live(request):
        return HTMLResponse(notice_html(outcome.notice, around), outcome.status)
    back = page_before(request.headers.get("referer", ""), f"{around.base}/s/{around.slug}", otherwise)
    if outcome.is_done:
        return RedirectResponse(kept_in(request, back), 303)
    return HTMLResponse(error_html(outcome.status, outcome.notice.text, around, back), outcome.status)


def forward(request: Request, path: str, headers: Mapping[str, str] | None = None) -> Response:
    """Redirect to another of our pages, in the language of the reader's address; a reload sends nothing again."""
    base: str = request.scope.get("state", {}).get("base", "")
    return RedirectResponse(kept_in(request, f"{base}{path}"), 303, headers)
