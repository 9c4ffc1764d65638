"""`takedown-registry pull` into a bank of HMA: adds, deletes, acknowledges, and survives any crash.

Runs against a stand-in, and against the real thing too if its address is in STILLMARK_HMA.
"""

from __future__ import annotations

import json
import os
import secrets
import signal
import stat
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests

from support.between import Between
from support.hma_stand_in import HmaStandIn
from support.person import NetworkPerson
from support.registry import APP, Platform, RegistryProcess
from support.threatexchange_cli import private_file
from support.world import item
from takedown_registry.platform.feed_client import FeedClient, FeedKeys, FeedProblem
from takedown_registry.platform.hma import HmaBank, HmaProblem
from takedown_registry.platform.hma_puller import HmaPuller
from takedown_registry.platform.hma_state import State, StateWrong

FULL = bool(os.environ.get("STILLMARK_FULL"))
DAY = 24 * 3600
EVER_SUBMITTED: set[str] = set()
QUICK_START = """
import argparse, json, pathlib, sys
from takedown_registry.platform.pull_command import run_pull
chosen = json.loads(sys.argv[1])
chosen |= {name: pathlib.Path(chosen[name]) for name in ("keys", "state")}
run_pull(argparse.Namespace(**chosen))
"""
"""What the command does, without the rest of its program."""


@pytest.fixture(scope="module", params=["stand-in", "real"])
def hma(request: pytest.FixtureRequest) -> Iterator[str]:
    if request.param == "real":
        address = os.environ.get("STILLMARK_HMA")
        if not address:
            pytest.skip("no HMA was given in STILLMARK_HMA")
        # An index of a single hash finds nothing once it was saved (threatexchange 1.2.17 with faiss).
        others = Bank(address)
        for _ in range(3):
            others.client.add(secrets.token_hex(32))
        yield address
        others.delete()
        return
    stand_in = HmaStandIn()
    yield stand_in.url
    stand_in.close()


class Bank:
    """A bank of its own, looked into from outside."""

    def __init__(self, hma: str) -> None:
        self.hma = hma
        self.name = f"TEST_{secrets.token_hex(8).upper()}"
        self.client = HmaBank(hma, self.name)
        self.client.ensure()
        self._first = self._newest()

    def _newest(self) -> int:
        nothing = secrets.token_hex(32)
        number = self.client.add(nothing)
        self.client.delete(number, nothing)
        return number

    def values(self) -> Counter[str]:
        """Every hash in the bank, with how many contents have it."""
        between = range(self._first + 1, self._newest())
        return Counter(value for value in map(self.client.value_of, between) if value is not None)

    def delete(self) -> None:
        requests.delete(f"{self.hma}/c/bank/{self.name}", timeout=60)


@pytest.fixture
def bank(hma: str) -> Iterator[Bank]:
    made = Bank(hma)
    yield made
    made.delete()


class Pulling:
    """Everything one platform's puller needs."""

    def __init__(
        self, registry: RegistryProcess, platform: Platform, hma: str, bank: Bank, folder: Path
    ) -> None:
        self.platform = platform
        self.file = folder / "state" / "pull.sqlite3"
        self.keys = private_file(folder / "keys", self.platform.keys)
        self.hma, self.bank, self.url = hma, bank, registry.url
        self.now = time.time()

    @property
    def purpose(self) -> str:
        return f"{self.url} {self.hma} {self.bank.name}"

    def pull(self, **settings: Any) -> Any:
        """Pull in this process."""
        feed = FeedClient(self.url, FeedKeys.read(self.keys))
        client = HmaBank(self.hma, self.bank.name)
        with closing(State(self.file, self.purpose)) as state, closing(feed):
            return HmaPuller(feed, client, state, clock=lambda: self.now, settle=0.05, **settings).pull()

    def command(self, *more: str) -> tuple[int, str, str]:
        """Run the real command to its end."""
        done = subprocess.run(
            [
                *(sys.executable, "-m", "takedown_registry", "pull", "--registry", self.url),
                *("--keys", str(self.keys), "--into-hma", self.hma, "--bank", self.bank.name),
                *("--state", str(self.file), "--page-size", "3", "--json", *more),
            ],
            cwd=APP,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return done.returncode, done.stdout, done.stderr

    def start(self) -> subprocess.Popen[str]:
        """Start what the command starts, in a process of its own, more quickly."""
        chosen = {"registry": self.url, "keys": str(self.keys), "into_hma": self.hma, "json": True}
        chosen |= {"bank": self.bank.name, "state": str(self.file), "every": None}
        chosen |= {"page_size": 3, "threads": 2}
        return subprocess.Popen(
            [sys.executable, "-c", QUICK_START, json.dumps(chosen)],
            cwd=APP,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def feed(self) -> set[str]:
        """What the feed has now for somebody who begins."""
        pages = self.platform.api.fetch_hashes_iter()
        return {record.hashValue for page in pages for record in page.hashRecords}

    def states(self, person: NetworkPerson) -> set[str]:
        return set(person.states(self.platform.name))


@pytest.fixture
def pulling(registry: RegistryProcess, platform: Platform, hma: str, bank: Bank, tmp_path: Path) -> Pulling:
    return Pulling(registry, platform, hma, bank, tmp_path)


@pytest.fixture
def somebody(registry: RegistryProcess) -> Iterator[Callable[[int], tuple[NetworkPerson, list[str]]]]:
    """Makes people who submit so many hashes, and withdraw at the end."""
    people = []

    def make(count: int) -> tuple[NetworkPerson, list[str]]:
        person = NetworkPerson(registry.url, registry.root_key_id)
        values = [secrets.token_hex(32) for _ in range(count)]
        person.submit(item(1, *values))
        EVER_SUBMITTED.update(values)
        people.append(person)
        return person, values

    yield make
    for person in people:
        person.withdraw()


Somebody = Callable[[int], tuple[NetworkPerson, list[str]]]


def test_the_banks_own_ways(hma: str, bank: Bank) -> None:
    client, value = bank.client, secrets.token_hex(32)
    client.ensure()
    first, second = client.add(value), client.add(value)
    assert first < second
    assert bank.values() == {value: 2}
    assert client.value_of(first) == value
    assert client.value_of(second + 10**6) is None
    elsewhere = Bank(hma)
    try:
        assert elsewhere.client.value_of(first) is None
        assert not elsewhere.client.delete(first, value)
    finally:
        elsewhere.delete()
    assert not client.delete(first, secrets.token_hex(32))
    assert client.delete(first, value)
    assert not client.delete(first, value)
    assert bank.values() == {value: 1}
    deadline = time.monotonic() + 120
    while client.indexed(value) != (second,):
        assert time.monotonic() < deadline, "the index did not come up to date"
        time.sleep(0.5)
    assert client.indexed(secrets.token_hex(32)) == ()
    with pytest.raises(HmaProblem, match="400"):
        client.add("no hash")
    with pytest.raises(HmaProblem, match="400"):
        HmaBank(hma, "lower case").ensure()
    with pytest.raises(HmaProblem, match="404"):
        HmaBank(hma, "NOT_THERE").add(value)


def test_the_bank_is_what_the_feed_has(pulling: Pulling, bank: Bank, somebody: Somebody) -> None:
    one, first = somebody(7)
    two, second = somebody(2)
    code, out, err = pulling.command()
    assert (code, err) == (0, "")
    done = json.loads(out)
    assert done["added"] == done["held"] == len(pulling.feed()) >= 9
    assert bank.values() == Counter(pulling.feed()) >= Counter(first + second)
    assert pulling.states(one) == {"collected"}

    one.withdraw()
    assert pulling.states(one) == {"take-back-asked"}
    assert pulling.pull().deleted == 7
    assert bank.values() == Counter(pulling.feed())
    assert not set(first) & set(bank.values())
    assert (pulling.states(one), pulling.states(two)) == ({"taken-back"}, {"collected"})
    again = pulling.pull()
    assert (again.added, again.deleted, again.acknowledged) == (0, 0, True)
    assert bank.values() == Counter(pulling.feed())


def test_copies_that_the_index_knows_go_too(pulling: Pulling, bank: Bank, somebody: Somebody) -> None:
    person, (value,) = somebody(1)
    pulling.pull()
    bank.client.add(value)
    deadline = time.monotonic() + 120
    while len(bank.client.indexed(value)) < 2:
        assert time.monotonic() < deadline, "the index did not come up to date"
        time.sleep(0.5)
    person.withdraw()
    pulling.pull()
    assert value not in bank.values()


def kill_points() -> list[tuple[int, bool]]:
    """Numbers of requests, and whether to strike after they were answered instead of before."""
    points = [(number, after) for number in range(1, 60) for after in (False, True)]
    return points if FULL else [(7, True), (11, False), (13, True)]


def assert_equal(bank: Bank, pulling: Pulling) -> None:
    """What the feed has, each once; and at most the very first probe, which nothing matches."""
    held, feed = bank.values(), Counter(pulling.feed())
    assert not feed - held
    assert (held - feed).total() <= 1
    assert not set(held - feed) & EVER_SUBMITTED


@pytest.mark.parametrize("what", ["adding", "deleting"])
def test_killed_anywhere_it_ends_with_what_the_feed_has(
    registry: RegistryProcess, platform: Platform, hma: str, tmp_path: Path, somebody: Somebody, what: str
) -> None:
    """SIGKILL just before HMA or the registry gets a request, and just after it acted on it."""
    kills = 0
    for at, after in kill_points():
        bank = Bank(hma)
        folder = tmp_path / f"{at}-{after}"
        folder.mkdir()
        seen: list[str] = []
        proxies = [Between(target, seen) for target in (registry.url, hma)]
        pulling = Pulling(registry, platform, hma, bank, folder)
        pulling.url, pulling.hma = (proxy.url for proxy in proxies)
        person, values = somebody(7)
        try:
            if what == "deleting":
                pulling.pull(page_size=3)
                assert set(values) <= set(bank.values())
                person.withdraw()
            seen.clear()
            process = pulling.start()

            def kill(number: int, process: subprocess.Popen[str] = process, at: int = at) -> bool:
                if number >= at:
                    process.send_signal(signal.SIGKILL)
                return number < at

            for proxy in proxies:
                setattr(proxy, "after" if after else "before", kill)
            process.communicate(timeout=120)
            if process.returncode == 0:
                break  # it needs no more requests than that
            assert process.returncode == -signal.SIGKILL
            kills += 1
            for proxy in proxies:
                proxy.before = proxy.after = lambda _: True
            pulling.pull(page_size=3)
            assert_equal(bank, pulling)
            if what == "adding":
                person.withdraw()
                pulling.pull(page_size=3)
                assert_equal(bank, pulling)
            assert pulling.states(person) == {"taken-back"}
        finally:
            for proxy in proxies:
                proxy.close()
            bank.delete()
            person.withdraw()
    assert kills >= (20 if FULL else 2)


def test_hma_out_of_order_is_told_and_repaired(
    pulling: Pulling, bank: Bank, somebody: Somebody, hma: str
) -> None:
    person, values = somebody(6)
    proxy = Between(hma)
    try:
        pulling.hma = proxy.url
        proxy.after = lambda number: number % 4 != 3  # HMA acts, its answer is lost
        for _ in range(9):
            with pytest.raises(HmaProblem):
                pulling.pull(page_size=2)
        proxy.after = lambda _: True
        pulling.pull()
        assert_equal(bank, pulling)
        assert set(values) <= set(bank.values())
        person.withdraw()
        for refused in ("DELETE", "GET /m/", "GET /c/bank/"):
            proxy.before = lambda number, refused=refused: not proxy.seen[number - 1].startswith(refused)
            with pytest.raises(HmaProblem):
                pulling.pull()
            assert pulling.states(person) == {"take-back-asked"}, "not acknowledged: HMA did not do it"
        code, out, err = pulling.command()
        assert (code, out) == (1, "")
        assert err.startswith("Not possible: HMA")
        assert not any(value in err for value in values)
    finally:
        proxy.close()


def test_a_lost_answer_is_looked_for_below_ids_that_came_back(
    pulling: Pulling, bank: Bank, somebody: Somebody
) -> None:
    """Two hashes are added at once; the answer for the lower id is lost, that for the higher one is not."""
    somebody(1)
    pulling.pull()
    higher_is_there = threading.Event()
    _, values = somebody(2)

    class Losing(HmaBank):
        def add(self, value: str) -> int:
            if value == values[1]:
                while not lower:
                    time.sleep(0.01)
            number = super().add(value)
            if value == values[0]:
                lower.append(number)
                assert higher_is_there.wait(20)
                raise HmaProblem("lost")
            if value == values[1]:
                higher_is_there.set()
            return number

    lower: list[int] = []
    feed = FeedClient(pulling.url, FeedKeys.read(pulling.keys))
    with closing(State(pulling.file, pulling.purpose)) as state, closing(feed):
        puller = HmaPuller(feed, Losing(pulling.hma, bank.name), state, threads=2)
        with pytest.raises(HmaProblem, match="lost"):
            puller.pull()
        assert set(state.held(values)) == {values[1]}

    class Keeping(HmaBank):
        def delete(self, content_id: int, value: str) -> bool:
            raise HmaProblem("the probe stays")

    feed = FeedClient(pulling.url, FeedKeys.read(pulling.keys))
    with (
        closing(State(pulling.file, pulling.purpose)) as state,
        closing(feed),
        pytest.raises(HmaProblem, match="stays"),
    ):
        HmaPuller(feed, Keeping(pulling.hma, bank.name), state, settle=0).pull()
    pulling.pull()
    assert bank.values() == Counter(pulling.feed()), "neither a copy nor a probe is left"


def test_after_a_long_pause_it_begins_anew_and_lets_go_of_what_is_no_longer_there(
    pulling: Pulling, bank: Bank, somebody: Somebody
) -> None:
    somebody(3)
    pulling.pull()
    # A hash whose tombstone was purged while nobody pulled.
    forgotten = secrets.token_hex(32)
    with closing(State(pulling.file, pulling.purpose)) as state:
        state.intend([forgotten])
        state.added({forgotten: bank.client.add(forgotten)})
    pulling.now += 79 * DAY
    assert pulling.pull().deleted == 0
    pulling.now += 81 * DAY
    assert pulling.pull(page_size=2).deleted == 1
    assert bank.values() == Counter(pulling.feed())
    assert pulling.pull().deleted == 0


def test_tokens_that_the_registry_no_longer_knows_do_not_stop_it(
    pulling: Pulling, bank: Bank, somebody: Somebody
) -> None:
    person, _ = somebody(4)
    pulling.pull()
    with closing(State(pulling.file, pulling.purpose)) as state:
        state.note(replace(state.progress, token="of-other-keys", ack_tokens=("of-other-keys",)))
    assert pulling.pull().acknowledged
    person.withdraw()
    pulling.pull()
    assert bank.values() == Counter(pulling.feed())
    assert pulling.states(person) == {"taken-back"}


def test_the_state_file_is_private_locked_and_of_one_purpose(pulling: Pulling, tmp_path: Path) -> None:
    with closing(State(pulling.file, "one")):
        assert stat.S_IMODE(pulling.file.stat().st_mode) == 0o600
        assert stat.S_IMODE(pulling.file.parent.stat().st_mode) == 0o700
        with pytest.raises(StateWrong, match="another pull"):
            State(pulling.file, "one")
    with pytest.raises(StateWrong, match="another registry"):
        State(pulling.file, "two")
    (tmp_path / "junk").write_bytes(b"no database" * 100)
    with pytest.raises(StateWrong, match="cannot be used"):
        State(tmp_path / "junk", "one")
    code, out, err = pulling.command("--every", "0", "--bank", "OTHER")
    assert (code, out) == (1, "")
    assert "another registry, HMA or bank" in err


def test_wrong_keys_and_addresses_are_told_plainly(pulling: Pulling, bank: Bank) -> None:
    pulling.keys.chmod(0o644)
    assert "chmod 600" in pulling.command()[2]
    pulling.keys.chmod(0o600)
    wrong = {**pulling.platform.keys, "fetch_function_key": "0" * 64}
    pulling.keys.write_text(json.dumps(wrong))
    with pytest.raises(FeedProblem, match="401"):
        pulling.pull()
    assert bank.values() == Counter()
    for address in ("http://registry.example", "registry.example"):
        pulling.url = address
        with pytest.raises(ValueError, match="http"):
            pulling.pull()
