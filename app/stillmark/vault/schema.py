"""The tables of the store and how an older store becomes a newer one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

metadata: Final = MetaData()

cases: Final = Table(
    "cases",
    metadata,
    Column("case_id", Text, primary_key=True),
    Column("secret", LargeBinary, nullable=False),
    Column("label", Text, nullable=False),
    Column("registry", Text, nullable=False),
    Column("registry_name", Text, nullable=False),
    Column("eligibility", Text),
    Column("created", Integer, nullable=False),
    Column("updated", Integer, nullable=False),
    Column("view", Text),
)

names: Final = Table(
    "names",
    metadata,
    Column("case_id", Text, ForeignKey("cases.case_id", ondelete="CASCADE"), primary_key=True),
    Column("item_id", Text, primary_key=True),
    Column("name", Text, nullable=False),
)

descriptors: Final = Table(
    "descriptors",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sha256", Text, nullable=False, unique=True),
    Column("document", LargeBinary, nullable=False),
)
"""Signed descriptors that receipts were checked with; many receipts share one."""

messages: Final = Table(
    "messages",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("message_id", Text, nullable=False, unique=True),
    Column("case_id", Text, nullable=False),
    Column("registry", Text, nullable=False),
    # Open: `prepared` is there. Confirmed: `document` is there and `prepared`, with its reply key, is gone.
    Column("prepared", LargeBinary),
    Column("document", LargeBinary),
    Column("descriptor_id", Integer, ForeignKey("descriptors.id")),
    Column("confirmed", Integer),
    Index("messages_of_case", "case_id"),
)
"""The journal. `number` is the order of writing down, `confirmed` that of receipts. The case is no foreign
key: an intent is kept even where its case is not."""

versions: Final = Table(
    "versions",
    metadata,
    Column("root_key_id", Text, primary_key=True),
    Column("version", Integer, nullable=False),
)
"""The highest version seen of each registry's descriptor, so that an older one is noticed after a restart."""

Migration = Callable[[Connection], None]


_FIRST: Final = (
    """CREATE TABLE cases (
        case_id TEXT NOT NULL PRIMARY KEY,
        secret BLOB NOT NULL,
        label TEXT NOT NULL,
        registry TEXT NOT NULL,
        registry_name TEXT NOT NULL,
        eligibility TEXT,
        created INTEGER NOT NULL,
        updated INTEGER NOT NULL,
        "view" TEXT
    )""",
    """CREATE TABLE names (
        case_id TEXT NOT NULL REFERENCES cases (case_id) ON DELETE CASCADE,
        item_id TEXT NOT NULL,
        name TEXT NOT NULL,
        PRIMARY KEY (case_id, item_id)
    )""",
    """CREATE TABLE descriptors (
        id INTEGER NOT NULL PRIMARY KEY,
        sha256 TEXT NOT NULL UNIQUE,
        document BLOB NOT NULL
    )""",
    """CREATE TABLE messages (
        number INTEGER NOT NULL PRIMARY KEY,
        message_id TEXT NOT NULL UNIQUE,
        case_id TEXT NOT NULL,
        registry TEXT NOT NULL,
        prepared BLOB,
        document BLOB,
        descriptor_id INTEGER REFERENCES descriptors (id),
        confirmed INTEGER
    )""",
    "CREATE INDEX messages_of_case ON messages (case_id)",
)


def _first(connection: Connection) -> None:
    for statement in _FIRST:
        connection.exec_driver_sql(statement)


def _versions(connection: Connection) -> None:
    connection.exec_driver_sql(
        "CREATE TABLE versions (root_key_id TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL)"
    )


MIGRATIONS: Final[Sequence[Migration]] = (_first, _versions)
"""Step N brings a store of version N to N + 1. A step that has been published is never changed; the tables
above show where they lead. All missing steps run in one transaction, on a copy (`place.Vault`)."""
