"""The messages door of a real registry process: one answer for what it cannot read, durable receipts."""

from __future__ import annotations

import http.client
import json
import os
import random
import socket
import stat
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from support.person import SEALED, NetworkPerson, fetch_descriptor, post
from support.puzzles import zeros
from support.registry import Platform, RegistryProcess
from support.world import item, pdq, receipt_of
from takedown_protocol import app_side, puzzle
from takedown_protocol.sealing import LARGE, SMALL, SealingKeyPair, seal_request
from takedown_registry.http import ANSWERED_AFTER

BITS = 4


def uniform(url: str) -> bytes:
    answer = post(url, b"")
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert set(answer.json()) == {"type", "title", "status"}
    return answer.content


def unreadable(person: NetworkPerson) -> Iterator[tuple[str, bytes, str]]:
    good = person.sealed(person.prepare(item(1, pdq(1))))
    prepared = person.prepare(item(1, pdq(1)))
    stranger = SealingKeyPair.generate()
    root = person.descriptor.root_key_id
    key = person.descriptor.sealing_keys[0].public
    for size in (0, 1, SMALL - 1, SMALL + 1, LARGE - 1, LARGE + 1):
        yield f"{size} bytes", bytes(size), SEALED
    yield "zeros", bytes(SMALL), SEALED
    yield "noise", random.Random(1).randbytes(LARGE), SEALED
    yield "another type", good, "application/octet-stream"
    yield "no type", good, ""
    for position in (0, 1, 5, 20, 60, SMALL - 1):
        changed = bytearray(good)
        changed[position] ^= 1
        yield f"bit at {position}", bytes(changed), SEALED
    yield "sealed to another key", seal_request(prepared.envelope, stranger.public, root), SEALED
    yield "sealed for another registry", seal_request(prepared.envelope, key, "0" * 64), SEALED
    yield "no envelope", seal_request(b"{}", key, root), SEALED
    yield "not JSON", seal_request(b"\xff\xfe", key, root), SEALED
    yield "nested", seal_request(b"[" * 5000, key, root), SEALED
    envelope = json.loads(prepared.envelope)
    envelope["signatures"][0]["sig"] = "A" * 86 + "=="
    bad = json.dumps(envelope, separators=(",", ":"), sort_keys=True).encode()
    yield "badly signed", seal_request(bad, key, root), SEALED


def test_everything_before_verification_gets_one_and_the_same_answer(
    registry: RegistryProcess, person: NetworkPerson
) -> None:
    expected = uniform(registry.url)
    for name, body, content_type in unreadable(person):
        answer = post(registry.url, body, content_type)
        assert (answer.status_code, answer.content) == (400, expected), name
    assert requests.get(f"{registry.url}/healthz", timeout=20).json() == {"status": "ok"}


def raw(registry: RegistryProcess, head: bytes, parts: list[bytes] | None = None) -> bytes:
    """Send bytes as they are; return what comes back until the other side closes or is silent."""
    with socket.create_connection(("127.0.0.1", registry.port), timeout=5) as connection:
        connection.sendall(head)
        try:
            for part in parts or []:
                connection.sendall(part)
        except OSError:
            pass  # the registry need not read on after it has answered
        received = b""
        while b"\r\n\r\n" not in received or b"}" not in received:
            part = connection.recv(4096)
            if not part:
                break
            received += part
        return received


def test_a_body_that_is_too_long_is_refused_before_it_is_read(registry: RegistryProcess) -> None:
    head = b"POST /v1/messages HTTP/1.1\r\nHost: x\r\nContent-Type: application/takedown-sealed\r\n"
    announced = raw(registry, head + b"Content-Length: 99999999999\r\n\r\n")
    assert announced.startswith(b"HTTP/1.1 400 ")
    chunk = b"4000\r\n" + bytes(0x4000) + b"\r\n"
    endless = raw(registry, head + b"Transfer-Encoding: chunked\r\n\r\n", [chunk] * 17)
    assert endless.startswith(b"HTTP/1.1 400 ")
    assert uniform(registry.url) in announced
    assert uniform(registry.url) in endless


def test_a_chunked_message_of_the_right_size_is_taken(
    registry: RegistryProcess, person: NetworkPerson
) -> None:
    prepared = person.prepare(item(1, pdq(1)))
    body = person.sealed(prepared)
    answer = requests.post(
        f"{registry.url}/v1/messages",
        data=iter([body[:5], body[5:9000], body[9000:]]),
        headers={"Content-Type": SEALED},
        timeout=20,
    )
    assert (
        receipt_of(app_side.open_answer(prepared, person.descriptor, answer.content)).items[0].accepted == 1
    )


def test_a_reply_is_as_long_as_a_request_and_nothing_may_be_cached(
    registry: RegistryProcess, person: NetworkPerson
) -> None:
    answers = [
        post(registry.url, person.sealed(person.prepare(item(1, pdq(1))))),
        post(
            registry.url,
            person.sealed(
                app_side.prepare_status_request(person.keys, person.descriptor, now=int(time.time()))
            ),
        ),
        post(registry.url, b""),
    ]
    assert [len(answer.content) for answer in answers[:2]] == [SMALL, SMALL]
    for answer in answers:
        assert answer.headers["Cache-Control"] == "no-store"
        assert "server" not in answer.headers


@pytest.mark.parametrize("pictures", [1, 50])
def test_no_answer_comes_so_soon_that_its_time_tells_what_was_known(
    person: NetworkPerson, pictures: int
) -> None:
    entries = [item(n, *(pdq(70_000 + n * 10 + k) for k in range(3))) for n in range(pictures)]
    body = person.sealed(person.prepare(*entries))
    for _ in range(2):  # the second is a repeat, which is answered fastest
        begun = time.monotonic()
        assert post(person.url, body).status_code == 200
        assert time.monotonic() - begun > ANSWERED_AFTER[len(body)]
    assert len(body) == (SMALL if pictures == 1 else LARGE)


def test_fifty_pictures_with_every_hash_and_their_receipt_fit(person: NetworkPerson) -> None:
    many = [item(n, *(pdq(n * 100 + k) for k in range(24))) for n in range(50)]
    receipt = person.submit(*many)
    assert [entry.accepted for entry in receipt.items] == [24] * 50


def test_what_was_confirmed_survives_a_kill_and_a_repeat_gives_the_same_receipt(tmp_path: Path) -> None:
    registry = RegistryProcess(tmp_path / "data")
    someone = NetworkPerson(registry.url, registry.root_key_id)
    port = registry.port
    try:
        for number in range(3):
            prepared = someone.prepare(item(number, pdq(number)))
            body = someone.sealed(prepared)
            before = post(registry.url, body)
            registry.kill()
            registry = RegistryProcess(tmp_path / "data", port=port)
            after = post(registry.url, body)
            receipts = [
                app_side.open_answer(prepared, someone.descriptor, each.content) for each in (before, after)
            ]
            assert receipts[0] == receipts[1]
            assert [each.item_id for each in someone.status().items] == [
                f"{known:032x}" for known in range(number + 1)
            ]
        platform = registry.add_platform("P")
        found = {each.hashValue for page in platform.api.fetch_hashes_iter() for each in page.hashRecords}
        assert found == {pdq(number) for number in range(3)}
    finally:
        registry.stop()


def test_eight_people_and_two_platforms_at_once_lose_nothing(registry: RegistryProcess) -> None:
    readers = [registry.add_platform(name) for name in ("Busy one", "Busy two")]
    rounds, base = 8, 10_000

    def write(who: int) -> list[str]:
        someone = NetworkPerson(registry.url, registry.root_key_id)
        sent = []
        for step in range(rounds):
            # Half of the hashes are shared, so that rows move while they are read.
            values = [pdq(base + who * 100 + step), pdq(base + 5000 + step)]
            assert someone.submit(item(step, *values)).items[0].accepted == 2
            sent += values
        assert len(someone.status().items) == rounds
        return sent

    def read(reader: Platform) -> set[str]:
        seen: set[str] = set()
        checkpoint, idle = 10, 0
        while idle < 4:
            before = len(seen)
            token, more = "", True
            while more:
                page = reader.api.fetch_hashes(page_size=7, start_timestamp=checkpoint, next_page=token)
                seen |= {each.hashValue for each in page.hashRecords}
                token, more = page.nextPageToken or "", page.hasMoreRecords
            assert page.nextSetTimestamp >= checkpoint
            checkpoint = page.nextSetTimestamp
            idle = idle + 1 if len(seen) == before and writers_done else 0
        return seen

    writers_done: list[bool] = []
    with ThreadPoolExecutor(10) as pool:
        reading = [pool.submit(read, reader) for reader in readers]
        writing = [pool.submit(write, who) for who in range(8)]
        sent = {value for each in writing for value in each.result()}
        writers_done.append(True)
        for each in reading:
            assert sent <= each.result()
    assert len(sent) == 8 * rounds + rounds


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RegistryProcess]:
    """A registry that asks a puzzle of anonymous submissions; no platform takes part yet."""
    process = RegistryProcess(tmp_path_factory.mktemp("asking") / "data", puzzle_bits=BITS)
    yield process
    process.stop()


def test_the_descriptor_names_platforms_enrolled_while_serving(asking: RegistryProcess) -> None:
    before = fetch_descriptor(asking.url, asking.root_key_id)
    asking.add_platform("Newcomer")
    after = fetch_descriptor(asking.url, asking.root_key_id)
    assert (before.platforms, after.platforms) == ((), ("Newcomer",))
    assert after.version == before.version + 1


def solves(prepared: app_side.PreparedMessage, number: str) -> bool:
    return zeros(prepared.payload_sha256, number) >= BITS


def test_no_missing_easy_foreign_or_replayed_solution_brings_anything_forward_and_none_is_turned_away(
    asking: RegistryProcess,
) -> None:
    person = NetworkPerson(asking.url, asking.root_key_id)
    assert person.descriptor.puzzle_bits == BITS
    platform = asking.add_platform("Reader")

    def shown() -> set[str]:
        return {r.hashValue for page in platform.api.fetch_hashes_iter() for r in page.hashRecords}

    solved, *others = (person.prepare(item(number, pdq(900 + number))) for number in range(5))
    foreign = number = ""
    while not foreign:
        number = puzzle.solve(solved.payload_sha256, BITS) or ""
        # By chance it could be a solution of another one's puzzle too.
        foreign = "" if any(solves(each, number) for each in others) else number
    digest = others[1].payload_sha256
    easy = next(text for n in range(9999) if zeros(digest, text := f"{n:016x}") == BITS - 1)
    for prepared, header in zip(others, (None, easy, foreign, "no number"), strict=True):
        for _ in range(2):  # and the second time
            answer = post(asking.url, person.sealed(prepared), number=header)
            receipt = receipt_of(app_side.open_answer(prepared, person.descriptor, answer.content))
            assert receipt.items[0].accepted == 1
    assert shown() == set()
    post(asking.url, person.sealed(solved), number=number)
    assert shown() == {pdq(900)}


@pytest.mark.skipif(sys.platform != "linux", reason="only there is all of 127.0.0.0/8 this computer")
def test_nothing_of_where_a_message_came_from_is_kept(
    registry: RegistryProcess, person: NetworkPerson
) -> None:
    body = person.sealed(person.prepare(item(1, pdq(1))))
    came_from, client = "127.77.88.99", "Telltale/7.7"
    talk = http.client.HTTPConnection("127.0.0.1", registry.port, timeout=30, source_address=(came_from, 0))
    headers = {"Content-Type": SEALED, "User-Agent": client, "X-Forwarded-For": "198.51.100.77"}
    talk.request("POST", "/v1/messages", body, headers)
    assert talk.getresponse().status == 200
    talk.close()
    kept = b"".join(path.read_bytes() for path in registry.data.rglob("*") if path.is_file())
    assert person.keys.case_key.hex().encode() in kept or person.keys.case_key in kept, "the message is there"
    assert registry.log
    written = registry.log.read_bytes()
    assert b"/v1/messages" in written
    for trace in (came_from.encode(), bytes((127, 77, 88, 99)), client.encode(), b"198.51.100.77"):
        assert trace not in kept
        assert trace not in written


@pytest.mark.skipif(os.name != "posix", reason="POSIX permissions")
def test_only_the_owner_can_read_the_data(registry: RegistryProcess) -> None:
    for path in registry.data.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path.name
    assert stat.S_IMODE(registry.data.stat().st_mode) == 0o700


def test_no_platform_key_is_stored(registry: RegistryProcess, platform: Platform) -> None:
    stored = b"".join(path.read_bytes() for path in registry.data.rglob("*") if path.is_file())
    keys = [value for name, value in platform.keys.items() if name != "name"]
    assert len(set(keys)) == 5
    for key in keys:
        assert key.encode() not in stored
