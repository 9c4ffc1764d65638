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

from sqlalchemy import Connection, insert, literal, select

from takedown_hashing.vocabulary import HEX_LENGTH, HashType, shows_nothing
from takedown_registry.accounts import Platform
from takedown_registry.cases import IMAGE_PDQ, VIDEO_MD5, Signal, contributed_by, hold, release
from takedown_registry.ledger import changed, next_event
from takedown_registry.schema import deliveries, feedback, hashes, holdings, items
from takedown_registry.sql import among, insert_rows, new_rows

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
    """Return the signal that a platform means, or None if the feed does not carry such.

    Values of PDQ that show nothing are not carried: they match what has nothing to do with them.
    """
    signal, value = untrusted_type.removeprefix(PYTHON_PREFIX), untrusted_value.lower()
    if len(value) != _DIGITS.get(signal) or not _HEX.fullmatch(value):
        return None
    if signal == IMAGE_PDQ and shows_nothing(value):
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
    by_value = {value.lower(): said for value, said in given if _is_value(value.lower())}
    found = list(
        connection.execute(
            # What is not published is not known to any platform.
            select(hashes.c.id, hashes.c.value).where(
                among(hashes.c.value, by_value), hashes.c.stamp.is_not(None)
            )
        )
    )
    _record(connection, platform, {row.id: by_value[row.value] for row in found}, now)
    return len({row.value for row in found})


def _is_value(text: str) -> bool:
    return len(text) in _DIGITS.values() and _HEX.fullmatch(text) is not None


def take_hashes(
    connection: Connection, platform: Platform, given: Sequence[tuple[Signal, Feedback | None]], now: int
) -> int:
    """Enter hashes that a platform contributes, as the one item of a case of its own; returns how many.

    It takes one back by giving feedback of Withdrawn or Deleted on it, and may contribute it again.
    """
    by_signal = dict(given)
    item = _own_item(connection, platform, now)
    hold(connection, {item: list(by_signal)}, centre=None, now=now, known_items=[item])
    said: dict[int, Feedback] = {}
    values = {value for _, value in by_signal}
    query = select(hashes.c.id, hashes.c.signal, hashes.c.value).where(among(hashes.c.value, values))
    for row in connection.execute(query):
        about = by_signal.get((row.signal, row.value))
        if about is not None:
            said[row.id] = about
    _record(connection, platform, said, now)
    return len(by_signal)


def _own_item(connection: Connection, platform: Platform, now: int) -> int:
    case = contributed_by(connection, platform.id)
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
    ours = (feedback.c.platform_id == platform.id) & among(feedback.c.hash_id, said)
    known = {row.hash_id: row for row in connection.execute(select(feedback).where(ours))}
    rows, touched = [], set()
    for hash_row in sorted(said):
        before, new = known.get(hash_row), said[hash_row]
        tags = json.dumps(sorted(set(new.tags)), ensure_ascii=False)
        row = {
            "platform_id": platform.id,
            "hash_id": hash_row,
            "value": new.value,
            "tags": tags,
            "since_at": now,
            "since_event": event,
            "last_at": now,
            "last_event": event,
        }
        if before is not None and new.value == "None":
            row = {**before._mapping, "tags": tags}
        elif before is not None and new.value == before.value:
            row |= {"since_at": before.since_at, "since_event": before.since_event}
        rows.append(row)
        if before is None or before.tags != tags or new.value not in ("None", before.value):
            touched.add(hash_row)
    insert_rows(connection, feedback, rows, renew=[name for name in rows[0] if not name.endswith("_id")])
    _let_go(connection, platform, [row for row, each in said.items() if each.value in GONE], now)
    # A tombstone that others still have to read is not sent again for the sake of feedback.
    active = select(hashes.c.id).where(among(hashes.c.id, touched), hashes.c.active)
    changed(connection, list(connection.scalars(active)), now)


def _let_go(connection: Connection, platform: Platform, hash_rows: Collection[int], now: int) -> None:
    """A platform holds these hashes no longer: a confirmation for every withdrawn holding of just these, and
    the end of its own contribution.

    It says nothing about the other hashes of the same item: those match on (a mirrored copy, say) until the
    platform lets go of them too, so an item counts as taken back only when all that was sent of it is gone.
    """
    if not hash_rows:
        return
    withdrawn = select(literal(platform.id), holdings.c.id, literal(now)).where(
        among(holdings.c.hash_id, hash_rows), holdings.c.withdrawn_at.is_not(None)
    )
    noted = new_rows(connection, deliveries).from_select(
        ["platform_id", "holding_id", "taken_back_at"], withdrawn
    )
    connection.execute(
        noted.on_conflict_do_update(
            index_elements=[deliveries.c.platform_id, deliveries.c.holding_id],
            set_={"taken_back_at": now},
            where=deliveries.c.taken_back_at.is_(None),
        )
    )
    own_case = contributed_by(connection, platform.id)
    own = (
        select(holdings.c.id)
        .join(items, items.c.id == holdings.c.item_id)
        .where(items.c.case_id == own_case, among(holdings.c.hash_id, hash_rows))
    )
    release(connection, list(connection.scalars(own)), now)
