"""Stamps are given when a row is written, publishing can be put off, and indexes serve many more rows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
ADDITIVE = False

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Change them."""
    _sequence()
    _hashes()
    op.add_column("holdings", sa.Column("publish_after", _BIG))
    _partial("holdings_to_publish", "holdings", ["publish_after"], "publish_after IS NOT NULL")
    _partial("holdings_to_delete", "holdings", ["withdrawn_at"], "withdrawn_at IS NOT NULL")
    op.drop_index("deliveries_open", "deliveries")
    _partial(
        "deliveries_unconfirmed",
        "deliveries",
        ["platform_id", "holding_id"],
        "offered_page IS NOT NULL AND confirmed_at IS NULL",
    )
    _partial(
        "deliveries_unsettled",
        "deliveries",
        ["platform_id", "holding_id"],
        "withdrawal_offered_at IS NOT NULL AND taken_back_at IS NULL",
    )
    op.create_index("messages_by_age", "messages", ["received_at"])


def _sequence() -> None:
    op.add_column("sequence", sa.Column("open_stamp", _BIG))
    # What no reader had made anybody number yet goes out with the next stamp.
    op.execute("UPDATE sequence SET open_stamp = stamp + 1")
    op.execute("UPDATE hashes SET stamp = (SELECT open_stamp FROM sequence) WHERE stamp IS NULL")
    op.drop_column("sequence", "schema_version")


def _hashes() -> None:
    op.drop_index("hashes_by_value", "hashes")
    if op.get_bind().dialect.name == "sqlite":
        names = {"uq": "%(table_name)s_%(column_0_name)s_%(column_1_name)s_key"}
        with op.batch_alter_table("hashes", naming_convention=names) as changed:
            changed.drop_constraint("hashes_signal_value_key", type_="unique")
            changed.create_unique_constraint("hashes_value_signal_key", ["value", "signal"])
    else:
        op.drop_constraint("hashes_signal_value_key", "hashes", type_="unique")
        op.create_unique_constraint("hashes_value_signal_key", "hashes", ["value", "signal"])
    _partial("hashes_taken_back", "hashes", ["stamp", "id"], "withdrawn_at IS NOT NULL")


def _partial(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
