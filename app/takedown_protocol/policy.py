"""Which fingerprints a registry takes, by its own descriptor: one rule, applied by both sides.

The app uses it to send nothing in vain, the registry to write receipts. It never looks at what is already
known, so a receipt cannot be used to look hashes up.
"""

from __future__ import annotations

from dataclasses import replace

from takedown_hashing.vocabulary import HashType, of_no_use
from takedown_protocol.descriptor import Descriptor
from takedown_protocol.messages import HashEntry, ItemEntry
from takedown_protocol.replies import HashRefusal, RefusedHash

Judgement = tuple[tuple[HashEntry, ...], tuple[RefusedHash, ...]]
"""Of one item: accepted and refused."""


def judge(hashes: tuple[HashEntry, ...], descriptor: Descriptor) -> Judgement:
    """Divide one item's fingerprints into accepted and refused, keeping their order.

    Refused are types the registry cannot serve, a stated quality below `vocabulary.USEFUL_QUALITY`, values
    of PDQ that show nothing whatever quality is stated, and what exceeds `max_hashes_per_item` (first come,
    first kept; video frames do not count).
    """
    accepted: list[HashEntry] = []
    refused: list[RefusedHash] = []
    counted = 0
    for entry in hashes:
        reason = None
        if entry.type not in descriptor.hash_types:
            reason = HashRefusal.TYPE_NOT_SERVED
        elif of_no_use(entry.type, entry.value, entry.quality):
            reason = HashRefusal.LOW_QUALITY
        elif entry.type is not HashType.VPDQ and counted >= descriptor.max_hashes_per_item:
            reason = HashRefusal.OVER_BUDGET
        if reason is None:
            accepted.append(entry)
            counted += entry.type is not HashType.VPDQ
        else:
            refused.append(RefusedHash(entry.type, entry.view, entry.value, reason))
    return tuple(accepted), tuple(refused)


def servable(items: tuple[ItemEntry, ...], descriptor: Descriptor) -> tuple[ItemEntry, ...]:
    """Return the items with only what the registry takes; an item of which nothing is left is left out."""
    kept = (replace(item, hashes=judge(item.hashes, descriptor)[0]) for item in items)
    return tuple(item for item in kept if item.hashes)
