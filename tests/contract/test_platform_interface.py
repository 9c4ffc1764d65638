"""The platform side of a real registry, used by the unmodified `threatexchange` 1.2.17."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
import requests
from threatexchange.exchanges.clients.stopncii.api import (
    FetchHashesResponse,
    StopNCIIAPI,
    StopNCIICaseStatus,
    StopNCIICSPFeedback,
    StopNCIICSPFeedbackValue,
    StopNCIISignalType,
)
from threatexchange.exchanges.collab_config import CollaborationConfigWithDefaults
from threatexchange.exchanges.impl.stop_ncii_api import StopNCIICredentials, StopNCIISignalExchangeAPI
from threatexchange.signal_type.pdq.signal import PdqSignal

from support.person import NetworkPerson
from support.registry import Platform, RegistryProcess
from support.world import item, pdq

MARKER = "zz-marker-e8d1"
KEYS = {
    "FetchHashes": "fetch_function_key",
    "SubmitFeedback": "feedback_function_key",
    "SubmitHashes": "submit_function_key",
    "Acknowledge": "acknowledge_function_key",
}
numbers = iter(range(1000, 100_000, 100))


def ask(
    platform: Platform, endpoint: str, *, keys: dict[str, Any] | None = None, **more: Any
) -> requests.Response:
    keys = keys or platform.keys
    headers = {
        "x-functions-key": keys[KEYS[endpoint]],
        "Ocp-Apim-Subscription-Key": keys["subscription_key"],
        **more.pop("headers", {}),
    }
    method = "GET" if endpoint == "FetchHashes" else "POST"
    return requests.request(method, f"{platform.url}/v1/{endpoint}", headers=headers, timeout=20, **more)


def everything(platform: Platform, start: int = 10) -> list[FetchHashesResponse]:
    return list(platform.api.fetch_hashes_iter(start))


def found(pages: list[FetchHashesResponse]) -> dict[str, Any]:
    return {record.hashValue: record for page in pages for record in page.hashRecords}


def test_an_empty_feed_parses(tmp_path_factory: pytest.TempPathFactory) -> None:
    registry = RegistryProcess(tmp_path_factory.mktemp("empty") / "data")
    try:
        platform = registry.add_platform("P")
        page = platform.api.fetch_hashes()
        assert page == FetchHashesResponse(0, None, 10, False, [])
        assert platform.api.fetch_hashes(start_timestamp=1_700_000_000).nextSetTimestamp == 1_700_000_000
    finally:
        registry.stop()


def test_the_whole_way_with_the_stock_client(platform: Platform, person: NetworkPerson) -> None:
    base = next(numbers)
    mine = [pdq(base + n) for n in range(3)]
    person.submit(item(1, mine[0], mine[1]), item(2, mine[2]))
    pages = everything(platform)
    record = found(pages)[mine[0]]
    assert record.signalType is StopNCIISignalType.ImagePDQ
    assert record.hashStatus is StopNCIICaseStatus.Active
    assert list(record.caseNumbers.values()) == [StopNCIICaseStatus.Active]
    start = pages[-1].nextSetTimestamp
    assert start == max(each.lastModtimestamp for each in found(pages).values())
    assert person.states("Platform A") == ["not-collected"] * 2
    everything(platform, start)
    assert person.states("Platform A") == ["collected"] * 2

    for value, state in (
        (StopNCIICSPFeedbackValue.PendingReview, "pending-review"),
        (StopNCIICSPFeedbackValue.Blocked, "blocked"),
    ):
        platform.api.submit_feedback(StopNCIISignalType.ImagePDQ, mine[0], value, {"automatic"})
        assert person.states("Platform A") == [state, "collected"]
    (said,) = found(everything(platform, start))[mine[0]].CSPFeedbacks
    assert said == StopNCIICSPFeedback(StopNCIICSPFeedbackValue.Blocked, {"automatic"}, "Platform A")

    person.withdraw()
    gone = found(everything(platform, start))
    assert {gone[value].hashStatus for value in mine} == {StopNCIICaseStatus.Withdrawn}
    assert not set(mine) & set(found(everything(platform)))
    assert person.states("Platform A") == ["take-back-asked"] * 2
    answer = ask(platform, "FetchHashes", params={"startTimestamp": start})
    assert ask(platform, "Acknowledge", json={"ackToken": answer.json()["ackToken"]}).json()["count"] >= 3
    assert person.states("Platform A") == ["taken-back"] * 2


def test_the_stock_exchange_indexes_what_is_active(
    registry: RegistryProcess, platform: Platform, person: NetworkPerson
) -> None:
    base = next(numbers)
    person.submit(item(1, *(pdq(base + n) for n in range(5))))
    exchange = StopNCIISignalExchangeAPI.for_collab(
        CollaborationConfigWithDefaults("Registry", api="stopncii"),
        StopNCIICredentials(
            fetch_function_key=platform.keys["fetch_function_key"],
            subscription_key=platform.keys["subscription_key"],
            base_url_override=f"{registry.url}/v1",
        ),
    )
    merged: dict[Any, Any] = {}
    checkpoint = None
    for _ in range(2):
        for delta in exchange.fetch_iter([PdqSignal], checkpoint):
            exchange.fetch_value_merge  # noqa: B018 - the interface HMA uses exists
            merged.update(delta.updates)
            assert checkpoint is None or delta.checkpoint.update_time >= checkpoint.update_time
            checkpoint = delta.checkpoint
    signals = exchange.naive_convert_to_signal_type([PdqSignal], exchange.collab, merged)[PdqSignal]
    assert {pdq(base + n) for n in range(5)} <= set(signals)


@pytest.mark.parametrize("size", [1, 3, 800, 10**9])
def test_any_page_size_gives_the_same_records(platform: Platform, person: NetworkPerson, size: int) -> None:
    base = next(numbers)
    person.submit(item(1, *(pdq(base + n) for n in range(5))))
    start = everything(platform)[-1].nextSetTimestamp
    person.submit(item(2, *(pdq(base + 50 + n) for n in range(5))))
    seen: list[str] = []
    token, more = "", True
    while more:
        page = platform.api.fetch_hashes(page_size=size, start_timestamp=start + 1, next_page=token)
        assert page.count == len(page.hashRecords) <= size
        seen += [record.hashValue for record in page.hashRecords]
        token, more = page.nextPageToken or "", page.hasMoreRecords
        assert bool(token) == more
    assert seen == [pdq(base + 50 + n) for n in range(5)]


def test_a_platform_submits_hashes_with_the_stock_client(
    registry: RegistryProcess, platform: Platform
) -> None:
    other = registry.add_platform(f"Other {next(numbers)}")
    value = pdq(next(numbers))
    blocked = StopNCIICSPFeedback(StopNCIICSPFeedbackValue.Blocked, {"own"})
    platform.api.submit_hashes(
        {
            (StopNCIISignalType.ImagePDQ, value): blocked,
            (StopNCIISignalType.VideoMD5, "a" * 32): blocked,
            (StopNCIISignalType.URL, "https://example.invalid/"): blocked,
        }
    )
    records = found(everything(other))
    assert records[value].hashStatus is StopNCIICaseStatus.Active
    assert records["a" * 32].signalType is StopNCIISignalType.VideoMD5
    assert [(each.source, each.tags) for each in records[value].CSPFeedbacks] == [("Platform A", {"own"})]
    plain = {"hashRecords": [{"signalType": "ImagePDQ", "hashValue": pdq(next(numbers))}]}
    assert ask(platform, "SubmitHashes", json=plain).json() == {"count": 1, "received": 1}


def test_keys_open_only_their_own_endpoint_and_platform(
    registry: RegistryProcess, platform: Platform
) -> None:
    other = registry.add_platform(f"Other {next(numbers)}")
    answers = set()
    for endpoint, right in KEYS.items():
        wrong = [{**platform.keys, right: platform.keys[name]} for name in KEYS.values() if name != right]
        wrong += [
            {**platform.keys, "subscription_key": other.keys["subscription_key"]},
            {**platform.keys, "subscription_key": ""},
            {**platform.keys, right: ""},
            {**platform.keys, right: "é"},
            {**platform.keys, right: platform.keys[right] + "0"},
        ]
        for keys in wrong:
            answer = ask(platform, endpoint, keys={k: v.encode() for k, v in keys.items()}, data=b"{" * 9)
            assert answer.status_code == 401, endpoint
            answers.add(answer.content)
        assert requests.get(f"{registry.url}/v1/{endpoint}", timeout=20).status_code in (401, 405)
    assert len(answers) == 1
    with pytest.raises(requests.HTTPError):
        StopNCIIAPI("wrong", "wrong", base_url_override=f"{registry.url}/v1").fetch_hashes()


BAD_QUERIES = [
    {"startTimestamp": MARKER},
    {"startTimestamp": "-1"},
    {"startTimestamp": "9" * 30},
    {"startTimestamp": "1e3"},
    {"startTimestamp": "10", "pageSize": "0"},
    {"startTimestamp": "10", "pageSize": MARKER},
    {"startTimestamp": "10", "pageSize": "9" * 40},
    {"startTimestamp": "10", "nextPageToken": MARKER},
    {"startTimestamp": "10", "nextPageToken": MARKER * 1000},
    {"startTimestamp": "10", "nextPageToken": "\x00\udcff".encode("utf-8", "surrogateescape")},
]
BAD_BODIES = [
    b"",
    b"null",
    b"[]",
    b'"' + MARKER.encode() + b'"',
    b"{",
    b"\xff\xfe\x00",
    b"[" * 100_000,
    b'{"a":' * 50_000,
    b'{"count":' + b"9" * 5000 + b"}",
    b'{"count":1e999,"hashFeedbacks":[],"hashRecords":[],"ackToken":"x"}',
    json.dumps({"hashFeedbacks": None, "hashRecords": None, "ackToken": None}).encode(),
    json.dumps({"hashFeedbacks": [MARKER], "hashRecords": [MARKER], "ackToken": MARKER}).encode(),
    json.dumps({"hashFeedbacks": [{"hashValue": MARKER, "feedbackValue": MARKER}]}).encode(),
    json.dumps(
        {
            "hashFeedbacks": [{"hashValue": "a", "feedbackValue": "Blocked", "tags": ["\u202e" + MARKER]}],
            "hashRecords": [{"signalType": "ImagePDQ", "hashValue": "a", "CSPFeedbacks": [MARKER]}],
            "ackToken": "\ud800",
        }
    ).encode(),
    json.dumps(
        {
            "hashFeedbacks": [{"hashValue": "a", "feedbackValue": "Blocked"}] * 5001,
            "hashRecords": [{"signalType": "ImagePDQ", "hashValue": "a"}] * 5001,
            "ackToken": MARKER * 100,
        }
    ).encode(),
]


def test_malformed_input_is_a_plain_problem_that_repeats_nothing(platform: Platform) -> None:
    answers = [ask(platform, "FetchHashes", params=query) for query in BAD_QUERIES]
    for endpoint in ("SubmitFeedback", "SubmitHashes", "Acknowledge"):
        for body in BAD_BODIES:
            for content_type in ("application/json", "text/plain", ""):
                answers.append(ask(platform, endpoint, data=body, headers={"Content-Type": content_type}))
    for answer in answers:
        assert answer.status_code == 400, (answer.url, answer.request.body[:60])
        assert MARKER not in answer.text
        assert answer.headers["Content-Type"] == "application/problem+json"
    assert len({answer.content for answer in answers}) == 1


def test_a_body_without_end_is_cut_off(platform: Platform) -> None:
    answer = ask(platform, "SubmitFeedback", data=(b" " * 65536 for _ in range(70)))
    assert (answer.status_code, answer.json()["status"]) == (413, 413)


def test_random_bodies_and_addresses_never_break_it(registry: RegistryProcess, platform: Platform) -> None:
    chance = random.Random(7)
    good = json.dumps(
        {
            "count": 1,
            "hashFeedbacks": [{"tags": [], "feedbackValue": "Blocked", "hashValue": pdq(1)}],
            "hashRecords": [{"lastModtimestamp": 1, "signalType": "ImagePDQ", "hashValue": pdq(1)}],
            "ackToken": "x",
        }
    ).encode()
    statuses = set()
    for _ in range(150):
        body = bytearray(good)
        for _ in range(chance.randrange(1, 6)):
            body[chance.randrange(len(body))] = chance.randrange(256)
        endpoint = chance.choice(["SubmitFeedback", "SubmitHashes", "Acknowledge"])
        headers = {"Content-Type": "application/json"}
        statuses.add(ask(platform, endpoint, data=bytes(body), headers=headers).status_code)
    for path in (
        f"/{MARKER}",
        "/v1",
        "/v1/FetchHashes/",
        "/docs",
        "/..%2f..%2fetc",
        "/%00",
        "//",
        "/v1/lookup",
    ):
        for method in ("GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"):
            answer = requests.request(
                method, f"{registry.url}{path}", data=MARKER, timeout=20, allow_redirects=False
            )
            statuses.add(answer.status_code)
            assert MARKER not in answer.text
    assert statuses <= {200, 400, 401, 404, 405}


def test_the_openapi_document_says_what_is_served(registry: RegistryProcess, platform: Platform) -> None:
    document = requests.get(f"{registry.url}/openapi.json", timeout=20).json()
    assert set(document["paths"]) == {
        "/.well-known/takedown-registry",
        "/v1/messages",
        "/healthz",
        *(f"/v1/{endpoint}" for endpoint in KEYS),
    }
    schemes = document["components"]["securitySchemes"]
    assert {(each["in"], each["name"]) for each in schemes.values()} == {
        ("header", "Ocp-Apim-Subscription-Key"),
        ("header", "x-functions-key"),
    }
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            keyed = path.rsplit("/", 1)[1] in KEYS
            needs = [set(each) for each in operation.get("security", [])]
            assert set().union(*needs) == (set(schemes) if keyed else set()), path
            assert len(needs) == (1 if keyed else 0), "both keys together, not either"
            answer = requests.request(method, registry.url + path, timeout=20)
            described = operation["responses"][str(answer.status_code)]["content"]
            assert answer.headers["Content-Type"].split(";")[0] in described, path
            assert "422" not in operation["responses"]
    page = ask(platform, "FetchHashes", params={"startTimestamp": 11}).json()
    schemas = document["components"]["schemas"]
    assert set(page) == set(schemas["FetchHashesResponse"]["properties"])
    assert set(page["hashRecords"][0]) == set(schemas["HashRecord"]["properties"])
    for text in json.dumps(document).split('"$ref": "')[1:]:
        name = text.split('"')[0].removeprefix("#/components/schemas/")
        assert name in schemas
