"""PostgreSQL checks no longer what a holding refers to; `schema.holdings` says why it need not."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
ADDITIVE = True
"""It changes no row, and an older program would do the same as before."""


def upgrade() -> None:
    """Drop the checks; SQLite keeps them."""
    if op.get_bind().dialect.name == "postgresql":
        for column in ("item_id", "hash_id", "centre_id"):
            op.drop_constraint(f"holdings_{column}_fkey", "holdings", type_="foreignkey")
