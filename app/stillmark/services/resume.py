"""Finish what was written down and never confirmed: after a kill, a power cut, a lost connection."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from stillmark.domain.case import Receipt
from stillmark.domain.errors import CentreKeyNeeded, RegistryNotTrusted, RegistryRefused, ReplyNotVerified
from stillmark.domain.kept import WaitingMessage
from stillmark.services.access import CaseAccess
from stillmark.services.centre import CentreKey
from stillmark.services.connect import Clock, ConnectedRegistry
from stillmark.services.exchange import Exchange, receipt_of
from takedown_protocol.app_side import PreparedMessage, VerifiedReceipt, renew
from takedown_protocol.errors import NotVerified


@dataclass(frozen=True, slots=True)
class Resumed:
    """What became of the messages that waited.

    Attributes:
        receipts: verified, in the order in which the messages were written down.
        refused: signed refusals; those messages wait no longer.
    """

    receipts: tuple[Receipt, ...]
    refused: tuple[RegistryRefused, ...]


class ResumeService:
    """Sends again exactly what was signed; the registry answers a repeat with the same receipt.

    Args:
        exchange: carries the messages.
        open_case: gives access to a kept case, for a message that has expired and must be signed anew.
    """

    def __init__(
        self, exchange: Exchange, open_case: Callable[[str], CaseAccess], clock: Clock = time.time
    ) -> None:
        self._exchange = exchange
        self._open_case = open_case
        self._clock = clock

    def waiting(self) -> tuple[WaitingMessage, ...]:
        """Return what was written down and has no receipt yet, oldest first.

        Raises:
            StorageFault: the journal is locked, or cannot be read.
        """
        return self._exchange.waiting()

    def finish(self, registry: ConnectedRegistry, centre: CentreKey | None = None) -> Resumed:
        """Send every waiting message of one registry again, oldest first; a refused one does not stop it.

        Args:
            registry: to which.
            centre: vouches again for a message of its own that has expired; it adds its word to no other.

        Raises:
            RegistryUnreachable, RegistryNotTrusted, ReplyNotVerified, StorageFault: see `Exchange.carry`;
                what was not sent keeps waiting.
            CaseUnknown: a message has expired, and its case is not kept here.
            CentreKeyNeeded: a message has expired that another centre vouched for than the one given.
        """
        receipts: list[Receipt] = []
        refused: list[RegistryRefused] = []
        for waiting in self._exchange.waiting():
            prepared = self._exchange.written_down(waiting)
            if prepared is None or waiting.registry != registry.info.root_key_id:
                continue

            def resign(
                offset: int, prepared: PreparedMessage = prepared, waiting: WaitingMessage = waiting
            ) -> PreparedMessage:
                return self._renew(prepared, waiting, registry, centre, offset)

            try:
                answer = self._exchange.carry(prepared, registry, resign)
            except RegistryRefused as error:
                refused.append(error)
                continue
            if not isinstance(answer, VerifiedReceipt):
                raise ReplyNotVerified
            receipts.append(receipt_of(answer, registry))
        return Resumed(tuple(receipts), tuple(refused))

    def _renew(
        self,
        prepared: PreparedMessage,
        waiting: WaitingMessage,
        registry: ConnectedRegistry,
        centre: CentreKey | None,
        offset: int,
    ) -> PreparedMessage:
        vouch = prepared.message.header.vouch
        if vouch is not None and (centre is None or centre.key_id != vouch):
            raise CentreKeyNeeded
        access = self._open_case(waiting.case_id)
        try:
            return renew(
                prepared,
                access.keys,
                registry.descriptor,
                now=int(self._clock()),
                centre=centre.signing_key if vouch is not None and centre is not None else None,
                clock_offset=offset,
            )
        except NotVerified as error:
            raise RegistryNotTrusted("A waiting message is of another case or registry.") from error
        finally:
            access.forget()
