"""What is left of a case and its items when they are forgotten: keyed hashes that only this registry makes.

Taking back is final, so something has to tell later that it happened, also to items that were never seen. A
mark tells it to whoever sends the case's key or the item's id again, and nothing to anybody else: without the
registry's own key it cannot be compared to a case number on a receipt, nor to what twelve words lead to.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from takedown_registry.keys import KeyRing

GONE: Final = "gone:"
"""What the mark of a case begins with; no key in hexadecimal does."""
ITEM: Final = "~"
"""What the mark of an item begins with; no id in hexadecimal does."""
_CASE_DIGITS: Final = 48
_ITEM_DIGITS: Final = 31


class Marks:
    """Makes the marks of one case."""

    def __init__(self, keys: KeyRing, case_key: str) -> None:
        self._keys = keys
        self._case_key = case_key

    @property
    def case(self) -> str:
        """Of the case itself."""
        return GONE + self._keys.derive("gone-case", self._case_key).hex()[:_CASE_DIGITS]

    def item(self, item_id: str) -> str:
        """Of one of its items."""
        return ITEM + self._keys.derive("gone-item", self._case_key, item_id).hex()[:_ITEM_DIGITS]

    def items(self, item_ids: Collection[str]) -> dict[str, str]:
        """Return item ids by their marks."""
        return {self.item(item_id): item_id for item_id in item_ids}
