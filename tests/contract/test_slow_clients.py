"""Slow clients before the shipped proxy do not stop the registry behind it.

60 of them; 1,000, and how long they are borne:
`STILLMARK_FULL=1 .venv/bin/pytest -s tests/contract/test_slow_clients.py`.
"""

from __future__ import annotations

import json
import os
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from support.person import NetworkPerson
from support.processes import wait_for
from support.proxy import Proxy
from support.registry import RegistryProcess
from support.slow_clients import SlowClients
from support.world import item, pdq
from takedown_protocol.sealing import LARGE
from takedown_registry.problems import UNIFORM_BODY

FULL = bool(os.environ.get("STILLMARK_FULL"))
CROWD = 1000 if FULL else 60
ROUNDS = 40 if FULL else 8
HEADERS_SECONDS = 15
"""`client_header_timeout` of the shipped file."""
pytestmark = pytest.mark.alone


@pytest.fixture(scope="module")
def proxy(registry: RegistryProcess) -> Iterator[Proxy]:
    running = Proxy(registry.port)
    yield running
    running.stop()


@pytest.fixture
def person(proxy: Proxy, registry: RegistryProcess, monkeypatch: pytest.MonkeyPatch) -> NetworkPerson:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(proxy.authority))
    return NetworkPerson(proxy.url, registry.root_key_id)


def answered(person: NetworkPerson, first: int) -> list[float]:
    """Seconds until the verified receipt of each of some submissions, one after another."""
    taken = []
    for number in range(first, first + ROUNDS):
        prepared = person.prepare(item(number, pdq(number)))
        begun = time.perf_counter()
        person.send(prepared)
        taken.append(time.perf_counter() - begun)
    return taken


def connected(port: int) -> int:
    """How many connections to this port of 127.0.0.1 are established (proc(5), /proc/net/tcp)."""
    here = f"0100007F:{port:04X}"
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(row[1] == here and row[3] == "01" for row in rows)


def test_slow_clients_stay_at_the_proxy(
    proxy: Proxy, registry: RegistryProcess, person: NetworkPerson
) -> None:
    answered(person, 1)
    ordinary = answered(person, 1001)
    begun = time.monotonic()
    crowd = SlowClients(CROWD, proxy.port, proxy.authority)
    try:
        there = crowd.until(CROWD)
        assert there["broken"] == 0
        during = answered(person, 2001)
        usual, beside = (
            f"median {statistics.median(taken) * 1e3:.0f} ms, worst {max(taken) * 1e3:.0f} ms"
            for taken in (ordinary, during)
        )
        print(f"\nan honest submission through nginx: {usual}; beside {CROWD} slow clients: {beside}")
        assert statistics.median(during) <= 3 * statistics.median(ordinary) + 0.1
        # The registry has seen nobody but the honest: no connection to it stays longer than nginx keeps one.
        assert wait_for(lambda: connected(registry.port) == 0), "slow clients have come through"
        if FULL:
            # Nobody can take for ever over headers, however steadily they drip.
            wait_for(lambda: crowd.counts()["headers"] == 0, 2 * HEADERS_SECONDS + 10)
            print(f"with half a header nobody is left {time.monotonic() - begun:.0f} s after the first came")
    finally:
        crowd.stop()
    assert b"127.77." not in proxy.written(), "an address was written down"
    # They are gone: so are their connections, and the door is as it was.
    assert person.send(person.prepare(item(3001, pdq(3001))))


def test_what_the_proxy_says_in_place_of_the_registry(proxy: Proxy, person: NetworkPerson) -> None:
    sealed = {"Content-Type": "application/takedown-sealed"}
    too_long = requests.post(f"{proxy.url}/v1/messages", data=bytes(LARGE + 2048), headers=sealed, timeout=20)
    assert (too_long.status_code, too_long.json()) == (400, json.loads(UNIFORM_BODY))
    longest = requests.post(f"{proxy.url}/v1/messages", data=bytes(LARGE), headers=sealed, timeout=20)
    assert (longest.status_code, longest.content) == (400, UNIFORM_BODY)
    for path in ("/healthz", "/readyz", "/metrics", "/"):
        assert requests.get(proxy.url + path, timeout=20).status_code == 404
    closed = Proxy(1)  # nobody listens there
    try:
        answer = requests.get(
            f"{closed.url}/.well-known/takedown-registry", timeout=20, verify=str(closed.authority)
        )
        assert (answer.status_code, answer.json()["status"]) == (503, 503)
        assert answer.headers["Retry-After"] == "5"
    finally:
        closed.stop()
