"""A registry, a centre and a case, as values: nothing here opens a socket or a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest

from support.fingerprints import pdq
from takedown_hashing.vocabulary import HashType, Media
from takedown_protocol import canonical
from takedown_protocol.app_side import PreparedMessage, prepare_submission, seal
from takedown_protocol.descriptor import Descriptor, SealingKey
from takedown_protocol.identity import CaseKeys, CaseSecret
from takedown_protocol.messages import Eligibility, HashEntry, ItemEntry, ItemKind
from takedown_protocol.registry_side import OpenedMessage, open_message
from takedown_protocol.sealing import SealingKeyPair, seal_request
from takedown_protocol.signing import PayloadType, SigningKey, sign_envelope

NOW = 1_800_000_123
DAY = 86_400


def some_item(keys: CaseKeys, number: int = 0, hashes: int = 2, **changes: object) -> ItemEntry:
    """One picture with `hashes` PDQ hashes, all different from those of other numbers."""
    entries = tuple(
        HashEntry(HashType.PDQ, pdq(number * 10_000 + index), f"view{index}", 100) for index in range(hashes)
    )
    item = ItemEntry(keys.item_id(number.to_bytes(32, "big")), ItemKind.INTIMATE, Media.IMAGE, entries)
    return replace(item, **changes)  # type: ignore[arg-type]


@dataclass
class World:
    """Everybody's keys, and shortcuts for what the two sides do."""

    root: SigningKey = field(default_factory=SigningKey.generate)
    reply_signer: SigningKey = field(default_factory=SigningKey.generate)
    sealing: SealingKeyPair = field(default_factory=SealingKeyPair.generate)
    centre: SigningKey = field(default_factory=SigningKey.generate)
    keys: CaseKeys = field(default_factory=lambda: CaseSecret.generate().keys())
    now: int = NOW

    @property
    def descriptor(self) -> Descriptor:
        return Descriptor(
            version=3,
            expires_at=self.now + 30 * DAY,
            name="Registry of tests",
            operator="Nobody",
            serves=(Eligibility.ADULT,),
            countries=("KR", "FR"),
            hash_types=(HashType.PDQ, HashType.VPDQ),
            max_hashes_per_item=24,
            platforms=("practice",),
            reply_keys=(self.reply_signer.public,),
            sealing_keys=(SealingKey(self.sealing.public, self.now - DAY, self.now + 30 * DAY),),
            retention_days=365,
            terms="",
            root_key=self.root.public,
        )

    def item(self, number: int = 0, hashes: int = 2, **changes: object) -> ItemEntry:
        return some_item(self.keys, number, hashes, **changes)

    def submission(self, items: int = 1, *, vouched: bool = False, hashes: int = 2) -> PreparedMessage:
        (prepared,) = prepare_submission(
            self.keys,
            self.descriptor,
            now=self.now,
            eligibility=Eligibility.ADULT,
            items=[self.item(number, hashes) for number in range(items)],
            centre=self.centre if vouched else None,
        )
        return prepared

    def open(self, body: bytes) -> OpenedMessage:
        return open_message(
            body,
            sealing_keys=[self.sealing],
            root_key_id=self.root.key_id,
            centre_key={self.centre.key_id: self.centre.public}.get,
        )

    def deliver(self, prepared: PreparedMessage) -> OpenedMessage:
        """Seal by the app's clock, which is right, and open."""
        return self.open(seal(prepared, self.descriptor, self.now))

    def open_envelope(self, envelope: bytes) -> OpenedMessage:
        """What the registry makes of any envelope that somebody sealed to it."""
        return self.open(seal_request(envelope, self.sealing.public, self.root.key_id))

    def open_signed(self, payload: bytes | dict[str, object], *signers: SigningKey) -> OpenedMessage:
        """What the registry makes of any payload, signed by the case or by `signers`."""
        raw = payload if isinstance(payload, bytes) else canonical.encode(payload)
        return self.open_envelope(sign_envelope(raw, PayloadType.MESSAGE, *(signers or (self.keys.signer,))))


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def make_world() -> Callable[[], World]:
    return World
