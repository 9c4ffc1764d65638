"""What an app does: prepare messages, seal them, and open answers, believing nothing it did not check.

A prepared message is signed but not sealed; it is written to the journal before it is tried and sealed when
it is sent, so that a change of the registry's sealing key cannot strand it.
"""

from __future__ import annotations

import hashlib
import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from takedown_protocol.batches import batches, united
from takedown_protocol.descriptor import Descriptor
from takedown_protocol.errors import DescriptorExpired, Malformed, NotServed, NotVerified, RootMismatch
from takedown_protocol.identity import CaseKeys, case_id_of
from takedown_protocol.messages import (
    ENDED,
    MAX_ITEMS_PER_MESSAGE,
    Eligibility,
    Header,
    ItemEntry,
    Message,
    MessageKind,
    StatusRequest,
    Submission,
    Withdrawal,
    decode_message,
    encode_message,
    kind_of,
)
from takedown_protocol.replies import (
    Receipt,
    Refusal,
    StatusReply,
    decode_receipt,
    decode_refusal,
    decode_status,
)
from takedown_protocol.schema import HOUR
from takedown_protocol.sealing import SealingKeyPair, open_reply, seal_request
from takedown_protocol.signing import (
    Envelope,
    PayloadType,
    SigningKey,
    key_id_of,
    parse_envelope,
    sign_envelope,
)

_JOURNAL_MARK: Final = b"takedown/prepared/v1\0"
_REPLY_TYPES: Final = {
    MessageKind.SUBMISSION: PayloadType.RECEIPT,
    MessageKind.WITHDRAWAL: PayloadType.RECEIPT,
    MessageKind.STATUS_REQUEST: PayloadType.STATUS,
}


@dataclass(frozen=True, slots=True)
class PreparedMessage:
    """A signed message and the private key its answer will be sealed to. Secret: journal it encrypted.

    Attributes:
        kind: of the message.
        message_id: 32 hexadecimal digits; sending the same prepared message again is harmless.
        registry: root key id of the registry it is meant for.
        payload: the signed bytes, RFC 8785 JSON; what a person can be shown as "the exact data".
        envelope: the signed envelope.
        reply_private: raw X25519 private key, 32 bytes.
    """

    kind: MessageKind
    message_id: str
    registry: str
    payload: bytes = field(repr=False)
    envelope: bytes = field(repr=False)
    reply_private: bytes = field(repr=False)

    @property
    def message(self) -> Message:
        """The message itself, read back from the payload."""
        return decode_message(self.payload)

    @property
    def payload_sha256(self) -> str:
        """SHA-256 of the payload, 64 hexadecimal digits."""
        return hashlib.sha256(self.payload).hexdigest()

    def to_bytes(self) -> bytes:
        """Return the journal form (contains the reply private key)."""
        return _JOURNAL_MARK + self.reply_private + self.envelope

    @classmethod
    def from_bytes(cls, raw: bytes) -> PreparedMessage:
        """Read the journal form back.

        Raises:
            Malformed, NotVerified: it was damaged.
        """
        if not raw.startswith(_JOURNAL_MARK) or len(raw) < len(_JOURNAL_MARK) + 32:
            raise Malformed("not a prepared message")
        rest = raw[len(_JOURNAL_MARK) :]
        reply_private, raw_envelope = rest[:32], rest[32:]
        envelope = parse_envelope(raw_envelope)
        message = decode_message(envelope.payload)
        envelope.verify(message.header.case_key)
        if SealingKeyPair.from_bytes(reply_private).public != message.header.reply_key:
            raise NotVerified("the reply key is not the one in the message")
        header = message.header
        return cls(
            kind_of(message),
            header.message_id,
            header.registry,
            envelope.payload,
            raw_envelope,
            reply_private,
        )


@dataclass(frozen=True, slots=True)
class VerifiedReceipt:
    """A receipt that was checked, and its signed document (envelope, canonical JSON) for keeping."""

    receipt: Receipt
    document: bytes = field(repr=False)


Answer = VerifiedReceipt | StatusReply | Refusal


def clock_offset(refusal: Refusal, now: int) -> int:
    """Return the `clock_offset` (seconds) to sign again with after a `clock` refusal seen at `now`."""
    return refusal.registry_time - now


def prepare_submission(
    keys: CaseKeys,
    descriptor: Descriptor,
    *,
    now: int,
    eligibility: Eligibility,
    items: Sequence[ItemEntry],
    centre: SigningKey | None = None,
    clock_offset: int = 0,
) -> tuple[PreparedMessage, ...]:
    """Sign a submission as one or more messages of one case: at most 50 items and 188 KiB each.

    Entries with the same item id are united. A long video is spread over several messages with its item id.

    Args:
        keys: of the case.
        descriptor: verified, of the registry it is meant for.
        now: Unix seconds by this computer's clock.
        eligibility: how old the person was.
        items: what to submit; the order is kept.
        centre: key of a support centre that vouches, if any.
        clock_offset: seconds to add to `now`, learned from a `clock` refusal.

    Raises:
        NotServed: the descriptor does not take this eligibility, or a hash type (see `policy.servable`).
        Malformed: no items, or an item breaks the schema.
    """
    if eligibility not in descriptor.serves:
        raise NotServed("the registry does not take pictures of people of this age")
    if any(entry.type not in descriptor.hash_types for item in items for entry in item.hashes):
        raise NotServed("the registry cannot serve this type of hash")
    if not items:
        raise Malformed("nothing to submit")
    prepared = []
    for batch in batches(united(items)):
        header, reply = _new_header(keys, descriptor, now + clock_offset, centre)
        prepared.append(_sign(Submission(header, eligibility, batch), reply, keys, centre))
    return tuple(prepared)


def prepare_withdrawal(
    keys: CaseKeys,
    descriptor: Descriptor,
    *,
    now: int,
    item_ids: Sequence[str] | None,
    clock_offset: int = 0,
) -> tuple[PreparedMessage, ...]:
    """Sign a withdrawal of items (as many messages as needed), or with None of the whole case.

    Raises:
        Malformed: an empty sequence (which never means the whole case), or a wrong item id.
    """
    prepared = []
    if item_ids is not None and not item_ids:
        raise Malformed("nothing to withdraw")
    unique = None if item_ids is None else tuple(dict.fromkeys(item_ids))
    for start in range(0, len(unique or "-"), MAX_ITEMS_PER_MESSAGE):
        header, reply = _new_header(keys, descriptor, now + clock_offset, None)
        batch = None if unique is None else unique[start : start + MAX_ITEMS_PER_MESSAGE]
        prepared.append(_sign(Withdrawal(header, batch), reply, keys, None))
    return tuple(prepared)


def prepare_status_request(
    keys: CaseKeys,
    descriptor: Descriptor,
    *,
    now: int,
    after: str | None = None,
    clock_offset: int = 0,
    knows: tuple[str, ...] = (ENDED,),
) -> PreparedMessage:
    """Sign a status request; `after` is the `next` of the page before.

    A registry older than `knows` refuses it as malformed: ask it again without.

    Raises:
        Malformed: `after` is not of the form of a page cursor.
    """
    header, reply = _new_header(keys, descriptor, now + clock_offset, None)
    return _sign(StatusRequest(header, after, knows), reply, keys, None)


def renew(
    prepared: PreparedMessage,
    keys: CaseKeys,
    descriptor: Descriptor,
    *,
    now: int,
    centre: SigningKey | None = None,
    clock_offset: int = 0,
) -> PreparedMessage:
    """Sign the same content anew, after it expired or after a `clock` refusal.

    The item ids stay, so the registry unites it with what it may already have. A vouched message stays
    vouched only if `centre` signs again.

    Raises:
        NotVerified: `keys` are of another case, or `descriptor` of another registry.
    """
    message = prepared.message
    if message.header.case_key != keys.case_key or prepared.registry != descriptor.root_key_id:
        raise NotVerified("not the case or the registry of this message")
    header, reply = _new_header(keys, descriptor, now + clock_offset, centre)
    return _sign(replace(message, header=header), reply, keys, centre)


def _new_header(
    keys: CaseKeys, descriptor: Descriptor, now: int, centre: SigningKey | None
) -> tuple[Header, SealingKeyPair]:
    reply = SealingKeyPair.generate()
    header = Header(
        message_id=secrets.token_hex(16),
        registry=descriptor.root_key_id,
        issued_at=now - now % HOUR,
        case_key=keys.case_key,
        reply_key=reply.public,
        vouch=None if centre is None else centre.key_id,
    )
    return header, reply


def _sign(
    message: Message, reply: SealingKeyPair, keys: CaseKeys, centre: SigningKey | None
) -> PreparedMessage:
    payload = encode_message(message)
    signers = (keys.signer,) if centre is None else (keys.signer, centre)
    envelope = sign_envelope(payload, PayloadType.MESSAGE, *signers)
    header = message.header
    return PreparedMessage(
        kind_of(message), header.message_id, header.registry, payload, envelope, reply.private
    )


def seal(prepared: PreparedMessage, descriptor: Descriptor, now: int) -> bytes:
    """Seal a prepared message to the registry's current key; returns the body to post.

    Raises:
        RootMismatch: it was prepared for another registry.
        DescriptorExpired: the descriptor is over at `now` (Unix seconds), or has no usable sealing key: fetch
            it again. The registry may have destroyed the keys that it names.
        CannotOpen: the sealing key is a low-order point.
    """
    if now >= descriptor.expires_at:
        raise DescriptorExpired("the registry's description of itself has expired; fetch it again")
    if prepared.registry != descriptor.root_key_id:
        raise RootMismatch("prepared for another registry")
    recipient = descriptor.current_sealing_key(now).public
    return seal_request(prepared.envelope, recipient, descriptor.root_key_id)


def open_answer(prepared: PreparedMessage, descriptor: Descriptor, body: bytes) -> Answer:
    """Open and check an untrusted answer: sealed to this message's reply key, signed by exactly one of the
    registry's reply keys, canonical, of a type that answers this kind, and belonging to this message.

    A receipt must moreover account for every item and every hash that was sent.

    Raises:
        CannotOpen: not sealed to this message's reply key, or changed.
        Malformed: not canonical or not the schema.
        NotVerified: wrong signature, or it does not belong to this message.
    """
    if prepared.registry != descriptor.root_key_id:
        raise NotVerified("prepared for another registry")
    document = open_reply(body, SealingKeyPair.from_bytes(prepared.reply_private), descriptor.root_key_id)
    envelope = _verified(document, descriptor)
    if envelope.payload_type == PayloadType.REFUSAL.value:
        refusal = decode_refusal(envelope.payload)
        _check_belongs(prepared, refusal.message_id, refusal.payload_sha256)
        return refusal
    if envelope.payload_type != _REPLY_TYPES[prepared.kind].value:
        raise NotVerified("this type of answer does not belong to this kind of message")
    message = prepared.message
    if isinstance(message, StatusRequest):
        status = decode_status(envelope.payload)
        _check_belongs(prepared, status.message_id, status.payload_sha256, message, status.case_id)
        return status
    receipt = decode_receipt(envelope.payload)
    _check_belongs(prepared, receipt.message_id, receipt.payload_sha256, message, receipt.case_id)
    _check_accounts_for(message, receipt)
    return VerifiedReceipt(receipt, document)


def verify_receipt(document: bytes, descriptor: Descriptor) -> Receipt:
    """Check a kept receipt document against the registry's reply keys.

    Raises:
        Malformed: not canonical or not the schema.
        NotVerified: not a receipt signed by exactly one of the registry's reply keys.
    """
    envelope = _verified(document, descriptor)
    if envelope.payload_type != PayloadType.RECEIPT.value:
        raise NotVerified("the envelope carries another type of document")
    return decode_receipt(envelope.payload)


def _verified(document: bytes, descriptor: Descriptor) -> Envelope:
    envelope = parse_envelope(document)
    signer = next((key for key in descriptor.reply_keys if envelope.key_ids == (key_id_of(key),)), None)
    if signer is None:
        raise NotVerified("not signed by exactly one of the registry's reply keys")
    envelope.verify(signer)
    return envelope


def _check_belongs(
    prepared: PreparedMessage,
    message_id: str,
    payload_sha256: str,
    message: Message | None = None,
    case_id: str | None = None,
) -> None:
    if (message_id, payload_sha256) != (prepared.message_id, prepared.payload_sha256):
        raise NotVerified("the answer belongs to another message")
    if message is not None and case_id != case_id_of(message.header.case_key):
        raise NotVerified("the answer is about another case")


def _check_accounts_for(message: Submission | Withdrawal, receipt: Receipt) -> None:
    """Check that a receipt says something about exactly what was sent."""
    if receipt.kind is not kind_of(message):
        raise NotVerified("the receipt is for another kind of message")
    items = {item.item_id: item for item in receipt.items}
    if isinstance(message, Withdrawal):
        if receipt.whole_case != (message.item_ids is None) or set(items) != set(message.item_ids or ()):
            raise NotVerified("the receipt is about other items")
        return
    if set(items) != {item.item_id for item in message.items}:
        raise NotVerified("the receipt is about other items")
    for sent in message.items:
        said = items[sent.item_id]
        refused = Counter((each.type, each.view, each.value) for each in said.refused)
        hashes = Counter((each.type, each.view, each.value) for each in sent.hashes)
        if refused - hashes or said.accepted + len(said.refused) != len(sent.hashes):
            raise NotVerified("the receipt does not account for every hash")
