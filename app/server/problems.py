"""Refusals as responses: `application/problem+json` with a stable code for programs, a sentence for people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.requests import Request

from app.domain.errors import Invalid, JournalUnavailable, Problem, Rejection, Sentence, TooMany
from app.languages.words import Words
from app.server.http.refusal import MEDIA_TYPE, Refusal
from app.server.language import words_of

COME_AGAIN_S = 2
SENTENCES = {404: Sentence("There is no such page here."), 405: Sentence("This address does not do that.")}
KNOWN = {404: "not_found", 405: "method_not_allowed", 403: "forbidden", 401: "unauthorized"}


def problem(refusal: Refusal, **more: Any) -> Response:
    """Return a refusal as a response."""
    response = Response(refusal.document(**more), refusal.status, media_type=MEDIA_TYPE)
    if refusal.retry_after_s is not None:
        response.headers["Retry-After"] = str(refusal.retry_after_s)
    return response


def from_rejection(rejection: Rejection, words: Words, **more: Any) -> Response:
    """Return the problem document of a rejection; `invalid` names each field, and counts those beyond twenty."""
    if isinstance(rejection, Invalid):
        more["errors"] = [{"field": p.where, "problem": words.told(p.what)} for p in rejection.told]
        more["more_errors"] = len(rejection.problems) - len(rejection.told)
    wait_s = rejection.retry_after_s if isinstance(rejection, TooMany) else None
    return problem(Refusal(rejection.status, rejection.code, words.told(rejection.sentence), wait_s), **more)


def from_validation(error: RequestValidationError) -> Invalid:
    """Convert FastAPI's validation errors to our sentences."""
    mistakes = [(mistake["loc"], mistake["msg"]) for mistake in error.errors()]
    return Invalid(*(Problem(".".join(str(part) for part in place[1:]), said) for place, said in mistakes))


def unavailable(error: JournalUnavailable, words: Words) -> Response:
    """Refuse because the journal could not store a command: nothing happened, and it can be sent again."""
    return problem(Refusal(error.status, error.code, words.told(error.sentence), COME_AGAIN_S))


def install(app: FastAPI, error_page: Callable[[Request, int, str], Response]) -> None:
    """Turn every error that a handler raises into a problem document, or a page for a browser."""

    def answer(request: Request, problem: Response, sentence: str) -> Response:
        return error_page(request, problem.status_code, sentence) if _is_person(request) else problem

    @app.exception_handler(Rejection)
    async def _rejection(request: Request, error: Rejection) -> Response:
        return answer(request, from_rejection(error, words_of(request)), error.sentence)

    @app.exception_handler(RequestValidationError)
    async def _validation(request: Request, error: RequestValidationError) -> Response:
        invalid = from_validation(error)
        return answer(request, from_rejection(invalid, words_of(request)), invalid.sentence)

    @app.exception_handler(JournalUnavailable)
    async def _unavailable(request: Request, error: JournalUnavailable) -> Response:
        return answer(request, unavailable(error, words_of(request)), error.sentence)

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> Response:
        sentence = SENTENCES.get(error.status_code, Sentence("{what}.", what=error.detail))
        refusal = Refusal(error.status_code, KNOWN.get(error.status_code, "refused"), words_of(request).told(sentence))
        return answer(request, problem(refusal), sentence)


def _is_person(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/api/")
