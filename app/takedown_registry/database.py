"""Opens the database. The only module that knows it is SQLite.

Everything else is SQLAlchemy Core that PostgreSQL runs as well: there, `sequence` (see `ledger`) is locked
by the UPDATE that starts every writing transaction, which gives the same order of events.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from takedown_registry.schema import METADATA, ensure_rows

_PASSING: Final = (
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
)
BUSY_SECONDS: Final = 20
"""How long a writer waits for another before it says that the registry is busy."""


class DatabaseUnavailable(Exception):
    """The database could not be read or written now (too many writers, no room, a fault of the disk).

    Nothing was changed; trying again is safe.
    """


def _on_connect(connection: Any, _record: object) -> None:
    # The driver would otherwise start transactions late, and a reader turned writer could not be serialised.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={BUSY_SECONDS * 1000}",  # first: switching to WAL may itself have to wait
        "journal_mode=WAL",
        "synchronous=FULL",  # a commit is on the disk before a receipt is signed
        "foreign_keys=ON",
        "secure_delete=ON",  # deleted fingerprints are overwritten
        "temp_store=MEMORY",
        "trusted_schema=OFF",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _on_begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _engine(path: Path) -> Engine:
    engine = create_engine(
        f"sqlite+pysqlite:///{path}",
        hide_parameters=True,  # an error text must not carry fingerprints into a log
        pool_size=16,
        max_overflow=32,
        pool_timeout=BUSY_SECONDS,
        connect_args={"check_same_thread": False},
    )
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


class Database:
    """The registry's tables. Safe to use from several threads and processes."""

    def __init__(self, path: Path) -> None:
        """Open the database, making its tables where they are missing."""
        path.touch(mode=0o600)
        path.chmod(0o600)
        self._engine = _engine(path)
        self._writer = threading.Lock()
        with self.write() as connection:
            METADATA.create_all(connection)
            ensure_rows(connection)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give a connection in a transaction that has the only right to write; commits at the end.

        Raises:
            DatabaseUnavailable: another writer did not finish in time.
        """
        # SQLite's own waiting is unfair between threads; the lock queues those of this process first.
        if not self._writer.acquire(timeout=BUSY_SECONDS):
            raise DatabaseUnavailable
        try:
            with self._translated(), self._engine.begin() as connection:
                yield connection
        finally:
            self._writer.release()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection that sees one consistent state and waits for nobody."""
        with self._translated(), self._engine.connect() as plain:
            connection = plain.execution_options(reading=True)
            with connection.begin():
                yield connection

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except PoolTimeout:
            raise DatabaseUnavailable from None
        except OperationalError as error:
            code = getattr(error.orig, "sqlite_errorcode", 0)
            if code & 0xFF in _PASSING:  # the upper bits only say more exactly why
                raise DatabaseUnavailable from None
            raise
