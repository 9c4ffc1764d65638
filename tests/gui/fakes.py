"""Services that answer from memory. They live in tests only."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import Any, cast

from stillmark.domain.answers import Eligibility, Kind
from stillmark.domain.case import CaseItem, CaseView, PlatformRow, PlatformState, Receipt, RegistryInfo
from stillmark.domain.errors import RegistryRefused, StillmarkError
from stillmark.domain.glance import Glance
from stillmark.domain.kept import WaitingMessage
from stillmark.domain.media import (
    EditTried,
    Fingerprint,
    Hashed,
    Note,
    Outcome,
    RefusalReason,
    Refused,
    Tried,
)
from stillmark.domain.worker_messages import IsolationReport
from stillmark.services.access import CaseAccess
from stillmark.services.bundle import Services
from stillmark.services.connect import ConnectedRegistry
from stillmark.services.fingerprint import FingerprintSummary, Finished, Found
from stillmark.services.keep import KeepService
from stillmark.services.resume import Resumed
from stillmark.services.submit import PreparedSubmission, SubmissionItem
from stillmark.services.updates import UpdateService
from stillmark.vault.memory import MemoryJournal
from stillmark.vault.place import Vault
from stillmark.vault.wrapping import Cost
from takedown_hashing.vocabulary import Edit, HashType, Media, View

ROOT_KEY = "ab" * 32
ADDRESS = f"https://registry.example#{ROOT_KEY}"
PLATFORMS = ("Platform A", "Platform B", "Platform C")
WHEN = datetime(2026, 11, 22, 14, tzinfo=UTC)

INFO = RegistryInfo(
    address="https://registry.example",
    root_key_id=ROOT_KEY,
    name="Example Registry",
    operator="Example Foundation",
    serves=(Eligibility.ADULT, Eligibility.MINOR),
    countries=(),
    hash_types=("pdq",),
    max_hashes_per_item=24,
    platforms=PLATFORMS,
    retention_days=365,
    terms="",
)


def hashed(path: Path, *, quality: int = 100, notes: tuple[Note, ...] = ()) -> Hashed:
    """Pretend to have fingerprinted a file; its name stands for its content."""
    digest = sha256(path.name.encode()).hexdigest()
    views = (View.WHOLE, View.MIRROR, View.ROTATE_90, View.ROTATE_180, View.ROTATE_270)
    prints = tuple(Fingerprint(HashType.PDQ, view, digest, quality) for view in views)
    return Hashed(path, digest, Media.IMAGE, 800, 600, quality, prints, notes)


def outcome_of(path: Path) -> Outcome:
    """Let the name of a file decide what becomes of it."""
    for reason in RefusalReason:
        if path.name.startswith(reason.value):
            return Refused(path, reason)
    if path.name.startswith("flat"):
        return hashed(path, quality=20, notes=(Note.LOW_QUALITY,))
    if path.name.startswith("cut"):
        return hashed(path, notes=(Note.TRUNCATED,))
    return hashed(path)


@dataclass
class FakeFingerprints:
    """Reports each path; a name ending in `*N` stands for a folder of N files."""

    gate: Event | None = None
    gate_at: int = 1
    error: StillmarkError | None = None
    runs: list[tuple[Path, ...]] = field(default_factory=list)

    def pasted(self, data: bytes, name: str, *, on_event: Callable[[object], None]) -> FingerprintSummary:
        self.runs.append((Path(name),))
        on_event(Found(1))
        on_event(Finished(outcome_of(Path(name)), 1, 1))
        return FingerprintSummary(1, 1, False)

    def run(
        self, paths: Sequence[Path], *, on_event: Callable[[object], None], cancel: Event, pause: Event
    ) -> FingerprintSummary:
        self.runs.append(tuple(paths))
        files: list[Path] = []
        for path in paths:
            name, star, count = path.name.partition("*")
            files += [path.with_name(f"{name}{i:04}.jpg") for i in range(int(count))] if star else [path]
        on_event(Found(len(files)))
        done = 0
        for path in files:
            if cancel.is_set():
                break
            while pause.is_set() and not cancel.is_set():
                cancel.wait(0.01)
            if self.gate is not None and done == self.gate_at:
                while not self.gate.wait(0.01) and not cancel.is_set():
                    pass
                if cancel.is_set():
                    break
            done += 1
            on_event(Finished(outcome_of(path), done, len(files)))
        if self.error is not None:
            raise self.error
        return FingerprintSummary(done, len(files), done < len(files))


@dataclass
class FakeDirectory:
    """Knows one registry."""

    info: RegistryInfo = INFO
    error: StillmarkError | None = None
    asked: list[str] = field(default_factory=list)

    def connect(self, address: str, root_key_id: str | None = None) -> ConnectedRegistry:
        self.asked.append(address)
        if self.error is not None:
            raise self.error
        return ConnectedRegistry(self.info, cast(Any, None), cast(Any, None))


def receipt(access: CaseAccess, item_ids: tuple[str, ...], number: int) -> Receipt:
    """Make a receipt that was verified, as far as the window can tell."""
    document = json.dumps({"receipt": number}).encode()
    return Receipt(f"{number:032x}", access.case_id, WHEN, item_ids, len(item_ids), 0, document)


@dataclass
class FakeSubmit:
    """Signs nothing, but keeps what was prepared and what was sent."""

    error: StillmarkError | None = None
    gate: Event | None = None
    per_message: int = 50
    puzzles: int = 0
    left: int = 0
    on_prepare: Callable[[PreparedSubmission], None] | None = None
    overasked: bool = False
    sent: list[PreparedSubmission] = field(default_factory=list)
    on_send: Callable[[PreparedSubmission], None] | None = None

    @staticmethod
    def sendable(picture: Hashed, registry: ConnectedRegistry) -> bool:
        return picture.useful or (picture.media is Media.VIDEO and "md5" in registry.info.hash_types)

    def asks_too_much(self, registry: ConnectedRegistry) -> bool:
        return self.overasked

    def prepare(
        self,
        registry: ConnectedRegistry,
        access: CaseAccess,
        eligibility: Eligibility,
        items: Sequence[SubmissionItem],
    ) -> PreparedSubmission:
        kept = tuple(item for item in items if item.picture.useful)
        ids = tuple(access.item_id(item.picture.sha256) for item in kept)
        rows = [
            {"item_id": i, "kind": item.kind.value, "hash": item.picture.sha256}
            for i, item in zip(ids, kept, strict=True)
        ]
        starts = range(0, max(1, len(rows)), self.per_message)
        documents = [
            json.dumps(
                {
                    "case": access.case_id,
                    "eligibility": eligibility.value,
                    "items": rows[s : s + self.per_message],
                },
                separators=(",", ":"),
            ).encode()
            for s in starts
        ]
        return PreparedSubmission(
            registry=registry,
            case_id=access.case_id,
            eligibility=eligibility,
            items=kept,
            item_ids=ids,
            left_out=tuple(item for item in items if not item.picture.useful),
            fingerprint_count=sum(len(item.picture.fingerprints) for item in kept),
            messages=cast(Any, tuple(SimpleNamespace(payload=document) for document in documents)),
        )

    def send(
        self,
        prepared: PreparedSubmission,
        access: CaseAccess,
        *,
        on_receipt: Callable[[Receipt, int, int], None],
        stopped: Callable[[], bool],
        on_solved: Callable[[int, int], None],
    ) -> tuple[Receipt, ...]:
        on_solved(0, self.puzzles)
        if self.on_prepare is not None:
            self.on_prepare(prepared)
        if self.puzzles:
            on_solved(self.puzzles, self.puzzles)
        if self.gate is not None:
            self.gate.wait(10)
        if self.error is not None:
            raise self.error
        receipts = []
        for number, _ in enumerate(prepared.messages, start=1):
            made = receipt(access, prepared.item_ids, number + 100 * len(self.sent))
            receipts.append(made)
            self.left += 1
            on_receipt(made, number, len(prepared.messages))
        self.sent.append(prepared)
        if self.on_send is not None:
            self.on_send(prepared)
        return tuple(receipts)


@dataclass
class FakeFollow:
    """Reports the items it was given."""

    items: tuple[CaseItem, ...] = ()
    error: StillmarkError | None = None
    checks: int = 0

    def check(self, registry: ConnectedRegistry, access: CaseAccess) -> CaseView:
        self.checks += 1
        if self.error is not None:
            raise self.error
        return CaseView(access.case_id, self.items, datetime.now(UTC))


@dataclass
class FakeWithdraw:
    """Marks items as taken back."""

    follow: FakeFollow
    error: StillmarkError | None = None
    asked: list[tuple[str, ...] | None] = field(default_factory=list)

    def withdraw(
        self, registry: ConnectedRegistry, access: CaseAccess, item_ids: Sequence[str] | None = None
    ) -> tuple[Receipt, ...]:
        self.asked.append(None if item_ids is None else tuple(item_ids))
        if self.error is not None:
            raise self.error
        self.follow.items = tuple(
            replace(
                item,
                taken_back=WHEN,
                platforms=tuple(
                    PlatformRow(row.name, PlatformState.TAKE_BACK_ASKED, WHEN) for row in item.platforms
                ),
            )
            if item_ids is None or item.item_id in item_ids
            else item
            for item in self.follow.items
        )
        return (receipt(access, tuple(item_ids or ()), 9_000 + len(self.asked)),)


def case_item(item_id: str, *states: PlatformState, kind: Kind = Kind.INTIMATE) -> CaseItem:
    """Make one item with one state per platform."""
    rows = tuple(
        PlatformRow(name, state, None if state is PlatformState.NOT_COLLECTED else WHEN)
        for name, state in zip(PLATFORMS, states, strict=False)
    )
    return CaseItem(item_id, kind, Media.IMAGE, WHEN, None, rows)


FAILING = (Edit.POST, Edit.TEXT_ACROSS)
"""Copies that the fake never recognises."""


@dataclass
class FakeLookalike:
    """Recognises copies by their kind; a picture whose number is odd loses its small crops and its tilt."""

    error: StillmarkError | None = None
    gate: Event | None = None
    asked: list[Path] = field(default_factory=list)

    def self_test(self, path: Path) -> Tried | Refused:
        self.asked.append(path)
        if self.gate is not None:
            self.gate.wait(10)
        if self.error is not None:
            raise self.error
        if path.name.startswith("gone"):
            return Refused(path, RefusalReason.MISSING)
        odd = int(path.stem[-1], 36) % 2 == 1
        lost = {*FAILING, *((Edit.SMALL_CROP, Edit.TILTED) if odd else ())}
        return Tried(path, tuple(EditTried(edit, 90 if edit in lost else 12, 100) for edit in Edit))


@dataclass
class FakeGlance:
    """Shows a grey slope; a picture whose name begins with `gone` is not there any more."""

    gate: Event | None = None
    asked: list[Path] = field(default_factory=list)

    def show(self, path: Path) -> Glance | Refused:
        self.asked.append(path)
        if self.gate is not None:
            self.gate.wait(10)
        if path.name.startswith("gone"):
            return Refused(path, RefusalReason.MISSING)
        return Glance(60, 40, bytes(column * 4 for _ in range(40) for column in range(60)))


SANDBOX = IsolationReport(True, True, True, (), landlock_abi=5, seccomp=True)
PROCESS = IsolationReport(True, True, True, ())


@dataclass
class FakeIsolation:
    """Says what it is told to."""

    report: IsolationReport = SANDBOX
    error: StillmarkError | None = None
    gate: Event | None = None
    asked: int = 0

    def level(self) -> IsolationReport:
        self.asked += 1
        if self.gate is not None:
            self.gate.wait(10)
        if self.error is not None:
            raise self.error
        return self.report


CHEAP = Cost(memory_kib=64, passes=1, lanes=1)
"""What a guess costs in these tests; the real price is measured with the vault."""


@dataclass
class FakeResume:
    """Holds messages that wait, per registry."""

    messages: tuple[WaitingMessage, ...] = ()
    error: StillmarkError | None = None
    refuses: int = 0
    finished: list[str] = field(default_factory=list)

    def waiting(self) -> tuple[WaitingMessage, ...]:
        return self.messages

    def finish(self, registry: ConnectedRegistry) -> Resumed:
        if self.error is not None:
            raise self.error
        self.finished.append(registry.info.root_key_id)
        self.messages = ()
        return Resumed((), tuple(RegistryRefused("malformed") for _ in range(self.refuses)))


class World:
    """All fakes together; what is sent can be followed. Keeping is real, in a folder, at a low price."""

    def __init__(self, folder: Path | None = None) -> None:
        self.keep = KeepService(Vault(folder, CHEAP) if folder else None, MemoryJournal)
        self.resume = FakeResume()
        self.fingerprints = FakeFingerprints()
        self.directory = FakeDirectory()
        self.submit = FakeSubmit(on_send=self._received)
        self.follow = FakeFollow()
        self.withdraw = FakeWithdraw(self.follow)
        self.isolation = FakeIsolation()
        self.lookalike = FakeLookalike()
        self.glance = FakeGlance()
        self.updates = UpdateService()
        self.states = (PlatformState.COLLECTED, PlatformState.BLOCKED, PlatformState.NOT_COLLECTED)

    def _received(self, prepared: PreparedSubmission) -> None:
        known = {item.item_id for item in self.follow.items}
        fresh = tuple(
            case_item(item_id, *self.states, kind=item.kind)
            for item_id, item in zip(prepared.item_ids, prepared.items, strict=True)
            if item_id not in known
        )
        self.follow.items += fresh

    def services(self) -> Services:
        services = SimpleNamespace(
            fingerprint=self.fingerprints,
            registries=self.directory,
            submit=self.submit,
            follow=self.follow,
            withdraw=self.withdraw,
            isolation=self.isolation,
            lookalike=self.lookalike,
            glance=self.glance,
            keep=self.keep,
            resume=self.resume,
            updates=self.updates,
            close=lambda: None,
        )
        return cast(Services, services)
