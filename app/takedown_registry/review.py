"""What those who run a registry look at before they decide (`decisions`): what platforms said of which case.

Nobody is named here, and no fingerprint: a case is known by the number that a platform knows it by.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, and_, func, select
from sqlalchemy.sql.elements import ColumnElement

from takedown_registry.accounts import Platform
from takedown_registry.cases import LIVE, OF_PEOPLE
from takedown_registry.keys import KeyRing
from takedown_registry.schema import cases, centres, feedback, hashes, holdings, items, platforms
from takedown_registry.tokens import case_number

_AT_ONCE: Final = 10_000


@dataclass(frozen=True, slots=True)
class Told:
    """What one platform said of so many fingerprints of one case.

    Attributes:
        platform: its name.
        number: of the case, as this platform knows it.
        said: fingerprints of which the platform said so.
        fingerprints: that the case has now.
        vouched: whether a centre vouches for any of them.
    """

    platform: str
    number: str
    said: int
    fingerprints: int
    vouched: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """One case, or one fingerprint, as far as it helps to decide.

    Attributes:
        cases: that have it; 1 for a case.
        pictures: how many, whatever became of them.
        fingerprints: that go on now, each counted in every picture that has it.
        elsewhere: of these, how many other cases have, too.
        taken_out: fingerprints that a decision ended.
        vouched_by: centres that vouch for something of it.
        first, last: hours in which the first and the last picture came, Unix seconds; None: there is none.
        said: by platform and its word, for how many different fingerprints.
    """

    cases: int
    pictures: int
    fingerprints: int
    elsewhere: int
    taken_out: int
    vouched_by: tuple[str, ...]
    first: int | None
    last: int | None
    said: dict[str, dict[str, int]]


def find_case(connection: Connection, keys: KeyRing, platform: Platform, number: str) -> int | None:
    """Return the row of the case that a platform knows by this number, or None.

    Numbers are made from the case's key and cannot be turned back, so every case is tried, 50,000 a second or
    more (`tests/benchmarks/operators.py`).
    """
    for row, case_key in _all_cases(connection):
        if case_number(keys, platform.id, case_key) == number:
            return row
    return None


def _all_cases(connection: Connection) -> Iterator[tuple[int, str]]:
    after = 0
    while True:
        query = select(cases.c.id, cases.c.case_key).where(cases.c.id > after)
        rows = connection.execute(query.order_by(cases.c.id).limit(_AT_ONCE)).all()
        if not rows:
            return
        for row in rows:
            yield row.id, row.case_key
        after = rows[-1].id


def most_told(connection: Connection, keys: KeyRing, word: str, *, most: int) -> list[Told]:
    """Return the cases of which platforms say this word most, the most first, one entry for each platform."""
    said = (
        select(items.c.case_id, feedback.c.platform_id, func.count().label("said"))
        .join(holdings, holdings.c.item_id == items.c.id)
        .join(feedback, feedback.c.hash_id == holdings.c.hash_id)
        .where(feedback.c.value == word, LIVE)
        .group_by(items.c.case_id, feedback.c.platform_id)
        .order_by(func.count().desc(), items.c.case_id)
        .limit(most)
        .subquery()
    )
    query = (
        select(said, platforms.c.name, cases.c.case_key)
        .join(platforms, platforms.c.id == said.c.platform_id)
        .join(cases, cases.c.id == said.c.case_id)
        .where(platforms.c.revoked_at.is_(None))
        .order_by(said.c.said.desc(), said.c.case_id, platforms.c.name)
    )
    found = []
    for row in connection.execute(query):
        of_case = items.c.case_id == row.case_id
        number = case_number(keys, row.platform_id, row.case_key)
        vouched = bool(_vouching(connection, of_case))
        found.append(Told(row.name, number, row.said, _count(connection, of_case, LIVE), vouched))
    return found


def look_at_case(connection: Connection, case: int) -> Seen:
    """Return what is known of a case by its row."""
    return _look(connection, items.c.case_id == case)


def look_at_hash(connection: Connection, value: str) -> Seen:
    """Return what is known of one fingerprint over all cases of people that have it."""
    of_people = items.c.case_id.in_(select(cases.c.id).where(OF_PEOPLE))
    return _look(connection, and_(hashes.c.value == value, of_people))


def _held(*columns: Any) -> Any:
    return (
        select(*columns)
        .select_from(items)
        .join(holdings, holdings.c.item_id == items.c.id)
        .join(hashes, hashes.c.id == holdings.c.hash_id)
    )


def _count(connection: Connection, *which: ColumnElement[bool]) -> int:
    return int(connection.scalar(_held(func.count()).where(*which)) or 0)


def _vouching(connection: Connection, which: ColumnElement[bool]) -> tuple[str, ...]:
    query = _held(centres.c.name).join(centres, centres.c.id == holdings.c.centre_id)
    return tuple(
        connection.scalars(
            query.where(which, LIVE, centres.c.revoked_at.is_(None)).distinct().order_by(centres.c.name)
        )
    )


def _look(connection: Connection, which: ColumnElement[bool]) -> Seen:
    spread = connection.execute(
        select(
            func.count(items.c.case_id.distinct()),
            func.count(items.c.id.distinct()),
            func.min(items.c.added_at),
            func.max(items.c.added_at),
        )
        .select_from(items)
        .outerjoin(holdings, holdings.c.item_id == items.c.id)
        .outerjoin(hashes, hashes.c.id == holdings.c.hash_id)
        .where(which)
    ).one()
    mine = _held(holdings.c.hash_id).where(which, LIVE).distinct()
    other_holdings, other_items = holdings.alias(), items.alias()
    others = (
        select(func.count(other_holdings.c.hash_id.distinct()))
        .join(other_items, other_items.c.id == other_holdings.c.item_id)
        .where(
            other_holdings.c.hash_id.in_(mine),
            other_holdings.c.withdrawn_at.is_(None),
            other_items.c.case_id.not_in(_held(items.c.case_id).where(which)),
        )
    )
    said: dict[str, dict[str, int]] = defaultdict(dict)
    ever = _held(holdings.c.hash_id).where(which)
    told = (
        select(platforms.c.name, feedback.c.value, func.count())
        .join(platforms, platforms.c.id == feedback.c.platform_id)
        .where(feedback.c.hash_id.in_(ever), platforms.c.revoked_at.is_(None))
        .group_by(platforms.c.name, feedback.c.value)
        .order_by(platforms.c.name, feedback.c.value)
    )
    for name, value, count in connection.execute(told):
        said[name][value] = count
    return Seen(
        cases=spread[0],
        pictures=spread[1],
        first=spread[2],
        last=spread[3],
        fingerprints=_count(connection, which, LIVE),
        elsewhere=int(connection.scalar(others) or 0),
        taken_out=_count(connection, which, holdings.c.decision_id.is_not(None)),
        vouched_by=_vouching(connection, which),
        said=dict(said),
    )
