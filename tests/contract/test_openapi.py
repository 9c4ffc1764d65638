"""The registry's own OpenAPI document against a real registry process, by Schemathesis.

A few examples of each kind here; more: `STILLMARK_FULL=1 .venv/bin/pytest tests/contract/test_openapi.py`.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from support.registry import Platform, RegistryProcess

TESTS = Path(__file__).parents[1]
EXAMPLES = 400 if os.environ.get("STILLMARK_FULL") else 5
MARKER = "marker-81d2e7"
OPERATIONS = [
    ("GET", "/.well-known/takedown-registry"),
    ("GET", "/healthz"),
    ("GET", "/v1/FetchHashes"),
    ("POST", "/v1/Acknowledge"),
    ("POST", "/v1/SubmitFeedback"),
    ("POST", "/v1/SubmitHashes"),
    ("POST", "/v1/messages"),
]


@pytest.mark.timeout(1200)
def test_every_answer_is_as_the_document_says_and_repeats_nothing(
    registry: RegistryProcess, platform: Platform, tmp_path: Path
) -> None:
    done = subprocess.run(
        [
            str(Path(sys.executable).with_name("schemathesis")),
            "--config-file",
            str(TESTS / "contract" / "schemathesis.toml"),
            "run",
            f"{registry.url}/openapi.json",
            "--no-color",
            "--seed=1",
            "--generation-database=none",
            "--no-shrink",
            f"--max-examples={EXAMPLES}",
        ],
        env={
            **os.environ,
            "PYTHONPATH": str(TESTS),
            "SCHEMATHESIS_HOOKS": "support.schemathesis_hooks",
            "REGISTRY_KEYS": json.dumps(platform.keys),
        },
        cwd=tmp_path,  # it keeps a report of what it found
        capture_output=True,
        text=True,
        timeout=1200,
        check=False,
    )
    tail = done.stdout[-6000:] + done.stderr[-2000:]
    assert done.returncode == 0, tail
    assert f"Tested: {len(OPERATIONS)}" in done.stdout, tail
    # What is found there cannot be told from what is missing if the process has died meanwhile.
    assert requests.get(f"{registry.url}/healthz", timeout=20).json() == {"status": "ok"}


def test_the_document_names_every_operation_and_nothing_else(registry: RegistryProcess) -> None:
    document = requests.get(f"{registry.url}/openapi.json", timeout=20).json()
    found = [(method.upper(), path) for path, known in document["paths"].items() for method in known]
    assert sorted(found) == OPERATIONS
    for path, known in document["paths"].items():
        for operation in known.values():
            needs_keys = operation.get("security") == [{"Subscription": [], "Function": []}]
            assert needs_keys == ("401" in operation["responses"]), path
            for status, answer in operation["responses"].items():
                kinds = set(answer["content"])
                expected = "application/takedown-sealed" if path == "/v1/messages" else "application/json"
                assert kinds == {"application/problem+json" if int(status) >= 400 else expected}, path


def exchange(registry: RegistryProcess, request: bytes) -> bytes:
    """Send bytes as they are; return everything that comes back until the registry closes."""
    with socket.create_connection(("127.0.0.1", registry.port), timeout=20) as connection:
        connection.sendall(request)
        received = b""
        while part := connection.recv(65536):
            received += part
        return received


def marked_requests(platform: Platform) -> Iterator[tuple[str, bytes]]:
    keys = {name: value for name, value in platform.keys.items() if name.endswith("_key")}
    for method, path in OPERATIONS:
        for function in keys.values():
            head = f"Host: x\r\nConnection: close\r\nx-functions-key: {function}\r\n"
            head += f"Ocp-Apim-Subscription-Key: {keys['subscription_key']}\r\n"
            for kind in ("application/json", "application/takedown-sealed", f"text/{MARKER}"):
                for body in (f'{{"{MARKER}": ["{MARKER}"]}}', f'"{MARKER}', f'{{"ackToken": "{MARKER}"}}'):
                    length = f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
                    yield (
                        f"body at {path}",
                        f"{method} {path} HTTP/1.1\r\n{head}{length}\r\n{body}".encode(),
                    )
        for query in (MARKER, f"startTimestamp={MARKER}", f"pageSize=1{MARKER}", f"nextPageToken={MARKER}"):
            yield f"query at {path}", f"{method} {path}?{query} HTTP/1.1\r\n{head}\r\n".encode()
        for name in ("Content-Type", "Content-Length", "Expect", "Origin", "Accept", "X-Request-Id", MARKER):
            yield f"{name} at {path}", f"{method} {path} HTTP/1.1\r\n{head}{name}: {MARKER}\r\n\r\n".encode()
        yield f"path {path}", f"{method} {path}/{MARKER} HTTP/1.1\r\n{head}\r\n".encode()
        yield f"method at {path}", f"{MARKER} {path} HTTP/1.1\r\n{head}\r\n".encode()
        yield f"version at {path}", f"{method} {path} HTTP/{MARKER}\r\n{head}\r\n".encode()
        yield (
            f"host at {path}",
            f"{method} {path} HTTP/1.1\r\nHost: {MARKER}\r\nConnection: close\r\n\r\n".encode(),
        )
    yield "not HTTP", f"{MARKER}\r\n\r\n".encode()


def test_a_marker_in_any_part_of_a_request_never_comes_back(
    registry: RegistryProcess, platform: Platform
) -> None:
    statuses = set()
    for name, request in marked_requests(platform):
        answer = exchange(registry, request)
        statuses.add(answer[9:12])
        assert MARKER.encode() not in answer, name
        assert not answer.startswith(b"HTTP/1.1 5"), name
        for kind, key in platform.keys.items():
            assert not kind.endswith("_key") or key.encode() not in answer, name
    assert {b"200", b"400", b"401", b"404", b"405"} <= statuses


def test_a_body_of_the_platforms_that_is_too_long_is_told_as_the_document_says(
    registry: RegistryProcess, platform: Platform
) -> None:
    answer = requests.post(
        f"{registry.url}/v1/SubmitHashes",
        data=b'{"hashRecords": [' + b" " * (4 * 1024 * 1024 + 1),
        headers={
            "Ocp-Apim-Subscription-Key": platform.keys["subscription_key"],
            "x-functions-key": platform.keys["submit_function_key"],
        },
        timeout=20,
    )
    assert (answer.status_code, answer.headers["Content-Type"]) == (413, "application/problem+json")
    assert set(answer.json()) == {"type", "title", "status"}
