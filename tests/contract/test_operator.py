"""What an operator sees of a running registry: lines, counts, readiness; and nothing of anybody in them."""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from support.person import NetworkPerson, post
from support.postgres import PostgresServer
from support.processes import children, wait_for
from support.registry import RegistryProcess
from support.world import item, pdq
from takedown_protocol.identity import case_id_of
from takedown_registry.logs import LOG, JsonLines


@pytest.fixture
def postgres() -> Iterator[PostgresServer]:
    server = PostgresServer()
    yield server
    server.close()


def test_the_log_has_a_line_for_everything_and_nothing_of_anybody(tmp_path: Path) -> None:
    log = tmp_path / "log"
    registry = RegistryProcess(
        tmp_path / "data", log=log, flags=["--log-level", "debug", "--metrics", "0", "--database", ""]
    )
    asked = 0

    def ask(method: str, path: str, **more: object) -> int:
        nonlocal asked
        asked += 1
        return requests.request(method, registry.url + path, timeout=20, **more).status_code  # type: ignore[arg-type]

    try:
        platform = registry.add_platform("Platform Pm4rk")
        person = NetworkPerson(registry.url, registry.root_key_id)
        person.submit(item(0xFACE, pdq(0xBEEF)))
        post(registry.url, b"0wn-m4rk" * 2048)
        (page,) = platform.api.fetch_hashes_iter()
        person.withdraw()
        assert person.status().items
        asked += 6
        keys = {"x-functions-key": "k-m4rk", "Ocp-Apim-Subscription-Key": "s-m4rk", "User-Agent": "a-m4rk"}
        right = {"x-functions-key": platform.keys["feedback_function_key"]}
        right["Ocp-Apim-Subscription-Key"] = platform.keys["subscription_key"]
        assert ask("GET", "/v1/FetchHashes?nextPageToken=q-m4rk", headers=keys) == 401
        assert ask("POST", "/v1/SubmitFeedback", headers=right, json={"hashFeedbacks": "b-m4rk"}) == 400
        assert ask("GET", "/p-m4rk/../x") == 404
        assert ask("M4RK", "/healthz") == 405
        for path in ("/", "/metrics", "/readyz", "/o-m4rk"):
            told = requests.get(registry.operators_url + path, timeout=20).text
            assert not re.search(r"m4rk|beef|face", told, re.I) and person.keys.case_key.hex() not in told
    finally:
        registry.stop()
    assert [each.hashValue for each in page.hashRecords] == [pdq(0xBEEF)]
    text = log.read_text()
    lines = [json.loads(line) for line in text.splitlines()]
    requested = [line for line in lines if line["event"] == "request"]
    assert len(requested) == asked
    assert len({line["id"] for line in requested}) == asked
    kinds = {(line["method"], line["route"], line["status"]) for line in requested}
    assert ("POST", "/v1/messages", 200) in kinds and ("POST", "/v1/messages", 400) in kinds
    assert ("GET", "/v1/FetchHashes", 401) in kinds and ("POST", "/v1/SubmitFeedback", 400) in kinds
    assert {("GET", "none", 404), ("other", "/healthz", 405)} <= kinds
    assert {"started", "stopped"} <= {line["event"] for line in lines}
    case_key = person.keys.case_key
    markers = ["m4rk", "beef", "face", "127.0.0", case_key.hex(), case_id_of(case_key), str(tmp_path)]
    markers += [value for name, value in platform.keys.items() if name != "name"]
    assert not [marker for marker in markers if marker.lower() in text.lower()]


def test_a_fault_is_told_by_type_and_place_alone() -> None:
    def line(name: str, text: str) -> str:
        try:
            raise ValueError(pdq(0xBEEF))
        except ValueError:
            return JsonLines().format(
                logging.LogRecord(name, logging.ERROR, __file__, 7, text, (), sys.exc_info())
            )

    own, others = json.loads(line(LOG.name, "fault")), json.loads(line("asyncio", f"lost {pdq(0xBEEF)}"))
    assert (own["event"], own["fault"], own["level"]) == ("fault", "ValueError", "error")
    assert own["places"][0].startswith("test_operator.py:")
    assert (others["event"], others["place"]) == ("library", "test_operator.py:7")
    assert pdq(0xBEEF) not in json.dumps([own, others])


def counted(registry: RegistryProcess) -> dict[str, float]:
    answer = requests.get(f"{registry.operators_url}/metrics", timeout=30)
    assert answer.status_code == 200
    samples = [line.rsplit(" ", 1) for line in answer.text.splitlines() if not line.startswith("#")]
    assert len(samples) == len({name for name, _ in samples})
    return {name: float(value) for name, value in samples}


@pytest.mark.alone
def test_several_workers_count_as_one_and_readiness_follows_the_database(
    tmp_path: Path, postgres: PostgresServer
) -> None:
    registry = RegistryProcess(
        tmp_path / "data", database=postgres.database(), workers=2, flags=["--metrics", "0"]
    )
    try:
        person = NetworkPerson(registry.url, registry.root_key_id)
        person.submit(item(1, pdq(1), pdq(2)))
        for _ in range(30):
            assert requests.get(f"{registry.url}/healthz", timeout=20).ok
        seen = counted(registry)
        asked = 'takedown_registry_requests_total{method="%s",route="%s",status="200"}'
        assert seen[asked % ("GET", "/healthz")] == 30
        assert seen[asked % ("POST", "/v1/messages")] == 1
        assert seen['takedown_registry_request_seconds_count{route="/healthz"}'] == 30
        assert (seen["takedown_registry_ready"], seen["takedown_registry_workers"]) == (1, 2)
        assert seen["takedown_registry_active_hashes"] == 2
        assert 89 * 86400 < seen["takedown_registry_sealing_seconds_left"] <= 90 * 86400
        ready = requests.get(f"{registry.operators_url}/readyz", timeout=30)
        assert (ready.status_code, ready.json()["warnings"]) == (200, [])
        assert not any(ready.json()["faults"].values())
        # What a worker counted outlives it.
        workers = children(registry.pid)
        assert len(workers) == 2
        postgres.kill()
        red = requests.get(f"{registry.operators_url}/readyz", timeout=30)
        assert (red.status_code, red.json()["faults"]["database"]) == (503, "cannot be reached")
        assert counted(registry)['takedown_registry_check{check="database"}'] == 0
        assert requests.get(f"{registry.operators_url}/healthz", timeout=30).status_code == 200
        postgres.start()
        wait_for(lambda: requests.get(f"{registry.operators_url}/readyz", timeout=30).ok, 30)
        assert requests.get(f"{registry.operators_url}/", timeout=30).text.count("Ready") == 1
    finally:
        registry.stop()
