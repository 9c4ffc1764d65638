"""What platforms collect: pages of hash records, and who has collected what.

Rows are ordered by (stamp, id) and the start is inclusive. A stamp is complete once it has been read
(`ledger.publish`), so nothing can appear behind a reader. A row that changes while somebody pages moves to a
later stamp: it is sent again, never lost.

A sync from the start leaves withdrawn hashes out, because its reader holds nothing. It therefore ends at the
stamp that was newest when it began: a hash withdrawn *while* it runs may already have been sent by it, and
its tombstone has to come with the incremental fetch that follows, which starts no later than that stamp.
And the newest row of a fresh sync has to lie behind every tombstone that it left out (`_anchor`): otherwise
the incremental fetch that follows would bring those to a reader that never held them, and the stock client
turns a withdrawn record it never held into a live one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, and_, exists, func, insert, literal, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from takedown_registry.accounts import Platform
from takedown_registry.keys import DAY, KeyRing
from takedown_registry.ledger import chunks, publish
from takedown_registry.records import build_records
from takedown_registry.schema import deliveries, hashes, holdings
from takedown_registry.tokens import AckToken, PageToken, Position, open_page, seal_ack, seal_page

FRESH_UNTIL: Final = 10
"""`startTimestamp` up to this means "from the start" (the stock client's default is 10)."""
TOMBSTONE_DAYS: Final = 90
MAX_PAGE: Final = 2000
_LAST_ROW: Final = 2**62


@dataclass(frozen=True, slots=True)
class _Sync:
    """One request, understood: where it starts and what it is entitled to."""

    start: int
    fresh: bool
    until: int
    position: Position | None


def fetch(
    connection: Connection,
    keys: KeyRing,
    platform: Platform,
    *,
    start: int,
    page_size: int,
    token: str | None,
    now: int,
) -> dict[str, Any]:
    """Return one page as the JSON object that platforms expect.

    Asking for it confirms every earlier page it continues from: "collected by NAME" means just that.

    Args:
        connection: in a writing transaction.
        keys: for tokens and case numbers.
        platform: who asks.
        start: stamp to start with, inclusive; up to `FRESH_UNTIL` means from the start.
        page_size: at most `MAX_PAGE` rows are sent.
        token: `nextPageToken` of the page before, or None.
        now: Unix seconds.

    Raises:
        TokenWrong: the token is not one of ours for this platform.
    """
    newest = publish(connection, now)
    if token is not None:
        page_token = open_page(keys, platform.id, token)
        sync = _Sync(page_token.start, page_token.fresh, page_token.until, page_token.position)
        _confirm(connection, platform, up_to(page_token.position), now)
    else:
        fresh = start <= FRESH_UNTIL
        if fresh:
            newest = _anchor(connection, newest, now)
        sync = _Sync(start, fresh, newest, None)
        if not fresh:
            _confirm(
                connection, platform, and_(hashes.c.stamp <= start, deliveries.c.offered_page <= start), now
            )
    rows = _rows(connection, sync, page_size + 1, now)
    page, more = rows[:page_size], len(rows) > page_size
    reached = _reached(sync, page)
    if page:
        _offer(connection, platform, [row.id for row in page], reached.stamp, now, fresh=sync.fresh)
    # The end of a fresh sync also covers the withdrawn rows that it left out.
    confirmable = Position(sync.until, _LAST_ROW) if sync.fresh and not more else reached
    onward = PageToken(sync.start, sync.fresh, sync.until, reached) if more else None
    return {
        "count": len(page),
        "nextPageToken": seal_page(keys, platform.id, onward) if onward else None,
        "nextSetTimestamp": reached.stamp,
        "hasMoreRecords": more,
        "hashRecords": build_records(connection, keys, platform, page, fresh=sync.fresh),
        "ackToken": seal_ack(keys, platform.id, AckToken(sync.fresh, confirmable)),
    }


def _anchor(connection: Connection, newest: int, now: int) -> int:
    """Make an active row the newest of the feed, by sending it once more; returns the newest stamp."""
    last = select(hashes.c.id, hashes.c.stamp).order_by(hashes.c.stamp.desc(), hashes.c.id.desc()).limit(1)
    active = connection.execute(last.where(hashes.c.active)).one_or_none()
    tombstone = connection.execute(last.where(~hashes.c.active)).one_or_none()
    if active is None or tombstone is None or tombstone.stamp < active.stamp:
        return newest
    connection.execute(update(hashes).where(hashes.c.id == active.id).values(stamp=None))
    return publish(connection, now)


def _reached(sync: _Sync, page: list[Any]) -> Position:
    if page:
        return Position(page[-1].stamp, page[-1].id)
    # Never "now", never back: an empty page leaves the reader where it was.
    return sync.position or Position(sync.start, 0)


def _rows(connection: Connection, sync: _Sync, limit: int, now: int) -> list[Any]:
    conditions: list[ColumnElement[bool]] = [hashes.c.stamp >= sync.start]
    if sync.position is not None:
        after = and_(hashes.c.stamp == sync.position.stamp, hashes.c.id > sync.position.row)
        conditions = [or_(hashes.c.stamp > sync.position.stamp, after)]
    if sync.fresh:
        conditions += [hashes.c.active, hashes.c.stamp <= sync.until]
    else:
        conditions.append(or_(hashes.c.active, hashes.c.withdrawn_at > now - TOMBSTONE_DAYS * DAY))
    query = select(hashes).where(*conditions).order_by(hashes.c.stamp, hashes.c.id).limit(limit)
    return list(connection.execute(query))


def up_to(position: Position) -> ColumnElement[bool]:
    """Select rows that have not changed since a reader at `position` was sent them."""
    return or_(
        hashes.c.stamp < position.stamp,
        and_(hashes.c.stamp == position.stamp, hashes.c.id <= position.row),
    )


def _confirm(connection: Connection, platform: Platform, passed: ColumnElement[bool], now: int) -> None:
    """Note as collected what this platform was sent and has now asked past.

    A row that changed since it was sent has a later stamp and waits until it is sent again: late, never
    wrong.
    """
    unmoved = (
        select(holdings.c.id)
        .join(hashes, hashes.c.id == holdings.c.hash_id)
        .join(deliveries, deliveries.c.holding_id == holdings.c.id)
        .where(
            deliveries.c.platform_id == platform.id,
            deliveries.c.offered_page.is_not(None),
            deliveries.c.confirmed_at.is_(None),
            passed,
        )
    )
    connection.execute(
        update(deliveries)
        .where(deliveries.c.platform_id == platform.id, deliveries.c.holding_id.in_(unmoved))
        .values(confirmed_at=now)
    )


def confirm_up_to(connection: Connection, platform: Platform, position: Position, now: int) -> None:
    """Note as collected what was sent up to `position`, because the platform says it has it."""
    _confirm(connection, platform, up_to(position), now)


def _offer(
    connection: Connection, platform: Platform, hash_rows: list[int], page: int, now: int, *, fresh: bool
) -> None:
    """Note what this page tells: active holdings, and (except to a fresh reader) withdrawn ones."""
    for some in chunks(hash_rows):
        of_page = select(holdings.c.id).where(holdings.c.hash_id.in_(some))
        active = of_page.where(holdings.c.withdrawn_at.is_(None))
        withdrawn = of_page.where(holdings.c.withdrawn_at.is_not(None))
        new = select(literal(platform.id), holdings.c.id).where(
            holdings.c.hash_id.in_(some),
            ~exists().where(
                deliveries.c.platform_id == platform.id, deliveries.c.holding_id == holdings.c.id
            ),
        )
        if fresh:
            new = new.where(holdings.c.withdrawn_at.is_(None))
        connection.execute(insert(deliveries).from_select(["platform_id", "holding_id"], new))
        ours = deliveries.c.platform_id == platform.id
        connection.execute(
            update(deliveries)
            .where(ours, deliveries.c.holding_id.in_(active), deliveries.c.confirmed_at.is_(None))
            .values(offered_page=page)
        )
        if not fresh:
            connection.execute(
                update(deliveries)
                .where(
                    ours,
                    deliveries.c.holding_id.in_(withdrawn),
                    deliveries.c.withdrawal_offered_at.is_(None),
                )
                .values(withdrawal_offered_at=now)
            )


def acknowledge(connection: Connection, platform: Platform, token: AckToken, now: int) -> int:
    """Confirm for a platform every withdrawal it was told up to the token; returns how many holdings.

    A platform that read the feed from the start holds nothing else, so its token also confirms what was
    withdrawn before.
    """
    confirm_up_to(connection, platform, token.position, now)
    told = deliveries.c.withdrawal_offered_at.is_not(None)
    settled = (
        select(holdings.c.id)
        .join(hashes, hashes.c.id == holdings.c.hash_id)
        .join(deliveries, deliveries.c.holding_id == holdings.c.id)
        .where(
            deliveries.c.platform_id == platform.id,
            deliveries.c.taken_back_at.is_(None),
            holdings.c.withdrawn_at.is_not(None),
            up_to(token.position),
            *(() if token.fresh else (told,)),
        )
    )
    done = connection.execute(
        update(deliveries)
        .where(deliveries.c.platform_id == platform.id, deliveries.c.holding_id.in_(settled))
        .values(taken_back_at=now)
    )
    return int(done.rowcount)


def feed_size(connection: Connection) -> int:
    """Return the number of active hashes; for people who run a registry."""
    return int(connection.scalar(select(func.count()).select_from(hashes).where(hashes.c.active)) or 0)
