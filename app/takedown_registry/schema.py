"""The tables.

A *hash* is one value as platforms see it. A *holding* says that an item has that hash. A *delivery* says
what one platform did with one holding. Times are Unix seconds; `event` and `stamp` come from `ledger`.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    insert,
    select,
)

METADATA: Final = MetaData()
SCHEMA_VERSION: Final = 1

sequence = Table(
    "sequence",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("schema_version", Integer, nullable=False),
    Column("event", Integer, nullable=False),
    Column("stamp", Integer, nullable=False),
)
"""One row: the last event number and the last published stamp."""

platforms = Table(
    "platforms",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", String(64), nullable=False, unique=True),
    Column("subscription_hash", String(64), nullable=False, unique=True),
    Column("fetch_hash", String(64), nullable=False),
    Column("feedback_hash", String(64), nullable=False),
    Column("submit_hash", String(64), nullable=False),
    Column("acknowledge_hash", String(64), nullable=False),
    Column("created_at", Integer, nullable=False),
    Column("revoked_at", Integer),
)

centres = Table(
    "centres",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", String(64), nullable=False),
    Column("key_id", String(64), nullable=False, unique=True),
    Column("public", LargeBinary(32), nullable=False),
    Column("created_at", Integer, nullable=False),
    Column("revoked_at", Integer),
)

cases = Table(
    "cases",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("case_key", String(64), nullable=False, unique=True),
    Column("withdrawn_at", Integer),
)
"""`case_key` is the raw public key in hexadecimal, or `platform:<id>` for what a platform contributed."""

items = Table(
    "items",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("case_id", ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
    Column("item_id", String(32), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("media", String(16), nullable=False),
    Column("eligibility", String(16), nullable=False),
    Column("added_at", Integer, nullable=False),
    Column("withdrawn_at", Integer),
    UniqueConstraint("case_id", "item_id"),
)

withdrawn_ids = Table(
    "withdrawn_ids",
    METADATA,
    Column("case_id", ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
    Column("item_id", String(32), primary_key=True),
)
"""Item ids that were taken back, seen or not: taking back is final."""

hashes = Table(
    "hashes",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("signal", String(16), nullable=False),
    Column("value", String(64), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("withdrawn_at", Integer),
    Column("stamp", Integer),
    UniqueConstraint("signal", "value"),
    Index("hashes_in_feed_order", "stamp", "id"),
    Index("hashes_by_value", "value"),
)
"""`stamp` is None from a change until the next reader makes `ledger.publish` number it."""

holdings = Table(
    "holdings",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("item_id", ForeignKey("items.id", ondelete="CASCADE"), nullable=False),
    Column("hash_id", ForeignKey("hashes.id"), nullable=False),
    Column("event", Integer, nullable=False),
    Column("centre_id", ForeignKey("centres.id")),
    Column("withdrawn_at", Integer),
    UniqueConstraint("item_id", "hash_id"),
    Index("holdings_by_hash", "hash_id"),
)
"""Neither view nor quality nor time of a frame: platforms are not told them, so they are not kept."""

deliveries = Table(
    "deliveries",
    METADATA,
    Column("platform_id", ForeignKey("platforms.id"), primary_key=True),
    Column("holding_id", ForeignKey("holdings.id", ondelete="CASCADE"), primary_key=True),
    Column("offered_page", Integer),
    Column("confirmed_at", Integer),
    Column("withdrawal_offered_at", Integer),
    Column("taken_back_at", Integer),
    Index("deliveries_by_holding", "holding_id"),
    Index("deliveries_open", "platform_id", "confirmed_at"),
)
"""`offered_page`: `nextSetTimestamp` of the last page in which the holding was sent while active."""

feedback = Table(
    "feedback",
    METADATA,
    Column("platform_id", ForeignKey("platforms.id"), primary_key=True),
    Column("hash_id", ForeignKey("hashes.id", ondelete="CASCADE"), primary_key=True),
    Column("value", String(16), nullable=False),
    Column("tags", Text, nullable=False),
    Column("since_at", Integer, nullable=False),
    Column("since_event", Integer, nullable=False),
    Column("last_at", Integer, nullable=False),
    Column("last_event", Integer, nullable=False),
    Index("feedback_by_hash", "hash_id"),
)
"""The latest of each platform on each hash: first (`since`) and last time it said this same value."""

final_states = Table(
    "final_states",
    METADATA,
    Column("item_id", ForeignKey("items.id", ondelete="CASCADE"), primary_key=True),
    Column("platform_id", ForeignKey("platforms.id"), primary_key=True),
    Column("state", String(24), nullable=False),
    Column("at", Integer),
)
"""What was known about a withdrawn item when its hashes were deleted."""

messages = Table(
    "messages",
    METADATA,
    Column("case_key", String(64), primary_key=True),
    Column("message_id", String(32), primary_key=True),
    Column("payload_sha256", String(64), nullable=False),
    Column("receipt", LargeBinary, nullable=False),
    Column("received_at", Integer, nullable=False),
)

descriptors = Table(
    "descriptors",
    METADATA,
    Column("version", Integer, primary_key=True),
    Column("content_sha256", String(64), nullable=False),
    Column("expires_at", Integer, nullable=False),
    Column("envelope", LargeBinary, nullable=False),
)


class SchemaTooNew(Exception):
    """The database was made by a newer version of this program."""


def ensure_rows(connection: Connection) -> None:
    """Make the one row of `sequence`, or check that this program understands the tables.

    Raises:
        SchemaTooNew: it does not.
    """
    version = connection.scalar(select(sequence.c.schema_version))
    if version is None:
        connection.execute(insert(sequence).values(id=1, schema_version=SCHEMA_VERSION, event=0, stamp=0))
    elif version != SCHEMA_VERSION:
        raise SchemaTooNew(f"schema version {version}, this program knows {SCHEMA_VERSION}")
