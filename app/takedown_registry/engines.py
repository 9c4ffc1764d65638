"""How SQLite and PostgreSQL are opened: what a transaction is, and when something is on the disk."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from takedown_registry.sql import POSTGRESQL

WAIT_SECONDS: Final = 20
"""How long a writer waits for another before it says that the registry is busy."""
WRITER_LOCK: Final = 0x7461_6B65_646F_776E
"""The PostgreSQL advisory lock that every writing transaction holds until it commits ("takedown")."""
_PASSING: Final = (
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
)
_READ_ONLY_STATE: Final = "25006"


class UrlWrong(ValueError):
    """A database's address that cannot be used; the text says why, without repeating it."""


class DatabaseUnavailable(Exception):
    """The database could not be read or written now (too many writers, no room, a fault of the disk).

    Nothing was changed, or (where a connection broke during the commit) all of it: trying again is safe.
    """


@contextmanager
def translated() -> Iterator[None]:
    """Turn errors that are about the moment into `DatabaseUnavailable`."""
    try:
        yield
    except PoolTimeout:
        raise DatabaseUnavailable from None
    except DBAPIError as error:
        if _passes(error):
            raise DatabaseUnavailable from None
        raise


def sqlite_url(path: Path) -> str:
    """Return the address of an SQLite file."""
    return URL.create("sqlite+pysqlite", database=str(path)).render_as_string()


def read_url(text: str) -> URL:
    """Understand a database's address: `sqlite:///FILE` or `postgresql://USER@HOST/NAME`.

    Raises:
        UrlWrong: it is neither.
    """
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise UrlWrong("database: not an address such as postgresql://user@host/name") from None
    if url.get_backend_name() == "sqlite" and url.database:
        return url.set(drivername="sqlite+pysqlite")
    if url.get_backend_name() in (POSTGRESQL, "postgres"):
        return url.set(drivername="postgresql+psycopg")
    raise UrlWrong("database: use sqlite:///FILE or postgresql://USER@HOST/NAME")


def make_engine(url: URL) -> Engine:
    """Return the engine for an address from `read_url`; see `reading_options` for its readers."""
    if url.get_backend_name() == POSTGRESQL:
        return _postgresql(url)
    path = Path(url.database or "")
    path.touch(mode=0o600)
    path.chmod(0o600)
    return _sqlite(url)


def _passes(error: DBAPIError) -> bool:
    """Return whether an error is about the moment (busy, full, gone) and not about the statement."""
    if isinstance(error.orig, sqlite3.Error):
        # The upper bits only say more exactly why.
        return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF in _PASSING
    import psycopg  # only where PostgreSQL is used

    return isinstance(error.orig, psycopg.OperationalError) or (
        getattr(error.orig, "sqlstate", None) == _READ_ONLY_STATE
    )


def _sqlite(url: URL) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,  # an error text must not carry fingerprints into a log
        pool_size=16,
        max_overflow=32,
        pool_timeout=WAIT_SECONDS,
        connect_args={"check_same_thread": False},
    )
    event.listen(engine, "connect", _on_sqlite_connect)
    event.listen(engine, "begin", _on_sqlite_begin)
    return engine


def _on_sqlite_connect(connection: Any, _record: object) -> None:
    # The driver would otherwise start transactions late, and a reader turned writer could not be serialised.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={WAIT_SECONDS * 1000}",  # first: switching to WAL may itself have to wait
        "journal_mode=WAL",
        "synchronous=FULL",  # a commit is on the disk before a receipt is signed
        "foreign_keys=ON",
        "secure_delete=ON",  # deleted fingerprints are overwritten
        "temp_store=MEMORY",
        "trusted_schema=OFF",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _on_sqlite_begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _postgresql(url: URL) -> Engine:
    settings = {
        "synchronous_commit": "on",  # whatever the server's default: a commit is on the disk
        "lock_timeout": f"{WAIT_SECONDS}s",
        "idle_in_transaction_session_timeout": "60s",  # a stopped worker must not lock the others out
        "jit": "off",  # compiling costs more than any statement here takes
        # Every statement has an index. A plan made while a table was small must not read all of it for ever.
        "enable_seqscan": "off",
        "application_name": "takedown-registry",
    }
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_size=8,
        max_overflow=8,
        pool_timeout=WAIT_SECONDS,
        connect_args={
            "options": " ".join(f"-c {name}={value}" for name, value in settings.items()),
            "connect_timeout": 10,
        },
    )
    event.listen(engine, "begin", _on_postgresql_begin)
    return engine


def _on_postgresql_begin(connection: Connection) -> None:
    if not connection.get_execution_options().get("reading", False):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})")


def reading_options(engine: Engine) -> dict[str, Any]:
    """Return the execution options of a connection that sees one consistent state and cannot write."""
    if engine.dialect.name == POSTGRESQL:
        return {"reading": True, "isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    return {"reading": True}
