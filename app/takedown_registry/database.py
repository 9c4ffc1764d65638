"""Opens the registry's tables and gives transactions; SQLite and PostgreSQL behave alike behind it.

Writing transactions run strictly one after the other, over all threads and processes: SQLite begins them
`IMMEDIATE`, PostgreSQL gives each one advisory lock until its commit. So a writer always sees everything that
earlier writers did, which is what makes event numbers, stamps and repeats (`ledger`, `intake`) exact. What
takes time (unsealing, verifying, signing, writing JSON) happens outside. Readers wait for nobody.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

from takedown_registry.engines import WAIT_SECONDS, make_engine, read_url, reading_options, translated
from takedown_registry.engines import DatabaseUnavailable as DatabaseUnavailable
from takedown_registry.revisions import ensure_tables


class Database:
    """The registry's tables. Safe to use from several threads and processes; not across a fork."""

    def __init__(self, url: str) -> None:
        """Open the database; the tables of a new one are made.

        Raises:
            UrlWrong: not the address of a database that can be used.
            SchemaTooOld: `takedown-registry migrate` has to run first.
            SchemaTooNew: it was made by a newer version of this program.
            DatabaseUnavailable: it cannot be reached.
        """
        self._engine = make_engine(read_url(url))
        self._writer = threading.Lock()
        try:
            with self.write() as connection:
                ensure_tables(connection)
        except BaseException:
            self.close()
            raise

    @property
    def engine(self) -> Engine:
        """For tools that need it whole (migration, backup)."""
        return self._engine

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give a connection in a transaction that has the only right to write; commits at the end.

        Raises:
            DatabaseUnavailable: another writer did not finish in time.
        """
        # Queue the writers of this process here: SQLite's waiting is unfair between threads, and in
        # PostgreSQL each waiting one would occupy a connection.
        if not self._writer.acquire(timeout=WAIT_SECONDS):
            raise DatabaseUnavailable
        try:
            with translated(), self._engine.begin() as connection:
                yield connection
        finally:
            self._writer.release()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection that sees one consistent state and waits for nobody."""
        with translated(), self._engine.connect() as plain:
            connection = plain.execution_options(**reading_options(self._engine))
            with connection.begin():
                yield connection

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()
