"""What the registry writes down about its own work: a line of JSON per request and event, on standard error.

    {"at": "2030-01-02T03:04:05.678Z", "level": "info", "event": "request", "id": "9f...", "method": "POST",
     "route": "/v1/messages", "status": 200, "ms": 12}

A line says what the server did, never what it was asked: the route's template instead of the address, no
query, no header, no body, no peer, no fingerprint, no case. Of an exception it has the type and the places,
because its text may carry input. Of what other libraries log it has only where they did; their text may, too.
"""

from __future__ import annotations

import json
import logging
import secrets
import sys
import time
import traceback
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOG: Final = logging.getLogger("takedown_registry")
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
Seen = Callable[[str, str, int, float], None]
"""Is told method, route, status and seconds of every request."""


def event(name: str, *, level: int = logging.INFO, fault: BaseException | None = None, **fields: Any) -> None:
    """Write one event down. `fields` are numbers and words of this program's own, never anything received."""
    LOG.log(level, name, exc_info=fault, extra={"fields": fields})


class JsonLines(logging.Formatter):
    """Formats a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, without its end."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, Any] = {"at": at.replace("+00:00", "Z"), "level": record.levelname.lower()}
        if record.name == LOG.name:
            line["event"] = record.msg
        else:
            line |= {"event": "library", "logger": record.name, "place": f"{record.filename}:{record.lineno}"}
        request_id = _request_id.get()
        if request_id is not None:
            line["id"] = request_id
        line |= getattr(record, "fields", {})
        if record.exc_info and record.exc_info[0] is not None:
            places = traceback.extract_tb(record.exc_info[2])
            line["fault"] = record.exc_info[0].__name__
            line["places"] = [f"{Path(each.filename).name}:{each.lineno}" for each in reversed(places)]
        return json.dumps(line)


def set_up_logging(level: str = "warning") -> None:
    """Send what this program says at `level` or above to standard error, and the warnings of libraries."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    LOG.setLevel(level.upper())


class RequestLog:
    """ASGI middleware, outside all others: one line per request."""

    def __init__(self, app: ASGIApp, *, seen: Seen) -> None:
        self._app = app
        self._seen = seen

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and write down how it went."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, begun = 0, time.perf_counter()
        token = _request_id.set(secrets.token_hex(8))

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except Exception as fault:
            event("fault", level=logging.ERROR, fault=fault)
            raise
        finally:
            seconds = time.perf_counter() - begun
            # Whoever sends it chooses method and path; only those that are known are written down.
            method = scope["method"] if scope["method"] in _METHODS else "other"
            route = getattr(scope.get("route"), "path", "none")
            event("request", method=method, route=route, status=status, ms=round(seconds * 1000))
            self._seen(method, route, status, seconds)
            _request_id.reset(token)
