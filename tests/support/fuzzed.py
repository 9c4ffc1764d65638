"""Honest examples of everything that is read of somebody else, to be spoiled."""

from __future__ import annotations

from stillmark.domain.media import EditTried, Fingerprint, Note, RefusalReason
from stillmark.domain.worker_messages import (
    IsolationReport,
    WorkerHashed,
    WorkerProgress,
    encode_hashed,
    encode_locked,
    encode_progress,
    encode_refused,
    encode_tried,
)
from support.fingerprints import pdq
from takedown_hashing.vocabulary import Edit, HashType, Media, View
from takedown_protocol.app_side import (
    PreparedMessage,
    prepare_status_request,
    prepare_submission,
    prepare_withdrawal,
)
from takedown_protocol.descriptor import Descriptor, SealingKey, encode_descriptor, sign_descriptor
from takedown_protocol.identity import CaseSecret
from takedown_protocol.messages import Eligibility, HashEntry, ItemEntry, ItemKind
from takedown_protocol.registry_side import OpenedMessage, make_receipt, open_message
from takedown_protocol.replies import (
    PlatformState,
    PlatformStatus,
    Refusal,
    StatusItem,
    StatusReply,
    encode_receipt,
    encode_refusal,
    encode_status,
)
from takedown_protocol.replies import RefusalReason as Reason
from takedown_protocol.sealing import SealingKeyPair, seal_request
from takedown_protocol.signing import PayloadType, SigningKey, sign_envelope

NOW = 1_800_000_000
DAY = 86_400


class Conversation:
    """A case, a centre and a registry that know one another, without a network."""

    def __init__(self) -> None:
        self.root = SigningKey.from_seed(b"r" * 32)
        self.reply = SigningKey.from_seed(b"a" * 32)
        self.centre = SigningKey.from_seed(b"c" * 32)
        self.sealing = SealingKeyPair.from_bytes(b"s" * 32)
        self.keys = CaseSecret(b"0123456789abcdef").keys()

    @property
    def descriptor(self) -> Descriptor:
        return Descriptor(
            version=3,
            expires_at=NOW + 30 * DAY,
            name="Registry",
            operator="Nobody",
            serves=(Eligibility.ADULT, Eligibility.MINOR),
            countries=("KR",),
            hash_types=(HashType.PDQ, HashType.VPDQ, HashType.MD5),
            max_hashes_per_item=24,
            platforms=("Platform A",),
            reply_keys=(self.reply.public,),
            sealing_keys=(SealingKey(self.sealing.public, NOW - DAY, NOW + 30 * DAY),),
            retention_days=365,
            terms="https://registry.example/terms",
            root_key=self.root.public,
        )

    def prepared(self) -> list[PreparedMessage]:
        frames = tuple(
            HashEntry(HashType.VPDQ, pdq(number), "whole", 90, number, number * 1000) for number in range(3)
        )
        items = [
            ItemEntry(
                self.keys.item_id(bytes(32)),
                ItemKind.INTIMATE,
                Media.IMAGE,
                (HashEntry(HashType.PDQ, "0f" * 32, "whole", 100), HashEntry(HashType.MD5, "0" * 32, "file")),
            ),
            ItemEntry(self.keys.item_id(b"v" * 32), ItemKind.FABRICATED, Media.VIDEO, frames),
        ]
        common = {"now": NOW}
        return [
            *prepare_submission(
                self.keys, self.descriptor, eligibility=Eligibility.ADULT, items=items, **common
            ),
            *prepare_submission(
                self.keys,
                self.descriptor,
                eligibility=Eligibility.MINOR,
                items=items[:1],
                centre=self.centre,
                **common,
            ),
            *prepare_withdrawal(self.keys, self.descriptor, item_ids=None, **common),
            *prepare_withdrawal(self.keys, self.descriptor, item_ids=[items[0].item_id], **common),
            prepare_status_request(self.keys, self.descriptor, **common),
            prepare_status_request(self.keys, self.descriptor, after="page.2", **common),
        ]

    def message_seeds(self) -> list[bytes]:
        return [form for one in self.prepared() for form in (one.payload, one.envelope)]

    def reply_seeds(self) -> list[bytes]:
        submission, *_, whole_case, some, _, _ = self.prepared()
        receipts = [
            make_receipt(self.open_envelope(one.envelope), self.descriptor, now=NOW)
            for one in (submission, whole_case, some)
        ]
        status = StatusReply(
            message_id="0" * 32,
            payload_sha256="1" * 64,
            case_id=self.keys.case_id,
            items=(
                StatusItem(
                    "2" * 32,
                    ItemKind.INTIMATE,
                    Media.IMAGE,
                    NOW - NOW % 3600,
                    None,
                    tuple(
                        PlatformStatus(f"Platform {state}", state, NOW - NOW % 3600)
                        for state in PlatformState
                    ),
                ),
            ),
            next="page.2",
            received_at=NOW - NOW % 3600,
        )
        refusals = [Refusal("0" * 32, "1" * 64, reason, NOW) for reason in Reason]
        payloads = [
            *map(encode_receipt, receipts),
            encode_status(status),
            *map(encode_refusal, refusals),
        ]
        return [*payloads, *(sign_envelope(one, PayloadType.RECEIPT, self.reply) for one in payloads[:3])]

    def descriptor_seeds(self) -> list[bytes]:
        return [encode_descriptor(self.descriptor), sign_descriptor(self.descriptor, self.root)]

    def open_envelope(self, envelope: bytes) -> OpenedMessage:
        """What the registry makes of an envelope that somebody sealed to it."""
        return open_message(
            seal_request(envelope[: 250 * 1024], self.sealing.public, self.root.key_id),
            sealing_keys=[self.sealing],
            root_key_id=self.root.key_id,
            centre_key={self.centre.key_id: self.centre.public}.get,
        )

    def open_payload(self, payload: bytes) -> OpenedMessage:
        """What the registry makes of a payload that the case, whoever that is, really signed."""
        envelope = sign_envelope(payload[: 180 * 1024], PayloadType.MESSAGE, self.keys.signer)
        return self.open_envelope(envelope)


def worker_messages() -> list[bytes]:
    """What an honest worker says."""
    still = WorkerHashed(
        media=Media.IMAGE,
        sha256="0" * 64,
        width=640,
        height=480,
        quality=100,
        fingerprints=(
            Fingerprint(type=HashType.PDQ, view=View.WHOLE, value="0f" * 32, quality=100),
            Fingerprint(type=HashType.SHA256, view=View.FILE, value="0" * 64),
        ),
        notes=(Note.TRUNCATED,),
    )
    moving = WorkerHashed(
        media=Media.VIDEO,
        sha256="0" * 64,
        width=640,
        height=480,
        quality=90,
        fingerprints=(
            Fingerprint(
                type=HashType.VPDQ, view=View.WHOLE, value="0f" * 32, quality=90, frame=1, time_ms=40
            ),
            Fingerprint(type=HashType.MD5, view=View.FILE, value="0" * 32),
            Fingerprint(type=HashType.SHA256, view=View.FILE, value="0" * 64),
        ),
        notes=(),
        duration_ms=1000,
    )
    report = IsolationReport(
        no_new_privs=True,
        not_dumpable=True,
        dies_with_parent=True,
        limits=(("core_bytes", 0), ("cpu_seconds", 10)),
        landlock_abi=7,
        seatbelt=False,
        seccomp=True,
    )
    return [
        encode_hashed(still),
        encode_hashed(moving),
        *(encode_refused(reason) for reason in RefusalReason),
        encode_progress(WorkerProgress(500, 1000)),
        encode_tried(tuple(EditTried(edit, 4, 100) for edit in Edit)),
        encode_locked(report),
    ]
