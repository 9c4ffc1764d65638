"""Backed up, more happened, restored elsewhere: what was backed up goes on, and what was lost is noticed."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import requests
from threatexchange.signal_type.pdq.signal import PdqSignal

from support.hma_stand_in import HmaStandIn
from support.person import NetworkPerson
from support.postgres import PostgresServer
from support.registry import Platform, RegistryProcess
from support.threatexchange_cli import private_file
from support.world import item, pdq
from takedown_protocol import app_side
from takedown_registry.cli import run
from takedown_registry.platform.exchange import (
    FetchedTooLongAgo,
    TakedownCheckpoint,
    TakedownCollabConfig,
    TakedownRegistryExchangeAPI,
)
from takedown_registry.platform.feed_client import FROM_THE_START, FeedClient, FeedKeys, FeedProblem
from takedown_registry.platform.hma import HmaBank
from takedown_registry.platform.hma_puller import HmaPuller
from takedown_registry.platform.hma_state import State

PASSPHRASE = "a passphrase that nobody guesses"


@pytest.fixture
def postgres() -> Iterator[PostgresServer]:
    server = PostgresServer()
    yield server
    server.close()


def feed_of(platform: Platform, url: str) -> FeedClient:
    return FeedClient(url, FeedKeys.parse(json.dumps(platform.keys)))


def active(feed: FeedClient, start: int = FROM_THE_START) -> tuple[set[str], int]:
    pages = list(feed.pages(start))
    return {each.value for page in pages for each in page.records if each.active}, pages[-1].newest


class Banked:
    """A platform whose bank the puller keeps, and another that runs the exchange class."""

    def __init__(self, platform: Platform, folder: Path, hma: str) -> None:
        self.keys = private_file(folder / "keys", platform.keys)
        self.bank, self.state = HmaBank(hma, "TEST_BANK"), folder / "state" / "pull.sqlite3"
        self.checkpoint: TakedownCheckpoint | None = None

    def pull(self, url: str) -> Counter[str]:
        with (
            closing(State(self.state, "test")) as state,
            closing(FeedClient(url, FeedKeys.read(self.keys))) as feed,
        ):
            HmaPuller(feed, self.bank, state, settle=0).pull()
        return Counter(value for value in map(self.bank.value_of, range(1, 20)) if value is not None)

    def fetch(self, url: str) -> None:
        collab = TakedownCollabConfig(url=url, name="R", keys_file=str(self.keys))
        for delta in TakedownRegistryExchangeAPI.for_collab(collab).fetch_iter([PdqSignal], self.checkpoint):
            self.checkpoint = delta.checkpoint


@pytest.fixture
def hma() -> Iterator[str]:
    stand_in = HmaStandIn()
    yield stand_in.url
    stand_in.close()


def test_a_registry_goes_on_from_its_backup_and_platforms_notice(
    tmp_path: Path, postgres: PostgresServer, hma: str
) -> None:
    """From SQLite into PostgreSQL and back again, so that both are written and read."""
    word = tmp_path / "passphrase"
    word.write_text(PASSPHRASE + "\n")
    backup = str(tmp_path / "backup")
    first = tmp_path / "first"
    registry = RegistryProcess(first)
    try:
        platform = registry.add_platform("Reader")
        person = NetworkPerson(registry.url, registry.root_key_id)
        kept = person.send(person.prepare(item(1, pdq(1)), item(2, pdq(2))))
        assert isinstance(kept, app_side.VerifiedReceipt)
        feed = feed_of(platform, registry.url)
        known, early = active(feed)
        assert known == {pdq(1), pdq(2)}
        same = ["--passphrase-file", str(word)]
        assert run(["backup", "--data", str(first), "--out", backup, *same]) == 1, "others can read it"
        word.chmod(0o600)
        assert run(["backup", "--data", str(first), "--out", backup, *same]) == 0
        assert Path(backup).stat().st_mode & 0o777 == 0o600
        content = Path(backup).read_bytes()
        assert pdq(1).encode() not in content and b"seed" not in content
        # What the backup does not know.
        person.submit(item(3, pdq(3)))
        lost_reader, late = active(feed)
        assert lost_reader == {pdq(1), pdq(2), pdq(3)} and late > early
        (last,) = feed.pages(early + 1)
        banked = Banked(platform, tmp_path, hma)
        assert banked.pull(registry.url) == Counter([pdq(1), pdq(2), pdq(3)])
        banked.fetch(registry.url)
    finally:
        registry.stop()
    shutil.rmtree(first)

    second, third = tmp_path / "second", tmp_path / "third"
    into = ["--database", postgres.database()]
    wrong = tmp_path / "wrong"
    wrong.write_text("x" * 30)
    wrong.chmod(0o600)
    assert run(["restore", backup, "--data", str(second), *into, "--passphrase-file", str(wrong)]) == 1
    assert run(["restore", backup, "--data", str(second), *into, *same]) == 0
    assert run(["restore", backup, "--data", str(second), *into, *same]) == 1, "never over another"
    assert run(["backup", "--data", str(second), "--out", backup, *same]) == 0
    assert run(["restore", backup, "--data", str(third), *same]) == 0

    for folder in (second, third):
        registry = RegistryProcess(folder)
        try:
            assert registry.root_key_id == person.descriptor.root_key_id
            person.url = registry.url
            # An old receipt is a receipt; a repeat changes nothing; the lost picture is sent again.
            assert app_side.verify_receipt(kept.document, person.descriptor)
            assert {each.item_id for each in person.status().items} >= {item(n).item_id for n in (1, 2)}
            feed = feed_of(platform, registry.url)
            for told in (
                lambda feed=feed: active(feed, late),
                lambda feed=feed: feed.acknowledge(last.ack_token),
            ):
                with pytest.raises(FeedProblem) as noticed:
                    told()
                assert noticed.value.status in (400, 410)
            with pytest.raises(FetchedTooLongAgo, match="restored"):
                banked.fetch(registry.url)
            if folder is second:
                pulled = banked.pull(registry.url)
                assert pulled == Counter([pdq(1), pdq(2)]), "what nobody can take back any more is let go"
            assert active(feed, early)[0] >= {pdq(1), pdq(2)} or folder is third
            feed.acknowledge([*feed.pages(FROM_THE_START)][-1].ack_token)
            number = 4 if folder is second else 5
            person.submit(item(number, pdq(number)))
            anew, newest = active(feed)
            assert anew == {pdq(n) for n in ((1, 2, 4) if folder is second else (1, 2, 5))}
            assert newest > late, "never a stamp that was given out"
            assert requests.get(f"{registry.url}/healthz", timeout=20).ok
        finally:
            registry.stop()
    registry = RegistryProcess(third)
    try:
        person.url = registry.url
        person.withdraw()
        assert active(feed_of(platform, registry.url))[0] == set()
        tombstones = [
            each.value for page in feed_of(platform, registry.url).pages(newest) for each in page.records
        ]
        assert {pdq(1), pdq(2), pdq(5)} == set(tombstones)
    finally:
        registry.stop()
