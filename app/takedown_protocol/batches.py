"""Divides a submission into messages: at most 50 items, bounded bytes, no item twice in one message."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from takedown_protocol import canonical
from takedown_protocol.errors import Malformed
from takedown_protocol.messages import (
    MAX_HASHES_PER_ITEM,
    MAX_ITEMS_PER_MESSAGE,
    MAX_MESSAGE_PAYLOAD,
    ItemEntry,
    hash_fields,
    item_fields,
)

_FRAME_BYTES: Final = 700
"""More than header and frame of a submission take in JSON (441 bytes when vouched)."""
_ITEM_FRAME_BYTES: Final = 120
"""More than an item without hashes takes in JSON."""
_BUDGET: Final = MAX_MESSAGE_PAYLOAD - _FRAME_BYTES


def united(items: Iterable[ItemEntry]) -> tuple[ItemEntry, ...]:
    """Unite entries with the same item id, keeping order; equal hashes are kept once.

    Raises:
        Malformed: the same id with another kind or medium.
    """
    result: dict[str, ItemEntry] = {}
    for item in items:
        known = result.get(item.item_id)
        if known is not None and (known.kind, known.media) != (item.kind, item.media):
            raise Malformed("the same item twice, as different things")
        hashes = (known.hashes if known else ()) + item.hashes
        result[item.item_id] = replace(item, hashes=tuple(dict.fromkeys(hashes)))
    return tuple(result.values())


def batches(items: Iterable[ItemEntry]) -> Iterator[tuple[ItemEntry, ...]]:
    """Yield the items of one message after another; an item too long for one is spread over several."""
    batch: list[ItemEntry] = []
    used = 0
    for piece in (piece for item in items for piece in _pieces(item)):
        size = len(canonical.encode(item_fields(piece))) + 1
        full = len(batch) == MAX_ITEMS_PER_MESSAGE or used + size > _BUDGET
        if batch and (full or any(each.item_id == piece.item_id for each in batch)):
            yield tuple(batch)
            batch, used = [], 0
        batch.append(piece)
        used += size
    if batch:
        yield tuple(batch)


def _pieces(item: ItemEntry) -> Iterator[ItemEntry]:
    start, used = 0, _ITEM_FRAME_BYTES
    for index, entry in enumerate(item.hashes):
        size = len(canonical.encode(hash_fields(entry))) + 1
        if index > start and (used + size > _BUDGET or index - start == MAX_HASHES_PER_ITEM):
            yield replace(item, hashes=item.hashes[start:index])
            start, used = index, _ITEM_FRAME_BYTES
        used += size
    yield replace(item, hashes=item.hashes[start:])
