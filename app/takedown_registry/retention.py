"""What is forgotten, and when. Runs when the registry starts and then every hour.

- message ids after nine days: by then no message with that id can be in time;
- a hash 90 days after its last case was withdrawn, or taken out by a decision; what platforms did with it is
  kept per item, without it;
- an item `ITEM_DAYS` after it ended: until then its person sees what platforms confirmed. What is left of it,
  and of a case that has no items any more, are marks (`marks`), because taking back is final;
- those `retention_days` later (`TOMBSTONE_DAYS` at least): nothing that was handed in before could be shown
  any more. Then nothing at all is left;
- fingerprints older than the retention the descriptor promises: taken back by the registry itself.

Each step is a short transaction of its own, so that intake goes on meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from sqlalchemy import Connection, delete, exists, or_, select, tuple_

from takedown_protocol.registry_side import MESSAGE_IDS_KEPT
from takedown_registry.cases import OF_PEOPLE, reduce_empty, withdraw_rows
from takedown_registry.database import Database
from takedown_registry.feed import TOMBSTONE_DAYS
from takedown_registry.keys import DAY, KeyRing
from takedown_registry.ledger import changed, next_event
from takedown_registry.marks import Marks
from takedown_registry.schema import (
    cases,
    decisions,
    final_states,
    holdings,
    items,
    messages,
    withdrawn_ids,
)
from takedown_registry.sql import among, insert_columns, insert_rows
from takedown_registry.status import item_states

ITEM_DAYS: Final = 180
_FEW: Final = 100
"""Items of one transaction where each takes several statements."""
STEP: Final = 500
"""Items or messages of one transaction."""


def forget(database: Database, keys: KeyRing, *, retention_days: int, now: int) -> None:
    """Forget everything that is due at `now` (Unix seconds).

    Raises:
        DatabaseUnavailable: not all of it could be done now; the next time goes on.
    """
    steps: tuple[Callable[[Connection], bool], ...] = (
        lambda connection: _forget_messages(connection, now - MESSAGE_IDS_KEPT),
        lambda connection: _take_back_old(connection, now - retention_days * DAY, now),
        lambda connection: _delete_tombstones(connection, now - TOMBSTONE_DAYS * DAY, now),
        lambda connection: _forget_items(connection, keys, now - ITEM_DAYS * DAY, now),
        lambda connection: _forget_cases(connection, now - max(retention_days, TOMBSTONE_DAYS) * DAY),
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
    of_people = items.c.case_id.in_(select(cases.c.id).where(OF_PEOPLE))
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
    # What a decision took out before anybody was sent it has no tombstone; it goes when it would have.
    old = select(decisions.c.id).where(decisions.c.at <= withdrawn_before)
    due = or_(
        holdings.c.withdrawn_at <= withdrawn_before,
        holdings.c.decision_id.in_(old) & holdings.c.withdrawn_at.is_(None),
    )
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


def _forget_items(connection: Connection, keys: KeyRing, withdrawn_before: int, now: int) -> bool:
    held = exists().where(holdings.c.item_id == items.c.id)
    query = (
        select(items.c.id, items.c.item_id, items.c.case_id, cases.c.case_key)
        .join(cases, cases.c.id == items.c.case_id)
        .where(items.c.withdrawn_at <= withdrawn_before, ~held)
        .limit(_FEW)
    )
    due = connection.execute(query).all()
    marks = {row.case_id: Marks(keys, row.case_key) for row in due}
    ended = [(row.case_id, marks[row.case_id].item(row.item_id)) for row in due]
    of_items = {"case_id": [case for case, _ in ended], "item_id": [mark for _, mark in ended]}
    insert_columns(connection, withdrawn_ids, of_items, keep=True)
    connection.execute(delete(items).where(among(items.c.id, [row.id for row in due])))
    if marks:
        reduce_empty(connection, marks, now)
    return len(due) == _FEW


def _forget_cases(connection: Connection, reduced_before: int) -> bool:
    due = select(cases.c.id).where(cases.c.reduced_at <= reduced_before).limit(STEP)
    return connection.execute(delete(cases).where(cases.c.id.in_(due))).rowcount == STEP


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
