"""What belongs to whom: puts fingerprints into a case, unites what is known, takes them back for good."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import Connection, Table, bindparam, delete, exists, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from takedown_hashing.vocabulary import HashType
from takedown_protocol.messages import Eligibility, ItemEntry
from takedown_registry.ledger import added, changed, chunks, next_event, next_event_and_stamp
from takedown_registry.marks import ITEM, Marks
from takedown_registry.schema import cases, deliveries, hashes, holdings, items, withdrawn_ids
from takedown_registry.sql import among, among_named, insert_columns, new_rows_in

IMAGE_PDQ: Final = "ImagePDQ"
VIDEO_MD5: Final = "VideoMD5"
SIGNAL_OF: Final = {HashType.PDQ: IMAGE_PDQ, HashType.VPDQ: IMAGE_PDQ, HashType.MD5: VIDEO_MD5}
"""Signal types of the feed; a video frame is matched as the picture it is."""

Signal = tuple[str, str]
"""(signal type, value)"""


_CASE_OF: Final = select(cases).where(cases.c.case_key.in_([bindparam("case_key"), bindparam("gone")]))
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


CONTRIBUTED: Final = "platform:"
"""What the key of a case begins with that holds what a platform contributed; no key in hexadecimal does."""
OF_PEOPLE: Final = cases.c.case_key.not_like(f"{CONTRIBUTED}%")
"""A case of a person."""
LIVE: Final = holdings.c.withdrawn_at.is_(None) & holdings.c.decision_id.is_(None)
"""A holding that goes on, shown to platforms already or not yet."""
SENT: Final = exists().where(deliveries.c.holding_id == holdings.c.id, deliveries.c.offered_page.is_not(None))
"""Whether a holding was sent to a platform, which then has to be told of its end."""


@dataclass(frozen=True, slots=True)
class Case:
    """A case: its row, its key, whether it was made just now, was taken back as a whole, or was forgotten but
    for its marks.
    """

    id: int
    key: str
    new: bool
    withdrawn: bool
    forgotten: bool
    marks: Marks


def open_case(connection: Connection, case_key: str, marks: Marks) -> Case:
    """Return a case, made if it is new."""
    # Most submissions begin a case, so it is made first and looked for only where it was there.
    named = {"case_key": case_key, "gone": marks.case}
    made = connection.execute(_new_case(connection.dialect.name), named).scalar()
    if made is not None:
        return Case(int(made), case_key, new=True, withdrawn=False, forgotten=False, marks=marks)
    found = connection.execute(_CASE_OF, named).one()
    return Case(
        int(found.id),
        case_key,
        new=False,
        withdrawn=found.withdrawn_at is not None,
        forgotten=found.reduced_at is not None,
        marks=marks,
    )


@lru_cache(maxsize=2)
def _new_case(dialect: str) -> Any:
    """Make a case, unless it is there or was forgotten."""
    key = bindparam("case_key", type_=cases.c.case_key.type)
    forgotten = exists().where(cases.c.case_key == bindparam("gone"))
    wanted = new_rows_in(dialect, cases).from_select(["case_key"], select(key).where(~forgotten))
    return wanted.on_conflict_do_nothing().returning(cases.c.id)


def contributed_by(connection: Connection, platform: int) -> int:
    """Return the row of the case of what a platform contributes, made if it is new."""
    case_key = f"{CONTRIBUTED}{platform}"
    insert_columns(connection, cases, {"case_key": [case_key]}, keep=True)
    return int(connection.scalars(select(cases.c.id).where(cases.c.case_key == case_key)).one())


def withdrawn_among(connection: Connection, case: Case, item_ids: Collection[str]) -> frozenset[str]:
    """Return which of these ids this case has taken back already; all, if it took back the whole case."""
    if case.new:
        return frozenset()
    if case.withdrawn:
        return frozenset(item_ids)
    marked = case.marks.items(item_ids)
    found = connection.scalars(_WITHDRAWN, {"case": case.id, "item_ids": [*item_ids, *marked]})
    return frozenset(marked.get(each, each) for each in found)


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
    if case.forgotten:
        # It has something to tell its person again, who asks by the key.
        again = {"case_key": case.key, "reduced_at": None}
        connection.execute(update(cases).where(cases.c.id == case.id).values(again))
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

    What was taken out by a decision (`decisions`) is not brought back by sending it again.

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
        and known[pair].decision_id is None
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


def withdraw(connection: Connection, case: Case, item_ids: Collection[str] | None, now: int) -> None:
    """Take back items by id, or (None) the whole case, for good; ids never seen count too."""
    next_event(connection)
    # What a decision ended is taken over: nothing that its person took back can be given back.
    chosen = select(items.c.id).where(items.c.case_id == case.id, _not_taken_back(items))
    if item_ids is None:
        of_case = update(cases).where(cases.c.id == case.id, _not_taken_back(cases))
        connection.execute(of_case.values(withdrawn_at=now, decision_id=None))
    else:
        new = sorted(case.marks.items(item_ids))
        insert_columns(connection, withdrawn_ids, {"item_id": new}, same={"case_id": case.id}, keep=True)
        chosen = chosen.where(among(items.c.item_id, item_ids))
    withdraw_rows(connection, list(connection.scalars(chosen)), now)
    if case.forgotten:
        connection.execute(update(cases).where(cases.c.id == case.id).values(reduced_at=now))
    else:
        reduce_empty(connection, {case.id: case.marks}, now)


def reduce_empty(connection: Connection, marks: Mapping[int, Marks], now: int) -> None:
    """Leave nothing but marks of those cases, by row, that have no items."""
    left = connection.scalars(select(items.c.case_id).where(among(items.c.case_id, marks)).distinct())
    for row in set(marks) - set(left):
        of_case = withdrawn_ids.c.case_id == row
        whole = connection.scalar(select(cases.c.withdrawn_at).where(cases.c.id == row)) is not None
        ids = list(connection.scalars(select(withdrawn_ids.c.item_id).where(of_case)))
        # Whoever took back the whole needs no single ones; and older databases have the ids themselves.
        plain = [each for each in ids if whole or not each.startswith(ITEM)]
        connection.execute(delete(withdrawn_ids).where(of_case, among(withdrawn_ids.c.item_id, plain)))
        anew = [] if whole else sorted(marks[row].items(plain))
        insert_columns(connection, withdrawn_ids, {"item_id": anew}, same={"case_id": row}, keep=True)
        reduced = {"case_key": marks[row].case, "reduced_at": now}
        connection.execute(update(cases).where(cases.c.id == row).values(reduced))


def _not_taken_back(table: Table) -> ColumnElement[bool]:
    return or_(table.c.withdrawn_at.is_(None), table.c.decision_id.is_not(None))


def withdraw_rows(connection: Connection, item_rows: Collection[int], now: int) -> None:
    """Take back items by row.

    Platforms that were sent a hash must be told (a tombstone); a hash that was sent to nobody is simply
    deleted, so that taking back in time makes it known to nobody.
    """
    for some in chunks(item_rows):
        hour = now - now % 3600
        gone = {"withdrawn_at": hour, "decision_id": None}
        connection.execute(update(items).where(among(items.c.id, some)).values(gone))
        held = select(holdings.c.id).where(among(holdings.c.item_id, some))
        release(connection, list(connection.scalars(held)), now)


def release(connection: Connection, holding_rows: Collection[int], now: int) -> None:
    """Let go of holdings: mark those that were sent to a platform, delete the others."""
    touched: set[int] = set()
    for some in chunks(holding_rows):
        held = among(holdings.c.id, some) & holdings.c.withdrawn_at.is_(None)
        touched.update(connection.scalars(select(holdings.c.hash_id).where(held)))
        connection.execute(delete(holdings).where(held, ~SENT))
        connection.execute(update(holdings).where(held).values(withdrawn_at=now))
    changed(connection, touched, now)
