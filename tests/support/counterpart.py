"""The registry's side of the protocol without HTTP and database, and pictures that were never drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from stillmark.domain.answers import Eligibility, Kind
from stillmark.domain.case import RegistryInfo
from stillmark.domain.errors import RegistryUnreachable
from stillmark.domain.media import Fingerprint, Hashed
from stillmark.services.connect import ConnectedRegistry
from stillmark.services.submit import SubmissionItem
from support.fingerprints import pdq
from takedown_hashing.vocabulary import HashType, Media
from takedown_protocol.descriptor import Descriptor, SealingKey, sign_descriptor
from takedown_protocol.messages import Eligibility as ProtocolEligibility
from takedown_protocol.registry_side import (
    Refusable,
    check_clock,
    make_receipt,
    open_message,
    seal_receipt,
    seal_refusal,
)
from takedown_protocol.replies import RefusalReason, encode_receipt
from takedown_protocol.sealing import SealingKeyPair
from takedown_protocol.signing import SigningKey

NOW = 1_800_000_000
DAY = 86_400


@dataclass
class Counterpart:
    """The registry's side of the protocol, without HTTP and database; keeps what it was sent."""

    now: int = NOW
    root: SigningKey = field(default_factory=SigningKey.generate)
    reply: SigningKey = field(default_factory=SigningKey.generate)
    sealing: SealingKeyPair = field(default_factory=SealingKeyPair.generate)
    bodies: list[bytes] = field(default_factory=list)
    tamper: Callable[[bytes], bytes] = bytes
    refuse: RefusalReason | None = None
    faults: int = 0
    address: str = "http://127.0.0.1:1"
    centres: dict[str, bytes] = field(default_factory=dict)
    vouched: list[str | None] = field(default_factory=list)
    """The centre that vouched for each message that was taken."""
    puzzle_bits: int = 0
    puzzles: list[str] = field(default_factory=list)
    """What came with each message as the solution of a puzzle."""

    def descriptor(self) -> Descriptor:
        return Descriptor(
            version=1,
            expires_at=NOW + 30 * DAY,
            name="Registry",
            operator="A charity",
            serves=(ProtocolEligibility.ADULT,),
            countries=(),
            hash_types=(HashType.PDQ,),
            max_hashes_per_item=2,
            platforms=(),
            reply_keys=(self.reply.public,),
            sealing_keys=(SealingKey(self.sealing.public, NOW - DAY, NOW + 30 * DAY),),
            retention_days=1,
            terms="",
            root_key=self.root.public,
            puzzle_bits=self.puzzle_bits,
        )

    def connected(self) -> ConnectedRegistry:
        info = RegistryInfo(
            address=self.address,
            root_key_id=self.root.key_id,
            name="Registry",
            operator="A charity",
            serves=(Eligibility.ADULT,),
            countries=(),
            hash_types=("pdq",),
            max_hashes_per_item=2,
            platforms=(),
            retention_days=1,
            terms="",
        )
        document = sign_descriptor(self.descriptor(), self.root)
        return ConnectedRegistry(info, self.descriptor(), self, document)

    def fetch_descriptor(self) -> bytes:
        raise AssertionError("already connected")

    def post_message(self, sealed: bytes, puzzle: str) -> bytes:
        self.bodies.append(sealed)
        self.puzzles.append(puzzle)
        if self.faults:
            self.faults -= 1
            raise RegistryUnreachable
        try:
            opened = open_message(
                sealed,
                sealing_keys=[self.sealing],
                root_key_id=self.root.key_id,
                centre_key=self.centres.get,
            )
            check_clock(opened, self.now)
            if self.refuse:
                raise opened.refuse(self.refuse)
        except Refusable as refused:
            return self.tamper(seal_refusal(refused, now=self.now, reply_signer=self.reply))
        self.vouched.append(opened.message.header.vouch)
        receipt = make_receipt(opened, self.descriptor(), now=self.now)
        return self.tamper(seal_receipt(encode_receipt(receipt), opened, self.reply))


def picture(number: int, quality: int = 100) -> Hashed:
    views = ("whole", "mirror", "rotate90")
    prints = tuple(
        Fingerprint(HashType.PDQ, view, pdq(number * 256 + index), quality)
        for index, view in enumerate(views)
    )
    extra = Fingerprint(HashType.SHA256, "file", f"{number:064x}")
    return Hashed(Path(f"{number}.jpg"), f"{number:064x}", Media.IMAGE, 10, 10, quality, (*prints, extra))


def items(*pictures: Hashed) -> list[SubmissionItem]:
    return [SubmissionItem(each, Kind.INTIMATE) for each in pictures]
