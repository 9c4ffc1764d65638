"""What belongs to whom: puts fingerprints into a case, unites what is known, takes them back for good."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from sqlalchemy import Connection, delete, exists, insert, select, update

from takedown_hashing.vocabulary import HashType
from takedown_protocol.messages import Eligibility, ItemEntry
from takedown_registry.ledger import added, changed, chunks, next_event, open_stamp
from takedown_registry.schema import cases, deliveries, hashes, holdings, items, withdrawn_ids
from takedown_registry.sql import among, insert_rows

IMAGE_PDQ: Final = "ImagePDQ"
VIDEO_MD5: Final = "VideoMD5"
SIGNAL_OF: Final = {HashType.PDQ: IMAGE_PDQ, HashType.VPDQ: IMAGE_PDQ, HashType.MD5: VIDEO_MD5}
"""Signal types of the feed; a video frame is matched as the picture it is."""

Signal = tuple[str, str]
"""(signal type, value)"""


def open_case(connection: Connection, case_key: str) -> int:
    """Return the row of a case, made if it is new."""
    found = connection.scalar(select(cases.c.id).where(cases.c.case_key == case_key))
    return _new_case(connection, case_key) if found is None else int(found)


def _new_case(connection: Connection, case_key: str) -> int:
    made = insert(cases).values(case_key=case_key).returning(cases.c.id)
    return int(connection.execute(made).scalar_one())


def withdrawn_among(connection: Connection, case_key: str, item_ids: Collection[str]) -> frozenset[str]:
    """Return which of these ids this case has taken back already; all, if it took back the whole case."""
    case = connection.execute(select(cases).where(cases.c.case_key == case_key)).one_or_none()
    if case is None:
        return frozenset()
    if case.withdrawn_at is not None:
        return frozenset(item_ids)
    by_word = select(withdrawn_ids.c.item_id).where(
        withdrawn_ids.c.case_id == case.id, among(withdrawn_ids.c.item_id, item_ids)
    )
    by_retention = select(items.c.item_id).where(
        items.c.case_id == case.id, among(items.c.item_id, item_ids), items.c.withdrawn_at.is_not(None)
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
    publish_after: int | None = None,
) -> None:
    """Add items with the signals accepted for them; a known item unites them with its own.

    Items that were taken back must not be among them (`withdrawn_among`).
    """
    signals_of = {entry.item_id: (entry, signals) for entry, signals in entries}
    event = next_event(connection)
    case = connection.scalar(select(cases.c.id).where(cases.c.case_key == case_key))
    known: dict[str, int] = {}
    if case is None:
        case = _new_case(connection, case_key)
    else:
        of_case = select(items.c.id, items.c.item_id).where(
            items.c.case_id == case, among(items.c.item_id, signals_of)
        )
        known = {row.item_id: row.id for row in connection.execute(of_case)}
    new = [
        {
            "case_id": case,
            "item_id": item_id,
            "kind": entry.kind.value,
            "media": entry.media.value,
            "eligibility": eligibility.value,
            "added_at": now - now % 3600,
        }
        for item_id, (entry, _) in signals_of.items()
        if item_id not in known
    ]
    made = insert_rows(connection, items, new, returning=[items.c.id, items.c.item_id])
    rows = known | {row.item_id: row.id for row in made}
    hold(
        connection,
        {rows[item_id]: signals for item_id, (_, signals) in signals_of.items()},
        event=event,
        centre=centre,
        now=now,
        publish_after=publish_after,
        known_items=known.values(),
    )


def hold(
    connection: Connection,
    wanted: Mapping[int, Collection[Signal]],
    *,
    event: int,
    centre: int | None,
    now: int,
    publish_after: int | None = None,
    known_items: Collection[int],
) -> None:
    """Make items hold signals. What one holds already stays as it is, but may become vouched for.

    Args:
        connection: in a writing transaction.
        wanted: signals by row of `items`.
        event: from `next_event`.
        centre: row of the centre that vouches, or None.
        now: Unix seconds.
        publish_after: platforms see what is new only from then on (Unix seconds); None: at once.
        known_items: those of the items that may hold something already.
    """
    ids, new_hashes = _hash_rows(
        connection, {signal for signals in wanted.values() for signal in signals}, now, publish_after is None
    )
    query = select(holdings).where(among(holdings.c.item_id, known_items))
    known = {(row.item_id, row.hash_id): row for row in connection.execute(query)} if known_items else {}
    pairs = [(item, ids[signal]) for item, signals in wanted.items() for signal in sorted(set(signals))]
    insert_rows(
        connection,
        holdings,
        [
            {
                "item_id": item,
                "hash_id": hash_row,
                "event": event,
                "centre_id": centre,
                "publish_after": publish_after,
            }
            for item, hash_row in pairs
            if (item, hash_row) not in known
        ],
    )
    renewed = [
        known[pair]
        for pair in pairs
        if pair in known
        and (
            known[pair].withdrawn_at is not None
            or (
                centre is not None
                and (known[pair].centre_id is None or known[pair].publish_after is not None)
            )
        )
    ]
    if renewed:
        # What a centre vouches for is not held back any longer.
        connection.execute(
            update(holdings)
            .where(among(holdings.c.id, [row.id for row in renewed]))
            .values(centre_id=centre, withdrawn_at=None, publish_after=None)
        )
    touched = {row.hash_id for row in renewed}
    if publish_after is None:
        touched.update(pair[1] for pair in pairs if pair not in known)
    added(connection, touched - new_hashes, now)


def _hash_rows(
    connection: Connection, signals: set[Signal], now: int, seen: bool
) -> tuple[dict[Signal, int], set[int]]:
    """Return the rows of these signals, made where they are new, and which were made."""
    columns = (hashes.c.id, hashes.c.signal, hashes.c.value)
    query = select(*columns).where(among(hashes.c.value, {value for _, value in signals}))
    found = {(row.signal, row.value): int(row.id) for row in connection.execute(query)}
    missing = sorted(signals - found.keys())
    if not missing:
        return found, set()
    stamp = open_stamp(connection, now) if seen else None
    rows = [{"signal": signal, "value": value, "active": seen, "stamp": stamp} for signal, value in missing]
    made = insert_rows(connection, hashes, rows, returning=columns)
    new = {(row.signal, row.value): int(row.id) for row in made}
    return found | new, set(new.values())


def withdraw(connection: Connection, case_key: str, item_ids: Collection[str] | None, now: int) -> None:
    """Take back items by id, or (None) the whole case, for good; ids never seen count too."""
    case = open_case(connection, case_key)
    next_event(connection)
    chosen = select(items.c.id).where(items.c.case_id == case, items.c.withdrawn_at.is_(None))
    if item_ids is None:
        connection.execute(
            update(cases).where(cases.c.id == case, cases.c.withdrawn_at.is_(None)).values(withdrawn_at=now)
        )
    else:
        new = set(item_ids) - withdrawn_among(connection, case_key, item_ids)
        insert_rows(connection, withdrawn_ids, [{"case_id": case, "item_id": each} for each in sorted(new)])
        chosen = chosen.where(among(items.c.item_id, item_ids))
    withdraw_rows(connection, list(connection.scalars(chosen)), now)


def withdraw_rows(connection: Connection, item_rows: Collection[int], now: int) -> None:
    """Take back items by row.

    Platforms that were sent a hash must be told (a tombstone); a hash that was sent to nobody is simply
    deleted, so that taking back in time makes it known to nobody.
    """
    for some in chunks(item_rows):
        hour = now - now % 3600
        connection.execute(update(items).where(among(items.c.id, some)).values(withdrawn_at=hour))
        held = select(holdings.c.id).where(among(holdings.c.item_id, some))
        release(connection, list(connection.scalars(held)), now)


def release(connection: Connection, holding_rows: Collection[int], now: int) -> None:
    """Let go of holdings: mark those that were sent to a platform, delete the others."""
    touched: set[int] = set()
    for some in chunks(holding_rows):
        held = among(holdings.c.id, some) & holdings.c.withdrawn_at.is_(None)
        touched.update(connection.scalars(select(holdings.c.hash_id).where(held)))
        sent = exists().where(
            deliveries.c.holding_id == holdings.c.id, deliveries.c.offered_page.is_not(None)
        )
        connection.execute(delete(holdings).where(held, ~sent))
        connection.execute(update(holdings).where(held).values(withdrawn_at=now))
    changed(connection, touched, now)
