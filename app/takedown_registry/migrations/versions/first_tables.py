"""The tables as the first version had them, then with SQLite alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
ADDITIVE = True

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_VALUE = sa.LargeBinary().with_variant(sa.String(64), "sqlite")


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "sequence",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("schema_version", sa.Integer, nullable=False),
        sa.Column("event", _BIG, nullable=False),
        sa.Column("stamp", _BIG, nullable=False),
    )
    op.create_table(
        "platforms",
        sa.Column("id", _BIG, primary_key=True),
        sa.Column("name", sa.String(64), nullable=False, unique=True),
        sa.Column("subscription_hash", sa.String(64), nullable=False, unique=True),
        *(
            sa.Column(f"{name}_hash", sa.String(64), nullable=False)
            for name in ("fetch", "feedback", "submit", "acknowledge")
        ),
        sa.Column("created_at", _BIG, nullable=False),
        sa.Column("revoked_at", _BIG),
    )
    op.create_table(
        "centres",
        sa.Column("id", _BIG, primary_key=True),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("key_id", sa.String(64), nullable=False, unique=True),
        sa.Column("public", sa.LargeBinary(32), nullable=False),
        sa.Column("created_at", _BIG, nullable=False),
        sa.Column("revoked_at", _BIG),
    )
    _people()
    _fingerprints()
    _platforms_said()
    op.create_table(
        "messages",
        sa.Column("case_key", sa.String(64), primary_key=True),
        sa.Column("message_id", sa.String(32), primary_key=True),
        sa.Column("payload_sha256", sa.String(64), nullable=False),
        sa.Column("receipt", sa.LargeBinary, nullable=False),
        sa.Column("received_at", _BIG, nullable=False),
    )
    op.create_table(
        "descriptors",
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("content_sha256", sa.String(64), nullable=False),
        sa.Column("expires_at", _BIG, nullable=False),
        sa.Column("envelope", sa.LargeBinary, nullable=False),
    )


def _people() -> None:
    op.create_table(
        "cases",
        sa.Column("id", _BIG, primary_key=True),
        sa.Column("case_key", sa.String(64), nullable=False, unique=True),
        sa.Column("withdrawn_at", _BIG),
    )
    op.create_table(
        "items",
        sa.Column("id", _BIG, primary_key=True),
        sa.Column("case_id", _BIG, sa.ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
        sa.Column("item_id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("media", sa.String(16), nullable=False),
        sa.Column("eligibility", sa.String(16), nullable=False),
        sa.Column("added_at", _BIG, nullable=False),
        sa.Column("withdrawn_at", _BIG),
        sa.UniqueConstraint("case_id", "item_id"),
    )
    op.create_table(
        "withdrawn_ids",
        sa.Column("case_id", _BIG, sa.ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("item_id", sa.String(32), primary_key=True),
    )


def _fingerprints() -> None:
    op.create_table(
        "hashes",
        sa.Column("id", _BIG, primary_key=True),
        sa.Column("signal", sa.String(16), nullable=False),
        sa.Column("value", _VALUE, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("withdrawn_at", _BIG),
        sa.Column("stamp", _BIG),
        sa.UniqueConstraint("signal", "value"),
    )
    op.create_index("hashes_in_feed_order", "hashes", ["stamp", "id"])
    op.create_index("hashes_by_value", "hashes", ["value"])
    op.create_table(
        "holdings",
        sa.Column("id", _BIG, primary_key=True),
        sa.Column("item_id", _BIG, sa.ForeignKey("items.id", ondelete="CASCADE"), nullable=False),
        sa.Column("hash_id", _BIG, sa.ForeignKey("hashes.id"), nullable=False),
        sa.Column("event", _BIG, nullable=False),
        sa.Column("centre_id", _BIG, sa.ForeignKey("centres.id")),
        sa.Column("withdrawn_at", _BIG),
        sa.UniqueConstraint("item_id", "hash_id"),
    )
    op.create_index("holdings_by_hash", "holdings", ["hash_id"])


def _platforms_said() -> None:
    platform = sa.ForeignKey("platforms.id")
    op.create_table(
        "deliveries",
        sa.Column("platform_id", _BIG, platform, primary_key=True),
        sa.Column("holding_id", _BIG, sa.ForeignKey("holdings.id", ondelete="CASCADE"), primary_key=True),
        *(
            sa.Column(name, _BIG)
            for name in ("offered_page", "confirmed_at", "withdrawal_offered_at", "taken_back_at")
        ),
    )
    op.create_index("deliveries_by_holding", "deliveries", ["holding_id"])
    op.create_index("deliveries_open", "deliveries", ["platform_id", "confirmed_at"])
    op.create_table(
        "feedback",
        sa.Column("platform_id", _BIG, sa.ForeignKey("platforms.id"), primary_key=True),
        sa.Column("hash_id", _BIG, sa.ForeignKey("hashes.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("value", sa.String(16), nullable=False),
        sa.Column("tags", sa.Text, nullable=False),
        *(
            sa.Column(name, _BIG, nullable=False)
            for name in ("since_at", "since_event", "last_at", "last_event")
        ),
    )
    op.create_index("feedback_by_hash", "feedback", ["hash_id"])
    op.create_table(
        "final_states",
        sa.Column("item_id", _BIG, sa.ForeignKey("items.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("platform_id", _BIG, sa.ForeignKey("platforms.id"), primary_key=True),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("at", _BIG),
    )
