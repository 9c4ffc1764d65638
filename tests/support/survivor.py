"""Somebody whose computer dies all the time, and what must hold afterwards.

A `Survivor` does jobs (submit, add, take back) with real `stillmark` processes against a real registry
process, is killed, recovers, and is then held against the registry's own database.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from stillmark.bootstrap import build_services
from stillmark.cli.main import run
from stillmark.cli.wiring import Wiring
from stillmark.domain.kept import Confirmed, Intent, KeptCase
from stillmark.intake.files import Files
from stillmark.isolation.hasher import IsolatedHasher
from stillmark.services.access import CaseAccess
from stillmark.services.bundle import Services
from stillmark.services.fingerprint import FingerprintService
from stillmark.vault.journal import read_receipt
from stillmark.vault.place import Vault
from stillmark.vault.wrapping import Cost
from support.command import APP, Ran, app_command, run_app
from support.person import fetch_descriptor, post
from support.registry import RegistryProcess
from takedown_protocol import app_side
from takedown_protocol.app_side import PreparedMessage
from takedown_protocol.messages import MessageKind, kind_of

PASSPHRASE = b"four random plain words"
CHEAP = Cost(memory_kib=64, passes=1, lanes=1)
"""The price of a guess plays no part here."""
KILL_AT = Path(__file__).with_name("kill_at.py")
SENDING = ("--eligibility", "adult", "--kind", "intimate")


@dataclass
class Recovery:
    """How somebody recovers: with processes of their own, or, to save the start of hundreds of them, with the
    same command line inside this one and one picture worker for all."""

    in_processes: bool = True
    hasher: IsolatedHasher | None = None

    def run(self, *arguments: object) -> Ran:
        """Run one command to its end."""
        if self.in_processes or self.hasher is None:
            return run_app(*arguments)
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = run([*(str(argument) for argument in arguments), "--json"], self._wiring())
        return Ran(code, [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue())

    def _wiring(self) -> Wiring:
        def services(folder: Path | None) -> Services:
            built = build_services(folder)
            own = FingerprintService(Files(), self.hasher)  # type: ignore[arg-type]
            return replace(built, fingerprint=own)

        def never(*_: object) -> Any:
            raise AssertionError("not here")

        return Wiring(services, never, never, never, lambda *_, **__: None, never)


@dataclass(frozen=True)
class Killed:
    """What was left of one run. `records` is what the person had read before."""

    died: bool
    records: list[dict[str, Any]]
    crossings: list[str]

    @property
    def promised(self) -> set[str]:
        """Items of receipts that were shown."""
        shown = [receipt for record in self.records for receipt in record.get("receipts", [])]
        return {item for receipt in shown for item in receipt["item_ids"]}


@dataclass(frozen=True)
class Holding:
    """What the registry has of one case: hashes per item, and which items were taken back."""

    hashes: dict[str, int]
    taken_back: frozenset[str]
    whole_case: bool


@dataclass
class Ledger:
    """Looks into a registry's database while it runs."""

    registry: RegistryProcess

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        path = self.registry.data / "registry.sqlite3"
        connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=10)
        try:
            return connection.execute(statement, values).fetchall()
        finally:
            connection.close()

    def case_count(self) -> int:
        return int(self.rows("SELECT count(*) FROM cases")[0][0])

    def everything(self) -> list[list[tuple[Any, ...]]]:
        """Every row that a repeat could change."""
        tables = ("cases", "items", "holdings", "withdrawn_ids", "messages")
        return [sorted(self.rows(f"SELECT * FROM {table}"), key=repr) for table in tables]

    def holding(self, case_key: str) -> Holding:
        items = self.rows(
            "SELECT items.item_id, items.withdrawn_at, "
            "(SELECT count(*) FROM holdings WHERE holdings.item_id = items.id AND withdrawn_at IS NULL) "
            "FROM items JOIN cases ON cases.id = items.case_id WHERE case_key = ?",
            case_key,
        )
        gone = self.rows("SELECT withdrawn_at FROM cases WHERE case_key = ?", case_key)
        return Holding(
            {row[0]: row[2] for row in items},
            frozenset(row[0] for row in items if row[1] is not None),
            bool(gone and gone[0][0]),
        )


@dataclass
class Survivor:
    """One case, with the vault or with nothing but the words file.

    Attributes:
        folder: of one's own.
        kept: with the vault.
        expected: hashes per item of a whole submission, by file; learned from runs that nobody killed.
        recovery: how recovering is done.
        numbers: kill the recovery once, too, at an instant drawn from these.
        killed_again: how often that happened.
        crossed: at which steps it was killed, and how often.
    """

    folder: Path
    registry: RegistryProcess
    pictures: list[Path]
    kept: bool
    expected: dict[str, int]
    recovery: Recovery
    numbers: random.Random | None = None
    killed_again: int = 0
    crossed: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True)
        self.ledger = Ledger(self.registry)
        self.words_file = self.folder / "words.txt"
        self.vault = Vault(self.folder / "vault", CHEAP)
        self.passphrase_file = self.folder / "passphrase"
        self.passphrase_file.write_bytes(PASSPHRASE)
        if self.kept:
            self.vault.create(bytearray(PASSPHRASE), None).close()
        self.access: CaseAccess | None = None

    @property
    def known(self) -> CaseAccess:
        """The case, from the vault or from the words file; there must be one."""
        access = self.find_case()
        assert access is not None, "the case was lost"
        return access

    def find_case(self) -> CaseAccess | None:
        """Look for the case where it would be kept; once found, it never becomes another."""
        if self.access is None:
            self.access = self._from_vault() if self.kept else self._from_words_file()
        return self.access

    def _from_words_file(self) -> CaseAccess | None:
        return CaseAccess.from_words(self.words_file.read_text()) if self.words_file.exists() else None

    def _from_vault(self) -> CaseAccess | None:
        store = self.vault.open(bytearray(PASSPHRASE), None)
        try:
            cases = store.cases()
            assert len(cases) <= 1, "a second case"
            return CaseAccess.from_secret(store.secret(cases[0].case_id)) if cases else None
        finally:
            store.close()

    @property
    def case_key(self) -> str:
        return self.known.keys.case_key.hex()

    # Doing

    def arguments(self, job: str, count: int) -> list[object]:
        """Return the command of a job; `count` pictures are those of the submission."""
        own: list[object] = ["--registry", self.registry.address]
        if not self.kept:
            own += ["--words-file", self.words_file]
        else:
            own += ["--vault", self.vault.folder, "--passphrase-file", self.passphrase_file]
            if access := self.find_case():
                own += ["--case", access.case_id]
        if job == "submit":
            return ["submit", *self.pictures[:count], *SENDING, *own]
        if job == "withdraw-one":
            return ["withdraw", "--item", self.item_ids(1)[0], *own]
        return ["withdraw", *own]

    def item_ids(self, count: int) -> list[str]:
        """Return the ids of the first pictures; they follow from words and files alone."""
        from hashlib import sha256

        return [self.known.item_id(sha256(p.read_bytes()).hexdigest()) for p in self.pictures[:count]]

    def run_to_step(self, arguments: list[object], kill_at: int) -> Killed:
        """Run a job and kill it at a step (0: do not)."""
        crossings = self.folder / "crossings"
        crossings.unlink(missing_ok=True)
        command = [sys.executable, str(KILL_AT), str(kill_at), str(crossings)]
        done = subprocess.run(
            [*command, *(str(argument) for argument in arguments), "--json"],
            cwd=APP,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=120,
            check=False,
        )
        assert done.returncode in (0, -signal.SIGKILL), done.stderr.decode()
        assert (done.returncode != 0) == (kill_at > 0), "the step was not reached"
        names = crossings.read_text().splitlines()
        if kill_at:
            self.crossed[names[-1]] += 1
        return Killed(done.returncode != 0, _records(done.stdout), names)

    def run_for(self, arguments: list[object], seconds: float) -> Killed:
        """Run a job and kill it after some time, wherever it is then."""
        process = subprocess.Popen(
            [*app_command(*arguments), "--json"],
            cwd=APP,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.kill(process.pid, signal.SIGKILL)
        out, err = process.communicate()
        assert process.returncode in (0, -signal.SIGKILL), err.decode()
        return Killed(process.returncode != 0, _records(out), [])

    # Recovering

    def recover(self, job: str, count: int, killed: Killed, cases_before: int) -> None:
        """Recover as a person would, and hold the app against the registry at every turn.

        `cases_before` is how many cases the registry had before this person first submitted.
        """
        if self.find_case() is None:
            # Nothing was written down, so nothing may have been sent or shown.
            assert self.ledger.case_count() == cases_before
            assert not killed.promised
            assert not any(record.get("case_id") for record in killed.records)
        pending = self._resume(killed) if self.kept else ()
        holding = self._now()
        # What was shown as received is there, whatever came afterwards.
        if job == "submit":
            assert killed.promised <= set(holding.hashes)
        elif killed.records:
            assert self._is_done(job, holding)
        self._no_half_item(holding)
        found = self.find_case()

        repeated = self.recovery.run(*self.arguments(job, count))
        assert repeated.exit == 0, repeated.stderr
        holding = self.ledger.holding(self.case_key)
        assert self._is_done(job, holding), (job, holding)
        self._no_half_item(holding)
        if job == "submit":
            assert set(holding.hashes) == set(self.item_ids(count))
        assert found is None or self.known.case_id == found.case_id
        # One more case than before the first submission, however often it was killed and repeated.
        assert self.ledger.case_count() == cases_before + 1
        assert len(self.ledger.rows("SELECT id FROM cases WHERE case_key = ?", self.case_key)) == 1
        for intent in pending:
            self._repeat_changes_nothing(intent)
        if self.kept:
            self._agrees(holding)

    def _resume(self, killed: Killed) -> tuple[Intent, ...]:
        """Finish what was written down; all of it must then be at the registry, and nothing wait."""
        pending, confirmed, _ = self._look()
        shown = {one["message_id"] for record in killed.records for one in record.get("receipts", [])}
        assert shown <= {one.message_id for one in confirmed}, "a receipt that was shown is kept"
        self._knows(pending, confirmed)
        vault = ("--vault", self.vault.folder, "--passphrase-file", self.passphrase_file)
        if self.numbers is not None and pending:
            # The recovery is killed, too.
            self.killed_again += self.run_for(
                ["vault", "resume", *vault], self.numbers.uniform(0.3, 1.2)
            ).died
            still, proven, _ = self._look()
            before = {one.message_id for one in pending}
            assert {one.message_id for one in still} | {one.message_id for one in proven} >= before
            assert {one.message_id for one in still} <= before
            left = len(still)
        else:
            left = len(pending)
        resumed = self.recovery.run("vault", "resume", *vault)
        assert resumed.exit == 0, resumed.stderr
        assert len(resumed.last["receipts"]) == left
        after, proven, _ = self._look()
        assert after == ()
        assert {one.message_id for one in pending} <= {one.message_id for one in proven}
        holding = self._now()
        for intent in pending:
            message = PreparedMessage.from_bytes(intent.prepared).message
            for item in getattr(message, "items", ()):
                assert item.item_id in holding.hashes, "what was written down is at the registry"
        return pending

    def _now(self) -> Holding:
        if self.find_case() is None:
            return Holding({}, frozenset(), False)
        return self.ledger.holding(self.case_key)

    def _knows(self, pending: tuple[Intent, ...], confirmed: tuple[Confirmed, ...]) -> None:
        """Whatever has reached the registry was written down here before: right after the kill, too."""
        messages = [PreparedMessage.from_bytes(intent.prepared).message for intent in pending]
        receipts = [read_receipt(one.document) for one in confirmed]
        known = {item.item_id for message in messages for item in getattr(message, "items", ())}
        known |= {item.item_id for receipt in receipts for item in receipt.items}
        kinds = {kind_of(message) for message in messages} | {receipt.kind for receipt in receipts}
        holding = self._now()
        assert set(holding.hashes) <= known, "the registry has what the app never wrote down"
        if holding.taken_back or holding.whole_case:
            assert MessageKind.WITHDRAWAL in kinds, "a take-back that the app never wrote down"

    def _look(self) -> tuple[tuple[Intent, ...], tuple[Confirmed, ...], tuple[KeptCase, ...]]:
        store = self.vault.open(bytearray(PASSPHRASE), None)
        try:
            return store.journal.pending(), store.journal.confirmed(), store.cases()
        finally:
            store.close()

    def _agrees(self, holding: Holding) -> None:
        """The store and the registry tell the same of this case."""
        pending, _, cases = self._look()
        assert pending == ()
        (case,) = cases
        assert case.case_id == self.known.case_id
        assert case.waiting == 0
        assert set(case.names) == set(holding.hashes)
        assert {item for receipt in case.receipts for item in receipt.item_ids} == set(holding.hashes)

    def _is_done(self, job: str, holding: Holding) -> bool:
        if job == "submit":
            return True
        if job == "withdraw-one":
            return self.item_ids(1)[0] in holding.taken_back
        return holding.whole_case and holding.taken_back == set(holding.hashes)

    def _no_half_item(self, holding: Holding) -> None:
        if not holding.hashes:
            return
        whole = dict(zip(self.item_ids(len(self.pictures)), self.pictures, strict=True))
        for item_id, count in holding.hashes.items():
            wanted = 0 if item_id in holding.taken_back else self.expected[whole[item_id].name]
            assert count == wanted, f"{whole[item_id].name}: {count} of {wanted} hashes"

    def _repeat_changes_nothing(self, intent: Intent) -> None:
        prepared = PreparedMessage.from_bytes(intent.prepared)
        descriptor = fetch_descriptor(self.registry.url, self.registry.root_key_id)
        before = self.ledger.everything()
        answer = post(self.registry.url, app_side.seal(prepared, descriptor, int(time.time())))
        verified = app_side.open_answer(prepared, descriptor, answer.content)
        assert isinstance(verified, app_side.VerifiedReceipt)
        assert self.ledger.everything() == before
        _, confirmed, _ = self._look()
        assert verified.document in {one.document for one in confirmed}, "the same receipt as before"


def _records(stdout: bytes) -> list[dict[str, Any]]:
    # The last line may be cut: then the person has not read it.
    whole = stdout[: stdout.rfind(b"\n") + 1]
    return [json.loads(line) for line in whole.splitlines()]


def learn(folder: Path, registry: RegistryProcess, pictures: list[Path]) -> dict[str, int]:
    """Return how many hashes each picture has at this registry, from a run that nobody kills."""
    quiet = Survivor(folder, registry, pictures, False, {}, Recovery())
    assert run_app(*quiet.arguments("submit", len(pictures))).exit == 0
    hashes = quiet.ledger.holding(quiet.case_key).hashes
    return {
        path.name: hashes[item] for path, item in zip(pictures, quiet.item_ids(len(pictures)), strict=True)
    }


JOBS = (("submit", 2), ("submit", 3), ("withdraw-one", 3), ("withdraw", 3))
"""In order: a submission, an addition to it, one item taken back, the whole case taken back."""


@dataclass(frozen=True)
class Course:
    """How a job goes when nobody kills it: what it crosses, and how long it takes in seconds."""

    crossings: list[str]
    seconds: float


def courses_of(survivor: Survivor) -> list[Course]:
    """Return the course of every job, from a survivor whom nobody kills."""
    courses = []
    for job, count in JOBS:
        began = time.monotonic()
        crossings = survivor.run_to_step(survivor.arguments(job, count), 0).crossings
        courses.append(Course(crossings, time.monotonic() - began))
    return courses
