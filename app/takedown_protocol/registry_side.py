"""What a registry does with a sealed body: open, verify, and answer, telling no more than it must.

Order for the caller: `open_message`; look the message up by `idempotency_key`; only then `check_clock` and
`check_served`; store content, id and receipt payload in one transaction; `seal_receipt`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from takedown_protocol.descriptor import Descriptor
from takedown_protocol.errors import CannotOpen, Malformed, NotVerified, ProtocolError
from takedown_protocol.identity import case_id_of
from takedown_protocol.messages import (
    Header,
    ItemEntry,
    Message,
    StatusRequest,
    Submission,
    UnreadMessage,
    Withdrawal,
    kind_of,
)
from takedown_protocol.policy import Judgement, judge
from takedown_protocol.replies import (
    HashRefusal,
    Receipt,
    ReceiptItem,
    Refusal,
    RefusalReason,
    RefusedHash,
    encode_refusal,
)
from takedown_protocol.schema import HOUR
from takedown_protocol.sealing import SealingKeyPair, check_recipient, open_request, seal_reply
from takedown_protocol.signing import (
    Envelope,
    PayloadType,
    SigningKey,
    key_id_of,
    parse_envelope,
    sign_envelope,
)

ACCEPTED_BACK: Final = 7 * 24 * HOUR
"""A message is accepted until this many seconds after its `issued_at`."""
ACCEPTED_AHEAD: Final = 24 * HOUR
"""A message is accepted from this many seconds before its `issued_at`."""
MESSAGE_IDS_KEPT: Final = 9 * 24 * HOUR
"""How long message ids, and retired sealing keys, are kept: longer than any message can be accepted."""


class UniformProblem(ProtocolError):
    """The body could not be opened and verified as a case's message. Answer with the one uniform problem
    (RFC 9457) whatever the cause; the cause (`__cause__`) is for tests, never for an answer or a log.
    """


class Refusable(ProtocolError):
    """A message of a verified case that is refused; answer with `seal_refusal`.

    Attributes:
        reason: why.
        header: of the message; its `reply_key` is where the refusal is sealed to.
        payload_sha256: of the message, 64 hexadecimal digits.
        root_key_id: this registry's identity.
    """

    def __init__(self, reason: RefusalReason, header: Header, payload_sha256: str, root_key_id: str) -> None:
        self.reason = reason
        self.header = header
        self.payload_sha256 = payload_sha256
        self.root_key_id = root_key_id
        super().__init__(f"refused: {reason.value}")


@dataclass(frozen=True, slots=True)
class OpenedMessage:
    """A message whose signatures and schema were checked; its clock was not.

    Attributes:
        message: what was said.
        payload: the signed bytes.
        payload_sha256: 64 hexadecimal digits.
        envelope: the signed envelope, canonical JSON.
        vouched_by: key id of the centre whose signature was verified, or None.
        case_id: `XXXX-XXXX-XXXX-XXXX`.
        root_key_id: this registry's identity.
    """

    message: Message
    payload: bytes = field(repr=False)
    payload_sha256: str
    envelope: bytes = field(repr=False)
    vouched_by: str | None
    case_id: str
    root_key_id: str

    @property
    def header(self) -> Header:
        """The message's header."""
        return self.message.header

    @property
    def idempotency_key(self) -> tuple[bytes, str, str]:
        """(case key, message id, SHA-256 of the payload): the same three are the same message; the same
        first two with another third is refused as `message-id-reused`.
        """
        return self.header.case_key, self.header.message_id, self.payload_sha256

    def refuse(self, reason: RefusalReason) -> Refusable:
        """Return the error to raise in order to refuse this message."""
        return Refusable(reason, self.header, self.payload_sha256, self.root_key_id)


def open_message(
    body: bytes,
    *,
    sealing_keys: Sequence[SealingKeyPair],
    root_key_id: str,
    centre_key: Callable[[str], bytes | None],
) -> OpenedMessage:
    """Open an untrusted body and verify who signed it. Does not check the clock.

    Args:
        body: as posted.
        sealing_keys: current and retired ones that are still kept.
        root_key_id: this registry's identity.
        centre_key: returns an enrolled centre's raw public key by key id, or None.

    Raises:
        UniformProblem: not sealed to us, not an envelope, not verified by its case key, or a reply key to
            which nothing can be sealed.
        Refusable: verified by its case key, but for another registry, malformed, with other signatures than
            the expected ones, or vouched for by an unknown centre or with a wrong signature.
    """
    try:
        raw_envelope = open_request(body, sealing_keys, root_key_id)
        envelope = parse_envelope(raw_envelope)
        unread = UnreadMessage(envelope.payload)
        header = unread.header
        check_recipient(header.reply_key)
        if envelope.payload_type != PayloadType.MESSAGE.value:
            raise NotVerified("the envelope carries another type of document")
        envelope.verify(header.case_key)
    except (CannotOpen, Malformed, NotVerified) as cause:
        raise UniformProblem("cannot be opened and verified") from cause
    payload_sha256 = hashlib.sha256(envelope.payload).hexdigest()

    def refuse(reason: RefusalReason) -> Refusable:
        return Refusable(reason, header, payload_sha256, root_key_id)

    if header.registry != root_key_id:
        raise refuse(RefusalReason.WRONG_REGISTRY)
    try:
        message = unread.read()
    except Malformed:
        raise refuse(RefusalReason.MALFORMED) from None
    _check_centre(envelope, header, centre_key, refuse)
    return OpenedMessage(
        message,
        envelope.payload,
        payload_sha256,
        raw_envelope,
        header.vouch,
        case_id_of(header.case_key),
        root_key_id,
    )


def _check_centre(
    envelope: Envelope,
    header: Header,
    centre_key: Callable[[str], bytes | None],
    refuse: Callable[[RefusalReason], Refusable],
) -> None:
    expected = {key_id_of(header.case_key)} | ({header.vouch} if header.vouch is not None else set())
    if not set(envelope.key_ids) <= expected:
        raise refuse(RefusalReason.MALFORMED)
    if header.vouch is None:
        return
    raw_centre_key = centre_key(header.vouch)
    if raw_centre_key is None:
        raise refuse(RefusalReason.UNKNOWN_CENTRE)
    if key_id_of(raw_centre_key) != header.vouch or header.vouch == key_id_of(header.case_key):
        # A centre is somebody else than the case.
        raise refuse(RefusalReason.CENTRE_SIGNATURE)
    try:
        envelope.verify(raw_centre_key)
    except NotVerified:
        raise refuse(RefusalReason.CENTRE_SIGNATURE) from None


def check_clock(opened: OpenedMessage, now: int) -> None:
    """Check that a message is neither expired nor from the future at `now` (Unix seconds). Separate from
    `open_message`, because a repeat of a received message is answered even after it expired.

    Raises:
        Refusable: reason CLOCK; the refusal carries the registry's time.
    """
    issued_at = opened.header.issued_at
    if not now - ACCEPTED_BACK <= issued_at <= now + ACCEPTED_AHEAD:
        raise opened.refuse(RefusalReason.CLOCK)


def check_served(opened: OpenedMessage, descriptor: Descriptor) -> None:
    """Check that this registry takes submissions like this one.

    Raises:
        Refusable: reason NOT_SERVED.
    """
    message = opened.message
    if isinstance(message, Submission) and message.eligibility not in descriptor.serves:
        raise opened.refuse(RefusalReason.NOT_SERVED)


def make_receipt(
    opened: OpenedMessage,
    descriptor: Descriptor,
    *,
    now: int,
    withdrawn: Collection[str] = (),
    judged: Mapping[str, Judgement] | None = None,
) -> Receipt:
    """Return the receipt for a submission or withdrawal, counted as if nothing of it were known.

    Args:
        opened: the message.
        descriptor: this registry's, for what it takes (`policy.judge`).
        now: Unix seconds; rounded down to the hour.
        withdrawn: ids among this submission's items that this very case has withdrawn already; their hashes
            are refused, since withdrawal is final.
        judged: what `policy.judge` says of each item by its id, where that is known already.

    Raises:
        Malformed: a status request has no receipt.
    """

    def judgement_of(item: ItemEntry) -> Judgement:
        return judge(item.hashes, descriptor) if judged is None else judged[item.item_id]

    message = opened.message
    items: tuple[ReceiptItem, ...]
    match message:
        case Submission():
            items = tuple(
                _receipt_item(item, None if item.item_id in withdrawn else judgement_of(item))
                for item in message.items
            )
        case Withdrawal():
            items = tuple(ReceiptItem(item_id, 0) for item_id in message.item_ids or ())
        case StatusRequest():
            raise Malformed("a status request has no receipt")
    return Receipt(
        kind=kind_of(message),
        message_id=opened.header.message_id,
        payload_sha256=opened.payload_sha256,
        case_id=opened.case_id,
        received_at=now - now % HOUR,
        items=items,
        whole_case=isinstance(message, Withdrawal) and message.item_ids is None,
    )


def _receipt_item(item: ItemEntry, judgement: Judgement | None) -> ReceiptItem:
    if judgement is None:
        gone = (RefusedHash(each.type, each.view, each.value, HashRefusal.WITHDRAWN) for each in item.hashes)
        return ReceiptItem(item.item_id, 0, tuple(gone))
    accepted, refused = judgement
    return ReceiptItem(item.item_id, len(accepted), refused)


def seal_receipt(receipt_payload: bytes, opened: OpenedMessage, reply_signer: SigningKey) -> bytes:
    """Sign and seal a receipt payload (from `encode_receipt`, stored); returns the body to answer with.

    Raises:
        TooLarge: does not fit 256 KiB (cannot happen for receipts from `make_receipt`).
    """
    return _reply(receipt_payload, PayloadType.RECEIPT, opened.header, opened.root_key_id, reply_signer)


def seal_status(status_payload: bytes, opened: OpenedMessage, reply_signer: SigningKey) -> bytes:
    """Sign and seal a status payload (from `encode_status`); returns the body to answer with.

    Raises:
        TooLarge: does not fit 256 KiB; put fewer items on the page.
    """
    return _reply(status_payload, PayloadType.STATUS, opened.header, opened.root_key_id, reply_signer)


def seal_refusal(refused: Refusable, *, now: int, reply_signer: SigningKey) -> bytes:
    """Sign and seal a refusal with the registry's time `now` (Unix seconds); returns the body."""
    payload = encode_refusal(
        Refusal(refused.header.message_id, refused.payload_sha256, refused.reason, registry_time=now)
    )
    return _reply(payload, PayloadType.REFUSAL, refused.header, refused.root_key_id, reply_signer)


def _reply(
    payload: bytes, payload_type: PayloadType, header: Header, root_key_id: str, signer: SigningKey
) -> bytes:
    return seal_reply(sign_envelope(payload, payload_type, signer), header.reply_key, root_key_id)
