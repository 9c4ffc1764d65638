"""The folder of the store: makes it, opens it, restores it, wipes it. Building a `Vault` touches nothing."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from stillmark.domain.errors import VaultDamaged, VaultExists, VaultFault, VaultMissing, VaultReadOnly
from stillmark.services.access import overwrite
from stillmark.vault.backup import Backup
from stillmark.vault.database import Database
from stillmark.vault.faults import typed
from stillmark.vault.files import FolderLock, destroy, leftovers, prepare_folder
from stillmark.vault.keyring import Keyring
from stillmark.vault.schema import MIGRATIONS, Migration
from stillmark.vault.store import Store
from stillmark.vault.wrapping import Cost, parse


class Vault:
    """Implements `services.ports.StorePlace`.

    Args:
        folder: where the store is or would be.
        cost: what one guess at a passphrase costs; the default takes about a second.
        migrations: what a database must have seen; all that this app knows unless told.
    """

    def __init__(
        self, folder: Path, cost: Cost | None = None, migrations: tuple[Migration, ...] = tuple(MIGRATIONS)
    ) -> None:
        self.folder = folder.absolute()
        self._keyring = Keyring(self.folder, cost or Cost(), migrations)

    def exists(self) -> bool:
        """Whether a store is there: its key file decides, for without it nothing can ever be opened."""
        return os.path.lexists(self._keyring.path)

    def needs_code(self) -> bool:
        """Whether the store there wants a vault code; False where none is there or it cannot be read."""
        try:
            return self._keyring.needs_code
        except VaultFault:
            return False

    def create(self, passphrase: bytearray, vault_code: bytearray | None) -> Store:
        """Make a store and open it. The secrets are overwritten.

        Raises:
            VaultExists, VaultBusy, VaultReadOnly, VaultFull, VaultFault: nothing was changed.
        """
        with _spent(passphrase, vault_code):
            return self._begin(lambda: self._keyring.create(passphrase, vault_code))

    def open(self, passphrase: bytearray, vault_code: bytearray | None) -> Store:
        """Open the store that is there. The secrets are overwritten.

        Raises:
            VaultMissing, PassphraseWrong, VaultDamaged, VaultTooNew, VaultBusy, VaultReadOnly, VaultFull,
            VaultFault: nothing was changed.
        """
        with _spent(passphrase, vault_code), typed():
            if not self.exists():
                raise VaultMissing
            lock = FolderLock(self.folder)
            try:
                database = self._keyring.open(passphrase, vault_code)
                try:
                    if not os.access(database.path, os.W_OK):
                        raise VaultReadOnly
                    self._keyring.remove_leftovers()
                except BaseException:
                    database.close()
                    raise
            except BaseException:
                lock.release()
                raise
            return Store(self._keyring, database, lock)

    def restore(self, source: Path, passphrase: bytearray, vault_code: bytearray | None) -> Store:
        """Put a backup in a place where no store is, and open it. The secrets are overwritten.

        Raises:
            VaultExists, PassphraseWrong, VaultDamaged, VaultTooNew, VaultBusy, VaultFull, VaultFault:
                nothing was changed.
        """
        with _spent(passphrase, vault_code):
            if self.exists():
                raise VaultExists
            try:
                backup = Backup(source)
            except OSError as error:
                raise VaultDamaged(
                    f"The backup cannot be read: {error.strerror}.",
                    kept="Nothing was changed.",
                    next_step="Check the name of the file.",
                ) from error
            with contextlib.closing(backup):
                file = parse(backup.key_file)
                return self._begin(
                    lambda: self._keyring.adopt(file, passphrase, vault_code, backup.database_to)
                )

    def wipe(self) -> None:
        """Destroy the key, then remove every file of the store; harmless if nothing is there.

        Raises:
            VaultBusy: another process has it open; nothing was removed.
            VaultFault: some file could not be removed; the key was destroyed first if that was possible.
        """
        if not self.folder.is_dir():
            return
        with typed():
            lock = FolderLock(self.folder)
            try:
                destroy(self._keyring.path)
                for path in leftovers(self.folder):
                    path.unlink(missing_ok=True)
            finally:
                lock.release(remove=True)
            with contextlib.suppress(OSError):
                self.folder.rmdir()  # only if nothing else is in it

    def _begin(self, make: Callable[[], Database]) -> Store:
        """Make a store where none is; whatever fails leaves nothing of it behind."""
        with typed():
            if self.exists():
                raise VaultExists
            made_folder = not self.folder.exists()
            prepare_folder(self.folder)
            try:
                lock = FolderLock(self.folder)
                try:
                    if self.exists():  # another process was faster
                        raise VaultExists
                    return Store(self._keyring, make(), lock)
                except BaseException:
                    lock.release(remove=not self.exists())
                    raise
            except BaseException:
                if made_folder:
                    with contextlib.suppress(OSError):
                        self.folder.rmdir()
                raise


@contextmanager
def _spent(*secrets: bytearray | None) -> Iterator[None]:
    try:
        yield
    finally:
        overwrite(*secrets)
