"""The open store: cases, names, receipts and the journal, every change one durable transaction."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, Final

from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from stillmark.domain.answers import Eligibility
from stillmark.domain.case import CaseView, Receipt
from stillmark.domain.errors import CaseUnknown, VaultLocked
from stillmark.domain.kept import KeptCase
from stillmark.services.access import overwrite
from stillmark.services.exchange import as_receipt
from stillmark.services.ports import VaultCodes
from stillmark.vault.backup import write_backup
from stillmark.vault.database import Database
from stillmark.vault.faults import typed
from stillmark.vault.files import FolderLock
from stillmark.vault.journal import StoreJournal, read_receipt
from stillmark.vault.keyring import Keyring
from stillmark.vault.records import decode_view, encode_view, moment, seconds
from stillmark.vault.schema import cases, descriptors, messages, names, versions

CLOSE_SECONDS: Final = 0.05
"""How long `close` waits for a transaction under way; after that, its own thread closes."""


class Store:
    """Implements `services.ports.CaseStore`. Safe to call from several threads, one at a time gets through.

    Args:
        keyring: the folder's key file.
        database: open, of the newest version.
        lock: of the folder; given back by `close`.
    """

    def __init__(self, keyring: Keyring, database: Database, lock: FolderLock) -> None:
        self._keyring = keyring
        self._database = database
        self._lock = lock
        self._one_at_a_time = Lock()
        self._closing = False
        self._closed = False
        self.journal = StoreJournal(self._transaction)

    # Cases

    def cases(self) -> tuple[KeptCase, ...]:
        """Return all cases, the newest first."""
        with self._transaction() as connection:
            rows = connection.execute(select(cases).order_by(cases.c.created.desc(), cases.c.case_id)).all()
            named: dict[str, dict[str, str]] = defaultdict(dict)
            for row in connection.execute(select(names)):
                named[row.case_id][row.item_id] = row.name
            receipts = _receipts(connection)
            waiting = Counter(
                connection.scalars(select(messages.c.case_id).where(messages.c.document.is_(None)))
            )
            return tuple(
                KeptCase(
                    case_id=row.case_id,
                    label=row.label,
                    registry=row.registry,
                    registry_name=row.registry_name,
                    eligibility=None if row.eligibility is None else Eligibility(row.eligibility),
                    created=moment(row.created),
                    updated=moment(row.updated),
                    last_view=None if row.view is None else decode_view(row.case_id, row.view),
                    names=named[row.case_id],
                    receipts=tuple(receipts[row.case_id]),
                    waiting=waiting[row.case_id],
                )
                for row in rows
            )

    def secret(self, case_id: str) -> bytearray:
        """Return the 16 bytes of a case; the caller overwrites them.

        Raises:
            CaseUnknown: it is not kept here.
        """
        with self._transaction() as connection:
            secret = connection.scalar(select(cases.c.secret).where(cases.c.case_id == case_id))
            if secret is None:
                raise CaseUnknown
            return bytearray(secret)

    def put_case(self, case: KeptCase, secret: bytearray) -> None:
        """Keep a case; of a known one, renew registry, eligibility and label where they are given."""
        given: dict[str, Any] = {"updated": seconds(case.updated)}
        if case.registry:
            given |= {"registry": case.registry, "registry_name": case.registry_name}
        if case.eligibility is not None:
            given["eligibility"] = case.eligibility.value
        if case.label:
            given["label"] = case.label
        new = {"registry": "", "registry_name": "", "label": "", "created": seconds(case.created), **given}
        with self._transaction() as connection:
            # The driver wants bytes; this copy goes with the garbage.
            statement = insert(cases).values(case_id=case.case_id, secret=bytes(secret), **new)
            connection.execute(statement.on_conflict_do_update(index_elements=[cases.c.case_id], set_=given))

    def set_label(self, case_id: str, label: str) -> None:
        """Rename a case.

        Raises:
            CaseUnknown: it is not kept here.
        """
        self._update(case_id, label=label)

    def set_view(self, case_id: str, view: CaseView) -> None:
        """Keep what the registry reported last.

        Raises:
            CaseUnknown: it is not kept here.
        """
        self._update(case_id, view=encode_view(view), updated=seconds(view.checked))

    def set_names(self, case_id: str, item_names: Mapping[str, str]) -> None:
        """Keep file names by item id, beside those known.

        Raises:
            CaseUnknown: it is not kept here.
        """
        with self._transaction() as connection:
            _require_case(connection, case_id)
            for item_id, name in item_names.items():
                # A file name may hold bytes that are no text (lone surrogates in Python).
                clean = name.encode("utf-8", "replace").decode("utf-8")
                statement = insert(names).values(case_id=case_id, item_id=item_id, name=clean)
                connection.execute(
                    statement.on_conflict_do_update(
                        index_elements=[names.c.case_id, names.c.item_id], set_={"name": clean}
                    )
                )

    def forget_case(self, case_id: str) -> None:
        """Remove a case with its names, receipts and open messages.

        Raises:
            CaseUnknown: it is not kept here.
        """
        with self._transaction() as connection:
            _require_case(connection, case_id)
            connection.execute(delete(messages).where(messages.c.case_id == case_id))
            connection.execute(delete(cases).where(cases.c.case_id == case_id))

    # Registries

    def version(self, root_key_id: str) -> int:
        """Return the highest version seen of a registry's descriptor, 0 if none was."""
        with self._transaction() as connection:
            asked = select(versions.c.version).where(versions.c.root_key_id == root_key_id)
            return connection.scalar(asked) or 0

    def note_version(self, root_key_id: str, version: int) -> None:
        """Keep the version of a registry's descriptor, unless a higher one is kept."""
        statement = insert(versions).values(root_key_id=root_key_id, version=version)
        higher = func.max(versions.c.version, statement.excluded.version)
        with self._transaction() as connection:
            connection.execute(
                statement.on_conflict_do_update(
                    index_elements=[versions.c.root_key_id], set_={"version": higher}
                )
            )

    def _update(self, case_id: str, **values: object) -> None:
        with self._transaction() as connection:
            _require_case(connection, case_id)
            connection.execute(update(cases).where(cases.c.case_id == case_id).values(**values))

    # The whole store

    def change_passphrase(self, old: bytearray, new: bytearray, codes: VaultCodes) -> None:
        """Encrypt everything anew under a new random key, wrapped by the new passphrase.

        Wrapping the same key anew would leave whoever has an old key file (a backup, a block that an SSD did
        not erase) and the old passphrase a key to the present store.

        Raises:
            PassphraseWrong, VaultFull, VaultFault: nothing changed; the old passphrase holds.
        """
        with self._alone():
            overwrite(self._keyring.unlock(old, codes.present))
            if self._closing:
                raise VaultLocked
            fresh = self._keyring.re_encrypt(
                self._database, new, codes.new or (codes.present if self._keyring.needs_code else None)
            )
            stale, self._database = self._database, fresh
            stale.close()
            self._keyring.remove_leftovers()

    def back_up(self, target: Path) -> None:
        """Write one encrypted file that the present passphrase restores; the state is that of one moment.

        Raises:
            StorageFault: something is there already, or it could not be written whole.
        """
        with self._alone():
            # Nobody writes, and between transactions the one file is the whole database.
            write_backup(target, self._keyring.content, self._database.path, lambda: self._closing)

    def close(self) -> None:
        """Drop the key and let others at the folder; harmless if repeated, never raises.

        It does not wait for a transaction under way: that is interrupted, and its thread closes at its end.
        """
        self._closing = True
        self._database.interrupt()
        if self._one_at_a_time.acquire(timeout=CLOSE_SECONDS):
            try:
                self._really_close()
            finally:
                self._one_at_a_time.release()

    # Inside

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Have the store to oneself; failures become typed.

        Raises:
            VaultLocked: the store was closed, before or meanwhile.
        """
        with self._one_at_a_time:
            try:
                if self._closing:
                    raise VaultLocked
                with typed():
                    yield
            finally:
                if self._closing:
                    self._really_close()

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with self._alone(), self._database.engine.begin() as connection:
            yield connection

    def _really_close(self) -> None:
        if not self._closed:
            self._closed = True
            self._database.close()
            self._lock.release()


def _require_case(connection: Connection, case_id: str) -> None:
    if connection.scalar(select(cases.c.case_id).where(cases.c.case_id == case_id)) is None:
        raise CaseUnknown


def _receipts(connection: Connection) -> dict[str, list[Receipt]]:
    rows = connection.execute(
        select(messages.c.document, descriptors.c.document.label("descriptor"))
        .join_from(messages, descriptors, isouter=True)
        .where(messages.c.document.is_not(None))
        .order_by(messages.c.confirmed)
    )
    found: dict[str, list[Receipt]] = defaultdict(list)
    for row in rows:
        receipt = read_receipt(row.document)
        found[receipt.case_id].append(as_receipt(receipt, row.document, row.descriptor or b""))
    return found
