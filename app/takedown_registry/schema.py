"""The tables.

A *hash* is one value as platforms see it. A *holding* says that an item has that hash. A *delivery* says
what one platform did with one holding. Times are Unix seconds; `event` and `stamp` come from `ledger`.

`migrations` makes these tables, and a test compares the two. Indexes are few on purpose: each one costs every
submission, and `hashes`, `holdings` and `deliveries` grow to tens of millions of rows.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from takedown_registry.sql import BIG, HexText

METADATA: Final = MetaData()


def _index(name: str, *columns: str, where: str) -> Index:
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


def _of_a_holding(column: str, refers_to: str, ondelete: str | None = None) -> ForeignKeyConstraint:
    return ForeignKeyConstraint([column], [refers_to], ondelete=ondelete).ddl_if(dialect="sqlite")


sequence = Table(
    "sequence",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("event", BIG, nullable=False),
    Column("stamp", BIG, nullable=False),
    Column("open_stamp", BIG),
)
"""One row: the last event number, the newest stamp that readers may see, and the one now being written."""

platforms = Table(
    "platforms",
    METADATA,
    Column("id", BIG, primary_key=True),
    Column("name", String(64), nullable=False, unique=True),
    Column("subscription_hash", String(64), nullable=False, unique=True),
    Column("fetch_hash", String(64), nullable=False),
    Column("feedback_hash", String(64), nullable=False),
    Column("submit_hash", String(64), nullable=False),
    Column("acknowledge_hash", String(64), nullable=False),
    Column("created_at", BIG, nullable=False),
    Column("revoked_at", BIG),
)

centres = Table(
    "centres",
    METADATA,
    Column("id", BIG, primary_key=True),
    Column("name", String(64), nullable=False),
    Column("key_id", String(64), nullable=False, unique=True),
    Column("public", LargeBinary(32), nullable=False),
    Column("created_at", BIG, nullable=False),
    Column("revoked_at", BIG),
)

cases = Table(
    "cases",
    METADATA,
    Column("id", BIG, primary_key=True),
    Column("case_key", String(64), nullable=False, unique=True),
    Column("withdrawn_at", BIG),
    Column("decision_id", BIG),
    Column("reduced_at", BIG),
    _index("cases_reduced", "reduced_at", where="reduced_at IS NOT NULL"),
)
"""`case_key` is the raw public key in hexadecimal, or `platform:<id>` for what a platform contributed. Of a
case of which nothing is left since `reduced_at` it is a keyed hash (`marks`)."""

items = Table(
    "items",
    METADATA,
    Column("id", BIG, primary_key=True),
    Column("case_id", BIG, ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
    Column("item_id", String(32), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("media", String(16), nullable=False),
    Column("eligibility", String(16), nullable=False),
    Column("added_at", BIG, nullable=False),
    Column("withdrawn_at", BIG),
    Column("decision_id", BIG),
    UniqueConstraint("case_id", "item_id"),
    _index("items_withdrawn", "withdrawn_at", where="withdrawn_at IS NOT NULL"),
)

withdrawn_ids = Table(
    "withdrawn_ids",
    METADATA,
    Column("case_id", BIG, ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
    Column("item_id", String(32), primary_key=True),
)
"""Items that were taken back, seen or not, as keyed hashes (`marks`): taking back is final. In older
databases also the ids themselves."""

hashes = Table(
    "hashes",
    METADATA,
    Column("id", BIG, primary_key=True),
    Column("signal", String(16), nullable=False),
    Column("value", HexText(64), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("withdrawn_at", BIG),
    Column("stamp", BIG),
    UniqueConstraint("value", "signal", name="hashes_value_signal_key"),
    Index("hashes_in_feed_order", "stamp", "id"),
    _index("hashes_taken_back", "stamp", "id", where="withdrawn_at IS NOT NULL"),
)
"""`stamp` is None while no platform may see anything of the hash. `withdrawn_at` is set exactly for
tombstones: nobody holds the hash any more, and somebody was sent it."""

holdings = Table(
    "holdings",
    METADATA,
    Column("id", BIG, primary_key=True),
    Column("item_id", BIG, nullable=False),
    Column("hash_id", BIG, nullable=False),
    Column("event", BIG, nullable=False),
    Column("centre_id", BIG),
    Column("withdrawn_at", BIG),
    Column("publish_after", BIG),
    Column("decision_id", BIG),
    _of_a_holding("item_id", "items.id", "CASCADE"),
    _of_a_holding("hash_id", "hashes.id"),
    _of_a_holding("centre_id", "centres.id"),
    UniqueConstraint("item_id", "hash_id"),
    Index("holdings_by_hash", "hash_id"),
    _index("holdings_to_publish", "publish_after", where="publish_after IS NOT NULL"),
    _index("holdings_to_delete", "withdrawn_at", where="withdrawn_at IS NOT NULL"),
    _index("holdings_decided", "decision_id", where="decision_id IS NOT NULL"),
)
"""Neither view nor quality nor time of a frame: platforms are not told them, so they are not kept.
`publish_after` is None once platforms may see the holding.

Only SQLite checks what a holding refers to. In PostgreSQL that took as long as all the rest of storing it: a
query and a lock on a row for every reference. It cannot go wrong there: one transaction writes at a time
(`database`), takes the rows' numbers from what it has just written or read, and nothing deletes
centres, nor items that have a holding (`retention`), nor hashes that one names (`ledger.changed`). Whoever
wants to delete an item has to delete its holdings first. The tests look for references to nothing after
everything they do."""

deliveries = Table(
    "deliveries",
    METADATA,
    Column("platform_id", BIG, ForeignKey("platforms.id"), primary_key=True),
    Column("holding_id", BIG, ForeignKey("holdings.id", ondelete="CASCADE"), primary_key=True),
    Column("offered_page", BIG),
    Column("confirmed_at", BIG),
    Column("withdrawal_offered_at", BIG),
    Column("taken_back_at", BIG),
    Index("deliveries_by_holding", "holding_id"),
    _index(
        "deliveries_unconfirmed",
        "platform_id",
        "holding_id",
        where="offered_page IS NOT NULL AND confirmed_at IS NULL",
    ),
    _index(
        "deliveries_unsettled",
        "platform_id",
        "holding_id",
        where="withdrawal_offered_at IS NOT NULL AND taken_back_at IS NULL",
    ),
)
"""`offered_page`: `nextSetTimestamp` of the last page in which the holding was sent while active."""

feedback = Table(
    "feedback",
    METADATA,
    Column("platform_id", BIG, ForeignKey("platforms.id"), primary_key=True),
    Column("hash_id", BIG, ForeignKey("hashes.id", ondelete="CASCADE"), primary_key=True),
    Column("value", String(16), nullable=False),
    Column("tags", Text, nullable=False),
    Column("since_at", BIG, nullable=False),
    Column("since_event", BIG, nullable=False),
    Column("last_at", BIG, nullable=False),
    Column("last_event", BIG, nullable=False),
    Index("feedback_by_hash", "hash_id"),
)
"""The latest of each platform on each hash: first (`since`) and last time it said this same value."""

final_states = Table(
    "final_states",
    METADATA,
    Column("item_id", BIG, ForeignKey("items.id", ondelete="CASCADE"), primary_key=True),
    Column("platform_id", BIG, ForeignKey("platforms.id"), primary_key=True),
    Column("state", String(24), nullable=False),
    Column("at", BIG),
)
"""What was known about a withdrawn item when its hashes were deleted."""

messages = Table(
    "messages",
    METADATA,
    Column("case_key", String(64), primary_key=True),
    Column("message_id", String(32), primary_key=True),
    Column("payload_sha256", String(64), nullable=False),
    Column("receipt", LargeBinary, nullable=False),
    Column("received_at", BIG, nullable=False),
    Index("messages_by_age", "received_at"),
)

descriptors = Table(
    "descriptors",
    METADATA,
    Column("version", Integer, primary_key=True),
    Column("content_sha256", String(64), nullable=False),
    Column("expires_at", BIG, nullable=False),
    Column("envelope", LargeBinary, nullable=False),
)

decisions = Table(
    "decisions",
    METADATA,
    Column("id", BIG, primary_key=True),
    Column("at", BIG, nullable=False),
    Column("reason", String(40), nullable=False),
    Column("undone_at", BIG),
)
"""What those who run the registry took out (`decisions`). `decision_id` of a case, an item or a holding names
the decision that ended it, and is None where its person, or nobody, did."""

flows = Table(
    "flows",
    METADATA,
    Column("name", String(32), primary_key=True),
    Column("free_at_ms", BIG, nullable=False),
)
"""When each flow of submissions will have room again (`quotas`); Unix milliseconds."""

audit = Table(
    "audit",
    METADATA,
    Column("id", BIG, primary_key=True),
    Column("at", BIG, nullable=False),
    Column("action", String(40), nullable=False),
    Column("detail", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
)
"""What those who run the registry did; each row names the digest of the one before (`audit`)."""
