"""Stores for tests, with all that a case can have in them, and a search for what must not show."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from stillmark.domain.answers import Eligibility, Kind
from stillmark.domain.case import CaseItem, CaseView, PlatformRow, PlatformState, RegistryInfo
from stillmark.domain.kept import Confirmed, Intent
from stillmark.services.access import CaseAccess
from stillmark.services.keep import KeepService
from stillmark.vault.memory import MemoryJournal
from stillmark.vault.place import Vault
from stillmark.vault.wrapping import Cost
from support.fingerprints import pdq
from support.world import Person, World, item
from takedown_hashing.vocabulary import Media
from takedown_protocol import app_side
from takedown_protocol.app_side import PreparedMessage

PASSPHRASE = b"marmalade violin orbit candle"
OTHER = b"another passphrase of words"
CHEAP = Cost(memory_kib=64, passes=1, lanes=1)
"""Where the price of a guess plays no part; the real one is measured in `tests/benchmarks/vault.py`."""

WHEN = datetime(2026, 11, 22, 14, tzinfo=UTC)


def secret(text: bytes = PASSPHRASE) -> bytearray:
    return bytearray(text)


def keep_service(folder: Path) -> KeepService:
    return KeepService(Vault(folder, CHEAP), MemoryJournal)


def info(world: World) -> RegistryInfo:
    return RegistryInfo(
        address="https://registry-marker.example",
        root_key_id=world.keys.root_id,
        name="Registry Marker",
        operator="Operator Marker",
        serves=(Eligibility.ADULT,),
        countries=(),
        hash_types=("pdq",),
        max_hashes_per_item=24,
        platforms=(),
        retention_days=1,
        terms="",
    )


class Correspondent:
    """Somebody who has signed messages for a registry and can have them confirmed."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.person = Person(world)
        self.access = CaseAccess.new()
        self.person.keys = self.access.keys

    def intent(self, number: int = 1) -> Intent:
        """Sign a submission of one picture."""
        prepared = self.person.prepare(item(number, pdq(number)))
        return Intent(prepared.message_id, prepared.registry, prepared.to_bytes())

    def confirm(self, intent: Intent) -> Confirmed:
        """Have the registry confirm it."""
        answer = self.person.post(PreparedMessage.from_bytes(intent.prepared))
        assert isinstance(answer, app_side.VerifiedReceipt)
        return Confirmed(intent.message_id, answer.document, self.world.envelope())

    def view(self) -> CaseView:
        rows = (PlatformRow("Platform Marker", PlatformState.BLOCKED, WHEN),)
        one = CaseItem(f"{1:032x}", Kind.INTIMATE, Media.IMAGE, WHEN, None, rows)
        other = CaseItem(f"{2:032x}", Kind.FABRICATED, Media.VIDEO, WHEN, WHEN, ())
        return CaseView(self.access.case_id, (one, other), WHEN)


def fill(keep: KeepService, someone: Correspondent) -> tuple[Intent, Confirmed]:
    """Keep a case with everything a case can have; returns what waits and what was confirmed."""
    case_id = someone.access.case_id
    keep.remember(someone.access, info(someone.world), eligibility=Eligibility.ADULT, label="Label Marker")
    keep.name_items(case_id, {f"{1:032x}": "IMG_marker_1.jpg", f"{2:032x}": "사진 marker.jpg"})
    keep.note_view(case_id, someone.view())
    first, second = someone.intent(1), someone.intent(2)
    keep.journal.record([first, second])
    confirmed = someone.confirm(first)
    keep.journal.complete(confirmed)
    return second, confirmed


def markers(someone: Correspondent, intent: Intent) -> dict[str, bytes]:
    """Return what must never be found on the disk, by name."""
    from stillmark.services.access import WordLanguage

    plain = {
        "label": "Label Marker",
        "file name": "IMG_marker_1.jpg",
        "Korean file name": "사진 marker.jpg",
        "case id": someone.access.case_id,
        "address": "registry-marker.example",
        "registry": "Registry Marker",
        "platform": "Platform Marker",
        "words": someone.access.words(WordLanguage.ENGLISH),
        "a word": max(someone.access.words(WordLanguage.ENGLISH).split(), key=len),
        "Korean words": someone.access.words(WordLanguage.KOREAN),
        "item id": f"{1:032x}"[-16:] + '"',
        "root key": someone.world.keys.root_id,
        "message id": intent.message_id,
        "envelope": "payloadType",
        "table": "CREATE TABLE",
        "SQLite": "SQLite format 3",
        "passphrase": PASSPHRASE.decode(),
    }
    return {
        **{name: text.encode() for name, text in plain.items()},
        "case secret": bytes(someone.access.copy_secret()),
        "case key": someone.access.keys.case_key,
        "reply key": PreparedMessage.from_bytes(intent.prepared).reply_private,
    }


def found(marker: bytes, content: bytes) -> bool:
    """Whether a marker is in bytes: as it is, in hexadecimal, in base64 at any offset, in UTF-16."""
    forms = {marker, marker.hex().encode(), marker.hex().upper().encode()}
    if len(marker) > 8:
        for shift in range(3):
            encoded = base64.b64encode(bytes(shift) + marker)
            forms.add(encoded[(4 if shift else 0) : -4])
    if marker.isascii():
        forms.add(marker.decode("ascii").encode("utf-16-le"))
    return any(form in content for form in forms)


def leaks(paths: Iterable[Path], wanted: dict[str, bytes]) -> list[str]:
    """Return which markers are in which files, or in their names."""
    return [
        f"{name} in {path.name}"
        for path in paths
        if path.is_file()
        for name, marker in wanted.items()
        if found(marker, path.read_bytes()) or found(marker, path.name.encode())
    ]


def content_of(folder: Path) -> dict[str, bytes]:
    """Return every file by name, but the lock."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.name != "store.lock"}
