"""Every answer that is not a success, as RFC 9457 problems that repeat nothing of the request.

`UNIFORM` answers everything at the messages door that happens before a message is verified: wrong size,
wrong type, sealed to somebody else, changed, badly signed. Which of these it was is not told.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from takedown_registry.database import DatabaseUnavailable
from takedown_registry.wire import PROBLEM_MEDIA

UNIFORM_STATUS: Final = 400
UNIFORM_BODY: Final = json.dumps(
    {"type": "about:blank", "title": "This is not a message this registry can read", "status": UNIFORM_STATUS}
).encode()


def uniform_problem() -> Response:
    """Return the one answer to whatever could not be verified as a case's message."""
    return Response(UNIFORM_BODY, UNIFORM_STATUS, media_type=PROBLEM_MEDIA)


def problem(status: int) -> Response:
    """Return a problem whose only content is what its status code means."""
    title = HTTPStatus(status).phrase
    body = json.dumps({"type": "about:blank", "title": title, "status": status}).encode()
    headers = {"WWW-Authenticate": "ApiKey"} if status == HTTPStatus.UNAUTHORIZED else {}
    return Response(body, status, headers=headers, media_type=PROBLEM_MEDIA)


def install(app: FastAPI) -> None:
    """Replace the handlers of FastAPI and Starlette, which repeat what was sent."""

    @app.exception_handler(RequestValidationError)
    async def not_understood(_request: Request, _error: RequestValidationError) -> Response:
        return problem(400)

    @app.exception_handler(HTTPException)
    async def refused(_request: Request, error: HTTPException) -> Response:
        answer = problem(error.status_code)
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED and error.headers:
            answer.headers["Allow"] = error.headers.get("Allow", "")
        return answer

    @app.exception_handler(DatabaseUnavailable)
    async def busy(_request: Request, _error: DatabaseUnavailable) -> Response:
        answer = problem(503)
        answer.headers["Retry-After"] = "5"
        return answer

    @app.exception_handler(Exception)
    async def broken(_request: Request, _error: Exception) -> Response:
        return problem(500)
