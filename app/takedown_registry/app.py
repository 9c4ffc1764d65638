"""Puts the application together and keeps its OpenAPI document true to what is served."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from takedown_registry.bodies import BodyLimit
from takedown_registry.http import Registry, for_platforms, people
from takedown_registry.logs import RequestLog
from takedown_registry.metrics import count_request
from takedown_registry.problems import install
from takedown_registry.wire import Problem


def make_app(registry: Registry) -> FastAPI:
    """Return the ASGI application that serves `registry`."""
    app = FastAPI(
        title="Takedown registry",
        version=_version(),
        # No documentation pages: theirs load scripts from elsewhere.
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        # Nobody is told of requests, whatever the environment says (FASTAPI_OTEL_AUTO_CONFIGURE) and whatever
        # else is installed: what FastAPI would tell has addresses, headers and what stood in a body.
        telemetry={
            "auto_configure": False,
            "tracing": False,
            "metrics": False,
            "logs": False,
            "operation_spans": False,
        },
    )
    app.state.registry = registry
    app.include_router(people)
    app.include_router(for_platforms)
    install(app)
    serving = registry.serving
    app.add_middleware(BodyLimit, seconds=serving.body_seconds, longest=serving.platform_body_bytes)
    app.add_middleware(NothingKept)
    app.add_middleware(RequestLog, seen=count_request)

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _true_document(app)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]  # FastAPI's documented way to change it
    return app


def _version() -> str:
    try:
        return version("stillmark")
    except PackageNotFoundError:
        return "0"


def _true_document(app: FastAPI) -> dict[str, Any]:
    """Correct what FastAPI announces by itself.

    Its own 422 is never sent here, as invalid input is a plain 400 problem; and of several keys it says that
    any one will do, where all are needed together.
    """
    made = get_openapi(title=app.title, version=app.version, routes=app.routes)
    for operations in made["paths"].values():
        for operation in operations.values():
            operation["responses"].pop("422", None)
            if "security" in operation:
                operation["security"] = [{name: [] for each in operation["security"] for name in each}]
    schemas = made["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas["Problem"] = Problem.model_json_schema()
    return made


class NothingKept:
    """ASGI middleware: no answer may be kept by a cache, guessed at, or framed."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the headers to every answer."""

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    *message.get("headers", []),
                    (b"cache-control", b"no-store"),
                    (b"x-content-type-options", b"nosniff"),
                ]
            await send(message)

        await self._app(scope, receive, sending)
