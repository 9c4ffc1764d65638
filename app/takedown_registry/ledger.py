"""The order of things: event numbers, and the stamps by which platforms read the feed.

A changed hash loses its stamp; the next reader numbers everything that has none with one new stamp, higher
than every earlier one even if the clock has stepped back. So a stamp, once seen, is complete: no row can
appear behind a reader's position, and many writes in one second do not push stamps into the future.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final, TypeVar

from sqlalchemy import Connection, delete, exists, select, update

from takedown_registry.schema import feedback, hashes, holdings, sequence

CHUNK: Final = 500
"""Parameters of one IN (...): below every database's limit."""
T = TypeVar("T")


def chunks(values: Collection[T]) -> Iterator[Sequence[T]]:
    """Divide values into lists short enough for one statement."""
    listed = list(values)
    for start in range(0, len(listed), CHUNK):
        yield listed[start : start + CHUNK]


def next_event(connection: Connection) -> int:
    """Return a number higher than every earlier one. Locks out other writers until the commit."""
    connection.execute(update(sequence).values(event=sequence.c.event + 1))
    return int(connection.scalar(select(sequence.c.event)) or 0)


def last_stamp(connection: Connection) -> int:
    """Return the newest stamp ever given, 0 if none."""
    return int(connection.scalar(select(sequence.c.stamp)) or 0)


def publish(connection: Connection, now: int) -> int:
    """Number all changed hashes with one new stamp, if there are any; returns the newest stamp."""
    newest = last_stamp(connection)
    if connection.scalar(select(hashes.c.id).where(hashes.c.stamp.is_(None)).limit(1)) is None:
        return newest
    newest = max(now, newest + 1)
    connection.execute(update(sequence).values(stamp=newest))
    connection.execute(update(hashes).where(hashes.c.stamp.is_(None)).values(stamp=newest))
    return newest


def changed(connection: Connection, hash_ids: Collection[int], now: int) -> None:
    """Note that what platforms read about these hashes has changed; a hash nobody holds disappears."""
    held = exists().where(holdings.c.hash_id == hashes.c.id)
    held_active = exists().where(holdings.c.hash_id == hashes.c.id, holdings.c.withdrawn_at.is_(None))
    for some in chunks(hash_ids):
        among = hashes.c.id.in_(some)
        orphans = select(hashes.c.id).where(among, ~held)
        connection.execute(delete(feedback).where(feedback.c.hash_id.in_(orphans)))
        connection.execute(delete(hashes).where(among, ~held))
        connection.execute(
            update(hashes).where(among, held_active).values(active=True, withdrawn_at=None, stamp=None)
        )
        connection.execute(
            update(hashes).where(among, ~held_active).values(active=False, withdrawn_at=now, stamp=None)
        )
