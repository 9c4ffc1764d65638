"""One message out, one verified answer back: the only way anything leaves the app."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from stillmark.domain.case import Receipt
from stillmark.domain.errors import (
    DescriptorOutOfDate,
    RegistryNotTrusted,
    RegistryRefused,
    ReplyNotVerified,
    StorageFault,
    VaultDamaged,
)
from stillmark.domain.kept import Confirmed, Intent, WaitingMessage
from stillmark.services.connect import Clock, ConnectedRegistry
from stillmark.services.ports import Journal
from stillmark.services.puzzle import OnSolved, Puzzles
from takedown_protocol.app_side import PreparedMessage, VerifiedReceipt, clock_offset, open_answer, seal
from takedown_protocol.errors import DescriptorExpired, ProtocolError
from takedown_protocol.identity import case_id_of
from takedown_protocol.messages import MessageKind, Submission, Withdrawal, kind_of
from takedown_protocol.replies import Receipt as ProtocolReceipt
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
        self._puzzles = Puzzles()

    def solve(
        self,
        messages: Sequence[PreparedMessage],
        registry: ConnectedRegistry,
        *,
        stopped: Callable[[], bool],
        on_solved: OnSolved | None,
    ) -> None:
        """Do what the registry asks for these messages; nothing is written down or sent yet.

        Raises:
            Stopped: `stopped` said so.
        """
        self._puzzles.solve(messages, registry, stopped=stopped, on_solved=on_solved)

    def write_down(self, messages: Sequence[PreparedMessage]) -> None:
        """Write every message of one job into the journal before the first of them is sent, all or none.

        A job killed between two of its messages can then be finished without the pictures.

        Raises:
            StorageFault: nothing was written down; nothing may be sent.
        """
        self._journal.record([_intent(message) for message in messages])

    def carry(self, prepared: PreparedMessage, registry: ConnectedRegistry, resign: Resign) -> Answer:
        """Send one message and return its verified answer.

        A signed `clock` refusal is answered once, by signing the same content again with the registry's time.

        Raises:
            RegistryUnreachable: no usable answer; repeating is safe.
            RegistryNotTrusted: nothing was sent; the registry's description or keys cannot be used.
            ReplyNotVerified: an answer came that cannot be trusted.
            RegistryRefused: a signed refusal.
            StorageFault: the journal could not be written; its text says whether the registry has it.
        """
        answer = self._send(prepared, registry)
        if isinstance(answer, Refusal) and answer.reason == RefusalReason.CLOCK:
            again = resign(clock_offset(answer, int(self._clock())))
            if prepared.kind != MessageKind.STATUS_REQUEST:
                self._journal.replace(prepared.message_id, _intent(again))
            prepared = again
            answer = self._send(prepared, registry)
        if isinstance(answer, Refusal):
            self._journal.drop(prepared.message_id)
            raise RegistryRefused(answer.reason)
        if isinstance(answer, VerifiedReceipt):
            self._complete(prepared, registry, answer)
        return answer

    def _complete(
        self, prepared: PreparedMessage, registry: ConnectedRegistry, answer: VerifiedReceipt
    ) -> None:
        confirmed = Confirmed(prepared.message_id, answer.document, registry.descriptor_document)
        try:
            self._journal.complete(confirmed)
        except StorageFault as error:
            raise type(error)(
                error.happened,
                kept="The registry confirmed this message; only its receipt could not be kept here. "
                "It stays written down, and sending it again is safe.",
                next_step=error.next_step,
            ) from error

    def waiting(self) -> tuple[WaitingMessage, ...]:
        """Return what was written down and has no receipt yet, oldest first.

        Raises:
            StorageFault: the journal could not be read, or is damaged.
        """
        return tuple(_waiting(intent) for intent in self._journal.pending())

    def written_down(self, waiting: WaitingMessage) -> PreparedMessage | None:
        """Return the signed message itself, None if it is no longer open.

        Raises:
            StorageFault: the journal could not be read, or is damaged.
        """
        for intent in self._journal.pending():
            if intent.message_id == waiting.message_id:
                return _prepared(intent)
        return None

    def _send(self, prepared: PreparedMessage, registry: ConnectedRegistry) -> Answer | Refusal:
        self._journal.require_open()
        if prepared.kind != MessageKind.STATUS_REQUEST:
            self._journal.record([_intent(prepared)])
        try:
            sealed = seal(prepared, registry.descriptor, int(self._clock()))
        except DescriptorExpired as error:
            raise DescriptorOutOfDate from error
        except ProtocolError as error:
            raise RegistryNotTrusted("The registry's keys cannot be used.") from error
        untrusted_reply = registry.connection.post_message(sealed, self._puzzles.header(prepared, registry))
        try:
            answer = open_answer(prepared, registry.descriptor, untrusted_reply)
        except ProtocolError as error:
            raise ReplyNotVerified from error
        self._puzzles.forget(prepared)
        return answer


def _intent(prepared: PreparedMessage) -> Intent:
    return Intent(prepared.message_id, prepared.registry, prepared.to_bytes())


def _prepared(intent: Intent) -> PreparedMessage:
    try:
        return PreparedMessage.from_bytes(intent.prepared)
    except ProtocolError as error:
        raise VaultDamaged("A message that was written down cannot be read any more.") from error


def _waiting(intent: Intent) -> WaitingMessage:
    message = _prepared(intent).message
    if isinstance(message, Submission):
        item_ids = tuple(item.item_id for item in message.items)
    else:
        item_ids = tuple(message.item_ids or ()) if isinstance(message, Withdrawal) else ()
    return WaitingMessage(
        message_id=intent.message_id,
        registry=intent.registry,
        case_id=case_id_of(message.header.case_key),
        kind=kind_of(message).value,
        item_ids=item_ids,
    )


def receipt_of(verified: VerifiedReceipt, registry: ConnectedRegistry) -> Receipt:
    """Turn a verified protocol receipt into what the app shows and keeps."""
    return as_receipt(verified.receipt, verified.document, registry.descriptor_document)


def as_receipt(receipt: ProtocolReceipt, document: bytes, descriptor: bytes) -> Receipt:
    """Turn a protocol receipt, its document and the registry's descriptor document into what is shown."""
    return Receipt(
        message_id=receipt.message_id,
        case_id=receipt.case_id,
        received=as_datetime(receipt.received_at),
        item_ids=tuple(item.item_id for item in receipt.items),
        accepted=sum(item.accepted for item in receipt.items),
        refused=sum(len(item.refused) for item in receipt.items),
        document=document,
        descriptor=descriptor,
    )
