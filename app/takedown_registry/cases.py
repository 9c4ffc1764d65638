"""What belongs to whom: puts fingerprints into a case, unites what is known, takes them back for good."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter
from typing import Final

from sqlalchemy import Connection, bindparam, delete, exists, select, update

from takedown_hashing.vocabulary import HashType
from takedown_protocol.messages import Eligibility, ItemEntry
from takedown_registry.ledger import added, changed, chunks, next_event, next_event_and_stamp
from takedown_registry.schema import cases, deliveries, hashes, holdings, items, withdrawn_ids
from takedown_registry.sql import among, among_named, insert_columns

IMAGE_PDQ: Final = "ImagePDQ"
VIDEO_MD5: Final = "VideoMD5"
SIGNAL_OF: Final = {HashType.PDQ: IMAGE_PDQ, HashType.VPDQ: IMAGE_PDQ, HashType.MD5: VIDEO_MD5}
"""Signal types of the feed; a video frame is matched as the picture it is."""

Signal = tuple[str, str]
"""(signal type, value)"""


_CASE_OF: Final = select(cases).where(cases.c.case_key == bindparam("case_key"))
_ITEMS_OF: Final = select(items.c.id, items.c.item_id).where(
    items.c.case_id == bindparam("case"), among_named(items.c.item_id, "item_ids")
)
_HELD_BY: Final = select(holdings).where(among_named(holdings.c.item_id, "items"))
_HASHES_OF: Final = select(hashes.c.id, hashes.c.signal, hashes.c.value).where(
    among_named(hashes.c.value, "values")
)
_WITHDRAWN: Final = (
    select(withdrawn_ids.c.item_id)
    .where(withdrawn_ids.c.case_id == bindparam("case"), among_named(withdrawn_ids.c.item_id, "item_ids"))
    .union(_ITEMS_OF.with_only_columns(items.c.item_id).where(items.c.withdrawn_at.is_not(None)))
)


@dataclass(frozen=True, slots=True)
class Case:
    """A case: its row, whether it was made just now, and whether it was taken back as a whole."""

    id: int
    new: bool
    withdrawn: bool


def open_case(connection: Connection, case_key: str) -> Case:
    """Return a case, made if it is new."""
    # Most submissions begin a case, so it is made first and looked for only where it was there.
    made = insert_columns(connection, cases, {"case_key": [case_key]}, keep=True, returning=[cases.c.id])
    if made:
        return Case(int(made[0].id), new=True, withdrawn=False)
    found = connection.execute(_CASE_OF, {"case_key": case_key}).one()
    return Case(int(found.id), new=False, withdrawn=found.withdrawn_at is not None)


def withdrawn_among(connection: Connection, case: Case, item_ids: Collection[str]) -> frozenset[str]:
    """Return which of these ids this case has taken back already; all, if it took back the whole case."""
    if case.new:
        return frozenset()
    if case.withdrawn:
        return frozenset(item_ids)
    return frozenset(connection.scalars(_WITHDRAWN, {"case": case.id, "item_ids": item_ids}))


def add_items(
    connection: Connection,
    case: Case,
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
    known: dict[str, int] = {}
    if not case.new:
        found = connection.execute(_ITEMS_OF, {"case": case.id, "item_ids": signals_of})
        known = {row.item_id: row.id for row in found}
    new = [entry for item_id, (entry, _) in signals_of.items() if item_id not in known]
    made = insert_columns(
        connection,
        items,
        {
            "item_id": [entry.item_id for entry in new],
            "kind": [entry.kind.value for entry in new],
            "media": [entry.media.value for entry in new],
        },
        same={"case_id": case.id, "eligibility": eligibility.value, "added_at": now - now % 3600},
        returning=[items.c.id, items.c.item_id],
    )
    rows = known | {row.item_id: row.id for row in made}
    hold(
        connection,
        {rows[item_id]: signals for item_id, (_, signals) in signals_of.items()},
        centre=centre,
        now=now,
        publish_after=publish_after,
        known_items=known.values(),
    )


def hold(
    connection: Connection,
    wanted: Mapping[int, Collection[Signal]],
    *,
    centre: int | None,
    now: int,
    publish_after: int | None = None,
    known_items: Collection[int],
) -> None:
    """Make items hold signals. What one holds already stays as it is, but may become vouched for.

    Args:
        connection: in a writing transaction.
        wanted: signals by row of `items`.
        centre: row of the centre that vouches, or None.
        now: Unix seconds.
        publish_after: platforms see what is new only from then on (Unix seconds); None: at once.
        known_items: those of the items that may hold something already.
    """
    stamp = None
    if publish_after is None:
        event, stamp = next_event_and_stamp(connection, now)
    else:
        event = next_event(connection)
    ids, new_hashes = _hash_rows(connection, set(chain.from_iterable(wanted.values())), stamp)
    held = connection.execute(_HELD_BY, {"items": known_items}) if known_items else ()
    known = {(row.item_id, row.hash_id): row for row in held}
    pairs = [(item, ids[signal]) for item, signals in wanted.items() for signal in dict.fromkeys(signals)]
    new = [pair for pair in pairs if pair not in known] if known else pairs
    insert_columns(
        connection,
        holdings,
        {"item_id": [item for item, _ in new], "hash_id": [hash_row for _, hash_row in new]},
        same={"event": event, "centre_id": centre, "publish_after": publish_after},
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
    connection: Connection, signals: set[Signal], stamp: int | None
) -> tuple[dict[Signal, int], set[int]]:
    """Return the rows of these signals, made where they are new, and which were made.

    New ones are seen from `stamp` on, or (None) not yet.
    """
    # Almost all are new, so they are made first and looked for only where some were there. By value, so that
    # the index is read and written in its own order.
    wanted = sorted(signals, key=itemgetter(1, 0))
    made = insert_columns(
        connection,
        hashes,
        {"signal": [signal for signal, _ in wanted], "value": [value for _, value in wanted]},
        same={"active": stamp is not None, "stamp": stamp},
        keep=True,
        returning=[hashes.c.id],
    )
    new = [hash_row for (hash_row,) in made]
    if len(new) == len(wanted):
        return dict(zip(wanted, sorted(new), strict=True)), set(new)
    found = connection.execute(_HASHES_OF, {"values": {value for _, value in wanted}})
    rows = {(signal, value): hash_row for hash_row, signal, value in found}
    return {signal: rows[signal] for signal in wanted}, set(new)


def withdraw(connection: Connection, case_key: str, item_ids: Collection[str] | None, now: int) -> None:
    """Take back items by id, or (None) the whole case, for good; ids never seen count too."""
    case = open_case(connection, case_key)
    next_event(connection)
    chosen = select(items.c.id).where(items.c.case_id == case.id, items.c.withdrawn_at.is_(None))
    if item_ids is None:
        of_case = update(cases).where(cases.c.id == case.id, cases.c.withdrawn_at.is_(None))
        connection.execute(of_case.values(withdrawn_at=now))
    else:
        new = sorted(set(item_ids) - withdrawn_among(connection, case, item_ids))
        insert_columns(connection, withdrawn_ids, {"item_id": new}, same={"case_id": case.id})
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
