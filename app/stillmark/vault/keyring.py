"""The key file on the disk and which database it opens; switching from one database to another at once.

A database is never changed into another one in place. A migration or a new key makes a second file beside
it; replacing the small key file, which names the database, is the one moment at which the new one counts.
Killed before: the old one is untouched. Killed after: the old one is a leftover, which the next opening
removes.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable
from pathlib import Path

from stillmark.domain.errors import StorageFault, VaultDamaged, VaultMissing
from stillmark.services.access import overwrite
from stillmark.services.private_file import replace_private, sync_folder
from stillmark.vault.database import Database
from stillmark.vault.faults import typed
from stillmark.vault.files import (
    KEY_NAME,
    create_empty,
    database_path,
    leftovers,
    new_database_name,
    open_regular,
)
from stillmark.vault.schema import MIGRATIONS, Migration
from stillmark.vault.wrapping import KEY_BYTES, MAX_FILE_BYTES, Cost, KeyFile, WrappingKey, parse


class Keyring:
    """The key file of one folder.

    Args:
        folder: where it is.
        cost: what a guess costs in wraps made from now on.
        migrations: what a database must have seen.
    """

    def __init__(
        self, folder: Path, cost: Cost, migrations: tuple[Migration, ...] = tuple(MIGRATIONS)
    ) -> None:
        self._folder = folder
        self._cost = cost
        self._migrations = migrations

    @property
    def path(self) -> Path:
        """Where the key file is."""
        return self._folder / KEY_NAME

    @property
    def content(self) -> bytes:
        """The key file's bytes.

        Raises:
            VaultMissing: there is none.
            VaultFault: it cannot be read.
        """
        with typed():
            try:
                with open_regular(self.path) as file:
                    return file.read(MAX_FILE_BYTES + 1)
            except FileNotFoundError:
                raise VaultMissing from None

    @property
    def needs_code(self) -> bool:
        """Whether a vault code is needed.

        Raises:
            VaultMissing, VaultDamaged, VaultTooNew.
        """
        return parse(self.content).code

    def unlock(self, passphrase: bytearray, vault_code: bytearray | None) -> bytearray:
        """Return the database's key; the caller overwrites it. Takes about a second.

        Raises:
            VaultMissing, VaultDamaged, VaultTooNew, PassphraseWrong.
        """
        file = parse(self.content)
        with typed():
            wrapping = WrappingKey.for_file(file, passphrase, vault_code)
        try:
            return wrapping.unwrap(file)
        finally:
            wrapping.forget()

    def create(self, passphrase: bytearray, vault_code: bytearray | None) -> Database:
        """Make an empty database and, last, the key file.

        Raises:
            VaultFault: nothing is there afterwards.
        """
        return self._switch(passphrase, vault_code, lambda fresh: None)

    def re_encrypt(self, database: Database, passphrase: bytearray, vault_code: bytearray | None) -> Database:
        """Make a copy of a database under a new key and passphrase, and let the key file name it.

        Raises:
            VaultFault: the key file and its database are as before.
        """
        return self._switch(passphrase, vault_code, database.copy_to)

    def open(self, passphrase: bytearray, vault_code: bytearray | None) -> Database:
        """Open the database that the key file names; an older one is migrated on a copy first.

        Raises:
            VaultMissing, VaultDamaged, VaultTooNew, PassphraseWrong, VaultReadOnly, VaultFull, VaultFault.
        """
        return self.adopt(parse(self.content), passphrase, vault_code)

    def adopt(
        self,
        file: KeyFile,
        passphrase: bytearray,
        vault_code: bytearray | None,
        deliver: Callable[[Path], None] | None = None,
    ) -> Database:
        """Open the database of a key file; if it was brought from elsewhere (`deliver`), put both in place.

        Args:
            file: here, or from a backup.
            deliver: writes the backup's database to a path.

        Raises:
            See `open`; what was here before is as it was.
        """
        with typed():
            wrapping = WrappingKey.for_file(file, passphrase, vault_code)
            key = bytearray()
            try:
                key = wrapping.unwrap(file)
                if deliver is not None:
                    return self._moved(wrapping, key, deliver)
                path = database_path(self._folder, file.database)
                if not path.is_file():
                    raise VaultDamaged
                database = Database(path, key)
                if database.version == len(self._migrations):
                    return database
                # Closed first: a copy of an open database could miss what its journal still holds.
                try:
                    database.require_at_most(len(self._migrations))
                finally:
                    database.close()
                return self._moved(wrapping, key, lambda target: _copy_file(path, target))
            finally:
                wrapping.forget()
                overwrite(key)

    def _moved(self, wrapping: WrappingKey, key: bytearray, deliver: Callable[[Path], None]) -> Database:
        """Bring a database file here under a new name, migrate it there, then let the key file name it."""
        name = new_database_name()
        target = database_path(self._folder, name)
        database: Database | None = None
        try:
            deliver(target)
            database = Database(target, key)
            database.migrate(self._migrations)
            sync_folder(self._folder)
            self._point_to(wrapping.wrap(key, name))
        except BaseException:
            self._discard(database, target)
            raise
        return database

    def _switch(
        self, passphrase: bytearray, vault_code: bytearray | None, fill: Callable[[Database], None]
    ) -> Database:
        name = new_database_name()
        target = database_path(self._folder, name)
        key = bytearray(secrets.token_bytes(KEY_BYTES))
        database: Database | None = None
        wrapping: WrappingKey | None = None
        with typed():
            try:
                wrapping = WrappingKey(passphrase, vault_code, self._cost)
                create_empty(target)
                database = Database(target, key, new=True)
                fill(database)
                database.migrate(self._migrations)
                sync_folder(self._folder)
                self._point_to(wrapping.wrap(key, name))
            except BaseException:
                self._discard(database, target)
                raise
            finally:
                overwrite(key)
                if wrapping is not None:
                    wrapping.forget()
        return database

    def _point_to(self, file: KeyFile) -> None:
        """Let the key file name another database. From then on the new one counts, whatever still fails.

        Raises:
            StorageFault: the key file is as it was.
        """
        try:
            replace_private(self.path, file.to_bytes())
        except StorageFault:
            # It may have been put in place and only the syncing of its folder failed: then both databases
            # must stay, and `remove_leftovers` syncs before it removes.
            if self.content != file.to_bytes():
                raise

    @staticmethod
    def _discard(database: Database | None, target: Path) -> None:
        if database is not None:
            database.close()
        for path in (target, target.with_name(target.name + "-journal")):
            path.unlink(missing_ok=True)

    def remove_leftovers(self) -> None:
        """Remove databases that the key file does not name: of a migration or change that was killed.

        Raises:
            VaultFault: one could not be removed.
        """
        with typed():
            stale = list(leftovers(self._folder, keep=parse(self.content).database))
            if stale:
                sync_folder(self._folder)  # that the key file names another one must be on the disk first
            for path in stale:
                path.unlink(missing_ok=True)


def _copy_file(source: Path, target: Path) -> None:
    create_empty(target)
    with source.open("rb") as reading, target.open("r+b") as writing:
        shutil.copyfileobj(reading, writing)
        writing.flush()
        os.fsync(writing.fileno())
