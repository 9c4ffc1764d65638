"""What Schemathesis needs to talk to a registry, and the check that nothing of a request comes back.

Loaded by Schemathesis itself (`SCHEMATHESIS_HOOKS`); the platform's keys come in `REGISTRY_KEYS` as JSON.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import schemathesis
from schemathesis import AuthContext, Case, CheckContext, HookContext, Response, SerializationContext

KEYS = json.loads(os.environ["REGISTRY_KEYS"])
FUNCTIONS = {
    "/v1/FetchHashes": "fetch_function_key",
    "/v1/SubmitFeedback": "feedback_function_key",
    "/v1/SubmitHashes": "submit_function_key",
    "/v1/Acknowledge": "acknowledge_function_key",
}
MARKER = "marker-3f9ac1"
LONG_ENOUGH = 8
"""Shorter texts may be in an answer by chance."""


@schemathesis.serializer("application/takedown-sealed")
def sealed(_context: SerializationContext, value: Any) -> Any:
    if isinstance(value, bytes):
        return value
    return (value if isinstance(value, str) else json.dumps(value)).encode("utf-8", "surrogatepass")


@schemathesis.auth()
class PlatformKeys:
    def get(self, _case: Case, context: AuthContext) -> str | None:
        return FUNCTIONS.get(context.operation.path)

    def set(self, case: Case, data: str | None, _context: AuthContext) -> None:
        if data:
            case.headers["Ocp-Apim-Subscription-Key"] = KEYS["subscription_key"]
            case.headers["x-functions-key"] = KEYS[data]


@schemathesis.hook
def before_call(_context: HookContext, case: Case, _sending: dict[str, Any]) -> None:
    """Put a marker wherever a request has room for one that changes nothing."""
    case.headers.update({"X-Marker": MARKER, "Cookie": f"c={MARKER}", "Referer": f"http://{MARKER}/"})
    case.query[MARKER] = MARKER
    if isinstance(case.body, dict):
        case.body.setdefault(MARKER, MARKER)


def texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for key, inner in value.items():
                yield from texts(key)
                yield from texts(inner)
        case list() | tuple():
            for inner in value:
                yield from texts(inner)


@schemathesis.check
def nothing_is_echoed(_context: CheckContext, response: Response, case: Case) -> None:
    """No text of a request, wherever it was, is in any part of its answer."""
    known = json.dumps(case.operation.schema.raw_schema)
    own = {MARKER, *(key for kind, key in KEYS.items() if kind.endswith("_key"))}
    sent = {
        text
        for part in (case.query, case.body, list(case.headers.values()), case.cookies)
        for text in texts(part)
        if len(text) >= LONG_ENOUGH and text not in known
    } | own
    headers = [text for name, values in response.headers.items() for text in (name, *values)]
    answered = [*headers, response.content.decode("utf-8", "replace")]
    with suppress(ValueError):
        answered += texts(response.json())
    for text in sent:
        assert not any(text in part for part in answered), "something that was sent is in the answer"
