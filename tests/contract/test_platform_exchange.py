"""Our exchange class in the unmodified `threatexchange` command line, against a real registry."""

from __future__ import annotations

import io
import json
import signal
import threading
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from threatexchange.exchanges.auth import (
    SignalExchangeAPIInvalidAuthException,
    SignalExchangeAPIMissingAuthException,
)
from threatexchange.signal_type.pdq.signal import PdqSignal
from threatexchange.utils.dataclass_json import dataclass_dumps, dataclass_loads

from support.between import Between
from support.person import NetworkPerson
from support.pictures import encoded, landscape
from support.registry import Platform, RegistryProcess
from support.threatexchange_cli import SIGNAL_TYPE, ThreatExchange, private_file
from support.world import item, pdq
from takedown_hashing import everyday
from takedown_hashing.engine import hash_picture
from takedown_hashing.vocabulary import HashType, Media
from takedown_protocol.messages import HashEntry, ItemEntry, ItemKind
from takedown_registry.platform.exchange import (
    FetchedTooLongAgo,
    TakedownCheckpoint,
    TakedownCollabConfig,
    TakedownCredentials,
    TakedownRegistryExchangeAPI,
)


def picture_item(number: int, picture: bytes) -> ItemEntry:
    hashes = hash_picture(io.BytesIO(picture)).hashes
    return ItemEntry(
        f"{number:032x}",
        ItemKind.INTIMATE,
        Media.IMAGE,
        tuple(
            HashEntry(each.type, each.value, each.view, quality=each.quality)
            for each in hashes
            if each.type is HashType.PDQ
        ),
    )


@pytest.fixture
def threatexchange(tmp_path: Path) -> ThreatExchange:
    return ThreatExchange(tmp_path / "tx")


@pytest.fixture
def between(registry: RegistryProcess) -> Iterator[Between]:
    proxy = Between(registry.url)
    yield proxy
    proxy.close()


def test_fetch_match_withdraw_no_match_acknowledge(
    registry: RegistryProcess,
    platform: Platform,
    person: NetworkPerson,
    threatexchange: ThreatExchange,
    tmp_path: Path,
) -> None:
    image = landscape(31, (900, 675))
    kept, gone = NetworkPerson(registry.url, registry.root_key_id), person
    gone.submit(picture_item(1, encoded(image)))
    kept.submit(picture_item(1, encoded(landscape(32, (900, 675)))))
    uploads = {}
    for edit in ("jpeg-50", "feed-light", "quarter-turn"):
        uploads[edit] = tmp_path / f"{edit}.jpg"
        uploads[edit].write_bytes(everyday.edited(edit, image, seed=3, picture="p"))
    other = tmp_path / "other.jpg"
    other.write_bytes(everyday.edited("jpeg-50", landscape(32, (900, 675)), seed=3, picture="q"))

    threatexchange.run("config", "extensions", "add", SIGNAL_TYPE)
    threatexchange.collect_from(registry.url, platform.keys)
    threatexchange.run("fetch")
    matched = threatexchange.run("match", "photo", *uploads.values(), other)
    # The stock signal type finds the re-compressed copy and the turned one (a turned hash was submitted);
    # the one that looks inside finds the screenshot too.
    found = [line.split()[0] for line in matched.splitlines()]
    assert (found.count("pdq"), found.count("takedown_pdq")) == (3, 4)
    assert all("(R) INVESTIGATION_SEED" in line for line in matched.splitlines())
    assert gone.states("Platform A") == ["not-collected"]

    gone.withdraw()
    threatexchange.run("fetch")
    assert gone.states("Platform A") == ["take-back-asked"]
    left = threatexchange.run("match", "photo", *uploads.values(), other).split("\n")
    assert [line.split()[0] for line in left if line] == ["pdq", "takedown_pdq"]
    assert threatexchange.run("match", "photo", *uploads.values()) == ""
    # What was carried out is on disk now; the next fetch says so.
    threatexchange.run("fetch")
    assert gone.states("Platform A") == ["taken-back"]
    assert kept.states("Platform A") == ["collected"]


def test_feedback_goes_back_through_the_command_line(
    registry: RegistryProcess, platform: Platform, person: NetworkPerson, threatexchange: ThreatExchange
) -> None:
    person.submit(item(1, pdq(9001), pdq(9002)))
    threatexchange.set_up(registry.url, platform.keys)
    hashed = threatexchange.folder / "hash.txt"
    hashed.write_text(pdq(9002))
    threatexchange.run("label", "--as-hash", "pdq", "R", "photo", hashed)
    assert person.states("Platform A") == ["blocked"]
    threatexchange.run("fetch")
    assert "POSITIVE_CLASS" in threatexchange.run("match", "-H", "-S", "pdq", "photo", hashed)


def test_a_fetch_that_is_killed_or_cut_off_goes_on_where_it_was(
    platform: Platform, person: NetworkPerson, threatexchange: ThreatExchange, between: Between
) -> None:
    mine = [pdq(9100 + n) for n in range(48)]
    person.submit(item(1, *mine[:24]), item(2, *mine[24:]))
    threatexchange.set_up(between.url, platform.keys, page_size=5)

    def slow(number: int) -> bool:
        time.sleep(1.1 if number == 3 else 0)
        return True

    reached = threading.Event()

    def hang(number: int) -> bool:
        if number == 5:
            reached.set()
            time.sleep(2)
        return True

    between.after, between.before = slow, hang
    killed = threatexchange.start("fetch", "--checkpoint-every", "1")
    assert reached.wait(60)
    killed.send_signal(signal.SIGKILL)
    assert killed.wait(20) == -signal.SIGKILL
    time.sleep(2)  # until the request that was cut off is through
    between.seen.clear()
    between.before, between.after = (lambda number: number != 4), (lambda _: True)
    assert "failed to fetch" in threatexchange.run("fetch", expect=3)
    # Not from the beginning: what was on disk is acknowledged, and the next page asked for by its token.
    assert between.seen[0] == "POST /v1/Acknowledge"
    assert "nextPageToken" in between.seen[1]
    asked_for = between.seen[3]
    between.seen.clear()
    between.before = lambda _: True
    threatexchange.run("fetch")
    assert between.seen[:2] == ["POST /v1/Acknowledge", asked_for]
    printed = threatexchange.run("dataset", "--print-signals")
    assert all(printed.count(value) == 1 for value in mine)


class Fetching:
    """The exchange called as the command line and HMA call it, in this process."""

    def __init__(self, url: str, keys: dict[str, Any], folder: Path, **settings: Any) -> None:
        self.collab = TakedownCollabConfig(
            url=url, name="R", keys_file=str(private_file(folder / "keys", keys)), **settings
        )
        self.held: dict[Any, Any] = {}
        self.checkpoint: TakedownCheckpoint | None = None

    def fetch(self, pages: int = 1000) -> None:
        """Fetch, storing at most so many pages."""
        exchange = TakedownRegistryExchangeAPI.for_collab(self.collab)
        for delta in islice(exchange.fetch_iter([PdqSignal], self.checkpoint), pages):
            exchange.naive_fetch_merge(self.held, delta.updates)
            # As HMA keeps it: through JSON.
            self.checkpoint = dataclass_loads(dataclass_dumps(delta.checkpoint), TakedownCheckpoint)

    @property
    def values(self) -> set[str]:
        return {value for _, value in self.held}


@pytest.fixture
def fetching(platform: Platform, between: Between, tmp_path: Path) -> Fetching:
    return Fetching(between.url, platform.keys, tmp_path, page_size=2)


def test_nothing_is_acknowledged_before_it_is_stored(fetching: Fetching, person: NetworkPerson) -> None:
    mine = {pdq(9200 + n) for n in range(5)}
    person.submit(item(1, *sorted(mine)))
    fetching.fetch()
    assert mine <= fetching.values
    person.withdraw()
    before = fetching.checkpoint
    fetching.fetch()
    assert not mine & fetching.values
    # As if the process had died before its caller stored anything.
    fetching.checkpoint = before
    fetching.fetch()
    assert person.states("Platform A") == ["take-back-asked"]
    fetching.fetch()
    assert person.states("Platform A") == ["taken-back"]


def test_what_is_acknowledged_once_is_not_acknowledged_again(
    fetching: Fetching, person: NetworkPerson, between: Between
) -> None:
    person.submit(item(1, pdq(9300)))
    for _ in range(3):
        fetching.fetch()
    between.seen.clear()
    for _ in range(3):
        fetching.fetch()
    assert [line.split("?")[0] for line in between.seen] == ["GET /v1/FetchHashes"] * 3


def test_a_withdrawal_of_one_of_two_cases_keeps_the_hash(
    registry: RegistryProcess, fetching: Fetching, person: NetworkPerson
) -> None:
    other = NetworkPerson(registry.url, registry.root_key_id)
    for each in (person, other):
        each.submit(item(1, pdq(9400)))
    fetching.fetch()
    assert len(fetching.held["pdq", pdq(9400)].cases) == 2
    person.withdraw()
    fetching.fetch()
    assert len(fetching.held["pdq", pdq(9400)].cases) == 1
    fetching.fetch()
    assert person.states("Platform A") == ["taken-back"]
    assert other.states("Platform A") == ["collected"]


def test_tokens_that_the_registry_no_longer_knows_do_not_stop_it(
    fetching: Fetching, person: NetworkPerson
) -> None:
    person.submit(item(1, *(pdq(9500 + n) for n in range(5))))
    fetching.fetch(pages=1)
    assert fetching.checkpoint
    assert fetching.checkpoint.page_token
    fetching.checkpoint.page_token = fetching.checkpoint.ack_token = "of-other-keys"
    fetching.fetch()
    assert {pdq(9500 + n) for n in range(5)} <= fetching.values
    person.withdraw()
    fetching.fetch()
    assert not {pdq(9500 + n) for n in range(5)} & fetching.values


def test_after_too_long_a_pause_it_refuses_to_go_on_as_if_nothing_was_missed(fetching: Fetching) -> None:
    fetching.fetch()
    assert fetching.checkpoint
    fetching.checkpoint.last_fetch_time -= 79 * 24 * 3600
    fetching.fetch()
    fetching.checkpoint.last_fetch_time -= 81 * 24 * 3600
    with pytest.raises(FetchedTooLongAgo, match="begin anew"):
        fetching.fetch()


def test_keys_come_from_a_private_file_or_the_environment_alone(
    fetching: Fetching, platform: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets = [value for name, value in platform.keys.items() if name != "name"]
    assert not any(secret in dataclass_dumps(fetching.collab) for secret in secrets)
    exchange = TakedownRegistryExchangeAPI.for_collab(fetching.collab)
    assert not any(secret in repr(TakedownCredentials.of(exchange.client._keys)) for secret in secrets)

    Path(fetching.collab.keys_file).chmod(0o640)
    with pytest.raises(SignalExchangeAPIInvalidAuthException) as refused:
        fetching.fetch()
    assert "chmod 600" in refused.value.message

    fetching.collab.keys_file = ""
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(SignalExchangeAPIMissingAuthException):
        fetching.fetch()
    private_file(tmp_path / ".tx_takedown_registry_keys", platform.keys).chmod(0o644)
    with pytest.raises(SignalExchangeAPIInvalidAuthException):
        fetching.fetch()
    (tmp_path / ".tx_takedown_registry_keys").chmod(0o600)
    fetching.fetch()
    monkeypatch.setenv("TX_TAKEDOWN_REGISTRY_KEYS", json.dumps({**platform.keys, "subscription_key": ""}))
    with pytest.raises(SignalExchangeAPIInvalidAuthException):
        fetching.fetch()
    monkeypatch.setenv("TX_TAKEDOWN_REGISTRY_KEYS", json.dumps(platform.keys))
    (tmp_path / ".tx_takedown_registry_keys").unlink()
    fetching.fetch()


@pytest.mark.parametrize("address", ["http://registry.example", "ftp://127.0.0.1", "registry.example", ""])
def test_keys_do_not_travel_unprotected(fetching: Fetching, address: str) -> None:
    fetching.collab.url = address
    with pytest.raises(SignalExchangeAPIInvalidAuthException):
        fetching.fetch()
