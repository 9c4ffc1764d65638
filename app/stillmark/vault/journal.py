"""The durable journal: a message is on the disk before its first byte leaves the computer."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

from sqlalchemy import Connection, delete, func, insert, select, update

from stillmark.domain.errors import VaultDamaged
from stillmark.domain.kept import Confirmed, Intent
from stillmark.vault.schema import descriptors, messages
from takedown_protocol.app_side import PreparedMessage
from takedown_protocol.errors import ProtocolError
from takedown_protocol.identity import case_id_of
from takedown_protocol.replies import Receipt, decode_receipt
from takedown_protocol.signing import parse_envelope

Transaction = Callable[[], AbstractContextManager[Connection]]


class StoreJournal:
    """Implements `services.ports.Journal` in the store; every change is one durable transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def require_open(self) -> None:
        """Check that intents can be written down.

        Raises:
            VaultLocked: the store was closed.
        """
        with self._transaction():
            pass

    def record(self, intents: Sequence[Intent]) -> None:
        """Write intents down, all or none; one that is known stays as it is."""
        if intents:
            with self._transaction() as connection:
                for intent in intents:
                    _record(connection, intent)

    def replace(self, message_id: str, intent: Intent) -> None:
        """Put an intent in the place of another, in one step."""
        with self._transaction() as connection:
            _drop(connection, message_id)
            _record(connection, intent)

    def complete(self, confirmed: Confirmed) -> None:
        """Keep a receipt; the message itself, with the key its answer was sealed to, is removed."""
        with self._transaction() as connection:
            known = connection.execute(
                select(messages.c.document).where(messages.c.message_id == confirmed.message_id)
            ).one_or_none()
            if known is not None and known.document is not None:
                return
            last = connection.scalar(select(func.max(messages.c.confirmed))) or 0
            values = {
                "prepared": None,
                "document": confirmed.document,
                "descriptor_id": _descriptor(connection, confirmed.descriptor),
                "confirmed": last + 1,
            }
            if known is None:
                # Confirmed while nothing was kept; only its receipt tells whose it is.
                receipt = read_receipt(confirmed.document)
                connection.execute(
                    insert(messages).values(
                        message_id=confirmed.message_id, case_id=receipt.case_id, registry="", **values
                    )
                )
            else:
                connection.execute(
                    update(messages).where(messages.c.message_id == confirmed.message_id).values(**values)
                )

    def drop(self, message_id: str) -> None:
        """Forget an open intent."""
        with self._transaction() as connection:
            _drop(connection, message_id)

    def pending(self) -> tuple[Intent, ...]:
        """Return open intents, oldest first."""
        with self._transaction() as connection:
            rows = connection.execute(
                select(messages).where(messages.c.document.is_(None)).order_by(messages.c.number)
            )
            return tuple(Intent(row.message_id, row.registry, row.prepared) for row in rows)

    def confirmed(self) -> tuple[Confirmed, ...]:
        """Return intents that were carried out, in that order."""
        with self._transaction() as connection:
            rows = connection.execute(
                select(messages.c.message_id, messages.c.document, descriptors.c.document.label("descriptor"))
                .join_from(messages, descriptors, isouter=True)
                .where(messages.c.document.is_not(None))
                .order_by(messages.c.confirmed)
            )
            return tuple(Confirmed(row.message_id, row.document, row.descriptor or b"") for row in rows)


def read_receipt(document: bytes) -> Receipt:
    """Read a receipt that was verified before it was kept.

    Raises:
        VaultDamaged: it is none.
    """
    try:
        return decode_receipt(parse_envelope(document).payload)
    except ProtocolError as error:
        raise VaultDamaged("A receipt that was kept cannot be read any more.") from error


def _record(connection: Connection, intent: Intent) -> None:
    known = connection.scalar(select(messages.c.number).where(messages.c.message_id == intent.message_id))
    if known is not None:
        return
    try:
        message = PreparedMessage.from_bytes(intent.prepared).message
    except ProtocolError as error:
        raise VaultDamaged("A message that was to be written down cannot be read.") from error
    connection.execute(
        insert(messages).values(
            message_id=intent.message_id,
            case_id=case_id_of(message.header.case_key),
            registry=intent.registry,
            prepared=intent.prepared,
        )
    )


def _drop(connection: Connection, message_id: str) -> None:
    connection.execute(
        delete(messages).where(messages.c.message_id == message_id, messages.c.document.is_(None))
    )


def _descriptor(connection: Connection, document: bytes) -> int | None:
    if not document:
        return None
    sha256 = hashlib.sha256(document).hexdigest()
    known = connection.scalar(select(descriptors.c.id).where(descriptors.c.sha256 == sha256))
    if known is None:
        made = connection.execute(insert(descriptors).values(sha256=sha256, document=document))
        known = None if made.inserted_primary_key is None else made.inserted_primary_key[0]
    return known
