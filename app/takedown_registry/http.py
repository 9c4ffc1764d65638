"""The addresses: the people's door, the descriptor, and the interface that platforms speak."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, Any, Final

from anyio import CapacityLimiter, sleep, to_thread
from fastapi import APIRouter, Query, Request, Response, Security
from fastapi.routing import APIRoute
from fastapi.security import APIKeyHeader
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from takedown_protocol.descriptor import MESSAGES_PATH, SEALED_MEDIA_TYPE, WELL_KNOWN_PATH
from takedown_protocol.puzzle import HEADER as PUZZLE_HEADER
from takedown_protocol.registry_side import UniformProblem
from takedown_protocol.sealing import LARGE, SMALL
from takedown_registry import feed
from takedown_registry.accounts import Endpoint, Platform, authenticate, list_platforms
from takedown_registry.bodies import BodyWrong, read_sealed
from takedown_registry.database import Database
from takedown_registry.descriptor import serve_descriptor
from takedown_registry.feedback import Feedback, read_signal, take_feedback, take_hashes
from takedown_registry.intake import Intake
from takedown_registry.keys import KeyRing
from takedown_registry.lost_time import LostTime
from takedown_registry.problems import uniform_problem
from takedown_registry.settings import Serving, Settings
from takedown_registry.tokens import MAX_TOKEN, TokenWrong, open_ack, open_page
from takedown_registry.wire import (
    MAX_INTEGER,
    Acknowledged,
    AcknowledgeRequest,
    FetchHashesResponse,
    Health,
    SubmitFeedbackRequest,
    SubmitHashesRequest,
    Taken,
    problem_responses,
)

SUBSCRIPTION_HEADER: Final = "Ocp-Apim-Subscription-Key"
FUNCTION_HEADER: Final = "x-functions-key"
_ENDPOINTS: Final = {
    "/v1/FetchHashes": Endpoint.FETCH,
    "/v1/SubmitFeedback": Endpoint.FEEDBACK,
    "/v1/SubmitHashes": Endpoint.SUBMIT,
    "/v1/Acknowledge": Endpoint.ACKNOWLEDGE,
}
INTAKE_AT_ONCE: Final = 3
"""Messages that one process works on at the same time; the others queue."""
ANSWERED_AFTER: Final = {SMALL: 0.025, LARGE: 0.075}
"""Seconds from a whole body to its answer, at least. A fingerprint that somebody else handed in before takes
longer to store than a new one. Where both are done by then, the time of the answer does not say which it was;
nor which kind of message a small one is."""
Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Registry:
    """Everything that answers requests: what was decided, the keys, the tables, the clock (Unix seconds)."""

    settings: Settings
    keys: KeyRing
    database: Database
    clock: Clock = time.time
    serving: Serving = field(default_factory=Serving)
    lost: tuple[LostTime, ...] = ()

    @property
    def now(self) -> int:
        """Unix seconds."""
        return int(self.clock())


_subscription = APIKeyHeader(
    name=SUBSCRIPTION_HEADER, scheme_name="Subscription", description="Whose keys", auto_error=False
)
_function = APIKeyHeader(
    name=FUNCTION_HEADER, scheme_name="Function", description="A key per endpoint", auto_error=False
)


def registry_of(request: Request) -> Registry:
    """Return the registry that serves this request."""
    registry: Registry = request.app.state.registry
    return registry


class KeyedRoute(APIRoute):
    """A route that checks the platform's keys before anything of the request is read."""

    def get_route_handler(self) -> Callable[[Request], Any]:
        """Wrap FastAPI's handler, which reads the body first."""
        handler, endpoint = super().get_route_handler(), _ENDPOINTS[self.path]

        async def keyed(request: Request) -> Response:
            registry = registry_of(request)

            def check() -> Platform | None:
                with registry.database.read() as connection:
                    return authenticate(
                        connection,
                        endpoint,
                        request.headers.get(SUBSCRIPTION_HEADER, ""),
                        request.headers.get(FUNCTION_HEADER, ""),
                    )

            platform = await run_in_threadpool(check)
            if platform is None:
                raise HTTPException(401)
            request.state.platform = platform
            response: Response = await handler(request)
            return response

        return keyed


people = APIRouter()
for_platforms = APIRouter(route_class=KeyedRoute, dependencies=[Security(_subscription), Security(_function)])
_SEALED: Final[dict[str, Any]] = {
    SEALED_MEDIA_TYPE: {
        "schema": {
            "type": "string",
            "format": "binary",
            "minLength": SMALL,
            "maxLength": LARGE,
            "description": "Exactly 16,384 or 262,144 bytes.",
        }
    }
}


@people.get(
    WELL_KNOWN_PATH,
    response_class=Response,
    responses={
        200: {
            "description": "DSSE envelope",
            "content": {"application/json": {"schema": {"type": "object"}}},
        },
        **problem_responses(503),
    },
)
def descriptor(request: Request) -> Response:
    """Who this registry is, signed by its root key."""
    registry = registry_of(request)
    envelope = serve_descriptor(registry.database, registry.settings, registry.keys, registry.now)
    return Response(envelope, media_type="application/json")


@people.post(
    MESSAGES_PATH,
    response_class=Response,
    openapi_extra={"requestBody": {"required": True, "content": _SEALED}},
    responses={
        200: {"description": "A signed, sealed reply of 16 or 256 KiB", "content": _SEALED},
        **problem_responses(400, 503),
    },
)
async def messages(request: Request) -> Response:
    """Takes a sealed message of exactly 16 or 256 KiB; whatever cannot be verified gets one answer."""
    registry = registry_of(request)
    intake = Intake(registry.database, registry.settings, registry.keys)
    media_type = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if media_type != SEALED_MEDIA_TYPE:
        return uniform_problem()
    try:
        body = await read_sealed(request, registry.serving.body_seconds)
        due = time.monotonic() + ANSWERED_AFTER[len(body)]
        puzzle = request.headers.get(PUZZLE_HEADER)
        reply = await to_thread.run_sync(intake.answer, body, registry.now, puzzle, limiter=_at_once(request))
        await sleep(max(0.0, due - time.monotonic()))
    except (BodyWrong, UniformProblem):
        return uniform_problem()
    return Response(reply, media_type=SEALED_MEDIA_TYPE)


def _at_once(request: Request) -> CapacityLimiter:
    # A few, or the threads would take the interpreter from the one that the others wait for.
    limiter: CapacityLimiter | None = getattr(request.app.state, "intake_limiter", None)
    if limiter is None:
        limiter = request.app.state.intake_limiter = CapacityLimiter(INTAKE_AT_ONCE)
    return limiter


@people.get("/healthz", responses=problem_responses(503))
def healthz(request: Request) -> Health:
    """Whether the registry answers and its database can be read."""
    with registry_of(request).database.read() as connection:
        list_platforms(connection)
    return Health(status="ok")


@for_platforms.get("/v1/FetchHashes", responses=problem_responses(400, 401, 410, 503))
def fetch_hashes(
    request: Request,
    start: Annotated[int, Query(alias="startTimestamp", ge=0, le=MAX_INTEGER)] = feed.FRESH_UNTIL,
    page_size: Annotated[int, Query(alias="pageSize", ge=1, le=MAX_INTEGER)] = 800,
    token: Annotated[str | None, Query(alias="nextPageToken", max_length=MAX_TOKEN)] = None,
) -> FetchHashesResponse:
    """One page of what changed since a stamp; from the start up to 10, and then without tombstones.

    410: the registry was restored from a backup that is older than this stamp; begin anew.
    """
    registry = registry_of(request)
    try:
        at = open_page(registry.keys, request.state.platform.id, token).position.stamp if token else start
        if any(lost.covers(at) for lost in registry.lost):
            raise HTTPException(410)
        with registry.database.write() as connection:
            page = feed.read_page(
                connection,
                registry.keys,
                request.state.platform,
                start=start,
                page_size=min(page_size, feed.MAX_PAGE),
                token=token or None,
                now=registry.now,
            )
    except TokenWrong:
        raise HTTPException(400) from None
    return FetchHashesResponse.model_validate(page.rendered(registry.keys))


@for_platforms.post("/v1/SubmitFeedback", responses=problem_responses(400, 401, 408, 413, 503))
def submit_feedback(request: Request, sent: SubmitFeedbackRequest) -> Taken:
    """Feedback of this platform; hashes that are not known are passed over."""
    registry = registry_of(request)
    given = [
        (each.hashValue, Feedback(each.feedbackValue.value, tuple(each.tags))) for each in sent.hashFeedbacks
    ]
    with registry.database.write() as connection:
        known = take_feedback(connection, request.state.platform, given, registry.now)
    return Taken(count=known, received=len(given))


@for_platforms.post("/v1/SubmitHashes", responses=problem_responses(400, 401, 408, 413, 503))
def submit_hashes(request: Request, sent: SubmitHashesRequest) -> Taken:
    """Hashes of this platform's own; types that the feed does not carry are passed over."""
    registry = registry_of(request)
    given = []
    for each in sent.hashRecords:
        signal = read_signal(each.signalType, each.hashValue)
        if signal is not None:
            said = each.CSPFeedbacks[-1:]
            given.append(
                (signal, Feedback(said[0].feedbackValue.value, tuple(said[0].tags)) if said else None)
            )
    with registry.database.write() as connection:
        taken = take_hashes(connection, request.state.platform, given, registry.now)
    return Taken(count=taken, received=len(sent.hashRecords))


@for_platforms.post("/v1/Acknowledge", responses=problem_responses(400, 401, 408, 413, 503))
def acknowledge(request: Request, sent: AcknowledgeRequest) -> Acknowledged:
    """This platform has carried out every withdrawal up to the page that the token came with."""
    registry = registry_of(request)
    platform: Platform = request.state.platform
    try:
        token = open_ack(registry.keys, platform.id, sent.ackToken)
        if any(lost.covers(token.position.stamp) for lost in registry.lost):
            raise TokenWrong
    except TokenWrong:
        raise HTTPException(400) from None
    with registry.database.write() as connection:
        return Acknowledged(count=feed.acknowledge(connection, platform, token, registry.now))
