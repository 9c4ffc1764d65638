"""kill -9 of the server, and of PostgreSQL under it, while people send: a signed receipt is never untrue.

Five kills per database; fifty: `STILLMARK_FULL=1 .venv/bin/pytest tests/contract/test_killed_server.py`.
"""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from support.person import NetworkPerson, fetch_descriptor
from support.postgres import PostgresServer
from support.processes import children, wait_for
from support.registry import RegistryProcess
from support.world import item, pdq
from takedown_protocol import app_side

KILLS = 50 if os.environ.get("STILLMARK_FULL") else 5
SENDERS = 4
HASHES = 6
numbers = iter(range(1, 10**9))
lock = threading.Lock()


@dataclass
class Sent:
    """One message of two items, and whether its receipt was ever seen."""

    prepared: app_side.PreparedMessage
    item_ids: tuple[str, str]
    values: list[str]
    confirmed: bool = False


class Sender:
    """Somebody who goes on sending whatever happens to the server."""

    def __init__(self, url: str, root_key_id: str) -> None:
        self.person = NetworkPerson(url, root_key_id)
        self.sent: list[Sent] = []

    def send_until(self, finished: threading.Event) -> None:
        while not finished.is_set():
            with lock:
                base = next(numbers) * 2 * HASHES
            two = [item(base + n, *(pdq(base + n * HASHES + k) for k in range(HASHES))) for n in range(2)]
            prepared = self.person.prepare(*two)
            values = [entry.value for each in two for entry in each.hashes]
            one = Sent(prepared, (two[0].item_id, two[1].item_id), values)
            self.sent.append(one)
            self.try_once(one)

    def try_once(self, one: Sent) -> None:
        try:
            answer = self.person.send(one.prepared)
        except (requests.RequestException, AssertionError):
            time.sleep(0.4)  # unreachable or 503: to an app both are a network fault
            return
        assert isinstance(answer, app_side.VerifiedReceipt)
        assert [each.accepted for each in answer.receipt.items] == [HASHES, HASHES]
        one.confirmed = True

    def known_items(self) -> list[str]:
        found: list[str] = []
        after = None
        while True:
            prepared = app_side.prepare_status_request(
                self.person.keys, self.person.descriptor, now=int(time.time()), after=after
            )
            reply = self.person.send(prepared)
            found += [each.item_id for each in reply.items]  # type: ignore[union-attr]
            after = reply.next  # type: ignore[union-attr]
            if after is None:
                return found


def wait_for_confirmations(senders: list[Sender], more: int) -> None:
    """Until it is under load again."""

    def confirmed() -> int:
        return sum(one.confirmed for sender in senders for one in sender.sent)

    before = confirmed()
    wait_for(lambda: confirmed() >= before + more, 60)


class Killable:
    """A registry on one of the databases, which can be killed in every part."""

    def __init__(self, data: Path, postgres: PostgresServer | None) -> None:
        self.data, self.postgres = data, postgres
        self.database = postgres.database() if postgres else ""
        self.workers = 2 if postgres else 1
        self.registry = RegistryProcess(
            data, database=self.database, workers=self.workers, quotas={"solved_per_hour": 0}
        )
        self.port = self.registry.port

    def kill_registry(self) -> None:
        workers = children(self.registry.pid)
        self.registry.kill()
        for pid in workers:
            with suppress(ProcessLookupError):  # it may have noticed that its parent is gone
                os.kill(pid, signal.SIGKILL)
        self.registry = RegistryProcess(
            self.data, port=self.port, database=self.database, workers=self.workers
        )

    def kill(self, number: int) -> None:
        if self.postgres and number % 2:
            self.postgres.kill()
            self.postgres.start()
        else:
            self.kill_registry()


@pytest.fixture(params=["sqlite", "postgresql"])
def killable(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Killable]:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    # A server whose default is to lose the latest commits: the registry has to ask for better itself.
    settings = {"synchronous_commit": "off", "wal_writer_delay": "10s"}
    postgres = PostgresServer(settings=settings) if request.param == "postgresql" else None
    made = Killable(tmp_path / "data", postgres)
    yield made
    made.registry.stop()
    if made.workers == 1:
        assert not list(temporary.iterdir()), "a killed registry left something behind"
    if postgres:
        postgres.close()


@pytest.mark.timeout(1200)
def test_every_receipt_is_true_and_nothing_is_half_stored(killable: Killable) -> None:
    chance = random.Random(11)
    url, root = killable.registry.url, killable.registry.root_key_id
    senders = [Sender(url, root) for _ in range(SENDERS)]
    finished = threading.Event()
    with ThreadPoolExecutor(SENDERS) as pool:
        sending = [pool.submit(sender.send_until, finished) for sender in senders]
        try:
            for number in range(KILLS):
                wait_for_confirmations(senders, 6)
                time.sleep(chance.uniform(0, 0.2))
                killable.kill(number)
            wait_for_confirmations(senders, 6)
        finally:
            finished.set()
        for each in sending:
            each.result()
    fetch_descriptor(url, root)
    reader = killable.registry.add_platform("Reader")
    served = {each.hashValue for page in reader.api.fetch_hashes_iter() for each in page.hashRecords}
    confirmed = unknown = 0
    for sender in senders:
        known = set(sender.known_items())
        for one in sender.sent:
            whole = set(one.item_ids) <= known and set(one.values) <= served
            none = known.isdisjoint(one.item_ids) and served.isdisjoint(one.values)
            assert whole or none, "half a message"
            assert whole or not one.confirmed, "a signed receipt of something that is not there"
            confirmed += one.confirmed
            unknown += not one.confirmed
        # Sending again what was never confirmed stores it once.
        for one in sender.sent:
            if not one.confirmed:
                sender.try_once(one)
                assert one.confirmed
        items = sender.known_items()
        assert len(items) == len(set(items)) == 2 * len(sender.sent)
    assert confirmed > KILLS, "under load"
    assert unknown, "no kill ever hit a message: nothing was shown"
    print(f"{KILLS} kills, {confirmed} confirmed, {unknown} cut off")
