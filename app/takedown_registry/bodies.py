"""Reads request bodies no further than they may be long, and not for ever."""

from __future__ import annotations

import asyncio

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from takedown_protocol.sealing import LARGE, SIZES


class BodyWrong(Exception):
    """The body is not of a size that a sealed message can have, or did not come."""


async def read_sealed(request: Request, seconds: float) -> bytes:
    """Return a body of exactly 16 or 256 KiB that comes within `seconds`; no more is read of a longer one.

    Raises:
        BodyWrong: any other size, announced or real, or it came too slowly.
    """
    announced = request.headers.get("content-length")
    if announced is not None and announced not in {str(size) for size in SIZES}:
        raise BodyWrong
    body = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for part in request.stream():
                if len(body) + len(part) > LARGE:
                    raise BodyWrong
                body += part
    except (TimeoutError, ClientDisconnect, HTTPException):
        raise BodyWrong from None
    if len(body) not in SIZES:
        raise BodyWrong
    return bytes(body)


class BodyLimit:
    """ASGI middleware: a body that is too long or too slow becomes a problem 413 or 408, and is not kept."""

    def __init__(self, app: ASGIApp, *, seconds: float, longest: int) -> None:
        """Guard `app`: so long a body may take from its first byte to its last, so many bytes it may have."""
        self._app = app
        self._seconds = seconds
        self._longest = longest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, counting what is read of it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        seen, complete = 0, False
        deadline = asyncio.get_running_loop().time() + self._seconds

        async def counted() -> Message:
            nonlocal seen, complete
            if complete:
                return await receive()  # waits for the end of the connection, which may take its time
            try:
                async with asyncio.timeout_at(deadline):
                    message = await receive()
            except TimeoutError:
                raise HTTPException(408) from None
            seen += len(message.get("body", b""))
            complete = not message.get("more_body", False)
            if seen > self._longest:
                raise HTTPException(413)
            return message

        await self._app(scope, counted, send)
