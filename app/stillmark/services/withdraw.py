"""Take back: one picture, several, or a whole case. Final, and safe to repeat."""

from __future__ import annotations

import time
from collections.abc import Sequence

from stillmark.domain.case import Receipt
from stillmark.domain.errors import ReplyNotVerified, WrongUse
from stillmark.services.access import CaseAccess
from stillmark.services.connect import Clock, ConnectedRegistry
from stillmark.services.exchange import Exchange, receipt_of
from takedown_protocol.app_side import PreparedMessage, VerifiedReceipt, prepare_withdrawal
from takedown_protocol.errors import Malformed
from takedown_protocol.messages import Withdrawal, decode_message


class WithdrawService:
    """Asks a registry to take back items and verifies that it confirmed."""

    def __init__(self, exchange: Exchange, clock: Clock = time.time) -> None:
        self._exchange = exchange
        self._clock = clock

    def withdraw(
        self, registry: ConnectedRegistry, access: CaseAccess, item_ids: Sequence[str] | None = None
    ) -> tuple[Receipt, ...]:
        """Take back the named items, or the whole case if none are named; return verified receipts.

        Raises:
            WrongUse: what was named is no item id.
            RegistryUnreachable, ReplyNotVerified, RegistryRefused, StorageFault: see `Exchange.carry`.
        """
        receipts = []
        messages = self._sign(registry, access, item_ids, 0)
        self._exchange.write_down(messages)
        for message in messages:

            def resign(offset: int, message: PreparedMessage = message) -> PreparedMessage:
                untouched = decode_message(message.payload)
                ids = untouched.item_ids if isinstance(untouched, Withdrawal) else None
                (again,) = self._sign(registry, access, ids, offset)
                return again

            answer = self._exchange.carry(message, registry, resign)
            if not isinstance(answer, VerifiedReceipt):
                raise ReplyNotVerified
            receipts.append(receipt_of(answer, registry))
        return tuple(receipts)

    def _sign(
        self,
        registry: ConnectedRegistry,
        access: CaseAccess,
        item_ids: Sequence[str] | None,
        clock_offset: int,
    ) -> tuple[PreparedMessage, ...]:
        try:
            return prepare_withdrawal(
                access.keys,
                registry.descriptor,
                now=int(self._clock()),
                item_ids=item_ids,
                clock_offset=clock_offset,
            )
        except Malformed as error:
            raise WrongUse(
                "This is not the number of a picture in a case.",
                next_step="Look at the status of the case; it lists the numbers.",
            ) from error
