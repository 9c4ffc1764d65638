"""Those who run the registry can take out what is false, and give it back; less is left of what ended."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
ADDITIVE = True

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table, and say by which decision something ended."""
    op.create_table(
        "decisions",
        sa.Column("id", _BIG, primary_key=True),
        sa.Column("at", _BIG, nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("undone_at", _BIG),
    )
    for table in ("cases", "items", "holdings"):
        op.add_column(table, sa.Column("decision_id", _BIG))
    op.add_column("cases", sa.Column("reduced_at", _BIG))
    _partial("holdings_decided", "holdings", "decision_id")
    _partial("cases_reduced", "cases", "reduced_at")
    _partial("items_withdrawn", "items", "withdrawn_at")


def _partial(name: str, table: str, column: str) -> None:
    where = sa.text(f"{column} IS NOT NULL")
    op.create_index(name, table, [column], sqlite_where=where, postgresql_where=where)
