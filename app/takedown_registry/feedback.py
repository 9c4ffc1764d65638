"""What platforms tell: feedback on hashes, and hashes of their own.

Feedback names neither its source nor a signal type: the source is whose keys were used, the hash is found by
its value. The latest of each platform on each hash counts. "None" only tags: it leaves the state as it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, exists, insert, literal, select, update

from takedown_hashing.vocabulary import HEX_LENGTH, HashType
from takedown_registry.accounts import Platform
from takedown_registry.cases import IMAGE_PDQ, VIDEO_MD5, Signal, hold, open_case, release
from takedown_registry.ledger import changed, chunks, next_event
from takedown_registry.schema import deliveries, feedback, hashes, holdings, items

GONE: Final = ("Withdrawn", "Deleted")
"""Feedback by which a platform says that it no longer holds a hash."""
PYTHON_PREFIX: Final = "StopNCIISignalType."
"""The stock client writes the name of its Python enumeration into the signal type."""
_DIGITS: Final = {IMAGE_PDQ: HEX_LENGTH[HashType.PDQ], VIDEO_MD5: HEX_LENGTH[HashType.MD5]}
_HEX: Final = re.compile(r"[0-9a-f]+")
_OWN_ITEM: Final = "0" * 32


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a platform says about one hash: a word of the stock client's enumeration, and tags."""

    value: str
    tags: tuple[str, ...] = ()


def read_signal(untrusted_type: str, untrusted_value: str) -> Signal | None:
    """Return the signal that a platform means, or None if the feed does not carry such."""
    signal, value = untrusted_type.removeprefix(PYTHON_PREFIX), untrusted_value.lower()
    if len(value) != _DIGITS.get(signal) or not _HEX.fullmatch(value):
        return None
    return signal, value


def take_feedback(
    connection: Connection, platform: Platform, given: Sequence[tuple[str, Feedback]], now: int
) -> int:
    """Record feedback on hashes by value; returns how many values were known.

    Args:
        connection: in a writing transaction.
        platform: who says so.
        given: (hash value, feedback); the last one on a value counts.
        now: Unix seconds.
    """
    by_value = {value.lower(): said for value, said in given}
    found = []
    for some in chunks(by_value):
        found += list(connection.execute(select(hashes).where(hashes.c.value.in_(some))))
    _record(connection, platform, {row.id: by_value[row.value] for row in found}, now)
    return len({row.value for row in found})


def take_hashes(
    connection: Connection, platform: Platform, given: Sequence[tuple[Signal, Feedback | None]], now: int
) -> int:
    """Enter hashes that a platform contributes, as the one item of a case of its own; returns how many.

    It takes one back by giving feedback of Withdrawn or Deleted on it, and may contribute it again.
    """
    by_signal = dict(given)
    event = next_event(connection)
    hold(connection, _own_item(connection, platform, now), list(by_signal), event=event, centre=None, now=now)
    said: dict[int, Feedback] = {}
    for some in chunks({value for _, value in by_signal}):
        for row in connection.execute(select(hashes).where(hashes.c.value.in_(some))):
            about = by_signal.get((row.signal, row.value))
            if about is not None:
                said[row.id] = about
    _record(connection, platform, said, now)
    return len(by_signal)


def _own_item(connection: Connection, platform: Platform, now: int) -> int:
    case = open_case(connection, f"platform:{platform.id}")
    found = connection.scalar(select(items.c.id).where(items.c.case_id == case))
    if found is not None:
        return int(found)
    connection.execute(
        insert(items).values(
            case_id=case,
            item_id=_OWN_ITEM,
            kind="intimate",
            media="image",
            eligibility="adult",
            added_at=now - now % 3600,
        )
    )
    return int(connection.scalars(select(items.c.id).where(items.c.case_id == case)).one())


def _record(connection: Connection, platform: Platform, said: dict[int, Feedback], now: int) -> None:
    if not said:
        return
    event = next_event(connection)
    touched: set[int] = set()
    for some in chunks(said):
        ours = (feedback.c.platform_id == platform.id) & feedback.c.hash_id.in_(some)
        known = {row.hash_id: row for row in connection.execute(select(feedback).where(ours))}
        for hash_row in some:
            before, new = known.get(hash_row), said[hash_row]
            tags = json.dumps(sorted(set(new.tags)), ensure_ascii=False)
            key = (feedback.c.platform_id == platform.id) & (feedback.c.hash_id == hash_row)
            latest = {"tags": tags, "last_at": now, "last_event": event}
            renewed = {**latest, "value": new.value, "since_at": now, "since_event": event}
            if before is None:
                connection.execute(
                    insert(feedback).values(platform_id=platform.id, hash_id=hash_row, **renewed)
                )
            elif new.value == "None":
                connection.execute(update(feedback).where(key).values(tags=tags))
            elif new.value == before.value:
                connection.execute(update(feedback).where(key).values(**latest))
            else:
                connection.execute(update(feedback).where(key).values(**renewed))
            if before is None or before.tags != tags or new.value not in ("None", before.value):
                touched.add(hash_row)
    gone = [hash_row for hash_row, each in said.items() if each.value in GONE]
    _let_go(connection, platform, gone, now)
    # A tombstone that others still have to read is not sent again for the sake of feedback.
    active: set[int] = set()
    for some in chunks(touched):
        active.update(connection.scalars(select(hashes.c.id).where(hashes.c.id.in_(some), hashes.c.active)))
    changed(connection, active, now)


def _let_go(connection: Connection, platform: Platform, hash_rows: Collection[int], now: int) -> None:
    """A platform holds these hashes no longer: a confirmation for every withdrawn item that had one of them,
    and the end of its own contribution.
    """
    for some in chunks(hash_rows):
        gone = holdings.c.withdrawn_at.is_not(None)
        # A platform speaks of a picture by the hash it matched: that one answers for the item's others.
        about = select(holdings.c.item_id).where(holdings.c.hash_id.in_(some), gone)
        withdrawn = select(holdings.c.id).where(holdings.c.item_id.in_(about), gone)
        delivered = exists().where(
            deliveries.c.platform_id == platform.id, deliveries.c.holding_id == holdings.c.id
        )
        connection.execute(
            insert(deliveries).from_select(
                ["platform_id", "holding_id"],
                select(literal(platform.id), holdings.c.id).where(holdings.c.id.in_(withdrawn), ~delivered),
            )
        )
        connection.execute(
            update(deliveries)
            .where(
                deliveries.c.platform_id == platform.id,
                deliveries.c.holding_id.in_(withdrawn),
                deliveries.c.taken_back_at.is_(None),
            )
            .values(taken_back_at=now)
        )
        own_case = open_case(connection, f"platform:{platform.id}")
        own = (
            select(holdings.c.id)
            .join(items, items.c.id == holdings.c.item_id)
            .where(items.c.case_id == own_case, holdings.c.hash_id.in_(some))
        )
        release(connection, list(connection.scalars(own)), now)
