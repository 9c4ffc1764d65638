"""What a case may know about its items: who collected them and what they said, never earlier than its own.

Everything is counted per item in the database; no hash is read here.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, Integer, and_, case, func, literal, or_, select, union_all
from sqlalchemy import cast as sql_cast

from takedown_hashing.vocabulary import Media
from takedown_protocol.messages import MAX_STATUS_ITEMS, ItemKind
from takedown_protocol.replies import Ended, EndReason, PlatformState, PlatformStatus, StatusItem
from takedown_protocol.schema import HOUR
from takedown_registry.accounts import Platform, list_platforms
from takedown_registry.schema import cases, decisions, deliveries, feedback, final_states, holdings, items
from takedown_registry.sql import among

FEEDBACK_STATES: Final = {
    "PendingReview": PlatformState.PENDING_REVIEW,
    "NotBlocked": PlatformState.NOT_BLOCKED,
    "Blocked": PlatformState.BLOCKED,
}
_LIVE: Final = holdings.c.decision_id.is_(None)
"""What of an active item was taken out by a decision says nothing of the rest."""
_RANK: Final = {state: rank for rank, state in enumerate(PlatformState)}


@dataclass(frozen=True, slots=True)
class StatusPage:
    """Some items of a case in the order they were added; `next` asks for the following ones."""

    items: tuple[StatusItem, ...]
    next: str | None


def status_page(
    connection: Connection,
    case_key: str,
    after: str | None,
    limit: int = MAX_STATUS_ITEMS,
    *,
    tell_ended: bool = False,
) -> StatusPage:
    """Return up to `limit` items of a case after the item id `after`.

    What a decision of the registry ended is told as such only to who can read it.

    An unknown case, and an `after` that is none of its items, give an empty page.
    """
    of_case = and_(cases.c.case_key == case_key, items.c.case_id == cases.c.id)
    query = select(items).where(of_case).order_by(items.c.id).limit(limit + 1)
    if after is not None:
        reached = connection.scalar(select(items.c.id).where(of_case, items.c.item_id == after))
        if reached is None:
            return StatusPage((), None)
        query = query.where(items.c.id > reached)
    rows = list(connection.execute(query))
    page = rows[:limit]
    states = item_states(connection, [row.id for row in page])
    ended = _ended(connection, [row.id for row in page]) if tell_ended else {}
    listed = tuple(
        StatusItem(
            item_id=row.item_id,
            kind=ItemKind(row.kind),
            media=Media(row.media),
            added_at=row.added_at,
            withdrawn_at=row.withdrawn_at,
            platforms=tuple(
                PlatformStatus(platform.name, *state) for platform, state in states[row.id].items()
            ),
            ended=ended.get(row.id),
        )
        for row in page
    )
    return StatusPage(listed, page[-1].item_id if len(rows) > limit else None)


State = tuple[PlatformState, int | None]


@dataclass(slots=True)
class _Tally:
    """Deliveries of one item to one platform, counted over its holdings."""

    offered: int = 0
    confirmed: int = 0
    confirmed_at: int | None = None
    taken_back: int = 0
    taken_back_at: int | None = None
    owed: int = 0
    """Sent while active, and not known to be taken back."""


def item_states(connection: Connection, item_rows: Collection[int]) -> dict[int, dict[Platform, State]]:
    """Return, per item row, the state at every platform that takes part, in order of their names."""
    platforms = list_platforms(connection)
    held, withdrawn = _held(connection, item_rows), _withdrawn(connection, item_rows)
    tallies = _tallies(connection, item_rows)
    said = _said(connection, item_rows)
    kept = _kept(connection, item_rows)
    return {
        item: {
            platform: kept.get((item, platform.id))
            or (
                _withdrawn_state(tallies.get((item, platform.id), _Tally()), withdrawn[item])
                if item in withdrawn
                else _active_state(
                    tallies.get((item, platform.id), _Tally()),
                    held.get(item, 0),
                    said.get((item, platform.id)),
                )
            )
            for platform in platforms
        }
        for item in item_rows
    }


def _active_state(tally: _Tally, held: int, said: State | None) -> State:
    if said is not None:
        return said
    if held and tally.confirmed == held:
        return PlatformState.COLLECTED, tally.confirmed_at
    return PlatformState.NOT_COLLECTED, None


def _withdrawn_state(tally: _Tally, withdrawn_at: int) -> State:
    if tally.owed:
        return PlatformState.TAKE_BACK_ASKED, withdrawn_at
    if tally.taken_back:
        return PlatformState.TAKEN_BACK, tally.taken_back_at
    return PlatformState.NOT_COLLECTED, None


def _held(connection: Connection, item_rows: Collection[int]) -> dict[int, int]:
    query = select(holdings.c.item_id, func.count()).where(among(holdings.c.item_id, item_rows), _LIVE)
    return {row[0]: row[1] for row in connection.execute(query.group_by(holdings.c.item_id))}


def _withdrawn(connection: Connection, item_rows: Collection[int]) -> dict[int, int]:
    query = select(items.c.id, items.c.withdrawn_at).where(
        among(items.c.id, item_rows), items.c.withdrawn_at.is_not(None)
    )
    return {row.id: row.withdrawn_at for row in connection.execute(query)}


def _tallies(connection: Connection, item_rows: Collection[int]) -> dict[tuple[int, int], _Tally]:
    owed = and_(deliveries.c.offered_page.is_not(None), deliveries.c.taken_back_at.is_(None))
    query = (
        select(
            holdings.c.item_id,
            deliveries.c.platform_id,
            func.count(deliveries.c.offered_page),
            func.count(case((_LIVE, deliveries.c.confirmed_at))),
            func.max(case((_LIVE, deliveries.c.confirmed_at))),
            func.count(deliveries.c.taken_back_at),
            func.max(deliveries.c.taken_back_at),
            func.sum(sql_cast(case((owed, 1), else_=0), Integer)),
        )
        .join(deliveries, deliveries.c.holding_id == holdings.c.id)
        .where(among(holdings.c.item_id, item_rows))
        .group_by(holdings.c.item_id, deliveries.c.platform_id)
    )
    return {(row[0], row[1]): _Tally(*row[2:]) for row in connection.execute(query)}


def _said(connection: Connection, item_rows: Collection[int]) -> dict[tuple[int, int], State]:
    """The strongest feedback per item and platform, given after the item had the hash."""
    since = case((feedback.c.since_event > holdings.c.event, feedback.c.since_at), else_=feedback.c.last_at)
    query = (
        select(holdings.c.item_id, feedback.c.platform_id, feedback.c.value, func.min(since))
        .join(feedback, feedback.c.hash_id == holdings.c.hash_id)
        .where(
            among(holdings.c.item_id, item_rows),
            _LIVE,
            feedback.c.last_event > holdings.c.event,
            or_(*(feedback.c.value == value for value in FEEDBACK_STATES)),
        )
        .group_by(holdings.c.item_id, feedback.c.platform_id, feedback.c.value)
    )
    strongest: dict[tuple[int, int], State] = {}
    for item, platform, value, at in connection.execute(query):
        state = FEEDBACK_STATES[value]
        known = strongest.get((item, platform))
        if known is None or _RANK[state] > _RANK[known[0]]:
            strongest[(item, platform)] = (state, at)
    return strongest


def _ended(connection: Connection, item_rows: Collection[int]) -> dict[int, Ended]:
    """What decisions ended, by row of `items`: all of it, or else the newest part."""
    of_items = among(items.c.id, item_rows)
    columns = (items.c.id, decisions.c.id.label("decision"), decisions.c.at, decisions.c.reason)
    in_part = (
        select(*columns, literal(False).label("whole"))
        .join(holdings, holdings.c.item_id == items.c.id)
        .join(decisions, decisions.c.id == holdings.c.decision_id)
        .where(of_items, items.c.withdrawn_at.is_(None))
        .distinct()
    )
    wholly = select(*columns, literal(True).label("whole")).join(
        decisions, decisions.c.id == items.c.decision_id
    )
    found = connection.execute(union_all(in_part, wholly.where(of_items)))
    return {
        row.id: Ended(row.at - row.at % HOUR, EndReason(row.reason), bool(row.whole))
        for row in sorted(found, key=lambda each: each.decision)
    }


def _kept(connection: Connection, item_rows: Collection[int]) -> dict[tuple[int, int], State]:
    query = select(final_states).where(among(final_states.c.item_id, item_rows))
    return {
        (row.item_id, row.platform_id): (PlatformState(row.state), row.at)
        for row in connection.execute(query)
    }
