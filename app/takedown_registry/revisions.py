"""Which version the tables have, and how an older one becomes the present one.

A new database gets the tables as `schema` says; an older one is changed step by step by `migrations`, with
Alembic, which is imported only then. Each step says whether it is `ADDITIVE`: a registry may take such steps
by itself when it starts. Any other is taken by `takedown-registry migrate`, by a person who has a backup.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import URL, Column, Connection, MetaData, String, Table, insert, inspect, select

from takedown_registry.engines import make_engine, translated
from takedown_registry.schema import METADATA, sequence
from takedown_registry.sql import POSTGRESQL

if TYPE_CHECKING:
    from alembic.config import Config

NEWEST: Final = "0005"
"""The revision that `schema` describes."""
FIRST: Final = "0001"
"""The revision of databases made before revisions were written down."""
_version = Table(
    "alembic_version", MetaData(), Column("version_num", String(32), primary_key=True, nullable=False)
)


class SchemaTooNew(Exception):
    """The database was made by a newer version of this program."""


class SchemaTooOld(Exception):
    """The database was made by an older version of this program and has to be migrated first."""


def revision_of(connection: Connection) -> str | None:
    """Return the revision of the tables, None where there are none."""
    present = inspect(connection)
    if present.has_table(_version.name):
        return connection.scalar(select(_version.c.version_num))
    return FIRST if present.has_table(sequence.name) else None


def ensure_tables(connection: Connection) -> None:
    """Make the tables of a new database; check those of any other.

    Raises:
        SchemaTooOld, SchemaTooNew: they are not those that this program works with.
    """
    found = revision_of(connection)
    if found is None:
        METADATA.create_all(connection)
        _version.create(connection)
        connection.execute(insert(_version).values(version_num=NEWEST))
        connection.execute(insert(sequence).values(id=1, event=0, stamp=0))
    elif found != NEWEST:
        if found not in _known():
            raise SchemaTooNew("a newer version of this program made the database")
        raise SchemaTooOld("an older version made the database; back it up, then run `migrate`")


def migrate(url: URL, *, additive_only: bool = False) -> tuple[str, ...]:
    """Bring an existing database to the present revision, all steps in one transaction.

    Args:
        url: from `engines.read_url`.
        additive_only: take no step if one of them is not additive.

    Returns:
        The revisions that were applied, oldest first; empty if there was nothing to do.

    Raises:
        SchemaTooOld: `additive_only`, and a step is not.
        SchemaTooNew: the database is newer than this program.
        DatabaseUnavailable: it cannot be reached; nothing was changed.
    """
    from alembic import command

    engine = make_engine(url)
    try:
        with translated(), engine.connect() as connection:
            if connection.dialect.name != POSTGRESQL:
                # A table that is rebuilt must not take along what refers to it; checked again at the end.
                # Said to the driver, because SQLite ignores it once a transaction has begun.
                driver: Any = connection.connection.driver_connection
                driver.execute("PRAGMA foreign_keys=OFF")
            with connection.begin():
                found = revision_of(connection)
                if found is None or found == NEWEST:
                    return ()
                if found not in _known():
                    raise SchemaTooNew("a newer version of this program made the database")
                steps = _steps_after(found)
                if additive_only and not all(additive for _, additive in steps):
                    raise SchemaTooOld("an older version made the database; back it up, then run `migrate`")
                config = _config()
                config.attributes["connection"] = connection
                if not inspect(connection).has_table(_version.name):
                    command.stamp(config, FIRST)
                command.upgrade(config, NEWEST)
                if connection.dialect.name != POSTGRESQL:
                    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
                    if broken:
                        raise RuntimeError("the migrated tables do not fit together; nothing was changed")
        return tuple(revision for revision, _ in steps)
    finally:
        engine.dispose()


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "takedown_registry:migrations")
    return config


def _known() -> frozenset[str]:
    return frozenset({FIRST, *(revision for revision, _ in _steps_after(FIRST))})


def _steps_after(found: str) -> list[tuple[str, bool]]:
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(_config())
    newer = [each for each in scripts.iterate_revisions(NEWEST, found) if each.revision != found]
    return [(each.revision, bool(each.module.ADDITIVE)) for each in reversed(newer)]
