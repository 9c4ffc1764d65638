"""Builds one aggregate record per hash, in exactly the shapes that `threatexchange` 1.2.17 parses.

Never null lists, never a missing `caseNumbers`, never an unknown word: each would make the stock client drop
the record or the page.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, select

from takedown_registry.accounts import Platform
from takedown_registry.keys import KeyRing
from takedown_registry.schema import cases, centres, feedback, holdings, items, platforms
from takedown_registry.sql import among
from takedown_registry.tokens import case_number

ACTIVE: Final = "Active"
WITHDRAWN: Final = "Withdrawn"
VOUCHED: Final = {"feedbackValue": "None", "tags": ["vouched"]}


@dataclass(frozen=True, slots=True)
class Said:
    """What is known about the hashes of one page: who holds them, and what platforms said."""

    held: list[Any]
    feedback: list[Any]


def read_about(connection: Connection, hash_rows: list[int]) -> Said:
    """Read what the records of these hashes say; any transaction."""
    if not hash_rows:
        return Said([], [])
    held = (
        select(holdings.c.hash_id, holdings.c.withdrawn_at, cases.c.case_key, centres.c.name.label("centre"))
        .join(items, items.c.id == holdings.c.item_id)
        .join(cases, cases.c.id == items.c.case_id)
        .outerjoin(centres, (centres.c.id == holdings.c.centre_id) & centres.c.revoked_at.is_(None))
        .where(among(holdings.c.hash_id, hash_rows), holdings.c.publish_after.is_(None))
        .order_by(holdings.c.id)
    )
    said = (
        select(feedback.c.hash_id, feedback.c.value, feedback.c.tags, platforms.c.name)
        .join(platforms, platforms.c.id == feedback.c.platform_id)
        .where(among(feedback.c.hash_id, hash_rows), platforms.c.revoked_at.is_(None))
    )
    return Said(list(connection.execute(held).all()), list(connection.execute(said).all()))


def build_records(
    keys: KeyRing, platform: Platform, page: list[Any], about: Said, *, fresh: bool
) -> list[dict[str, Any]]:
    """Return the records of one page for one platform.

    Args:
        keys: for the platform's own case numbers.
        platform: who reads them.
        page: rows of `hashes`.
        about: from `read_about` in the same transaction.
        fresh: the reader holds nothing, so cases that were withdrawn are left out.
    """
    numbers: dict[int, dict[str, str]] = defaultdict(dict)
    said: dict[int, dict[str, dict[str, Any]]] = defaultdict(dict)
    number_of: dict[str, str] = {}
    for row in about.held:
        number = number_of.get(row.case_key)
        if number is None:
            number = number_of[row.case_key] = case_number(keys, platform.id, row.case_key)
        if row.withdrawn_at is None:
            numbers[row.hash_id][number] = ACTIVE
            if row.centre is not None:
                said[row.hash_id][row.centre] = {"source": row.centre, **VOUCHED}
        elif not fresh:
            numbers[row.hash_id].setdefault(number, WITHDRAWN)
    for row in about.feedback:
        said[row.hash_id][row.name] = {
            "source": row.name,
            "feedbackValue": row.value,
            "tags": json.loads(row.tags),
        }
    return [
        {
            "lastModtimestamp": row.stamp,
            "signalType": row.signal,
            "hashValue": row.value,
            "hashStatus": ACTIVE if row.active else WITHDRAWN,
            "caseNumbers": numbers[row.id],
            "CSPFeedbacks": [said[row.id][source] for source in sorted(said[row.id])],
        }
        for row in page
    ]
