"""What belongs to whom: puts fingerprints into a case, unites what is known, takes them back for good."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from sqlalchemy import Connection, delete, insert, select, update

from takedown_hashing.vocabulary import HashType
from takedown_protocol.messages import Eligibility, ItemEntry
from takedown_registry.ledger import changed, chunks, next_event
from takedown_registry.schema import cases, deliveries, hashes, holdings, items, withdrawn_ids

IMAGE_PDQ: Final = "ImagePDQ"
VIDEO_MD5: Final = "VideoMD5"
SIGNAL_OF: Final = {HashType.PDQ: IMAGE_PDQ, HashType.VPDQ: IMAGE_PDQ, HashType.MD5: VIDEO_MD5}
"""Signal types of the feed; a video frame is matched as the picture it is."""

Signal = tuple[str, str]
"""(signal type, value)"""


def open_case(connection: Connection, case_key: str) -> int:
    """Return the row of a case, made if it is new."""
    found = connection.scalar(select(cases.c.id).where(cases.c.case_key == case_key))
    if found is not None:
        return int(found)
    return _inserted(connection.execute(insert(cases).values(case_key=case_key)).inserted_primary_key)


def withdrawn_among(connection: Connection, case_key: str, item_ids: Collection[str]) -> frozenset[str]:
    """Return which of these ids this case has taken back already; all, if it took back the whole case."""
    case = connection.execute(select(cases).where(cases.c.case_key == case_key)).one_or_none()
    if case is None:
        return frozenset()
    if case.withdrawn_at is not None:
        return frozenset(item_ids)
    by_word = select(withdrawn_ids.c.item_id).where(
        withdrawn_ids.c.case_id == case.id, withdrawn_ids.c.item_id.in_(item_ids)
    )
    by_retention = select(items.c.item_id).where(
        items.c.case_id == case.id, items.c.item_id.in_(item_ids), items.c.withdrawn_at.is_not(None)
    )
    return frozenset(connection.scalars(by_word.union(by_retention)))


def add_items(
    connection: Connection,
    case_key: str,
    entries: Iterable[tuple[ItemEntry, Sequence[Signal]]],
    *,
    eligibility: Eligibility,
    centre: int | None,
    now: int,
) -> None:
    """Add items with the signals accepted for them; a known item unites them with its own.

    Items that were taken back must not be among them (`withdrawn_among`).
    """
    case = open_case(connection, case_key)
    event = next_event(connection)
    for entry, signals in entries:
        item = connection.scalar(
            select(items.c.id).where(items.c.case_id == case, items.c.item_id == entry.item_id)
        )
        if item is None:
            made = connection.execute(
                insert(items).values(
                    case_id=case,
                    item_id=entry.item_id,
                    kind=entry.kind.value,
                    media=entry.media.value,
                    eligibility=eligibility.value,
                    added_at=now - now % 3600,
                )
            )
            item = _inserted(made.inserted_primary_key)
        hold(connection, item, signals, event=event, centre=centre, now=now)


def hold(
    connection: Connection,
    item: int,
    signals: Collection[Signal],
    *,
    event: int,
    centre: int | None,
    now: int,
) -> None:
    """Make an item hold these signals. What it holds already stays as it is, but may become vouched for."""
    wanted = _hash_rows(connection, set(signals))
    known = {
        row.hash_id: row
        for row in connection.execute(select(holdings).where(holdings.c.item_id == item))
        if row.hash_id in wanted
    }
    added = [each for each in sorted(wanted) if each not in known]
    renewed = [
        row.id
        for row in known.values()
        if row.withdrawn_at is not None or (centre is not None and row.centre_id is None)
    ]
    if added:
        rows = [{"item_id": item, "hash_id": each, "event": event, "centre_id": centre} for each in added]
        connection.execute(insert(holdings), rows)
    for some in chunks(renewed):
        connection.execute(
            update(holdings).where(holdings.c.id.in_(some)).values(centre_id=centre, withdrawn_at=None)
        )
    touched = added + [row.hash_id for row in known.values() if row.id in set(renewed)]
    changed(connection, touched, now)


def _hash_rows(connection: Connection, signals: set[Signal]) -> set[int]:
    found: dict[Signal, int] = {}

    def look(values: Collection[str]) -> None:
        for some in chunks(values):
            for row in connection.execute(select(hashes).where(hashes.c.value.in_(some))):
                if (row.signal, row.value) in signals:
                    found[(row.signal, row.value)] = row.id

    look({value for _, value in signals})
    missing = sorted(signals - found.keys())
    if missing:
        connection.execute(
            insert(hashes), [{"signal": signal, "value": value, "active": True} for signal, value in missing]
        )
        look({value for _, value in missing})
    return set(found.values())


def withdraw(connection: Connection, case_key: str, item_ids: Collection[str] | None, now: int) -> None:
    """Take back items by id, or (None) the whole case, for good; ids never seen count too."""
    case = open_case(connection, case_key)
    next_event(connection)
    of_case = items.c.case_id == case
    if item_ids is None:
        connection.execute(
            update(cases).where(cases.c.id == case, cases.c.withdrawn_at.is_(None)).values(withdrawn_at=now)
        )
        chosen = select(items.c.id).where(of_case, items.c.withdrawn_at.is_(None))
    else:
        new = set(item_ids) - withdrawn_among(connection, case_key, item_ids)
        if new:
            connection.execute(
                insert(withdrawn_ids), [{"case_id": case, "item_id": each} for each in sorted(new)]
            )
        chosen = select(items.c.id).where(
            of_case, items.c.item_id.in_(item_ids), items.c.withdrawn_at.is_(None)
        )
    withdraw_rows(connection, list(connection.scalars(chosen)), now)


def withdraw_rows(connection: Connection, item_rows: Collection[int], now: int) -> None:
    """Take back items by row.

    Platforms that were sent a hash must be told (a tombstone); a hash that was sent to nobody is simply
    deleted, so that taking back in time makes it known to nobody.
    """
    for some in chunks(item_rows):
        hour = now - now % 3600
        connection.execute(update(items).where(items.c.id.in_(some)).values(withdrawn_at=hour))
        release(
            connection,
            list(connection.scalars(select(holdings.c.id).where(holdings.c.item_id.in_(some)))),
            now,
        )


def release(connection: Connection, holding_rows: Collection[int], now: int) -> None:
    """Let go of holdings: mark those that were sent to a platform, delete the others."""
    touched: set[int] = set()
    for some in chunks(holding_rows):
        among = holdings.c.id.in_(some) & holdings.c.withdrawn_at.is_(None)
        touched.update(connection.scalars(select(holdings.c.hash_id).where(among)))
        sent = select(deliveries.c.holding_id).where(
            deliveries.c.holding_id.in_(some), deliveries.c.offered_page.is_not(None)
        )
        connection.execute(delete(holdings).where(among, holdings.c.id.not_in(sent)))
        connection.execute(update(holdings).where(among).values(withdrawn_at=now))
    changed(connection, touched, now)


def _inserted(key: Sequence[int] | None) -> int:
    if key is None:  # pragma: no cover - every table here has a primary key
        raise RuntimeError("the database gave no key for a new row")
    return int(key[0])
