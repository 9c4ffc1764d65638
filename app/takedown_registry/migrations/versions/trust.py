"""Quotas that put publishing off, and a log of what those who run the registry did."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
ADDITIVE = True

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make their tables."""
    op.create_table(
        "flows",
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column("free_at_ms", _BIG, nullable=False),
    )
    op.create_table(
        "audit",
        sa.Column("id", _BIG, primary_key=True),
        sa.Column("at", _BIG, nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
    )
