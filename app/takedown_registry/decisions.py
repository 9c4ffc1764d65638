"""What those who run a registry take out of it because it is false, and give back when that was a mistake.

A decision ends what it is about as taking back does: platforms that were sent a fingerprint get a tombstone
and confirm it, others never see it. It is about what is there when it is made; whatever is handed in later
needs a decision of its own, or else its state would tell whether a fingerprint was known. Only a case that
was taken out as a whole takes nothing more.

It can be undone until its tombstones are deleted. What a person took back stays taken back: their word takes
the place of a decision, never the other way round. Every decision is in the audit log, by its number and its
reason; neither a case nor a fingerprint is.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Select, Table, and_, exists, func, insert, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from takedown_protocol.replies import EndReason
from takedown_registry.audit import record
from takedown_registry.cases import CONTRIBUTED, LIVE, OF_PEOPLE, SENT
from takedown_registry.feed import TOMBSTONE_DAYS
from takedown_registry.keys import DAY
from takedown_registry.ledger import changed, chunks, next_event
from takedown_registry.quotas import NEVER
from takedown_registry.schema import cases, centres, decisions, deliveries, hashes, holdings, items
from takedown_registry.sql import among

REASONS: Final = tuple(each for each in EndReason if each is not EndReason.OTHER)
"""What a decision can say; people read each in words of their language."""


class DecisionWrong(ValueError):
    """There is nothing to decide, or to undo; the text says why. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a decision, or undoing one, changed.

    Attributes:
        decision: its number; None where there was nothing to change.
        cases, pictures: that ended, or go on, as a whole.
        fingerprints: how many, each counted in every picture that has it.
        vouched: fingerprints that stayed because a centre vouches for them.
    """

    decision: int | None
    cases: int
    pictures: int
    fingerprints: int
    vouched: int = 0


def end_case(
    connection: Connection, case: int, reason: EndReason, now: int, *, vouched: bool = False
) -> Outcome:
    """Take out a case as a whole; again changes nothing.

    Args:
        connection: in a writing transaction.
        case: row of `cases`.
        reason: one of `REASONS`.
        now: Unix seconds.
        vouched: also if a centre vouches for something in it.

    Raises:
        DecisionWrong: a platform contributed it, or a centre vouches for it.
    """
    row = connection.execute(select(cases).where(cases.c.id == case)).one()
    if row.case_key.startswith(CONTRIBUTED):
        raise DecisionWrong("a platform contributed this: revoke it, or ask it to take its fingerprints back")
    if row.withdrawn_at is not None:
        return Outcome(None, 0, 0, 0)
    held = select(holdings.c.id).join(items, items.c.id == holdings.c.item_id).where(items.c.case_id == case)
    kept = 0 if vouched else _count(connection, held.where(_vouched()))
    if kept:
        raise DecisionWrong(f"a centre vouches for {kept} fingerprints of this case: speak with it first")
    decision = _new(connection, reason, now)
    ended = {"decision_id": decision}
    connection.execute(update(cases).where(cases.c.id == case).values(withdrawn_at=now, **ended))
    live = (items.c.case_id == case) & items.c.withdrawn_at.is_(None)
    pictures = connection.execute(update(items).where(live).values(withdrawn_at=now - now % 3600, **ended))
    rows = list(connection.scalars(held.where(LIVE)))
    _end(connection, rows, decision, now)
    return _noted(connection, "taken-out", Outcome(decision, 1, pictures.rowcount, len(rows)), reason, now)


def end_hash(
    connection: Connection,
    value: str,
    reason: EndReason,
    now: int,
    *,
    case: int | None = None,
    vouched: bool = False,
) -> Outcome:
    """Take one fingerprint out of every case that has it now, or out of one; again changes nothing.

    A picture of which nothing else is left ends with it. What platforms contributed stays.

    Args:
        connection: in a writing transaction.
        value: hexadecimal digits.
        reason: one of `REASONS`.
        now: Unix seconds.
        case: row of `cases`, or None for all.
        vouched: also where a centre vouches for it.
    """
    wanted = (
        select(holdings.c.id)
        .join(hashes, hashes.c.id == holdings.c.hash_id)
        .join(items, items.c.id == holdings.c.item_id)
        .join(cases, cases.c.id == items.c.case_id)
        .where(hashes.c.value == value, OF_PEOPLE, LIVE, *(() if case is None else (cases.c.id == case,)))
    )
    kept = 0 if vouched else _count(connection, wanted.where(_vouched()))
    rows = list(connection.scalars(wanted if vouched else wanted.where(~_vouched())))
    if not rows:
        return Outcome(None, 0, 0, 0, kept)
    decision = _new(connection, reason, now)
    _end(connection, rows, decision, now)
    pictures = _end_emptied(connection, rows, decision, now)
    return _noted(connection, "taken-out", Outcome(decision, 0, pictures, len(rows), kept), reason, now)


def undo(connection: Connection, number: int, now: int) -> Outcome:
    """Give back what a decision took out; again changes nothing.

    What its person took back meanwhile, and what a later decision covers, stays as it is.

    Raises:
        DecisionWrong: there is no such decision, or its fingerprints are deleted already.
    """
    row = connection.execute(select(decisions).where(decisions.c.id == number)).one_or_none()
    if row is None:
        raise DecisionWrong("there is no decision of this number")
    if row.undone_at is not None:
        return Outcome(None, 0, 0, 0)
    if row.at <= now - TOMBSTONE_DAYS * DAY:
        raise DecisionWrong(f"after {TOMBSTONE_DAYS} days its fingerprints are deleted")
    next_event(connection)
    connection.execute(update(decisions).where(decisions.c.id == number).values(undone_at=now))
    goes_on = {"withdrawn_at": None, "decision_id": None}
    given = connection.execute(update(cases).where(cases.c.decision_id == number).values(goes_on))
    ours = holdings.c.decision_id == number
    of_ours = items.c.id.in_(select(holdings.c.item_id).where(ours))
    ended = or_(items.c.decision_id == number, and_(items.c.decision_id.is_not(None), of_ours))
    # What another decision covers, too, belongs to that one from now on: a picture to its case's, a
    # fingerprint to its picture's.
    of_case = select(cases.c.decision_id).where(
        cases.c.id == items.c.case_id, cases.c.withdrawn_at.is_not(None)
    )
    of_item = select(items.c.decision_id).where(
        items.c.id == holdings.c.item_id, items.c.withdrawn_at.is_not(None)
    )
    pictures = connection.execute(update(items).where(ended, ~of_case.exists()).values(goes_on))
    _hand_over(connection, items, ended, of_case)
    _hand_over(connection, holdings, ours, of_item)
    rows = list(connection.scalars(select(holdings.c.id).where(ours)))
    _give_back(connection, rows, now)
    outcome = Outcome(number, given.rowcount, pictures.rowcount, len(rows))
    return _noted(connection, "taken-out-undone", outcome, EndReason(row.reason), now)


def list_decisions(connection: Connection) -> list[Any]:
    """Return the rows of all decisions, the newest first."""
    return list(connection.execute(select(decisions).order_by(decisions.c.id.desc())))


def _vouched() -> ColumnElement[bool]:
    return and_(
        LIVE,
        exists().where(centres.c.id == holdings.c.centre_id, centres.c.revoked_at.is_(None)),
    )


def _count(connection: Connection, rows: Any) -> int:
    return int(connection.scalar(select(func.count()).select_from(rows.subquery())) or 0)


def _new(connection: Connection, reason: EndReason, now: int) -> int:
    if reason not in REASONS:
        raise DecisionWrong(f"a reason is one of: {', '.join(REASONS)}")
    next_event(connection)
    made = insert(decisions).values(at=now, reason=reason.value).returning(decisions.c.id)
    return int(connection.execute(made).scalar_one())


def _noted(connection: Connection, action: str, outcome: Outcome, reason: EndReason, now: int) -> Outcome:
    detail: dict[str, str | int] = {
        "decision": outcome.decision or 0,
        "reason": reason.value,
        "cases": outcome.cases,
        "pictures": outcome.pictures,
        "fingerprints": outcome.fingerprints,
    }
    record(connection, action, detail, now)
    return outcome


def _end(connection: Connection, holding_rows: Collection[int], decision: int, now: int) -> None:
    """End holdings: platforms that were sent one are told, to all others it is never shown."""
    touched: set[int] = set()
    for some in chunks(holding_rows):
        those = among(holdings.c.id, some)
        touched.update(connection.scalars(select(holdings.c.hash_id).where(those)))
        for which, values in (
            (SENT, {"withdrawn_at": now}),
            (~SENT, {"publish_after": NEVER}),
        ):
            # Whatever the first changed no longer is live.
            change = update(holdings).where(those, LIVE, which)
            connection.execute(change.values(decision_id=decision, **values))
    changed(connection, touched, now)


def _end_emptied(connection: Connection, holding_rows: Collection[int], decision: int, now: int) -> int:
    """End the pictures of these holdings of which nothing is left; returns how many."""
    done = 0
    for some in chunks(holding_rows):
        of_these = select(holdings.c.item_id).where(among(holdings.c.id, some))
        left = exists().where(holdings.c.item_id == items.c.id, LIVE)
        empty = update(items).where(items.c.id.in_(of_these), items.c.withdrawn_at.is_(None), ~left)
        ended = empty.values(withdrawn_at=now - now % 3600, decision_id=decision)
        done += connection.execute(ended).rowcount
    return done


def _hand_over(connection: Connection, table: Table, which: ColumnElement[bool], other: Select[Any]) -> None:
    moved = update(table).where(which, other.exists()).values(decision_id=other.scalar_subquery())
    connection.execute(moved)


def _give_back(connection: Connection, holding_rows: Collection[int], now: int) -> None:
    touched: set[int] = set()
    for some in chunks(holding_rows):
        those = among(holdings.c.id, some)
        touched.update(connection.scalars(select(holdings.c.hash_id).where(those)))
        hidden = holdings.c.publish_after == NEVER
        # What was to wait has waited: it is shown with what is due next.
        connection.execute(update(holdings).where(those, hidden).values(publish_after=now))
        connection.execute(update(holdings).where(those).values(withdrawn_at=None, decision_id=None))
        # Who was told of the end has to collect it again; who was sent it has to be told of the next end.
        told = or_(deliveries.c.withdrawal_offered_at.is_not(None), deliveries.c.taken_back_at.is_not(None))
        anew = {"confirmed_at": None, "withdrawal_offered_at": None, "taken_back_at": None}
        delivered = among(deliveries.c.holding_id, some) & told
        connection.execute(update(deliveries).where(delivered).values(anew))
    changed(connection, touched, now)
