"""What is forgotten, and when. Runs when the registry starts and then every hour.

- message ids after nine days: by then no message with that id can be in time;
- a hash 90 days after its last case was withdrawn; what platforms did with it is kept per item, without it;
- fingerprints older than the retention the descriptor promises: taken back by the registry itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, select

from takedown_protocol.registry_side import MESSAGE_IDS_KEPT
from takedown_registry.cases import withdraw_rows
from takedown_registry.feed import TOMBSTONE_DAYS
from takedown_registry.keys import DAY
from takedown_registry.ledger import changed, chunks, next_event
from takedown_registry.schema import cases, final_states, holdings, items, messages
from takedown_registry.status import item_states


def forget(connection: Connection, *, retention_days: int, now: int) -> None:
    """Forget everything that is due at `now` (Unix seconds)."""
    next_event(connection)
    connection.execute(delete(messages).where(messages.c.received_at <= now - MESSAGE_IDS_KEPT))
    _take_back_old(connection, now - retention_days * DAY, now)
    _delete_tombstones(connection, now - TOMBSTONE_DAYS * DAY, now)


def _take_back_old(connection: Connection, added_before: int, now: int) -> None:
    of_people = items.c.case_id.in_(select(cases.c.id).where(cases.c.case_key.not_like("platform:%")))
    old = select(items.c.id).where(of_people, items.c.withdrawn_at.is_(None), items.c.added_at < added_before)
    withdraw_rows(connection, list(connection.scalars(old)), now)


def _delete_tombstones(connection: Connection, withdrawn_before: int, now: int) -> None:
    due = holdings.c.withdrawn_at <= withdrawn_before
    for some in chunks(set(connection.scalars(select(holdings.c.item_id).where(due)))):
        _keep_states(connection, some)
        of_items = due & holdings.c.item_id.in_(some)
        touched = set(connection.scalars(select(holdings.c.hash_id).where(of_items)))
        connection.execute(delete(holdings).where(of_items))
        _delete_unheld(connection, touched, now)


def _delete_unheld(connection: Connection, hash_rows: set[int], now: int) -> None:
    held: set[int] = set()
    for some in chunks(hash_rows):
        held.update(connection.scalars(select(holdings.c.hash_id).where(holdings.c.hash_id.in_(some))))
    # Those that others still hold have not changed for platforms in any way that matters: not sent again.
    changed(connection, hash_rows - held, now)


def _keep_states(connection: Connection, item_rows: Sequence[int]) -> None:
    withdrawn = select(items.c.id).where(items.c.id.in_(item_rows), items.c.withdrawn_at.is_not(None))
    rows = [
        {"item_id": item, "platform_id": platform.id, "state": state.value, "at": at}
        for item, states in item_states(connection, list(connection.scalars(withdrawn))).items()
        for platform, (state, at) in states.items()
    ]
    known = {
        (row.item_id, row.platform_id)
        for row in connection.execute(select(final_states).where(final_states.c.item_id.in_(item_rows)))
    }
    rows = [row for row in rows if (row["item_id"], row["platform_id"]) not in known]
    if rows:
        connection.execute(insert(final_states), rows)
