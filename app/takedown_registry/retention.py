"""What is forgotten, and when. Runs when the registry starts and then every hour.

- message ids after nine days: by then no message with that id can be in time;
- a hash 90 days after its last case was withdrawn; what platforms did with it is kept per item, without it;
- fingerprints older than the retention the descriptor promises: taken back by the registry itself.

Each step is a short transaction of its own, so that intake goes on meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from sqlalchemy import Connection, delete, select, tuple_

from takedown_protocol.registry_side import MESSAGE_IDS_KEPT
from takedown_registry.cases import withdraw_rows
from takedown_registry.database import Database
from takedown_registry.feed import TOMBSTONE_DAYS
from takedown_registry.keys import DAY
from takedown_registry.ledger import changed, next_event
from takedown_registry.schema import cases, final_states, holdings, items, messages
from takedown_registry.sql import among, insert_rows
from takedown_registry.status import item_states

STEP: Final = 500
"""Items or messages of one transaction."""


def forget(database: Database, *, retention_days: int, now: int) -> None:
    """Forget everything that is due at `now` (Unix seconds).

    Raises:
        DatabaseUnavailable: not all of it could be done now; the next time goes on.
    """
    steps: tuple[Callable[[Connection], bool], ...] = (
        lambda connection: _forget_messages(connection, now - MESSAGE_IDS_KEPT),
        lambda connection: _take_back_old(connection, now - retention_days * DAY, now),
        lambda connection: _delete_tombstones(connection, now - TOMBSTONE_DAYS * DAY, now),
    )
    for step in steps:
        more = True
        while more:
            with database.write() as connection:
                more = step(connection)


def _forget_messages(connection: Connection, received_before: int) -> bool:
    key = (messages.c.case_key, messages.c.message_id)
    due = select(*key).where(messages.c.received_at <= received_before).limit(STEP)
    done = connection.execute(delete(messages).where(tuple_(*key).in_(due)))
    return done.rowcount == STEP


def _take_back_old(connection: Connection, added_before: int, now: int) -> bool:
    of_people = items.c.case_id.in_(select(cases.c.id).where(cases.c.case_key.not_like("platform:%")))
    old = (
        select(items.c.id)
        .where(of_people, items.c.withdrawn_at.is_(None), items.c.added_at < added_before)
        .order_by(items.c.id)
        .limit(STEP)
    )
    due = list(connection.scalars(old))
    if due:
        next_event(connection)
        withdraw_rows(connection, due, now)
    return len(due) == STEP


def _delete_tombstones(connection: Connection, withdrawn_before: int, now: int) -> bool:
    due = holdings.c.withdrawn_at <= withdrawn_before
    some = set(connection.scalars(select(holdings.c.item_id).where(due).distinct().limit(STEP)))
    if not some:
        return False
    next_event(connection)
    _keep_states(connection, sorted(some))
    of_items = due & among(holdings.c.item_id, some)
    touched = set(connection.scalars(select(holdings.c.hash_id).where(of_items)))
    connection.execute(delete(holdings).where(of_items))
    held = set(connection.scalars(select(holdings.c.hash_id).where(among(holdings.c.hash_id, touched))))
    # Those that others still hold have not changed for platforms in any way that matters: not sent again.
    changed(connection, touched - held, now)
    return len(some) == STEP


def _keep_states(connection: Connection, item_rows: Sequence[int]) -> None:
    withdrawn = select(items.c.id).where(among(items.c.id, item_rows), items.c.withdrawn_at.is_not(None))
    known = {
        (row.item_id, row.platform_id)
        for row in connection.execute(select(final_states).where(among(final_states.c.item_id, item_rows)))
    }
    rows = [
        {"item_id": item, "platform_id": platform.id, "state": state.value, "at": at}
        for item, states in item_states(connection, list(connection.scalars(withdrawn))).items()
        for platform, (state, at) in states.items()
        if (item, platform.id) not in known
    ]
    insert_rows(connection, final_states, rows)
