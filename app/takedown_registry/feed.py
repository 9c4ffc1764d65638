"""What platforms collect: pages of hash records, and who has collected what.

Rows are ordered by (stamp, id) and the start is inclusive. A stamp is complete once it can be read
(`ledger`), so nothing can appear behind a reader. A row that changes while somebody pages moves to a later
stamp: it is sent again, never lost. Pages follow the index by key: the last costs what the first did.

What a page sends is read and noted in one writing transaction: were a case to be withdrawn in between, nobody
would know that the platform has its hashes. The records are put together after it (`FeedPage.rendered`).

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

from sqlalchemy import Connection, and_, case, exists, func, literal, or_, select, tuple_, update
from sqlalchemy.sql.elements import ColumnElement

from takedown_registry.accounts import Platform
from takedown_registry.keys import DAY, KeyRing
from takedown_registry.ledger import open_stamp, publish
from takedown_registry.quotas import publish_due
from takedown_registry.records import Said, build_records, read_about
from takedown_registry.schema import deliveries, hashes, holdings
from takedown_registry.sql import among, new_rows
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


@dataclass(frozen=True, slots=True)
class FeedPage:
    """One page as it was read: what `rendered` needs, and no connection."""

    platform: Platform
    sync: _Sync
    rows: list[Any]
    said: Said
    more: bool

    def rendered(self, keys: KeyRing) -> dict[str, Any]:
        """Return the JSON object that platforms expect; `keys` make tokens and case numbers."""
        reached, sync = _reached(self.sync, self.rows), self.sync
        # The end of a fresh sync also covers the withdrawn rows that it left out.
        confirmable = Position(sync.until, _LAST_ROW) if sync.fresh and not self.more else reached
        onward = PageToken(sync.start, sync.fresh, sync.until, reached) if self.more else None
        return {
            "count": len(self.rows),
            "nextPageToken": seal_page(keys, self.platform.id, onward) if onward else None,
            "nextSetTimestamp": reached.stamp,
            "hasMoreRecords": self.more,
            "hashRecords": build_records(keys, self.platform, self.rows, self.said, fresh=sync.fresh),
            "ackToken": seal_ack(keys, self.platform.id, AckToken(sync.fresh, confirmable)),
        }


def read_page(
    connection: Connection,
    keys: KeyRing,
    platform: Platform,
    *,
    start: int,
    page_size: int,
    token: str | None,
    now: int,
) -> FeedPage:
    """Read one page and note that this platform is being sent it.

    Asking for it confirms every earlier page it continues from: "collected by NAME" means just that.

    Args:
        connection: in a writing transaction.
        keys: for tokens.
        platform: who asks.
        start: stamp to start with, inclusive; up to `FRESH_UNTIL` means from the start.
        page_size: at most so many rows are sent.
        token: `nextPageToken` of the page before, or None.
        now: Unix seconds.

    Raises:
        TokenWrong: the token is not one of ours for this platform.
    """
    if token is None:
        publish_due(connection, now)
    newest = publish(connection)
    if token is not None:
        page_token = open_page(keys, platform.id, token)
        sync = _Sync(page_token.start, page_token.fresh, page_token.until, page_token.position)
        confirm_up_to(connection, platform, page_token.position, now)
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
    hash_rows = [row.id for row in page]
    if page:
        _offer(connection, platform, hash_rows, _reached(sync, page).stamp, now, fresh=sync.fresh)
    return FeedPage(platform, sync, page, read_about(connection, hash_rows), more)


def _anchor(connection: Connection, newest: int, now: int) -> int:
    """Make an active row the newest of the feed, by sending it once more; returns the newest stamp."""
    backwards = (hashes.c.stamp.desc(), hashes.c.id.desc())
    tombstone = connection.scalar(
        select(hashes.c.stamp).where(hashes.c.withdrawn_at.is_not(None)).order_by(*backwards).limit(1)
    )
    if tombstone is None:
        return newest
    behind = select(hashes.c.id).where(hashes.c.stamp > tombstone, hashes.c.active).limit(1)
    if connection.scalar(behind) is not None:
        return newest
    active = connection.scalar(
        select(hashes.c.id).where(hashes.c.active, hashes.c.stamp <= tombstone).order_by(*backwards).limit(1)
    )
    if active is None:
        return newest
    stamp = open_stamp(connection, now)
    connection.execute(update(hashes).where(hashes.c.id == active).values(stamp=stamp))
    return publish(connection)


def _reached(sync: _Sync, page: list[Any]) -> Position:
    if page:
        return Position(page[-1].stamp, page[-1].id)
    # Never "now", never back: an empty page leaves the reader where it was.
    return sync.position or Position(sync.start, 0)


def _rows(connection: Connection, sync: _Sync, limit: int, now: int) -> list[Any]:
    # Compared as a pair, which an index answers; said with "or", it would be read from its beginning.
    after = sync.position or Position(sync.start - 1, _LAST_ROW)
    conditions = [tuple_(hashes.c.stamp, hashes.c.id) > tuple_(after.stamp, after.row)]
    if sync.fresh:
        conditions += [hashes.c.active, hashes.c.stamp <= sync.until]
    else:
        conditions.append(or_(hashes.c.active, hashes.c.withdrawn_at > now - TOMBSTONE_DAYS * DAY))
    query = select(hashes).where(*conditions).order_by(hashes.c.stamp, hashes.c.id).limit(limit)
    return list(connection.execute(query).all())


def _passed(position: Position) -> ColumnElement[bool]:
    """Select rows that have not changed since a reader at `position` was sent them."""
    return tuple_(hashes.c.stamp, hashes.c.id) <= tuple_(position.stamp, position.row)


def _of_delivery(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Select deliveries by their holding and its hash."""
    joined = and_(holdings.c.id == deliveries.c.holding_id, hashes.c.id == holdings.c.hash_id)
    return exists().where(joined, *conditions)


def confirm_up_to(connection: Connection, platform: Platform, position: Position, now: int) -> None:
    """Note as collected what was sent up to `position`, because the platform has it."""
    _confirm(connection, platform, _passed(position), now)


def _confirm(connection: Connection, platform: Platform, passed: ColumnElement[bool], now: int) -> None:
    """Note as collected what this platform was sent and has now asked past.

    A row that changed since it was sent has a later stamp and waits until it is sent again: late, never
    wrong.
    """
    connection.execute(
        update(deliveries)
        .where(
            deliveries.c.platform_id == platform.id,
            deliveries.c.offered_page.is_not(None),
            deliveries.c.confirmed_at.is_(None),
            _of_delivery(passed),
        )
        .values(confirmed_at=now)
    )


def _offer(
    connection: Connection, platform: Platform, hash_rows: list[int], page: int, now: int, *, fresh: bool
) -> None:
    """Note what this page tells: active holdings, and (except to a fresh reader) withdrawn ones."""
    sent = holdings.c.withdrawn_at.is_(None)
    told = select(
        literal(platform.id),
        holdings.c.id,
        case((sent, page), else_=None),
        case((~sent, now), else_=None),
    ).where(
        among(holdings.c.hash_id, hash_rows), holdings.c.publish_after.is_(None), *((sent,) if fresh else ())
    )
    noted = new_rows(connection, deliveries).from_select(
        ["platform_id", "holding_id", "offered_page", "withdrawal_offered_at"], told
    )
    new, old = noted.excluded, deliveries.c
    again = and_(new.offered_page.is_not(None), old.confirmed_at.is_(None))
    first = and_(new.withdrawal_offered_at.is_not(None), old.withdrawal_offered_at.is_(None))
    connection.execute(
        noted.on_conflict_do_update(
            index_elements=[old.platform_id, old.holding_id],
            set_={
                "offered_page": case((again, new.offered_page), else_=old.offered_page),
                "withdrawal_offered_at": func.coalesce(old.withdrawal_offered_at, new.withdrawal_offered_at),
            },
            where=or_(again, first),
        )
    )


def acknowledge(connection: Connection, platform: Platform, token: AckToken, now: int) -> int:
    """Confirm for a platform every withdrawal it was told up to the token; returns how many holdings.

    A platform that read the feed from the start holds nothing else, so its token also confirms what was
    withdrawn before.
    """
    confirm_up_to(connection, platform, token.position, now)
    told = () if token.fresh else (deliveries.c.withdrawal_offered_at.is_not(None),)
    done = connection.execute(
        update(deliveries)
        .where(
            deliveries.c.platform_id == platform.id,
            deliveries.c.taken_back_at.is_(None),
            *told,
            _of_delivery(holdings.c.withdrawn_at.is_not(None), _passed(token.position)),
        )
        .values(taken_back_at=now)
    )
    return int(done.rowcount)


def feed_size(connection: Connection) -> int:
    """Return the number of active hashes; for people who run a registry."""
    return int(connection.scalar(select(func.count()).select_from(hashes).where(hashes.c.active)) or 0)
