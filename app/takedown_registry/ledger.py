"""The order of things: event numbers, and the stamps by which platforms read the feed.

Every change is written with the *open* stamp, which no reader sees. A reader that finds one closes it: from
then on it is complete, because writing transactions run one after the other (`database`), and the next writer
opens a higher one, even if the clock has stepped back. So no row can appear at or behind a reader's position,
many writes in one second do not push stamps into the future, and publishing costs the same however much was
written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final, TypeVar

from sqlalchemy import Connection, bindparam, case, delete, exists, select, update

from takedown_registry.schema import feedback, hashes, holdings, sequence
from takedown_registry.sql import among

CHUNK: Final = 5000
"""Rows that one statement changes where there is no natural limit."""
T = TypeVar("T")


def chunks(values: Collection[T]) -> Iterator[Sequence[T]]:
    """Divide values into lists that one statement handles in a moment."""
    listed = list(values)
    for start in range(0, len(listed), CHUNK):
        yield listed[start : start + CHUNK]


_LOWEST: Final = case((sequence.c.open_stamp.is_(None), sequence.c.stamp + 1), else_=sequence.c.open_stamp)
_NOW: Final = bindparam("now", type_=sequence.c.stamp.type)
_OPEN: Final = {"open_stamp": case((_LOWEST < _NOW, _NOW), else_=_LOWEST)}
_NEXT: Final = {"event": sequence.c.event + 1}
_NEXT_EVENT: Final = update(sequence).values(**_NEXT).returning(sequence.c.event)
_OPEN_STAMP: Final = update(sequence).values(**_OPEN).returning(sequence.c.open_stamp)
_BOTH: Final = update(sequence).values(**_NEXT, **_OPEN).returning(sequence.c.event, sequence.c.open_stamp)


def next_event(connection: Connection) -> int:
    """Return a number higher than every earlier one, in a writing transaction."""
    return int(connection.execute(_NEXT_EVENT).scalar_one())


def open_stamp(connection: Connection, now: int) -> int:
    """Return the stamp to write changed hashes with, in a writing transaction.

    It is `now` (Unix seconds), or one more than the newest that was ever seen where the clock says less.
    """
    return int(connection.execute(_OPEN_STAMP, {"now": now}).scalar_one())


def next_event_and_stamp(connection: Connection, now: int) -> tuple[int, int]:
    """Return both, from one statement, for what is seen at once."""
    event, stamp = connection.execute(_BOTH, {"now": now}).one()
    return int(event), int(stamp)


def something_to_publish(connection: Connection) -> bool:
    """Return whether hashes have changed that no reader may see yet."""
    return connection.scalar(select(sequence.c.open_stamp)) is not None


def publish(connection: Connection) -> int:
    """Close the open stamp, if there is one, in a writing transaction; returns the newest that is closed."""
    row = connection.execute(select(sequence.c.stamp, sequence.c.open_stamp)).one()
    if row.open_stamp is None:
        return int(row.stamp)
    connection.execute(update(sequence).values(stamp=row.open_stamp, open_stamp=None))
    return int(row.open_stamp)


def changed(connection: Connection, hash_ids: Collection[int], now: int) -> None:
    """Bring what platforms read about these hashes up to date, and have it sent again.

    A hash that nobody holds disappears. One that is held only where publishing is put off stays unseen, or a
    tombstone where platforms have to be told one.
    """
    if not hash_ids:
        return
    stamp = open_stamp(connection, now)
    of_hash = holdings.c.hash_id == hashes.c.id
    held = exists().where(of_hash)
    active = exists().where(of_hash, holdings.c.withdrawn_at.is_(None), holdings.c.publish_after.is_(None))
    told = exists().where(of_hash, holdings.c.withdrawn_at.is_not(None))
    for some in chunks(sorted(hash_ids)):
        those = among(hashes.c.id, some)
        orphans = select(hashes.c.id).where(those, ~held)
        connection.execute(delete(feedback).where(feedback.c.hash_id.in_(orphans)))
        connection.execute(delete(hashes).where(those, ~held))
        for which, values in (
            ((active,), {"active": True, "withdrawn_at": None, "stamp": stamp}),
            ((~active, told), {"active": False, "withdrawn_at": now, "stamp": stamp}),
            ((~active, ~told), {"active": False, "withdrawn_at": None, "stamp": None}),
        ):
            connection.execute(update(hashes).where(those, *which).values(**values))


def added(connection: Connection, hash_ids: Collection[int], now: int) -> None:
    """Publish hashes that have just got a holding that platforms may see."""
    if not hash_ids:
        return
    connection.execute(
        update(hashes)
        .where(among(hashes.c.id, sorted(hash_ids)))
        .values(active=True, withdrawn_at=None, stamp=open_stamp(connection, now))
    )
