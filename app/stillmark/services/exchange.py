"""One message out, one verified answer back: the only way anything leaves the app."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

from stillmark.domain.case import Receipt
from stillmark.domain.errors import (
    DescriptorOutOfDate,
    RegistryNotTrusted,
    RegistryRefused,
    ReplyNotVerified,
)
from stillmark.services.connect import Clock, ConnectedRegistry
from stillmark.services.ports import Journal
from takedown_protocol.app_side import PreparedMessage, VerifiedReceipt, clock_offset, open_answer, seal
from takedown_protocol.errors import DescriptorExpired, ProtocolError
from takedown_protocol.replies import Refusal, RefusalReason, StatusReply

Answer = VerifiedReceipt | StatusReply
Resign = Callable[[int], PreparedMessage]
"""Signs the same content anew with a clock offset in seconds."""


def as_datetime(unix_seconds: int) -> datetime:
    """Turn Unix seconds into an aware UTC datetime."""
    return datetime.fromtimestamp(unix_seconds, tz=UTC)


class Exchange:
    """Carries prepared messages to a registry and gives back only what was verified.

    Every submission and withdrawal is written into the journal before the first byte leaves, so that a kill
    at any point can be made good by sending the same signed message again.
    """

    def __init__(self, journal: Journal, clock: Clock = time.time) -> None:
        self._journal = journal
        self._clock = clock

    def carry(self, prepared: PreparedMessage, registry: ConnectedRegistry, resign: Resign) -> Answer:
        """Send one message and return its verified answer.

        A signed `clock` refusal is answered once, by signing the same content again with the registry's time.

        Raises:
            RegistryUnreachable: no usable answer; repeating is safe.
            RegistryNotTrusted: nothing was sent; the registry's description or keys cannot be used.
            ReplyNotVerified: an answer came that cannot be trusted.
            RegistryRefused: a signed refusal.
            StorageFault: the journal could not be written; nothing was sent.
        """
        answer = self._send(prepared, registry)
        if isinstance(answer, Refusal) and answer.reason == RefusalReason.CLOCK:
            self._journal.drop(prepared.message_id)
            prepared = resign(clock_offset(answer, int(self._clock())))
            answer = self._send(prepared, registry)
        if isinstance(answer, Refusal):
            self._journal.drop(prepared.message_id)
            raise RegistryRefused(answer.reason)
        if isinstance(answer, VerifiedReceipt):
            self._journal.complete(prepared.message_id, answer.document)
        return answer

    def _send(self, prepared: PreparedMessage, registry: ConnectedRegistry) -> Answer | Refusal:
        if prepared.kind != "status-request":
            self._journal.record(prepared.message_id, prepared.registry, prepared.to_bytes())
        try:
            sealed = seal(prepared, registry.descriptor, int(self._clock()))
        except DescriptorExpired as error:
            raise DescriptorOutOfDate from error
        except ProtocolError as error:
            raise RegistryNotTrusted("The registry's keys cannot be used.") from error
        untrusted_reply = registry.connection.post_message(sealed)
        try:
            return open_answer(prepared, registry.descriptor, untrusted_reply)
        except ProtocolError as error:
            raise ReplyNotVerified from error


def receipt_of(verified: VerifiedReceipt) -> Receipt:
    """Turn a verified protocol receipt into what the app shows and keeps."""
    receipt = verified.receipt
    return Receipt(
        message_id=receipt.message_id,
        case_id=receipt.case_id,
        received=as_datetime(receipt.received_at),
        item_ids=tuple(item.item_id for item in receipt.items),
        accepted=sum(item.accepted for item in receipt.items),
        refused=sum(len(item.refused) for item in receipt.items),
        document=verified.document,
    )
