"""One SQLCipher database, through SQLAlchemy.

Every setting has its reason:

- raw key through SQLCipher's own C entry (`set_key`), from bytes that are overwritten at once: it never
  becomes part of an SQL text or of a Python string;
- `cipher_memory_security`: SQLite's memory is overwritten when it is given back;
- rollback journal (`journal_mode=DELETE`) and not WAL: between two transactions there is exactly one file, so
  that a copy of it is a backup, and there is no `-shm` file. The journal's pages are encrypted like the rest;
- `synchronous=EXTRA`: a commit has reached the disk, and so has the removal of the journal that would undo it
  (FULL leaves that to chance in this mode, https://sqlite.org/pragma.html#pragma_synchronous);
- `secure_delete`: what is deleted does not linger in free pages (of an encrypted file);
- `temp_store=MEMORY`: no temporary file;
- `isolation_level=None` and `BEGIN IMMEDIATE`: otherwise Python's driver begins and commits by itself, and a
  migration's rollback would leave its tables.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import StaticPool

from stillmark.domain.errors import VaultDamaged, VaultTooNew
from stillmark.services.access import overwrite
from stillmark.vault.faults import typed
from stillmark.vault.schema import MIGRATIONS, Migration

PAGE_BYTES: Final = 4096


def connect(path: Path, key: bytearray) -> Any:
    """Open an existing file (empty or a database of this key) with every setting above.

    Raises:
        sqlcipher3.dbapi2.Error: it cannot be opened, or is of another key.
    """
    raw = sqlcipher.connect(
        f"{path.absolute().as_uri()}?mode=rw",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=0.0,
    )
    literal = _literal(key)
    try:
        raw.execute("PRAGMA cipher_log_level = NONE").close()  # it would write to stderr
        raw.set_key(literal)
        for pragma in (
            "cipher_memory_security = ON",
            "temp_store = MEMORY",
            "secure_delete = ON",
            "foreign_keys = ON",
            "trusted_schema = OFF",
            "journal_mode = DELETE",  # also the first statement that needs the right key
            "synchronous = EXTRA",
        ):
            raw.execute(f"PRAGMA {pragma}").close()
    except BaseException:
        raw.close()
        raise
    finally:
        overwrite(literal)
    return raw


def _literal(key: bytearray) -> bytearray:
    """Return `x'...'` in one buffer that never grows: growing would leave copies behind."""
    literal = bytearray(2 * len(key) + 3)
    literal[0:2] = b"x'"
    literal[-1:] = b"'"
    digits = b"0123456789abcdef"
    for position, byte in enumerate(key):
        literal[2 + 2 * position] = digits[byte >> 4]
        literal[3 + 2 * position] = digits[byte & 15]
    return literal


class Database:
    """An open database.

    Attributes:
        path: of its file.
        engine: hands out the one connection; the caller sees to it that nobody else uses it meanwhile.
    """

    def __init__(self, path: Path, key: bytearray, *, new: bool = False) -> None:
        """Open it and look at every page; `key` is left as it is.

        Args:
            path: of a database of this key or, if it is to be `new`, of an empty file.
            key: 32 bytes.

        Raises:
            VaultDamaged: cut short, changed, or of another key.
            VaultFault: it cannot be read.
        """
        self.path = path
        with typed():
            # In a variable, because the pool hands out only what it made itself.
            self._raw: Any = None
            self.engine: Engine = create_engine(
                "sqlite+pysqlite://",
                module=sqlcipher,
                creator=lambda: self._connect(key),
                poolclass=StaticPool,
                hide_parameters=True,
            )
            event.listen(self.engine, "begin", _begin_immediate)
            try:
                with self.engine.connect() as connection:
                    self._look_at_every_page(connection)
                # SQLite takes an empty file for an empty database: here it is one that was cut short.
                if not new and self.version == 0:
                    raise VaultDamaged
            except BaseException:
                self.close()
                raise

    def _connect(self, key: bytearray) -> Any:
        self._raw = connect(self.path, key)
        return self._raw

    def _look_at_every_page(self, connection: Connection) -> None:
        if self.path.stat().st_size % PAGE_BYTES:
            raise VaultDamaged
        # The first asks whether any page was changed (HMAC of each), the second whether any is missing.
        changed = connection.exec_driver_sql("PRAGMA cipher_integrity_check").all()
        whole = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
        if changed or whole != "ok":
            raise VaultDamaged

    @property
    def version(self) -> int:
        """How many migrations it has seen."""
        with typed(), self.engine.connect() as connection:
            return int(connection.exec_driver_sql("PRAGMA user_version").scalar() or 0)

    def require_at_most(self, known: int) -> None:
        """Check that it has seen no migration that this app does not know.

        Raises:
            VaultTooNew: it has.
        """
        if self.version > known:
            raise VaultTooNew

    def migrate(self, steps: tuple[Migration, ...] = tuple(MIGRATIONS)) -> None:
        """Run every missing step in one transaction.

        Raises:
            VaultTooNew: it has seen more steps than this app knows.
            VaultFault: a step failed; the database is as it was.
        """
        self.require_at_most(len(steps))
        version = self.version
        if version == len(steps):
            return
        with typed(), self.engine.begin() as connection:
            for step in steps[version:]:
                step(connection)
            connection.exec_driver_sql(f"PRAGMA user_version = {len(steps)}")

    def copy_to(self, target: Database) -> None:
        """Put the whole content into an empty database, which encrypts it with its own key.

        Raises:
            VaultFault: it could not be written whole.
        """
        with typed():
            self._raw.backup(target._raw)

    def interrupt(self) -> None:
        """Stop the statement under way in another thread, if any."""
        if self._raw is not None:
            try:
                self._raw.interrupt()
            except sqlcipher.ProgrammingError:
                return  # closed meanwhile

    def close(self) -> None:
        """Close it and drop its key; harmless if repeated."""
        self.engine.dispose()
        raw, self._raw = self._raw, None
        if raw is not None:
            raw.close()


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
